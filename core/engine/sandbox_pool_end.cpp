// Role: the part of SandboxPool that ends sandboxes, says why they ended and what they had used, and closes the house.
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// An ended sandbox stays in lists this long (ux 2.4: tombstone).
constexpr std::chrono::milliseconds kTombstone = 10s;
/// A machine ends within limits::kPowerOffGrace, or is killed then. One that is still there so much later hangs in the
/// host's kernel; it is told again, and its slot stays taken.
constexpr std::chrono::milliseconds kInsistAfter = limits::kPowerOffGrace + 10s;

bool holdsSomething(SandboxState state)
{
    return (holdsSlot(state) && state != SandboxState::Destroying) || state == SandboxState::Hibernated ||
           state == SandboxState::Stopped || state == SandboxState::Queued;
}

} // namespace

void SandboxPool::lookAt(Sandbox &sandbox)
{
    const auto usage = sandbox.machine ? sandbox.machine->usage() : std::nullopt;
    if (usage) {
        sandbox.usage = usage;
        sandbox.meter.look(*usage);
    }
    sandbox.seen = sandbox.meter.asOf(m_parts.clock.now());
    sandbox.seenAt = m_parts.clock.now();
}

/// The first one counts: what a failed sandbox failed of is not what it is destroyed by.
void SandboxPool::setEnd(Sandbox &sandbox, EndCause cause, std::string detail)
{
    if (sandbox.end)
        return;
    lookAt(sandbox);
    const auto meter = sandbox.meter.asOf(m_parts.clock.now());
    sandbox.seen = meter;
    sandbox.end = api::SandboxEnd{.cause = cause,
                                  .detail = std::move(detail),
                                  .at = m_parts.clock.wallNow(),
                                  .meter = meter,
                                  .cost = m_parts.usage.costSoFar(sandbox.id, meter, sandbox.size, sandbox.session),
                                  .pricesAsOf = m_prices.asOf};
}

void SandboxPool::Sandbox::keepEvidence()
{
    if (!machine)
        return;
    console = lastOf(toValidUtf8(machine->consoleTail()), limits::kEvidenceMax);
    monitor = lastOf(toValidUtf8(machine->monitorTail()), limits::kEvidenceMax);
}

void SandboxPool::bookEnd(const Sandbox &sandbox)
{
    auto record = recordOf(sandbox);
    record.meter = sandbox.end->meter;
    m_ended.add({.record = std::move(record),
                 .size = sandbox.size,
                 .cause = sandbox.end->cause,
                 .detail = sandbox.end->detail,
                 .at = sandbox.end->at,
                 .cost = sandbox.end->cost,
                 .pricesAsOf = sandbox.end->pricesAsOf,
                 .console = sandbox.console,
                 .monitor = sandbox.monitor});
}

bool SandboxPool::destroy(const SandboxId &id, Error why)
{
    auto *sandbox = find(id);
    if (!sandbox || sandbox->state == SandboxState::Destroying || sandbox->state == SandboxState::Destroyed)
        return false;
    tell(*sandbox, [why](Tenant &tenant) { tenant.lost(why); });
    beginDestroy(*sandbox, EndCause::Operator, why.detail);
    return true;
}

void SandboxPool::beginDestroy(Sandbox &sandbox, EndCause cause, std::string detail)
{
    const bool machineLives = sandbox.machine && !sandbox.exited && sandbox.state != SandboxState::Failed;
    sandbox.failedTimer.cancel();
    sandbox.busyWith.clear();
    sandbox.reason = detail;
    setEnd(sandbox, cause, std::move(detail));
    move(sandbox, SandboxEvent::Destroy);
    if (!machineLives)
        return dispose(sandbox);
    stopUsing(sandbox);
    sandbox.machine->shutDown(); // machineExited() goes on
    insist(sandbox);
}

void SandboxPool::insist(Sandbox &sandbox)
{
    sandbox.forceTimer = m_parts.clock.after(kInsistAfter, [this, &sandbox] {
        if (!sandbox.machine)
            return;
        qCWarning(lcEngine, "the process of %s does not end (%ld)", sandbox.id.value().c_str(),
                  sandbox.machine->processId());
        operate(sandbox, "Its process does not end; it was killed, and holds its slot until it is gone", std::nullopt);
        sandbox.machine->shutDown();
        insist(sandbox);
    });
}

