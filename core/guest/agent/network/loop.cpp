#include "core/guest/agent/network/loop.h"

#include "core/guest/agent/boot.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

using namespace std::chrono_literals;

constexpr int kPortReads = 16; // before others get their turn
constexpr int kAccepts = 64;
constexpr int kDatagrams = 64;
constexpr std::size_t kPortChunk = 32 << 10;
/// The kernel's news that a host has come may be this much later than the host's first bytes: it is handled by a thread
/// of its own, and until then a read says that nobody is there.
constexpr auto kNetNewsDelay = 1000ms;
/// Should the news that a host has come ever get lost.
constexpr auto kNetLookForHost = 1000ms;
/// Out of descriptors or memory, which passes.
constexpr auto kRest = 100ms;
constexpr std::uint32_t kOnce = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr char kByDatagram = 'u';
constexpr char kByConnection = 't';

} // namespace

NetworkSockets openSockets()
{
    NetworkSockets sockets{listenAt(kConnectionPort), datagramsAt(kQuestionPort), listenAt(kQuestionPort), {}};
    if (!sockets.connections || !sockets.questions || !sockets.longAsked)
        sockets.problem = std::string("cannot listen: ") + std::strerror(errno);
    return sockets;
}

NetworkLoop::NetworkLoop(Descriptor port, NetworkSockets sockets, guest::NetReady ready, Line::Limits limits,
                         std::uint32_t *next)
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_port(std::move(port)), m_sockets(std::move(sockets)),
      m_line(
          std::move(ready), limits, next,
          [this](const Resolver::ReturnAddress &to, const std::string &message) { answer(to, message); },
          [this](std::uint64_t key, std::uint16_t number, bool v6) { return dialIn(key, number, v6); }),
      m_dns([this](DnsConnections::Key from, std::string_view message) {
          std::string address(1, kByConnection);
          address.append(reinterpret_cast<const char *>(&from), sizeof from);
          m_line.question(std::move(address), message, m_now);
      })
{
    watch(m_port.get(), What::Port, 0, kOnce);
    watch(m_sockets.connections.get(), What::Connections, 0, EPOLLIN);
    watch(m_sockets.questions.get(), What::Questions, 0, EPOLLIN);
    watch(m_sockets.longAsked.get(), What::LongAsked, 0, EPOLLIN);
}

void NetworkLoop::watch(int fd, What what, std::uint64_t key, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = static_cast<std::uint64_t>(what) << 56 | key;
    if (fd >= 0 && ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0 && errno == EEXIST)
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, fd, &event);
}

void NetworkLoop::run(bool again)
{
    if (again)
        m_line.askForGreeting();
    std::array<epoll_event, 64> events{};
    for (;;) {
        m_now = std::chrono::steady_clock::now();
        readPort();
        m_line.step(m_now);
        m_dns.step(m_now);
        if (m_rested && *m_rested <= m_now) {
            m_rested.reset();
            watch(m_sockets.connections.get(), What::Connections, 0, EPOLLIN);
            watch(m_sockets.longAsked.get(), What::LongAsked, 0, EPOLLIN);
        }
        writePort();
        const int count = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), timeout());
        m_now = std::chrono::steady_clock::now();
        for (int i = 0; i < count; ++i) {
            const auto &event = events[static_cast<std::size_t>(i)];
            handle(static_cast<What>(event.data.u64 >> 56), event.data.u64 & ((std::uint64_t{1} << 56) - 1),
                   event.events);
        }
    }
}

void NetworkLoop::handle(What what, std::uint64_t key, std::uint32_t events)
{
    switch (what) {
    case What::Port:
        return; // looked at each time
    case What::Connections:
        return acceptConnections();
    case What::Questions:
        return receiveQuestions();
    case What::LongAsked:
        return acceptDns();
    case What::DnsConnection:
        return m_dns.moved(key, m_now);
    case What::Connection:
        break;
    }
    if ((events & EPOLLERR) != 0)
        return m_line.streams().broken(key);
    if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0)
        m_line.streams().readable(key, m_now);
    if ((events & EPOLLOUT) != 0)
        m_line.streams().writable(key);
}

