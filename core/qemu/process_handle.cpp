#include "core/qemu/process_handle.h"

#include "core/qemu/process_usage.h"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace glovebox::qemu {

namespace {

/// A killed QEMU is gone within tens of milliseconds; longer means a host in trouble, which nobody should wait for.
constexpr std::chrono::milliseconds kEndWait{1000};

bool worksBelow(long pid, const std::string &folder, const std::vector<std::string> &spared)
{
    const auto line = readProcFile(pid, "cmdline");
    const auto program = line.substr(0, line.find('\0'));
    const auto name = program.substr(program.rfind('/') + 1);
    const auto has = [&line](const std::string &where) {
        return line.find(where + "/") != std::string::npos;
    };
    return (name == "bwrap" || name.starts_with("qemu-system-")) && has(folder) && std::ranges::none_of(spared, has);
}

} // namespace

// By system call number: the C library's header of Debian 12 cannot be used from C++.
ProcessHandle::ProcessHandle(long pid)
    : m_fd(pid > 0 ? static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0)) : -1)
{
}

ProcessHandle::ProcessHandle(ProcessHandle &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

ProcessHandle &ProcessHandle::operator=(ProcessHandle &&other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

ProcessHandle::~ProcessHandle()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool ProcessHandle::kill() const
{
    return m_fd >= 0 && ::syscall(SYS_pidfd_send_signal, m_fd, SIGKILL, nullptr, 0) == 0;
}

bool ProcessHandle::waitGone(std::chrono::milliseconds atMost) const
{
    ::pollfd gone{m_fd, POLLIN, 0};
    return m_fd < 0 || ::poll(&gone, 1, static_cast<int>(atMost.count())) == 1;
}

int endProcessesBelow(const std::string &folder, const std::vector<std::string> &spared)
{
    int ended = 0;
    for (const long pid : allProcesses()) {
        if (!worksBelow(pid, folder, spared))
            continue;
        // Looked at again through the handle: only then it is the process that was looked at.
        const ProcessHandle process(pid);
        if (process && worksBelow(pid, folder, spared) && process.kill() && process.waitGone(kEndWait))
            ++ended;
    }
    return ended;
}

} // namespace glovebox::qemu
