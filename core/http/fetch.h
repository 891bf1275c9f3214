// Role: one HTTP/1.1 exchange with a server at an address of this host, for whoever passes requests on: streamed both
// ways, and beyond HTTP when the server changes the protocol.
// Thread: one with a Qt event loop. Handlers are called from there, and none after the Fetch is gone; it may be
// destroyed from inside any of them.
// Invariants: of the answer no more is read than was used; it holds one read and what was written and has not gone out,
// which wantsMore() bounds for a writer that looks at it. One exchange, one connection. Until the answer's head is
// there its limits end it; behind the head nothing does but its two ends.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/http/request.h"
#include "core/ports/clock.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::http {

class Fetch {
public:
    /// How its body is framed.
    struct Body {
        std::optional<ByteCount> length{}; // none, and isChunked false: there is no body
        bool isChunked = false;
    };
    struct Limits {
        std::chrono::milliseconds connect{10'000};
        /// From the request's last byte that went out to the end of the answer's head. As long as what listens there
        /// may think about its answer.
        std::chrono::milliseconds head{300'000};
    };
    struct Order {
        std::string address; // "127.93.4.7"
        std::uint16_t port = 0;
        std::string method;
        std::string target;
        Headers headers; // without those of framing and of the connection
        Body body;
        std::string upgrade{}; // the protocol that the client offers instead: "websocket"; empty: none
        Limits limits{};
    };
    struct Handlers {
        /// `isSwitched`: it is 101, and bytes() are another protocol's from here on.
        std::function<void(const Response &head, bool isSwitched)> head;
        std::function<void(std::string_view)> bytes; // of the body, without framing
        /// The body is whole, or the server ended the other protocol.
        std::function<void()> ended;
        /// Nobody listens there (NetworkError), it broke off, it is no HTTP (ProtocolError), or a limit was reached
        /// (TimedOut). Last call.
        std::function<void(const Error &)> failed;
        /// What was written has gone out far enough after wantsMore() had said no.
        std::function<void()> drained;
    };

    /// The clock must outlive it.
    Fetch(ports::Clock &clock, Order order, Handlers handlers);
    ~Fetch();
    Fetch(const Fetch &) = delete;
    Fetch &operator=(const Fetch &) = delete;

    /// Of the body, or of the other protocol.
    void write(std::string_view bytes);
    /// The body is whole; of another protocol: nothing follows.
    void endBody();
    bool wantsMore() const;
    /// Bytes that came through bytes() and have gone on; kUnusedMax may be out.
    void used(std::size_t bytes);

    static constexpr std::size_t kUnusedMax = 256 * 1024;

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace glovebox::http
