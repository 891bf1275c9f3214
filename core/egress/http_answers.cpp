#include "core/egress/http_answers.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace glovebox::egress {

namespace {

constexpr int kSwitching = 101;
constexpr int kNoContent = 204;
constexpr int kNotModified = 304;

/// A server's line without its end, whichever of the two it uses.
std::string_view withoutEnd(std::string_view line)
{
    line.remove_suffix(line.ends_with('\n') ? 1 : 0);
    line.remove_suffix(line.ends_with('\r') ? 1 : 0);
    return line;
}

bool isEmptyLine(std::string_view line)
{
    return withoutEnd(line).empty();
}

std::vector<std::string_view> answerLines(std::string_view head)
{
    std::vector<std::string_view> out;
    while (!head.empty()) {
        const auto end = head.find('\n');
        const auto line = head.substr(0, end == std::string_view::npos ? head.size() : end + 1);
        if (!isEmptyLine(line))
            out.push_back(withoutEnd(line));
        head.remove_prefix(line.size());
    }
    return out;
}

/// "HTTP/1.1 200 OK".
std::optional<int> statusOf(std::string_view line)
{
    if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ' || (line.size() > 12 && line[12] != ' '))
        return std::nullopt;
    const auto status = numberOf<unsigned>(line.substr(9, 3), 10, 3);
    return status && *status >= 100 ? std::optional(static_cast<int>(*status)) : std::nullopt;
}

} // namespace

std::string HttpAnswers::feed(std::string_view bytes)
{
    std::string out;
    while (!m_problem && !m_over && !bytes.empty()) {
        switch (m_part) {
        case Part::Raw:
            out += std::exchange(bytes, {});
            break;
        case Part::Body:
        case Part::Chunk:
        case Part::UntilEnd:
            out += takeBody(bytes);
            break;
        case Part::Head:
            if (m_asked.empty()) {
                m_over = true;
                break;
            }
            if (takeLine(bytes, kHeadMax) && (m_line.ends_with("\n\n") || m_line.ends_with("\n\r\n")))
                out += readHead();
            break;
        case Part::ChunkSize:
        case Part::ChunkEnd:
        case Part::Trailers:
            if (takeLine(bytes, m_part == Part::Trailers ? kHeadMax : kChunkLineMax))
                out += readFraming();
            break;
        }
    }
    return out;
}

std::string HttpAnswers::end()
{
    // Where it is not whole, whoever reads it sees that: nothing more follows.
    auto out = m_stream.end();
    if (m_part != Part::Head)
        out += std::exchange(m_line, {});
    m_over = true;
    return out;
}

/// Up to the next line's end, behind what was held before. False: more has to come, or it is too long already.
bool HttpAnswers::takeLine(std::string_view &bytes, std::size_t max)
{
    const auto end = bytes.find('\n');
    const auto some = bytes.substr(0, end == std::string_view::npos ? bytes.size() : end + 1);
    m_line += some;
    bytes.remove_prefix(some.size());
    if (m_line.size() > max)
        fail("what it answers is too long");
    return !m_problem && end != std::string_view::npos;
}

std::string HttpAnswers::readHead()
{
    auto head = std::exchange(m_line, {});
    const auto lines = answerLines(head);
    const auto status = lines.empty() ? std::nullopt : statusOf(lines.front());
    if (!status) {
        fail("what it answers is no HTTP/1");
        return {};
    }
    m_echoes = m_echoesNow ? m_echoesNow() : Echoes();
    const auto request = m_asked.front();
    if (*status == kSwitching) {
        if (!request.offersOther) {
            fail("it answers with another protocol, which was not offered");
            return {};
        }
        m_switch = true;
        m_part = Part::Raw;
        m_asked.clear();
        takeOut(head, m_echoes);
        return head;
    }
    m_interim = *status < 200;
    if (!m_interim) {
        if (request.offersOther)
            m_switch = false;
        readFields(head, request.isHead || *status == kNoContent || *status == kNotModified);
    }
    takeOut(head, m_echoes);
    if (!m_problem && !m_interim && m_part == Part::Head)
        head += messageEnded();
    return m_problem ? std::string() : head;
}

void HttpAnswers::readFields(std::string_view head, bool noBody)
{
    std::optional<std::uint64_t> length;
    bool chunked = false;
    bool encoded = false; // or in a way that we do not know
    const auto lines = answerLines(head);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto field = fieldOf(lines[i]);
        if (!field)
            continue; // a folded line; nothing of what counts below is ever folded
        const auto &[name, value] = *field;
        if (name == "content-length") {
            const auto number = numberOf<std::uint64_t>(value, 10, kLengthDigitsMax);
            if (!number || (length && *length != *number))
                return fail("how long its answer is can be understood in two ways");
            length = number;
        } else if (name == "transfer-encoding") {
            chunked = lowered(value) == "chunked";
            encoded = !chunked;
        }
    }
    // Whatever is said of its encoding: that may not be so, and costs nothing.
    m_stream = EchoStream(m_echoes);
    if (noBody)
        return;
    m_left = length.value_or(0);
    m_part = chunked ? Part::ChunkSize : encoded || !length ? Part::UntilEnd : m_left > 0 ? Part::Body : Part::Head;
}

std::string HttpAnswers::takeBody(std::string_view &bytes)
{
    if (m_part == Part::UntilEnd)
        return m_stream.content(std::exchange(bytes, {}));
    const auto some = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size())));
    bytes.remove_prefix(some.size());
    m_left -= some.size();
    auto out = m_stream.content(some);
    if (m_left == 0 && m_part == Part::Body)
        out += messageEnded();
    else if (m_left == 0)
        m_part = Part::ChunkEnd;
    return out;
}

/// Around chunks, and behind the last.
std::string HttpAnswers::readFraming()
{
    auto line = std::exchange(m_line, {});
    if (m_part == Part::ChunkEnd) {
        if (!isEmptyLine(line)) {
            fail("a chunk of its answer is longer than it says");
            return {};
        }
        m_part = Part::ChunkSize;
        return m_stream.framing(line);
    }
    if (m_part == Part::ChunkSize) {
        const auto text = withoutEnd(line);
        const auto size = numberOf<std::uint64_t>(trimmed(text.substr(0, text.find(';'))), 16, kChunkDigitsMax);
        if (!size) {
            fail("a chunk of its answer does not say how long it is");
            return {};
        }
        takeOut(line, m_echoes); // behind the size there may be words
        m_left = *size;
        m_part = *size > 0 ? Part::Chunk : Part::Trailers;
        return *size > 0 ? m_stream.framing(line) : m_stream.end() + line;
    }
    const bool last = isEmptyLine(line);
    takeOut(line, m_echoes);
    return last ? line + messageEnded() : line;
}

std::string HttpAnswers::messageEnded()
{
    m_part = Part::Head;
    m_asked.pop_front();
    m_echoes.clear();
    return m_stream.end();
}

void HttpAnswers::fail(std::string what)
{
    m_problem = std::move(what);
    m_line.clear();
}

} // namespace glovebox::egress
