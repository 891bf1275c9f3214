#include "core/http/connection.h"

#include "core/http/origin_check.h"

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

} // namespace

// ---- Exchange -----------------------------------------------------------------------------------------------------

Exchange::~Exchange()
{
    m_gone = nullptr;
    if (!m_connection)
        return;
    if (m_streaming)
        m_connection->endStream();
    else
        m_connection->respond(m_connection->refusal(500, "The request was dropped.\n"));
}

void Exchange::send(const Response &response)
{
    if (!m_connection || m_streaming)
        return;
    m_gone = nullptr;
    const QPointer connection = std::exchange(m_connection, nullptr);
    connection->respond(response);
}

void Exchange::beginStream(const Response &head)
{
    if (!m_connection || m_streaming)
        return;
    m_streaming = true;
    m_connection->beginStream(head);
}

void Exchange::write(std::string_view data)
{
    if (m_connection && m_streaming)
        m_connection->writeStream(data);
}

void Exchange::close()
{
    if (!m_connection || !m_streaming)
        return;
    m_gone = nullptr;
    const QPointer connection = std::exchange(m_connection, nullptr);
    connection->endStream();
}

void Exchange::onGone(std::function<void()> gone)
{
    if (m_connection)
        m_gone = std::move(gone);
}

void Exchange::abandon()
{
    m_connection = nullptr;
    if (const auto gone = std::exchange(m_gone, nullptr))
        gone();
}

void Stream::write(std::string_view data) const
{
    m_exchange->write(data);
}
void Stream::close() const
{
    m_exchange->close();
}
bool Stream::isOpen() const
{
    return m_exchange->isOpen();
}

void Responder::send(Response response) const
{
    m_exchange->send(response);
}

Stream Responder::stream(Response head) const
{
    m_exchange->beginStream(head);
    return Stream(m_exchange);
}

void Responder::onGone(std::function<void()> gone) const
{
    m_exchange->onGone(std::move(gone));
}

// ---- Connection ---------------------------------------------------------------------------------------------------

Connection::Connection(Context context, std::unique_ptr<Wire> wire, QObject *parent)
    : QObject(parent), m_context(context), m_wire(std::move(wire)), m_quietSince(context.clock.now()),
      m_parser({context.options.limits.header, context.options.limits.body})
{
    connect(&m_wire->device(), &QIODevice::readyRead, this, [this] { readMore(); });
    connect(&m_wire->device(), &QIODevice::bytesWritten, this, [this] { onWritten(); });
    m_wire->onDisconnected(this, [this] { onDisconnected(); });
    startDeadline(m_context.options.limits.idleDeadline);
}

Connection::~Connection()
{
    // The server goes: handlers are not told, they may be half gone themselves.
    disconnect(&m_wire->device(), nullptr, this, nullptr);
    if (const auto exchange = m_exchange.lock())
        exchange->onGone(nullptr);
}

/// A client that is merely idle knows why it is hung up on; one that has begun is told.
void Connection::requestTooLate()
{
    refuse(408, "The request took too long.\n");
}

void Connection::startDeadline(std::chrono::milliseconds limit)
{
    m_deadline = m_context.clock.after(limit, [this] { drop(); });
}

void Connection::readMore()
{
    if (m_closing) {
        m_wire->device().skip(kReadBuffer);
        return;
    }
    process();
}

/// Requests one after the other, in a loop and not by recursion, as long as they are answered at once.
void Connection::process()
{
    if (m_processing)
        return;
    m_processing = true;
    const QPointer<Connection> self(this);
    while (self && !m_answering && !m_closing) {
        const auto bytes = m_wire->device().read(kReadBuffer);
        const auto state = m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
        if (state == RequestParser::State::Refused) {
            refuse(m_parser.refusal(), "The request was refused.\n");
            break;
        }
        if (m_parser.takeExpectsContinue())
            write("HTTP/1.1 100 Continue\r\n\r\n");
        if (state == RequestParser::State::Complete) {
            dispatch();
            continue;
        }
        const auto &limits = m_context.options.limits;
        if (state != m_timedState && state != RequestParser::State::Start)
            m_deadline = m_context.clock.after(state == RequestParser::State::Header ? limits.headerDeadline
                                                                                     : limits.bodyDeadline,
                                               [this] { requestTooLate(); });
        m_timedState = state;
        if (bytes.isEmpty())
            break;
    }
    if (self)
        m_processing = false;
}

