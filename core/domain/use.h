// Role: what was used here, as another program asks for it: one sum over all sandboxes, and one record for each that
// ended. Values only. Thread: any.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/sandbox.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace glovebox::domain {

/// Of the sandboxes that were there in some days. Costs are local, in millionths of a US dollar.
struct UseTotals {
    int active = 0; // that did not end
    int ended = 0;
    std::int64_t activeCost = 0;
    std::int64_t endedCost = 0;
    std::chrono::milliseconds cpuTime{0};
    double memoryGibSeconds = 0; // each GiB of a sandbox's size while it was in memory, running or paused

    friend bool operator==(const UseTotals &, const UseTotals &) = default;
};

/// A sandbox that ended.
struct EndedRun {
    SandboxId id;
    std::string name;
    std::string image; // key of the image that its template was made of; empty: not known any more
    MachineSize size;
    std::optional<std::chrono::milliseconds> createTime; // none: less than is kept, under a second
    WallTime createdAt;
    WallTime endedAt;
    std::chrono::milliseconds uptime{0}; // in memory, running or paused
    std::chrono::milliseconds cpuTime{0};
    ByteCount memoryPeak;
    std::int64_t cost = 0; // local, millionths of a US dollar
    std::string cause;     // word(EndCause)

    friend bool operator==(const EndedRun &, const EndedRun &) = default;
};

} // namespace glovebox::domain
