// Role: tool calls that the run of the program before this one left open: computed and not known to be posted, or
// running when it ended. A session that is served again takes its own. For the others the server is asked, once each:
// what it has the answers of is closed, and so is what nobody can answer any more.
// Thread: the engine's.
// Invariants: a call is closed only when the server says that it has its answer, or that its session is over; one that
// waits for its session's next item stays open, over as many starts as that takes.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/control_plane.h"
#include "core/ports/ledger.h"

#include <deque>
#include <set>
#include <vector>

namespace glovebox::engine {

class LeftCalls {
public:
    LeftCalls(ports::Clock &clock, ports::Ledger &ledger) : m_clock(clock), m_ledger(ledger) {}

    void set(std::vector<ports::OpenCall> calls) { m_calls = std::move(calls); }
    /// Of a session that is served from here on.
    std::vector<ports::OpenCall> take(const domain::SessionId &session);
    /// Asks for the sessions that are still here, one after another, in these environments, which outlive the asking.
    void settle(std::vector<ports::ControlPlane *> environments);
    /// Asks no more.
    void stop();

private:
    void next();
    void ask();
    void read(Result<ports::EventPage> page);
    void note(const domain::SessionEvent &event);
    void close(bool all);

    ports::Clock &m_clock;
    ports::Ledger &m_ledger;
    std::vector<ports::OpenCall> m_calls;
    std::vector<ports::ControlPlane *> m_environments;
    // Of the one that is asked for now.
    std::deque<domain::SessionId> m_toAsk;
    std::size_t m_environment = 0; // the session's is not written down with its calls
    std::string m_page;
    std::set<domain::EventId> m_answered;
    bool m_unknown = true; // to each environment that was asked
    bool m_isOver = false;
    int m_failures = 0;
    Call m_step;
    Call m_asking;
};

} // namespace glovebox::engine
