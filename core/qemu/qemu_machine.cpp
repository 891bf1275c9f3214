#include "core/qemu/qemu_machine.h"

#include "core/base/limits.h"
#include "core/qemu/later.h"
#include "core/qemu/machine_shares.h"
#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/process_usage.h"

#include <QLoggingCategory>
#include <QPointer>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcMachine, "glovebox.qemu")

/// The kernel takes a session's niceness ten times a second, of all of an ordinary user's together.
constexpr int kNicenessAttempts = 20;
constexpr std::chrono::milliseconds kNicenessAgain{150};

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

QemuMachine::QemuMachine(MachineLaunch launch, Callback<> ready)
    : m_files(std::move(launch.files)), m_spec(std::move(launch.spec)), m_disks(std::move(launch.disks)),
      m_store(launch.store), m_supervisor(launch.supervisor), m_wrapped(launch.wrapped),
      m_qemuVersion(std::move(launch.qemuVersion)), m_under(std::move(launch.under)), m_blank(stampOf(m_disks.blank)),
      m_remembered(std::move(launch.remembered)), m_diskLeft(std::move(launch.diskLeft)),
      m_noSnapshots(std::move(launch.noSnapshots)), m_memory(std::move(launch.memory)),
      m_controlSocket(m_files->controlSocket()),
      m_networkSocket(m_spec.network ? m_files->networkSocket() : std::string()), m_ready(std::move(ready)),
      m_oomKills(readOomKills({}))
{
    const auto *base = mapped();
    const auto *memory = base ? &base->memory() : m_memory ? &*m_memory : nullptr;
    if (base)
        m_under = m_base = (base->root() ? base->root()->facts() : base->facts()).id;
    if (const auto file = memory ? memory->identity() : Result<memory::FileIdentity>())
        m_mappedFile = *file;
    // A clone is to cost little. Its guest's memory is given out page by page in any case, it is a file's.
    m_process = std::make_unique<QemuProcess>(*launch.supervisor,
                                              ProcessStart{.command = std::move(launch.command),
                                                           .wrapped = launch.wrapped,
                                                           .name = m_spec.sandbox.value(),
                                                           .folder = m_files->runDir(),
                                                           .memory = memory ? memory->fd() : -1,
                                                           .smallPages = base != nullptr,
                                                           .niceness = nicenessOf(m_spec.shares.cpuWeight)});
    beginProcess(launch.console);
}

QemuMachine::QemuMachine(MachineFound found, Callback<> ready)
    : m_files(std::move(found.files)), m_spec{.sandbox = domain::SandboxId(found.record.machine),
                                              .size = found.record.size,
                                              .acceleration = found.record.acceleration,
                                              .image = found.record.image,
                                              .base = found.base,
                                              .from = nullptr,
                                              .shares = found.record.sandbox.shares,
                                              .network = found.record.network},
      m_disks(found.base ? found.base->disks() : DiskStack()), m_store(found.store), m_supervisor(found.supervisor),
      m_wrapped(found.record.wrapped), m_qemuVersion(found.record.qemuVersion), m_base(found.record.base),
      m_under(found.record.under), m_blank(found.record.blank), m_diskLeft(std::move(found.diskLeft)),
      m_leavesDisk(true), m_mappedFile(found.record.memory), m_over(std::move(found.over)),
      m_layerAt(std::move(found.layerAt)), m_record(found.record.sandbox), m_noSnapshots(std::move(found.noSnapshots)),
      m_controlSocket(m_files->controlSocket()),
      m_networkSocket(m_spec.network ? m_files->networkSocket() : std::string()), m_ready(std::move(ready)),
      m_startStep("while it was taken over"), m_oomKills(readOomKills({}))
{
    m_disks.layers = std::move(found.layers);
    m_files->lendDisk(true); // whoever it does not answer has no say over what its guest wrote
    m_process = std::make_unique<QemuProcess>(*found.supervisor, found.child, found.record.wrapped);
    m_found.emplace(std::move(found.record));
    beginProcess(found.console);
}

