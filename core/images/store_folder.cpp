#include "core/images/store_folder.h"

#include "core/base/log.h"
#include "core/images/stray_processes.h"

#include <QString>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

Q_LOGGING_CATEGORY(lcStoreFolder, "glovebox.images")

namespace {

constexpr std::array kKinds{"kernel-", "root-", "initrd-"};

bool isPartName(const std::string &name)
{
    return std::ranges::any_of(kKinds, [&](const char *kind) { return name.starts_with(kind); });
}

bool unusedSince(const fs::path &folder, std::chrono::hours age)
{
    std::error_code error;
    const auto used = fs::last_write_time(folder, error);
    return !error && fs::file_time_type::clock::now() - used > age;
}

} // namespace

Result<std::shared_ptr<FileLock>> FileLock::tryTake(const std::string &path, Mode mode)
{
    return open(path, mode, LOCK_NB);
}

Result<std::shared_ptr<FileLock>> FileLock::take(const std::string &path, Mode mode)
{
    return open(path, mode, 0);
}

Result<std::shared_ptr<FileLock>> FileLock::open(const std::string &path, Mode mode, int waiting)
{
    const bool exclusive = mode == Mode::Exclusive;
    const int fd = ::open(path.c_str(), (exclusive ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::PermissionDenied,
                    "opening " + path + ": " + std::strerror(errno));
    int locked = 0;
    do
        locked = ::flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | waiting);
    while (locked != 0 && errno == EINTR);
    if (locked != 0) {
        const int reason = errno;
        ::close(fd);
        return fail(reason == EWOULDBLOCK ? ErrorCode::Conflict : ErrorCode::Internal,
                    "locking " + path + ": " + std::strerror(reason));
    }
    return std::shared_ptr<FileLock>(new FileLock(fd));
}

Result<std::shared_ptr<FileLock>> FileLock::tryClaim(const std::string &path)
{
    constexpr int triesMax = 10;
    for (int tries = 0; tries < triesMax; ++tries) {
        GB_TRY(lock, tryTake(path, Mode::Exclusive));
        struct stat held {};
        struct stat found {};
        // Whoever had it removed it after we opened it: ours is a file without a name, and the next one makes another.
        if (::fstat(lock->m_fd, &held) == 0 && ::stat(path.c_str(), &found) == 0 && held.st_dev == found.st_dev &&
            held.st_ino == found.st_ino) {
            lock->m_claimed = path;
            return std::move(lock);
        }
    }
    return fail(ErrorCode::Conflict, path + " changes hands"); // as if somebody held it
}

FileLock::~FileLock()
{
    if (!m_claimed.empty()) // while it is still ours
        ::unlink(m_claimed.c_str());
    ::close(m_fd);
}

Result<std::shared_ptr<FileLock>> StoreFolder::tryLock() const
{
    std::error_code error;
    fs::create_directories(m_path, error);
    if (error)
        return fail(error == std::errc::no_space_on_device ? ErrorCode::OutOfDisk : ErrorCode::PermissionDenied,
                    "making " + m_path + ": " + error.message());
    return FileLock::tryTake(m_path + "/lock", FileLock::Mode::Exclusive);
}

Result<std::shared_ptr<FileLock>> StoreFolder::hold(const Part &part)
{
    std::error_code ignored; // a shipped part is read-only, and is never swept
    fs::last_write_time(part.folder, fs::file_time_type::clock::now(), ignored);
    return FileLock::tryTake(part.path(kManifestName), FileLock::Mode::Shared);
}

Result<std::string> StoreFolder::makeTemporary() const
{
    auto pattern = m_path + '/' + kTemporaryPrefix + "XXXXXX";
    if (!::mkdtemp(pattern.data()))
        return fail(errno == ENOSPC ? ErrorCode::OutOfDisk : ErrorCode::PermissionDenied,
                    "making a folder in " + m_path + ": " + std::strerror(errno));
    return pattern;
}

Result<Part> StoreFolder::publish(const Part &part) const
{
    const auto target = partFolder(part.manifest.kind, part.manifest.key);
    std::error_code error;
    if (fs::exists(target, error)) { // a broken one: a folder cannot be renamed over
        GB_TRY(grave, makeTemporary());
        fs::rename(target, fs::path(grave) / "broken", error);
        remove(grave);
    }
    fs::rename(part.folder, target, error);
    if (error)
        return fail(ErrorCode::Internal, "moving " + part.folder + " to " + target + ": " + error.message());
    if (const int fd = ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); fd >= 0) {
        ::fsync(fd); // the new name survives a power cut, too
        ::close(fd);
    }
    return Part{target, part.manifest};
}

void StoreFolder::sweep(std::chrono::hours unusedFor) const
{
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(m_path, error), end; !error && at != end; at.increment(error))
        found.push_back(at->path());
    for (const auto &path : found) {
        const auto name = path.filename().string();
        if (name.starts_with(kTemporaryPrefix)) {
            qCInfo(lcStoreFolder).noquote()
                << "removing what an interrupted build left:" << QString::fromStdString(name);
            endStrayProcesses(path.string());
            remove(path.string());
        } else if (name == kFetchedFolder && unusedSince(path, unusedFor)) {
            remove(path.string());
        } else if (isPartName(name) && unusedSince(path, unusedFor)) {
            // Taken for ourselves means that nobody boots from it.
            if (FileLock::tryTake((path / kManifestName).string(), FileLock::Mode::Exclusive)) {
                qCInfo(lcStoreFolder).noquote() << "removing the unused" << QString::fromStdString(name);
                remove(path.string());
            }
        }
    }
}

void StoreFolder::remove(const std::string &folder)
{
    std::error_code error;
    // Tools that a crash of ours left running may still write for a moment; what stays is swept the next time.
    for (int attempt = 0; attempt < 3 && fs::exists(folder, error); ++attempt) {
        // Unpacked packages hold folders without the right to write, which keeps their owner from emptying them.
        for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
             !error && at != end; at.increment(error))
            if (at->is_directory(error) && !at->is_symlink(error))
                fs::permissions(at->path(), fs::perms::owner_all, fs::perm_options::add, error);
        fs::remove_all(folder, error);
    }
}

} // namespace glovebox::images
