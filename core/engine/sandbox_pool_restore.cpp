// Role: the part of SandboxPool that starts sandboxes from what was written down: hibernated ones, forks, restored
// snapshots, and one that goes back in place.
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

/// From so many on a template in memory is made first: it costs as much as one start.
constexpr int kSpreadFrom = 3;

} // namespace

/// New sandboxes of one state.
struct SandboxPool::Brood {
    std::shared_ptr<const ports::Snapshot> source;
    int count = 1;
    std::string name;
    std::optional<SandboxId> forkOf;
    std::optional<SnapshotId> line;
    OperationsBook::Subject operation{}; // they are parts of it
    PromisedIds::Held ids{};             // none: ours

    /// They are begun, by a template in memory when there are several.
    void hatch(SandboxPool &pool) const;
    void bringUp(SandboxPool &pool, const std::shared_ptr<const ports::Template> &spread) const;
};

// ---- Starting ---------------------------------------------------------------------------------------------------

void SandboxPool::load(Sandbox &sandbox)
{
    if (Warm{*this}.load(sandbox))
        return;
    if (sandbox.spread) {
        const auto &facts = sandbox.spread->facts();
        sandbox.baseId = sandbox.source->facts().base;
        return startFrom(sandbox, {.sandbox = sandbox.id,
                                   .size = facts.size,
                                   .acceleration = facts.acceleration,
                                   .image = facts.image,
                                   .base = sandbox.spread,
                                   .shares = sandbox.shares});
    }
    if (sandbox.source)
        return loadFrom(sandbox, sandbox.source);
    const auto id = sandbox.stored ? *sandbox.stored : *sandbox.restoreFrom;
    sandbox.baseCall = m_parts.hypervisor.store().openSnapshot(
        id, [this, &sandbox, id](Result<std::shared_ptr<const ports::Snapshot>> opened) {
            if (opened)
                return loadFrom(sandbox, *opened);
            if (!sandbox.stored)
                m_snapshots.setProblem(id, opened.error());
            bootFailed(sandbox, inContext("open what was written down", opened.error()));
        });
}

void SandboxPool::loadFrom(Sandbox &sandbox, const std::shared_ptr<const ports::Snapshot> &snapshot)
{
    const auto &facts = snapshot->facts();
    sandbox.source = snapshot;
    sandbox.baseId = facts.base;
    if (sandbox.restoreFrom) {
        sandbox.image = facts.origin.image;
        sandbox.image.base = sandbox.isOfTemplate() ? sandbox.from.base : sandbox.image.base;
        sandbox.takeCredentialOf(facts.origin);
    }
    // Beside the machine that it takes the place of, it needs a name of its own.
    const auto name = sandbox.formerMachine ? SandboxId(sandbox.id.value() + '-' + randomHex(2)) : sandbox.id;
    startFrom(sandbox, {.sandbox = name,
                        .size = facts.size,
                        .acceleration = facts.acceleration,
                        .image = facts.image,
                        .from = snapshot,
                        .shares = sandbox.shares});
}

void SandboxPool::startFrom(Sandbox &sandbox, ports::MachineSpec spec)
{
    sandbox.startCall =
        m_parts.hypervisor.start(std::move(spec), [this, &sandbox](Result<std::unique_ptr<ports::Machine>> machine) {
            started(sandbox, std::move(machine));
        });
}

/// Its guest was greeted: what it was before is not needed any more.
void SandboxPool::cameBack(Sandbox &sandbox)
{
    if (sandbox.stored)
        m_unneeded.push_back(*std::exchange(sandbox.stored, std::nullopt));
    sandbox.storedMemory = {};
    if (sandbox.restoreFrom && !sandbox.isOfTemplate())
        sandbox.line = sandbox.restoreFrom;
    sandbox.restoreFrom.reset();
    sandbox.source.reset();
    sandbox.spread.reset();
    sandbox.attempts = 0;
    sandbox.reason.clear();
    sandbox.console.clear();
    sandbox.monitor.clear();
    cameFromDisk(sandbox);
    operate(sandbox, {}, std::nullopt);
    if (sandbox.formerMachine)
        sandbox.formerMachine->onExit(nullptr);
    if (std::exchange(sandbox.formerDied, false))
        removeLeft(sandbox.id); // it is what the snapshot was
    std::shared_ptr<ports::Machine> machine = std::move(sandbox.formerMachine);
    std::shared_ptr<ports::GuestLink> link = std::move(sandbox.formerLink);
    sandbox.departTimer = m_parts.clock.after(0ms, [machine = std::move(machine), link = std::move(link)]() mutable {
        link.reset();
        machine.reset();
    });
}

