// What a power cut leaves: sandboxes whose machines are gone and whose disks are there, and how they come back.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

namespace {

std::vector<AuditEntry> audited(Rig &rig, const std::string &action)
{
    std::vector<AuditEntry> out;
    for (const auto &entry : rig.ledger->durable().history.audit)
        if (entry.action == action)
            out.push_back(entry);
    return out;
}

/// The only start of one from its disk.
Operation waking(const Rig &rig)
{
    std::vector<Operation> found;
    for (const auto &[id, operation] : rig.operations)
        if (operation.kind == OperationKind::Wake)
            found.push_back(operation);
    if (found.size() != 1)
        qFatal("%zu starts instead of one", found.size());
    return found.front();
}

api::Verdict cancel(Rig &rig, const Operation &operation)
{
    return rig.engine->door().maintain(api::CancelOperation{operation.id});
}

bool has(const std::string &text, const char *words)
{
    return text.find(words) != std::string::npos;
}

} // namespace

class TestStopped : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSandboxWhoseHostLostItsPowerIsStoppedAndHoldsNoSlot()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.pass(2min);
        const auto before = rig.view(id);
        rig.losePowerAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        const auto &view = rig.view(id);
        QCOMPARE(view.name, std::string("mine"));
        QVERIFY(view.kept);
        QCOMPARE(view.size, before.size);
        QCOMPARE(view.createdAt, before.createdAt);
        QCOMPARE(view.stored, rig.hypervisor.usage.diskUsed);
        QVERIFY2(has(view.reason, "its files are there, its processes are not"), view.reason.c_str());
        QVERIFY(view.meter.running >= 1min); // what it had used is not forgotten
        QCOMPARE(rig.host.slotsUsed, 0);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.recoveries.back().stopped, 1);
        QCOMPARE(rig.recoveries.back().lost, 0);
        QVERIFY(rig.ended.empty());
        QCOMPARE(audited(rig, "sandbox.stopped").size(), std::size_t{1});
    }

    void theOperatorStartsItFromItsDisk()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.pass(10s);
        rig.losePowerAndStart();
        rig.pass(1s);
        const auto used = rig.view(id).meter.running;
        rig.pass(1h);
        QCOMPARE(rig.view(id).meter.running, used); // nothing runs
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.fromDisks, 1);
        QVERIFY(!rig.hypervisor.machines.at(id.value())->isClone());
        QVERIFY(rig.hypervisor.stoppedOnes.empty()); // it is that machine's disk now
        QVERIFY2(has(rig.view(id).reason, "restored from disk"), rig.view(id).reason.c_str());
        QVERIFY(has(audited(rig, "sandbox.started").back().reason, "restored from disk"));
        rig.pass(10s);
        QVERIFY(rig.view(id).meter.running >= used + 10s);
        QCOMPARE(rig.host.slotsUsed, 1);
        // What cannot be is said: its memory stands on no template.
        const auto denied = rig.act(api::HibernateSandbox{id});
        QVERIFY(denied.kind == Kind::Denied);
        QVERIFY2(has(denied.reason, "booted from the disk"), denied.reason.c_str());
    }

    void itsSessionGoesOnInItAndIsToldOnceThatItsProcessesAreGone()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.losePowerAndStart();
        rig.pass(5s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(10s);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        const auto text = rig.textOf(call);
        QVERIFY2(has(text, "started again from its disk") && has(text, "processes") && has(text, "ran bash"),
                 text.c_str());
        QVERIFY2(!has(text, "empty"), text.c_str());
        const auto next = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(5s);
        QCOMPARE(rig.textOf(next), std::string("ran bash"));
        QCOMPARE(rig.guests.ran.size(), std::size_t{3}); // each call once
        QCOMPARE(rig.hypervisor.fromDisks, 1);
    }

    void whatItWasNotToldYetIsSaidByTheNextProgram()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.losePowerAndStart();
        rig.pass(1s);
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.crashAndFindAgain();
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(5s);
        QVERIFY2(has(rig.textOf(call), "started again from its disk"), rig.textOf(call).c_str());
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Denied);
    }

    void oneThatDoesNotComeUpKeepsItsDiskWithTheReasonAndCanBeTriedAgain()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.losePowerAndStart();
        rig.pass(1s);
        rig.hypervisor.startFaults = {
            {ErrorCode::GuestExited, "cannot mount work disk gb-work (/dev/vdb) as ext4: Structure needs cleaning"}};
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(rig.view(id).problem && has(rig.view(id).problem->detail, "Structure needs cleaning"));
        QVERIFY2(has(rig.view(id).reason, "which is kept"), rig.view(id).reason.c_str());
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{1});
        QCOMPARE(rig.host.slotsUsed, 0);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.view(id).problem);
    }

    void aSessionWhoseDiskDoesNotComeUpGoesOnInANewSandboxAndIsToldSo()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.hypervisor.startFaults = {{ErrorCode::GuestExited, "cannot mount work disk"}};
        rig.losePowerAndStart();
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(5min);
        rig.controlPlane->enqueue("sesn_1"); // its item was given back
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped); // for the operator
        QVERIFY(*rig.session("sesn_1").sandbox != id);
        QVERIFY2(has(rig.textOf(call), "new, empty"), rig.textOf(call).c_str());
    }

    void aPowerCutWhileItBootsFindsItStoppedAgain()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.losePowerAndStart();
        rig.pass(1s);
        rig.guests.bootTime = 20s;
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Creating);
        rig.losePowerAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{1});
        rig.guests.bootTime = 0s;
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.losePowerAndStart(); // and again, with what it has been since
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{1});
    }

    void itIsDestroyedWhenAskedAndItsDiskGoes()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.losePowerAndStart();
        rig.pass(1s);
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.hypervisor.stoppedOnes.empty());
        QCOMPARE(rig.ended.back().id, id);
        QVERIFY(rig.ended.back().end.cause == EndCause::Operator);
    }

    void aStoppedOneAgesAsAHibernatedOneDoes()
    {
        Rig rig(2, {std::nullopt, std::nullopt, 24h});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        const auto mine = rig.kept();
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(3min);
        rig.hypervisor.losePower([&] { rig.engine.reset(); });
        rig.pass(48h);
        rig.crashAndStart();
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped); // whoever comes back to it has a while
        rig.pass(25h);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.stateOf(mine) == SandboxState::Stopped); // the operator's stays
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{1});
    }

    void aStopLeavesItStoppedAndOneThatBootsGoesBackToItsDisk()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("one");
        const auto other = rig.kept("two");
        rig.losePowerAndStart();
        rig.pass(1s);
        rig.guests.bootTime = 20s;
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Creating);
        rig.engine->stopNow();
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(rig.stateOf(other) == SandboxState::Stopped);
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{2});
        rig.guests.bootTime = 0s;
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(rig.stateOf(other) == SandboxState::Stopped);
    }

    void aStartThatIsCancelledLeavesItStoppedWithItsDisk_data()
    {
        QTest::addColumn<bool>("isFork");
        QTest::newRow("one of the operator's") << false;
        QTest::newRow("a fork") << true;
    }
    void aStartThatIsCancelledLeavesItStoppedWithItsDisk()
    {
        QFETCH(bool, isFork);
        Rig rig;
        rig.start();
        auto id = rig.kept();
        if (isFork) {
            rig.act(api::ForkSandbox{id, 1});
            rig.pass(3s);
            for (const auto &[each, view] : rig.sandboxes)
                if (view.forkOf)
                    id = each;
            QVERIFY(rig.view(id).forkOf);
        }
        rig.losePowerAndStart();
        rig.pass(1s);
        const auto disks = rig.hypervisor.stoppedOnes.size();
        rig.guests.bootTime = 20s;
        rig.engine->resumeSandbox(id);
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Creating);
        QVERIFY(waking(rig).canCancel);
        QVERIFY(cancel(rig, waking(rig)).kind == Kind::Accepted);
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(!rig.view(id).problem);
        QVERIFY(waking(rig).state == OperationState::Cancelled);
        QVERIFY2(has(waking(rig).result, "its disk is as it was"), waking(rig).result.c_str());
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), disks);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.host.slotsUsed, 0);
        rig.guests.bootTime = 0s;
        rig.engine->resumeSandbox(id);
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY2(has(rig.view(id).reason, "restored from disk"), rig.view(id).reason.c_str());
    }

    void oneThatWaitsForItsTurnIsLeftStoppedWhenThatIsCancelled()
    {
        Rig rig(1);
        rig.start();
        const auto id = rig.kept();
        rig.losePowerAndStart();
        rig.pass(1s);
        rig.kept("has the slot");
        rig.hypervisor.snapshotTime = 1min; // and does not make room at once
        rig.engine->resumeSandbox(id);
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Queued);
        QVERIFY(cancel(rig, waking(rig)).kind == Kind::Accepted);
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(waking(rig).state == OperationState::Cancelled);
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{1});
    }

    void oneThatASessionWaitsForIsStartedAllTheSame()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.guests.bootTime = 20s;
        rig.losePowerAndStart();
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        for (int i = 0; i < 60 && rig.stateOf(id) != SandboxState::Creating; ++i)
            rig.pass(500ms);
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Creating);
        QVERIFY(cancel(rig, waking(rig)).kind == Kind::Denied);
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(waking(rig).state == OperationState::Done);
        QVERIFY2(has(rig.textOf(call), "ran bash"), rig.textOf(call).c_str());
    }

    void whatSleptAndThenLostItsMachineIsWhatItWasWhenItWasWrittenDown()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 1s;
        rig.act(api::HibernateSandbox{id});
        rig.pass(500ms);
        // The state is complete, its machine is not gone yet, and the power goes.
        const auto record = *rig.hypervisor.machines.at(id.value())->record();
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.hypervisor.stoppedOnes.push_back({.machine = id.value(),
                                              .record = record,
                                              .size = rig.view(id).size,
                                              .diskBase = {},
                                              .disk = {},
                                              .at = rig.clock.wallNow()});
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated); // its processes are there, too
        QVERIFY(rig.hypervisor.stoppedOnes.empty());
        QCOMPARE(rig.onDisk(), std::size_t{1});
    }

    void whatWokeUpAndThenLostItsMachineIsItsDisk()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(10s);
        const auto stored = *rig.hypervisor.store().snapshotsOnDisk.begin();
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        rig.hypervisor.store().snapshotsOnDisk.insert(stored); // the power went before it was removed
        rig.losePowerAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.onDisk(), std::size_t{1}); // until the disk has come up
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    /// Hibernated, woken, and then its host loses its power before the state is removed.
    static SandboxId wokenAndCut(Rig &rig)
    {
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(10s);
        const auto stored = *rig.hypervisor.store().snapshotsOnDisk.begin();
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        rig.hypervisor.store().snapshotsOnDisk.insert(stored);
        rig.hypervisor.losePower([&] { rig.engine.reset(); });
        return id;
    }

    void theStateFromBeforeItsDiskOutlivesAStopAndAStartOfTheEngine()
    {
        Rig rig;
        const auto id = wokenAndCut(rig);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        rig.engine->stopNow();
        rig.pass(5s);
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.onDisk(), std::size_t{1});
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void whatHasAnOlderStateHasNotSleptSinceThePowerWent()
    {
        Rig rig;
        const auto id = wokenAndCut(rig);
        rig.pass(5h);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY2(rig.view(id).meter.hibernated < 1min, std::to_string(rig.view(id).meter.hibernated.count()).c_str());
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        std::chrono::milliseconds slept{0};
        for (const auto &slice : rig.ledger->durable().history.usage)
            slept += slice.used.hibernated;
        QVERIFY2(slept > 5s && slept < 1min, std::to_string(slept.count()).c_str());
    }

    void theTemplateUnderItsDiskStays()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto base = *rig.view(id).base;
        rig.losePowerAndStart();
        rig.pass(1s);
        const auto other = rig.kept("a clone of the same");
        QCOMPARE(rig.view(other).base, std::optional(base));
        rig.engine->destroySandbox(other);
        rig.pass(1s);
        const auto denied = rig.act(api::DeleteTemplate{base});
        QVERIFY2(denied.kind == Kind::Denied && has(denied.reason, id.value().c_str()), denied.reason.c_str());
    }
};

QTEST_GUILESS_MAIN(TestStopped)
#include "tst_stopped.moc"
