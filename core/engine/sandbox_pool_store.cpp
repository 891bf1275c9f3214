// Role: the part of SandboxPool that writes sandboxes down: snapshots of running ones, and hibernation, from which they
// are found again.
#include "core/base/limits.h"
#include "core/domain/shown_name.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// What the guest's file system may take to write what it holds back. The memory that is written down has it too.
constexpr std::chrono::milliseconds kFlushTime = 5s;
/// After a sandbox could not be written down it is not tried again unasked for so long.
constexpr std::chrono::milliseconds kHibernateAgainAfter = 10min;

/// What is left of a sandbox that is gone, when the disk would not have it removed.
constexpr std::chrono::milliseconds kRemoveAgainAfter = 60s;

std::optional<double> partOf(const ports::SnapshotProgress &now)
{
    if (now.total.value == 0)
        return std::nullopt;
    return std::min(1.0, static_cast<double>(now.done.value) / static_cast<double>(now.total.value));
}

} // namespace

/// Empty: a snapshot of it can be taken.
std::string SandboxPool::whyNoSnapshot(const Sandbox &sandbox) const
{
    if (!m_setup && !m_closing.done)
        return "The engine is not running.";
    if (!isUp(sandbox.state))
        return "Only a running or paused sandbox can be written down; this one is " + std::string(word(sandbox.state)) +
               ".";
    if (const auto can = m_parts.hypervisor.canSnapshot(); !can)
        return "This host cannot write sandboxes down: " + can.error().detail + ".";
    if (sandbox.baseId.empty() && sandbox.fromDisk)
        return "It was booted from the disk that it had left; only clones can be written down.";
    if (sandbox.noSnapshots)
        return "It outlived the program before and cannot be written down any more: " + sandbox.noSnapshots->detail +
               ".";
    if (sandbox.baseId.empty())
        return "It was booted, not cloned from a template; only clones can be written down.";
    if (sandbox.moving)
        return "It is just being paused or resumed. Try again in a moment.";
    if (!sandbox.operation.empty())
        return "Something else is under way with it: " + sandbox.operation + ".";
    return {};
}

std::string SandboxPool::Sandbox::whyBusy() const
{
    if (!operation.empty())
        return "Something else is under way with it: " + operation + ".";
    if (isSeeded)
        return "It is being seeded. Wait for its end, or cancel that.";
    if (!link || !link->isUsed())
        return {};
    if (heldByDoors > 0 && busyWith.empty())
        return "Somebody does something in it: a program runs, or files are read or written. Try again when that is "
               "over.";
    return busyWith.empty() ? "Its files are being read or written. Try again in a moment."
                            : "A tool runs in it: " + busyWith + ". Wait for its end, or cancel the call.";
}

bool SandboxPool::canHibernate(const Sandbox &sandbox) const
{
    return !sandbox.baseId.empty() && !sandbox.noSnapshots && m_parts.hypervisor.canSnapshot().has_value();
}

SnapshotOrigin SandboxPool::originOf(const Sandbox &sandbox, SnapshotKind kind, std::string name) const
{
    return {.id = SnapshotKeeper::newId(),
            .kind = kind,
            .name = std::move(name),
            .sandbox = sandbox.id,
            .sandboxName = sandbox.name,
            .sandboxKept = sandbox.kept,
            .session = sandbox.session,
            .parent = sandbox.line,
            .at = m_parts.clock.wallNow(),
            .record = kind == SnapshotKind::Hibernated ? std::optional(recordOf(sandbox)) : std::nullopt,
            .image = sandbox.image,
            .egress = sandbox.egress,
            .guestRunner = sandbox.guestRunner,
            .labels = sandbox.labels};
}

ports::SnapshotFacts SandboxPool::factsOf(const Sandbox &sandbox, SnapshotOrigin origin) const
{
    ports::SnapshotFacts facts{.origin = std::move(origin), .base = sandbox.baseId, .size = sandbox.size};
    if (m_setup)
        facts.acceleration = m_setup->acceleration;
    return facts;
}

void SandboxPool::operate(Sandbox &sandbox, std::string operation, std::optional<double> progress)
{
    if (sandbox.operation == operation && sandbox.progress == progress)
        return;
    sandbox.operation = std::move(operation);
    sandbox.progress = progress;
    publish(sandbox);
}

/// Only a guest that runs and that nobody uses is asked to: one call at a time is the rule of its channel.
void SandboxPool::flush(Sandbox &sandbox, std::function<void()> then)
{
    const bool canAsk =
        sandbox.state == SandboxState::Running || (sandbox.state == SandboxState::Hibernating && !sandbox.wasPaused);
    if (!canAsk || sandbox.link->isUsed()) {
        sandbox.flushTimer = m_parts.clock.after(0ms, std::move(then));
        return;
    }
    sandbox.flushTimer = m_parts.clock.after(kFlushTime, then);
    sandbox.flushCall = sandbox.link->runUncounted(
        {.call = EventId("flush-" + randomHex(4)),
         .name = "sync",
         .input = nlohmann::json::object(),
         .timeout = kFlushTime,
         .handler = "/bin/sync"},
        {{}, [this, &sandbox, then = std::move(then)](const Result<ToolResult> &flushed) {
             if (!flushed || flushed->isError)
                 qCInfo(lcEngine, "%s: its file system was not flushed", sandbox.id.value().c_str());
             sandbox.flushTimer = m_parts.clock.after(0ms, then); // the link is calling us
         }});
}

