// Role: the file operations that walk over a whole tree: list and remove. Every folder is opened from its parent and
// without following links, so whatever happens to the tree meanwhile, the walk stays inside it.
#include "core/base/text.h"
#include "core/guest/agent/files/sha256.h"
#include "core/guest/agent/files/work.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace glovebox::agent {

using guest::FileDone;
using guest::FileEntry;
using guest::FileStart;
using Outcome = FileDone::Outcome;

namespace {

/// A sign of life after so much work, well within guest::kFileSilence.
constexpr std::uint64_t kAliveAfterBytes = 16 << 20;
constexpr int kAliveAfterFiles = 1000;
constexpr int kRemovePasses = 3;
/// Of a name that is no UTF-8; mended it takes up to three times its bytes.
constexpr ByteCount kMendedNameMax{100};

using Listing = std::unique_ptr<DIR, int (*)(DIR *)>;

/// Takes the descriptor over.
Listing listingOf(Descriptor folder)
{
    DIR *listing = ::fdopendir(folder.get());
    if (listing)
        folder.release();
    return {listing, ::closedir};
}

/// The next name but "." and ".."; empty at the end, or with errno on failure.
std::string nextName(DIR *listing)
{
    for (;;) {
        errno = 0;
        const auto *entry = ::readdir(listing);
        if (!entry)
            return {};
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            return std::string(name);
    }
}

class Lister {
public:
    Lister(const FileStart &start, const RecordPipe &out) : m_start(start), m_out(out) {}

    FileDone folder(Descriptor opened, const std::string &prefix, int depth)
    {
        if (depth > guest::kFileDepthMax)
            return {Outcome::TooLarge, "folders are nested too deeply"};
        const auto listing = listingOf(std::move(opened));
        if (!listing)
            return failed(errno, prefix);
        for (;;) {
            const auto name = nextName(listing.get());
            if (name.empty())
                return errno == 0 ? FileDone{} : failed(errno, prefix);
            if (auto done = entry(::dirfd(listing.get()), name, prefix, depth); done.outcome != Outcome::Done)
                return done;
        }
    }

    void flush()
    {
        if (!m_batch.entries.empty())
            m_out.write(RecordKind::Entries, guest::toPayload(m_batch));
        m_batch.entries.clear();
        m_batchBytes = 0;
    }

private:
    FileDone entry(int folder, const std::string &name, const std::string &prefix, int depth)
    {
        struct stat info {};
        if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT ? FileDone{} : failed(errno, prefix + name); // gone since
        if (m_count++ >= m_start.max)
            return {Outcome::TooLarge, "more than " + std::to_string(m_start.max) + " entries"};
        const bool spelled = toValidUtf8(name) == name;
        FileEntry found{prefix + (spelled ? name : clipped(toValidUtf8(name), kMendedNameMax))};
        if (found.path.size() > guest::kFilePathMax)
            return {Outcome::TooLarge, "paths are too long"};
        const auto nanoseconds = static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
        found.changed = static_cast<std::uint64_t>(std::max<std::int64_t>(0, nanoseconds));
        found.links = std::min<std::uint64_t>(info.st_nlink, ~std::uint32_t{0});
        found.mode = info.st_mode & 0777;
        if (spelled && S_ISLNK(info.st_mode))
            found.target = targetOf(folder, name);
        if (spelled && S_ISREG(info.st_mode)) {
            found.kind = FileEntry::Kind::File;
            found.size = static_cast<std::uint64_t>(std::max<off_t>(0, info.st_size));
            if (m_start.withHashes && (m_start.hashMax == 0 || found.size <= m_start.hashMax))
                found.sha256 = hashOf(folder, name);
        }
        const bool isFolder = spelled && S_ISDIR(info.st_mode);
        if (isFolder)
            found.kind = FileEntry::Kind::Folder;
        const auto path = found.path;
        put(std::move(found));
        const bool goesOn = m_start.depth == 0 || static_cast<std::uint64_t>(depth) + 1 < m_start.depth;
        return isFolder && goesOn ? descend(folder, name, path, depth) : FileDone{};
    }

    FileDone descend(int parent, const std::string &name, const std::string &path, int depth)
    {
        auto opened = openFolder(parent, name);
        if (!opened) // gone or replaced since
            return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? FileDone{} : failed(errno, path);
        return folder(std::move(opened), path + "/", depth + 1);
    }

    void put(FileEntry found)
    {
        m_batchBytes += found.path.size() + found.target.size();
        m_batch.entries.push_back(std::move(found));
        if (m_batch.entries.size() >= guest::kFileEntriesPerFrame || m_batchBytes >= guest::kFileEntriesBytesMax)
            flush();
    }

