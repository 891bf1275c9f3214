// Role: unix sockets that keep messages apart (SOCK_SEQPACKET) and carry descriptors, without Qt. Thread: any; none of
// these waits. Invariants: every descriptor that arrives has an owner or is closed, and is not inherited.
#pragma once

#include "core/base/result.h"
#include "core/qemu/supervisor/messages.h"
#include "core/qemu/supervisor/unique_fd.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::qemu::supervisor {

struct Packet {
    std::string bytes;
    std::vector<UniqueFd> descriptors;
};

/// The socket's name in a runtime folder.
std::string socketPath(const std::string &folder);

Result<UniqueFd> listenAt(const std::string &path);
/// NotFound: nobody listens there. InvalidState: too many wait there at the moment.
Result<UniqueFd> connectTo(const std::string &path);
/// Empty when nobody waits.
UniqueFd acceptFrom(int listening);

/// PermissionDenied unless the process at the other end is of our user.
Result<> checkPeer(int socket);

enum class Sending { Sent, Full, Gone };
Sending sendPacket(int socket, const Packet &packet);

struct Received {
    enum class What { Packet, Nothing, Gone, Garbage };
    What what = What::Nothing;
    Packet packet;
};
Received receivePacket(int socket);

} // namespace glovebox::qemu::supervisor
