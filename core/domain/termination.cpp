#include "core/domain/termination.h"

#include <algorithm>

namespace glovebox::domain {

std::string_view word(EndCause cause)
{
    switch (cause) {
    case EndCause::Operator:
        return "operator";
    case EndCause::IdleTimer:
        return "idle-timer";
    case EndCause::SessionEnded:
        return "session-ended";
    case EndCause::HostPressure:
        return "host-pressure";
    case EndCause::OutOfMemory:
        return "out-of-memory";
    case EndCause::GuestPanic:
        return "guest-panic";
    case EndCause::GuestOff:
        return "guest-off";
    case EndCause::ProcessDied:
        return "process-died";
    case EndCause::GuestLost:
        return "guest-lost";
    case EndCause::StartFailed:
        return "start-failed";
    case EndCause::EngineStopped:
        return "engine-stopped";
    case EndCause::Lost:
        return "lost";
    }
    return "unknown";
}

std::optional<EndCause> endCauseFrom(std::string_view text)
{
    const auto found = std::ranges::find(kEndCauses, text, [](EndCause cause) { return word(cause); });
    return found == kEndCauses.end() ? std::nullopt : std::optional(*found);
}

} // namespace glovebox::domain
