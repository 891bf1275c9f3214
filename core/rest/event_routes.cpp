#include "core/rest/event_routes.h"

#include "core/base/text.h"
#include "core/rest/api_answers.h"

#include <algorithm>
#include <charconv>
#include <deque>

namespace glovebox::rest {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kFilterWordsMax = 64;
constexpr std::size_t kFilterWordMax = 256;
/// Of one follower, in one turn of the loop.
constexpr std::size_t kPieceMax = 64 * 1024;

Result<std::uint64_t> numberIn(const std::string &text, const char *what)
{
    std::uint64_t number = 0;
    const auto *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end)
        return fail(ErrorCode::InvalidArgument, std::string(what) + " takes a whole number, and not '" +
                                                    clipped(toOneLine(text), ByteCount{40}) + '\'');
    return number;
}

/// ?kind=a,b&kind=c
Result<std::vector<std::string>> wordsIn(const http::Query &query, const char *name)
{
    std::vector<std::string> words;
    for (const auto &value : query.values(name))
        for (std::size_t at = 0; at <= value.size();) {
            const auto end = std::min(value.find(',', at), value.size());
            if (end > at)
                words.push_back(value.substr(at, end - at));
            at = end + 1;
        }
    const bool fits = words.size() <= kFilterWordsMax &&
                      std::ranges::all_of(words, [](const std::string &word) { return word.size() <= kFilterWordMax; });
    if (!fits)
        return fail(ErrorCode::InvalidArgument, std::string("'") + name + "' takes " + std::to_string(kFilterWordsMax) +
                                                    " words of " + std::to_string(kFilterWordMax) + " bytes at most");
    return words;
}

bool accepts(const http::Request &request, std::string_view type)
{
    return request.headers.value("accept").value_or(std::string()).find(type) != std::string::npos;
}

/// As one message of either form.
void putEvent(std::string &out, const Event &event, bool serverSent)
{
    if (serverSent)
        out.append("id: ").append(std::to_string(event.seq)).append("\ndata: ");
    out.append(event.text).append(serverSent ? "\n\n" : "\n");
}

http::Response streamHead(bool serverSent)
{
    http::Response head;
    head.headers.add("content-type", serverSent ? "text/event-stream" : "application/x-ndjson");
    head.headers.add("cache-control", "no-store");
    head.headers.add("x-accel-buffering", "no"); // a proxy that holds it back makes it late
    return head;
}

} // namespace

Result<EventRoutes::Asked> EventRoutes::asked(const http::Request &request)
{
    const auto &query = request.query;
    Asked asked{.limit = kEventsMax};
    GB_TRY(kinds, wordsIn(query, "kind"));
    GB_TRY(objects, wordsIn(query, "object"));
    GB_TRY(sessions, wordsIn(query, "session"));
    GB_TRY(sandboxes, wordsIn(query, "sandbox"));
    asked.filter = {std::move(kinds), std::move(objects), std::move(sessions), std::move(sandboxes)};
    if (const auto limit = query.value("limit")) {
        GB_TRY(number, numberIn(*limit, "'limit'"));
        asked.limit = static_cast<std::size_t>(std::clamp<std::uint64_t>(number, 1, kEventsMax));
    }
    if (accepts(request, "text/event-stream"))
        asked.form = Form::ServerSent;
    asked.follow = asked.form == Form::ServerSent || query.value("follow") == "true";
    if (!asked.follow && accepts(request, "application/json"))
        asked.form = Form::List;
    // A browser that comes back names the last one that it had, whatever its address says.
    auto after = request.headers.value("last-event-id");
    if (!after || after->empty())
        after = query.value("after");
    asked.fromNow = after == "now";
    if (after && !asked.fromNow) {
        GB_TRY(number, numberIn(*after, "'after'"));
        asked.after = number;
    }
    return asked;
}

void EventRoutes::answer(const http::Request &request, const http::Responder &responder)
{
    auto wanted = asked(request);
    if (!wanted)
        return responder.send(problemAnswer(400, wanted.error()));
    if (!wanted->follow)
        return responder.send(list(*wanted));
    follow(*std::move(wanted), responder);
}

