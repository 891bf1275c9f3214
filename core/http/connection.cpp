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

constexpr bool hasNoBody(int status)
{
    return status == 204 || status == 304;
}

} // namespace

Connection::Connection(Context context, std::unique_ptr<Wire> wire, QObject *parent)
    : QObject(parent), m_context(context), m_wire(std::move(wire)), m_quietSince(context.clock.now()),
      m_parser({context.options.limits.header, context.options.limits.body, context.options.limits.headers},
               RequestParser::Heads::Shown)
{
    connect(&m_wire->device(), &QIODevice::readyRead, this, [this] { process(); });
    connect(&m_wire->device(), &QIODevice::bytesWritten, this, [this] { onWritten(); });
    m_wire->onDisconnected(this, [this] { onDisconnected(); });
    m_deadline = m_context.clock.after(m_context.options.limits.idleDeadline, [this] { drop(false); });
}

Connection::~Connection()
{
    // The server goes: handlers are not told, they may be half gone themselves.
    disconnect(&m_wire->device(), nullptr, this, nullptr);
    if (const auto exchange = m_exchange.lock())
        exchange->forget();
}

// ---- Reading ------------------------------------------------------------------------------------------------------

/// Requests one after the other, in a loop and not by recursion, as long as they are answered at once.
void Connection::process()
{
    if (m_processing)
        return;
    m_processing = true;
    const QPointer<Connection> self(this);
    while (self && step()) {
    }
    if (self)
        m_processing = false;
}

/// From inside a handler: its turn has to end first.
void Connection::schedule()
{
    if (std::exchange(m_scheduled, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_scheduled = false;
            process();
        },
        Qt::QueuedConnection);
}

/// False: nothing more can be done until something happens.
bool Connection::step()
{
    switch (m_input) {
    case Input::Requests:
        // Who asks and does not read gets no further answers, which would all lie here.
        return backlog() <= kPaceHigh.value && readRequest();
    case Input::Held:
        return false;
    case Input::Body:
        return readPieces();
    case Input::Tunnel:
        return readTunnel();
    case Input::Closing:
        m_wire->device().read(kReadBuffer);
        return false;
    }
    return false;
}

bool Connection::readRequest()
{
    const auto bytes = m_wire->device().read(kReadBuffer);
    const auto state = m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    switch (state) {
    case RequestParser::State::Refused:
        refuse(m_parser.refusal(), "The request was refused.\n");
        return false;
    case RequestParser::State::Head:
        return headArrived();
    case RequestParser::State::Complete:
        dispatch(m_parser.take(), Input::Held);
        return true;
    case RequestParser::State::Start:
    case RequestParser::State::Header:
    case RequestParser::State::Body:
        break;
    }
    const auto &limits = m_context.options.limits;
    if (state != m_timedState && state != RequestParser::State::Start)
        m_deadline =
            m_context.clock.after(state == RequestParser::State::Header ? limits.headerDeadline : limits.bodyDeadline,
                                  [this] { refuse(408, "The request took too long.\n"); });
    m_timedState = state;
    return !bytes.isEmpty();
}

/// Who may not ask is told before he sends his body, and what becomes of the body is decided.
bool Connection::headArrived()
{
    auto &head = m_parser.head();
    head.remote = m_wire->peer();
    head.via = m_wire->via();
    m_chunked = !m_parser.isHttp10();
    m_keepAlive = m_parser.keepAlive() && m_chunked;
    m_headRequest = head.method == "HEAD";
    const auto &options = m_context.options;
    if (!options.allowedHosts.empty() && !isFromAllowedHost(head.headers, options.allowedHosts)) {
        refuse(403, "This server answers only to its own address.\n");
        return false;
    }
    if (const auto limit = options.streamsBody ? options.streamsBody(head) : std::nullopt) {
        m_parser.readPieces(*limit);
        if (m_parser.state() != RequestParser::State::Refused)
            dispatch(m_parser.takeHead(), Input::Body);
        return true;
    }
    m_parser.readWhole();
    if (m_parser.takeExpectsContinue())
        write(continueHead());
    return true;
}

