// Sandboxes that are made ready ahead of time: what is done in them, and who gets them when.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;

namespace {

struct Rig : testsupport::SnapshotRig {
    explicit Rig(IdleLadder ladder = {}) : SnapshotRig(4, ladder)
    {
        hostFiles.files["/given/site/index.html"] = "<h1>hello</h1>";
        hostFiles.files["/given/site/bin/run"] = "#!/bin/sh\n";
        hostFiles.files["/given/one.txt"] = std::string(5000, '1');
        start();
    }

    static Seed run(const std::string &command)
    {
        Seed seed;
        seed.steps.push_back(RunStep{.command = {command, {}}});
        return seed;
    }
    SandboxId make(api::NewSandbox wanted)
    {
        const auto verdict = engine->createSandbox(wanted);
        if (verdict.kind != Kind::Accepted)
            qFatal("it was denied: %s", verdict.reason.c_str());
        return SandboxId(verdict.object.substr(verdict.object.find('/') + 1));
    }
    SandboxId make(Seed seed, std::optional<Reservation> reservation = std::nullopt)
    {
        return make(api::NewSandbox{.name = "mine", .seed = std::move(seed), .reservation = std::move(reservation)});
    }
    std::string denied(api::NewSandbox wanted)
    {
        const auto before = sandboxes.size();
        const auto verdict = engine->createSandbox(wanted);
        if (verdict.kind != Kind::Denied || sandboxes.size() != before)
            qFatal("it was not denied");
        return verdict.reason;
    }
    const api::SeedView &seed(const SandboxId &id) const { return seeds.at(id); }
    SeedState state(const SandboxId &id) const { return seed(id).state; }
    std::string log(const SandboxId &id) const
    {
        std::string all;
        for (const auto &line : seed(id).log)
            all += line.text + '\n';
        return all;
    }
    const Operation *operation(const SandboxId &id) const
    {
        const Operation *newest = nullptr;
        for (const auto &[key, each] : operations)
            if (each.kind == OperationKind::SeedSandbox && each.object == "sandbox/" + id.value() &&
                (!newest || each.beganAt >= newest->beganAt))
                newest = &each;
        return newest;
    }
    testsupport::FakeDisk &disk(const SandboxId &id) { return guests.disk(id.value()); }
    void session(const std::string &id, const std::map<std::string, std::string> &metadata = {})
    {
        plane.addSession(id);
        plane.session(id).metadata = metadata;
        call(id);
        pass(2s);
    }
    std::optional<SandboxId> sandboxOf(const std::string &id) const { return sessions.at(SessionId(id)).sandbox; }
    /// Each command takes so long.
    void commandsTake(std::chrono::milliseconds time)
    {
        guests.answerExec = [time](const std::string &, const ports::ExecRequest &) {
            return testsupport::FakeExec{.time = time};
        };
    }
};

bool has(const std::string &text, const char *what)
{
    return text.find(what) != std::string::npos;
}

const Reservation kForBilling{.match = {{"team", "billing"}}};

} // namespace

