// Role: the Hypervisor port on QEMU. Thread: the engine's.
// Invariants: it holds its runtime folder's lock for its whole life and outlives its machines and its starts; nothing
// of a dead run is left in the folder once it exists, but for machines that are to be taken over (survivors()). When it
// goes, machines that were told to outlive the program do, and the supervisor that has them.
#pragma once

#include "core/base/limits.h"
#include "core/ports/hypervisor.h"
#include "core/qemu/frozen_store.h"
#include "core/qemu/host_survey.h"
#include "core/qemu/orphan_finder.h"
#include "core/qemu/probe_memory.h"
#include "core/qemu/runtime_dir.h"
#include "core/qemu/stopped_disks.h"
#include "core/qemu/survivors.h"

#include <memory>
#include <string>

namespace glovebox::qemu {

struct Options {
    std::string runtimeDir; // sockets and lock of this instance; a short path, its sockets' names are limited
    std::string cacheDir;   // may be shared by instances and deleted while none runs
    std::string diskDir;    // writable disks of this instance, on a real disk; empty: in runtimeDir
    std::string
        frozenDir; // templates and snapshots, of this instance, on the same disk; empty: "frozen" beside diskDir
    ByteCount diskFreeMin = limits::kDiskFreeMin;
    /// glovebox-vm-launcher; none: where it lies beside this program. Empty: none is used, and snapshots stop and copy.
    std::optional<std::string> launcher;
    /// glovebox-supervisor; empty: where it lies beside this program.
    std::string supervisor;
    /// What guests print, all of it; may be none.
    ConsoleSink console;
};

class QemuHypervisor final : public ports::Hypervisor {
public:
    /// Locks the folders, finds or starts the supervisor, cleans the folders, then looks at the host: about 0.15 s.
    /// FolderInUse: another instance uses runtimeDir. HostToolMissing: detail names the program.
    static Call create(Options options, Callback<std::unique_ptr<QemuHypervisor>> done);

    Call survivors(Callback<std::vector<ports::Survivor>> done) override;
    std::vector<ports::StoppedMachine> stopped() const override { return m_stopped->list(); }
    bool removeStopped(const std::string &machine) override { return m_stopped->remove(machine); }
    Call start(ports::MachineSpec spec, Callback<std::unique_ptr<ports::Machine>> done) override;
    Call freeze(std::unique_ptr<ports::Machine> machine,
                Callback<std::shared_ptr<const ports::Template>> done) override;
    Result<> canClone() const override;
    Result<> canSnapshot() const override;
    Call spread(std::shared_ptr<const ports::Snapshot> snapshot,
                Callback<std::shared_ptr<const ports::Template>> done) override;
    ports::FrozenStore &store() override { return *m_store; }
    Result<> mayWork(domain::Acceleration acceleration) const override;
    std::optional<ports::AccelerationReport> rememberedProbe(const ports::GuestImage &image) const override;
    void rememberProbe(const ports::GuestImage &image, const ports::AccelerationReport &report) override;
    std::string version() const override { return m_host.version; }

    /// What it found at start and does not use.
    ports::Orphans &orphans() { return *m_orphans; }
    /// For the host check.
    const Confinement &confinement() const { return m_host.confinement; }

private:
    class Creation;
    QemuHypervisor(Options options, RuntimeDir runtimeDir, std::unique_ptr<supervisor::SupervisorClient> client,
                   std::vector<FoundProcess> found);

    Options m_options;
    RuntimeDir m_runtimeDir;
    std::unique_ptr<supervisor::SupervisorClient> m_supervisor;
    std::vector<FoundProcess> m_found; // until they were handed out
    HostFacts m_host;
    std::unique_ptr<DiskStore> m_store;
    std::unique_ptr<StoppedDisks> m_stopped;
    std::unique_ptr<StrayKeeper> m_strays;
    std::unique_ptr<OrphanFinder> m_orphans;
};

/// Why a program cannot use the kernel's virtualisation at `device` ("/dev/kvm"); ok proves nothing (vmm-notes 10).
Result<> checkKvmDevice(const std::string &device);

} // namespace glovebox::qemu
