#include "core/rest/log_json.h"

#include "core/base/id.h"
#include "core/base/log_level.h"
#include "core/rest/history_json.h"
#include "core/rest/use_json.h"

namespace glovebox::rest {

using nlohmann::json;

namespace {

std::string textIn(const json &object, const char *field)
{
    const auto it = object.find(field);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

} // namespace

std::string_view word(LogName::Kind kind)
{
    switch (kind) {
    case LogName::Kind::Engine:
        return "engine";
    case LogName::Kind::Session:
        return "session";
    case LogName::Kind::Sandbox:
        break;
    }
    return "sandbox";
}

json toJson(const StoredLine &stored)
{
    json out{{"number", stored.number}, {"message", stored.line.message}};
    if (stored.readable) {
        out["at"] = instantText(stored.line.at);
        out["level"] = word(stored.line.level);
        out["source"] = stored.line.source;
    }
    if (stored.lost > 0)
        out["lost"] = stored.lost;
    return out;
}

json toJson(const LogPage &page)
{
    json lines = json::array();
    for (const auto &line : page.lines)
        lines.push_back(toJson(line));
    return {{"lines", std::move(lines)},
            {"before", page.looked.first},
            {"after", page.looked.end - 1},
            {"older", page.looked.first > page.all.first},
            {"newer", page.looked.end < page.all.end}};
}

json toJson(const LogEntry &entry)
{
    json out{{"kind", word(entry.name.kind)}, {"bytes", entry.size.value}, {"changed_at", instantText(entry.changed)}};
    if (!entry.name.id.empty())
        out["id"] = entry.name.id;
    return out;
}

std::optional<StoredLine> storedLineFrom(const json &line)
{
    const auto number = line.is_object() ? line.find("number") : line.end();
    if (!line.is_object() || number == line.end() || !number->is_number_integer())
        return std::nullopt;
    const auto at = instantFrom(textIn(line, "at"));
    const auto level = logLevelFrom(textIn(line, "level"));
    StoredLine stored{.number = number->get<LogNumber>(),
                      .line = {at.value_or(WallTime()), level.value_or(LogLevel::Info), textIn(line, "source"),
                               textIn(line, "message")},
                      .readable = at && level};
    if (const auto lost = line.find("lost"); lost != line.end() && lost->is_number_unsigned())
        stored.lost = lost->get<std::uint64_t>();
    return stored;
}

std::optional<LogEntry> logEntryFrom(const json &entry)
{
    if (!entry.is_object())
        return std::nullopt;
    LogEntry out;
    out.name.id = textIn(entry, "id");
    bool isKnown = false;
    for (const auto kind : {LogName::Kind::Engine, LogName::Kind::Sandbox, LogName::Kind::Session})
        if (word(kind) == textIn(entry, "kind")) {
            out.name.kind = kind;
            isKnown = true;
        }
    if (!isKnown || (!out.name.id.empty() && !isSafeToken(out.name.id)))
        return std::nullopt;
    if (const auto bytes = entry.find("bytes"); bytes != entry.end() && bytes->is_number_unsigned())
        out.size = ByteCount{bytes->get<std::uint64_t>()};
    out.changed = instantFrom(textIn(entry, "changed_at")).value_or(WallTime());
    return out;
}

} // namespace glovebox::rest
