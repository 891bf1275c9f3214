// How work arrives, what a session may ask for, and sandboxes that belong to the operator.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::SessionState;
using testsupport::EngineRig;
using Kind = api::Verdict::Kind;

namespace {

EngineRig::Options withWebhooks()
{
    EngineRig::Options options{.webhooks = true};
    options.environment.arrival = api::WorkArrival::Webhooks;
    return options;
}

SandboxId makeKept(EngineRig &rig)
{
    rig.engine->createSandbox({"lab", {}});
    rig.pass(1s);
    for (const auto &[id, view] : rig.sandboxes)
        if (view.kept)
            return id;
    return SandboxId("none");
}

} // namespace

class TestArrival : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDeliveryEmptiesTheQueueAndOtherwiseItIsLookedAtOnceAMinute()
    {
        EngineRig rig(withWebhooks());
        rig.start();
        rig.pass(1s);
        QVERIFY(rig.host.webhook.listening);
        const int polls = rig.plane.count("poll");
        rig.pass(58s);
        QCOMPARE(rig.plane.count("poll"), polls);
        rig.plane.addSession("sesn_1");
        rig.plane.addSession("sesn_2");
        rig.webhooks.handlers->delivery(std::nullopt);
        rig.pass(1s);
        QCOMPARE(rig.plane.count("ack"), 2);
        rig.plane.addSession("sesn_3"); // its delivery is lost
        rig.pass(61s);
        QCOMPARE(rig.plane.count("ack"), 3);
        QCOMPARE(rig.host.webhook.accepted, 1);
    }

    void aDeliveryDuringAPollIsNotForgotten()
    {
        EngineRig rig(withWebhooks());
        rig.plane.hold("poll");
        rig.start();
        rig.pass(1s);
        rig.webhooks.handlers->delivery(std::nullopt);
        rig.plane.letGo("poll");
        rig.engine->pausePolling(EnvironmentId("env_1")); // the held poll is let go with it
        rig.engine->resumePolling(EnvironmentId("env_1"));
        rig.plane.addSession("sesn_1");
        rig.webhooks.handlers->delivery(std::nullopt);
        rig.pass(1s);
        QCOMPARE(rig.plane.count("ack"), 1);
    }

    void rejectedDeliveriesAreCountedAndChangeNothing()
    {
        EngineRig rig(withWebhooks());
        rig.start();
        rig.pass(1s);
        const int polls = rig.plane.count("poll");
        rig.webhooks.handlers->rejected("a bad signature");
        rig.pass(1s);
        QCOMPARE(rig.host.webhook.rejected, 1);
        QCOMPARE(rig.plane.count("poll"), polls);
    }

    void theSwitchWorksAndSaysWhyItDoesNot()
    {
        EngineRig rig(EngineRig::Options{.webhooks = true});
        rig.start();
        rig.pass(1s);
        QVERIFY(!rig.host.webhook.listening);
        QCOMPARE(rig.engine->listenForWebhooks(true).kind, Kind::Accepted);
        QCOMPARE(rig.host.webhook.address, std::string("http://127.0.0.1:8466/webhooks"));
        QCOMPARE(rig.engine->listenForWebhooks(true).kind, Kind::AlreadySo);
        QCOMPARE(rig.engine->listenForWebhooks(false).kind, Kind::Accepted);
        rig.webhooks.fault = Error{ErrorCode::NetworkError, "the port is in use"};
        const auto verdict = rig.engine->listenForWebhooks(true);
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY(verdict.reason.find("the port is in use") != std::string::npos);
        QVERIFY(rig.host.webhook.problem.has_value());

        EngineRig none;
        none.start();
        QCOMPARE(none.engine->listenForWebhooks(true).kind, Kind::Denied);
    }

    void aSessionGetsTheSizeThatItAsksFor()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.vcpus", "2"}, {"glovebox.memory_mib", "1024"}};
        rig.start();
        rig.pass(1s);
        const auto &spec = rig.hypervisor.machines.begin()->second->spec();
        QCOMPARE(spec.size.vcpus, 2);
        QCOMPARE(spec.size.memory.value, ByteCount::gib(1).value);
    }

    void aWrongWishStopsTheItemWithAReasonForTheOperator()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.vcpus", "999"}};
        rig.start();
        rig.pass(2s);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
        QVERIFY(rig.session("sesn_1").problem->detail.find("glovebox.vcpus = '999'") != std::string::npos);
        QCOMPARE(rig.hypervisor.started, 0);
    }

    void aNamedSandboxIsUsedAndNeverEndedByUs()
    {
        EngineRig rig;
        rig.start();
        const auto kept = makeKept(rig);
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"isorun.sandbox_id", kept.value()}};
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(5s);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
        QCOMPARE(rig.session("sesn_1").sandbox, std::optional(kept));
        QCOMPARE(rig.sandboxes.at(kept).session, std::optional(SessionId("sesn_1")));
        rig.plane.endTurn("sesn_1");
        rig.pass(3600s);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
        QCOMPARE(rig.sandboxes.at(kept).state, SandboxState::Running);
        QCOMPARE(rig.sandboxes.at(kept).session, std::optional<SessionId>());
        QCOMPARE(rig.hypervisor.started, 1);
    }

    void anUnknownSandboxIsRefusedBeforeAnybodyIsAskedToAllowACall()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").status = SessionStatus::Idle;
        rig.plane.session("sesn_1").metadata = {{"glovebox.sandbox_id", "sbx-nope"}};
        rig.plane.callTool("sesn_1", "bash", {}, Permission::Ask);
        rig.start();
        rig.pass(2s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
    }

    void aHostThatCannotRunSandboxesTakesLessAndLessWorkAndSaysWhy()
    {
        EngineRig rig;
        rig.hypervisor.startFaults.assign(1000, Error{ErrorCode::OutOfDisk, "only 45 MiB are free"});
        for (int i = 0; i < 200; ++i)
            rig.plane.addSession("sesn_" + std::to_string(i));
        rig.start();
        const auto &environment = rig.environments.begin()->second;
        bool told = false;
        for (int i = 0; i < 1200; ++i) { // two minutes
            rig.pass(100ms);
            told = told || (environment.state == api::PollState::Disconnected &&
                            environment.problem->code == ErrorCode::OutOfDisk);
        }
        QVERIFY(told);
        const int taken = rig.plane.count("ack");
        QVERIFY2(taken >= 4 && taken <= 20, qPrintable(QString::number(taken)));
        rig.pass(120s);
        QVERIFY2(rig.plane.count("ack") - taken <= 8, qPrintable(QString::number(rig.plane.count("ack") - taken)));
    }

    void aHostThatCanRunSandboxesAgainTakesWorkAsBefore()
    {
        EngineRig rig;
        const Error full{ErrorCode::OutOfDisk, "only 45 MiB are free"};
        rig.hypervisor.startFaults.assign(4, full);
        const auto heldBack = [&] {
            const auto &view = rig.environments.begin()->second;
            return view.state == api::PollState::Disconnected && view.problem->code == full.code;
        };
        const auto failNext = [&](const std::string &session) {
            rig.plane.addSession(session);
            for (int i = 0; i < 1000 && rig.hypervisor.started == 0; ++i)
                rig.pass(100ms);
            rig.hypervisor.started = 0;
            for (int i = 0; i < 10 && !heldBack(); ++i)
                rig.pass(10ms);
            return heldBack() ? rig.environments.begin()->second.retryIn : 0ms;
        };
        rig.start();
        std::chrono::milliseconds last{0};
        for (const char *session : {"sesn_1", "sesn_2", "sesn_3", "sesn_4"}) {
            const auto pause = failNext(session);
            QVERIFY2(pause > last, qPrintable(QString::number(pause.count())));
            last = pause;
        }
        QVERIFY(last > 4s);
        rig.plane.addSession("sesn_5");
        rig.pass(60s);
        QCOMPARE(rig.session("sesn_5").state, SessionState::Running);
        rig.plane.endTurn("sesn_5");
        rig.pass(300s);
        QCOMPARE(rig.session("sesn_5").state, SessionState::Ended);
        rig.hypervisor.started = 0;
        rig.hypervisor.startFaults.assign(1, full);
        const auto pause = failNext("sesn_6");
        QVERIFY2(pause > 0ms && pause <= 1s, qPrintable(QString::number(pause.count())));
    }

    void anUnknownSandboxStopsTheItem()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.sandbox_id", "sbx-nope"}};
        rig.start();
        rig.pass(2s);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
        QVERIFY(rig.session("sesn_1").problem->detail.find("no sandbox sbx-nope") != std::string::npos);
    }

    void aSandboxOfAnotherSessionCannotBeNamed()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto others = rig.sandboxes.begin()->first;
        rig.plane.addSession("sesn_2");
        rig.plane.session("sesn_2").metadata = {{"glovebox.sandbox_id", others.value()}};
        rig.pass(5s);
        QCOMPARE(rig.session("sesn_2").state, SessionState::Failed);
        QVERIFY(rig.session("sesn_2").problem->detail.find("belongs to a session") != std::string::npos);
    }

    void aNamedSandboxInUseGivesTheItemBackInsteadOfStrandingItsSession()
    {
        EngineRig rig;
        rig.start();
        const auto kept = makeKept(rig);
        for (const char *session : {"sesn_1", "sesn_2"}) {
            rig.plane.addSession(session);
            rig.plane.session(session).metadata = {{"glovebox.sandbox_id", kept.value()}};
        }
        rig.pass(10s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
        QCOMPARE(rig.session("sesn_2").state, SessionState::Failed);
        QCOMPARE(rig.plane.count("stop"), 0); // its lease lapses, the queue hands it out again
    }

    void aKeptSandboxMakesNoRoomForOthersAndEndsOnlyWhenTold()
    {
        auto settings = EngineRig::defaultSettings();
        settings.capacity = 1;
        EngineRig rig(settings);
        rig.start();
        const auto kept = makeKept(rig);
        rig.plane.addSession("sesn_1");
        rig.pass(60s);
        QCOMPARE(rig.sandboxes.at(kept).state, SandboxState::Running);
        QCOMPARE(rig.session("sesn_1").state, SessionState::WaitingForSandbox);
        QCOMPARE(rig.engine->destroySandbox(kept).kind, Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
    }

    void aKeptSandboxOutlivesAStopOfTheEngine()
    {
        EngineRig rig;
        rig.start();
        const auto kept = makeKept(rig);
        rig.engine->drain();
        rig.pass(5s);
        QCOMPARE(rig.host.phase, api::EnginePhase::Stopped);
        QCOMPARE(rig.sandboxes.at(kept).state, SandboxState::Running);
        rig.start();
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.sandbox_id", kept.value()}};
        const auto call = rig.plane.callTool("sesn_1", "bash", {});
        rig.pass(5s);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
    }

    void aHandlerThatCannotBePutInPlaceCostsItsCallOnly()
    {
        EngineRig::Options options;
        options.environment.customTools = {{"lookup", "/opt/handlers/lookup", "#!/bin/sh\ncat\n"}};
        EngineRig rig(options);
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.guests.disk(rig.sandboxes.begin()->first.value()).putOther("/opt/handlers/lookup");
        rig.plane.emitEvent("sesn_1", "agent.custom_tool_use",
                            ToolUse{ToolKind::Custom, "lookup", {{"id", 7}}, Permission::Allow, {}}, "sevt_c");
        rig.pass(5s);
        QVERIFY(rig.textOf("sevt_c").find("its handler could not be put into the sandbox") != std::string::npos);
        QCOMPARE(rig.sandboxes.begin()->second.state, SandboxState::Running);
    }

    void outputsOfALaterTurnAppearToo()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        auto &disk = rig.guests.disk(rig.sandboxes.begin()->first.value());
        disk.put("/mnt/session/outputs/a.txt", "one");
        rig.plane.endTurn("sesn_1");
        rig.pass(100s);
        QCOMPARE(rig.outputViews.at("sesn_1").files.size(), std::size_t{1});
        const auto generation = rig.outputViews.at("sesn_1").generation;
        rig.plane.enqueue("sesn_1");
        rig.pass(5s);
        disk.put("/mnt/session/outputs/b.txt", "two");
        rig.plane.endTurn("sesn_1");
        rig.pass(100s);
        QCOMPARE(rig.outputViews.at("sesn_1").files.size(), std::size_t{2});
        QVERIFY(rig.outputViews.at("sesn_1").generation > generation);
    }

    void aSizeThatIsNotPossibleIsDeniedWithTheBounds()
    {
        EngineRig rig;
        rig.start();
        const auto verdict = rig.engine->createSandbox({"big", MachineSize{64, ByteCount::gib(1), ByteCount::gib(1)}});
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY(verdict.reason.find("1 to 8 vCPUs") != std::string::npos);
    }

    void aSessionInWhichNothingEverHappensIsLetGo()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").status = SessionStatus::Idle;
        rig.start();
        rig.pass(70s);
        QCOMPARE(rig.plane.count("stop work_1"), 1);
    }

    void whatTheModelCostsIsShownAndKept()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1", "Billing");
        rig.start();
        rig.pass(1s);
        ModelUsage usage{.inputTokens = 5000, .outputTokens = 3200, .listCostCents = 187};
        rig.plane.emitEvent("sesn_1", "session.usage", UsageReported{usage});
        rig.pass(1s);
        QVERIFY(rig.session("sesn_1").usage == usage);
        rig.pass(5s);
        QVERIFY(rig.ledger->durable().sessions.at("sesn_1").usage == usage);
        QCOMPARE(rig.ledger->durable().sessions.at("sesn_1").title, std::string("Billing"));
    }

    /// Each request to the model reports them.
    void figuresOfABusySessionAreWrittenNowAndThenAndTheLastOnesCount()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        const int before = rig.ledger->count("session sesn_1");
        for (std::uint64_t request = 1; request <= 40; ++request) {
            rig.plane.emitEvent("sesn_1", "session.usage", UsageReported{ModelUsage{.inputTokens = request}});
            rig.pass(250ms);
        }
        const int written = rig.ledger->count("session sesn_1") - before;
        QVERIFY2(written >= 2 && written <= 3, qPrintable(QString::number(written)));
        rig.engine->stopNow();
        rig.pass(1s);
        QCOMPARE(rig.ledger->durable().sessions.at("sesn_1").usage->inputTokens, std::uint64_t{40});
    }

    void threadsAreNamedAndTheirEndIsShown()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.emitEvent("sesn_1", "session.thread_created", ThreadCreated{ThreadId("sthr_2"), "helper"});
        rig.plane.emitEvent("sesn_1", "session.thread_status_terminated", ThreadTerminated{ThreadId("sthr_2")});
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_1").threads.size(), std::size_t{1});
        QCOMPARE(rig.session("sesn_1").threads.front().agentName, std::string("helper"));
        QVERIFY(rig.session("sesn_1").threads.front().ended);
    }

    void aRegisteredCustomToolRunsInTheSandboxWithItsHandler()
    {
        EngineRig::Options options;
        options.environment.customTools = {{"lookup", "/opt/handlers/lookup", "#!/bin/sh\ncat\n"}};
        EngineRig rig(options);
        std::string handler;
        rig.guests.tool = [&](const ports::ToolRequest &request) -> Result<ToolResult> {
            handler = request.handler;
            return ToolResult{"found"};
        };
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.emitEvent("sesn_1", "agent.custom_tool_use",
                            ToolUse{ToolKind::Custom, "lookup", {{"id", 7}}, Permission::Allow, {}}, "sevt_c");
        rig.pass(2s);
        QCOMPARE(rig.textOf("sevt_c"), std::string("found"));
        QCOMPARE(handler, std::string("/opt/handlers/lookup"));
        QVERIFY(rig.plane.answers().front().kind == ToolKind::Custom);
        QCOMPARE(rig.environments.begin()->second.customTools, std::vector<std::string>{"lookup"});
    }

    void othersCustomToolsAreLeftToTheirOwner()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        rig.plane.emitEvent("sesn_1", "agent.custom_tool_use",
                            ToolUse{ToolKind::Custom, "bash", {}, Permission::Allow, {}}, "sevt_c");
        rig.pass(2s);
        QVERIFY(rig.guests.ran.empty());
        QCOMPARE(rig.plane.count("send"), 0);
        QVERIFY(rig.calls("sesn_1").at("sevt_c").custom);
    }
};

QTEST_GUILESS_MAIN(TestArrival)
#include "tst_arrival.moc"