Verdict SandboxPool::takeSnapshot(const api::TakeSnapshot &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox)
        return Verdict::notFound("There is no such sandbox.");
    if (auto why = whyNotName(wanted.name); !why.empty())
        return Verdict::invalid(std::move(why));
    if (sandbox->state == SandboxState::Hibernated && sandbox->stored)
        return Verdict::accepted("snapshot/" + Stored{*this}.keep(*sandbox, wanted.name, {}).value());
    if (auto why = whyNoSnapshot(*sandbox); !why.empty())
        return Verdict::denied(std::move(why));
    snapshotThen(*sandbox, SnapshotKind::Kept, wanted.name, [](const auto &) {});
    return Verdict::accepted("snapshot/" + sandbox->taking->value());
}

void SandboxPool::snapshotThen(Sandbox &sandbox, SnapshotKind kind, std::string name, Taken done)
{
    auto origin = originOf(sandbox, kind, std::move(name));
    sandbox.taking = origin.id;
    operate(sandbox, "Taking a snapshot", std::nullopt);
    const auto begin = [this, &sandbox, origin](ports::SnapshotHandlers handlers) {
        flush(sandbox, [&sandbox, origin, handlers = std::move(handlers)] {
            sandbox.flushCall.cancel();
            sandbox.storeCall = sandbox.machine->snapshot(origin, ports::AfterSnapshot::GoOn, handlers);
        });
        return Call([this, id = sandbox.id, snapshot = origin.id] {
            if (auto *taken = find(id); taken && taken->taking == snapshot) {
                taken->storeCall.cancel();
                taken->flushCall.cancel();
                taken->flushTimer.cancel();
            }
        });
    };
    const auto ended = [this, &sandbox, kind, done](Result<std::shared_ptr<const ports::Snapshot>> taken) {
        sandbox.taking.reset();
        sandbox.notForked = nullptr;
        if (taken && kind == SnapshotKind::Kept)
            sandbox.line = (*taken)->facts().origin.id;
        if (!taken)
            sandbox.reason = "no snapshot was taken: " + taken.error().detail;
        operate(sandbox, {}, std::nullopt);
        if (std::exchange(sandbox.wakeAfterwards, false))
            wake(sandbox);
        done(std::move(taken));
        m_snapshots.refresh();
        publishTemplates();
        fillSlots(); // it may make room now
    };
    if (kind == SnapshotKind::Kept)
        return m_snapshots.take(
            factsOf(sandbox, origin), begin,
            [this, &sandbox](const api::SnapshotView &view) { operate(sandbox, "Taking a snapshot", view.progress); },
            ended);
    sandbox.taken = begin(
        {[this, &sandbox](const ports::SnapshotProgress &now) { operate(sandbox, "Taking a snapshot", partOf(now)); },
         ended});
}

Verdict SandboxPool::hibernate(const SandboxId &id, std::string reason)
{
    auto *sandbox = find(id);
    if (!sandbox)
        return Verdict::notFound("There is no such sandbox.");
    if (sandbox->state == SandboxState::Hibernated || sandbox->state == SandboxState::Hibernating)
        return Verdict::alreadySo();
    if (auto why = whyNoSnapshot(*sandbox); !why.empty())
        return Verdict::denied(std::move(why));
    if (auto why = sandbox->whyBusy(); !why.empty())
        return Verdict::denied(std::move(why));
    sandbox->wasPaused = sandbox->state == SandboxState::Paused;
    sandbox->reason = std::move(reason);
    sandbox->problem.reset();
    move(*sandbox, SandboxEvent::Hibernate);
    operate(*sandbox, "Hibernating", std::nullopt);
    flush(*sandbox, [this, sandbox] { storeNow(*sandbox); });
    return Verdict::accepted();
}

void SandboxPool::storeNow(Sandbox &sandbox)
{
    sandbox.flushCall.cancel();
    sandbox.link->standStill();
    sandbox.storeCall = sandbox.machine->snapshot(
        originOf(sandbox, SnapshotKind::Hibernated, {}), ports::AfterSnapshot::StandStill,
        {[this, &sandbox](const ports::SnapshotProgress &now) { operate(sandbox, "Hibernating", partOf(now)); },
         [this, &sandbox](Result<std::shared_ptr<const ports::Snapshot>> taken) {
             stored(sandbox, std::move(taken));
         }});
}

