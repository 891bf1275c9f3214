// Role: `gloveboxctl logs` of a Glovebox at a URL. Thread: the main one; blocks.
#include "app/cli/follow.h"
#include "app/cli/logs.h"
#include "core/rest/log_json.h"

#include <deque>

namespace glovebox::cli {

namespace {

/// Of one answer.
constexpr LogNumber kPageLines = 1000;

Result<std::vector<LogEntry>> listFrom(const ApiClient &api)
{
    GB_TRY(answer, api.get("/v1/logs/list"));
    std::vector<LogEntry> list;
    const auto logs = answer.find("logs");
    if (logs != answer.end() && logs->is_array())
        for (const auto &each : *logs)
            if (const auto entry = rest::logEntryFrom(each))
                list.push_back(*entry);
    return list;
}

/// Also of sandboxes and sessions that are no more; of those that are there by their names, too.
Result<std::string> idOf(const ApiClient &api, Named named, LogName::Kind kind, const std::string &typed)
{
    GB_TRY(id, resolve(api, named, typed));
    if (id != typed)
        return id;
    GB_TRY(logs, listFrom(api));
    return wholeId(logs, kind, typed);
}

/// The lines of a log with all that narrows them; other parameters follow.
Result<std::string> pathOf(const ApiClient &api, const LogsOptions &options)
{
    std::string path = "/v1/logs?level=" + options.level;
    if (!options.sandbox.empty()) {
        GB_TRY(id, idOf(api, Named::Sandbox, LogName::Kind::Sandbox, options.sandbox));
        path = "/v1/sandboxes/" + ApiClient::escaped(id) + "/log?level=" + options.level;
    } else if (!options.session.empty()) {
        GB_TRY(id, idOf(api, Named::Session, LogName::Kind::Session, options.session));
        path += "&session=" + ApiClient::escaped(id);
    }
    if (!options.text.empty())
        path += "&text=" + ApiClient::escaped(options.text);
    return path;
}

LogNumber lineNumberIn(const nlohmann::json &object, const char *field)
{
    const auto it = object.find(field);
    return it != object.end() && it->is_number_integer() ? it->get<LogNumber>() : 0;
}

/// The newest, as many as were asked for, the oldest first; the number of the last line that was looked at.
Result<LogNumber> printNewest(const ApiClient &api, const LogsOptions &options, const std::string &path)
{
    std::deque<StoredLine> found;
    std::string before;
    std::optional<LogNumber> last;
    for (bool older = true; older;) {
        const auto wanted = options.lines - static_cast<LogNumber>(found.size());
        GB_TRY(answer, api.get(path + "&limit=" + std::to_string(std::min(wanted, kPageLines)) + before));
        if (!last)
            last = lineNumberIn(answer, "after");
        const auto lines = answer.find("lines");
        if (lines != answer.end() && lines->is_array())
            for (auto line = lines->rbegin(); line != lines->rend(); ++line)
                if (auto stored = rest::storedLineFrom(*line))
                    found.push_front(*std::move(stored));
        before = "&before=" + std::to_string(lineNumberIn(answer, "before"));
        const auto more = answer.find("older");
        older = more != answer.end() && *more == true && static_cast<LogNumber>(found.size()) < options.lines;
    }
    for (const auto &line : found)
        printLogLine(line, options.live.json);
    std::fflush(stdout);
    return *last;
}

void showNext(const nlohmann::json &line, const LogsOptions &options, LogNumber &last)
{
    if (const auto stored = rest::storedLineFrom(line)) {
        printLogLine(*stored, options.live.json);
        last = stored->number;
    } else if (const auto gap = line.find("gap"); gap != line.end() && gap->is_object()) {
        last = lineNumberIn(*gap, "last");
        std::fprintf(stderr, "gloveboxctl: %lld lines were deleted before they could be shown.\n",
                     static_cast<long long>(last - lineNumberIn(*gap, "first") + 1));
    }
}

Result<int> showLogs(const ApiClient &api, const LogsOptions &options)
{
    if (options.list) {
        GB_TRY(list, listFrom(api));
        printLogList(list, options.live.json);
        return 0;
    }
    GB_TRY(path, pathOf(api, options));
    auto last = printNewest(api, options, path);
    const bool isToCome = !last && last.error().code == ErrorCode::NotFound && options.follow;
    if (!last && !isToCome)
        return tl::unexpected(last.error());
    if (!options.follow)
        return 0;
    LogNumber shown = last.value_or(0);
    return followLines(api, {.path = [&] { return path + "&follow=true&after=" + std::to_string(shown); },
                             .show =
                                 [&](const nlohmann::json &line) {
                                     showNext(line, options, shown);
                                 }});
}

} // namespace

int printLogsOf(const LogsOptions &options)
{
    return withApi(options.live, "The log could not be read.",
                   [&](const ApiClient &api) { return showLogs(api, options); });
}

} // namespace glovebox::cli
