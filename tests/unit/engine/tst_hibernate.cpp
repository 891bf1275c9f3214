// Sandboxes that are written down and come back: asked for, by use, by lack of room, over the end of the program; and
// what fails at each step.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

class TestHibernate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHibernatedSandboxHoldsNoSlotAndComesBackAsItself()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernating);
        QCOMPARE(rig.view(id).operation, std::string("Hibernating"));
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::AlreadySo);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).stored, ByteCount::mib(40));
        QCOMPARE(rig.view(id).reason, std::string("operator"));
        QCOMPARE(rig.host.slotsUsed, 0);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{0});
        QCOMPARE(rig.guests.flushes, 1);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        QVERIFY(rig.snapshots.empty());

        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.fromSnapshots, 1);
        QCOMPARE(rig.onDisk(), std::size_t{0}); // the new one is proven
        QCOMPARE(rig.view(id).stored, ByteCount{});
    }

    void aPausedOneIsHibernatedToo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.guests.flushes, 0); // it stood still
    }

    void aSessionsSandboxSleepsAndItsNextCallWakesIt()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.call("sesn_1");
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
    }

    void aSessionThatComesBackWakesItsSandbox()
    {
        Rig rig(2, {.hibernateAfter = 60s});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(140s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).reason, std::string("idle for 60 s"));
        rig.controlPlane->enqueue("sesn_1");
        rig.call("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void whatIsAskedWhileItIsWrittenDownKeepsItUp()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        rig.hypervisor.snapshotTime = 60s;
        const auto id = *rig.session("sesn_1").sandbox;
        rig.act(api::HibernateSandbox{id});
        rig.pass(35s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernating);
        QCOMPARE(rig.view(id).progress, std::optional(0.5));
        rig.call("sesn_1");
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        rig.pass(60s);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void itIsNotHibernatedWhileAToolRuns()
    {
        Rig rig;
        rig.guests.toolTime = 30s;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto verdict = rig.act(api::HibernateSandbox{*rig.session("sesn_1").sandbox});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.starts_with("A tool runs in it"), verdict.reason.c_str());
    }

    void whatCannotBeWrittenDownSaysWhy()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "QEMU is too old");
        auto verdict = rig.act(api::HibernateSandbox{id});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("QEMU is too old") != std::string::npos, verdict.reason.c_str());
        rig.pass(6s);
        QVERIFY(rig.host.noSnapshots.has_value());
        QVERIFY(rig.act(api::HibernateSandbox{SandboxId("sbx-none")}).kind == Kind::Denied);
    }

    void aBootedOneCannotBe()
    {
        Rig rig;
        rig.hypervisor.freezeFault = Error{ErrorCode::HostToolFailed, "no"};
        rig.start();
        const auto id = rig.kept();
        const auto verdict = rig.act(api::HibernateSandbox{id});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("booted") != std::string::npos, verdict.reason.c_str());
    }

    void aFailedWriteLeavesItRunningAndSaysSo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY2(rig.view(id).reason.find("no space") != std::string::npos, rig.view(id).reason.c_str());
        QVERIFY(!rig.hypervisor.machines.begin()->second->isPaused());
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aFailedWakeUpLeavesItHibernatedAndItCanBeTriedAgain_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("what is on disk does not open") << 0;
        QTest::newRow("the process does not start") << 1;
        QTest::newRow("the guest does not answer") << 2;
    }
    void aFailedWakeUpLeavesItHibernatedAndItCanBeTriedAgain()
    {
        QFETCH(int, step);
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        if (step == 0)
            rig.hypervisor.store().openFaults = {{ErrorCode::ImageBroken, "a bad block"}};
        else if (step == 1)
            rig.hypervisor.startFaults = {{ErrorCode::OutOfMemory, "no memory"}};
        else
            rig.guests.silentBoots = 1;
        rig.engine->resumeSandbox(id);
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(rig.view(id).problem.has_value());
        QCOMPARE(rig.onDisk(), std::size_t{1});
        QCOMPARE(rig.host.slotsUsed, 0);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.view(id).problem);
    }

    void itsMachineDyingWhileItIsWrittenDownLeavesItsDisk()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 10s;
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(20s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aHibernatedSandboxIsFoundAgainByTheNextProgram()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("archive");
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).name, std::string("archive"));
        QVERIFY(rig.view(id).kept);
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void aCrashWhileItWakesUpLosesNothing()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.guests.bootTime = 5s;
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Resuming);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void ofTwoStatesOfOneSandboxTheNewerCounts()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        auto older = rig.hypervisor.store().snapshotsOnDisk.begin()->second;
        older.origin.id = SnapshotId("snap-old");
        older.origin.at -= 1h;
        rig.hypervisor.store().snapshotsOnDisk.emplace("snap-old", older);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        QVERIFY(!rig.hypervisor.store().snapshotsOnDisk.contains("snap-old"));
    }

    void destroyingAHibernatedOneLeavesNothingOnDisk()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void lackOfRoomHibernatesTheLeastUsedInsteadOfEndingIt()
    {
        Rig rig(1);
        rig.start();
        const auto id = rig.kept();
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).reason, std::string("made room for another"));
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
    }

    void oneThatIsBeingSnapshotIsNotEndedToMakeRoom()
    {
        Rig rig(1);
        rig.start();
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(3s);
        const auto id = rig.sandboxes.begin()->first;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(70s); // the session lets go of it
        rig.hypervisor.snapshotTime = 5s;
        QVERIFY(rig.act(api::TakeSnapshot{id, "while it lasts"}).kind == Kind::Accepted);
        rig.controlPlane->addSession("sesn_2");
        rig.call("sesn_2");
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(rig.snapshots.begin()->second.state == SnapshotState::Ready);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
    }

    void whatADestroyedOneLeftIsRemovedLaterWhenItCannotBeAtOnce()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(2s);
        rig.hypervisor.store().removeFaults = {{ErrorCode::HostToolFailed, "busy"}};
        rig.engine->destroySandbox(id);
        rig.pass(2s);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        rig.pass(2min);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aWokenOneWaitsItsTurnForASlot()
    {
        Rig rig(1);
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(5s);
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Queued);
        QCOMPARE(rig.view(id).queuePosition, 1);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(70s); // the session lets go of its own, which makes room
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void whatIsKeptIsStillThereAfterTheProgramEnded()
    {
        Rig rig;
        rig.start();
        const auto one = rig.kept("one");
        const auto two = rig.kept("two");
        rig.engine->drain();
        rig.pass(2s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(one) == SandboxState::Hibernated);
        QVERIFY(rig.stateOf(two) == SandboxState::Hibernated);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{0});
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.count(SandboxState::Hibernated), 2);
    }

    void stoppingTwiceDoesNotWaitForThat()
    {
        Rig rig;
        rig.start();
        rig.kept();
        rig.hypervisor.snapshotTime = 20s;
        rig.engine->stopNow();
        rig.pass(2s);
        QVERIFY(rig.host.phase == api::EnginePhase::Draining);
        rig.engine->stopNow();
        rig.pass(1s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void stoppingDoesNotWaitForEver()
    {
        Rig rig;
        rig.start();
        rig.kept();
        rig.hypervisor.snapshotTime = 1h;
        rig.engine->drain();
        rig.pass(31s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
    }

    void aPauseThatIsRefusedIsSeen()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.pauseFaults = {{ErrorCode::HostToolFailed, "not now"}};
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY2(rig.view(id).reason.find("not now") != std::string::npos, rig.view(id).reason.c_str());
    }
};

QTEST_GUILESS_MAIN(TestHibernate)
#include "tst_hibernate.moc"
