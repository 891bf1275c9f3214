// Forks and restored snapshots: new sandboxes of a state, and one that goes back in place.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

class TestForks : public QObject {
    Q_OBJECT

    static std::vector<api::SandboxView> children(const Rig &rig, const SandboxId &id)
    {
        std::vector<api::SandboxView> found;
        for (const auto &[each, view] : rig.sandboxes)
            if (view.forkOf == id)
                found.push_back(view);
        return found;
    }

private Q_SLOTS:
    void aForkIsAKeptSandboxWithAnIdAndEntropyOfItsOwn()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        QVERIFY(rig.act(api::ForkSandbox{id, 2}).kind == Kind::Accepted);
        rig.pass(2s);
        const auto forks = children(rig, id);
        QCOMPARE(forks.size(), std::size_t{2});
        for (const auto &fork : forks) {
            QVERIFY(fork.state == SandboxState::Running);
            QVERIFY(fork.kept);
            QVERIFY(fork.id != id);
        }
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.fromSnapshots, 2);
        QCOMPARE(rig.hypervisor.spreads, 0);
        QVERIFY(rig.snapshots.empty());
        QCOMPARE(rig.onDisk(), std::size_t{0});
        auto entropy = rig.guests.identities;
        std::ranges::sort(entropy);
        QVERIFY(std::ranges::adjacent_find(entropy) == entropy.end());
    }

    void manyForksSpreadOnceAndWaitForSlots()
    {
        Rig rig(3);
        rig.start();
        const auto id = rig.kept();
        rig.act(api::ForkSandbox{id, 4});
        rig.pass(100ms);
        QCOMPARE(rig.hypervisor.spreads, 1);
        QCOMPARE(children(rig, id).size(), std::size_t{4});
        QCOMPARE(rig.hypervisor.fromSnapshots, 0);
        QVERIFY(rig.host.slotsUsed <= 3);
    }

    void withoutASpreadEachStartsByItself()
    {
        Rig rig(8);
        rig.hypervisor.spreadFault = Error{ErrorCode::OutOfMemory, "no memory"};
        rig.start();
        const auto id = rig.kept();
        rig.act(api::ForkSandbox{id, 3});
        rig.pass(2s);
        QCOMPARE(rig.hypervisor.fromSnapshots, 3);
        QCOMPARE(rig.count(SandboxState::Running), 4);
    }

    void aHibernatedOneIsForkedFromWhatIsStored()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.act(api::ForkSandbox{id, 1}).kind == Kind::Accepted);
        rig.engine->resumeSandbox(id); // what is stored stays for as long as the fork needs it
        rig.pass(2s);
        QCOMPARE(children(rig, id).size(), std::size_t{1});
        QVERIFY(children(rig, id).front().state == SandboxState::Running);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aForkThatFailsLeavesTheOriginal()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.act(api::ForkSandbox{id, 1});
        rig.pass(2s);
        QVERIFY(children(rig, id).empty());
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY2(rig.view(id).reason.find("no space") != std::string::npos, rig.view(id).reason.c_str());
    }

    void impossibleCountsAreDenied()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        QVERIFY(rig.act(api::ForkSandbox{id, 0}).kind == Kind::Denied);
        QVERIFY(rig.act(api::ForkSandbox{id, 101}).kind == Kind::Denied);
        QVERIFY(rig.act(api::ForkSandbox{SandboxId("sbx-none"), 1}).kind == Kind::Denied);
        QVERIFY(rig.act(api::RestoreAsNew{SnapshotId("snap-none"), 1, {}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::RestoreInPlace{id, SnapshotId("snap-none"), true}).kind == Kind::Denied);
    }

    void aSnapshotIsRestoredAsANewSandbox()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1, "again"}).kind == Kind::Accepted);
        rig.pass(2s);
        const auto restored =
            std::ranges::find_if(rig.sandboxes, [](const auto &s) { return s.second.name == "again"; });
        QVERIFY(restored != rig.sandboxes.end());
        QVERIFY(restored->second.state == SandboxState::Running);
        QCOMPARE(restored->second.from, std::optional(snapshot));
        QCOMPARE(rig.snapshots.at(snapshot).sandboxes, 1);
        QCOMPARE(rig.onDisk(), std::size_t{1});
    }

    void whatDoesNotOpenIsSaidAtTheSnapshot()
    {
        Rig rig(4);
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.hypervisor.store().openFaults = {{ErrorCode::ImageBroken, "a bad block"}};
        rig.act(api::RestoreAsNew{snapshot, 1, {}});
        rig.pass(2s);
        QVERIFY(rig.snapshots.at(snapshot).problem.has_value());
        QCOMPARE(rig.count(SandboxState::Running), 1);
    }

    void aSnapshotThatSomebodyWaitsForIsNotDeleted()
    {
        Rig rig(1);
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.hypervisor.snapshotTime = 10s; // making room takes as long
        rig.act(api::RestoreAsNew{snapshot, 1, "new"});
        rig.pass(1s);
        QCOMPARE(rig.count(SandboxState::Queued), 1);
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Denied);
    }

    void aSandboxGoesBackInPlaceAndWhatItWasIsSafe()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id, "good");
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot, true}).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.view(id).from, std::optional(snapshot));
        QCOMPARE(rig.snapshots.size(), std::size_t{2});
        QVERIFY(std::ranges::any_of(rig.snapshots, [](const auto &s) { return s.second.name == "before good"; }));
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QCOMPARE(rig.hypervisor.fromSnapshots, 1);
        QCOMPARE(rig.host.slotsUsed, 1);
    }

    void withoutASafeCopyNothingIsTaken()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.act(api::RestoreInPlace{id, snapshot, false});
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        rig.pass(2s);
        QCOMPARE(rig.snapshots.size(), std::size_t{1});
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void goingBackFailsIntoWhatItWas_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("the safe copy fails") << 0;
        QTest::newRow("the snapshot does not open") << 1;
        QTest::newRow("the process does not start") << 2;
        QTest::newRow("the guest does not answer") << 3;
    }
    void goingBackFailsIntoWhatItWas()
    {
        QFETCH(int, step);
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        if (step == 0)
            rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        else if (step == 1)
            rig.hypervisor.store().openFaults = {{ErrorCode::ImageBroken, "a bad block"}};
        else if (step == 2)
            rig.hypervisor.startFaults = {{ErrorCode::OutOfMemory, "no memory"}};
        else
            rig.guests.silentBoots = 1;
        rig.act(api::RestoreInPlace{id, snapshot, step == 0});
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.view(id).reason.empty());
        QVERIFY(rig.view(id).operation.empty());
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QCOMPARE(rig.hypervisor.machines.begin()->first, id.value()); // its machine of before
        QVERIFY(!rig.hypervisor.machines.begin()->second->isPaused());
    }

    void aSessionGoesOnInWhatWasRestored()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot, false}).kind == Kind::Accepted);
        rig.pass(2s);
        rig.call("sesn_1");
        rig.pass(3s);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
    }

    void aRunningToolHindersIt()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        const auto snapshot = rig.snapshotOf(id);
        rig.guests.toolTime = 30s;
        rig.call("sesn_1");
        rig.pass(5s);
        const auto verdict = rig.act(api::RestoreInPlace{id, snapshot, true});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.starts_with("A tool runs in it"), verdict.reason.c_str());
    }

    void whatForksAreMadeFromStaysUntilTheyAreThere()
    {
        Rig rig(5);
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.hypervisor.spreadTime = 10s;
        QVERIFY(rig.act(api::ForkSandbox{id, 3}).kind == Kind::Accepted);
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{1}); // the children are still being made from it
        rig.pass(10s);
        QCOMPARE(children(rig, id).size(), std::size_t{3});
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aSnapshotThatIsBeingRestoredCannotBeDeleted()
    {
        Rig rig(5);
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.hypervisor.spreadTime = 10s;
        QVERIFY(rig.act(api::RestoreAsNew{.snapshot = snapshot, .count = 3, .name = "x"}).kind == Kind::Accepted);
        const auto verdict = rig.act(api::DeleteSnapshots{{snapshot}});
        QVERIFY2(verdict.reason.find("are being started from it") != std::string::npos, verdict.reason.c_str());
        rig.pass(15s);
        QCOMPARE(rig.count(SandboxState::Running), 4);
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Accepted);
    }
};

QTEST_GUILESS_MAIN(TestForks)
#include "tst_forks.moc"