/// Whoever started it: how it ends, and its monitor.
void QemuMachine::beginProcess(const ConsoleSink &console)
{
    m_process->onExit([this](ProcessEnd end) { processEnded(std::move(end)); });
    if (console)
        m_process->onConsole(
            [console, name = m_spec.sandbox.value()](std::string_view bytes) { console(name, bytes); });
    m_monitor = std::make_unique<QmpClient>(m_files->monitorSocket(), limits::kMonitorTimeout,
                                            QmpHandlers{.ready = [this](const std::string &) { limitDisk(); },
                                                        .event = [this](const QmpEvent &event) { take(event); },
                                                        .closed =
                                                            [this](Error error) {
                                                                monitorClosed(std::move(error));
                                                            }});
    nameLayers();
    m_killTimer.setSingleShot(true);
    connect(&m_killTimer, &QTimer::timeout, this, [this] { kill(); });
}

QemuMachine::~QemuMachine()
{
    m_reconnection.reset();
    m_incoming.reset();
    m_process.reset(); // work on its memory ends with it
    m_work.cancel();
    m_pool.reset();
    if (m_snapshot && m_leavesDisk)
        m_snapshot->leaveDisk(); // as in dropFiles()
    m_snapshot.reset();
    m_merge.reset();
    m_monitor.reset();
    if (m_files && m_record && over() && m_supervisor)
        m_kept = m_supervisor->drop(overName(m_spec.sandbox.value()), {});
    dropFiles();
}

/// Its process is gone. A disk that is left stays with all below it.
void QemuMachine::dropFiles()
{
    if (!m_files)
        return;
    if (!m_leavesDisk)
        return m_files.reset();
    m_files->lendDisk(true);
    if (m_snapshot)
        m_snapshot->leaveDisk(); // QEMU may have had it; the record tells of it
    nameAllBelow();
    m_files.reset();
    if (const auto left = std::exchange(m_diskLeft, nullptr))
        left();
}

void QemuMachine::letGo()
{
    m_process->letGo();
    if (m_snapshot)
        m_snapshot->leaveDisk(); // QEMU may have it by now; the record tells of it
    if (m_files)
        m_files->leave();
    m_leavesDisk = false; // it is in use
    nameAllBelow();
    m_record.reset();
}

/// What its disk stands on stays without us, also the disk of a template that could not be written down.
void QemuMachine::nameAllBelow()
{
    for (const auto &layer : m_disks.layers)
        layer->named();
    if (const auto *base = mapped(); base && base->folder())
        base->folder()->stay();
}

void QemuMachine::kill()
{
    m_end.killedByUs = true;
    m_process->kill();
}

/// The template whose memory it maps; null when it was booted.
const QemuTemplate *QemuMachine::mapped() const
{
    if (const auto *from = dynamic_cast<const QemuSnapshot *>(m_spec.from.get()))
        return from->base().get();
    return dynamic_cast<const QemuTemplate *>(m_spec.base.get());
}

/// Of the device, not of its disk: it stays when a snapshot gives it another.
void QemuMachine::limitDisk()
{
    const auto pid = m_monitor->peerProcess();
    m_process->setQemuPid(pid);
    m_memoryEvents = memoryEventsFile(readProcFile(pid, "cgroup"));
    m_oomKills = readOomKills(m_memoryEvents);
    shareProcessor(kNicenessAttempts);
    const auto limits = diskLimits(m_spec.shares, kWorkDevice);
    if (!limits)
        return monitorReady();
    m_monitor->execute(
        "block_set_io_throttle", *limits,
        [this](const Result<nlohmann::json> &answer) {
            if (!answer)
                return failStart(answer.error());
            monitorReady();
        },
        limits::kMonitorCommandTimeout);
}

void QemuMachine::shareProcessor(int attempts)
{
    const int niceness = nicenessOf(m_spec.shares.cpuWeight);
    if (niceness == 0 || !m_process->running() || setSessionNiceness(m_process->qemuPid(), niceness) || attempts <= 1)
        return;
    QTimer::singleShot(kNicenessAgain, this, [this, attempts] { shareProcessor(attempts - 1); });
}

void QemuMachine::monitorReady()
{
    if (m_found)
        reconnect();
    else if (const auto *from = dynamic_cast<const QemuSnapshot *>(m_spec.from.get()))
        applyDelta(*from);
    else if (const auto *base = mapped())
        loadDevices(base->deviceState());
    else
        go();
}

