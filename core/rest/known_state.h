// Role: the newest of everything that the engine shows and the local API tells of. Thread: the engine's.
// Invariants: a view replaces an older one alone; what is gone is not there. Bounded by what the engine itself keeps.
#pragma once

#include "core/api/views.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::rest {

struct KnownState {
    std::optional<api::HostView> host;
    std::map<domain::SandboxId, api::SandboxView> sandboxes;
    std::map<domain::ImageId, api::ImageView> images;
    std::map<std::string, api::DefinedTemplateView> templates;
    std::map<domain::SnapshotId, api::SnapshotView> snapshots;
    std::map<domain::SandboxId, api::SeedView> seeds;
    std::map<domain::OperationId, api::OperationView> operations;
    std::map<domain::EnvironmentId, api::EnvironmentView> environments;
    std::map<domain::EnvironmentId, api::AgentsView> agents;
    std::optional<api::EgressProfilesView> egress;
    std::deque<domain::EgressDecision> attempts; // the newest, in the order of their decisions
    std::optional<api::SecretsView> secrets;
    std::map<domain::PortId, api::PortView> ports;
    static constexpr std::size_t kAttemptsKept = 1000;
    /// Of sessions that were started through the local API, whose tickets begin there; the newest kStartsKept.
    std::map<std::uint64_t, api::StartedSessionView> started;
    static constexpr std::uint64_t kOwnTickets = std::uint64_t{1} << 40; // the window's begin at 1
    static constexpr std::size_t kStartsKept = 256;

    std::map<domain::SessionId, api::SessionView> sessions;
    std::map<domain::SessionId, api::OutputsView> outputs;
    std::map<std::pair<domain::EnvironmentId, domain::WorkId>, api::WorkView> work;
    std::map<domain::SandboxId, api::EndedSandboxView> ended; // those that failed or are no more
    std::map<std::string, api::BudgetView> budgets;           // by what is watched
    api::OrphansView orphans;
    std::optional<api::RecoveryView> recovery;
    std::optional<api::KeysView> keys;
    /// The newest calls of all sessions, their texts cut; a session's by callsOf().
    std::map<std::pair<domain::SessionId, std::uint64_t>, api::ToolCallView> calls;
    std::deque<std::pair<domain::SessionId, std::uint64_t>> callOrder;
    static constexpr std::size_t kCallsKept = 2000;
    static constexpr std::size_t kCallTextMax = 4096;

    void saw(const api::Change &change);
    /// Oldest first.
    std::vector<const api::ToolCallView *> callsOf(const domain::SessionId &session) const;
    /// By id or by one of its names; nullptr.
    const api::ImageView *image(const std::string &nameOrId) const;
    /// The newest that was begun with this object; nullptr.
    const api::OperationView *operationOn(const std::string &object) const;
};

} // namespace glovebox::rest
