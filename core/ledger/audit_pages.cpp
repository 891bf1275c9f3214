#include "core/ledger/audit_pages.h"

#include "core/base/log.h"
#include "core/ledger/audit_index.h"

#include <QStringList>

namespace glovebox::ledger {

Q_LOGGING_CATEGORY(lcAuditPages, "glovebox.ledger.audit")

namespace {

/// Entries that are looked at one by one in a few milliseconds: more than the index is ever behind, but after a start
/// with a trail of before there was one.
constexpr std::uint64_t kBehindMax = 4096;
/// The same for a text of one or two characters, which is in many entries as a rule.
constexpr std::uint64_t kShortTextRange = 20'000;
/// Threes of characters that begin with such a text and are looked up at once.
constexpr int kBeginningsMax = 1000;

constexpr auto kHowFar = "SELECT through, (SELECT max(seq) FROM audit) FROM audit_indexed";
constexpr auto kBeginnings = "SELECT term FROM audit_letters WHERE term >= ? AND term < ? LIMIT ?";

} // namespace

std::vector<std::string> AuditPages::statements()
{
    auto all = auditPageStatements();
    all.emplace_back(kHowFar);
    all.emplace_back(kBeginnings);
    return all;
}

Result<domain::AuditRows> AuditPages::page(const domain::AuditPage &question, int most)
{
    Filling filling{{}, most + 1};
    const bool narrowed = !question.text.empty() || !question.action.empty();
    auto filled = narrowed ? fill(question, filling) : add(question, AuditWay::Trail, {}, filling);
    if (!filled && narrowed) {
        qCWarning(lcAuditPages) << "reading the trail without its index:"
                                << QString::fromStdString(describe(filled.error()));
        m_indexFails = true;
        filling.entries.clear();
        filled = add(question, AuditWay::Trail, {}, filling);
    }
    GB_CHECK(filled);
    domain::AuditRows found{std::move(filling.entries), false};
    found.more = std::ssize(found.entries) > most;
    if (found.more)
        found.entries.pop_back();
    return found;
}

Result<> AuditPages::fill(const domain::AuditPage &question, Filling &page)
{
    GB_CHECK(look());
    if (m_newest > m_through + kBehindMax)
        return add(question, AuditWay::Trail, {}, page);
    if (auditLetters(question))
        return fillByWords(question, page);
    if (!question.text.empty() && question.action.empty() && question.object.empty())
        return fillByShortText(question, page);
    return add(question, AuditWay::Trail, {}, page);
}

Result<> AuditPages::look()
{
    return m_statements.each(kHowFar, {}, [this](const QSqlQuery &row) -> Result<> {
        m_through = static_cast<std::uint64_t>(std::max<qint64>(0, row.value(0).toLongLong()));
        m_newest = static_cast<std::uint64_t>(std::max<qint64>(0, row.value(1).toLongLong()));
        return {};
    });
}

Result<> AuditPages::add(domain::AuditPage question, AuditWay way, const QVariant &first, Filling &page)
{
    const auto left = page.most - static_cast<int>(page.entries.size());
    return m_statements.each(auditPageStatement(question, way), auditPageValues(question, way, first, left),
                             [&](const QSqlQuery &row) -> Result<> {
                                 page.entries.push_back(shownEntry(auditRowFrom(row)));
                                 return {};
                             });
}

/// What the index has not taken, then what it has.
Result<> AuditPages::fillByWords(const domain::AuditPage &question, Filling &page)
{
    auto rest = question;
    if (question.before == 0 || question.before > m_through + 1) {
        GB_CHECK(add(question, AuditWay::Range, static_cast<qint64>(m_through), page));
        rest.before = m_through + 1;
    }
    return page.full() ? Result<>() : add(rest, AuditWay::Index, *auditLetters(question), page);
}

/// The newest entries have what is in many; for what is not, there are not many threes to look up.
Result<> AuditPages::fillByShortText(const domain::AuditPage &question, Filling &page)
{
    const auto before = question.before == 0 ? m_newest + 1 : question.before;
    const auto from = before > kShortTextRange ? before - kShortTextRange : 1;
    GB_CHECK(add(question, AuditWay::Range, static_cast<qint64>(from - 1), page));
    if (page.full() || from == 1)
        return {};
    QStringList letters;
    const auto text = auditNeedle(question.text);
    GB_CHECK(m_statements.each(kBeginnings, {text, behindAll(text), kBeginningsMax + 1},
                               [&](const QSqlQuery &row) -> Result<> {
                                   letters += row.value(0).toString();
                                   return {};
                               }));
    if (letters.isEmpty())
        return {};
    auto rest = question;
    rest.before = from;
    return letters.size() > kBeginningsMax ? add(rest, AuditWay::Trail, {}, page)
                                           : add(rest, AuditWay::Index, anyOf(letters), page);
}

} // namespace glovebox::ledger
