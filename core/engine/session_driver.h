// Role: serves one work item from its acknowledgement to its release: lease, sandbox, events, tool calls, results
// (architecture, "A session's way through"; reference 3). The only one that changes anything about the item.
// Thread: the engine's.
//
// Invariants
// - One tool runs at a time, in the order of the calls. A call's intent is in the ledger before it runs and its result
//   before it is posted; the result is kept until the server has it.
// - After the lease is gone nothing is posted and nothing is stopped.
// - Heartbeats go on until the stop call is sent: also while outputs are collected and memory is synced.
// - finished() is called once, at the next turn of the loop, when nothing of the item is under way any more.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/work_item.h"
#include "core/engine/call_book.h"
#include "core/engine/environment.h"
#include "core/engine/idle_clock.h"
#include "core/engine/item_driver.h"
#include "core/engine/lease_keeper.h"
#include "core/engine/output_collector.h"
#include "core/engine/result_poster.h"
#include "core/engine/sandbox_pool.h"
#include "core/engine/session_feed.h"
#include "core/engine/session_mounts.h"
#include "core/engine/session_record.h"
#include "core/engine/transcript.h"
#include "core/ports/ledger.h"

namespace glovebox::engine {

class SessionDriver final : public ItemDriver {
public:
    struct Parts {
        const Environment &environment;
        ports::Clock &clock;
        ports::Ledger &ledger;
        SandboxPool &pool;
        api::Observer observer;
        const api::EngineSettings &settings;
        std::function<void()> finished;
        std::function<void()> resumed = nullptr; // of a recovered item: its lease is still ours
        std::function<void(const domain::EventId &)> delivered = nullptr; // the server has this call's answer
        DefinedStarts templates = nullptr;                                // none: there are none that somebody defined
        const EgressBook *egress = nullptr;                               // none: nothing leaves
    };

    /// `recovered`: the item was ours before this program started, and its token is not known any more; this is what
    /// the server echoed to its newest heartbeat, empty when none was answered.
    SessionDriver(Parts parts, domain::WorkItem item, SessionRecord record,
                  std::optional<std::string> recovered = std::nullopt);
    ~SessionDriver() override;

    void start() override;
    void drain() override;
    void abort() override;
    void supersede(const domain::WorkId &by) override;
    api::Verdict answerApproval(const domain::EventId &call, const api::ApprovalAnswer &answer, Call &sending) override;
    api::Verdict cancelCall(const domain::EventId &call) override;
    void listed(const domain::ListedWork *, MonoTime) override {} // its own heartbeats tell

    const domain::WorkItem &item() const override { return m_item; }
    domain::ItemPhase phase() const override { return m_phase; }
    std::optional<Error> hostTrouble() const override;
    bool hadSandbox() const override { return m_hadSandbox; }
    bool endedCleanly() const override { return m_clean || m_end == End::GiveBack; }
    domain::Parked parked() const override;

private:
    /// How an item ends. Given back: its lease is left to lapse, so that the queue hands a session in mid-turn to the
    /// next worker; a stop call would strand it (docs/decisions/0004).
    enum class End { Stop, GiveBack, LeaseGone };

    void readSession();
    void sessionRead(Result<domain::Session> session);
    Result<bool> takeTemplate(const domain::Binding &binding);
    void startFeed();
    void historyEnded(bool complete);
    void liveEvent(const domain::SessionEvent &event);
    void observe(const domain::SessionEvent &event);
    void apply(const std::vector<CallDecision> &decisions);
    void callAnswered(const domain::EventId &call);

    // Sandbox, what is brought into it and what is taken out (session_driver_sandbox.cpp)
    void needSandbox();
    void sandboxReady(ports::GuestLink &link);
    void mounted(Result<> result);
    void sandboxLost(Error why);
    void turnEnded();
    void collectOutputs();
    void outputsCollected();
    void stopCollecting();
    void closeUp();
    void closedUp();
    void sayGoodbye();
    void leaveSandbox();
    void loseLease();
    void letGoOfCurrent();

    // Calls (session_driver_calls.cpp)
    void dispatch();
    void runTool(const BookedCall &call);
    void installHandler(const api::CustomTool &tool);
    void startTool(const std::string &handler);
    void toolEnded(Result<domain::ToolResult> result);
    std::string newsOfFiles();
    void guestFailed(Error why);
    void keep(domain::ToolResult result);
    void deliver();
    void delivered(ResultPoster::Outcome outcome, const std::string &detail);

    void settle(const domain::EventId &call);
    void interrupted(const BookedCall &call);
    void answerUnrun(const domain::EventId &call, const std::string &why);
    const api::CustomTool *customTool(const domain::ToolUse &use) const;

    void noteResult(const domain::SessionEvent &event);
    void observeSession(const domain::SessionEvent &event);
    void leaseEnded(LeaseEnd reason, const std::string &detail);
    void updateIdle();
    void drainIfPossible();
    void forget(const domain::EventId &call);
    void sayThatItIsServed();
    void fail(Error why, End how);
    void failTowards(Error why);
    /// `clean`: the session is through here by itself; not drained, not cancelled, not failed.
    void end(End how, bool clean = false);
    void stopItem();
    void released();
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
    SessionFactsKeeper m_facts;

    IdleClock m_idle;
    int m_idleStarted = -1; // restarts() that the running timer belongs to
    IdleEffect m_lastHistoryEffect = IdleEffect::Neutral;
    std::set<domain::EventId> m_usesSinceTurnEnd; // of the history pass
    bool m_informed = false;                      // connected, and all of history read since
    std::string m_stopReason;

    std::optional<domain::Session> m_read; // as it was when the item began
    SandboxWish m_wish;
    std::optional<domain::SandboxId> m_sandbox;
    ports::GuestLink *m_arrived = nullptr; // owned by the pool; what the session brings along is being put there
    ports::GuestLink *m_link = nullptr;    // the same, ready for tools
    std::unique_ptr<SessionMounts> m_mounts;
    std::unique_ptr<SessionMounts> m_left; // after the sandbox was left
    Call m_collecting;
    bool m_collectingNow = false;
    std::set<std::string> m_installed; // custom tools whose handlers are in the sandbox
    std::deque<BookedCall> m_queue;
    std::optional<BookedCall> m_current; // its intent is being written, it runs, or its result is on its way
    bool m_running = false;              // the tool of m_current runs in the guest
    struct Aborted {
        domain::EventId call;
        std::string why;
    };
    std::optional<Aborted> m_aborted; // m_current, by user or operator
    std::map<domain::EventId, int> m_refusals;

    bool m_recovered = false;
    std::string m_lastHeartbeat; // of before this start
    bool m_hadSandbox = false;
    bool m_sameItemAgain = false; // superseded by a new claim of the very item: its ledger row is the new one's
    bool m_rescheduling = false;
    bool m_terminated = false;
    bool m_draining = false;
    bool m_resultsInHistory = false;         // of our six tools
    std::set<domain::EventId> m_toolsetUses; // of the history pass
    std::optional<Error> m_problem;
    End m_end = End::Stop; // once not serving any more
    bool m_clean = false;
    MonoTime m_closingSince;
    bool m_closing = false; // outputs and memory are on their way out; the stop call comes after

    Call m_call; // retrieve, stop
    Call m_tool;
    Call m_install;
    Call m_closeTimer; // the last collection of outputs has this long
    Call m_idleTimer;
    Call m_troubleTimer; // a tool without a result: its sandbox has this long to say why
    Call m_stopTimer;    // the stop call has this long
    Call m_finishTimer;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0); // the ledger's answers cannot be cancelled
};

} // namespace glovebox::engine
