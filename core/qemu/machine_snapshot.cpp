#include "core/qemu/machine_snapshot.h"

#include "core/qemu/later.h"
#include "core/qemu/memory/private_pages.h"
#include "core/qemu/reconnection.h"
#include "core/qemu/snapshot_room.h"
#include "core/qemu/work_disk.h"

#include <QPointer>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

/// More than the look beforehand found: what a guest dirties while it is being stopped.
constexpr std::uint64_t kSlackPages = 2048;
constexpr std::uint64_t kSlackPart = 8;

const QemuTemplate *rootOf(const QemuTemplate &base)
{
    return base.root() ? base.root().get() : &base;
}

/// Written meanwhile: few enough to be copied while the guest stands still, some 5 ms.
constexpr std::uint64_t kFewPages = 1024;
/// Passes over what was written meanwhile. A guest that writes faster than we copy is stopped all the same.
constexpr int kPassesMax = 3;
/// An answer may be late once. Each has limits::kMonitorCommandTimeout.
constexpr int kContinueAttempts = 2;

/// The template on disk that a clone's memory differs from.
std::shared_ptr<const QemuTemplate> sharedRoot(const ports::MachineSpec &spec)
{
    if (const auto *from = dynamic_cast<const QemuSnapshot *>(spec.from.get()))
        return from->base();
    auto base = std::dynamic_pointer_cast<const QemuTemplate>(spec.base);
    return base && base->root() ? base->root() : base;
}

} // namespace

MachineSnapshot::MachineSnapshot(SnapshotSubject &machine, DiskStore &store, domain::SnapshotOrigin origin,
                                 ports::AfterSnapshot after, ports::SnapshotHandlers handlers)
    : m_machine(machine), m_store(store), m_after(after),
      m_handlers(std::move(handlers)), m_facts{.origin = std::move(origin),
                                               .base = {},
                                               .size = machine.machineSpec().size,
                                               .acceleration = machine.machineSpec().acceleration,
                                               .image = machine.machineSpec().image,
                                               .memory = {},
                                               .disk = {},
                                               .diskShared = {},
                                               .method = "stop and copy",
                                               .network = machine.machineSpec().network}
{
    later(this, [this] {
        m_machine.whenDiskIsQuiet([guard = QPointer(this)] {
            if (guard)
                guard->prepare();
        });
    });
}

MachineSnapshot::~MachineSnapshot()
{
    m_stop->raise();
}

void MachineSnapshot::abandon()
{
    if (m_finished)
        return;
    m_handlers = {};
    m_abandoned = true;
    m_stop->raise(); // the step at hand ends, and undoes what was done
    if (m_writing) {
        m_work.cancel(); // also of what is complete by now
        undo({ErrorCode::Cancelled, {}});
    }
}

void MachineSnapshot::leaveDisk()
{
    if (m_newDisk)
        m_newDisk->renamed({});
}

void MachineSnapshot::tell(const char *step, ByteCount done, ByteCount total)
{
    if (const auto progress = m_handlers.progress)
        progress({step, done, total});
}

bool MachineSnapshot::mayGoOn(const Result<> &before)
{
    if (before && !m_stop->raised())
        return true;
    undo(before ? Error{ErrorCode::Cancelled, {}} : before.error());
    return false;
}

void MachineSnapshot::ask(const char *command, nlohmann::json arguments, Step next)
{
    m_machine.monitor().execute(command, std::move(arguments),
                                [guard = QPointer(this), next](const Result<nlohmann::json> &answer) {
                                    if (guard && guard->mayGoOn(answer ? Result<>{} : tl::unexpected(answer.error())))
                                        (guard.data()->*next)();
                                });
}

// ---- While the guest runs

/// All that it has written so far; what it writes from now on is watched. Without a watch, nothing: what is copied
/// while it runs would be wrong.
Result<> MachineSnapshot::copyWhileItRuns(Ready &ready, const StopFlag &stop)
{
    auto descriptor = memory::takeDescriptor(ready.mapping, kWriteWatchDescriptor);
    if (!descriptor)
        return {};
    auto watch = memory::DirtyTracker::attach(ready.mapping, *std::move(descriptor));
    if (!watch)
        return {};
    const auto progress = [&stop](std::uint64_t, std::uint64_t) {
        return !stop.raised();
    };
    auto runs = watch->protect();
    if (!runs)
        return {};
    for (int pass = 0; runs && pass < kPassesMax; ++pass) {
        GB_CHECK(ready.arena.copyOut(ready.mapping, *runs, progress));
        if (pass > 0 && memory::pagesIn(*runs) <= kFewPages)
            break;
        runs = pass + 1 < kPassesMax ? watch->takeWritten() : Result<memory::PageRuns>(memory::PageRuns());
    }
    if (!runs)
        return tl::unexpected(runs.error());
    ready.watch.emplace(*std::move(watch));
    return {};
}

