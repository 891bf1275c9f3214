#include "core/rest/event_maker.h"

#include "core/base/text.h"
#include "core/rest/view_json.h"

#include <algorithm>

namespace glovebox::rest {

using namespace domain;
using nlohmann::json;

namespace {

std::string plain(const std::string &text)
{
    return clipped(toOneLine(text), kEventTextMax);
}

void put(json &facts, const char *name, const std::string &text)
{
    if (!text.empty())
        facts[name] = plain(text);
}

void put(json &facts, const std::optional<Error> &problem)
{
    if (problem)
        facts["problem"] = {{"code", name(problem->code)}, {"message", plain(problem->detail)}};
}

std::string textOf(std::string_view word)
{
    return std::string(word);
}

} // namespace

/// Which views make events.
struct EventMaker::Keeper {
    EventMaker &maker;

    void operator()(const api::HostView &view)
    {
        EventDraft draft{"host.phase", "host"};
        put(draft.facts, view.phase == api::EnginePhase::Failed ? view.problem : std::nullopt);
        maker.tellState(std::move(draft), textOf(word(view.phase)));
    }
    void operator()(const api::EnvironmentView &view)
    {
        EventDraft draft{"environment.state", "environment/" + view.id.value()};
        put(draft.facts, "name", view.name);
        put(draft.facts, view.problem);
        maker.tellState(std::move(draft), textOf(word(view.state)));
    }
    void operator()(const api::SessionView &view) { maker.sawSession(view); }
    void operator()(const api::SandboxView &view) { maker.sawSandbox(view); }
    void operator()(const api::SnapshotView &view)
    {
        EventDraft draft{"snapshot.state", "snapshot/" + view.id.value()};
        draft.sandbox = view.sandbox.value();
        draft.session = view.session ? view.session->value() : std::string();
        put(draft.facts, "name", view.name);
        put(draft.facts, view.problem);
        maker.tellState(std::move(draft), textOf(word(view.state)));
    }
    void operator()(const api::TranscriptEntry &entry)
    {
        if (const auto *call = std::get_if<api::ToolCallView>(&entry.what))
            maker.sawCall(entry.session, entry.sequence, *call);
    }
    void operator()(const api::WorkView &view) { maker.sawWork(view); }
    void operator()(const api::OperationView &view) { maker.sawOperation(view.operation); }
    void operator()(const api::BudgetView &view)
    {
        EventDraft draft{"budget.state", view.object};
        draft.facts = {{"spent_usd", static_cast<double>(view.spent) / 1e6},
                       {"limit_usd", static_cast<double>(view.budget.limit) / 1e6},
                       {"period", word(view.budget.period)}};
        put(draft.facts, "did", view.did);
        // Several budgets may watch one object. One that is kept within its limit is as one that nobody has told of.
        const auto which = view.object + '|' + textOf(word(view.budget.scope)) + textOf(word(view.budget.period)) +
                           std::to_string(view.budget.limit);
        const bool isWithin = view.state == BudgetState::Within;
        if (isWithin && !maker.m_states.contains(which))
            return;
        maker.tellStateOf(which, std::move(draft), textOf(word(view.state)));
        if (isWithin)
            maker.m_states.erase(which);
    }
    void operator()(const api::ImageView &view)
    {
        EventDraft draft{"image.state", "image/" + view.image.id.value()};
        put(draft.facts, "name", view.image.names.empty() ? std::string() : view.image.names.front());
        put(draft.facts, view.problem);
        maker.tellState(std::move(draft), textOf(word(view.state)));
    }
    void operator()(const api::DefinedTemplateView &view)
    {
        EventDraft draft{"template.state", "template/" + view.definition.name};
        put(draft.facts, "because", view.outdatedBecause);
        put(draft.facts, view.problem);
        maker.tellState(std::move(draft), textOf(word(view.state)));
    }
    void operator()(const api::SeedView &view)
    {
        EventDraft draft{"seed.state", "seed/" + view.sandbox.value()};
        draft.sandbox = view.sandbox.value();
        put(draft.facts, view.problem);
        maker.tellState(std::move(draft), textOf(word(view.state)));
    }
    void operator()(const api::EgressAttemptView &view) { maker.sawAttempt(view.decision); }
    void operator()(const api::SecretsView &view) { maker.sawSecrets(view); }
    void operator()(const api::KeysView &view) { maker.sawKeys(view); }
    void operator()(const api::PortView &view)
    {
        const auto object = "port/" + view.id.value();
        if (!maker.m_states.emplace(object, "open").second)
            return;
        EventDraft draft{"port.opened", object};
        draft.sandbox = view.sandbox.value();
        draft.facts = {{"port", view.port}, {"protocol", word(view.kind)}, {"address", plain(view.address)}};
        maker.tell(std::move(draft));
    }
    void operator()(const api::PortGone &gone)
    {
        if (maker.m_states.erase("port/" + gone.id.value()) > 0)
            maker.tell({"port.closed", "port/" + gone.id.value()});
    }
    void operator()(const api::SandboxGone &gone)
    {
        maker.gone("sandbox", gone.id.value());
        maker.m_sessionOf.erase(gone.id);
        maker.m_refusals.erase(gone.id);
    }
    void operator()(const api::SessionGone &gone)
    {
        maker.gone("session", gone.id.value());
        auto &calls = maker.m_calls;
        const auto first = calls.lower_bound({gone.id, 0});
        calls.erase(first,
                    std::find_if(first, calls.end(), [&](const auto &each) { return each.first.first != gone.id; }));
    }
    void operator()(const api::EnvironmentGone &gone) { maker.gone("environment", gone.id.value()); }
    void operator()(const api::SnapshotGone &gone) { maker.gone("snapshot", gone.id.value()); }
    void operator()(const api::ImageGone &gone) { maker.gone("image", gone.id.value()); }
    void operator()(const api::DefinedTemplateGone &gone) { maker.gone("template", gone.name); }
    void operator()(const api::SeedGone &gone) { maker.m_states.erase("seed/" + gone.sandbox.value()); }
    void operator()(const api::WorkGone &gone) { maker.gone("work", gone.id.value()); }
    void operator()(const api::OperationGone &gone)
    {
        maker.m_operations.erase(gone.id);
        maker.m_operationsOver.erase(gone.id);
    }
    template <class Other>
    void operator()(const Other &)
    {
    }
};

std::vector<EventDraft> EventMaker::saw(const api::Change &change)
{
    std::visit(Keeper{*this}, change);
    return std::exchange(m_told, {});
}

void EventMaker::tellState(EventDraft draft, std::string state)
{
    const auto object = draft.object;
    tellStateOf(object, std::move(draft), std::move(state));
}

void EventMaker::tellStateOf(const std::string &which, EventDraft draft, std::string state)
{
    const auto [it, isNew] = m_states.try_emplace(which, state);
    if (!isNew && it->second == state)
        return;
    if (!isNew)
        draft.facts["before"] = it->second;
    it->second = state;
    draft.facts["state"] = std::move(state);
    tell(std::move(draft));
}

void EventMaker::gone(const char *what, const std::string &id)
{
    const auto object = std::string(what) + '/' + id;
    const auto budgets = object + '|';
    const auto first = m_states.lower_bound(budgets);
    m_states.erase(
        first, std::find_if(first, m_states.end(), [&](const auto &each) { return !each.first.starts_with(budgets); }));
    if (m_states.erase(object) == 0)
        return;
    EventDraft draft{std::string(what) + ".gone", object};
    if (draft.kind == "sandbox.gone")
        draft.sandbox = id;
    if (draft.kind == "session.gone")
        draft.session = id;
    tell(std::move(draft));
}

void EventMaker::sawSandbox(const api::SandboxView &view)
{
    const auto session = view.session ? view.session->value() : std::string();
    EventDraft draft{"sandbox.state", "sandbox/" + view.id.value(), session, view.id.value()};
    auto &facts = draft.facts;
    put(facts, "name", view.name);
    put(facts, "reason", view.reason);
    put(facts, "waits_for", view.waitsFor);
    if (view.state == SandboxState::Running && view.bootTime)
        facts["start_ms"] = view.bootTime->count();
    if (view.end) {
        facts["cause"] = word(view.end->cause);
        put(facts, "detail", view.end->detail);
    }
    put(facts, view.problem);
    tellState(draft, textOf(word(view.state)));
    const auto [user, isNew] = m_sessionOf.try_emplace(view.id, session);
    if (isNew || user->second == session)
        return;
    EventDraft other{"sandbox.session", draft.object, session, view.id.value()};
    put(other.facts, "before", user->second);
    user->second = session;
    tell(std::move(other));
}

void EventMaker::sawSession(const api::SessionView &view)
{
    EventDraft draft{"session.state", "session/" + view.id.value(), view.id.value()};
    draft.sandbox = view.sandbox ? view.sandbox->value() : std::string();
    draft.facts = {{"environment", view.environment.value()}};
    put(draft.facts, "reason", view.reason);
    put(draft.facts, view.problem);
    tellState(std::move(draft), textOf(word(view.state)));
}

void EventMaker::sawCall(const SessionId &session, std::uint64_t sequence, const api::ToolCallView &call)
{
    const std::pair key{session, sequence};
    const auto known = m_calls.find(key);
    const bool isNew = known == m_calls.end();
    if (isNew && isFinal(call.state))
        return;
    const auto told = [&](const char *kind) {
        EventDraft draft{kind, "call/" + call.id.value(), session.value()};
        draft.facts = {{"tool", plain(call.name)}, {"state", word(call.state)}};
        return draft;
    };
    if (isNew)
        tell(told("call.requested"));
    const auto before = isNew ? ToolCallState::Requested : known->second;
    if (before == call.state) {
        m_calls.emplace(key, call.state);
        return;
    }
    m_calls[key] = call.state;
    if (before == ToolCallState::NeedsApproval)
        tell(told("approval.answered"));
    if (call.state == ToolCallState::NeedsApproval)
        tell(told("approval.needed"));
    if (call.state == ToolCallState::Running) {
        auto draft = told("call.began");
        draft.facts["waited_ms"] = call.waited.count();
        tell(std::move(draft));
    }
    if (!isFinal(call.state))
        return;
    m_calls.erase(key);
    auto draft = told("call.ended");
    draft.facts["duration_ms"] = call.duration.count();
    tell(std::move(draft));
}

void EventMaker::sawWork(const api::WorkView &view)
{
    EventDraft draft{"work.state", "work/" + view.id.value()};
    draft.session = view.session ? view.session->value() : std::string();
    draft.facts = {{"environment", view.environment.value()}, {"ours", view.ours}};
    if (view.stuck != api::Stuck::No)
        draft.facts["stuck"] = word(view.stuck);
    put(draft.facts, "waiting_for", view.waitingFor);
    put(draft.facts, view.problem);
    auto state = textOf(word(view.state));
    // One that gets stuck, or becomes ours, is told of in the same state.
    const auto which = "work/" + view.id.value();
    const auto whole = state + '|' + textOf(word(view.stuck)) + '|' + (view.ours ? "ours" : "");
    const auto known = m_states.find(which);
    if (known != m_states.end() && known->second == whole)
        return;
    if (known != m_states.end())
        draft.facts["before"] = known->second.substr(0, known->second.find('|'));
    m_states[which] = whole;
    draft.facts["state"] = std::move(state);
    tell(std::move(draft));
}

/// Those of before are told at a start, and one that fails at once is told when it is over.
void EventMaker::sawOperation(const Operation &operation)
{
    const bool over = isOver(operation.state);
    const bool wasOpen = m_operations.contains(operation.id);
    const bool isOfBefore = operation.endedAt && *operation.endedAt < m_since;
    if (over ? !wasOpen && (isOfBefore || m_operationsOver.contains(operation.id)) : wasOpen)
        return;
    EventDraft draft{over ? "operation.ended" : "operation.began", "operation/" + operation.id.value()};
    draft.facts = {{"operation", word(operation.kind)}, {"of", plain(operation.object)}};
    if (operation.object.starts_with("sandbox/"))
        draft.sandbox = operation.object.substr(operation.object.find('/') + 1);
    if (operation.object.starts_with("session/"))
        draft.session = operation.object.substr(operation.object.find('/') + 1);
    put(draft.facts, "name", operation.name);
    draft.facts["state"] = word(operation.state);
    put(draft.facts, "result", operation.result);
    put(draft.facts, operation.problem);
    if (!over) {
        m_operations.insert(operation.id);
    } else {
        m_operations.erase(operation.id);
        m_operationsOver.insert(operation.id);
    }
    tell(std::move(draft));
}

bool EventMaker::mayTellRefusal(Refusals &refusals) const
{
    const auto passed = std::chrono::floor<std::chrono::seconds>(m_clock.now() - refusals.filledAt);
    refusals.filledAt += passed;
    refusals.room = static_cast<int>(std::min<std::int64_t>(kRefusalsAtOnce, refusals.room + passed.count()));
    if (refusals.room == 0) {
        ++refusals.untold;
        return false;
    }
    --refusals.room;
    return true;
}

/// What is allowed is no event: a guest opens thousands. A refusal is told once, when it is over at once.
void EventMaker::sawAttempt(const EgressDecision &decision)
{
    const bool isRefused = decision.verdict == EgressVerdict::Denied;
    if (!decision.lasted || (!isRefused && decision.misused.empty()))
        return;
    auto &refusals = m_refusals.try_emplace(decision.sandbox, Refusals{.filledAt = m_clock.now()}).first->second;
    if (!mayTellRefusal(refusals))
        return;
    EventDraft draft{isRefused ? "egress.refused" : "egress.misused", "sandbox/" + decision.sandbox.value()};
    draft.sandbox = decision.sandbox.value();
    draft.session = decision.session ? decision.session->value() : std::string();
    draft.facts = {{"attempt", decision.id.value()}, {"of", word(decision.kind)}};
    put(draft.facts, "host", decision.host);
    put(draft.facts, "address", decision.address);
    if (decision.port != 0)
        draft.facts["port"] = decision.port;
    put(draft.facts, "rule", decision.rule);
    put(draft.facts, "reason", decision.reason);
    if (!decision.misused.empty())
        draft.facts["misused"] = decision.misused;
    if (const auto untold = std::exchange(refusals.untold, 0); untold > 0)
        draft.facts["not_told"] = untold;
    tell(std::move(draft));
}

/// By name and since when its value is this one. What there is when it is told first is no event.
template <class Told>
void EventMaker::sawList(std::optional<std::map<std::string, WallTime>> &before, std::map<std::string, WallTime> now,
                         Told told)
{
    const auto was = std::exchange(before, std::move(now));
    if (!was)
        return;
    for (const auto &[id, since] : *before) {
        const auto known = was->find(id);
        if (known == was->end() || known->second != since)
            told(id, known == was->end() ? "created" : "changed");
    }
    for (const auto &[id, since] : *was)
        if (!before->contains(id))
            told(id, "removed");
}

void EventMaker::sawSecrets(const api::SecretsView &view)
{
    std::map<std::string, WallTime> now;
    for (const auto &each : view.secrets)
        now[each.secret.name] = each.since;
    sawList(m_secrets, std::move(now), [this](const std::string &secret, const std::string &what) {
        tell({"secret." + what, "secret/" + plain(secret)});
    });
}

void EventMaker::sawKeys(const api::KeysView &view)
{
    std::map<std::string, WallTime> now;
    std::map<std::string, const api::ShownKey *> keys;
    for (const auto &each : view.keys) {
        now[each.id.value()] = each.since;
        keys[each.id.value()] = &each;
    }
    sawList(m_keys, std::move(now), [&](const std::string &id, const std::string &what) {
        EventDraft draft{"key." + what, "key/" + id};
        if (const auto known = keys.find(id); known != keys.end()) {
            put(draft.facts, "name", known->second->name);
            draft.facts["scope"] = word(known->second->scope);
        }
        tell(std::move(draft));
    });
}

} // namespace glovebox::rest
