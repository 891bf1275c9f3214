#include "core/egress/http_requests.h"

#include "core/base/text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace glovebox::egress {

namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

/// "example.org:80", "[2001:db8::1]".
std::optional<std::pair<std::string, std::optional<std::uint16_t>>> hostAndPort(std::string_view text)
{
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (host.empty())
        return std::nullopt;
    if (port.empty())
        return std::pair{lowered(host), std::optional<std::uint16_t>()};
    const auto number = port.front() == ':' ? numberOf<std::uint16_t>(port.substr(1), 10, 5) : std::nullopt;
    if (!number)
        return std::nullopt;
    return std::pair{lowered(host), number};
}

/// What decides where a message ends, where it goes, and what the connection becomes.
struct FramingFields {
    std::vector<std::string> hosts;
    std::vector<std::string> lengths;
    std::vector<std::string> encodings;
    std::vector<std::string> upgrades;
};

std::optional<FramingFields> fieldsOf(const std::vector<std::string_view> &lines)
{
    FramingFields out;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto field = fieldOf(lines[i]);
        if (!field)
            return std::nullopt;
        for (auto [name, list] : {std::pair{"host", &out.hosts}, std::pair{"content-length", &out.lengths},
                                  std::pair{"transfer-encoding", &out.encodings}, std::pair{"upgrade", &out.upgrades}})
            if (field->first == name)
                list->push_back(lowered(field->second));
    }
    return out;
}

} // namespace

std::string HttpRequests::feed(std::string_view bytes)
{
    std::string out;
    while (!m_problem && !bytes.empty()) {
        switch (m_part) {
        case Part::Body:
        case Part::Chunk:
            out += takeBody(bytes);
            break;
        case Part::Raw:
            out += std::exchange(bytes, {});
            break;
        case Part::Offered:
            m_line += std::exchange(bytes, {});
            if (m_line.size() > kHeadMax)
                refuse(400, "it goes on before another protocol was agreed on");
            break;
        case Part::ChunkEnd:
            if (!takeHeld(bytes, kLineEnd, kLineEnd.size()))
                break;
            m_part = Part::ChunkSize;
            out += std::exchange(m_line, {});
            break;
        case Part::Head:
        case Part::ChunkSize:
        case Part::Trailers: {
            const auto part = m_part;
            if (!takeHeld(bytes, part == Part::Head ? kHeadEnd : kLineEnd,
                          part == Part::ChunkSize ? kChunkLineMax : kHeadMax))
                break;
            part == Part::Head ? readHead() : part == Part::ChunkSize ? readChunkSize() : readTrailers();
            // Whoever looked at the head may have put something into it.
            if (!m_problem && (m_part != Part::Trailers || part != Part::Trailers))
                out += std::exchange(m_line, {});
            break;
        }
        }
    }
    return out;
}

std::string HttpRequests::answered(bool switched)
{
    if (m_part != Part::Offered || m_problem)
        return {};
    m_part = switched ? Part::Raw : Part::Head;
    return feed(std::exchange(m_line, {}));
}

std::string_view HttpRequests::takeBody(std::string_view &bytes)
{
    const auto some = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size())));
    bytes.remove_prefix(some.size());
    m_left -= some.size();
    if (m_left == 0)
        m_part = m_part == Part::Chunk ? Part::ChunkEnd : Part::Head;
    return some;
}

/// False: more has to come, or it is too long already.
bool HttpRequests::takeHeld(std::string_view &bytes, std::string_view end, std::size_t max)
{
    // The end may have begun in what was held before.
    const auto from = m_line.size() < end.size() ? 0 : m_line.size() - (end.size() - 1);
    const auto before = m_line.size();
    m_line.append(bytes.substr(0, max - std::min(max, before)));
    const auto found = m_line.find(end, from);
    if (found == std::string::npos) {
        bytes.remove_prefix(m_line.size() - before);
        if (m_line.size() >= max)
            refuse(m_part == Part::Head ? 431 : 400,
                   m_part == Part::ChunkEnd ? "a chunk is longer than it says" : "it is too long");
        return false;
    }
    bytes.remove_prefix(found + end.size() - before);
    m_line.resize(found + end.size());
    return true;
}

