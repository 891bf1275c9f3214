// Role: pages of the audit trail for the window: what is asked for is looked up in the trail's index of words where
// that helps, and in the trail. Thread: the one that opened the connection. Invariant: the index leads to entries and
// never decides: an entry is on a page when it itself says what was asked for, and what the index has not taken yet is
// looked at one by one.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/audit_rows.h"
#include "core/ledger/statements.h"

#include <utility>

namespace glovebox::ledger {

class AuditPages {
public:
    explicit AuditPages(Statements &statements) : m_statements(statements) {}

    /// Within one state of the ledger. `most` entries at most, and whether there are more.
    Result<domain::AuditRows> page(const domain::AuditPage &question, int most);
    /// Whether the index could not be read since this was asked last: the trail itself was read then.
    bool takeIndexFailure() { return std::exchange(m_indexFails, false); }

    /// All that are ever run, to look at their plans.
    static std::vector<std::string> statements();

private:
    struct Filling {
        std::vector<domain::AuditEntry> entries;
        int most = 0;

        bool full() const { return std::ssize(entries) >= most; }
    };
    Result<> fill(const domain::AuditPage &question, Filling &page);
    Result<> fillByWords(const domain::AuditPage &question, Filling &page);
    Result<> fillByShortText(const domain::AuditPage &question, Filling &page);
    Result<> add(domain::AuditPage question, AuditWay way, const QVariant &first, Filling &page);
    Result<> look();

    Statements &m_statements;
    std::uint64_t m_through = 0; // the index's mark
    std::uint64_t m_newest = 0;
    bool m_indexFails = false;
};

} // namespace glovebox::ledger
