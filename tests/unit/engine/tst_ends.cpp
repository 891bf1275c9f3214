// How sandboxes end: from every state, for every cause, with what they had used, and what history keeps of it.
#include "core/engine/running_meter.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using engine::RunningMeter;
using Kind = api::Verdict::Kind;
using ExitKind = ports::MachineExit::Kind;
using Rig = testsupport::SnapshotRig;

Q_DECLARE_METATYPE(glovebox::domain::SandboxState)

namespace {

/// Has a sandbox in that state.
SandboxId arrange(Rig &rig, SandboxState state)
{
    if (state == SandboxState::Queued)
        rig.kept("in the way");
    if (state == SandboxState::Creating) {
        rig.kept("the template is there then");
        rig.guests.bootTime = 5s;
    }
    const auto id = rig.kept();
    switch (state) {
    case SandboxState::Paused:
        rig.engine->pauseSandbox(id);
        break;
    case SandboxState::Hibernating:
        rig.hypervisor.snapshotTime = 1h;
        rig.act(api::HibernateSandbox{id});
        break;
    case SandboxState::Hibernated:
        rig.act(api::HibernateSandbox{id});
        break;
    case SandboxState::Resuming:
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.guests.bootTime = 5s;
        rig.engine->resumeSandbox(id);
        break;
    case SandboxState::Restoring: {
        const auto snapshot = rig.snapshotOf(id);
        rig.guests.bootTime = 5s;
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
        break;
    }
    case SandboxState::Stopped:
        rig.losePowerAndStart();
        break;
    case SandboxState::Failed:
        rig.hypervisor.disksAreWhole = false;
        rig.hypervisor.machines.at(id.value())->die({ExitKind::Panicked, "not syncing"});
        break;
    default:
        break;
    }
    rig.pass(1s);
    return id;
}

} // namespace