/// The link or the machine may be the one calling us: neither is deleted before the next turn of the loop.
void SandboxPool::dispose(Sandbox &sandbox)
{
    stopUsing(sandbox);
    sandbox.forceTimer.cancel();
    sandbox.disposeTimer = m_parts.clock.after(0ms, [this, &sandbox] {
        sandbox.link.reset();
        sandbox.machine.reset();
        sandbox.formerLink.reset();
        sandbox.formerMachine.reset();
        sandbox.base.reset();
        sandbox.source.reset();
        sandbox.spread.reset();
        if (sandbox.state == SandboxState::Destroying)
            move(sandbox, SandboxEvent::Gone);
        if (sandbox.stored && sandbox.state == SandboxState::Destroyed) {
            m_unneeded.push_back(*std::exchange(sandbox.stored, std::nullopt));
            removeUnneeded();
        }
        if (sandbox.state == SandboxState::Destroyed) {
            removeStopped(sandbox);
            removeUnneeded();
        }
        if (sandbox.state == SandboxState::Destroyed)
            sandbox.tombstoneTimer = m_parts.clock.after(kTombstone, [this, id = sandbox.id] {
                m_observer(api::SandboxGone{id});
                std::erase_if(m_sandboxes, [&](const auto &s) { return s->id == id; });
            });
        fillSlots();
        changed();
    });
}

void SandboxPool::stopUsing(Sandbox &sandbox)
{
    sandbox.imageCall.cancel();
    sandbox.programCalls.clear();
    sandbox.baseCall.cancel();
    sandbox.startCall.cancel();
    sandbox.connectCall.cancel();
    sandbox.moveCall.cancel();
    sandbox.storeCall.cancel();
    sandbox.flushCall.cancel();
    sandbox.flushTimer.cancel();
    sandbox.ladderTimer.cancel();
    m_snapshots.abandon(sandbox.id, {ErrorCode::GuestExited, "the sandbox ended"});
    if (const auto tell = std::exchange(sandbox.notForked, nullptr))
        tell({ErrorCode::GuestExited, "the sandbox ended"});
    operate(sandbox, {}, std::nullopt);
    sandbox.moving = false;
}

// ---- All of them ------------------------------------------------------------------------------------------------

void SandboxPool::closeAll(std::function<void(std::vector<std::string>)> done)
{
    m_opening.clear();
    m_parts.operations.withdrawAll({ErrorCode::Cancelled, "the engine stopped"});
    m_closing.toHibernate.clear();
    m_survivorsCall.cancel();
    m_adopting = false;
    std::vector<Sandbox *> sleepers;
    for (const auto &sandbox : m_sandboxes) {
        sandbox->tenant.reset();
        if (sandbox->formerMachine) // on its way back in place: it stays what it is
            bootFailed(*sandbox, {ErrorCode::Cancelled, "the engine stopped"});
        if (sandbox->endsWithProgram && holdsSomething(sandbox->state)) {
            beginDestroy(*sandbox, EndCause::EngineStopped, "its session ended with the program");
            continue;
        }
        if (sandbox->state == SandboxState::Hibernated || sandbox->state == SandboxState::Hibernating ||
            sandbox->state == SandboxState::Stopped)
            continue;
        if (!sandbox->stopped.empty() &&
            (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Creating)) {
            stayStopped(*sandbox, std::nullopt);
            continue;
        }
        if (sandbox->stored && (sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Resuming)) {
            stayStored(*sandbox, std::nullopt);
            continue;
        }
        const bool staysAnyhow = sandbox->kept || sandbox->noSnapshots || canHibernate(*sandbox);
        if (sandbox->adopted || (isUp(sandbox->state) && staysAnyhow)) {
            sleepers.push_back(sandbox.get());
            continue;
        }
        if (sandbox->state != SandboxState::Destroying && sandbox->state != SandboxState::Destroyed)
            beginDestroy(*sandbox, EndCause::EngineStopped, "the engine stopped");
    }
    std::ranges::stable_sort(sleepers, [](const Sandbox *one, const Sandbox *other) {
        return one->kept != other->kept ? one->kept : one->usedAt > other->usedAt;
    });
    for (const auto *sandbox : sleepers)
        m_closing.toHibernate.push_back(sandbox->id);
    m_setup.reset();
    m_closing.done = std::move(done); // not before all of them know what becomes of them
    for (const auto &sandbox : m_sandboxes)
        armLadder(*sandbox); // no step is taken any more
    m_usageTimer.cancel();
    m_firstTemplate.cancel();
    Warm{*this}.keep();
    m_templates.close();
    m_closing.timer = m_parts.clock.after(limits::kDrain, [this] { hurry(); });
    hibernateNext();
    changed();
}

