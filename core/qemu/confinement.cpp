#include "core/qemu/confinement.h"

#include <filesystem>
#include <set>

namespace glovebox::qemu {

namespace {

namespace fs = std::filesystem;

bool isBelowUsr(const std::string &path)
{
    return path.starts_with("/usr/");
}

/// bubblewrap makes missing parents private to root, which nobody could pass.
void addParents(std::vector<std::string> &out, std::set<std::string> &made, const std::string &path)
{
    std::vector<std::string> missing;
    for (fs::path parent = fs::path(path).parent_path(); parent.has_relative_path(); parent = parent.parent_path())
        missing.push_back(parent.string());
    for (auto each = missing.rbegin(); each != missing.rend(); ++each)
        if (made.insert(*each).second)
            out.insert(out.end(), {"--perms", "0755", "--dir", *each});
}

void addFiles(std::vector<std::string> &out, const FileAccess &access)
{
    std::set<std::string> made{"/dev", "/etc", "/proc", "/usr"};
    for (const auto &path : access.readOnly) {
        if (isBelowUsr(path))
            continue; // visible already
        addParents(out, made, path);
        out.insert(out.end(), {"--ro-bind", path, path});
    }
    for (const auto &path : access.writable) {
        addParents(out, made, path);
        out.insert(out.end(), {"--bind", path, path});
    }
    if (access.kvm)
        out.insert(out.end(), {"--dev-bind", "/dev/kvm", "/dev/kvm"});
}

} // namespace

std::vector<TopLevelEntry> readTopLevel()
{
    std::vector<TopLevelEntry> out;
    for (const char *path : {"/bin", "/lib", "/lib32", "/lib64", "/sbin"}) {
        std::error_code error;
        if (fs::is_symlink(path, error))
            out.push_back({path, fs::read_symlink(path, error).string()});
        else if (fs::is_directory(path, error))
            out.push_back({path, {}});
    }
    return out;
}

CommandLine confined(const Wrapper &wrapper, const FileAccess &access, CommandLine command)
{
    if (wrapper.wrapping == Wrapping::None)
        return command;
    const bool drop = wrapper.wrapping == Wrapping::BubblewrapAsNobody;
    // No --unshare-user here: bubblewrap adds it by itself for an ordinary user, and as root it would leave no second
    // user to become.
    std::vector<std::string> out{"--unshare-ipc", "--unshare-pid",        "--unshare-net",
                                 "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent",
                                 "--new-session", "--cap-drop",           "ALL"};
    if (drop)
        for (const char *capability : {"CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"})
            out.insert(out.end(), {"--cap-add", capability});
    out.insert(out.end(), {"--ro-bind", "/usr", "/usr"});
    for (const auto &entry : wrapper.topLevel) {
        if (entry.linkTarget.empty())
            out.insert(out.end(), {"--ro-bind", entry.path, entry.path});
        else
            out.insert(out.end(), {"--symlink", entry.linkTarget, entry.path});
    }
    out.insert(out.end(),
               {"--perms", "0755", "--dir", "/etc"}); // QEMU fails when it may not even look for its settings
    for (const char *path : {"/etc/ld.so.cache", "/etc/alternatives"})
        out.insert(out.end(), {"--ro-bind-try", path, path});
    out.insert(out.end(), {"--proc", "/proc", "--dev", "/dev"});
    addFiles(out, access);
    out.insert(out.end(), {"--remount-ro", "/", "--chdir", "/", "--"});
    if (drop) {
        const auto nobody = std::to_string(kNobody);
        out.insert(out.end(), {wrapper.setpriv, "--reuid=" + nobody, "--regid=" + nobody,
                               access.kvmGroup ? "--groups=" + std::to_string(*access.kvmGroup) : "--clear-groups",
                               "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs"});
    }
    out.push_back(command.program);
    out.insert(out.end(), command.arguments.begin(), command.arguments.end());
    return {wrapper.bwrap, std::move(out)};
}

std::vector<std::pair<std::string, std::string>> minimalEnvironment()
{
    // Messages in English: some are recognised by their text.
    // One heap for all threads: each one's own has room to spare in it, in every clone again.
    return {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}, {"MALLOC_ARENA_MAX", "1"}};
}

} // namespace glovebox::qemu
