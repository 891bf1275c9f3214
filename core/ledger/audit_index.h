// Role: what lets a search of the audit trail look at the entries that may have its words alone: which entries have
// which three characters in a row. The writing end, and the words that the reading end looks for.
// Thread: the one that opened the connection.
// Invariants: the trail does not need it. It follows the trail in pieces, with a mark of how far it is; behind the mark
// every entry's characters are in it, and whoever searches looks at the entries before it himself.
#pragma once

#include "core/ledger/sql.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace glovebox::ledger {

class AuditIndex {
public:
    /// One that goes beyond the trail, whose end somebody took away then, begins anew.
    static Result<std::unique_ptr<AuditIndex>> open(const QSqlDatabase &database, std::uint64_t newest);

    /// Whether there is a piece's worth to do. `newest`: the trail's last number.
    bool hasWork(std::uint64_t newest) const;
    /// Within the caller's transaction: a piece of what hasWork() says.
    Result<> doSome(std::uint64_t newest);
    /// What doSome() did is kept, or not.
    void committed();
    void rolledBack();
    /// Within the caller's transaction: forgets everything, to begin anew.
    Result<> clear();

private:
    struct Progress {
        std::uint64_t through = 0; // the mark
        bool mayMerge = false;     // parts wait to be put together
    };
    explicit AuditIndex(QSqlDatabase database) : m_database(std::move(database)) {}

    Result<> take();
    Result<> merge();

    QSqlDatabase m_database;
    Progress m_kept;
    Progress m_now; // with the transaction at hand
};

/// An expression for the index: what every text has that has this one in it. None: it is too short to say.
std::optional<QString> lettersOf(QStringView text);
/// The same for one of `letters`.
QString anyOf(const QStringList &letters);

} // namespace glovebox::ledger
