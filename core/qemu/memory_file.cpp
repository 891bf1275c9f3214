#include "core/qemu/memory_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace glovebox::qemu {

namespace {

tl::unexpected<Error> failed(const char *what, int why)
{
    const ErrorCode code = why == ENOMEM || why == ENOSPC ? ErrorCode::OutOfMemory
                           : why == EBUSY                 ? ErrorCode::InvalidState
                           : why == ENOSYS || why == EINVAL || why == EPERM || why == EACCES
                               ? ErrorCode::Unsupported
                               : ErrorCode::HostToolFailed;
    return fail(code, std::string(what) + ": " + std::strerror(why));
}

Result<> writeAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failed("filling a file in memory", errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

} // namespace

Result<MemoryFile> MemoryFile::create(const char *name, ByteCount size)
{
    MemoryFile file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (file.m_fd < 0)
        return failed("making a file in memory", errno);
    if (::ftruncate(file.m_fd, static_cast<off_t>(size.value)) != 0)
        return failed("sizing a file in memory", errno);
    return file;
}

Result<MemoryFile> MemoryFile::holding(const char *name, std::string_view bytes)
{
    GB_TRY(file, create(name, ByteCount{0}));
    GB_CHECK(writeAll(file.m_fd, bytes));
    GB_CHECK(file.seal());
    return std::move(file);
}

MemoryFile::MemoryFile(MemoryFile &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

MemoryFile &MemoryFile::operator=(MemoryFile &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

MemoryFile::~MemoryFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

std::string MemoryFile::path() const
{
    return "/proc/self/fd/" + std::to_string(m_fd);
}

Result<int> MemoryFile::reopen(int flags) const
{
    const int fd = ::open(path().c_str(), flags | O_CLOEXEC);
    if (fd < 0)
        return failed("opening a file in memory once more", errno);
    return fd;
}

Result<> MemoryFile::seal() const
{
    if (::fcntl(m_fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return failed("sealing a file in memory", errno);
    return {};
}

ByteCount MemoryFile::size() const
{
    struct stat info {};
    return ByteCount{::fstat(m_fd, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0};
}

ByteCount MemoryFile::resident() const
{
    struct stat info {};
    return ByteCount{::fstat(m_fd, &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0};
}

Result<std::string> MemoryFile::read(ByteCount length) const
{
    std::string out(length.value, '\0');
    for (std::size_t at = 0; at < out.size();) {
        const auto got = ::pread(m_fd, out.data() + at, out.size() - at, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return failed("reading a file in memory", got < 0 ? errno : EIO);
        at += static_cast<std::size_t>(got);
    }
    return out;
}

Result<> tryMemoryFiles()
{
    GB_TRY(file, MemoryFile::holding("glovebox-try", "x"));
    GB_TRY(again, file.reopen(O_RDWR)); // QEMU opens it so, also to read from it only
    const bool sealed = ::write(again, "y", 1) < 0;
    ::close(again);
    if (!sealed)
        return fail(ErrorCode::Unsupported, "this kernel's files in memory can be written although they are sealed");
    return {};
}

} // namespace glovebox::qemu
