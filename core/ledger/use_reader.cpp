#include "core/ledger/use_reader.h"

#include "core/ledger/questions.h"
#include "core/ledger/schema.h"
#include "core/ledger/set_aside.h"
#include "core/ledger/sql.h"
#include "core/ledger/values.h"

#include <QSqlError>

#include <atomic>
#include <cerrno>
#include <unistd.h>

namespace glovebox::ledger {

namespace {

constexpr auto kActive = "SELECT count(*) FROM sandbox WHERE closed_at IS NULL AND created_at < ?";
constexpr auto kEnded = "SELECT count(*) FROM ended_sandbox WHERE at >= ? AND created_at < ?";
// A sandbox whose row is closed, or gone, has ended.
constexpr auto kSlices =
    "SELECT EXISTS (SELECT 1 FROM sandbox WHERE id = usage_slice.sandbox AND closed_at IS NULL) AS active, sum(cost),"
    " sum(cpu_ms), total(memory / 1073741824.0 * (running_ms + paused_ms) / 1000.0)"
    " FROM usage_slice WHERE day BETWEEN ? AND ? GROUP BY active";
// How long a start took is told by its operation; those that were over within a second have none.
constexpr auto kRuns =
    "SELECT ended_sandbox.id, ended_sandbox.name, coalesce((SELECT origin FROM frozen JOIN sandbox"
    " ON kind = 'template' AND frozen.id = sandbox.base WHERE sandbox.id = ended_sandbox.id), ''),"
    " took, created_at, at, running_ms + paused_ms, cpu_ms, memory_peak, cost, cause, vcpus, memory, disk"
    " FROM ended_sandbox LEFT JOIN (SELECT object, min(ordinal), ended_at - began_at AS took FROM operation"
    " WHERE kind = 'start-sandbox' AND state = 'done' GROUP BY object) ON object = 'sandbox/' || ended_sandbox.id"
    " WHERE at >= ? AND at < ? ORDER BY ended_sandbox.ordinal DESC LIMIT ?";

QVariant beginOf(domain::UsageDay day)
{
    return instant(WallTime(day));
}

QVariant endOf(domain::UsageDay day)
{
    return instant(WallTime(day + std::chrono::days(1)));
}

domain::EndedRun runFrom(const QSqlQuery &row)
{
    domain::EndedRun run{.id = domain::SandboxId(text(row.value(0))),
                         .name = text(row.value(1)),
                         .image = text(row.value(2)),
                         .size = machineSizeFrom(row, 11),
                         .createTime = std::nullopt,
                         .createdAt = instantOf(row.value(4)),
                         .endedAt = instantOf(row.value(5)),
                         .uptime = timeOf(row.value(6)),
                         .cpuTime = timeOf(row.value(7)),
                         .memoryPeak = sizeOf(row.value(8)),
                         .cost = row.value(9).toLongLong(),
                         .cause = text(row.value(10))};
    if (!row.value(3).isNull())
        run.createTime = timeOf(row.value(3));
    return run;
}

/// Calls `take` with each row.
template <class Take>
Result<> each(const QSqlDatabase &database, const char *statement, const QVariantList &values, Take take)
{
    GB_TRY(query, prepared(database, statement));
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, values[i]);
    if (!query.exec())
        return tl::unexpected(errorFrom("reading what was used", query.lastError()));
    while (query.next())
        take(query);
    if (query.lastError().isValid())
        return tl::unexpected(errorFrom("reading what was used", query.lastError()));
    return {};
}

} // namespace

