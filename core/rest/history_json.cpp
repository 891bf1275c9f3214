#include "core/rest/history_json.h"

#include "core/rest/session_json.h"
#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

#include <array>
#include <charconv>

namespace glovebox::rest {

namespace {

using nlohmann::json;

json meterJson(const domain::SandboxMeter &meter)
{
    return {{"running_ms", meter.running.count()},         {"paused_ms", meter.paused.count()},
            {"hibernated_ms", meter.hibernated.count()},   {"cpu_ms", meter.cpuTime.count()},
            {"memory_peak_bytes", meter.memoryPeak.value}, {"disk_peak_bytes", meter.diskPeak.value}};
}

json rowJson(const domain::UsageRow &row)
{
    json out{{"key", row.key},
             {"used", meterJson(row.used)},
             {"cost_cents", cents(row.cost)},
             {"prices_as_of", row.pricesAsOf},
             {"sandboxes", row.sandboxes}};
    if (!row.label.empty())
        out["label"] = row.label;
    if (row.list)
        out["list"] = toJson(*row.list);
    return out;
}

json entryJson(const domain::AuditEntry &entry)
{
    json out{{"sequence", entry.sequence},     {"at", instantText(entry.at)}, {"actor", word(entry.actor)},
             {"origin", entry.origin},         {"action", entry.action},      {"object", entry.object},
             {"outcome", word(entry.outcome)}, {"chain", entry.chainTag}};
    for (const auto &[name, text] : {std::pair{"reason", &entry.reason}, std::pair{"before", &entry.before},
                                     std::pair{"after", &entry.after}, std::pair{"session", &entry.session}})
        if (!text->empty())
            out[name] = *text;
    return out;
}

/// `count` digits at `at`, as they are in a date of fixed places.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    const auto *begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + count, value);
    if (error != std::errc{} || end != begin + count || value < 0)
        return std::nullopt;
    return value;
}

} // namespace

json toJson(const domain::UsageTable &table)
{
    json rows = json::array();
    for (const auto &row : table.rows)
        rows.push_back(rowJson(row));
    return {{"rows", std::move(rows)}, {"total", rowJson(table.total)}, {"more", table.more}};
}

json toJson(const domain::AuditRows &rows)
{
    json entries = json::array();
    for (const auto &entry : rows.entries)
        entries.push_back(entryJson(entry));
    return {{"entries", std::move(entries)}, {"more", rows.more}};
}

json toJson(const domain::EndedRuns &runs)
{
    json list = json::array();
    for (const auto &run : runs.runs) {
        auto out = historyRecord(run);
        out["cause"] = run.cause;
        if (!run.name.empty())
            out["name"] = run.name;
        list.push_back(std::move(out));
    }
    json out{{"runs", std::move(list)}, {"more", runs.more}};
    if (runs.more)
        out["next"] = runs.next;
    return out;
}

json toJson(const domain::PastSessionRows &rows)
{
    json sessions = json::array();
    for (const auto &session : rows.sessions) {
        json out{{"id", session.session.value()},
                 {"environment", session.environment.value()},
                 {"title", session.title},
                 {"agent", session.agentName},
                 {"last_seen", instantText(session.lastSeen)},
                 {"cost_cents", cents(session.cost)},
                 {"calls", session.calls}};
        if (session.usage)
            out["usage"] = toJson(*session.usage);
        sessions.push_back(std::move(out));
    }
    return {{"sessions", std::move(sessions)}, {"more", rows.more}};
}

json toJson(const api::EndedSandboxView &ended)
{
    json out{{"id", ended.id.value()},
             {"kept", ended.kept},
             {"vcpus", ended.size.vcpus},
             {"memory_bytes", ended.size.memory.value},
             {"disk_bytes", ended.size.disk.value},
             {"created_at", instantText(ended.createdAt)},
             {"ended_at", instantText(ended.end.at)},
             {"cause", word(ended.end.cause)},
             {"used", meterJson(ended.end.meter)},
             {"cost_cents", cents(ended.end.cost)}};
    for (const auto &[name, text] : {std::pair{"name", &ended.name}, std::pair{"title", &ended.sessionTitle},
                                     std::pair{"detail", &ended.end.detail}, std::pair{"console", &ended.console},
                                     std::pair{"monitor", &ended.monitor}})
        if (!text->empty())
            out[name] = *text;
    if (ended.session)
        out["session"] = ended.session->value();
    return out;
}

std::optional<domain::UsageBy> usageByFrom(std::string_view word)
{
    using domain::UsageBy;
    constexpr std::array<std::pair<std::string_view, UsageBy>, 6> all{{{"day", UsageBy::Day},
                                                                       {"session", UsageBy::Session},
                                                                       {"environment", UsageBy::Environment},
                                                                       {"template", UsageBy::Template},
                                                                       {"sandbox", UsageBy::Sandbox},
                                                                       {"agent", UsageBy::Agent}}};
    for (const auto &[name, by] : all)
        if (name == word)
            return by;
    return std::nullopt;
}

std::optional<domain::UsageDay> dayFrom(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(domain::UsageDay(date)) : std::nullopt;
}

std::optional<WallTime> instantFrom(std::string_view text)
{
    const bool fine = text.size() == 24 && text[19] == '.';
    if ((text.size() != 20 && !fine) || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z')
        return std::nullopt;
    const auto day = dayFrom(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    const auto milli = fine ? digits(text, 20, 3) : std::optional(0);
    if (!day || !hour || !minute || !second || !milli || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    return WallTime(*day) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
           std::chrono::milliseconds(*milli);
}

} // namespace glovebox::rest
