#include "core/http/websocket_codec.h"

#include "core/base/text.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>

namespace glovebox::http {

namespace {

constexpr std::size_t kControlMax = 125;
constexpr std::uint8_t kLast = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
/// Lengths that stand for: it is in the next two, or eight, bytes.
constexpr std::uint8_t kLength16 = 126;
constexpr std::uint8_t kLength64 = 127;

constexpr bool isControl(Opcode opcode)
{
    return static_cast<std::uint8_t>(opcode) >= 0x8;
}

constexpr bool isKnown(std::uint8_t opcode)
{
    return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA);
}

/// That a client may send: of the protocol's, of its registry's, and of programs' own.
constexpr bool isCloseCode(std::uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

bool isUtf8(const std::string &text)
{
    return toValidUtf8(text) == text;
}

void appendBigEndian(std::string &out, std::uint64_t value, int bytes)
{
    for (int at = bytes - 1; at >= 0; --at)
        out.push_back(static_cast<char>(value >> (8 * at)));
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
}

} // namespace

void FrameReader::feed(std::string_view bytes)
{
    if (m_over)
        return;
    m_buffer.erase(0, m_at);
    m_at = 0;
    m_buffer.append(bytes);
}

std::optional<FrameReader::Event> FrameReader::next()
{
    while (!m_over) {
        if (m_inFrame || readHead())
            readPayload();
        if (!m_broken && (!m_inFrame || m_left > 0))
            return std::nullopt;
        auto event = m_broken ? std::exchange(m_broken, std::nullopt) : frameEnded();
        if (!event && m_broken)
            event = std::exchange(m_broken, std::nullopt);
        if (!event)
            continue; // a fragment
        m_over = event->kind == Kind::Close || event->kind == Kind::Broken;
        if (m_over)
            m_buffer.clear();
        return event;
    }
    return std::nullopt;
}

/// False: it is not whole yet, or not allowed.
bool FrameReader::readHead()
{
    const auto bytes = std::string_view(m_buffer).substr(m_at);
    if (bytes.size() < 2)
        return false;
    const auto first = static_cast<std::uint8_t>(bytes[0]);
    const auto second = static_cast<std::uint8_t>(bytes[1]);
    const auto opcode = static_cast<std::uint8_t>(first & 0x0F);
    m_isLast = (first & kLast) != 0;
    if ((first & kReserved) != 0 || !isKnown(opcode)) {
        breakOff(CloseCode::ProtocolError, "a frame of a kind that was not agreed on");
        return false;
    }
    if ((second & kMasked) == 0) {
        breakOff(CloseCode::ProtocolError, "a frame without a mask");
        return false;
    }
    m_opcode = static_cast<Opcode>(opcode);
    const auto shortLength = static_cast<std::uint8_t>(second & 0x7F);
    if (isControl(m_opcode) && (!m_isLast || shortLength > kControlMax)) {
        breakOff(CloseCode::ProtocolError, "a control frame in pieces or too long");
        return false;
    }
    if (!isControl(m_opcode) && (m_opcode == Opcode::Continuation) != m_messageKind.has_value()) {
        breakOff(CloseCode::ProtocolError, "a fragment without a beginning, or a message within another");
        return false;
    }
    const std::size_t extra = shortLength == kLength64 ? 8 : shortLength == kLength16 ? 2 : 0;
    if (bytes.size() < 2 + extra + sizeof m_mask)
        return false;
    m_left = extra > 0 ? bigEndian(bytes.substr(2, extra)) : shortLength;
    if ((extra == 2 && m_left < kLength16) || (extra == 8 && (m_left <= 0xFFFF || m_left >> 63 != 0))) {
        breakOff(CloseCode::ProtocolError, "a length that is not written as lengths are");
        return false;
    }
    if (!isControl(m_opcode) &&
        m_left > m_messageMax.value - std::min<std::uint64_t>(m_message.size(), m_messageMax.value)) {
        breakOff(CloseCode::TooLarge, "a message over the limit");
        return false;
    }
    std::ranges::copy(bytes.substr(2 + extra, sizeof m_mask), m_mask);
    m_maskAt = 0;
    m_at += 2 + extra + sizeof m_mask;
    if (m_opcode == Opcode::Text || m_opcode == Opcode::Binary)
        m_messageKind = m_opcode;
    m_inFrame = true;
    return true;
}

void FrameReader::readPayload()
{
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, m_buffer.size() - m_at));
    auto &out = isControl(m_opcode) ? m_control : m_message;
    const auto before = out.size();
    out.append(m_buffer, m_at, length);
    for (std::size_t at = before; at < out.size(); ++at)
        out[at] = static_cast<char>(static_cast<std::uint8_t>(out[at]) ^ m_mask[m_maskAt++ % sizeof m_mask]);
    m_at += length;
    m_left -= length;
}

