// Role: one running machine: its process, its monitor, its files. Thread: the engine's.
// Invariants: exactly one end is reported, after the process is gone, its last monitor event has been read and its
// files are removed; the destructor leaves no process, socket or file of it, whatever state it is in.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/chain_merge.h"
#include "core/qemu/incoming_state.h"
#include "core/qemu/machine_description.h"
#include "core/qemu/machine_end.h"
#include "core/qemu/machine_files.h"
#include "core/qemu/machine_record.h"
#include "core/qemu/machine_snapshot.h"
#include "core/qemu/oom_kills.h"
#include "core/qemu/qemu_process.h"
#include "core/qemu/qemu_snapshot.h"
#include "core/qemu/qmp_client.h"
#include "core/qemu/reconnection.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace glovebox::qemu {

/// All that a machine is started with.
struct MachineLaunch {
    std::unique_ptr<MachineFiles> files;
    CommandLine command;
    bool wrapped = false;
    ports::MachineSpec spec;
    DiskStack disks;                            // below its own
    std::string under;                          // the template that those are of; empty: none
    std::function<void()> remembered;           // told once, when it is; may be none
    std::optional<memory::SealedMemory> memory; // of one that may be frozen
    DiskStore *store = nullptr;                 // outlives the machine
    supervisor::SupervisorClient *supervisor = nullptr;
    std::string qemuVersion;
    std::optional<Error> noSnapshots; // why none can be taken on this host
    ConsoleSink console;              // may be none
    std::function<void()> diskLeft{}; // told when it has ended and its disk stayed; may be none
};

/// One that a program before this one started.
struct MachineFound {
    std::unique_ptr<MachineFiles> files; // with the disk that the record names
    MachineRecord record;
    supervisor::ChildInfo child;
    std::shared_ptr<const QemuTemplate> base;        // on disk; null: booted, or it cannot be had any more
    std::shared_ptr<const memory::DeltaReader> over; // in what it differs from that besides
    DiskLayers layers;                               // below its own disk and above the template's
    std::function<std::shared_ptr<DiskLayer>(const MachineRecord::Layer &)> layerAt; // null: its file is nowhere
    DiskStore *store = nullptr;
    supervisor::SupervisorClient *supervisor = nullptr;
    std::optional<Error> noSnapshots;
    ConsoleSink console;            // may be none
    std::function<void()> diskLeft; // told when it has ended and its disk stayed
};

class QemuMachine final : public QObject, public ports::Machine, private SnapshotSubject {
public:
    /// Starts the process. `ready` is answered once: the monitor works and a clone is complete, or why that will never
    /// be (nothing is left then).
    QemuMachine(MachineLaunch launch, Callback<> ready);
    /// Takes over a process that runs. Answered likewise, but until it is remembered its disk stays, whatever happens.
    QemuMachine(MachineFound found, Callback<> ready);
    ~QemuMachine() override;

    /// Of one that was taken over: its guest stood still then.
    bool wasPaused() const { return m_wasPaused; }
    /// Nothing: snapshots can be taken of it, as long as it lives.
    std::optional<Error> whyNoSnapshot() const;

    const std::string &controlSocket() const override { return m_controlSocket; }
    const std::string &networkSocket() const override { return m_networkSocket; }
    long processId() const override { return m_process->qemuPid(); }
    std::optional<ports::MachineUsage> usage() const override;
    std::string consoleTail() const override { return m_process->consoleTail(); }
    std::string monitorTail() const override { return m_monitor->tail(); }
    void remember(const domain::SandboxRecord &record) override;
    bool leave() override;
    /// It is as it was before it was taken over: nothing of it goes with this object.
    void letGo();
    void leaveDisk() override { m_leavesDisk = m_leavesDisk || m_isRemembered; }
    void onExit(std::function<void(ports::MachineExit)> handler) override;
    Call pause(Callback<> done) override;
    Call resume(Callback<> done) override;
    Call snapshot(domain::SnapshotOrigin origin, ports::AfterSnapshot after, ports::SnapshotHandlers handlers) override;
    void shutDown() override;

    // For freezing, in this order: while it stands still, what its devices know is written to `state`, a descriptor
    // open for writing only; then its parts are taken, and it is ended.
    const ports::MachineSpec &spec() const { return m_spec; }
    const DiskStack &below() const override { return m_disks; }
    void saveDevices(int state, Callback<> done);
    OwnedFile releaseDisk() { return m_files->releaseDisk(); }
    std::optional<memory::SealedMemory> releaseMemory() { return std::exchange(m_memory, std::nullopt); }
    /// Its process ended by itself, with nothing left to write.
    bool endedCleanly() const { return m_exit && m_end.process.clean(); }

private:
    void beginProcess(const ConsoleSink &console);
    void limitDisk();
    void shareProcessor(int attempts);
    void monitorReady();
    void reconnect();
    void takeOver(const FoundState &state);
    bool saveRecord();
    void note(const MachineRecord &record);
    void kill();
    void applyDelta(const QemuSnapshot &from);
    void loadDevices(const memory::MemoryFile &state);
    void go();
    void beReady();
    Call command(const char *name, Callback<> done);
    void sendCommand(const char *name, const std::shared_ptr<Callback<>> &wanted);
    void monitorClosed(Error error);
    void failStart(Error error);
    void take(const QmpEvent &event);
    void checkStatus();
    void killBecause(std::string cause);
    void processEnded(ProcessEnd end);
    void finishIfOver();
    void dropFiles();
    void nameAllBelow();
    void reportExit();
    const QemuTemplate *mapped() const;
    // The layers below its disk, when there are many (qemu_machine_disk.cpp).
    void nameLayers();
    void mergeSoon();
    bool mayMerge() const;
    void merge();
    void merged(bool merged);

