#include "app/compose/session_record.h"

#include "core/base/id.h"
#include "core/ledger/settled.h"
#include "core/system/paths.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::compose {

namespace {

Q_LOGGING_CATEGORY(lcSessionRecord, "glovebox.compose")

namespace fs = std::filesystem;

/// No session is called so: a safe token has no dot.
constexpr const char *kRecordLock = ".lock";
/// A session that waits for a person does so for days.
constexpr std::chrono::hours kRecordKeptFor{24 * 30};
/// What secrets were used for is looked up later.
constexpr std::chrono::hours kSecretsKeptFor{24 * 365};

/// Whether the file that is open is still the one at the path: whoever lets go of a lock removes its file.
bool isAt(int file, const std::string &path)
{
    struct stat open {};
    struct stat there {};
    return ::fstat(file, &open) == 0 && ::lstat(path.c_str(), &there) == 0 && open.st_ino == there.st_ino &&
           open.st_dev == there.st_dev;
}

Result<int> lockAt(const std::string &path)
{
    for (;;) {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file < 0)
            return fail(ErrorCode::PermissionDenied, "lock " + path + ": " + std::strerror(errno));
        if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
            if (isAt(file, path))
                return file;
            ::close(file); // of a program that has just ended
            continue;
        }
        const int why = errno;
        ::close(file);
        if (why == EWOULDBLOCK)
            return fail(ErrorCode::Conflict, "another program on this host serves this session already");
        if (why != EINTR)
            return fail(ErrorCode::PermissionDenied, "lock " + path + ": " + std::strerror(why));
    }
}

/// Each goes only when it is empty.
void removeEmpty(const std::string &folder, const std::string &session)
{
    const auto outputs = folder + "/outputs";
    for (const auto &path : {outputs + "/.incoming", outputs + '/' + session, outputs, folder})
        ::rmdir(path.c_str());
}

/// Ledgers of sessions that were killed here and never came back: results in them are read by nobody any more; and
/// those that tell of secrets, later. Not `ours`, which has just come back.
void forgetOld(const std::string &all, const std::string &ours)
{
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator at(all, error), end; !error && at != end; at.increment(error)) {
        const auto session = at->path().filename().string();
        const auto ledger = at->path().string() + "/ledger.db";
        std::error_code missing;
        const auto changed =
            std::max(fs::last_write_time(ledger, missing), fs::last_write_time(ledger + "-wal", missing));
        if (session == ours || !isSafeToken(session) || !fs::exists(ledger, missing) || changed > now - kRecordKeptFor)
            continue;
        const auto lockPath = at->path().string() + kRecordLock;
        const auto lock = lockAt(lockPath);
        if (!lock)
            continue;
        if (changed > now - kSecretsKeptFor && ledger::tellsOfSecrets(ledger).value_or(true)) { // unread: it may
            ::unlink(lockPath.c_str());
            ::close(*lock);
            continue;
        }
        qCInfo(lcSessionRecord, "session %s has not come back for long: its ledger goes", session.c_str());
        ledger::removeLedger(ledger);
        removeEmpty(at->path().string(), session);
        ::unlink(lockPath.c_str());
        ::close(*lock);
    }
}

} // namespace

Result<std::unique_ptr<SessionRecord>> SessionRecord::take(const std::string &data, const std::string &session)
{
    if (!isSafeToken(session))
        return fail(ErrorCode::InvalidArgument, "the session's id cannot name a folder");
    const auto all = data + "/spawned";
    GB_CHECK(system::makePrivateFolder(all));
    const auto lockPath = all + '/' + session + kRecordLock;
    GB_TRY(lock, lockAt(lockPath));
    std::unique_ptr<SessionRecord> taken(new SessionRecord(all + '/' + session, session, lockPath, lock));
    GB_CHECK(system::makePrivateFolder(taken->m_folder));
    forgetOld(all, session);
    return taken;
}

SessionRecord::~SessionRecord()
{
    const auto gone = ledger::removeIfSettled(ledgerFile());
    if (!gone)
        qCWarning(lcSessionRecord, "the ledger of session %s stays: %s", m_session.c_str(),
                  describe(gone.error()).c_str());
    else if (*gone == ledger::Remains::OpenCalls)
        qCInfo(lcSessionRecord, "calls of session %s are still to be answered: %s stays for the next program",
               m_session.c_str(), ledgerFile().c_str());
    else if (*gone == ledger::Remains::Secrets)
        qCInfo(lcSessionRecord, "what session %s used secrets for: gloveboxctl audit list --ledger %s",
               m_session.c_str(), ledgerFile().c_str());
    removeEmpty(m_folder, m_session);
    ::unlink(m_lockPath.c_str());
    ::close(m_lock);
}

} // namespace glovebox::compose
