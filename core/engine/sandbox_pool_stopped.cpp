// Role: the part of SandboxPool that has sandboxes whose machines ended by themselves, with their host or their
// supervisor: their disks are there, and they are booted from them.
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A machine that was written down and then ended with its host left a disk that says no more; one that had woken up
/// since then has slept for longer than what was written down of it.
bool isNewer(const ports::StoppedMachine &machine, const SnapshotId &stored, ports::FrozenStore &store)
{
    const auto all = store.snapshots();
    const auto facts = std::ranges::find_if(all, [&](const auto &each) { return each.origin.id == stored; });
    const bool known = facts != all.end() && facts->origin.record;
    return machine.record.meter.hibernated > (known ? facts->origin.record->meter.hibernated : 0ms);
}

constexpr const char *kStopped = "its host or its machine went away; its files are there, its processes are not";

} // namespace

/// After those alive and those on disk, among them what is newer than its state. A machine that was written down and
/// then ended with its host left a disk that says no more.
void SandboxPool::findStopped()
{
    for (const auto &machine : m_parts.hypervisor.stopped()) {
        auto *known = find(machine.record.id);
        if (!known) {
            auto &sandbox = *m_sandboxes.emplace_back(std::make_unique<Sandbox>(machine.record.id));
            takeStopped(sandbox, machine);
            continue;
        }
        if (known->stopped == machine.machine || known->machine)
            continue; // it is known from before a stop, or lives
        if (known->state == SandboxState::Hibernated && !m_parts.hypervisor.removeStopped(machine.machine))
            qCWarning(lcEngine, "the disk that %s left was not removed", known->id.value().c_str());
    }
}

void SandboxPool::takeStopped(Sandbox &sandbox, const ports::StoppedMachine &machine)
{
    const auto now = m_parts.clock.now();
    qCInfo(lcEngine, "%s stopped with its host or its machine; its disk is there", sandbox.id.value().c_str());
    sandbox.usedAt = now - std::max(0ms, m_parts.clock.wallNow() - machine.at);
    takeBack(sandbox, machine.record);
    if (sandbox.ladder.destroyAfter)
        sandbox.usedAt = std::max(sandbox.usedAt, now + kGraceAfterStart - *sandbox.ladder.destroyAfter);
    sandbox.seen = m_parts.usage.atLeastBooked(sandbox.id, machine.record.meter);
    sandbox.meter.begin(sandbox.seen, now);
    sandbox.meter.enter(SandboxState::Stopped, now);
    sandbox.state = SandboxState::Stopped;
    sandbox.didNotBoot = false;
    sandbox.since = machine.at;
    sandbox.size = machine.size;
    sandbox.baseId.clear();
    sandbox.diskBase = machine.diskBase;
    sandbox.stopped = machine.machine;
    sandbox.stoppedDisk = machine.disk;
    sandbox.reason = kStopped;
    armLadder(sandbox);
    publish(sandbox);
}

/// Its machine ended, or answered no more. False: it left no disk, or what it has written down is as new and has its
/// processes, too.
bool SandboxPool::stopForNow(Sandbox &sandbox, const Error &why)
{
    const auto all = m_parts.hypervisor.stopped();
    const auto left = std::ranges::find_if(all, [&](const auto &each) { return each.record.id == sandbox.id; });
    if (left == all.end())
        return false;
    if (sandbox.stored && !isNewer(*left, *sandbox.stored, m_parts.hypervisor.store())) {
        if (!m_parts.hypervisor.removeStopped(left->machine))
            qCWarning(lcEngine, "the disk that %s left was not removed", sandbox.id.value().c_str());
        return false;
    }
    auto said = why;
    said.detail += "; its files are there, its processes are not";
    sandbox.older = std::exchange(sandbox.stored, std::nullopt);
    sandbox.storedMemory = {};
    sandbox.stayed.clear();
    sandbox.stoodStill = false;
    sandbox.noSnapshots.reset();
    sandbox.base.reset();
    sandbox.console.clear(); // it has not failed
    sandbox.monitor.clear();
    sandbox.busyWith.clear();
    move(sandbox, SandboxEvent::WentAway);
    auto machine = *left;
    machine.record = recordOf(sandbox); // what was told since, and what it used
    machine.at = m_parts.clock.wallNow();
    takeStopped(sandbox, machine);
    sandbox.reason = said.detail;
    sandbox.problem = std::move(said);
    dispose(sandbox);
    publish(sandbox);
    return true;
}

