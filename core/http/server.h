// Role: a small HTTP/1.1 server on Qt's sockets in the caller's event loop, for the demo control plane and the local
// API. Requests on one connection are answered one after the other; a handler answers now or later, whole or as a
// stream that stays open (server-sent events).
// Where a limit on connections is reached, a newcomer takes the place of the one that has owed a whole request for
// longest: who opens connections and says little keeps nobody out. Only when all are being answered is the newcomer
// turned away.
// Invariants: nothing a client does holds more memory than the limits say, or a connection for longer than the
// deadlines say; a handler is called from the event loop, one request at a time per connection, and only for clients
// that pass the host check. Thread: one with a Qt event loop, the same for everything here.
#pragma once

#include "core/base/result.h"
#include "core/http/request.h"
#include "core/ports/clock.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace glovebox::http {

struct ServerLimits {
    /// Request line and headers; clients of ours send under 2 KiB.
    ByteCount header = ByteCount::kib(16);
    /// The protocol's own bound on a request (reference 0.5: 413 over 32 MB).
    ByteCount body{32'000'000};
    /// From a request's first byte to the end of its headers, against clients that drip.
    std::chrono::milliseconds headerDeadline{10'000};
    /// From there to the end of its body: 32 MB at 0.5 MB/s.
    std::chrono::milliseconds bodyDeadline{60'000};
    /// Between two requests.
    std::chrono::milliseconds idleDeadline{75'000};
    /// A client that takes no byte of its answer for this long is gone.
    std::chrono::milliseconds writeDeadline{30'000};
    /// Not yet taken by the client of a stream; a client this far behind is cut off and reads history instead.
    ByteCount streamBacklog = ByteCount::mib(16);
    /// A worker holds a handful of connections per session.
    std::size_t connections = 512;
    /// Of one address. A proxy is one address for all who come through it.
    std::size_t connectionsPerPeer = 512;
};

class Exchange; // one request under way; core/http/connection.h

/// An answer that stays open. Copies share it; when the last one goes, the answer ends.
class Stream {
public:
    explicit Stream(std::shared_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}

    /// Does nothing once the client is gone.
    void write(std::string_view data) const;
    void close() const;
    bool isOpen() const;

private:
    std::shared_ptr<Exchange> m_exchange;
};

/// The way to answer one request. Copies share it; when the last one goes without an answer, the client gets a 500.
class Responder {
public:
    explicit Responder(std::shared_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}

    /// The first answer counts; more are ignored, as is one to a client that is gone.
    void send(Response response) const;
    /// Sends status and headers and keeps the answer open. The response's body is its first piece.
    Stream stream(Response head) const;
    /// Called once, from the event loop, when the client goes before the answer is complete. Replaces the last one set.
    void onGone(std::function<void()> gone) const;

private:
    std::shared_ptr<Exchange> m_exchange;
};

using Handler = std::function<void(const Request &, Responder)>;

class Server {
public:
    struct Options {
        std::string address = "127.0.0.1"; // or "::1", or another of this host's addresses
        std::uint16_t port = 0;            // 0: any free one
        /// Instead of both: a unix socket, which only this user (and root) may speak to. What a program before this one
        /// left there is replaced when nobody listens on it any more.
        std::string socket;
        /// Who may be named in Host and Origin (origin_check.h). Empty: no check, for servers that are not on loopback.
        std::vector<std::string> allowedHosts;
        ServerLimits limits;
        /// The answer to a request that no handler sees: with its status, 400 to 501. None: a line of text.
        std::function<Response(int status)> refusal{};
    };

    /// InvalidArgument for an address that is none, AddressInUse when another program listens there, PermissionDenied
    /// when this user may not, NetworkError for other reasons. The clock must outlive the server.
    static Result<std::unique_ptr<Server>> listen(ports::Clock &clock, Options options, Handler handler);
    ~Server();

    std::uint16_t port() const;
    /// "http://127.0.0.1:40123", "unix:/run/user/1000/glovebox/api.sock"
    std::string url() const;
    std::size_t connectionCount() const;

private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace glovebox::http
