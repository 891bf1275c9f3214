// Role: the part of the local API about environments, their agents, and sessions started with the operator key.
#include "core/rest/api_answers.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/view_json.h"

#include <charconv>

namespace glovebox::rest {

using nlohmann::json;

void LocalApi::listEnvironments(const Asked &asked)
{
    json list = json::array();
    for (const auto &[id, view] : m_state.environments)
        list.push_back(toJson(view));
    asked.responder.send(okAnswer({{"environments", list}}));
}

/// As they were read last; POST reads them anew.
void LocalApi::listAgents(const Asked &asked)
{
    const auto found = m_state.agents.find(domain::EnvironmentId(asked.names[0]));
    if (found == m_state.agents.end())
        return asked.responder.send(problemAnswer(404, ErrorCode::NotFound, "the agents were not read yet"));
    asked.responder.send(okAnswer(toJson(found->second)));
}

void LocalApi::readAgents(const Asked &asked)
{
    command(asked.responder, [id = domain::EnvironmentId(asked.names[0])](api::EngineControl &engine) {
        return engine.act(api::SessionAction(api::ListAgents{id}));
    });
}

/// What became of it, /v1/starts/N tells.
void LocalApi::startSession(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body,
                                   {"environment", "agent", "title", "message", "metadata", "sandbox", "session"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    api::StartSession wanted{.environment = domain::EnvironmentId(body->text("environment", 128)),
                             .agent = body->text("agent", 128),
                             .title = body->text("title", api::kSessionTitleMax),
                             .message = body->text("message", api::kFirstMessageMax),
                             .metadata = body->texts("metadata"),
                             .ticket = m_nextStart++};
    if (const auto sandbox = body->text("sandbox", 128); !sandbox.empty())
        wanted.sandbox = domain::SandboxId(sandbox);
    if (const auto session = body->text("session", 128); !session.empty())
        wanted.session = domain::SessionId(session);
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) {
        auto verdict = engine.act(api::SessionAction(wanted));
        if (verdict.kind == api::Verdict::Kind::Accepted)
            verdict.object = "start/" + std::to_string(wanted.ticket);
        return verdict;
    });
}

void LocalApi::showStart(const Asked &asked)
{
    const auto &name = asked.names[0];
    std::uint64_t ticket = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), ticket);
    const auto found =
        error == std::errc{} && end == name.data() + name.size() ? m_state.started.find(ticket) : m_state.started.end();
    if (found == m_state.started.end())
        return asked.responder.send(noneAnswer("start", name));
    asked.responder.send(okAnswer(toJson(found->second)));
}

} // namespace glovebox::rest
