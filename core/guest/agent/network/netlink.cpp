#include "core/guest/agent/network/netlink.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

constexpr std::size_t kAlign = 4;
constexpr timeval kKernelWait{5, 0};

std::uint16_t flagsOf(const std::string &message)
{
    nlmsghdr header{};
    std::memcpy(&header, message.data(), sizeof header);
    return header.nlmsg_flags;
}

} // namespace

void NetlinkMessage::begin(std::uint16_t type, std::uint16_t flags)
{
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(flags | NLM_F_REQUEST);
    append(&header, sizeof header);
}

void NetlinkMessage::append(const void *bytes, std::size_t size)
{
    m_bytes.append(static_cast<const char *>(bytes), size);
    m_bytes.resize((m_bytes.size() + kAlign - 1) / kAlign * kAlign);
}

NetlinkMessage &NetlinkMessage::bytes(std::uint16_t type, std::string_view value)
{
    const nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), type};
    append(&header, sizeof header);
    append(value.data(), value.size());
    return *this;
}

NetlinkMessage &NetlinkMessage::text(std::uint16_t type, std::string_view value)
{
    return bytes(type, std::string(value) + '\0');
}

NetlinkMessage &NetlinkMessage::number(std::uint16_t type, std::uint32_t value)
{
    return bytes(type, {reinterpret_cast<const char *>(&value), sizeof value});
}

NetlinkMessage &NetlinkMessage::bigNumber(std::uint16_t type, std::uint32_t value)
{
    return number(type, htonl(value));
}

NetlinkMessage &NetlinkMessage::nested(std::uint16_t type, const std::function<void(NetlinkMessage &)> &fill)
{
    const auto at = m_bytes.size();
    nlattr header{0, static_cast<std::uint16_t>(type | NLA_F_NESTED)};
    append(&header, sizeof header);
    fill(*this);
    header.nla_len = static_cast<std::uint16_t>(m_bytes.size() - at);
    std::memcpy(m_bytes.data() + at, &header, sizeof header);
    return *this;
}

std::string NetlinkMessage::finished(std::uint32_t sequence) const
{
    auto message = m_bytes;
    nlmsghdr header{};
    std::memcpy(&header, message.data(), sizeof header);
    header.nlmsg_len = static_cast<std::uint32_t>(message.size());
    header.nlmsg_seq = sequence;
    std::memcpy(message.data(), &header, sizeof header);
    return message;
}

NetlinkSocket::NetlinkSocket(int family) : m_socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family))
{
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &kKernelWait, sizeof kKernelWait);
}

int NetlinkSocket::send(const std::vector<NetlinkMessage> &messages)
{
    std::string all;
    std::size_t expected = 0;
    for (const auto &message : messages) {
        const auto bytes = message.finished(++m_sequence);
        expected += (flagsOf(bytes) & NLM_F_ACK) != 0 ? 1 : 0;
        all += bytes;
    }
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    if (!m_socket || ::sendto(m_socket.get(), all.data(), all.size(), 0, reinterpret_cast<const sockaddr *>(&kernel),
                              sizeof kernel) < 0)
        return errno;
    std::array<char, 16 << 10> buffer;
    while (expected > 0) {
        const auto got = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
        if (got <= 0)
            return got == 0 ? EIO : errno;
        const auto end = static_cast<std::size_t>(got);
        for (std::size_t at = 0; end - at >= sizeof(nlmsghdr) + sizeof(nlmsgerr);) {
            nlmsghdr header{};
            nlmsgerr said{};
            std::memcpy(&header, buffer.data() + at, sizeof header);
            std::memcpy(&said, buffer.data() + at + sizeof header, sizeof said);
            if (header.nlmsg_type == NLMSG_ERROR && said.error != 0)
                return -said.error;
            expected -= header.nlmsg_type == NLMSG_ERROR && expected > 0 ? 1 : 0;
            const auto size = (header.nlmsg_len + kAlign - 1) / kAlign * kAlign;
            if (size < sizeof header || size > end - at)
                break;
            at += size;
        }
    }
    return 0;
}

} // namespace glovebox::agent
