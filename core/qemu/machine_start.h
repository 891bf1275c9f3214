// Role: the steps from a MachineSpec to a machine whose monitor answers: check, folder, disk, process; for a clone also
// its template's memory and state. Each step's undo is an object that goes when the start fails or is let go of.
// Thread: the engine's.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/frozen_store.h"
#include "core/qemu/host_survey.h"
#include "core/qemu/machine_record.h"
#include "core/qemu/qemu_process.h"
#include "core/qemu/runtime_dir.h"
#include "core/qemu/supervisor/client.h"

#include <string>

namespace glovebox::qemu {

/// Where a start may work, and with what.
struct StartContext {
    const RuntimeDir *runtimeDir = nullptr; // outlives the start
    DiskStore *store = nullptr;             // outlives the machine
    std::string cacheDir;
    std::string diskDir;
    ByteCount diskFreeMin;
    supervisor::SupervisorClient *supervisor = nullptr; // outlives the machine
    std::string launcher; // glovebox-vm-launcher, for clones; empty: their writes are not watched
    HostFacts host;
    ConsoleSink console;                                      // may be none
    std::function<void(const std::string &machine)> diskLeft; // a machine has ended, and its disk stayed
    /// Of a machine that is booted from the disk of another: its record, what that disk stands on, and whom to tell
    /// when the disk has become the new machine's.
    struct Stopped {
        MachineRecord record;
        DiskStack below;
        std::function<void()> remembered;
    };
    std::optional<Stopped> stopped{};
};

Call startMachine(StartContext context, ports::MachineSpec spec, Callback<std::unique_ptr<ports::Machine>> done);

/// InvalidArgument for a size or a name that cannot be.
Result<> checkSpec(const ports::MachineSpec &spec);
/// ImageBroken, naming the file, when one is missing or plainly not what it should be.
Result<> checkImage(const ports::GuestImage &image);

} // namespace glovebox::qemu
