#include "core/qemu/memory/memory_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

/// A file in memory is refused for other reasons than one on a disk.
tl::unexpected<Error> memoryRefused(const char *what, int why)
{
    auto error = refused(what, why).value();
    if (why == ENOSPC)
        error.code = ErrorCode::OutOfMemory;
    else if (why == EBUSY)
        error.code = ErrorCode::InvalidState;
    else if (why == EINVAL || why == EPERM || why == EACCES)
        error.code = ErrorCode::Unsupported;
    return tl::unexpected(std::move(error));
}

} // namespace

Result<MemoryFile> MemoryFile::create(const char *name, ByteCount size)
{
    MemoryFile file(Descriptor(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)));
    if (!file.m_fd)
        return memoryRefused("making a file in memory", errno);
    if (::ftruncate(file.m_fd.get(), static_cast<off_t>(size.value)) != 0)
        return memoryRefused("sizing a file in memory", errno);
    return file;
}

Result<MemoryFile> MemoryFile::holding(const char *name, std::string_view bytes)
{
    GB_TRY(file, create(name, ByteCount{0}));
    GB_CHECK(writeAt(file.m_fd.get(), std::as_bytes(std::span(bytes)), 0, "filling a file in memory"));
    GB_CHECK(file.seal());
    return std::move(file);
}

std::string MemoryFile::path() const
{
    return "/proc/self/fd/" + std::to_string(m_fd.get());
}

Result<Descriptor> MemoryFile::reopen(int flags) const
{
    Descriptor fd(::open(path().c_str(), flags | O_CLOEXEC));
    if (!fd)
        return memoryRefused("opening a file in memory once more", errno);
    return fd;
}

Result<> MemoryFile::seal() const
{
    if (::fcntl(m_fd.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return memoryRefused("sealing a file in memory", errno);
    return {};
}

ByteCount MemoryFile::size() const
{
    struct ::stat info {};
    return ByteCount{::fstat(m_fd.get(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0};
}

ByteCount MemoryFile::resident() const
{
    struct ::stat info {};
    return ByteCount{::fstat(m_fd.get(), &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0};
}

Result<std::string> MemoryFile::read(ByteCount length) const
{
    std::string out(length.value, '\0');
    GB_CHECK(readAt(m_fd.get(), std::as_writable_bytes(std::span(out)), 0, "reading a file in memory"));
    return out;
}

Result<> tryMemoryFiles()
{
    GB_TRY(file, MemoryFile::holding("glovebox-try", "x"));
    GB_TRY(again, file.reopen(O_RDWR)); // QEMU opens it so, also to read from it only
    if (::write(again.get(), "y", 1) >= 0)
        return fail(ErrorCode::Unsupported, "this kernel's files in memory can be written although they are sealed");
    return {};
}

} // namespace glovebox::qemu::memory
