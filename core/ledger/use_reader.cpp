#include "core/ledger/use_reader.h"

#include "core/ledger/questions.h"
#include "core/ledger/read_connection.h"
#include "core/ledger/schema.h"
#include "core/ledger/sql.h"
#include "core/ledger/values.h"

#include <QSqlError>

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

UseReader::UseReader(std::unique_ptr<ReadConnection> connection)
    : m_connection(std::move(connection)), m_questions(std::make_unique<Questions>(m_connection->database()))
{
}

UseReader::~UseReader() = default;

Result<std::unique_ptr<UseReader>> UseReader::open(const std::string &ledger)
{
    GB_TRY(connection, ReadConnection::open(ledger));
    if (connection->schema() > currentVersion())
        return fail(ErrorCode::InvalidState, "ledger " + ledger + ": it was written by a newer Glovebox");
    if (connection->schema() < currentVersion())
        return fail(ErrorCode::InvalidState,
                    "ledger " + ledger +
                        ": it was written by an older Glovebox; it is brought up to date when this one starts with it");
    return std::unique_ptr<UseReader>(new UseReader(std::move(connection)));
}

Result<> UseReader::addCounts(domain::UseTotals &totals, domain::UsageDay from, domain::UsageDay to)
{
    const auto &database = m_connection->database();
    GB_CHECK(each(database, kActive, {endOf(to)}, [&](const auto &row) { totals.active = row.value(0).toInt(); }));
    return each(database, kEnded, {beginOf(from), endOf(to)},
                [&](const auto &row) { totals.ended = row.value(0).toInt(); });
}

Result<> UseReader::addSlices(domain::UseTotals &totals, domain::UsageDay from, domain::UsageDay to)
{
    return each(m_connection->database(), kSlices, {day(from), day(to)}, [&](const auto &row) {
        (row.value(0).toBool() ? totals.activeCost : totals.endedCost) += row.value(1).toLongLong();
        totals.cpuTime += timeOf(row.value(2));
        totals.memoryGibSeconds += row.value(3).toDouble();
    });
}

Result<domain::UseTotals> UseReader::totals(domain::UsageDay from, domain::UsageDay to)
{
    domain::UseTotals totals;
    // One transaction: a sandbox that ends meanwhile is on one side of all sums.
    GB_CHECK(run(m_connection->database(), "BEGIN"));
    auto read = addCounts(totals, from, to);
    if (read)
        read = addSlices(totals, from, to);
    GB_CHECK(run(m_connection->database(), "COMMIT"));
    if (!read)
        return tl::unexpected(read.error());
    return totals;
}

Result<domain::EgressRows> UseReader::egress(const domain::EgressPage &question)
{
    GB_TRY(answer, m_questions->answer(question));
    return std::get<domain::EgressRows>(std::move(answer));
}

Result<std::vector<domain::EgressRuleUse>> UseReader::ruleUses(WallTime from)
{
    GB_TRY(answer, m_questions->answer(domain::EgressRuleUses{from}));
    return std::get<std::vector<domain::EgressRuleUse>>(std::move(answer));
}

Result<domain::UsageTable> UseReader::table(const domain::UsageSums &question)
{
    GB_TRY(answer, m_questions->answer(question));
    return std::get<domain::UsageTable>(std::move(answer));
}

Result<std::vector<domain::EndedRun>> UseReader::ended(domain::UsageDay from, domain::UsageDay to, int most)
{
    std::vector<domain::EndedRun> runs;
    GB_CHECK(each(m_connection->database(), kRuns, {beginOf(from), endOf(to), most},
                  [&](const QSqlQuery &row) { runs.push_back(runFrom(row)); }));
    return runs;
}

} // namespace glovebox::ledger
