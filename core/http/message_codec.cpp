#include "core/http/message_codec.h"

// Beast 1.74 asserts that a last chunk never comes in pieces of under five bytes, which a client decides; its code
// copes. The fuzz target (tests/fuzz/http) looks for what it would not cope with.
#define BOOST_DISABLE_ASSERTS

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <limits>

namespace glovebox::http {

namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;

constexpr std::string_view viewed(beast::string_view text)
{
    return {text.data(), text.size()};
}

/// Beast's grammar, which fills a Request.
class Grammar final : public wire::basic_parser<true> {
public:
    Grammar(Request &request, std::size_t headersMax) : m_request(request), m_headersMax(headersMax) {}
    bool isHttp10() const { return m_version < 11; }

private:
    void on_request_impl(wire::verb, beast::string_view method, beast::string_view target, int version,
                         beast::error_code &) override
    {
        m_version = version;
        m_request.method = viewed(method);
        m_request.target = viewed(target);
    }
    void on_field_impl(wire::field, beast::string_view name, beast::string_view value,
                       beast::error_code &error) override
    {
        if (++m_headers > m_headersMax)
            error = wire::error::header_limit;
        else if (!is_header_done()) // what comes behind a body in chunks is dropped: it was not there to be checked
            m_request.headers.add(std::string(viewed(name)), std::string(viewed(value)));
    }
    void on_header_impl(beast::error_code &) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t> &, beast::error_code &) override {}
    std::size_t on_body_impl(beast::string_view body, beast::error_code &) override
    {
        m_request.body.append(viewed(body));
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, beast::error_code &) override
    {
        m_request.body.append(viewed(body));
        return body.size();
    }
    void on_response_impl(int, beast::string_view, int, beast::error_code &) override {}
    void on_finish_impl(beast::error_code &) override {}

    Request &m_request;
    std::size_t m_headersMax;
    std::size_t m_headers = 0;
    int m_version = 11;
};

/// `unread` begins with what was not understood.
int statusFor(const beast::error_code &error, std::string_view unread)
{
    if (error == wire::error::header_limit)
        return 431;
    if (error == wire::error::body_limit)
        return 413;
    if (error == wire::error::bad_method)
        return 501;
    if (error != wire::error::bad_version)
        return 400;
    // HTTP/2 begins with a line of that form.
    const auto line = unread.substr(0, unread.find_first_of("\r\n"));
    const auto version = line.rfind(" HTTP/");
    return version != std::string_view::npos && line.size() > version + 6 && line[version + 6] != '1' ? 505 : 400;
}

/// What Beast lets pass and two programs could read in two ways, as a status; 0: nothing of the sort.
int doubtIn(const Request &request, bool http10)
{
    const auto &headers = request.headers;
    // No proxy is asked here, nor one that is asked for tunnels: neither whole addresses nor authorities.
    if (!request.target.starts_with('/') && !(request.target == "*" && request.method == "OPTIONS"))
        return 400;
    const auto hosts = headers.count("host");
    if (hosts > 1 || (hosts == 0 && !http10))
        return 400;
    const auto lengths = headers.count("content-length");
    const auto codings = headers.count("transfer-encoding");
    if (lengths + codings > 1 || (codings > 0 && http10))
        return 400;
    if (lengths > 0 && headers.value("content-length")->find(',') != std::string::npos)
        return 400;
    if (codings > 0 && !equalsIgnoringCase(*headers.value("transfer-encoding"), "chunked"))
        return 501;
    const auto expected = headers.value("expect");
    return expected && !equalsIgnoringCase(*expected, "100-continue") ? 417 : 0;
}

void splitTarget(Request &request)
{
    const std::string_view target = request.target;
    const auto mark = std::min(target.find('?'), target.size());
    // A path with a broken escape stays as it is: it finds no route and is answered 404.
    const auto path = target.substr(0, mark);
    request.path = percentDecode(path, false).value_or(std::string(path));
    for (auto &segment : pathSegments(path))
        request.segments.push_back(percentDecode(segment, false).value_or(std::move(segment)));
    request.query = Query::parse(target.substr(std::min(mark + 1, target.size())));
}