class TestSeeds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatItIsToldIsDoneInOrderAndThenItIsReserved()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            return testsupport::FakeExec{.output = request.arguments.back() + " says\n"};
        };
        Seed seed;
        seed.steps = {PutFiles{"/given/site", "/srv/site"}, PutFiles{"/given/one.txt", "/srv/"},
                      RunStep{.command = {"make", {}}},
                      CloneRepository{"https://git.example/team/app.git", "/srv/app", "v1"}};
        seed.start = {.shell = {}, .arguments = {"/srv/server"}};
        seed.ready = ReadyCheck{.command = {"curl localhost", {}}};
        const auto id = rig.make(seed, kForBilling);
        QVERIFY(rig.state(id) == SeedState::Waiting);
        QVERIFY(rig.view(id).reservedFor.empty());
        rig.pass(5s);
        QVERIFY2(rig.state(id) == SeedState::Done, rig.log(id).c_str());
        QCOMPARE(rig.seed(id).steps.size(), std::size_t{6});
        QCOMPARE(rig.seed(id).steps[4], std::string("start /srv/server"));
        QCOMPARE(rig.seed(id).steps[5], std::string("wait until ready: curl localhost"));
        QCOMPARE(rig.disk(id).content("/srv/site/index.html"), std::string("<h1>hello</h1>"));
        QCOMPARE(rig.disk(id).nodes.at("/srv/site/bin/run").mode, 0755U);
        QCOMPARE(rig.disk(id).content("/srv/one.txt"), std::string(5000, '1'));
        std::vector<std::string> ran;
        for (const auto &[socket, request] : rig.guests.executed) {
            QCOMPARE(socket, id.value());
            QVERIFY(!request.user && request.workdir.empty()); // as its tools
            std::string line;
            for (const auto &each : request.arguments)
                line += (line.empty() ? "" : " ") + each;
            ran.push_back(line + (request.background ? " &" : ""));
        }
        QCOMPARE(ran, (std::vector<std::string>{
                          "/bin/sh -c make", "git clone -- https://git.example/team/app.git /srv/app",
                          "git -C /srv/app checkout v1 --", "/srv/server &", "/bin/sh -c curl localhost"}));
        QVERIFY(has(rig.log(id), "make says\n"));
        QVERIFY(has(rig.log(id), "Copied 2 entries"));
        QCOMPARE(rig.view(id).reservedFor, std::string("team = billing"));
        rig.session("sesn_1", {{"team", "billing"}});
        QCOMPARE(rig.sandboxOf("sesn_1"), std::optional(id));
    }

    void nobodyGetsItBefore()
    {
        Rig rig;
        rig.commandsTake(1min);
        const auto id = rig.make(rig.run("sleep"), kForBilling);
        rig.pass(2s);
        QVERIFY(rig.state(id) == SeedState::Running);
        rig.session("sesn_1", {{"team", "billing"}});
        QVERIFY(rig.sandboxOf("sesn_1") != id);
        rig.session("sesn_2", {{"glovebox.sandbox_id", id.value()}});
        QVERIFY(rig.sandboxOf("sesn_2") != id);
        rig.pass(2min);
        rig.session("sesn_3", {{"team", "billing"}});
        QCOMPARE(rig.sandboxOf("sesn_3"), std::optional(id));
    }

    void nothingPutsItToSleepMeanwhile()
    {
        Rig rig({.pauseAfter = 10s, .hibernateAfter = 20s});
        rig.commandsTake(5min);
        auto seed = rig.run("sleep");
        seed.ready = ReadyCheck{.command = {"true", {}}};
        const auto id = rig.make(seed);
        rig.pass(4min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.engine->pauseSandbox(id).reason.find("being seeded") != std::string::npos);
        QVERIFY(rig.act(api::HibernateSandbox{id}).reason.find("being seeded") != std::string::npos);
        rig.pass(6min + 5s);
        QVERIFY(rig.state(id) == SeedState::Done);
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void aStepThatFailsEndsItAndSaysWhy()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return testsupport::FakeExec{.errors = "no rule to make it\n", .end = ports::ExecEnd{2}};
        };
        Seed seed;
        seed.steps = {PutFiles{"/given/one.txt", "/srv/one"}, RunStep{.command = {"make", {}}},
                      RunStep{.command = {"never", {}}}};
        const auto id = rig.make(seed, kForBilling);
        rig.pass(5s);
        QVERIFY(rig.state(id) == SeedState::Failed);
        QCOMPARE(rig.seed(id).problem->detail, std::string("step 2, run make: it ended with exit status 2; it printed "
                                                           "last:\nno rule to make it\n"));
        QVERIFY(rig.disk(id).has("/srv/one"));
        QVERIFY(rig.view(id).reservedFor.empty());
        QVERIFY(rig.operation(id)->state == OperationState::Failed);
        // It is the operator's as before, and can be tried again.
        rig.guests.answerExec = nullptr;
        QVERIFY(rig.act(api::SeedSandbox{id, rig.run("make")}).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.state(id) == SeedState::Done);
    }

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

    void cancellingItLeavesWhatIsThere()
    {
        Rig rig;
        rig.commandsTake(10min);
        Seed seed = rig.run("sleep");
        seed.steps.insert(seed.steps.begin(), PutFiles{"/given/one.txt", "/srv/one"});
        const auto id = rig.make(seed, kForBilling);
        rig.pass(5s);
        const auto operation = rig.operation(id)->id;
        QVERIFY(rig.operation(id)->canCancel);
        QVERIFY(rig.engine->maintain(api::CancelOperation{operation}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.state(id) == SeedState::Cancelled);
        QVERIFY(has(rig.log(id), "What was done so far stays"));
        QVERIFY(rig.operation(id)->state == OperationState::Cancelled);
        QVERIFY(rig.disk(id).has("/srv/one"));
        QVERIFY(rig.view(id).reservedFor.empty());
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted); // nothing uses it any more
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

    void oneIsMadeFromASnapshot()
    {
        Rig rig;
        const auto first = rig.kept("first");
        const auto snapshot = rig.snapshotOf(first, "good");
        const auto before = rig.hypervisor.fromSnapshots;
        const auto id = rig.make(api::NewSandbox{.name = "second", .snapshot = snapshot, .seed = rig.run("make")});
        rig.pass(5s);
        QCOMPARE(rig.hypervisor.fromSnapshots, before + 1);
        QVERIFY(rig.view(id).from == snapshot && rig.view(id).kept && rig.view(id).name == "second");
        QVERIFY(rig.state(id) == SeedState::Done);
        QVERIFY(has(rig.denied({.image = "other", .snapshot = snapshot}), "one of the three"));
        QVERIFY(has(rig.denied({.size = MachineSize{7}, .snapshot = snapshot}), "its own size"));
        QVERIFY(has(rig.denied({.snapshot = SnapshotId("snap-none")}), "no snapshot"));
    }

    void filesOfASnapshotAreCopiedAndItsMachineIsGone()
    {
        Rig rig;
        const auto first = rig.kept("first");
        const auto snapshot = rig.snapshotOf(first);
        std::string machine;
        rig.guests.beforeGreeting = [&](const std::string &socket) {
            if (!socket.starts_with("seed-"))
                return;
            machine = socket;
            auto &disk = rig.guests.disk(socket);
            disk.put("/data/a/large", std::string(200'000, 'x'));
            disk.put("/data/run", "#!/bin/sh").mode = 0755;
            disk.putOther("/data/device");
            disk.putOther("/data/link");
            disk.nodes.at("/data/link").content = "../elsewhere";
            disk.put("/single", "alone");
            disk.put("/bin/tool", "#!").mode = 0755;
        };
        Seed seed;
        seed.steps = {CopyFromSnapshot{snapshot, "/data", "/srv/data"}, CopyFromSnapshot{snapshot, "/single", "/srv/"},
                      CopyFromSnapshot{snapshot, "/bin/tool", "/srv/mine"}};
        const auto id = rig.make(seed);
        rig.pass(30s);
        QVERIFY2(rig.state(id) == SeedState::Done, rig.log(id).c_str());
        QVERIFY(rig.disk(id).content("/srv/data/a/large") == std::string(200'000, 'x'));
        QCOMPARE(rig.disk(id).nodes.at("/srv/data/run").mode, 0755U);
        QCOMPARE(rig.disk(id).content("/srv/data/link"), std::string("../elsewhere"));
        QVERIFY(!rig.disk(id).has("/srv/data/device"));
        QVERIFY(has(rig.log(id), "Left out: device"));
        QCOMPARE(rig.disk(id).content("/srv/single"), std::string("alone"));
        QCOMPARE(rig.disk(id).nodes.at("/srv/mine").mode, 0755U);
        QVERIFY(!machine.empty() && !rig.hypervisor.machines.contains(machine));
        QVERIFY(rig.sandboxes.size() == 2); // nobody saw it

        seed.steps = {CopyFromSnapshot{SnapshotId("snap-none"), "/data", "/srv/data"}};
        rig.act(api::SeedSandbox{id, seed});
        rig.pass(5s);
        QVERIFY(has(rig.seed(id).problem->detail, "there is no snapshot snap-none"));
        seed.steps = {CopyFromSnapshot{snapshot, "/nothing", "/srv/data"}};
        rig.act(api::SeedSandbox{id, seed});
        rig.pass(5s);
        QVERIFY(rig.seed(id).problem->code == ErrorCode::NotFound);
    }

    void whatAnArchiveHoldsThatCannotBeIsTold()
    {
        Rig rig;
        rig.hostFiles.files["/given/all.tgz/a.txt"] = "a"; // what the fake has in it
        rig.hostFiles.leftOut = {"dev/null is a device"};
        Seed seed;
        seed.steps = {PutFiles{"/given/all.tgz", "/srv", true}, PutFiles{"/given/none", "/srv"}};
        const auto id = rig.make(seed);
        rig.pass(5s);
        QCOMPARE(rig.disk(id).content("/srv/a.txt"), std::string("a"));
        QVERIFY(has(rig.log(id), "Left out: dev/null is a device"));
        QVERIFY(rig.state(id) == SeedState::Failed); // of the second
        QVERIFY(rig.seed(id).problem->detail.starts_with("step 2, put /given/none into /srv: "));
    }

    void aSandboxWithoutGitSaysSo()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return testsupport::FakeExec{.end = fail(ErrorCode::NotFound, "git: not found")};
        };
        Seed seed;
        seed.steps = {CloneRepository{.url = "https://git.example/app"}};
        const auto id = rig.make(seed);
        rig.pass(5s);
        QVERIFY(has(rig.seed(id).problem->detail, "the sandbox has no git"));
    }

    void destroyingItEndsIt()
    {
        Rig rig;
        rig.commandsTake(10min);
        const auto id = rig.make(rig.run("sleep"), kForBilling);
        rig.pass(5s);
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.state(id) == SeedState::Cancelled);
        rig.pass(1min);
        QVERIFY(!rig.seeds.contains(id));
        QVERIFY(rig.reservations.empty());
    }

    void aSandboxThatDiesFailsIt()
    {
        Rig rig;
        rig.commandsTake(10min);
        const auto id = rig.make(rig.run("sleep"));
        rig.pass(5s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Panicked, "oops"});
        rig.pass(1s);
        QVERIFY(rig.state(id) == SeedState::Failed);
        QVERIFY(has(rig.seed(id).problem->detail, "its sandbox was lost"));
        QVERIFY(rig.guests.executed.size() == 1); // nothing more was asked of it
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
        QVERIFY(rig.seeds.empty());
        QVERIFY(rig.operation(id)->state == OperationState::Interrupted);
        QVERIFY(has(rig.operation(id)->result, "it is not reserved"));
        QVERIFY(rig.view(id).reservedFor.empty());
    }

    void whatCannotBeIsRefusedBeforeAnythingIsMade()
    {
        Rig rig;
        Seed bad;
        bad.steps = {PutFiles{"relative", "/srv"}};
        QVERIFY(has(rig.denied({.seed = bad}), "step 1: what is put in"));
        QVERIFY(has(rig.denied({.seed = rig.run("x"), .reservation = Reservation{}}), "say for whom"));
        const auto id = rig.make(Seed{}, kForBilling); // with nothing to do it is reserved at once
        QCOMPARE(rig.reservations.size(), std::size_t{1});
        QVERIFY(rig.seeds.empty());
        rig.pass(2s);
        QVERIFY(has(rig.act(api::SeedSandbox{id, {}}).reason, "nothing to do"));
        rig.commandsTake(1min);
        QVERIFY(rig.act(api::SeedSandbox{id, rig.run("x")}).kind == Kind::Accepted);
        QVERIFY(has(rig.act(api::SeedSandbox{id, rig.run("x")}).reason, "already"));
        rig.session("sesn_1");
        QVERIFY(has(rig.act(api::SeedSandbox{*rig.sandboxOf("sesn_1"), rig.run("x")}).reason, "belongs to a session"));
        QVERIFY(rig.act(api::SeedSandbox{SandboxId("sbx-none"), rig.run("x")}).kind == Kind::Denied);
    }
};

QTEST_GUILESS_MAIN(TestSeeds)
#include "tst_seeds.moc"
