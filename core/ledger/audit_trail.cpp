#include "core/ledger/audit_trail.h"

#include "core/base/text.h"
#include "core/ledger/schema.h"
#include "core/ledger/set_aside.h"
#include "core/ledger/sql.h"

#include <QSqlError>

#include <atomic>
#include <cerrno>
#include <unistd.h>

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

struct AuditTrail::Connection {
    Connection()
    {
        static std::atomic<unsigned> next{1};
        name = QStringLiteral("glovebox-audit-%1").arg(next++);
        database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"));
    }
    ~Connection()
    {
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    QString name;
    QSqlDatabase database;
};

AuditTrail::AuditTrail(std::string ledger, std::optional<Result<AuditKey>> key)
    : m_ledger(std::move(ledger)), m_key(std::move(key)), m_connection(std::make_unique<Connection>())
{
}

AuditTrail::~AuditTrail() = default;

Result<std::unique_ptr<AuditTrail>> AuditTrail::open(const std::string &ledger, std::optional<Result<AuditKey>> key)
{
    if (::access(ledger.c_str(), F_OK) != 0)
        return errno == ENOENT || errno == ENOTDIR ? fail(ErrorCode::NotFound, "there is no ledger " + ledger)
                                                   : failErrno("reading ledger " + ledger, errno);
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return fail(ErrorCode::HostToolMissing,
                    "Qt's SQLite driver is not installed (Debian package libqt6sql6-sqlite)");
    std::unique_ptr<AuditTrail> trail(new AuditTrail(ledger, std::move(key)));
    auto &database = trail->m_connection->database;
    database.setDatabaseName(QString::fromStdString(ledger));
    if (!database.open())
        return tl::unexpected(inContext("ledger " + ledger, errorFrom("opening it to read", database.lastError())));
    if (auto ours = trail->identify(); !ours)
        return tl::unexpected(inContext("ledger " + ledger, ours.error()));
    return trail;
}

Result<> AuditTrail::identify()
{
    const auto &database = m_connection->database;
    GB_TRY(application, ask(database, "PRAGMA application_id"));
    GB_TRY(version, ask(database, "PRAGMA user_version"));
    if (application.toInt() != kApplicationId)
        return fail(ErrorCode::InvalidState, "it is no ledger of Glovebox");
    if (version.toInt() < kTrailSince)
        return fail(ErrorCode::InvalidState, "it is of before there was an audit trail; this Glovebox begins one when "
                                             "it starts with it");
    return {};
}

Result<AuditKey> AuditTrail::key() const
{
    return m_key ? *m_key : readAuditKey(auditKeyFileOf(m_ledger));
}

Result<> AuditTrail::eachRow(const char *order, const std::function<bool(AuditRow)> &take)
{
    GB_TRY(rows, prepared(m_connection->database,
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
    const auto verdict = ask(m_connection->database, "PRAGMA integrity_check(audit)");
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
    GB_TRY(first, ask(m_connection->database, "SELECT coalesce(min(seq), 0) FROM audit"));
    GB_TRY(last, ask(m_connection->database, "SELECT coalesce(max(seq), 0) FROM audit"));
    return std::pair<std::uint64_t, std::uint64_t>(first.toULongLong(), last.toULongLong());
}

} // namespace glovebox::ledger
