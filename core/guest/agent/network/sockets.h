// Role: the sockets that programs' connections and questions arrive at, and where those wanted to.
#pragma once

#include "core/guest/agent/network/streams.h"
#include "core/guest/agent/tools/descriptor.h"

#include <netinet/in.h>

#include <optional>
#include <string>

namespace glovebox::agent {

/// The guest's own addresses, on its only interface beside loopback, and where its name server seems to be: a place
/// that leads to the redirection like any other. Port 53 itself stays free for programs.
inline constexpr const char *kInterface = "gb0";
inline constexpr const char *kOwnIpv4 = "100.64.0.2";
inline constexpr const char *kOwnIpv6 = "fd67:6c6f::2";
inline constexpr const char *kNameServer = "100.64.0.1";
/// Programs that want a proxy find one at the name server's address, which leads to the redirection as well: no port of
/// the guest's own is taken, so whatever an image has on this one is left alone.
inline constexpr const char *kProxyIpv6 = "fd67:6c6f::1";
inline constexpr std::uint16_t kProxyPort = 3128;
/// Where the redirection leads (redirect.h).
inline constexpr std::uint16_t kConnectionPort = 61080;
inline constexpr std::uint16_t kQuestionPort = 61053;

class SocketConnection : public Connection {
public:
    explicit SocketConnection(Descriptor socket) : m_socket(std::move(socket)) {}

    Moved read(char *into, std::size_t max) override;
    Moved write(std::string_view bytes) override;
    void endWriting() override;
    void reset() override;

private:
    Descriptor m_socket;
};

/// For both families, on all addresses. Invalid with errno when it cannot be had.
Descriptor listenAt(std::uint16_t port);
Descriptor datagramsAt(std::uint16_t port);
/// The next connection; invalid with errno: none, EAGAIN, or why not.
Descriptor acceptAt(const Descriptor &listener);

/// Begins to connect to a port of this machine's loopback; invalid with errno.
Descriptor connectAt(std::uint16_t port, bool v6);

/// Whether the 16 bytes are an address of this machine itself, an IPv4 one among them.
bool isOwnAddress(const std::string &address);

struct Dialled {
    std::string address; // 16 bytes
    std::uint16_t port = 0;
};
/// Where the connection went before it was redirected. Nothing for one that was made to this machine itself.
std::optional<Dialled> dialled(const Descriptor &connection);

/// A datagram and whatever an answer to it needs.
struct Datagram {
    std::string bytes;
    std::string from;
};
std::optional<Datagram> receiveAt(const Descriptor &socket);
void answerAt(const Descriptor &socket, const std::string &to, const std::string &bytes);

} // namespace glovebox::agent
