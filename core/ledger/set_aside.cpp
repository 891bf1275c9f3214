#include "core/ledger/set_aside.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::ledger {

namespace {

std::string holderOf(int fd)
{
    char buffer[32] = {};
    const auto length = ::pread(fd, buffer, sizeof buffer - 1, 0);
    std::string digits;
    for (int i = 0; i < length && buffer[i] >= '0' && buffer[i] <= '9'; ++i)
        digits += buffer[i];
    return digits.empty() ? "another process" : "process " + digits;
}

std::string stamp(WallTime now)
{
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char buffer[32];
    std::strftime(buffer, sizeof buffer, "%Y%m%dT%H%M%S", &parts);
    return buffer;
}

} // namespace

tl::unexpected<Error> failErrno(const std::string &step, int reason)
{
    const auto code = reason == ENOSPC || reason == EDQUOT ? ErrorCode::OutOfDisk
                      : reason == EACCES || reason == EPERM || reason == EROFS || reason == ELOOP
                          ? ErrorCode::PermissionDenied
                          : ErrorCode::HostToolFailed;
    return fail(code, step + ": " + std::strerror(reason));
}

Result<std::unique_ptr<Turn>> Turn::take(const std::string &ledger)
{
    const auto path = ledger + ".lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return failErrno("opening " + path, errno);
    std::unique_ptr<Turn> turn(new Turn(fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failErrno("locking " + path, errno);
        return fail(ErrorCode::Conflict, ledger + " is in use by " + holderOf(fd) +
                                             "; end that Glovebox, or give this one a data folder of its own");
    }
    const auto digits = std::to_string(::getpid()) + '\n';
    // Only for the message above: a full disk does not keep us from working with the lock.
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, digits.data(), digits.size(), 0) < 0)
        errno = 0;
    return turn;
}

Turn::~Turn()
{
    ::close(m_fd);
}

Result<> makePrivate(const std::string &ledger)
{
    const int fd = ::open(ledger.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0)
        return failErrno("opening " + ledger, errno);
    struct stat facts {};
    const bool known = ::fstat(fd, &facts) == 0;
    const int reason = known && (facts.st_mode & 077) != 0 && ::fchmod(fd, 0600) != 0 ? errno : 0;
    ::close(fd);
    if (!known || !S_ISREG(facts.st_mode))
        return fail(ErrorCode::InvalidState, ledger + " is not a file; move it away");
    if (reason != 0)
        return failErrno("closing " + ledger + " to others", reason);
    return {};
}

Result<std::string> setAside(const std::string &ledger, WallTime now)
{
    const auto aside = ledger + ".unusable-" + stamp(now);
    // The log first: a database without its log is older than it was, a log without its database is nothing.
    for (const char *suffix : {"-wal", "-shm", "-results", ".audit-head", ""}) {
        const auto from = ledger + suffix;
        const auto to = aside + suffix;
        if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0 && errno != ENOENT)
            return failErrno("renaming " + from + " to " + to, errno);
    }
    return aside;
}

} // namespace glovebox::ledger
