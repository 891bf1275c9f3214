// Role: the ledger's database while it is open: ours, whole, of today's schema, and used by nobody else.
// Thread: the one that opened it.
// Invariants: a file that is not ours, is damaged or is newer than this program is left as it is, unless the caller
// asked for it to be set aside. What commit() answered well survives the end of the process, and of the host's power
// when that was asked for (the write-ahead log is synced behind the commit).
#pragma once

#include "core/ledger/audit_index.h"
#include "core/ledger/audit_writer.h"
#include "core/ledger/fact_writer.h"
#include "core/ledger/ledger_store.h"
#include "core/ledger/result_log.h"
#include "core/ledger/set_aside.h"
#include "core/ledger/write_ahead_log.h"

#include <memory>

namespace glovebox::ledger {

class LedgerFile {
public:
    static Result<std::unique_ptr<LedgerFile>> open(const LedgerOptions &options);
    ~LedgerFile();
    LedgerFile(const LedgerFile &) = delete;
    LedgerFile &operator=(const LedgerFile &) = delete;

    Result<> begin();
    /// What is committed outlives this.
    Result<> commit(Durability durability = Durability::Host);
    void rollBack();
    FactWriter &facts() { return *m_facts; }
    /// Removes some of the rows that are too old. False: there are no more, or it could not be done now.
    bool pruneSome();
    /// Takes a piece of the audit trail into its index. False: there is no more, or it could not be done now.
    bool indexSome();
    /// What is in it cannot be read: it is begun anew.
    void renewIndex();
    WallTime now() const;
    /// For results from now on; those of before are in the database. Once.
    std::unique_ptr<ResultLog> takeResultLog() { return std::move(m_results); }
    /// Puts the ledger's path, and what to do where that is known, around what went wrong.
    Error explained(Error error) const;

private:
    explicit LedgerFile(const LedgerOptions &options);

    Result<> openHere();
    Result<> prepare();
    Result<> identify();
    Result<> migrate();
    Result<> openAudit();
    Result<> takeResultsUp();
    bool prune(int rows, int pages);
    Result<> indexPiece();
    Result<> reachDisk();
    void close();

    LedgerOptions m_options;
    QString m_connection;
    QSqlDatabase m_database;
    std::unique_ptr<AuditWriter> m_audit;
    std::unique_ptr<AuditIndex> m_index;
    bool m_indexFails = false; // until old rows are looked for again
    std::unique_ptr<FactWriter> m_facts;
    QSqlQuery m_begin{QSqlDatabase()};
    QSqlQuery m_commit{QSqlDatabase()};
    std::unique_ptr<WriteAheadLog> m_log;
    std::unique_ptr<ResultLog> m_results;
    bool m_logIsBroken = false; // a sync failed: what was written before it may be nowhere
    std::unique_ptr<Turn> m_turn;
    /// Of the file itself: broken, or whole and not for us.
    enum class Fault { None, Damaged, Foreign };
    Fault m_fault = Fault::None;
};

} // namespace glovebox::ledger
