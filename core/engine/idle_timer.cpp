#include "core/engine/idle_timer.h"

#include <algorithm>
#include <array>

namespace glovebox::engine {

using namespace domain;

namespace {

struct Rung {
    SandboxState from;
    IdleStep step;
    std::optional<std::chrono::milliseconds> IdleLadder::*after;
};

/// Each state's, the furthest first.
constexpr std::array kRungs{
    Rung{SandboxState::Running, IdleStep::Destroy, &IdleLadder::destroyAfter},
    Rung{SandboxState::Running, IdleStep::Hibernate, &IdleLadder::hibernateAfter},
    Rung{SandboxState::Running, IdleStep::Pause, &IdleLadder::pauseAfter},
    Rung{SandboxState::Paused, IdleStep::Destroy, &IdleLadder::destroyAfter},
    Rung{SandboxState::Paused, IdleStep::Hibernate, &IdleLadder::hibernateAfter},
    Rung{SandboxState::Hibernated, IdleStep::Destroy, &IdleLadder::destroyAfter},
    Rung{SandboxState::Stopped, IdleStep::Destroy, &IdleLadder::destroyAfter},
};

} // namespace

bool isPossible(const IdleLadder &ladder)
{
    return std::ranges::all_of(
        std::array{ladder.pauseAfter, ladder.hibernateAfter, ladder.destroyAfter},
        [](const auto &after) { return !after || (after->count() > 0 && *after <= kIdleTimeMax); });
}

std::optional<IdleDue> nextIdleStep(const IdleLadder &ladder, const IdleSandbox &sandbox, MonoTime now)
{
    std::optional<IdleDue> found;
    if (sandbox.held)
        return found;
    for (const auto &rung : kRungs) {
        const auto after = ladder.*rung.after;
        const bool mayEnd = !sandbox.kept || ladder.endsKept;
        const bool isOpen = rung.from == sandbox.state && after && (rung.step != IdleStep::Destroy || mayEnd) &&
                            (rung.step != IdleStep::Hibernate || sandbox.canHibernate);
        if (!isOpen)
            continue;
        const auto earliest = rung.step == IdleStep::Hibernate ? std::max(now, sandbox.hibernateFrom) : now;
        const auto at = std::max(MonoTime(sandbox.usedAt + *after), earliest);
        if (!found || at < found->at)
            found = {rung.step, at};
    }
    return found;
}

} // namespace glovebox::engine
