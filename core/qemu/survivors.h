// Role: machines that outlived the program that started them: found with the supervisor and taken over. What is there
// besides is ended or removed. Thread: the engine's.
#pragma once

#include "core/qemu/frozen_store.h"
#include "core/qemu/host_survey.h"
#include "core/qemu/machine_record.h"
#include "core/qemu/qemu_process.h"
#include "core/qemu/runtime_dir.h"
#include "core/qemu/strays.h"
#include "core/qemu/supervisor/client.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace glovebox::qemu {

/// A living child of the supervisor and what was written down of it.
struct FoundProcess {
    MachineRecord record;
    supervisor::ChildInfo child;
};

struct FoundProcesses {
    std::vector<FoundProcess> living;
    std::set<std::string> unfinished; // names of machines without a record: nobody had worked in them yet
    Strays strays;                    // what is not understood, and was left alone
};

/// Connects, too, and starts a supervisor when there is none. Children without a record of theirs are gone when it
/// answers, but for those whose record is there and does not read. The runtime folder's lock is held.
Call findProcesses(supervisor::SupervisorClient &client, const RuntimeDir &dir, Callback<FoundProcesses> done);

/// Their names, as their records have them.
std::set<std::string> machinesOf(const std::vector<FoundProcess> &found);

struct TakeOverContext {
    const RuntimeDir *runtimeDir = nullptr;
    DiskStore *store = nullptr;
    supervisor::SupervisorClient *supervisor = nullptr;
    std::string diskDir;
    HostFacts host;
    ConsoleSink console; // may be none
    /// One of them ended before it was remembered again: its disk and what lies beside that stayed.
    std::function<void(const std::string &machine)> diskLeft;
};

/// What is left of them, with what is written down of each now.
std::vector<FoundProcess> stillThere(const std::vector<FoundProcess> &found, const RuntimeDir &dir);

/// One after the other; one that does not answer is ended, and its disk stays. Letting go leaves them as they are.
Call takeOver(TakeOverContext context, std::vector<FoundProcess> found, Callback<std::vector<ports::Survivor>> done);

} // namespace glovebox::qemu
