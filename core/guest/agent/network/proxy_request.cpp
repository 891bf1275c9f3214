#include "core/guest/agent/network/proxy_request.h"

#include "core/base/http_text.h"
#include "core/guest/agent/network/refusal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace glovebox::agent {

namespace {

// As the gate reads it behind us.
using http1::isToken;
using http1::kChunkDigitsMax;
using http1::kChunkLineMax;
using http1::kLengthDigitsMax;
using http1::kMethodMax;
using http1::lowered;
using http1::trimmed;

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kScheme = "http://";
constexpr std::string_view kOneHostAlone = "Connection: close\r\n\r\n";
constexpr std::uint16_t kPlainHttp = 80;
constexpr std::size_t kHostMax = 254; // a name with a dot at its end
constexpr std::size_t kPortDigits = 5;
/// Between a program and this proxy; and offers of other protocols, which would make more than one request of it.
constexpr std::array<std::string_view, 5> kOurs{"connection", "keep-alive", "upgrade", "http2-settings", "te"};
constexpr std::string_view kOursToo = "proxy-";

constexpr const char *kHow =
    "This is the sandbox's proxy: it takes CONNECT host:port, and requests with a whole address "
    "(http://host/path).";
constexpr const char *kTwoWays = "The proxy does not pass on what can be understood in two ways: ";

bool isAsciiDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Authority {
    std::string host;
    bool isBracketed = false;
    std::optional<std::uint16_t> port;
};

/// "host", "host:port", "[address]:port"; no user.
std::optional<Authority> authorityIn(std::string_view text)
{
    Authority out;
    out.isBracketed = text.starts_with('[');
    const auto end = out.isBracketed ? text.find(']') : text.find(':');
    if (out.isBracketed && end == std::string_view::npos)
        return std::nullopt;
    out.host = lowered(out.isBracketed ? text.substr(1, end - 1) : text.substr(0, end));
    const std::string_view more = out.isBracketed ? ":." : "-_.";
    const bool good = !out.host.empty() && out.host.size() <= kHostMax && std::ranges::all_of(out.host, [more](char c) {
        return isAsciiDigit(c) || isAsciiLetter(c) || more.find(c) != std::string_view::npos;
    });
    if (!good || (out.isBracketed && out.host.find(':') == std::string::npos))
        return std::nullopt;
    if (!out.isBracketed && out.host.ends_with('.'))
        out.host.pop_back();
    auto rest = end == std::string_view::npos ? std::string_view() : text.substr(out.isBracketed ? end + 1 : end);
    if (rest.empty())
        return out;
    const auto port =
        rest.front() == ':' ? http1::numberOf<std::uint64_t>(rest.substr(1), 10, kPortDigits) : std::nullopt;
    if (!port || *port == 0 || *port > 0xFFFF)
        return std::nullopt;
    out.port = static_cast<std::uint16_t>(*port);
    return out;
}

} // namespace

struct ProxyRequest::Fields {
    std::string kept;
    std::size_t hosts = 0;
    std::optional<std::uint64_t> length;
    bool isChunked = false;
    bool isAmbiguous = false; // in how long it is
};

ProxyRequest::State ProxyRequest::refuse(int status, std::string sentence)
{
    m_status = status;
    m_sentence = std::move(sentence);
    std::string().swap(m_in);
    std::string().swap(m_ahead);
    return m_state = State::Refused;
}

/// Each byte is looked at once, however the head is cut.
ProxyRequest::State ProxyRequest::take(std::string_view bytes)
{
    m_in.append(bytes);
    for (; m_scanned < m_in.size(); ++m_scanned) {
        const char c = m_in[m_scanned];
        const bool afterReturn = m_scanned > 0 && m_in[m_scanned - 1] == '\r';
        if (m_scanned >= kHeadMax)
            return refuse(431, "The head of the request is longer than 64 KiB.");
        if (m_scanned == 0 && !isAsciiLetter(c))
            return refuse(400, kHow);
        if (afterReturn != (c == '\n'))
            return refuse(400, std::string(kTwoWays) + "where a line of the head ends.");
        const bool isControl = (c >= 0 && c < ' ') || c == '\x7F';
        if (isControl && c != '\t' && c != '\r' && c != '\n')
            return refuse(400, "The head of the request has control characters in it.");
        if (c == '\n' && std::string_view(m_in).substr(0, m_scanned + 1).ends_with(kHeadEnd)) {
            ++m_scanned;
            return readHead();
        }
    }
    return State::Reading;
}

ProxyRequest::State ProxyRequest::readHead()
{
    const auto in = std::exchange(m_in, {});
    const auto head = std::string_view(in).substr(0, m_scanned - kLineEnd.size());
    const auto first = head.substr(0, head.find(kLineEnd));
    const auto blank = first.find(' ');
    const auto last = first.rfind(' ');
    const auto method = first.substr(0, std::min(blank, first.size()));
    if (blank == last || !isToken(method) || method.size() > kMethodMax)
        return refuse(400, kHow);
    const auto target = first.substr(blank + 1, last - blank - 1);
    const auto version = first.substr(last + 1);
    std::string path;
    m_isTunnel = method == "CONNECT";
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(400, "The proxy speaks HTTP/1.1.");
    if (!readTarget(method, target, path))
        return m_state;
    Fields fields;
    if (!readFields(head.substr(first.size() + kLineEnd.size()), fields))
        return refuse(400, "A line of the request's head is no header field.");
    if (fields.hosts > 1)
        return refuse(400, std::string(kTwoWays) + "the request has two Hosts.");
    const bool hasBody = fields.isChunked || fields.length.value_or(0) > 0;
    if (fields.isAmbiguous || (fields.isChunked && (fields.length || version != "HTTP/1.1")) || (m_isTunnel && hasBody))
        return refuse(400, std::string(kTwoWays) + "how long the request is.");
    m_left = fields.length.value_or(0);
    m_part = fields.isChunked ? Part::ChunkSize : m_left > 0 ? Part::Sized : Part::Done;
    if (!m_isTunnel)
        m_ahead.append(method).append(" ").append(path).append(" ").append(version).append(kLineEnd) +=
            "Host: " + m_authority + std::string(kLineEnd) + fields.kept + std::string(kOneHostAlone);
    const auto rest = std::string_view(in).substr(m_scanned);
    const auto passes = passing(rest);
    if (!passes)
        return refuse(400, std::string(kTwoWays) + "how long a chunk is.");
    m_ahead.append(rest.substr(0, *passes));
    return m_state = State::Known;
}

