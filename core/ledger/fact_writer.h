// Role: facts as rows. Every statement is prepared once; foreign text only ever stands in bound values.
// Thread: the one that opened the connection.
// Invariants: writing a fact again changes nothing; a call's result is never replaced, and its text goes when the call
// is closed.
#pragma once

#include "core/ledger/fact.h"
#include "core/ledger/sql.h"

#include <memory>

namespace glovebox::ledger {

class AuditWriter;
class HistoryWriter;

class FactWriter {
public:
    ~FactWriter();
    FactWriter(const FactWriter &) = delete;
    FactWriter &operator=(const FactWriter &) = delete;

    static Result<std::unique_ptr<FactWriter>> create(const QSqlDatabase &database);

    /// Where audit entries go; it outlives this.
    void setAudit(AuditWriter &audit) { m_audit = &audit; }

    /// Within the caller's transaction. InvalidState: a result for a call that nobody intended.
    Result<> write(const Fact &fact, WallTime now);
    Result<ports::LeftOpen> leftOpen();
    /// Newest first.
    Result<std::vector<ports::EndedSandbox>> ended(int most);

private:
    FactWriter();

    Result<> put(const ports::WorkIntent &intent, WallTime now);
    Result<> put(const WorkStepped &stepped, WallTime now);
    Result<> put(const WorkBeaten &beaten, WallTime now);
    Result<> put(const ports::CallIntent &intent, WallTime now);
    Result<> put(const ResultKept &kept, WallTime now);
    Result<> put(const CallClosed &closed, WallTime now);
    Result<> put(const ports::SessionFacts &facts, WallTime now);
    Result<> put(const ports::EndedSandbox &ended, WallTime now);
    Result<> put(const domain::HistoryFact &fact, WallTime now);
    Result<> put(const domain::AuditEntry &entry, WallTime now);

    QSqlQuery m_intendWork;
    QSqlQuery m_stepWork;
    QSqlQuery m_beatWork;
    QSqlQuery m_intendCall;
    QSqlQuery m_keepResult;
    QSqlQuery m_knowsCall;
    QSqlQuery m_closeCall;
    QSqlQuery m_settleCall;
    QSqlQuery m_keepSession;
    QSqlQuery m_openWork;
    QSqlQuery m_openCalls;
    QSqlQuery m_keepEnded;
    QSqlQuery m_ended;
    std::unique_ptr<HistoryWriter> m_history;
    AuditWriter *m_audit = nullptr;
};

} // namespace glovebox::ledger