class TestEnds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSandboxIsDestroyedFromEveryState_data()
    {
        QTest::addColumn<SandboxState>("state");
        for (const auto state :
             {SandboxState::Queued, SandboxState::Creating, SandboxState::Restoring, SandboxState::Running,
              SandboxState::Paused, SandboxState::Hibernating, SandboxState::Hibernated, SandboxState::Resuming,
              SandboxState::Stopped, SandboxState::Failed})
            QTest::newRow(std::string(word(state)).c_str()) << state;
    }
    void aSandboxIsDestroyedFromEveryState()
    {
        QFETCH(SandboxState, state);
        Rig rig(state == SandboxState::Queued ? 1 : 3);
        if (state == SandboxState::Queued)
            rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "so that nobody gives way");
        rig.start();
        const auto id = arrange(rig, state);
        QVERIFY2(rig.stateOf(id) == state, std::string(word(rig.stateOf(id))).c_str());
        const auto others = rig.host.slotsUsed - (holdsSlot(state) ? 1 : 0);
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.view(id).end.has_value());
        QVERIFY(rig.view(id).end->cause == (state == SandboxState::Failed ? EndCause::GuestPanic : EndCause::Operator));
        QCOMPARE(rig.host.slotsUsed, others);
        QCOMPARE(static_cast<int>(rig.hypervisor.machines.size()), others);
        QCOMPARE(rig.onDisk(), state == SandboxState::Restoring ? std::size_t{1} : std::size_t{0});
        QCOMPARE(rig.ended.back().id, id);
        QCOMPARE(rig.ledger->durable().ended.back().record.id, id);
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::AlreadySo);
    }

    void everyExitHasItsCauseAndItsEvidenceIsKept_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("cause");
        QTest::newRow("the guest switched itself off") << int(ExitKind::PoweredOff) << QByteArray("guest-off");
        QTest::newRow("its kernel panicked") << int(ExitKind::Panicked) << QByteArray("guest-panic");
        QTest::newRow("its process died") << int(ExitKind::Killed) << QByteArray("process-died");
        QTest::newRow("the host had no memory") << int(ExitKind::OutOfMemory) << QByteArray("out-of-memory");
    }
    void everyExitHasItsCauseAndItsEvidenceIsKept()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, cause);
        Rig rig;
        rig.hypervisor.disksAreWhole = false;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.machines.at(id.value())->die({static_cast<ExitKind>(kind), "its last words"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Failed);
        QVERIFY(rig.view(id).end.has_value());
        QCOMPARE(QByteArray(std::string(word(rig.view(id).end->cause)).c_str()), cause);
        QCOMPARE(rig.host.slotsUsed, 0); // a failed one gives back what it had
        QCOMPARE(rig.host.memoryPromised, ByteCount{});
        QCOMPARE(rig.ended.size(), std::size_t{1});
        QCOMPARE(rig.ended[0].console, "console of " + id.value());
        QCOMPARE(rig.ended[0].monitor, "monitor of " + id.value());
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QCOMPARE(rig.ended.size(), std::size_t{2}); // once more, and of the same cause
        QVERIFY(rig.ended[1].end == rig.ended[0].end);
        QCOMPARE(rig.ended[1].console, rig.ended[0].console);
        QVERIFY(rig.ended[1].generation > rig.ended[0].generation);
        QCOMPARE(rig.ledger->durable().ended.size(), std::size_t{1});
    }

    void oneThatDidNotWakeUpOnceLeavesNoEvidenceWhenItIsDestroyed()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.guests.silentBoots = 1;
        rig.engine->resumeSandbox(id);
        rig.pass(30s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QVERIFY(rig.ended.back().end.cause == EndCause::Operator);
        QVERIFY(rig.ended.back().console.empty());
    }

    void aGuestThatIsLostAndOneThatNeverCameUpSaySo()
    {
        Rig rig;
        rig.hypervisor.disksAreWhole = false;
        rig.start();
        const auto lost = rig.kept();
        rig.guests.lose(lost.value(), {ErrorCode::GuestUnresponsive, "it went silent"});
        rig.pass(1s);
        QVERIFY(rig.view(lost).end->cause == EndCause::GuestLost);
        rig.guests.silentBoots = 9;
        rig.engine->createSandbox({"never", std::nullopt});
        rig.pass(3min);
        const auto never =
            std::ranges::find_if(rig.sandboxes, [](const auto &each) { return each.second.name == "never"; });
        QVERIFY(never != rig.sandboxes.end() && never->second.end);
        QVERIFY(never->second.end->cause == EndCause::StartFailed);
        QVERIFY(rig.ended.back().console.starts_with("console of"));
    }

    void anIdleOneThatEndsSaysThatItsTimeWasUp()
    {
        Rig rig(2, {std::nullopt, std::nullopt, 5min});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s + 5min);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.view(id).end->cause == EndCause::IdleTimer);
        QCOMPARE(rig.view(id).end->detail, std::string("idle for 300 s"));
        QCOMPARE(rig.ended.back().session, std::optional(SessionId("sesn_1")));
    }

    void oneThatMadeRoomSaysSo()
    {
        Rig rig(1);
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "no");
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s);
        rig.controlPlane->addSession("sesn_2");
        rig.call("sesn_2");
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.view(id).end->cause == EndCause::HostPressure);
    }

    void theEngineThatStopsIsACauseToo()
    {
        Rig rig;
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "no");
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        rig.engine->stopNow();
        rig.pass(2s);
        QCOMPARE(rig.ended.size(), std::size_t{1});
        QVERIFY(rig.ended[0].end.cause == EndCause::EngineStopped);
    }

    void theSandboxOfASessionThatIsOverEnds()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->emitEvent("sesn_1", "session.status_terminated", StatusTerminated{});
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.ended.back().end.cause == EndCause::SessionEnded);
    }

    void whatItHadUsedIsToldAtItsEndWithWhatThatCosts()
    {
        auto settings = Rig::settings(2, {});
        settings.prices = {.asOf = "2026-11-26",
                           .vcpuHour = 3'600'000,      // a millionth of a dollar a millisecond
                           .memoryGibHour = 7'200'000, // half of that for half a GiB... times two
                           .hibernatedGibHour = 0,
                           .diskGibMonth = 0};
        testsupport::EngineRig rig(settings);
        rig.hypervisor.canCloneAnswer = {};
        rig.start();
        rig.hypervisor.usage = {2s, ByteCount::mib(90), ByteCount::mib(140), ByteCount::mib(7)};
        rig.engine->createSandbox({"mine", std::nullopt});
        rig.pass(0s);
        const auto id = rig.sandboxes.begin()->first;
        QVERIFY(rig.sandboxes.at(id).state == SandboxState::Running);
        rig.pass(10s);
        rig.engine->pauseSandbox(id);
        rig.pass(5s);
        rig.hypervisor.usage.cpuTime = 3s; // after the last look
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        const auto &end = rig.sandboxes.at(id).end;
        QVERIFY(end.has_value());
        QCOMPARE(end->meter.running, 10s);
        QCOMPARE(end->meter.paused, 5s);
        QCOMPARE(end->meter.cpuTime, 3s);
        QCOMPARE(end->meter.memoryPeak, ByteCount::mib(140));
        QCOMPARE(end->meter.diskPeak, ByteCount::mib(7));
        QCOMPARE(end->cost, std::int64_t{10'000 + 15'000});
        QCOMPARE(end->pricesAsOf, std::string("2026-11-26"));
        QCOMPARE(rig.sandboxes.at(id).cost, end->cost);
    }

    void theMeterGoesOnThroughHibernationAndARestartOfTheProgram()
    {
        Rig rig(2);
        rig.start();
        const auto id = rig.kept();
        rig.pass(10s);
        const auto before = rig.view(id).meter;
        QVERIFY(before.running >= 10s);
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.crashAndStart();
        rig.pass(1h);
        QVERIFY(rig.view(id).meter.hibernated >= 1h);
        rig.engine->resumeSandbox(id);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        const auto meter = rig.view(id).end->meter;
        QVERIFY(meter.running >= before.running + 4s && meter.running < before.running + 10s);
        QCOMPARE(meter.cpuTime, 3s); // 1.5 s of each of its two processes
        QVERIFY(meter.hibernated >= 1h && meter.hibernated < 61min);
    }

    void aMeterCountsEachStateOnceAndEachProcessOnce()
    {
        const MonoTime zero{100h};
        RunningMeter meter;
        meter.enter(SandboxState::Creating, zero);
        meter.enter(SandboxState::Running, zero + 5s);
        meter.newLife();
        meter.look({1s, {}, ByteCount::mib(10), ByteCount::mib(1)});
        meter.look({3s, {}, ByteCount::mib(8), ByteCount::mib(2)});
        meter.enter(SandboxState::Hibernating, zero + 15s);
        meter.enter(SandboxState::Hibernated, zero + 16s);
        meter.newLife();
        meter.look({2s, {}, ByteCount::mib(9), ByteCount::mib(2)});
        const auto now = meter.asOf(zero + 20s);
        QCOMPARE(now, (SandboxMeter{10s, 1s, 4s, 5s, ByteCount::mib(10), ByteCount::mib(2)}));
        RunningMeter again;
        again.begin(now, zero);
        again.newLife(7s); // its machine lived on, and had used that
        again.look({8s, {}, {}, {}});
        again.wentOn(SandboxState::Hibernated, 1min);
        QCOMPARE(again.asOf(zero).cpuTime, 6s);
        QCOMPARE(again.asOf(zero).hibernated, 64s);
    }

    void historyIsThereForTheNextProgramAndTheNewestIsToldLast()
    {
        Rig rig;
        rig.start();
        const auto one = rig.kept("one");
        const auto two = rig.kept("two");
        rig.engine->destroySandbox(one);
        rig.pass(1s);
        rig.engine->destroySandbox(two);
        rig.pass(1s);
        rig.crashAndStart();
        rig.pass(1s);
        QCOMPARE(rig.ended.size(), std::size_t{2});
        QCOMPARE(rig.ended[0].name, std::string("one"));
        QCOMPARE(rig.ended[1].name, std::string("two"));
        QVERIFY(rig.ended[1].end.cause == EndCause::Operator);
        rig.engine->stopNow();
        rig.pass(1s);
        rig.start();
        QCOMPARE(rig.ended.size(), std::size_t{2}); // read once
    }

    void aMachineThatDoesNotGoHoldsItsSlotAndSaysSo()
    {
        Rig rig(1);
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.stuck = true;
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.hypervisor.toldToEnd, 1);
        rig.pass(10s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroying);
        QVERIFY2(rig.view(id).operation.starts_with("Its process does not end"), rig.view(id).operation.c_str());
        QCOMPARE(rig.host.slotsUsed, 1);
        QCOMPARE(rig.hypervisor.toldToEnd, 2);
        rig.hypervisor.stuck = false;
        rig.pass(15s); // told once more
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.view(id).operation.empty());
        QCOMPARE(rig.host.slotsUsed, 0);
    }

    void theChecksOfItsNewestStartAreSeen()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        QCOMPARE(rig.view(id).checks, (std::vector<GuestCheck>{{"Clock", true, "put right"}}));
        QVERIFY(rig.view(id).checkedAt.has_value());
        const auto first = *rig.view(id).checkedAt;
        rig.guests.checks = {{"Clock", false, "it refuses"}, {"Machine id", true, "new"}};
        rig.engine->pauseSandbox(id);
        rig.pass(5s);
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QCOMPARE(rig.view(id).checks, rig.guests.checks);
        QVERIFY(*rig.view(id).checkedAt > first);
        rig.guests.checks = {{"Clock", true, "after a waking"}};
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QCOMPARE(rig.view(id).checks, rig.guests.checks);
        rig.guests.checks = {{"Clock", true, "and of that one's link, too"}};
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QCOMPARE(rig.view(id).checks, rig.guests.checks);
    }

    void untilWhenItIsKeptAliveIsSeen()
    {
        Rig rig(2, {60s, std::nullopt, std::nullopt});
        rig.start();
        const auto id = rig.kept();
        QVERIFY(!rig.view(id).keptAliveUntil);
        rig.act(api::KeepAlive{id, 10min});
        QCOMPARE(rig.view(id).keptAliveUntil, std::optional(rig.clock.wallNow() + 10min));
        rig.pass(11min + 5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY(!rig.view(id).keptAliveUntil);
    }
};

QTEST_GUILESS_MAIN(TestEnds)
#include "tst_ends.moc"
