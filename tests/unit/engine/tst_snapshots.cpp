// Snapshots: taking, their line, deleting, finding them again; templates that are on disk.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

class TestSnapshots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSnapshotAppearsAtOnceAndTheSandboxGoesOn()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.hypervisor.snapshotTime = 10s;
        const auto verdict = rig.act(api::TakeSnapshot{id, "first"});
        QVERIFY(verdict.kind == Kind::Accepted);
        QCOMPARE(rig.snapshots.size(), std::size_t{1});
        const auto snapshot = rig.snapshots.begin()->first;
        QCOMPARE(verdict.object, "snapshot/" + snapshot.value());
        QVERIFY(rig.snapshots.at(snapshot).state == SnapshotState::Taking);
        QCOMPARE(rig.snapshots.at(snapshot).sandboxName, std::string("mine"));
        rig.pass(6s);
        QCOMPARE(rig.snapshots.at(snapshot).step, std::string("Writing"));
        QCOMPARE(rig.snapshots.at(snapshot).progress, std::optional(0.5));
        QCOMPARE(rig.view(id).operation, std::string("Taking a snapshot"));
        QVERIFY(rig.act(api::TakeSnapshot{id, "second"}).kind == Kind::Denied);
        rig.pass(5s);
        const auto &view = rig.snapshots.at(snapshot);
        QVERIFY(view.state == SnapshotState::Ready);
        QCOMPARE(view.name, std::string("first"));
        QCOMPARE(view.memory, ByteCount::mib(40));
        QCOMPARE(view.sandboxes, 1);
        QCOMPARE(rig.view(id).from, std::optional(snapshot));
        QVERIFY(rig.view(id).operation.empty());
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.flushes, 1);
    }

    void eachKnowsTheOneBeforeIt()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto one = rig.snapshotOf(id, "one");
        const auto two = rig.snapshotOf(id, "two");
        QVERIFY(!rig.snapshots.at(one).parent);
        QCOMPARE(rig.snapshots.at(two).parent, std::optional(one));
        QCOMPARE(rig.snapshots.at(one).children, 1);
    }

    void whatOthersStandOnIsDeletedWithThemOrNotAtAll()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto one = rig.snapshotOf(id, "one");
        const auto two = rig.snapshotOf(id, "two");
        const auto verdict = rig.act(api::DeleteSnapshots{{one}});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("two") != std::string::npos, verdict.reason.c_str());
        QCOMPARE(rig.onDisk(), std::size_t{2});
        QVERIFY(rig.act(api::DeleteSnapshots{{one, SnapshotId("snap-none")}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::DeleteSnapshots{{one, two}}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.snapshots.empty());
        QCOMPARE(rig.onDisk(), std::size_t{0});
        QVERIFY(!rig.view(id).from);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void theNextOneStandsOnWhatIsLeft()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto one = rig.snapshotOf(id);
        const auto two = rig.snapshotOf(id);
        rig.act(api::DeleteSnapshots{{two}});
        rig.pass(1s);
        QCOMPARE(rig.view(id).from, std::optional(one));
        QCOMPARE(rig.snapshots.at(rig.snapshotOf(id)).parent, std::optional(one));
    }

    void deletingOneThatIsBeingTakenCancelsIt()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 10s;
        rig.act(api::TakeSnapshot{id, {}});
        rig.pass(1s);
        QVERIFY(rig.act(api::DeleteSnapshots{{rig.snapshots.begin()->first}}).kind == Kind::Accepted);
        rig.pass(20s);
        QVERIFY(rig.snapshots.empty());
        QCOMPARE(rig.onDisk(), std::size_t{0});
        QVERIFY(rig.view(id).operation.empty());
        QVERIFY(!rig.view(id).from);
    }

    void oneThatFailsSaysWhyUntilItIsDeleted()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.snapshots.at(snapshot).state == SnapshotState::Failed);
        QCOMPARE(rig.snapshots.at(snapshot).problem->detail, std::string("no space"));
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.view(id).from);
        rig.act(api::DeleteSnapshots{{snapshot}});
        rig.pass(1s);
        QVERIFY(rig.snapshots.empty());
    }

    void oneThatCannotBeDeletedIsStillThere()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        rig.hypervisor.store().removeFaults = {{ErrorCode::PermissionDenied, "read-only"}};
        rig.act(api::DeleteSnapshots{{snapshot}});
        rig.pass(1s);
        QVERIFY(rig.snapshots.at(snapshot).state == SnapshotState::Ready);
        QVERIFY(rig.snapshots.at(snapshot).problem.has_value());
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.snapshots.empty());
    }

    void itsSandboxEndingFailsWhatIsBeingTaken()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 10s;
        rig.act(api::TakeSnapshot{id, {}});
        rig.pass(1s);
        rig.engine->destroySandbox(id);
        rig.pass(20s);
        QVERIFY(rig.snapshots.begin()->second.state == SnapshotState::Failed);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aPausedOneThatIsWantedMeanwhileGoesOnAfterwards()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.hypervisor.snapshotTime = 10s;
        QVERIFY(rig.act(api::TakeSnapshot{id, {}}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        rig.pass(10s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.snapshots.begin()->second.state == SnapshotState::Ready);
    }

    void aToolMayRunMeanwhile()
    {
        Rig rig;
        rig.guests.toolTime = 30s;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.act(api::TakeSnapshot{*rig.session("sesn_1").sandbox, {}}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.snapshots.begin()->second.state == SnapshotState::Ready);
        QCOMPARE(rig.guests.flushes, 0); // its channel is in use
        rig.pass(30s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
    }

    void theNextProgramFindsThemAgain()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto one = rig.snapshotOf(id, "one");
        const auto two = rig.snapshotOf(id, "two");
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.snapshots.size(), std::size_t{2});
        QCOMPARE(rig.snapshots.at(two).parent, std::optional(one));
        QCOMPARE(rig.snapshots.at(one).children, 1);
        QCOMPARE(rig.snapshots.at(one).sandboxes, 0);
        rig.pass(6s);
        QVERIFY(rig.host.diskSnapshots == ByteCount::mib(86));
    }

    void whatWasAskedForAWrongNameIsDenied()
    {
        Rig rig;
        rig.start();
        QVERIFY(rig.act(api::TakeSnapshot{SandboxId("sbx-none"), {}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::TakeSnapshot{rig.kept(), std::string(65, 'x')}).kind == Kind::Denied);
        QVERIFY(rig.act(api::DeleteSnapshots{}).kind == Kind::Denied);
        QVERIFY(rig.act(api::RebuildTemplate{TemplateId("tpl-none")}).kind == Kind::Denied);
        QVERIFY(rig.act(api::DeleteTemplate{TemplateId("tpl-none")}).kind == Kind::Denied);
    }

    void aTemplateOnDiskIsLoadedInsteadOfBuilt()
    {
        Rig rig;
        rig.start();
        rig.kept();
        const auto base = rig.templates.begin()->first;
        rig.pass(6s);
        QVERIFY(rig.templates.at(base).onDisk);
        rig.crashAndStart();
        rig.pass(1s);
        const auto id = rig.kept();
        QCOMPARE(rig.hypervisor.frozen, 1);
        QCOMPARE(rig.hypervisor.store().templatesOpened, 1);
        QCOMPARE(rig.view(id).base, std::optional(base));
    }

    void whatAnotherImageLeftOnDiskGoesUnlessSnapshotsStandOnIt()
    {
        Rig rig;
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept());
        auto &disk = rig.hypervisor.store().templatesOnDisk;
        QCOMPARE(disk.size(), std::size_t{1});
        auto older = disk.begin()->second;
        older.id = "tpl-older";
        older.image.key = "older";
        disk.begin()->second.image.key = "old";
        disk.emplace(older.id, older);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(!disk.contains("tpl-older"));
        QCOMPARE(disk.size(), std::size_t{1}); // the snapshot's
        rig.act(api::DeleteSnapshots{{snapshot}});
        rig.pass(6s);
        QVERIFY(disk.empty());
    }

    void oneThatDoesNotLoadIsBuiltAnew()
    {
        Rig rig;
        rig.start();
        rig.kept();
        const auto base = rig.templates.begin()->first;
        rig.hypervisor.store().openTemplateFaults = {{ErrorCode::ImageBroken, "a bad block"}};
        rig.crashAndStart();
        rig.pass(1s);
        const auto id = rig.kept();
        QCOMPARE(rig.hypervisor.frozen, 2);
        QVERIFY(rig.view(id).base.has_value() && rig.view(id).base != base);
        QVERIFY(!rig.hypervisor.store().templatesOnDisk.contains(base.value()));
    }

    void aTemplateStaysWhileSomethingStandsOnIt()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto base = rig.templates.begin()->first;
        const auto snapshot = rig.snapshotOf(id);
        rig.pass(6s);
        QCOMPARE(rig.templates.at(base).snapshots, 1);
        const auto verdict = rig.act(api::DeleteTemplate{base});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find(id.value()) != std::string::npos, verdict.reason.c_str());
        QVERIFY2(verdict.reason.find(snapshot.value()) != std::string::npos, verdict.reason.c_str());
        rig.engine->destroySandbox(id);
        rig.act(api::DeleteSnapshots{{snapshot}});
        rig.pass(1s);
        QVERIFY(rig.act(api::DeleteTemplate{base}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.templates.empty());
        QVERIFY(rig.hypervisor.store().templatesOnDisk.empty());
    }

    void aRebuiltTemplateTakesTheOldOnesPlace()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto base = rig.templates.begin()->first;
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.act(api::RebuildTemplate{base}).kind == Kind::Accepted);
        rig.pass(2s);
        QCOMPARE(rig.templates.size(), std::size_t{1});
        QVERIFY(rig.templates.begin()->first != base);
        QVERIFY(rig.templates.begin()->second.state == TemplateState::Ready);
        QVERIFY(rig.hypervisor.store().templatesOnDisk.contains(base.value())); // the snapshot stands on it
        rig.act(api::DeleteSnapshots{{snapshot}});
        rig.pass(10s);
        QVERIFY(
            rig.hypervisor.store().templatesOnDisk.contains(base.value())); // the sandbox does: it can be hibernated
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(2s);
        QCOMPARE(rig.sandboxes.at(id).state, SandboxState::Hibernated);
        rig.engine->destroySandbox(id);
        rig.pass(30s);
        QVERIFY(!rig.hypervisor.store().templatesOnDisk.contains(base.value()));
    }

    void anEngineForOneItemBuildsNone()
    {
        auto settings = Rig::settings(1, {});
        settings.queue = 0;
        testsupport::EngineRig rig(settings);
        rig.hypervisor.canCloneAnswer = {};
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.templates.empty());
        QVERIFY(rig.sandboxes.begin()->second.state == SandboxState::Running);
        QVERIFY(!rig.sandboxes.begin()->second.base);
    }
};

QTEST_GUILESS_MAIN(TestSnapshots)
#include "tst_snapshots.moc"