void Connection::dispatch()
{
    m_deadline.cancel();
    m_timedState = RequestParser::State::Start;
    m_keepAlive = m_parser.keepAlive();
    m_chunked = !m_parser.isHttp10();
    auto request = m_parser.take();
    request.remote = m_wire->peer();
    m_headRequest = request.method == "HEAD";
    m_answering = true;
    auto exchange = std::make_shared<Exchange>(this);
    m_exchange = exchange;
    const auto &allowed = m_context.options.allowedHosts;
    if (!allowed.empty() && !isFromAllowedHost(request.headers, allowed)) {
        exchange->send(refusal(403, "This server answers only to its own address.\n"));
        return;
    }
    m_context.handler(request, Responder(std::move(exchange)));
}

Response Connection::refusal(int status, const char *text) const
{
    return m_context.options.refusal ? m_context.options.refusal(status) : refusalResponse(status, text);
}

void Connection::refuse(int status, const char *text)
{
    m_keepAlive = false;
    m_headRequest = false;
    write(serialize(refusal(status, text), {.keepAlive = false}));
    finishAnswer();
}

void Connection::respond(const Response &response)
{
    if (!m_answering)
        return;
    write(serialize(response, {.keepAlive = m_keepAlive, .withBody = !m_headRequest}));
    finishAnswer();
}

void Connection::beginStream(const Response &head)
{
    if (!m_answering)
        return;
    if (!m_chunked)
        m_keepAlive = false;
    write(serialize(head, {.framing = m_chunked ? Framing::Chunked : Framing::ToClose, .keepAlive = m_keepAlive}));
    writeStream(head.body);
}

void Connection::writeStream(std::string_view data)
{
    if (!m_answering || data.empty() || m_headRequest)
        return;
    write(m_chunked ? chunk(data) : std::string(data));
    if (m_wire->device().bytesToWrite() > static_cast<qint64>(m_context.options.limits.streamBacklog.value))
        drop();
}

void Connection::endStream()
{
    if (!m_answering)
        return;
    if (m_chunked && !m_headRequest)
        write(lastChunk());
    finishAnswer();
}

void Connection::finishAnswer()
{
    m_answering = false;
    m_exchange.reset();
    m_quietSince = m_context.clock.now();
    if (!m_wire->isConnected())
        return;
    if (!m_keepAlive) {
        m_closing = true;
        startDeadline(m_context.options.limits.writeDeadline);
        m_wire->close();
        return;
    }
    startDeadline(m_context.options.limits.idleDeadline);
    // Called from process() this does nothing, and its loop goes on; called by a late answer it serves what has waited.
    process();
}

void Connection::write(const std::string &bytes)
{
    if (!m_wire->isConnected())
        return;
    const bool wasIdle = m_wire->device().bytesToWrite() == 0;
    m_wire->device().write(bytes.data(), static_cast<qint64>(bytes.size()));
    if (wasIdle)
        m_writeDeadline = m_context.clock.after(m_context.options.limits.writeDeadline, [this] { drop(); });
}

void Connection::onWritten()
{
    if (m_wire->device().bytesToWrite() == 0)
        m_writeDeadline.cancel();
    else
        m_writeDeadline = m_context.clock.after(m_context.options.limits.writeDeadline, [this] { drop(); });
}

/// Ends the connection without ceremony. Deferred, since callers stand inside a handler or a deadline.
void Connection::drop()
{
    if (m_closing && m_wire->isGone())
        return;
    m_closing = true;
    QMetaObject::invokeMethod(
        this, [this] { m_wire->abort(); }, Qt::QueuedConnection);
}

void Connection::onDisconnected()
{
    m_deadline.cancel();
    m_writeDeadline.cancel();
    m_closing = true;
    m_answering = false;
    deleteLater();
    if (const auto exchange = m_exchange.lock())
        exchange->abandon();
}

} // namespace glovebox::http
