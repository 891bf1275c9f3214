#include "core/guest/agent/tools/path.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <climits>

namespace glovebox::agent {

namespace {

/// Links on the way to a folder: the kernel's own limit, which shells and programs meet too.
constexpr int kFolderLinksMax = 40;
/// Links altogether, when the last component is one.
constexpr int kLinksMax = 80;
constexpr std::size_t kComponentsMax = 4096;

std::vector<std::string> components(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        if (!part.empty() && part != ".")
            parts.emplace_back(part);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return parts;
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string path;
    for (const auto &part : parts)
        path.append("/").append(part);
    return path.empty() ? "/" : path;
}

/// ".." taken away as text, before any link is looked at.
std::string collapsed(const std::string &path)
{
    std::vector<std::string> kept;
    for (auto &part : components(path)) {
        if (part != "..")
            kept.push_back(std::move(part));
        else if (!kept.empty())
            kept.pop_back();
    }
    return joined(kept);
}

/// The link's target, or nothing when `path` is not a link; errno says whether it was unreadable.
std::optional<std::string> linkTarget(const std::string &path)
{
    std::array<char, PATH_MAX> target{};
    const auto size = ::readlink(path.c_str(), target.data(), target.size());
    if (size < 0)
        return std::nullopt;
    return std::string(target.data(), static_cast<std::size_t>(size));
}

} // namespace

std::string errnoText(int error)
{
    switch (error) {
    case ENOENT:
        return "no such file or directory";
    case EACCES:
    case EPERM:
        return "permission denied";
    case ENOTDIR:
        return "not a directory";
    case EISDIR:
        return "is a directory";
    case ELOOP:
        return "too many levels of symbolic links";
    case ENAMETOOLONG:
        return "file name too long";
    case ENOSPC:
        return "no space left on device";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    case 0:
        return "i/o error";
    default:
        break;
    }
    const char *name = ::strerrorname_np(error);
    return name ? "i/o error (" + std::string(name) + ")" : "i/o error";
}

std::string inQuotes(std::string_view path)
{
    return nlohmann::json(path).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool isInside(std::string_view path, std::string_view folder)
{
    if (folder == "/")
        return true;
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string canonicalPath(const std::string &path, int &error)
{
    error = 0;
    auto parts = components(path);
    std::vector<std::string> todo(parts.rbegin(), parts.rend()); // next component last
    std::vector<std::string> done;
    bool exists = true;
    int links = 0;
    while (!todo.empty()) {
        auto part = std::move(todo.back());
        todo.pop_back();
        if (part == "..") {
            if (!done.empty())
                done.pop_back();
            continue;
        }
        done.push_back(std::move(part));
        if (!exists)
            continue;
        if (done.back().size() > NAME_MAX) { // said here, because an overlay only says that there is no such file
            error = ENAMETOOLONG;
            return {};
        }
        struct stat info {};
        const auto here = joined(done);
        if (::lstat(here.c_str(), &info) != 0) {
            if (errno != ENOENT && errno != ENOTDIR) { // below a file: opening it will say so
                error = errno;
                return {};
            }
            exists = false;
            continue;
        }
        if (!S_ISLNK(info.st_mode))
            continue;
        const auto target = linkTarget(here);
        if (!target || ++links > (todo.empty() ? kLinksMax : kFolderLinksMax) || todo.size() > kComponentsMax) {
            error = target ? ELOOP : errno;
            return {};
        }
        done.pop_back();
        if (target->starts_with('/'))
            done.clear();
        const auto steps = components(*target);
        todo.insert(todo.end(), steps.rbegin(), steps.rend());
    }
    return joined(done);
}

std::variant<ResolvedPath, std::string> resolvePath(const ToolContext &context, const std::string &path)
{
    const auto unresolvable = [&path](int error) {
        return "path " + inQuotes(path) + ": " + errnoText(error);
    };
    if (path.find('\0') != std::string::npos)
        return unresolvable(EINVAL);
    int error = 0;
    const auto workdir = canonicalPath(context.workdir, error);
    if (error != 0)
        return unresolvable(error);
    const auto whole = collapsed(path.starts_with('/') ? path : workdir + "/" + path);
    const auto place = canonicalPath(whole, error);
    if (whole.size() >= PATH_MAX) // also where nothing exists yet: no program could open it later
        error = ENAMETOOLONG;
    if (error != 0)
        return unresolvable(error);

    auto roots = context.otherRoots;
    roots.insert(roots.begin(), workdir);
    for (const auto &configured : roots) {
        const auto root = canonicalPath(configured, error);
        if (error != 0 || !isInside(place, root))
            continue;
        ResolvedPath resolved{root, place.substr(root == "/" ? 1 : std::min(place.size(), root.size() + 1)), {}};
        for (const auto &readOnly : context.readOnlyRoots) {
            const auto canonical = canonicalPath(readOnly, error);
            if (error == 0 && isInside(place, canonical))
                resolved.readOnlyRoot = readOnly;
        }
        return resolved;
    }
    return "path " + inQuotes(path) + " is outside the session's working directory" +
           (context.otherRoots.empty() ? "" : " and its other permitted directories");
}

Descriptor openParent(const ResolvedPath &path, MissingFolders missing)
{
    constexpr int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    Descriptor folder(::open(path.root.c_str(), flags));
    auto parts = components(path.relative);
    for (std::size_t i = 0; folder && i + 1 < parts.size(); ++i) {
        Descriptor next(::openat(folder.get(), parts[i].c_str(), flags));
        if (!next && errno == ENOENT && missing == MissingFolders::Create) {
            if (::mkdirat(folder.get(), parts[i].c_str(), 0700) != 0 && errno != EEXIST)
                return Descriptor();
            next = Descriptor(::openat(folder.get(), parts[i].c_str(), flags));
        }
        folder = std::move(next);
    }
    return folder;
}

std::string leafName(const ResolvedPath &path)
{
    const auto slash = path.relative.rfind('/');
    const auto leaf = slash == std::string::npos ? path.relative : path.relative.substr(slash + 1);
    return leaf.empty() ? "." : leaf;
}

} // namespace glovebox::agent
