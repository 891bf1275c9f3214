#include "core/ledger/retention.h"

#include "core/ledger/values.h"

#include <algorithm>
#include <optional>

namespace glovebox::ledger {

namespace {

/// Days that have to agree on what year it is. Two may be one mistake over midnight.
constexpr int kDaysThatAgree = 3;

// Each takes an instant, and how many rows. Calls are closed in about the order in which they began, and have no index
// of their own for a question that is asked this rarely.
constexpr const char *kByInstant[] = {
    "DELETE FROM work WHERE ordinal IN (SELECT ordinal FROM work WHERE closed_at < ? LIMIT ?)",
    "DELETE FROM call WHERE closed_at < ? AND ordinal IN (SELECT ordinal FROM call ORDER BY ordinal LIMIT ?)",
    "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE last_seen < ? AND NOT EXISTS"
    " (SELECT 1 FROM sandbox WHERE sandbox.session = session.id AND sandbox.closed_at IS NULL) LIMIT ?)",
    "DELETE FROM ended_sandbox WHERE ordinal IN (SELECT ordinal FROM ended_sandbox WHERE at < ? LIMIT ?)",
    "DELETE FROM sandbox WHERE ordinal IN (SELECT ordinal FROM sandbox WHERE closed_at < ? LIMIT ?)",
    "DELETE FROM operation WHERE ordinal IN (SELECT ordinal FROM operation WHERE ended_at < ? LIMIT ?)",
    "DELETE FROM frozen WHERE rowid IN (SELECT rowid FROM frozen WHERE gone_at < ? LIMIT ?)",
    "DELETE FROM output WHERE rowid IN (SELECT rowid FROM output WHERE at < ? LIMIT ?)",
    "DELETE FROM egress WHERE ordinal IN (SELECT ordinal FROM egress WHERE at < ? LIMIT ?)",
    "DELETE FROM egress_hour WHERE hour IN (SELECT hour FROM egress_hour WHERE hour < ? / 3600000"
    " AND hour < (SELECT min(at) FROM egress) / 3600000 LIMIT ?)",
    "DELETE FROM environment WHERE rowid IN (SELECT rowid FROM environment WHERE last_seen < ? LIMIT ?)",
};
// Each takes a day, and how many rows.
constexpr const char *kByDay[] = {
    "DELETE FROM usage_slice WHERE (day, sandbox, prices_as_of) IN"
    " (SELECT day, sandbox, prices_as_of FROM usage_slice WHERE day < ? LIMIT ?)",
    "DELETE FROM list_slice WHERE (day, session) IN (SELECT day, session FROM list_slice WHERE day < ? LIMIT ?)",
};

/// The day that is believed to have been; none: too few are known.
Result<std::optional<std::chrono::sys_days>> believedDay(const QSqlDatabase &database, std::chrono::sys_days today)
{
    const auto number = std::to_string(today.time_since_epoch().count());
    const auto agree = std::to_string(kDaysThatAgree);
    GB_CHECK(run(database, "DELETE FROM day_seen WHERE day > " + number));
    GB_CHECK(run(database, "INSERT OR IGNORE INTO day_seen (day) VALUES (" + number + ")"));
    GB_CHECK(run(database, "DELETE FROM day_seen WHERE day NOT IN (SELECT day FROM day_seen ORDER BY day DESC LIMIT " +
                               agree + ")"));
    GB_TRY(known, ask(database, "SELECT count(*) FROM day_seen"));
    if (known.toInt() < kDaysThatAgree)
        return std::optional<std::chrono::sys_days>();
    GB_TRY(oldest, ask(database, "SELECT min(day) FROM day_seen"));
    return std::optional(std::chrono::sys_days(std::chrono::days(oldest.toInt())));
}

} // namespace

Result<int> removeOldRows(const QSqlDatabase &database, WallTime now, std::chrono::hours keep, int atOnce)
{
    GB_TRY(believed, believedDay(database, std::chrono::floor<std::chrono::days>(now)));
    if (!believed)
        return 0;
    const WallTime before = *believed - keep;
    const auto removeBy = [&](const char *statement, const QVariant &limit) -> Result<int> {
        GB_TRY(query, prepared(database, statement));
        return change(query, {limit, atOnce});
    };
    int gone = 0;
    for (const char *statement : kByInstant) {
        GB_TRY(rows, removeBy(statement, instant(before)));
        gone += rows;
    }
    for (const char *statement : kByDay) {
        GB_TRY(rows, removeBy(statement, day(std::chrono::floor<std::chrono::days>(before))));
        gone += rows;
    }
    return gone;
}

Result<> giveRoomBack(const QSqlDatabase &database, int pages)
{
    GB_TRY(unused, ask(database, "PRAGMA freelist_count"));
    // The driver takes one step of a statement without columns, and a step is a page.
    GB_TRY(query, prepared(database, "PRAGMA incremental_vacuum(1)"));
    for (int left = std::min(pages, unused.toInt()); left > 0; --left)
        GB_CHECK(run(query, "giving room back"));
    return {};
}

} // namespace glovebox::ledger
