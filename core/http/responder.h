// Role: the ways to answer one request: whole, as a stream at the client's pace, or by handing the connection over as
// raw bytes (WebSockets, proxies). And the way to read a body that comes in pieces.
//
// Pace, in both directions. Writers look at wantsMore() and stop when it says no; `drained` tells them when the client
// has taken enough. So a download of any length holds kPaceHigh bytes and one piece at most. Readers say used() when
// they are done with bytes that they were given: of those that they have not used, at most kReadAhead are given, and
// the client then waits.
//
// Handlers are called from the event loop, and none after the request is over: then they are let go of, with
// whatever they hold, so one may hold a copy of its own Responder, Stream or Tunnel. Each may end the request it
// belongs to. Thread: the server's.
#pragma once

#include "core/base/units.h"
#include "core/http/request.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace glovebox::http {

/// Not yet taken by the client: at this much a writer should wait, and is told at the other that it may go on.
inline constexpr ByteCount kPaceHigh = ByteCount::kib(512);
inline constexpr ByteCount kPaceLow = ByteCount::kib(256);
/// Given to a reader that has not used it yet.
inline constexpr ByteCount kReadAhead = ByteCount::kib(256);

class Exchange; // one request under way; core/http/exchange.h

/// An answer that stays open. Copies share it; when the last one goes, the answer ends as by close().
class Stream {
public:
    explicit Stream(std::shared_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}

    /// Does nothing once the client is gone. One that is ServerLimits::streamBacklog behind is cut off.
    void write(std::string_view data) const;
    /// The answer is whole. When its head stated a length that was not reached, this is abort().
    void close() const;
    /// The answer cannot be finished: the connection breaks off, so that the client does not take it for whole.
    void abort() const;
    /// False for good once the answer is over; from the start for HEAD, whose answer is its head.
    bool isOpen() const;
    bool wantsMore() const;
    /// Called each time that the client has taken enough after wantsMore() had said no. Replaces the last one set.
    void onDrained(std::function<void()> drained) const;

private:
    std::shared_ptr<Exchange> m_exchange;
};

/// A connection that is no longer HTTP's. Copies share it; when the last one goes, it ends as by close().
class Tunnel {
public:
    struct Handlers {
        /// Valid during the call. What came behind the request's head is the first.
        std::function<void(std::string_view)> bytes;
        /// As of Stream::onDrained.
        std::function<void()> drained;
        /// Once, when the client ended the connection or was cut off; not after close() or abort().
        std::function<void()> closed;
    };

    explicit Tunnel(std::shared_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}

    /// Begins to read; until then nothing is.
    void read(Handlers handlers) const;
    void used(std::size_t bytes) const;
    void write(std::string_view data) const;
    /// Ends it behind what was written.
    void close() const;
    /// Ends it here and now, which the client can tell from an end.
    void abort() const;
    bool isOpen() const;
    bool wantsMore() const;
    /// Written and not yet taken by the client.
    std::size_t backlog() const;

private:
    std::shared_ptr<Exchange> m_exchange;
};

/// For somebody else than who answers, who may have to end the request; holds nothing open.
class Leash {
public:
    explicit Leash(std::weak_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}

    /// Not answered to its end, and its client is there, or somebody works on without one (Responder::onCut).
    bool isUnderWay() const;
    /// Its connection breaks off. Whoever answers hears of it as of a client that went, and by onCut.
    void cut() const;

private:
    std::weak_ptr<Exchange> m_exchange;
};

/// The way to answer one request. Copies share it; when the last one goes without an answer, the client gets a 500.
class Responder {
public:
    struct BodyHandlers {
        /// Valid during the call.
        std::function<void(std::string_view)> piece;
        /// The body is whole; with this both are let go of. Not called when the client goes before, which onGone tells.
        std::function<void()> end;
    };

    explicit Responder(std::shared_ptr<Exchange> exchange) : m_exchange(std::move(exchange)) {}

    /// The first answer counts; more are ignored, as is one to a client that is gone. With one before the end of a body
    /// that comes in pieces, the rest is not read and the connection ends.
    void send(Response response) const;
    /// Sends status and headers and keeps the answer open. The response's body is its first piece. With a length the
    /// answer must have just as many bytes; without one its end is marked (HTTP/1.0: by the connection's).
    Stream stream(Response head, std::optional<ByteCount> length = std::nullopt) const;
    /// With a head (a 101, mostly) answers with that, as it is; without one the first bytes written are the answer.
    /// From here on all that the client sends comes through, further requests with their keys too: whoever passes it
    /// on to a guest does that for a protocol that was changed, or looks at each byte.
    Tunnel tunnel(std::optional<Response> head) const;

    /// For a request whose body comes in pieces (Server::Options::streamsBody), once. A client that asks whether it
    /// may send its body is told so by this, so one that is refused before sends none.
    void readBody(BodyHandlers handlers) const;
    void used(std::size_t bytes) const;

    /// Until the answer begins, tells the client at this interval that it is being worked on (102), which starts its
    /// time limits anew. Not to HTTP/1.0. Only for routes whose clients expect it: Python's http.client takes a 102 for
    /// the answer.
    void keepInformed(std::chrono::milliseconds every = std::chrono::seconds(15)) const;
    /// Called once, with its status, when the answer begins: whole, as a stream or with a tunnel's head (101 without
    /// one). For whoever counts: it must not answer. Replaces the last one set.
    void onAnswer(std::function<void(int status)> begun) const;
    /// Called once, from the event loop, when the client goes before the answer is complete. Replaces the last one set.
    void onGone(std::function<void()> gone) const;
    /// For work that goes on without its client: called once, from inside Leash::cut(), also after the client went, as
    /// long as a copy of this is held and nothing was answered. It must not hold one itself.
    void onCut(std::function<void()> cut) const;
    /// Neither answered nor without a client.
    bool isWaiting() const;
    Leash leash() const { return Leash(m_exchange); }

private:
    std::shared_ptr<Exchange> m_exchange;
};

} // namespace glovebox::http
