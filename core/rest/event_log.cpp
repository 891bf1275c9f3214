#include "core/rest/event_log.h"

#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

#include <algorithm>
#include <cstdio>

namespace glovebox::rest {

using nlohmann::json;

namespace {

constexpr std::uint64_t kEventsAMillisecond = 1000;

bool isAmong(const std::vector<std::string> &wanted, const std::string &value)
{
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

std::string hexText(std::uint64_t value)
{
    char digits[17];
    std::snprintf(digits, sizeof digits, "%llx", static_cast<unsigned long long>(value));
    return digits;
}

} // namespace

bool EventFilter::takes(const Event &event) const
{
    const bool ofKind =
        kinds.empty() || std::ranges::any_of(kinds, [&](const std::string &kind) {
            return event.kind.starts_with(kind) && (event.kind.size() == kind.size() || event.kind[kind.size()] == '.');
        });
    return ofKind && isAmong(objects, event.object) && isAmong(sessions, event.session) &&
           isAmong(sandboxes, event.sandbox);
}

EventLog::EventLog(WallTime began, std::size_t eventsMax, ByteCount bytesMax)
    : m_eventsMax(eventsMax), m_bytesMax(bytesMax.value),
      m_before(static_cast<std::uint64_t>(std::max<std::int64_t>(0, began.time_since_epoch().count())) *
               kEventsAMillisecond),
      m_newest(m_before), m_epoch(hexText(m_before / kEventsAMillisecond))
{
}

void EventLog::add(EventDraft draft, WallTime at)
{
    auto &all = draft.facts;
    all["seq"] = ++m_newest;
    all["epoch"] = m_epoch;
    all["at"] = instantText(at);
    all["kind"] = draft.kind;
    all["object"] = draft.object;
    if (!draft.session.empty())
        all["session"] = draft.session;
    if (!draft.sandbox.empty())
        all["sandbox"] = draft.sandbox;
    m_events.push_back({m_newest, std::move(draft.kind), std::move(draft.object), std::move(draft.session),
                        std::move(draft.sandbox), dump(all)});
    m_bytes += m_events.back().text.size();
    while (m_events.size() > m_eventsMax || (m_bytes > m_bytesMax && m_events.size() > 1)) {
        m_bytes -= m_events.front().text.size();
        m_events.pop_front();
    }
}

const Event *EventLog::next(std::uint64_t after) const
{
    if (after >= m_newest || m_events.empty())
        return nullptr;
    return &m_events[after < oldest() ? 0 : static_cast<std::size_t>(after + 1 - oldest())];
}

std::optional<Event> EventLog::gap(std::uint64_t after) const
{
    const bool isOfAnotherRun = after < m_before || after > m_newest;
    if (after == 0 || (!isOfAnotherRun && after + 1 >= oldest()))
        return std::nullopt;
    json all{{"kind", "gap"},
             {"epoch", m_epoch},
             {"seq", oldest() - 1},
             {"from", isOfAnotherRun ? m_before + 1 : after + 1},
             {"to", oldest() - 1}};
    if (isOfAnotherRun)
        all["restarted"] = true;
    return Event{oldest() - 1, "gap", {}, {}, {}, dump(all)};
}

} // namespace glovebox::rest
