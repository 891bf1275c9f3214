#include "core/domain/stuck_work.h"

#include <algorithm>

namespace glovebox::domain {

using std::chrono::milliseconds;

namespace {

/// One whose lease lapsed is in the queue again, at the earliest since its last heartbeat.
std::optional<WallTime> queuedSince(const ListedWork &item)
{
    return std::max(item.createdAt, item.latestHeartbeatAt); // none is less than any
}

std::string ago(const std::optional<WallTime> &then, WallTime now)
{
    if (!then)
        return "some time";
    const auto seconds = std::max<long long>(0, std::chrono::duration_cast<std::chrono::seconds>(now - *then).count());
    if (seconds < 120)
        return std::to_string(seconds) + " s";
    if (seconds < 2 * 3600)
        return std::to_string(seconds / 60) + " min";
    return std::to_string(seconds / 3600) + " h";
}

std::string calls(int count, const std::string &first)
{
    return count == 1 ? "the call of " + first : std::to_string(count) + " calls, " + first + " first,";
}

} // namespace

void ParkedReader::event(const SessionEvent &event)
{
    if (const auto *use = std::get_if<ToolUse>(&event.payload)) {
        m_open.insert_or_assign(event.id, *use);
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        m_open.erase(answer->use);
    } else if (const auto *confirmation = std::get_if<ToolConfirmation>(&event.payload)) {
        if (confirmation->verdict == Verdict::Allow)
            m_confirmed.insert(confirmation->use);
        else
            m_open.erase(confirmation->use);
    } else if (const auto *idle = std::get_if<StatusIdle>(&event.payload)) {
        m_parked = idle->stopReason == "requires_action";
        m_blockedOn = idle->blockedOn;
        if (!m_parked)
            m_open.clear();
    } else if (std::holds_alternative<StatusRunning>(event.payload) ||
               std::holds_alternative<StatusTerminated>(event.payload) ||
               std::holds_alternative<SessionDeleted>(event.payload)) {
        m_parked = false;
    }
}

Parked ParkedReader::result() const
{
    Parked parked{.parked = m_parked};
    if (!m_parked)
        return parked;
    for (const auto &id : m_blockedOn) {
        const auto it = m_open.find(id);
        if (it == m_open.end())
            continue;
        const auto &use = it->second;
        if (parked.firstTool.empty())
            parked.firstTool = use.name;
        if (use.permission != Permission::Allow && !m_confirmed.contains(id))
            ++parked.approvals;
        else if (use.kind == ToolKind::Custom)
            ++parked.customCalls;
        else
            ++parked.toolCalls;
    }
    return parked;
}

Stuck judge(const ListedWork &item, WallTime now, bool oursIsServed, const Parked &parked, const StuckLimits &limits)
{
    if (item.state == WorkState::Stopped)
        return parked.parked && parked.approvals == 0 && parked.customCalls == 0 ? Stuck::NeedsResult : Stuck::No;
    if (parked.approvals > 0)
        return Stuck::NeedsApproval;
    if (parked.customCalls > 0)
        return Stuck::NeedsCustomResult;
    if (oursIsServed)
        return Stuck::No;
    const auto longer = [&](const std::optional<WallTime> &since, milliseconds limit) {
        return since && now - *since > limit;
    };
    switch (item.state) {
    case WorkState::Queued:
        return longer(queuedSince(item), limits.inQueue) ? Stuck::NotTaken : Stuck::No;
    case WorkState::Starting:
    case WorkState::Active:
    case WorkState::Stopping:
        if (item.latestHeartbeatAt)
            return longer(item.latestHeartbeatAt, limits.sinceLastBeat) ? Stuck::Silent : Stuck::No;
        return longer(item.acknowledgedAt, limits.toFirstBeat) ? Stuck::NeverStarted : Stuck::No;
    case WorkState::Stopped:
    case WorkState::Unknown:
        return Stuck::No;
    }
    return Stuck::No;
}

std::string explain(Stuck stuck, const ListedWork &item, const Parked &parked, WallTime now)
{
    switch (stuck) {
    case Stuck::No:
        return {};
    case Stuck::NeverStarted:
        return "A worker took it " + ago(item.acknowledgedAt, now) + " ago and never sent a heartbeat.";
    case Stuck::Silent:
        return "Its worker has not sent a heartbeat for " + ago(item.latestHeartbeatAt, now) + ".";
    case Stuck::NotTaken:
        return "No worker has taken it for " + ago(queuedSince(item), now) + ".";
    case Stuck::NeedsApproval:
        return "It waits for a person: " + calls(parked.approvals, parked.firstTool) + " must be allowed or denied.";
    case Stuck::NeedsCustomResult:
        return "It waits for the owner of a custom tool: " + calls(parked.customCalls, parked.firstTool) +
               " must be answered.";
    case Stuck::NeedsResult:
        return "It waits for a tool's result, and no worker serves it: " + calls(parked.toolCalls, parked.firstTool) +
               " was never answered.";
    }
    return {};
}

std::string_view word(Stuck stuck)
{
    switch (stuck) {
    case Stuck::No:
        return "moving";
    case Stuck::NeverStarted:
        return "never started";
    case Stuck::Silent:
        return "silent";
    case Stuck::NotTaken:
        return "not taken";
    case Stuck::NeedsApproval:
        return "needs approval";
    case Stuck::NeedsCustomResult:
        return "needs a custom tool's result";
    case Stuck::NeedsResult:
        return "needs a result";
    }
    return "unknown";
}

} // namespace glovebox::domain
