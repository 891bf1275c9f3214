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

std::string_view word(WorkArrival arrival)
{
    return arrival == WorkArrival::Webhooks ? "webhooks" : "polling";
}

std::string_view word(Repair repair)
{
    switch (repair) {
    case Repair::None:
        return "none";
    case Repair::Stopping:
        return "stopping";
    case Repair::Interrupting:
        return "interrupting";
    case Repair::Done:
        return "done";
    case Repair::StopFailed:
        return "stop failed";
    case Repair::InterruptFailed:
        return "interrupt failed";
    case Repair::NeedsOperatorKey:
        return "needs the operator key";
    }
    return "unknown";
}

std::string_view word(AnswerState state)
{
    switch (state) {
    case AnswerState::None:
        return "none";
    case AnswerState::Sending:
        return "sending";
    case AnswerState::Sent:
        return "sent";
    case AnswerState::Failed:
        return "failed";
    }
    return "unknown";
}

std::string_view word(ImageState state)
{
    switch (state) {
    case ImageState::Importing:
        return "importing";
    case ImageState::Ready:
        return "ready";
    case ImageState::Failed:
        return "failed";
    }
    return "unknown";
}

std::string_view word(DefinedTemplateState state)
{
    switch (state) {
    case DefinedTemplateState::Draft:
        return "draft";
    case DefinedTemplateState::Building:
        return "building";
    case DefinedTemplateState::Ready:
        return "ready";
    case DefinedTemplateState::Failed:
        return "failed";
    case DefinedTemplateState::Outdated:
        return "outdated";
    }
    return "unknown";
}

} // namespace glovebox::api
