// Role: the part of the local API about sandboxes that are prepared ahead of time.
#include "core/rest/api_answers.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

http::Response noSeedAnswer(const std::string &sandbox)
{
    return problemAnswer(404, ErrorCode::NotFound,
                         "no seeding of '" + sandbox.substr(0, 128) +
                             "' is known: there was none, or it was done before this Glovebox was started");
}

} // namespace

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
        return asked.responder.send(noSeedAnswer(asked.names[0]));
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

void LocalApi::cancelSeed(const Asked &asked)
{
    const auto found = m_state.seeds.find(domain::SandboxId(asked.names[0]));
    if (found == m_state.seeds.end())
        return asked.responder.send(noSeedAnswer(asked.names[0]));
    command(asked.responder, [id = found->first](api::EngineControl &engine) {
        return engine.act(api::SandboxAction(api::CancelSeed{id}));
    });
}

} // namespace glovebox::rest
