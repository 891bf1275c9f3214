#include "core/qemu/qemu_machine.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/qemu/folder.h"
#include "core/qemu/later.h"
#include "core/qemu/process_usage.h"
#include "core/qemu/work_disk.h"

#include <QLoggingCategory>

#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcMachine, "glovebox.qemu")

constexpr ByteCount kShownOfErrors{600};

/// The kernel's own sentence about its panic, without the time stamp; "" when there is none.
std::string panicLine(const std::string &console)
{
    const auto at = console.rfind("Kernel panic - not syncing");
    return at == std::string::npos ? std::string() : console.substr(at, console.find('\n', at) - at);
}

std::string stringMember(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool trueMember(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

} // namespace

MachineFiles::~MachineFiles()
{
    removeTree(m_runDir);
    ::unlink(m_workDisk.c_str());
}

ports::MachineExit explainEnd(const EndFacts &facts)
{
    using Kind = ports::MachineExit::Kind;
    if (facts.requested)
        return {Kind::Requested, {}};
    if (!facts.cause.empty())
        return {Kind::Killed, facts.cause};
    const auto panic = panicLine(facts.console);
    // Without the driver for the panic device a panic is seen as a reboot only, which no agent of ours asks for.
    if (facts.panicked || (facts.shutdownReason == "guest-reset" && !panic.empty()))
        return {Kind::Panicked, panic.empty() ? "the guest's kernel panicked" : panic};
    if (facts.shutdownReason == "guest-reset")
        return {Kind::PoweredOff, "the guest rebooted"};
    if (facts.shutdownReason)
        return {Kind::PoweredOff, "the guest powered off"};
    return {Kind::Killed, "QEMU " + describe(facts.process)};
}

Error explainFailedStart(const ProcessEnd &end, const std::string &errors)
{
    std::string words = errors;
    words.erase(words.find_last_not_of(" \n\t") + 1);
    const std::string said = words.empty() ? std::string() : ": " + lastOf(words, kShownOfErrors);
    ProcessEnd how = end;
    how.lastErrorLine.clear(); // all of it follows
    auto error =
        withResourceCode({ErrorCode::HostToolFailed, "QEMU " + describe(how) + " before its monitor answered" + said});
    const bool kvm = words.find("KVM kernel module") != std::string::npos ||
                     words.find("failed to initialize kvm") != std::string::npos;
    if (error.code == ErrorCode::HostToolFailed && kvm)
        error.code = ErrorCode::AccelerationUnusable;
    return error;
}

QemuMachine::QemuMachine(std::unique_ptr<MachineFiles> files, const CommandLine &command, bool wrapped,
                         Callback<> ready)
    : m_files(std::move(files)), m_controlSocket(m_files->controlSocket()), m_ready(std::move(ready)),
      m_process(std::make_unique<QemuProcess>(command, wrapped, m_files->runDir()))
{
    m_process->onExit([this](ProcessEnd end) { processEnded(std::move(end)); });
    m_monitor = std::make_unique<QmpClient>(m_files->monitorSocket(), limits::kMonitorTimeout,
                                            QmpHandlers{.ready = [this](const std::string &) { monitorReady(); },
                                                        .event = [this](const QmpEvent &event) { take(event); },
                                                        .closed =
                                                            [this](Error error) {
                                                                monitorClosed(std::move(error));
                                                            }});
    m_killTimer.setSingleShot(true);
    connect(&m_killTimer, &QTimer::timeout, this, [this] { m_process->kill(); });
}

QemuMachine::~QemuMachine()
{
    m_monitor.reset();
    m_process.reset();
    m_files.reset();
}

void QemuMachine::monitorReady()
{
    m_process->setQemuPid(m_monitor->peerProcess());
    m_monitor->execute("cont", [this](Result<nlohmann::json> answer) {
        if (!answer)
            return failStart(answer.error());
        if (auto ready = std::exchange(m_ready, nullptr))
            later(this, [ready = std::move(ready)] { ready({}); });
    });
}

void QemuMachine::failStart(Error error)
{
    if (error.code == ErrorCode::GuestExited)
        return; // how the process ends explains more
    if (!m_startFailure)
        m_startFailure = std::move(error);
    m_process->kill();
}

void QemuMachine::monitorClosed(Error error)
{
    m_monitorClosed = true;
    if (error.code == ErrorCode::GuestExited) {
        // QEMU is ending. How it ends explains more than that its socket closed, so it is left to it for a moment.
        m_killTimer.start(limits::kPowerOffGrace);
    } else {
        if (!m_startFailure)
            m_startFailure = error;
        killBecause(describe(error));
    }
    finishIfOver();
}

void QemuMachine::take(const QmpEvent &event)
{
    if (event.name == "SHUTDOWN" && trueMember(event.data, "guest"))
        m_end.shutdownReason = stringMember(event.data, "reason");
    else if (event.name == "GUEST_PANICKED")
        m_end.panicked = true;
    else if (event.name == "BLOCK_IO_ERROR" && stringMember(event.data, "action") == "stop")
        killBecause(trueMember(event.data, "nospace")
                        ? "OutOfDisk: the host's disk is full, the sandbox could not write to its own"
                        : "the sandbox's disk failed: " + stringMember(event.data, "reason"));
    else if (event.name == "STOP")
        checkStatus();
}

/// Nothing here stops a guest, so when it stopped something is wrong with it.
void QemuMachine::checkStatus()
{
    m_monitor->execute("query-status", [this](Result<nlohmann::json> status) {
        if (status && status->is_object() && stringMember(*status, "status") == "internal-error")
            killBecause("the processor's virtualisation failed inside the guest (KVM internal error)");
    });
}

void QemuMachine::killBecause(std::string cause)
{
    if (m_end.cause.empty())
        m_end.cause = std::move(cause);
    m_process->kill();
}

void QemuMachine::shutDown()
{
    if (m_processEnded || m_end.requested)
        return;
    m_end.requested = true;
    m_monitor->execute("quit", nullptr);
    m_killTimer.start(limits::kPowerOffGrace);
}

void QemuMachine::processEnded(ProcessEnd end)
{
    m_processEnded = true;
    m_end.process = std::move(end);
    m_killTimer.stop();
    // Before its greeting there may be no connection whose end could be waited for.
    if (m_ready)
        m_monitorClosed = true;
    finishIfOver();
}

void QemuMachine::finishIfOver()
{
    if (!m_processEnded || !m_monitorClosed || m_exit)
        return;
    m_end.console = m_process->consoleTail();
    m_exit = explainEnd(m_end);
    qCDebug(lcMachine) << "a machine is gone:" << m_exit->detail.c_str();
    m_files.reset();
    if (auto ready = std::exchange(m_ready, nullptr)) {
        auto error = m_startFailure ? *m_startFailure : explainFailedStart(m_end.process, m_process->errorTail());
        later(this, [ready = std::move(ready), error = std::move(error)] { ready(tl::unexpected(error)); });
        return;
    }
    later(this, [this] { reportExit(); });
}

void QemuMachine::onExit(std::function<void(ports::MachineExit)> handler)
{
    m_exitHandler = std::move(handler);
    if (m_exit)
        later(this, [this] { reportExit(); });
}

void QemuMachine::reportExit()
{
    if (!m_exit)
        return;
    if (auto handler = std::exchange(m_exitHandler, nullptr))
        handler(*m_exit);
}

std::optional<ports::MachineUsage> QemuMachine::usage() const
{
    if (!m_files || !m_process->running() || m_process->qemuPid() <= 0)
        return std::nullopt;
    return readUsage(m_process->qemuPid(), m_files->workDisk());
}

} // namespace glovebox::qemu