void SandboxPool::hibernateNext()
{
    const bool oneIsOnItsWay =
        std::ranges::any_of(m_sandboxes, [](const auto &s) { return s->state == SandboxState::Hibernating; });
    if (oneIsOnItsWay)
        return;
    while (!m_closing.toHibernate.empty()) {
        const auto id = m_closing.toHibernate.front();
        // Its guest answers soon or it fails; what is under way comes to its end. The drain's limit bounds both.
        if (const auto *next = find(id); next && (next->adopted || next->moving || !next->operation.empty()))
            return;
        m_closing.toHibernate.erase(m_closing.toHibernate.begin());
        const auto verdict = hibernate(id, "the engine stopped");
        if (verdict.kind == api::Verdict::Kind::Accepted)
            return;
        if (auto *sandbox = find(id); sandbox && isUp(sandbox->state))
            liveOn(*sandbox, verdict.reason);
    }
    changed();
}

/// Its state is nowhere else: the supervisor keeps its machine, and the next start, of this program or another, finds
/// it.
void SandboxPool::liveOn(Sandbox &sandbox, std::string why)
{
    qCWarning(lcEngine, "%s lives on without the engine: %s", sandbox.id.value().c_str(), why.c_str());
    sandbox.reason = "lives on without the engine, since it was not hibernated: " + why;
    sandbox.stayed = std::move(why);
    publish(sandbox);
}

/// What is not on disk by now ends, but for what is the operator's.
void SandboxPool::hurry()
{
    if (!m_closing.done)
        return;
    m_closing.timer = m_parts.clock.after(kInsistAfter, [this] { leaveBehind(); });
    const auto waiting = std::exchange(m_closing.toHibernate, {});
    for (const auto &sandbox : m_sandboxes) {
        const bool waits = std::ranges::find(waiting, sandbox->id) != waiting.end();
        const bool isHibernating = sandbox->state == SandboxState::Hibernating;
        if (isHibernating && sandbox->kept)
            stayUp(*sandbox, "was not hibernated: the engine was to stop at once");
        else if (waits && sandbox->kept && isUp(sandbox->state))
            liveOn(*sandbox, "the engine was to stop at once");
        else if (isHibernating || (waits && (!sandbox->kept || sandbox->adopted) && holdsSlot(sandbox->state) &&
                                   sandbox->state != SandboxState::Destroying)) {
            qCWarning(lcEngine, "%s is lost: it was not hibernated, and the engine was to stop at once",
                      sandbox->id.value().c_str());
            beginDestroy(*sandbox, EndCause::EngineStopped, "the engine was to stop at once");
        }
    }
    changed();
}

/// They were told to end, and killed. A stop does not wait for them for ever.
void SandboxPool::leaveBehind()
{
    if (!m_closing.done)
        return;
    for (const auto &sandbox : m_sandboxes) {
        if (sandbox->state != SandboxState::Destroying || !sandbox->machine || sandbox->isLeftBehind)
            continue;
        m_closing.leftBehind.push_back(sandbox->id.value() + " (process " +
                                       std::to_string(sandbox->machine->processId()) + ")");
        qCWarning(lcEngine, "%s is left behind: its process does not end", m_closing.leftBehind.back().c_str());
        sandbox->isLeftBehind = true;
    }
    changed();
}

} // namespace glovebox::engine
