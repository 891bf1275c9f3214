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
    if (!m_workDisk.empty())
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

Error explainFailedStart(const ProcessEnd &end, const std::string &errors, const char *when)
{
    std::string words = errors;
    words.erase(words.find_last_not_of(" \n\t") + 1);
    const std::string said = words.empty() ? std::string() : ": " + lastOf(words, kShownOfErrors);
    ProcessEnd how = end;
    how.lastErrorLine.clear(); // all of it follows
    auto error = withResourceCode({ErrorCode::HostToolFailed, "QEMU " + describe(how) + " " + when + said});
    const bool kvm = words.find("KVM kernel module") != std::string::npos ||
                     words.find("failed to initialize kvm") != std::string::npos;
    if (error.code == ErrorCode::HostToolFailed && kvm)
        error.code = ErrorCode::AccelerationUnusable;
    return error;
}

QemuMachine::QemuMachine(MachineLaunch launch, Callback<> ready)
    : m_files(std::move(launch.files)), m_spec(std::move(launch.spec)), m_blankDisk(std::move(launch.blankDisk)),
      m_memory(std::move(launch.memory)), m_controlSocket(m_files->controlSocket()), m_ready(std::move(ready))
{
    const auto *base = dynamic_cast<const QemuTemplate *>(m_spec.base.get());
    // A clone is to cost little. Its guest's memory is given out page by page in any case, it is a file's.
    const ProcessTraits traits{.inherited = base       ? base->memory().descriptor()
                                            : m_memory ? m_memory->descriptor()
                                                       : -1,
                               .smallPages = base != nullptr};
    m_process = std::make_unique<QemuProcess>(launch.command, launch.wrapped, m_files->runDir(), traits);
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
    m_incoming.reset();
    m_monitor.reset();
    m_process.reset();
    m_files.reset();
}

void QemuMachine::monitorReady()
{
    m_process->setQemuPid(m_monitor->peerProcess());
    if (const auto *base = dynamic_cast<const QemuTemplate *>(m_spec.base.get()))
        loadTemplate(*base);
    else
        go();
}

void QemuMachine::loadTemplate(const QemuTemplate &base)
{
    m_startStep = "while it took over the template's devices";
    m_incoming = std::make_unique<IncomingState>(*m_monitor, base.deviceState(), [this](Result<> loaded) {
        m_incoming.release()->deleteLater(); // it is calling us
        if (!loaded)
            return failStart(loaded.error());
        if (m_spec.paused)
            beReady();
        else
            go();
    });
}

void QemuMachine::go()
{
    m_monitor->execute("cont", [this](Result<nlohmann::json> answer) {
        if (!answer)
            return failStart(answer.error());
        beReady();
    });
}

void QemuMachine::beReady()
{
    if (auto ready = std::exchange(m_ready, nullptr))
        later(this, [ready = std::move(ready)] { ready({}); });
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

/// It may be our pause, or something is wrong with it.
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

Call QemuMachine::pause(Callback<> done)
{
    return command("stop", std::move(done));
}

Call QemuMachine::resume(Callback<> done)
{
    auto answer = [this, done = std::move(done)](Result<> resumed) {
        if (!resumed)
            checkStatus(); // QEMU lets nothing go on whose processor has failed
        if (done)
            done(std::move(resumed));
    };
    return command("cont", std::move(answer));
}

Call QemuMachine::command(const char *name, Callback<> done)
{
    auto wanted = std::make_shared<Callback<>>(std::move(done));
    m_monitor->execute(name, [this, wanted](Result<nlohmann::json> answer) {
        auto tell = std::exchange(*wanted, nullptr);
        if (!tell)
            return;
        if (answer)
            return tell({});
        if (m_processEnded || m_monitorClosed || answer.error().code == ErrorCode::GuestExited)
            return tell(fail(ErrorCode::GuestExited, "the sandbox's machine has ended"));
        tell(tl::unexpected(answer.error()));
    });
    return Call([wanted] { *wanted = nullptr; });
}

void QemuMachine::saveDevices(int state, Callback<> done)
{
    constexpr int set = 1; // the only one
    m_monitor->executeWith(state, "add-fd", {{"fdset-id", set}}, [](const Result<nlohmann::json> &) {
        // When it failed, the next one does, and says so.
    });
    m_monitor->execute(
        "xen-save-devices-state", {{"filename", "/dev/fdset/" + std::to_string(set)}, {"live", false}},
        [done = std::move(done)](Result<nlohmann::json> saved) {
            done(saved ? Result<>{} : tl::unexpected(saved.error()));
        },
        limits::kMonitorCommandTimeout);
}

Call QemuMachine::snapshot(domain::SnapshotOrigin, ports::AfterSnapshot, ports::SnapshotHandlers handlers)
{
    later(this, [done = std::move(handlers.done)] { done(fail(ErrorCode::Unsupported, "not built yet")); });
    return {};
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
        auto error =
            m_startFailure ? *m_startFailure : explainFailedStart(m_end.process, m_process->errorTail(), m_startStep);
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
