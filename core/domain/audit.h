// Role: one entry of the audit trail: who did what to which object, with what outcome, and what was before and after.
// Invariant: no field ever holds a secret, an input of a tool or a guest's bytes beyond an object's name.
#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::domain {

enum class AuditActor {
    Operator,     // at the window or the command line of this host
    Engine,       // a timer, a limit, admission, a recovery
    ControlPlane, // a session, by its work or its end
    ApiClient,
};

enum class AuditOutcome { Done, Denied, Failed };

struct AuditEntry {
    std::uint64_t sequence = 0; // from 1; given when it is appended
    WallTime at;
    AuditActor actor = AuditActor::Engine;
    std::string
        origin; // "panel", "serve", "timer", "recovery", "control plane"; with a client's name where there is one
    std::string action; // "sandbox.created", "sandbox.hibernated", "approval.answered", "polling.paused"
    std::string object; // "sandbox/sbx-1", "environment/env_1", "call/sesn_1/sevt_2", "engine"
    AuditOutcome outcome = AuditOutcome::Done;
    std::string reason; // of Denied and Failed, and why the engine did it
    std::string before; // one line each; may be empty
    std::string after;
    std::string session;  // whose doing this belongs to; may be empty
    std::string chainTag; // "sha256:<64 hex>", over this entry and the one before; given when it is appended

    friend bool operator==(const AuditEntry &, const AuditEntry &) = default;
};

std::string_view word(AuditActor actor);
std::string_view word(AuditOutcome outcome);
std::optional<AuditActor> auditActorFrom(std::string_view word);
std::optional<AuditOutcome> auditOutcomeFrom(std::string_view word);

} // namespace glovebox::domain
