// Role: the second half of boot.h: what programs expect to find once the image's root is entered.
#include "core/guest/agent/boot.h"

#include "core/guest/agent/tools/file_io.h"

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
constexpr std::size_t kAccountsMax = 1 << 20;
/// Enough for a build with many jobs. A fork bomb of 1024 left an emulated machine busy for a minute after its end.
constexpr std::size_t kToolProcesses = 512;
/// A file tool holds a few copies of a quarter MiB, and its own code.
constexpr std::size_t kToolAddressSpace = 512 << 20;

struct Account {
    std::string name = "agent";
    std::string home = kSessionFolder;
    gid_t gid = kToolUid;
};

std::string wholeFile(const char *path)
{
    const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
    std::string content;
    if (file)
        readUpTo(file.get(), kAccountsMax, content);
    return content;
}

/// name:password:uid:gid:comment:home:shell. Read directly: a static program has no name service.
Account accountOf(uid_t uid)
{
    const auto content = wholeFile("/etc/passwd");
    for (std::size_t at = 0; at < content.size();) {
        const auto end = std::min(content.find('\n', at), content.size());
        std::vector<std::string> fields(1);
        for (const char c : content.substr(at, end - at)) {
            if (c == ':')
                fields.emplace_back();
            else
                fields.back().push_back(c);
        }
        at = end + 1;
        if (fields.size() < 6 || fields[2] != std::to_string(uid))
            continue;
        Account account{fields[0], fields[5], static_cast<gid_t>(std::strtoul(fields[3].c_str(), nullptr, 10))};
        struct stat info {};
        if (::stat(account.home.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
            account.home = kSessionFolder;
        return account;
    }
    return {};
}

void mountTemporary(const char *type, const char *target, unsigned long flags, const char *options)
{
    ::mkdir(target, 0755);
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
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
        return "cannot make " + path + ": " + std::strerror(errno);
    if (::chown(path.c_str(), kToolUid, gid) != 0)
        return "cannot give " + path + " to the tools' user: " + std::strerror(errno);
    return {};
}

} // namespace

Problem prepareRoot()
{
    mountTemporary("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666");
    mountTemporary("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
    mountTemporary("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755");
    ::unlink("/dev/ptmx");
    if (::symlink("pts/ptmx", "/dev/ptmx") != 0)
        say(std::string("cannot make /dev/ptmx: ") + std::strerror(errno));
    for (const auto &[link, target] : {std::pair{"/dev/fd", "/proc/self/fd"},
                                       {"/dev/stdin", "/proc/self/fd/0"},
                                       {"/dev/stdout", "/proc/self/fd/1"},
                                       {"/dev/stderr", "/proc/self/fd/2"}})
        if (::symlink(target, link) != 0 && errno != EEXIST)
            say("cannot make " + std::string(link) + ": " + std::strerror(errno));
    ::mkdir("/tmp", 01777);
    ::chmod("/tmp", 01777);
    ::mkdir("/etc", 0755);
    replaceContent("/etc/resolv.conf", "# This machine has no network device.\n");
    raiseLoopback();

    const auto account = accountOf(kToolUid);
    ::mkdir("/mnt", 0755);
    for (const auto &folder : {std::string(kSessionFolder), std::string(kSessionFolder) + "/outputs"})
        if (auto problem = makeSessionFolder(folder, account.gid); !problem.empty())
            return problem;
    return {};
}

ToolContext toolContext()
{
    const auto account = accountOf(kToolUid);
    ToolContext context;
    context.workdir = kSessionFolder;
    context.environment = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                           {"HOME", account.home},
                           {"USER", account.name},
                           {"LOGNAME", account.name},
                           {"SHELL", "/bin/bash"},
                           {"LANG", "C.UTF-8"}};
    context.credentials = Credentials{kToolUid, account.gid};
    context.limits = {kToolAddressSpace, kToolProcesses};
    return context;
}

} // namespace glovebox::agent
