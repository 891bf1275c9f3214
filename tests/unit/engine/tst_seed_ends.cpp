// How the seeding of a sandbox ends: with a start command that goes on or does not, with the sandbox asleep or not,
// with the program.
#include "tests/unit/engine/seed_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SeedRig;
using testsupport::has;

namespace {

const Reservation kForBilling{.match = {{"team", "billing"}}};

} // namespace

class TestSeedEnds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aStartCommandThatEndsAtOnceFailsIt()
    {
        Rig rig;
        testsupport::FakeExec answer{.errors = "nosuchprogram: not found\n", .end = ports::ExecEnd{127}, .time = 200ms};
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &request) {
            return request.background ? answer : testsupport::FakeExec{.end = ports::ExecEnd{1}};
        };
        auto seed = rig.run("make");
        seed.steps.clear();
        seed.start.shell = "nosuchprogram";
        const auto id = rig.make(seed, kForBilling);
        rig.pass(5s);
        QVERIFY(rig.state(id) == SeedState::Failed);
        QCOMPARE(rig.seed(id).problem->detail,
                 std::string("step 1, start nosuchprogram: it ended with exit status 127; it printed last:\n"
                             "nosuchprogram: not found\n"));
        QVERIFY(has(rig.log(id), "nosuchprogram: not found"));
        QVERIFY(rig.view(id).reservedFor.empty());
        // With a ready check it is heard of at once, not when that has had its time.
        seed.ready = ReadyCheck{.command = {"ask", {}}, .within = 5min};
        answer.time = 3s;
        QVERIFY(rig.act(api::SeedSandbox{id, seed}).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.state(id) == SeedState::Failed);
        QVERIFY(rig.seed(id).problem->detail.starts_with("step 1, start nosuchprogram: it ended with exit status 127"));
        answer.end = fail(ErrorCode::NotFound, "no such program");
        QVERIFY(rig.act(api::SeedSandbox{id, seed}).kind == Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.seed(id).problem->detail,
                 std::string("step 1, start nosuchprogram: it could not be run: no such program"));
    }

    void aStartCommandThatLivesOnOrSaysThatAllIsWellIsFine()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            return testsupport::FakeExec{.end = ports::ExecEnd{0, 0, true}, .time = request.timeout}; // it lives on
        };
        Seed seed;
        seed.start.shell = "serve";
        const auto id = rig.make(seed);
        rig.pass(2s);
        const auto began = rig.clock.now();
        while (rig.state(id) != SeedState::Done && rig.clock.now() - began < 10s)
            rig.pass(100ms);
        QVERIFY2(rig.state(id) == SeedState::Done, rig.log(id).c_str());
        QCOMPARE(rig.guests.executed.back().second.timeout, std::chrono::milliseconds(1s));
        rig.guests.answerExec = nullptr; // what goes into the background by itself ends with 0
        QVERIFY(rig.act(api::SeedSandbox{id, seed}).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.state(id) == SeedState::Done);
    }

    void itHibernatesAfterwardsAndIsWokenForMore()
    {
        Rig rig;
        auto seed = rig.run("make");
        seed.hibernate = true;
        const auto id = rig.make(seed, kForBilling);
        rig.pass(5s);
        QVERIFY2(rig.state(id) == SeedState::Done, rig.log(id).c_str());
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).reservedFor, std::string("team = billing"));
        QVERIFY(rig.act(api::SeedSandbox{id, rig.run("more")}).kind == Kind::Accepted);
        QVERIFY(rig.state(id) == SeedState::Waiting);
        rig.pass(5s);
        QVERIFY(rig.state(id) == SeedState::Done);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.executed.back().second.arguments.back(), std::string("more"));
    }

    void itIsDoneWhenTheSandboxSleepsAndReservedNotBefore()
    {
        Rig rig;
        rig.hypervisor.snapshotTime = 1min;
        auto seed = rig.run("make");
        seed.hibernate = true;
        const auto id = rig.make(seed, kForBilling);
        rig.pass(10s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernating);
        QVERIFY(rig.state(id) == SeedState::Running);
        QCOMPARE(rig.seed(id).steps, (std::vector<std::string>{"run make", "hibernate"}));
        QCOMPARE(rig.seed(id).step, 2);
        QCOMPARE(rig.operation(id)->step, std::string("Hibernating"));
        QVERIFY(rig.view(id).reservedFor.empty());
        QVERIFY(has(rig.act(api::SeedSandbox{id, rig.run("more")}).reason, "being seeded already"));
        rig.pass(1min);
        QVERIFY2(rig.state(id) == SeedState::Done, rig.log(id).c_str());
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.view(id).reservedFor, std::string("team = billing"));
    }

    void oneThatDoesNotFallAsleepIsNotDone()
    {
        Rig rig;
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        auto seed = rig.run("make");
        seed.hibernate = true;
        const auto id = rig.make(seed, kForBilling);
        rig.pass(10s);
        QVERIFY(rig.state(id) == SeedState::Failed);
        QVERIFY2(rig.seed(id).problem->detail.starts_with("all is done, but the sandbox could not be hibernated: ") &&
                     has(rig.seed(id).problem->detail, "no space"),
                 rig.seed(id).problem->detail.c_str());
        QVERIFY(rig.view(id).reservedFor.empty());
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        // Somebody wakes it meanwhile, or it is destroyed.
        rig.hypervisor.snapshotTime = 1min;
        QVERIFY(rig.act(api::SeedSandbox{id, seed}).kind == Kind::Accepted);
        rig.pass(10s);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.seed(id).problem->detail, std::string("all is done, but the sandbox was woken before it slept"));
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.act(api::SeedSandbox{id, seed}).kind == Kind::Accepted);
        rig.pass(10s);
        QVERIFY(rig.state(id) == SeedState::Running);
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QVERIFY(rig.state(id) == SeedState::Failed);
    }

    void cancelledWhileItFallsAsleepItStaysAwake()
    {
        Rig rig;
        rig.hypervisor.snapshotTime = 1min;
        auto seed = rig.run("make");
        seed.hibernate = true;
        const auto id = rig.make(seed, kForBilling);
        rig.pass(10s);
        QVERIFY(rig.act(api::CancelSeed{id}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.state(id) == SeedState::Cancelled);
        QVERIFY(has(rig.log(id), "the operator cancelled it; it stays awake"));
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.view(id).reservedFor.empty());
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running && rig.state(id) == SeedState::Cancelled);
    }

    void aSessionIsPromisedToOneSandboxWhileThatIsSeeded()
    {
        Rig rig;
        rig.commandsTake(10min);
        const Reservation forOne{.session = SessionId("sesn_1")};
        const auto first = rig.make(rig.run("sleep"), forOne);
        const auto other = rig.make(api::NewSandbox{.name = "other"});
        rig.pass(5s);
        const auto promised = "sesn_1 gets " + first.value();
        QVERIFY(has(rig.denied({.seed = rig.run("x"), .reservation = forOne}), promised.c_str()));
        QVERIFY(has(rig.denied({.reservation = forOne}), promised.c_str()));
        QVERIFY(has(rig.act(api::ReserveSandbox{other, forOne}).reason, promised.c_str()));
        QVERIFY(rig.act(api::CancelSeed{first}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::ReserveSandbox{other, forOne}).kind == Kind::Accepted);
    }

    void itEndsWithTheEngineAndIsNotTakenForDone()
    {
        Rig rig;
        rig.commandsTake(10min);
        const auto id = rig.make(rig.run("sleep"), kForBilling);
        rig.pass(5s);
        rig.engine->stopNow();
        rig.pass(30s);
        QVERIFY(rig.state(id) == SeedState::Cancelled);
        QVERIFY(rig.reservations.empty());
    }

    void afterACrashTheBooksSayWhatBecameOfIt()
    {
        Rig rig;
        rig.commandsTake(10min);
        const auto id = rig.make(rig.run("sleep"), kForBilling);
        rig.pass(5s);
        rig.seeds.clear();
        rig.crashAndFindAgain();
        rig.pass(5s);
        QVERIFY(rig.state(id) == SeedState::Failed);
        QVERIFY2(rig.seed(id).problem->detail.starts_with("it was interrupted: The program ended while this was under "
                                                          "way; what was done so far is in the sandbox"),
                 rig.seed(id).problem->detail.c_str());
        QVERIFY(has(rig.log(id), "Step 1 of 1: run sleep"));
        QVERIFY(has(rig.log(id), "Failed: it was interrupted"));
        QVERIFY(rig.operation(id)->state == OperationState::Interrupted);
        QVERIFY(has(rig.operation(id)->result, "it made no reservation"));
        QVERIFY(rig.view(id).reservedFor.empty());
        // Also at the start after that; and it is seeded again as any other.
        rig.seeds.clear();
        rig.crashAndFindAgain();
        rig.pass(5s);
        QVERIFY(has(rig.seed(id).problem->detail, "it was interrupted"));
        rig.commandsTake(0ms);
        QVERIFY(rig.act(api::SeedSandbox{id, rig.run("again")}).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.state(id) == SeedState::Done);
    }
};

QTEST_GUILESS_MAIN(TestSeedEnds)
#include "tst_seed_ends.moc"
