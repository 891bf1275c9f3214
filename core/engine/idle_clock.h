// Role: when a session counts as idle (reference 3.5). Pure: says what the timer should do, the driver owns the timer.
//
// - A result is neutral, unlike in the reference: where it moves the session on, session.status_running follows; where
//   it comes after an interrupt, the turn is over all the same.
// - An event that ends the turn arms the clock with a full window; any other event disarms it; neutral ones do neither.
// - While anything blocks (a held call, a call in hand), an armed clock waits; when the last blocker goes it starts
// with
//   a fresh full window.
#pragma once

#include "core/domain/session.h"

namespace glovebox::engine {

/// What an event means for the clock.
enum class IdleEffect { Neutral, EndsTurn, Activity };
IdleEffect idleEffect(const domain::SessionEvent &event);

class IdleClock {
public:
    void apply(IdleEffect effect);
    void setBlocked(bool blocked);
    void disarm() { m_armed = false; }

    bool turnOver() const { return m_armed; }
    /// The timer should be running. Each time this turns true, or restarts() changes, the window starts afresh.
    bool shouldRun() const { return m_armed && !m_blocked; }
    int restarts() const { return m_restarts; }

private:
    bool m_armed = false;
    bool m_blocked = false;
    int m_restarts = 0;
};

} // namespace glovebox::engine
