// Role: the part of SandboxPool that looks after snapshots and templates which are there: names, pins, checks, what is
// kept of a hibernated sandbox, and templates' idle ladders.
#include "core/engine/pooled_sandbox.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// As for a sandbox's own.
constexpr std::chrono::milliseconds kStepMax = std::chrono::hours(24 * 365);

} // namespace

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
    if (wanted.ladder)
        for (const auto &after :
             {wanted.ladder->pauseAfter, wanted.ladder->hibernateAfter, wanted.ladder->destroyAfter})
            if (after && (*after <= 0ms || *after > kStepMax))
                return Verdict::denied("A step's time is more than nothing and at most a year.");
    if (view->second.ladder == wanted.ladder)
        return Verdict::alreadySo();
    return m_templates.setLadder(wanted.base, wanted.ladder) ? Verdict::accepted()
                                                             : Verdict::denied("There is no such template.");
}

/// It sleeps on, and may wake up meanwhile: then there may be nothing left to keep, which is said.
Verdict SandboxPool::keepStored(Sandbox &sandbox, std::string name)
{
    const auto origin = originOf(sandbox, SnapshotKind::Kept, std::move(name));
    m_snapshots.keep(factsOf(sandbox, origin), *sandbox.stored,
                     [this, id = sandbox.id](const Result<ports::SnapshotFacts> &kept) {
                         auto *of = find(id);
                         if (of && kept)
                             of->line = kept->origin.id;
                         else if (of)
                             of->reason = "no snapshot was kept: " + kept.error().detail;
                         if (of)
                             publish(*of);
                         m_snapshots.refresh();
                         publishTemplates();
                     });
    return Verdict::accepted();
}

} // namespace glovebox::engine
