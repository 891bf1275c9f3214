// Role: the part of LocalApi that tells what sandboxes may reach and what they tried, and changes it for one of them,
// or for all with a profile.
#include "core/rest/api_answers.h"
#include "core/rest/egress_json.h"
#include "core/rest/local_api.h"
#include "core/rest/local_api_asked.h"

namespace glovebox::rest {

using nlohmann::json;

namespace {

std::vector<domain::EgressRule> rulesIn(RequestBody &body, const char *field)
{
    std::vector<domain::EgressRule> out;
    for (auto &each : body.objects(field, domain::kEgressOwnMax, egressRuleFields())) {
        out.push_back(egressRuleFrom(each));
        body.adopt(each, "rule " + std::to_string(out.size()) + " of '" + field + "'");
    }
    return out;
}

} // namespace

void LocalApi::listEgressProfiles(const Asked &asked)
{
    if (!m_state.egress)
        return asked.responder.send(problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet"));
    asked.responder.send(okAnswer(toJson(*m_state.egress)));
}

/// The newest KnownState::kAttemptsKept, oldest first: of all, or with ?sandbox= of one. Older ones are in the ledger.
void LocalApi::listEgressAttempts(const Asked &asked)
{
    const auto sandbox = asked.request.query.value("sandbox");
    json list = json::array();
    for (const auto &decision : m_state.attempts)
        if (!sandbox || decision.sandbox.value() == *sandbox)
            list.push_back(toJson(decision));
    asked.responder.send(okAnswer({{"attempts", std::move(list)}}));
}

void LocalApi::changeEgress(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"profile", "add", "remove", "add_secrets", "remove_secrets"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    api::ChangeEgress wanted{.sandbox = domain::SandboxId(asked.names[0])};
    if (body->has("profile"))
        wanted.profile = body->text("profile", 64);
    wanted.add = rulesIn(*body, "add");
    wanted.remove = rulesIn(*body, "remove");
    wanted.addSecrets = body->words("add_secrets", domain::kGateSecretNameMax);
    wanted.removeSecrets = body->words("remove_secrets", domain::kGateSecretNameMax);
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

void LocalApi::changeEgressProfile(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"add", "remove"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::ChangeEgressProfile wanted{
        .profile = asked.names[0], .add = rulesIn(*body, "add"), .remove = rulesIn(*body, "remove")};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

} // namespace glovebox::rest
