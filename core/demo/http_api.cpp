#include "core/demo/http_api.h"

#include <algorithm>

namespace glovebox::demo {

namespace {

constexpr std::size_t kJournalMax = 5000;
/// Bodies are results of up to megabytes; the journal keeps what tells calls apart.
constexpr std::size_t kJournalBodyMax = 4096;
/// Deeper than any request of the protocol.
constexpr int kNestingMax = 64;

std::string credentialOf(const http::Request &request)
{
    constexpr std::string_view scheme = "bearer ";
    if (const auto authorization = request.headers.value("authorization"))
        if (authorization->size() > scheme.size() &&
            http::equalsIgnoringCase(std::string_view(*authorization).substr(0, scheme.size()), scheme))
            return authorization->substr(scheme.size());
    return request.headers.value("x-api-key").value_or("");
}

const char *callerName(CallerKind kind)
{
    switch (kind) {
    case CallerKind::ApiKey:
        return "api_key";
    case CallerKind::EnvironmentKey:
        return "environment_key";
    case CallerKind::SessionsToken:
        return "sessions_token";
    case CallerKind::OperatorKey:
        return "operator_key";
    }
    return "none";
}

http::Response jsonResponse(int status, const Json &body, const std::string &requestId)
{
    auto response = http::Response::json(status, body.dump(-1, ' ', false, Json::error_handler_t::replace));
    response.headers.add("request-id", requestId);
    return response;
}

/// Skills are generally available, and what is not under /v1 is not the protocol's.
bool isBetaPath(const std::string &path)
{
    return path.starts_with("/v1/") && !path.starts_with("/v1/skills");
}

bool nestsTooDeep(const std::string &text)
{
    int depth = 0;
    bool inString = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (inString) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                inString = false;
            continue;
        }
        if (c == '"')
            inString = true;
        else if (c == '[' || c == '{')
            ++depth;
        else if (c == ']' || c == '}')
            --depth;
        if (depth > kNestingMax)
            return true;
    }
    return false;
}

} // namespace

std::optional<Json> parseRequestJson(const std::string &text)
{
    if (nestsTooDeep(text))
        return std::nullopt;
    auto json = Json::parse(text, nullptr, false);
    return json.is_discarded() ? std::nullopt : std::optional(std::move(json));
}

HttpApi::HttpApi(ControlPlaneModel &model, EventStreams &streams, ports::Clock &clock, Options options)
    : m_model(model), m_streams(streams), m_clock(clock), m_options(options)
{
    addWorkRoutes();
    addSessionRoutes();
    addCatalogueRoutes();
    addResourceRoutes();
    addObserverRoutes();
}

void HttpApi::addRoute(const char *method, const char *pattern, unsigned callers, Scope scope,
                       std::function<Answer<Json>(const Inquiry &)> run)
{
    m_routes.push_back({method, http::pathSegments(pattern), callers, scope, std::move(run), nullptr});
}

void HttpApi::addReply(const char *method, const char *pattern, unsigned callers, Scope scope,
                       std::function<void(const Inquiry &, const http::Responder &)> reply)
{
    m_routes.push_back({method, http::pathSegments(pattern), callers, scope, nullptr, std::move(reply)});
}

const HttpApi::Route *HttpApi::match(const http::Request &request, std::vector<std::string> &captures,
                                     bool &pathKnown) const
{
    const auto &segments = request.segments;
    for (const auto &route : m_routes) {
        if (route.pattern.size() != segments.size())
            continue;
        std::vector<std::string> found;
        const bool fits = std::ranges::equal(route.pattern, segments, [&](const auto &pattern, const auto &segment) {
            if (pattern == "{}")
                found.push_back(segment);
            return pattern == "{}" || pattern == segment;
        });
        if (!fits)
            continue;
        pathKnown = true;
        if (request.method != route.method)
            continue;
        captures = std::move(found);
        return &route;
    }
    return nullptr;
}

