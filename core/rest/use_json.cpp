#include "core/rest/use_json.h"

#include <array>
#include <cstdio>

namespace glovebox::rest {

namespace {

constexpr double kMicrosPerCent = 10'000;

double seconds(std::chrono::milliseconds time)
{
    return static_cast<double>(time.count()) / 1000;
}

} // namespace

double cents(std::int64_t micros)
{
    return static_cast<double>(micros) / kMicrosPerCent;
}

std::string instantText(WallTime at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text.data();
}

nlohmann::json usageObject(const domain::UseTotals &totals, WallTime asOf)
{
    return {{"active_sandboxes", totals.active},
            {"history_sandboxes", totals.ended},
            {"active_cost_cents", cents(totals.activeCost)},
            {"history_cost_cents", cents(totals.endedCost)},
            {"total_cost_cents", cents(totals.activeCost + totals.endedCost)},
            {"cpu_seconds", seconds(totals.cpuTime)},
            {"mem_seconds", totals.memoryGibSeconds},
            {"as_of", instantText(asOf)}};
}

nlohmann::json historyRecord(const domain::EndedRun &run)
{
    nlohmann::json record{{"id", run.id.value()},
                          {"image", run.image},
                          {"vcpus", run.size.vcpus},
                          {"mem_mib", run.size.memory.value >> 20},
                          {"created_at", instantText(run.createdAt)},
                          {"destroyed_at", instantText(run.endedAt)},
                          {"uptime_ms", run.uptime.count()},
                          {"cpu_ms", run.cpuTime.count()},
                          {"mem_peak_bytes", run.memoryPeak.value},
                          {"cost_cents", cents(run.cost)}};
    if (run.createTime)
        record["create_ms"] = run.createTime->count();
    return record;
}

} // namespace glovebox::rest