/// Without `after` the newest ones.
http::Response EventRoutes::list(const Asked &asked) const
{
    std::uint64_t position = asked.fromNow ? m_log.newest() : asked.after.value_or(0);
    std::deque<const Event *> events;
    const auto gap = m_log.gap(position);
    if (gap)
        position = gap->seq;
    bool more = false;
    while (const auto *event = m_log.next(position)) {
        if (asked.filter.takes(*event)) {
            more = asked.after && events.size() == asked.limit;
            if (more)
                break;
            events.push_back(event);
            if (events.size() > asked.limit)
                events.pop_front();
        }
        position = event->seq;
    }
    const bool lines = asked.form == Form::Lines;
    std::string body = lines ? "" : "{\"events\":[";
    std::string_view between;
    const auto put = [&](const Event &event) {
        body.append(std::exchange(between, lines ? "" : ",")).append(event.text).append(lines ? "\n" : "");
    };
    if (gap)
        put(*gap);
    for (const auto *event : events)
        put(*event);
    if (!lines)
        body += "],\"epoch\":\"" + m_log.epoch() +
                "\",\"after\":" + std::to_string(std::max(position, asked.after ? 0 : m_log.newest())) +
                ",\"more\":" + (more ? "true" : "false") + "}\n";
    http::Response response;
    response.headers.add("content-type", lines ? "application/x-ndjson" : "application/json");
    response.headers.add("cache-control", "no-store");
    response.body = std::move(body);
    return response;
}

std::size_t EventRoutes::followers() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_followers, [](const Follower &each) { return each.stream.isOpen(); }));
}

void EventRoutes::follow(Asked asked, const http::Responder &responder)
{
    if (followers() >= kFollowersMax) {
        auto refusal = problemAnswer(503, ErrorCode::TooLarge,
                                     std::to_string(kFollowersMax) + " clients follow the events already");
        refusal.headers.add("retry-after", "15");
        return responder.send(std::move(refusal));
    }
    std::erase_if(m_followers, [](const Follower &each) { return !each.stream.isOpen(); });
    const auto position = asked.fromNow ? m_log.newest() : asked.after.value_or(0);
    const auto stream = responder.stream(streamHead(asked.form == Form::ServerSent));
    stream.onDrained([this] { added(); });
    m_followers.push_back({stream, std::move(asked), position});
    added();
    if (!m_beating)
        m_beating = m_clock.after(kEventHeartbeat, [this] { beat(); });
}

void EventRoutes::added()
{
    if (!m_pumping && !m_followers.empty())
        m_pumping = m_clock.after(0ms, [this] { pumpAll(); });
}

/// Who is behind waits for his client, and is told what he missed if that takes too long.
bool EventRoutes::pump(Follower &follower) const
{
    if (!follower.stream.wantsMore())
        return true;
    const bool serverSent = follower.asked.form == Form::ServerSent;
    std::string piece;
    if (const auto gap = m_log.gap(follower.position)) {
        putEvent(piece, *gap, serverSent);
        follower.position = gap->seq;
    }
    const Event *event = nullptr;
    while (piece.size() < kPieceMax && (event = m_log.next(follower.position)) != nullptr) {
        if (follower.asked.filter.takes(*event))
            putEvent(piece, *event, serverSent);
        follower.position = event->seq;
    }
    follower.stream.write(piece);
    return m_log.next(follower.position) == nullptr;
}

void EventRoutes::pumpAll()
{
    m_pumping = {};
    bool all = true;
    for (auto &follower : m_followers)
        if (follower.stream.isOpen())
            all = pump(follower) && all;
    if (!all)
        added();
}

/// Says that the line is alive, and how far it has been read: filters may have let nothing through for hours.
void EventRoutes::beat()
{
    m_beating = {};
    std::erase_if(m_followers, [](const Follower &each) { return !each.stream.isOpen(); });
    for (const auto &follower : m_followers) {
        const auto position = std::to_string(follower.position);
        follower.stream.write(follower.asked.form == Form::ServerSent ? ": still here\nid: " + position + "\n\n"
                                                                      : "\n");
    }
    if (!m_followers.empty())
        m_beating = m_clock.after(kEventHeartbeat, [this] { beat(); });
}

} // namespace glovebox::rest
