#include "core/egress/inward_listener.h"

#include "core/guest/protocol/limits.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;

constexpr int kInwardBacklog = 128;
constexpr int kAcceptsInARow = 32;
/// Out of descriptors or memory, which passes.
constexpr auto kAcceptRest = 100ms;
/// Who is told of use needs to hear of it no more often.
constexpr auto kActiveEvery = 250ms;
/// The second number may be taken where the first was free.
constexpr int kTriesForBoth = 8;

int listenOn(bool v6, std::uint16_t port)
{
    const int fd = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    six.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    const int on = 1;
    if (v6)
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const auto *place = v6 ? reinterpret_cast<const sockaddr *>(&six) : reinterpret_cast<const sockaddr *>(&four);
    if (::bind(fd, place, v6 ? sizeof six : sizeof four) == 0 && ::listen(fd, kInwardBacklog) == 0)
        return fd;
    const int why = errno;
    ::close(fd);
    errno = why;
    return -1;
}

std::uint16_t portOf(int fd)
{
    sockaddr_in here{};
    socklen_t size = sizeof here;
    return ::getsockname(fd, reinterpret_cast<sockaddr *>(&here), &size) == 0 ? ntohs(here.sin_port) : std::uint16_t{0};
}

} // namespace

Result<std::unique_ptr<InwardListener>> InwardListener::listen(const DialParts &parts, ports::InwardOrder order)
{
    std::unique_ptr<InwardListener> out(new InwardListener(parts, std::move(order)));
    GB_CHECK(out->open());
    return out;
}

InwardListener::InwardListener(const DialParts &parts, ports::InwardOrder order)
    : m_parts(parts), m_order(std::move(order))
{
}

InwardListener::~InwardListener()
{
    m_clients.clear();
    *m_parts.connections -= static_cast<std::size_t>(m_counts.open);
    for (const auto &socket : m_sockets) {
        socket->notifier.reset();
        ::close(socket->fd);
    }
}

/// A number that is free for both; for IPv4 alone where there is no IPv6, or after some tries.
Result<> InwardListener::open()
{
    for (int attempt = 1;; ++attempt) {
        const int four = listenOn(false, 0);
        if (four < 0)
            return fail(ErrorCode::NetworkError,
                        std::string("no port of loopback can be had: ") + std::strerror(errno));
        m_local = portOf(four);
        const int six = listenOn(true, m_local);
        if (six < 0 && errno == EADDRINUSE && attempt < kTriesForBoth) {
            ::close(four);
            continue;
        }
        watch(four);
        if (six >= 0)
            watch(six);
        m_address = "127.0.0.1:" + std::to_string(m_local);
        return {};
    }
}

void InwardListener::watch(int fd)
{
    auto &socket = *m_sockets.emplace_back(std::make_unique<Socket>());
    socket.fd = fd;
    socket.notifier = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read);
    QObject::connect(socket.notifier.get(), &QSocketNotifier::activated, socket.notifier.get(),
                     [this, &socket] { acceptFrom(socket); });
}

void InwardListener::acceptFrom(Socket &socket)
{
    for (int turn = 0; turn < kAcceptsInARow; ++turn) {
        const int fd = ::accept4(socket.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            take(fd);
            continue;
        }
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
            return;
        for (const auto &each : m_sockets)
            each->notifier->setEnabled(false);
        m_rest = m_parts.clock.after(kAcceptRest, [this] {
            for (const auto &each : m_sockets)
                each->notifier->setEnabled(true);
        });
        return;
    }
}

void InwardListener::take(int connection)
{
    if (m_clients.size() >= guest::kNetInwardMax || *m_parts.connections >= m_parts.connectionsMax) {
        const linger now{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(connection);
        return;
    }
    const auto key = ++m_lastClient;
    ++*m_parts.connections;
    ++m_counts.open;
    m_clients[key] = std::make_unique<InwardClient>(
        InwardClient::Parts{.clock = m_parts.clock,
                            .order = m_order,
                            .tokens = m_order.kind == domain::PortKind::Http ? &m_tokens : nullptr,
                            .local = m_local,
                            .admitted = [this] { admitted(); },
                            .active = [this] { active(); },
                            .over =
                                [this, key] {
                                    over(key);
                                }},
        connection);
    m_order.changed();
}

void InwardListener::admitted()
{
    ++m_counts.taken;
    m_counts.usedAt = m_parts.clock.wallNow();
    m_order.changed();
}

void InwardListener::active()
{
    const auto now = m_parts.clock.now();
    if (m_activeAt && now - *m_activeAt < kActiveEvery)
        return;
    m_activeAt = now;
    m_counts.usedAt = m_parts.clock.wallNow();
    m_order.used();
    m_order.changed();
}

void InwardListener::over(std::uint64_t client)
{
    m_clients.erase(client);
    --*m_parts.connections;
    --m_counts.open;
    m_order.changed();
}

std::string InwardListener::newUrl(const std::string &path)
{
    if (m_order.kind == domain::PortKind::Tcp)
        return "tcp://" + m_address;
    const auto mark = path.find('?');
    return "http://" + m_address + (path.starts_with('/') ? "" : "/") + path + (mark == std::string::npos ? '?' : '&') +
           std::string(kPortTokenParameter) + '=' + m_tokens.newOnce(m_parts.clock.now());
}

} // namespace glovebox::egress
