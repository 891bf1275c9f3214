#include "core/demo/work_queue.h"

#include <algorithm>

namespace glovebox::demo {

namespace {

using domain::WorkState;

constexpr std::string_view kNoHeartbeat = "NO_HEARTBEAT";
/// A worker counts as polling this long after its last poll (reference 1.8).
constexpr std::chrono::seconds kWorkerSeen{30};
/// Worker ids remembered for that; a client may make up a new one with each poll.
constexpr std::size_t kWorkersMax = 1000;
/// Stopped items stay listable this far back.
constexpr std::size_t kStoppedItemsKept = 1000;
/// Holders of one item that are still told how they lost it.
constexpr std::size_t kTokensKept = 8;
/// What a client may ask for as a lease (reference, appendix A).
constexpr std::chrono::seconds kDesiredTtlMin{1}, kDesiredTtlMax{600};

bool isOver(const WorkRecord &item)
{
    return item.state == WorkState::Stopped;
}

Json timeOrNull(const std::optional<WallTime> &at)
{
    return at ? Json(isoTime(*at)) : Json(nullptr);
}

} // namespace

WorkQueue::WorkQueue(Options options, IdSource &ids, Credentials &credentials)
    : m_options(std::move(options)), m_ids(ids), m_credentials(credentials)
{
}

const WorkRecord &WorkQueue::enqueue(std::string kind, std::string subject, Now now)
{
    forgetOldest();
    WorkRecord item;
    item.id = m_ids.id("work");
    item.kind = std::move(kind);
    item.subject = std::move(subject);
    item.createdAt = now.wall;
    item.leaseTtl = m_options.leaseTtl;
    m_items.push_back(std::move(item));
    return m_items.back();
}

void WorkQueue::forgetOldest()
{
    if (std::ranges::count_if(m_items, isOver) < static_cast<std::ptrdiff_t>(kStoppedItemsKept))
        return;
    const auto oldest = std::ranges::find_if(m_items, isOver);
    for (const auto &token : oldest->tokens)
        m_credentials.revoke(token);
    m_items.erase(oldest);
}

const WorkRecord *WorkQueue::liveItemOf(const std::string &subject, Now now)
{
    releaseExpired(now);
    const auto found =
        std::ranges::find_if(m_items, [&](const auto &item) { return item.subject == subject && !isOver(item); });
    return found == m_items.end() ? nullptr : &*found;
}

void WorkQueue::releaseExpired(Now now)
{
    for (auto &item : m_items) {
        if (isOver(item) || !item.leaseUntil || now.mono < *item.leaseUntil)
            continue;
        // An item that was being stopped has nobody left to confirm it.
        if (item.state == WorkState::Stopping) {
            end(item, now);
            continue;
        }
        item.state = WorkState::Queued;
        item.lastHeartbeat.clear();
        item.latestHeartbeatAt.reset();
        item.acknowledgedAt.reset();
        item.claimedAt.reset();
        item.leaseUntil.reset();
    }
}

void WorkQueue::end(WorkRecord &item, Now now)
{
    item.state = WorkState::Stopped;
    item.stoppedAt = now.wall;
    item.claimedAt.reset();
    item.leaseUntil.reset();
}

const WorkRecord *WorkQueue::claim(const std::string &workerId, std::chrono::milliseconds reclaimOlderThan, Now now)
{
    releaseExpired(now);
    std::erase_if(m_workers, [&](const auto &seen) { return now.mono - seen.second > kWorkerSeen; });
    if (!workerId.empty() && m_workers.size() < kWorkersMax)
        m_workers.insert_or_assign(workerId, now.mono);
    const auto isFree = [&](const WorkRecord &item) {
        return item.state == WorkState::Queued && (!item.claimedAt || now.mono - *item.claimedAt >= reclaimOlderThan);
    };
    const auto found = std::ranges::find_if(m_items, isFree);
    if (found == m_items.end())
        return nullptr;
    found->claimedAt = now.mono;
    found->tokens.push_back(m_ids.key("sk-ant-req-"));
    m_credentials.add(found->tokens.back(), {CallerKind::SessionsToken, m_options.environment,
                                             found->kind == "session" ? found->subject : "", found->id});
    if (found->tokens.size() > kTokensKept) {
        m_credentials.revoke(found->tokens.front());
        found->tokens.pop_front();
    }
    return &*found;
}

Answer<WorkRecord *> WorkQueue::require(const std::string &id, Now now)
{
    releaseExpired(now);
    const auto found = std::ranges::find(m_items, id, &WorkRecord::id);
    if (found == m_items.end())
        return refuse(404, "No such work item in this environment.");
    return &*found;
}

Answer<const WorkRecord *> WorkQueue::find(const std::string &id, Now now)
{
    return require(id, now).map([](WorkRecord *item) -> const WorkRecord * { return item; });
}

Answer<const WorkRecord *> WorkQueue::acknowledge(const std::string &id, Now now)
{
    const auto item = require(id, now);
    if (!item)
        return tl::unexpected(item.error());
    auto &record = **item;
    if (record.state != WorkState::Queued || !record.claimedAt)
        return refuse(409, "The work item is not waiting for an acknowledgement.");
    record.state = WorkState::Starting;
    record.acknowledgedAt = now.wall;
    record.claimedAt.reset();
    record.leaseUntil = now.mono + record.leaseTtl;
    return &record;
}

Json WorkQueue::heartbeatState(const WorkRecord &item, bool extended) const
{
    const auto seconds = std::chrono::duration<double>(item.leaseTtl).count();
    const auto ttl =
        seconds == static_cast<double>(static_cast<int>(seconds)) ? Json(static_cast<int>(seconds)) : Json(seconds);
    return {{"last_heartbeat", item.lastHeartbeat},
            {"lease_extended", extended},
            {"state", word(item.state)},
            {"ttl_seconds", ttl}};
}

Answer<Json> WorkQueue::heartbeat(const std::string &id, const std::optional<std::string> &expected,
                                  std::optional<std::chrono::seconds> desiredTtl, Now now)
{
    const auto found = require(id, now);
    if (!found)
        return tl::unexpected(found.error());
    auto &item = **found;
    auto answer = [&](bool extended) {
        auto body = heartbeatState(item, extended);
        body["type"] = "work_heartbeat";
        return body;
    };
    if (item.state == WorkState::Stopping || item.state == WorkState::Stopped)
        return answer(false);
    const std::string actual = item.lastHeartbeat.empty() ? std::string(kNoHeartbeat) : item.lastHeartbeat;
    if (item.state == WorkState::Queued || (expected && *expected != actual)) {
        auto state = heartbeatState(item, false);
        state["last_heartbeat"] = item.lastHeartbeat.empty() ? Json(nullptr) : Json(item.lastHeartbeat);
        state["lease_updated_at"] = timeOrNull(item.latestHeartbeatAt);
        return tl::unexpected(ApiError{412,
                                       "Heartbeat precondition failed: expected " + expected.value_or("a lease") +
                                           ", actual was " + (item.lastHeartbeat.empty() ? "NULL" : item.lastHeartbeat),
                                       "heartbeat_precondition_failed", std::move(state)});
    }
    if (desiredTtl)
        item.leaseTtl = std::clamp<std::chrono::seconds>(*desiredTtl, kDesiredTtlMin, kDesiredTtlMax);
    // Two beats within a millisecond must not look the same, or a stolen lease would go unnoticed.
    auto beatAt = now.wall;
    if (item.latestHeartbeatAt && beatAt <= *item.latestHeartbeatAt)
        beatAt = *item.latestHeartbeatAt + std::chrono::milliseconds(1);
    if (item.state == WorkState::Starting) {
        item.state = WorkState::Active;
        item.startedAt = now.wall;
    }
    item.latestHeartbeatAt = beatAt;
    item.lastHeartbeat = isoTime(beatAt);
    item.leaseUntil = now.mono + item.leaseTtl;
    return answer(true);
}

Answer<const WorkRecord *> WorkQueue::stop(const std::string &id, bool force, Now now)
{
    const auto found = require(id, now);
    if (!found)
        return tl::unexpected(found.error());
    auto &item = **found;
    if (isOver(item))
        return refuse(409, "The work item is already stopped.");
    if (!item.stopRequestedAt)
        item.stopRequestedAt = now.wall;
    // Nobody holds a queued item, so nobody would ever confirm that it stops.
    if (force || item.state == WorkState::Queued)
        end(item, now);
    else
        item.state = WorkState::Stopping;
    return &item;
}

Answer<const WorkRecord *> WorkQueue::patchMetadata(const std::string &id, const Json &patch, Now now)
{
    const auto found = require(id, now);
    if (!found)
        return tl::unexpected(found.error());
    auto merged = mergedMetadata((*found)->metadata, patch);
    if (!merged)
        return tl::unexpected(merged.error());
    (*found)->metadata = std::move(*merged);
    return *found;
}

const std::deque<WorkRecord> &WorkQueue::items(Now now)
{
    releaseExpired(now);
    return m_items;
}

Json WorkQueue::stats(Now now)
{
    releaseExpired(now);
    int depth = 0;
    int pending = 0;
    Json oldest = nullptr;
    for (const auto &item : m_items) {
        if (item.state != WorkState::Queued)
            continue;
        ++(item.claimedAt ? pending : depth);
        if (oldest.is_null())
            oldest = isoTime(item.createdAt);
    }
    const auto workers =
        std::ranges::count_if(m_workers, [&](const auto &seen) { return now.mono - seen.second <= kWorkerSeen; });
    return {{"type", "work_queue_stats"},
            {"depth", depth},
            {"pending", pending},
            {"oldest_queued_at", oldest},
            {"workers_polling", workers}};
}

Json WorkQueue::toJson(const WorkRecord &item, bool withSecret) const
{
    return {{"id", item.id},
            {"type", "work"},
            {"environment_id", m_options.environment},
            {"data", {{"type", item.kind}, {"id", item.subject}}},
            {"state", word(item.state)},
            {"secret", withSecret && !item.tokens.empty() ? Json(workSecret(item.tokens.back())) : Json(nullptr)},
            {"metadata", item.metadata},
            {"created_at", isoTime(item.createdAt)},
            {"acknowledged_at", timeOrNull(item.acknowledgedAt)},
            {"started_at", timeOrNull(item.startedAt)},
            {"latest_heartbeat_at", timeOrNull(item.latestHeartbeatAt)},
            {"stop_requested_at", timeOrNull(item.stopRequestedAt)},
            {"stopped_at", timeOrNull(item.stoppedAt)}};
}

} // namespace glovebox::demo
