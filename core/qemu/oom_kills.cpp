#include "core/qemu/oom_kills.h"

#include <array>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

/// /proc/vmstat has 4 to 6 KiB.
constexpr std::size_t kCountersMax = 64 * 1024;

std::uint64_t killCounter(std::string_view text)
{
    constexpr std::string_view key = "oom_kill ";
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        std::uint64_t value = 0;
        if (line.starts_with(key)) {
            std::from_chars(line.data() + key.size(), line.data() + line.size(), value);
            return value;
        }
    }
    return 0;
}

std::string readCounters(const std::string &path)
{
    std::string out;
    const int fd = path.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return out;
    std::array<char, 4096> block{};
    for (::ssize_t got = 0; out.size() < kCountersMax && (got = ::read(fd, block.data(), block.size())) > 0;)
        out.append(block.data(), static_cast<std::size_t>(got));
    ::close(fd);
    return out;
}

} // namespace

OomKills parseOomKills(std::string_view vmstat, std::string_view memoryEvents)
{
    return {killCounter(vmstat), killCounter(memoryEvents)};
}

std::string memoryEventsFile(std::string_view cgroup)
{
    while (!cgroup.empty()) {
        const auto line = cgroup.substr(0, cgroup.find('\n'));
        cgroup.remove_prefix(std::min(cgroup.size(), line.size() + 1));
        if (line.starts_with("0::/"))
            return "/sys/fs/cgroup" + std::string(line.substr(3)) + (line == "0::/" ? "" : "/") + "memory.events";
    }
    return {};
}

OomKills readOomKills(const std::string &eventsFile)
{
    return parseOomKills(readCounters("/proc/vmstat"), readCounters(eventsFile));
}

} // namespace glovebox::qemu
