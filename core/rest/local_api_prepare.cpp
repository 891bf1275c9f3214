// Role: the part of the local API about sandboxes that are prepared ahead of time.
#include "core/rest/api_answers.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

nlohmann::json LocalApi::shown(const api::SandboxView &sandbox) const
{
    auto object = toJson(sandbox);
    if (const auto seed = m_state.seeds.find(sandbox.id); seed != m_state.seeds.end())
        object["seed"] = {
            {"state", word(seed->second.state)}, {"step", seed->second.step}, {"steps", seed->second.steps.size()}};
    return object;
}

void LocalApi::showSeed(const Asked &asked)
{
    const auto found = m_state.seeds.find(domain::SandboxId(asked.names[0]));
    if (found == m_state.seeds.end())
        return asked.responder.send(noneAnswer("seeding of a sandbox", asked.names[0]));
    asked.responder.send(okAnswer(toJson(found->second)));
}

void LocalApi::seedSandbox(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, seedFields());
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::SeedSandbox wanted{domain::SandboxId(asked.names[0]), seedFrom(*body)};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

/// By its operation, which is shown when it has lasted for a second.
void LocalApi::cancelSeed(const Asked &asked)
{
    const auto found = m_state.seeds.find(domain::SandboxId(asked.names[0]));
    if (found == m_state.seeds.end())
        return asked.responder.send(noneAnswer("seeding of a sandbox", asked.names[0]));
    const auto state = found->second.state;
    if (state != domain::SeedState::Waiting && state != domain::SeedState::Running)
        return asked.responder.send(verdictAnswer(api::Verdict::alreadySo()));
    const auto *operation = m_state.operationOn("sandbox/" + asked.names[0], domain::OperationKind::SeedSandbox);
    if (!operation || isOver(operation->operation.state))
        return asked.responder.send(
            problemAnswer(409, ErrorCode::Conflict, "It has just begun. Try again in a second."));
    command(asked.responder, [id = operation->operation.id](api::EngineControl &engine) {
        return engine.maintain(api::CancelOperation{id});
    });
}

} // namespace glovebox::rest
