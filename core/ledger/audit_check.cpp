#include "core/ledger/audit_check.h"

#include "core/base/constant_time.h"

namespace glovebox::ledger {

namespace {

constexpr std::size_t kFindingsMax = 1000;

} // namespace

std::string_view word(AuditWound wound)
{
    switch (wound) {
    case AuditWound::Changed:
        return "changed";
    case AuditWound::Gap:
        return "gap";
    case AuditWound::CutOff:
        return "cut-off";
    case AuditWound::OtherKey:
        return "other-key";
    case AuditWound::Unlinked:
        return "unlinked";
    case AuditWound::HeadMissing:
        return "head-missing";
    case AuditWound::HeadForeign:
        return "head-foreign";
    case AuditWound::Said:
        return "said";
    case AuditWound::Damaged:
        break;
    }
    return "damaged";
}

std::string sentence(const AuditFinding &finding)
{
    if (finding.first == 0 && finding.last == 0)
        return finding.what;
    if (finding.first == finding.last)
        return "entry " + std::to_string(finding.first) + ": " + finding.what;
    return "entries " + std::to_string(finding.first) + " to " + std::to_string(finding.last) + ": " + finding.what;
}

AuditCheck::AuditCheck(std::optional<AuditKey> key, FoundHead head, std::uint64_t from)
    : m_key(std::move(key)), m_head(std::move(head)), m_next(from), m_linked(from <= 1)
{
}

void AuditCheck::add(AuditFinding finding)
{
    if (!m_findings.empty() && finding.first != 0) {
        auto &before = m_findings.back();
        if (before.wound == finding.wound && before.what == finding.what && before.last + 1 == finding.first) {
            before.last = finding.last;
            return;
        }
    }
    if (m_findings.size() < kFindingsMax)
        m_findings.push_back(std::move(finding));
    else
        ++m_more;
}

void AuditCheck::take(const AuditRow &row)
{
    ++m_entries;
    const auto number = row.entry.sequence;
    if (number < m_next) { // below the first: numbers come in order
        add({AuditWound::Changed, number, number, "its number was changed"});
        return;
    }
    const bool follows = number == m_next;
    if (!follows)
        add({AuditWound::Gap, m_next, number - 1, "missing, they were removed"});
    judge(row, follows);
    m_last = {number, row.tag};
    m_next = number + 1;
    m_linked = true;
}

void AuditCheck::judge(const AuditRow &row, bool followsDirectly)
{
    const auto number = row.entry.sequence;
    bool good = row.asWritten && row.tag.size() == kTagBytes && row.previous.size() == kTagBytes;
    if (good && m_key && row.keyId != m_key->id()) {
        add({AuditWound::OtherKey, number, number, "made with another key than this host's, so nobody can tell"});
    } else {
        good = good && (!m_key || equalInConstantTime(m_key->tag(row.previous, row.entry), row.tag));
        if (!good)
            add({AuditWound::Changed, number, number, "changed, it is not what was written"});
    }
    if (good && followsDirectly && m_linked && m_lastGood && row.previous != m_last.tag)
        add({AuditWound::Unlinked, number, number, "does not follow the one before it; two trails were put together"});
    if (good && row.entry.action == kAuditBroken)
        add({AuditWound::Said, number, number, "a start found: " + row.entry.reason});
    compareWithHead(row, good);
    m_lastGood = good;
}

void AuditCheck::compareWithHead(const AuditRow &row, bool good)
{
    if (good && m_head.state == FoundHead::State::Good && m_head.head.sequence == row.entry.sequence &&
        m_head.head.tag != row.tag)
        add({AuditWound::HeadForeign, row.entry.sequence, row.entry.sequence,
             "the head names another entry of this number; trail and head are not of each other"});
}

void AuditCheck::finish()
{
    switch (m_head.state) {
    case FoundHead::State::Missing:
        if (m_entries > 0)
            add({AuditWound::HeadMissing, 0, 0,
                 "the head is missing; whether entries are missing after " + std::to_string(m_last.sequence) +
                     " cannot be told"});
        return;
    case FoundHead::State::Unreadable:
    case FoundHead::State::OtherKey:
        add({AuditWound::HeadForeign, 0, 0,
             "the head cannot be believed (" + m_head.problem + "); whether entries are missing after " +
                 std::to_string(m_last.sequence) + " cannot be told"});
        return;
    case FoundHead::State::Good:
        break;
    }
    if (m_head.head.sequence > m_last.sequence)
        add({AuditWound::CutOff, m_last.sequence + 1, m_head.head.sequence, "missing, the trail was cut off"});
}

std::uint64_t AuditCheck::behind() const
{
    const bool known = m_head.state == FoundHead::State::Good;
    return known && m_head.head.sequence < m_last.sequence ? m_last.sequence - m_head.head.sequence : 0;
}

} // namespace glovebox::ledger
