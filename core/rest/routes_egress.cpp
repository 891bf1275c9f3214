// Role: the local API's routes of what sandboxes may reach and what they tried, and of local addresses that lead
// into them. A token is in the answer to who opened one, and nowhere else.
#include "core/rest/egress_json.h"
#include "core/rest/own_routes.h"
#include "core/rest/use_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

std::vector<domain::EgressRule> rulesIn(RequestBody &body, const char *field)
{
    std::vector<domain::EgressRule> out;
    for (auto &each : body.objects(field, domain::kEgressOwnMax, egressRuleFields())) {
        out.push_back(egressRuleFrom(each));
        body.adopt(each, "rule " + std::to_string(out.size()) + " of '" + field + "'");
    }
    return out;
}

json portJson(const api::PortView &view)
{
    json out{{"id", view.id.value()},
             {"sandbox", view.sandbox.value()},
             {"port", view.port},
             {"kind", domain::word(view.kind)},
             {"address", view.address},
             {"since", instantText(view.since)},
             {"connections", view.connections},
             {"taken", view.taken}};
    if (view.usedAt)
        out["used_at"] = instantText(*view.usedAt);
    return out;
}

void listEgressProfiles(OwnParts &own, Asked &asked)
{
    if (!own.state.egress)
        return asked.answer(
            problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet; try again in a moment"));
    asked.answer(okAnswer(toJson(*own.state.egress)));
}

/// The newest KnownState::kAttemptsKept, oldest first: of all, or with ?sandbox= of one. Older ones are in the ledger.
void listEgressAttempts(OwnParts &own, Asked &asked)
{
    const auto sandbox = asked.parameter("sandbox");
    json list = json::array();
    for (const auto &decision : own.state.attempts)
        if (!sandbox || decision.sandbox.value() == *sandbox)
            list.push_back(toJson(decision));
    asked.answer(okAnswer({{"attempts", std::move(list)}}));
}

void changeEgress(OwnParts &, Asked &asked)
{
    api::ChangeEgress wanted{.sandbox = named<domain::SandboxId>(asked)};
    if (asked.body.has("profile"))
        wanted.profile = asked.body.text("profile", 64);
    wanted.add = rulesIn(asked.body, "add");
    wanted.remove = rulesIn(asked.body, "remove");
    wanted.addSecrets = asked.body.words("add_secrets", domain::kGateSecretNameMax);
    wanted.removeSecrets = asked.body.words("remove_secrets", domain::kGateSecretNameMax);
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

void changeEgressProfile(OwnParts &, Asked &asked)
{
    const api::ChangeEgressProfile wanted{
        .profile = asked.names[0], .add = rulesIn(asked.body, "add"), .remove = rulesIn(asked.body, "remove")};
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

void openPort(OwnParts &, Asked &asked)
{
    api::OpenPort wanted{.sandbox = named<domain::SandboxId>(asked)};
    const auto port = asked.body.count("port", {1, 65'535});
    wanted.port = static_cast<std::uint16_t>(port.value_or(0));
    if (const auto kind = asked.body.text("kind", 16); !kind.empty()) {
        const auto known = domain::portKindFrom(kind);
        if (!known)
            asked.body.wrong("'kind' is http or tcp");
        wanted.kind = known.value_or(wanted.kind);
    }
    if (auto path = asked.body.text("path"); !path.empty())
        wanted.path = (path.front() == '/' ? "" : "/") + path;
    if (!asked.body.problem() && wanted.port == 0)
        asked.body.wrong("'port' says which one of the sandbox; it is missing");
    if (isWrong(asked))
        return;
    const auto verdict = asked.door->act(api::SandboxAction(wanted));
    asked.answer(verdict.kind == api::Verdict::Kind::Accepted ? okAnswer({{"url", verdict.object}})
                                                              : verdictAnswer(verdict));
}

/// All, or with ?sandbox= those of one.
void listPorts(OwnParts &own, Asked &asked)
{
    const auto sandbox = asked.parameter("sandbox");
    json list = json::array();
    for (const auto &[id, view] : own.state.ports)
        if (!sandbox || view.sandbox.value() == *sandbox)
            list.push_back(portJson(view));
    asked.answer(okAnswer({{"ports", std::move(list)}}));
}

void closePort(OwnParts &own, Asked &asked)
{
    const api::ClosePort wanted{named<domain::PortId>(asked)};
    if (!own.state.ports.contains(wanted.id))
        return asked.answer(noneAnswer("port", asked.names[0]));
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

} // namespace

std::vector<Route> egressRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/egress/profiles", kRead, to(listEgressProfiles)},
        {"PATCH", "/v1/egress/profiles/{name}", kAdmin, to(changeEgressProfile), Words{"add", "remove"}},
        {"GET", "/v1/egress/attempts", kRead, to(listEgressAttempts), {}, Words{"sandbox"}},
        {"PATCH", "/v1/sandboxes/{id}/egress", kOperate, to(changeEgress),
         Words{"profile", "add", "remove", "add_secrets", "remove_secrets"}},
        {"POST", "/v1/sandboxes/{id}/ports", kOperate, to(openPort), Words{"port", "kind", "path"}},
        {"GET", "/v1/ports", kRead, to(listPorts), {}, Words{"sandbox"}},
        {"DELETE", "/v1/ports/{id}", kOperate, to(closePort)},
    };
}

} // namespace glovebox::rest
