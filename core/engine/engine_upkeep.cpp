// Role: the part of Engine that answers what is asked of operations, orphans, budgets and the past, and lends budgets
// its hands.
#include "core/engine/engine.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

Verdict Engine::maintain(const api::UpkeepAction &action)
{
    struct Doer {
        Engine &engine;

        Verdict operator()(const api::CancelOperation &a) { return engine.cancelOperation(a.operation); }
        Verdict operator()(const api::ReportOperation &a) { return engine.m_books.operations().report(a); }
        Verdict operator()(const api::LookForOrphans &) { return engine.m_books.lookForOrphans(); }
        Verdict operator()(const api::RemoveOrphan &a) { return engine.m_books.removeOrphan(a.id); }
        Verdict operator()(const api::SetBudgets &a) { return engine.setBudgets(a.budgets); }
    };
    return std::visit(Doer{*this}, action);
}

Verdict Engine::ask(const api::HistoryQuery &query)
{
    return m_books.ask(query);
}

/// By its object: whatever ends that ends the operation.
Verdict Engine::cancelOperation(const OperationId &id)
{
    const auto *operation = m_books.operations().find(id);
    if (!operation)
        return Verdict::notFound("There is no such operation.");
    if (isOver(operation->state))
        return Verdict::alreadySo();
    if (!operation->canCancel)
        return Verdict::denied("It cannot be cancelled: it would leave half of something.");
    const auto asked = *operation; // it may end, and be gone, with what follows
    m_books.operations().askToCancel(id);
    auto verdict = endOperation(asked);
    if (verdict.kind != Verdict::Kind::Accepted)
        m_books.operations().goesOn(id);
    return verdict;
}

Verdict Engine::endOperation(const Operation &operation)
{
    const auto name = operation.object.substr(operation.object.find('/') + 1);
    switch (operation.kind) {
    case OperationKind::TakeSnapshot:
        return m_pool->snapshots().remove({SnapshotId(name)});
    case OperationKind::VerifySnapshot:
        return m_pool->snapshots().cancelVerify(SnapshotId(name));
    case OperationKind::BuildTemplate:
        if (auto verdict = m_templates ? m_templates->giveUp(operation.object) : std::nullopt)
            return *std::move(verdict);
        return m_pool->giveUp(operation.kind, operation.object, false);
    case OperationKind::PrepareImage:
        return drain();
    case OperationKind::ImportImage:
    case OperationKind::VerifyImage:
    case OperationKind::CollectImages:
        return m_images.cancel(operation.kind, operation.object);
    case OperationKind::SeedSandbox:
        return m_seeds->cancel(SandboxId(name));
    case OperationKind::Export:
    case OperationKind::Bulk:
        return Verdict::accepted(); // its view tells whoever does it
    default:
        return m_pool->giveUp(operation.kind, operation.object, m_books.operations().hasParts(operation.id));
    }
}

Verdict Engine::setBudgets(const std::vector<Budget> &budgets)
{
    if (auto why = whyNotPossible(budgets); !why.empty())
        return Verdict::denied(std::move(why));
    if (budgets == m_books.budgets().budgets())
        return Verdict::alreadySo();
    if (m_parts.keepBudgets)
        if (const auto kept = m_parts.keepBudgets(budgets); !kept) {
            qCWarning(lcEngine, "budgets were not kept: %s", describe(kept.error()).c_str());
            return Verdict::denied("The budgets could not be written down: " + describe(kept.error()));
        }
    m_books.budgets().set(budgets);
    publishHost();
    return Verdict::accepted();
}

BudgetHands Engine::budgetHands()
{
    const auto isDone = [](const Verdict &verdict) {
        return verdict.kind == Verdict::Kind::Accepted;
    };
    return {.pausePolling = [this, isDone](const EnvironmentId &id) { return isDone(pausePolling(id)); },
            .resumePolling = [this, isDone](const EnvironmentId &id) { return isDone(resumePolling(id)); },
            .pauseSandbox = [this, isDone](const SandboxId &id,
                                           const std::string &reason) { return isDone(m_pool->pause(id, reason)); },
            .resumeSandbox =
                [this, isDone](const SandboxId &id) {
                    return isDone(m_pool->resume(id));
                }};
}

} // namespace glovebox::engine
