#include "core/guest/agent/tools/process.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace glovebox::agent {

/// Moving a process between control groups waits for the whole kernel to have noticed; being born there does not.
pid_t forkInto(const ToolContext &context)
{
    const Descriptor fence(context.fence.empty() ? -1
                                                 : ::open(context.fence.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fence)
        return ::fork();
    clone_args how{};
    how.flags = CLONE_INTO_CGROUP;
    how.exit_signal = SIGCHLD;
    how.cgroup = static_cast<std::uint64_t>(fence.get());
    return static_cast<pid_t>(::syscall(SYS_clone3, &how, sizeof how));
}

bool becomeToolUser(const ToolContext &context)
{
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::umask(022);

    rlimit limit{0, 0};
    ::setrlimit(RLIMIT_CORE, &limit);
    if (context.limits.processes > 0) {
        limit = {context.limits.processes, context.limits.processes};
        ::setrlimit(RLIMIT_NPROC, &limit);
    }
    if (!context.credentials)
        return true;
    const auto &[uid, gid, groups] = *context.credentials;
    return ::setgroups(groups.size(), groups.data()) == 0 && ::setresgid(gid, gid, gid) == 0 &&
           ::setresuid(uid, uid, uid) == 0;
}

EnvironmentBlock::EnvironmentBlock(const ToolContext &context, std::vector<std::string> extra)
    : m_entries(std::move(extra))
{
    const auto extras = m_entries.size();
    for (const auto &[name, value] : context.environment) {
        const auto begin = name + "=";
        const auto own = m_entries.begin() + static_cast<std::ptrdiff_t>(extras);
        if (std::none_of(m_entries.begin(), own, [&](const auto &entry) { return entry.starts_with(begin); }))
            m_entries.push_back(begin + value);
    }
    for (auto &entry : m_entries)
        m_pointers.push_back(entry.data());
    m_pointers.push_back(nullptr);
}

Pipe makePipe()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return {};
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

bool setNonBlocking(int fd)
{
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

void killGroup(pid_t leader)
{
    if (leader > 1)
        ::kill(-leader, SIGKILL);
}

void endEverythingOf(const ToolContext &context)
{
    if (!context.fence.empty()) {
        const Descriptor kill(::open((context.fence + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
        if (kill && ::write(kill.get(), "1", 1) == 1)
            return;
    }
    if (!context.credentials || context.credentials->uid == 0)
        return;
    const pid_t child = ::fork();
    if (child == 0) {
        if (becomeToolUser(context))
            ::kill(-1, SIGKILL);
        ::_exit(0);
    }
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
}

bool collectExit(pid_t child, int &status)
{
    pid_t got = 0;
    do
        got = ::waitpid(child, &status, WNOHANG);
    while (got < 0 && errno == EINTR);
    return got == child || (got < 0 && errno == ECHILD);
}

} // namespace glovebox::agent
