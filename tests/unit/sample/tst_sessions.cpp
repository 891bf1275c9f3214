// What sessions of the sample do: answers, interrupts, new ones, the queue.
#include "tests/unit/sample/played_sample.h"

#include <QtTest>

using namespace glovebox;
using namespace glovebox::testing;
using api::SessionState;
using domain::ToolCallState;

namespace {

const domain::SessionId kAsks(sample::kSampleApprovalSession);

/// The call of this session that waits for somebody.
std::optional<api::ToolCallView> waitingCall(const PlayedSample &play, const domain::SessionId &session)
{
    for (const auto &[id, entry] : play.world().calls)
        if (const auto &call = std::get<api::ToolCallView>(entry.what);
            entry.session == session && call.state == ToolCallState::NeedsApproval)
            return call;
    return std::nullopt;
}

/// As it was told last.
api::ToolCallView told(const PlayedSample &play, const domain::EventId &id)
{
    api::ToolCallView last{.id = id};
    for (const auto &change : play.heard)
        if (const auto *entry = std::get_if<api::TranscriptEntry>(&change))
            if (const auto *call = std::get_if<api::ToolCallView>(&entry->what); call && call->id == id)
                last = *call;
    return last;
}

} // namespace

class SampleSessionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsAllowedRunsAndItsResultIsInTheTranscript()
    {
        PlayedSample play;
        play.pass(1s);
        const auto call = *waitingCall(play, kAsks);
        QVERIFY(accepted(play.engine().answerApproval(kAsks, call.id, {.allow = true})));
        QCOMPARE(told(play, call.id).answer, api::AnswerState::Sending);
        QVERIFY(play.passUntil([&] { return told(play, call.id).state == ToolCallState::Running; }));
        QCOMPARE(told(play, call.id).answer, api::AnswerState::Sent);
        QCOMPARE(play.world().sessions.at(kAsks).state, SessionState::Running);
        QVERIFY(play.passUntil([&] { return domain::isFinal(told(play, call.id).state); }));
        QCOMPARE(told(play, call.id).state, ToolCallState::Done);
        QVERIFY(told(play, call.id).duration > 0ms);
        QVERIFY(denied(play.engine().answerApproval(kAsks, call.id, {.allow = true})));
        QCOMPARE(play.audited("approval.answered").back().actor, domain::AuditActor::Operator);
    }
    void whatIsDeniedDoesNotRun()
    {
        PlayedSample play;
        const auto call = *waitingCall(play, kAsks);
        QVERIFY(accepted(play.engine().answerApproval(kAsks, call.id, {.allow = false, .denyReason = "not today"})));
        QVERIFY(play.passUntil([&] { return domain::isFinal(told(play, call.id).state); }));
        QCOMPARE(told(play, call.id).state, ToolCallState::Denied);
        QCOMPARE(told(play, call.id).note, std::string("not today"));
        QVERIFY(told(play, call.id).output.empty());
    }
    void anInterruptEndsTheTurn()
    {
        PlayedSample play;
        const domain::SessionId running(sample::kSampleRunningSession);
        QVERIFY(accepted(play.engine().interruptSession(running)));
        QVERIFY(play.passUntil([&] { return play.world().sessions.at(running).state == SessionState::Idle; }));
        QCOMPARE(play.world().sessions.at(running).reason, std::string("interrupted"));
        QVERIFY(play.sandbox(domain::SandboxId(sample::kSampleRunningSandbox)).busyWith.empty());
        QCOMPARE(play.engine().interruptSession(running).kind, api::Verdict::Kind::AlreadySo);
    }
    void aCancelledCallLetsItsSessionGoOn()
    {
        PlayedSample play;
        const domain::SessionId running(sample::kSampleRunningSession);
        domain::EventId call("none");
        for (const auto &[id, entry] : play.world().calls)
            if (entry.session == running)
                call = id;
        QVERIFY(accepted(play.engine().cancelCall(running, call)));
        QVERIFY(play.passUntil([&] { return told(play, call).state == ToolCallState::Cancelled; }));
        QCOMPARE(play.world().sessions.at(running).state, SessionState::Running);
        const auto written = play.world().written.at(running);
        QVERIFY(play.passUntil([&] { return play.world().written.at(running) > written; }));
    }
    void aSessionWithoutItsSandboxGetsAnother()
    {
        PlayedSample play;
        const domain::SessionId running(sample::kSampleRunningSession);
        const domain::SandboxId had(sample::kSampleRunningSandbox);
        QVERIFY(accepted(play.engine().destroySandbox(had)));
        QVERIFY(!play.world().sessions.at(running).sandbox);
        QVERIFY(play.passUntil([&] {
            const auto now = play.world().sessions.find(running);
            return now == play.world().sessions.end() || (now->second.sandbox && *now->second.sandbox != had) ||
                   now->second.state == SessionState::Idle;
        }));
    }
    void aSessionIsStarted()
    {
        PlayedSample play;
        const domain::EnvironmentId environment(sample::kSampleEnvironment);
        const auto agent = play.world().agents.at(environment).agents.front();
        QVERIFY(accepted(play.engine().act(api::StartSession{.environment = environment,
                                                             .agent = agent.id,
                                                             .title = "From here",
                                                             .message = "Please look.",
                                                             .ticket = 9})));
        const auto started = [&]() -> std::optional<domain::SessionId> {
            for (const auto &change : play.heard)
                if (const auto *view = std::get_if<api::StartedSessionView>(&change);
                    view && view->ticket == 9 && view->over)
                    return view->session;
            return std::nullopt;
        };
        QVERIFY(play.passUntil([&] { return started().has_value(); }));
        const auto id = *started();
        QCOMPARE(play.world().sessions.at(id).title, std::string("From here"));
        QCOMPARE(play.world().sessions.at(id).agentName, agent.name);
        QVERIFY(play.passUntil([&] { return play.world().sessions.at(id).state == SessionState::Running; }));
    }
    void newWorkComesThroughTheQueue()
    {
        PlayedSample play;
        const auto before = play.world().sessions.size();
        QVERIFY(play.passUntil([&] {
            return std::ranges::any_of(play.world().work, [&](const auto &entry) {
                return entry.second.state == domain::WorkState::Active && entry.second.ours &&
                       entry.second.acknowledgedAt && *entry.second.acknowledgedAt > sample::kSampleNow;
            });
        }));
        QVERIFY(play.world().sessions.size() >= before);
    }
    void pollingThatIsPausedTakesNoWork()
    {
        PlayedSample play;
        const domain::EnvironmentId environment(sample::kSampleEnvironment);
        QVERIFY(accepted(play.engine().pausePolling(environment)));
        play.pass(1s);
        QCOMPARE(play.world().environments.at(environment).state, api::PollState::PausedByOperator);
        play.heard.clear();
        play.pass(2min);
        for (const auto &change : play.heard)
            if (const auto *view = std::get_if<api::WorkView>(&change))
                QVERIFY(view->acknowledgedAt.value_or(WallTime{}) < sample::kSampleNow + 2s);
        QVERIFY(accepted(play.engine().resumePolling(environment)));
        play.pass(1s);
        QCOMPARE(play.world().environments.at(environment).state, api::PollState::Polling);
    }
    void whatIsStuckIsRepaired()
    {
        PlayedSample play;
        const domain::WorkId stuck(sample::kSampleNeverStartedWork);
        QVERIFY(accepted(play.engine().repairWork(domain::EnvironmentId(sample::kSampleEnvironment), stuck)));
        QCOMPARE(play.world().work.at(stuck).repair, api::Repair::Stopping);
        QVERIFY(play.passUntil([&] { return !play.world().work.contains(stuck); }));
    }
};

QTEST_GUILESS_MAIN(SampleSessionsTest)
#include "tst_sessions.moc"
