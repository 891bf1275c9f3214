// Role: the network process's descriptors and the wait for them. Connections and the port are watched edge by edge:
// each is told once when something changed, so none that is not read keeps the loop busy, and none needs to be
// re-armed.
#pragma once

#include "core/guest/agent/network/dns_connections.h"
#include "core/guest/agent/network/line.h"
#include "core/guest/agent/network/sockets.h"

namespace glovebox::agent {

struct NetworkSockets {
    Descriptor connections;
    Descriptor questions; // datagrams
    Descriptor longAsked; // the same over TCP
    std::string problem;  // with any of them
};
NetworkSockets openSockets();

class NetworkLoop {
public:
    NetworkLoop(Descriptor port, NetworkSockets sockets, guest::NetReady ready, Line::Limits limits,
                std::uint32_t *next);
    /// `again`: there was another before.
    [[noreturn]] void run(bool again);

private:
    enum class What : std::uint8_t { Port, Connections, Questions, LongAsked, Connection, DnsConnection };

    void watch(int fd, What what, std::uint64_t key, std::uint32_t events);
    void handle(What what, std::uint64_t key, std::uint32_t events);
    void readPort();
    void writePort();
    void acceptConnections();
    void acceptDns();
    std::unique_ptr<Connection> dialIn(std::uint64_t key, std::uint16_t port, bool v6);
    void receiveQuestions();
    void rest(What what, int listener);
    void answer(const Resolver::ReturnAddress &to, const std::string &message);
    int timeout() const;

    Descriptor m_epoll;
    Descriptor m_port;
    NetworkSockets m_sockets;
    Line m_line;
    DnsConnections m_dns;
    Instant m_now;
    Instant m_lastHeard; // from the host; long ago before the first byte
    bool m_hasHost = false;
    bool m_morePort = false;         // to be read at once
    std::optional<Instant> m_rested; // listeners are watched again then
};

} // namespace glovebox::agent
