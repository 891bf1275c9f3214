// A worker in a desktop's session, whose secrets are in a real keyring: unlocked, locked, and moved out of it and back
// while somebody kills. Runs in keyring_session.sh.
#include "tests/cli/program.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUuid>

#include <csignal>
#include <memory>

using namespace testcli;

static const QString kSecrets = QStringLiteral("org.freedesktop.secrets");
static const QString kCollection = QStringLiteral("/org/freedesktop/secrets/collection/login");

class CliKeyringTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_scratch;
    Variables m_variables;
    std::unique_ptr<QProcess> m_daemon; // after the session's own was locked

    QString path(const QString &name) const { return m_scratch->filePath(name); }
    QString keyFile() const { return path(QStringLiteral("data/data/secrets/audit-key")); }
    QByteArray choice() const
    {
        QFile file(path(QStringLiteral("data/data/secret-store")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// This session's bus and runtime folder, which other tests hide.
    static Variables withSession(Variables variables)
    {
        for (const char *name : {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME"})
            variables.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
        variables.insert(QStringLiteral("GLOVEBOX_SECRET_STORE"), QString());
        return variables;
    }
    static QDBusMessage asked(const QString &path, const char *interface, const char *method, const QVariantList &with)
    {
        auto call =
            QDBusMessage::createMethodCall(kSecrets, path, QString::fromLatin1(interface), QString::fromLatin1(method));
        call.setArguments(with);
        return QDBusConnection::sessionBus().call(call, QDBus::Block, 20'000);
    }
    static bool isUnlocked()
    {
        const auto answer = asked(kCollection, "org.freedesktop.DBus.Properties", "Get",
                                  {QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")});
        return answer.type() == QDBusMessage::ReplyMessage &&
               !answer.arguments().constFirst().value<QDBusVariant>().variant().toBool();
    }
    static void lock()
    {
        const QList<QDBusObjectPath> collections{QDBusObjectPath(kCollection)};
        const auto answer = asked(QStringLiteral("/org/freedesktop/secrets"), "org.freedesktop.Secret.Service", "Lock",
                                  {QVariant::fromValue(collections)});
        QVERIFY2(answer.type() == QDBusMessage::ReplyMessage, qPrintable(answer.errorMessage()));
        QVERIFY(!isUnlocked());
    }
    static bool isThere() { return QDBusConnection::sessionBus().interface()->isServiceRegistered(kSecrets); }
    /// As a new login does: the keyring that runs ends, and another one is given the password.
    void unlock()
    {
        const uint running = QDBusConnection::sessionBus().interface()->servicePid(kSecrets);
        QVERIFY(running > 1 && ::kill(static_cast<pid_t>(running), SIGTERM) == 0);
        QTRY_VERIFY_WITH_TIMEOUT(!isThere(), 20'000);
        m_daemon = std::make_unique<QProcess>();
        m_daemon->start(
            QStringLiteral("gnome-keyring-daemon"),
            {QStringLiteral("--unlock"), QStringLiteral("--foreground"), QStringLiteral("--components=secrets")});
        m_daemon->write("a password for tests");
        m_daemon->closeWriteChannel();
        // Only then: a question to one that is not there would make the bus start one without a password.
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(isUnlocked(), 20'000);
    }
    /// One run of a worker, to where it works.
    void serve()
    {
        Program worker({QStringLiteral("serve")}, m_variables);
        QVERIFY2(worker.prints("Disconnected"), worker.everything());
        worker.terminate();
        QCOMPARE(worker.status(), 0);
    }
    bool verifies()
    {
        Program audit({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        return audit.status() == 0 && audit.output().contains("is whole") && !audit.output().contains(" 0 entries");
    }
    QStringList move(const char *to) const
    {
        return {QStringLiteral("secret-store"), QStringLiteral("move"), QStringLiteral("--to"), QLatin1String(to)};
    }

private Q_SLOTS:
    void initTestCase()
    {
        qDBusRegisterMetaType<QList<QDBusObjectPath>>();
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(isUnlocked(), 20'000);
    }
    void cleanupTestCase()
    {
        if (m_daemon) {
            m_daemon->kill();
            m_daemon->waitForFinished();
        }
    }
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        makeStandInImage(path(QStringLiteral("image")));
        m_variables = withSession(workerVariables(*m_scratch, QStringLiteral("http://127.0.0.1:") + closedPort(),
                                                  QUuid::createUuid().toString(QUuid::WithoutBraces)));
    }

    void aLockedKeyringIsSaidAtOnceAndNothingIsMadeAnew()
    {
        serve();
        QVERIFY2(choice().startsWith("glovebox-secret-store 1 keyring "), choice());
        QVERIFY(!QFile::exists(keyFile()));
        QVERIFY(verifies());

        lock();
        QElapsedTimer passed;
        passed.start();
        Program worker({QStringLiteral("serve")}, m_variables);
        QCOMPARE(worker.status(), 1);
        QVERIFY(passed.elapsed() < 15'000);
        QVERIFY2(worker.errors().contains("the keyring is locked") && worker.errors().contains("unlock it") &&
                     worker.errors().contains("gloveboxctl secret-store move --to file"),
                 worker.errors());
        QVERIFY(!QFile::exists(keyFile()));
        Program audit({QStringLiteral("audit"), QStringLiteral("verify")}, m_variables);
        QCOMPARE(audit.status(), 1);
        QVERIFY2(audit.errors().contains("the keyring is locked"), audit.everything());
        Program listing({QStringLiteral("audit"), QStringLiteral("list")}, m_variables); // needs no key
        QCOMPARE(listing.status(), 0);
        Program away(move("file"), m_variables);
        QCOMPARE(away.status(), 1);
        QVERIFY2(away.errors().contains("not moved"), away.errors());
        Program status({QStringLiteral("secret-store"), QStringLiteral("status")}, m_variables);
        QCOMPARE(status.status(), 1);

        unlock();
        serve();
        QVERIFY(verifies());
    }

    void aFirstStartWithALockedKeyringTakesFiles()
    {
        lock();
        serve();
        unlock();
        QVERIFY2(choice().startsWith("glovebox-secret-store 1 file "), choice());
        QVERIFY(QFile::exists(keyFile()));
        serve(); // and stays with them
        QVERIFY(QFile::exists(keyFile()));
        QVERIFY(verifies());
    }

    void aMoveThatIsKilledAtAnyMomentLosesNothing()
    {
        serve();
        QVERIFY(verifies());
        int killed = 0;
        for (const int killAfter : {0, 10, 20, 30, 45, 60, 80, 100, 130, 160, 200, 250, 300, 400, 600}) {
            const auto *to = choice().contains(" keyring ") ? "file" : "keyring";
            Program moving(move(to), m_variables);
            // No condition to wait for: the moment is what is tried.
            const bool ended = QTest::qWaitFor([&] { return moving.hasEnded(); }, killAfter);
            killed += ended ? 0 : 1;
            if (!ended)
                moving.kill();
            QVERIFY2(verifies(), qPrintable(QStringLiteral("killed after %1 ms").arg(killAfter)));
        }
        serve(); // which removes what was left over
        QVERIFY2(!choice().contains("both"), choice());
        Program last(move("file"), m_variables);
        QCOMPARE(last.status(), 0);
        QVERIFY(verifies());
        Program status({QStringLiteral("secret-store"), QStringLiteral("status")}, m_variables);
        QCOMPARE(status.status(), 0);
        QVERIFY2(status.output().contains("files in ") && status.output().contains("is in it"), status.output());
        qInfo("%d of the moves were killed", killed);
        QVERIFY(killed > 0);
    }
};

QTEST_GUILESS_MAIN(CliKeyringTest)

#include "tst_keyring.moc"
