#include "core/http/connection.h"

#include <algorithm>

namespace glovebox::http {

namespace {

Response refusalResponse(int status, const char *text)
{
    Response response;
    response.status = status;
    response.headers.add("content-type", "text/plain; charset=utf-8");
    response.body = text;
    return response;
}

constexpr std::size_t kSmallAnswer = 64 * 1024;

constexpr bool hasNoBody(int status)
{
    return status == 204 || status == 304;
}

} // namespace

// ---- Answering ----------------------------------------------------------------------------------------------------

Response Connection::refusal(int status, const char *text) const
{
    return m_context.options.refusal ? m_context.options.refusal(status) : refusalResponse(status, text);
}

void Connection::refuse(int status, const char *text)
{
    m_keepAlive = false;
    write(serialize(refusal(status, text), {.keepAlive = false, .withBody = !m_headRequest}));
    finishAnswer();
}

/// What is left of a body would be taken for the next request; it is not waited for.
void Connection::settleKeepAlive()
{
    m_informing.cancel();
    if (m_input != Input::Body)
        return;
    if (m_parser.state() != RequestParser::State::Complete) {
        m_keepAlive = false;
        return;
    }
    m_parser.take();
    m_input = Input::Held;
}

bool Connection::hasRoomFor(const Response &response) const
{
    const auto size = response.body.size();
    return size <= kSmallAnswer || m_headRequest ||
           m_context.untaken + size <= m_context.options.limits.answersUntaken.value;
}

/// No more than is unsent.
void Connection::holdUntaken(std::size_t bytes)
{
    m_context.untaken += bytes - m_untaken;
    m_untaken = bytes;
}

void Connection::respond(const Response &response)
{
    if (!isAnswering())
        return;
    settleKeepAlive();
    const auto bytes = serialize(response, {.keepAlive = m_keepAlive, .withBody = !m_headRequest});
    write(bytes);
    holdUntaken(std::min(m_untaken + bytes.size(), backlog()));
    finishAnswer();
}

bool Connection::beginStream(const Response &head, std::optional<ByteCount> length)
{
    if (!isAnswering())
        return false;
    if (hasNoBody(head.status)) {
        respond(head);
        return false;
    }
    m_informing.cancel();
    if (m_input == Input::Body && m_parser.state() != RequestParser::State::Complete)
        m_keepAlive = false;
    if (!m_chunked && !length)
        m_keepAlive = false;
    HeadOptions options{.framing = length      ? Framing::Stated
                                   : m_chunked ? Framing::Chunked
                                               : Framing::ToClose,
                        .keepAlive = m_keepAlive};
    if (length) {
        options.length = *length;
        m_left = length->value;
    }
    write(serialize(head, options));
    if (m_headRequest) {
        settleKeepAlive();
        m_left.reset();
        finishAnswer();
        return false;
    }
    writeStream(head.body);
    return true;
}

void Connection::writeStream(std::string_view data)
{
    if (!isAnswering() || data.empty())
        return;
    if (m_left) {
        if (data.size() > *m_left)
            return drop(true); // it would be read as the next answer
        *m_left -= data.size();
    }
    write(m_chunked && !m_left ? chunk(data) : std::string(data));
    if (backlog() > m_context.options.limits.streamBacklog.value)
        drop(true);
}

void Connection::endStream()
{
    if (!isAnswering())
        return;
    const auto left = std::exchange(m_left, std::nullopt);
    if (left.value_or(0) > 0)
        return breakOff();
    if (m_chunked && !left)
        write(lastChunk());
    settleKeepAlive();
    finishAnswer();
}

void Connection::beginTunnel(const std::optional<Response> &head)
{
    if (!isAnswering())
        return;
    m_informing.cancel();
    m_deadline.cancel();
    m_behindHead = m_parser.takeLeftOver();
    m_input = Input::Tunnel;
    m_keepAlive = false;
    m_reads = false;
    m_unused = 0;
    if (head)
        write(serialize(*head, {.framing = Framing::None}));
}

void Connection::writeTunnel(std::string_view data)
{
    if (!isAnswering() || data.empty())
        return;
    write(std::string(data));
    if (backlog() > m_context.options.limits.streamBacklog.value)
        drop(true);
}

void Connection::endTunnel()
{
    if (isAnswering())
        finishAnswer();
}

void Connection::breakOff()
{
    if (isAnswering())
        drop(true);
}

void Connection::keepInformed(std::chrono::milliseconds every)
{
    if (!m_chunked) // HTTP/1.0 knows no interim answers
        return;
    m_informEvery = every;
    m_informing = m_context.clock.after(every, [this] { inform(); });
}

void Connection::inform()
{
    if (backlog() == 0)
        write(processingHead());
    m_informing = m_context.clock.after(m_informEvery, [this] { inform(); });
}

void Connection::finishAnswer()
{
    m_informing.cancel();
    m_deadline.cancel();
    m_exchange.reset();
    m_full = false;
    m_headRequest = false;
    m_quietSince = m_context.clock.now();
    if (!m_wire->isConnected())
        return;
    if (!m_keepAlive)
        return closeGently();
    m_input = Input::Requests;
    startIdling();
    if (!m_processing)
        schedule(); // what has waited
}

/// Our end is closed behind the last byte, and the client's waited for: whoever still sends when a socket is closed
/// with unread bytes in it would lose the answer.
void Connection::closeGently()
{
    m_input = Input::Closing;
    if (backlog() > 0)
        return;
    m_wire->shutdownWriting();
    m_deadline = m_context.clock.after(m_context.options.limits.lingerDeadline, [this] { drop(false); });
    schedule();
}

// ---- Writing ------------------------------------------------------------------------------------------------------

std::size_t Connection::backlog() const
{
    return static_cast<std::size_t>(m_wire->device().bytesToWrite());
}

std::optional<std::pair<int, MonoTime>> Connection::givesWay() const
{
    if (isAnswering())
        return std::nullopt;
    if (backlog() == 0)
        return std::pair{0, m_quietSince};
    const bool isLong = m_context.clock.now() - m_backlogSince >= m_context.options.limits.untakenDeadline;
    return isLong ? std::optional(std::pair{1, m_backlogSince}) : std::nullopt;
}

void Connection::write(const std::string &bytes)
{
    if (!m_wire->isConnected())
        return;
    const bool wasIdle = backlog() == 0;
    m_wire->device().write(bytes.data(), static_cast<qint64>(bytes.size()));
    m_full = m_full || backlog() > kPaceHigh.value;
    if (!wasIdle)
        return;
    m_backlogSince = m_context.clock.now();
    watchWriting();
}

/// The system takes our bytes in large portions: a slow client's progress shows in what it still holds of them.
void Connection::watchWriting()
{
    m_unsent = m_wire->unsent();
    m_writeDeadline = m_context.clock.after(m_context.options.limits.writeDeadline, [this] {
        if (m_wire->unsent() == m_unsent)
            return drop(true);
        watchWriting();
    });
}

void Connection::onWritten()
{
    holdUntaken(std::min(m_untaken, backlog()));
    if (backlog() > 0) {
        watchWriting();
    } else {
        m_writeDeadline.cancel();
        if (m_input == Input::Closing)
            return closeGently();
    }
    if (m_input == Input::Requests)
        schedule();
    if (m_full && backlog() <= kPaceLow.value)
        QMetaObject::invokeMethod(
            this, [this] { tellDrained(); }, Qt::QueuedConnection);
}

void Connection::tellDrained()
{
    if (!m_full || backlog() > kPaceLow.value)
        return;
    m_full = false;
    if (const auto exchange = m_exchange.lock())
        exchange->drained();
}

/// Ends the connection without ceremony. Deferred, since callers stand inside a handler or a deadline.
void Connection::drop(bool reset)
{
    if (m_input == Input::Closing && m_wire->isGone())
        return;
    m_input = Input::Closing;
    m_informing.cancel();
    QMetaObject::invokeMethod(
        this,
        [this, reset] {
            if (reset)
                m_wire->reset();
            else
                m_wire->abort();
        },
        Qt::QueuedConnection);
}

void Connection::onDisconnected()
{
    m_deadline.cancel();
    m_writeDeadline.cancel();
    m_informing.cancel();
    holdUntaken(0);
    const auto exchange = std::exchange(m_exchange, {}).lock(); // who works on without a client is not ours any more
    const bool hasReader = m_input == Input::Tunnel && m_reads;
    m_input = Input::Closing;
    deleteLater();
    if (!exchange)
        return;
    // What the client sent before it left is part of what it said; it is no more than the socket's buffer holds.
    if (const auto last = hasReader ? m_behindHead + m_wire->device().readAll().toStdString() : std::string();
        !last.empty())
        exchange->tunnelBytes(last);
    exchange->abandon();
}

} // namespace glovebox::http
