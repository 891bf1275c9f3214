// Sessions that a runner of their own serves inside their sandboxes: what it is started with, who holds the lease, and
// each way in which it can end.
#include "core/engine/guest_runner.h"
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::SessionState;
using testsupport::EngineRig;
using testsupport::FakeExec;
using Kind = api::Verdict::Kind;

namespace {

const SessionId kSession("sesn_1");
const EnvironmentId kEnvironment("env_1");

EngineRig::Options withRunner()
{
    EngineRig::Options options;
    options.environment.runner.arguments = {"/opt/runner", "--once"};
    return options;
}

/// Programs of guests go on until the test ends them; other than the runner none is started.
void letRunnersGoOn(EngineRig &rig)
{
    rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
        FakeExec answer;
        answer.goesOn = true;
        return answer;
    };
}

/// A session whose runner runs in its sandbox.
std::string serve(EngineRig &rig)
{
    letRunnersGoOn(rig);
    rig.plane.addSession("sesn_1");
    rig.queue.add("work_1", "sesn_1", WorkState::Active);
    rig.start();
    rig.pass(2s);
    const auto sandbox = rig.session("sesn_1").sandbox;
    return sandbox ? sandbox->value() : std::string();
}

std::string variable(const ports::ExecRequest &request, const std::string &name)
{
    for (const auto &[key, value] : request.environment)
        if (key == name)
            return value;
    return {};
}

bool hasNote(const EngineRig &rig, const std::string &part)
{
    return std::ranges::any_of(rig.notes("sesn_1"),
                               [&](const auto &note) { return note.find(part) != std::string::npos; });
}

} // namespace

class TestGuestRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itIsStartedWithTheItemsSecretAndNothingElse()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        QVERIFY(rig.guests.execGoesOn(sandbox));
        QCOMPARE(rig.guests.executed.size(), std::size_t{1});
        const auto &request = rig.guests.executed[0].second;
        QCOMPARE(request.arguments, (std::vector<std::string>{"/opt/runner", "--once"}));
        QVERIFY(!request.background && request.timeout == 0ms && request.standardInput.empty());
        QCOMPARE(request.environment.size(), std::size_t{5});
        QCOMPARE(variable(request, "ANTHROPIC_WORK_ID"), std::string("work_1"));
        QCOMPARE(variable(request, "ANTHROPIC_ENVIRONMENT_ID"), std::string("env_1"));
        QCOMPARE(variable(request, "ANTHROPIC_SESSION_ID"), std::string("sesn_1"));
        QCOMPARE(variable(request, "ANTHROPIC_BASE_URL"), std::string("http://fake"));
        const auto secret = QByteArray::fromBase64(
            QByteArray::fromStdString(variable(request, "ANTHROPIC_WORK_SECRET")), QByteArray::Base64UrlEncoding);
        const auto json = nlohmann::json::parse(secret.toStdString());
        QVERIFY(json.size() == 1 && rig.plane.credentials().contains(json.at("sessions_token").get<std::string>()));
        const auto &view = rig.session("sesn_1");
        QVERIFY(view.guestRunner && view.state == SessionState::Running);
        QVERIFY(rig.sandboxes.at(SandboxId(sandbox)).guestRunner);
        QCOMPARE(rig.sandboxes.at(SandboxId(sandbox)).busyWith, std::string("the session's own runner"));
    }

    void nobodyBeatsBesideIt()
    {
        EngineRig rig(withRunner());
        serve(rig);
        rig.pass(5min);
        QCOMPARE(rig.plane.count("heartbeat"), 0);
        QCOMPARE(rig.plane.count("ack"), 1);
        QVERIFY(rig.guests.execGoesOn(rig.session("sesn_1").sandbox->value()));
    }

    void itsSandboxNeverStandsStillWhileItRuns()
    {
        auto options = withRunner();
        options.engine.ladder = {.pauseAfter = 10s, .destroyAfter = 10min};
        EngineRig rig(options);
        const SandboxId sandbox(serve(rig));
        rig.pass(2min);
        QCOMPARE(rig.sandboxes.at(sandbox).state, SandboxState::Running);
        QVERIFY(rig.engine->pauseSandbox(sandbox).reason.find("the session's own runner") != std::string::npos);
        QCOMPARE(rig.engine->act(api::SandboxAction(api::HibernateSandbox{sandbox})).kind, Kind::Denied);
    }

    void whatHappensInTheSessionIsShown()
    {
        EngineRig rig(withRunner());
        serve(rig);
        const auto call = rig.plane.callTool("sesn_1", "bash", {{"command", "ls"}});
        const auto asks = rig.plane.callTool("sesn_1", "bash", {{"command", "rm"}}, Permission::Ask);
        rig.pass(1s);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Running);
        QCOMPARE(rig.session("sesn_1").state, SessionState::NeedsApproval);
        QCOMPARE(rig.session("sesn_1").currentTool, std::string("bash"));
        rig.plane.emitEvent("sesn_1", "user.tool_result", ToolAnswered{EventId(call), false, "a file"});
        QCOMPARE(rig.engine->answerApproval(kSession, EventId(asks), {true, {}}).kind, Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
        QVERIFY(rig.calls("sesn_1").at(call).note.find("in the sandbox") != std::string::npos);
        QCOMPARE(rig.calls("sesn_1").at(asks).state, ToolCallState::Running);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
        QCOMPARE(rig.plane.count("send"), 0);
        QCOMPARE(rig.engine->cancelCall(kSession, EventId(asks)).kind, Kind::Denied);
        ModelUsage usage;
        usage.outputTokens = 7;
        rig.plane.emitEvent("sesn_1", "session.usage", UsageReported{usage});
        rig.plane.emitEvent("sesn_1", "session.updated", TitleChanged{"Another"});
        rig.pass(6s);
        QVERIFY(rig.session("sesn_1").usage->outputTokens == 7 && rig.session("sesn_1").title == "Another");
        QCOMPARE(rig.ledger->durable().sessions.at("sesn_1").usage->outputTokens, std::uint64_t{7});
        QVERIFY(hasNote(rig, "its own runner serves the session there"));
    }

    void whatItPrintsIsInTheLogWithoutItsSecret()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        const auto secret = variable(rig.guests.executed[0].second, "ANTHROPIC_WORK_SECRET");
        const auto half = secret.size() / 2;
        rig.guests.sayExec(sandbox, "one " + secret.substr(0, half));
        rig.guests.sayExec(sandbox, secret.substr(half) + " two\n");
        rig.guests.endExec(sandbox, ports::ExecEnd{3});
        rig.pass(1s);
        QVERIFY(rig.sandboxLogs.at(sandbox).find("one [credential] two\n") != std::string::npos);
        QVERIFY(rig.sandboxLogs.at(sandbox).find(secret) == std::string::npos);
        QVERIFY(rig.session("sesn_1").problem->detail.find(secret) == std::string::npos);
    }

    void itEndsWellWhenItsTurnIsOver()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.plane.endTurn("sesn_1");
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Idle);
        rig.guests.endExec(sandbox, ports::ExecEnd{0});
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Ended);
        QVERIFY(!rig.session("sesn_1").problem);
        QCOMPARE(rig.plane.count("stop work_1"), 1); // harmless where it has stopped the item itself
        QCOMPARE(rig.ledger->count("work work_1 stopped"), 1);
        QVERIFY(rig.sandboxes.at(SandboxId(sandbox)).busyWith.empty());
    }

    void aNewMessageStartsItAgainInTheSameSandbox()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.plane.endTurn("sesn_1");
        rig.pass(1s);
        rig.guests.endExec(sandbox, ports::ExecEnd{0});
        rig.pass(1s);
        rig.plane.enqueue("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.guests.executed.size(), std::size_t{2});
        QCOMPARE(rig.guests.executed[1].first, rig.guests.executed[0].first);
        QVERIFY(rig.guests.execGoesOn(sandbox));
    }

    void itsFailureInMidTurnIsTheProblemAndTheItemIsLeftToLapse()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.guests.sayExec(sandbox, "Error: cannot find module 'x'\n");
        rig.guests.endExec(sandbox, ports::ExecEnd{1});
        rig.pass(1s);
        const auto &view = rig.session("sesn_1");
        QCOMPARE(view.state, SessionState::Failed);
        QVERIFY2(view.problem->detail.find("ended with status 1 before the session's turn was over, and said last: "
                                           "Error: cannot find module 'x'") != std::string::npos,
                 view.problem->detail.c_str());
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.ledger->count("work work_1 given back"), 1);
    }

    void aMessageThatComesAsItLeavesIsNoFailure()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.plane.endTurn("sesn_1");
        rig.pass(1s);
        rig.plane.emitEvent("sesn_1", "session.status_running", StatusRunning{});
        rig.guests.endExec(sandbox, ports::ExecEnd{0});
        rig.pass(1s);
        QVERIFY(!rig.session("sesn_1").problem);
        QCOMPARE(rig.plane.count("stop"), 0);
        // One that never serves its turn is: the second time it is said.
        rig.queue.add(rig.plane.enqueue("sesn_1").value(), "sesn_1", WorkState::Active);
        rig.pass(10s);
        rig.guests.endExec(sandbox, ports::ExecEnd{0});
        rig.pass(1s);
        QVERIFY(rig.session("sesn_1").problem->detail.find("status 0 before the session's turn was over") !=
                std::string::npos);
    }

    void afterThreeFailuresItIsStopped()
    {
        EngineRig rig(withRunner());
        auto sandbox = serve(rig);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(rig.guests.endExec(sandbox, ports::ExecEnd{std::nullopt, 11, false}));
            rig.pass(1s);
            QCOMPARE(rig.plane.count("stop"), i == 2 ? 1 : 0);
            rig.queue.add(rig.plane.enqueue("sesn_1").value(), "sesn_1", WorkState::Active);
            rig.pass(3min); // polls wait longer each time
            QVERIFY(rig.session("sesn_1").sandbox);
            sandbox = rig.session("sesn_1").sandbox->value();
        }
        QVERIFY(hasNote(rig, "was ended by signal 11"));
        QVERIFY(hasNote(rig, "failed 3 times"));
    }

    void aProgramThatIsNotThereStopsTheItem()
    {
        EngineRig rig(withRunner());
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            FakeExec answer;
            answer.end = fail(ErrorCode::NotFound, "no such program");
            return answer;
        };
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(2s);
        QVERIFY(rig.session("sesn_1").problem->detail.find("start its runner, /opt/runner --once: no such program") !=
                std::string::npos);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
    }

    void aSandboxThatEndsGivesTheItemBack()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.engine->destroySandbox(SandboxId(sandbox));
        rig.pass(2s);
        QVERIFY(rig.session("sesn_1").problem->detail.find("its runner with it") != std::string::npos);
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.ledger->count("work work_1 given back"), 1);
    }

    void itBeginsWithinALeaseOrNotAtAll()
    {
        EngineRig rig(withRunner());
        rig.guests.bootTime = 10min;
        serve(rig);
        QCOMPARE(rig.session("sesn_1").state, SessionState::WaitingForSandbox);
        const auto sandbox = *rig.session("sesn_1").sandbox;
        rig.pass(95s);
        QVERIFY(rig.session("sesn_1").problem && rig.guests.executed.empty());
        QCOMPARE(rig.plane.count("stop"), 0);
        // It goes on starting: the next time the runner begins in it at once.
        rig.guests.bootTime = 0ms;
        rig.pass(10min);
        QCOMPARE(rig.sandboxes.at(sandbox).state, SandboxState::Running);
        rig.queue.add(rig.plane.enqueue("sesn_1").value(), "sesn_1", WorkState::Active);
        rig.pass(10s);
        QVERIFY(rig.session("sesn_1").sandbox == sandbox && rig.guests.execGoesOn(sandbox.value()));
    }

    void anItemThatTheQueueTookBackIsLetGoOf()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.queue.items.front().state = WorkState::Queued;
        rig.pass(35s);
        QVERIFY(!rig.guests.execGoesOn(sandbox));
        QCOMPARE(rig.guests.killed, std::vector<std::string>{sandbox});
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.ledger->count("work work_1 lost"), 1);
    }

    void anItemThatWasStoppedGivesItsRunnerTimeToEnd()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.queue.items.front().state = WorkState::Stopped;
        rig.pass(61s);
        QVERIFY(rig.guests.execGoesOn(sandbox)); // memory goes home
        rig.pass(91s);
        QVERIFY(!rig.guests.execGoesOn(sandbox));
        QVERIFY(rig.session("sesn_1").problem->detail.find("did not end although its item was stopped") !=
                std::string::npos);
    }

    void aSessionThatIsOverEndsItToo()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.plane.emitEvent("sesn_1", "session.status_terminated", StatusTerminated{});
        rig.pass(1s);
        QVERIFY(rig.guests.execGoesOn(sandbox));
        rig.guests.endExec(sandbox, ports::ExecEnd{0});
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Terminated);
        QVERIFY(!rig.session("sesn_1").problem);
    }

    void aNewItemOfItsSessionReplacesIt()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.plane.enqueue("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.guests.killed, std::vector<std::string>{sandbox});
        QCOMPARE(rig.guests.executed.size(), std::size_t{2});
        QCOMPARE(rig.plane.count("stop"), 0);
    }

    void aDrainWaitsForTheTurnsEnd()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.engine->drain();
        rig.pass(5s);
        QVERIFY(rig.guests.execGoesOn(sandbox));
        rig.plane.endTurn("sesn_1");
        rig.pass(2s);
        QVERIFY(!rig.guests.execGoesOn(sandbox));
        QCOMPARE(rig.plane.count("stop work_1"), 1);
        rig.pass(10s);
        QCOMPARE(rig.host.phase, api::EnginePhase::Stopped);
    }

    void aDrainThatTakesTooLongGivesTheItemBack()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.engine->drain();
        rig.pass(60s);
        QVERIFY(!rig.guests.execGoesOn(sandbox));
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.host.phase, api::EnginePhase::Stopped);
    }

    void stoppingNowEndsItAtOnce()
    {
        EngineRig rig(withRunner());
        const auto sandbox = serve(rig);
        rig.engine->stopNow();
        rig.pass(0s);
        QVERIFY(!rig.guests.execGoesOn(sandbox));
        rig.pass(5s);
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.host.phase, api::EnginePhase::Stopped);
    }

    void afterACrashItsItemIsGivenBackWithoutABeat()
    {
        EngineRig rig(withRunner());
        serve(rig);
        rig.crashAndFindAgain();
        rig.pass(5s);
        QCOMPARE(rig.plane.count("heartbeat"), 0);
        QCOMPARE(rig.plane.count("stop"), 0);
        QCOMPARE(rig.ledger->count("work work_1 given back"), 1);
        QVERIFY(hasNote(rig, "ended with the program before"));
        rig.plane.enqueue("sesn_1"); // the lease lapsed
        rig.pass(10s);
        QVERIFY(rig.guests.execGoesOn(rig.session("sesn_1").sandbox->value()));
    }

    void withoutASecretTheEnvironmentKeyDoesNotStepIn()
    {
        EngineRig rig(withRunner());
        letRunnersGoOn(rig);
        rig.plane.withoutSecrets = true;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(2s);
        QVERIFY(rig.guests.executed.empty());
        QVERIFY(rig.session("sesn_1").problem->detail.find("brought no secret") != std::string::npos);
    }

    void itsLineForTheShellIsGivenToOne()
    {
        auto options = withRunner();
        options.environment.runner = {.shell = "cd /srv && exec ./run", .arguments = {}};
        EngineRig rig(options);
        serve(rig);
        QCOMPARE(rig.guests.executed[0].second.arguments,
                 (std::vector<std::string>{"/bin/sh", "-c", "cd /srv && exec ./run"}));
    }

    void otherEnvironmentsAreServedAsEver()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(2s);
        QVERIFY(rig.guests.executed.empty() && !rig.session("sesn_1").guestRunner);
        QCOMPARE(rig.calls("sesn_1").at(call).state, ToolCallState::Done);
    }

    void aFilterLetsNothingThroughHoweverItIsCutUp()
    {
        const std::string text = "a SECRET b\nSECRETSECRET\nno SECRE\nend";
        for (std::size_t step = 1; step < text.size(); ++step) {
            engine::TextFilter filter({"SECRET"});
            std::string out;
            for (std::size_t at = 0; at < text.size(); at += step)
                out += filter.take(std::string_view(text).substr(at, step));
            out += filter.rest();
            QCOMPARE(out, std::string("a [credential] b\n[credential][credential]\nno SECRE\nend"));
        }
        engine::TextFilter none({""});
        QCOMPARE(none.take("x") + none.rest(), std::string("x"));
    }

    void aGuestIsToldWhereTheControlPlaneIsForIt()
    {
        QCOMPARE(engine::baseUrlForGuests("https://api.example.org/v"), std::string("https://api.example.org/v"));
        QCOMPARE(engine::baseUrlForGuests("http://127.0.0.1:8123"), std::string("http://control-plane.glovebox:8123"));
        QCOMPARE(engine::baseUrlForGuests("http://[::1]:8123/x"), std::string("http://control-plane.glovebox:8123/x"));
    }
};

QTEST_GUILESS_MAIN(TestGuestRunner)
#include "tst_guest_runner.moc"
