// Role: a descriptor with one owner. Thread: any.
#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace glovebox::qemu::supervisor {

class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : m_fd(fd) {}
    UniqueFd(UniqueFd &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    UniqueFd &operator=(UniqueFd &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    UniqueFd(const UniqueFd &) = delete;
    UniqueFd &operator=(const UniqueFd &) = delete;
    ~UniqueFd() { reset(); }

    /// A second descriptor of the same open file; empty when `fd` is none or there is no room for one more.
    static UniqueFd duplicateOf(int fd) { return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 3)); }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    /// Without closing it.
    int release() { return std::exchange(m_fd, -1); }
    void reset()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }

private:
    int m_fd = -1;
};

} // namespace glovebox::qemu::supervisor
