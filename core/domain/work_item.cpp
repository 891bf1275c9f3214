#include "core/domain/work_item.h"

namespace glovebox::domain {

std::string_view word(ItemPhase phase)
{
    switch (phase) {
    case ItemPhase::Claimed:
        return "claimed";
    case ItemPhase::Serving:
        return "serving";
    case ItemPhase::Releasing:
        return "releasing";
    case ItemPhase::Released:
        return "released";
    case ItemPhase::Lost:
        return "lost";
    case ItemPhase::Dropped:
        return "dropped";
    }
    return "unknown";
}

std::string_view word(ItemEvent event)
{
    switch (event) {
    case ItemEvent::Acknowledged:
        return "acknowledged";
    case ItemEvent::Refused:
        return "refused";
    case ItemEvent::RunOver:
        return "run over";
    case ItemEvent::LeaseLost:
        return "lease lost";
    case ItemEvent::Stopped:
        return "stopped";
    }
    return "unknown";
}

std::string_view word(WorkState state)
{
    switch (state) {
    case WorkState::Queued:
        return "queued";
    case WorkState::Starting:
        return "starting";
    case WorkState::Active:
        return "active";
    case WorkState::Stopping:
        return "stopping";
    case WorkState::Stopped:
        return "stopped";
    case WorkState::Unknown:
        return "unknown";
    }
    return "unknown";
}

WorkState workStateFrom(std::string_view text)
{
    for (const auto state :
         {WorkState::Queued, WorkState::Starting, WorkState::Active, WorkState::Stopping, WorkState::Stopped})
        if (word(state) == text)
            return state;
    return WorkState::Unknown;
}

} // namespace glovebox::domain
