#include "core/ledger/audit_index.h"

#include <QStringList>

#include <algorithm>

namespace glovebox::ledger {

namespace {

/// Entries that are taken at once, and pages of parts that are put together at once: a tool call's commit may wait
/// behind either, a few milliseconds.
constexpr int kEntriesAtOnce = 128;
constexpr int kPagesAtOnce = 16;
/// Entries that wait for each other: a part of the index has a page at least, and searches read as many by themselves.
constexpr std::uint64_t kWorthwhile = 256;
/// Of a search, how many threes of characters are looked up; the texts that have them all are read then. Of a long one
/// those that stand side by side are enough: they say less than all of them, in a third of the time.
constexpr qsizetype kLettersMax = 32;
constexpr qsizetype kLongText = 9;

constexpr auto kTake = "INSERT INTO audit_words (rowid, text) SELECT seq, found_by || char(10, 10) FROM audit"
                       " WHERE seq > ? ORDER BY seq LIMIT ?";
constexpr auto kMark = "UPDATE audit_indexed SET through = (SELECT max(seq) FROM (SELECT seq FROM audit WHERE seq > ?"
                       " ORDER BY seq LIMIT ?))";
constexpr auto kMerge = "INSERT INTO audit_words (audit_words, rank) VALUES ('merge', ?)";
constexpr auto kClear = "INSERT INTO audit_words (audit_words) VALUES ('delete-all')";

} // namespace

Result<std::unique_ptr<AuditIndex>> AuditIndex::open(const QSqlDatabase &database, std::uint64_t newest)
{
    std::unique_ptr<AuditIndex> index(new AuditIndex(database));
    GB_TRY(through, ask(database, "SELECT through FROM audit_indexed"));
    index->m_now.through = static_cast<std::uint64_t>(std::max<qint64>(0, through.toLongLong()));
    if (index->m_now.through > newest) {
        GB_CHECK(run(database, "BEGIN IMMEDIATE"));
        const auto cleared = index->clear();
        const auto ended = run(database, cleared ? "COMMIT" : "ROLLBACK");
        GB_CHECK(cleared);
        GB_CHECK(ended);
    }
    index->m_kept = index->m_now;
    return index;
}

bool AuditIndex::hasWork(std::uint64_t newest) const
{
    return m_kept.mayMerge || newest >= m_kept.through + kWorthwhile;
}

/// Parts are put together before more are made: a search looks at each of them.
Result<> AuditIndex::doSome(std::uint64_t newest)
{
    if (m_now.mayMerge)
        return merge();
    return newest > m_now.through ? take() : Result<>();
}

Result<> AuditIndex::take()
{
    const QVariantList range{static_cast<qint64>(m_now.through), kEntriesAtOnce};
    GB_TRY(take, prepared(m_database, kTake));
    GB_CHECK(change(take, range));
    GB_TRY(mark, prepared(m_database, kMark));
    GB_CHECK(change(mark, range));
    GB_TRY(through, ask(m_database, "SELECT through FROM audit_indexed"));
    m_now = {static_cast<std::uint64_t>(through.toLongLong()), true};
    return {};
}

/// It changes its own mark and nothing else when there is nothing to be put together.
Result<> AuditIndex::merge()
{
    GB_TRY(before, ask(m_database, "SELECT total_changes()"));
    GB_TRY(merge, prepared(m_database, kMerge));
    GB_CHECK(change(merge, {kPagesAtOnce}));
    GB_TRY(after, ask(m_database, "SELECT total_changes()"));
    m_now.mayMerge = after.toLongLong() - before.toLongLong() >= 2;
    return {};
}

Result<> AuditIndex::clear()
{
    GB_CHECK(run(m_database, kClear));
    GB_CHECK(run(m_database, "UPDATE audit_indexed SET through = 0"));
    m_now = {};
    return {};
}

void AuditIndex::committed()
{
    m_kept = m_now;
}

void AuditIndex::rolledBack()
{
    m_now = m_kept;
}

std::optional<QString> lettersOf(QStringView text)
{
    const auto letters = text.toUcs4();
    QStringList all;
    const qsizetype step = letters.size() >= kLongText ? 3 : 1;
    for (qsizetype next = 0; next + 3 < letters.size() + step && all.size() < kLettersMax; next += step) {
        const auto at = std::min(next, letters.size() - 3);
        if (at < 0)
            break;
        const auto three = QString::fromUcs4(reinterpret_cast<const char32_t *>(letters.data() + at), 3);
        if (!three.contains(QChar(u'\0')))
            all += three;
    }
    if (all.isEmpty())
        return std::nullopt;
    all.removeDuplicates();
    for (auto &one : all)
        one = u'"' + one.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return all.join(QStringLiteral(" AND "));
}

QString anyOf(const QStringList &letters)
{
    QStringList quoted;
    for (auto one : letters)
        quoted += u'"' + one.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return quoted.join(QStringLiteral(" OR "));
}

} // namespace glovebox::ledger
