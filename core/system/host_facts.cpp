#include "core/system/host_facts.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/statvfs.h>

namespace glovebox::system {

namespace {

/// "MemTotal:       16384 kB" → bytes.
ByteCount meminfoValue(std::string_view text, std::string_view key)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        auto line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with(key) || line.substr(key.size(), 1) != ":")
            continue;
        line.remove_prefix(key.size() + 1);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        std::uint64_t kib = 0;
        const auto parsed = std::from_chars(line.data(), line.data() + line.size(), kib);
        return parsed.ec == std::errc() && kib < (std::uint64_t{1} << 50) ? ByteCount::kib(kib) : ByteCount{};
    }
    return {};
}

} // namespace

std::string readSmallFile(const std::string &path, ByteCount max)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(max.value), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

MemoryFacts parseMeminfo(std::string_view text)
{
    return {meminfoValue(text, "MemTotal"), meminfoValue(text, "MemAvailable")};
}

MemoryFacts memoryFacts()
{
    return parseMeminfo(readSmallFile("/proc/meminfo"));
}

int processorCount()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return ::sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

Result<DiskFacts> diskFacts(const std::string &folder)
{
    namespace fs = std::filesystem;
    fs::path path(folder);
    std::error_code error;
    while (!fs::exists(path, error) && path.has_relative_path())
        path = path.parent_path();
    struct statvfs facts {};
    if (::statvfs(path.c_str(), &facts) != 0)
        return fail(ErrorCode::NotFound, "free space of " + path.string() + ": " + std::strerror(errno));
    return DiskFacts{{facts.f_blocks * facts.f_frsize}, {facts.f_bavail * facts.f_frsize}};
}

} // namespace glovebox::system
