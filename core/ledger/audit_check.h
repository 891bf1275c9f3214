// Role: looks through the audit trail, row by row, and names what is wrong with it. Thread: any; no I/O.
// Invariant: each row is judged by itself (its tag), by its place (its number), and by the row before (the link), so
// that one change is named as one, where it is.
#pragma once

#include "core/ledger/audit_files.h"
#include "core/ledger/audit_rows.h"

#include <optional>
#include <string_view>
#include <vector>

namespace glovebox::ledger {

enum class AuditWound {
    Changed,     // an entry does not say what its tag was made of
    Gap,         // entries are missing between others
    CutOff,      // entries are missing at the end
    OtherKey,    // entries were made with another key
    Unlinked,    // an entry does not follow the one before it, and neither was changed
    HeadMissing, // the file that says how far the trail goes
    HeadForeign, // it was changed, is of another trail or of another key
    Said,        // our own writer found a wound at a start, and said so in the trail
    Damaged,     // the database itself
};
std::string_view word(AuditWound wound);

struct AuditFinding {
    AuditWound wound = AuditWound::Changed;
    std::uint64_t first = 0; // entries from here to there; both 0: of none
    std::uint64_t last = 0;
    std::string what; // for people, without the numbers
};
/// "entries 17 to 19: …"
std::string sentence(const AuditFinding &finding);

/// What our writer's own finding is called.
inline constexpr const char *kAuditBroken = "audit.broken";

class AuditCheck {
public:
    /// `key`: none when it is missing, then only places and links are looked at. `from`: the first row that will come.
    AuditCheck(std::optional<AuditKey> key, FoundHead head, std::uint64_t from = 1);

    /// In the order of their numbers.
    void take(const AuditRow &row);
    /// There are no more rows.
    void finish();
    void add(AuditFinding finding);

    const std::vector<AuditFinding> &findings() const { return m_findings; }
    /// Beyond those, which are bounded.
    std::uint64_t more() const { return m_more; }
    std::uint64_t entries() const { return m_entries; }
    const AuditHead &last() const { return m_last; }
    /// Entries that a start would have to write into the head: those committed last before a crash.
    std::uint64_t behind() const;

private:
    void judge(const AuditRow &row, bool followsDirectly);
    void compareWithHead(const AuditRow &row, bool good);

    std::optional<AuditKey> m_key;
    FoundHead m_head;
    std::uint64_t m_next;
    bool m_linked;          // the row before is known
    bool m_lastGood = true; // and was not found changed
    AuditHead m_last;
    std::uint64_t m_entries = 0;
    std::vector<AuditFinding> m_findings;
    std::uint64_t m_more = 0;
};

} // namespace glovebox::ledger
