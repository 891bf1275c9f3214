// The routes of the work queue (reference 1.1), with the polls that wait for work.
#include "core/demo/http_api.h"

#include <algorithm>
#include <charconv>

namespace glovebox::demo {

namespace {

constexpr int kBlockMaxMs = 999;
constexpr int kReclaimDefaultMs = 5000;
constexpr int kReclaimMaxMs = 3'600'000;
constexpr std::size_t kWorkPageMax = 100;

/// A whole number in the query; `fallback` when it is absent, nothing when it is none or outside the bounds.
std::optional<int> numberIn(const http::Query &query, const char *name, int lowest, int highest, int fallback)
{
    const auto text = query.value(name);
    if (!text)
        return fallback;
    int number = 0;
    const auto end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, number);
    return parsed.ec == std::errc() && parsed.ptr == end && number >= lowest && number <= highest
               ? std::optional(number)
               : std::nullopt;
}

} // namespace

void HttpApi::addWorkRoutes()
{
    const std::string base = "/v1/environments/{}/work";
    const auto add = [&](const char *method, const char *tail, unsigned callers, Scope scope,
                         std::function<Answer<Json>(const Inquiry &)> run) {
        addRoute(method, (base + tail).c_str(), callers, scope, std::move(run));
    };
    const auto queueOf = [this](const Inquiry &in) {
        return m_model.queue(in.captures.at(0));
    };
    /// An operation on one item, answered with the item.
    const auto onItem = [this, queueOf](auto operation) {
        return [this, queueOf, operation](const Inquiry &in) -> Answer<Json> {
            const auto queue = queueOf(in);
            if (!queue)
                return tl::unexpected(queue.error());
            return operation(**queue, in).map([&](const WorkRecord *item) { return (*queue)->toJson(*item, false); });
        };
    };
    addReply("GET", (base + "/poll").c_str(), kEnvironmentKey, Scope::Environment,
             [this](const Inquiry &in, const http::Responder &responder) { poll(in, responder); });
    add("POST", "/{}/ack", kEnvironmentKey | kSessionsToken, Scope::Work,
        onItem([this](WorkQueue &queue, const Inquiry &in) {
            return queue.acknowledge(in.captures.at(1), m_model.now());
        }));
    add("POST", "/{}/heartbeat", kEnvironmentKey | kSessionsToken, Scope::Work,
        [this](const Inquiry &in) { return heartbeat(in); });
    add("POST", "/{}/stop", kApiKey | kOperatorKey | kEnvironmentKey | kSessionsToken, Scope::Work,
        [this](const Inquiry &in) { return stop(in); });
    add("GET", "/stats", kApiKey | kOperatorKey | kEnvironmentKey, Scope::Environment,
        [this, queueOf](const Inquiry &in) {
            return queueOf(in).map([&](WorkQueue *queue) { return queue->stats(m_model.now()); });
        });
    add("GET", "", kEnvironmentKey, Scope::Environment, [this, queueOf](const Inquiry &in) -> Answer<Json> {
        const auto queue = queueOf(in);
        const auto page = PageRequest::parse(in.request.query, kWorkPageMax, kWorkPageMax, false);
        if (!queue || !page)
            return tl::unexpected(!queue ? queue.error() : page.error());
        const auto &items = (*queue)->items(m_model.now());
        Json data = Json::array();
        for (auto at = page->offset; at < items.size() && data.size() < page->limit; ++at)
            data.push_back((*queue)->toJson(items[at], false));
        const auto end = page->offset + data.size();
        return Json{{"data", std::move(data)},
                    {"next_page", end < items.size() ? Json(cursorFor(end)) : Json(nullptr)}};
    });
    add("GET", "/{}", kApiKey | kOperatorKey, Scope::Work,
        onItem([this](WorkQueue &queue, const Inquiry &in) { return queue.find(in.captures.at(1), m_model.now()); }));
    add("POST", "/{}", kApiKey, Scope::Work, onItem([this](WorkQueue &queue, const Inquiry &in) {
            return queue.patchMetadata(in.captures.at(1), in.body.value("metadata", Json::object()), m_model.now());
        }));
}

