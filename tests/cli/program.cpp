#include "tests/cli/program.h"

#include "core/images/part.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <unistd.h>

namespace testcli {

namespace {

constexpr int kPatience = 30'000; // ms; a starved host must not fail a test

void makePart(const QString &folder, const std::string &kind, const QMap<QString, QByteArray> &files)
{
    QVERIFY(QDir().mkpath(folder));
    for (auto file = files.begin(); file != files.end(); ++file) {
        QFile target(folder + QLatin1Char('/') + file.key());
        QVERIFY(target.open(QIODevice::WriteOnly) && target.write(file.value()) == file.value().size());
    }
    const auto sealed = glovebox::images::sealPart(folder.toStdString(), {kind, "stand-in", "1", {}}, {});
    QVERIFY2(sealed, sealed ? "" : sealed.error().detail.c_str());
}

} // namespace

Program::Program(const QStringList &arguments, const Variables &variables, Reader reader, const QString &program)
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("HOME"), QStringLiteral("/nonexistent")); // nothing may go there
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("GLOVEBOX_SECRET_STORE"),
                       QStringLiteral("file")); // the keyring is somebody's own
    for (const char *sanitizer : {"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"})
        if (qEnvironmentVariableIsSet(sanitizer))
            environment.insert(QString::fromLatin1(sanitizer), qEnvironmentVariable(sanitizer));
    for (auto variable = variables.begin(); variable != variables.end(); ++variable)
        environment.insert(variable.key(), variable.value());
    m_process.setProcessEnvironment(environment);
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                     [this] { m_output += m_process.readAllStandardOutput(); });
    QObject::connect(&m_process, &QProcess::readyReadStandardError, &m_process,
                     [this] { m_errors += m_process.readAllStandardError(); });
    if (reader == Reader::Gone)
        m_process.setChildProcessModifier([] {
            int ends[2];
            if (::pipe(ends) != 0)
                ::_exit(99);
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
        });
    m_process.start(program, arguments);
}

Program::~Program()
{
    kill();
}

void Program::kill()
{
    m_process.kill();
    m_process.waitForFinished(kPatience);
}

bool Program::prints(const QByteArray &text, int times)
{
    const auto printed = [&] {
        return everything().count(text) >= times;
    };
    return QTest::qWaitFor([&] { return printed() || m_process.state() == QProcess::NotRunning; }, kPatience) &&
           printed();
}

int Program::status()
{
    const bool ended = QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, kPatience);
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

Variables workerVariables(const QTemporaryDir &scratch, const QString &url, const QString &mark)
{
    return {{QStringLiteral("ANTHROPIC_ENVIRONMENT_ID"), QStringLiteral("env_1")},
            {QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), QString::fromLatin1(kKey)},
            {QStringLiteral("ANTHROPIC_BASE_URL"), url},
            {QStringLiteral("GLOVEBOX_DATA_DIR"), scratch.filePath(QStringLiteral("data"))},
            {QStringLiteral("GLOVEBOX_IMAGE_DIR"), scratch.filePath(QStringLiteral("image"))},
            {QStringLiteral("GLOVEBOX_ACCEL"), QStringLiteral("emulated")},
            {QStringLiteral("GLOVEBOX_LOG_LEVEL"), QStringLiteral("debug")},
            {kMark, mark}};
}

void makeStandInImage(const QString &folder)
{
    makePart(folder + QStringLiteral("/kernel"), "kernel",
             {{QStringLiteral("vmlinuz"), "kernel"}, {QStringLiteral("modules.list"), "# none\n"}});
    makePart(folder + QStringLiteral("/root"), "root", {{QStringLiteral("root.sqfs"), "root"}});
}

QList<qint64> processesMarked(const QByteArray &mark)
{
    QList<qint64> found;
    for (const auto &name : QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[0-9]*")}, QDir::Dirs)) {
        QFile environment(QStringLiteral("/proc/%1/environ").arg(name));
        if (environment.open(QIODevice::ReadOnly) && environment.readAll().contains(mark))
            found += name.toLongLong();
    }
    return found;
}

bool anyFileHolds(const QString &folder, const QByteArray &text)
{
    QDirIterator at(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (at.hasNext()) {
        QFile file(at.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
            return true;
    }
    return false;
}

QString closedPort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("no free port");
    return QString::number(server.serverPort());
}

} // namespace testcli
