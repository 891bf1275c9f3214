// A whole engine over fakes: from a queued item to its release.
#include "tests/support/engine_rig.h"

#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::EnginePhase;
using api::PollState;
using api::SessionState;
using testsupport::EngineRig;

class TestEngine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSessionsCallsRunInItsSandboxAndTheResultsGoBack()
    {
        EngineRig rig;
        rig.guests.tool = [](const ports::ToolRequest &request) -> Result<ToolResult> {
            return ToolResult{"hello from " + request.name, request.name == "read"};
        };
        rig.controlPlane->addSession("sesn_1", "Fix the build");
        rig.start();
        rig.pass(0ms);
        QCOMPARE(rig.session("sesn_1").title, std::string("Fix the build"));
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
        const auto bash = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "ls -l\nmore"}});
        const auto read = rig.controlPlane->callTool("sesn_1", "read", {{"file_path", "a.txt"}});
        rig.pass(0ms);
        QCOMPARE(rig.textOf(bash), std::string("hello from bash"));
        QCOMPARE(rig.textOf(read), std::string("hello from read"));
        const auto calls = rig.calls("sesn_1");
        QCOMPARE(calls.at(bash).state, ToolCallState::Done);
        QCOMPARE(calls.at(bash).summary, std::string("ls -l …"));
        QCOMPARE(calls.at(read).state, ToolCallState::Error);
        QCOMPARE(rig.session("sesn_1").toolErrors, 1);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(59s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Idle);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
        rig.pass(2s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Ended);
    }

    void theStreamIsOpenedBeforeHistoryIsRead()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(0ms);
        const auto &journal = rig.controlPlane->journal();
        const auto stream = std::ranges::find(journal, "stream sesn_1");
        const auto events = std::ranges::find(journal, "events sesn_1 ");
        QVERIFY(stream != journal.end() && events != journal.end() && stream < events);
        const auto beat = std::ranges::find(journal, "heartbeat work_1 NO_HEARTBEAT");
        const auto session = std::ranges::find(journal, "session sesn_1");
        QVERIFY(beat < session);
    }

    void callsWaitingInHistoryAreServedAndAnsweredOnesAreNot()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        const auto use = [](const char *tool) {
            return ToolUse{ToolKind::Agent, tool, nlohmann::json::object(), Permission::Allow, {}};
        };
        rig.controlPlane->logOnly("sesn_1", "agent.tool_use", use("bash"), "old");
        rig.controlPlane->logOnly("sesn_1", "user.tool_result", ToolAnswered{EventId("old"), false, "earlier"});
        rig.controlPlane->logOnly("sesn_1", "agent.tool_use", use("glob"), "open");
        rig.start();
        rig.pass(0ms);
        QCOMPARE(rig.guests.ran, std::vector<std::string>{"open"});
        QCOMPARE(rig.calls("sesn_1").at("old").output, std::string("earlier"));
    }

    void oneToolRunsAtATimeInASessionAndSessionsRunSideBySide()
    {
        EngineRig rig;
        rig.guests.toolTime = 10s;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->addSession("sesn_2");
        rig.start();
        rig.pass(5s);
        for (const char *session : {"sesn_1", "sesn_1", "sesn_2"})
            rig.controlPlane->callTool(session, "bash", {{"command", "x"}});
        rig.pass(1s);
        QCOMPARE(rig.guests.running, 2);
        rig.pass(60s);
        QCOMPARE(rig.controlPlane->answers().size(), std::size_t{3});
        QCOMPARE(rig.guests.mostRunningAtOnce, 2);
    }

    void aCallThatNeedsApprovalWaitsAndIsShownAndDoesNotTimeOut()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(0ms);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "rm -rf build"}}, Permission::Ask);
        rig.controlPlane->emitEvent("sesn_1", "session.status_idle", StatusIdle{"requires_action", {EventId(call)}});
        rig.pass(600s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::NeedsApproval);
        QCOMPARE(rig.guests.ran.size(), std::size_t{0});
        QCOMPARE(rig.controlPlane->count("stop"), 0);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::NeedsApproval);
        rig.controlPlane->emitEvent("sesn_1", "user.tool_confirmation",
                                    ToolConfirmation{EventId(call), Verdict::Allow, {}});
        rig.pass(0ms);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
        QVERIFY(rig.calls("sesn_1").at(call).askedForApproval);
    }

    void aDeniedCallNeverRunsAndNothingIsPosted()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(0ms);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "rm -rf /"}}, Permission::Ask);
        rig.controlPlane->emitEvent("sesn_1", "user.tool_confirmation",
                                    ToolConfirmation{EventId(call), Verdict::Deny, "too broad"});
        rig.pass(10s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{0});
        QCOMPARE(rig.controlPlane->count("send"), 0);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Denied);
        QCOMPARE(rig.calls("sesn_1").at(call).note, std::string("too broad"));
    }

    void healthChecksAreAcknowledgedAndStopped()
    {
        EngineRig rig;
        rig.controlPlane->enqueueHealthcheck("work_h");
        rig.start();
        rig.pass(0ms);
        QCOMPARE(rig.controlPlane->count("ack work_h"), 1);
        QCOMPARE(rig.controlPlane->count("stop work_h"), 1);
        QCOMPARE(rig.hypervisor.started, 0);
        QVERIFY(rig.sessions.empty());
    }

    void aTerminatedSessionIsReleasedWithoutASandbox()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->session("sesn_1").status = SessionStatus::Terminated;
        rig.start();
        rig.pass(0ms);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
        QCOMPARE(rig.hypervisor.started, 0);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Terminated);
    }

    void theNextTurnOfASessionFindsItsSandboxAgain()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(0ms);
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(0ms);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(61s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Ended);
        rig.controlPlane->enqueue("sesn_1");
        rig.pass(5s);
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "y"}});
        rig.pass(1s);
        QCOMPARE(rig.controlPlane->answers().size(), std::size_t{2});
        QCOMPARE(rig.hypervisor.started, 1);
    }

    void pausingStopsTakingWorkAndResumingTakesItAgain()
    {
        EngineRig rig;
        rig.start();
        const EnvironmentId environment("env_1");
        QVERIFY(rig.engine->pausePolling(environment).kind == api::Verdict::Kind::Accepted);
        QVERIFY(rig.engine->pausePolling(environment).kind == api::Verdict::Kind::AlreadySo);
        QCOMPARE(rig.environments.at(environment).state, PollState::PausedByOperator);
        rig.controlPlane->addSession("sesn_1");
        rig.pass(60s);
        QCOMPARE(rig.controlPlane->count("ack"), 0);
        rig.engine->resumePolling(environment);
        rig.pass(1s);
        QCOMPARE(rig.controlPlane->count("ack"), 1);
        QVERIFY(rig.engine->pausePolling(EnvironmentId("env_2")).kind == api::Verdict::Kind::Denied);
    }

    void drainingFinishesTheTurnThenEndsEveryMachine()
    {
        EngineRig rig;
        rig.guests.toolTime = 10s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(1s);
        rig.engine->drain();
        QCOMPARE(rig.host.phase, EnginePhase::Draining);
        rig.pass(10s);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(1s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
        QVERIFY(rig.hypervisor.machines.empty());
        const int polls = rig.controlPlane->count("poll");
        rig.pass(60s);
        QCOMPARE(rig.controlPlane->count("poll"), polls);
    }

    void aDrainThatTakesTooLongGivesTheItemBackWithoutStoppingIt()
    {
        EngineRig rig;
        rig.guests.toolTime = 300s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(1s);
        rig.engine->drain();
        rig.pass(31s);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
        QCOMPARE(rig.controlPlane->count("send"), 0);
        QCOMPARE(rig.guests.aborted, std::vector<std::string>{call});
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void aStoppedEngineCanBeStartedAgain()
    {
        EngineRig rig;
        rig.start();
        rig.engine->drain();
        rig.pass(1s);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.controlPlane->count("ack"), 1);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
    }

    void everyCallAboutAnItemCarriesItsOwnTokenAndNoOther()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(1s);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(70s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
        QCOMPARE(rig.controlPlane->credentials(), std::set<std::string>{"token-sesn_1"});
    }

    void aDrainEndsInTimeEvenWhenTheStopCallIsNeverAnswered()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(1s);
        rig.controlPlane->hold("stop");
        rig.engine->drain();
        rig.pass(35s);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void askedTwiceADrainEndsAtOnce()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(1s);
        rig.controlPlane->hold("stop");
        rig.engine->drain();
        rig.engine->stopNow();
        rig.pass(1s);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
    }

    void anEngineDrainedDuringAnAcknowledgementPollsAgainAfterAStart()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->hold("ack");
        rig.start();
        rig.pass(1s);
        rig.engine->drain();
        rig.pass(1s);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
        rig.controlPlane->letGo("ack");
        rig.controlPlane->enqueue("sesn_1");
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
    }

    void aSecondItemThatWaitsForTheFirstDoesNotSurviveADrain()
    {
        EngineRig rig;
        rig.guests.toolTime = 10s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->hold("stop");
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(61s); // the first one waits for the answer to its stop call
        rig.controlPlane->enqueue("sesn_1");
        rig.pass(1s);
        rig.engine->drain();
        rig.pass(60s);
        QCOMPARE(rig.host.phase, EnginePhase::Stopped);
    }

    void whatIsKnownOfASessionIsPublishedAsSoonAsItIsKnown()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1", "A title");
        rig.start();
        rig.pass(10s);
        const auto before = rig.session("sesn_1").lastActivity;
        rig.controlPlane->emitEvent("sesn_1", "agent.message", Message{Message::From::Agent, "hello"});
        rig.pass(1s);
        QVERIFY(rig.session("sesn_1").lastActivity > before);
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
