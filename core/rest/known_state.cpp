#include "core/rest/known_state.h"

#include "core/base/limits.h"

#include <algorithm>
#include <type_traits>

namespace glovebox::rest {

namespace {

template <class Map, class View>
void keep(Map &map, const typename Map::key_type &key, const View &view)
{
    const auto found = map.find(key);
    if (found == map.end())
        map.emplace(key, view);
    else if (view.generation >= found->second.generation)
        found->second = view;
}

/// Which part of the state a change belongs to. What the API does not tell of is let pass.
struct Keeper {
    KnownState &state;

    void operator()(const api::HostView &view) { state.host = view; }
    void operator()(const api::SandboxView &view) { keep(state.sandboxes, view.id, view); }
    void operator()(const api::ImageView &view) { keep(state.images, view.image.id, view); }
    void operator()(const api::DefinedTemplateView &view) { keep(state.templates, view.definition.name, view); }
    void operator()(const api::SnapshotView &view) { keep(state.snapshots, view.id, view); }
    void operator()(const api::SeedView &view) { keep(state.seeds, view.sandbox, view); }
    void operator()(const api::OperationView &view) { keep(state.operations, view.operation.id, view); }
    void operator()(const api::EnvironmentView &view) { keep(state.environments, view.id, view); }
    void operator()(const api::AgentsView &view) { keep(state.agents, view.environment, view); }
    void operator()(const api::EgressProfilesView &view) { state.egress = view; }
    void operator()(const api::SecretsView &view) { state.secrets = view; }
    void operator()(const api::PortView &view) { keep(state.ports, view.id, view); }
    void operator()(const api::PortGone &gone) { state.ports.erase(gone.id); }
    void operator()(const api::EgressAttemptView &view)
    {
        auto &all = state.attempts;
        const auto known = std::ranges::find(all, view.decision.id, &domain::EgressDecision::id);
        if (known != all.end()) {
            *known = view.decision;
            return;
        }
        all.push_back(view.decision);
        if (all.size() > KnownState::kAttemptsKept)
            all.pop_front();
    }
    void operator()(const api::StartedSessionView &view)
    {
        if (view.ticket < KnownState::kOwnTickets)
            return;
        keep(state.started, view.ticket, view);
        if (state.started.size() > KnownState::kStartsKept)
            state.started.erase(state.started.begin());
    }
    void operator()(const api::SessionView &view) { keep(state.sessions, view.id, view); }
    void operator()(const api::SessionGone &gone)
    {
        state.sessions.erase(gone.id);
        state.outputs.erase(gone.id);
        std::erase_if(state.calls, [&](const auto &each) { return each.first.first == gone.id; });
    }
    void operator()(const api::TranscriptEntry &entry)
    {
        const auto *call = std::get_if<api::ToolCallView>(&entry.what);
        if (!call)
            return;
        const std::pair key{entry.session, entry.sequence};
        const auto [kept, isNew] = state.calls.insert_or_assign(key, *call);
        for (auto *text : {&kept->second.input, &kept->second.output})
            if (text->size() > KnownState::kCallTextMax)
                text->resize(KnownState::kCallTextMax);
        if (isNew)
            state.callOrder.push_back(key);
        if (state.callOrder.size() > KnownState::kCallsKept) {
            state.calls.erase(state.callOrder.front());
            state.callOrder.pop_front();
        }
    }
    void operator()(const api::OutputsView &view) { keep(state.outputs, view.session, view); }
    void operator()(const api::WorkView &view) { keep(state.work, {view.environment, view.id}, view); }
    void operator()(const api::WorkGone &gone) { state.work.erase({gone.environment, gone.id}); }
    void operator()(const api::BudgetView &view)
    {
        std::string key(word(view.budget.period));
        key += ' ' + std::string(word(view.budget.action)) + ' ' + view.object;
        if (view.state == domain::BudgetState::Within)
            state.budgets.erase(key);
        else
            keep(state.budgets, key, view);
    }
    void operator()(const api::OrphansView &view) { state.orphans = view; }
    void operator()(const api::RecoveryView &view) { state.recovery = view; }
    void operator()(const api::KeysView &view) { state.keys = view; }
    void operator()(const api::EndedSandboxView &view)
    {
        keep(state.ended, view.id, view);
        if (state.ended.size() > limits::kEndedShown)
            state.ended.erase(
                std::ranges::min_element(state.ended, {}, [](const auto &each) { return each.second.end.at; }));
    }
    void operator()(const api::SandboxGone &gone) { state.sandboxes.erase(gone.id); }
    void operator()(const api::ImageGone &gone) { state.images.erase(gone.id); }
    void operator()(const api::DefinedTemplateGone &gone) { state.templates.erase(gone.name); }
    void operator()(const api::SnapshotGone &gone) { state.snapshots.erase(gone.id); }
    void operator()(const api::EnvironmentGone &gone)
    {
        state.environments.erase(gone.id);
        state.agents.erase(gone.id);
    }
    void operator()(const api::SeedGone &gone) { state.seeds.erase(gone.sandbox); }
    void operator()(const api::OperationGone &gone) { state.operations.erase(gone.id); }
    template <class Other>
    void operator()(const Other &)
    {
    }
};

} // namespace

void KnownState::saw(const api::Change &change)
{
    std::visit(Keeper{*this}, change);
}

const api::ImageView *KnownState::image(const std::string &nameOrId) const
{
    for (const auto &[id, view] : images)
        if (id.value() == nameOrId || std::ranges::find(view.image.names, nameOrId) != view.image.names.end())
            return &view;
    return nullptr;
}

std::vector<const api::ToolCallView *> KnownState::callsOf(const domain::SessionId &session) const
{
    std::vector<const api::ToolCallView *> all;
    for (auto at = calls.lower_bound({session, 0}); at != calls.end() && at->first.first == session; ++at)
        all.push_back(&at->second);
    return all;
}

const api::OperationView *KnownState::operationOn(const std::string &object) const
{
    const api::OperationView *newest = nullptr;
    for (const auto &[id, view] : operations)
        if (view.operation.object == object && (!newest || view.operation.beganAt >= newest->operation.beganAt))
            newest = &view;
    return newest;
}

} // namespace glovebox::rest
