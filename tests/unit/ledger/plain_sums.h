// Role: sums of usage in plain SQL, as whoever does not know how the ledger counts would write them, to compare with.
// Thread: any.
#pragma once

#include "core/domain/history.h"

#include <string>

namespace ledgertest {

/// What a row is grouped by, and the title or name of a group.
struct PlainKeys {
    const char *local;
    const char *list; // none: the control plane's figures cannot be told apart by it
    const char *label;
};

inline PlainKeys plainKeysOf(glovebox::domain::UsageBy by)
{
    using glovebox::domain::UsageBy;
    switch (by) {
    case UsageBy::Day:
        return {"date(day * 86400, 'unixepoch')", "date(day * 86400, 'unixepoch')", "''"};
    case UsageBy::Session:
        return {"coalesce(session, '')", "session", "coalesce((SELECT title FROM session WHERE id = page.key), '')"};
    case UsageBy::Environment:
        return {"coalesce(environment, '')", "environment",
                "coalesce((SELECT name FROM environment WHERE id = page.key), '')"};
    case UsageBy::Template:
        return {"base", nullptr, "coalesce((SELECT name FROM frozen WHERE kind = 'template' AND id = page.key), '')"};
    case UsageBy::Sandbox:
        return {"sandbox", nullptr,
                "coalesce((SELECT name FROM sandbox WHERE id = page.key),"
                " (SELECT name FROM ended_sandbox WHERE id = page.key), '')"};
    case UsageBy::Agent:
        return {"coalesce((SELECT agent FROM session WHERE id = usage_slice.session), '')", "agent", "''"};
    }
    return {"''", "''", "''"};
}

/// Columns: key, label, a meter's six, cost, lowest and highest price table, sandboxes, whether there is list usage,
/// its eight. Of the days `from` to `to`, in the order of a page.
inline std::string plainSums(const PlainKeys &keys, int from, int to, bool total, const char *order)
{
    const auto days = " WHERE day BETWEEN " + std::to_string(from) + " AND " + std::to_string(to);
    const std::string grouped = total ? "" : " GROUP BY 1";
    auto sums = std::string("SELECT ") + (total ? "''" : keys.local) +
                " AS key, sum(running_ms) AS running, sum(paused_ms) AS paused, sum(hibernated_ms) AS hibernated,"
                " sum(cpu_ms) AS cpu, max(memory_peak) AS memory, max(disk_peak) AS disk, sum(cost) AS cost,"
                " min(prices_as_of) AS oldest, max(prices_as_of) AS newest, count(DISTINCT sandbox) AS sandboxes,"
                " NULL AS listed, NULL AS input, NULL AS output, NULL AS cache_read, NULL AS cache_write,"
                " NULL AS searches, NULL AS fetches, NULL AS active, NULL AS list_cost_cents FROM usage_slice" +
                days + grouped;
    if (keys.list)
        sums = "SELECT key, sum(running) AS running, sum(paused) AS paused, sum(hibernated) AS hibernated,"
               " sum(cpu) AS cpu, max(memory) AS memory, max(disk) AS disk, sum(cost) AS cost,"
               " min(oldest) AS oldest, max(newest) AS newest, sum(sandboxes) AS sandboxes, max(listed) AS listed,"
               " sum(input) AS input, sum(output) AS output, sum(cache_read) AS cache_read,"
               " sum(cache_write) AS cache_write, sum(searches) AS searches, sum(fetches) AS fetches,"
               " sum(active) AS active, sum(list_cost_cents) AS list_cost_cents FROM (" +
               sums + " UNION ALL SELECT " + (total ? "''" : keys.list) +
               ", 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, max(1), sum(input_tokens), sum(output_tokens),"
               " sum(cache_read_tokens), sum(cache_write_tokens), sum(web_searches), sum(web_fetches),"
               " sum(active_ms), sum(list_cost_cents) FROM list_slice" +
               days + grouped + ") GROUP BY key";
    return std::string("SELECT key, ") + (total ? "''" : keys.label) +
           ", running, paused, hibernated, cpu, memory, disk, cost, oldest, newest, sandboxes, listed, input, output,"
           " cache_read, cache_write, searches, fetches, active, list_cost_cents FROM (" +
           sums + ") AS page ORDER BY " + order;
}

} // namespace ledgertest
