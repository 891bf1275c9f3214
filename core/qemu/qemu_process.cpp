#include "core/qemu/qemu_process.h"

#include "core/qemu/pidfd.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/qemu/later.h"
#include "core/qemu/process_usage.h"

#include <QProcessEnvironment>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <linux/close_range.h>

namespace glovebox::qemu {

namespace {

/// A killed QEMU is gone within tens of milliseconds; longer means a host in trouble, which nobody should wait for.
constexpr std::chrono::milliseconds kReapWait{3000};
constexpr ByteCount kErrorTail = ByteCount::kib(8);
/// A shell's convention that bubblewrap follows: 128 + the signal that ended the program inside.
constexpr int kSignalStatusBase = 128;

void keepTail(std::string &tail, const QByteArray &more, ByteCount max)
{
    tail.append(more.constData(), static_cast<std::size_t>(more.size()));
    if (tail.size() > 2 * max.value) // cut now and then, not for each byte
        tail.erase(0, tail.size() - max.value);
}

/// A guest prints anything: what remains is text that a window or a terminal may show.
std::string printable(std::string_view bytes, ByteCount max)
{
    std::string out;
    for (const char c : bytes)
        if (c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20)
            out.push_back(c);
    return lastOf(toValidUtf8(out), max);
}

/// Runs in the child between fork and exec: only calls that are safe there.
void prepareChild(ProcessTraits traits)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const ::rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none); // a core file would hold the guest's memory
    // Nothing else of ours is inherited, whatever a library forgot to mark.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    if (traits.inherited >= 0)
        ::fcntl(traits.inherited, F_SETFD, 0);
    if (traits.smallPages)
        ::prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

} // namespace

std::string describe(const ProcessEnd &end)
{
    if (!end.startError.empty())
        return "could not be started: " + end.startError;
    std::string out = end.signal != 0
                          ? "ended by signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")"
                          : "ended with status " + std::to_string(end.exitStatus);
    if (!end.lastErrorLine.empty())
        out += ": " + end.lastErrorLine;
    return out;
}

QemuProcess::QemuProcess(const CommandLine &command, bool wrapped, std::string folder, ProcessTraits traits)
    : m_process(new QProcess), m_wrapped(wrapped), m_folder(std::move(folder))
{
    m_process->setProgram(QString::fromStdString(command.program));
    QStringList arguments;
    for (const auto &argument : command.arguments)
        arguments << QString::fromStdString(argument);
    m_process->setArguments(arguments);
    QProcessEnvironment environment;
    for (const auto &[key, value] : minimalEnvironment())
        environment.insert(QString::fromStdString(key), QString::fromStdString(value));
    m_process->setProcessEnvironment(environment);
    m_process->setWorkingDirectory(QStringLiteral("/"));
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setChildProcessModifier([traits] { prepareChild(traits); });

    connect(m_process, &QProcess::readyReadStandardOutput, this, [this] { readAll(); });
    connect(m_process, &QProcess::readyReadStandardError, this, [this] { readAll(); });
    connect(m_process, &QProcess::finished, this, [this] { ended(); });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended();
    });
    m_process->start();
}

QemuProcess::~QemuProcess()
{
    m_process->disconnect(this);
    if (running()) {
        kill();
        m_process->waitForFinished(static_cast<int>(kReapWait.count()));
        waitForAll();
    }
    m_process->deleteLater();
}

void QemuProcess::setQemuPid(long pid)
{
    if (m_qemuPid != 0 || pid <= 0 || !running())
        return;
    m_qemuPid = pid;
    m_qemu = ProcessHandle(pid);
    // bubblewrap's first process inside is QEMU's parent and bubblewrap's child.
    const auto parent = parseParent(readProcFile(pid, "stat"));
    if (m_wrapped && parent && parseParent(readProcFile(*parent, "stat")) == m_process->processId())
        m_namespace = ProcessHandle(*parent);
}

void QemuProcess::kill()
{
    if (!running())
        return;
    // Ending the first process of the namespace ends all that is inside, and then bubblewrap ends by itself.
    if (!m_namespace.kill() && !m_qemu.kill())
        m_process->kill(); // not wrapped, or still starting
}

/// bubblewrap's end is not yet the end of all that it started.
void QemuProcess::waitForAll()
{
    if (!m_wrapped)
        return;
    // Killed while it starts, bubblewrap leaves a child that does not know yet that it should die with it.
    if (m_namespace)
        m_namespace.waitGone(kReapWait);
    else
        endProcessesBelow(m_folder);
}

void QemuProcess::readAll()
{
    keepTail(m_console, m_process->readAllStandardOutput(), limits::kConsoleTail);
    keepTail(m_errors, m_process->readAllStandardError(), kErrorTail);
}

std::string QemuProcess::consoleTail() const
{
    return printable(m_console, limits::kConsoleTail);
}

std::string QemuProcess::errorTail() const
{
    return printable(m_errors, kErrorTail);
}

void QemuProcess::ended()
{
    if (std::exchange(m_reported, true))
        return;
    readAll();
    waitForAll();
    ProcessEnd end;
    if (m_process->error() == QProcess::FailedToStart) {
        end.startError = m_process->errorString().toStdString();
    } else if (m_process->exitStatus() == QProcess::CrashExit) {
        end.signal = m_process->exitCode();
    } else if (m_wrapped && m_process->exitCode() > kSignalStatusBase) {
        end.signal = m_process->exitCode() - kSignalStatusBase;
    } else {
        end.exitStatus = m_process->exitCode();
    }
    std::string errors = errorTail();
    errors.erase(errors.find_last_not_of(" \n\t") + 1);
    end.lastErrorLine = errors.substr(errors.rfind('\n') + 1);
    later(this, [this, end = std::move(end)] {
        if (auto exited = std::exchange(m_exited, nullptr))
            exited(end);
    });
}

} // namespace glovebox::qemu
