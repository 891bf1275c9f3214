// Role: who used what on which day, in pieces that add up exactly: a sandbox's meter by day on this host, and beside
// it, never summed with it, what the control plane reports of a session at list price. Thread: any.
#pragma once

#include "core/domain/ids.h"
#include "core/domain/sandbox_meter.h"
#include "core/domain/session.h"

#include <optional>
#include <string>

namespace glovebox::domain {

/// A day in UTC. A slice that spans midnight is two.
using UsageDay = std::chrono::sys_days;

/// What one sandbox used on one day for one session at one price table. The last one told of these four counts.
struct UsageSlice {
    UsageDay day;
    SandboxId sandbox;
    std::optional<SessionId> session; // whose it was then; none: nobody's
    std::optional<EnvironmentId> environment;
    std::string base; // the template that it was cloned from; empty: booted
    MachineSize size;
    SandboxMeter used; // of that day; peaks are that day's
    std::string pricesAsOf;
    std::int64_t cost = 0; // millionths of a US dollar, of `used`

    friend bool operator==(const UsageSlice &, const UsageSlice &) = default;
};

/// What a session's list usage grew by on one day. The last one told of (day, session) counts.
struct ListSlice {
    UsageDay day;
    SessionId session;
    EnvironmentId environment;
    std::string agentName;
    ModelUsage usage;

    friend bool operator==(const ListSlice &, const ListSlice &) = default;
};

} // namespace glovebox::domain
