#include "core/controlplane/managed_agents_client.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/controlplane/error_mapping.h"
#include "core/controlplane/question.h"
#include "core/controlplane/session_codec.h"
#include "core/controlplane/work_codec.h"

#include <QLoggingCategory>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcControlPlane, "glovebox.controlplane")

namespace {

using std::chrono::milliseconds;

/// When a full page of history is larger than we hold: results of 100 KB each fit so many times.
constexpr int kSmallPageSize = 100;

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
    GB_TRY(connection, Connection::open(std::move(config), clock));
    return std::make_unique<ManagedAgentsClient>(connection);
}

ManagedAgentsClient::ManagedAgentsClient(std::shared_ptr<Connection> connection) : m_connection(std::move(connection))
{
}

ExchangeSpec ManagedAgentsClient::specFor(Result<HttpRequest> request, SecretString credential, Lane lane) const
{
    return m_connection->specFor(std::move(request), m_connection->orEnvironmentKey(std::move(credential)), lane);
}

Call ManagedAgentsClient::begin(ExchangeSpec spec, ExchangeHandlers handlers)
{
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call ManagedAgentsClient::tell(ExchangeSpec spec, Callback<> done)
{
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

Call ManagedAgentsClient::poll(ports::PollRequest request, Callback<std::optional<domain::WorkItem>> done)
{
    using Answer = std::optional<domain::WorkItem>;
    auto spec = specFor(pollRequest(m_connection->environment(), request), {}, Lane::Polls);
    const auto decode = [environment = m_connection->environment()](std::string_view body) {
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
    return tell(specFor(acknowledgeRequest(m_connection->environment(), work), {}, Lane::Commands), std::move(done));
}

Call ManagedAgentsClient::heartbeat(ports::HeartbeatRequest request, Callback<domain::Heartbeat> done)
{
    auto spec = specFor(heartbeatRequest(m_connection->environment(), request.work, request.expected),
                        std::move(request.credential), Lane::Heartbeats);
    spec.deadline = request.deadline;
    auto handlers = asking<domain::Heartbeat>(spec, {decodeHeartbeat}, std::move(done));
    return begin(std::move(spec), std::move(handlers));
}

Call ManagedAgentsClient::stop(domain::WorkId work, SecretString credential, Callback<> done)
{
    auto spec = specFor(stopRequest(m_connection->environment(), work), std::move(credential), Lane::Commands);
    spec.conflictIsSuccess = true;
    return tell(std::move(spec), std::move(done));
}

Call ManagedAgentsClient::retrieveSession(domain::SessionId session, SecretString credential,
                                          Callback<domain::Session> done)
{
    auto spec = specFor(sessionRequest(session), std::move(credential), Lane::Reads);
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
    auto spec = specFor(eventListRequest(session, page, limit), credential, Lane::Reads);
    auto handlers = asking<ports::EventPage>(spec, {decodeEventPage, ErrorCode::TooLarge}, std::move(done));
    return begin(std::move(spec), std::move(handlers));
}

Call ManagedAgentsClient::sendToolResult(domain::SessionId session, ports::ToolAnswer answer, SecretString credential,
                                         Callback<> done)
{
    return tell(specFor(toolResultRequest(session, answer), std::move(credential), Lane::Commands), std::move(done));
}

Call ManagedAgentsClient::openEventStream(domain::SessionId session, SecretString credential,
                                          ports::StreamHandlers handlers)
{
    auto spec = specFor(eventStreamRequest(session), std::move(credential), Lane::Streams);
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
