// Role: how messages are cut out of the channel's byte stream. Used by both ends; no Qt, no I/O.
//
// A frame is a header of 20 bytes, little endian, and a payload: CBOR, but of content (file_messages.h):
//
//   offset  size  field
//   0       4     magic "GBX1"
//   4       1     frame format, 1
//   5       1     type (FrameType)
//   6       2     zero
//   8       4     payload length in bytes
//   12      4     epoch: chosen by the host for each connection, repeated by the guest
//   16      4     stream: the tool call, file operation, program or look at a terminal that a frame belongs to; 0 for
//   the
//                connection itself
//
// A connection begins with the greeting mark in both directions, then Hello / HelloOk. Bytes before the mark are left
// over from an earlier connection and are dropped: half a frame survives a reconnect of a virtio-serial port
// (vmm-notes 2). The mark cannot occur inside a frame: its 16 bytes are all above 0xFB, and no well-formed payload has
// more than eight of those in a row, since they are neither UTF-8 nor the first byte of a CBOR item, and the longest
// number has eight bytes; a file's content has a zero after every fifteen. For the same reason a stale frame that was
// filled up with a mark is never a valid message.
//
// Invariants: the decoder holds at most one frame plus what was fed last; it allocates nothing on a length alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace glovebox::guest {

enum class FrameType : std::uint8_t {
    Hello = 1,         // host: versions
    HelloOk = 2,       // guest: versions, kernel, uptime
    Identity = 3,      // host: hostname, time, entropy, how programs run
    IdentityOk = 4,    // guest: it was applied; what came of it
    ToolStart = 5,     // host: tool, input, limits; opens a stream
    ToolOutput = 6,    // guest: a piece of live output, within the credit
    ToolCredit = 7,    // host: more live output is welcome
    ToolCancel = 8,    // host: abort; the result still comes
    ToolResult = 9,    // guest: closes the stream
    Ping = 10,         // host
    Pong = 11,         // guest
    Shutdown = 12,     // host: sync and power off
    FileStart = 13,    // host: a file operation; opens a stream
    FileData = 14,     // both: a piece of a file's content, within the credit
    FileEntries = 15,  // guest: some of what a list found, within the credit
    FileCredit = 16,   // both: so many bytes were taken; none: a sign of life
    FileCancel = 17,   // host: end it; FileDone still comes
    FileDone = 18,     // guest: closes the stream
    ExecStart = 19,    // host: a program; opens a stream
    ExecInput = 20,    // host: a piece of its standard input
    ExecOutput = 21,   // guest: a piece of its standard output, within the credit
    ExecErrors = 22,   // guest: of its standard error
    ExecCredit = 23,   // both: so many bytes were taken
    ExecCancel = 24,   // host: end it and its process group; ExecEnd still comes
    ExecEnd = 25,      // guest: how it ended; closes the stream
    FileEnd = 26,      // host: that was all of a content whose length was not said before
    ExecInputEnd = 27, // host: likewise, of a program's standard input
    // On the network port (net_messages.h), which has Hello and HelloOk as the control port has.
    NetOpen = 32,    // guest: a connection somewhere; opens a stream
    NetOpened = 33,  // whoever was asked: it is through; so much may be sent
    NetRefused = 34, // likewise: it is not, and why; closes the stream
    NetData = 35,    // both: a piece of what the connection carries, within the credit
    NetCredit = 36,  // both: so many bytes were taken
    NetEnd = 37,     // both: no more from this end; with both the stream is closed
    NetReset = 38,   // both: closes the stream at once
    NetAsk = 39,     // guest: may this name be reached at all? opens a stream
    NetAnswer = 40,  // host: yes or no; closes the stream
    NetRules = 41,   // host: the rules have changed, earlier answers count no more
    NetOpenIn = 42, // host: a connection to a port in the guest; opens a stream, and NetOpened or NetRefused answers it
    // On the control port, to agents that have terminals (limits.h, kAgentLevel).
    TerminalStart = 48,  // host: something about terminals; opens a stream
    TerminalData = 49,   // both: a piece of what one prints, or of what is typed into it, within the credit
    TerminalCredit = 50, // both: so many bytes were taken
    TerminalCancel = 51, // host: end it; TerminalDone still comes
    TerminalEntry = 52,  // guest: one of a list
    TerminalDone = 53,   // guest: closes the stream
};

inline constexpr std::size_t kHeaderSize = 20;
inline constexpr std::string_view kGreetingMark{"\xFE\xFC\xFF\xFD\xFD\xFF\xFC\xFE\xFF\xFC\xFE\xFD\xFC\xFE\xFD\xFF", 16};

struct Frame {
    FrameType type = FrameType::Ping;
    std::uint32_t epoch = 0;
    std::uint32_t stream = 0;
    std::string payload;

    friend bool operator==(const Frame &, const Frame &) = default;
};

std::string encode(const Frame &frame);

class FrameDecoder {
public:
    /// Once: the host's end; a greeting in the middle of frames is an error. AnyTime: the guest's end; it starts over.
    enum class Greeting { Once, AnyTime };
    enum class Status { NeedMore, Complete, Broken };

    FrameDecoder(std::size_t payloadMax, Greeting greeting) : m_payloadMax(payloadMax), m_greeting(greeting) {}

    void feed(std::string_view bytes);
    /// Takes out the next frame. Broken is final until the next greeting (AnyTime) or for good (Once).
    Status next(Frame &frame);
    /// Why it is broken, for the log.
    const std::string &problem() const { return m_problem; }
    std::size_t buffered() const { return m_buffer.size() - m_at; }

private:
    std::string_view afterGreeting(std::string_view bytes);
    Status breakWith(std::string problem);

    std::size_t m_payloadMax;
    Greeting m_greeting;
    bool m_greeted = false;
    std::size_t m_skipped = 0;
    std::string m_recent; // the end of the stream so far, where a greeting mark may have begun
    std::string m_buffer;
    std::size_t m_at = 0; // everything before is consumed
    std::string m_problem;
};

} // namespace glovebox::guest
