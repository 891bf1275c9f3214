// Role: one running machine: its process, its monitor, its files. Thread: the engine's.
// Invariants: exactly one end is reported, after the process is gone, its last monitor event has been read and its
// files are removed; the destructor leaves no process, socket or file of it, whatever state it is in.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/qemu_process.h"
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

/// Why QEMU ended before its monitor answered.
Error explainFailedStart(const ProcessEnd &end, const std::string &errors);

class QemuMachine final : public QObject, public ports::Machine {
public:
    /// Starts the process. `ready` is answered once: the monitor works, or why it never will (nothing is left then).
    QemuMachine(std::unique_ptr<MachineFiles> files, const CommandLine &command, bool wrapped, Callback<> ready);
    ~QemuMachine() override;

    const std::string &controlSocket() const override { return m_controlSocket; }
    long processId() const override { return m_process->qemuPid(); }
    std::optional<ports::MachineUsage> usage() const override;
    std::string consoleTail() const override { return m_process->consoleTail(); }
    void onExit(std::function<void(ports::MachineExit)> handler) override;
    void shutDown() override;

private:
    void monitorReady();
    void monitorClosed(Error error);
    void failStart(Error error);
    void take(const QmpEvent &event);
    void checkStatus();
    void killBecause(std::string cause);
    void processEnded(ProcessEnd end);
    void finishIfOver();
    void reportExit();

    std::unique_ptr<MachineFiles> m_files; // null once removed
    std::string m_controlSocket;
    Callback<> m_ready;
    std::optional<Error> m_startFailure;
    bool m_monitorClosed = false;
    EndFacts m_end;
    bool m_processEnded = false;
    std::optional<ports::MachineExit> m_exit;
    std::function<void(ports::MachineExit)> m_exitHandler;
    QTimer m_killTimer;
    std::unique_ptr<QemuProcess> m_process;
    std::unique_ptr<QmpClient> m_monitor;
};

} // namespace glovebox::qemu
