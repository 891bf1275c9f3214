#include "core/http/websocket.h"

#include "core/http/websocket_codec.h"

#include <algorithm>

namespace glovebox::http {

namespace {

constexpr auto kVersion = "13";

constexpr std::uint16_t number(CloseCode code)
{
    return static_cast<std::uint16_t>(code);
}

std::string chosenProtocol(const Request &request, const std::vector<std::string> &ours)
{
    for (const auto &[name, value] : request.headers.entries()) {
        if (!equalsIgnoringCase(name, "sec-websocket-protocol"))
            continue;
        for (auto &word : listWords(value))
            if (std::ranges::find(ours, word) != ours.end())
                return word;
    }
    return {};
}

} // namespace

/// Handlers may let go of the last WebSocket, so whatever calls them holds a share of this.
class WebSocket::Session : public std::enable_shared_from_this<Session> {
public:
    Session(ports::Clock &clock, Tunnel tunnel, Options options, std::string protocol)
        : m_clock(clock), m_tunnel(std::move(tunnel)), m_options(std::move(options)), m_protocol(std::move(protocol)),
          m_reader(m_options.messageMax)
    {
    }
    ~Session() { close(number(CloseCode::GoingAway), {}); }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    void read(Handlers handlers)
    {
        if (!isOpen())
            return;
        const auto held = std::make_shared<Handlers>(std::move(handlers));
        m_handlers = held;
        const std::weak_ptr<Session> weak = weak_from_this();
        Tunnel::Handlers ours;
        ours.bytes = [weak, held](std::string_view bytes) {
            if (const auto self = weak.lock())
                self->came(bytes);
        };
        ours.drained = [weak] {
            if (const auto self = weak.lock())
                self->drained();
        };
        ours.closed = [weak] {
            if (const auto self = weak.lock())
                self->finish({});
        };
        m_tunnel.read(std::move(ours));
        watch();
    }

    void setPaused(bool paused)
    {
        m_paused = paused;
        if (!paused)
            m_resuming = m_clock.after(std::chrono::milliseconds(0), [this] { handOn(); });
    }

    void send(Opcode opcode, std::string_view payload)
    {
        if (!isOpen())
            return;
        m_tunnel.write(frame(opcode, payload));
        if (m_tunnel.backlog() <= m_options.backlogMax.value)
            return;
        // Its owner stands in a call of ours, and hears of it in a turn of its own.
        const auto handlers = m_handlers.lock();
        m_tunnel.abort();
        m_silence = m_clock.after(std::chrono::milliseconds(0), [this, handlers] {
            finish({number(CloseCode::Abnormal), "the client does not read"});
        });
    }

    void close(std::uint16_t code, std::string_view reason)
    {
        if (m_over)
            return;
        const auto handlers = end();
        m_tunnel.write(frame(Opcode::Close, closePayload(code, reason)));
        m_tunnel.close();
    }

    bool isOpen() const { return !m_over && m_tunnel.isOpen(); }
    bool wantsMore() const { return isOpen() && m_tunnel.wantsMore(); }
    const std::string &protocol() const { return m_protocol; }

private:
    void came(std::string_view bytes)
    {
        m_heard = true;
        m_pinged = false;
        m_given += bytes.size();
        m_reader.feed(bytes);
        handOn();
    }

    void handOn()
    {
        if (m_handingOn)
            return;
        const auto self = shared_from_this();
        m_handingOn = true;
        while (!m_paused && isOpen()) {
            const auto event = m_reader.next();
            if (!event) {
                m_tunnel.used(std::exchange(m_given, 0));
                break;
            }
            take(*event);
        }
        m_handingOn = false;
    }

    void take(const FrameReader::Event &event)
    {
        const auto handlers = m_handlers.lock();
        if (!handlers)
            return; // the server goes
        switch (event.kind) {
        case FrameReader::Kind::Text:
            if (handlers->text)
                handlers->text(event.bytes);
            break;
        case FrameReader::Kind::Binary:
            if (handlers->binary)
                handlers->binary(event.bytes);
            break;
        case FrameReader::Kind::Ping:
            send(Opcode::Pong, event.bytes);
            break;
        case FrameReader::Kind::Pong:
            break;
        case FrameReader::Kind::Close:
        case FrameReader::Kind::Broken:
            m_tunnel.write(frame(Opcode::Close, closePayload(event.code, event.kind == FrameReader::Kind::Broken
                                                                             ? std::string_view(event.bytes)
                                                                             : std::string_view())));
            finish({event.code, event.bytes});
            break;
        }
    }

