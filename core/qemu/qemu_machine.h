// Role: one running machine: its process, its monitor, its files. Thread: the engine's.
// Invariants: exactly one end is reported, after the process is gone, its last monitor event has been read and its
// files are removed; the destructor leaves no process, socket or file of it, whatever state it is in.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/incoming_state.h"
#include "core/qemu/memory_file.h"
#include "core/qemu/qemu_process.h"
#include "core/qemu/qemu_template.h"
#include "core/qemu/qmp_client.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>

namespace glovebox::qemu {

/// A machine's folder and disk on the host; removed with this object.
class MachineFiles {
public:
    MachineFiles(std::string runDir, std::string workDisk)
        : m_runDir(std::move(runDir)), m_workDisk(std::move(workDisk))
    {
    }
    ~MachineFiles();
    MachineFiles(const MachineFiles &) = delete;
    MachineFiles &operator=(const MachineFiles &) = delete;

    const std::string &runDir() const { return m_runDir; }
    const std::string &workDisk() const { return m_workDisk; }
    std::string monitorSocket() const { return m_runDir + "/qmp"; }
    std::string controlSocket() const { return m_runDir + "/ctl"; }

    /// The disk outlives the machine.
    OwnedFile releaseDisk() { return OwnedFile(std::exchange(m_workDisk, {})); }

private:
    std::string m_runDir;
    std::string m_workDisk;
};

/// What is known about a machine when its process is gone.
struct EndFacts {
    bool requested = false;                    // by us
    bool panicked = false;                     // QEMU reported GUEST_PANICKED
    std::optional<std::string> shutdownReason; // of a SHUTDOWN event that the guest caused
    std::string cause;                         // why we killed it, when we had a reason
    ProcessEnd process;
    std::string console;
};
ports::MachineExit explainEnd(const EndFacts &facts);

/// Why QEMU ended before it was ready; `when` says what it was at ("before its monitor answered").
Error explainFailedStart(const ProcessEnd &end, const std::string &errors, const char *when);

/// All that a machine is started with.
struct MachineLaunch {
    std::unique_ptr<MachineFiles> files;
    CommandLine command;
    bool wrapped = false;
    ports::MachineSpec spec;
    std::string blankDisk;            // below its disk, or below its template's
    std::optional<MemoryFile> memory; // of one that may be frozen
};

class QemuMachine final : public QObject, public ports::Machine {
public:
    /// Starts the process. `ready` is answered once: the monitor works and a clone is complete, or why that will never
    /// be (nothing is left then).
    QemuMachine(MachineLaunch launch, Callback<> ready);
    ~QemuMachine() override;

    const std::string &controlSocket() const override { return m_controlSocket; }
    long processId() const override { return m_process->qemuPid(); }
    std::optional<ports::MachineUsage> usage() const override;
    std::string consoleTail() const override { return m_process->consoleTail(); }
    void onExit(std::function<void(ports::MachineExit)> handler) override;
    Call pause(Callback<> done) override;
    Call resume(Callback<> done) override;
    Call snapshot(domain::SnapshotOrigin origin, ports::AfterSnapshot after, ports::SnapshotHandlers handlers) override;
    void shutDown() override;

    // For freezing, in this order: while it stands still, what its devices know is written to `state`, a descriptor
    // open for writing only; then its parts are taken, and it is ended.
    const ports::MachineSpec &spec() const { return m_spec; }
    const std::string &blankDisk() const { return m_blankDisk; }
    void saveDevices(int state, Callback<> done);
    OwnedFile releaseDisk() { return m_files->releaseDisk(); }
    std::optional<MemoryFile> releaseMemory() { return std::exchange(m_memory, std::nullopt); }
    /// Its process ended by itself, with nothing left to write.
    bool endedCleanly() const { return m_exit && m_end.process.clean(); }

private:
    void monitorReady();
    void loadTemplate(const QemuTemplate &base);
    void go();
    void beReady();
    Call command(const char *name, Callback<> done);
    void monitorClosed(Error error);
    void failStart(Error error);
    void take(const QmpEvent &event);
    void checkStatus();
    void killBecause(std::string cause);
    void processEnded(ProcessEnd end);
    void finishIfOver();
    void reportExit();

    std::unique_ptr<MachineFiles> m_files; // null once removed
    ports::MachineSpec m_spec;             // holds the template that it stands on
    std::string m_blankDisk;
    std::optional<MemoryFile> m_memory;
    std::string m_controlSocket;
    Callback<> m_ready;
    const char *m_startStep = "before its monitor answered";
    std::optional<Error> m_startFailure;
    bool m_monitorClosed = false;
    EndFacts m_end;
    bool m_processEnded = false;
    std::optional<ports::MachineExit> m_exit;
    std::function<void(ports::MachineExit)> m_exitHandler;
    QTimer m_killTimer;
    std::unique_ptr<QemuProcess> m_process;
    std::unique_ptr<QmpClient> m_monitor;
    std::unique_ptr<IncomingState> m_incoming; // while a clone is made
};

} // namespace glovebox::qemu