bool ProxyRequest::readTarget(std::string_view method, std::string_view target, std::string &path)
{
    auto authority = target;
    if (!m_isTunnel) {
        if (lowered(target.substr(0, kScheme.size())) != kScheme) {
            refuse(400, kHow);
            return false;
        }
        authority.remove_prefix(kScheme.size());
        const auto end = std::min(authority.find_first_of("/?#"), authority.size());
        const auto rest = authority.substr(end);
        authority = authority.substr(0, end);
        path = rest.starts_with('/') ? std::string(rest)
               : !rest.empty()       ? "/" + std::string(rest)
                                     : std::string(method == "OPTIONS" ? "*" : "/");
    }
    const auto read = authorityIn(authority);
    const bool good = read && (read->port || !m_isTunnel) && target.find_first_of(" \t#") == std::string_view::npos;
    if (!good) {
        refuse(400, "What the proxy is asked for is no host and port.");
        return false;
    }
    m_host = read->host;
    m_port = read->port.value_or(kPlainHttp);
    m_authority =
        (read->isBracketed ? '[' + m_host + ']' : m_host) + (m_port == kPlainHttp ? "" : ':' + std::to_string(m_port));
    return true;
}

/// False: one of them is no field.
bool ProxyRequest::readFields(std::string_view lines, Fields &fields) const
{
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find(kLineEnd));
        lines.remove_prefix(line.size() + kLineEnd.size());
        const auto colon = std::min(line.find(':'), line.size());
        const auto name = lowered(line.substr(0, colon));
        if (!isToken(name) || colon == line.size()) // a line that goes on, too
            return false;
        const auto value = trimmed(line.substr(colon + 1));
        if (name == "host") {
            ++fields.hosts; // the address says it
            continue;
        }
        if (std::ranges::find(kOurs, name) != kOurs.end() || name.starts_with(kOursToo))
            continue;
        if (name == "content-length") {
            const auto length = http1::numberOf<std::uint64_t>(value, 10, kLengthDigitsMax);
            fields.isAmbiguous = fields.isAmbiguous || !length || fields.length;
            fields.length = length;
        } else if (name == "transfer-encoding") {
            fields.isAmbiguous = fields.isAmbiguous || fields.isChunked || lowered(value) != "chunked";
            fields.isChunked = true;
        }
        fields.kept.append(line).append(kLineEnd);
    }
    return true;
}

std::size_t ProxyRequest::takeAhead(char *into, std::size_t max)
{
    const auto size = std::min(max, m_ahead.size());
    m_ahead.copy(into, size);
    if (size == m_ahead.size())
        std::string().swap(m_ahead);
    else
        m_ahead.erase(0, size);
    return size;
}

std::optional<std::size_t> ProxyRequest::passing(std::string_view bytes)
{
    if (m_isTunnel)
        return bytes.size();
    std::size_t at = 0;
    while (at < bytes.size() && m_part != Part::Done) {
        if (m_part == Part::Sized || m_part == Part::Chunk) {
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size() - at));
            at += size;
            m_left -= size;
            if (m_left == 0)
                m_part = m_part == Part::Sized ? Part::Done : Part::ChunkEnd;
            continue;
        }
        m_line.push_back(bytes[at++]);
        if (m_line.size() > kChunkLineMax || (m_line.back() == '\n' && !readLine()))
            return std::nullopt;
    }
    m_hasMore = m_hasMore || at < bytes.size();
    return at;
}

/// False: it is not what has to stand there.
bool ProxyRequest::readLine()
{
    const auto whole = std::exchange(m_line, {});
    if (!whole.ends_with(kLineEnd) || whole.find('\r') != whole.size() - kLineEnd.size())
        return false;
    const auto line = std::string_view(whole).substr(0, whole.size() - kLineEnd.size());
    switch (m_part) {
    case Part::ChunkSize: {
        const auto size = http1::numberOf<std::uint64_t>(line.substr(0, line.find(';')), 16, kChunkDigitsMax);
        m_left = size.value_or(0);
        m_part = m_left > 0 ? Part::Chunk : Part::Trailers;
        return size.has_value();
    }
    case Part::ChunkEnd:
        m_part = Part::ChunkSize;
        return line.empty();
    case Part::Trailers:
        m_trailerBytes += whole.size();
        m_part = line.empty() ? Part::Done : Part::Trailers;
        return m_trailerBytes <= kHeadMax;
    case Part::Sized:
    case Part::Chunk:
    case Part::Done:
        break;
    }
    return false;
}

} // namespace glovebox::agent