    // A snapshot's view of it.
    QmpClient &monitor() override { return *m_monitor; }
    long process() const override { return m_process->qemuPid(); }
    bool hasEnded() const override { return m_processEnded || m_monitorClosed; }
    const ports::MachineSpec &machineSpec() const override { return m_spec; }
    const QemuTemplate &clonedFrom() const override { return *mapped(); }
    Result<memory::FileIdentity> mappedFile() const override { return m_mappedFile; }
    std::shared_ptr<const memory::DeltaReader> over() const override;
    void diskMoves(const std::string &file, const std::string &node, const std::string &id, bool runs) override;
    const std::string &writableDisk() const override { return m_files->workDisk(); }
    const std::string &writableNode() const override { return m_workNode; }
    int nextDescriptorSet() override { return ++m_descriptorSets; }
    void writeDevices(int state, Callback<> done) override { saveDevices(state, std::move(done)); }
    std::shared_ptr<DiskLayer> diskMoved(std::string file, std::string node, std::string id) override;
    void whenDiskIsQuiet(std::function<void()> then) override;
    void giveUp(std::string why) override { killBecause(std::move(why)); }
    void commandsMayPass() override;
    struct WantedSnapshot;
    void beginSnapshot(const std::shared_ptr<WantedSnapshot> &wanted);
    void snapshotOver() override;

    std::unique_ptr<MachineFiles> m_files; // null once removed
    ports::MachineSpec m_spec;             // holds the template that it stands on
    DiskStack m_disks;                     // below its own
    std::string m_workNode = kWorkNode;
    std::vector<std::string> m_layerNodes; // QEMU's names for m_disks.layers
    std::unique_ptr<ChainMerge> m_merge;   // of all of them
    std::size_t m_mergeFrom = kMergeFrom;  // layers; more after a try that failed
    QTimer m_mergeTimer;
    std::function<void()> m_diskIsQuiet; // a snapshot waits for that
    int m_descriptorSets = 0;            // that QEMU was given
    DiskStore *m_store;
    QPointer<supervisor::SupervisorClient> m_supervisor;
    bool m_wrapped;
    std::string m_qemuVersion;
    std::string m_base;  // the template's on disk that its memory differs from; empty: booted
    std::string m_under; // that its disk stands on; empty: none
    FileStamp m_blank;   // of the disk below all
    std::function<void()> m_remembered;
    std::function<void()> m_diskLeft;
    bool m_leavesDisk = false;         // and what is written down of it
    std::string m_noted;               // what lies beside its disk, but for its meter
    memory::FileIdentity m_mappedFile; // what it maps
    std::shared_ptr<const memory::DeltaReader> m_over;
    std::optional<MachineRecord> m_found;                                              // until it is taken over
    std::function<std::shared_ptr<DiskLayer>(const MachineRecord::Layer &)> m_layerAt; // likewise
    bool m_wasPaused = false;
    std::optional<domain::SandboxRecord> m_record; // it outlives us,
    bool m_isRemembered = false;                   // once that was written down here
    std::optional<MachineRecord::Move> m_move;     // a snapshot is at it
    bool m_held = false;                           // likewise; its guest would run otherwise
    Call m_kept;
    std::optional<Error> m_noSnapshots;
    std::optional<memory::SealedMemory> m_memory;
    std::string m_controlSocket;
    std::string m_networkSocket; // empty: it has no such port
    Callback<> m_ready;
    const char *m_startStep = "before its monitor answered";
    std::optional<Error> m_startFailure;
    bool m_monitorClosed = false;
    EndFacts m_end;
    std::string m_memoryEvents; // the file that counts kills in its cgroup
    OomKills m_oomKills;        // before it ran
    bool m_processEnded = false;
    std::optional<ports::MachineExit> m_exit;
    std::function<void(ports::MachineExit)> m_exitHandler;
    QTimer m_killTimer;
    std::unique_ptr<QemuProcess> m_process;
    std::unique_ptr<QmpClient> m_monitor;
    std::unique_ptr<Reconnection> m_reconnection; // while it is taken over
    std::unique_ptr<IncomingState> m_incoming;    // while a clone is made
    std::optional<memory::MemoryFile> m_devices;  // likewise, of a snapshot
    std::unique_ptr<WorkPool> m_pool;             // likewise
    Call m_work;
    std::unique_ptr<MachineSnapshot> m_snapshot;    // one at a time
    std::shared_ptr<WantedSnapshot> m_nextSnapshot; // when that, which was let go of, is undone
    std::vector<std::function<void()>> m_waiting;   // commands that came while a snapshot held the guest
};

} // namespace glovebox::qemu
