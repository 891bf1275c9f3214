// Role: what a machine may take of the host beside others (domain::MachineShares), as the kernel and QEMU are told it.
// Thread: any.
#pragma once

#include "core/domain/sandbox.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace glovebox::qemu {

/// Of a scheduling weight: 100 is 0, and each step of niceness is the kernel's factor of 1.25.
int nicenessOf(int cpuWeight);

/// Where the kernel shares processors between sessions first (autogroup), a process's own niceness counts within its
/// session only: its session's is set as well. False: it was refused, perhaps only for now, since the kernel takes that
/// of ordinary users ten times a second. True where there is no such thing.
bool setSessionNiceness(long pid, int niceness);

/// Arguments of block_set_io_throttle for that device; nothing when nothing is limited.
std::optional<nlohmann::json> diskLimits(const domain::MachineShares &shares, const char *device);

} // namespace glovebox::qemu