void HttpRequests::readHead()
{
    const auto lines = linesOf(m_line);
    if (!lines || lines->empty() || m_line.starts_with(kLineEnd)) {
        refuse(400, "it is no HTTP request");
        return;
    }
    const auto first = lines->front();
    const auto blank = first.find(' ');
    const auto last = first.rfind(' ');
    const auto method = first.substr(0, blank);
    const bool one = first.ends_with(" HTTP/1.1");
    if (blank == std::string_view::npos || blank == last || !isToken(method) || method.size() > kMethodMax ||
        (!one && !first.ends_with(" HTTP/1.0"))) {
        refuse(400, "it is no HTTP/1 request");
        return;
    }
    const auto fields = fieldsOf(*lines);
    if (!fields || fields->hosts.size() != 1) {
        refuse(400, fields ? "it has to name one host" : "a header field is none");
        return;
    }
    const auto host = hostAndPort(fields->hosts.front());
    if (!host || !m_isHost(host->first) || host->second.value_or(m_port) != m_port) {
        refuse(421, "the request is for another host than the connection");
        return;
    }
    if (!checkTarget(method, first.substr(blank + 1, last - blank - 1)))
        return;
    if (!m_rules.upgrades && !std::ranges::all_of(fields->upgrades, [](const auto &each) { return each == "h2c"; })) {
        refuse(400, "it would turn the connection into something else");
        return;
    }
    const bool chunked = !fields->encodings.empty();
    const auto length = fields->lengths.empty()
                            ? std::optional<std::uint64_t>(0)
                            : numberOf<std::uint64_t>(fields->lengths.front(), 10, kLengthDigitsMax);
    if (!length || fields->lengths.size() > 1 || fields->encodings.size() > 1 ||
        (chunked && (!one || !fields->lengths.empty() || fields->encodings.front() != "chunked"))) {
        refuse(400, "how long it is can be understood in two ways");
        return;
    }
    // A server that switches before it has read the body would take that for HTTP/2, for whatever host it says.
    if (!fields->upgrades.empty() && (chunked || *length > 0)) {
        refuse(400, "it offers another protocol and has a body");
        return;
    }
    const HttpHead about{.isHead = method == "HEAD", .offersOther = !fields->upgrades.empty()};
    if (auto problem = m_rules.onHead ? m_rules.onHead(m_line, about) : std::nullopt) {
        refuse(problem->status, std::move(problem->sentence));
        return;
    }
    ++m_requests;
    m_left = *length;
    m_part = chunked                                 ? Part::ChunkSize
             : m_left > 0                            ? Part::Body
             : about.offersOther && m_rules.upgrades ? Part::Offered
                                                     : Part::Head;
}

bool HttpRequests::checkTarget(std::string_view method, std::string_view target)
{
    const std::string_view scheme = m_rules.overTls ? "https://" : "http://";
    if (target.find_first_of(" \t") != std::string_view::npos || target.empty())
        return refuse(400, "it is no HTTP/1 request");
    if (method == "CONNECT")
        return refuse(400, "there is no proxy here");
    if (m_rules.overTls && (method == "TRACE" || method == "TRACK"))
        return refuse(405, "it asks the server to say back what it was sent, secrets and all");
    if (target.front() == '/' || (target == "*" && method == "OPTIONS"))
        return true;
    if (!lowered(target).starts_with(scheme))
        return refuse(400, "it is no HTTP/1 request");
    const auto rest = target.substr(scheme.size());
    const auto host = hostAndPort(rest.substr(0, rest.find_first_of("/?#")));
    if (!host || !m_isHost(host->first) || host->second.value_or(m_port) != m_port)
        return refuse(421, "the request is for another host than the connection");
    return true;
}

void HttpRequests::readChunkSize()
{
    const auto line = std::string_view(m_line).substr(0, m_line.size() - kLineEnd.size());
    const auto size = numberOf<std::uint64_t>(line.substr(0, line.find(';')), 16, kChunkDigitsMax);
    if (!size || !isHeaderValue(line)) {
        refuse(400, "a chunk does not say how long it is");
        return;
    }
    m_left = *size;
    m_part = *size > 0 ? Part::Chunk : Part::Trailers;
}

/// Line by line; the whole of it is held until the empty one.
void HttpRequests::readTrailers()
{
    if (m_line != kLineEnd && !m_line.ends_with(kHeadEnd))
        return;
    const auto lines = linesOf(m_line);
    const bool good = lines && std::ranges::all_of(*lines, [](std::string_view line) {
                          const auto field = fieldOf(line);
                          return field && field->first != "host" && field->first != "content-length" &&
                                 field->first != "transfer-encoding";
                      });
    if (!good) {
        refuse(400, "a trailer field is none");
        return;
    }
    m_part = Part::Head;
}

/// False, for whoever answers with it.
bool HttpRequests::refuse(int status, std::string sentence)
{
    m_problem = HttpProblem{status, std::move(sentence)};
    m_line.clear();
    return false;
}

std::string httpAnswer(int status, std::string_view sentence)
{
    const auto *reason = status == 400   ? "Bad Request"
                         : status == 403 ? "Forbidden by sandbox policy"
                         : status == 405 ? "Method Not Allowed"
                         : status == 408 ? "Request Timeout"
                         : status == 421 ? "Misdirected Request"
                         : status == 431 ? "Request Header Fields Too Large"
                                         : "Bad Gateway";
    const auto body = toOneLine(sentence) + "\n";
    return "HTTP/1.1 " + std::to_string(status) + ' ' + reason +
           "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\nX-Glovebox: sandbox policy\r\n\r\n" + body;
}

} // namespace glovebox::egress
