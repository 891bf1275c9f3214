// Role: has one work item served by a runner of the user's own inside the session's sandbox (docs/runner.md): gives the
// session its sandbox, starts the runner there, watches, and clears up behind it. Beside SessionDriver, which serves
// items on this host. Thread: the engine's.
//
// Invariants
// - It sends no heartbeat, ever: the runner's first one claims the lease, and a second holder would take it from it. So
//   the runner begins within a lease's length of the acknowledgement, or not at all.
// - The guest gets the item's secret and never the environment key; it reaches the control plane and nothing else.
// - An item is stopped here only when its session rests or is over, or cannot be served; else its lease lapses and the
//   queue hands it out anew (docs/decisions/0004).
// - finished() is called once, at the next turn of the loop, when the runner is gone and nothing is under way any more.
#pragma once

#include "core/engine/environment.h"
#include "core/engine/guest_runner.h"
#include "core/engine/item_driver.h"
#include "core/engine/observed_session.h"
#include "core/engine/sandbox_pool.h"

#include <memory>
#include <optional>

namespace glovebox::engine {

class GuestRunnerDriver final : public ItemDriver {
public:
    struct Parts {
        const Environment &environment;
        ports::Clock &clock;
        ports::Ledger &ledger;
        SandboxPool &pool;
        api::Observer observer;
        const api::EngineSettings &settings;
        std::function<void()> finished;
        DefinedStarts templates = nullptr; // none: there are none that somebody defined
        SandboxLog log = nullptr;          // takes what the runner prints
    };

    /// `recovered`: the item was ours before this program started. Its runner ended with that program, and a new one
    /// would need the secret, which was never written down.
    GuestRunnerDriver(Parts parts, domain::WorkItem item, SessionRecord record, bool recovered = false);
    ~GuestRunnerDriver() override;

    void start() override;
    void drain() override;
    void abort() override;
    void supersede(const domain::WorkId &by) override;
    api::Verdict answerApproval(const domain::EventId &call, const api::ApprovalAnswer &answer, Call &sending) override;
    api::Verdict cancelCall(const domain::EventId &call) override;
    void listed(const domain::ListedWork *item, MonoTime asked) override;

    const domain::WorkItem &item() const override { return m_item; }
    domain::ItemPhase phase() const override { return m_phase; }
    std::optional<Error> hostTrouble() const override;
    bool hadSandbox() const override { return m_hadSandbox; }
    /// A runner that failed may have stopped its item in mid-turn: that is looked after.
    bool endedCleanly() const override { return m_clean || (m_end == End::GiveBack && !m_problem); }
    domain::Parked parked() const override { return m_observed.parked(); }

private:
    enum class End { Stop, GiveBack, LeaseGone };

    void sessionRead(Result<domain::Session> session);
    Result<SandboxWish> wishFor(const domain::Session &session);
    void sandboxReady(ports::GuestLink &link);
    void sandboxLost(Error why);
    void runnerEnded(const Result<ports::ExecEnd> &end);
    void judge(const std::string &how, bool well);
    void mustEndSoon(const std::string &why);
    void drainIfPossible();
    void collectOutputs(std::function<void()> then);

    void failTowards(Error why);
    void fail(Error why, End how);
    void end(End how, bool clean = false);
    void stopItem();
    void closeUp();
    void loseLease();
    void leaveSandbox();
    void released();
    void note(api::NoteView::Kind kind, std::string text);
    void publish();
    api::SessionState state() const;
    std::string reason() const;

    Parts m_parts;
    domain::WorkItem m_item;
    domain::SessionId m_session;
    SessionRecord m_record;
    api::SessionView m_published;
    bool m_recovered;
    domain::ItemPhase m_phase = domain::ItemPhase::Claimed;
    ObservedSession m_observed;
    MonoTime m_acknowledgedAt;
    domain::CommandLine m_command;
    std::optional<domain::SandboxId> m_sandbox;
    ports::GuestLink *m_link = nullptr; // owned by the pool
    std::unique_ptr<GuestRunner> m_runner;
    bool m_hadSandbox = false;
    bool m_draining = false;
    bool m_closing = false;
    bool m_takingHome = false;    // outputs, before it is let go of
    bool m_sameItemAgain = false; // superseded by a new claim of the very item: its ledger row is the new one's
    End m_end = End::Stop;        // once not serving any more
    bool m_clean = false;
    std::string m_mustEnd; // why the runner has little time left; empty: it has
    std::optional<Error> m_problem;

    Call m_call; // retrieve, stop
    Call m_collecting;
    Call m_startTimer; // the runner must have begun
    Call m_endTimer;   // and must have ended
    Call m_closeTimer; // the last collection of outputs, or the stop call, has this long
    Call m_finishTimer;
};

} // namespace glovebox::engine
