#include "core/qemu/runtime_dir.h"

#include "core/qemu/pidfd.h"

#include "core/qemu/folder.h"
#include "core/qemu/process_handle.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> failed(const std::string &what, int error)
{
    const ErrorCode code = error == EACCES || error == EPERM || error == EROFS ? ErrorCode::FolderUnusable
                           : error == ENOSPC || error == EDQUOT                ? ErrorCode::OutOfDisk
                                                                               : ErrorCode::HostToolFailed;
    return fail(code, what + ": " + std::strerror(error));
}

Result<> makePrivateDir(const std::string &path)
{
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return failed("making " + path, errno);
    // One that was there, and was made by somebody who thought nothing of it. One of another user stays as it is, and
    // is refused by whoever looks.
    ::chmod(path.c_str(), 0700);
    return {};
}

} // namespace

Result<RuntimeDir> RuntimeDir::open(const std::string &path)
{
    std::error_code error;
    const auto absolute = absolutePath(path);
    fs::create_directories(fs::path(absolute).parent_path(), error);
    if (error)
        return failed("making the folder above " + absolute, error.value());
    GB_CHECK(makePrivateDir(absolute));
    const auto lockFile = absolute + "/lock";
    const int lock = ::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return failed("opening " + lockFile, errno);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        const int why = errno;
        ::close(lock);
        if (why == EWOULDBLOCK)
            return fail(ErrorCode::FolderInUse, "another Glovebox is running with the same folder, " + absolute);
        return failed("locking " + lockFile, why);
    }
    RuntimeDir dir(absolute, lock);
    GB_CHECK(makePrivateDir(dir.sandboxesDir()));
    GB_CHECK(makePrivateDir(dir.recordsDir()));
    return dir;
}

RuntimeDir::RuntimeDir(RuntimeDir &&other) noexcept
    : m_path(std::move(other.m_path)), m_lock(std::exchange(other.m_lock, -1))
{
}

RuntimeDir::~RuntimeDir()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

RuntimeDir::Leftovers RuntimeDir::removeLeftovers(const std::set<std::string> &spared) const
{
    Leftovers found;
    std::vector<std::string> sparedFolders;
    for (const auto &machine : spared)
        sparedFolders.push_back(sandboxDir(machine));
    found.processes = endProcessesBelow(sandboxesDir(), sparedFolders);
    for (const auto &entry : entriesOf(sandboxesDir()))
        if (!spared.contains(fs::path(entry).filename().string())) {
            removeTree(entry);
            ++found.sandboxes;
        }
    for (const auto &entry : entriesOf(recordsDir()))
        if (!entry.ends_with(".json") || !spared.contains(fs::path(entry).stem().string()))
            removeTree(entry);
    return found;
}

Result<std::string> RuntimeDir::makeSandboxDir(const domain::SandboxId &sandbox) const
{
    if (!isSafeToken(sandbox.value()))
        return fail(ErrorCode::InvalidArgument, "a sandbox's id has letters, digits, '-' and '_' only");
    const auto path = sandboxesDir() + "/" + sandbox.value();
    if (::mkdir(path.c_str(), 0700) != 0) {
        if (errno == EEXIST)
            return fail(ErrorCode::InvalidState, "sandbox " + sandbox.value() + " has a machine already");
        return failed("making " + path, errno);
    }
    return path;
}

Result<> checkSocketPath(const std::string &path)
{
    constexpr std::size_t max = sizeof(::sockaddr_un::sun_path) - 1;
    if (path.size() <= max)
        return {};
    return fail(ErrorCode::InvalidArgument, "the runtime folder's path is " + std::to_string(path.size() - max) +
                                                " bytes too long for a socket in it (" + path +
                                                "): choose a shorter one");
}

} // namespace glovebox::qemu