/// Nothing: there is more to come of its message, or it is not allowed.
std::optional<FrameReader::Event> FrameReader::frameEnded()
{
    m_inFrame = false;
    switch (m_opcode) {
    case Opcode::Ping:
        return Event{Kind::Ping, std::exchange(m_control, {})};
    case Opcode::Pong:
        return Event{Kind::Pong, std::exchange(m_control, {})};
    case Opcode::Close:
        return closeRead();
    case Opcode::Continuation:
    case Opcode::Text:
    case Opcode::Binary:
        break;
    }
    if (!m_isLast)
        return std::nullopt;
    const auto kind = *std::exchange(m_messageKind, std::nullopt);
    auto message = std::exchange(m_message, {});
    if (kind == Opcode::Binary)
        return Event{Kind::Binary, std::move(message)};
    if (!isUtf8(message)) {
        breakOff(CloseCode::BadText, "text that is not UTF-8");
        return std::nullopt;
    }
    return Event{Kind::Text, std::move(message)};
}

FrameReader::Event FrameReader::closeRead()
{
    if (m_control.empty())
        return {Kind::Close, {}, static_cast<std::uint16_t>(CloseCode::None)};
    const auto code = static_cast<std::uint16_t>(bigEndian(std::string_view(m_control).substr(0, 2)));
    auto reason = m_control.substr(std::min<std::size_t>(2, m_control.size()));
    if (m_control.size() < 2 || !isCloseCode(code))
        return {Kind::Broken, "a close code that is none", static_cast<std::uint16_t>(CloseCode::ProtocolError)};
    if (!isUtf8(reason))
        return {Kind::Broken, "text that is not UTF-8", static_cast<std::uint16_t>(CloseCode::BadText)};
    return {Kind::Close, std::move(reason), code};
}

void FrameReader::breakOff(CloseCode code, const char *why)
{
    m_broken = Event{Kind::Broken, why, static_cast<std::uint16_t>(code)};
}

std::string frame(Opcode opcode, std::string_view payload)
{
    std::string out;
    out.reserve(payload.size() + 10);
    out.push_back(static_cast<char>(kLast | static_cast<std::uint8_t>(opcode)));
    if (payload.size() <= kControlMax) {
        out.push_back(static_cast<char>(payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        out.push_back(static_cast<char>(kLength16));
        appendBigEndian(out, payload.size(), 2);
    } else {
        out.push_back(static_cast<char>(kLength64));
        appendBigEndian(out, payload.size(), 8);
    }
    out.append(payload);
    return out;
}

std::string closePayload(std::uint16_t code, std::string_view reason)
{
    if (code == static_cast<std::uint16_t>(CloseCode::None))
        return {};
    std::string out;
    appendBigEndian(out, code, 2);
    auto fits = toValidUtf8(reason);
    std::size_t length = std::min(fits.size(), kControlMax - 2);
    while (length > 0 && length < fits.size() && (static_cast<std::uint8_t>(fits[length]) & 0xC0) == 0x80)
        --length; // between characters
    return out + fits.substr(0, length);
}

std::optional<std::string> acceptFor(std::string_view key)
{
    const auto given = QByteArray(key.data(), static_cast<qsizetype>(key.size()));
    const auto decoded = QByteArray::fromBase64Encoding(given, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != 16 || given.size() != 24)
        return std::nullopt;
    const auto answer = given + QByteArrayLiteral("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    return QCryptographicHash::hash(answer, QCryptographicHash::Sha1).toBase64().toStdString();
}

} // namespace glovebox::http
