// The books beside the engine: what a crash leaves is taken up or said to be lost, long actions outlive the program,
// and the audit trail has what was done, by whom.
#include "tests/unit/engine/snapshot_rig.h"

#include "core/base/limits.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

namespace {

std::vector<AuditEntry> audited(const Rig &rig, const std::string &action)
{
    std::vector<AuditEntry> found;
    for (const auto &entry : rig.ledger->durable().history.audit)
        if (entry.action == action)
            found.push_back(entry);
    return found;
}

std::vector<Operation> operationsOf(const Rig &rig, OperationKind kind)
{
    std::vector<Operation> found;
    for (const auto &[id, operation] : rig.operations)
        if (operation.kind == kind)
            found.push_back(operation);
    return found;
}

const Operation *stored(const Rig &rig, const OperationId &id)
{
    for (const auto &operation : rig.ledger->durable().history.operations)
        if (operation.id == id)
            return &operation;
    return nullptr;
}

class FoundOrphans final : public ports::Orphans {
public:
    explicit FoundOrphans(ports::Clock &clock) : m_clock(clock) {}

    Call find(Callback<std::vector<Orphan>> done) override
    {
        return m_clock.after(0ms, [this, done = std::move(done)] { done(there); });
    }
    Call remove(std::string id, Callback<> done) override
    {
        return m_clock.after(0ms, [this, id = std::move(id), done = std::move(done)] {
            if (explained)
                return done(fail(ErrorCode::InvalidState, "a sandbox stands on it now"));
            std::erase_if(there, [&](const Orphan &orphan) { return orphan.id == id; });
            done({});
        });
    }

    std::vector<Orphan> there;
    bool explained = false;

private:
    ports::Clock &m_clock;
};

} // namespace