bool isPrintable(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

template <class Buffers>
void appendBuffers(std::string &out, const Buffers &buffers)
{
    for (auto it = boost::asio::buffer_sequence_begin(buffers); it != boost::asio::buffer_sequence_end(buffers); ++it) {
        const boost::asio::const_buffer buffer = *it;
        out.append(static_cast<const char *>(buffer.data()), buffer.size());
    }
}

template <class Message>
void fillHead(Message &message, const Response &response, const HeadOptions &options)
{
    message.version(options.framing == Framing::ToClose ? 10 : 11);
    message.result(static_cast<unsigned>(response.status));
    for (const auto &[name, value] : response.headers.entries())
        if (isPrintable(name) && isPrintable(value) && !equalsIgnoringCase(name, "content-length") &&
            !equalsIgnoringCase(name, "transfer-encoding"))
            message.insert(name, value);
    message.keep_alive(options.keepAlive);
}

std::string serializeWhole(const Response &response, const HeadOptions &options)
{
    wire::response<wire::string_body> message;
    fillHead(message, response, options);
    message.body() = response.body;
    // 204 and 304 have no body by definition, and then state no length either.
    if (response.status != 204 && response.status != 304)
        message.content_length(response.body.size());
    wire::response_serializer<wire::string_body> serializer(message);
    serializer.split(true);
    std::string out;
    while (!serializer.is_done() && (options.withBody || !serializer.is_header_done())) {
        beast::error_code error;
        serializer.next(error, [&](beast::error_code &, const auto &buffers) {
            const auto before = out.size();
            appendBuffers(out, buffers);
            serializer.consume(out.size() - before);
        });
        if (error)
            break;
    }
    return out;
}

std::string serializeHead(const Response &response, const HeadOptions &options)
{
    wire::response<wire::empty_body> message;
    fillHead(message, response, options);
    if (options.framing == Framing::Chunked)
        message.chunked(true);
    if (options.framing == Framing::Stated)
        message.content_length(options.length.value);
    wire::response_serializer<wire::empty_body> serializer(message);
    serializer.split(true);
    std::string out;
    while (!serializer.is_header_done()) {
        beast::error_code error;
        serializer.next(error, [&](beast::error_code &, const auto &buffers) {
            const auto before = out.size();
            appendBuffers(out, buffers);
            serializer.consume(out.size() - before);
        });
        if (error)
            break;
    }
    return out;
}

} // namespace

struct RequestParser::Impl {
    Impl(ParserLimits parserLimits, Heads headsIn) : limits(parserLimits), heads(headsIn) { renew(); }

    void renew()
    {
        request = {};
        grammar.emplace(request, limits.headers);
        grammar->header_limit(static_cast<std::uint32_t>(limits.header.value));
        grammar->body_limit(
            std::numeric_limits<std::uint64_t>::max()); // until admitBody(); to Beast none is less than 0
        grammar->eager(false);                          // it is to stop behind the head
        headBytes = 0;
        lastOfHead = '\0';
        expectsContinue = false;
        state = State::Start;
    }

    void refuse(int status)
    {
        state = State::Refused;
        refusalStatus = status;
        buffer.clear();
    }

    bool put();
    void parse();
    void parseHead();
    void parseBody();
    void admitBody(ByteCount limit);

    ParserLimits limits;
    Heads heads;
    Request request; // what was read of it
    std::optional<Grammar> grammar;
    std::string buffer; // not parsed yet: a partial line, or what follows a complete request
    State state = State::Start;
    std::size_t headBytes = 0;
    char lastOfHead = '\0';
    int refusalStatus = 0;
    bool expectsContinue = false;
    bool keepAlive = true;
    bool http10 = false;
};

/// One step of Beast's. False: it needs more, or it is refused.
bool RequestParser::Impl::put()
{
    beast::error_code error;
    const bool inHead = !grammar->is_header_done();
    const auto taken = grammar->put(boost::asio::buffer(buffer.data(), buffer.size()), error);
    if (error && error != wire::error::need_more) {
        refuse(statusFor(error, std::string_view(buffer).substr(taken)));
        return false;
    }
    if (inHead) {
        headBytes += taken;
        // A value that goes on in the next line, which Beast joins: gone from HTTP, and read in two ways.
        for (std::size_t at = 0; at < taken; ++at) {
            const bool continues = lastOfHead == '\n' && (buffer[at] == ' ' || buffer[at] == '\t');
            lastOfHead = buffer[at];
            if (continues) {
                refuse(400);
                return false;
            }
        }
    }
    buffer.erase(0, taken);
    return !error && taken > 0;
}

