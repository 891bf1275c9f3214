#include "core/rest/local_api.h"

#include "core/http/origin_check.h"
#include "core/rest/api_answers.h"

#include <algorithm>

namespace glovebox::rest {

using http::Request;
using http::Responder;

namespace {

/// Panels, command lines and scripts of one user, who may run a few hundred programs at once.
constexpr std::size_t kSocketClientsMax = 512;
/// Clients over TCP keep up to 32 connections each; a score of them is what one host serves.
constexpr std::size_t kTcpClientsMax = 1024;

http::ServerLimits apiLimits()
{
    http::ServerLimits limits;
    limits.body = Router::kBodyWhole;
    limits.connections = limits.connectionsPerPeer = kTcpClientsMax;
    limits.socketConnections = kSocketClientsMax;
    return limits;
}

/// In the form that all answers have.
http::Response refusalOf(int status)
{
    switch (status) {
    case 403:
        return problemAnswer(status, ErrorCode::Forbidden, "this server answers only to its own address");
    case 408:
        return problemAnswer(status, ErrorCode::TimedOut, "the request took too long");
    case 411:
        return problemAnswer(status, ErrorCode::InvalidArgument, "the request does not say how long its body is");
    case 413:
        return problemAnswer(status, ErrorCode::TooLarge,
                             "the body is too large: " + std::to_string(Route{}.bodyMax.value >> 20) +
                                 " MiB at most, where nothing else is said");
    case 414:
    case 431:
        return problemAnswer(status, ErrorCode::TooLarge, "the request's line and headers are too large");
    case 500:
        return problemAnswer(status, ErrorCode::Internal, "the request was dropped");
    case 503:
        return problemAnswer(status, ErrorCode::RateLimited,
                             "too many clients are being answered; try again in a moment");
    default:
        return problemAnswer(status, ErrorCode::InvalidArgument, "this is no HTTP request that is understood here");
    }
}

} // namespace

LocalApi::LocalApi(ports::Clock &clock, Gatekeeper::Door door)
    : m_clock(clock), m_observation(clock, m_state), m_history(clock, KnownState::kOwnTickets),
      m_logs(clock), m_own{.clock = clock, .state = m_state, .history = m_history, .logs = m_logs},
      m_gatekeeper(clock, std::move(door)), m_router(m_gatekeeper), m_runs(clock, m_state, m_history)
{
    for (auto *routes : {hostRoutes, imageRoutes, templateRoutes, sandboxRoutes, snapshotRoutes, egressRoutes,
                         secretRoutes, seedRoutes, programRoutes, fileRoutes, terminalRoutes, environmentRoutes,
                         sessionRoutes, historyRoutes, logRoutes, keyRoutes, documentRoutes})
        m_router.add(routes(m_own));
    m_router.add(m_observation.routes());
    m_runs.addTo(m_router);
}

LocalApi::~LocalApi() = default;

Result<> LocalApi::listen(const Places &places)
{
    http::Server::Options options;
    options.address = places.port ? "127.0.0.1" : "";
    options.port = places.port.value_or(0);
    options.alsoV6Loopback = places.port.has_value();
    options.socket = places.socket;
    options.allowedHosts = http::loopbackHosts();
    options.limits = apiLimits();
    options.refusal = refusalOf;
    options.streamsBody = [this](const Request &head) {
        return m_router.streamsBody(head);
    };
    GB_TRY(server, http::Server::listen(m_clock, std::move(options),
                                        [this](const Request &request, const Responder &responder) {
                                            responder.onAnswer(m_observation.timer(request));
                                            m_router.answer(request, responder);
                                        }));
    m_server = std::move(server);
    m_gatekeeper.listensOn(m_server->port());
    return {};
}

std::vector<std::string> LocalApi::addresses() const
{
    auto all = m_server ? m_server->urls() : std::vector<std::string>();
    std::erase_if(all, [](const auto &url) { return !url.starts_with("http://"); });
    return all;
}

void LocalApi::saw(const api::Change &change)
{
    m_state.saw(change);
    m_observation.saw(change);
    if (const auto *report = std::get_if<api::HistoryReport>(&change))
        m_history.saw(*report);
    if (const auto *keys = std::get_if<api::KeysView>(&change))
        m_gatekeeper.saw(*keys);
    m_runs.saw(change);
}

} // namespace glovebox::rest
