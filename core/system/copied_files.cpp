#include "core/system/copied_files.h"

#include "core/base/file_access.h"
#include "core/base/plain_path.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::system {

namespace {

namespace fs = std::filesystem;

struct Content {
    std::string bytes;
    bool isExecutable = false;
};

/// Of a plain file. What a path leads to may be swapped while we look: all is asked of the open file.
Result<Content> contentOf(const std::string &path, const StopFlag &stop)
{
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file && errno == ELOOP)
        return fail(ErrorCode::InvalidState, path + " is a symbolic link");
    if (!file)
        return fileTrouble("open " + path, errno);
    struct stat about {};
    if (::fstat(file.get(), &about) != 0)
        return fileTrouble("look at " + path, errno);
    if (!S_ISREG(about.st_mode))
        return fail(ErrorCode::InvalidState, path + " is no plain file");
    if (static_cast<std::uint64_t>(about.st_size) > ports::kHostFileMax.value)
        return fail(ErrorCode::TooLarge, path + " has more than 64 MiB");
    Content content{.bytes = std::string(static_cast<std::size_t>(about.st_size) + 1, '\0'),
                    .isExecutable = (about.st_mode & S_IXUSR) != 0};
    std::size_t have = 0;
    while (have < content.bytes.size()) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        const auto got = ::read(file.get(), content.bytes.data() + have, content.bytes.size() - have);
        if (got < 0 && errno != EINTR)
            return fileTrouble("read " + path, errno);
        if (got == 0)
            break;
        have += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    if (have == content.bytes.size())
        return fail(ErrorCode::InvalidState, path + " grows while it is read");
    content.bytes.resize(have);
    return content;
}

Result<ports::HostEntry> fileAt(const std::string &path, std::string relative, const StopFlag &stop)
{
    GB_TRY(content, contentOf(path, stop));
    return ports::HostEntry{.path = std::move(relative),
                            .isFolder = false,
                            .isExecutable = content.isExecutable,
                            .size = {content.bytes.size()},
                            .sha256 = sha256Hex(content.bytes)};
}

Result<ports::HostEntry> entryAt(const fs::directory_entry &found, const std::string &root, const StopFlag &stop)
{
    const auto path = found.path().string();
    auto relative = path.substr(root.size() + 1);
    if (!isPlainRelativePath(relative))
        return fail(ErrorCode::InvalidState, path + " has a name that is no plain text");
    std::error_code trouble;
    const auto status = found.symlink_status(trouble);
    if (trouble)
        return fileTrouble("look at " + path, trouble.value());
    if (fs::is_directory(status))
        return ports::HostEntry{.path = std::move(relative), .isFolder = true, .sha256 = {}};
    if (fs::is_symlink(status))
        return fail(ErrorCode::InvalidState, path + " is a symbolic link");
    if (!fs::is_regular_file(status))
        return fail(ErrorCode::InvalidState, path + " is no plain file");
    return fileAt(path, std::move(relative), stop);
}

Result<std::vector<ports::HostEntry>> surveyed(std::string root, const StopFlag &stop)
{
    while (root.size() > 1 && root.ends_with('/'))
        root.pop_back();
    std::error_code trouble;
    if (!fs::is_directory(root, trouble)) {
        GB_TRY(file, fileAt(root, {}, stop));
        return std::vector<ports::HostEntry>{std::move(file)};
    }
    std::vector<ports::HostEntry> all;
    std::uint64_t bytes = 0;
    auto it = fs::recursive_directory_iterator(root, trouble);
    for (; !trouble && it != fs::recursive_directory_iterator(); it.increment(trouble)) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        GB_TRY(entry, entryAt(*it, root, stop));
        bytes += entry.size.value;
        if (all.size() >= ports::kHostEntriesMax || bytes > ports::kHostFilesMax.value)
            return fail(ErrorCode::TooLarge, root + " holds more than 10000 entries, or 1 GiB");
        all.push_back(std::move(entry));
    }
    if (trouble)
        return fileTrouble("list " + root, trouble.value());
    std::ranges::sort(all, {}, &ports::HostEntry::path); // a folder's name is a beginning of what is in it
    return all;
}

} // namespace

Call CopiedFiles::survey(std::string path, Callback<std::vector<ports::HostEntry>> done)
{
    return m_pool.run<std::vector<ports::HostEntry>>(
        [path = std::move(path)](const StopFlag &stop) { return surveyed(path, stop); }, std::move(done));
}

Call CopiedFiles::read(std::string path, ports::HostEntry entry, Callback<std::string> done)
{
    return m_pool.run<std::string>(
        [path = std::move(path), entry = std::move(entry)](const StopFlag &stop) -> Result<std::string> {
            const auto whole = entry.path.empty() ? path : path + '/' + entry.path;
            GB_TRY(content, contentOf(whole, stop));
            if (sha256Hex(content.bytes) != entry.sha256)
                return fail(ErrorCode::InvalidState, whole + " has changed while it was being copied");
            return std::move(content.bytes);
        },
        std::move(done));
}

} // namespace glovebox::system
