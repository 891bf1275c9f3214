// Role: the one way from the engine's thread to the window's. The engine puts what changed; the window takes everything
// at once. Of values that replace each other only the newest is kept, so a busy engine never makes the window late.
// Thread: put*() from any, take() from the receiver. One std::mutex, visible to ThreadSanitizer (qt-notes 12).
// Invariants: bounded in every kind; what did not fit is counted, never silent. At most one wake-up is outstanding.
#pragma once

#include "core/api/engine_control.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

namespace glovebox::bridge {

/// A command's answer, or (with no verdict) the sign that the engine's thread got round to us.
struct Answer {
    std::uint64_t ticket = 0;
    std::optional<api::Verdict> verdict;
};

/// Everything since the last time. To be applied in this order: gone, then values.
struct Batch {
    std::vector<domain::SessionId> goneSessions;
    std::vector<domain::SandboxId> goneSandboxes;
    std::vector<domain::TemplateId> goneTemplates;
    std::vector<domain::SnapshotId> goneSnapshots;
    std::vector<domain::ImageId> goneImages;
    std::vector<std::string> goneDefinedTemplates; // names
    std::vector<domain::SandboxId> goneSeeds;
    std::vector<domain::WorkId> goneWork;
    std::vector<domain::OperationId> goneOperations;
    std::optional<api::HostView> host;
    std::vector<api::EnvironmentView> environments;
    std::vector<api::SessionView> sessions;
    std::vector<api::SandboxView> sandboxes;
    std::vector<api::EndedSandboxView> ended;
    std::vector<api::TemplateView> templates;
    std::vector<api::SnapshotView> snapshots;
    std::vector<api::ImageView> images;
    std::vector<api::DefinedTemplateView> definedTemplates;
    std::vector<api::AgentsView> agents;          // by environment
    std::vector<api::StartedSessionView> started; // by ticket
    std::vector<api::SeedView> seeds;
    std::vector<api::WorkView> work;
    std::vector<api::OutputsView> outputs; // a session's go with it
    std::vector<api::OperationView> operations;
    std::vector<api::BudgetView> budgets;
    std::optional<api::OrphansView> orphans;
    std::optional<api::RecoveryView> recovery;
    std::optional<api::EgressProfilesView> egress;
    std::vector<api::EgressAttemptView> attempts; // each once, as it was told last; in no order
    std::uint64_t droppedAttempts = 0;
    std::optional<api::SecretsView> secrets;
    std::vector<api::PortView> ports;
    std::vector<domain::PortId> gonePorts;
    std::vector<domain::EnvironmentId> goneEnvironments;
    std::optional<api::KeysView> keys;
    std::vector<api::HistoryReport> reports;   // by ticket
    std::vector<api::TranscriptEntry> entries; // by session, then sequence
    std::uint64_t droppedEntries = 0;
    std::uint64_t droppedViews = 0;
    std::vector<Answer> answers;
};

struct MailboxLimits {
    std::size_t views = 4096;    // sessions and sandboxes each: 20 times what one host runs
    std::size_t reports = 256;   // answers to questions, each asked by somebody who waits
    std::size_t entries = 8192;  // between two deliveries, 100 ms apart
    std::size_t attempts = 2048; // likewise
};

class Mailbox {
public:
    /// `wake` is called from the putting thread, without the lock, once per batch.
    explicit Mailbox(std::function<void()> wake, MailboxLimits limits = {});

    void put(api::Change &&change);
    void putAnswer(Answer answer);

