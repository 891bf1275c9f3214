// Role: main() of glovebox-keyring: one question to the desktop's keyring, then the end. A program of its own, because
// the library behind it needs GLib's event loop, has one queue for a whole process and cannot be stopped: whoever waits
// too long ends this program, and a prompt that it may have raised goes with it.
// Thread: one.
// Invariants: nobody is asked for a password: a keyring that is locked is said to be. A secret comes on standard input
// and goes to standard output, never into arguments, which every user of the host can read.
#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QFile>

#include <qt6keychain/keychain.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

constexpr int kAnswerWithin = 3000; // ms, of each question to the bus
constexpr qint64 kValueMax = 64 * 1024;
constexpr const char *kUsage = "usage: glovebox-keyring look\n"
                               "       glovebox-keyring read|write|remove SERVICE KEY\n\n"
                               "Asks the desktop's keyring for Glovebox, which starts this program itself.\n";

/// The first line of what is answered: a word, and for people why.
int answer(const char *word, const QString &why = {}, const QByteArray &value = {})
{
    auto line = QByteArray(word);
    if (!why.isEmpty())
        line += ' ' + why.simplified().toUtf8().left(1000);
    line += '\n';
    const bool written = std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stdout) ==
                             static_cast<std::size_t>(line.size()) &&
                         std::fwrite(value.constData(), 1, static_cast<std::size_t>(value.size()), stdout) ==
                             static_cast<std::size_t>(value.size()) &&
                         std::fflush(stdout) == 0;
    return written ? 0 : 1;
}

QDBusMessage asked(const QString &path, const QString &interface, const QString &method, const QVariantList &arguments)
{
    auto call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), path, interface, method);
    call.setArguments(arguments);
    return QDBusConnection::sessionBus().call(call, QDBus::Block, kAnswerWithin);
}

/// Why the keyring cannot be used now; none when it can. A question that asks nobody for a password.
std::optional<QString> whyAway()
{
    const auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return QStringLiteral("there is no session bus, as there is in a desktop's session (") +
               bus.lastError().message() + QLatin1Char(')');
    const auto alias =
        asked(QStringLiteral("/org/freedesktop/secrets"), QStringLiteral("org.freedesktop.Secret.Service"),
              QStringLiteral("ReadAlias"), {QStringLiteral("default")});
    if (alias.type() != QDBusMessage::ReplyMessage || alias.arguments().isEmpty())
        return QStringLiteral("no keyring answers on the session bus (") + alias.errorMessage() + QLatin1Char(')');
    const auto collection = alias.arguments().constFirst().value<QDBusObjectPath>().path();
    if (collection.size() < 2)
        return QStringLiteral("there is no default keyring yet; log in to the desktop once, or make one");
    const auto locked = asked(collection, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
                              {QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
    if (locked.type() != QDBusMessage::ReplyMessage || locked.arguments().isEmpty())
        return QStringLiteral("the keyring does not say whether it is locked (") + locked.errorMessage() +
               QLatin1Char(')');
    if (locked.arguments().constFirst().value<QDBusVariant>().variant().toBool())
        return QStringLiteral("the keyring is locked");
    return {};
}

int answerOf(const QKeychain::Job &job, bool removing)
{
    switch (job.error()) {
    case QKeychain::NoError:
        break;
    case QKeychain::EntryNotFound:
        return answer(removing ? "done" : "none");
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
    case QKeychain::CouldNotDeleteEntry:
        return answer("refused", job.errorString());
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        return answer("away", job.errorString());
    }
    const auto *reading = qobject_cast<const QKeychain::ReadPasswordJob *>(&job);
    auto value = reading ? reading->binaryData() : QByteArray();
    const int status = answer("done", {}, value);
    explicit_bzero(value.data(), static_cast<std::size_t>(value.size()));
    return status;
}

std::unique_ptr<QKeychain::Job> jobFor(const QString &what, const QString &service)
{
    if (what == QLatin1String("read"))
        return std::make_unique<QKeychain::ReadPasswordJob>(service);
    if (what == QLatin1String("remove"))
        return std::make_unique<QKeychain::DeletePasswordJob>(service);
    auto writing = std::make_unique<QKeychain::WritePasswordJob>(service);
    QFile input;
    if (!input.open(STDIN_FILENO, QIODevice::ReadOnly))
        return nullptr;
    auto value = input.read(kValueMax + 1);
    if (value.isEmpty() || value.size() > kValueMax)
        return nullptr;
    writing->setBinaryData(value);
    return writing;
}

} // namespace

int main(int argc, char **argv)
{
    // Secrets pass through: no core file, and nobody looks into our memory.
    const ::rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
    QCoreApplication application(argc, argv);
    const auto words = application.arguments();
    if (words.size() == 2 && words[1] == QLatin1String("--version"))
        return std::puts("glovebox-keyring " GLOVEBOX_VERSION) < 0;
    const bool looks = words.size() == 2 && words[1] == QLatin1String("look");
    const bool asks = words.size() == 4 && (words[1] == QLatin1String("read") || words[1] == QLatin1String("write") ||
                                            words[1] == QLatin1String("remove"));
    if (!looks && !asks) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    if (const auto why = whyAway())
        return answer("away", *why);
    if (looks)
        return answer("done");
    const auto job = jobFor(words[1], words[2]);
    if (!job)
        return answer("refused", QStringLiteral("there is no secret to write"));
    job->setAutoDelete(false);
    job->setKey(words[3]);
    QObject::connect(job.get(), &QKeychain::Job::finished, &application, [&](QKeychain::Job *ended) {
        QCoreApplication::exit(answerOf(*ended, words[1] == QLatin1String("remove")));
    });
    job->start();
    // What the keyring's library has of its own is not to be taken apart: everything was said.
    ::_exit(QCoreApplication::exec());
}
