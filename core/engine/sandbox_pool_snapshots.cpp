// Role: the part of SandboxPool that looks after snapshots and templates which are there: names, pins, checks, what is
// kept of a hibernated sandbox, and templates' idle ladders.
#include "core/domain/shown_name.h"
#include "core/engine/idle_timer.h"
#include "core/engine/pooled_sandbox.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

Verdict SandboxPool::renameSnapshot(const api::RenameSnapshot &wanted)
{
    if (auto why = whyNotName(wanted.name); !why.empty())
        return Verdict::invalid(std::move(why));
    return m_snapshots.rename(wanted.snapshot, wanted.name);
}

Verdict SandboxPool::setTemplateLadder(const api::SetTemplateLadder &wanted)
{
    const auto view = m_templateViews.find(wanted.base);
    if (view == m_templateViews.end())
        return Verdict::notFound("There is no such template.");
    if (wanted.ladder && !isPossible(*wanted.ladder))
        return Verdict::invalid("A step's time is more than nothing and at most a year.");
    if (wanted.ladder && wanted.ladder->endsKept)
        return Verdict::denied("Only of a sandbox of its own can somebody say that it ends although it is kept.");
    if (view->second.ladder == wanted.ladder)
        return Verdict::alreadySo();
    return m_templates.setLadder(wanted.base, wanted.ladder) ? Verdict::accepted()
                                                             : Verdict::notFound("There is no such template.");
}

/// It sleeps on, and may wake up meanwhile: then there may be nothing left to keep, which is said. `then` may be empty,
/// and is called when it was kept.
SnapshotId SandboxPool::Stored::keep(Sandbox &sandbox, std::string name, std::function<void()> then) const
{
    const auto origin = pool.originOf(sandbox, SnapshotKind::Kept, std::move(name));
    pool.m_snapshots.keep(
        pool.factsOf(sandbox, origin), *sandbox.stored,
        [pool = &pool, id = sandbox.id, then = std::move(then)](const Result<ports::SnapshotFacts> &kept) {
            auto *of = pool->find(id);
            if (of && kept)
                of->line = kept->origin.id;
            else if (of)
                of->reason = "no snapshot was kept: " + kept.error().detail;
            if (of)
                pool->publish(*of);
            pool->m_snapshots.refresh();
            pool->publishTemplates();
            if (kept && then)
                then();
        });
    return origin.id;
}

Verdict SandboxPool::Stored::restore(Sandbox &sandbox, const api::RestoreInPlace &wanted) const
{
    if (!pool.m_setup)
        return Verdict::denied("The engine is not running.");
    if (sandbox.tenant) // it has to be told, and measures its memory folders by the machine that wakes
        return Verdict::denied("A session works in it. Wake it up first.");
    const auto thenReplace = [pool = &pool, id = sandbox.id, stored = *sandbox.stored, snapshot = wanted.snapshot] {
        Stored{*pool}.replace(id, stored, snapshot);
    };
    if (wanted.safety) {
        const auto of = pool.m_snapshots.ready(wanted.snapshot);
        const auto name = "before " + (of && !of->name.empty() ? of->name : wanted.snapshot.value());
        keep(sandbox, name.substr(0, kNameMax), thenReplace);
    } else {
        thenReplace();
    }
    return Verdict::accepted();
}

/// The snapshot's state becomes what it wakes from, under a manifest of its own; the one of before goes after that. So
/// a crash in between leaves both, and the newer counts. Whoever wakes it meanwhile has it as it was.
void SandboxPool::Stored::replace(const SandboxId &id, const SnapshotId &stored, const SnapshotId &snapshot) const
{
    const auto *sandbox = pool.find(id);
    if (!sandbox || sandbox->stored != stored)
        return;
    auto origin = pool.originOf(*sandbox, SnapshotKind::Hibernated, {});
    origin.parent = origin.record->line = snapshot;
    if (const auto from = pool.originOf(snapshot)) {
        origin.image = origin.record->image = from->image;
        if (from->guestRunner) { // see takeCredentialOf()
            origin.guestRunner = origin.record->guestRunner = true;
            origin.egress = origin.record->egress = from->egress;
        }
    }
    const auto number = ++pool.m_serial;
    auto call = pool.m_parts.hypervisor.store().keep(
        snapshot, origin, [pool = &pool, number, id, stored, snapshot](const Result<ports::SnapshotFacts> &made) {
            pool->opened(number);
            auto *of = pool->find(id);
            const bool sleeps = of && of->state == SandboxState::Hibernated && of->stored == stored;
            if (made && sleeps) {
                pool->m_unneeded.push_back(stored);
                of->stored = made->origin.id;
                of->storedMemory = made->memory;
                of->baseId = made->base;
                of->image = made->origin.image;
                of->takeCredentialOf(made->origin);
                of->line = snapshot;
                of->problem.reset();
                of->reason = "was put back to " + snapshot.value() + " while it slept";
            } else if (made) {
                pool->m_unneeded.push_back(made->origin.id);
            }
            if (of && !(made && sleeps))
                of->reason = "was not restored: " + (made ? "it woke up meanwhile" : made.error().detail);
            if (of)
                pool->publish(*of);
            pool->m_snapshots.refresh();
            pool->publishTemplates();
            pool->removeUnneeded();
        });
    pool.m_opening.emplace(number, Opening{std::move(call), snapshot, {}});
}

} // namespace glovebox::engine
