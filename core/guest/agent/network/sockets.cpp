#include "core/guest/agent/network/sockets.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

constexpr int kBacklog = 1024;
/// Of each connection in the kernel, beside what is held here.
constexpr int kSocketBuffer = 128 << 10;
constexpr std::size_t kDatagramMax = 4096;
constexpr int kOriginalDestination = 80; // SO_ORIGINAL_DST, and IP6T_SO_ORIGINAL_DST

struct Sender {
    sockaddr_in6 peer;
    in6_addr own;
};

void switchOn(int socket, int level, int option, int value = 1)
{
    ::setsockopt(socket, level, option, &value, sizeof value);
}

/// Invalid with errno.
Descriptor boundSocket(int type, std::uint16_t port)
{
    Descriptor socket(::socket(AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket)
        return socket;
    switchOn(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
    switchOn(socket.get(), SOL_SOCKET, SO_REUSEADDR);
    sockaddr_in6 place{};
    place.sin6_family = AF_INET6;
    place.sin6_port = htons(port);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr *>(&place), sizeof place) != 0)
        return {};
    return socket;
}

std::string mapped(const in_addr &address)
{
    std::string bytes(16, '\0');
    bytes[10] = bytes[11] = '\xFF';
    std::memcpy(bytes.data() + 12, &address, 4);
    return bytes;
}

Connection::Moved movedBy(ssize_t result)
{
    if (result > 0)
        return {Connection::State::Moved, static_cast<std::size_t>(result)};
    if (result == 0)
        return {Connection::State::Ended, 0};
    return {errno == EAGAIN ? Connection::State::Blocked : Connection::State::Broken, 0};
}

} // namespace

bool isOwnAddress(const std::string &address)
{
    in_addr four{};
    std::string own6(16, '\0');
    ::inet_pton(AF_INET, kOwnIpv4, &four);
    ::inet_pton(AF_INET6, kOwnIpv6, own6.data());
    const auto loopback6 = std::string(15, '\0') + '\1';
    const bool loopback4 = address.starts_with(mapped({}).substr(0, 12)) && address[12] == 127;
    return loopback4 || address == loopback6 || address == own6 || address == mapped(four);
}

Connection::Moved SocketConnection::read(char *into, std::size_t max)
{
    return movedBy(::recv(m_socket.get(), into, max, 0));
}

Connection::Moved SocketConnection::write(std::string_view bytes)
{
    return movedBy(::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

void SocketConnection::endWriting()
{
    ::shutdown(m_socket.get(), SHUT_WR);
}

void SocketConnection::reset()
{
    const linger atOnce{1, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
}

Descriptor listenAt(std::uint16_t port)
{
    auto socket = boundSocket(SOCK_STREAM, port);
    if (!socket)
        return socket;
    // Inherited by connections.
    switchOn(socket.get(), SOL_SOCKET, SO_RCVBUF, kSocketBuffer);
    switchOn(socket.get(), SOL_SOCKET, SO_SNDBUF, kSocketBuffer);
    switchOn(socket.get(), IPPROTO_TCP, TCP_NODELAY);
    return ::listen(socket.get(), kBacklog) == 0 ? std::move(socket) : Descriptor();
}

Descriptor datagramsAt(std::uint16_t port)
{
    auto socket = boundSocket(SOCK_DGRAM, port);
    if (socket)
        switchOn(socket.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO);
    return socket;
}

Descriptor acceptAt(const Descriptor &listener)
{
    return Descriptor(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

Descriptor connectAt(std::uint16_t port, bool v6)
{
    Descriptor socket(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket)
        return socket;
    switchOn(socket.get(), SOL_SOCKET, SO_RCVBUF, kSocketBuffer);
    switchOn(socket.get(), SOL_SOCKET, SO_SNDBUF, kSocketBuffer);
    switchOn(socket.get(), IPPROTO_TCP, TCP_NODELAY);
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    six.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    const auto *place = v6 ? reinterpret_cast<const sockaddr *>(&six) : reinterpret_cast<const sockaddr *>(&four);
    const bool begun = ::connect(socket.get(), place, v6 ? sizeof six : sizeof four) == 0 || errno == EINPROGRESS;
    return begun ? std::move(socket) : Descriptor();
}

std::optional<Dialled> dialled(const Descriptor &connection)
{
    sockaddr_in6 here{};
    socklen_t size = sizeof here;
    if (::getsockname(connection.get(), reinterpret_cast<sockaddr *>(&here), &size) != 0)
        return std::nullopt;
    Dialled where;
    if (IN6_IS_ADDR_V4MAPPED(&here.sin6_addr)) {
        sockaddr_in original{};
        size = sizeof original;
        if (::getsockopt(connection.get(), IPPROTO_IP, kOriginalDestination, &original, &size) != 0)
            return std::nullopt;
        where = {mapped(original.sin_addr), ntohs(original.sin_port)};
    } else {
        sockaddr_in6 original{};
        size = sizeof original;
        if (::getsockopt(connection.get(), IPPROTO_IPV6, kOriginalDestination, &original, &size) != 0)
            return std::nullopt;
        where.address.assign(reinterpret_cast<const char *>(&original.sin6_addr), sizeof original.sin6_addr);
        where.port = ntohs(original.sin6_port);
    }
    return where.port == 0 || isOwnAddress(where.address) ? std::nullopt : std::optional(std::move(where));
}

std::optional<Datagram> receiveAt(const Descriptor &socket)
{
    std::array<char, kDatagramMax> buffer;
    alignas(cmsghdr) std::array<char, 128> control;
    Sender sender{};
    iovec content{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_name = &sender.peer;
    message.msg_namelen = sizeof sender.peer;
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto got = ::recvmsg(socket.get(), &message, 0);
    if (got < 0)
        return std::nullopt;
    for (auto *each = CMSG_FIRSTHDR(&message); each != nullptr; each = CMSG_NXTHDR(&message, each)) {
        if (each->cmsg_level != IPPROTO_IPV6 || each->cmsg_type != IPV6_PKTINFO)
            continue;
        in6_pktinfo info{};
        std::memcpy(&info, CMSG_DATA(each), sizeof info);
        sender.own = info.ipi6_addr;
    }
    return Datagram{std::string(buffer.data(), static_cast<std::size_t>(got)),
                    std::string(reinterpret_cast<const char *>(&sender), sizeof sender)};
}

/// From the address that was asked, or the program would not know it as an answer.
void answerAt(const Descriptor &socket, const std::string &to, const std::string &bytes)
{
    Sender sender{};
    if (to.size() != sizeof sender)
        return;
    std::memcpy(&sender, to.data(), sizeof sender);
    in6_pktinfo info{};
    info.ipi6_addr = sender.own;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof info)> control{};
    iovec content{const_cast<char *>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_name = &sender.peer;
    message.msg_namelen = sizeof sender.peer;
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = IPPROTO_IPV6;
    header->cmsg_type = IPV6_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
    if (::sendmsg(socket.get(), &message, MSG_NOSIGNAL) < 0) {
        // The program asks again.
    }
}

} // namespace glovebox::agent
