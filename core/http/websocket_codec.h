// Role: WebSocket frames (RFC 6455, section 5), the server's way: what a client sends must be masked, what goes out is
// not. Bytes go in, whole messages and control frames come out. Private to core/http.
// Invariants: holds no more than the message limit and what was fed and is not read; after Close or Broken nothing
// comes. Thread: any, one at a time.
#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::http {

enum class Opcode : std::uint8_t {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};

/// What is said about a connection's end (section 7.4.1).
enum class CloseCode : std::uint16_t {
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    None = 1005,     // never sent: a close frame without a code
    Abnormal = 1006, // never sent: no close frame
    BadText = 1007,
    TooLarge = 1009,
};

class FrameReader {
public:
    enum class Kind {
        Text, // valid UTF-8
        Binary,
        Ping,
        Pong,
        Close,  // `code`, and `bytes` is the reason
        Broken, // the client broke the protocol: `code` says how, and `bytes` in words
    };
    struct Event {
        Kind kind;
        std::string bytes{};
        std::uint16_t code = 0;
    };

    explicit FrameReader(ByteCount messageMax) : m_messageMax(messageMax) {}

    void feed(std::string_view bytes);
    /// The next that is whole, or nothing.
    std::optional<Event> next();

private:
    bool readHead();
    void readPayload();
    std::optional<Event> frameEnded();
    Event closeRead();
    void breakOff(CloseCode code, const char *why);

    ByteCount m_messageMax;
    std::string m_buffer;
    std::size_t m_at = 0; // read of it
    // The frame that is being read.
    bool m_inFrame = false;
    bool m_isLast = false;
    Opcode m_opcode = Opcode::Text;
    std::uint64_t m_left = 0;
    std::uint64_t m_maskAt = 0;
    std::uint8_t m_mask[4] = {};
    std::string m_control;
    // The message, of whose frames others may come in between.
    std::optional<Opcode> m_messageKind;
    std::string m_message;
    std::optional<Event> m_broken;
    bool m_over = false;
};

/// A whole frame of ours.
std::string frame(Opcode opcode, std::string_view payload);
/// The payload of a close frame; the reason is cut at what fits.
std::string closePayload(std::uint16_t code, std::string_view reason);
/// Sec-WebSocket-Accept for a client's key; nothing when that is none (section 4.2.1).
std::optional<std::string> acceptFor(std::string_view key);

} // namespace glovebox::http
