#include "core/rest/upkeep_json.h"

#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::int64_t kMicrosInCent = 10'000;
constexpr std::uint64_t kBudgetCentsMax = 1'000'000'000;

json orphanJson(const domain::Orphan &orphan)
{
    json out{{"id", orphan.id},
             {"kind", word(orphan.kind)},
             {"where", orphan.where},
             {"size_bytes", orphan.size.value},
             {"why", orphan.why}};
    if (orphan.at)
        out["at"] = instantText(*orphan.at);
    return out;
}

} // namespace

json toJson(const domain::Budget &budget)
{
    return {{"scope", word(budget.scope)},
            {"period", word(budget.period)},
            {"limit_cents", cents(budget.limit)},
            {"action", word(budget.action)},
            {"warn_percent", budget.warnPercent}};
}

json toJson(const api::BudgetView &view)
{
    json out{{"budget", toJson(view.budget)},
             {"object", view.object},
             {"label", view.label},
             {"spent_cents", cents(view.spent)},
             {"state", word(view.state)}};
    if (!view.did.empty())
        out["did"] = view.did;
    return out;
}

json toJson(const api::OrphansView &view)
{
    json found = json::array();
    for (const auto &orphan : view.found)
        found.push_back(orphanJson(orphan));
    json out{{"orphans", found}, {"looking", view.looking}, {"removing", view.removing}};
    if (view.lookedAt)
        out["looked_at"] = instantText(*view.lookedAt);
    if (view.problem)
        out["problem"] = toJson(*view.problem);
    return out;
}

json toJson(const api::RecoveryView &view)
{
    return {{"at", instantText(view.at)},
            {"adopted", view.adopted},
            {"hibernated", view.hibernated},
            {"stopped", view.stopped},
            {"lost", view.lost},
            {"leases_resumed", view.leasesResumed},
            {"leases_released", view.leasesReleased},
            {"results_posted", view.resultsPosted},
            {"calls_answered", view.callsAnswered},
            {"interrupted", view.interrupted},
            {"lines", view.lines}};
}

json toJson(const api::WorkView &view)
{
    json out{{"id", view.id.value()},     {"environment", view.environment.value()},
             {"state", word(view.state)}, {"ours", view.ours},
             {"stuck", word(view.stuck)}, {"repair", word(view.repair)}};
    if (view.session)
        out["session"] = view.session->value();
    if (!view.sessionTitle.empty())
        out["title"] = view.sessionTitle;
    if (!view.waitingFor.empty())
        out["waiting_for"] = view.waitingFor;
    if (view.createdAt)
        out["created_at"] = instantText(*view.createdAt);
    if (view.acknowledgedAt)
        out["acknowledged_at"] = instantText(*view.acknowledgedAt);
    if (view.latestHeartbeatAt)
        out["latest_heartbeat_at"] = instantText(*view.latestHeartbeatAt);
    if (view.problem)
        out["problem"] = toJson(*view.problem);
    return out;
}

json toJson(const api::ShownKey &key)
{
    json out{{"id", key.id.value()},
             {"name", key.name},
             {"scope", domain::word(key.scope)},
             {"hint", key.hint},
             {"since", instantText(key.since)}};
    if (key.expires)
        out["expires"] = instantText(*key.expires);
    if (key.formerUntil)
        out["former_until"] = instantText(*key.formerUntil);
    if (key.usedAt)
        out["used_at"] = instantText(*key.usedAt);
    return out;
}

json toJson(const api::KeysView &view)
{
    json keys = json::array();
    for (const auto &key : view.keys)
        keys.push_back(toJson(key));
    json out{{"keys", keys}, {"addresses", view.addresses}};
    if (!view.socket.empty())
        out["socket"] = view.socket;
    if (view.problem)
        out["problem"] = toJson(*view.problem);
    if (view.notListening)
        out["not_listening"] = toJson(*view.notListening);
    return out;
}

domain::Budget budgetFrom(RequestBody &body)
{
    domain::Budget budget;
    const auto scope = domain::budgetScopeFrom(body.text("scope", 32));
    const auto period = domain::budgetPeriodFrom(body.text("period", 32));
    const auto action = domain::budgetActionFrom(body.text("action", 32));
    if (!scope)
        body.wrong("'scope' is session, environment or host");
    if (!period)
        body.wrong("'period' is day or ever");
    if (!action)
        body.wrong("'action' is warn, pause-polling or pause-sandbox");
    const auto limit = body.count("limit_cents", {1, kBudgetCentsMax});
    if (!limit)
        body.wrong("'limit_cents' says how many cents the budget has; it is missing");
    const auto warn = body.count("warn_percent", {1, 100});
    budget.scope = scope.value_or(budget.scope);
    budget.period = period.value_or(budget.period);
    budget.action = action.value_or(budget.action);
    budget.limit = static_cast<std::int64_t>(limit.value_or(0)) * kMicrosInCent;
    budget.warnPercent = static_cast<int>(warn.value_or(static_cast<std::uint64_t>(budget.warnPercent)));
    return budget;
}

} // namespace glovebox::rest
