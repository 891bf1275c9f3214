// Role: what this host offers to run QEMU with, found out once per run by running the programs, never by their version.
// Thread: the engine's; takes about a tenth of a second and blocks nothing.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/qemu/confinement.h"
#include "core/qemu/machine_description.h"

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::qemu {

struct HostFacts {
    std::string qemu;    // absolute path
    std::string version; // "7.2.22"
    MachineDescription::Board board = MachineDescription::Board::Microvm;
    bool seccomp = false;
    Wrapper wrapper;
    Confinement confinement;
    std::optional<long> tscKhz;
    std::optional<Error> noCloning;   // why no machine can be frozen and cloned here; empty when it looks possible
    std::optional<Error> noSnapshots; // likewise for snapshots of clones
};

/// HostToolMissing when QEMU, qemu-img or mkfs.ext4 is not installed.
Call surveyHost(Callback<HostFacts> done);

/// "QEMU emulator version 7.2.22 (Debian …)" → "7.2.22"; "" for anything else.
std::string parseQemuVersion(std::string_view text);
/// Whether what QEMU's monitor answered to query-commands has this command.
bool listsCommand(std::string_view monitorOutput, std::string_view command);
/// Whether `-machine help` lists the machine.
bool listsMachine(std::string_view help, std::string_view machine);

} // namespace glovebox::qemu