void SandboxPool::stored(Sandbox &sandbox, Result<std::shared_ptr<const ports::Snapshot>> taken)
{
    if (sandbox.state != SandboxState::Hibernating)
        return;
    if (!taken) {
        sandbox.noHibernateBefore = m_parts.clock.now() + kHibernateAgainAfter;
        return stayUp(sandbox, "could not be hibernated: " + describe(taken.error()));
    }
    const auto &facts = (*taken)->facts();
    lookAt(sandbox);
    sandbox.stored = facts.origin.id;
    sandbox.storedMemory = facts.memory;
    qCInfo(lcEngine, "%s is hibernated, %llu MiB", sandbox.id.value().c_str(),
           static_cast<unsigned long long>(facts.memory.value >> 20));
    // The machine is calling us: it goes with the next turn.
    sandbox.machine->onExit(nullptr);
    std::shared_ptr<ports::Machine> machine = std::move(sandbox.machine);
    std::shared_ptr<ports::GuestLink> link = sandbox.link->detach();
    if (!sandbox.tenant)
        sandbox.link.reset();
    sandbox.lostTimer.cancel();
    sandbox.base.reset();
    sandbox.warm = false;
    sandbox.isDeparting = true;
    operate(sandbox, {}, std::nullopt);
    move(sandbox, SandboxEvent::Stored);
    tell(sandbox, [](Tenant &tenant) { tenant.changed(); });
    sandbox.departTimer =
        m_parts.clock.after(0ms, [this, &sandbox, machine = std::move(machine), link = std::move(link)]() mutable {
            link.reset();
            machine.reset();
            sandbox.isDeparting = false;
            fillSlots();
            changed();
        });
}

/// What was begun is dropped, and the guest goes on; with a reason when that is nobody's wish.
void SandboxPool::stayUp(Sandbox &sandbox, std::string why)
{
    sandbox.storeCall.cancel();
    sandbox.flushCall.cancel();
    sandbox.flushTimer.cancel();
    if (!why.empty())
        qCWarning(lcEngine, "%s %s", sandbox.id.value().c_str(), why.c_str());
    operate(sandbox, {}, std::nullopt);
    sandbox.usedAt = std::max(sandbox.usedAt, m_parts.clock.now());
    sandbox.reason = why;
    move(sandbox, SandboxEvent::StayedUp);
    goOn(sandbox);
    if (m_closing.done)
        liveOn(sandbox, why.empty() ? "somebody needed it" : why);
    sandbox.reason = m_closing.done ? sandbox.reason : std::move(why);
    publish(sandbox);
    fillSlots(); // who waited for its slot looks for another
}

void SandboxPool::enqueueStored(Sandbox &sandbox)
{
    if (const auto never = whyNever(sandbox.size); !never.empty()) { // it would wait for ever
        const Error why{ErrorCode::TooLarge, "it does not fit any more: " + never};
        sandbox.problem = why;
        tell(sandbox, [why](Tenant &tenant) { tenant.lost(why); });
        return publish(sandbox);
    }
    sandbox.attempts = 0;
    sandbox.problem.reset();
    move(sandbox, SandboxEvent::Resume);
    // It waits its turn behind those that came before.
    const auto it = std::ranges::find_if(m_sandboxes, [&](const auto &s) { return s.get() == &sandbox; });
    m_sandboxes.splice(m_sandboxes.end(), m_sandboxes, it);
    sandbox.startCall = m_parts.clock.after(0ms, [this] { fillSlots(); });
}

/// It is not wanted now, or could not be brought back: it sleeps on, and nothing of it is lost.
void SandboxPool::stayStored(Sandbox &sandbox, std::optional<Error> why)
{
    if (sandbox.machine)
        sandbox.machine->onExit(nullptr);
    if (why) {
        qCWarning(lcEngine, "%s did not wake up: %s", sandbox.id.value().c_str(), describe(*why).c_str());
        tell(sandbox, [why = *why](Tenant &tenant) { tenant.lost(inContext("it did not wake up", why)); });
        sandbox.usedAt = std::max(sandbox.usedAt, m_parts.clock.now());
    }
    sandbox.problem = std::move(why);
    sandbox.console.clear(); // it has not failed
    sandbox.monitor.clear();
    stopUsing(sandbox);
    move(sandbox, SandboxEvent::StayedStored);
    dispose(sandbox);
}

void SandboxPool::removeUnneeded()
{
    for (const auto &id : std::exchange(m_unneeded, {})) {
        if (!neededBy(id).empty()) {
            m_unneeded.push_back(id);
            continue;
        }
        m_removing[id] = m_parts.hypervisor.store().removeSnapshot(id, [this, id](const Result<> &removed) {
            const auto again = removed ? 0ms : kRemoveAgainAfter;
            if (!removed)
                qCWarning(lcEngine, "%s was not removed: %s", id.value().c_str(), describe(removed.error()).c_str());
            m_removed[id] = m_parts.clock.after(again, [this, id, isGone = removed.has_value()] {
                const auto removedId = id; // the last step takes this with it
                m_removing.erase(removedId);
                if (!isGone)
                    m_unneeded.push_back(removedId);
                removeUnneeded();
                m_removed.erase(removedId);
            });
        });
    }
}

} // namespace glovebox::engine
