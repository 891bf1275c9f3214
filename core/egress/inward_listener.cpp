#include "core/egress/inward_listener.h"

#include "core/domain/ip_address.h"
#include "core/guest/protocol/limits.h"

#include <algorithm>
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

/// An address of this host's, with a port of the kernel's choice.
struct ListenPlace {
    sockaddr_storage storage{};
    socklen_t size = 0;

    explicit ListenPlace(const domain::IpAddress &address)
    {
        if (address.isV4) {
            auto &four = reinterpret_cast<sockaddr_in &>(storage);
            four.sin_family = AF_INET;
            std::memcpy(&four.sin_addr, address.bytes.data(), sizeof four.sin_addr);
            size = sizeof four;
        } else {
            auto &six = reinterpret_cast<sockaddr_in6 &>(storage);
            six.sin6_family = AF_INET6;
            std::memcpy(&six.sin6_addr, address.bytes.data(), sizeof six.sin6_addr);
            size = sizeof six;
        }
    }
};

std::uint16_t portOf(int fd)
{
    sockaddr_storage here{};
    socklen_t size = sizeof here;
    if (::getsockname(fd, reinterpret_cast<sockaddr *>(&here), &size) != 0)
        return 0;
    return ntohs(here.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in &>(here).sin_port
                                           : reinterpret_cast<const sockaddr_in6 &>(here).sin6_port);
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
    while (!m_clients.empty())
        forget(m_clients.begin()->first);
    m_notifier.reset();
    if (m_socket >= 0)
        ::close(m_socket);
}

Result<> InwardListener::open()
{
    const auto address = domain::ipAddressFrom(m_order.host);
    if (!address)
        return fail(ErrorCode::InvalidArgument, m_order.host + " is no address");
    const ListenPlace place(*address);
    m_socket = ::socket(place.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_socket < 0 || ::bind(m_socket, reinterpret_cast<const sockaddr *>(&place.storage), place.size) != 0 ||
        ::listen(m_socket, kInwardBacklog) != 0)
        return fail(ErrorCode::NetworkError,
                    errno == EADDRNOTAVAIL ? m_order.host + " is no address of this host now"
                                           : "no port of " + m_order.host + " can be had: " + std::strerror(errno));
    m_local = portOf(m_socket);
    m_address = (address->isV4 ? m_order.host : '[' + m_order.host + ']') + ':' + std::to_string(m_local);
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { acceptAll(); });
    return {};
}

void InwardListener::acceptAll()
{
    for (int turn = 0; turn < kAcceptsInARow; ++turn) {
        const int fd = ::accept4(m_socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            take(fd);
            continue;
        }
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
            return;
        m_notifier->setEnabled(false);
        m_rest = m_parts.clock.after(kAcceptRest, [this] { m_notifier->setEnabled(true); });
        return;
    }
}

void InwardListener::take(int connection)
{
    if (!makeRoom()) {
        const linger now{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(connection);
        return;
    }
    const auto key = ++m_lastClient;
    auto &room = *m_parts.inward;
    ++room.open;
    ++m_counts.open;
    // Of Tcp whoever connects may come in, and is said to before it is made.
    auto &entry = m_clients[key];
    entry.stranger = room.strangers.insert(room.strangers.end(), [this, key] { over(key); });
    entry.client = std::make_unique<InwardClient>(
        InwardClient::Parts{.clock = m_parts.clock,
                            .order = m_order,
                            .tokens = m_order.kind == domain::PortKind::Http ? &m_tokens : nullptr,
                            .local = m_local,
                            .admitted = [this, key] { admitted(key); },
                            .active = [this] { active(); },
                            .over =
                                [this, key] {
                                    over(key);
                                }},
        connection);
    m_order.changed();
}

/// Whoever has shown nothing for the longest time goes for who comes: that one may have what lets him in.
bool InwardListener::makeRoom()
{
    const auto &room = *m_parts.inward;
    if (m_clients.size() >= guest::kNetInwardMax) {
        const auto oldest =
            std::ranges::find_if(m_clients, [](const auto &each) { return each.second.stranger.has_value(); });
        if (oldest == m_clients.end())
            return false;
        over(oldest->first);
    }
    if (room.open >= room.most && !room.strangers.empty()) {
        const auto end = room.strangers.front(); // of any address; it takes itself out
        end();
    }
    return room.open < room.most;
}

void InwardListener::admitted(std::uint64_t client)
{
    if (const auto stranger = std::exchange(m_clients.at(client).stranger, {}))
        m_parts.inward->strangers.erase(*stranger);
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
    forget(client);
    m_order.changed();
}

void InwardListener::forget(std::uint64_t client)
{
    const auto entry = std::move(m_clients.at(client));
    m_clients.erase(client);
    if (entry.stranger)
        m_parts.inward->strangers.erase(*entry.stranger);
    --m_parts.inward->open;
    --m_counts.open;
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
