// Role: serves one work item from its acknowledgement to its release: lease, sandbox, events, tool calls, results
// (architecture, "A session's way through"; reference 3). The only one that changes anything about the item.
// Thread: the engine's.
//
// Invariants
// - One tool runs at a time, in the order of the calls. A computed result is kept until the server has it.
// - After the lease is gone nothing is posted and nothing is stopped.
// - finished() is called once, at the next turn of the loop, when nothing of the item is under way any more.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/work_item.h"
#include "core/engine/call_book.h"
#include "core/engine/idle_clock.h"
#include "core/engine/lease_keeper.h"
#include "core/engine/result_poster.h"
#include "core/engine/sandbox_pool.h"
#include "core/engine/session_feed.h"
#include "core/engine/transcript.h"

namespace glovebox::engine {

/// What the engine keeps of a session over its several items.
struct SessionRecord {
    std::shared_ptr<api::SessionView> view;
    std::shared_ptr<Transcript> transcript;
    /// Computed, not yet taken by the server: the next item posts them instead of running the calls again.
    std::shared_ptr<std::map<domain::EventId, domain::ToolResult>> results;
    /// The one whose files the agent believes in. None: it has no files yet, or knows that they are lost.
    std::shared_ptr<std::optional<domain::SandboxId>> knownSandbox;
};

class SessionDriver {
public:
    struct Parts {
        ports::ControlPlane &controlPlane;
        ports::Clock &clock;
        SandboxPool &pool;
        api::Observer observer;
        const api::EngineSettings &settings;
        std::function<void()> finished;
    };

    SessionDriver(Parts parts, domain::WorkItem item, SessionRecord record);
    ~SessionDriver();

    /// The item is acknowledged: from here on it is ours.
    void start();
    /// Lets the turn end, then releases. What waits for a person or a sandbox is given back at once.
    void drain();
    /// Ends now: a running tool is aborted, the item given back.
    void abort();
    /// The queue handed the session out again: we let go without a word.
    void supersede();

    const domain::WorkItem &item() const { return m_item; }
    domain::ItemPhase phase() const { return m_phase; }

private:
    /// How an item ends. Given back: its lease is left to lapse, so that the queue hands a session in mid-turn to the
    /// next worker; a stop call would strand it (docs/decisions/0004).
    enum class End { Stop, GiveBack, LeaseGone };

    void sessionRead(Result<domain::Session> session);
    void startFeed();
    void historyEnded(bool complete);
    void liveEvent(const domain::SessionEvent &event);
    void observe(const domain::SessionEvent &event);
    void apply(const std::vector<CallDecision> &decisions);
    void callAnswered(const domain::EventId &call);

    void needSandbox();
    void sandboxReady(ports::GuestLink &link);
    void sandboxLost(Error why);
    void dispatch();
    void runTool(const BookedCall &call);
    void toolEnded(Result<domain::ToolResult> result);
    void deliver();
    void delivered(ResultPoster::Outcome outcome, const std::string &detail);

    void settle(const domain::EventId &call);

    void leaseEnded(LeaseEnd reason, const std::string &detail);
    void updateIdle();
    void drainIfPossible();
    void forget(const domain::EventId &call);
    void fail(Error why, End how);
    void failTowards(Error why);
    void end(End how);
    void stopItem();
    void released();
    void move(domain::ItemEvent event);
    void publish();
    api::SessionState state() const;
    std::string reason() const;

    Parts m_parts;
    domain::WorkItem m_item;
    domain::SessionId m_session;
    SessionRecord m_record;
    api::SessionView m_published;
    domain::ItemPhase m_phase = domain::ItemPhase::Claimed;
    LeaseKeeper m_lease;
    SessionFeed m_feed;
    ResultPoster m_poster;
    CallBook m_book;

    IdleClock m_idle;
    int m_idleStarted = -1; // restarts() that the running timer belongs to
    IdleEffect m_lastHistoryEffect = IdleEffect::Neutral;
    std::set<domain::EventId> m_usesSinceTurnEnd; // of the history pass
    bool m_informed = false;                      // connected, and all of history read since
    std::string m_stopReason;

    std::optional<domain::SandboxId> m_sandbox;
    ports::GuestLink *m_link = nullptr; // owned by the pool; null unless ready
    std::deque<BookedCall> m_queue;
    std::optional<BookedCall> m_current; // running, or its result is being posted
    std::map<domain::EventId, int> m_refusals;

    bool m_rescheduling = false;
    bool m_terminated = false;
    bool m_draining = false;
    bool m_filesLost = false; // the agent has to be told with the next result
    std::optional<Error> m_problem;

    Call m_call; // retrieve, stop
    Call m_tool;
    Call m_idleTimer;
    Call m_troubleTimer; // a tool without a result: its sandbox has this long to say why
    Call m_stopTimer;    // the stop call has this long
    Call m_finishTimer;
};

} // namespace glovebox::engine
