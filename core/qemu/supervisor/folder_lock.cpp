#include "core/qemu/supervisor/folder_lock.h"

#include "core/qemu/supervisor/packet_socket.h"

#include <cerrno>
#include <cstring>
#include <sys/file.h>
#include <sys/stat.h>

namespace glovebox::qemu::supervisor {

namespace {

/// The lock's file may be removed between opening and locking it as often as somebody ends; each time is one who had
/// it.
constexpr int kLockAttempts = 16;

std::string lockPath(const std::string &folder)
{
    return folder + "/supervisor.lock";
}

Result<> checkFolder(const std::string &folder)
{
    struct stat info {};
    if (folder.empty() || folder.front() != '/')
        return fail(ErrorCode::InvalidArgument, "the runtime folder's path must be absolute");
    if (::lstat(folder.c_str(), &info) != 0)
        return fail(ErrorCode::FolderUnusable, folder + ": " + std::strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return fail(ErrorCode::FolderUnusable, folder + " is not a folder");
    if (info.st_uid != ::geteuid() || (info.st_mode & 0077) != 0)
        return fail(ErrorCode::FolderUnusable, folder + " must belong to this user, and be open to nobody else");
    return {};
}

bool isStillThere(int fd, const std::string &path)
{
    struct stat held {};
    struct stat named {};
    return ::fstat(fd, &held) == 0 && ::stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

} // namespace

Result<FolderLock> FolderLock::take(const std::string &folder)
{
    GB_CHECK(checkFolder(folder));
    const auto path = lockPath(folder);
    for (int attempt = 0; attempt < kLockAttempts; ++attempt) {
        UniqueFd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!lock)
            return fail(ErrorCode::FolderUnusable, "opening " + path + ": " + std::strerror(errno));
        if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK)
                return fail(ErrorCode::FolderInUse, "a supervisor looks after " + folder + " already");
            return fail(ErrorCode::FolderUnusable, "locking " + path + ": " + std::strerror(errno));
        }
        if (isStillThere(lock.get(), path))
            return FolderLock(folder, std::move(lock));
    }
    return fail(ErrorCode::FolderInUse, "others come and go in " + folder);
}

FolderLock::~FolderLock()
{
    // Somebody may have removed the folder, and made another for another supervisor.
    if (!m_lock || !isStillThere(m_lock.get(), lockPath(m_folder)))
        return;
    ::unlink(socketPath(m_folder).c_str());
    ::unlink(lockPath(m_folder).c_str());
}

bool removeLeftSocket(const std::string &folder)
{
    return FolderLock::take(folder).has_value();
}

} // namespace glovebox::qemu::supervisor
