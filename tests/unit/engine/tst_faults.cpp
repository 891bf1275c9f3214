// What an engine does when the control plane or a guest misbehaves. Nothing is lost, nothing runs twice.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::PollState;
using api::SessionState;
using testsupport::EngineRig;

class TestFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRejectedKeyEndsPollingForGood()
    {
        EngineRig rig;
        rig.controlPlane->failNext("poll", {ErrorCode::Unauthorized, "unknown key"});
        rig.start();
        QCOMPARE(rig.environments.begin()->second.state, PollState::KeyRejected);
        QCOMPARE(rig.environments.begin()->second.problem->detail, std::string("unknown key"));
        const int polls = rig.controlPlane->count("poll");
        rig.pass(300s);
        QCOMPARE(rig.controlPlane->count("poll"), polls);
    }

    void passingTroubleIsRetriedWithGrowingPauses()
    {
        EngineRig rig;
        rig.clock.setRandom(0.999999);
        rig.controlPlane->failNext("poll", {ErrorCode::ServerError, "503"}, 3);
        rig.start();
        QCOMPARE(rig.environments.begin()->second.state, PollState::Disconnected);
        QCOMPARE(rig.controlPlane->count("poll"), 1);
        rig.pass(1s);
        QCOMPARE(rig.controlPlane->count("poll"), 2);
        rig.pass(1900ms);
        QCOMPARE(rig.controlPlane->count("poll"), 2);
        rig.pass(4200ms);
        QCOMPARE(rig.controlPlane->count("poll"), 4);
        QCOMPARE(rig.environments.begin()->second.state, PollState::Polling);
    }

    void anItemThatCannotBeAcknowledgedIsLeftAlone()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->failNext("ack", {ErrorCode::NotFound, "gone"});
        rig.start();
        rig.pass(10s);
        QCOMPARE(rig.controlPlane->count("heartbeat"), 0);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
        QVERIFY(rig.controlPlane->count("poll") > 1);
    }

    void aLostLeaseAbortsTheToolPostsNothingAndStopsNothing()
    {
        EngineRig rig;
        rig.guests.toolTime = 60s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "sleep 60"}});
        rig.pass(1s);
        rig.controlPlane->failNext("heartbeat", {ErrorCode::LeaseLost, "moved on"});
        rig.pass(120s);
        QCOMPARE(rig.guests.aborted, std::vector<std::string>{call});
        QCOMPARE(rig.controlPlane->count("send"), 0);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Ended);
    }

    void aRequestedStopIsConfirmed()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->answerHeartbeatsWith({{}, true, WorkState::Stopping, 120s});
        rig.pass(30s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
    }

    void aCutStreamIsReconnectedAndWhatWasMissedIsServedOnce()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "1"}});
        rig.pass(1s);
        rig.controlPlane->cutStreams();
        rig.controlPlane->logOnly("sesn_1", "agent.tool_use",
                                  ToolUse{ToolKind::Agent, "bash", {}, Permission::Allow, {}}, "missed");
        rig.pass(1s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        QCOMPARE(rig.guests.ran.back(), std::string("missed"));
        QCOMPARE(rig.controlPlane->openStreams(), 1);
    }

    void aStreamRefusedForGoodFailsTheSessionAndStopsTheItem()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->failNext("stream", {ErrorCode::NotFound, "no such session"});
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
    }

    void withoutHistoryTheLiveStreamIsServedAllTheSame()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->failNext("events", {ErrorCode::ServerError, "500"});
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(1s);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
    }

    void aResultIsPostedAgainUntilTheServerTakesItAndTheToolRunsOnce()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->failNext("send", {ErrorCode::ServerError, "500"}, 4);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(30s);
        QCOMPARE(rig.controlPlane->count("send " + call), 5);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
    }

    void aResultWhoseAnswerWasLostIsNotPostedTwice()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->loseNextSendAnswer({ErrorCode::InvalidArgument, "already answered"});
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(30s);
        QCOMPARE(rig.controlPlane->count("send " + call), 1);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
    }

    void aResultRefusedAgainAndAgainIsGivenUpAndSaysSo()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->failNext("send", {ErrorCode::InvalidArgument, "not like this"}, 5);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(60s);
        QCOMPARE(rig.controlPlane->count("send " + call), 2);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(rig.calls("sesn_1").at(call).note.find("did not take the result") != std::string::npos);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
    }

    void aResultThatTheServerCannotTakeForLongIsKeptAndPostedInTheEnd()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->failNext("send", {ErrorCode::ServerError, "500"}, 40);
        rig.controlPlane->failNext("events", {ErrorCode::ServerError, "500"}, 3);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(1800s);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
    }

    void callsOfTheFirstHistoryAreServedWhenItCanBeReadAtLast()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->logOnly("sesn_1", "agent.tool_use",
                                  ToolUse{ToolKind::Agent, "bash", {}, Permission::Allow, {}}, "waiting");
        rig.controlPlane->failNext("events", {ErrorCode::ServerError, "500"}, 2);
        rig.start();
        rig.pass(10s);
        QCOMPARE(rig.guests.ran, std::vector<std::string>{"waiting"});
    }

    void aComputedResultSurvivesALostLeaseAndTheNextItemPostsItWithoutRunningAgain()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->failNext("send", {ErrorCode::ServerError, "500"}, 1000);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(1s);
        rig.controlPlane->failNext("heartbeat", {ErrorCode::LeaseLost, "moved on"});
        rig.pass(30s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Ended);
        rig.controlPlane->clearFaults();
        rig.controlPlane->enqueue("sesn_1");
        rig.pass(10s);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
    }

    void aSessionWhoseStreamIsDownIsNotTakenForIdle()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(1s);
        rig.controlPlane->failNext("stream", {ErrorCode::NetworkError, "down"}, 30);
        rig.controlPlane->cutStreams();
        rig.pass(120s);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
        rig.pass(600s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
    }

    void anOldCallOfAServerSideToolDoesNotKeepASessionForEver()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->logOnly("sesn_1", "agent.tool_use",
                                  ToolUse{ToolKind::Agent, "web_search", {}, Permission::Allow, {}}, "search");
        rig.controlPlane->logOnly("sesn_1", "session.status_idle", StatusIdle{"end_turn", {}});
        rig.start();
        rig.pass(70s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
    }

    void theRunningCallOfAnEndedThreadIsAbortedAndNotPosted()
    {
        EngineRig rig;
        rig.guests.toolTime = 60s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->emitEvent("sesn_1", "agent.tool_use",
                                    ToolUse{ToolKind::Agent, "bash", {}, Permission::Allow, ThreadId("t1")},
                                    "threaded");
        rig.pass(1s);
        rig.controlPlane->emitEvent("sesn_1", "session.thread_status_terminated", ThreadTerminated{ThreadId("t1")});
        rig.pass(100s);
        QCOMPARE(rig.guests.aborted, std::vector<std::string>{"threaded"});
        QCOMPARE(rig.controlPlane->count("send"), 0);
    }

    void aHostThatCannotStartSandboxesGivesItemsBackAndStopsNone()
    {
        EngineRig rig;
        rig.hypervisor.startFaults = {{ErrorCode::NotFound, "the disk folder is gone"}};
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
        QCOMPARE(rig.controlPlane->count("stop"), 0);
    }

    void aGuestThatDiesWhileItBootsIsTriedAgain()
    {
        EngineRig rig;
        rig.guests.bootTime = 10s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.hypervisor.machines.begin()->second->die({ports::MachineExit::Kind::Panicked, "no init"});
        rig.pass(30s);
        QCOMPARE(rig.hypervisor.started, 2);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
    }

    void aDeadGuestAnswersTheRunningCallWithTheReason()
    {
        EngineRig rig;
        rig.guests.toolTime = 60s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "poweroff -f"}});
        rig.pass(1s);
        const auto sandbox = rig.sandboxes.begin()->first.value();
        rig.guests.lose(sandbox, {ErrorCode::GuestExited, "the channel was closed"});
        rig.hypervisor.machines.at(sandbox)->die({ports::MachineExit::Kind::PoweredOff, {}});
        rig.pass(1s);
        QVERIFY2(rig.textOf(call).find("the guest powered itself off") != std::string::npos, rig.textOf(call).c_str());
        QVERIFY2(rig.textOf(call).find("starts it again from its disk") != std::string::npos, rig.textOf(call).c_str());
        QCOMPARE(rig.sandboxes.at(SandboxId(sandbox)).state, SandboxState::Stopped);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
        const auto next = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "ls"}});
        rig.guests.toolTime = 0s;
        rig.pass(90s);
        QVERIFY2(rig.textOf(next).starts_with("[The machine of this sandbox had stopped"), rig.textOf(next).c_str());
        QCOMPARE(rig.sandboxes.at(SandboxId(sandbox)).state, SandboxState::Running);
    }

    void aDeadGuestWhoseDiskIsNoUseIsReplaced()
    {
        EngineRig rig;
        rig.hypervisor.disksAreWhole = false;
        rig.guests.toolTime = 60s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "poweroff -f"}});
        rig.pass(1s);
        const auto sandbox = rig.sandboxes.begin()->first.value();
        rig.hypervisor.machines.at(sandbox)->die({ports::MachineExit::Kind::PoweredOff, {}});
        rig.pass(1s);
        QVERIFY2(rig.textOf(call).find("Its files are lost") != std::string::npos, rig.textOf(call).c_str());
        QCOMPARE(rig.sandboxes.at(SandboxId(sandbox)).state, SandboxState::Failed);
    }

    void anInterruptedTurnWhoseCallEndsLateIsIdleAfterAll()
    {
        EngineRig rig;
        rig.guests.toolTime = 20s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "sleep 20"}});
        rig.pass(1s);
        rig.controlPlane->emitEvent("sesn_1", "user.interrupt", UserInterrupt{});
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(30s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Idle);
        rig.pass(60s);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 1);
    }

    void aSandboxThatDiesBetweenCallsIsToldWithTheNextResultOnce()
    {
        EngineRig rig;
        rig.hypervisor.disksAreWhole = false;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto first = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "touch x"}});
        rig.pass(1s);
        rig.hypervisor.machines.begin()->second->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1s);
        const auto second = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "ls"}});
        rig.pass(1s);
        const auto third = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "ls"}});
        rig.pass(1s);
        QCOMPARE(rig.textOf(first), std::string("ran bash"));
        QVERIFY2(rig.textOf(second).starts_with("[The sandbox of the calls before has ended"),
                 rig.textOf(second).c_str());
        QVERIFY(rig.textOf(second).ends_with("ran bash"));
        QCOMPARE(rig.textOf(third), std::string("ran bash"));
    }

    void aGuestThatStopsAnsweringIsEndedAndTheCallAnswered()
    {
        EngineRig rig;
        rig.guests.tool = [](const ports::ToolRequest &) -> Result<ToolResult> {
            return fail(ErrorCode::GuestUnresponsive, "no answer");
        };
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "x"}});
        rig.pass(5s);
        QVERIFY(rig.textOf(call).find("no answer") != std::string::npos);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void anImpossibleSessionIdIsNotTouched()
    {
        EngineRig rig;
        rig.controlPlane->enqueue("../../etc/passwd");
        rig.start();
        rig.pass(5s);
        QCOMPARE(rig.controlPlane->count("ack"), 0);
        QVERIFY(rig.sessions.empty());
    }

    void aSecondItemOfASessionTakesOverFromTheFirst()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.controlPlane->enqueue("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.session("sesn_1").work->value(), std::string("work_2"));
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
        QCOMPARE(rig.controlPlane->count("stop work_1"), 0);
        QCOMPARE(rig.controlPlane->openStreams(), 1);
    }

    void aTerminatedSessionEndsItsRunLiveOrFromHistory()
    {
        EngineRig live;
        live.controlPlane->addSession("sesn_1");
        live.start();
        live.pass(1s);
        live.controlPlane->emitEvent("sesn_1", "session.status_terminated", StatusTerminated{});
        live.pass(1s);
        QCOMPARE(live.session("sesn_1").state, SessionState::Terminated);
        QCOMPARE(live.controlPlane->count("stop work_1"), 1);

        EngineRig late;
        late.controlPlane->addSession("sesn_1");
        late.controlPlane->logOnly("sesn_1", "session.status_terminated", StatusTerminated{});
        late.start();
        late.pass(1s);
        QCOMPARE(late.session("sesn_1").state, SessionState::Terminated);
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
