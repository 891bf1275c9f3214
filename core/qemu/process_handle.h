// Role: a running process held by a descriptor (pidfd) instead of its number, which could belong to another process by
// the time it is used. Thread: any.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace glovebox::qemu {

class ProcessHandle {
public:
    ProcessHandle() = default;
    explicit ProcessHandle(long pid);
    ProcessHandle(const ProcessHandle &) = delete;
    ProcessHandle &operator=(const ProcessHandle &) = delete;
    ProcessHandle(ProcessHandle &&other) noexcept;
    ProcessHandle &operator=(ProcessHandle &&other) noexcept;
    ~ProcessHandle();

    /// False: no such process, or a kernel without process descriptors.
    explicit operator bool() const { return m_fd >= 0; }

    /// False when it is gone already or not ours.
    bool kill() const;
    bool waitGone(std::chrono::milliseconds atMost) const;

private:
    int m_fd = -1;
};

/// Ends every QEMU, and every bubblewrap around one, that has a file below `folder` in its command line, and waits
/// until they are gone; but for those with a file below one of `spared`. How many there were.
int endProcessesBelow(const std::string &folder, const std::vector<std::string> &spared = {});

} // namespace glovebox::qemu
