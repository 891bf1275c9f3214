// Role: which step of the idle ladder comes next for a sandbox, and when. No state: the pool keeps the times and the
// one timer. Thread: any.
#pragma once

#include "core/base/units.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/sandbox.h"

#include <optional>

namespace glovebox::engine {

/// Somebody may ask for a year, which is for ever here.
inline constexpr std::chrono::milliseconds kIdleTimeMax = std::chrono::hours(24 * 365);

/// Each step that is there has a time that can be waited for.
bool isPossible(const domain::IdleLadder &ladder);

struct IdleSandbox {
    domain::SandboxState state = domain::SandboxState::Queued;
    bool kept = false;         // never destroyed, unless its ladder says so
    bool held = false;         // a session has it, or something is under way: no step
    bool canHibernate = false; // false: that step is left out
    MonoTime usedAt;           // may lie ahead, when somebody asked to keep it alive
    MonoTime hibernateFrom;    // not before: a try has failed
};

struct IdleDue {
    domain::IdleStep step = domain::IdleStep::Pause;
    MonoTime at;

    friend bool operator==(const IdleDue &, const IdleDue &) = default;
};

/// The step that is due first; of those that are due by `now` the one that leads furthest.
std::optional<IdleDue> nextIdleStep(const domain::IdleLadder &ladder, const IdleSandbox &sandbox, MonoTime now);

} // namespace glovebox::engine