    void drained()
    {
        if (const auto handlers = m_handlers.lock(); handlers && handlers->drained)
            handlers->drained();
    }

    /// One interval in silence is asked about; one more, and nobody is there. Who may not speak is not silent, and
    /// hears all the same that we are there.
    void watch()
    {
        m_silence = m_clock.after(m_options.pingEvery, [this] {
            if (!isOpen())
                return;
            if (std::exchange(m_heard, false))
                return watch();
            if (m_pinged && !m_paused)
                return finish({number(CloseCode::Abnormal), "the client answers no pings"});
            m_pinged = !m_paused;
            send(Opcode::Ping, {});
            if (isOpen())
                watch();
        });
    }

    std::shared_ptr<Handlers> end()
    {
        m_over = true;
        m_silence.cancel();
        m_resuming.cancel();
        auto handlers = m_handlers.lock();
        m_handlers.reset();
        return handlers;
    }

    void finish(const Closed &how)
    {
        if (m_over)
            return;
        const auto self = weak_from_this().lock();
        const auto handlers = end();
        how.code == number(CloseCode::Abnormal) ? m_tunnel.abort() : m_tunnel.close();
        if (handlers && handlers->closed)
            handlers->closed(how);
    }

    ports::Clock &m_clock;
    Tunnel m_tunnel;
    Options m_options;
    std::string m_protocol;
    FrameReader m_reader;
    /// The tunnel holds them: who is held by them, and holds this, goes with the connection, told or not.
    std::weak_ptr<Handlers> m_handlers;
    std::size_t m_given = 0; // by the tunnel, and not handed on
    Call m_silence;
    Call m_resuming;
    bool m_heard = false;
    bool m_pinged = false;
    bool m_paused = false;
    bool m_handingOn = false;
    bool m_over = false;
};

bool WebSocket::isAskedFor(const Request &request)
{
    return request.headers.lists("upgrade", "websocket");
}

Result<WebSocket> WebSocket::accept(ports::Clock &clock, const Request &request, const Responder &responder,
                                    Options options)
{
    if (!isAskedFor(request) || request.method != "GET" || request.http10 ||
        !request.headers.lists("connection", "upgrade"))
        return fail(ErrorCode::InvalidArgument, "this is no request for a WebSocket");
    const auto version = request.headers.value("sec-websocket-version");
    if (version && *version != kVersion)
        return fail(ErrorCode::Unsupported, "only version 13 of WebSockets is spoken here");
    const auto key = request.headers.value("sec-websocket-key");
    const auto answer = key ? acceptFor(*key) : std::nullopt;
    if (!version || !answer || request.headers.count("sec-websocket-key") != 1)
        return fail(ErrorCode::InvalidArgument, "a request for a WebSocket without its version or key");
    if (!responder.isWaiting())
        return fail(ErrorCode::InvalidState, "the request is over");
    Response head;
    head.status = 101;
    head.headers.add("upgrade", "websocket");
    head.headers.add("connection", "Upgrade");
    head.headers.add("sec-websocket-accept", *answer);
    auto protocol = chosenProtocol(request, options.protocols);
    if (!protocol.empty())
        head.headers.add("sec-websocket-protocol", protocol);
    return WebSocket(
        std::make_shared<Session>(clock, responder.tunnel(std::move(head)), std::move(options), std::move(protocol)));
}

void WebSocket::read(Handlers handlers) const
{
    m_session->read(std::move(handlers));
}
void WebSocket::pause() const
{
    m_session->setPaused(true);
}
void WebSocket::resume() const
{
    m_session->setPaused(false);
}
void WebSocket::sendText(std::string_view utf8) const
{
    m_session->send(Opcode::Text, utf8);
}
void WebSocket::sendBinary(std::string_view bytes) const
{
    m_session->send(Opcode::Binary, bytes);
}
void WebSocket::close(std::uint16_t code, std::string_view reason) const
{
    const auto session = m_session;
    session->close(code, reason);
}
bool WebSocket::isOpen() const
{
    return m_session->isOpen();
}
bool WebSocket::wantsMore() const
{
    return m_session->wantsMore();
}
const std::string &WebSocket::protocol() const
{
    return m_session->protocol();
}

} // namespace glovebox::http
