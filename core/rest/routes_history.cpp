// Role: the local API's routes of the past: what was used, which sessions and sandboxes there were, who did what. From
// the ledger, a page at a time.
#include "core/base/limits.h"
#include "core/rest/egress_json.h"
#include "core/rest/history_json.h"
#include "core/rest/own_routes.h"
#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

#include <algorithm>
#include <functional>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr int kPageUsual = 100;
constexpr std::size_t kSearchTextMax = 256;

/// A question under way: it is over when it is answered, or with whoever asked.
struct Looking {
    Call call;
};

/// Asks, and answers with what `shown` makes of it.
template <class Answer>
void look(OwnParts &own, const Asked &asked, domain::HistoryQuestion question,
          std::function<json(const Answer &)> shown)
{
    auto looking = std::make_shared<Looking>();
    asked.responder.onGone([looking] { looking->call.cancel(); });
    looking->call = own.history.ask(
        asked.door, std::move(question),
        [responder = asked.responder, shown = std::move(shown)](Result<domain::HistoryAnswer> answer) {
            if (!answer)
                return responder.send(problemAnswer(statusOf(answer.error().code), answer.error()));
            const auto *rows = std::get_if<Answer>(&*answer);
            responder.send(rows ? okAnswer(shown(*rows))
                                : problemAnswer(500, ErrorCode::Internal, "the ledger answered something else"));
        });
}

constexpr auto kBeforeWhat = "what an answer before this one named as where the next one goes on";

struct Page {
    bool good = true;
    int most = kPageUsual;
};

/// ?limit=, 1 to limits::kHistoryPageMax.
Page pageOf(const Asked &asked)
{
    const auto limit = numberIn(asked, "limit", static_cast<std::uint64_t>(limits::kHistoryPageMax),
                                "how many entries one answer has, with those before them in a next one");
    return {limit.good, static_cast<int>(std::max<std::uint64_t>(limit.value.value_or(kPageUsual), 1))};
}

std::string textIn(const Asked &asked, const char *parameter)
{
    return asked.parameter(parameter).value_or("").substr(0, kSearchTextMax);
}

/// "2026-11-26"; told when it is none.
bool readDay(const Asked &asked, const char *parameter, domain::UsageDay &day)
{
    const auto text = asked.parameter(parameter);
    const auto read = text ? dayFrom(*text) : std::nullopt;
    if (read)
        day = *read;
    if (text && !read)
        asked.answer(problemAnswer(400, ErrorCode::InvalidArgument,
                                   std::string("'") + parameter + "' is a day in UTC, like 2026-11-26"));
    return !text || read;
}

/// ?since= and ?until=, both included; without them all that is kept. None: what is wrong was told.
struct DaysAsked {
    domain::UsageDay since{};
    domain::UsageDay until;
};
std::optional<DaysAsked> daysIn(const OwnParts &own, const Asked &asked)
{
    DaysAsked days{.until = std::chrono::floor<std::chrono::days>(own.clock.wallNow())};
    if (!readDay(asked, "since", days.since) || !readDay(asked, "until", days.until))
        return std::nullopt;
    if (days.until < days.since) {
        asked.answer(problemAnswer(400, ErrorCode::InvalidArgument, "'until' is before 'since'"));
        return std::nullopt;
    }
    return days;
}

/// Sums of whole days, by what ?by= says.
void showUsage(OwnParts &own, Asked &asked)
{
    const auto by = usageByFrom(asked.parameter("by").value_or("day"));
    if (!by)
        return asked.answer(problemAnswer(400, ErrorCode::InvalidArgument,
                                          "'by' is day, session, environment, template, sandbox or agent"));
    const auto days = daysIn(own, asked);
    const auto page = days ? pageOf(asked) : Page{false};
    if (!page.good)
        return;
    look<domain::UsageTable>(own, asked, domain::UsageSums{days->since, days->until, *by, page.most},
                             [](const domain::UsageTable &table) { return toJson(table); });
}

/// One sum over all sandboxes that were there in these days.
void showTotals(OwnParts &own, Asked &asked)
{
    const auto days = daysIn(own, asked);
    if (!days)
        return;
    look<domain::UseTotals>(
        own, asked, domain::UseIn{WallTime(days->since), WallTime(days->until + std::chrono::days(1))},
        [now = own.clock.wallNow()](const domain::UseTotals &totals) { return usageObject(totals, now); });
}

