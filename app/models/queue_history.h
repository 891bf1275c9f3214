// Role: how many items waited in the queues, minute by minute over the last hour: the most of each minute, and nothing
// for a minute in which nobody read them. Time is the caller's. Thread: GUI.
// Invariant: an hour and no more is kept, whatever happens to the clock.
#pragma once

#include "core/base/units.h"

#include <array>
#include <optional>
#include <vector>

namespace glovebox::models {

class QueueHistory {
public:
    static constexpr std::size_t kMinutes = 60;

    void note(WallTime at, int waiting);
    /// The last hour, oldest first; the last one is the minute of `now`.
    std::vector<std::optional<int>> upTo(WallTime now) const;

private:
    struct Minute {
        std::int64_t number = -1; // since 1970
        int most = 0;
    };
    std::array<Minute, kMinutes> m_ring;
};

} // namespace glovebox::models
