#include "app/compose/run_folder.h"

#include "core/qemu/runtime_dir.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QLoggingCategory>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace glovebox::compose {

namespace {

Q_LOGGING_CATEGORY(lcRunFolder, "glovebox.compose")

namespace fs = std::filesystem;

/// "/run-" and eight digits: what kSocketNameMax has to spare below the runtime folder.
constexpr const char *kPrefix = "run-";
constexpr const char *kLockSuffix = ".lock";
constexpr qsizetype kTagDigits = 8;

std::string tagOf(const std::string &name)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(name), QCryptographicHash::Sha256)
        .toHex()
        .left(kTagDigits)
        .toStdString();
}

/// A file that is locked as long as it is open. -1: `errno` says why.
int openLocked(const std::string &path, int how)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return -1;
    int locked = 0;
    do
        locked = ::flock(file, how);
    while (locked != 0 && errno == EINTR);
    if (locked == 0)
        return file;
    const int why = errno;
    ::close(file);
    errno = why;
    return -1;
}

/// One at a time may come, go, or tidy up.
class Gate {
public:
    explicit Gate(const std::string &path) : m_file(openLocked(path, LOCK_EX)) {}
    ~Gate()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    Gate(const Gate &) = delete;
    Gate &operator=(const Gate &) = delete;
    bool isOpen() const { return m_file >= 0; }

private:
    int m_file;
};

void removeBoth(const std::string &runtime, const std::string &disks)
{
    std::error_code ignored;
    fs::remove_all(disks, ignored);
    fs::remove_all(runtime, ignored);
    ::unlink((runtime + kLockSuffix).c_str());
}

/// What programs left that were killed: nobody holds their lock.
void tidyUp(const std::string &runtime, const std::string &disks)
{
    std::error_code error;
    for (fs::directory_iterator at(runtime, error), end; !error && at != end; at.increment(error)) {
        const auto name = at->path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kLockSuffix))
            continue;
        const int lock = openLocked(at->path().string(), LOCK_EX | LOCK_NB);
        if (lock < 0)
            continue;
        const auto folder = name.substr(0, name.size() - std::strlen(kLockSuffix));
        if (fs::exists(runtime + '/' + folder, error)) {
            if (auto left = qemu::RuntimeDir::open(runtime + '/' + folder))
                left->removeLeftovers();
            qCInfo(lcRunFolder, "removed what a run that was killed left behind: %s", folder.c_str());
        }
        removeBoth(runtime + '/' + folder, disks + '/' + folder);
        ::close(lock);
    }
}

} // namespace

Result<std::unique_ptr<RunFolder>> RunFolder::take(const system::Paths &shared, const std::string &name)
{
    const auto below = shared.data() + "/runs";
    GB_CHECK(system::makePrivateFolder(below));
    const auto gatePath = shared.runtime() + "/runs.gate";
    const Gate gate(gatePath);
    if (!gate.isOpen())
        return fail(ErrorCode::FolderUnusable, "lock " + gatePath + ": " + std::strerror(errno));
    tidyUp(shared.runtime(), below);
    const auto folder = kPrefix + tagOf(name);
    const auto runtime = shared.runtime() + '/' + folder;
    const int lock = openLocked(runtime + kLockSuffix, LOCK_EX | LOCK_NB);
    if (lock < 0 && errno == EWOULDBLOCK)
        return fail(ErrorCode::InvalidState, "another program on this host is at it already");
    if (lock < 0)
        return fail(ErrorCode::FolderUnusable, "lock " + runtime + kLockSuffix + ": " + std::strerror(errno));
    std::unique_ptr<RunFolder> taken(new RunFolder(gatePath, runtime, below + '/' + folder, lock));
    GB_CHECK(system::makePrivateFolder(taken->m_runtime));
    GB_CHECK(system::makePrivateFolder(taken->m_disks));
    return taken;
}

RunFolder::~RunFolder()
{
    const Gate gate(m_gate);
    removeBoth(m_runtime, m_disks);
    ::close(m_lock);
}

} // namespace glovebox::compose