void MachineSnapshot::prepare()
{
    if (m_machine.hasEnded()) // its files may be gone with it
        return undo({ErrorCode::GuestExited, {}});
    auto ready = m_store.checkNewSnapshot(m_facts.origin.id);
    if (ready && m_machine.below().layers.size() >= kLayersMax)
        ready = fail(ErrorCode::TooLarge, "its disk stands on " + std::to_string(kLayersMax) +
                                              " snapshots already: take one of a new sandbox instead");
    if (!mayGoOn(ready))
        return;
    tell("Getting ready", {}, {});
    const auto &base = m_machine.clonedFrom();
    const auto id = m_facts.origin.id.value();
    m_facts.base = rootOf(base)->facts().id;
    const auto &oldDisk = m_machine.writableDisk();
    m_newDisk.emplace(oldDisk.substr(0, oldDisk.rfind('/') + 1) + m_machine.machineSpec().sandbox.value() + "-" + id +
                      ".qcow2");
    auto work = [overlay = base.overlay(), newDisk = m_newDisk->path(), oldDisk,
                 process = static_cast<pid_t>(m_machine.process()), size = base.memory().size(),
                 identity = m_machine.mappedFile(), storeDir = m_store.path(),
                 freeMin = leftFree(m_after, m_store.freeMin()),
                 stop = m_stop](const StopFlag &) -> Result<std::shared_ptr<Ready>> {
        GB_TRY(file, identity);
        GB_CHECK(overlay.write(newDisk));
        memory::Descriptor disk(::open(newDisk.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
        memory::Descriptor diskRead(::open(newDisk.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (!disk || !diskRead)
            return memory::refused("opening " + newDisk, errno);
        GB_TRY(mapping, memory::RamMapping::find(process, size, file));
        GB_TRY(runs, memory::scanPrivate(mapping));
        const auto pages = memory::pagesIn(runs);
        GB_CHECK(checkRoomForSnapshot(storeDir, ByteCount{pages * memory::pageSize()}, freeMin));
        const auto prefaulted = std::min(mapping.pages(), pages + pages / kSlackPart + kSlackPages);
        GB_CHECK(checkMemoryForCopy(ByteCount{prefaulted * memory::pageSize()}));
        GB_TRY(arena, memory::Arena::make({.ready = prefaulted, .most = mapping.pages()}));
        // What is on its way to the disk is written now and not while the guest stands still.
        const memory::Descriptor old(::open(oldDisk.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        if (!old || ::fdatasync(old.get()) != 0)
            return memory::refused("writing " + oldDisk + " to the disk", errno);
        auto made = std::make_shared<Ready>(
            Ready{std::move(disk), std::move(diskRead), std::move(mapping), std::move(arena), {}});
        GB_CHECK(copyWhileItRuns(*made, *stop));
        return made;
    };
    m_work = m_pool.run<std::shared_ptr<Ready>>(std::move(work), [this](Result<std::shared_ptr<Ready>> made) {
        if (!mayGoOn(made ? Result<>{} : tl::unexpected(made.error())))
            return;
        m_ready = std::move(*made);
        if (m_ready->watch)
            m_facts.method = "write tracking";
        addDisk();
    });
}

/// By its descriptor: QEMU in its sandbox sees no new files. Twice, since its sets give one out only for what it was
/// opened for, and once frozen it is opened for reading.
void MachineSnapshot::addDisk()
{
    m_diskSet = m_machine.nextDescriptorSet();
    m_newNode = "work-" + std::to_string(m_diskSet);
    auto &monitor = m_machine.monitor();
    const auto ignore = [](const Result<nlohmann::json> &) {
        // When it failed, the next one does, and says so.
    };
    monitor.executeWith(m_ready->disk.get(), "add-fd", {{"fdset-id", m_diskSet}}, ignore);
    monitor.executeWith(m_ready->diskRead.get(), "add-fd", {{"fdset-id", m_diskSet}}, ignore);
    // No locks: QEMU would keep that for writing for as long as its set has the descriptor. Nobody else has the file
    // until it is a layer, which nobody writes.
    const nlohmann::json file{{"driver", "file"},
                              {"filename", "/dev/fdset/" + std::to_string(m_diskSet)},
                              {"discard", "unmap"},
                              {"locking", "off"}};
    const nlohmann::json node{
        {"driver", "qcow2"}, {"node-name", m_newNode}, {"discard", "unmap"}, {"file", file}, {"backing", nullptr}};
    m_holdsGuest = true;
    m_nodeAdded = true;
    ask("blockdev-add", node, &MachineSnapshot::lookAtGuest);
}

void MachineSnapshot::lookAtGuest()
{
    m_machine.monitor().execute("query-status", [guard = QPointer(this)](const Result<nlohmann::json> &answer) {
        if (!guard || !guard->mayGoOn(answer ? Result<>{} : tl::unexpected(answer.error())))
            return;
        const auto status = answer->is_object() ? answer->value("status", nlohmann::json()) : nlohmann::json();
        guard->m_wasRunning = status == "running";
        if (!guard->m_wasRunning && status != "paused")
            return guard->undo({ErrorCode::InvalidState, "the machine neither runs nor is paused"});
        guard->stopGuest();
    });
}

// ---- While it stands still

void MachineSnapshot::stopGuest()
{
    tell("Copying memory", {}, {});
    m_machine.diskMoves(m_newDisk->path(), m_newNode, m_facts.origin.id.value(), m_wasRunning);
    m_stoppedAt = std::chrono::steady_clock::now();
    if (!m_wasRunning)
        return freezeDisk();
    m_stopped = true;
    ask("stop", nlohmann::json::object(), &MachineSnapshot::freezeDisk);
}

void MachineSnapshot::freezeDisk()
{
    m_machine.monitor().execute("blockdev-snapshot", {{"node", m_machine.writableNode()}, {"overlay", m_newNode}},
                                [guard = QPointer(this)](const Result<nlohmann::json> &answer) {
                                    if (!guard)
                                        return;
                                    if (!answer && answer.error().code == ErrorCode::TimedOut)
                                        return guard->askWhichDisk();
                                    if (answer)
                                        guard->takeNewDisk(); // also when nobody waits any more: it has happened
                                    if (guard->mayGoOn(answer ? Result<>{} : tl::unexpected(answer.error())))
                                        guard->saveDevices();
                                });
}

/// It may have happened, or may happen later: an answer to what was asked after it tells. Without one the old disk and
/// the new one could be taken for each other.
void MachineSnapshot::askWhichDisk()
{
    m_machine.monitor().execute("query-block", [guard = QPointer(this)](const Result<nlohmann::json> &blocks) {
        if (!guard)
            return;
        auto &machine = guard->m_machine;
        const auto node = blocks ? nodeOfWorkDisk(*blocks) : std::string();
        if (node == guard->m_newNode)
            guard->takeNewDisk();
        else if (node != machine.writableNode() && !machine.hasEnded())
            machine.giveUp("QEMU did not say in time which disk its guest writes to");
        guard->undo({ErrorCode::TimedOut, "QEMU's monitor did not answer in time"});
    });
}

void MachineSnapshot::takeNewDisk()
{
    m_layer = m_machine.diskMoved(m_newDisk->path(), m_newNode, m_facts.origin.id.value());
    m_newDisk->renamed({}); // the machine's
}

void MachineSnapshot::saveDevices()
{
    auto state = memory::MemoryFile::create("glovebox-devices", ByteCount{0});
    const auto writer = state ? state->reopen(O_WRONLY) : Result<memory::Descriptor>(tl::unexpected(state.error()));
    if (!mayGoOn(writer ? Result<>{} : tl::unexpected(writer.error())))
        return;
    auto kept = std::make_shared<memory::MemoryFile>(*std::move(state));
    m_machine.writeDevices(writer->get(), [guard = QPointer(this), kept](Result<> saved) {
        if (!guard || !guard->mayGoOn(saved))
            return;
        auto devices = keptDeviceState(*kept);
        if (!guard->mayGoOn(devices ? Result<>{} : tl::unexpected(devices.error())))
            return;
        guard->m_devices = std::make_shared<const memory::MemoryFile>(*std::move(devices));
        guard->copyPages();
    });
}

void MachineSnapshot::copyPages()
{
    m_work = m_pool.run<bool>(
        [ready = m_ready, stop = m_stop](const StopFlag &ending) -> Result<bool> {
            GB_TRY(runs, ready->watch ? ready->watch->written() : memory::scanPrivate(ready->mapping));
            GB_CHECK(ready->arena.copyOut(ready->mapping, runs, [&](std::uint64_t, std::uint64_t) {
                return !stop->raised() && !ending.raised();
            }));
            return true;
        },
        [this](const Result<bool> &copied) {
            if (!mayGoOn(copied ? Result<>{} : tl::unexpected(copied.error())))
                return;
            if (m_stopped && m_after == ports::AfterSnapshot::GoOn)
                return ask("cont", nlohmann::json::object(), &MachineSnapshot::guestGoesOn);
            guestGoesOn();
        });
}

void MachineSnapshot::guestGoesOn()
{
    if (m_wasRunning)
        m_facts.stopped =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_stoppedAt);
    if (m_after == ports::AfterSnapshot::GoOn) {
        m_stopped = false;
        endHold();
    }
    write();
}

// ---- Afterwards

void MachineSnapshot::write()
{
    // Those too that a snapshot made which was let go of.
    const auto &layers = m_machine.below().layers;
    for (const auto &layer : layers)
        if (!mayGoOn(m_store.takeIn(*layer)))
            return;
    m_facts.disk = spaceOf(m_layer->path());
    m_facts.diskShared = rootOf(m_machine.clonedFrom())->facts().disk;
    for (const auto &layer : layers)
        if (layer != m_layer)
            m_facts.diskShared.value += spaceOf(layer->path()).value;
    // It has its own share of the pages; ours goes with this object.
    DiskStore::TakenSnapshot taken{.facts = m_facts,
                                   .base = sharedRoot(m_machine.machineSpec()),
                                   .pages = std::shared_ptr<const memory::Arena>(m_ready, &m_ready->arena),
                                   .under = m_machine.over(),
                                   .devices = m_devices,
                                   .layers = layers};
    m_writing = true;
    m_work = m_store.write(
        std::move(taken),
        [guard = QPointer(this)](ByteCount done, ByteCount total) {
            if (guard)
                guard->tell("Writing", done, total);
        },
        [guard = QPointer(this)](Result<std::shared_ptr<const ports::Snapshot>> snapshot) {
            if (guard)
                guard->written(std::move(snapshot));
        });
    m_ready.reset();
}

void MachineSnapshot::written(Result<std::shared_ptr<const ports::Snapshot>> snapshot)
{
    if (!mayGoOn(snapshot ? Result<>{} : tl::unexpected(snapshot.error())))
        return;
    m_result = std::move(snapshot);
    finish();
}

void MachineSnapshot::undo(Error why)
{
    m_work.cancel();
    if (why.code != ErrorCode::Cancelled && m_machine.hasEnded())
        why = {ErrorCode::GuestExited, "the sandbox's machine has ended"};
    m_result = tl::unexpected(std::move(why));
    undoDisk();
    if (!std::exchange(m_stopped, false))
        return finish();
    letGuestGoOn(kContinueAttempts);
}

/// Nobody but us knows that it stands still.
void MachineSnapshot::letGuestGoOn(int attempts)
{
    m_machine.monitor().execute("cont", [guard = QPointer(this), attempts](const Result<nlohmann::json> &answer) {
        if (!guard)
            return;
        if (answer || guard->m_machine.hasEnded())
            return guard->finish();
        if (attempts > 1)
            return guard->letGuestGoOn(attempts - 1);
        guard->m_machine.giveUp("it stood still for a snapshot and does not go on: " + describe(answer.error()));
        guard->finish();
    });
}

/// The new disk was not taken into use; what is known of it goes.
void MachineSnapshot::undoDisk()
{
    if (m_layer || m_diskSet == 0)
        return;
    if (m_nodeAdded)
        m_machine.monitor().execute("blockdev-del", {{"node-name", m_newNode}}, nullptr);
    m_machine.monitor().execute("remove-fd", {{"fdset-id", m_diskSet}}, nullptr);
}

void MachineSnapshot::endHold()
{
    if (std::exchange(m_holdsGuest, false))
        m_machine.commandsMayPass();
}

void MachineSnapshot::finish()
{
    m_finished = true;
    // Not only with this object, which goes when the loop comes to it.
    m_newDisk.reset();
    m_ready.reset();
    m_devices.reset();
    m_layer.reset();
    endHold();
    auto done = std::exchange(m_handlers.done, nullptr);
    auto result = std::move(m_result);
    if (!result)
        result = tl::unexpected(inContext("taking a snapshot", std::move(result).error()));
    m_machine.snapshotOver(); // we go, a little later
    if (done)
        done(std::move(result));
}

} // namespace glovebox::qemu