void Connection::dispatch(Request request, Input input)
{
    m_deadline.cancel();
    m_timedState = RequestParser::State::Start;
    m_input = input;
    m_reads = false;
    m_unused = 0;
    auto exchange = std::make_shared<Exchange>(this);
    m_exchange = exchange;
    m_context.handler(request, Responder(std::move(exchange)));
}

void Connection::beginReading()
{
    m_reads = true;
    if (m_input == Input::Body && m_parser.takeExpectsContinue())
        write(continueHead());
    schedule();
}

void Connection::used(std::size_t bytes)
{
    m_unused -= std::min(m_unused, bytes);
    if (!m_processing)
        schedule();
}

bool Connection::readPieces()
{
    if (!m_reads || m_unused >= kReadAhead.value) {
        m_deadline.cancel(); // it is not the client who is slow
        return false;
    }
    const auto bytes = m_wire->device().read(std::min(kReadBuffer, static_cast<qint64>(kReadAhead.value - m_unused)));
    const auto state = m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    const auto exchange = m_exchange.lock();
    if (!exchange)
        return false;
    if (state == RequestParser::State::Refused) {
        bodyFailed(m_parser.refusal(), "The body was refused.\n");
        return false;
    }
    if (!bytes.isEmpty() || !m_deadline)
        m_deadline = m_context.clock.after(m_context.options.limits.pieceDeadline,
                                           [this] { bodyFailed(408, "The body took too long.\n"); });
    const QPointer<Connection> self(this);
    const auto piece = m_parser.takePiece();
    if (!piece.empty()) {
        m_unused += piece.size();
        exchange->piece(piece);
    }
    if (!self)
        return false;
    if (m_input != Input::Body)
        return true;
    if (state != RequestParser::State::Complete)
        return !bytes.isEmpty();
    m_deadline.cancel();
    m_parser.take();
    m_input = Input::Held;
    exchange->bodyEnded();
    return true;
}

bool Connection::readTunnel()
{
    const auto exchange = m_exchange.lock();
    if (!exchange || !m_reads || m_unused >= kReadAhead.value)
        return false;
    auto bytes = std::exchange(m_behindHead, {});
    if (bytes.empty())
        bytes = m_wire->device().read(kReadBuffer).toStdString();
    if (bytes.empty())
        return false;
    m_unused += bytes.size();
    exchange->tunnelBytes(bytes);
    return true;
}

/// Whoever reads the body is told that it does not come, and the client why, where that can still be said.
void Connection::bodyFailed(int status, const char *text)
{
    const auto exchange = m_exchange.lock();
    if (!exchange)
        return;
    if (!exchange->isWaiting())
        return drop(true);
    refuse(status, text);
    exchange->abandon();
}

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

void Connection::respond(const Response &response)
{
    if (!isAnswering())
        return;
    settleKeepAlive();
    write(serialize(response, {.keepAlive = m_keepAlive, .withBody = !m_headRequest}));
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
    m_quietSince = m_context.clock.now();
    if (!m_wire->isConnected())
        return;
    if (!m_keepAlive)
        return closeGently();
    m_input = Input::Requests;
    m_deadline = m_context.clock.after(m_context.options.limits.idleDeadline, [this] { drop(false); });
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

void Connection::write(const std::string &bytes)
{
    if (!m_wire->isConnected())
        return;
    const bool wasIdle = backlog() == 0;
    m_wire->device().write(bytes.data(), static_cast<qint64>(bytes.size()));
    m_full = m_full || backlog() > kPaceHigh.value;
    if (wasIdle)
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
    m_input = Input::Closing;
    deleteLater();
    if (const auto exchange = m_exchange.lock())
        exchange->abandon();
}

} // namespace glovebox::http
