// The idle ladder: its table, and what it does to sandboxes that nobody uses.
#include "core/engine/idle_timer.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using engine::IdleSandbox;
using engine::nextIdleStep;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

namespace {
const IdleLadder kAll{1min, 15min, 24h};
const MonoTime kZero{1000h};
} // namespace

class TestLadder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLadderGoesOnAfterTheEngineWasStoppedAndStarted()
    {
        Rig rig(2, {.pauseAfter = {}, .hibernateAfter = 1min, .destroyAfter = 2h});
        rig.start();
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(3s);
        const auto id = rig.sandboxes.begin()->first;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(5min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.engine->stopNow();
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.start();
        rig.pass(3h);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void theHostTellsTheLadderThatSandboxesGetWithoutOneOfTheirOwn()
    {
        Rig rig(2, kAll);
        rig.start();
        QVERIFY(rig.host.defaultLadder == kAll);
        QVERIFY(rig.view(rig.kept()).ladder == rig.host.defaultLadder);
    }

    void eachStateHasItsNextStep()
    {
        struct Row {
            SandboxState state;
            bool kept, held, canHibernate;
            std::optional<IdleStep> step;
            std::chrono::milliseconds at;
        };
        const std::vector<Row> rows{
            {SandboxState::Running, false, false, true, IdleStep::Pause, 1min},
            {SandboxState::Running, false, true, true, std::nullopt, 0ms},
            {SandboxState::Paused, false, false, true, IdleStep::Hibernate, 15min},
            {SandboxState::Paused, false, false, false, IdleStep::Destroy, 24h},
            {SandboxState::Paused, true, false, false, std::nullopt, 0ms},
            {SandboxState::Hibernated, false, false, true, IdleStep::Destroy, 24h},
            {SandboxState::Hibernated, true, false, true, std::nullopt, 0ms},
            {SandboxState::Stopped, false, false, false, IdleStep::Destroy, 24h},
            {SandboxState::Stopped, true, false, false, std::nullopt, 0ms},
            {SandboxState::Queued, false, false, true, std::nullopt, 0ms},
            {SandboxState::Failed, false, false, true, std::nullopt, 0ms},
            {SandboxState::Hibernating, false, false, true, std::nullopt, 0ms},
        };
        for (const auto &row : rows) {
            const auto due = nextIdleStep(kAll, {row.state, row.kept, row.held, row.canHibernate, kZero}, kZero);
            QVERIFY2(due.has_value() == row.step.has_value(), std::string(word(row.state)).c_str());
            if (due) {
                QVERIFY2(due->step == *row.step, std::string(word(row.state)).c_str());
                QVERIFY(due->at == kZero + row.at);
            }
        }
    }

    void ofStepsThatAreOverdueTheFurthestIsTaken()
    {
        const auto due = nextIdleStep(kAll, {SandboxState::Running, false, false, true, kZero}, kZero + 20min);
        QVERIFY(due && due->step == IdleStep::Hibernate && due->at == kZero + 20min);
    }

    void aStepThatIsNotThereIsNeverTaken()
    {
        QVERIFY(!nextIdleStep({}, {SandboxState::Running, false, false, true, kZero}, kZero + 1000h));
    }

    void anUnusedKeptSandboxIsPausedThenHibernatedAndStays()
    {
        Rig rig(2, {60s, 5min, 10min});
        rig.start();
        const auto id = rig.kept();
        QVERIFY(rig.view(id).nextStep == IdleStep::Pause);
        QVERIFY(rig.view(id).nextStepAt.has_value());
        rig.pass(61s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QCOMPARE(rig.view(id).reason, std::string("idle for 60 s"));
        QVERIFY(rig.view(id).nextStep == IdleStep::Hibernate);
        rig.pass(4min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(!rig.view(id).nextStep);
        rig.pass(24h);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void aSessionsSandboxIsDestroyedInTheEnd()
    {
        Rig rig(2, {60s, 5min, 10min});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.pass(20min); // its session holds it
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s + 5min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.pass(6min);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void aSandboxHasItsEnvironmentsLadder()
    {
        testsupport::EngineRig::Options options{.engine = Rig::settings(2, {60s, 5min, 10min})};
        options.environment.ladder = IdleLadder{10s, std::nullopt, std::nullopt};
        testsupport::EngineRig rig(options);
        rig.hypervisor.canCloneAnswer = {};
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.sandboxes.at(*rig.session("sesn_1").sandbox).ladder == *options.environment.ladder);
    }

    void theOperatorSetsALadderAndKeepsOneAlive()
    {
        Rig rig(2, {60s, 5min, 10min});
        rig.start();
        const auto id = rig.kept();
        QVERIFY(rig.act(api::SetIdleLadder{id, {30s, std::nullopt, std::nullopt}}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::SetIdleLadder{id, {30s, std::nullopt, std::nullopt}}).kind == Kind::AlreadySo);
        QVERIFY(rig.act(api::SetIdleLadder{id, {-1s, std::nullopt, std::nullopt}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::KeepAlive{id, 1h}).kind == Kind::Accepted);
        rig.pass(1h);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.pass(31s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY(rig.act(api::KeepAlive{id, -1s}).kind == Kind::Denied);
        QVERIFY(rig.act(api::KeepAlive{SandboxId("sbx-none"), 1h}).kind == Kind::Denied);
    }

    void whatCannotBeHibernatedStaysPaused()
    {
        Rig rig(2, {60s, 2min, std::nullopt});
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.pass(130s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running); // the try woke it
        rig.pass(61s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        rig.pass(11min); // tried once more
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }
};

QTEST_GUILESS_MAIN(TestLadder)
#include "tst_ladder.moc"
