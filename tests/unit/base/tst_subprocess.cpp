// Role: outside programs that are missing, fail, flood, hang or are no longer wanted.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/subprocess.h"

#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <memory>
#include <optional>

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

struct Ended {
    std::optional<Result<ProcessOutcome>> result;
    int calls = 0;

    Callback<ProcessOutcome> callback()
    {
        return [this](Result<ProcessOutcome> outcome) {
            ++calls;
            result.emplace(std::move(outcome));
        };
    }
    ErrorCode code() const { return result && !*result ? result->error().code : ErrorCode::Internal; }
    std::string detail() const { return result && !*result ? result->error().detail : std::string(); }
};

ProcessSpec shell(const char *script)
{
    ProcessSpec spec;
    spec.program = "sh";
    spec.arguments = {"-c", script};
    return spec;
}

bool isAlive(const QByteArray &pid)
{
    // A zombie that nobody has reaped yet still answers to kill(), so look at its state.
    QFile status(QStringLiteral("/proc/%1/stat").arg(QString::fromLatin1(pid.trimmed())));
    return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
}

} // namespace

class SubprocessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputAndErrorsComeBack()
    {
        Ended ended;
        const auto call = runProcess(shell("echo out; echo err >&2"), ended.callback());
        QCOMPARE(ended.calls, 0);
        QTRY_COMPARE(ended.calls, 1);
        QVERIFY2(ended.result->has_value(), ended.detail().c_str());
        QCOMPARE((*ended.result)->standardOutput, std::string("out\n"));
        QCOMPARE((*ended.result)->standardError, std::string("err\n"));
    }

    void aMissingToolIsNamed()
    {
        Ended ended;
        ProcessSpec spec;
        spec.program = "glovebox-no-such-tool";
        const auto call = runProcess(spec, ended.callback());
        QCOMPARE(ended.calls, 0);
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::HostToolMissing);
        QVERIFY(ended.detail().find("glovebox-no-such-tool") != std::string::npos);
    }

    void aMissingToolMayBeCancelled()
    {
        Ended ended;
        ProcessSpec spec;
        spec.program = "glovebox-no-such-tool";
        runProcess(spec, ended.callback()).cancel();
        QCoreApplication::processEvents();
        QCOMPARE(ended.calls, 0);
    }

    void aFailureTellsStatusAndLastWords()
    {
        Ended ended;
        const auto call = runProcess(shell("echo 'disk is on fire' >&2; exit 7"), ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::HostToolFailed);
        QVERIFY2(ended.detail().ends_with("ended with status 7: disk is on fire"), ended.detail().c_str());
    }

    void aCrashIsAFailure()
    {
        Ended ended;
        const auto call = runProcess(shell("kill -SEGV $$"), ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::HostToolFailed);
        QVERIFY(ended.detail().find("ended by a signal") != std::string::npos);
    }

    void aHangIsEnded()
    {
        Ended ended;
        auto spec = shell("echo waiting >&2; exec sleep 1000");
        spec.timeout = 300ms;
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::TimedOut);
    }

    void aFloodIsRefused()
    {
        Ended ended;
        auto spec = shell("yes");
        spec.outputMax = ByteCount::kib(64);
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::TooLarge);
    }

    void ofAFloodOfErrorsTheEndIsKept()
    {
        Ended ended;
        std::size_t longest = 0;
        auto spec = shell("head -c 3000000 /dev/zero | tr '\\0' x >&2; printf '\\nthe end\\n' >&2");
        spec.onErrorLine = [&](std::string_view line) {
            longest = std::max(longest, line.size());
        };
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QVERIFY((*ended.result)->standardError.size() <= 16 * 1024);
        QVERIFY((*ended.result)->standardError.ends_with("the end\n"));
        QVERIFY2(longest <= 64 * 1024, std::to_string(longest).c_str());
    }

    void errorLinesComeAsTheyArePrinted()
    {
        Ended ended;
        std::vector<std::string> lines;
        auto spec = shell("printf 'one\\ntw' >&2; printf 'o\\nthree' >&2");
        spec.onErrorLine = [&](std::string_view line) {
            lines.emplace_back(line);
        };
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QVERIFY(lines.size() >= 2);
        QCOMPARE(lines[0], std::string("one"));
        QCOMPARE(lines[1], std::string("two"));
    }

    void lettingGoEndsTheProgramAndItsChildren()
    {
        QTemporaryDir folder;
        const auto pidFile = folder.filePath(QStringLiteral("pid"));
        Ended ended;
        auto spec = shell("sleep 1000 & echo $! > pid.new; mv pid.new pid; wait");
        spec.workingDirectory = folder.path().toStdString();
        auto call = runProcess(spec, ended.callback());
        QTRY_VERIFY(QFile::exists(pidFile));
        QFile file(pidFile);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto child = file.readAll();
        QVERIFY(isAlive(child));
        call.cancel();
        QTRY_VERIFY(!isAlive(child));
        QCOMPARE(ended.calls, 0);
    }

    void theHandleMayGoInsideTheCallback()
    {
        int calls = 0;
        auto call = std::make_unique<Call>();
        *call = runProcess(shell("true"), [&](const Result<ProcessOutcome> &) {
            ++calls;
            call.reset();
        });
        QTRY_COMPARE(calls, 1);
    }

    void cancellingInsideALineIsTheLastWord()
    {
        int lines = 0;
        Ended ended;
        Call call;
        auto spec = shell("printf '1\\n2\\n3\\n4\\n' >&2; exec sleep 1000");
        spec.onErrorLine = [&](std::string_view) {
            ++lines;
            call.cancel();
        };
        call = runProcess(spec, ended.callback());
        QTRY_COMPARE(lines, 1);
        QCoreApplication::processEvents();
        QCOMPARE(lines, 1);
        QCOMPARE(ended.calls, 0);
    }

    void anOutputFileThatCannotBeMadeIsReportedLater()
    {
        Ended ended;
        auto spec = shell("true");
        spec.standardOutputFile = "/proc/no/such/folder/out";
        const auto call = runProcess(spec, ended.callback());
        QCOMPARE(ended.calls, 0);
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::HostToolFailed);
    }

    void aMissingFolderIsReported()
    {
        Ended ended;
        auto spec = shell("true");
        spec.workingDirectory = "/proc/no/such/folder";
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QCOMPARE(ended.code(), ErrorCode::HostToolFailed);
    }

    void filesServeAsInputAndOutput()
    {
        QTemporaryDir folder;
        QFile input(folder.filePath(QStringLiteral("in")));
        QVERIFY(input.open(QIODevice::WriteOnly) && input.write("from a file\n") > 0);
        input.close();
        Ended ended;
        auto spec = shell("cat");
        spec.standardInputFile = input.fileName().toStdString();
        spec.standardOutputFile = folder.filePath(QStringLiteral("out")).toStdString();
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        QFile output(folder.filePath(QStringLiteral("out")));
        QVERIFY(output.open(QIODevice::ReadOnly));
        QCOMPARE(output.readAll(), QByteArray("from a file\n"));
    }

    void programsDoNotGetTheEnvironmentKey()
    {
        qputenv("ANTHROPIC_ENVIRONMENT_KEY", "sk-secret");
        Ended ended;
        auto spec = shell("env");
        spec.environment = {{"ADDED", "yes"}};
        const auto call = runProcess(spec, ended.callback());
        QTRY_COMPARE(ended.calls, 1);
        qunsetenv("ANTHROPIC_ENVIRONMENT_KEY");
        QVERIFY((*ended.result)->standardOutput.find("ADDED=yes") != std::string::npos);
        QVERIFY((*ended.result)->standardOutput.find("sk-secret") == std::string::npos);
    }

    void administratorsToolsAreFoundToo()
    {
        const auto path = qgetenv("PATH");
        qputenv("PATH", "/nonexistent");
        const auto found = findProgram("ldconfig");
        qputenv("PATH", path);
        QVERIFY2(found, found ? "" : found.error().detail.c_str());
        QVERIFY(found->ends_with("sbin/ldconfig"));
    }
};

QTEST_GUILESS_MAIN(SubprocessTest)
#include "tst_subprocess.moc"
