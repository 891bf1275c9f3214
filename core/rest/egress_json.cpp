#include "core/rest/egress_json.h"

#include "core/rest/use_json.h"

namespace glovebox::rest {

using nlohmann::json;

namespace {

constexpr std::size_t kHostAskedMax = 256;

} // namespace

json toJson(const domain::EgressRule &rule)
{
    const bool denies = rule.action == domain::EgressRule::Action::Deny;
    json out{{denies ? "deny" : "allow", rule.host}};
    for (const auto &ports : rule.ports)
        out["ports"].push_back(textOf(ports));
    if (rule.traffic)
        out["traffic"] = word(*rule.traffic);
    if (!rule.note.empty())
        out["note"] = rule.note;
    if (!rule.to.empty())
        out["to"] = rule.to;
    return out;
}

json toJson(const domain::EgressProfile &profile)
{
    json rules = json::array();
    for (const auto &rule : profile.rules)
        rules.push_back(toJson(rule));
    return {{"name", profile.name}, {"description", profile.description}, {"rules", std::move(rules)}};
}

json toJson(const api::EgressProfilesView &view)
{
    json profiles = json::array();
    for (const auto &each : view.profiles) {
        profiles.push_back(toJson(each.profile));
        profiles.back()["version"] = each.version;
        profiles.back()["built_in"] = each.builtIn;
        if (!each.added.empty()) {
            json added = json::array();
            for (const auto &rule : each.added)
                added.push_back(toJson(rule));
            profiles.back()["added"] = std::move(added);
        }
    }
    json out{{"profiles", std::move(profiles)}, {"usual", view.usual}};
    if (!view.ceiling.empty())
        out["ceiling"] = view.ceiling;
    if (view.problem)
        out["problem"] = *view.problem;
    return out;
}

json toJson(const domain::EgressDecision &decision)
{
    json out{{"id", decision.id.value()},
             {"at_ms", decision.at.time_since_epoch().count()},
             {"sandbox", decision.sandbox.value()},
             {"kind", word(decision.kind)},
             {"host", decision.host},
             {"address", decision.address},
             {"port", decision.port},
             {"verdict", word(decision.verdict)},
             {"rule", decision.rule},
             {"reason", decision.reason},
             {"sent_bytes", decision.sent.value},
             {"received_bytes", decision.received.value}};
    if (decision.session)
        out["session"] = decision.session->value();
    if (decision.lasted)
        out["lasted_ms"] = decision.lasted->count();
    if (!decision.secrets.empty())
        out["secrets"] = decision.secrets;
    if (!decision.misused.empty())
        out["misused"] = decision.misused;
    return out;
}

domain::EgressRule egressRuleFrom(RequestBody &body)
{
    using Action = domain::EgressRule::Action;
    domain::EgressRule rule;
    if (body.has("allow") == body.has("deny")) {
        body.wrong("a rule says either allow or deny, and a host");
        return rule;
    }
    rule.action = body.has("deny") ? Action::Deny : Action::Allow;
    rule.host = body.text(rule.action == Action::Deny ? "deny" : "allow", kHostAskedMax);
    rule.note = body.text("note", domain::kEgressTextMax);
    for (const auto &text : body.words("ports", 16)) {
        if (const auto ports = domain::egressPortsFrom(text))
            rule.ports.push_back(*ports);
        else
            body.wrong("'ports' takes a list of ports and ranges of them: [\"443\", \"8000-8010\"]");
    }
    if (const auto traffic = body.text("traffic", 16); !traffic.empty()) {
        rule.traffic = domain::egressTrafficFrom(traffic);
        if (!rule.traffic)
            body.wrong("'traffic' takes tls, http or any");
    }
    if (!body.problem())
        if (const auto good = domain::checkOwn(rule); !good)
            body.wrong(good.error().detail);
    return rule;
}

} // namespace glovebox::rest