Answer<Json> HttpApi::heartbeat(const Inquiry &inquiry)
{
    const auto queue = m_model.queue(inquiry.captures.at(0));
    if (!queue)
        return tl::unexpected(queue.error());
    const auto &query = inquiry.request.query;
    const auto desired = numberIn(query, "desired_ttl_seconds", 1, 1'000'000, 0);
    if (!desired)
        return refuse(400, "desired_ttl_seconds must be a number above 0.");
    return (*queue)->heartbeat(inquiry.captures.at(1), query.value("expected_last_heartbeat"),
                               *desired > 0 ? std::optional(std::chrono::seconds(*desired)) : std::nullopt,
                               m_model.now());
}

Answer<Json> HttpApi::stop(const Inquiry &inquiry)
{
    const auto force = inquiry.body.value("force", Json(false));
    if (!force.is_boolean())
        return refuse(400, "force must be true or false.");
    const auto queue = m_model.queue(inquiry.captures.at(0));
    if (!queue)
        return tl::unexpected(queue.error());
    return m_model.stopWork(inquiry.captures.at(0), inquiry.captures.at(1), force.get<bool>())
        .map([&](const WorkRecord *item) { return (*queue)->toJson(*item, false); });
}

Json HttpApi::claimFor(const std::string &environment, const std::string &workerId, std::chrono::milliseconds reclaim)
{
    const auto queue = m_model.queue(environment);
    const auto *item = queue ? (*queue)->claim(workerId, reclaim, m_model.now()) : nullptr;
    return item ? (*queue)->toJson(*item, true) : Json(nullptr);
}

void HttpApi::poll(const Inquiry &inquiry, const http::Responder &responder)
{
    const auto &query = inquiry.request.query;
    const auto block = numberIn(query, "block_ms", 1, kBlockMaxMs, 0);
    const auto reclaim = numberIn(query, "reclaim_older_than_ms", 1, kReclaimMaxMs, kReclaimDefaultMs);
    if (!block || !reclaim)
        return answer(
            responder, inquiry,
            refuse(400, !block ? "block_ms must be between 1 and 999." : "reclaim_older_than_ms must be at least 1."));
    const auto workerId = inquiry.request.headers.value("anthropic-worker-id").value_or("").substr(0, 256);
    auto item = claimFor(inquiry.captures.at(0), workerId, std::chrono::milliseconds(*reclaim));
    if (!item.is_null() || *block == 0)
        return answer(responder, inquiry, std::move(item));
    note(inquiry, 200, true);
    const auto number = m_nextPoll++;
    m_polls.push_back({number, inquiry.captures.at(0), workerId, std::chrono::milliseconds(*reclaim), responder,
                       inquiry.requestId,
                       m_clock.after(std::chrono::milliseconds(*block), [this, number] { finishPoll(number); })});
    responder.onGone(
        [this, number] { std::erase_if(m_polls, [&](const HeldPoll &held) { return held.number == number; }); });
}

/// The poll's time is up: what there is now, which may be a lease that ran out meanwhile, or nothing.
void HttpApi::finishPoll(std::uint64_t number)
{
    const auto found = std::ranges::find(m_polls, number, &HeldPoll::number);
    if (found == m_polls.end())
        return;
    std::list<HeldPoll> finished;
    finished.splice(finished.begin(), m_polls, found);
    const auto &held = finished.front();
    auto response = http::Response::json(200, claimFor(held.environment, held.workerId, held.reclaim).dump());
    response.headers.add("request-id", held.requestId);
    held.responder.send(std::move(response));
}

/// Deferred, since the model is in the middle of something when it tells of new work.
void HttpApi::workArrived()
{
    m_serving = m_clock.after(std::chrono::milliseconds(0), [this] {
        // Each round answers the poll that has waited longest, in every environment, as long as there is work for it.
        for (auto held = m_polls.begin(); held != m_polls.end();) {
            const auto current = held++;
            const auto item = claimFor(current->environment, current->workerId, current->reclaim);
            if (item.is_null())
                continue;
            auto response = http::Response::json(200, item.dump());
            response.headers.add("request-id", current->requestId);
            const auto responder = current->responder;
            m_polls.erase(current);
            responder.send(std::move(response));
        }
    });
}

} // namespace glovebox::demo
