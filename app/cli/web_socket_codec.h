// Role: WebSocket frames (RFC 6455) as a client writes and reads them. Pure: bytes in, frames out. Thread: any.
// Invariants: what a client sends is masked; what a server sends is bounded, unmasked and whole, else it is a
// ProtocolError and nothing after it is read.
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::cli {

enum class WebSocketKind : std::uint8_t { Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

struct WebSocketMessage {
    WebSocketKind kind = WebSocketKind::Text;
    std::string bytes;

    friend bool operator==(const WebSocketMessage &, const WebSocketMessage &) = default;
};

using WebSocketMask = std::array<std::uint8_t, 4>;

/// One whole message. Of Close, Ping and Pong the first 125 bytes.
std::string encodeFrame(WebSocketKind kind, std::string_view bytes, WebSocketMask mask);

class WebSocketReader {
public:
    explicit WebSocketReader(std::size_t messageMax) : m_max(messageMax) {}

    void add(std::string_view bytes) { m_bytes += bytes; }
    /// The next message, put together from its frames; none: more bytes are needed. ProtocolError, TooLarge.
    Result<std::optional<WebSocketMessage>> next();

private:
    struct Frame {
        bool isLast = false;
        std::uint8_t code = 0;
        std::string bytes;
    };
    Result<std::optional<Frame>> nextFrame();
    Result<bool> take(Frame frame, std::optional<WebSocketMessage> &whole);

    std::size_t m_max;
    std::string m_bytes;
    std::optional<WebSocketMessage> m_begun; // of several frames
};

/// What a server answers to this key (RFC 6455, 4.2.2).
std::string webSocketAccept(std::string_view key);

} // namespace glovebox::cli