    Batch take();

private:
    void store(api::HostView view);
    void store(api::EnvironmentView view);
    void store(api::SessionView view);
    void store(api::SandboxView view);
    void store(api::EndedSandboxView view);
    void store(api::TemplateView view);
    void store(api::SnapshotView view);
    void store(api::ImageView view);
    void store(api::DefinedTemplateView view);
    void store(api::AgentsView view);
    void store(api::StartedSessionView view);
    void store(api::SeedView view);
    void store(api::TranscriptEntry entry);
    void store(api::WorkView view);
    void store(api::OutputsView view);
    void store(api::SandboxGone gone);
    void store(api::TemplateGone gone);
    void store(api::SnapshotGone gone);
    void store(api::ImageGone gone);
    void store(api::DefinedTemplateGone gone);
    void store(api::SeedGone gone);
    void store(api::SessionGone gone);
    void store(api::WorkGone gone);
    void store(api::OperationView view);
    void store(api::OperationGone gone);
    void store(api::BudgetView view);
    void store(api::OrphansView view);
    void store(api::RecoveryView view);
    void store(api::EgressProfilesView view);
    void store(api::EgressAttemptView view);
    void store(api::SecretsView view);
    void store(api::PortView view);
    void store(api::PortGone gone);
    void store(api::KeysView view);
    void store(api::EnvironmentGone gone);
    void store(api::HistoryReport report);
    void store(const LogLine &) {} // lines are in files, where the log page reads them
    /// True when the caller has to ring: nobody has since the last take().
    bool claimWake();

    using EntryKey = std::pair<domain::SessionId, std::uint64_t>;

    const std::function<void()> m_wake;
    const MailboxLimits m_limits;
    std::mutex m_mutex;
    bool m_wakePending = false;
    std::optional<api::HostView> m_host;
    std::map<domain::EnvironmentId, api::EnvironmentView> m_environments;
    std::map<domain::SessionId, api::SessionView> m_sessions;
    std::map<domain::SandboxId, api::SandboxView> m_sandboxes;
    std::map<domain::SandboxId, api::EndedSandboxView> m_ended;
    std::map<domain::TemplateId, api::TemplateView> m_templates;
    std::map<domain::SnapshotId, api::SnapshotView> m_snapshots;
    std::map<domain::ImageId, api::ImageView> m_images;
    std::map<std::string, api::DefinedTemplateView> m_definedTemplates;
    std::map<domain::EnvironmentId, api::AgentsView> m_agents;
    std::map<std::uint64_t, api::StartedSessionView> m_started; // each asked for by somebody who waits
    std::map<domain::SandboxId, api::SeedView> m_seeds;
    std::map<domain::WorkId, api::WorkView> m_work;
    std::map<domain::SessionId, api::OutputsView> m_outputs;
    std::map<EntryKey, api::TranscriptEntry> m_entries;
    std::map<domain::OperationId, api::OperationView> m_operations;
    std::map<std::string, api::BudgetView> m_budgets; // by scope, period and object
    std::optional<api::OrphansView> m_orphans;
    std::optional<api::RecoveryView> m_recovery;
    std::optional<api::EgressProfilesView> m_egress;
    std::map<domain::EgressId, api::EgressAttemptView> m_attempts;
    std::uint64_t m_droppedAttempts = 0;
    std::optional<api::SecretsView> m_secrets;
    std::map<domain::PortId, api::PortView> m_ports;
    std::set<domain::PortId> m_gonePorts;
    std::optional<api::KeysView> m_keys;
    std::set<domain::EnvironmentId> m_goneEnvironments;
    std::map<std::uint64_t, api::HistoryReport> m_reports;
    std::set<domain::SessionId> m_goneSessions;
    std::set<domain::SandboxId> m_goneSandboxes;
    std::set<domain::TemplateId> m_goneTemplates;
    std::set<domain::SnapshotId> m_goneSnapshots;
    std::set<domain::ImageId> m_goneImages;
    std::set<std::string> m_goneDefinedTemplates;
    std::set<domain::SandboxId> m_goneSeeds;
    std::set<domain::WorkId> m_goneWork;
    std::set<domain::OperationId> m_goneOperations;
    std::vector<Answer> m_answers; // bounded by EngineClient's open tickets
    std::uint64_t m_droppedEntries = 0;
    std::uint64_t m_droppedViews = 0;
};

} // namespace glovebox::bridge