struct UseReader::Connection {
    Connection()
    {
        static std::atomic<unsigned> next{1};
        name = QStringLiteral("glovebox-use-%1").arg(next++);
        database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"));
    }
    ~Connection()
    {
        questions.reset(); // statements first, or the connection stays open
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    QString name;
    QSqlDatabase database;
    std::unique_ptr<Questions> questions;
};

UseReader::UseReader(std::string ledger) : m_ledger(std::move(ledger)), m_connection(std::make_unique<Connection>()) {}

UseReader::~UseReader() = default;

Result<std::unique_ptr<UseReader>> UseReader::open(const std::string &ledger)
{
    if (::access(ledger.c_str(), F_OK) != 0)
        return errno == ENOENT || errno == ENOTDIR ? fail(ErrorCode::NotFound, "there is no ledger " + ledger)
                                                   : failErrno("reading ledger " + ledger, errno);
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return fail(ErrorCode::HostToolMissing,
                    "Qt's SQLite driver is not installed (Debian package libqt6sql6-sqlite)");
    std::unique_ptr<UseReader> reader(new UseReader(ledger));
    auto &database = reader->m_connection->database;
    database.setDatabaseName(QString::fromStdString(ledger));
    if (!database.open())
        return tl::unexpected(inContext("ledger " + ledger, errorFrom("opening it to read", database.lastError())));
    if (auto ours = reader->identify(); !ours)
        return tl::unexpected(inContext("ledger " + ledger, ours.error()));
    reader->m_connection->questions = std::make_unique<Questions>(database);
    return reader;
}

Result<> UseReader::identify()
{
    const auto &database = m_connection->database;
    GB_TRY(application, ask(database, "PRAGMA application_id"));
    GB_TRY(version, ask(database, "PRAGMA user_version"));
    if (application.toInt() != kApplicationId)
        return fail(ErrorCode::InvalidState, "it is no ledger of Glovebox");
    if (version.toInt() > currentVersion())
        return fail(ErrorCode::InvalidState, "it was written by a newer Glovebox");
    if (version.toInt() < currentVersion())
        return fail(ErrorCode::InvalidState, "it was written by an older Glovebox; it is brought up to date when "
                                             "this one starts with it");
    return {};
}

Result<> UseReader::addCounts(domain::UseTotals &totals, domain::UsageDay from, domain::UsageDay to)
{
    const auto &database = m_connection->database;
    GB_CHECK(each(database, kActive, {endOf(to)}, [&](const auto &row) { totals.active = row.value(0).toInt(); }));
    return each(database, kEnded, {beginOf(from), endOf(to)},
                [&](const auto &row) { totals.ended = row.value(0).toInt(); });
}

Result<> UseReader::addSlices(domain::UseTotals &totals, domain::UsageDay from, domain::UsageDay to)
{
    return each(m_connection->database, kSlices, {day(from), day(to)}, [&](const auto &row) {
        (row.value(0).toBool() ? totals.activeCost : totals.endedCost) += row.value(1).toLongLong();
        totals.cpuTime += timeOf(row.value(2));
        totals.memoryGibSeconds += row.value(3).toDouble();
    });
}

Result<domain::UseTotals> UseReader::totals(domain::UsageDay from, domain::UsageDay to)
{
    domain::UseTotals totals;
    // One transaction: a sandbox that ends meanwhile is on one side of all sums.
    GB_CHECK(run(m_connection->database, "BEGIN"));
    auto read = addCounts(totals, from, to);
    if (read)
        read = addSlices(totals, from, to);
    GB_CHECK(run(m_connection->database, "COMMIT"));
    if (!read)
        return tl::unexpected(read.error());
    return totals;
}

Result<domain::UsageTable> UseReader::table(const domain::UsageSums &question)
{
    GB_TRY(answer, m_connection->questions->answer(question));
    return std::get<domain::UsageTable>(std::move(answer));
}

Result<std::vector<domain::EndedRun>> UseReader::ended(domain::UsageDay from, domain::UsageDay to, int most)
{
    std::vector<domain::EndedRun> runs;
    GB_CHECK(each(m_connection->database, kRuns, {beginOf(from), endOf(to), most},
                  [&](const QSqlQuery &row) { runs.push_back(runFrom(row)); }));
    return runs;
}

} // namespace glovebox::ledger
