// Role: follows a session that somebody else serves, and shows it: transcript, calls, figures, whether its turn is
// over. Reads alone: it answers nothing and claims nothing. Thread: the engine's. Invariants: a call is shown once,
// however often history is read; handlers may call stop().
#pragma once

#include "core/domain/stuck_work.h"
#include "core/engine/environment.h"
#include "core/engine/idle_clock.h"
#include "core/engine/session_feed.h"
#include "core/engine/session_record.h"

#include <functional>
#include <map>
#include <set>

namespace glovebox::engine {

class ObservedSession {
public:
    struct Parts {
        ports::ControlPlane &controlPlane;
        ports::Clock &clock;
        ports::Ledger &ledger;
    };
    struct Handlers {
        std::function<void()> changed; // what is shown of it
        std::function<void()> turnEnded;
        std::function<void()> isOver;       // terminated or deleted; once
        std::function<void(Error)> refused; // it cannot be followed
    };

    ObservedSession(Parts parts, const domain::WorkItem &item, SessionRecord record, Handlers handlers);

    /// As it was read.
    void begin(const domain::Session &session);
    void start() { m_feed.start(); }
    void stop();

    /// As far as is known: false while nothing is heard of it.
    bool turnOver() const { return m_informed && m_idle.turnOver() && m_held.empty(); }
    bool isOver() const { return m_over; }
    bool isRescheduling() const { return m_rescheduling; }
    const std::string &stopReason() const { return m_stopReason; }
    std::size_t heldCount() const { return m_held.size(); }
    bool isHeld(const domain::EventId &call) const { return m_held.contains(call); }
    /// The call that runs there; empty: none is known to.
    std::string currentTool() const;
    domain::Parked parked() const;

private:
    void observe(const domain::SessionEvent &event);
    void use(const domain::EventId &id, const domain::ToolUse &use);
    void began(const domain::EventId &call);
    void confirmed(const domain::ToolConfirmation &confirmation);
    void answered(const domain::ToolAnswered &answer);
    void threadEnded(const domain::ThreadId &thread);
    void close(const domain::EventId &call, domain::ToolCallState state, const std::string &note = {});

    SessionRecord m_record;
    Handlers m_handlers;
    ports::Clock &m_clock;
    SessionFactsKeeper m_facts;
    IdleClock m_idle;
    IdleEffect m_lastHistoryEffect = IdleEffect::Neutral;
    bool m_restsUntouched = false; // it rested when it was read: a history without events is a turn that is over
    bool m_informed = false;       // connected, and all of history read since
    bool m_over = false;
    bool m_rescheduling = false;
    std::string m_stopReason;
    std::map<domain::EventId, domain::ToolUse> m_open; // not answered yet
    std::set<domain::EventId> m_held;                  // of those, what a person has to allow
    std::set<domain::EventId> m_closed;
    SessionFeed m_feed; // last: it calls into all of the above
};

} // namespace glovebox::engine
