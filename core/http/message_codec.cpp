#include "core/http/message_codec.h"

// Beast 1.74 asserts that a last chunk never comes in pieces of under five bytes, which a client decides; its code
// copes. The fuzz target (tests/fuzz/http) looks for what it would not cope with.
#define BOOST_DISABLE_ASSERTS

#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace glovebox::http {

namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;
using BodyParser = wire::request_parser<wire::string_body>;

int statusFor(const beast::error_code &error)
{
    if (error == wire::error::header_limit)
        return 431;
    if (error == wire::error::body_limit)
        return 413;
    if (error == wire::error::bad_method)
        return 501;
    return 400;
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
        if (isPrintable(name) && isPrintable(value))
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
    explicit Impl(ParserLimits parserLimits) : limits(parserLimits) { renew(); }

    void renew()
    {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(limits.header.value));
        parser->body_limit(limits.body.value);
        parser->eager(true);
        continueTaken = false;
        state = State::Start;
    }

    void refuse(int status)
    {
        state = State::Refused;
        refusalStatus = status;
        buffer.clear();
    }

    void parse();

    ParserLimits limits;
    std::optional<BodyParser> parser;
    std::string buffer; // not parsed yet: a partial line, or what follows a complete request
    State state = State::Start;
    int refusalStatus = 0;
    bool continueTaken = false;
    bool keepAlive = true;
    bool http10 = false;
};

void RequestParser::Impl::parse()
{
    std::size_t used = 0;
    while (used < buffer.size() && !parser->is_done()) {
        beast::error_code error;
        const auto taken = parser->put(boost::asio::buffer(buffer.data() + used, buffer.size() - used), error);
        used += taken;
        if (error == wire::error::need_more)
            break;
        if (error)
            return refuse(statusFor(error));
        if (taken == 0)
            break;
    }
    buffer.erase(0, used);
    if (parser->is_header_done()) {
        keepAlive = parser->get().keep_alive();
        http10 = parser->get().version() < 11;
        const auto coding = parser->get()[wire::field::transfer_encoding];
        if (!coding.empty() && !equalsIgnoringCase({coding.data(), coding.size()}, "chunked"))
            return refuse(501);
    }
    if (parser->is_done())
        state = State::Complete;
    else if (parser->is_header_done())
        state = State::Body;
    else if (!buffer.empty() || parser->got_some())
        state = State::Header;
    // Beast counts its limits when a line is complete; a header or a chunk's size line without an end must not grow.
    if (state != State::Complete && buffer.size() > limits.header.value)
        refuse(state == State::Body ? 400 : 431);
}

RequestParser::RequestParser(ParserLimits limits) : m_impl(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

RequestParser::State RequestParser::feed(std::string_view bytes)
{
    if (m_impl->state == State::Refused)
        return m_impl->state;
    m_impl->buffer.append(bytes);
    if (m_impl->state != State::Complete && !m_impl->buffer.empty())
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

bool RequestParser::takeExpectsContinue()
{
    if (m_impl->state != State::Body || m_impl->continueTaken)
        return false;
    m_impl->continueTaken = true;
    const auto expect = m_impl->parser->get()[wire::field::expect];
    return !m_impl->http10 && equalsIgnoringCase({expect.data(), expect.size()}, "100-continue");
}

Request RequestParser::take()
{
    auto message = m_impl->parser->release();
    Request request;
    const auto method = message.method_string();
    request.method.assign(method.data(), method.size());
    const std::string_view target(message.target().data(), message.target().size());
    const auto mark = std::min(target.find('?'), target.size());
    // A path with a broken escape stays as it is: it finds no route and is answered 404.
    const auto path = target.substr(0, mark);
    request.path = percentDecode(path, false).value_or(std::string(path));
    for (auto &segment : pathSegments(path))
        request.segments.push_back(percentDecode(segment, false).value_or(std::move(segment)));
    request.query = Query::parse(target.substr(std::min(mark + 1, target.size())));
    for (const auto &field : message)
        request.headers.add({field.name_string().data(), field.name_string().size()},
                            {field.value().data(), field.value().size()});
    request.body = std::move(message.body());
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

std::string lastChunk()
{
    std::string out;
    appendBuffers(out, wire::make_chunk_last());
    return out;
}

} // namespace glovebox::http
