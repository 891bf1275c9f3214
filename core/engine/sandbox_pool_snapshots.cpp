// Role: the part of SandboxPool that looks after snapshots and templates which are there: names, pins, checks, what is
// kept of a hibernated sandbox, and templates' idle ladders.
#include "core/engine/idle_timer.h"
#include "core/engine/pooled_sandbox.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

Verdict SandboxPool::renameSnapshot(const api::RenameSnapshot &wanted)
{
    if (wanted.name.size() > kNameMax)
        return Verdict::denied("The name is too long: 64 bytes at most.");
    return m_snapshots.rename(wanted.snapshot, wanted.name);
}

Verdict SandboxPool::pinSnapshot(const api::PinSnapshot &wanted)
{
    return m_snapshots.pin(wanted.snapshot, wanted.pinned);
}

Verdict SandboxPool::verifySnapshot(const api::VerifySnapshot &wanted)
{
    return m_snapshots.verify(wanted.snapshot);
}

Verdict SandboxPool::setTemplateLadder(const api::SetTemplateLadder &wanted)
{
    const auto view = m_templateViews.find(wanted.base);
    if (view == m_templateViews.end())
        return Verdict::denied("There is no such template.");
    if (wanted.ladder && !isPossible(*wanted.ladder))
        return Verdict::denied("A step's time is more than nothing and at most a year.");
    if (view->second.ladder == wanted.ladder)
        return Verdict::alreadySo();
    return m_templates.setLadder(wanted.base, wanted.ladder) ? Verdict::accepted()
                                                             : Verdict::denied("There is no such template.");
}

Verdict SandboxPool::cancelVerify(const api::CancelVerify &wanted)
{
    return m_snapshots.cancelVerify(wanted.snapshot);
}

/// It sleeps on, and may wake up meanwhile: then there may be nothing left to keep, which is said. `then` may be empty,
/// and is called when it was kept.
void SandboxPool::keepStored(Sandbox &sandbox, std::string name, std::function<void()> then)
{
    const auto origin = originOf(sandbox, SnapshotKind::Kept, std::move(name));
    m_snapshots.keep(factsOf(sandbox, origin), *sandbox.stored,
                     [this, id = sandbox.id, then = std::move(then)](const Result<ports::SnapshotFacts> &kept) {
                         auto *of = find(id);
                         if (of && kept)
                             of->line = kept->origin.id;
                         else if (of)
                             of->reason = "no snapshot was kept: " + kept.error().detail;
                         if (of)
                             publish(*of);
                         m_snapshots.refresh();
                         publishTemplates();
                         if (kept && then)
                             then();
                     });
}

Verdict SandboxPool::restoreStored(Sandbox &sandbox, const api::RestoreInPlace &wanted)
{
    if (!m_setup)
        return Verdict::denied("The engine is not running.");
    if (sandbox.tenant) // it has to be told, and measures its memory folders by the machine that wakes
        return Verdict::denied("A session works in it. Wake it up first.");
    const auto replace = [this, id = sandbox.id, stored = *sandbox.stored, snapshot = wanted.snapshot] {
        replaceStored(id, stored, snapshot);
    };
    if (wanted.safety) {
        const auto of = m_snapshots.ready(wanted.snapshot);
        const auto name = "before " + (of && !of->name.empty() ? of->name : wanted.snapshot.value());
        keepStored(sandbox, name.substr(0, kNameMax), replace);
    } else {
        replace();
    }
    return Verdict::accepted();
}

/// The snapshot's state becomes what it wakes from, under a manifest of its own; the one of before goes after that. So
/// a crash in between leaves both, and the newer counts. Whoever wakes it meanwhile has it as it was.
void SandboxPool::replaceStored(const SandboxId &id, const SnapshotId &stored, const SnapshotId &snapshot)
{
    const auto *sandbox = find(id);
    if (!sandbox || sandbox->stored != stored)
        return;
    auto origin = originOf(*sandbox, SnapshotKind::Hibernated, {});
    origin.parent = origin.record->line = snapshot;
    origin.image = origin.record->image = Images{*this}.of(snapshot);
    const auto number = ++m_serial;
    auto call = m_parts.hypervisor.store().keep(
        snapshot, origin, [this, number, id, stored, snapshot](const Result<ports::SnapshotFacts> &made) {
            opened(number);
            auto *of = find(id);
            const bool sleeps = of && of->state == SandboxState::Hibernated && of->stored == stored;
            if (made && sleeps) {
                m_unneeded.push_back(stored);
                of->stored = made->origin.id;
                of->storedMemory = made->memory;
                of->baseId = made->base;
                of->image = made->origin.image;
                of->line = snapshot;
                of->problem.reset();
                of->reason = "was put back to " + snapshot.value() + " while it slept";
            } else if (made) {
                m_unneeded.push_back(made->origin.id);
            }
            if (of && !(made && sleeps))
                of->reason = "was not restored: " + (made ? "it woke up meanwhile" : made.error().detail);
            if (of)
                publish(*of);
            m_snapshots.refresh();
            publishTemplates();
            removeUnneeded();
        });
    m_opening.emplace(number, Opening{std::move(call), snapshot, {}});
}

} // namespace glovebox::engine
