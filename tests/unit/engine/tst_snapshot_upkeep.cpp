// Snapshots that are there: names, pins, checks, and what is kept of a sandbox that sleeps.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

class TestSnapshotUpkeep : public QObject {
    Q_OBJECT

    static SandboxId hibernated(Rig &rig)
    {
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        return id;
    }

private Q_SLOTS:
    void aNameAndAPinStayAfterTheProgramsEnd()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept(), "before");
        QVERIFY(rig.act(api::RenameSnapshot{snapshot, "after"}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::PinSnapshot{snapshot, true}).kind == Kind::Accepted); // before the first is written
        rig.pass(1s);
        QCOMPARE(rig.snapshots.at(snapshot).name, std::string("after"));
        QVERIFY(rig.snapshots.at(snapshot).pinned);
        QVERIFY(rig.act(api::RenameSnapshot{snapshot, "after"}).kind == Kind::AlreadySo);
        QVERIFY(rig.act(api::PinSnapshot{snapshot, true}).kind == Kind::AlreadySo);
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.snapshots.at(snapshot).name, std::string("after"));
        QVERIFY(rig.snapshots.at(snapshot).pinned);
    }

    void aPinnedOneIsNotDeletedUntilThePinIsOut()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.act(api::PinSnapshot{snapshot, true});
        const auto verdict = rig.act(api::DeleteSnapshots{{snapshot}}); // it holds from the moment it was asked for
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("pinned") != std::string::npos, verdict.reason.c_str());
        rig.pass(1s);
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::PinSnapshot{snapshot, false}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.snapshots.empty());
    }

    void whatCannotBeWrittenDownIsNotPretended()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept(), "before");
        rig.hypervisor.store().noteFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.act(api::RenameSnapshot{snapshot, "after"});
        rig.pass(1s);
        QCOMPARE(rig.snapshots.at(snapshot).name, std::string("before"));
        QVERIFY(rig.snapshots.at(snapshot).problem.has_value());
    }

    void whatIsNotThereCanBeNeitherNamedNorPinnedNorChecked()
    {
        Rig rig;
        rig.start();
        const SnapshotId none("snap-none");
        QVERIFY(rig.act(api::RenameSnapshot{none, "x"}).kind == Kind::Denied);
        QVERIFY(rig.act(api::PinSnapshot{none, true}).kind == Kind::Denied);
        QVERIFY(rig.act(api::VerifySnapshot{none}).kind == Kind::Denied);
        const auto snapshot = rig.snapshotOf(rig.kept());
        QVERIFY(rig.act(api::RenameSnapshot{snapshot, std::string(65, 'x')}).kind == Kind::Denied);
    }

    void aCheckShowsHowFarItIsAndWhenItWasMade()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.hypervisor.store().verifyTime = 10s;
        QVERIFY(rig.act(api::VerifySnapshot{snapshot}).kind == Kind::Accepted);
        QVERIFY(rig.snapshots.at(snapshot).verifying);
        QVERIFY(rig.act(api::VerifySnapshot{snapshot}).kind == Kind::AlreadySo);
        rig.pass(6s);
        QCOMPARE(rig.snapshots.at(snapshot).progress, std::optional(0.5));
        rig.pass(6s);
        QVERIFY(!rig.snapshots.at(snapshot).verifying && !rig.snapshots.at(snapshot).progress);
        QVERIFY(rig.snapshots.at(snapshot).verifiedAt && !rig.snapshots.at(snapshot).problem);
        const auto at = rig.snapshots.at(snapshot).verifiedAt;
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.snapshots.at(snapshot).verifiedAt, at);
    }

    void aDamagedOneSaysWhatIsWrongAlsoAfterAStart()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.act(api::VerifySnapshot{snapshot});
        rig.pass(1s);
        rig.hypervisor.store().verifyFaults = {{ErrorCode::ProtocolError, "its memory is not what was written"}};
        rig.act(api::VerifySnapshot{snapshot});
        rig.pass(1s);
        QCOMPARE(rig.snapshots.at(snapshot).problem->detail, std::string("its memory is not what was written"));
        QVERIFY(!rig.snapshots.at(snapshot).verifiedAt);
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.snapshots.at(snapshot).problem->detail, std::string("its memory is not what was written"));
    }

    void oneWithoutChecksumsIsNotCalledVerified()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.hypervisor.store().hasChecksums = false;
        rig.act(api::VerifySnapshot{snapshot});
        rig.pass(1s);
        QVERIFY(!rig.snapshots.at(snapshot).verifiedAt);
        QVERIFY(rig.snapshots.at(snapshot).problem->detail.find("before checksums") != std::string::npos);
    }

    void aCheckCanBeEndedAndLeavesTheSnapshotUnchecked()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        QVERIFY(rig.act(api::CancelVerify{SnapshotId("snap-none")}).kind == Kind::Denied);
        QVERIFY(rig.act(api::CancelVerify{snapshot}).kind == Kind::AlreadySo);
        rig.hypervisor.store().verifyTime = 10s;
        rig.act(api::VerifySnapshot{snapshot});
        rig.pass(6s);
        QVERIFY(rig.act(api::CancelVerify{snapshot}).kind == Kind::Accepted);
        rig.pass(20s);
        const auto &view = rig.snapshots.at(snapshot);
        QVERIFY(!view.verifying && !view.progress && view.step.empty());
        QVERIFY(!view.verifiedAt && !view.problem);
        QVERIFY(rig.act(api::VerifySnapshot{snapshot}).kind == Kind::Accepted); // and can be made again
        rig.pass(11s);
        QVERIFY(rig.snapshots.at(snapshot).verifiedAt);
    }

    void deletingOneEndsItsCheck()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.hypervisor.store().verifyTime = 10s;
        rig.act(api::VerifySnapshot{snapshot});
        rig.pass(1s);
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Accepted);
        rig.pass(20s);
        QVERIFY(rig.snapshots.empty());
    }

    void whatAHibernatedOneHasOnDiskIsKeptWhileItSleepsOn()
    {
        Rig rig;
        rig.start();
        const auto id = hibernated(rig);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(rig.act(api::TakeSnapshot{id, "kept"}).kind == Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.snapshots.size(), std::size_t{1});
        const auto snapshot = rig.snapshots.begin()->first;
        QVERIFY(rig.snapshots.at(snapshot).state == SnapshotState::Ready);
        QCOMPARE(rig.snapshots.at(snapshot).name, std::string("kept"));
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).from, std::optional(snapshot));
        QCOMPARE(rig.onDisk(), std::size_t{2});
        rig.engine->resumeSandbox(id); // what it wakes up from goes, what was kept stays
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1, {}}).kind == Kind::Accepted);
        rig.pass(3s);
        QCOMPARE(rig.count(SandboxState::Running), 2);
    }

    void deletingWhatWasKeptLeavesItAsleep()
    {
        Rig rig;
        rig.start();
        const auto id = hibernated(rig);
        rig.act(api::TakeSnapshot{id, {}});
        rig.pass(1s);
        QVERIFY(rig.act(api::DeleteSnapshots{{rig.snapshots.begin()->first}}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.snapshots.empty());
        rig.engine->resumeSandbox(id);
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void whatCannotBeKeptSaysWhy()
    {
        Rig rig;
        rig.start();
        const auto id = hibernated(rig);
        rig.hypervisor.store().keepFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.act(api::TakeSnapshot{id, {}});
        rig.pass(1s);
        QVERIFY(rig.snapshots.begin()->second.state == SnapshotState::Failed);
        QVERIFY(rig.view(id).reason.find("no space") != std::string::npos);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }
};

QTEST_GUILESS_MAIN(TestSnapshotUpkeep)
#include "tst_snapshot_upkeep.moc"