/// The pages in which the snapshot differs from the template, into the waiting clone.
void QemuMachine::applyDelta(const QemuSnapshot &from)
{
    m_startStep = "while it was given the snapshot's memory";
    auto delta = from.openDelta();
    auto devices = from.readDevices();
    const auto file = from.base()->memory().identity();
    if (!delta || !devices || !file)
        return failStart(!delta ? delta.error() : !devices ? devices.error() : file.error());
    m_devices.emplace(*std::move(devices));
    m_pool = std::make_unique<WorkPool>();
    m_work = m_pool->run<bool>(
        [delta = std::make_shared<const memory::DeltaReader>(*std::move(delta)), file = *file,
         process = static_cast<pid_t>(m_process->qemuPid()),
         size = m_spec.size.memory](const StopFlag &stop) -> Result<bool> {
            GB_TRY(mapping, memory::RamMapping::find(process, size, file));
            GB_CHECK(memory::applyDelta(*delta, mapping, [&](std::uint64_t, std::uint64_t) { return !stop.raised(); }));
            return true;
        },
        [this](const Result<bool> &applied) {
            m_pool.release()->deleteLater(); // it is calling us
            if (!applied)
                return failStart(applied.error());
            loadDevices(*m_devices);
        });
}

void QemuMachine::loadDevices(const memory::MemoryFile &state)
{
    m_startStep = "while it took over the template's devices";
    m_incoming = std::make_unique<IncomingState>(*m_monitor, state, [this](Result<> loaded) {
        m_incoming.release()->deleteLater(); // it is calling us
        m_devices.reset();
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
    const auto *from = dynamic_cast<const QemuSnapshot *>(m_spec.from.get());
    if (from && from->facts().origin.kind == domain::SnapshotKind::Hibernated)
        mergeSoon(); // it is the only one of its line; children of one snapshot would each copy all of it
    if (auto ready = std::exchange(m_ready, nullptr))
        later(this, [ready = std::move(ready)] { ready({}); });
}

void QemuMachine::failStart(Error error)
{
    if (error.code == ErrorCode::GuestExited)
        return; // how the process ends explains more
    if (!m_startFailure)
        m_startFailure = std::move(error);
    kill();
}

void QemuMachine::monitorClosed(Error error)
{
    m_monitorClosed = true;
    if (m_merge)
        m_merge->lost();
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
    if (m_merge)
        m_merge->take(event);
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
    kill();
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
    auto send = [this, wanted, name] {
        sendCommand(name, wanted);
    };
    if (m_snapshot && m_snapshot->holdsGuest())
        m_waiting.emplace_back(std::move(send));
    else
        send();
    return Call([wanted] { *wanted = nullptr; });
}

void QemuMachine::sendCommand(const char *name, const std::shared_ptr<Callback<>> &wanted)
{
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
}

void QemuMachine::saveDevices(int state, Callback<> done)
{
    const int set = nextDescriptorSet(); // one that was used before would give out what was in it first
    m_monitor->executeWith(state, "add-fd", {{"fdset-id", set}}, [](const Result<nlohmann::json> &) {
        // When it failed, the next one does, and says so.
    });
    m_monitor->execute(
        "xen-save-devices-state", {{"filename", "/dev/fdset/" + std::to_string(set)}, {"live", false}},
        [done = std::move(done)](Result<nlohmann::json> saved) {
            done(saved ? Result<>{} : tl::unexpected(saved.error()));
        },
        limits::kMonitorCommandTimeout);
    m_monitor->execute("remove-fd", {{"fdset-id", set}}, nullptr, limits::kMonitorCommandTimeout);
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
    m_end.oomKill = readOomKills(m_memoryEvents).since(m_oomKills);
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
    if (!m_end.requested) // what its guest wrote is nobody's to lose
        leaveDisk();
    qCDebug(lcMachine) << "a machine is gone:" << m_exit->detail.c_str();
    dropFiles();
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
    auto usage = readUsage(m_process->qemuPid());
    if (usage) {
        usage->diskUsed = spaceOf(m_files->workDisk());
        for (const auto &layer : m_disks.layers)
            usage->diskUsed.value += spaceOf(layer->path()).value;
    }
    return usage;
}

} // namespace glovebox::qemu
