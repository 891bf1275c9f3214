// Role: what the kernel tells about a process, read from /proc. Parsing is apart from reading, so that it can be tested
// with any text. Thread: any.
#pragma once

#include "core/ports/hypervisor.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::qemu {

/// User and system time of /proc/<pid>/stat. The name in it is the process's own choice and may hold anything.
std::optional<std::chrono::milliseconds> parseCpuTime(std::string_view stat, long ticksPerSecond);
/// "Pss:   123 kB" of smaps_rollup, "VmHWM:  123 kB" of status.
std::optional<ByteCount> parseKilobytes(std::string_view text, std::string_view key);

/// Empty when the process is gone or may not be looked at. `diskUsed` is the caller's.
std::optional<ports::MachineUsage> readUsage(long pid);

/// All process ids there are.
std::vector<long> allProcesses();
/// The whole of one small file of /proc/<pid>, or "".
std::string readProcFile(long pid, const char *file);

} // namespace glovebox::qemu
