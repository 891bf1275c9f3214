// What an operator does to sessions and to the queue, and what an agent and the window see of it.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::AnswerState;
using api::SessionState;
using testsupport::EngineRig;
using Kind = api::Verdict::Kind;

namespace {

const SessionId kSession("sesn_1");
const EnvironmentId kEnvironment("env_1");

/// A session that is served, with its sandbox up.
void serve(EngineRig &rig)
{
    rig.plane.addSession("sesn_1");
    rig.start();
    rig.pass(1s);
}

ListedWork &taken(EngineRig &rig, const std::string &work, WorkState state, std::chrono::milliseconds ago)
{
    auto &item = rig.queue.add(work, "sesn_" + work, state);
    item.createdAt = rig.clock.wallNow() - ago;
    item.acknowledgedAt = rig.clock.wallNow() - ago;
    return item;
}

} // namespace

class TestOperator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAllowedCallRunsAndTheAnswerIsSeenOnItsWay()
    {
        EngineRig rig;
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {{"command", "push"}}, Permission::Ask);
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::NeedsApproval);
        QCOMPARE(rig.engine->answerApproval(kSession, EventId(call), {true, {}}).kind, Kind::Accepted);
        QCOMPARE(rig.calls("sesn_1").at(call).answer, AnswerState::Sending);
        rig.pass(1s);
        QCOMPARE(rig.calls("sesn_1").at(call).answer, AnswerState::Sent);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
        QCOMPARE(rig.operatorActions.journal(), std::vector<std::string>{"confirm sesn_1 " + call + " allow"});
    }

    void aDeniedCallNeverRunsAndNothingIsPosted()
    {
        EngineRig rig;
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {{"command", "rm"}}, Permission::Ask);
        rig.pass(1s);
        rig.engine->answerApproval(kSession, EventId(call), {false, "not on a Friday"});
        rig.pass(1s);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Denied);
        QVERIFY(rig.guests.ran.empty());
        QCOMPARE(rig.plane.count("send"), 0);
        QCOMPARE(rig.operatorActions.journal().back(), "confirm sesn_1 " + call + " deny not on a Friday");
    }

    void anAnswerThatCouldNotBeSentSaysWhyAndMayBeGivenAgain()
    {
        EngineRig rig;
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {}, Permission::Ask);
        rig.pass(1s);
        rig.operatorActions.failNext("confirm", {ErrorCode::Forbidden, "this key may not"});
        rig.engine->answerApproval(kSession, EventId(call), {true, {}});
        rig.pass(1s);
        QCOMPARE(rig.calls("sesn_1").at(call).answer, AnswerState::Failed);
        QVERIFY(rig.calls("sesn_1").at(call).answerProblem.find("this key may not") != std::string::npos);
        QCOMPARE(rig.engine->answerApproval(kSession, EventId(call), {true, {}}).kind, Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
    }

    void withoutAnOperatorKeyAnsweringIsDeniedWithTheReason()
    {
        EngineRig rig(EngineRig::Options{.operatorKey = false});
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {}, Permission::Ask);
        rig.pass(1s);
        const auto verdict = rig.engine->answerApproval(kSession, EventId(call), {true, {}});
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY(verdict.reason.find("operator key") != std::string::npos);
        QVERIFY(!rig.environments.at(kEnvironment).hasOperatorKey);
        QCOMPARE(rig.engine->interruptSession(kSession).kind, Kind::Denied);
    }

    void aCancelledCallIsAnsweredWithAnErrorThatSaysSoAndTheNextOneRuns()
    {
        EngineRig rig;
        rig.guests.toolTime = 60s;
        serve(rig);
        const auto first = rig.plane.callTool("sesn_1", "bash", {{"command", "sleep 60"}});
        const auto second = rig.plane.callTool("sesn_1", "read", {{"file_path", "a"}});
        rig.pass(1s);
        QCOMPARE(rig.engine->cancelCall(kSession, EventId(first)).kind, Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.textOf(first).starts_with("[cancelled by the operator]"));
        QCOMPARE(rig.calls("sesn_1").at(first).state, ToolCallState::Cancelled);
        QCOMPARE(rig.calls("sesn_1").at(second).state, ToolCallState::Running);
        rig.pass(60s);
        QCOMPARE(rig.textOf(second), std::string("ran read"));
    }

    void aCallThatWaitsItsTurnIsCancelledWithoutRunning()
    {
        EngineRig rig;
        rig.guests.toolTime = 10s;
        serve(rig);
        const auto first = rig.plane.callTool("sesn_1", "bash", {});
        const auto second = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(1s);
        QCOMPARE(rig.engine->cancelCall(kSession, EventId(second)).kind, Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(rig.guests.ran, std::vector<std::string>{first});
        QCOMPARE(rig.textOf(second), std::string("cancelled by the operator before it ran"));
        QCOMPARE(rig.engine->cancelCall(kSession, EventId(first)).kind, Kind::Denied);
    }

    void anInterruptAbortsWhatRunsAnswersWhatWaitsAndEndsTheTurn()
    {
        EngineRig rig;
        rig.guests.toolTime = 60s;
        serve(rig);
        const auto first = rig.plane.callTool("sesn_1", "bash", {{"command", "sleep 60"}});
        const auto second = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(1s);
        QCOMPARE(rig.engine->interruptSession(kSession).kind, Kind::Accepted);
        rig.pass(2s);
        QCOMPARE(rig.operatorActions.journal(), std::vector<std::string>{"interrupt sesn_1"});
        QVERIFY(rig.textOf(first).starts_with("[interrupted by the user]"));
        QCOMPARE(rig.textOf(second), std::string("interrupted by the user before it ran"));
        QCOMPARE(rig.guests.ran, std::vector<std::string>{first});
        QCOMPARE(rig.session("sesn_1").state, SessionState::Idle);
    }

    void workThatNeverBeganIsShownAndRepairedInTwoSteps()
    {
        EngineRig rig;
        rig.start();
        taken(rig, "work_9", WorkState::Starting, 10min);
        rig.pass(31s);
        QCOMPARE(rig.work.at("work_9").stuck, Stuck::NeverStarted);
        QVERIFY(rig.work.at("work_9").waitingFor.find("never sent a heartbeat") != std::string::npos);
        QCOMPARE(rig.queue.count("stop"), 0); // nothing happens by itself
        QCOMPARE(rig.engine->repairWork(kEnvironment, WorkId("work_9")).kind, Kind::Accepted);
        QCOMPARE(rig.work.at("work_9").repair, api::Repair::Stopping);
        rig.operatorActions.onInterrupted = {}; // the fake plane does not know this session
        rig.pass(1s);
        QCOMPARE(rig.queue.count("stop work_9"), 1);
        QCOMPARE(rig.operatorActions.journal(), std::vector<std::string>{"interrupt sesn_work_9"});
        QCOMPARE(rig.work.at("work_9").repair, api::Repair::Done);
        rig.pass(60s);
        QVERIFY(!rig.work.contains("work_9"));
    }

    void aRepairWithoutAnOperatorKeyStopsAndSaysWhatIsLeftToDo()
    {
        EngineRig rig(EngineRig::Options{.operatorKey = false});
        rig.start();
        taken(rig, "work_9", WorkState::Starting, 10min);
        rig.pass(31s);
        rig.engine->repairWork(kEnvironment, WorkId("work_9"));
        rig.pass(1s);
        QCOMPARE(rig.work.at("work_9").repair, api::Repair::NeedsOperatorKey);
    }

    void aRepairThatFailsSaysWhyAndCanBeTriedAgain()
    {
        EngineRig rig;
        rig.start();
        taken(rig, "work_9", WorkState::Active, 20min).latestHeartbeatAt = rig.clock.wallNow() - 15min;
        rig.pass(31s);
        QCOMPARE(rig.work.at("work_9").stuck, Stuck::Silent);
        rig.queue.failNext("stop", {ErrorCode::ServerError, "503"});
        rig.engine->repairWork(kEnvironment, WorkId("work_9"));
        rig.pass(1s);
        QCOMPARE(rig.work.at("work_9").repair, api::Repair::StopFailed);
        QCOMPARE(rig.engine->repairWork(kEnvironment, WorkId("work_9")).kind, Kind::Accepted);
    }

    void whatOthersSessionsWaitForIsReadFromTheirEvents()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_work_7");
        rig.plane.logOnly("sesn_work_7", "agent.tool_use",
                          ToolUse{ToolKind::Agent, "bash", nlohmann::json::object(), Permission::Ask, {}}, "sevt_a");
        rig.plane.logOnly("sesn_work_7", "session.status_idle", StatusIdle{"requires_action", {EventId("sevt_a")}});
        rig.plane.failNext("poll", {ErrorCode::ServerError, "503"}, 1000); // it is another worker's
        rig.start();
        taken(rig, "work_7", WorkState::Active, 1min).latestHeartbeatAt = rig.clock.wallNow();
        rig.pass(31s);
        QCOMPARE(rig.work.at("work_7").stuck, Stuck::NeedsApproval);
        QVERIFY(!rig.work.at("work_7").ours);
    }

    void ourOwnItemsAreMarkedAndNotForceStopped()
    {
        EngineRig rig;
        serve(rig);
        rig.queue.add("work_1", "sesn_1", WorkState::Active).latestHeartbeatAt = rig.clock.wallNow();
        const auto call = rig.plane.callTool("sesn_1", "bash", {}, Permission::Ask);
        rig.pass(31s);
        QVERIFY(rig.work.at("work_1").ours);
        QCOMPARE(rig.work.at("work_1").stuck, Stuck::NeedsApproval);
        QCOMPARE(rig.engine->repairWork(kEnvironment, WorkId("work_1")).kind, Kind::Denied);
        QCOMPARE(rig.queue.count("stop"), 0);
    }

    void aQueueThatCannotBeReadIsSaidAndTriedAgain()
    {
        EngineRig rig;
        rig.queue.figures.depth = 3;
        rig.queue.failNext("list", {ErrorCode::ServerError, "503"});
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.environments.at(kEnvironment).queueProblem->detail, std::string("503"));
        rig.pass(31s);
        QVERIFY(!rig.environments.at(kEnvironment).queueProblem);
        QCOMPARE(rig.environments.at(kEnvironment).queue->depth, 3);
    }

    void aSessionLeftInTheMiddleOfATurnIsKeptAnEyeOnUntilItGoesOn()
    {
        EngineRig rig;
        rig.guests.toolTime = 600s;
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.plane.emitEvent("sesn_1", "session.status_idle", StatusIdle{"requires_action", {EventId(call)}});
        rig.pass(1s);
        rig.plane.answerHeartbeatsWith({{}, true, WorkState::Stopping, 120s}); // somebody stops the item in mid-turn
        rig.pass(70s);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
        QVERIFY(rig.work.contains("work_1"));
        QCOMPARE(rig.work.at("work_1").stuck, Stuck::NeedsResult);
        QCOMPARE(rig.engine->repairWork(kEnvironment, WorkId("work_1")).kind, Kind::Accepted);
        rig.pass(100s);
        QCOMPARE(rig.operatorActions.count("interrupt sesn_1"), 1);
        QVERIFY(!rig.work.contains("work_1"));
    }

    void aSessionThatWasRefusedHereIsStuckWithThatReason()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.vcpus", "999"}};
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.plane.emitEvent("sesn_1", "session.status_idle", StatusIdle{"requires_action", {EventId(call)}});
        rig.start();
        rig.pass(70s);
        QCOMPARE(rig.work.at("work_1").stuck, Stuck::NeedsResult);
        const auto why = rig.work.at("work_1").waitingFor;
        QVERIFY2(why.starts_with("This host could not serve it: ") &&
                     why.find("glovebox.vcpus = '999'") != std::string::npos &&
                     why.find("It waits for a tool's result") != std::string::npos,
                 why.c_str());
    }

    void aSessionThatIsRefusedAgainAndAgainIsSaidOnce()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.vcpus", "999"}};
        rig.start();
        rig.pass(2s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
        const auto told = rig.notes("sesn_1");
        QCOMPARE(told.size(), std::size_t{1});
        std::vector<SessionState> shown;
        for (int again = 0; again < 3; ++again) {
            rig.plane.enqueue("sesn_1");
            for (int step = 0; step < 50; ++step) {
                rig.pass(100ms);
                shown.push_back(rig.session("sesn_1").state);
            }
        }
        QVERIFY(rig.plane.count("stop") >= 4); // each of them was taken, and stopped
        QVERIFY(std::ranges::all_of(shown, [](auto state) { return state == SessionState::Failed; }));
        QCOMPARE(rig.notes("sesn_1"), told);
        rig.plane.session("sesn_1").metadata = {{"glovebox.vcpuz", "1"}}; // another slip is news
        rig.plane.enqueue("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.notes("sesn_1").size(), std::size_t{2});
        rig.plane.session("sesn_1").metadata = {};
        rig.plane.enqueue("sesn_1");
        rig.pass(5s);
        QVERIFY(rig.session("sesn_1").state != SessionState::Failed);
        QVERIFY(!rig.session("sesn_1").problem);
    }

    void anOperatorKeyThatIsRefusedIsToldWithThePlaceItCameFrom()
    {
        EngineRig rig;
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {}, Permission::Ask);
        rig.pass(1s);
        rig.operatorActions.failNext("confirm", {ErrorCode::Unauthorized, "HTTP 401"});
        rig.engine->answerApproval(kSession, EventId(call), {true, {}});
        rig.pass(1s);
        QVERIFY(rig.calls("sesn_1").at(call).answerProblem.find("the operator key came from operator.key") !=
                std::string::npos);
    }

    void aRepairUnderWayIsNotForgottenWhenTheQueueForgetsTheItem()
    {
        EngineRig rig;
        rig.operatorActions.onInterrupted = {};
        rig.start();
        taken(rig, "work_9", WorkState::Starting, 10min);
        rig.pass(31s);
        rig.queue.hold("stop"); // the server has it, its answer takes its time
        rig.engine->repairWork(kEnvironment, WorkId("work_9"));
        rig.pass(1s);
        rig.queue.items.clear();
        rig.pass(31s);
        QCOMPARE(rig.work.at("work_9").repair, api::Repair::Stopping);
    }

    void anAnswerOnItsWayCountsAlsoWhenTheItemIsLetGo()
    {
        EngineRig rig;
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {}, Permission::Ask);
        rig.pass(1s);
        rig.engine->answerApproval(kSession, EventId(call), {true, {}});
        QCOMPARE(rig.engine->answerApproval(kSession, EventId(call), {false, {}}).kind, Kind::AlreadySo);
        rig.engine->drain();
        rig.pass(5s);
        QCOMPARE(rig.operatorActions.count("confirm"), 1);
        QCOMPARE(rig.calls("sesn_1").at(call).answer, AnswerState::Sent);
    }
};

QTEST_GUILESS_MAIN(TestOperator)
#include "tst_operator.moc"
