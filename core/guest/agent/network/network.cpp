#include "core/guest/agent/network/network.h"

#include "core/guest/agent/boot.h"
#include "core/guest/agent/network/links.h"
#include "core/guest/agent/network/loop.h"
#include "core/guest/agent/network/redirect.h"
#include "core/guest/agent/port.h"
#include "core/guest/protocol/limits.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

constexpr const char *kNetworkPort = "gb.net";
constexpr const char *kNowhere = "/run/glovebox/nowhere";
constexpr const char *kResolverFile = "resolv.conf";
/// Nobody's, so that no program can end or trace it but root's.
constexpr uid_t kNetworkUid = 61080;
/// Before programs when both want to run: they wait for it.
constexpr int kUrgency = -5;
constexpr rlim_t kDescriptorsMax = 4096;
/// Kept for programs that do not read: a sixteenth of the memory, and never more than this.
constexpr std::size_t kHeldMax = 32 << 20;
constexpr std::size_t kHeldPart = 16;

void setTo(const char *setting, std::string_view value)
{
    const Descriptor file(::open(setting, O_WRONLY | O_CLOEXEC));
    if (file && ::write(file.get(), value.data(), value.size()) < 0)
        say("cannot set " + std::string(setting) + ": " + std::strerror(errno));
}

/// Each connection is remembered by the packet filter; a short one for two minutes after its end, if nobody says less,
/// and those that are forgotten are still counted for a while. Where there is no room new ones fail.
void forgetConnectionsSoon()
{
    setTo("/proc/sys/net/netfilter/nf_conntrack_max", "16384"); // 5 MB when all are there
    setTo("/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_time_wait", "5");
    setTo("/proc/sys/net/netfilter/nf_conntrack_udp_timeout", "5");
}

void standApart()
{
    ::prctl(PR_SET_NAME, "gb-network");
    ::setpriority(PRIO_PROCESS, 0, kUrgency);
    setTo("/proc/self/oom_score_adj", "-1000");
    const rlimit many{kDescriptorsMax, kDescriptorsMax};
    ::setrlimit(RLIMIT_NOFILE, &many);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, number == SIGPIPE ? SIG_IGN : SIG_DFL);
    sigset_t unblocked;
    sigemptyset(&unblocked);
    ::sigprocmask(SIG_SETMASK, &unblocked, nullptr);
}

/// False: rights are left, and nothing of programs' may be looked at.
bool giveUpRights()
{
    ::mkdir(kNowhere, 0555);
    return ::chroot(kNowhere) == 0 && ::chdir("/") == 0 && ::setgroups(0, nullptr) == 0 &&
           ::setresgid(kNetworkUid, kNetworkUid, kNetworkUid) == 0 &&
           ::setresuid(kNetworkUid, kNetworkUid, kNetworkUid) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/// Only when names will be answered: a program that finds no name server gives up at once.
void writeResolverFile()
{
    struct stat seen {};
    struct stat ours {};
    const auto source = std::string("/run/glovebox/") + kResolverFile;
    if (::stat(source.c_str(), &ours) == 0 && ::stat("/etc/resolv.conf", &seen) == 0 && seen.st_ino == ours.st_ino &&
        seen.st_dev == ours.st_dev)
        return; // this process's predecessor did
    const auto file = fileInMemory(kResolverFile);
    const auto text = std::string("nameserver ") + kNameServer + "\noptions timeout:5 attempts:2\n";
    if (file && ::write(file.get(), text.data(), text.size()) < 0)
        say(std::string("cannot write resolv.conf: ") + std::strerror(errno));
}

std::size_t heldMax()
{
    struct sysinfo info {};
    ::sysinfo(&info);
    return std::min<std::size_t>(kHeldMax, info.totalram * info.mem_unit / kHeldPart);
}

} // namespace

void beNetwork(Descriptor ready, std::uint32_t *next, bool again)
{
    standApart();
    auto port = openOptionalPort(kNetworkPort);
    if (!port) {
        if (errno == ENOENT)
            ::_exit(kNoNetworkPort);
        say("cannot open port " + std::string(kNetworkPort) + ": " + std::strerror(errno));
        ::_exit(1);
    }
    auto sockets = openSockets();
    guest::NetReady told;
    told.problem = sockets.problem;
    if (told.problem.empty())
        told.problem = raiseInterface();
    if (const auto problem = redirectPrograms(); problem.empty() && sockets.problem.empty()) {
        told.method = "redirect";
        forgetConnectionsSoon();
        writeResolverFile();
    } else if (told.problem.empty()) {
        told.problem = problem;
    }
    if (!told.problem.empty())
        say("network: " + told.problem);
    if (!giveUpRights()) {
        say(std::string("network: cannot give up its rights: ") + std::strerror(errno));
        ::_exit(1);
    }
    const char found = told.method.empty() ? kProgramsFindNone : kProgramsFindNetwork;
    if (::write(ready.get(), &found, 1) < 0) {
        // Nobody waits any more.
    }
    ready.reset();
    NetworkLoop loop(std::move(port), std::move(sockets), std::move(told), {guest::kNetNamesMax, heldMax()}, next);
    loop.run(again);
}

} // namespace glovebox::agent
