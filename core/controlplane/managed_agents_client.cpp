#include "core/controlplane/managed_agents_client.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/controlplane/error_mapping.h"
#include "core/controlplane/session_codec.h"
#include "core/controlplane/work_codec.h"

#include <QLoggingCategory>

#include <algorithm>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcControlPlane, "glovebox.controlplane")

namespace {

using std::chrono::milliseconds;

/// From sending to the last byte of a body: 64 MiB over a slow line, and no drip for ever.
constexpr milliseconds kBodyTimeMax{600'000};
/// When a full page of history is larger than we hold: results of 100 KB each fit so many times.
constexpr int kSmallPageSize = 100;

/// A whole body in memory, and what is needed to explain it when it makes no sense.
struct Collected {
    ResponseHead head;
    std::string body;
};

Error notUnderstood(Error error, const HttpRequest &request, const Collected &answer)
{
    const auto type = answer.head.contentType.empty() ? "no content type"
                                                      : clipped(toValidUtf8(answer.head.contentType), ByteCount{80});
    error.detail = describe(request) + ": HTTP " + std::to_string(answer.head.status) +
                   " with an answer that cannot be used (" + type + "): " + error.detail;
    error.detail = withRequestId(std::move(error.detail), answer.head.requestId);
    return error;
}

/// A question whose answer matters: how to read the answer, and what one beyond our bound counts as.
template <class T>
struct Question {
    std::function<Result<T>(std::string_view body)> decode;
    ErrorCode tooLarge = ErrorCode::ProtocolError;
};

template <class T>
ExchangeHandlers asking(const ExchangeSpec &spec, Question<T> question, Callback<T> done)
{
    auto answer = std::make_shared<Collected>();
    const auto head = [answer](const ResponseHead &begun) {
        *answer = {.head = begun, .body = {}};
        return Result<>();
    };
    const auto body = [answer, tooLarge = question.tooLarge](std::string_view bytes, const Exchange &) -> Result<> {
        if (answer->body.size() + bytes.size() > limits::kHttpBodyMax.value)
            return fail(tooLarge, "an answer larger than " + std::to_string(limits::kHttpBodyMax.value) + " bytes");
        answer->body.append(bytes);
        return {};
    };
    const auto finished = [answer, request = spec.request.value_or(HttpRequest{}), decode = question.decode,
                           done = std::move(done)](Result<> ended) {
        if (!ended)
            return done(tl::unexpected(std::move(ended).error()));
        auto decoded = decode(std::exchange(answer->body, {}));
        if (!decoded)
            return done(tl::unexpected(notUnderstood(std::move(decoded).error(), request, *answer)));
        done(*std::move(decoded));
    };
    return {.head = head, .body = body, .finished = finished};
}

/// One event stream's state between two pieces of it.
struct StreamState {
    SseParser parser{limits::kHttpBodyMax};
    ports::StreamHandlers handlers;
};

Result<> acceptStream(const ResponseHead &head, const StreamState &state)
{
    const auto type = QString::fromStdString(head.contentType).trimmed();
    if (!type.startsWith(QLatin1String("text/event-stream"), Qt::CaseInsensitive))
        return fail(ErrorCode::ProtocolError,
                    withRequestId("HTTP " + std::to_string(head.status) + " with " +
                                      (type.isEmpty() ? "no content type"
                                                      : clipped(toValidUtf8(head.contentType), ByteCount{80})) +
                                      " instead of an event stream",
                                  head.requestId));
    if (state.handlers.opened)
        state.handlers.opened();
    return {};
}

Result<> passOn(std::string_view bytes, StreamState &state, const Exchange &exchange)
{
    GB_TRY(messages, state.parser.feed(bytes));
    for (const auto &message : messages) {
        GB_TRY(event, decodeStreamMessage(message));
        if (event && state.handlers.event)
            state.handlers.event(*std::move(event));
        if (exchange.isOver())
            break;
    }
    return {};
}

} // namespace

Result<std::unique_ptr<ManagedAgentsClient>> ManagedAgentsClient::create(ClientConfig config, ports::Clock &clock)
{
    GB_TRY(baseUrl, BaseUrl::parse(config.baseUrl));
    if (config.environment.value().empty())
        return fail(ErrorCode::InvalidArgument, "the environment id is missing");
    GB_TRY(sample, pollRequest(config.environment, {})); // refuses an id that cannot stand in a path
    if (!baseUrl.resolve(sample.path, {}).isValid())
        return fail(ErrorCode::InvalidArgument, "the environment id cannot be used in a request");
    if (config.environmentKey.empty())
        return fail(ErrorCode::InvalidArgument, "the environment key is missing");
    if (!isHeaderToken(config.environmentKey.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    "the environment key contains a blank, a line break or another character that no key has");
    if (!std::ranges::all_of(config.userAgent, [](char c) { return c >= ' ' && c <= '~'; }))
        return fail(ErrorCode::InvalidArgument, "the user agent contains a character that cannot stand in a header");
    if (!baseUrl.isEncrypted() && !baseUrl.isLoopback())
        qCWarning(lcControlPlane).noquote() << QString::fromStdString(
            baseUrl.origin() + " is not encrypted: everybody on the way can read the environment key");
    return std::unique_ptr<ManagedAgentsClient>(new ManagedAgentsClient(std::move(baseUrl), std::move(config), clock));
}

ManagedAgentsClient::ManagedAgentsClient(BaseUrl baseUrl, ClientConfig config, ports::Clock &clock)
    : m_baseUrl(std::move(baseUrl)), m_config(std::move(config)), m_clock(clock)
{
}

ExchangeSpec ManagedAgentsClient::specFor(Result<HttpRequest> request, SecretString credential,
                                          std::shared_ptr<QNetworkAccessManager> manager) const
{
    if (credential.empty())
        credential = m_config.environmentKey;
    if (!isHeaderToken(credential.reveal()))
        request = fail(ErrorCode::InvalidArgument, "the credential contains a character that cannot stand in a header");
    auto wire = request ? toNetworkRequest(*request, {m_baseUrl, credential, m_config.userAgent}) : QNetworkRequest();
    return {.request = std::move(request),
            .wire = std::move(wire),
            .credential = std::move(credential),
            .origin = m_baseUrl.origin(),
            .manager = std::move(manager),
            .silence = limits::kHttpTimeout,
            .bodyMax = kBodyTimeMax};
}

Call ManagedAgentsClient::begin(ExchangeSpec spec, ExchangeHandlers handlers)
{
    return Exchange::start(std::move(spec), std::move(handlers), m_clock, &m_scope);
}

/// An order: once the server has said yes, what else it says does not matter.
Call ManagedAgentsClient::tell(ExchangeSpec spec, Callback<> done)
{
    spec.statusSuffices = true;
    return begin(std::move(spec), {.head = [](const ResponseHead &) { return Result<>(); },
                                   .body = [](std::string_view, const Exchange &) { return Result<>(); },
                                   .finished = std::move(done)});
}

Call ManagedAgentsClient::poll(ports::PollRequest request, Callback<std::optional<domain::WorkItem>> done)
{
    using Answer = std::optional<domain::WorkItem>;
    auto spec = specFor(pollRequest(m_config.environment, request), {}, m_traffic.polls());
    const auto decode = [environment = m_config.environment](std::string_view body) {
        auto item = decodePoll(body, environment);
        if (item && *item && (*item)->secretWasUndecodable)
            qCWarning(lcControlPlane).noquote()
                << QString::fromStdString("the secret of work item " + toValidUtf8((*item)->id.value()) +
                                          " cannot be decoded; the environment key serves instead");
        return item;
    };
    auto handlers = asking<Answer>(spec, {decode}, std::move(done));
    return begin(std::move(spec), std::move(handlers));
}

Call ManagedAgentsClient::acknowledge(domain::WorkId work, Callback<> done)
{
    return tell(specFor(acknowledgeRequest(m_config.environment, work), {}, m_traffic.commands()), std::move(done));
}

Call ManagedAgentsClient::heartbeat(ports::HeartbeatRequest request, Callback<domain::Heartbeat> done)
{
    auto spec = specFor(heartbeatRequest(m_config.environment, request.work, request.expected),
                        std::move(request.credential), m_traffic.heartbeats());
    spec.deadline = request.deadline;
    auto handlers = asking<domain::Heartbeat>(spec, {decodeHeartbeat}, std::move(done));
    return begin(std::move(spec), std::move(handlers));
}

Call ManagedAgentsClient::stop(domain::WorkId work, SecretString credential, Callback<> done)
{
    auto spec = specFor(stopRequest(m_config.environment, work), std::move(credential), m_traffic.commands());
    spec.conflictIsSuccess = true;
    return tell(std::move(spec), std::move(done));
}

Call ManagedAgentsClient::retrieveSession(domain::SessionId session, SecretString credential,
                                          Callback<domain::Session> done)
{
    auto spec = specFor(sessionRequest(session), std::move(credential), m_traffic.commands());
    auto handlers = asking<domain::Session>(spec, {decodeSession}, std::move(done));
    return begin(std::move(spec), std::move(handlers));
}

Call ManagedAgentsClient::listEvents(domain::SessionId session, std::string page, SecretString credential,
                                     Callback<ports::EventPage> done)
{
    // Holds whichever of the two requests is under way.
    auto current = std::make_shared<Call>();
    auto judge = [this, current, session, page, credential, done = std::move(done)](Result<ports::EventPage> result) {
        if (result || result.error().code != ErrorCode::TooLarge)
            return done(std::move(result));
        qCInfo(lcControlPlane).noquote() << QString::fromStdString(describe(result.error()) +
                                                                   "; asking for smaller pages");
        *current = fetchPage(session, page, kSmallPageSize, credential, done);
    };
    *current = fetchPage(session, page, limits::kEventPageSize, credential, std::move(judge));
    return Call([current] { current->cancel(); });
}

Call ManagedAgentsClient::fetchPage(const domain::SessionId &session, std::string_view page, int limit,
                                    const SecretString &credential, Callback<ports::EventPage> done)
{
    auto spec = specFor(eventListRequest(session, page, limit), credential, m_traffic.commands());
    auto handlers = asking<ports::EventPage>(spec, {decodeEventPage, ErrorCode::TooLarge}, std::move(done));
    return begin(std::move(spec), std::move(handlers));
}

Call ManagedAgentsClient::sendToolResult(domain::SessionId session, ports::ToolAnswer answer, SecretString credential,
                                         Callback<> done)
{
    return tell(specFor(toolResultRequest(session, answer), std::move(credential), m_traffic.commands()),
                std::move(done));
}

Call ManagedAgentsClient::openEventStream(domain::SessionId session, SecretString credential,
                                          ports::StreamHandlers handlers)
{
    auto spec = specFor(eventStreamRequest(session), std::move(credential), m_traffic.stream());
    spec.silence = limits::kStreamSilence;
    spec.bodyMax = milliseconds{0};
    auto state = std::make_shared<StreamState>();
    state->handlers = std::move(handlers);
    const auto finished = [state, name = "event stream of " + toValidUtf8(session.value())](Result<> ended) {
        if (state->handlers.closed)
            state->handlers.closed(ended ? Error{ErrorCode::NetworkError, name + ": the server ended it"}
                                         : std::move(ended).error());
    };
    return begin(std::move(spec),
                 {.head = [state](const ResponseHead &head) { return acceptStream(head, *state); },
                  .body = [state](std::string_view bytes, const Exchange &self) { return passOn(bytes, *state, self); },
                  .finished = finished});
}

} // namespace glovebox::controlplane
