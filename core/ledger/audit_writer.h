// Role: the writing end of the audit trail. Thread: the one that opened the connection.
// Invariants: numbers have no gaps, but for entries that somebody took away: those are never given again. What a start
// finds wrong stands in the trail for ever; nothing here mends or hides it.
#pragma once

#include "core/ledger/audit_files.h"
#include "core/ledger/sql.h"

#include <deque>
#include <memory>
#include <optional>

namespace glovebox::ledger {

class AuditWriter {
public:
    /// Looks at the end of the trail that is there. `ledger`: its file, beside which the head is, and the key unless
    /// one is given.
    static Result<std::unique_ptr<AuditWriter>> open(const QSqlDatabase &database, const std::string &ledger,
                                                     const std::optional<SecretString> &given = {});

    /// What was found wrong, to be the first entry; once.
    std::optional<domain::AuditEntry> takeWound(WallTime now);

    /// Within the caller's transaction.
    Result<> append(domain::AuditEntry entry);
    /// The number of the last entry that is kept.
    std::uint64_t newestKept() const { return m_kept.sequence; }
    /// What was appended is on disk: the head follows.
    void committed();
    /// It is not.
    void rolledBack();

private:
    AuditWriter(QSqlDatabase database, AuditKey key, std::unique_ptr<AuditHeadFile> head)
        : m_database(std::move(database)), m_key(std::move(key)), m_headFile(std::move(head))
    {
    }

    Result<> lookAtTheEnd(const FoundHead &found);
    Result<AuditHead> newest();

    QSqlDatabase m_database;
    AuditKey m_key;
    std::unique_ptr<AuditHeadFile> m_headFile;
    QSqlQuery m_insert{QSqlDatabase()};
    AuditHead m_kept;                          // on disk
    AuditHead m_last;                          // and what the transaction at hand has added
    AuditHead m_inHead;                        // what the head says
    std::deque<domain::AuditEntry> m_added;    // by the transaction at hand
    std::deque<domain::AuditEntry> m_doubtful; // there, though their commit failed: they are told again
    std::deque<domain::AuditEntry> m_met;      // of those, told again in the transaction at hand
    std::string m_wound;
    bool m_headFails = false; // said once
};

} // namespace glovebox::ledger