/// Why a snapshot cannot go now, besides those that stand on it; empty: nothing.
std::string SandboxPool::neededBy(const SnapshotId &snapshot) const
{
    for (const auto &sandbox : m_sandboxes) {
        const bool waits = sandbox->state == SandboxState::Queued || sandbox->state == SandboxState::Restoring;
        const bool hasIt = sandbox->source && sandbox->source->facts().origin.id == snapshot;
        if (waits && (hasIt || sandbox->restoreFrom == snapshot))
            return sandbox->id.value() + " is being started from it";
    }
    const bool isOpening =
        std::ranges::any_of(m_opening, [&](const auto &entry) { return entry.second.snapshot == snapshot; });
    return isOpening ? "new sandboxes are being started from it" : "";
}

// ---- Several of one state ---------------------------------------------------------------------------------------

Verdict SandboxPool::whyNotMany(int count, const std::string &name, const MachineSize &size) const
{
    if (!m_setup)
        return Verdict::denied("The engine is not running.");
    if (const auto can = m_parts.hypervisor.canSnapshot(); !can)
        return Verdict::denied("This host cannot start what was written down: " + can.error().detail + ".");
    if (count < 1 || count > limits::kForkMax)
        return Verdict::invalid("1 to " + std::to_string(limits::kForkMax) + " at a time.");
    if (auto why = whyNotName(name); !why.empty())
        return Verdict::invalid(std::move(why));
    if (const auto never = whyNever(size); !never.empty())
        return Verdict::denied("It does not fit: " + never + ".");
    return Verdict::accepted();
}

Verdict SandboxPool::fork(const api::ForkSandbox &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox)
        return Verdict::notFound("There is no such sandbox.");
    if (auto no = whyNotMany(wanted.count, {}, sandbox->size); no.kind == Verdict::Kind::Denied)
        return no;
    if (auto why = whyNotIds(wanted.ids, wanted.count); !why.empty())
        return Verdict::denied(std::move(why));
    const OperationsBook::Subject brood{OperationKind::Fork, "sandbox/" + wanted.sandbox.value(), sandbox->name};
    const auto hatchFrom = [this, id = wanted.sandbox, count = wanted.count, line = sandbox->line, brood,
                            ids = wanted.ids.empty() ? nullptr : m_promised.promise(wanted.ids)](
                               Result<std::shared_ptr<const ports::Snapshot>> taken) {
        if (taken)
            return Brood{*std::move(taken), count, {}, id, line, brood, ids}.hatch(*this);
        m_promised.release(ids);
        m_parts.operations.withdraw(brood, count, taken.error());
        qCWarning(lcEngine, "%s was not forked: %s", id.value().c_str(), describe(taken.error()).c_str());
        if (auto *of = find(id)) {
            of->reason = "could not be forked: " + taken.error().detail;
            publish(*of);
        }
    };
    if (sandbox->state == SandboxState::Hibernated) {
        m_parts.operations.expect(brood, wanted.count);
        openAnd(*sandbox->stored, brood.object, hatchFrom);
        return Verdict::accepted();
    }
    if (auto why = whyNoSnapshot(*sandbox); !why.empty())
        return Verdict::denied(std::move(why));
    m_parts.operations.expect(brood, wanted.count);
    sandbox->notForked = [this, brood, count = wanted.count](const Error &why) {
        m_parts.operations.withdraw(brood, count, why);
    };
    snapshotThen(*sandbox, SnapshotKind::Passing, {}, hatchFrom);
    return Verdict::accepted();
}

Result<MachineSize> SandboxPool::sizeOf(const SnapshotId &id) const
{
    const auto snapshot = m_snapshots.ready(id);
    if (!snapshot)
        return fail(ErrorCode::InvalidArgument, "There is no snapshot " + id.value() + " that is complete.");
    if (auto no = whyNotMany(1, {}, snapshot->size); no.kind == Verdict::Kind::Denied)
        return fail(ErrorCode::InvalidArgument, std::move(no.reason));
    return snapshot->size;
}

std::optional<SnapshotOrigin> SandboxPool::originOf(const SnapshotId &snapshot) const
{
    const auto all = m_parts.hypervisor.store().snapshots();
    const auto found = std::ranges::find_if(all, [&](const auto &facts) { return facts.origin.id == snapshot; });
    return found == all.end() ? std::nullopt : std::optional(found->origin);
}

