#include "core/qemu/memory/ram_mapping.h"

#include "core/qemu/pidfd.h"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

/// 65,530 mappings, the kernel's bound, at 250 bytes each.
constexpr std::size_t kMapsMax = 16U << 20;

Result<std::string> readAll(const std::string &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return lookRefused("opening " + path, errno == ENOENT ? ESRCH : errno);
    std::string text;
    constexpr std::size_t step = 64U << 10;
    while (text.size() < kMapsMax) {
        const auto before = text.size();
        text.resize(before + step);
        const auto n = ::read(file.get(), text.data() + before, step);
        if (n < 0 && errno != EINTR)
            return lookRefused("reading " + path, errno);
        text.resize(before + static_cast<std::size_t>(n > 0 ? n : 0));
        if (n == 0)
            return text;
    }
    return fail(ErrorCode::TooLarge, path + " is longer than any process of ours makes it");
}

bool hasEnded(const Descriptor &pidfd)
{
    ::pollfd ended{pidfd.get(), POLLIN, 0};
    return ::poll(&ended, 1, 0) != 0;
}

template <class Number>
bool take(std::string_view &text, Number &value, int base, char after)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end == text.data() + text.size() || *end != after)
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return true;
}

struct MapsLine {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::uint64_t offset = 0;
    FileIdentity file;
    bool privateWritable = false;
};

/// "7f00-7f10 rw-p 00000000 00:01 1234   /memfd:ram (deleted)"
std::optional<MapsLine> parseMapsLine(std::string_view text)
{
    MapsLine line;
    if (!take(text, line.start, 16, '-') || !take(text, line.end, 16, ' ') || line.end <= line.start ||
        text.size() < 5 || text[4] != ' ')
        return std::nullopt;
    line.privateWritable = text.substr(0, 2) == "rw" && text[3] == 'p';
    text.remove_prefix(5);
    unsigned major = 0;
    unsigned minor = 0;
    std::uint64_t inode = 0;
    if (!take(text, line.offset, 16, ' ') || !take(text, major, 16, ':') || !take(text, minor, 16, ' '))
        return std::nullopt;
    // The kernel ends the inode with a space also where no name follows.
    if (!take(text, inode, 10, ' '))
        return std::nullopt;
    line.file = {::makedev(major, minor), static_cast<ino_t>(inode)};
    return line;
}

} // namespace

Result<FileIdentity> identityOf(int fd)
{
    struct ::stat facts {};
    if (::fstat(fd, &facts) != 0)
        return refused("looking at the memory file", errno);
    return FileIdentity{facts.st_dev, facts.st_ino};
}

Result<std::uint64_t> findMapping(std::string_view maps, ByteCount ram, FileIdentity file)
{
    std::optional<std::uint64_t> found;
    MapsLine whole; // of pieces that follow each other
    while (!maps.empty()) {
        const auto end = maps.find('\n');
        const auto line = parseMapsLine(maps.substr(0, end));
        maps.remove_prefix(end == std::string_view::npos ? maps.size() : end + 1);
        if (!line || !line->privateWritable || line->file != file) {
            whole = {};
            continue;
        }
        if (whole.end == line->start && whole.offset + (whole.end - whole.start) == line->offset)
            whole.end = line->end;
        else
            whole = *line;
        if (whole.offset != 0 || whole.end - whole.start != ram.value)
            continue;
        if (found)
            return fail(ErrorCode::InvalidState, "the guest's memory is mapped twice");
        found = whole.start;
    }
    if (!found)
        return fail(ErrorCode::InvalidState, "the process has no private mapping of " +
                                                 std::to_string(ram.value >> 20) + " MiB of its memory file");
    return *found;
}

std::string whyRefused(std::optional<int> yamaScope)
{
    switch (yamaScope.value_or(0)) {
    case 0:
        return "the process belongs to another user, or is protected from being looked at";
    case 1:
        return "on this host a process may look into its descendants only (kernel.yama.ptrace_scope is 1), and this "
               "QEMU was started by another; start it again from here, or set kernel.yama.ptrace_scope to 0";
    case 2:
        return "on this host only an administrator may look into a process (kernel.yama.ptrace_scope is 2); set it to "
               "1 for snapshots of memory";
    default:
        return "on this host nobody may look into a process until it is started anew (kernel.yama.ptrace_scope is 3); "
               "set it to 1 at boot for snapshots of memory";
    }
}

std::optional<int> readYamaScope()
{
    const Descriptor file(::open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC));
    char digit = 0;
    if (!file || ::read(file.get(), &digit, 1) != 1 || digit < '0' || digit > '9')
        return std::nullopt;
    return digit - '0';
}

tl::unexpected<Error> lookRefused(const std::string &doing, int error)
{
    if (error == EPERM || error == EACCES)
        return fail(ErrorCode::PermissionDenied, doing + ": " + whyRefused(readYamaScope()));
    return refused(doing, error);
}

Result<RamMapping> RamMapping::find(pid_t process, ByteCount ram, FileIdentity file)
{
    if (ram.value == 0 || ram.value % pageSize() != 0)
        return fail(ErrorCode::InvalidArgument, "a guest's memory is a whole number of pages");
    Descriptor pidfd(::pidfd_open(process, 0));
    if (!pidfd)
        return refused("process " + std::to_string(process), errno);
    const auto folder = "/proc/" + std::to_string(process);
    Descriptor pagemap(::open((folder + "/pagemap").c_str(), O_RDONLY | O_CLOEXEC));
    if (!pagemap) {
        // One that has ended and was not waited for looks protected to everybody but an administrator.
        const int why = errno;
        return lookRefused("opening " + folder + "/pagemap", why == ENOENT || hasEnded(pidfd) ? ESRCH : why);
    }
    GB_TRY(maps, readAll(folder + "/maps"));
    if (maps.empty())
        return refused("process " + std::to_string(process), ESRCH);
    GB_TRY(address, findMapping(maps, ram, file));
    RamMapping mapping(process, std::move(pidfd), std::move(pagemap), address, ram.value / pageSize());
    GB_CHECK(mapping.stillThere());
    return mapping;
}

std::uint64_t RamMapping::addressOf(std::uint64_t page) const
{
    return m_address + page * pageSize();
}

Result<> RamMapping::stillThere() const
{
    // The kernel reads no byte of a pagemap whose memory has lost its last user, which is before any of it is freed.
    std::uint64_t entry = 0;
    const auto at = static_cast<off_t>(m_address / pageSize() * sizeof entry);
    const auto n = ::pread(m_pagemap.get(), &entry, sizeof entry, at);
    if (n < 0)
        return lookRefused("looking at process " + std::to_string(m_process), errno);
    if (n == 0 || hasEnded(m_pidfd))
        return refused("process " + std::to_string(m_process), ESRCH);
    return {};
}

} // namespace glovebox::qemu::memory
