#include "core/base/subprocess.h"

#include "core/base/text.h"

#include <QPointer>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <csignal>
#include <linux/close_range.h>
#include <memory>
#include <sys/prctl.h>
#include <unistd.h>

namespace glovebox {

namespace {

constexpr ByteCount kErrorTail = ByteCount::kib(16);
/// A line of standard error longer than this is handed on in pieces.
constexpr qsizetype kErrorLineMax = 16 * 1024;

/// One program run to its end. Owned by itself until it has answered or was cancelled.
class Run : public QObject {
public:
    Run(const ProcessSpec &spec, Callback<ProcessOutcome> done) : m_spec(spec), m_done(std::move(done))
    {
        m_process.setProgram(QString::fromStdString(spec.program));
        QStringList arguments;
        for (const auto &argument : spec.arguments)
            arguments << QString::fromStdString(argument);
        m_process.setArguments(arguments);
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto &[key, value] : spec.environment)
            environment.insert(QString::fromStdString(key), QString::fromStdString(value));
        // A helper program never needs our credentials.
        environment.remove(QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"));
        m_process.setProcessEnvironment(environment);
        if (!spec.workingDirectory.empty())
            m_process.setWorkingDirectory(QString::fromStdString(spec.workingDirectory));
        if (!spec.standardOutputFile.empty())
            m_process.setStandardOutputFile(QString::fromStdString(spec.standardOutputFile));
        m_process.setStandardInputFile(spec.standardInputFile.empty() ? QProcess::nullDevice()
                                                                      : QString::fromStdString(spec.standardInputFile));
        m_process.setChildProcessModifier([joined = spec.outputToErrors, input = spec.standardInput] {
            ::setpgid(0, 0); // tools start tools; a kill must reach them all
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (input >= 0)
                ::dup2(input, STDIN_FILENO);
            ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); // whatever a library of ours forgot to mark
            if (joined)
                ::dup2(STDERR_FILENO, STDOUT_FILENO);
        });

        connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] { readOutput(); });
        connect(&m_process, &QProcess::readyReadStandardError, this, [this] { readErrors(); });
        // Queued: some failures are found within start(), and nothing may be reported from inside the call that begins.
        connect(
            &m_process, &QProcess::errorOccurred, this,
            [this](QProcess::ProcessError error) {
                if (error == QProcess::FailedToStart)
                    finish(fail(ErrorCode::HostToolFailed,
                                m_spec.program + " could not be started: " + m_process.errorString().toStdString()));
            },
            Qt::QueuedConnection);
        connect(&m_process, &QProcess::finished, this,
                [this](int code, QProcess::ExitStatus status) { ended(code, status); });
        m_deadline.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] {
            finish(fail(ErrorCode::TimedOut, m_spec.program + " was stopped after " +
                                                 std::to_string(m_spec.timeout.count() / 1000) + " s" + lastWords()));
        });
        m_deadline.start(m_spec.timeout);
        m_process.start();
        // The child has its own by now. Kept open here, whoever writes into it would not notice that the child ended.
        if (spec.standardInput >= 0)
            ::close(spec.standardInput);
    }

    ~Run() override
    {
        m_process.disconnect(this);
        if (m_process.state() != QProcess::NotRunning) {
            killGroup();
            m_process.waitForFinished(1000);
        }
    }

    /// Nobody waits any more. Safe from inside the callback too: deletion is left to the event loop.
    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_process.disconnect(this);
        killGroup();
        deleteLater();
    }

private:
    void killGroup()
    {
        if (const auto leader = m_process.processId(); leader > 0)
            ::kill(static_cast<pid_t>(-leader), SIGKILL);
        m_process.kill(); // the group may not be there yet
    }

    void readOutput()
    {
        m_output.append(m_process.readAllStandardOutput());
        if (m_output.size() > static_cast<qsizetype>(m_spec.outputMax.value))
            finish(fail(ErrorCode::TooLarge,
                        m_spec.program + " printed more than " + std::to_string(m_spec.outputMax.value) + " bytes"));
    }

    void readErrors()
    {
        m_errors.append(m_process.readAllStandardError());
        m_errorLine.append(m_errors.mid(m_errorsSeen));
        m_errorsSeen = m_errors.size();
        // A line's listener may let go of the run.
        for (qsizetype end; m_done && ((end = m_errorLine.indexOf('\n')) >= 0 || m_errorLine.size() > kErrorLineMax);) {
            const bool whole = end >= 0 && end <= kErrorLineMax;
            const auto line = m_errorLine.left(whole ? end : kErrorLineMax);
            m_errorLine.remove(0, line.size() + (whole ? 1 : 0));
            if (m_spec.onErrorLine)
                m_spec.onErrorLine(toValidUtf8({line.constData(), static_cast<std::size_t>(line.size())}));
        }
        if (const auto excess = m_errors.size() - static_cast<qsizetype>(kErrorTail.value); excess > 0) {
            m_errors.remove(0, excess);
            m_errorsSeen -= excess;
        }
    }

    std::string lastWords() const
    {
        const auto tail = m_errors.trimmed();
        return tail.isEmpty() ? std::string() : ": " + lastOf(toValidUtf8(tail.toStdString()), ByteCount{600});
    }

    void ended(int code, QProcess::ExitStatus status)
    {
        readOutput();
        readErrors();
        if (status == QProcess::CrashExit)
            finish(fail(ErrorCode::HostToolFailed, m_spec.program + " was ended by a signal" + lastWords()));
        else if (code != 0)
            finish(fail(ErrorCode::HostToolFailed,
                        m_spec.program + " ended with status " + std::to_string(code) + lastWords()));
        else
            finish(ProcessOutcome{m_output.toStdString(), toValidUtf8(m_errors.toStdString())});
    }

    void finish(Result<ProcessOutcome> result)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            done(std::move(result));
        }
    }

    ProcessSpec m_spec;
    Callback<ProcessOutcome> m_done;
    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_output;
    QByteArray m_errors;
    QByteArray m_errorLine;
    qsizetype m_errorsSeen = 0;
};

} // namespace

Result<std::string> findProgram(const std::string &program)
{
    const auto name = QString::fromStdString(program);
    auto path = QStandardPaths::findExecutable(name);
    if (path.isEmpty())
        path = QStandardPaths::findExecutable(
            name, {QStringLiteral("/usr/sbin"), QStringLiteral("/sbin"), QStringLiteral("/usr/local/sbin")});
    if (path.isEmpty())
        return fail(ErrorCode::HostToolMissing, program);
    return path.toStdString();
}

Call runProcess(const ProcessSpec &spec, Callback<ProcessOutcome> done)
{
    auto found = findProgram(spec.program);
    if (!found) {
        if (spec.standardInput >= 0)
            ::close(spec.standardInput);
        auto *timer = new QTimer; // deletes itself once it has answered or was cancelled
        timer->setSingleShot(true);
        QObject::connect(timer, &QTimer::timeout, timer, [timer, done = std::move(done), error = found.error()] {
            timer->deleteLater();
            done(tl::unexpected(error));
        });
        timer->start(0);
        return Call([guard = QPointer<QTimer>(timer)] {
            if (guard) {
                guard->stop();
                guard->deleteLater();
            }
        });
    }
    auto resolved = spec;
    resolved.program = *found;
    auto *run = new Run(resolved, std::move(done)); // deletes itself after answering, or the Call does
    return Call([guard = QPointer<Run>(run)] {
        if (guard)
            guard->abandon();
    });
}

} // namespace glovebox
