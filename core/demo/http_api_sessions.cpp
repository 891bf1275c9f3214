// The routes of sessions and events (reference 2.1), of environments and agents (8.1, 8.2), and a few for observers of
// the demo itself.
#include "core/demo/http_api.h"
#include "core/demo/rows.h"

namespace glovebox::demo {

namespace {

/// A worker answers tool calls, an operator decides, interrupts and says something; only an application says
/// everything.
Answer<> checkSpeaker(CallerKind kind, const Json &body)
{
    if (kind == CallerKind::ApiKey || !body.contains("events") || !body.at("events").is_array())
        return {};
    for (const auto &event : body.at("events")) {
        const auto type = textOr(event, "type");
        const bool fits = kind == CallerKind::OperatorKey
                              ? type == "user.tool_confirmation" || type == "user.interrupt" || type == "user.message"
                              : type == "user.tool_result" || type == "user.custom_tool_result";
        if (!fits)
            return refuse(403, "This kind of credential may not send such an event.");
    }
    return {};
}

const char *outcomeWord(const DemoSession &session)
{
    if (!session.hasStarted())
        return "not_started";
    switch (session.outcome().kind) {
    case Outcome::Kind::Running:
        return "running";
    case Outcome::Kind::EndedWell:
        return "ended_well";
    case Outcome::Kind::EndedBadly:
        return "ended_badly";
    }
    return "running";
}

} // namespace

void HttpApi::addSessionRoutes()
{
    const auto onSession = [this](auto operation) {
        return [this, operation](const Inquiry &in) -> Answer<Json> {
            const auto session = m_model.session(in.captures.at(0));
            if (!session)
                return tl::unexpected(session.error());
            return operation(**session, in);
        };
    };
    addRoute("POST", "/v1/sessions", kApiKey | kOperatorKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.createSession(in.body); });
    addRoute("GET", "/v1/sessions", kApiKey | kOperatorKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.listSessions(in.request.query); });
    addRoute("GET", "/v1/sessions/{}", kEverybody, Scope::Session,
             onSession([](DemoSession &session, const Inquiry &) -> Answer<Json> { return session.toJson(); }));
    addRoute("POST", "/v1/sessions/{}", kApiKey, Scope::Session,
             onSession([](DemoSession &session, const Inquiry &in) -> Answer<Json> {
                 return session.update(in.body).map([&] { return session.toJson(); });
             }));
    addRoute("POST", "/v1/sessions/{}/archive", kApiKey, Scope::Session,
             onSession([](DemoSession &session, const Inquiry &) -> Answer<Json> {
                 return session.archive().map([&] { return session.toJson(); });
             }));
    addRoute("DELETE", "/v1/sessions/{}", kApiKey, Scope::Session,
             [this](const Inquiry &in) { return m_model.deleteSession(in.captures.at(0)); });
    addRoute(
        "GET", "/v1/sessions/{}/events", kEverybody, Scope::Session,
        onSession([](DemoSession &session, const Inquiry &in) { return session.events().list(in.request.query); }));
    addRoute("POST", "/v1/sessions/{}/events", kEverybody, Scope::Session,
             onSession([](DemoSession &session, const Inquiry &in) -> Answer<Json> {
                 if (const auto fits = checkSpeaker(in.caller.kind, in.body); !fits)
                     return tl::unexpected(fits.error());
                 return session.send(in.body);
             }));
    addReply("GET", "/v1/sessions/{}/events/stream", kEverybody, Scope::Session,
             [this](const Inquiry &in, const http::Responder &responder) { openStream(in, responder); });
    addRoute("GET", "/v1/sessions/{}/threads", kEverybody, Scope::Session,
             onSession([](DemoSession &session, const Inquiry &) -> Answer<Json> {
                 return Json{{"data", session.threads()}, {"next_page", nullptr}};
             }));
}

void HttpApi::addCatalogueRoutes()
{
    addRoute("POST", "/v1/environments", kApiKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.createEnvironment(in.body); });
    addRoute("GET", "/v1/environments", kApiKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.listEnvironments(in.request.query); });
    addRoute("GET", "/v1/environments/{}", kApiKey, Scope::Environment,
             [this](const Inquiry &in) { return m_model.environment(in.captures.at(0)); });
    addRoute("POST", "/v1/agents", kApiKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.createAgent(in.body); });
    addRoute("GET", "/v1/agents", kApiKey | kOperatorKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.listAgents(in.request.query); });
    addRoute("GET", "/v1/agents/{}", kApiKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.agent(in.captures.at(0)); });
}

/// Not part of the protocol: how a test learns what the scripted agents made of their results and what was called,
/// and how it asks for a health check.
void HttpApi::addObserverRoutes()
{
    addRoute("GET", "/_demo/outcomes", kApiKey, Scope::Nothing, [this](const Inquiry &) -> Answer<Json> {
        Json data = Json::array();
        for (const auto &session : m_model.sessions())
            data.push_back({{"session_id", session->id()},
                            {"scenario", session->scenarioName()},
                            {"outcome", outcomeWord(*session)},
                            {"why", session->outcome().why},
                            {"tool_calls", session->toolCallCount()},
                            {"duplicate_results", session->duplicateResults()}});
        return Json{{"data", std::move(data)}};
    });
    addRoute("POST", "/_demo/healthcheck", kApiKey, Scope::Nothing,
             [this](const Inquiry &) { return m_model.queueHealthcheck(m_model.environmentId()); });
    addRoute("GET", "/_demo/journal", kApiKey, Scope::Nothing, [this](const Inquiry &) -> Answer<Json> {
        Json data = Json::array();
        for (const auto &entry : m_journal)
            data.push_back({{"method", entry.method},
                            {"path", entry.path},
                            {"query", entry.queryKeys},
                            {"caller", entry.caller},
                            {"body", entry.body},
                            {"status", entry.status}});
        return Json{{"data", std::move(data)}};
    });
}

} // namespace glovebox::demo
