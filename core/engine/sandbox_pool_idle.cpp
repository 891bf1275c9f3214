// Role: the part of SandboxPool that takes the steps of the idle ladder.
#include "core/engine/idle_timer.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

std::string idleReason(std::chrono::milliseconds time)
{
    const auto told = [&time](auto unit, const char *name) {
        return "idle for " + std::to_string(time / unit) + ' ' + name;
    };
    if (time < 10min)
        return told(1s, "s");
    if (time < 3h)
        return told(1min, "min");
    return time < 72h ? told(1h, "h") : told(24h, "days");
}

} // namespace

void SandboxPool::used(Sandbox &sandbox)
{
    sandbox.usedAt = std::max(sandbox.usedAt, m_parts.clock.now());
    armLadder(sandbox);
}

void SandboxPool::armLadder(Sandbox &sandbox)
{
    const auto now = m_parts.clock.now();
    const IdleSandbox idle{.state = sandbox.state,
                           .kept = sandbox.kept,
                           .held = sandbox.tenant || sandbox.heldByDoors > 0 || sandbox.moving || m_closing.done ||
                                   !m_setup,
                           .canHibernate = canHibernate(sandbox),
                           .usedAt = sandbox.usedAt,
                           .hibernateFrom = sandbox.noHibernateBefore};
    const auto due = nextIdleStep(sandbox.ladder, idle, now);
    sandbox.ladderTimer.cancel();
    sandbox.nextStep.reset();
    sandbox.nextStepAt.reset();
    if (!due)
        return;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due->at - now);
    sandbox.nextStep = due->step;
    sandbox.nextStepAt = m_parts.clock.wallNow() + wait;
    sandbox.ladderTimer = m_parts.clock.after(wait, [this, &sandbox] { takeIdleStep(sandbox); });
}

void SandboxPool::takeIdleStep(Sandbox &sandbox)
{
    if (!sandbox.nextStep)
        return;
    if ((sandbox.link && sandbox.link->isUsed()) || !sandbox.operation.empty()) { // something is under way
        used(sandbox);
        return publish(sandbox);
    }
    const auto step = *sandbox.nextStep;
    const auto reason =
        idleReason(std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock.now() - sandbox.usedAt));
    bool taken = true;
    switch (step) {
    case IdleStep::Pause:
        taken = pause(sandbox.id, reason).kind == Verdict::Kind::Accepted;
        break;
    case IdleStep::Hibernate:
        taken = hibernate(sandbox.id, reason).kind == Verdict::Kind::Accepted;
        break;
    case IdleStep::Destroy:
        return beginDestroy(sandbox, EndCause::IdleTimer, reason);
    }
    if (!taken) { // it cannot be now: not tried again before so much time has passed once more
        used(sandbox);
        publish(sandbox);
    }
}

Verdict SandboxPool::setLadder(const api::SetIdleLadder &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox)
        return Verdict::denied("There is no such sandbox.", ErrorCode::NotFound);
    if (!isPossible(wanted.ladder))
        return Verdict::denied("A step's time is more than nothing and at most a year.");
    const bool wasSo = sandbox->ladder == wanted.ladder;
    sandbox->ladder = wanted.ladder;
    used(*sandbox); // each step counts from now
    publish(*sandbox);
    return wasSo ? Verdict::alreadySo() : Verdict::accepted();
}

Verdict SandboxPool::keepAlive(const api::KeepAlive &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox)
        return Verdict::denied("There is no such sandbox.", ErrorCode::NotFound);
    if (wanted.time < 0ms || wanted.time > kIdleTimeMax)
        return Verdict::denied("It can be kept alive for a year at most.");
    sandbox->usedAt = m_parts.clock.now() + wanted.time;
    sandbox->keptAliveUntil.reset();
    if (wanted.time > 0ms)
        sandbox->keptAliveUntil = m_parts.clock.wallNow() + wanted.time;
    armLadder(*sandbox);
    publish(*sandbox);
    return Verdict::accepted();
}

} // namespace glovebox::engine
