#include "core/ledger/audit_trail.h"

#include "core/base/text.h"
#include "core/ledger/read_connection.h"
#include "core/ledger/sql.h"

#include <QSqlError>

namespace glovebox::ledger {

namespace {

constexpr int kTrailSince = 6; // schema

bool matches(const AuditFilter &filter, const QString &needle, const domain::AuditEntry &entry)
{
    return isFound(entry, needle) && entry.action.starts_with(filter.action) &&
           (filter.object.empty() || entry.object == filter.object) && (!filter.since || entry.at >= *filter.since);
}

/// What became of an entry that somebody wrote down.
void compare(AuditCheck &check, const AuditHead &expected, const std::optional<std::string> &tagThere)
{
    const auto number = expected.sequence;
    if (number > check.last().sequence)
        check.add({AuditWound::CutOff, number, number, "missing, though it was there once"});
    else if (tagThere && *tagThere != expected.tag)
        check.add({AuditWound::Changed, number, number, "it is not the one that was there once"});
}

} // namespace

AuditTrail::AuditTrail(std::string ledger, std::optional<Result<AuditKey>> key,
                       std::unique_ptr<ReadConnection> connection)
    : m_ledger(std::move(ledger)), m_key(std::move(key)), m_connection(std::move(connection))
{
}

AuditTrail::~AuditTrail() = default;

std::string headText(const AuditHead &head)
{
    return std::to_string(head.sequence) + ':' + tagText(head.tag);
}

Result<std::unique_ptr<AuditTrail>> AuditTrail::open(const std::string &ledger, std::optional<Result<AuditKey>> key)
{
    GB_TRY(connection, ReadConnection::open(ledger));
    if (connection->schema() < kTrailSince)
        return fail(ErrorCode::InvalidState, "ledger " + ledger +
                                                 ": it is of before there was an audit trail; this Glovebox begins "
                                                 "one when it starts with it");
    return std::unique_ptr<AuditTrail>(new AuditTrail(ledger, std::move(key), std::move(connection)));
}

Result<AuditKey> AuditTrail::key() const
{
    return m_key ? *m_key : readAuditKey(auditKeyFileOf(m_ledger));
}

Result<> AuditTrail::eachRow(const char *order, const std::function<bool(AuditRow)> &take)
{
    GB_TRY(rows, prepared(m_connection->database(),
                          ("SELECT " + auditColumns() + " FROM audit ORDER BY seq " + order).c_str()));
    if (!rows.exec())
        return tl::unexpected(errorFrom("reading the audit trail", rows.lastError()));
    while (rows.next())
        if (!take(auditRowFrom(rows)))
            return {};
    if (rows.lastError().isValid())
        return tl::unexpected(errorFrom("reading the audit trail", rows.lastError()));
    return {};
}

Result<AuditReport> AuditTrail::verify(const std::optional<AuditHead> &expected)
{
    std::optional<AuditKey> known;
    if (auto found = key())
        known = std::move(*found);
    else if (found.error().code != ErrorCode::NotFound)
        return tl::unexpected(found.error());
    // The head before the rows: it follows them, so that it is behind of what is read then, never ahead.
    auto head = known ? readAuditHead(auditHeadFileOf(m_ledger), *known) : FoundHead();
    AuditCheck check(known, std::move(head));
    std::optional<std::string> tagThere;
    const auto read = eachRow("ASC", [&](const AuditRow &row) {
        check.take(row);
        if (expected && row.entry.sequence == expected->sequence)
            tagThere = row.tag;
        return true;
    });
    if (!read)
        check.add({AuditWound::Damaged, 0, 0,
                   "the database is damaged after entry " + std::to_string(check.last().sequence) + " (" +
                       read.error().detail + ")"});
    else if (known)
        check.finish();
    if (!known && check.entries() > 0)
        check.add({AuditWound::OtherKey, 1, check.last().sequence,
                   "the host's key " + (m_key ? std::string() : auditKeyFileOf(m_ledger) + ' ') +
                       "is missing, so nobody can tell"});
    if (expected && read)
        compare(check, *expected, tagThere);
    // Rows by their numbers are all there then; that an index leaves one out would only be seen in the panel.
    const auto verdict = ask(m_connection->database(), "PRAGMA integrity_check(audit)");
    if (read && (!verdict || text(*verdict) != "ok"))
        check.add({AuditWound::Damaged, 0, 0,
                   "the database is damaged (" +
                       clipped(toOneLine(verdict ? text(*verdict) : verdict.error().detail), ByteCount{400}) + ")"});
    return AuditReport{.entries = check.entries(),
                       .last = check.last(),
                       .behind = check.behind(),
                       .findings = check.findings(),
                       .moreFindings = check.more()};
}

Result<> AuditTrail::each(const AuditFilter &filter, Order order,
                          const std::function<bool(const domain::AuditEntry &)> &take,
                          const std::function<bool(std::uint64_t)> &passed)
{
    const auto needle = auditNeedle(filter.text);
    return eachRow(order == Order::OldestFirst ? "ASC" : "DESC", [&](AuditRow row) {
        const auto entry = shownEntry(std::move(row));
        return (!passed || passed(entry.sequence)) && (!matches(filter, needle, entry) || take(entry));
    });
}

Result<std::pair<std::uint64_t, std::uint64_t>> AuditTrail::range() const
{
    GB_TRY(first, ask(m_connection->database(), "SELECT coalesce(min(seq), 0) FROM audit"));
    GB_TRY(last, ask(m_connection->database(), "SELECT coalesce(max(seq), 0) FROM audit"));
    return std::pair<std::uint64_t, std::uint64_t>(first.toULongLong(), last.toULongLong());
}

} // namespace glovebox::ledger