/// A credential opens only what belongs to it.
Answer<> HttpApi::checkScope(const Route &route, const Inquiry &inquiry)
{
    const auto &caller = inquiry.caller;
    if (caller.kind == CallerKind::ApiKey || caller.kind == CallerKind::OperatorKey)
        return {};
    switch (route.scope) {
    case Scope::Nothing:
        return {};
    case Scope::Work:
        if (caller.kind == CallerKind::SessionsToken && caller.work != inquiry.captures.at(1))
            return refuse(403, "The sessions token belongs to another work item.");
        [[fallthrough]];
    case Scope::Environment:
        if (caller.environment != inquiry.captures.at(0))
            return refuse(403, "The credential belongs to another environment.");
        return {};
    case Scope::Session:
        break;
    }
    if (caller.kind == CallerKind::SessionsToken && caller.session != inquiry.captures.at(0))
        return refuse(403, "The sessions token belongs to another session.");
    if (const auto session = m_model.session(inquiry.captures.at(0));
        session && (*session)->environment() != caller.environment)
        return refuse(403, "The session belongs to another environment.");
    return {};
}

/// Everything that can refuse a request before its route runs. The value is of no use.
Answer<Json> HttpApi::admit(const http::Request &request, Inquiry &inquiry, const Route *&route)
{
    const auto credential = credentialOf(request);
    if (credential.empty())
        return refuse(401, "The request has no credential.");
    const auto caller = m_model.identify(credential);
    if (!caller)
        return refuse(401, "The credential is not known.");
    inquiry.caller = *caller;
    if (request.path.starts_with("/v1/memory_stores") && caller->kind == CallerKind::EnvironmentKey)
        return refuse(403, "An environment key does not open memory stores.");
    if (m_options.strictBeta && isBetaPath(request.path) && !request.headers.value("anthropic-beta"))
        return refuse(404, "The path needs an anthropic-beta header.");
    bool pathKnown = false;
    route = match(request, inquiry.captures, pathKnown);
    if (!route)
        return pathKnown ? refuse(405, "The method does not fit the path.")
                         : refuse(404, "There is nothing at this path.");
    if ((route->callers & bit(caller->kind)) == 0)
        return refuse(403, "This kind of credential may not do this.");
    if (const auto scope = checkScope(*route, inquiry); !scope)
        return tl::unexpected(scope.error());
    inquiry.body = Json::object();
    if (request.method == "POST" && !request.body.empty()) {
        auto body = parseRequestJson(request.body);
        if (!body || !body->is_object())
            return refuse(400, "The body must be a JSON object.");
        inquiry.body = std::move(*body);
    }
    return Json();
}

void HttpApi::handle(const http::Request &request, const http::Responder &responder)
{
    Inquiry inquiry{request, {}, {}, {}, m_model.newRequestId()};
    const Route *route = nullptr;
    const auto admitted = admit(request, inquiry, route);
    if (!admitted)
        return answer(responder, inquiry, admitted);
    if (!route->run)
        return route->reply(inquiry, responder);
    // The model checks types before it reads them; should it miss one, the client hears of it and the server lives.
    try {
        answer(responder, inquiry, route->run(inquiry));
    } catch (const Json::exception &) {
        answer(responder, inquiry, refuse(400, "The request has a field of the wrong type."));
    }
}

void HttpApi::answer(const http::Responder &responder, const Inquiry &inquiry, const Answer<Json> &result)
{
    const int status = result ? 200 : result.error().status;
    note(inquiry, status, status != 401);
    responder.send(
        jsonResponse(status, result ? *result : envelope(result.error(), inquiry.requestId), inquiry.requestId));
}

void HttpApi::note(const Inquiry &inquiry, int status, bool known)
{
    JournalEntry entry{inquiry.request.method,
                       inquiry.request.path,
                       {},
                       known ? callerName(inquiry.caller.kind) : "none",
                       nullptr,
                       status};
    for (const auto &[key, value] : inquiry.request.query.entries())
        entry.queryKeys.push_back(key);
    if (inquiry.request.body.size() <= kJournalBodyMax)
        entry.body = inquiry.body;
    m_journal.push_back(std::move(entry));
    if (m_journal.size() > kJournalMax)
        m_journal.pop_front();
}

void HttpApi::openStream(const Inquiry &inquiry, const http::Responder &responder)
{
    const auto &id = inquiry.captures.at(0);
    if (const auto session = m_model.session(id); !session)
        return answer(responder, inquiry, tl::unexpected(session.error()));
    if (!m_streams.open(id, responder, inquiry.requestId))
        return answer(responder, inquiry, refuse(429, "The session has too many listeners."));
    note(inquiry, 200, true);
}

} // namespace glovebox::demo
