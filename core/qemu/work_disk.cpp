#include "core/qemu/work_disk.h"

#include "core/base/subprocess.h"
#include "core/qemu/folder.h"
#include "core/qemu/later.h"

#include <QObject>
#include <QPointer>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

namespace fs = std::filesystem;

/// Every blank disk is the same file system: nothing can tell two sandboxes apart by it.
constexpr const char *kBlankUuid = "67626f78-776f-4b00-8000-000000000001";
/// Making one takes a fraction of a second; what is older was left by a run that died.
constexpr std::chrono::hours kAbandonedAfter{1};

/// Makes one blank disk. Deletes itself once it has answered or was let go of.
class BlankDiskJob : public QObject {
public:
    BlankDiskJob(std::string folder, std::string target, ByteCount size, Callback<std::string> done)
        : m_folder(std::move(folder)), m_target(std::move(target)), m_size(size), m_done(std::move(done))
    {
        later(this, [this] { begin(); });
    }

    ~BlankDiskJob() override
    {
        m_step.cancel();
        if (!m_aside.empty())
            removeTree(m_aside);
    }

    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        deleteLater();
    }

private:
    std::string raw() const { return m_aside + "/blank.raw"; }
    std::string packed() const { return m_aside + "/blank.qcow2"; }

    void begin()
    {
        if (!m_done)
            return; // let go of before it began
        std::error_code error;
        if (fs::exists(m_target, error))
            return finish(m_target);
        removeAbandoned();
        std::string pattern = m_folder + "/tmp-XXXXXX";
        if (!::mkdtemp(pattern.data()))
            return finish(systemFailure("making a folder in " + m_folder));
        m_aside = pattern;
        const int fd = ::open(raw().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        const bool sized = fd >= 0 && ::ftruncate(fd, static_cast<off_t>(m_size.value)) == 0;
        if (!sized) {
            auto failure = systemFailure("making " + raw());
            if (fd >= 0)
                ::close(fd);
            return finish(std::move(failure));
        }
        ::close(fd);
        format();
    }

    void format()
    {
        ProcessSpec mkfs{.program = "mkfs.ext4",
                         .arguments = {"-q", "-F", "-m0", "-U", kBlankUuid, "-E",
                                       std::string("lazy_itable_init=1,lazy_journal_init=1,hash_seed=") + kBlankUuid,
                                       raw()}};
        m_step = runProcess(mkfs, [this](Result<ProcessOutcome> outcome) {
            if (!outcome)
                return finish(tl::unexpected(inContext("formatting a blank disk", withResourceCode(outcome.error()))));
            pack();
        });
    }

    void pack()
    {
        ProcessSpec convert{.program = "qemu-img",
                            .arguments = {"convert", "-f", "raw", "-O", "qcow2", raw(), packed()}};
        m_step = runProcess(convert, [this](Result<ProcessOutcome> outcome) {
            if (!outcome)
                return finish(tl::unexpected(inContext("packing a blank disk", withResourceCode(outcome.error()))));
            publish();
        });
    }

    void publish()
    {
        ::chmod(packed().c_str(), 0444);
        if (::renameat2(AT_FDCWD, packed().c_str(), AT_FDCWD, m_target.c_str(), RENAME_NOREPLACE) != 0 &&
            errno != EEXIST)
            return finish(systemFailure("naming " + m_target));
        finish(m_target);
    }

    void removeAbandoned()
    {
        std::error_code error;
        fs::create_directories(m_folder, error);
        for (const auto &entry : entriesOf(m_folder)) {
            const auto made = fs::last_write_time(entry, error);
            const bool aside = fs::path(entry).filename().native().starts_with("tmp-");
            if (!error && aside && fs::file_time_type::clock::now() - made > kAbandonedAfter)
                removeTree(entry);
        }
    }

    Result<std::string> systemFailure(const std::string &what) const
    {
        return tl::unexpected(withResourceCode({ErrorCode::HostToolFailed, what + ": " + std::strerror(errno)}));
    }

    void finish(Result<std::string> result)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            done(std::move(result));
        }
    }

    std::string m_folder;
    std::string m_target;
    ByteCount m_size;
    Callback<std::string> m_done;
    std::string m_aside;
    Call m_step;
};

} // namespace

std::string blankDiskFile(const std::string &cacheDir, ByteCount size)
{
    return cacheDir + "/disks/blank-" + std::to_string(size.value >> 20) + "m.qcow2";
}

Call prepareBlankDisk(const std::string &cacheDir, ByteCount size, Callback<std::string> done)
{
    auto *job =
        new BlankDiskJob(cacheDir + "/disks", blankDiskFile(cacheDir, size), size, std::move(done)); // deletes itself
    return Call([guard = QPointer<BlankDiskJob>(job)] {
        if (guard)
            guard->abandon();
    });
}

namespace {

Call createOverlay(const std::string &overlay, std::vector<std::string> arguments, Callback<> done)
{
    // Made here, because qemu-img would let everybody read what a session writes; it keeps the mode of a file that is
    // there. If it cannot be made, qemu-img says why.
    if (const int file = ::open(overlay.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600); file >= 0) {
        ::fchmod(file, 0600); // also of one that was left there
        ::close(file);
    }
    ProcessSpec create{.program = "qemu-img", .arguments = {"create", "-q", "-f", "qcow2", "-F", "qcow2"}};
    create.arguments.insert(create.arguments.end(), arguments.begin(), arguments.end());
    return runProcess(create, [done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (outcome)
            done({});
        else
            done(tl::unexpected(inContext("making the writable disk", withResourceCode(outcome.error()))));
    });
}

} // namespace

Call makeOverlay(const std::string &blankDisk, const std::string &overlay, Callback<> done)
{
    return createOverlay(overlay, {"-b", blankDisk, overlay}, std::move(done));
}

Call makeEmptyOverlay(const std::string &below, ByteCount size, const std::string &overlay, Callback<> done)
{
    return createOverlay(overlay, {"-u", "-b", below, overlay, std::to_string(size.value)}, std::move(done));
}

namespace {

Result<ByteCount> freeSpace(const std::string &dir)
{
    struct statvfs space {};
    if (::statvfs(dir.c_str(), &space) != 0)
        return fail(ErrorCode::NotFound, "looking at the free space of " + dir + ": " + std::strerror(errno));
    return ByteCount{static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize};
}

std::string inMib(ByteCount bytes)
{
    return std::to_string(bytes.value >> 20) + " MiB";
}

} // namespace

Result<> checkFreeSpace(const std::string &dir, ByteCount min)
{
    GB_TRY(free, freeSpace(dir));
    if (free >= min)
        return {};
    return fail(ErrorCode::OutOfDisk, "only " + inMib(free) + " are free in " + dir + "; a sandbox is started with " +
                                          inMib(min) + " or more");
}

Result<> checkRoomForSnapshot(const std::string &dir, ByteCount length, ByteCount min)
{
    GB_TRY(free, freeSpace(dir));
    if (free.value >= length.value + min.value)
        return {};
    return fail(ErrorCode::OutOfDisk, "only " + inMib(free) + " are free in " + dir + "; the snapshot takes " +
                                          inMib(length) + " and " + inMib(min) + " are left free");
}

Error withResourceCode(Error error)
{
    const auto says = [&error](const char *words) {
        return error.detail.find(words) != std::string::npos;
    };
    if (says("No space left on device") || says("Disk quota exceeded"))
        error.code = ErrorCode::OutOfDisk;
    else if (says("Cannot allocate memory") || says("cannot set up guest memory"))
        error.code = ErrorCode::OutOfMemory;
    return error;
}

} // namespace glovebox::qemu
