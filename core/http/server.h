// Role: a small HTTP/1.1 server on Qt's sockets in the caller's event loop, for the demo control plane and the local
// API. Requests on one connection are answered one after the other; a handler answers now or later, whole, as a
// stream, or by taking the connection over (responder.h).
// Where a limit on connections is reached, a newcomer takes the place of the one that has owed a whole request for
// longest, or else of the one that has not taken an answer for longest: who opens connections and says little, or asks
// and does not read, keeps nobody out. Only when all are being answered is the newcomer turned away.
// Invariants: nothing a client does holds more memory than the limits say, or a connection for longer than the
// deadlines say; a handler is called from the event loop, one request at a time per connection, and only for clients
// that pass the host check. Thread: one with a Qt event loop, the same for everything here.
#pragma once

#include "core/base/result.h"
#include "core/http/request.h"
#include "core/http/responder.h"
#include "core/ports/clock.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace glovebox::http {

struct ServerLimits {
    /// Request line and headers; clients of ours send under 2 KiB.
    ByteCount header = ByteCount::kib(16);
    std::size_t headers = 100;
    /// The protocol's own bound on a request (reference 0.5: 413 over 32 MB).
    ByteCount body{32'000'000};
    /// From a request's first byte to the end of its headers, against clients that drip.
    std::chrono::milliseconds headerDeadline{10'000};
    /// From there to the end of its body: 32 MB at 0.5 MB/s.
    std::chrono::milliseconds bodyDeadline{60'000};
    /// Between two bytes of a body that comes in pieces, while its reader waits for them.
    std::chrono::milliseconds pieceDeadline{30'000};
    /// Between two requests.
    std::chrono::milliseconds idleDeadline{75'000};
    /// A client that takes no byte of its answer for this long is gone.
    std::chrono::milliseconds writeDeadline{30'000};
    /// A client that has not taken all of what it was answered for this long loses its place to one that needs it.
    std::chrono::milliseconds untakenDeadline{5'000};
    /// How long a client that was answered for the last time may take to hang up.
    std::chrono::milliseconds lingerDeadline{2'000};
    /// Not yet taken by the client of a stream; a client this far behind is cut off and reads history instead.
    ByteCount streamBacklog = ByteCount::mib(16);
    /// Of whole answers, by all clients together: a longer one than 64 KiB that would be beyond it is 503.
    ByteCount answersUntaken = ByteCount::mib(256);
    /// Over TCP. A worker holds a handful of connections per session.
    std::size_t connections = 512;
    /// Of one address. A proxy is one address for all who come through it.
    std::size_t connectionsPerPeer = 512;
    /// Over the unix socket: places of its own, so that nobody who comes over TCP takes them.
    std::size_t socketConnections = 64;
};

using Handler = std::function<void(const Request &, Responder)>;

class Server {
public:
    struct Options {
        std::string address = "127.0.0.1"; // or "::1", or another of this host's addresses; "": no port
        std::uint16_t port = 0;            // 0: any free one
        /// With "127.0.0.1": on ::1 as well, at the same port; on a host that has no ::1 without it (lacksV6Loopback).
        bool alsoV6Loopback = false;
        /// As well: a unix socket, which only this user (and root) may speak to. What a program before this one left
        /// there is replaced when nobody listens on it any more.
        std::string socket{};
        /// Who may be named in Host and Origin (origin_check.h). Empty: no check, for servers that are not on loopback.
        std::vector<std::string> allowedHosts{};
        ServerLimits limits{};
        /// Asked when a request's head has come (there is no body in it): how long a body that comes in pieces may be.
        /// Then the handler is called at once and reads it by Responder::readBody. Nothing: it comes whole, up to
        /// limits.body, and the handler is called after it. No body at all is given whole or in no pieces likewise.
        std::function<std::optional<ByteCount>(const Request &head)> streamsBody{};
        /// The answer to a request that no handler sees: with its status, 400 to 505. None: a line of text.
        std::function<Response(int status)> refusal{};
    };

    /// On all of them or on none. InvalidArgument for an address that is none, or no place to listen at all,
    /// AddressInUse when another program listens there, PermissionDenied when this user may not, NetworkError for other
    /// reasons. The clock must outlive the server.
    static Result<std::unique_ptr<Server>> listen(ports::Clock &clock, Options options, Handler handler);
    ~Server();

    std::uint16_t port() const; // 0: none
    /// "http://127.0.0.1:40123", or of a server without a port "unix:/run/user/1000/glovebox/api.sock"
    std::string url() const;
    /// Of all places: 127.0.0.1, ::1, the socket.
    std::vector<std::string> urls() const;
    /// ::1 was asked for and this host has none.
    bool lacksV6Loopback() const;
    std::size_t connectionCount() const;

private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace glovebox::http
