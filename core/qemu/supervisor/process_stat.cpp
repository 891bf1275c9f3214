#include "core/qemu/supervisor/process_stat.h"

#include "core/qemu/supervisor/unique_fd.h"

#include <array>
#include <charconv>
#include <dirent.h>
#include <string>

namespace glovebox::qemu::supervisor {

namespace {

/// Field 22 is well within; the name has 64 bytes at most.
constexpr std::size_t kStatMax = 2048;

template <class Number>
std::optional<Number> wholeNumber(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

std::optional<ProcessStat> parseProcessStat(std::string_view text)
{
    const auto nameEnd = text.rfind(')');
    if (nameEnd == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(nameEnd + 1);
    std::optional<pid_t> parent;
    std::optional<pid_t> session;
    // Counted as proc(5) does: the state, which follows the name, is field 3.
    for (int field = 3; field <= 22; ++field) {
        const auto begin = text.find_first_not_of(' ');
        if (begin == std::string_view::npos)
            return std::nullopt;
        text.remove_prefix(begin);
        const auto word = text.substr(0, text.find_first_of(" \n"));
        text.remove_prefix(word.size());
        if (field == 4)
            parent = wholeNumber<pid_t>(word);
        else if (field == 6)
            session = wholeNumber<pid_t>(word);
        else if (const auto start = field == 22 ? wholeNumber<std::uint64_t>(word) : std::nullopt;
                 start && parent && session)
            return ProcessStat{*parent, *session, *start};
    }
    return std::nullopt;
}

std::optional<ProcessStat> readProcessStat(pid_t pid)
{
    const auto path = "/proc/" + std::to_string(pid) + "/stat";
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, kStatMax> block{};
    const auto got = file ? ::read(file.get(), block.data(), block.size()) : -1;
    return got > 0 ? parseProcessStat({block.data(), static_cast<std::size_t>(got)}) : std::nullopt;
}

std::vector<ChildProcess> ownChildren()
{
    // Not every kernel has /proc/<pid>/task/<tid>/children.
    std::vector<ChildProcess> out;
    auto *folder = ::opendir("/proc");
    if (folder == nullptr)
        return out;
    const auto self = ::getpid();
    while (const auto *entry = ::readdir(folder)) {
        const auto pid = wholeNumber<pid_t>(entry->d_name);
        if (const auto stat = pid ? readProcessStat(*pid) : std::nullopt; stat && stat->parent == self)
            out.push_back({*pid, *stat});
    }
    ::closedir(folder);
    return out;
}

} // namespace glovebox::qemu::supervisor
