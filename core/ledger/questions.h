// Role: answers to what people ask of the past, from one connection that only reads. Thread: the one that opened it.
// Invariants: one question sees one state of the ledger.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/audit_pages.h"
#include "core/ledger/statements.h"

#include <string>
#include <vector>

namespace glovebox::ledger {

class Questions {
public:
    explicit Questions(const QSqlDatabase &database) : m_statements(database) {}
    Questions(const Questions &) = delete;
    Questions &operator=(const Questions &) = delete;

    Result<domain::HistoryAnswer> answer(const domain::HistoryQuestion &question);

    /// Whether the audit trail's index could not be read since this was asked last: the trail itself was read then.
    bool takeIndexFailure() { return m_auditPages.takeIndexFailure(); }

    /// All that are ever run, to look at their plans.
    static std::vector<std::string> statements();

private:
    Result<domain::HistoryAnswer> to(const domain::OpenSandboxes &question);
    Result<domain::HistoryAnswer> to(const domain::NewestOperations &question);
    Result<domain::HistoryAnswer> to(const domain::UsageSums &question);
    Result<domain::HistoryAnswer> to(const domain::AuditPage &question);
    Result<domain::HistoryAnswer> to(const domain::PastSessions &question);
    Result<domain::HistoryAnswer> to(const domain::OpenSlices &question);
    Result<domain::HistoryAnswer> to(const domain::ListSlicesOf &question);
    Result<domain::HistoryAnswer> to(const domain::EgressPage &question);
    Result<domain::HistoryAnswer> to(const domain::EgressRuleUses &question);
    Result<domain::HistoryAnswer> to(const domain::SandboxTrail &question);
    Result<domain::HistoryAnswer> to(const domain::UseIn &question);
    Result<domain::HistoryAnswer> to(const domain::EndedIn &question);

    Statements m_statements;
    AuditPages m_auditPages{m_statements};
};

} // namespace glovebox::ledger
