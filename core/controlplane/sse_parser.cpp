#include "core/controlplane/sse_parser.h"

#include <algorithm>
#include <utility>

namespace glovebox::controlplane {

namespace {

/// The first of "\r" and "\n". Two searches for one byte each: find_first_of() asks once for every byte of the text.
std::size_t lineEnd(std::string_view bytes)
{
    const auto feed = bytes.find('\n');
    return std::min(feed, bytes.substr(0, feed).find('\r'));
}

} // namespace

Result<std::vector<SseMessage>> SseParser::feed(std::string_view bytes)
{
    std::vector<SseMessage> out;
    while (!bytes.empty()) {
        if (std::exchange(m_afterCarriageReturn, false) && bytes.front() == '\n')
            bytes.remove_prefix(1);
        const auto end = lineEnd(bytes);
        const auto part = bytes.substr(0, end);
        if (m_line.size() + part.size() + m_message.data.size() + m_message.event.size() > m_max)
            return fail(ErrorCode::ProtocolError,
                        "a message on the event stream is larger than " + std::to_string(m_max) + " bytes");
        m_line.append(part);
        if (end == std::string_view::npos)
            break;
        m_afterCarriageReturn = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        takeLine(out);
    }
    return out;
}

void SseParser::takeLine(std::vector<SseMessage> &out)
{
    std::string_view line = m_line;
    if (std::exchange(m_atStart, false) && line.starts_with("\xEF\xBB\xBF"))
        line.remove_prefix(3);
    if (line.empty()) {
        auto message = std::exchange(m_message, {});
        m_hasData = false;
        if (!message.event.empty() && !message.data.empty())
            out.push_back(std::move(message));
    } else if (line.front() != ':') {
        const auto colon = line.find(':');
        auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
        if (value.starts_with(' '))
            value.remove_prefix(1);
        takeField(line.substr(0, colon), value);
    }
    m_line.clear();
}

void SseParser::takeField(std::string_view name, std::string_view value)
{
    if (name == "event") {
        m_message.event = value;
    } else if (name == "data") {
        if (std::exchange(m_hasData, true))
            m_message.data += '\n';
        m_message.data += value;
    }
}

} // namespace glovebox::controlplane
