#include "core/guest/agent/network/refusal.h"

#include <algorithm>

namespace glovebox::agent {

namespace {

using Why = guest::NetRefused::Why;

constexpr std::uint16_t kHttp = 80;
constexpr std::uint16_t kTls = 443;
constexpr std::size_t kRecordHeader = 5;
constexpr char kHandshake = 22;
/// Alert, TLS 1.2, two bytes: fatal, access_denied. Sent before any key is agreed, so every client can read it.
constexpr std::string_view kAccessDenied{"\x15\x03\x01\x00\x02\x02\x31", 7};

/// Somebody's decision, as opposed to a failure.
bool isDenied(Why why)
{
    return why == Why::Policy || why == Why::Paused;
}

std::string_view statusOf(Why why)
{
    switch (why) {
    case Why::Policy:
    case Why::Paused:
        return "403 Forbidden by sandbox policy";
    case Why::UnknownName:
    case Why::Unreachable:
        return "502 Bad Gateway";
    case Why::TimedOut:
        return "504 Gateway Timeout";
    case Why::Limit:
        return "503 Service Unavailable";
    }
    return "502 Bad Gateway";
}

/// Of those that are not the host's.
std::string_view phraseOf(int status)
{
    switch (status) {
    case 408:
        return "Request Timeout";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    default:
        return "Bad Request";
    }
}

/// What may stand in an answer's first line.
std::string inOneLine(std::string_view sentence)
{
    std::string out(sentence);
    std::ranges::replace_if(
        out, [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

} // namespace

std::string answerInWords(std::string_view status, std::string_view sentence)
{
    std::string out = "HTTP/1.1 ";
    out.append(status).append("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ");
    out.append(std::to_string(sentence.size() + 1)).append("\r\nConnection: close\r\n\r\n");
    return out.append(sentence).append("\n");
}

std::string proxyAnswer(int status, std::string_view sentence, bool isTunnel)
{
    return answerInWords(
        std::to_string(status) + ' ' + (isTunnel ? inOneLine(sentence) : std::string(phraseOf(status))), sentence);
}

std::string proxyAnswer(const guest::NetRefused &why, bool isTunnel)
{
    const auto status = std::string(statusOf(why.why));
    return answerInWords(isTunnel ? status.substr(0, 4) + inOneLine(why.text) : status, why.text);
}

std::optional<std::string> Refusal::answer(std::string_view more)
{
    m_head.append(more.substr(0, kHeadMax - m_head.size()));
    if (m_port == kHttp)
        return answerHttp();
    if (m_port == kTls && isDenied(m_why.why))
        return answerTls();
    return std::string();
}

std::optional<std::string> Refusal::answerHttp() const
{
    if (m_head.empty())
        return std::nullopt;
    if (m_head.front() < 'A' || m_head.front() > 'Z') // no request
        return std::string();
    if (m_head.find("\r\n\r\n") == std::string::npos && m_head.find("\n\n") == std::string::npos)
        return m_head.size() < kHeadMax ? std::nullopt : std::optional<std::string>(std::string());
    return answerInWords(statusOf(m_why.why), m_why.text);
}

/// Behind the first record, which is what fits into one of the client's greeting.
std::optional<std::string> Refusal::answerTls() const
{
    if (!m_head.empty() && m_head.front() != kHandshake)
        return std::string();
    if (m_head.size() < kRecordHeader)
        return std::nullopt;
    const auto length =
        static_cast<std::size_t>(static_cast<unsigned char>(m_head[3])) << 8 | static_cast<unsigned char>(m_head[4]);
    if (m_head.size() < std::min(kRecordHeader + length, kHeadMax))
        return std::nullopt;
    return std::string(kAccessDenied);
}

} // namespace glovebox::agent
