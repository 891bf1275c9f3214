// Role: the steps from a running clone to a snapshot of it (snapshot-notes 1.2). Where writes can be watched most is
// copied while the guest runs. Whatever can fail or takes long comes before the guest stands still or after it goes on.
// Thread: the engine's; pages are found and copied by a thread of its own, so that the guest never stands still for
// somebody else's work. Invariants: however it ends, the guest is as it was before, unless it is to stand still after a
// success; commands that others give the guest meanwhile wait for that. It answers once, unless it was let go of.
#pragma once

#include "core/base/work_pool.h"
#include "core/ports/hypervisor.h"
#include "core/qemu/disk_layer.h"
#include "core/qemu/frozen_store.h"
#include "core/qemu/memory/dirty_tracker.h"
#include "core/qemu/qmp_client.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace glovebox::qemu {

/// Under this number a clone's QEMU has a userfaultfd, where the kernel and the launcher gave it one.
inline constexpr int kWriteWatchDescriptor = 200;

/// What a snapshot needs of its machine, and tells it.
class SnapshotSubject {
public:
    virtual ~SnapshotSubject() = default;
    virtual QmpClient &monitor() = 0;
    virtual long process() const = 0;
    virtual bool hasEnded() const = 0;
    virtual const ports::MachineSpec &machineSpec() const = 0;
    virtual const QemuTemplate &clonedFrom() const = 0;          // whose memory it maps
    virtual Result<memory::FileIdentity> mappedFile() const = 0; // the memory that it maps
    /// In what that differs from the template on disk; null: in nothing.
    virtual std::shared_ptr<const memory::DeltaReader> over() const = 0;
    virtual const DiskStack &below() const = 0; // its writable disk
    virtual const std::string &writableDisk() const = 0;
    virtual const std::string &writableNode() const = 0; // QEMU's name for it
    virtual int nextDescriptorSet() = 0;
    virtual void writeDevices(int state, Callback<> done) = 0;
    /// It is about to be given that disk, and stands still meanwhile if it runs.
    virtual void diskMoves(const std::string &file, const std::string &node, const std::string &id, bool runs) = 0;
    /// From now on the machine writes to `file`, its node is `node`; what it wrote to before is a layer called `id`.
    virtual std::shared_ptr<DiskLayer> diskMoved(std::string file, std::string node, std::string id) = 0;
    /// Calls when nothing moves on its disk, at once or later; from then on nothing does until snapshotOver().
    virtual void whenDiskIsQuiet(std::function<void()> then) = 0;
    /// Nobody can say any more what its guest does, or writes to: its process is ended, for this reason.
    virtual void giveUp(std::string why) = 0;
    /// Commands of others go through again.
    virtual void commandsMayPass() = 0;
    virtual void snapshotOver() = 0;
};

class MachineSnapshot : public QObject {
public:
    MachineSnapshot(SnapshotSubject &machine, DiskStore &store, domain::SnapshotOrigin origin,
                    ports::AfterSnapshot after, ports::SnapshotHandlers handlers);
    ~MachineSnapshot() override;

    /// Nobody waits for it any more. The guest goes on as it was, a moment later.
    void abandon();
    bool isAbandoned() const { return m_abandoned; }
    /// The machine goes on without us, maybe with the disk that it is being given: that outlives this object.
    void leaveDisk();
    /// The guest may stand still for it: commands of others have to wait.
    bool holdsGuest() const { return m_holdsGuest; }

private:
    /// Made ready while the guest runs. It stays where it is: the watch looks at the mapping.
    struct Ready {
        memory::Descriptor disk;     // the new writable one, to write and
        memory::Descriptor diskRead; // to read only, as QEMU opens it once it is frozen
        memory::RamMapping mapping;
        memory::Arena arena;
        std::optional<memory::DirtyTracker> watch; // has copied all but what is written since
    };
    using Step = void (MachineSnapshot::*)();

    void prepare();
    static Result<> copyWhileItRuns(Ready &ready, const StopFlag &stop);
    void addDisk();
    void lookAtGuest();
    void stopGuest();
    void freezeDisk();
    void askWhichDisk();
    void takeNewDisk();
    void saveDevices();
    void copyPages();
    void guestGoesOn();
    void write();
    void written(Result<std::shared_ptr<const ports::Snapshot>> snapshot);

    void ask(const char *command, nlohmann::json arguments, Step next);
    /// Also when nobody waits any more.
    bool mayGoOn(const Result<> &before);
    void undo(Error why);
    void undoDisk();
    void letGuestGoOn(int attempts);
    void endHold();
    void finish();
    void tell(const char *step, ByteCount done, ByteCount total);

    SnapshotSubject &m_machine;
    DiskStore &m_store;
    ports::AfterSnapshot m_after;
    ports::SnapshotHandlers m_handlers;
    ports::SnapshotFacts m_facts;
    std::shared_ptr<StopFlag> m_stop = std::make_shared<StopFlag>();
    bool m_holdsGuest = false;
    bool m_wasRunning = false;
    bool m_stopped = false; // by us, and not continued yet
    MonoTime m_stoppedAt;
    std::optional<OwnedFile> m_newDisk; // until the machine has it
    std::string m_newNode;
    int m_diskSet = 0;
    bool m_nodeAdded = false;
    bool m_writing = false;
    bool m_finished = false;
    bool m_abandoned = false;
    std::shared_ptr<DiskLayer> m_layer;
    std::shared_ptr<Ready> m_ready;
    std::shared_ptr<const memory::MemoryFile> m_devices;
    Result<std::shared_ptr<const ports::Snapshot>> m_result = fail(ErrorCode::Cancelled);
    Call m_work;
    WorkPool m_pool;
};

} // namespace glovebox::qemu
