// Role: what the engine shows of what sandboxes may reach and of what they tried, and what can be asked about it; see
// views.h. Rules and decisions: domain/egress_policy.h, domain/egress.h.
#pragma once

#include "core/domain/egress.h"
#include "core/domain/egress_policy.h"
#include "core/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::api {

struct ShownEgressProfile {
    domain::EgressProfile profile;
    std::string version; // of its rules: the same rules, the same version
    bool builtIn = false;
    std::vector<domain::EgressRule> added{}; // of its rules, those that ChangeEgressProfile added

    friend bool operator==(const ShownEgressProfile &, const ShownEgressProfile &) = default;
};

/// All that this host has, in the order in which people should see them. Newer ones hold at once, for all sandboxes.
struct EgressProfilesView {
    std::uint64_t generation = 0;
    std::vector<ShownEgressProfile> profiles;
    std::string usual;                    // of whoever is not given another
    std::string ceiling;                  // the profile that no sandbox may exceed; empty: none
    std::optional<std::string> problem{}; // the operator's file cannot be read anew: those before hold

    friend bool operator==(const EgressProfilesView &, const EgressProfilesView &) = default;
};

/// One attempt, told when it was decided and again when its connection ended (EgressDecision::lasted).
struct EgressAttemptView {
    domain::EgressDecision decision;
};

/// Holds at once: open connections that are not allowed any more are closed. All of it or, when denied, nothing. Denied
/// of a sandbox that serves itself: that reaches its control plane alone.
struct ChangeEgress {
    domain::SandboxId sandbox;
    std::optional<std::string> profile{};     // by name; none: as it is
    std::vector<domain::EgressRule> add{};    // for this sandbox alone, until it ends; none of them leads elsewhere
    std::vector<domain::EgressRule> remove{}; // of those; one that is not there is no mistake
    std::vector<std::string> addSecrets{};    // of the gate, by name: programs that begin from now on have its variable
    std::vector<std::string> removeSecrets{}; // at once; programs that run keep its variable, which is worth nothing
};

/// Rules besides what the operator's file says, for every sandbox that obeys the profile; kept over restarts. Not of a
/// profile that every host has. Holds at once, as ChangeEgress.
struct ChangeEgressProfile {
    std::string profile;
    std::vector<domain::EgressRule> add{};    // none of them leads elsewhere
    std::vector<domain::EgressRule> remove{}; // of those that were added so
};

} // namespace glovebox::api
