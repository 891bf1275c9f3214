#include "app/cli/web_socket_codec.h"

#include <QCryptographicHash>

#include <algorithm>

namespace glovebox::cli {

namespace {

constexpr std::size_t kControlMax = 125;
constexpr std::uint8_t kLast = 0x80;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kContinued = 0;
constexpr std::uint8_t kShort = 125; // greatest length that stands in the second byte
constexpr std::uint8_t kTwoBytes = 126;
constexpr std::uint8_t kEightBytes = 127;

bool isControl(std::uint8_t code)
{
    return (code & 0x8) != 0;
}

bool isKnown(std::uint8_t code)
{
    return code <= 2 || (code >= 8 && code <= 10);
}

tl::unexpected<Error> brokenFrame(const char *why)
{
    return fail(ErrorCode::ProtocolError, std::string("the server sent a WebSocket frame that is none: ") + why);
}

std::uint8_t byteAt(const std::string &bytes, std::size_t at)
{
    return static_cast<std::uint8_t>(bytes[at]);
}

} // namespace

std::string encodeFrame(WebSocketKind kind, std::string_view bytes, WebSocketMask mask)
{
    if (isControl(static_cast<std::uint8_t>(kind)))
        bytes = bytes.substr(0, kControlMax);
    std::string frame;
    frame.reserve(bytes.size() + 14);
    const auto put = [&frame](std::uint64_t value, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8)
            frame += static_cast<char>((value >> shift) & 0xff);
    };
    put(kLast | static_cast<std::uint8_t>(kind), 1);
    if (bytes.size() <= kShort) {
        put(kMasked | bytes.size(), 1);
    } else if (bytes.size() <= 0xffff) {
        put(kMasked | kTwoBytes, 1);
        put(bytes.size(), 2);
    } else {
        put(kMasked | kEightBytes, 1);
        put(bytes.size(), 8);
    }
    for (const auto part : mask)
        put(part, 1);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        frame += static_cast<char>(static_cast<std::uint8_t>(bytes[i]) ^ mask[i % mask.size()]);
    return frame;
}

Result<std::optional<WebSocketReader::Frame>> WebSocketReader::nextFrame()
{
    if (m_bytes.size() < 2)
        return std::optional<Frame>();
    const auto first = byteAt(m_bytes, 0);
    const auto second = byteAt(m_bytes, 1);
    Frame frame{(first & kLast) != 0, static_cast<std::uint8_t>(first & 0x0f), {}};
    if ((first & kReserved) != 0 || !isKnown(frame.code))
        return brokenFrame("of no known kind");
    if ((second & kMasked) != 0)
        return brokenFrame("masked, as a client's are");
    std::uint64_t length = second;
    std::size_t head = 2;
    if (length > kShort) {
        const std::size_t more = length == kTwoBytes ? 2 : 8;
        if (m_bytes.size() < head + more)
            return std::optional<Frame>();
        length = 0;
        for (std::size_t i = 0; i < more; ++i)
            length = length << 8 | byteAt(m_bytes, head + i);
        head += more;
    }
    if (isControl(frame.code) && (length > kControlMax || !frame.isLast))
        return brokenFrame("a control frame in parts");
    if (length > m_max)
        return fail(ErrorCode::TooLarge, "the server sent a message that is too large");
    if (m_bytes.size() - head < length)
        return std::optional<Frame>();
    frame.bytes = m_bytes.substr(head, length);
    m_bytes.erase(0, head + length);
    return std::optional(std::move(frame));
}

/// Whether a message is whole with it.
Result<bool> WebSocketReader::take(Frame frame, std::optional<WebSocketMessage> &whole)
{
    if (isControl(frame.code)) {
        whole = WebSocketMessage{static_cast<WebSocketKind>(frame.code), std::move(frame.bytes)};
        return true;
    }
    if ((frame.code == kContinued) != m_begun.has_value())
        return brokenFrame("the parts of messages are mixed up");
    if (!m_begun)
        m_begun = WebSocketMessage{static_cast<WebSocketKind>(frame.code), {}};
    if (m_begun->bytes.size() + frame.bytes.size() > m_max)
        return fail(ErrorCode::TooLarge, "the server sent a message that is too large");
    m_begun->bytes += frame.bytes;
    if (!frame.isLast)
        return false;
    whole = std::exchange(m_begun, std::nullopt);
    return true;
}

Result<std::optional<WebSocketMessage>> WebSocketReader::next()
{
    for (;;) {
        GB_TRY(frame, nextFrame());
        if (!frame)
            return std::optional<WebSocketMessage>();
        std::optional<WebSocketMessage> whole;
        GB_TRY(isWhole, take(*std::move(frame), whole));
        if (isWhole)
            return whole;
    }
}

std::string webSocketAccept(std::string_view key)
{
    auto text = QByteArray(key.data(), static_cast<qsizetype>(key.size()));
    text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // the protocol's own
    return QCryptographicHash::hash(text, QCryptographicHash::Sha1).toBase64().toStdString();
}

} // namespace glovebox::cli
