#include "core/rest/webhook_receiver.h"

#include "core/base/text.h"
#include "core/rest/webhook_event.h"

namespace glovebox::rest {

using namespace std::chrono_literals;
using http::Request;
using http::Response;

namespace {

/// An event has some 300 bytes.
constexpr ByteCount kBodyMax = ByteCount::kib(64);
/// Proxies add headers of their own.
constexpr ByteCount kHeaderMax = ByteCount::kib(8);
/// The sender gives up in about five seconds (Appendix A); who is slower than twice that is not the sender.
constexpr std::chrono::milliseconds kRequestDeadline = 10s;
constexpr std::chrono::milliseconds kIdleDeadline = 15s;
/// A proxy keeps a few open. At the limits the one that has been silent for longest goes, so that others still get in;
/// half of all is for one address, so that its silent ones do not take the places of others' slow ones.
constexpr std::size_t kConnectionsMax = 64;
constexpr std::size_t kConnectionsPerPeerMax = kConnectionsMax / 2;
/// Told at once. More than this in one turn of the loop is a flood, of which nobody counts every drop; a delivery that
/// is not told is one of many that all mean "look".
constexpr std::size_t kToldMax = 1024;
constexpr ByteCount kIdShown{64};

http::ServerLimits limits()
{
    http::ServerLimits limits;
    limits.header = kHeaderMax;
    limits.body = kBodyMax;
    limits.headerDeadline = limits.bodyDeadline = limits.writeDeadline = kRequestDeadline;
    limits.idleDeadline = kIdleDeadline;
    limits.connections = kConnectionsMax;
    limits.connectionsPerPeer = kConnectionsPerPeerMax;
    return limits;
}

Response say(int status, std::string text)
{
    Response response;
    response.status = status;
    response.headers.add("content-type", "text/plain; charset=utf-8");
    response.headers.add("cache-control", "no-store");
    response.body = std::move(text) + '\n';
    return response;
}

Response onlyBy(const char *method)
{
    auto response = say(405, std::string("only ") + method);
    response.headers.add("allow", method);
    return response;
}

/// None at all is let pass: the signature says more.
bool isJson(const Request &request)
{
    const auto type = request.headers.value("content-type");
    if (!type)
        return true;
    auto name = std::string_view(*type).substr(0, type->find(';'));
    while (name.ends_with(' '))
        name.remove_suffix(1);
    return http::equalsIgnoringCase(name, "application/json");
}

} // namespace

WebhookReceiver::WebhookReceiver(ports::Clock &clock, SigningKey key, Options options)
    : m_clock(clock), m_key(std::move(key)), m_options(std::move(options))
{
}

WebhookReceiver::~WebhookReceiver() = default;

Result<std::string> WebhookReceiver::listen(Handlers handlers)
{
    if (m_server)
        return fail(ErrorCode::InvalidState, "already listening on " + m_server->url());
    http::Server::Options options;
    options.address = m_options.address;
    options.port = m_options.port;
    options.limits = limits();
    GB_TRY(server, http::Server::listen(m_clock, std::move(options),
                                        [this](const Request &request, const http::Responder &responder) {
                                            responder.send(answer(request));
                                        }));
    m_server = std::move(server);
    m_handlers = std::move(handlers);
    m_turnsAway = false;
    return m_server->url() + "/webhooks";
}

void WebhookReceiver::close()
{
    m_server.reset();
    m_telling.cancel();
    m_deliveries.clear();
    m_ignored.clear();
    m_rejected.clear();
    m_handlers = {};
}

Response WebhookReceiver::answer(const Request &request)
{
    if (request.path == "/healthz") {
        if (request.method != "GET" && request.method != "HEAD")
            return onlyBy("GET");
        return m_turnsAway ? say(503, "ending") : say(200, "ok");
    }
    if (request.path != "/webhooks")
        return say(404, "not here");
    if (request.method != "POST")
        return onlyBy("POST");
    if (m_turnsAway) {
        auto response = say(503, "ending; come again");
        response.headers.add("retry-after", "60");
        return response;
    }
    if (!isJson(request))
        return say(415, "only application/json");
    return take(request);
}

Response WebhookReceiver::take(const Request &request)
{
    const auto header = [&](const char *name) {
        return request.headers.value(name).value_or(std::string());
    };
    const auto id = header("webhook-id");
    const auto timestamp = header("webhook-timestamp");
    const auto signatures = header("webhook-signature");
    const auto now = m_clock.wallNow();
    const auto signedAt = verify(m_key, {id, timestamp, signatures, request.body}, now);
    if (!signedAt) {
        tell(m_rejected, "a delivery from " + request.remote + " was refused: " + signedAt.error().detail);
        return say(401, "not believed");
    }
    if (!m_heard.take(id, *signedAt, now)) {
        tell(m_rejected, "delivery " + clipped(toOneLine(id), kIdShown) + " came again and was ignored");
        return say(200, "known");
    }
    auto event = decodeWebhookEvent(request.body);
    if (!event) {
        tell(m_rejected, "delivery " + clipped(toOneLine(id), kIdShown) + " was refused: " + event.error().detail);
        return say(400, "not an event");
    }
    if (event->meansWork()) {
        tell(m_deliveries, event->environment);
        return say(200, "ok");
    }
    tell(m_ignored, std::move(event->type));
    return say(200, "ignored");
}

template <class Told>
void WebhookReceiver::tell(std::vector<Told> &list, Told what)
{
    if (list.size() < kToldMax)
        list.push_back(std::move(what));
    if (!m_telling)
        m_telling = m_clock.after(0ms, [this] { tellAll(); });
}

/// A handler may close us, and then nothing more is said.
void WebhookReceiver::tellAll()
{
    m_telling.cancel();
    const auto handlers = m_handlers;
    const auto sayEach = [this](auto list, const auto &handler) {
        for (auto &one : list)
            if (m_server && handler)
                handler(std::move(one));
    };
    const auto ignored = std::exchange(m_ignored, {});
    const auto rejected = std::exchange(m_rejected, {});
    sayEach(std::exchange(m_deliveries, {}), handlers.delivery);
    sayEach(ignored, handlers.ignored);
    sayEach(rejected, handlers.rejected);
}

} // namespace glovebox::rest