void RequestParser::Impl::parse()
{
    if (state == State::Start || state == State::Header)
        parseHead();
    if (state == State::Head && heads == Heads::Passed)
        admitBody(limits.body);
    if (state == State::Body)
        parseBody();
}

void RequestParser::Impl::parseHead()
{
    while (!buffer.empty() && !grammar->is_header_done())
        if (!put())
            break;
    if (state == State::Refused)
        return;
    if (!grammar->is_header_done()) {
        if (!buffer.empty() || grammar->got_some())
            state = State::Header;
        // Beast counts what is not parsed, and counts it when a line is complete.
        if (headBytes + buffer.size() > limits.header.value)
            refuse(431);
        return;
    }
    keepAlive = grammar->keep_alive();
    http10 = grammar->isHttp10();
    if (headBytes > limits.header.value)
        return refuse(431);
    if (const int status = doubtIn(request, http10))
        return refuse(status);
    expectsContinue = !http10 && !grammar->is_done() && request.headers.count("expect") > 0;
    splitTarget(request);
    request.http10 = http10;
    state = State::Head;
}

void RequestParser::Impl::admitBody(ByteCount limit)
{
    if (grammar->content_length().value_or(0) > limit.value)
        return refuse(413);
    grammar->body_limit(limit.value);
    grammar->eager(true);
    state = grammar->is_done() ? State::Complete : State::Body;
}

void RequestParser::Impl::parseBody()
{
    while (!buffer.empty() && !grammar->is_done()) {
        expectsContinue = false;
        if (!put())
            break;
    }
    if (state == State::Refused)
        return;
    if (grammar->is_done())
        state = State::Complete;
    else if (buffer.size() > limits.header.value)
        refuse(400); // a chunk's size line or last headers without an end
}

RequestParser::RequestParser(ParserLimits limits, Heads heads) : m_impl(std::make_unique<Impl>(limits, heads)) {}
RequestParser::~RequestParser() = default;

RequestParser::State RequestParser::feed(std::string_view bytes)
{
    if (m_impl->state == State::Refused)
        return m_impl->state;
    m_impl->buffer.append(bytes);
    m_impl->parse();
    return m_impl->state;
}

RequestParser::State RequestParser::state() const
{
    return m_impl->state;
}
int RequestParser::refusal() const
{
    return m_impl->refusalStatus;
}
bool RequestParser::keepAlive() const
{
    return m_impl->keepAlive;
}
bool RequestParser::isHttp10() const
{
    return m_impl->http10;
}
std::size_t RequestParser::leftOver() const
{
    return m_impl->buffer.size();
}
std::string RequestParser::takeLeftOver()
{
    return std::exchange(m_impl->buffer, {});
}

Request &RequestParser::head()
{
    return m_impl->request;
}
void RequestParser::readWhole()
{
    m_impl->admitBody(m_impl->limits.body);
}
void RequestParser::readPieces(ByteCount limit)
{
    m_impl->admitBody(limit);
}
Request RequestParser::takeHead()
{
    return std::exchange(m_impl->request, {});
}
std::string RequestParser::takePiece()
{
    return std::exchange(m_impl->request.body, {});
}

bool RequestParser::takeExpectsContinue()
{
    return m_impl->state == State::Body && std::exchange(m_impl->expectsContinue, false) && m_impl->buffer.empty();
}

Request RequestParser::take()
{
    auto request = std::move(m_impl->request);
    m_impl->renew();
    return request;
}

std::string serialize(const Response &response, const HeadOptions &options)
{
    return options.framing == Framing::Length ? serializeWhole(response, options) : serializeHead(response, options);
}

std::string chunk(std::string_view data)
{
    std::string out;
    if (!data.empty())
        appendBuffers(out, wire::make_chunk(boost::asio::buffer(data.data(), data.size())));
    return out;
}

std::string continueHead()
{
    return "HTTP/1.1 100 Continue\r\n\r\n";
}

std::string processingHead()
{
    return "HTTP/1.1 102 Processing\r\n\r\n";
}

std::string lastChunk()
{
    std::string out;
    appendBuffers(out, wire::make_chunk_last());
    return out;
}

} // namespace glovebox::http
