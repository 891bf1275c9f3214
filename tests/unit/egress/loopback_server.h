// Role: servers on this host's loopback that do one thing with each connection, in threads of their own: Qt's sockets
// cannot end one direction alone. Thread: the test's; a handler runs on a thread of the connection.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace egresstest {

class LoopbackServer {
public:
    using Handler = std::function<void(int fd)>;

    explicit LoopbackServer(Handler handler) : m_handler(std::move(handler))
    {
        m_listen = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof where;
        if (::bind(m_listen, reinterpret_cast<sockaddr *>(&where), length) != 0 || ::listen(m_listen, 1024) != 0 ||
            ::getsockname(m_listen, reinterpret_cast<sockaddr *>(&where), &length) != 0)
            std::abort();
        m_port = ntohs(where.sin_port);
        m_accepting = std::thread([this] { acceptAll(); });
    }
    ~LoopbackServer()
    {
        m_stopping = true;
        ::shutdown(m_listen, SHUT_RDWR);
        m_accepting.join();
        for (const int fd : m_open)
            ::shutdown(fd, SHUT_RDWR);
        for (auto &each : m_threads)
            each.join();
        ::close(m_listen);
    }
    LoopbackServer(const LoopbackServer &) = delete;
    LoopbackServer &operator=(const LoopbackServer &) = delete;

    std::uint16_t port() const { return m_port; }
    int connections() const { return m_connections; }
    /// Of all connections together, as far as the handlers kept it.
    std::string heard() const
    {
        const std::lock_guard lock(m_mutex);
        return m_heard;
    }
    void hear(const std::string &bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_heard += bytes;
    }

    static std::string some(int fd)
    {
        std::string bytes(65'536, '\0');
        const auto got = ::recv(fd, bytes.data(), bytes.size(), 0);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }
    static void say(int fd, const std::string &bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            const auto put = ::send(fd, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
            if (put <= 0)
                return;
            at += static_cast<std::size_t>(put);
        }
    }

private:
    void acceptAll()
    {
        for (;;) {
            const int fd = ::accept4(m_listen, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0 || m_stopping)
                return;
            ++m_connections;
            m_open.push_back(fd); // closed by nobody else before the threads have ended
            m_threads.emplace_back([this, fd] {
                m_handler(fd);
                ::shutdown(fd, SHUT_RDWR);
            });
        }
    }

    Handler m_handler;
    int m_listen = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_stopping = false;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex;
    std::string m_heard;
    std::vector<int> m_open;
    std::vector<std::thread> m_threads;
    std::thread m_accepting;
};

} // namespace egresstest
