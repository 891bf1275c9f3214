// Role: decides what happens to each tool call of a session, from its events alone (reference 3.2 to 3.4). Pure: no
// I/O, no clock. The driver feeds it history passes and live events and does what it says.
//
// Invariants
// - A call is handed out for execution once per computed result: never while it is held, running, answered or denied.
// - Nothing but an explicit allow (or no permission at all) executes: unknown permissions hold, unknown verdicts deny.
// - A server-side deny beats a recorded allow. A denied call is never answered by us.
// - Calls of a terminated thread are dropped silently.
// - A call that came before an interrupt never begins to run: it is answered with an error, or dropped when the turn is
//   over already (docs/decisions/0017).
// - A name of the toolset counts only in agent.tool_use, a custom tool's only in agent.custom_tool_use.
#pragma once

#include "core/domain/session.h"

#include <map>
#include <set>
#include <unordered_set>
#include <vector>

namespace glovebox::engine {

struct BookedCall {
    domain::EventId id;
    domain::ToolUse use;
};

struct CallDecision {
    enum class Kind {
        Execute,     // run it (or post its computed result again)
        Hold,        // needs a person's yes
        Denied,      // never runs; nothing is posted
        NotOurs,     // somebody else answers: a custom tool, a server-side tool
        Answered,    // a call held or in hand has a result in the log now: ours came through, or another's
        Interrupted, // the user stopped it: abort it if it runs; it is to be answered with an error
        Dropped,     // nothing more is done; the note says why
    } kind;
    BookedCall call;
    std::string note; // the deny message, the reason
};

class CallBook {
public:
    /// Which tools we answer. Everything else is NotOurs.
    explicit CallBook(std::set<std::string> ownTools, std::set<std::string> ownCustomTools = {})
        : m_ownTools(std::move(ownTools)), m_ownCustomTools(std::move(ownCustomTools))
    {
    }

    /// A pass over the whole history, oldest first. Between begin and end nothing is decided.
    void beginHistory();
    void history(const domain::SessionEvent &event);
    /// The pass is complete: what to do now, in the order of the calls.
    std::vector<CallDecision> endHistory();
    /// The pass failed half-way: what it had marked as seen is forgotten, so the live stream may bring it again.
    void abandonHistory();

    std::vector<CallDecision> live(const domain::SessionEvent &event);

    /// The driver is done with a call: its result was taken by the server, or refused for good.
    void markAnswered(const domain::EventId &call);
    /// The result could not be delivered; the next history pass hands the call out again.
    void markUndelivered(const domain::EventId &call);

    bool isHeld(const domain::EventId &call) const { return m_held.contains(call); }
    bool isAnswered(const domain::EventId &call) const { return m_answered.contains(call); }
    std::size_t heldCount() const { return m_held.size(); }
    /// The oldest of those two kinds, by its tool's name; empty: nothing waits.
    std::string firstWaiting() const;
    /// Custom tools of others that their owners have not answered.
    std::size_t foreignCount() const { return m_foreign.size(); }
    /// Handed out and not answered yet, or held: work remains for this worker.
    bool hasOpenCalls() const { return !m_held.empty() || !m_inHand.empty(); }

private:
    CallDecision route(const BookedCall &call);
    bool isOurs(const domain::ToolUse &use) const;
    void dropThread(const domain::ThreadId &thread, std::vector<CallDecision> &decisions);
    void interrupt(const std::optional<domain::ThreadId> &thread, std::vector<CallDecision> &decisions);
    void turnOver();

    std::set<std::string> m_ownTools;
    std::set<std::string> m_ownCustomTools;
    std::unordered_set<domain::EventId> m_seen;     // use events met so far
    std::unordered_set<domain::EventId> m_answered; // or denied
    std::map<domain::EventId, domain::ToolConfirmation> m_verdicts;
    std::map<domain::EventId, BookedCall> m_held;
    std::map<domain::EventId, BookedCall> m_inHand;  // executing or being posted
    std::map<domain::EventId, BookedCall> m_foreign; // custom calls of others, unanswered
    std::set<domain::ThreadId> m_deadThreads;
    std::set<domain::EventId> m_interrupted; // by an interrupt after them
    std::set<domain::EventId> m_settled;     // interrupted, and their turn is over: the server wants no answer

    std::vector<BookedCall> m_pending; // of the current pass
    std::size_t m_turnStart = 0;       // in it: the first call after the last end of a turn
    std::vector<domain::EventId> m_seenInPass;
};

} // namespace glovebox::engine
