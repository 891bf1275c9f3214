// Role: how often the host's kernel has killed for want of memory, to tell such an end from another. Thread: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::qemu {

struct OomKills {
    std::uint64_t onHost = 0;   // /proc/vmstat
    std::uint64_t inCgroup = 0; // memory.events of the process's own; 0 where there is none

    /// Whether it has killed since `before`.
    bool since(const OomKills &before) const { return onHost > before.onHost || inCgroup > before.inCgroup; }
};

/// Of the texts of both files: "oom_kill 3" is a line of each.
OomKills parseOomKills(std::string_view vmstat, std::string_view memoryEvents);
/// Where the memory.events of a process are, of the text of its /proc/<pid>/cgroup; "" below no cgroup of version 2.
std::string memoryEventsFile(std::string_view cgroup);

/// Now. `eventsFile` as memoryEventsFile() gave it, since a process that has ended is in no cgroup.
OomKills readOomKills(const std::string &eventsFile);

} // namespace glovebox::qemu
