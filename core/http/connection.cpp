#include "core/http/connection.h"

#include "core/http/origin_check.h"

namespace glovebox::http {

Connection::Connection(Context context, std::unique_ptr<Wire> wire, QObject *parent)
    : QObject(parent), m_context(context), m_wire(std::move(wire)), m_quietSince(context.clock.now()),
      m_parser({context.options.limits.header, context.options.limits.body, context.options.limits.headers},
               RequestParser::Heads::Shown)
{
    connect(&m_wire->device(), &QIODevice::readyRead, this, [this] { process(); });
    connect(&m_wire->device(), &QIODevice::bytesWritten, this, [this] { onWritten(); });
    m_wire->onDisconnected(this, [this] { onDisconnected(); });
    startIdling();
}

Connection::~Connection()
{
    // The server goes: handlers are not told, they may be half gone themselves.
    disconnect(&m_wire->device(), nullptr, this, nullptr);
    holdUntaken(0);
    if (const auto exchange = m_exchange.lock())
        exchange->forget();
}

// ---- Reading ------------------------------------------------------------------------------------------------------

/// Who is still taking the last answer is not idle.
void Connection::startIdling()
{
    m_deadline = m_context.clock.after(m_context.options.limits.idleDeadline,
                                       [this] { backlog() > 0 ? startIdling() : drop(false); });
}

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

} // namespace glovebox::http
