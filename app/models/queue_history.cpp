#include "app/models/queue_history.h"

#include <algorithm>

namespace glovebox::models {

namespace {

std::int64_t minuteOf(WallTime at)
{
    return std::chrono::floor<std::chrono::minutes>(at.time_since_epoch()).count();
}

} // namespace

void QueueHistory::note(WallTime at, int waiting)
{
    const std::int64_t number = minuteOf(at);
    Minute &minute = m_ring[static_cast<std::size_t>(number) % kMinutes];
    minute = {number, minute.number == number ? std::max(minute.most, waiting) : waiting};
}

std::vector<std::optional<int>> QueueHistory::upTo(WallTime now) const
{
    std::vector<std::optional<int>> points(kMinutes);
    const std::int64_t newest = minuteOf(now);
    for (const Minute &minute : m_ring) {
        const std::int64_t back = newest - minute.number;
        if (minute.number >= 0 && back >= 0 && back < static_cast<std::int64_t>(kMinutes))
            points[kMinutes - 1 - static_cast<std::size_t>(back)] = minute.most;
    }
    return points;
}

} // namespace glovebox::models
