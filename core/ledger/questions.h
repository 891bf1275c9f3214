// Role: answers to what people ask of the past, from one connection that only reads. Thread: the one that opened it.
// Invariants: one question sees one state of the ledger. Every statement is prepared once, when it is first needed, and
// foreign text stands in bound values only.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/sql.h"

#include <map>
#include <string>
#include <vector>

namespace glovebox::ledger {

class Questions {
public:
    explicit Questions(const QSqlDatabase &database) : m_database(database) {}

    Result<domain::HistoryAnswer> answer(const domain::HistoryQuestion &question);

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

    /// Calls `take` with each row. The statement is free again.
    template <class Take>
    Result<> each(const std::string &statement, const QVariantList &values, Take take);
    Result<std::vector<domain::UsageRow>> sums(const domain::UsageSums &question, bool total, int most);

    QSqlDatabase m_database;
    std::map<std::string, QSqlQuery> m_prepared;
};

} // namespace glovebox::ledger
