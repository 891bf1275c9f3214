// What the next program finds: machines that outlived this one, and what was hibernated, each with what it was.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

namespace {
const IdleLadder kOwn{2h, 3h, 4h};
} // namespace

class TestSurvivors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMachineThatOutlivedTheProgramIsTheSameSandbox()
    {
        Rig rig(3);
        rig.start();
        const auto parent = rig.kept("parent");
        rig.act(api::ForkSandbox{parent, 1});
        rig.pass(2s);
        const auto child = std::ranges::find_if(rig.sandboxes, [&](const auto &s) { return s.first != parent; })->first;
        const auto snapshot = rig.snapshotOf(child, "milestone");
        rig.pass(10s);
        rig.act(api::SetIdleLadder{child, kOwn});
        rig.act(api::KeepAlive{child, 5h});
        const auto before = rig.view(child);
        const auto identities = rig.guests.identities.size();
        rig.crashAndFindAgain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(child) == SandboxState::Running);
        QVERIFY(rig.stateOf(parent) == SandboxState::Running);
        const auto &view = rig.view(child);
        QCOMPARE(view.forkOf, std::optional(parent));
        QCOMPARE(view.from, std::optional(snapshot));
        QCOMPARE(view.base, before.base);
        QVERIFY(view.ladder == kOwn);
        QVERIFY(view.kept);
        QCOMPARE(view.keptAliveUntil, before.keptAliveUntil);
        QCOMPARE(view.createdAt, before.createdAt);
        QCOMPARE(view.kernelRelease, before.kernelRelease);
        QCOMPARE(view.size, before.size);
        QVERIFY(view.meter.running >= 10s);                 // what was told with its record
        QCOMPARE(view.meter.cpuTime, before.meter.cpuTime); // nothing counts twice
        QCOMPARE(view.checks, rig.guests.checks);
        QCOMPARE(rig.guests.identities.size(), identities + 2); // each was told who it is, and the time
        QCOMPARE(rig.host.slotsUsed, 2);
        rig.pass(4h);
        QVERIFY(rig.stateOf(child) == SandboxState::Running);
        rig.pass(4h);
        QVERIFY(rig.stateOf(child) != SandboxState::Running); // the ladder goes on
        QVERIFY(rig.act(api::TakeSnapshot{parent, "still a clone"}).kind == Kind::Accepted);
    }

    void oneThatStoodStillDoesSoAgain()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.crashAndFindAgain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY(rig.hypervisor.machines.at(id.value())->isPaused());
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void itsSessionGoesOnInIt()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.crashAndFindAgain();
        rig.pass(5s);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(5s);
        QCOMPARE(rig.textOf(call), std::string("ran bash")); // and is not told that its files were gone
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QCOMPARE(rig.view(id).session, std::optional(SessionId("sesn_1")));
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
    }

    void aCallThatRanWhenTheProgramDiedIsToldThatItsFilesAreThere()
    {
        Rig rig;
        rig.guests.toolTime = 600s;
        rig.controlPlane->addSession("sesn_1");
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "make"}});
        rig.start();
        rig.pass(5s);
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(QStringLiteral("^sesn_1: bash .*was running when the worker ended")));
        rig.crashAndFindAgain();
        rig.pass(5s);
        const auto text = rig.textOf(call);
        QVERIFY2(text.find("restarted while this call ran") != std::string::npos, text.c_str());
        QVERIFY2(text.find("its files are still there") != std::string::npos, text.c_str());
        QVERIFY2(text.find("lost") == std::string::npos, text.c_str());
    }

    void theirSlotsAreTakenEvenAboveTheCapacity()
    {
        Rig rig(2);
        rig.start();
        const auto one = rig.kept("one");
        const auto two = rig.kept("two");
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "nobody gives way");
        rig.setCapacity(1);
        rig.crashAndFindAgain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(one) == SandboxState::Running);
        QVERIFY(rig.stateOf(two) == SandboxState::Running);
        QCOMPARE(rig.host.slotsUsed, 2);
        const auto three = rig.kept("three");
        QVERIFY(rig.stateOf(three) == SandboxState::Queued);
        QCOMPARE(rig.view(three).waitsFor, std::string("a slot: 2 of 1 are taken"));
        rig.engine->destroySandbox(one);
        rig.pass(1s);
        QVERIFY(rig.stateOf(three) == SandboxState::Queued);
        rig.engine->destroySandbox(two);
        rig.pass(1s);
        QVERIFY(rig.stateOf(three) == SandboxState::Running);
    }

    void oneThatDoesNotAnswerAndLeavesNoWholeDiskFailsWithItsEvidence()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.guests.silentBoots = 1;
        rig.hypervisor.diskOfSurvivorsIsWhole = false;
        rig.crashAndFindAgain();
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        QCOMPARE(rig.view(id).operation, std::string("Finding it again"));
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Failed);
        QVERIFY(rig.view(id).end->cause == EndCause::GuestLost);
        QCOMPARE(rig.ended.back().console, "console of " + id.value());
        QCOMPARE(rig.host.slotsUsed, 0);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void theLivingMachineWinsOverItsStateOnDiskWhichGoesAfterItAnswered()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        const auto stored = *rig.hypervisor.store().snapshotsOnDisk.begin();
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        // The program died after its guest was greeted and before the state that it woke from was removed.
        rig.hypervisor.store().snapshotsOnDisk.insert(stored);
        rig.guests.bootTime = 5s;
        rig.crashAndFindAgain();
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aCrashAtEachStepLeavesOneStateOfASandbox_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("while it is created") << 0;
        QTest::newRow("while it is written down") << 1;
        QTest::newRow("when it is written down") << 2;
        QTest::newRow("while it wakes up") << 3;
        QTest::newRow("when it is awake") << 4;
        QTest::newRow("while it is put back in place") << 5;
    }
    void aCrashAtEachStepLeavesOneStateOfASandbox()
    {
        QFETCH(int, step);
        Rig rig;
        rig.start();
        rig.guests.bootTime = step == 0 ? 5s : 0s;
        const auto id = rig.kept();
        auto expected = SandboxState::Running;
        std::size_t onDisk = 0;
        if (step == 0)
            expected = SandboxState::Destroyed; // nobody had been told that it is there
        if (step == 1) {
            rig.hypervisor.snapshotTime = 10s;
            rig.act(api::HibernateSandbox{id});
            rig.pass(1s);
        } else if (step >= 2 && step <= 4) {
            rig.act(api::HibernateSandbox{id});
            rig.pass(1s);
            expected = step < 4 ? SandboxState::Hibernated : SandboxState::Running;
            onDisk = step < 4 ? 1 : 0;
        }
        if (step == 3 || step == 4) {
            rig.guests.bootTime = step == 3 ? 5s : 0s;
            rig.engine->resumeSandbox(id);
            rig.pass(1s);
        }
        if (step == 5) {
            const auto snapshot = rig.snapshotOf(id);
            onDisk = 1;
            rig.guests.bootTime = 5s;
            rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
            rig.pass(1s);
            QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
            expected = SandboxState::Paused; // as it was before, and standing still
        }
        rig.guests.bootTime = 0s;
        rig.crashAndFindAgain();
        rig.hypervisor.snapshotTime = 0s;
        rig.pass(2s);
        QVERIFY2(rig.stateOf(id) == expected, std::string(word(rig.stateOf(id))).c_str());
        QCOMPARE(rig.onDisk(), onDisk);
        QCOMPARE(rig.hypervisor.machines.size(),
                 expected == SandboxState::Running || expected == SandboxState::Paused ? 1U : 0U);
    }

    void ofTwoMachinesOfOneSandboxTheOneThatRunsStays()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto spec = rig.hypervisor.machines.at(id.value())->spec();
        const auto record = *rig.hypervisor.machines.at(id.value())->record();
        rig.engine.reset();
        for (const bool paused : {true, false}) {
            auto one = spec;
            one.sandbox = SandboxId(id.value() + (paused ? "" : "-2"));
            one.paused = paused;
            rig.hypervisor.leaveBehind(
                {.machine = std::make_unique<testsupport::FakeMachine>(rig.hypervisor, rig.clock, one),
                 .record = record,
                 .size = spec.size,
                 .base = "tpl",
                 .paused = paused});
        }
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QVERIFY(rig.hypervisor.machines.contains(id.value() + "-2"));
    }

    void theyAreAskedForOnceInTheLifeOfAProgram()
    {
        Rig rig;
        rig.start();
        rig.engine->stopNow();
        rig.pass(1s);
        rig.start();
        QCOMPARE(rig.hypervisor.survivorsAsked, 1);
        QVERIFY(rig.host.phase == api::EnginePhase::Running);
    }

    void stoppingWhileOneIsFoundLosesNothingOfIt()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.guests.bootTime = 5s;
        rig.crashAndFindAgain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        rig.engine->drain();
        rig.pass(10s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void whatIsRememberedIsToldWhenItChangesAndNotEachSecond()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto &machine = *rig.hypervisor.machines.at(id.value());
        QVERIFY(machine.record().has_value());
        QCOMPARE(machine.record()->id, id);
        const auto told = machine.timesTold();
        rig.pass(30s);
        QCOMPARE(machine.timesTold(), told);
        rig.act(api::SetIdleLadder{id, kOwn});
        QCOMPARE(machine.timesTold(), told + 1);
        QVERIFY(machine.record()->ladder == kOwn);
        rig.pass(65s); // the meter's sake
        QCOMPARE(machine.timesTold(), told + 2);
        QVERIFY(machine.record()->meter.running >= 60s);
    }

    void aHibernatedOneIsFoundWithAllThatItWas()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.act(api::SetIdleLadder{id, kOwn});
        rig.act(api::KeepAlive{id, 24h});
        const auto before = rig.view(id);
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.crashAndStart();
        rig.pass(1s);
        const auto &view = rig.view(id);
        QCOMPARE(view.session, std::optional(SessionId("sesn_1")));
        QCOMPARE(view.sessionTitle, before.sessionTitle);
        QVERIFY(view.ladder == kOwn);
        QCOMPARE(view.keptAliveUntil, before.keptAliveUntil);
        QCOMPARE(view.createdAt, before.createdAt);
        QVERIFY(!view.kept);
    }

    void aSessionsSandboxIsHibernatedByADrainAndFoundByItsSession()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(1s);
        rig.engine->drain();
        rig.pass(5s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.crashAndStart();
        rig.pass(1s);
        rig.controlPlane->enqueue("sesn_1");
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(5s);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.textOf(call), std::string("ran bash"));
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
    }

    void keptOnesAreHibernatedFirstThenThoseThatWereUsedLast()
    {
        Rig rig(3);
        for (const auto *session : {"sesn_1", "sesn_2"}) {
            rig.controlPlane->addSession(session);
            rig.call(session);
        }
        rig.start();
        rig.pass(5s);
        const auto kept = rig.kept();
        const auto first = *rig.session("sesn_1").sandbox;
        const auto second = *rig.session("sesn_2").sandbox;
        rig.controlPlane->endTurn("sesn_2");
        rig.pass(65s);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s);
        rig.hypervisor.snapshotTime = 12s; // two within the drain's 30 s
        rig.engine->drain();
        rig.pass(13s);
        QVERIFY(rig.stateOf(kept) == SandboxState::Hibernated);
        rig.pass(12s);
        QVERIFY(rig.stateOf(first) == SandboxState::Hibernated);
        QVERIFY(rig.stateOf(second) == SandboxState::Hibernating);
        rig.pass(10s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(second) == SandboxState::Destroyed);
        QVERIFY(rig.view(second).end->cause == EndCause::EngineStopped);
        QCOMPARE(rig.onDisk(), std::size_t{2});
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void oneThatDoesNotAnswerIsWhatItWasWhenItWasHibernatedLast()
    {
        Rig rig;
        rig.hypervisor.diskOfSurvivorsIsWhole = false;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        const auto stored = *rig.hypervisor.store().snapshotsOnDisk.begin();
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        rig.hypervisor.store().snapshotsOnDisk.insert(stored); // the program died before it was removed
        rig.guests.silentBoots = 1;
        rig.crashAndFindAgain();
        rig.pass(40s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        const auto &view = rig.view(id);
        QVERIFY2(view.reason.find("what it did since then is lost") != std::string::npos, view.reason.c_str());
        QVERIFY(view.problem && view.problem->detail.find("is lost") != std::string::npos);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.host.slotsUsed, 0);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aDemosSandboxesEndWithTheProgram()
    {
        testsupport::EngineRig::Options options{.engine = Rig::settings(3, {})};
        options.isDemo = true;
        testsupport::EngineRig rig(options);
        rig.hypervisor.canCloneAnswer = {};
        rig.hypervisor.canSnapshotAnswer = {};
        for (const auto *session : {"sesn_1", "sesn_2"}) {
            rig.plane.addSession(session);
            rig.plane.callTool(session, "bash", {{"command", "true"}});
        }
        rig.start();
        rig.pass(5s);
        const auto one = *rig.session("sesn_1").sandbox;
        const auto two = *rig.session("sesn_2").sandbox;
        QVERIFY(!rig.hypervisor.machines.at(one.value())->record());
        rig.engine->act(api::HibernateSandbox{two});
        rig.pass(1s);
        rig.engine->stopNow();
        rig.pass(2s);
        QVERIFY(rig.sandboxes.at(one).state == SandboxState::Destroyed);
        QVERIFY(rig.sandboxes.at(two).state == SandboxState::Destroyed);
        QVERIFY(rig.hypervisor.store().snapshotsOnDisk.empty());
    }

    void theLadderOfAHibernatedOneGoesOnWhileNoProgramIsThere()
    {
        Rig rig(2, {std::nullopt, 1min, 24h});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(3min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.engine.reset();
        rig.pass(48h);
        rig.crashAndStart();
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated); // whoever comes back to it has a while
        rig.pass(10min);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QCOMPARE(rig.ended.back().id, id);
        QVERIFY(rig.ended.back().end.cause == EndCause::IdleTimer);
    }
};

QTEST_GUILESS_MAIN(TestSurvivors)
#include "tst_survivors.moc"
