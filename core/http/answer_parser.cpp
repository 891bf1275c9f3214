#include "core/http/answer_parser.h"

// As message_codec.cpp: Beast 1.74 asserts what a peer decides.
#define BOOST_DISABLE_ASSERTS

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace glovebox::http {

namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;

constexpr std::uint32_t kAnswerHeadMax = 64 * 1024;

/// One message, told as it comes.
class TellingParser final : public wire::basic_parser<false> {
public:
    explicit TellingParser(const AnswerParser::Handlers &handlers) : m_handlers(handlers)
    {
        header_limit(kAnswerHeadMax);
        // Not boost::none: Beast 1.74 takes every stated length for more than that.
        body_limit(std::numeric_limits<std::uint64_t>::max());
        eager(true);
    }

    int status() const { return m_head.status; }
    bool isInterim() const { return m_head.status < 200 && m_head.status != 101; }

private:
    void on_request_impl(wire::verb, beast::string_view, beast::string_view, int, beast::error_code &) override {}
    void on_response_impl(int code, beast::string_view, int, beast::error_code &) override { m_head.status = code; }
    void on_field_impl(wire::field, beast::string_view name, beast::string_view value, beast::error_code &) override
    {
        m_head.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }
    void on_header_impl(beast::error_code &) override
    {
        if (!isInterim() && m_handlers.head)
            m_handlers.head(m_head);
    }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, beast::error_code &) override {}
    std::size_t on_body_impl(beast::string_view body, beast::error_code &) override { return tell(body); }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, beast::error_code &) override
    {
        return tell(body);
    }
    void on_finish_impl(beast::error_code &) override {}

    std::size_t tell(beast::string_view body)
    {
        if (!body.empty() && m_handlers.body)
            m_handlers.body({body.data(), body.size()});
        return body.size();
    }

    const AnswerParser::Handlers &m_handlers;
    Response m_head;
};

} // namespace

struct AnswerParser::Impl {
    Impl(bool answersHead, Handlers tell) : toHead(answersHead), handlers(std::move(tell)) { renew(); }

    void renew()
    {
        parser.emplace(handlers);
        parser->skip(toHead);
    }

    State broken()
    {
        buffer.clear();
        return state = State::Broken;
    }

    State parse();

    bool toHead;
    Handlers handlers;
    std::optional<TellingParser> parser;
    std::string buffer; // not parsed yet
    State state = State::Reading;
};

AnswerParser::State AnswerParser::Impl::parse()
{
    std::size_t used = 0;
    while (used < buffer.size() && state == State::Reading) {
        beast::error_code error;
        const auto taken = parser->put(boost::asio::buffer(buffer.data() + used, buffer.size() - used), error);
        used += taken;
        if (error && error != wire::error::need_more)
            return broken();
        if (parser->is_header_done() && parser->status() == 101)
            state = State::Switched;
        else if (parser->is_header_done() && parser->isInterim())
            renew();
        else if (parser->is_done())
            state = State::Complete;
        else if (error || taken == 0)
            break;
    }
    buffer.erase(0, used);
    return state == State::Reading && buffer.size() > kAnswerHeadMax ? broken() : state;
}

AnswerParser::AnswerParser(bool toHead, Handlers handlers) : m_impl(std::make_unique<Impl>(toHead, std::move(handlers)))
{
}

AnswerParser::~AnswerParser() = default;

AnswerParser::State AnswerParser::feed(std::string_view bytes)
{
    if (m_impl->state == State::Broken)
        return State::Broken;
    m_impl->buffer.append(bytes);
    return m_impl->state == State::Reading ? m_impl->parse() : m_impl->state;
}

AnswerParser::State AnswerParser::end()
{
    if (m_impl->state != State::Reading)
        return m_impl->state;
    beast::error_code error;
    if (m_impl->parser->is_header_done() && m_impl->buffer.empty())
        m_impl->parser->put_eof(error);
    return !error && m_impl->parser->is_done() ? m_impl->state = State::Complete : m_impl->broken();
}

AnswerParser::State AnswerParser::state() const
{
    return m_impl->state;
}

std::string AnswerParser::takeRest()
{
    return std::exchange(m_impl->buffer, {});
}

} // namespace glovebox::http
