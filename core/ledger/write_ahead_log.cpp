#include "core/ledger/write_ahead_log.h"

#include "core/ledger/set_aside.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace glovebox::ledger {

namespace {

/// What SQLite lets the log grow to before it starts over at its beginning: 1000 pages of 4 KiB, and their heads.
constexpr off_t kUsualLength = 32 + 1000 * (24 + 4096);

} // namespace

Result<std::unique_ptr<WriteAheadLog>> WriteAheadLog::open(const std::string &path)
{
    const auto name = path + "-wal";
    const int fd = ::open(name.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return failErrno("opening " + name, errno);
    std::unique_ptr<WriteAheadLog> log(new WriteAheadLog(fd));
    log->fill();
    return log;
}

WriteAheadLog::~WriteAheadLog()
{
    ::close(m_fd);
}

/// Real zeros: room that is only set aside is marked as written by each commit, which is what the filling is to spare.
/// Without room for them the log grows as it would have.
void WriteAheadLog::fill()
{
    struct stat facts {};
    if (::fstat(m_fd, &facts) != 0)
        return;
    static constexpr std::array<char, 64 * 1024> kZeros{};
    for (off_t at = facts.st_size; at < kUsualLength;) {
        const auto wanted = std::min<off_t>(kUsualLength - at, kZeros.size());
        const auto written = ::pwrite(m_fd, kZeros.data(), static_cast<std::size_t>(wanted), at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            std::ignore = ::ftruncate(m_fd, facts.st_size) == 0; // the room is for what has to be written
            return;
        }
        at += written;
    }
    std::ignore = ::fdatasync(m_fd) == 0; // its failure is the next commit's to tell
}

Result<> WriteAheadLog::sync()
{
    if (::fdatasync(m_fd) != 0)
        return failErrno("syncing the write-ahead log", errno);
    return {};
}

} // namespace glovebox::ledger
