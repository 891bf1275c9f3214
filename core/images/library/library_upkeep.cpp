// What the library takes on disk, and what of it nobody needs.
#include "core/base/log.h"
#include "core/images/library/library_folder.h"

#include <QString>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

Q_LOGGING_CATEGORY(lcUpkeep, "glovebox.images")

namespace {

constexpr std::uint64_t kStatBlock = 512;

/// Files that were counted: a second name of one takes nothing.
using Seen = std::set<std::pair<dev_t, ino_t>>;

std::uint64_t blocksOf(const fs::path &path, Seen &seen)
{
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return 0;
    if (found.st_nlink > 1 && !S_ISDIR(found.st_mode) && !seen.emplace(found.st_dev, found.st_ino).second)
        return 0;
    return static_cast<std::uint64_t>(found.st_blocks) * kStatBlock;
}

/// As du counts: `path` and all that is in it.
std::uint64_t onDisk(const fs::path &path, Seen &seen)
{
    auto sum = blocksOf(path, seen);
    std::error_code error;
    if (!fs::is_directory(fs::symlink_status(path, error)))
        return sum;
    for (fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end;
         !error && at != end; at.increment(error))
        sum += blocksOf(at->path(), seen);
    return sum;
}

void eachIn(const std::string &folder, const std::function<void(const fs::path &, const std::string &name)> &look)
{
    std::vector<fs::path> found; // first all, since `look` may remove some
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        found.push_back(at->path());
    for (const auto &path : found)
        look(path, path.filename().string());
}

struct Needed {
    std::set<std::string> roots; // names of folders
    std::set<std::string> blobs; // in hex
};

Needed neededBy(const std::vector<ImageRecord> &records)
{
    Needed needed;
    for (const auto &record : records) {
        needed.roots.insert("root-" + record.rootKey);
        needed.blobs.insert(record.blobs.begin(), record.blobs.end());
    }
    return needed;
}

/// Nobody holds the part: it goes.
std::uint64_t removeUnheldRoot(const fs::path &path)
{
    const auto alone = FileLock::tryTake((path / kManifestName).string(), FileLock::Mode::Exclusive);
    if (!alone)
        return 0;
    qCInfo(lcUpkeep).noquote() << "removing what no image has as its root:" << QString::fromStdString(path.string());
    Seen seen;
    const auto freed = onDisk(path, seen);
    StoreFolder::remove(path.string());
    return freed;
}

/// A record that cannot be read today may name anything. Empty: there is none.
std::string unreadRecords(const std::string &folder, const std::vector<ImageRecord> &readOnes)
{
    constexpr std::size_t namesTold = 5;
    std::set<std::string> known;
    for (const auto &record : readOnes)
        known.insert(record.image.id.value() + ".json");
    std::string unread;
    std::size_t count = 0;
    eachIn(folder, [&](const fs::path &path, const std::string &name) {
        const bool isRecord = path.extension() == ".json" && isImageId(path.stem().string());
        if (isRecord && !known.contains(name) && ++count <= namesTold)
            unread += (unread.empty() ? "" : ", ") + path.string();
    });
    return count <= namesTold ? unread : unread + " and " + std::to_string(count - namesTold) + " more";
}

std::uint64_t removeFile(const fs::path &path)
{
    Seen seen;
    const auto freed = onDisk(path, seen);
    return ::unlink(path.c_str()) == 0 ? freed : 0;
}

} // namespace

Result<ports::LibraryUsage> LibraryFolder::usage() const
{
    const auto held = lock();
    if (!held)
        return tl::unexpected(held.error());
    GB_TRY(all, records());
    const auto needed = neededBy(all);
    ports::LibraryUsage sums;
    Seen seen;
    sums.roots.value += blocksOf(m_folder, seen);
    eachIn(m_folder, [&](const fs::path &path, const std::string &name) {
        if (path == fs::path(m_blobs))
            return; // counted below
        const bool unneeded =
            name.starts_with(kTemporaryPrefix) || (name.starts_with("root-") && !needed.roots.contains(name));
        (unneeded ? sums.unneeded : sums.roots).value += onDisk(path, seen);
    });
    sums.layers.value += blocksOf(m_blobs, seen);
    eachIn(m_blobs, [&](const fs::path &path, const std::string &name) {
        if (name != "sha256")
            (name.starts_with(kTemporaryPrefix) ? sums.unneeded : sums.layers).value += onDisk(path, seen);
    });
    sums.layers.value += blocksOf(m_blobs + "/sha256", seen);
    eachIn(m_blobs + "/sha256", [&](const fs::path &path, const std::string &name) {
        (needed.blobs.contains(name) ? sums.layers : sums.unneeded).value += onDisk(path, seen);
    });
    return sums;
}

ByteCount LibraryFolder::sweepWorkplaces() const
{
    ByteCount freed;
    for (const auto &parent : {m_folder, m_blobs})
        eachIn(parent, [&](const fs::path &path, const std::string &name) {
            if (name.starts_with(kClaimPrefix))
                return void(FileLock::tryClaim(path.string())); // and let go of
            if (!name.starts_with(kTemporaryPrefix))
                return;
            const auto alone = FileLock::tryTake((path / "lock").string(), FileLock::Mode::Exclusive);
            if (!alone && alone.error().code == ErrorCode::Conflict)
                return; // its import runs
            qCInfo(lcUpkeep).noquote() << "removing what an interrupted import left:" << QString::fromStdString(name);
            Seen seen;
            freed.value += onDisk(path, seen);
            StoreFolder::remove(path.string());
        });
    return freed;
}

Result<ByteCount> LibraryFolder::collect(const StopFlag &stop) const
{
    const auto held = lock();
    if (!held)
        return tl::unexpected(held.error());
    auto freed = sweepWorkplaces();
    // Taken before the records are read: an import that ends in between has written its own.
    const auto imports = FileLock::tryTake(m_folder + "/imports", FileLock::Mode::Exclusive);
    GB_TRY(all, records());
    if (const auto unread = unreadRecords(m_folder + "/records", all); !unread.empty())
        return fail(ErrorCode::ImageBroken,
                    unread + " cannot be read, and may need any of the layers and roots; none of "
                             "them was removed. Import the image again, or, when nothing is made of it "
                             "any more, delete that file");
    const auto needed = neededBy(all);
    eachIn(m_folder, [&](const fs::path &path, const std::string &name) {
        if (name.starts_with("root-") && !needed.roots.contains(name))
            freed.value += removeUnheldRoot(path);
    });
    if (!imports)
        return freed; // they may need any blob; the next time, then
    eachIn(m_blobs + "/sha256", [&](const fs::path &path, const std::string &name) {
        if (!stop.raised() && !needed.blobs.contains(name))
            freed.value += removeFile(path);
    });
    return freed;
}

} // namespace glovebox::images
