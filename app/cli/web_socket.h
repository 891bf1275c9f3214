// Role: a WebSocket to a running Glovebox, over its unix socket or a URL (RFC 6455). libcurl connects, and encrypts
// where the URL says so; the frames are web_socket_codec's. Thread: one; only connect() blocks, as long as its caller's
// patience lasts.
// Invariants: what comes is bounded; pings are answered while it is read.
#pragma once

#include "app/cli/api_address.h"
#include "app/cli/web_socket_codec.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::cli {

struct WebSocketPatience {
    std::chrono::milliseconds toConnect{30'000};
    /// Readable when goesOn() has to be asked; both may be missing.
    int woken = -1;
    std::function<bool()> goesOn{};
    /// Over a network: a side that is not heard for so long is gone. A Glovebox that is there says so each 20 s.
    std::chrono::milliseconds silence{90'000};
};

class WebSocket {
public:
    /// What the API refused comes with its words (see ApiClient); NetworkError when nobody answers, Cancelled when it
    /// does not go on.
    static Result<WebSocket> connect(const ApiAddress &address, const std::string &path,
                                     const WebSocketPatience &patience = {});

    /// Puts a message behind those that wait, and answers its number: 1, 2, 3, …
    std::uint64_t send(WebSocketKind kind, std::string_view bytes);
    /// Writes what can be written now.
    Result<> flush();
    /// The next message but pings; none: nothing more is there now. NetworkError when the other side is gone.
    Result<std::optional<WebSocketMessage>> read();

    /// Whoever waits calls one of these at least so often.
    static constexpr std::chrono::milliseconds kLookEvery{10'000};
    /// When it reads: asks a far side that is silent, and is a NetworkError when that says nothing for too long.
    Result<> look();
    /// When it does not read for now: says that it is there all the same, as the other's pings are not answered.
    void rest();

    /// To be polled: for reading, and for writing while something waits.
    int descriptor() const { return m_descriptor; }
    bool hasUnsent() const { return !m_waiting.empty(); }
    std::size_t unsentBytes() const { return m_waitingBytes; }
    /// The newest message of ours that is wholly on its way.
    std::uint64_t sent() const { return m_sent; }
    /// Of one that is gone: it was closed with words, or what we sent was not all read.
    bool leftSomethingUnread() const { return m_leftUnread; }

private:
    struct Waiting {
        std::uint64_t number = 0;
        std::string frame;
        std::size_t written = 0;
    };
    using Moment = std::chrono::steady_clock::time_point;
    WebSocket(Curl curl, int descriptor, const ApiAddress &address, std::chrono::milliseconds silence);
    Result<> shakeHands(const ApiAddress &address, const std::string &path, const WebSocketPatience &patience);
    Result<> writeAll(std::string_view bytes, Moment until, const WebSocketPatience &patience);
    Result<bool> readSome();
    tl::unexpected<Error> lost(const char *how);

    Curl m_curl;
    int m_descriptor = -1;
    bool m_isFar = false;
    std::chrono::milliseconds m_silence;
    Moment m_heard;
    Moment m_spoke; // of itself
    WebSocketReader m_reader;
    std::deque<Waiting> m_waiting;
    std::size_t m_waitingBytes = 0;
    std::uint64_t m_numbered = 0;
    std::uint64_t m_sent = 0;
    bool m_leftUnread = false;
};

} // namespace glovebox::cli
