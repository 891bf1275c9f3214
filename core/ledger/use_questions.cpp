#include "core/ledger/use_questions.h"

#include "core/ledger/audit_rows.h"
#include "core/ledger/sql.h"
#include "core/ledger/values.h"

#include <limits>

namespace glovebox::ledger {

namespace {

constexpr auto kActive = "SELECT count(*) FROM sandbox WHERE closed_at IS NULL AND created_at < ?";
constexpr auto kEndedCount = "SELECT count(*) FROM ended_sandbox WHERE at >= ? AND created_at < ?";
// A sandbox whose row is closed, or gone, has ended.
constexpr auto kSlices =
    "SELECT EXISTS (SELECT 1 FROM sandbox WHERE id = usage_slice.sandbox AND closed_at IS NULL) AS active, sum(cost),"
    " sum(cpu_ms), total(memory / 1073741824.0 * (running_ms + paused_ms) / 1000.0)"
    " FROM usage_slice WHERE day BETWEEN ? AND ? GROUP BY active";

/// How long a start took is told by its operation; those that were over within a second have none.
std::string runsWhere(const char *where)
{
    return std::string(
               "SELECT ended_sandbox.id, ended_sandbox.name, coalesce((SELECT origin FROM frozen JOIN sandbox"
               " ON kind = 'template' AND frozen.id = sandbox.base WHERE sandbox.id = ended_sandbox.id), ''),"
               " took, created_at, at, running_ms + paused_ms, cpu_ms, memory_peak, cost, cause, vcpus, memory, disk,"
               " ended_sandbox.ordinal"
               " FROM ended_sandbox LEFT JOIN (SELECT object, min(ordinal), ended_at - began_at AS took FROM operation"
               " WHERE kind = 'start-sandbox' AND state = 'done' GROUP BY object)"
               " ON object = 'sandbox/' || ended_sandbox.id WHERE ") +
           where + " ORDER BY ended_sandbox.ordinal DESC LIMIT ?";
}

const std::string &runsIn()
{
    static const auto statement = runsWhere("at >= ? AND at < ? AND ended_sandbox.ordinal < ?");
    return statement;
}

const std::string &runsOf()
{
    static const auto statement = runsWhere("ended_sandbox.id = ?");
    return statement;
}

const std::string &trailOf()
{
    static const auto statement =
        "SELECT " + auditColumns() + " FROM audit WHERE object = ? AND seq > ? ORDER BY seq LIMIT ?";
    return statement;
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

} // namespace

std::vector<std::string> useStatements()
{
    return {kActive, kEndedCount, kSlices, runsIn(), runsOf(), trailOf()};
}

Result<domain::SandboxTrailRows> sandboxTrail(Statements &statements, const domain::SandboxTrail &question, int most)
{
    domain::SandboxTrailRows found;
    GB_CHECK(statements.each(trailOf(),
                             {bound("sandbox/" + question.sandbox.value()), number(question.after), most + 1},
                             [&found](const QSqlQuery &row) -> Result<> {
                                 found.entries.push_back(shownEntry(auditRowFrom(row)));
                                 return {};
                             }));
    found.more = std::ssize(found.entries) > most;
    if (found.more)
        found.entries.pop_back();
    return found;
}

Result<domain::UseTotals> useIn(Statements &statements, const domain::UseIn &question)
{
    domain::UseTotals totals;
    GB_CHECK(statements.each(kActive, {instant(question.until)}, [&totals](const QSqlQuery &row) -> Result<> {
        totals.active = row.value(0).toInt();
        return {};
    }));
    GB_CHECK(statements.each(kEndedCount, {instant(question.from), instant(question.until)},
                             [&totals](const QSqlQuery &row) -> Result<> {
                                 totals.ended = row.value(0).toInt();
                                 return {};
                             }));
    const auto first = std::chrono::floor<std::chrono::days>(question.from);
    const auto last = std::chrono::floor<std::chrono::days>(question.until - std::chrono::milliseconds(1));
    GB_CHECK(statements.each(kSlices, {day(first), day(last)}, [&totals](const QSqlQuery &row) -> Result<> {
        (row.value(0).toBool() ? totals.activeCost : totals.endedCost) += row.value(1).toLongLong();
        totals.cpuTime += timeOf(row.value(2));
        totals.memoryGibSeconds += row.value(3).toDouble();
        return {};
    }));
    return totals;
}

Result<domain::EndedRuns> endedIn(Statements &statements, const domain::EndedIn &question, int most)
{
    domain::EndedRuns found;
    const auto last = QVariant(std::numeric_limits<qint64>::max());
    const QVariantList values = question.sandbox
                                    ? QVariantList{bound(question.sandbox->value()), 1}
                                    : QVariantList{question.from ? instant(*question.from) : QVariant(qint64{0}),
                                                   question.until ? instant(*question.until) : last,
                                                   question.before > 0 ? number(question.before) : last, most + 1};
    GB_CHECK(statements.each(question.sandbox ? runsOf() : runsIn(), values,
                             [&found, most](const QSqlQuery &row) -> Result<> {
                                 found.more = std::ssize(found.runs) >= most;
                                 if (found.more)
                                     return {};
                                 found.runs.push_back(runFrom(row));
                                 found.next = countOf(row.value(14));
                                 return {};
                             }));
    return found;
}

} // namespace glovebox::ledger
