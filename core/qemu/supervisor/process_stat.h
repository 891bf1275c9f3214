// Role: who is whose child, and since when, from /proc/<pid>/stat. Without Qt. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace glovebox::qemu::supervisor {

struct ProcessStat {
    pid_t parent = 0;
    pid_t session = 0;
    std::uint64_t startTime = 0; // in clock ticks since the host's boot
};

/// The program's name in it is its own choice and may hold anything.
std::optional<ProcessStat> parseProcessStat(std::string_view text);
/// Empty when there is no such process.
std::optional<ProcessStat> readProcessStat(pid_t pid);

struct ChildProcess {
    pid_t pid = 0;
    ProcessStat stat;
};
/// Those of this process, reaped or not.
std::vector<ChildProcess> ownChildren();

} // namespace glovebox::qemu::supervisor