/// Sessions of the past, newest first; the next page begins ?before= the `last_seen` of the last one.
void listPastSessions(OwnParts &own, Asked &asked)
{
    const auto page = pageOf(asked);
    if (!page.good)
        return;
    domain::PastSessions question{.text = textIn(asked, "text"), .most = page.most};
    if (const auto environment = asked.parameter("environment"))
        question.environment = domain::EnvironmentId(*environment);
    if (const auto before = asked.parameter("before")) {
        question.before = instantFrom(*before);
        if (!question.before)
            return asked.answer(problemAnswer(400, ErrorCode::InvalidArgument,
                                              "'before' is an instant in UTC, like 2026-11-26T10:15:00.000Z"));
    }
    look<domain::PastSessionRows>(own, asked, question,
                                  [](const domain::PastSessionRows &rows) { return toJson(rows); });
}

/// Sandboxes that failed or are no more, newest first: as many as the engine shows.
void listEnded(OwnParts &own, Asked &asked)
{
    std::vector<const api::EndedSandboxView *> views;
    for (const auto &[id, view] : own.state.ended)
        views.push_back(&view);
    std::ranges::stable_sort(views, std::ranges::greater{}, [](const auto *view) { return view->end.at; });
    json list = json::array();
    for (const auto *view : views)
        list.push_back(toJson(*view));
    asked.answer(okAnswer({{"sandboxes", list}}));
}

/// Likewise from the ledger: all that it keeps, but those that failed and are still there. Newest first; the next page
/// begins ?before= the `next` of this one.
void listRuns(OwnParts &own, Asked &asked)
{
    const auto days = daysIn(own, asked);
    const auto page = days ? pageOf(asked) : Page{false};
    const auto before = page.good ? numberIn(asked, "before", std::uint64_t{1} << 53, kBeforeWhat) : Number{false};
    if (!before.good)
        return;
    const domain::EndedIn question{.from = WallTime(days->since),
                                   .until = WallTime(days->until + std::chrono::days(1)),
                                   .before = before.value.value_or(0),
                                   .most = page.most};
    look<domain::EndedRuns>(own, asked, question, [](const domain::EndedRuns &runs) { return toJson(runs); });
}

/// Newest first; the next page begins ?before= the sequence of the last one.
void listAudit(OwnParts &own, Asked &asked)
{
    const auto page = pageOf(asked);
    const auto before = page.good ? numberIn(asked, "before", std::uint64_t{1} << 53, kBeforeWhat) : Number{false};
    if (!page.good || !before.good)
        return;
    const domain::AuditPage question{.text = textIn(asked, "text"),
                                     .action = textIn(asked, "action"),
                                     .object = textIn(asked, "object"),
                                     .before = before.value.value_or(0),
                                     .most = page.most};
    look<domain::AuditRows>(own, asked, question, [](const domain::AuditRows &rows) { return toJson(rows); });
}

/// What sandboxes tried to reach, newest first; the next page begins ?before= the `next` of this one.
void listEgressHistory(OwnParts &own, Asked &asked)
{
    const auto page = pageOf(asked);
    const auto before = page.good ? numberIn(asked, "before", std::uint64_t{1} << 53, kBeforeWhat) : Number{false};
    if (!page.good || !before.good)
        return;
    domain::EgressPage question{.text = textIn(asked, "text"), .before = before.value.value_or(0), .most = page.most};
    if (const auto sandbox = asked.parameter("sandbox"))
        question.sandbox = domain::SandboxId(*sandbox);
    if (const auto session = asked.parameter("session"))
        question.session = domain::SessionId(*session);
    look<domain::EgressRows>(own, asked, question, [](const domain::EgressRows &rows) {
        json list = json::array();
        for (const auto &decision : rows.decisions)
            list.push_back(toJson(decision));
        json out{{"attempts", std::move(list)}, {"more", rows.more}};
        if (rows.more)
            out["next"] = rows.next;
        return out;
    });
}

} // namespace

std::vector<Route> historyRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/usage/sums", kRead, to(showUsage), {}, Words{"since", "until", "by", "limit"}},
        {"GET", "/v1/usage/totals", kRead, to(showTotals), {}, Words{"since", "until"}},
        {"GET", "/v1/history/runs", kRead, to(listRuns), {}, Words{"since", "until", "before", "limit"}},
        {"GET", "/v1/history", kRead, to(listPastSessions), {}, Words{"text", "environment", "before", "limit"}},
        {"GET", "/v1/history/sandboxes", kRead, to(listEnded)},
        {"GET",
         "/v1/history/egress",
         kRead,
         to(listEgressHistory),
         {},
         Words{"text", "sandbox", "session", "before", "limit"}},
        {"GET", "/v1/audit", kRead, to(listAudit), {}, Words{"text", "action", "object", "before", "limit"}},
    };
}

} // namespace glovebox::rest
