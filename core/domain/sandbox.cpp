#include "core/domain/sandbox.h"

namespace glovebox::domain {

std::string_view word(SandboxState state)
{
    switch (state) {
    case SandboxState::Queued:
        return "queued";
    case SandboxState::Creating:
        return "creating";
    case SandboxState::Restoring:
        return "restoring";
    case SandboxState::Running:
        return "running";
    case SandboxState::Paused:
        return "paused";
    case SandboxState::Hibernating:
        return "hibernating";
    case SandboxState::Hibernated:
        return "hibernated";
    case SandboxState::Resuming:
        return "resuming";
    case SandboxState::Stopped:
        return "stopped";
    case SandboxState::Failed:
        return "failed";
    case SandboxState::Destroying:
        return "destroying";
    case SandboxState::Destroyed:
        return "destroyed";
    }
    return "unknown";
}

std::string_view word(SandboxEvent event)
{
    switch (event) {
    case SandboxEvent::SlotFree:
        return "slot free";
    case SandboxEvent::Restore:
        return "restore";
    case SandboxEvent::Reload:
        return "reload";
    case SandboxEvent::Ready:
        return "ready";
    case SandboxEvent::Pause:
        return "pause";
    case SandboxEvent::Resume:
        return "resume";
    case SandboxEvent::Hibernate:
        return "hibernate";
    case SandboxEvent::Stored:
        return "stored";
    case SandboxEvent::StayedUp:
        return "stayed up";
    case SandboxEvent::StayedStored:
        return "stayed stored";
    case SandboxEvent::StayedStopped:
        return "stayed stopped";
    case SandboxEvent::WentAway:
        return "went away";
    case SandboxEvent::Failed:
        return "failed";
    case SandboxEvent::Destroy:
        return "destroy";
    case SandboxEvent::Gone:
        return "gone";
    }
    return "unknown";
}

std::string_view word(Acceleration acceleration)
{
    return acceleration == Acceleration::Kvm ? "kvm" : "emulated";
}

} // namespace glovebox::domain