void SandboxPool::doesNotAnswer(const SandboxId &id, Error why)
{
    if (auto *sandbox = find(id))
        broke(*sandbox, std::move(why), EndCause::GuestLost);
}

bool SandboxPool::isStopped(const SandboxId &id) const
{
    const auto *sandbox = find(id);
    return sandbox && sandbox->state == SandboxState::Stopped;
}

/// A cold boot: what the disk's file system had begun is finished or undone by its journal when it is mounted.
void SandboxPool::bootStopped(Sandbox &sandbox)
{
    sandbox.base.reset();
    sandbox.baseId.clear();
    sandbox.startCall = m_parts.hypervisor.start(
        {.sandbox = sandbox.id,
         .size = sandbox.size,
         .acceleration = m_setup->acceleration,
         .image = sandbox.ground.guest,
         .shares = sandbox.shares,
         .stopped = sandbox.stopped},
        [this, &sandbox](Result<std::unique_ptr<ports::Machine>> machine) { started(sandbox, std::move(machine)); });
}

/// It is not wanted now, or did not come up: its disk is what it was, and can be tried again.
void SandboxPool::stayStopped(Sandbox &sandbox, std::optional<Error> why)
{
    if (sandbox.machine)
        sandbox.machine->onExit(nullptr);
    if (why) {
        qCWarning(lcEngine, "%s was not booted from its disk: %s", sandbox.id.value().c_str(), describe(*why).c_str());
        tell(sandbox, [why = *why](Tenant &tenant) { tenant.lost(inContext("it was not booted from its disk", why)); });
        sandbox.usedAt = std::max(sandbox.usedAt, m_parts.clock.now());
    }
    sandbox.didNotBoot = why.has_value();
    sandbox.reason = why ? "could not be started from its disk, which is kept: " + why->detail : kStopped;
    sandbox.problem = std::move(why);
    stopUsing(sandbox);
    move(sandbox, SandboxEvent::StayedStopped);
    dispose(sandbox);
}

/// Its guest was greeted. From now on its disk is its machine's, as any other.
void SandboxPool::cameFromDisk(Sandbox &sandbox)
{
    if (std::exchange(sandbox.stopped, {}).empty())
        return;
    sandbox.stoppedDisk = {};
    sandbox.fromDisk = true;
    sandbox.hasNews = true;
    sandbox.noSnapshots = Error{ErrorCode::Unsupported, kBootedFromDisk};
    sandbox.reason = "restored from disk: its files are as they were when it stopped, its processes are gone";
    if (sandbox.older)
        m_unneeded.push_back(*std::exchange(sandbox.older, std::nullopt));
}

void SandboxPool::removeLeft(const SandboxId &id)
{
    for (const auto &machine : m_parts.hypervisor.stopped())
        if (machine.record.id == id && !m_parts.hypervisor.removeStopped(machine.machine))
            qCWarning(lcEngine, "a disk of %s was not removed", id.value().c_str());
}

void SandboxPool::removeStopped(Sandbox &sandbox)
{
    sandbox.stopped.clear();
    // One that was found and had not answered yet when the program stopped: the next one has its disk.
    const bool isLeft = sandbox.adopted && sandbox.end && sandbox.end->cause == EndCause::EngineStopped;
    if (!isLeft)
        removeLeft(sandbox.id);
    if (sandbox.older)
        m_unneeded.push_back(*std::exchange(sandbox.older, std::nullopt));
}

bool SandboxPool::takeNews(const SandboxId &id)
{
    auto *sandbox = find(id);
    if (!sandbox || !std::exchange(sandbox->hasNews, false))
        return false;
    publish(*sandbox);
    return true;
}

} // namespace glovebox::engine
