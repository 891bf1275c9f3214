#include "core/engine/idle_clock.h"

namespace glovebox::engine {

using namespace domain;

IdleEffect idleEffect(const SessionEvent &event)
{
    if (const auto *idle = std::get_if<StatusIdle>(&event.payload))
        return idle->stopReason == "requires_action" ? IdleEffect::Activity : IdleEffect::EndsTurn;
    if (std::holds_alternative<ToolConfirmation>(event.payload) ||
        std::holds_alternative<ThreadTerminated>(event.payload) || std::holds_alternative<ToolAnswered>(event.payload))
        return IdleEffect::Neutral;
    return IdleEffect::Activity;
}

void IdleClock::apply(IdleEffect effect)
{
    switch (effect) {
    case IdleEffect::Neutral:
        return;
    case IdleEffect::Activity:
        m_armed = false;
        return;
    case IdleEffect::EndsTurn:
        m_armed = true;
        ++m_restarts;
        return;
    }
}

void IdleClock::setBlocked(bool blocked)
{
    if (m_blocked && !blocked)
        ++m_restarts;
    m_blocked = blocked;
}

} // namespace glovebox::engine
