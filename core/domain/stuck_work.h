// Role: tells work that moves from work that is stuck, and why (field's complaints: items acknowledged and never begun,
// sessions parked in requires_action). Pure. Wall times come from the control plane; a clock that differs by less than
// the limits below changes nothing.
#pragma once

#include "core/domain/session.h"
#include "core/domain/work_item.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::domain {

/// Why an item does not move, and what would help.
enum class Stuck {
    No,
    NeverStarted,      // acknowledged, and no heartbeat ever came: its worker is gone. Force stop, then interrupt
    Silent,            // its heartbeats ended long ago, and the queue did not take it back. Force stop, then interrupt
    NotTaken,          // waits in the queue for long
    NeedsApproval,     // a person has to allow or deny a call
    NeedsCustomResult, // waits for a custom tool's owner
    NeedsResult,       // waits for a tool result, and nobody serves the session. Interrupt
};

/// What a session's turn is blocked on, from its events, oldest first.
struct Parked {
    bool parked = false; // its last word is idle with requires_action
    int approvals = 0;   // calls without the yes that they need
    int customCalls = 0;
    int toolCalls = 0;
    std::string firstTool; // name of the oldest call that blocks

    friend bool operator==(const Parked &, const Parked &) = default;
};

/// Feed it a session's events in order; ask at the end.
class ParkedReader {
public:
    void event(const SessionEvent &event);
    Parked result() const;

private:
    std::map<EventId, ToolUse> m_open; // unanswered uses
    std::set<EventId> m_confirmed;     // allowed: they wait for a result now
    std::vector<EventId> m_blockedOn;  // of the last idle
    bool m_parked = false;
};

struct StuckLimits {
    /// From acknowledgement to the first heartbeat: a worker sends it at once. Longer than the longest lease we know of
    /// before a first beat, so that what the queue takes back by itself is not called stuck.
    std::chrono::milliseconds toFirstBeat{120'000};
    /// Since the last heartbeat. Leases of 5 minutes are the longest known; the queue takes lapsed items back itself.
    std::chrono::milliseconds sinceLastBeat{600'000};
    std::chrono::milliseconds inQueue{60'000};
};

/// `oursIsServed`: this engine holds the item right now; then only what its session waits for can be amiss.
Stuck judge(const ListedWork &item, WallTime now, bool oursIsServed, const Parked &parked,
            const StuckLimits &limits = {});

/// One sentence for the operator; empty for No.
std::string explain(Stuck stuck, const ListedWork &item, const Parked &parked, WallTime now);

std::string_view word(Stuck stuck);

} // namespace glovebox::domain