    /// Empty when it cannot be told as text.
    static std::string targetOf(int folder, const std::string &name)
    {
        std::string target(guest::kFilePathMax + 1, '\0');
        const auto got = ::readlinkat(folder, name.c_str(), target.data(), target.size());
        if (got <= 0 || static_cast<std::size_t>(got) > guest::kFilePathMax)
            return {};
        target.resize(static_cast<std::size_t>(got));
        return toValidUtf8(target) == target ? target : std::string();
    }

    std::string hashOf(int folder, const std::string &name)
    {
        const Descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        struct stat info {};
        if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
            return {};
        Sha256 hash;
        for (;;) {
            const auto got = ::read(file.get(), m_buffer.data(), m_buffer.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return {};
            if (got == 0)
                return hash.hex();
            hash.add(std::string_view(m_buffer).substr(0, static_cast<std::size_t>(got)));
            m_sinceSign += static_cast<std::uint64_t>(got);
            if (m_sinceSign >= kAliveAfterBytes) {
                m_sinceSign = 0;
                m_out.write(RecordKind::Alive, {});
            }
        }
    }

    const FileStart &m_start;
    const RecordPipe &m_out;
    guest::FileEntries m_batch;
    std::size_t m_batchBytes = 0;
    std::uint64_t m_count = 0;
    std::uint64_t m_sinceSign = 0;
    std::string m_buffer = std::string(64 << 10, '\0');
};

class Remover {
public:
    explicit Remover(const RecordPipe &out) : m_out(out) {}

    /// What is at that name, whatever it is. An errno or 0.
    int tree(int parent, const std::string &name, int depth)
    {
        if (++m_count % kAliveAfterFiles == 0)
            m_out.write(RecordKind::Alive, {});
        struct stat info {};
        if (::fstatat(parent, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT ? 0 : errno;
        if (!S_ISDIR(info.st_mode))
            return ::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT ? 0 : errno;
        if (depth > guest::kFileDepthMax)
            return ENAMETOOLONG;
        // More than once, should a file system skip names while others go, or somebody add some.
        for (int pass = 0; pass < kRemovePasses; ++pass) {
            if (const int error = contentOf(parent, name, depth))
                return error;
            if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT)
                return 0;
            if (errno != ENOTEMPTY)
                return errno;
        }
        return ENOTEMPTY;
    }

private:
    int contentOf(int parent, const std::string &folder, int depth)
    {
        auto opened = openFolder(parent, folder);
        if (!opened && errno == EACCES && ::fchmodat(parent, folder.c_str(), 0700, 0) == 0)
            opened = openFolder(parent, folder);
        if (!opened)
            return errno;
        ::fchmod(opened.get(), 0700); // one that its owner closed to himself; if it stays closed, that shows below
        const auto listing = listingOf(std::move(opened));
        if (!listing)
            return errno;
        for (;;) {
            const auto name = nextName(listing.get());
            if (name.empty())
                return errno;
            if (const int error = tree(::dirfd(listing.get()), name, depth + 1))
                return error;
        }
    }

    const RecordPipe &m_out;
    int m_count = 0;
};

} // namespace

FileDone listWork(Rights &rights, const FileStart &start, const RecordPipe &out)
{
    const auto place = openPlace(rights, start.path, Ancestors::MustExist);
    const auto leaf = place.leaf.empty() ? "." : place.leaf; // of / itself
    auto folder = place.parent ? openFolder(place.parent.get(), leaf) : Descriptor();
    if (!folder)
        return failed(errno);
    Lister lister(start, out);
    auto done = lister.folder(std::move(folder), {}, 0);
    if (done.outcome == Outcome::Done)
        lister.flush();
    return done;
}

FileDone removeWork(Rights &rights, const FileStart &start, const RecordPipe &out)
{
    const auto place = openPlace(rights, start.path, Ancestors::MustExist);
    if (!place.parent)
        return errno == ENOENT ? FileDone{} : failed(errno);
    int error = Remover(out).tree(place.parent.get(), place.leaf, 0);
    // The last step may be one that only root may do; what was inside is gone by then.
    if ((error == EACCES || error == EPERM) && rights.orAsRoot([&] {
            if (::unlinkat(place.parent.get(), place.leaf.c_str(), AT_REMOVEDIR) == 0)
                return 0;
            return errno == ENOTDIR ? ::unlinkat(place.parent.get(), place.leaf.c_str(), 0) : -1;
        }) == 0)
        error = 0;
    return error == 0 ? FileDone{} : failed(error);
}

} // namespace glovebox::agent
