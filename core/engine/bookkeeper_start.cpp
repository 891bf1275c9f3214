// Role: the part of Bookkeeper that a start goes through: what the books have of the run before, what of it was found
// again, what was lost, and what became of actions that were under way.
#include "core/base/limits.h"
#include "core/engine/bookkeeper.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {

std::string lossOf(const SandboxFacts &facts)
{
    if (facts.state == word(SandboxState::Destroying))
        return "it was being destroyed when the host or the program ended";
    if (facts.state == word(SandboxState::Hibernated))
        return "it was hibernated, and its files are not on disk any more";
    return "the host or the program ended while it was " + facts.state + "; nothing of it was found";
}

} // namespace

void Bookkeeper::open(std::function<void()> done)
{
    m_read = std::move(done);
    m_isFinding = m_recovery.isUnderWay();
    m_openBefore.clear();
    m_operationsBefore.clear();
    const std::vector<HistoryQuestion> questions{OpenSandboxes{}, OpenSlices{},
                                                 NewestOperations{limits::kOperationsShown}};
    m_reading = static_cast<int>(questions.size());
    ++m_round;
    for (const auto &question : questions)
        m_parts.ledger.ask(question,
                           [this, round = m_round, alive = std::weak_ptr(m_alive)](Result<HistoryAnswer> answer) {
                               if (!alive.expired())
                                   readOpen(round, std::move(answer));
                           });
}

/// A start does without what cannot be read: sandboxes are found by what is there of them.
void Bookkeeper::readOpen(std::uint64_t round, Result<HistoryAnswer> answer)
{
    if (round != m_round)
        return;
    if (!answer) {
        qCWarning(lcEngine, "the books of before were not read: %s", describe(answer.error()).c_str());
        if (m_recovery.isUnderWay())
            m_recovery.said("Part of the books of before could not be read: " + describe(answer.error()) + '.');
    } else if (auto *sandboxes = std::get_if<std::vector<SandboxFacts>>(&*answer)) {
        m_openBefore = std::move(*sandboxes);
        for (const auto &facts : m_openBefore)
            if (facts.environment)
                m_known.environmentOf.try_emplace(facts.record.id, *facts.environment);
    } else if (auto *slices = std::get_if<std::vector<UsageSlice>>(&*answer)) {
        m_usage.resume(std::move(*slices));
    } else if (auto *operations = std::get_if<std::vector<Operation>>(&*answer)) {
        m_operationsBefore = std::move(*operations);
    }
    if (--m_reading == 0)
        if (const auto done = std::exchange(m_read, nullptr))
            done();
}

void Bookkeeper::opened(const std::function<void(ports::EndedSandbox)> &bury)
{
    m_isFinding = false;
    const bool isFirst = m_recovery.isUnderWay();
    if (isFirst) {
        for (const auto &[id, view] : m_known.sandboxes) {
            if (view.state == SandboxState::Restoring)
                m_recovery.adopted(view);
            else if (view.state == SandboxState::Hibernated)
                m_recovery.hibernated(view);
            else if (view.state == SandboxState::Stopped)
                foundStopped(view);
        }
    }
    for (auto &facts : std::exchange(m_openBefore, {})) {
        const auto id = facts.record.id;
        if (m_known.sandboxes.contains(id))
            continue;
        const auto why = lossOf(facts);
        facts.record.meter = m_usage.atLeastBooked(id, facts.record.meter);
        const auto cost = m_usage.costSoFar(id, facts.record.meter, facts.size, facts.record.session);
        m_recovery.lost(facts.record.name.empty() ? id.value() : facts.record.name + " (" + id.value() + ')', why);
        audit({.actor = AuditActor::Engine,
               .origin = "recovery",
               .action = "sandbox.lost",
               .object = "sandbox/" + id.value(),
               .outcome = AuditOutcome::Failed,
               .reason = why,
               .before = facts.state,
               .after = "destroyed",
               .session = facts.record.session ? facts.record.session->value() : std::string()});
        m_usage.tellAll();
        bury({.record = std::move(facts.record),
              .size = facts.size,
              .cause = EndCause::Lost,
              .detail = why,
              .at = m_parts.clock.wallNow(),
              .cost = cost,
              .pricesAsOf = m_pricesAsOf,
              .console = {},
              .monitor = {}});
        m_usage.forget(id);
    }
    const auto interrupted = m_operations.resume(
        std::exchange(m_operationsBefore, {}), [this](const Operation &operation) { return whatBecameOf(operation); });
    if (isFirst)
        m_recovery.interrupted(interrupted);
}

void Bookkeeper::foundStopped(const api::SandboxView &view)
{
    m_recovery.stopped(view);
    audit({.actor = AuditActor::Engine,
           .origin = "recovery",
           .action = "sandbox.stopped",
           .object = "sandbox/" + view.id.value(),
           .reason = view.reason,
           .after = std::string(word(view.state)),
           .session = view.session ? view.session->value() : std::string()});
}

void Bookkeeper::started()
{
    if (m_recovery.isUnderWay()) {
        m_recovery.opened();
        if (const auto summary = m_recovery.summary(); !summary.empty())
            audit({.actor = AuditActor::Engine,
                   .origin = "recovery",
                   .action = "engine.recovered",
                   .object = "engine",
                   .after = summary});
    }
    m_budgets.start();
    if (m_parts.orphans)
        lookForOrphans();
}

std::string Bookkeeper::whatBecameOf(const Operation &operation) const
{
    const std::string ended = "The program ended while this was under way";
    const auto name = operation.object.substr(operation.object.find('/') + 1);
    const bool isOfSeveral = operation.kind == OperationKind::Fork ||
                             (operation.kind == OperationKind::Restore && operation.object.starts_with("snapshot/"));
    if (isOfSeveral)
        return ended + "; those of the new sandboxes that were up were found again, the others were not started.";
    if (operation.object.starts_with("sandbox/")) {
        const auto view = m_known.sandboxes.find(SandboxId(name));
        if (view == m_known.sandboxes.end())
            return ended + "; nothing of the sandbox is left.";
        if (operation.kind == OperationKind::SeedSandbox)
            return ended + "; what was done so far is in the sandbox, and it made no reservation. Seed it again.";
        return ended + "; the sandbox was found again" +
               (view->second.state == SandboxState::Hibernated ? " on disk, hibernated."
                : view->second.state == SandboxState::Stopped  ? " on disk, stopped."
                                                               : ", alive.");
    }
    switch (operation.kind) {
    case OperationKind::TakeSnapshot:
        return m_known.snapshots.contains(SnapshotId(name))
                   ? ended + "; the snapshot had been written, and is there."
                   : ended + "; what had been written of the snapshot was removed.";
    case OperationKind::BuildTemplate:
        if (isTemplateName(name)) // one that somebody defined
            return ended + "; what its completed steps left is kept for the next build. Build it again.";
        return m_known.templates.contains(TemplateId(name)) ? ended + "; the template had been written, and is there."
                                                            : ended + "; the template is built anew when it is needed.";
    case OperationKind::PrepareImage:
        return ended + "; this start went on with it.";
    case OperationKind::ImportImage:
        return ended + "; what had been fetched is kept for the next try.";
    case OperationKind::Export:
        return ended + "; no half file is left. Export it again.";
    case OperationKind::Bulk:
        return ended + "; those whose turn had not come were left alone.";
    case OperationKind::CollectOutputs:
        return ended + "; files are collected with the session's next turn.";
    default:
        return ended + '.';
    }
}

} // namespace glovebox::engine
