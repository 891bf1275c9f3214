#include "app/sample/sample_world.h"

#include <algorithm>
#include <variant>

namespace glovebox::sample {

namespace {

struct Taking {
    SampleWorld &world;

    void operator()(const api::HostView &view) const { world.host = view; }
    void operator()(const api::EnvironmentView &view) const { world.environments.insert_or_assign(view.id, view); }
    void operator()(const api::EnvironmentGone &gone) const { world.environments.erase(gone.id); }
    void operator()(const api::SessionView &view) const { world.sessions.insert_or_assign(view.id, view); }
    void operator()(const api::SessionGone &gone) const
    {
        world.sessions.erase(gone.id);
        world.outputs.erase(gone.id);
        world.written.erase(gone.id);
        std::erase_if(world.calls, [&](const auto &call) { return call.second.session == gone.id; });
    }
    void operator()(const api::SandboxView &view) const { world.sandboxes.insert_or_assign(view.id, view); }
    void operator()(const api::SandboxGone &gone) const { world.sandboxes.erase(gone.id); }
    void operator()(const api::EndedSandboxView &view) const { world.ended.insert_or_assign(view.id, view); }
    void operator()(const api::TemplateView &view) const { world.templates.insert_or_assign(view.id, view); }
    void operator()(const api::TemplateGone &gone) const { world.templates.erase(gone.id); }
    void operator()(const api::SnapshotView &view) const { world.snapshots.insert_or_assign(view.id, view); }
    void operator()(const api::SnapshotGone &gone) const { world.snapshots.erase(gone.id); }
    void operator()(const api::ImageView &view) const { world.images.insert_or_assign(view.image.id, view); }
    void operator()(const api::ImageGone &gone) const { world.images.erase(gone.id); }
    void operator()(const api::DefinedTemplateView &view) const
    {
        world.defined.insert_or_assign(view.definition.name, view);
    }
    void operator()(const api::DefinedTemplateGone &gone) const { world.defined.erase(gone.name); }
    void operator()(const api::WorkView &view) const { world.work.insert_or_assign(view.id, view); }
    void operator()(const api::WorkGone &gone) const { world.work.erase(gone.id); }
    void operator()(const api::OutputsView &view) const { world.outputs.insert_or_assign(view.session, view); }
    void operator()(const api::OperationView &view) const
    {
        world.operations.insert_or_assign(view.operation.id, view);
    }
    void operator()(const api::OperationGone &gone) const { world.operations.erase(gone.id); }
    void operator()(const api::SeedView &view) const { world.seeds.insert_or_assign(view.sandbox, view); }
    void operator()(const api::SeedGone &gone) const { world.seeds.erase(gone.sandbox); }
    void operator()(const api::AgentsView &view) const { world.agents.insert_or_assign(view.environment, view); }
    void operator()(const api::PortView &view) const { world.ports.insert_or_assign(view.id, view); }
    void operator()(const api::PortGone &gone) const { world.ports.erase(gone.id); }
    void operator()(const api::BudgetView &view) const
    {
        std::erase_if(world.budgets, [&](const api::BudgetView &one) {
            return one.budget.scope == view.budget.scope && one.object == view.object;
        });
        world.budgets.push_back(view);
    }
    void operator()(const api::EgressProfilesView &view) const { world.egress = view; }
    void operator()(const api::SecretsView &view) const { world.secrets = view; }
    void operator()(const api::KeysView &view) const { world.keys = view; }
    void operator()(const api::OrphansView &view) const { world.orphans = view; }
    void operator()(const api::RecoveryView &view) const { world.recovery = view; }
    void operator()(const api::TranscriptEntry &entry) const
    {
        auto &written = world.written[entry.session];
        written = std::max(written, entry.sequence);
        const auto *call = std::get_if<api::ToolCallView>(&entry.what);
        if (!call)
            return;
        if (domain::isFinal(call->state))
            world.calls.erase(call->id);
        else
            world.calls.insert_or_assign(call->id, entry);
    }
    // Told once, and of no more use.
    void operator()(const api::StartedSessionView &) const {}
    void operator()(const api::EgressAttemptView &) const {}
    void operator()(const api::HistoryReport &) const {}
    void operator()(const LogLine &) const {}
};

} // namespace

void SampleWorld::take(const api::Change &change)
{
    std::visit(Taking{*this}, change);
}

} // namespace glovebox::sample