class TestBookkeeper : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // ---- Recovery

    void whatACrashLeftNothingOfIsLostAndSaidSo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.pass(5min);
        const auto before = rig.view(id);
        rig.crashAndStart();
        QCOMPARE(rig.stateOf(id), SandboxState::Destroyed);
        const auto end = std::ranges::find_if(rig.ended, [&](const auto &view) { return view.id == id; });
        QVERIFY(end != rig.ended.end());
        QVERIFY(end->end.cause == EndCause::Lost);
        QVERIFY2(end->end.detail.find("nothing of it was found") != std::string::npos, end->end.detail.c_str());
        QCOMPARE(end->name, std::string("mine"));
        QVERIFY(end->end.meter.running <= before.meter.running);
        QVERIFY(end->end.meter.running + 10s >= before.meter.running); // no more is missing than its last slice
        QCOMPARE(rig.recoveries.back().lost, 1);
        QCOMPARE(rig.recoveries.back().adopted, 0);
        QCOMPARE(audited(rig, "sandbox.lost").size(), 1U);
        rig.crashAndStart(); // once
        QVERIFY(rig.recoveries.empty());
        QCOMPARE(audited(rig, "sandbox.lost").size(), 1U);
    }

    void whatLivedOnIsTakenOverAndItsCostGoesOn()
    {
        auto settings = Rig::settings(2, {});
        settings.prices = {"2026-11-01", 100'000, 20'000, 5'000, 300'000};
        Rig rig;
        rig.setPrices(settings.prices);
        rig.crashAndStart();
        const auto id = rig.kept();
        rig.pass(10min);
        const auto paid = rig.view(id).cost;
        QVERIFY(paid > 0);
        rig.setPrices({"2026-12-01", 1'000'000, 0, 0, 0}); // ten times as dear
        rig.crashAndFindAgain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.recoveries.back().adopted, 1);
        QCOMPARE(rig.recoveries.back().lost, 0);
        const auto after = rig.view(id).cost;
        QVERIFY2(after <= paid + 1'000 && after + paid / 10 >= paid, std::to_string(after).c_str());
        rig.pass(1h);
        QVERIFY(rig.view(id).cost > after + 900'000); // an hour of one processor at the new price
        // The slices are its meter.
        rig.engine->destroySandbox(id);
        rig.pass(30s);
        SandboxMeter sum;
        std::int64_t cost = 0;
        for (const auto &slice : rig.ledger->durable().history.usage) {
            sum.running += slice.used.running;
            sum.cpuTime += slice.used.cpuTime;
            cost += slice.cost;
        }
        QCOMPARE(sum.running, rig.ended.back().end.meter.running);
        QCOMPARE(sum.cpuTime, rig.ended.back().end.meter.cpuTime);
        QCOMPARE(cost, rig.ended.back().end.cost);
    }

    void whatSleptIsFoundOnDisk()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.crashAndFindAgain();
        QCOMPARE(rig.recoveries.back().hibernated, 1);
        QCOMPARE(rig.recoveries.back().lost, 0);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void aLeaseThatIsStillOursAndACallOfUnknownEffectAreCounted()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.guests.toolTime = 1min;
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        rig.crashAndStart();
        rig.pass(5s);
        QVERIFY(!rig.recoveries.empty());
        QCOMPARE(rig.recoveries.back().leasesResumed, 1);
        QCOMPARE(rig.recoveries.back().leasesReleased, 0);
        QCOMPARE(rig.recoveries.back().callsAnswered, 1);
        QCOMPARE(rig.recoveries.back().resultsPosted, 0);
        QVERIFY(std::ssize(rig.recoveries.back().lines) >= 2);
        QVERIFY(!audited(rig, "work.taken").empty());
        QVERIFY(!audited(rig, "engine.recovered").empty());
    }

    void aResultThatWasComputedBeforeCountsWhenItIsPosted()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->failNext("send", {ErrorCode::NetworkError, "gone"}, 1000);
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(!rig.recoveries.empty());
        QCOMPARE(rig.recoveries.back().resultsPosted, 0); // it is known, and nobody takes it
        rig.controlPlane->clearFaults();
        rig.pass(2min);
        QCOMPARE(rig.recoveries.back().resultsPosted, 1);
        QCOMPARE(rig.recoveries.back().callsAnswered, 0);
        rig.call("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.recoveries.back().resultsPosted, 1); // of this run
    }

    void aStartThatFindsNothingSaysNothing()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.recoveries.empty());
        QVERIFY(audited(rig, "engine.recovered").empty());
    }

    void aQuestionThatCannotBeAnsweredIsReportedAsSuch()
    {
        Rig rig;
        rig.start();
        rig.ledger->failAll(Error{ErrorCode::HostToolFailed, "the page is torn"});
        rig.engine->ask({.ticket = 7, .question = NewestOperations{10}});
        rig.pass(1s);
        QCOMPARE(rig.reports.back().ticket, 7U);
        QVERIFY(rig.reports.back().problem.has_value());
    }

    // ---- Operations

    void aStartThatTakesLongIsShownWithItsSteps()
    {
        Rig rig;
        rig.start();
        rig.guests.bootTime = 5s;
        rig.engine->createSandbox({"slow", std::nullopt});
        rig.pass(3s);
        const auto building = operationsOf(rig, OperationKind::BuildTemplate);
        QCOMPARE(building.size(), 1U);
        QVERIFY(building.front().state == OperationState::Running);
        QVERIFY(!building.front().log.empty());
        QVERIFY(stored(rig, building.front().id));
        rig.pass(30s);
        const auto starting = operationsOf(rig, OperationKind::StartSandbox);
        QCOMPARE(starting.size(), 1U);
        QVERIFY(starting.front().state == OperationState::Done);
        QCOMPARE(starting.front().name, std::string("slow"));
        QVERIFY(starting.front().endedAt.has_value());
        QVERIFY(stored(rig, starting.front().id)->state == OperationState::Done);
        QCOMPARE(audited(rig, "template.built").size(), 1U);
    }

    void oneThatWaitsForASlotIsQueuedAndCanBeCancelled()
    {
        Rig rig(1);
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "so that it keeps its slot");
        rig.start();
        rig.kept("in the way");
        rig.operations.clear();
        const auto waits = rig.kept("waits");
        const auto starting = operationsOf(rig, OperationKind::StartSandbox);
        QCOMPARE(starting.size(), 1U);
        QVERIFY(starting.front().state == OperationState::Queued);
        QVERIFY2(starting.front().step.starts_with("Waiting for a slot"), starting.front().step.c_str());
        QVERIFY(rig.engine->maintain(api::CancelOperation{starting.front().id}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(waits) == SandboxState::Destroyed);
        QVERIFY(operationsOf(rig, OperationKind::StartSandbox).front().state == OperationState::Cancelled);
    }

    void whatIsOverWithinASecondIsNotShownUnlessItFailed()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.operations.clear();
        rig.act(api::HibernateSandbox{id});
        rig.pass(100ms);
        rig.engine->resumeSandbox(id);
        rig.pass(100ms);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.operations.empty());
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "full"}};
        rig.act(api::HibernateSandbox{id});
        rig.pass(100ms);
        const auto failed = operationsOf(rig, OperationKind::Hibernate);
        QCOMPARE(failed.size(), 1U);
        QVERIFY(failed.front().state == OperationState::Failed);
        QVERIFY(failed.front().problem.has_value());
    }

    void aSnapshotThatIsBeingTakenCanBeCancelled()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 1min;
        rig.act(api::TakeSnapshot{id, "long"});
        rig.pass(2s);
        const auto taking = operationsOf(rig, OperationKind::TakeSnapshot);
        QCOMPARE(taking.size(), 1U);
        QVERIFY(taking.front().canCancel);
        const api::UpkeepAction cancel = api::CancelOperation{taking.front().id};
        QVERIFY(rig.engine->door().maintain(cancel).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(operationsOf(rig, OperationKind::TakeSnapshot).front().state == OperationState::Cancelled);
        QVERIFY(rig.engine->door().maintain(cancel).kind == Kind::AlreadySo);
        QVERIFY(rig.snapshots.empty());
        QCOMPARE(audited(rig, "operation.cancelled").front().before,
                 "take-snapshot of snapshot/" + taking.front().object.substr(9));
        QVERIFY(rig.engine->maintain(api::CancelOperation{OperationId("op-none")}).kind == Kind::Denied);
    }

    void whatTheProgramLeftUnderWayIsInterruptedAndSaysWhatBecameOfIt()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotTime = 1h;
        rig.act(api::TakeSnapshot{id, "long"});
        rig.pass(2s);
        QCOMPARE(operationsOf(rig, OperationKind::TakeSnapshot).size(), 1U);
        rig.crashAndFindAgain();
        rig.pass(1s);
        const auto found = operationsOf(rig, OperationKind::TakeSnapshot);
        QCOMPARE(found.size(), 1U);
        QVERIFY(found.front().state == OperationState::Interrupted);
        QVERIFY(found.front().endedAt.has_value());
        QVERIFY2(found.front().result.find("was removed") != std::string::npos, found.front().result.c_str());
        QVERIFY(!found.front().canCancel);
        QCOMPARE(rig.recoveries.back().interrupted, 1);
        QVERIFY(stored(rig, found.front().id)->state == OperationState::Interrupted);
    }

    void onlySoManyAreShown()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        for (int i = 0; i < limits::kOperationsShown + 20; ++i) {
            rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "full"}};
            rig.act(api::TakeSnapshot{id, {}});
            rig.pass(10ms);
        }
        QCOMPARE(std::ssize(rig.operations), limits::kOperationsShown);
    }

    // ---- Audit

    void everyCommandIsInTheTrailWithItsVerdict()
    {
        Rig rig;
        rig.engine->door().start();
        rig.pass(1s);
        const auto id = rig.kept();
        auto &door = rig.engine->door();
        door.pauseSandbox(id);
        rig.pass(1s);
        door.destroySandbox(SandboxId("sbx-none"));
        door.act(api::SetIdleLadder{id, {.pauseAfter = 30s}});
        rig.pass(1s);
        QCOMPARE(audited(rig, "engine.started").size(), 1U);
        const auto paused = audited(rig, "sandbox.paused");
        QCOMPARE(paused.size(), 1U); // by the operator, and not by the engine once more
        QVERIFY(paused.front().actor == AuditActor::Operator);
        QCOMPARE(paused.front().origin, std::string("panel"));
        QCOMPARE(paused.front().object, "sandbox/" + id.value());
        QCOMPARE(paused.front().before, std::string("running"));
        const auto denied = audited(rig, "sandbox.destroyed");
        QCOMPARE(denied.size(), 1U);
        QVERIFY(denied.front().outcome == AuditOutcome::Denied);
        QVERIFY(!denied.front().reason.empty());
        const auto ladder = audited(rig, "sandbox.ladder-changed");
        QCOMPARE(ladder.front().before, std::string("pause never, hibernate never, destroy never"));
        QCOMPARE(ladder.front().after, std::string("pause 30 s, hibernate never, destroy never"));
    }

    void whatTheEngineDoesByItselfIsInTheTrailWithItsReason()
    {
        Rig rig(2, {.pauseAfter = 30s});
        rig.start();
        rig.kept();
        rig.pass(1min);
        const auto paused = audited(rig, "sandbox.paused");
        QCOMPARE(paused.size(), 1U);
        QVERIFY(paused.front().actor == AuditActor::Engine);
        QVERIFY2(paused.front().reason.starts_with("idle for"), paused.front().reason.c_str());
    }

    void anAnswerToAnApprovalIsInTheTrailWithoutTheCallsInput()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.engine->door().answerApproval(SessionId("sesn_1"), EventId("sevt_1"),
                                          {.allow = false, .denyReason = "because of marzipan"});
        rig.pass(1s);
        const auto entry = audited(rig, "approval.answered").front();
        QCOMPARE(entry.object, std::string("call/sesn_1/sevt_1"));
        QCOMPARE(entry.session, std::string("sesn_1"));
        QVERIFY(entry.outcome == AuditOutcome::Denied); // it is not served here
        for (const auto &each : rig.ledger->durable().history.audit)
            QVERIFY((each.reason + each.before + each.after).find("marzipan") == std::string::npos);
    }

    void aSessionsSandboxIsBoundToIt()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(10s);
        QCOMPARE(audited(rig, "sandbox.bound").size(), 1U);
        QCOMPARE(audited(rig, "sandbox.bound").front().session, std::string("sesn_1"));
        const auto &facts = rig.ledger->durable().history.sandboxes;
        QVERIFY(!facts.empty());
        QCOMPARE(facts.back().environment, std::optional(EnvironmentId("env_1")));
    }

    // ---- Questions and orphans

    void aNewerQuestionReplacesOneThatWasNotAnswered()
    {
        Rig rig;
        rig.start();
        rig.reports.clear();
        rig.engine->ask({.ticket = 1, .question = NewestOperations{10}});
        rig.engine->ask({.ticket = 2, .question = NewestOperations{20}});
        rig.engine->ask({.ticket = 3, .question = PastSessions{}});
        rig.pass(1s);
        std::vector<std::uint64_t> tickets;
        for (const auto &report : rig.reports)
            tickets.push_back(report.ticket);
        QCOMPARE(tickets, (std::vector<std::uint64_t>{2, 3}));
        QVERIFY(rig.reports.back().answer.has_value());
    }

    void whatNothingExplainsIsListedAndGoesOnlyWhenSomebodySaysSo()
    {
        testsupport::EngineRig::Options options;
        testsupport::ManualClock clock; // of the orphans alone
        FoundOrphans found(clock);
        found.there = {
            {.id = "o1", .kind = OrphanKind::Layer, .where = "disks/x", .size = ByteCount::mib(3), .why = "?"}};
        options.orphans = &found;
        testsupport::EngineRig rig(options);
        rig.start(); // looks once
        clock.runDue();
        QCOMPARE(rig.orphans->found.size(), 1U);
        QVERIFY(!rig.orphans->looking);
        QVERIFY(rig.engine->door().maintain(api::RemoveOrphan{"o2"}).kind == Kind::Denied);
        found.explained = true;
        QVERIFY(rig.engine->door().maintain(api::RemoveOrphan{"o1"}).kind == Kind::Accepted);
        QCOMPARE(rig.orphans->removing, std::vector<std::string>{"o1"});
        clock.runDue();
        QVERIFY(rig.orphans->problem.has_value());
        QCOMPARE(rig.orphans->found.size(), 1U);
        found.explained = false;
        rig.engine->door().maintain(api::RemoveOrphan{"o1"});
        clock.runDue();
        QVERIFY(rig.orphans->found.empty());
        QVERIFY(!rig.orphans->problem);
    }
};

QTEST_GUILESS_MAIN(TestBookkeeper)
#include "tst_bookkeeper.moc"