Verdict SandboxPool::restoreAsNew(const api::RestoreAsNew &wanted)
{
    const auto snapshot = m_snapshots.ready(wanted.snapshot);
    if (!snapshot)
        return Verdict::notFound("There is no snapshot " + wanted.snapshot.value() + " that is complete.");
    if (auto no = whyNotMany(wanted.count, wanted.name, snapshot->size); no.kind == Verdict::Kind::Denied)
        return no;
    if (auto why = whyNotIds(wanted.ids, wanted.count); !why.empty())
        return Verdict::denied(std::move(why));
    const OperationsBook::Subject brood{OperationKind::Restore, "snapshot/" + wanted.snapshot.value(), snapshot->name};
    m_parts.operations.expect(brood, wanted.count);
    openAnd(wanted.snapshot, brood.object,
            [this, wanted, brood, ids = wanted.ids.empty() ? nullptr : m_promised.promise(wanted.ids)](
                Result<std::shared_ptr<const ports::Snapshot>> opened) {
                if (opened)
                    return Brood{*std::move(opened), wanted.count, wanted.name, std::nullopt,
                                 wanted.snapshot,    brood,        ids}
                        .hatch(*this);
                m_promised.release(ids);
                m_parts.operations.withdraw(brood, wanted.count, opened.error());
                m_snapshots.setProblem(wanted.snapshot, inContext("restore it", opened.error()));
            });
    return Verdict::accepted();
}

void SandboxPool::openAnd(const SnapshotId &snapshot, const std::string &brood, Taken then)
{
    const auto number = ++m_serial;
    auto call = m_parts.hypervisor.store().openSnapshot(
        snapshot, [this, number, then = std::move(then)](Result<std::shared_ptr<const ports::Snapshot>> found) {
            opened(number);
            then(std::move(found));
        });
    m_opening.emplace(number, Opening{std::move(call), snapshot, brood});
}

/// What has answered is let go of when it is not calling us any more.
void SandboxPool::opened(std::uint64_t number)
{
    m_opened.push_back(number);
    m_openedSweep = m_parts.clock.after(0ms, [this] {
        for (const auto each : std::exchange(m_opened, {}))
            m_opening.erase(each);
        removeUnneeded();
    });
}

void SandboxPool::Brood::hatch(SandboxPool &pool) const
{
    if (!pool.m_setup)
        return;
    if (count < kSpreadFrom)
        return bringUp(pool, nullptr);
    const auto number = ++pool.m_serial;
    auto call = pool.m_parts.hypervisor.spread(
        source, [pool = &pool, number, brood = *this](Result<std::shared_ptr<const ports::Template>> spread) {
            pool->opened(number);
            if (!spread) // each of them starts by itself then
                qCWarning(lcEngine, "no template of a snapshot: %s", describe(spread.error()).c_str());
            brood.bringUp(*pool, spread ? *spread : nullptr);
        });
    pool.m_opening.emplace(number, Opening{std::move(call), source->facts().origin.id, operation.object});
}

void SandboxPool::Brood::bringUp(SandboxPool &pool, const std::shared_ptr<const ports::Template> &spread) const
{
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        auto &sandbox = pool.add(source->facts().size, ids ? std::optional(ids->at(at)) : std::nullopt);
        sandbox.labels = source->facts().origin.labels;
        sandbox.kept = true;
        sandbox.name = name;
        if (count > 1 && !name.empty())
            sandbox.name += ' ' + std::to_string(i + 1);
        sandbox.forkOf = forkOf;
        sandbox.line = line;
        sandbox.image = source->facts().origin.image;
        sandbox.egress = source->facts().origin.egress; // what comes of it may do no more than it could
        sandbox.guestRunner = source->facts().origin.guestRunner;
        sandbox.source = source;
        sandbox.spread = spread;
        pool.m_parts.operations.part(operation, sandbox.id);
        pool.publish(sandbox);
    }
    pool.m_promised.release(ids);
    pool.changed();
}

// ---- Back in place ----------------------------------------------------------------------------------------------

