// Role: what is kept for people, as rows. Thread: the one that opened the connection.
// Invariants: what is told again replaces what was told of the same thing; a sandbox that has ended is not opened again
// by what is told of it late.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/sql.h"

#include <memory>

namespace glovebox::ledger {

class HistoryWriter {
public:
    static Result<std::unique_ptr<HistoryWriter>> create(const QSqlDatabase &database);

    /// Within the caller's transaction.
    Result<> write(const domain::HistoryFact &fact);
    /// It has ended.
    Result<> close(const domain::SandboxId &sandbox, WallTime now);

private:
    HistoryWriter() = default;

    Result<> put(const domain::SandboxFacts &facts);
    Result<> put(const domain::EnvironmentFacts &facts);
    Result<> put(const domain::FrozenFacts &facts);
    Result<> put(const domain::OutputFacts &facts);
    Result<> put(const domain::Operation &operation);
    Result<> put(const domain::UsageSlice &slice);
    Result<> put(const domain::ListSlice &slice);
    Result<> put(const domain::EgressDecision &decision);

    QSqlQuery m_sandbox;
    QSqlQuery m_closeSandbox;
    QSqlQuery m_environment;
    QSqlQuery m_frozen;
    QSqlQuery m_output;
    QSqlQuery m_operation;
    QSqlQuery m_usage;
    QSqlQuery m_list;
    QSqlQuery m_egress;
};

} // namespace glovebox::ledger
