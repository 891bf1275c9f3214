// What sandboxes and snapshots of the sample do when somebody asks: the states in between, the end, and refusals.
#include "tests/unit/sample/played_sample.h"

#include <QtTest>

using namespace glovebox;
using namespace glovebox::testing;
using domain::OperationKind;
using domain::OperationState;
using domain::SandboxState;
using enum domain::SandboxState;

class SampleMachinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPauseIsSeenAMomentLaterAndEndsByAResume()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        QVERIFY(accepted(play.engine().pauseSandbox(id)));
        QCOMPARE(play.stateOf(id), Running); // asked is not done
        play.pass(1s);
        QCOMPARE(play.stateOf(id), Paused);
        QCOMPARE(play.sandbox(id).reason, std::string("operator"));
        QCOMPARE(play.engine().pauseSandbox(id).kind, api::Verdict::Kind::AlreadySo);
        QVERIFY(accepted(play.engine().resumeSandbox(id)));
        play.pass(1s);
        QCOMPARE(play.stateOf(id), Running);
        QCOMPARE(play.audited("sandbox.paused").back().actor, domain::AuditActor::Operator);
    }
    void whatWorksIsNotPaused()
    {
        PlayedSample play;
        const domain::SandboxId busy(sample::kSampleRunningSandbox);
        QVERIFY(denied(play.engine().pauseSandbox(busy)));
        QVERIFY(denied(play.engine().pauseSandbox(domain::SandboxId("sbx-nobody"))));
    }
    void hibernatingTakesItsTimeAndWakingToo()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        QVERIFY(accepted(play.engine().act(api::HibernateSandbox{id})));
        QCOMPARE(play.stateOf(id), Hibernating);
        play.pass(1s);
        QVERIFY(play.sandbox(id).progress.value_or(0) > 0);
        QCOMPARE(play.operation(OperationKind::Hibernate)->state, OperationState::Running);
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Hibernated; }));
        QVERIFY(play.sandbox(id).stored.value > 0);
        QVERIFY(!play.sandbox(id).memory);
        QCOMPARE(play.operation(OperationKind::Hibernate)->state, OperationState::Done);
        const auto holding = std::ranges::count_if(play.world().sandboxes,
                                                   [](const auto &one) { return domain::holdsSlot(one.second.state); });
        QCOMPARE(play.world().host.slotsUsed, static_cast<int>(holding)); // it is none of them: others may have come
        play.heard.clear();
        QVERIFY(accepted(play.engine().resumeSandbox(id)));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Running; }));
        QCOMPARE(play.statesOf(id), (std::vector{Queued, Resuming, Running}));
    }
    void aSandboxIsMadeAndDestroyed()
    {
        PlayedSample play;
        const auto verdict = play.engine().createSandbox({.name = "mine"});
        QVERIFY(accepted(verdict));
        const domain::SandboxId id(verdict.object.substr(8));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Running; }));
        QCOMPARE(play.statesOf(id), (std::vector{Queued, Creating, Running}));
        QCOMPARE(play.sandbox(id).name, std::string("mine"));
        QVERIFY(accepted(play.engine().destroySandbox(id)));
        QCOMPARE(play.stateOf(id), Destroying);
        QVERIFY(play.passUntil([&] { return !play.has(id); }));
        QVERIFY(play.world().ended.contains(id));
        QVERIFY(!play.audited("sandbox.destroyed").empty());
    }
    void whoFindsNoSlotWaitsForOne()
    {
        PlayedSample play;
        const auto source = play.idleOne();
        const int room = play.world().host.slotsMax - play.world().host.slotsUsed;
        QVERIFY(accepted(play.engine().act(api::ForkSandbox{source, room + 6})));
        QVERIFY(play.passUntil([&] { return play.world().host.slotsUsed == play.world().host.slotsMax; }));
        QVERIFY(play.passUntil([&] { return play.world().host.queued > 0; }));
        const auto waits = std::ranges::find_if(play.world().sandboxes, [](const auto &entry) {
            return entry.second.state == Queued && entry.second.queuePosition == 1;
        });
        QVERIFY(waits != play.world().sandboxes.end());
        QVERIFY(waits->second.waitsFor.starts_with("a slot: "));
        const auto id = waits->first;
        const auto somebody = [&] {
            return std::ranges::find_if(play.world().sandboxes, [&](const auto &entry) {
                return entry.second.forkOf == source && entry.second.state == Running;
            });
        };
        QVERIFY(play.passUntil([&] { return somebody() != play.world().sandboxes.end(); }));
        QVERIFY(accepted(play.engine().destroySandbox(somebody()->first)));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Running; }));
    }
    void aSnapshotIsTakenAndRestoredBothWays()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        const auto verdict = play.engine().act(api::TakeSnapshot{id, "before"});
        QVERIFY(accepted(verdict));
        const domain::SnapshotId taken(verdict.object.substr(9));
        QCOMPARE(play.world().snapshots.at(taken).state, domain::SnapshotState::Taking);
        QCOMPARE(play.sandbox(id).operation, std::string("Taking a snapshot"));
        QVERIFY(denied(play.engine().pauseSandbox(id)));
        QVERIFY(play.passUntil([&] { return play.world().snapshots.at(taken).state == domain::SnapshotState::Ready; }));
        QVERIFY(play.sandbox(id).operation.empty());

        const auto anew = play.engine().act(api::RestoreAsNew{taken, 2});
        QVERIFY(accepted(anew));
        const domain::SandboxId copy(anew.object.substr(8));
        QVERIFY(play.passUntil([&] { return play.stateOf(copy) == Running; }));
        QCOMPARE(play.statesOf(copy), (std::vector{Queued, Restoring, Running}));
        QCOMPARE(play.sandbox(copy).from, std::optional(taken));

        play.heard.clear();
        const auto before = play.world().snapshots.size();
        QVERIFY(accepted(play.engine().act(api::RestoreInPlace{id, taken, true})));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Restoring; }));
        QCOMPARE(play.world().snapshots.size(), before + 1); // the safe one
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Running; }));
        QCOMPARE(play.sandbox(id).from, std::optional(taken));
    }
    void whatOthersStandOnStays()
    {
        PlayedSample play;
        const domain::SnapshotId first(sample::kSampleFirstSnapshot);
        QVERIFY(denied(play.engine().act(api::DeleteSnapshots{{first}})));
        const domain::SnapshotId leaf("snap-d86c19");
        QVERIFY(accepted(play.engine().act(api::PinSnapshot{leaf, true})));
        QVERIFY(denied(play.engine().act(api::DeleteSnapshots{{leaf}})));
        QVERIFY(accepted(play.engine().act(api::PinSnapshot{leaf, false})));
        QVERIFY(accepted(play.engine().act(api::DeleteSnapshots{{leaf}})));
        QVERIFY(play.passUntil([&] { return !play.world().snapshots.contains(leaf); }));
    }
    void whatIsBeingTakenCanBeCancelled()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        const auto verdict = play.engine().act(api::TakeSnapshot{id, ""});
        play.pass(500ms);
        const auto operation = play.operation(OperationKind::TakeSnapshot)->id;
        QVERIFY(accepted(play.engine().maintain(api::CancelOperation{operation})));
        QVERIFY(!play.world().snapshots.contains(domain::SnapshotId(verdict.object.substr(9))));
        QVERIFY(play.sandbox(id).operation.empty());
        QCOMPARE(play.world().operations.at(operation).operation.state, OperationState::Cancelled);
    }
    void anIdleSandboxGoesDownItsLadder()
    {
        PlayedSample play;
        const auto id = play.idleOne();
        QVERIFY(accepted(play.engine().act(api::SetIdleLadder{id, {5s, 20s, {}}})));
        QCOMPARE(play.sandbox(id).nextStep, std::optional(domain::IdleStep::Pause));
        play.pass(7s);
        QCOMPARE(play.stateOf(id), Paused);
        QCOMPARE(play.sandbox(id).reason, std::string("idle for 5 s"));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Hibernated; }));
        QCOMPARE(play.audited("sandbox.paused").back().actor, domain::AuditActor::Engine);
    }
    void aSandboxIsSeededBeforeItIsReady()
    {
        PlayedSample play;
        api::NewSandbox wanted{.name = "prepared"};
        wanted.seed.steps = {domain::RunStep{{"make deps", {}}}};
        wanted.seed.hibernate = true;
        const auto verdict = play.engine().createSandbox(wanted);
        const domain::SandboxId id(verdict.object.substr(8));
        QCOMPARE(play.world().seeds.at(id).state, domain::SeedState::Waiting);
        QVERIFY(play.passUntil([&] { return play.world().seeds.at(id).state == domain::SeedState::Running; }));
        QVERIFY(play.passUntil([&] { return play.world().seeds.at(id).state == domain::SeedState::Done; }));
        QVERIFY(!play.world().seeds.at(id).log.empty());
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == Hibernated; }));
    }
    void noStateChangesButByAnEdgeOfTheTable()
    {
        PlayedSample play({.seed = 7});
        play.pass(5min);
        std::map<std::string, SandboxState> last;
        for (const auto &change : play.heard) {
            const auto *view = std::get_if<api::SandboxView>(&change);
            if (!view)
                continue;
            const auto [at, isNew] = last.emplace(view->id.value(), view->state);
            if (isNew || at->second == view->state)
                continue;
            const bool known = std::ranges::any_of(domain::kSandboxEdges, [&](const auto &edge) {
                return edge.from == at->second && edge.to == view->state;
            });
            QVERIFY2(known,
                     qPrintable(QString::fromStdString(view->id.value() + ": " + std::string(domain::word(at->second)) +
                                                       " to " + std::string(domain::word(view->state)))));
            at->second = view->state;
        }
    }
};

QTEST_GUILESS_MAIN(SampleMachinesTest)
#include "tst_machines.moc"
