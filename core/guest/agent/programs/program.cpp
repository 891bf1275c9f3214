#include "core/guest/agent/programs/program.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace glovebox::agent {

namespace {

/// Absolute ones only: what stands in the folder that a program happens to be in is not looked at.
std::vector<std::string> foldersOnPath(const ToolContext &context)
{
    std::vector<std::string> folders;
    const auto *path = variableOf(context, "PATH");
    for (std::string_view rest = path ? std::string_view(*path) : std::string_view(); !rest.empty();) {
        const auto colon = rest.find(':');
        const auto folder = rest.substr(0, colon);
        if (folder.starts_with('/'))
            folders.emplace_back(folder);
        rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
    }
    return folders;
}

} // namespace

const std::string *variableOf(const ToolContext &context, std::string_view name)
{
    const auto found = std::ranges::find(context.environment, name, &std::pair<std::string, std::string>::first);
    return found == context.environment.end() ? nullptr : &found->second;
}

std::vector<ShellProgram> shellCandidates(const ToolContext &context)
{
    std::vector<ShellProgram> shells;
    const auto folders = foldersOnPath(context);
    for (const bool isBash : {true, false}) {
        const std::string name = isBash ? "bash" : "sh";
        shells.push_back({"/bin/" + name, isBash});
        for (const auto &folder : folders)
            if (folder != "/bin")
                shells.push_back({folder + "/" + name, isBash});
    }
    return shells;
}

bool isProgram(const std::string &path)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string plainFolder(std::string_view path)
{
    std::vector<std::string_view> kept;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        if (part == "..") {
            if (!kept.empty())
                kept.pop_back();
        } else if (!part.empty() && part != ".") {
            kept.push_back(part);
        }
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    std::string plain;
    for (const auto part : kept)
        plain.append("/").append(part);
    return plain.empty() ? "/" : plain;
}

int runProgram(const ToolContext &context, const std::vector<char *> &arguments, char *const *environment)
{
    const std::string name = arguments.front();
    if (name.find('/') != std::string::npos) {
        ::execve(name.c_str(), arguments.data(), environment);
        return errno;
    }
    int denied = 0;
    for (const auto &folder : foldersOnPath(context)) {
        ::execve((folder + "/" + name).c_str(), arguments.data(), environment);
        if (errno == EACCES)
            denied = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR)
            return errno;
    }
    return denied != 0 ? denied : ENOENT;
}

} // namespace glovebox::agent
