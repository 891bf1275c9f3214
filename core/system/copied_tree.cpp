#include "core/system/copied_tree.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::system {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTreeBlock = 256U << 10;
constexpr std::size_t kTreeLeftOutMax = 100;

std::string joined(const std::string &root, const std::string &relative)
{
    return relative.empty() ? root : root + (root == "/" ? "" : "/") + relative;
}

constexpr int kOpenFile = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

int openIn(int folder, std::string_view relative)
{
    const auto slash = relative.find('/');
    const std::string name(relative.substr(0, slash));
    if (slash == relative.npos)
        return ::openat(folder, name.c_str(), kOpenFile);
    const FileDescriptor next(::openat(folder, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next)
        return openIn(next.get(), relative.substr(slash + 1));
    errno = errno == ENOTDIR ? ELOOP : errno; // what a link is called here
    return -1;
}

/// Folder by folder: whoever may write in one may put a link in its place at any moment, and only the last name of a
/// path is looked at when it is opened as a whole. -1 and errno, ELOOP for a link on the way.
int openBelow(const std::string &root, std::string_view relative)
{
    if (relative.empty())
        return ::open(root.c_str(), kOpenFile);
    const FileDescriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    return folder ? openIn(folder.get(), relative) : -1;
}

/// What a path leads to may be swapped while we look: all is asked of the open file.
Result<struct stat> openPlain(const std::string &root, const std::string &relative,
                              std::unique_ptr<FileDescriptor> &file)
{
    const auto path = joined(root, relative);
    file = std::make_unique<FileDescriptor>(openBelow(root, relative));
    if (!*file && errno == ELOOP && !relative.empty())
        return fail(ErrorCode::InvalidState, path + " is a symbolic link, or stands behind one");
    if (!*file && errno == ELOOP)
        return fail(ErrorCode::InvalidState, path + " is a symbolic link");
    if (!*file)
        return fileTrouble("open " + path, errno);
    struct stat about {};
    if (::fstat(file->get(), &about) != 0)
        return fileTrouble("look at " + path, errno);
    if (!S_ISREG(about.st_mode))
        return fail(ErrorCode::InvalidState, path + " is no plain file");
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
const char *kindInWords(const fs::file_status &status)
{
    switch (status.type()) {
    case fs::file_type::block:
    case fs::file_type::character:
        return "a device";
    case fs::file_type::fifo:
        return "a pipe";
    case fs::file_type::socket:
        return "a socket";
    default:
        return "no plain file";
    }
}

class Walk {
public:
    Walk(std::string root, TreeRules rules, const StopFlag &stop)
        : m_root(std::move(root)), m_rules(rules), m_stop(stop)
    {
    }

    Result<ports::HostTree> run()
    {
        std::error_code trouble;
        if (!fs::is_directory(m_root, trouble)) {
            GB_CHECK(file({}));
            return std::move(m_tree);
        }
        auto it = fs::recursive_directory_iterator(m_root, trouble);
        for (; !trouble && it != fs::recursive_directory_iterator(); it.increment(trouble)) {
            if (m_stop.raised())
                return fail(ErrorCode::Cancelled);
            GB_CHECK(entry(*it));
        }
        if (trouble)
            return fileTrouble("list " + m_root, trouble.value());
        // A folder's name is a beginning of what is in it.
        std::ranges::sort(m_tree.entries, {}, &ports::TreeEntry::path);
        return std::move(m_tree);
    }

private:
    Result<> add(ports::TreeEntry entry)
    {
        m_tree.bytes.value += entry.size.value;
        if (m_tree.entries.size() >= ports::kHostEntriesMax || m_tree.bytes > ports::kHostFilesMax)
            return fail(ErrorCode::TooLarge, m_root + " holds more than " + std::to_string(ports::kHostEntriesMax) +
                                                 " entries, or " + std::to_string(ports::kHostFilesMax.value >> 30) +
                                                 " GiB");
        m_tree.entries.push_back(std::move(entry));
        return {};
    }

    Result<> file(std::string relative)
    {
        const auto path = joined(m_root, relative);
        std::unique_ptr<FileDescriptor> opened;
        GB_TRY(about, openPlain(m_root, relative, opened));
        ports::TreeEntry entry{.path = std::move(relative), .isExecutable = (about.st_mode & S_IXUSR) != 0};
        entry.size.value = static_cast<std::uint64_t>(about.st_size);
        if (entry.size > ports::kHostFilesMax)
            return fail(ErrorCode::TooLarge, path + " is too large");
        if (m_rules == TreeRules::Strict) {
            GB_TRY(hash, hashOf(path, *opened, entry.size.value, m_stop));
            entry.sha256 = std::move(hash);
        }
        return add(std::move(entry));
    }

    Result<> link(const fs::path &path, std::string relative)
    {
        std::error_code trouble;
        ports::TreeEntry entry{.path = std::move(relative)};
        entry.target = fs::read_symlink(path, trouble).string();
        if (trouble)
            return fileTrouble("look at " + path.string(), trouble.value());
        if (entry.target.empty() || toValidUtf8(entry.target) != entry.target)
            return fail(ErrorCode::InvalidState, path.string() + " leads to what is no text");
        return add(std::move(entry));
    }

    Result<> entry(const fs::directory_entry &found)
    {
        const auto path = found.path().string();
        auto relative = path.substr(m_root.size() + (m_root == "/" ? 0 : 1));
        if (!isPlainRelativePath(relative))
            return fail(ErrorCode::InvalidState, path + " has a name that is no plain text");
        std::error_code trouble;
        const auto status = found.symlink_status(trouble);
        if (trouble)
            return fileTrouble("look at " + path, trouble.value());
        if (fs::is_directory(status))
            return add({.path = std::move(relative), .isFolder = true});
        if (fs::is_regular_file(status))
            return file(std::move(relative));
        const bool isLink = fs::is_symlink(status);
        if (m_rules == TreeRules::Strict)
            return fail(ErrorCode::InvalidState, path + (isLink ? " is a symbolic link" : " is no plain file"));
        if (isLink)
            return link(found.path(), std::move(relative));
        if (m_tree.leftOut.size() < kTreeLeftOutMax)
            m_tree.leftOut.push_back(toOneLine(relative) + " is " + kindInWords(status));
        return {};
    }

    std::string m_root;
    TreeRules m_rules;
    const StopFlag &m_stop;
    ports::HostTree m_tree;
};

} // namespace

Result<ports::HostTree> treeAt(std::string root, TreeRules rules, const StopFlag &stop)
{
    while (root.size() > 1 && root.ends_with('/'))
        root.pop_back();
    return Walk(std::move(root), rules, stop).run();
}

TreeReader::TreeReader(std::string root, std::vector<ports::TreeEntry> entries)
    : m_root(std::move(root)), m_entries(std::move(entries))
{
    while (m_root.size() > 1 && m_root.ends_with('/'))
        m_root.pop_back();
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
        GB_TRY(about, openPlain(m_root, entry.path, m_file));
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
