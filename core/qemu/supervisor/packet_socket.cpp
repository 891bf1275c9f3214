#include "core/qemu/supervisor/packet_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

namespace glovebox::qemu::supervisor {

namespace {

constexpr int kBacklog = 16;

tl::unexpected<Error> socketFailed(ErrorCode code, const std::string &what, int error)
{
    return fail(code, what + ": " + std::strerror(error));
}

Result<::sockaddr_un> addressOf(const std::string &path)
{
    ::sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(ErrorCode::InvalidArgument, path + " is too long for a socket's name");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

UniqueFd makeSocket()
{
    return UniqueFd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

constexpr std::size_t kControlSize = CMSG_SPACE(bounds::kDescriptors * sizeof(int));

void takeDescriptors(::msghdr &head, std::vector<UniqueFd> &out)
{
    for (auto *part = CMSG_FIRSTHDR(&head); part != nullptr; part = CMSG_NXTHDR(&head, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof fd);
            out.emplace_back(fd);
        }
    }
}

} // namespace

std::string socketPath(const std::string &folder)
{
    return folder + "/supervisor";
}

Result<UniqueFd> listenAt(const std::string &path)
{
    GB_TRY(address, addressOf(path));
    auto socket = makeSocket();
    if (!socket || ::bind(socket.get(), reinterpret_cast<::sockaddr *>(&address), sizeof address) != 0 ||
        ::listen(socket.get(), kBacklog) != 0)
        return socketFailed(ErrorCode::FolderUnusable, "making the socket " + path, errno);
    return socket;
}

Result<UniqueFd> connectTo(const std::string &path)
{
    GB_TRY(address, addressOf(path));
    auto socket = makeSocket();
    if (!socket)
        return socketFailed(ErrorCode::HostToolFailed, "making a socket", errno);
    if (::connect(socket.get(), reinterpret_cast<::sockaddr *>(&address), sizeof address) == 0)
        return socket;
    const ErrorCode code = errno == ENOENT || errno == ECONNREFUSED ? ErrorCode::NotFound
                           : errno == EAGAIN                        ? ErrorCode::InvalidState
                           : errno == EACCES || errno == EPERM      ? ErrorCode::PermissionDenied
                                                                    : ErrorCode::HostToolFailed;
    return socketFailed(code, "connecting to " + path, errno);
}

UniqueFd acceptFrom(int listening)
{
    return UniqueFd(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

Result<> checkPeer(int socket)
{
    ::ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return socketFailed(ErrorCode::PermissionDenied, "asking who is at a socket's other end", errno);
    if (peer.uid != ::geteuid())
        return fail(ErrorCode::PermissionDenied, "a process of another user (" + std::to_string(peer.uid) +
                                                     ") is at the supervisor socket's other end");
    return {};
}

Sending sendPacket(int socket, const Packet &packet)
{
    ::iovec part{const_cast<char *>(packet.bytes.data()), packet.bytes.size()};
    ::msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    alignas(::cmsghdr) std::array<char, kControlSize> control{};
    if (!packet.descriptors.empty()) {
        if (packet.descriptors.size() > bounds::kDescriptors)
            return Sending::Gone;
        const std::size_t size = packet.descriptors.size() * sizeof(int);
        head.msg_control = control.data();
        head.msg_controllen = CMSG_SPACE(size);
        auto *rights = CMSG_FIRSTHDR(&head);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(size);
        for (std::size_t i = 0; i < packet.descriptors.size(); ++i) {
            const int fd = packet.descriptors[i].get();
            std::memcpy(CMSG_DATA(rights) + i * sizeof(int), &fd, sizeof fd);
        }
    }
    for (;;) {
        if (::sendmsg(socket, &head, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
            return Sending::Sent;
        if (errno == EAGAIN || errno == ENOBUFS || errno == ETOOMANYREFS)
            return Sending::Full;
        if (errno != EINTR)
            return Sending::Gone;
    }
}

Received receivePacket(int socket)
{
    using What = Received::What;
    // One buffer for all: packets are handled one after the other, and most are small.
    thread_local std::string buffer(bounds::kMessage, '\0');
    ::iovec part{buffer.data(), buffer.size()};
    alignas(::cmsghdr) std::array<char, kControlSize> control{};
    ::msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    head.msg_control = control.data();
    head.msg_controllen = control.size();
    ::ssize_t size = -1;
    do
        size = ::recvmsg(socket, &head, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return {.what = errno == EAGAIN ? What::Nothing : What::Gone, .packet = {}};
    Received received{.what = What::Packet, .packet = {}};
    takeDescriptors(head, received.packet.descriptors);
    if (size == 0)
        return {.what = What::Gone, .packet = {}};
    if ((head.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
        return {.what = What::Garbage, .packet = {}};
    received.packet.bytes.assign(buffer.data(), static_cast<std::size_t>(size));
    return received;
}

} // namespace glovebox::qemu::supervisor
