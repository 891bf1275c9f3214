// Role: the local API's routes of logs: the program's own and sessions', and what sandboxes printed. A page at a time,
// or followed. What a sandbox printed is its own like what is on its terminals, and needs more than the rest.
#include "core/base/log_level.h"
#include "core/rest/history_json.h"
#include "core/rest/log_followers.h"
#include "core/rest/log_json.h"
#include "core/rest/own_routes.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::uint64_t kLinesUsual = 100;
constexpr std::uint64_t kLinesMax = 1000;
constexpr std::size_t kFilterTextMax = 256;

/// What every route of lines takes; `session` is the first one's alone.
Words lineWords()
{
    return {"level", "source", "text", "since", "until", "before", "after", "limit", "follow"};
}

/// A look under way: it is over when it is answered, or with whoever asked.
struct LookCall {
    Call call;
};

/// None: there are no logs, and the asker was told.
api::LogReading *logsOf(const Asked &asked)
{
    auto *logs = asked.door->logs();
    if (!logs)
        asked.answer(problemAnswer(503, ErrorCode::InvalidState, "this Glovebox gives no logs"));
    return logs;
}

/// "2026-11-26T10:15:00Z"; told when it is none.
bool readInstant(const Asked &asked, const char *parameter, std::optional<WallTime> &instant)
{
    const auto text = asked.parameter(parameter);
    if (text)
        instant = instantFrom(*text);
    if (text && !instant)
        asked.answer(
            problemAnswer(400, ErrorCode::InvalidArgument,
                          std::string("'") + parameter + "' is an instant in UTC, like 2026-11-26T10:15:00.000Z"));
    return !text || instant;
}

/// None: what is wrong was told.
std::optional<LogPageQuery> queryIn(const Asked &asked, LogName name)
{
    LogPageQuery query{.name = std::move(name), .query = {}, .before = {}, .after = {}};
    auto &filter = query.query.filter;
    const auto level = logLevelFrom(asked.parameter("level").value_or("debug"));
    if (!level) {
        asked.answer(
            problemAnswer(400, ErrorCode::InvalidArgument, "'level' is debug, info, warning or error: that and above"));
        return std::nullopt;
    }
    filter.atLeast = *level;
    filter.source = asked.parameter("source").value_or("").substr(0, kFilterTextMax);
    query.query.find.text = asked.parameter("text").value_or("").substr(0, kFilterTextMax);
    if (!readInstant(asked, "since", filter.from) || !readInstant(asked, "until", filter.until))
        return std::nullopt;
    constexpr auto numberMax = std::uint64_t{1} << 53;
    constexpr auto numberWhat = "the number of a line, as an answer before this one named it";
    const auto before = numberIn(asked, "before", numberMax, numberWhat);
    const auto after = before.good ? numberIn(asked, "after", numberMax, numberWhat) : Number{false};
    const auto limit =
        after.good ? numberIn(asked, "limit", kLinesMax, "how many lines one answer has") : Number{false};
    if (!limit.good)
        return std::nullopt;
    if (before.value && after.value) {
        asked.answer(problemAnswer(400, ErrorCode::InvalidArgument, "'before' and 'after' are two pages: one of them"));
        return std::nullopt;
    }
    if (before.value)
        query.before = static_cast<LogNumber>(*before.value);
    if (after.value)
        query.after = static_cast<LogNumber>(*after.value);
    query.most = static_cast<std::size_t>(limit.value.value_or(kLinesUsual));
    return query;
}

std::string wordsFor(const LogName &name)
{
    return "there is no log of " + std::string(word(name.kind)) + ' ' + name.id;
}

void showLines(OwnParts &own, const Asked &asked, LogName name)
{
    auto query = queryIn(asked, std::move(name));
    auto *logs = query ? logsOf(asked) : nullptr;
    if (!logs)
        return;
    if (asked.flag("follow"))
        return own.logs.follow(asked.door, *std::move(query), asked.responder);
    auto looking = std::make_shared<LookCall>();
    asked.responder.onGone([looking] { looking->call.cancel(); });
    looking->call = logs->page(*query, [responder = asked.responder, name = query->name](Result<LogPage> page) {
        if (!page)
            return responder.send(problemAnswer(statusOf(page.error().code), page.error()));
        const bool isThere = name.kind == LogName::Kind::Engine || page->all.count() > 0;
        responder.send(isThere ? okAnswer(toJson(*page)) : problemAnswer(404, ErrorCode::NotFound, wordsFor(name)));
    });
}

/// The program's own, or a session's.
void showLog(OwnParts &own, Asked &asked)
{
    const auto session = asked.parameter("session");
    showLines(own, asked, session ? LogName{LogName::Kind::Session, *session} : LogName{});
}

void showConsole(OwnParts &own, Asked &asked)
{
    showLines(own, asked, {LogName::Kind::Sandbox, asked.names[0]});
}

void listLogs(OwnParts &, Asked &asked)
{
    auto *logs = logsOf(asked);
    if (!logs)
        return;
    auto looking = std::make_shared<LookCall>();
    asked.responder.onGone([looking] { looking->call.cancel(); });
    looking->call = logs->list([responder = asked.responder](Result<std::vector<LogEntry>> entries) {
        if (!entries)
            return responder.send(problemAnswer(statusOf(entries.error().code), entries.error()));
        json list = json::array();
        for (const auto &entry : *entries)
            list.push_back(toJson(entry));
        responder.send(okAnswer({{"logs", std::move(list)}}));
    });
}

} // namespace

std::vector<Route> logRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    auto withSession = lineWords();
    withSession.emplace_back("session");
    return {
        {.method = "GET",
         .pattern = "/v1/logs",
         .scope = kRead,
         .handler = to(showLog),
         .query = std::move(withSession),
         .flags = Words{"follow"}},
        {"GET", "/v1/logs/list", kRead, to(listLogs)},
        {.method = "GET",
         .pattern = "/v1/sandboxes/{id}/log",
         .scope = kOperate,
         .handler = to(showConsole),
         .query = lineWords(),
         .flags = Words{"follow"}},
    };
}

} // namespace glovebox::rest