Verdict SandboxPool::restoreInPlace(const api::RestoreInPlace &wanted)
{
    auto *sandbox = find(wanted.sandbox);
    if (!sandbox)
        return Verdict::notFound("There is no such sandbox.");
    const auto snapshot = m_snapshots.ready(wanted.snapshot);
    if (!snapshot)
        return Verdict::notFound("There is no snapshot " + wanted.snapshot.value() + " that is complete.");
    if (snapshot->size != sandbox->size)
        return Verdict::denied("The snapshot is of a sandbox of another size. Restore it as a new one.");
    if (sandbox->state == SandboxState::Hibernated && sandbox->stored)
        return Stored{*this}.restore(*sandbox, wanted);
    if (auto why = whyNoSnapshot(*sandbox); !why.empty())
        return Verdict::denied(std::move(why));
    if (auto why = sandbox->whyBusy(); !why.empty())
        return Verdict::denied(std::move(why));
    if (!wanted.safety) {
        goBack(*sandbox, wanted.snapshot);
        return Verdict::accepted();
    }
    const auto name = "before " + (snapshot->name.empty() ? wanted.snapshot.value() : snapshot->name);
    snapshotThen(*sandbox, SnapshotKind::Kept, name.substr(0, kNameMax),
                 [this, sandbox, id = wanted.snapshot](const Result<std::shared_ptr<const ports::Snapshot>> &taken) {
                     if (!taken)
                         return; // it says why, and is as it was
                     // Somebody may have begun to use it, or deleted the snapshot.
                     auto why = whyNoSnapshot(*sandbox);
                     if (why.empty())
                         why = sandbox->whyBusy();
                     if (why.empty() && !m_snapshots.ready(id))
                         why = "The snapshot is gone.";
                     if (why.empty())
                         return goBack(*sandbox, id);
                     sandbox->reason = "was not restored: " + why;
                     publish(*sandbox);
                 });
    return Verdict::accepted();
}

/// The machine that it has is kept, standing still, until the new one's guest was greeted.
void SandboxPool::goBack(Sandbox &sandbox, const SnapshotId &snapshot)
{
    sandbox.formerLink = std::move(sandbox.link);
    lookAt(sandbox);
    sandbox.formerCpuTime = sandbox.usage ? sandbox.usage->cpuTime : 0ms;
    sandbox.formerMachine = std::move(sandbox.machine);
    sandbox.formerBase = sandbox.baseId;
    sandbox.formerImage = sandbox.image;
    sandbox.formerEgress = sandbox.egress;
    sandbox.formerRunner = sandbox.guestRunner;
    sandbox.restoreFrom = snapshot;
    sandbox.attempts = 0;
    sandbox.busyWith.clear();
    sandbox.formerMachine->onExit([this, &sandbox](const ports::MachineExit &) {
        sandbox.formerDied = true;
        sandbox.lostTimer = m_parts.clock.after(0ms, [&sandbox] { sandbox.formerMachine.reset(); });
    });
    sandbox.formerLink->onLost(nullptr);
    sandbox.formerLink->standStill();
    move(sandbox, SandboxEvent::Restore);
    operate(sandbox, "Restoring", std::nullopt);
    tell(sandbox, [snapshot](Tenant &tenant) {
        tenant.lost({ErrorCode::Cancelled, "the operator put it back to " + snapshot.value()});
    });
    sandbox.moveCall = sandbox.formerMachine->pause([this, &sandbox](const Result<> &) {
        sandbox.startCall = m_parts.clock.after(0ms, [this, &sandbox] { create(sandbox); });
    });
}

void SandboxPool::didNotGoBack(Sandbox &sandbox, Error why)
{
    sandbox.restoreFrom.reset();
    sandbox.source.reset();
    sandbox.link.reset();
    if (!sandbox.formerMachine) { // it died meanwhile
        sandbox.formerLink.reset();
        sandbox.formerDied = false;
        why = inContext("its machine ended while it was put back, and the snapshot did not come up", std::move(why));
        if (!stopForNow(sandbox, why))
            becomeFailed(sandbox, std::move(why), EndCause::ProcessDied);
        return;
    }
    qCWarning(lcEngine, "%s was not restored: %s", sandbox.id.value().c_str(), describe(why).c_str());
    sandbox.machine = std::move(sandbox.formerMachine);
    sandbox.link = std::move(sandbox.formerLink);
    sandbox.baseId = sandbox.formerBase;
    sandbox.image = sandbox.formerImage;
    sandbox.egress = sandbox.formerEgress;
    sandbox.guestRunner = sandbox.formerRunner;
    sandbox.meter.newLife(sandbox.formerCpuTime);
    sandbox.told.reset();
    sandbox.usage.reset();
    sandbox.console.clear();
    sandbox.monitor.clear();
    sandbox.exited = false;
    sandbox.machine->onExit([this, &sandbox](ports::MachineExit exit) { machineExited(sandbox, exit); });
    watchLink(sandbox);
    operate(sandbox, {}, std::nullopt);
    sandbox.reason = why.code == ErrorCode::Cancelled ? "was not restored: " + why.detail
                                                      : "could not be restored: " + describe(why);
    move(sandbox, SandboxEvent::Ready);
    goOn(sandbox);
    publish(sandbox);
    tell(sandbox, [link = sandbox.link.get()](Tenant &tenant) { tenant.ready(*link); });
}

} // namespace glovebox::engine
