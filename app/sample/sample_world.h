// Role: what exists in the sample: every view by its key, as the newest one was told. A value: a copy of it is the
// whole sample at that moment. Thread: the sample engine's.
#pragma once

#include "core/api/views.h"

#include <map>
#include <string>
#include <vector>

namespace glovebox::sample {

struct SampleWorld {
    api::HostView host;
    std::map<domain::EnvironmentId, api::EnvironmentView> environments;
    std::map<domain::SessionId, api::SessionView> sessions;
    std::map<domain::SandboxId, api::SandboxView> sandboxes;
    std::map<domain::SandboxId, api::EndedSandboxView> ended;
    std::map<domain::TemplateId, api::TemplateView> templates;
    std::map<domain::SnapshotId, api::SnapshotView> snapshots;
    std::map<domain::ImageId, api::ImageView> images;
    std::map<std::string, api::DefinedTemplateView> defined;
    std::map<domain::WorkId, api::WorkView> work;
    std::map<domain::SessionId, api::OutputsView> outputs;
    std::map<domain::OperationId, api::OperationView> operations;
    std::map<domain::SandboxId, api::SeedView> seeds;
    std::map<domain::EnvironmentId, api::AgentsView> agents;
    std::map<domain::PortId, api::PortView> ports;
    std::vector<api::BudgetView> budgets;
    api::EgressProfilesView egress;
    api::SecretsView secrets;
    api::KeysView keys;
    api::OrphansView orphans;
    api::RecoveryView recovery;

    /// Of what sessions said, their calls that are not over, and how long each history is.
    std::map<domain::EventId, api::TranscriptEntry> calls;
    std::map<domain::SessionId, std::uint64_t> written;

    /// As a window would.
    void take(const api::Change &change);
};

} // namespace glovebox::sample
