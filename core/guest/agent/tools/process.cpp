#include "core/guest/agent/tools/process.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

namespace glovebox::agent {

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
    const auto [uid, gid] = *context.credentials;
    return ::setgroups(0, nullptr) == 0 && ::setresgid(gid, gid, gid) == 0 && ::setresuid(uid, uid, uid) == 0;
}

EnvironmentBlock::EnvironmentBlock(const ToolContext &context, std::vector<std::string> extra)
    : m_entries(std::move(extra))
{
    for (const auto &[name, value] : context.environment)
        m_entries.push_back(name + "=" + value);
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
