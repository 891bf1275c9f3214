#include "core/qemu/process_usage.h"

#include "core/qemu/folder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

/// The files read here are a few KiB; a command line may have all of ARG_MAX.
constexpr std::size_t kProcFileMax = 256 * 1024;

template <class Number>
std::optional<Number> parseNumber(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Field `number` of /proc/<pid>/stat, counted as proc(5) does; 3 and up, which come after the name's last ')'.
std::optional<std::string_view> statField(std::string_view stat, int number)
{
    const auto nameEnd = stat.rfind(')');
    if (nameEnd == std::string_view::npos)
        return std::nullopt;
    stat.remove_prefix(nameEnd + 1);
    for (int field = 3;; ++field) {
        const auto begin = stat.find_first_not_of(" \n");
        if (begin == std::string_view::npos)
            return std::nullopt;
        stat.remove_prefix(begin);
        const auto end = stat.find_first_of(" \n");
        if (field == number)
            return stat.substr(0, end);
        if (end == std::string_view::npos)
            return std::nullopt;
        stat.remove_prefix(end);
    }
}

} // namespace

std::optional<std::chrono::milliseconds> parseCpuTime(std::string_view stat, long ticksPerSecond)
{
    const auto user = statField(stat, 14);
    const auto system = statField(stat, 15);
    if (!user || !system || ticksPerSecond <= 0)
        return std::nullopt;
    const auto userTicks = parseNumber<long long>(*user);
    const auto systemTicks = parseNumber<long long>(*system);
    if (!userTicks || !systemTicks)
        return std::nullopt;
    return std::chrono::milliseconds((*userTicks + *systemTicks) * 1000 / ticksPerSecond);
}

std::optional<ByteCount> parseKilobytes(std::string_view text, std::string_view key)
{
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with(key) || line.substr(key.size(), 1) != ":" || !line.ends_with(" kB"))
            continue;
        auto number = line.substr(key.size() + 1, line.size() - key.size() - 4);
        number.remove_prefix(std::min(number.size(), number.find_first_not_of(" \t")));
        const auto value = parseNumber<std::uint64_t>(number);
        return value ? std::optional(ByteCount::kib(*value)) : std::nullopt;
    }
    return std::nullopt;
}

std::string readProcFile(long pid, const char *file)
{
    const auto path = "/proc/" + std::to_string(pid) + "/" + file;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return {};
    std::string out;
    std::array<char, 4096> block{};
    while (out.size() < kProcFileMax) {
        const auto got = ::read(fd, block.data(), block.size());
        if (got <= 0)
            break;
        out.append(block.data(), static_cast<std::size_t>(got));
    }
    ::close(fd);
    return out;
}

std::optional<ports::MachineUsage> readUsage(long pid)
{
    const auto cpu = parseCpuTime(readProcFile(pid, "stat"), ::sysconf(_SC_CLK_TCK));
    const auto peak = parseKilobytes(readProcFile(pid, "status"), "VmHWM");
    const auto resident = parseKilobytes(readProcFile(pid, "smaps_rollup"), "Pss");
    if (!cpu || !peak || !resident)
        return std::nullopt;
    return ports::MachineUsage{.cpuTime = *cpu, .memory = *resident, .memoryPeak = *peak, .diskUsed = {}};
}

std::vector<long> allProcesses()
{
    std::vector<long> out;
    for (const auto &entry : entriesOf("/proc"))
        if (const auto pid = parseNumber<long>(std::string_view(entry).substr(entry.rfind('/') + 1)))
            out.push_back(*pid);
    return out;
}

} // namespace glovebox::qemu
