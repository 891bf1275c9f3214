#include "core/qemu/memory/descriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace glovebox::qemu::memory {

Descriptor::~Descriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<> tell(const Progress &progress, std::uint64_t done, std::uint64_t total)
{
    if (progress && !progress(done, total))
        return fail(ErrorCode::Cancelled);
    return {};
}

tl::unexpected<Error> refused(const std::string &doing, int error)
{
    const auto code = [error] {
        switch (error) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG: // a limit on a file's size: the same to who waits for the file
            return ErrorCode::OutOfDisk;
        case ENOMEM:
            return ErrorCode::OutOfMemory;
        case EPERM:
        case EACCES:
        case EROFS:
            return ErrorCode::PermissionDenied;
        case ESRCH:
            return ErrorCode::GuestExited;
        case ENOENT:
            return ErrorCode::NotFound;
        case ENOSYS:
        case ENOTTY:
        case EOPNOTSUPP:
            return ErrorCode::Unsupported;
        default:
            return ErrorCode::HostToolFailed;
        }
    }();
    return fail(code, doing + ": " + std::strerror(error));
}

std::size_t pageSize()
{
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

bool isZero(std::span<const std::byte> bytes)
{
    // Nearly every page that is not zero shows it in its first bytes; a zero page is compared with itself, shifted.
    constexpr std::size_t head = 16;
    for (std::size_t i = 0; i < bytes.size() && i < head; ++i)
        if (bytes[i] != std::byte{0})
            return false;
    return bytes.size() <= head || std::memcmp(bytes.data(), bytes.data() + head, bytes.size() - head) == 0;
}

Result<> writeAt(int fd, std::span<const std::byte> bytes, std::uint64_t offset, const std::string &doing)
{
    while (!bytes.empty()) {
        const auto n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return refused(doing, n < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<std::size_t>(n));
        offset += static_cast<std::uint64_t>(n);
    }
    return {};
}

Result<std::uint64_t> writeSparse(int fd, std::span<const std::byte> bytes, std::uint64_t offset,
                                  const std::string &doing, const std::function<bool(std::size_t)> &leaveOut)
{
    const auto size = pageSize();
    std::uint64_t left = 0;
    std::size_t from = 0; // of the stretch that is not written yet
    for (std::size_t at = 0; at <= bytes.size(); at += size) {
        const bool end = at == bytes.size();
        if (!end && !(leaveOut && leaveOut(at)) && !isZero(bytes.subspan(at, size)))
            continue;
        GB_CHECK(writeAt(fd, bytes.subspan(from, at - from), offset + from, doing));
        from = at + size;
        left += end ? 0 : 1;
    }
    return left;
}

Result<> readAt(int fd, std::span<std::byte> into, std::uint64_t offset, const std::string &doing)
{
    while (!into.empty()) {
        const auto n = ::pread(fd, into.data(), into.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refused(doing, errno);
        if (n == 0)
            return fail(ErrorCode::ProtocolError, doing + ": the file is shorter than it says");
        into = into.subspan(static_cast<std::size_t>(n));
        offset += static_cast<std::uint64_t>(n);
    }
    return {};
}

Result<NewFile> NewFile::create(const std::string &path)
{
    const auto waiting = waitingName(path);
    // One that a crash left there is nobody's: who writes a name writes it alone.
    ::unlink(waiting.c_str());
    Descriptor fd(::open(waiting.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd)
        return refused("making " + waiting, errno);
    return NewFile(path, std::move(fd));
}

NewFile::~NewFile()
{
    if (m_waiting)
        ::unlink(waitingName(m_path).c_str());
}

Result<> NewFile::sync() const
{
    if (::fdatasync(m_fd.get()) != 0)
        return refused("writing " + m_path + " to the disk", errno);
    return {};
}

Result<> NewFile::commit()
{
    GB_CHECK(sync());
    if (::rename(waitingName(m_path).c_str(), m_path.c_str()) != 0)
        return refused("giving " + m_path + " its name", errno);
    m_waiting = false;
    const auto folder = std::filesystem::path(m_path).parent_path();
    const Descriptor above(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!above || ::fsync(above.get()) != 0)
        return refused("writing the folder of " + m_path + " to the disk", errno);
    return {};
}

} // namespace glovebox::qemu::memory
