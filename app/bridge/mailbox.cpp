#include "app/bridge/mailbox.h"

#include <utility>

namespace glovebox::bridge {

namespace {

template <class Key, class View>
void keepNewest(std::map<Key, View> &views, Key key, View view, std::size_t max, std::uint64_t &dropped)
{
    const auto found = views.find(key);
    if (found != views.end()) {
        if (view.generation >= found->second.generation)
            found->second = std::move(view);
        return;
    }
    if (views.size() >= max) {
        ++dropped;
        return;
    }
    views.emplace(std::move(key), std::move(view));
}

template <class Map>
auto valuesOf(Map map)
{
    std::vector<typename Map::mapped_type> values;
    values.reserve(map.size());
    for (auto &[key, value] : map)
        values.push_back(std::move(value));
    return values;
}

} // namespace

Mailbox::Mailbox(std::function<void()> wake, MailboxLimits limits) : m_wake(std::move(wake)), m_limits(limits) {}

void Mailbox::put(api::Change &&change)
{
    bool ring = false;
    {
        const std::lock_guard lock(m_mutex);
        std::visit([this](auto &&value) { store(std::forward<decltype(value)>(value)); }, std::move(change));
        ring = claimWake();
    }
    if (ring)
        m_wake();
}

void Mailbox::putAnswer(Answer answer)
{
    bool ring = false;
    {
        const std::lock_guard lock(m_mutex);
        m_answers.push_back(std::move(answer));
        ring = claimWake();
    }
    if (ring)
        m_wake();
}

bool Mailbox::claimWake()
{
    return !std::exchange(m_wakePending, true);
}

void Mailbox::store(api::HostView view)
{
    if (!m_host || view.generation >= m_host->generation)
        m_host = std::move(view);
}

void Mailbox::store(api::EnvironmentView view)
{
    const auto id = view.id;
    keepNewest(m_environments, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::SessionView view)
{
    const auto id = view.id;
    keepNewest(m_sessions, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::SandboxView view)
{
    const auto id = view.id;
    keepNewest(m_sandboxes, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::EndedSandboxView view)
{
    const auto id = view.id;
    keepNewest(m_ended, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::TemplateView view)
{
    const auto id = view.id;
    keepNewest(m_templates, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::SnapshotView view)
{
    const auto id = view.id;
    keepNewest(m_snapshots, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::SeedView view)
{
    const auto id = view.sandbox;
    keepNewest(m_seeds, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::WorkView view)
{
    const auto id = view.id;
    m_goneWork.erase(id);
    keepNewest(m_work, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::OutputsView view)
{
    const auto session = view.session;
    keepNewest(m_outputs, session, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::ImageView view)
{
    const auto id = view.image.id;
    keepNewest(m_images, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::DefinedTemplateView view)
{
    const auto name = view.definition.name;
    keepNewest(m_definedTemplates, name, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::AgentsView view)
{
    const auto environment = view.environment;
    keepNewest(m_agents, environment, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::StartedSessionView view)
{
    const auto ticket = view.ticket;
    keepNewest(m_started, ticket, std::move(view), m_limits.reports, m_droppedViews);
}

void Mailbox::store(api::TranscriptEntry entry)
{
    EntryKey key{entry.session, entry.sequence};
    const auto found = m_entries.find(key);
    if (found == m_entries.end() && m_entries.size() >= m_limits.entries) {
        ++m_droppedEntries;
        return;
    }
    m_entries.insert_or_assign(std::move(key), std::move(entry));
}

void Mailbox::store(api::SandboxGone gone)
{
    m_sandboxes.erase(gone.id);
    m_goneSandboxes.insert(std::move(gone.id));
}

void Mailbox::store(api::TemplateGone gone)
{
    m_templates.erase(gone.id);
    m_goneTemplates.insert(std::move(gone.id));
}

void Mailbox::store(api::SnapshotGone gone)
{
    m_snapshots.erase(gone.id);
    m_goneSnapshots.insert(std::move(gone.id));
}

void Mailbox::store(api::ImageGone gone)
{
    m_images.erase(gone.id);
    m_goneImages.insert(std::move(gone.id));
}

void Mailbox::store(api::DefinedTemplateGone gone)
{
    m_definedTemplates.erase(gone.name);
    m_goneDefinedTemplates.insert(std::move(gone.name));
}

void Mailbox::store(api::SeedGone gone)
{
    m_seeds.erase(gone.sandbox);
    m_goneSeeds.insert(std::move(gone.sandbox));
}

void Mailbox::store(api::SessionGone gone)
{
    m_sessions.erase(gone.id);
    m_outputs.erase(gone.id);
    std::erase_if(m_entries, [&](const auto &item) { return item.first.first == gone.id; });
    m_goneSessions.insert(std::move(gone.id));
}

void Mailbox::store(api::WorkGone gone)
{
    m_work.erase(gone.id);
    m_goneWork.insert(std::move(gone.id));
}

void Mailbox::store(api::OperationView view)
{
    const auto id = view.operation.id;
    keepNewest(m_operations, id, std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::OperationGone gone)
{
    m_operations.erase(gone.id);
    m_goneOperations.insert(std::move(gone.id));
}

void Mailbox::store(api::BudgetView view)
{
    const auto &budget = view.budget;
    auto key = std::string(domain::word(budget.scope)) + '/' + std::string(domain::word(budget.period)) + '/' +
               std::string(domain::word(budget.action)) + '/' + view.object;
    keepNewest(m_budgets, std::move(key), std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::OrphansView view)
{
    if (!m_orphans || view.generation >= m_orphans->generation)
        m_orphans = std::move(view);
}

void Mailbox::store(api::RecoveryView view)
{
    if (!m_recovery || view.generation >= m_recovery->generation)
        m_recovery = std::move(view);
}

void Mailbox::store(api::EgressProfilesView view)
{
    if (!m_egress || view.generation >= m_egress->generation)
        m_egress = std::move(view);
}

void Mailbox::store(api::EgressAttemptView view)
{
    const auto id = view.decision.id;
    if (m_attempts.size() >= m_limits.attempts && !m_attempts.contains(id)) {
        ++m_droppedAttempts;
        return;
    }
    m_attempts.insert_or_assign(id, std::move(view));
}

void Mailbox::store(api::SecretsView view)
{
    if (!m_secrets || view.generation >= m_secrets->generation)
        m_secrets = std::move(view);
}

void Mailbox::store(api::PortView view)
{
    auto id = view.id;
    keepNewest(m_ports, std::move(id), std::move(view), m_limits.views, m_droppedViews);
}

void Mailbox::store(api::PortGone gone)
{
    m_ports.erase(gone.id);
    m_gonePorts.insert(std::move(gone.id));
}

void Mailbox::store(api::KeysView view)
{
    if (!m_keys || view.generation >= m_keys->generation)
        m_keys = std::move(view);
}

void Mailbox::store(api::EnvironmentGone gone)
{
    m_environments.erase(gone.id);
    m_goneEnvironments.insert(std::move(gone.id));
}

void Mailbox::store(api::HistoryReport report)
{
    if (m_reports.size() >= m_limits.reports) {
        ++m_droppedViews;
        return;
    }
    const auto ticket = report.ticket;
    m_reports.insert_or_assign(ticket, std::move(report));
}

Batch Mailbox::take()
{
    const std::lock_guard lock(m_mutex);
    Batch batch;
    batch.goneSessions.assign(m_goneSessions.begin(), m_goneSessions.end());
    batch.goneSandboxes.assign(m_goneSandboxes.begin(), m_goneSandboxes.end());
    batch.goneTemplates.assign(m_goneTemplates.begin(), m_goneTemplates.end());
    batch.goneSnapshots.assign(m_goneSnapshots.begin(), m_goneSnapshots.end());
    batch.goneImages.assign(m_goneImages.begin(), m_goneImages.end());
    batch.goneDefinedTemplates.assign(m_goneDefinedTemplates.begin(), m_goneDefinedTemplates.end());
    batch.goneSeeds.assign(m_goneSeeds.begin(), m_goneSeeds.end());
    batch.goneWork.assign(m_goneWork.begin(), m_goneWork.end());
    batch.goneOperations.assign(m_goneOperations.begin(), m_goneOperations.end());
    batch.host = std::exchange(m_host, std::nullopt);
    batch.environments = valuesOf(std::exchange(m_environments, {}));
    batch.sessions = valuesOf(std::exchange(m_sessions, {}));
    batch.sandboxes = valuesOf(std::exchange(m_sandboxes, {}));
    batch.ended = valuesOf(std::exchange(m_ended, {}));
    batch.templates = valuesOf(std::exchange(m_templates, {}));
    batch.snapshots = valuesOf(std::exchange(m_snapshots, {}));
    batch.images = valuesOf(std::exchange(m_images, {}));
    batch.definedTemplates = valuesOf(std::exchange(m_definedTemplates, {}));
    batch.agents = valuesOf(std::exchange(m_agents, {}));
    batch.started = valuesOf(std::exchange(m_started, {}));
    batch.seeds = valuesOf(std::exchange(m_seeds, {}));
    batch.work = valuesOf(std::exchange(m_work, {}));
    batch.outputs = valuesOf(std::exchange(m_outputs, {}));
    batch.operations = valuesOf(std::exchange(m_operations, {}));
    batch.budgets = valuesOf(std::exchange(m_budgets, {}));
    batch.orphans = std::exchange(m_orphans, std::nullopt);
    batch.recovery = std::exchange(m_recovery, std::nullopt);
    batch.egress = std::exchange(m_egress, std::nullopt);
    batch.attempts = valuesOf(std::exchange(m_attempts, {}));
    batch.secrets = std::exchange(m_secrets, std::nullopt);
    batch.ports = valuesOf(std::exchange(m_ports, {}));
    batch.gonePorts.assign(m_gonePorts.begin(), m_gonePorts.end());
    m_gonePorts.clear();
    batch.goneEnvironments.assign(m_goneEnvironments.begin(), m_goneEnvironments.end());
    m_goneEnvironments.clear();
    batch.keys = std::exchange(m_keys, std::nullopt);
    batch.droppedAttempts = std::exchange(m_droppedAttempts, 0);
    batch.reports = valuesOf(std::exchange(m_reports, {}));
    batch.entries = valuesOf(std::exchange(m_entries, {}));
    batch.answers = std::exchange(m_answers, {});
    batch.droppedEntries = std::exchange(m_droppedEntries, 0);
    batch.droppedViews = std::exchange(m_droppedViews, 0);
    m_goneSessions.clear();
    m_goneSandboxes.clear();
    m_goneTemplates.clear();
    m_goneSnapshots.clear();
    m_goneImages.clear();
    m_goneDefinedTemplates.clear();
    m_goneSeeds.clear();
    m_goneWork.clear();
    m_goneOperations.clear();
    m_wakePending = false;
    return batch;
}

} // namespace glovebox::bridge
