#include "core/ledger/usage_statements.h"

namespace glovebox::ledger {

namespace {

using domain::UsageBy;

struct Keys {
    const char *local; // of a row of usage_slice
    const char *list;  // of a row of list_slice
    const char *label; // of page.key
    const char *order;
};

constexpr auto kDearestFirst = "cost DESC, list_cost_cents DESC, key";

Keys keysOf(Grouping by)
{
    if (!by)
        return {"''", "''", "''", "key"};
    switch (*by) {
    case UsageBy::Day:
        return {"day", "day", "''", "key DESC"};
    case UsageBy::Session:
        return {"coalesce(session, '')", "session", "(SELECT title FROM session WHERE id = page.key)", kDearestFirst};
    case UsageBy::Environment:
        return {"coalesce(environment, '')", "environment", "(SELECT name FROM environment WHERE id = page.key)",
                kDearestFirst};
    case UsageBy::Template:
        return {"base", "''", "(SELECT name FROM frozen WHERE kind = 'template' AND id = page.key)", kDearestFirst};
    case UsageBy::Sandbox:
        return {"sandbox", "''",
                "coalesce((SELECT name FROM sandbox WHERE id = page.key),"
                " (SELECT name FROM ended_sandbox WHERE id = page.key))",
                kDearestFirst};
    case UsageBy::Agent:
        return {"coalesce((SELECT agent FROM session WHERE id = usage_slice.session), '')", "agent", "''",
                kDearestFirst};
    }
    return {"''", "''", "''", "key"};
}

} // namespace

bool hasListUsage(UsageBy by)
{
    return by != UsageBy::Template && by != UsageBy::Sandbox;
}

std::string usageStatement(Grouping by, bool withListUsage)
{
    const auto keys = keysOf(by);
    const std::string grouped = by ? " GROUP BY 1" : ""; // a group of all costs a sort
    // Sums of each table first, so that only as many rows as there are groups are joined.
    auto sums = std::string("SELECT ") + keys.local +
                " AS key, sum(running_ms) AS running, sum(paused_ms) AS paused, sum(hibernated_ms) AS hibernated,"
                " sum(cpu_ms) AS cpu, max(memory_peak) AS memory, max(disk_peak) AS disk, sum(cost) AS cost,"
                " min(prices_as_of) AS oldest, max(prices_as_of) AS newest, count(DISTINCT sandbox) AS sandboxes,"
                " NULL AS listed, NULL AS input, NULL AS output, NULL AS cache_read, NULL AS cache_write,"
                " NULL AS searches, NULL AS fetches, NULL AS active, NULL AS list_cost_cents"
                " FROM usage_slice WHERE day BETWEEN ? AND ?" +
                grouped;
    if (withListUsage)
        sums = "SELECT key, sum(running) AS running, sum(paused) AS paused, sum(hibernated) AS hibernated,"
               " sum(cpu) AS cpu, max(memory) AS memory, max(disk) AS disk, sum(cost) AS cost,"
               " min(oldest) AS oldest, max(newest) AS newest, sum(sandboxes) AS sandboxes, max(listed) AS listed,"
               " sum(input) AS input, sum(output) AS output, sum(cache_read) AS cache_read,"
               " sum(cache_write) AS cache_write, sum(searches) AS searches, sum(fetches) AS fetches,"
               " sum(active) AS active, sum(list_cost_cents) AS list_cost_cents FROM (" +
               sums + " UNION ALL SELECT " + keys.list +
               ", 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, max(1), sum(input_tokens), sum(output_tokens),"
               " sum(cache_read_tokens), sum(cache_write_tokens), sum(web_searches), sum(web_fetches),"
               " sum(active_ms), sum(list_cost_cents) FROM list_slice WHERE day BETWEEN ? AND ?" +
               grouped + ") GROUP BY key";
    return std::string("SELECT key, ") + keys.label +
           ", running, paused, hibernated, cpu, memory, disk, cost, oldest, newest, sandboxes, listed, input, output,"
           " cache_read, cache_write, searches, fetches, active, list_cost_cents FROM (" +
           sums + " ORDER BY " + keys.order + " LIMIT ?) AS page ORDER BY " + keys.order;
}

} // namespace glovebox::ledger
