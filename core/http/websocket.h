// Role: the server's end of a WebSocket (RFC 6455, version 13, no extensions) on a connection that core/http handed
// over. Messages come whole, whatever their fragments; pings are answered, and sent to a client that is silent.
// Invariants: a client that breaks the protocol (no mask, text that is not UTF-8, a message over the limit, …) is
// closed with the code that says so; a client that does not read costs `backlogMax` at most, one that is dead 2 ×
// pingEvery. Handlers are called from the event loop, and none after `closed`, with which they are let go of. Thread:
// the server's.
#pragma once

#include "core/base/result.h"
#include "core/http/responder.h"
#include "core/ports/clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace glovebox::http {

/// Copies share it; when the last one goes, it closes with 1001.
class WebSocket {
public:
    struct Options {
        /// The sub-protocols that we speak. The first of the client's that is among them is chosen, or none.
        std::vector<std::string> protocols{};
        ByteCount messageMax = ByteCount::mib(1);
        std::chrono::milliseconds pingEvery{20'000};
        /// Written and not taken, by a writer that does not look at wantsMore().
        ByteCount backlogMax = ByteCount::mib(4);
    };
    /// How it ended: 1000 and others of the client's or ours; 1005: the client gave no code; 1006: without goodbye.
    struct Closed {
        std::uint16_t code = 1006;
        std::string reason{};
    };
    struct Handlers {
        std::function<void(std::string_view)> text; // valid UTF-8
        std::function<void(std::string_view)> binary;
        /// As of Stream::onDrained.
        std::function<void()> drained;
        /// Once, when the client closed it, left, broke the protocol or was dead; not after our own close().
        std::function<void(const Closed &)> closed;
    };

    /// Whether a request wants one, rightly or not.
    static bool isAskedFor(const Request &request);
    /// Answers the request with 101. InvalidArgument when it is no proper request for a WebSocket (400), Unsupported
    /// when it is for another version (426, with `sec-websocket-version: 13`); then nothing was answered. The clock
    /// must outlive it.
    static Result<WebSocket> accept(ports::Clock &clock, const Request &request, const Responder &responder,
                                    Options options);

    /// Begins to read.
    void read(Handlers handlers) const;
    /// No more messages until resume(); the client waits. Pongs do, too.
    void pause() const;
    void resume() const;

    void sendText(std::string_view utf8) const;
    void sendBinary(std::string_view bytes) const;
    /// Says goodbye and ends the connection behind it. `reason`: at most 123 bytes, the rest is cut.
    void close(std::uint16_t code = 1000, std::string_view reason = {}) const;
    bool isOpen() const;
    bool wantsMore() const;
    /// What was chosen of Options::protocols, or nothing.
    const std::string &protocol() const;

private:
    class Session;
    explicit WebSocket(std::shared_ptr<Session> session) : m_session(std::move(session)) {}
    std::shared_ptr<Session> m_session;
};

} // namespace glovebox::http
