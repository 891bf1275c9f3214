#include "core/rest/log_followers.h"

#include "core/rest/api_answers.h"
#include "core/rest/log_json.h"

#include <algorithm>

namespace glovebox::rest {

using namespace std::chrono_literals;

namespace {

/// Lines of one look, after the first.
constexpr std::size_t kLookLines = 500;

std::string lineOf(const nlohmann::json &value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

} // namespace

std::size_t LogFollowers::count() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_followers, [](const Follower &each) { return each.stream.isOpen(); }));
}

void LogFollowers::forgetThoseThatWent()
{
    std::erase_if(m_followers, [](const Follower &each) { return !each.stream.isOpen(); });
}

void LogFollowers::follow(std::shared_ptr<api::EngineDoor> door, LogPageQuery query, const http::Responder &responder)
{
    forgetThoseThatWent();
    if (m_followers.size() >= kLogFollowersMax) {
        auto refusal =
            problemAnswer(503, ErrorCode::TooLarge, std::to_string(kLogFollowersMax) + " clients follow logs already");
        refusal.headers.add("retry-after", "15");
        return responder.send(std::move(refusal));
    }
    http::Response head;
    head.headers.add("content-type", "application/x-ndjson");
    head.headers.add("cache-control", "no-store");
    head.headers.add("x-accel-buffering", "no"); // a proxy that holds it back makes it late
    const auto stream = responder.stream(std::move(head));
    auto &follower = m_followers.emplace_back(Follower{std::move(door), std::move(query), stream});
    stream.onDrained([this, &follower] {
        if (!follower.isBusy)
            look(follower);
    });
    look(follower);
    if (!m_beating)
        m_beating = m_clock.after(kLogHeartbeat, [this] { beat(); });
}

/// A client that is behind is waited for: onDrained looks on.
void LogFollowers::look(Follower &follower)
{
    follower.isBusy = follower.stream.isOpen() && follower.stream.wantsMore();
    if (!follower.isBusy)
        return;
    follower.looking = follower.door->logs()->page(follower.query, [this, &follower](Result<LogPage> page) {
        if (page)
            return took(follower, *page);
        follower.isBusy = false;
        follower.stream.abort(); // it is not to be taken for all that there is
    });
}

void LogFollowers::took(Follower &follower, const LogPage &page)
{
    std::string text;
    auto &after = follower.query.after;
    if (after && page.looked.first > *after + 1)
        text += lineOf({{"gap", {{"first", *after + 1}, {"last", page.looked.first - 1}}}});
    for (const auto &line : page.lines)
        text += lineOf(toJson(line));
    after = page.looked.end - 1;
    follower.query.before.reset();
    follower.query.most = kLookLines;
    follower.stream.write(text);
    const auto in = page.looked.end < page.all.end ? 0ms : kLogLookEvery;
    follower.looking = m_clock.after(in, [this, &follower] { look(follower); });
}

/// Says that the line is alive: filters may let nothing through for hours.
void LogFollowers::beat()
{
    m_beating = {};
    forgetThoseThatWent();
    for (const auto &follower : m_followers)
        follower.stream.write("\n");
    if (!m_followers.empty())
        m_beating = m_clock.after(kLogHeartbeat, [this] { beat(); });
}

} // namespace glovebox::rest
