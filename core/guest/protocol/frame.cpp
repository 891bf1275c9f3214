#include "core/guest/protocol/frame.h"

#include "core/guest/protocol/limits.h"

namespace glovebox::guest {

namespace {

constexpr std::string_view kMagic = "GBX1";
constexpr char kFormat = 1;

void putU32(std::string &out, std::uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<char>((value >> shift) & 0xFF));
}

std::uint32_t getU32(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool isFrameType(char type)
{
    const auto between = [type](FrameType first, FrameType last) {
        return type >= static_cast<char>(first) && type <= static_cast<char>(last);
    };
    return between(FrameType::Hello, FrameType::ExecInputEnd) || between(FrameType::NetOpen, FrameType::NetOpenIn) ||
           between(FrameType::TerminalStart, FrameType::TerminalDone);
}

} // namespace

std::string encode(const Frame &frame)
{
    std::string out;
    out.reserve(kHeaderSize + frame.payload.size());
    out.append(kMagic);
    out.push_back(kFormat);
    out.push_back(static_cast<char>(frame.type));
    out.append(2, '\0');
    putU32(out, static_cast<std::uint32_t>(frame.payload.size()));
    putU32(out, frame.epoch);
    putU32(out, frame.stream);
    out.append(frame.payload);
    return out;
}

void FrameDecoder::feed(std::string_view bytes)
{
    if (m_at > 0) {
        m_buffer.erase(0, m_at);
        m_at = 0;
    }
    if (!m_greeted || m_greeting == Greeting::AnyTime)
        bytes = afterGreeting(bytes);
    if (m_greeted && m_problem.empty())
        m_buffer.append(bytes);
}

/// What of `bytes` belongs to the connection: all of it, or what stands behind a greeting mark that ends in it. The
/// mark is looked for in the stream itself and not in the buffer, where a stale frame may already have swallowed its
/// beginning.
std::string_view FrameDecoder::afterGreeting(std::string_view bytes)
{
    const auto before = m_recent.size();
    m_recent.append(bytes);
    // The last one counts: what precedes it belongs to an earlier connection. The host's end takes the first, since a
    // second one on the same connection is no greeting but an error that next() will find.
    const auto found = m_greeting == Greeting::AnyTime ? m_recent.rfind(kGreetingMark) : m_recent.find(kGreetingMark);
    if (found != std::string::npos) {
        bytes.remove_prefix(found + kGreetingMark.size() - before);
        m_buffer.clear();
        m_problem.clear();
        m_greeted = true;
        m_recent.clear();
        m_recent.append(bytes);
    }
    const auto keep = kGreetingMark.size() - 1;
    if (m_recent.size() > keep)
        m_recent.erase(0, m_recent.size() - keep);
    m_skipped += m_greeted ? 0 : bytes.size();
    if (m_greeting == Greeting::Once && m_skipped > kStaleBytesMax && m_problem.empty())
        breakWith("no greeting within " + std::to_string(m_skipped) + " bytes");
    return bytes;
}

FrameDecoder::Status FrameDecoder::next(Frame &frame)
{
    if (!m_problem.empty())
        return Status::Broken;
    const auto bytes = std::string_view(m_buffer).substr(m_at);
    if (!m_greeted || bytes.size() < kHeaderSize)
        return Status::NeedMore;
    if (bytes.substr(0, kMagic.size()) != kMagic)
        return breakWith("bad magic");
    if (bytes[4] != kFormat)
        return breakWith("unknown frame format " + std::to_string(static_cast<unsigned char>(bytes[4])));
    if (!isFrameType(bytes[5]) || bytes[6] != 0 || bytes[7] != 0)
        return breakWith("unknown frame type " + std::to_string(static_cast<unsigned char>(bytes[5])));
    const std::size_t length = getU32(bytes, 8);
    if (length > m_payloadMax)
        return breakWith("a frame of " + std::to_string(length) + " bytes exceeds " + std::to_string(m_payloadMax));
    if (bytes.size() - kHeaderSize < length)
        return Status::NeedMore;
    frame.type = static_cast<FrameType>(bytes[5]);
    frame.epoch = getU32(bytes, 12);
    frame.stream = getU32(bytes, 16);
    frame.payload.assign(bytes.substr(kHeaderSize, length));
    m_at += kHeaderSize + length;
    return Status::Complete;
}

FrameDecoder::Status FrameDecoder::breakWith(std::string problem)
{
    m_problem = std::move(problem);
    m_buffer.clear();
    m_at = 0;
    return Status::Broken;
}

} // namespace glovebox::guest
