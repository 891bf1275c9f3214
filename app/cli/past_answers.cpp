#include "app/cli/past_answers.h"

#include "core/rest/history_json.h"

#include <cmath>

namespace glovebox::cli {

namespace {

constexpr double kMicrosPerCent = 10'000;
constexpr double kNumberMax = 9e15; // whole numbers up to here are exact

const nlohmann::json &in(const nlohmann::json &object, const char *field)
{
    static const nlohmann::json none;
    const auto it = object.is_object() ? object.find(field) : object.end();
    return object.is_object() && it != object.end() ? *it : none;
}

std::string textIn(const nlohmann::json &object, const char *field)
{
    const auto &value = in(object, field);
    return value.is_string() ? value.get<std::string>() : std::string();
}

double realIn(const nlohmann::json &object, const char *field)
{
    const auto &value = in(object, field);
    const auto number = value.is_number() ? value.get<double>() : 0;
    return std::abs(number) <= kNumberMax ? number : 0;
}

std::int64_t countIn(const nlohmann::json &object, const char *field)
{
    return static_cast<std::int64_t>(realIn(object, field));
}

std::uint64_t sizeIn(const nlohmann::json &object, const char *field)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(countIn(object, field), 0));
}

std::chrono::milliseconds timeIn(const nlohmann::json &object, const char *field)
{
    return std::chrono::milliseconds(countIn(object, field));
}

std::int64_t costIn(const nlohmann::json &object)
{
    return std::llround(realIn(object, "cost_cents") * kMicrosPerCent);
}

WallTime instantIn(const nlohmann::json &object, const char *field)
{
    return rest::instantFrom(textIn(object, field)).value_or(WallTime());
}

bool isYes(const nlohmann::json &object, const char *field)
{
    return in(object, field) == true;
}

domain::UsageRow rowFrom(const nlohmann::json &row)
{
    const auto &used = in(row, "used");
    domain::UsageRow out{.key = textIn(row, "key"),
                         .label = textIn(row, "label"),
                         .used = {timeIn(used, "running_ms"), timeIn(used, "paused_ms"), timeIn(used, "hibernated_ms"),
                                  timeIn(used, "cpu_ms"), ByteCount{sizeIn(used, "memory_peak_bytes")},
                                  ByteCount{sizeIn(used, "disk_peak_bytes")}},
                         .cost = costIn(row),
                         .pricesAsOf = textIn(row, "prices_as_of"),
                         .sandboxes = static_cast<int>(countIn(row, "sandboxes")),
                         .list = {}};
    const auto &list = in(row, "list");
    if (!list.is_object())
        return out;
    out.list.emplace();
    if (in(list, "list_cost_cents").is_number())
        out.list->listCostCents = countIn(list, "list_cost_cents");
    return out;
}

domain::EndedRun runFrom(const nlohmann::json &run)
{
    domain::EndedRun out{.id = domain::SandboxId(textIn(run, "id")),
                         .name = textIn(run, "name"),
                         .image = textIn(run, "image"),
                         .size = {static_cast<int>(countIn(run, "vcpus")), ByteCount::mib(sizeIn(run, "mem_mib")), {}},
                         .createTime = {},
                         .createdAt = instantIn(run, "created_at"),
                         .endedAt = instantIn(run, "destroyed_at"),
                         .uptime = timeIn(run, "uptime_ms"),
                         .cpuTime = timeIn(run, "cpu_ms"),
                         .memoryPeak = ByteCount{sizeIn(run, "mem_peak_bytes")},
                         .cost = costIn(run),
                         .cause = textIn(run, "cause")};
    if (in(run, "create_ms").is_number())
        out.createTime = timeIn(run, "create_ms");
    return out;
}

domain::AuditEntry entryFrom(const nlohmann::json &entry)
{
    return {.sequence = sizeIn(entry, "sequence"),
            .at = instantIn(entry, "at"),
            .actor = domain::auditActorFrom(textIn(entry, "actor")).value_or(domain::AuditActor::Engine),
            .origin = textIn(entry, "origin"),
            .action = textIn(entry, "action"),
            .object = textIn(entry, "object"),
            .outcome = domain::auditOutcomeFrom(textIn(entry, "outcome")).value_or(domain::AuditOutcome::Done),
            .reason = textIn(entry, "reason"),
            .before = textIn(entry, "before"),
            .after = textIn(entry, "after"),
            .session = textIn(entry, "session"),
            .chainTag = textIn(entry, "chain")};
}

} // namespace

domain::UsageTable usageTableFrom(const nlohmann::json &answer)
{
    domain::UsageTable table{.rows = {}, .total = rowFrom(in(answer, "total")), .more = isYes(answer, "more")};
    for (const auto &row : in(answer, "rows"))
        table.rows.push_back(rowFrom(row));
    return table;
}

domain::EndedRuns endedRunsFrom(const nlohmann::json &answer)
{
    domain::EndedRuns runs{.runs = {}, .next = sizeIn(answer, "next"), .more = isYes(answer, "more")};
    for (const auto &run : in(answer, "runs"))
        runs.runs.push_back(runFrom(run));
    return runs;
}

domain::AuditRows auditRowsFrom(const nlohmann::json &answer)
{
    domain::AuditRows rows{.entries = {}, .more = isYes(answer, "more")};
    for (const auto &entry : in(answer, "entries"))
        rows.entries.push_back(entryFrom(entry));
    return rows;
}

} // namespace glovebox::cli
