// Role: the newest views of the engine, by key, for those who make the ledger's facts of them. Thread: the engine's.
#pragma once

#include "core/api/views.h"

#include <map>
#include <optional>
#include <string>

namespace glovebox::engine {

struct KnownSession {
    domain::EnvironmentId environment;
    std::string title;
    std::optional<domain::SandboxId> sandbox;
};

struct KnownViews {
    std::map<domain::SandboxId, api::SandboxView> sandboxes;
    std::map<domain::SandboxId, domain::EnvironmentId> environmentOf; // of sandboxes that had a session
    std::map<domain::SessionId, KnownSession> sessions;
    std::map<domain::EnvironmentId, api::EnvironmentView> environments;
    std::map<domain::SnapshotId, api::SnapshotView> snapshots;
    std::map<domain::TemplateId, api::TemplateView> templates;

    std::optional<domain::EnvironmentId> environmentOfSandbox(const domain::SandboxId &sandbox) const
    {
        const auto it = environmentOf.find(sandbox);
        return it == environmentOf.end() ? std::nullopt : std::optional(it->second);
    }
    /// "Staging (env_1)"; without a name the id alone.
    std::string label(const domain::EnvironmentId &environment) const
    {
        const auto it = environments.find(environment);
        return it == environments.end() || it->second.name.empty() ? environment.value()
                                                                   : it->second.name + " (" + environment.value() + ')';
    }
};

} // namespace glovebox::engine
