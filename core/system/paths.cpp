#include "core/system/paths.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace glovebox::system {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kRuntimePathMax = sizeof(sockaddr_un::sun_path) - 1 - kSocketNameMax;

/// The same folder name for the same data folder each time, so that a client finds the server's socket.
std::string shortTag(const std::string &text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256)
        .toHex()
        .left(10)
        .toStdString();
}

/// XDG asks to ignore relative paths.
std::string absoluteOr(const std::string &value, std::string fallback)
{
    return value.starts_with('/') ? fs::path(value).lexically_normal().string() : std::move(fallback);
}

std::string withoutTrailingSlash(std::string path)
{
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path;
}

std::string temporaryRuntime(const PathChoice &choice, const std::string &suffix)
{
    return "/tmp/glovebox-" + std::to_string(choice.userId) + suffix;
}

std::string fitting(std::string wanted, std::string otherwise)
{
    return wanted.size() <= kRuntimePathMax ? std::move(wanted) : std::move(otherwise);
}

PathLayout layoutBelow(const std::string &folder, const PathChoice &choice)
{
    const auto root = withoutTrailingSlash(folder);
    return {root + "/data", root + "/cache", root + "/state",
            fitting(root + "/run", temporaryRuntime(choice, "-" + shortTag(root)))};
}

PathChoice choiceOfProcess(const std::string &dataDir)
{
    const auto *user = ::getpwuid(::getuid());
    return {dataDir,
            [](const std::string &name) {
                const char *value = std::getenv(name.c_str());
                return std::string(value ? value : "");
            },
            user && user->pw_dir ? user->pw_dir : "", ::getuid()};
}

} // namespace

Result<PathLayout> layoutFor(const PathChoice &choice)
{
    auto explicitDir = choice.dataDir.empty() ? choice.environment("GLOVEBOX_DATA_DIR") : choice.dataDir;
    if (!explicitDir.empty()) {
        std::error_code error;
        const auto absolute = fs::absolute(explicitDir, error);
        if (error)
            return fail(ErrorCode::InvalidArgument, "data folder " + explicitDir + ": " + error.message());
        return layoutBelow(absolute.lexically_normal().string(), choice);
    }
    const auto home = absoluteOr(choice.environment("HOME"), choice.homeOfUser);
    if (!home.starts_with('/'))
        return fail(ErrorCode::InvalidArgument, "no home folder: set HOME, or name a folder with --data-dir");
    const auto below = [&](const char *variable, const char *usual) {
        return withoutTrailingSlash(absoluteOr(choice.environment(variable), home + usual)) + "/glovebox";
    };
    const auto runtime = choice.environment("XDG_RUNTIME_DIR");
    const auto temporary = temporaryRuntime(choice, "");
    return PathLayout{
        below("XDG_DATA_HOME", "/.local/share"), below("XDG_CACHE_HOME", "/.cache"),
        below("XDG_STATE_HOME", "/.local/state"),
        fitting(runtime.starts_with('/') ? withoutTrailingSlash(runtime) + "/glovebox" : temporary, temporary)};
}

Result<> makePrivateFolder(const std::string &path)
{
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (error)
        return fail(ErrorCode::FolderUnusable, "cannot make folder " + path + ": " + error.message());
    if (::mkdir(path.c_str(), 0700) == 0)
        return {};
    if (errno != EEXIST)
        return fail(errno == ENOSPC ? ErrorCode::OutOfDisk : ErrorCode::FolderUnusable,
                    "cannot make folder " + path + ": " + std::strerror(errno));
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return fail(ErrorCode::FolderUnusable, "cannot look at " + path + ": " + std::strerror(errno));
    if (!S_ISDIR(found.st_mode))
        return fail(ErrorCode::FolderUnusable, path + " is not a folder");
    if (found.st_uid != ::geteuid())
        return fail(ErrorCode::FolderUnusable, path + " belongs to another user");
    if ((found.st_mode & 0777) != 0700 && ::chmod(path.c_str(), 0700) != 0)
        return fail(ErrorCode::FolderUnusable, "cannot close " + path + " to others: " + std::strerror(errno));
    return {};
}

Result<> checkWritable(const PathLayout &folders)
{
    for (const auto *folder : {&folders.data, &folders.cache, &folders.state, &folders.runtime}) {
        GB_CHECK(makePrivateFolder(*folder));
        // Not access(): a file that is made says more than permissions do, also to root.
        std::string probe = *folder + "/.writable-XXXXXX";
        const int file = ::mkostemp(probe.data(), O_CLOEXEC);
        if (file < 0)
            return fail(errno == ENOSPC || errno == EDQUOT ? ErrorCode::OutOfDisk : ErrorCode::FolderUnusable,
                        "cannot write into " + *folder + ": " + std::strerror(errno));
        ::close(file);
        ::unlink(probe.c_str());
    }
    return {};
}

Result<PathLayout> layoutOfProcess(const std::string &dataDir)
{
    return layoutFor(choiceOfProcess(dataDir));
}

Result<Paths> Paths::create(const std::string &dataDir)
{
    return create(choiceOfProcess(dataDir));
}

Result<Paths> Paths::create(const PathChoice &choice)
{
    GB_TRY(layout, layoutFor(choice));
    GB_CHECK(checkWritable(layout));
    return Paths(std::move(layout));
}

} // namespace glovebox::system