void NetworkLoop::readPort()
{
    std::array<char, kPortChunk> buffer;
    m_morePort = false;
    for (int turn = 0; turn < kPortReads; ++turn) {
        const auto got = ::read(m_port.get(), buffer.data(), buffer.size());
        if (got > 0) {
            m_hasHost = true;
            m_lastHeard = m_now;
            m_line.received({buffer.data(), static_cast<std::size_t>(got)}, m_now);
            continue;
        }
        if (got < 0)
            m_hasHost = m_hasHost || errno == EAGAIN; // nothing now
        else if (m_now - m_lastHeard >= kNetNewsDelay && std::exchange(m_hasHost, false))
            m_line.hostGone(m_now);
        return;
    }
    m_morePort = true;
}

void NetworkLoop::writePort()
{
    for (;;) {
        const auto bytes = m_line.unsent(m_now);
        if (bytes.empty())
            return;
        const auto written = ::write(m_port.get(), bytes.data(), std::min(bytes.size(), kPortChunk));
        if (written <= 0)
            return; // full, or nobody is there: we are told when that changes
        m_line.sent(static_cast<std::size_t>(written));
    }
}

/// Called when accepting failed for want of something, which would wake us again at once.
void NetworkLoop::rest(What what, int listener)
{
    watch(listener, what, 0, 0);
    m_rested = m_now + kRest;
}

void NetworkLoop::acceptConnections()
{
    for (int turn = 0; turn < kAccepts; ++turn) {
        auto socket = acceptAt(m_sockets.connections);
        if (!socket) {
            if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
                rest(What::Connections, m_sockets.connections.get());
            return;
        }
        const int fd = socket.get();
        const auto where = dialled(socket);
        auto connection = std::make_unique<SocketConnection>(std::move(socket));
        if (!where) {
            connection->reset();
            continue;
        }
        const auto key = m_line.connected(std::move(connection), m_line.targetOf(where->address, where->port), m_now);
        if (key != 0)
            watch(fd, What::Connection, key, kOnce);
    }
}

void NetworkLoop::acceptDns()
{
    auto socket = acceptAt(m_sockets.longAsked);
    if (!socket) {
        if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
            rest(What::LongAsked, m_sockets.longAsked.get());
        return;
    }
    const int fd = socket.get();
    if (const auto key = m_dns.add(std::make_unique<SocketConnection>(std::move(socket)), m_now); key != 0)
        watch(fd, What::DnsConnection, key, kOnce);
}

/// Watched from here on: the kernel's answer may be there already.
std::unique_ptr<Connection> NetworkLoop::dialIn(std::uint64_t key, std::uint16_t port, bool v6)
{
    auto socket = connectAt(port, v6);
    if (!socket)
        return nullptr;
    watch(socket.get(), What::Connection, key, kOnce);
    return std::make_unique<SocketConnection>(std::move(socket));
}

void NetworkLoop::receiveQuestions()
{
    for (int turn = 0; turn < kDatagrams; ++turn) {
        const auto datagram = receiveAt(m_sockets.questions);
        if (!datagram)
            return;
        m_line.question(kByDatagram + datagram->from, datagram->bytes, m_now);
    }
}

void NetworkLoop::answer(const Resolver::ReturnAddress &to, const std::string &message)
{
    if (to.starts_with(kByDatagram))
        return answerAt(m_sockets.questions, to.substr(1), message);
    DnsConnections::Key key = 0;
    if (to.size() == 1 + sizeof key)
        std::memcpy(&key, to.data() + 1, sizeof key);
    m_dns.answer(key, message, m_now);
}

int NetworkLoop::timeout() const
{
    if (m_morePort)
        return 0;
    std::optional<Instant> first = m_rested;
    for (const auto &each : {m_line.deadline(), m_dns.deadline()})
        if (each && (!first || *each < *first))
            first = each;
    auto wait = m_hasHost ? std::chrono::milliseconds(-1) : kNetLookForHost;
    if (m_hasHost && m_now - m_lastHeard < kNetNewsDelay)
        wait = kNetNewsDelay; // it may have said its last
    if (first) {
        const auto left = *first <= m_now ? 0ms : std::chrono::ceil<std::chrono::milliseconds>(*first - m_now);
        wait = wait.count() < 0 ? left : std::min(wait, left);
    }
    return static_cast<int>(std::min<std::int64_t>(wait.count(), 3'600'000));
}

} // namespace glovebox::agent
