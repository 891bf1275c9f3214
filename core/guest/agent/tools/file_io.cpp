#include "core/guest/agent/tools/file_io.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace glovebox::agent {

namespace {

int writeAll(int file, std::string_view content)
{
    while (!content.empty()) {
        const auto written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int fillTemporary(int folder, const std::string &name, std::string_view content, mode_t mode)
{
    Descriptor file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file)
        return errno;
    if (::fchmod(file.get(), mode) != 0)
        return errno;
    if (const int error = writeAll(file.get(), content))
        return error;
    return ::fsync(file.get()) == 0 ? 0 : errno;
}

} // namespace

std::string inputText(const nlohmann::json &input, const char *name)
{
    const auto found = input.find(name);
    return found != input.end() && found->is_string() ? found->get<std::string>() : std::string();
}

OpenedFile openRegular(const ResolvedPath &path)
{
    OpenedFile opened;
    const auto parent = openParent(path, MissingFolders::Fail);
    if (!parent) {
        opened.error = errno;
        return opened;
    }
    const auto leaf = leafName(path);
    struct stat info {};
    if (::fstatat(parent.get(), leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        opened.error = errno;
        return opened;
    }
    if (!S_ISREG(info.st_mode)) {
        opened.isRegular = false;
        return opened;
    }
    // O_NONBLOCK: should it have become a FIFO since, opening must not wait for a writer.
    opened.file = Descriptor(::openat(parent.get(), leaf.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!opened.file) {
        opened.error = errno;
        return opened;
    }
    if (::fstat(opened.file.get(), &info) != 0)
        opened.error = errno;
    opened.isRegular = S_ISREG(info.st_mode);
    opened.size = static_cast<std::size_t>(std::max<off_t>(info.st_size, 0));
    return opened;
}

int readUpTo(int file, std::size_t max, std::string &content)
{
    std::array<char, 64 << 10> buffer;
    while (content.size() < max) {
        const auto got = ::read(file, buffer.data(), std::min(buffer.size(), max - content.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        content.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return 0;
}

int replaceFile(const ResolvedPath &path, std::string_view content)
{
    const auto leaf = leafName(path);
    if (leaf == ".")
        return EISDIR;
    const auto parent = openParent(path, MissingFolders::Create);
    if (!parent)
        return errno;
    struct stat info {};
    mode_t mode = 0600;
    if (::fstatat(parent.get(), leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
        if (S_ISDIR(info.st_mode))
            return EISDIR;
        mode = info.st_mode & 0777; // of a FIFO too, which a file then replaces
    }
    const auto temporary = ".tmp-" + std::to_string(::getpid()) + "-" + randomUuid();
    int error = fillTemporary(parent.get(), temporary, content, mode);
    if (error == 0 && ::renameat(parent.get(), temporary.c_str(), parent.get(), leaf.c_str()) != 0)
        error = errno;
    if (error != 0)
        ::unlinkat(parent.get(), temporary.c_str(), 0);
    return error;
}

std::string randomUuid()
{
    std::array<unsigned char, 16> bytes{};
    // The pool was seeded by the host before any tool runs, so this neither waits nor comes back short.
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return {};
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text.push_back('-');
        std::array<char, 3> hex{};
        std::snprintf(hex.data(), hex.size(), "%02x", static_cast<unsigned>(bytes[i]));
        text.append(hex.data());
    }
    return text;
}

} // namespace glovebox::agent
