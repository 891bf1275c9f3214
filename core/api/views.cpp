#include "core/api/views.h"

namespace glovebox::api {

std::string_view word(EnginePhase phase)
{
    switch (phase) {
    case EnginePhase::Stopped:
        return "stopped";
    case EnginePhase::Preparing:
        return "preparing";
    case EnginePhase::Running:
        return "running";
    case EnginePhase::Draining:
        return "draining";
    case EnginePhase::Failed:
        return "failed";
    }
    return "unknown";
}

std::string_view word(PollState state)
{
    switch (state) {
    case PollState::Stopped:
        return "stopped";
    case PollState::Polling:
        return "polling";
    case PollState::PausedByOperator:
        return "paused";
    case PollState::Draining:
        return "draining";
    case PollState::Disconnected:
        return "disconnected";
    case PollState::KeyRejected:
        return "key rejected";
    }
    return "unknown";
}

std::string_view word(SessionState state)
{
    switch (state) {
    case SessionState::NeedsApproval:
        return "needs approval";
    case SessionState::Failed:
        return "failed";
    case SessionState::Running:
        return "running";
    case SessionState::WaitingForSandbox:
        return "waiting for sandbox";
    case SessionState::Idle:
        return "idle";
    case SessionState::Rescheduling:
        return "rescheduling";
    case SessionState::Ended:
        return "ended";
    case SessionState::Terminated:
        return "terminated";
    }
    return "unknown";
}

} // namespace glovebox::api
