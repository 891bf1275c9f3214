// Role: the local API's routes of sandboxes themselves.
#include "core/base/limits.h"
#include "core/rest/own_routes.h"
#include "core/rest/view_json.h"

#include <algorithm>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::uint64_t kAliveAskedMax = 365ull * 24 * 3600 * 1000;

/// With how its seeding stands, when there was one.
json shown(const OwnParts &own, const api::SandboxView &sandbox)
{
    auto object = toJson(sandbox);
    if (const auto seed = own.state.seeds.find(sandbox.id); seed != own.state.seeds.end())
        object["seed"] = {
            {"state", word(seed->second.state)}, {"step", seed->second.step}, {"steps", seed->second.steps.size()}};
    return object;
}

/// "team=billing", or a name alone: whatever its value.
bool hasLabel(const api::SandboxView &sandbox, const std::string &wanted)
{
    const auto equals = wanted.find('=');
    const auto found = sandbox.labels.find(wanted.substr(0, equals));
    return found != sandbox.labels.end() && (equals == std::string::npos || found->second == wanted.substr(equals + 1));
}

/// All, or those in a state, of a session, with all of these labels (?label=team=billing, more than once).
void listSandboxes(OwnParts &own, Asked &asked)
{
    const auto state = asked.parameter("state");
    if (const auto states = state ? statesBut(*state, domain::SandboxState::Destroyed) : std::string(); !states.empty())
        return asked.answer(problemAnswer(400, ErrorCode::InvalidArgument, "'state' is one of " + states));
    const auto session = asked.parameter("session");
    const auto labels = asked.request->query.values("label");
    json list = json::array();
    for (const auto &[id, view] : own.state.sandboxes) {
        const bool isMeant = (!state || word(view.state) == *state) &&
                             (!session || (view.session && view.session->value() == *session)) &&
                             std::ranges::all_of(labels, [&](const auto &label) { return hasLabel(view, label); });
        if (isMeant)
            list.push_back(shown(own, view));
    }
    asked.answer(okAnswer({{"sandboxes", list}}));
}

void showSandbox(OwnParts &own, Asked &asked)
{
    const auto found = own.state.sandboxes.find(named<domain::SandboxId>(asked));
    if (found == own.state.sandboxes.end())
        return asked.answer(noneAnswer("sandbox", asked.names[0]));
    asked.answer(okAnswer(shown(own, found->second)));
}

void createSandbox(OwnParts &own, Asked &asked)
{
    auto wanted = newSandboxFrom(asked.body, own.state.host, own.clock.wallNow());
    if (isWrong(asked) || isForTheSocketAlone(asked, readsThisHost(wanted.seed)))
        return;
    tell(asked, asked.door->createSandbox(wanted));
}

void destroySandbox(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->destroySandbox(named<domain::SandboxId>(asked)));
}

void pauseSandbox(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->pauseSandbox(named<domain::SandboxId>(asked)));
}

void resumeSandbox(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->resumeSandbox(named<domain::SandboxId>(asked)));
}

void hibernateSandbox(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::SandboxAction(api::HibernateSandbox{named<domain::SandboxId>(asked)})));
}

/// For a session, or for whichever has this metadata; for so many seconds, or for ever.
void reserveSandbox(OwnParts &own, Asked &asked)
{
    const api::ReserveSandbox wanted{named<domain::SandboxId>(asked), reservationFrom(asked.body, own.clock.wallNow())};
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

void cancelReservation(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::SandboxAction(api::CancelReservation{named<domain::SandboxId>(asked)})));
}

/// What is said in part of a ladder leaves the rest as it is.
void changeSandbox(OwnParts &own, Asked &asked)
{
    const auto id = named<domain::SandboxId>(asked);
    std::vector<api::SandboxAction> wanted;
    if (asked.body.has("labels"))
        wanted.push_back(api::SetLabels{id, asked.body.texts("labels")});
    if (auto ladder = asked.body.object("ladder", ladderFields())) {
        const auto known = own.state.sandboxes.find(id);
        if (known == own.state.sandboxes.end())
            return asked.answer(noneAnswer("sandbox", id.value()));
        wanted.push_back(api::SetIdleLadder{id, ladderFrom(*ladder, known->second.ladder)});
        asked.body.adopt(*ladder, "'ladder'");
    }
    if (const auto time = asked.body.count("keep_alive_ms", kAliveAskedMax))
        wanted.push_back(api::KeepAlive{id, std::chrono::milliseconds(*time)});
    if (wanted.empty())
        asked.body.wrong("'labels', 'ladder' or 'keep_alive_ms' says what is to change");
    if (isWrong(asked))
        return;
    auto verdict = api::Verdict::alreadySo();
    for (const auto &action : wanted) {
        verdict = asked.door->act(action);
        if (verdict.kind == api::Verdict::Kind::Denied)
            break;
    }
    tell(asked, verdict);
}

void forkSandbox(OwnParts &, Asked &asked)
{
    api::ForkSandbox wanted{.sandbox = named<domain::SandboxId>(asked)};
    wanted.count = static_cast<int>(asked.body.count("count", {1, limits::kForkMax}).value_or(1));
    if (isWrong(asked))
        return;
    wanted.ids = newSandboxIds(wanted.count);
    tell(asked, asked.door->act(api::SandboxAction(wanted)), wanted.ids);
}

/// What it is now is taken as a snapshot before, unless "safety" is false.
void restoreInPlace(OwnParts &, Asked &asked)
{
    const api::RestoreInPlace wanted{.sandbox = named<domain::SandboxId>(asked),
                                     .snapshot = domain::SnapshotId(asked.body.text("snapshot", 128)),
                                     .safety = !asked.body.has("safety") || asked.body.flag("safety")};
    if (wanted.snapshot.value().empty())
        asked.body.wrong("'snapshot' says to which; it is missing");
    if (!isWrong(asked))
        tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

} // namespace

std::vector<Route> sandboxRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {.method = "GET",
         .pattern = "/v1/sandboxes",
         .scope = kRead,
         .handler = to(listSandboxes),
         .query = Words{"state", "label", "session"},
         .repeated = {"label"}},
        {"POST", "/v1/sandboxes", kOperate, to(createSandbox), newSandboxFields()},
        {"GET", "/v1/sandboxes/{id}", kRead, to(showSandbox)},
        {"PATCH", "/v1/sandboxes/{id}", kOperate, to(changeSandbox), Words{"labels", "ladder", "keep_alive_ms"}},
        {"DELETE", "/v1/sandboxes/{id}", kOperate, to(destroySandbox)},
        {"POST", "/v1/sandboxes/{id}/pause", kOperate, to(pauseSandbox)},
        {"POST", "/v1/sandboxes/{id}/resume", kOperate, to(resumeSandbox)},
        {"POST", "/v1/sandboxes/{id}/hibernate", kOperate, to(hibernateSandbox)},
        {"POST", "/v1/sandboxes/{id}/fork", kOperate, to(forkSandbox), Words{"count"}},
        {"POST", "/v1/sandboxes/{id}/restore", kOperate, to(restoreInPlace), Words{"snapshot", "safety"}},
        {"PUT", "/v1/sandboxes/{id}/reservation", kOperate, to(reserveSandbox), reservationFields()},
        {"DELETE", "/v1/sandboxes/{id}/reservation", kOperate, to(cancelReservation)},
    };
}

} // namespace glovebox::rest
