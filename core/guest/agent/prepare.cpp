// Role: the second half of boot.h: what programs expect to find once the image's root is entered.
#include "core/guest/agent/accounts.h"
#include "core/guest/agent/boot.h"
#include "core/guest/agent/tools/descriptor.h"

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

constexpr uid_t kToolUid = 1000;
constexpr const char *kSessionFolder = "/mnt/session";
/// Enough for a build with many jobs. A fork bomb of 1024 left an emulated machine busy for a minute after its end.
constexpr std::size_t kToolProcesses = 512;
/// A file tool holds a few copies of a quarter MiB, and its own code.
constexpr std::size_t kToolAddressSpace = 512 << 20;

constexpr const char *kMemoryFolder = "/run/glovebox";
constexpr const char *kGroups = "/sys/fs/cgroup";
constexpr const char *kFence = "/sys/fs/cgroup/glovebox-tools";

/// Whom tools run as when nobody says otherwise, as the image knows uid 1000.
Account toolAccount()
{
    std::string none;
    auto account = Accounts().find(std::to_string(kToolUid), none).value_or(Account{});
    const bool known = account.name != std::to_string(kToolUid);
    struct stat info {};
    if (!known)
        account = {"agent", kSessionFolder, {kToolUid, kToolUid, {}}};
    else if (::stat(account.home.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
        account.home = kSessionFolder;
    account.credentials.groups.clear();
    return account;
}

void mountTemporary(const char *type, const char *target, unsigned long flags, const char *options)
{
    wantFolder(target, 0755, Links::Replace);
    if (::mount(type, target, type, flags, options) != 0)
        say("cannot mount " + std::string(type) + " on " + target + ": " + std::strerror(errno));
}

void replaceContent(const char *path, std::string_view content)
{
    // An image may have a link here that leads nowhere, as systemd's resolv.conf does.
    struct stat info {};
    if (::lstat(path, &info) == 0 && !S_ISREG(info.st_mode))
        ::unlink(path);
    const Descriptor file(::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file || ::write(file.get(), content.data(), content.size()) < 0)
        say("cannot write " + std::string(path) + ": " + std::strerror(errno));
}

void writeWord(const std::string &path, std::string_view word)
{
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file || ::write(file.get(), word.data(), word.size()) < 0)
        say("cannot write " + path + ": " + std::strerror(errno));
}

/// A control group for what tools start: counted and ended as a whole, also when tools are root.
void makeFence()
{
    struct stat info {};
    if (::stat(kGroups, &info) != 0 ||
        ::mount("cgroup2", kGroups, "cgroup2", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
        return say(std::string("no control groups: ") + std::strerror(errno));
    writeWord(std::string(kGroups) + "/cgroup.subtree_control", "+pids");
    if (::mkdir(kFence, 0755) != 0)
        return say(std::string("cannot make ") + kFence + ": " + std::strerror(errno));
    writeWord(std::string(kFence) + "/pids.max", std::to_string(kToolProcesses));
}

void raiseLoopback()
{
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::memcpy(request.ifr_name, "lo", 3);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (!socket || ::ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0)
        say(std::string("cannot raise the loopback interface: ") + std::strerror(errno));
}

Problem makeSessionFolder(const std::string &path, gid_t gid)
{
    if (!wantFolder(path, 0755, Links::Replace))
        return "no folder " + path;
    if (::chown(path.c_str(), kToolUid, gid) != 0)
        return "cannot give " + path + " to the tools' user: " + std::strerror(errno);
    return {};
}

} // namespace

Descriptor fileInMemory(const std::string &name)
{
    const auto path = "/etc/" + name;
    const auto source = kMemoryFolder + ("/" + name);
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
        ::unlink(path.c_str());
    const Descriptor place(::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    Descriptor file(::open(source.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!place || !file || ::mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0)
        say("cannot make " + path + ": " + std::strerror(errno));
    return file;
}

Problem prepareRoot()
{
    mountTemporary("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666");
    mountTemporary("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
    mountTemporary("mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
    makeFence();
    // /run itself is the image's: what its packages have made there is needed, and what a template's steps make, too.
    wantFolder("/run", 0755, Links::Follow);
    mountTemporary("tmpfs", kMemoryFolder, MS_NOSUID | MS_NODEV, "mode=0755");
    ::unlink("/dev/ptmx");
    if (::symlink("pts/ptmx", "/dev/ptmx") != 0)
        say(std::string("cannot make /dev/ptmx: ") + std::strerror(errno));
    for (const auto &[link, target] : {std::pair{"/dev/fd", "/proc/self/fd"},
                                       {"/dev/stdin", "/proc/self/fd/0"},
                                       {"/dev/stdout", "/proc/self/fd/1"},
                                       {"/dev/stderr", "/proc/self/fd/2"}})
        if (::symlink(target, link) != 0 && errno != EEXIST)
            say("cannot make " + std::string(link) + ": " + std::strerror(errno));
    struct stat info {};
    if (wantFolder("/tmp", 01777, Links::Follow) && ::lstat("/tmp", &info) == 0 && S_ISDIR(info.st_mode))
        ::chmod("/tmp", 01777); // what a link leads to is somebody else's
    wantFolder("/etc", 0755, Links::Follow);
    replaceContent("/etc/resolv.conf", "# Nobody resolves names here.\n"); // until network.cpp puts its own over it
    raiseLoopback();

    const auto account = toolAccount();
    // Not a link: files are moved in and out without following any.
    wantFolder("/mnt", 0755, Links::Replace);
    for (const auto &folder : {std::string(kSessionFolder), std::string(kSessionFolder) + "/outputs"})
        if (auto problem = makeSessionFolder(folder, account.credentials.gid); !problem.empty())
            return problem;
    return {};
}

ToolContext toolContext()
{
    const auto account = toolAccount();
    ToolContext context;
    context.workdir = kSessionFolder;
    context.environment = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                           {"HOME", account.home},
                           {"USER", account.name},
                           {"LOGNAME", account.name},
                           {"SHELL", "/bin/bash"},
                           {"LANG", "C.UTF-8"}};
    context.credentials = account.credentials;
    context.limits = {kToolAddressSpace, kToolProcesses};
    struct stat info {};
    if (::stat((std::string(kFence) + "/cgroup.kill").c_str(), &info) == 0)
        context.fence = kFence;
    return context;
}

} // namespace glovebox::agent
