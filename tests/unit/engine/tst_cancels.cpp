// Long actions that the operator cancels: what was begun is unwound, what was there before is as it was; several new
// sandboxes as one action; and what the window does by itself, told to the engine.
#include "core/base/limits.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

#include <cmath>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

namespace {

std::vector<Operation> operationsOf(const Rig &rig, OperationKind kind)
{
    std::vector<Operation> found;
    for (const auto &[id, operation] : rig.operations)
        if (operation.kind == kind)
            found.push_back(operation);
    return found;
}

/// The only one of its kind.
Operation only(const Rig &rig, OperationKind kind)
{
    const auto found = operationsOf(rig, kind);
    if (found.size() != 1)
        qFatal("%zu operations of this kind instead of one", found.size());
    return found.front();
}

api::Verdict cancel(Rig &rig, const Operation &operation)
{
    return rig.engine->door().maintain(api::CancelOperation{operation.id});
}

api::Verdict report(Rig &rig, api::ReportOperation told)
{
    return rig.engine->door().maintain(std::move(told));
}

const Operation *stored(const Rig &rig, const OperationId &id)
{
    for (const auto &operation : rig.ledger->durable().history.operations)
        if (operation.id == id)
            return &operation;
    return nullptr;
}

} // namespace

class TestCancels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // ---- Hibernating

    void aHibernationThatIsCancelledLeavesTheSandboxRunning()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 1min;
        rig.act(api::HibernateSandbox{id});
        rig.pass(2s);
        const auto hibernating = only(rig, OperationKind::Hibernate);
        QVERIFY(hibernating.canCancel);
        QVERIFY(cancel(rig, hibernating).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.hypervisor.machines.at(id.value())->isPaused());
        const auto ended = only(rig, OperationKind::Hibernate);
        QVERIFY(ended.state == OperationState::Cancelled);
        QVERIFY2(ended.result.starts_with("the operator cancelled it"), ended.result.c_str());
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
        QVERIFY(cancel(rig, ended).kind == Kind::AlreadySo);
    }

    void onePausedBeforeStandsStillAgain()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.hypervisor.snapshotTime = 1min;
        rig.act(api::HibernateSandbox{id});
        rig.pass(2s);
        QVERIFY(cancel(rig, only(rig, OperationKind::Hibernate)).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY(rig.hypervisor.machines.at(id.value())->isPaused());
        QVERIFY(only(rig, OperationKind::Hibernate).state == OperationState::Cancelled);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.hypervisor.machines.at(id.value())->isPaused());
    }

    void whatTheOperatorKeptUpDoesNotMakeRoomForOthersAtOnce()
    {
        Rig rig(1);
        rig.start();
        const auto first = rig.kept("first");
        rig.hypervisor.snapshotTime = 1min;
        const auto second = rig.kept("second"); // waits for the slot
        QVERIFY(rig.stateOf(first) == SandboxState::Hibernating);
        QVERIFY(cancel(rig, only(rig, OperationKind::Hibernate)).kind == Kind::Accepted);
        rig.pass(5min);
        QVERIFY(rig.stateOf(first) == SandboxState::Running);
        QVERIFY(rig.stateOf(second) == SandboxState::Queued);
        rig.pass(10min);
        QVERIFY(rig.stateOf(second) == SandboxState::Running);
    }

    // ---- Waking up

    void aWakeThatIsCancelledSleepsOn()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.hypervisor.startTime = 1min;
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        const auto waking = only(rig, OperationKind::Wake);
        QVERIFY(waking.canCancel);
        QVERIFY(cancel(rig, waking).kind == Kind::Accepted);
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(!rig.view(id).problem);
        QVERIFY(only(rig, OperationKind::Wake).state == OperationState::Cancelled);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{0});
        QCOMPARE(rig.onDisk(), std::size_t{1});
        QCOMPARE(rig.host.slotsUsed, 0);
        rig.hypervisor.startTime = 0ms;
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void oneThatASessionWaitsForWakesUpAllTheSame()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.hypervisor.startTime = 10s;
        rig.call("sesn_1");
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Resuming);
        QVERIFY(cancel(rig, only(rig, OperationKind::Wake)).kind == Kind::Denied);
        rig.pass(15s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(only(rig, OperationKind::Wake).state == OperationState::Done);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
    }

    // ---- Back in place

    void aRestoreInPlaceThatIsCancelledGoesOnAsItWas()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id, "before");
        rig.hypervisor.startTime = 1min;
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot, false}).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        const auto restoring = only(rig, OperationKind::Restore);
        QVERIFY(restoring.canCancel);
        QVERIFY(cancel(rig, restoring).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.hypervisor.machines.at(id.value())->isPaused());
        QVERIFY2(rig.view(id).reason.starts_with("was not restored: the operator cancelled it"),
                 rig.view(id).reason.c_str());
        QVERIFY(only(rig, OperationKind::Restore).state == OperationState::Cancelled);
        rig.pass(2min);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        rig.hypervisor.startTime = 0ms;
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot, false}).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    // ---- Several of one state

    void aForkIsOneOperationThatCountsItsSandboxes()
    {
        Rig rig(3);
        rig.start();
        const auto id = rig.kept("mother");
        rig.operations.clear();
        rig.hypervisor.snapshotTime = 10s;
        rig.guests.bootTime = 2s;
        rig.act(api::ForkSandbox{id, 2});
        rig.pass(5s);
        auto fork = only(rig, OperationKind::Fork);
        QCOMPARE(fork.object, "sandbox/" + id.value());
        QCOMPARE(fork.name, std::string("mother"));
        QVERIFY(fork.state == OperationState::Running);
        rig.pass(10s);
        fork = only(rig, OperationKind::Fork);
        QVERIFY(fork.state == OperationState::Done);
        QCOMPARE(fork.result, std::string("2 sandboxes"));
        QVERIFY(std::ranges::any_of(fork.log, [](const auto &step) { return step.text == "1 of 2 started"; }));
        QVERIFY(stored(rig, fork.id)->state == OperationState::Done);
    }

    void aForkThatIsCancelledWhileItIsTakenLeavesNothing()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 1min;
        rig.act(api::ForkSandbox{id, 2});
        rig.pass(2s);
        const auto fork = only(rig, OperationKind::Fork);
        QVERIFY(fork.canCancel);
        QVERIFY(cancel(rig, fork).kind == Kind::Accepted);
        QVERIFY(rig.view(id).operation.empty());
        rig.pass(3min);
        QVERIFY(only(rig, OperationKind::Fork).state == OperationState::Cancelled);
        QCOMPARE(rig.sandboxes.size(), std::size_t{1});
        QCOMPARE(rig.onDisk(), std::size_t{0});
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.hypervisor.snapshotTime = 0ms;
        QVERIFY(rig.act(api::ForkSandbox{id, 1}).kind == Kind::Accepted);
        rig.pass(3s);
        QCOMPARE(rig.count(SandboxState::Running), 2);
    }

    void aForkThatIsCancelledBeforeItsSandboxesAreThereMakesNone()
    {
        Rig rig(8);
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.spreadTime = 1min;
        rig.act(api::ForkSandbox{id, 4});
        rig.pass(2s);
        QVERIFY(cancel(rig, only(rig, OperationKind::Fork)).kind == Kind::Accepted);
        rig.pass(3min);
        QVERIFY(only(rig, OperationKind::Fork).state == OperationState::Cancelled);
        QCOMPARE(rig.sandboxes.size(), std::size_t{1});
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void ofAForkThatIsCancelledThoseThatAreUpStay()
    {
        Rig rig(8);
        rig.start();
        const auto id = rig.kept();
        rig.guests.silentBoots = 4; // of six
        rig.act(api::ForkSandbox{id, 6});
        rig.pass(3s);
        const auto fork = only(rig, OperationKind::Fork);
        QVERIFY(fork.state == OperationState::Running);
        QCOMPARE(fork.step, std::string("2 of 6 started"));
        QCOMPARE(rig.count(SandboxState::Running), 3);
        QVERIFY(cancel(rig, fork).kind == Kind::Accepted);
        rig.pass(1min);
        QVERIFY(only(rig, OperationKind::Fork).state == OperationState::Cancelled);
        QVERIFY2(only(rig, OperationKind::Fork).result.starts_with("2 of 6 had been started"),
                 only(rig, OperationKind::Fork).result.c_str());
        QCOMPARE(rig.sandboxes.size(), std::size_t{3});
        QCOMPARE(rig.count(SandboxState::Running), 3);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{3});
    }

    void aForkWhoseMotherDiesMeanwhileFails()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 1min;
        rig.act(api::ForkSandbox{id, 2});
        rig.pass(2s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(2s);
        const auto fork = only(rig, OperationKind::Fork);
        QVERIFY(fork.state == OperationState::Failed);
        QVERIFY2(fork.problem->detail.starts_with("0 of 2 were started"), fork.problem->detail.c_str());
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
    }

    void newSandboxesOfASnapshotAreOneOperationToo()
    {
        Rig rig(4);
        rig.start();
        const auto snapshot = rig.snapshotOf(rig.kept(), "good");
        rig.operations.clear();
        rig.hypervisor.startTime = 1min;
        rig.act(api::RestoreAsNew{snapshot, 2, "copy"});
        rig.pass(2s);
        const auto restore = only(rig, OperationKind::Restore);
        QCOMPARE(restore.object, "snapshot/" + snapshot.value());
        QVERIFY(operationsOf(rig, OperationKind::StartSandbox).empty());
        QVERIFY(cancel(rig, restore).kind == Kind::Accepted);
        rig.pass(3min);
        QVERIFY(only(rig, OperationKind::Restore).state == OperationState::Cancelled);
        QCOMPARE(rig.count(SandboxState::Running), 1);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QVERIFY(rig.act(api::DeleteSnapshots{{snapshot}}).kind == Kind::Accepted); // nobody holds it any more
    }

    void aStopEndsAForkThatIsUnderWay()
    {
        Rig rig(4);
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.spreadTime = 1h;
        rig.act(api::ForkSandbox{id, 4});
        rig.pass(2s);
        QVERIFY(only(rig, OperationKind::Fork).state == OperationState::Running);
        rig.engine->drain();
        rig.pass(2min);
        QVERIFY(only(rig, OperationKind::Fork).state == OperationState::Cancelled);
    }

    // ---- Templates

    void aTemplateBuildThatIsCancelledLetsSandboxesBootInstead()
    {
        Rig rig;
        rig.start();
        rig.guests.bootTime = 20s;
        rig.engine->createSandbox({"mine", std::nullopt});
        rig.pass(3s);
        const auto building = only(rig, OperationKind::BuildTemplate);
        QVERIFY(building.canCancel);
        QVERIFY(cancel(rig, building).kind == Kind::Accepted);
        rig.guests.bootTime = 1s;
        rig.pass(5s);
        QVERIFY(only(rig, OperationKind::BuildTemplate).state == OperationState::Cancelled);
        QCOMPARE(rig.hypervisor.frozen, 0);
        QCOMPARE(rig.count(SandboxState::Running), 1); // booted
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QCOMPARE(rig.templates.size(), std::size_t{1});
        QVERIFY(rig.templates.begin()->second.state == TemplateState::Failed);
        rig.pass(1min);
        QCOMPARE(rig.hypervisor.frozen, 0); // not tried again by itself
        const auto id = rig.templates.begin()->first;
        QVERIFY(rig.act(api::RebuildTemplate{id}).kind == Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.hypervisor.frozen, 1);
    }

    // ---- What the window does by itself

    void anExportOfTheWindowIsAnOperationThatIsKept()
    {
        Rig rig;
        rig.start();
        api::ReportOperation told{.kind = OperationKind::Export, .object = "costs", .name = "costs.csv"};
        QVERIFY(report(rig, told).kind == Kind::Accepted);
        rig.pass(2s);
        told.step = "3 of 12 files";
        told.progress = 0.25;
        QVERIFY(report(rig, told).kind == Kind::Accepted);
        auto shown = only(rig, OperationKind::Export);
        QVERIFY(shown.state == OperationState::Running);
        QCOMPARE(shown.step, told.step);
        QCOMPARE(shown.progress, told.progress);
        QVERIFY(shown.canCancel);
        QVERIFY(cancel(rig, shown).kind == Kind::Accepted);
        QVERIFY(rig.cancelsAsked.contains(shown.id.value())); // the window hears of it
        QVERIFY(!only(rig, OperationKind::Export).canCancel);
        told.state = OperationState::Cancelled;
        told.result = "3 files copied. Cancelled before the rest.";
        QVERIFY(report(rig, told).kind == Kind::Accepted);
        shown = only(rig, OperationKind::Export);
        QVERIFY(shown.state == OperationState::Cancelled);
        QCOMPARE(shown.result, told.result);
        QVERIFY(stored(rig, shown.id)->state == OperationState::Cancelled);
        QVERIFY(report(rig, told).kind == Kind::AlreadySo);
    }

    void whatTheWindowCannotCancelIsNotOffered()
    {
        Rig rig;
        rig.start();
        api::ReportOperation told{.kind = OperationKind::Bulk, .object = "sandboxes", .name = "Hibernate"};
        QVERIFY(report(rig, told).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(only(rig, OperationKind::Bulk).canCancel);
        told.canCancel = false; // all of them are under way
        QVERIFY(report(rig, told).kind == Kind::Accepted);
        const auto shown = only(rig, OperationKind::Bulk);
        QVERIFY(!shown.canCancel);
        QVERIFY(cancel(rig, shown).kind == Kind::Denied);
        QVERIFY(!rig.cancelsAsked.contains(shown.id.value()));
    }

    void theTrailSaysWhatWasExported()
    {
        Rig rig;
        rig.start();
        api::ReportOperation told{.kind = OperationKind::Export, .object = "audit", .name = "trail.csv"};
        report(rig, told);
        told.state = OperationState::Done;
        told.result = "400 entries";
        report(rig, told);
        int ended = 0;
        for (const auto &entry : rig.ledger->durable().history.audit)
            if (entry.action.starts_with("export.")) {
                ++ended;
                QCOMPARE(entry.object, std::string("audit"));
                QCOMPARE(entry.after, std::string("400 entries"));
            }
        QCOMPARE(ended, 1);
    }

    void whatAWindowTellsIsBounded()
    {
        Rig rig;
        rig.start();
        using Report = api::ReportOperation;
        QVERIFY(report(rig, {.kind = OperationKind::Fork, .object = "sandbox/sbx-1"}).kind == Kind::Denied);
        QVERIFY(report(rig, {.object = ""}).kind == Kind::Denied);
        QVERIFY(report(rig, {.object = std::string(4096, 'x')}).kind == Kind::Denied);
        QVERIFY(report(rig, {.object = "x", .state = OperationState::Interrupted}).kind == Kind::Denied);
        report(rig, Report{.object = "x", .name = std::string(100'000, 'n'), .step = std::string(100'000, 's')});
        report(rig, Report{.object = "x", .progress = std::nan("")});
        rig.pass(2s);
        auto shown = only(rig, OperationKind::Export);
        QVERIFY(shown.name.size() < 600 && shown.step.size() < 600);
        QVERIFY(!shown.progress);
        report(rig, Report{.object = "x", .progress = 7.0});
        QCOMPARE(only(rig, OperationKind::Export).progress, std::optional(1.0));
        int taken = 0;
        for (int i = 0; i < 100; ++i)
            taken += report(rig, {.object = "file/" + std::to_string(i)}).kind == Kind::Accepted ? 1 : 0;
        QVERIFY2(taken < 20, qPrintable(QString::number(taken)));
    }

    void oneThatEndsWithTheProgramIsInterrupted()
    {
        Rig rig;
        rig.start();
        report(rig, {.kind = OperationKind::Bulk, .object = "sandboxes", .name = "Hibernate", .step = "12 of 20"});
        rig.pass(2s);
        rig.crashAndFindAgain();
        rig.pass(1s);
        const auto found = only(rig, OperationKind::Bulk);
        QVERIFY(found.state == OperationState::Interrupted);
        QVERIFY2(found.result.find("left alone") != std::string::npos, found.result.c_str());
    }
};

QTEST_GUILESS_MAIN(TestCancels)
#include "tst_cancels.moc"
