#include "core/secrets/private_file.h"

#include "core/base/file_access.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::secrets {

namespace {

constexpr const char *kDraftMark = ".new-";

Result<> checkOwner(const struct stat &facts, const std::string &path, Others others)
{
    const bool oursOrRoots = facts.st_uid == ::geteuid() || (others == Others::GroupMayRead && facts.st_uid == 0);
    if (!oursOrRoots)
        return fail(ErrorCode::PermissionDenied, path + " belongs to another user");
    const ::mode_t forbidden = others == Others::None ? 077 : 037;
    if ((facts.st_mode & forbidden) != 0)
        return fail(ErrorCode::PermissionDenied,
                    path +
                        " can be read or written by others, so what is in it is no secret any more; move it away "
                        "and make another, or, when you know that nobody looked, run: chmod " +
                        (S_ISDIR(facts.st_mode) ? "700 " : "600 ") + path);
    return {};
}

Result<> writeAll(int fd, const std::string &bytes, const std::string &path)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto written = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fileTrouble("writing " + path, written == 0 ? ENOSPC : errno);
        done += static_cast<std::size_t>(written);
    }
    if (::fsync(fd) != 0)
        return fileTrouble("writing " + path, errno);
    return {};
}

} // namespace

Result<SecretString> readPrivateFile(const std::string &path, std::size_t max, Others others)
{
    const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (fd.get() < 0)
        return fileTrouble("opening " + path, errno);
    struct stat facts {};
    if (::fstat(fd.get(), &facts) != 0)
        return fileTrouble("looking at " + path, errno);
    if (!S_ISREG(facts.st_mode))
        return fail(ErrorCode::PermissionDenied, path + " is not a file");
    GB_CHECK(checkOwner(facts, path, others));
    if (facts.st_size > static_cast<off_t>(max))
        return fail(ErrorCode::TooLarge, path + " has more than " + std::to_string(max) + " bytes");
    std::string bytes(max + 1, '\0');
    std::size_t length = 0;
    while (length < bytes.size()) {
        const auto read = ::read(fd.get(), bytes.data() + length, bytes.size() - length);
        if (read < 0 && errno == EINTR)
            continue;
        if (read < 0)
            return fileTrouble("reading " + path, errno);
        if (read == 0)
            break;
        length += static_cast<std::size_t>(read);
    }
    const SecretString all(std::move(bytes)); // overwrites what is not handed on
    if (length > max)
        return fail(ErrorCode::TooLarge, path + " has more than " + std::to_string(max) + " bytes");
    return SecretString(all.reveal().substr(0, length));
}

Result<> writePrivateFile(const std::string &path, const std::string &bytes)
{
    const auto draft = path + kDraftMark + std::to_string(::getpid());
    ::unlink(draft.c_str()); // of a process of our number that was killed here
    const FileDescriptor fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.get() < 0)
        return fileTrouble("making " + path, errno == ENOENT ? EACCES : errno);
    auto written = writeAll(fd.get(), bytes, path);
    if (written && ::rename(draft.c_str(), path.c_str()) != 0)
        written = fileTrouble("making " + path, errno);
    if (!written) {
        ::unlink(draft.c_str());
        return written;
    }
    return syncFolderOf(path);
}

void removeDraftsOf(const std::string &path)
{
    std::error_code trouble;
    const std::filesystem::path file(path);
    const auto beginning = file.filename().string() + kDraftMark;
    for (const auto &each : std::filesystem::directory_iterator(file.parent_path(), trouble))
        if (each.path().filename().string().starts_with(beginning))
            ::unlink(each.path().c_str());
}

Result<> removePrivateFile(const std::string &path)
{
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT)
            return {};
        return fileTrouble("removing " + path, errno);
    }
    return syncFolderOf(path);
}

Result<> checkPrivateFolder(const std::string &path, bool make)
{
    if (make && ::mkdir(path.c_str(), 0700) == 0)
        GB_CHECK(syncFolderOf(path));
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0)
        return fileTrouble("looking at " + path, errno);
    if (!S_ISDIR(facts.st_mode))
        return fail(ErrorCode::PermissionDenied, path + " is not a folder");
    return checkOwner(facts, path, Others::None);
}

Result<std::unique_ptr<FileLock>> FileLock::take(const std::string &path, const std::string &busy)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fileTrouble("opening " + path, errno);
    std::unique_ptr<FileLock> lock(new FileLock(fd));
    int locked = 0;
    do
        locked = ::flock(fd, LOCK_EX | LOCK_NB);
    while (locked != 0 && errno == EINTR);
    if (locked == 0)
        return lock;
    if (errno == EWOULDBLOCK)
        return fail(ErrorCode::Conflict, busy);
    return fileTrouble("locking " + path, errno);
}

FileLock::~FileLock()
{
    ::close(m_fd);
}

} // namespace glovebox::secrets
