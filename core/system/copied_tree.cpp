#include "core/system/copied_tree.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::system {

namespace {

constexpr std::size_t kTreeBlock = 256U << 10;
constexpr std::size_t kTreeLeftOutMax = 100;
constexpr std::size_t kTreePathMax = 2048; // with room for where it goes, as in archives
constexpr ByteCount kPathShown{200};

std::string joined(const std::string &root, const std::string &relative)
{
    return relative.empty() ? root : root + (root == "/" ? "" : "/") + relative;
}

constexpr int kOpenFile = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// Folder by folder: whoever may write in one may put a link in its place at any moment, and only the last name of a
/// path is looked at when it is opened as a whole. Never more than one of them is open. -1 and errno, ELOOP for a link
/// on the way.
int openIn(int folder, std::string_view relative, int flags)
{
    std::optional<FileDescriptor> between;
    for (;;) {
        const auto slash = relative.find('/');
        const std::string name(relative.substr(0, slash));
        if (slash == relative.npos)
            return ::openat(folder, name.c_str(), flags);
        const int next = ::openat(folder, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0) {
            errno = errno == ENOTDIR ? ELOOP : errno; // what a link is called here
            return -1;
        }
        between.emplace(next);
        folder = next;
        relative.remove_prefix(slash + 1);
    }
}

/// The root itself may be reached over links: whoever named it may.
int openRoot(const std::string &root)
{
    return ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

Result<ports::FolderMark> markOf(int folder, const std::string &path)
{
    struct stat about {};
    if (::fstat(folder, &about) != 0)
        return fileTrouble("look at " + path, errno);
    return ports::FolderMark{about.st_dev, about.st_ino};
}

/// What a path leads to may be swapped while we look: all is asked of the open file.
Result<struct stat> plainFile(std::unique_ptr<FileDescriptor> file, const std::string &path, bool isRoot,
                              std::unique_ptr<FileDescriptor> &kept)
{
    if (!*file && errno == ELOOP)
        return fail(ErrorCode::InvalidState,
                    path + (isRoot ? " is a symbolic link" : " is a symbolic link, or stands behind one"));
    if (!*file)
        return fileTrouble("open " + path, errno);
    struct stat about {};
    if (::fstat(file->get(), &about) != 0)
        return fileTrouble("look at " + path, errno);
    if (!S_ISREG(about.st_mode))
        return fail(ErrorCode::InvalidState, path + " is no plain file");
    kept = std::move(file);
    return about;
}

Result<std::string> hashOf(const std::string &path, const FileDescriptor &file, std::uint64_t size,
                           const StopFlag &stop)
{
    Sha256Sum sum;
    std::string block(kTreeBlock, '\0');
    for (std::uint64_t have = 0;;) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        const auto got = ::read(file.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fileTrouble("read " + path, errno);
        have += static_cast<std::uint64_t>(got);
        if (have > size || (got == 0 && have < size))
            return fail(ErrorCode::InvalidState, path + " changes while it is read");
        if (got == 0)
            return sum.hex();
        sum.add(std::string_view(block).substr(0, static_cast<std::size_t>(got)));
    }
}

/// Those that look() leaves out have a word for it.
const char *kindInWords(mode_t mode)
{
    return S_ISBLK(mode) || S_ISCHR(mode) ? "a device"
           : S_ISFIFO(mode)               ? "a pipe"
           : S_ISSOCK(mode)               ? "a socket"
                                          : "no plain file";
}

/// Folder by folder, from descriptors alone: at most two are open, however deep it goes.
class Walk {
public:
    Walk(std::string root, TreeRules rules, const StopFlag &stop)
        : m_root(std::move(root)), m_rules(rules), m_stop(stop)
    {
    }

    Result<ports::HostTree> run()
    {
        const FileDescriptor root(openRoot(m_root));
        if (!root && errno == ENOTDIR) {
            GB_CHECK(file(std::make_unique<FileDescriptor>(::open(m_root.c_str(), kOpenFile)), {}));
            return std::move(m_tree);
        }
        if (!root)
            return fileTrouble("open " + m_root, errno);
        GB_TRY(mark, markOf(root.get(), m_root));
        m_tree.folder = mark;
        for (m_waiting.emplace_back(); !m_waiting.empty();) {
            const auto next = std::move(m_waiting.back());
            m_waiting.pop_back();
            GB_CHECK(folder(root.get(), next));
        }
        // A folder's name is a beginning of what is in it.
        std::ranges::sort(m_tree.entries, {}, &ports::TreeEntry::path);
        return std::move(m_tree);
    }

private:
    struct CloseFolder {
        void operator()(DIR *folder) const { ::closedir(folder); }
    };
    using Listing = std::unique_ptr<DIR, CloseFolder>;

    Result<Listing> listing(int root, const std::string &relative) const
    {
        const auto path = joined(m_root, relative);
        const int opened = openIn(root, relative.empty() ? "." : relative, kOpenFolder);
        if (opened < 0 && (errno == ELOOP || errno == ENOTDIR))
            return fail(ErrorCode::InvalidState, path + " changes while it is looked at");
        if (opened < 0)
            return fileTrouble("list " + path, errno);
        Listing names(::fdopendir(opened));
        if (!names) {
            ::close(opened);
            return fileTrouble("list " + path, errno);
        }
        return names;
    }

    Result<> folder(int root, const std::string &relative)
    {
        GB_TRY(names, listing(root, relative));
        for (;;) {
            if (m_stop.raised())
                return fail(ErrorCode::Cancelled);
            errno = 0;
            const auto *found = ::readdir(names.get());
            if (!found && errno != 0)
                return fileTrouble("list " + joined(m_root, relative), errno);
            if (!found)
                return {};
            const std::string_view name(found->d_name);
            if (name != "." && name != "..")
                GB_CHECK(entry(::dirfd(names.get()), found->d_name,
                               relative.empty() ? std::string(name) : relative + '/' + std::string(name)));
        }
    }

    /// Those that are left out count, too: they have to be looked at.
    Result<> count(const std::string &relative)
    {
        m_names += relative.size();
        if (relative.size() > kTreePathMax)
            return fail(ErrorCode::TooLarge, m_root + " has a path of more than " + std::to_string(kTreePathMax) +
                                                 " bytes: " + clipped(toOneLine(relative), kPathShown) + "…");
        if (m_names > ports::kHostNamesMax.value)
            return fail(ErrorCode::TooLarge, m_root + " has names of more than " +
                                                 std::to_string(ports::kHostNamesMax.value >> 20) + " MiB in all");
        return ++m_seen > ports::kHostEntriesMax ? tooMuch() : Result<>();
    }

    Result<> tooMuch() const
    {
        return fail(ErrorCode::TooLarge, m_root + " holds more than " + std::to_string(ports::kHostEntriesMax) +
                                             " entries, or " + std::to_string(ports::kHostFilesMax.value >> 30) +
                                             " GiB");
    }

    Result<> add(ports::TreeEntry entry)
    {
        m_tree.bytes.value += entry.size.value;
        if (m_tree.bytes > ports::kHostFilesMax)
            return tooMuch();
        m_tree.entries.push_back(std::move(entry));
        return {};
    }

    Result<> file(std::unique_ptr<FileDescriptor> opened, std::string relative)
    {
        const auto path = joined(m_root, relative);
        std::unique_ptr<FileDescriptor> kept;
        GB_TRY(about, plainFile(std::move(opened), path, relative.empty(), kept));
        ports::TreeEntry entry{.path = std::move(relative), .isExecutable = (about.st_mode & S_IXUSR) != 0};
        entry.size.value = static_cast<std::uint64_t>(about.st_size);
        if (entry.size > ports::kHostFilesMax)
            return fail(ErrorCode::TooLarge, path + " is too large");
        if (m_rules == TreeRules::Strict) {
            GB_TRY(hash, hashOf(path, *kept, entry.size.value, m_stop));
            entry.sha256 = std::move(hash);
        }
        return add(std::move(entry));
    }

    Result<> link(int folder, const char *name, std::string relative)
    {
        const auto path = joined(m_root, relative);
        std::array<char, PATH_MAX> target{};
        const auto length = ::readlinkat(folder, name, target.data(), target.size());
        if (length < 0)
            return fileTrouble("look at " + path, errno);
        ports::TreeEntry entry{.path = std::move(relative)};
        entry.target.assign(target.data(), static_cast<std::size_t>(length));
        m_names += entry.target.size();
        if (entry.target.empty() || toValidUtf8(entry.target) != entry.target)
            return fail(ErrorCode::InvalidState, path + " leads to what is no text");
        return add(std::move(entry));
    }

    Result<> entry(int folder, const char *name, std::string relative)
    {
        const auto path = joined(m_root, relative);
        if (!isPlainRelativePath(relative))
            return fail(ErrorCode::InvalidState, path + " has a name that is no plain text");
        GB_CHECK(count(relative));
        struct stat about {};
        if (::fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
            return fileTrouble("look at " + path, errno);
        if (S_ISDIR(about.st_mode)) {
            m_waiting.push_back(relative);
            return add({.path = std::move(relative), .isFolder = true});
        }
        if (S_ISREG(about.st_mode))
            return file(std::make_unique<FileDescriptor>(::openat(folder, name, kOpenFile)), std::move(relative));
        const bool isLink = S_ISLNK(about.st_mode);
        if (m_rules == TreeRules::Strict)
            return fail(ErrorCode::InvalidState, path + (isLink ? " is a symbolic link" : " is no plain file"));
        if (isLink)
            return link(folder, name, std::move(relative));
        if (m_tree.leftOut.size() < kTreeLeftOutMax)
            m_tree.leftOut.push_back(toOneLine(relative) + " is " + kindInWords(about.st_mode));
        return {};
    }

    std::string m_root;
    TreeRules m_rules;
    const StopFlag &m_stop;
    ports::HostTree m_tree;
    std::vector<std::string> m_waiting; // folders that were found and not looked into, relative
    std::size_t m_seen = 0;
    std::uint64_t m_names = 0; // bytes of them
};

} // namespace

Result<ports::HostTree> treeAt(std::string root, TreeRules rules, const StopFlag &stop)
{
    while (root.size() > 1 && root.ends_with('/'))
        root.pop_back();
    return Walk(std::move(root), rules, stop).run();
}

TreeReader::TreeReader(std::string root, std::vector<ports::TreeEntry> entries, std::optional<ports::FolderMark> found)
    : m_root(std::move(root)), m_entries(std::move(entries)), m_found(found)
{
    while (m_root.size() > 1 && m_root.ends_with('/'))
        m_root.pop_back();
}

/// Held from here on: what takes its path later is not copied.
Result<> TreeReader::openFolder()
{
    if (m_folder)
        return {};
    auto folder = std::make_unique<FileDescriptor>(openRoot(m_root));
    if (!*folder && errno == ENOTDIR)
        return fail(ErrorCode::InvalidState, m_root + " has changed while it was being copied");
    if (!*folder)
        return fileTrouble("open " + m_root, errno);
    GB_TRY(mark, markOf(folder->get(), m_root));
    if (m_found && mark != *m_found)
        return fail(ErrorCode::InvalidState, m_root + " is another folder than the one that was looked at");
    m_folder = std::move(folder);
    return {};
}

Result<struct stat> TreeReader::openNext(const std::string &relative)
{
    if (!relative.empty())
        GB_CHECK(openFolder());
    auto file = std::make_unique<FileDescriptor>(relative.empty() ? ::open(m_root.c_str(), kOpenFile)
                                                                  : openIn(m_folder->get(), relative, kOpenFile));
    return plainFile(std::move(file), joined(m_root, relative), relative.empty(), m_file);
}

std::string TreeReader::whole() const
{
    return joined(m_root, m_entries[m_next - 1].path);
}

Result<std::optional<ports::TreeEntry>> TreeReader::next()
{
    m_file.reset();
    if (m_next == m_entries.size())
        return std::optional<ports::TreeEntry>();
    const auto &entry = m_entries[m_next++];
    if (!entry.isFolder && !entry.isLink()) {
        GB_TRY(about, openNext(entry.path));
        if (static_cast<std::uint64_t>(about.st_size) != entry.size.value)
            return fail(ErrorCode::InvalidState, whole() + " has changed while it was being copied");
        m_read = 0;
        m_sum = entry.sha256.empty() ? nullptr : std::make_unique<Sha256Sum>();
    }
    return std::optional(entry);
}

Result<std::string> TreeReader::read(std::size_t max)
{
    if (!m_file)
        return fail(ErrorCode::InvalidState, "there is no file to read");
    std::string piece(max, '\0');
    ssize_t got = 0;
    do
        got = ::read(m_file->get(), piece.data(), piece.size());
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fileTrouble("read " + whole(), errno);
    piece.resize(static_cast<std::size_t>(got));
    m_read += piece.size();
    if (m_sum)
        m_sum->add(piece);
    const auto &entry = m_entries[m_next - 1];
    const bool isOver = piece.empty();
    if (m_read > entry.size.value || (isOver && m_read < entry.size.value) ||
        (isOver && m_sum && m_sum->hex() != entry.sha256))
        return fail(ErrorCode::InvalidState, whole() + " has changed while it was being copied");
    return piece;
}

} // namespace glovebox::system
