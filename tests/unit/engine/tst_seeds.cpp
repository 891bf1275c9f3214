// Sandboxes that are made ready ahead of time: what is done in them, and who gets them when.
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

    /// In git's words a name that no rule allows is a name that is nowhere, or a number.
    void aCloneThatAPolicyMayHaveRefusedSaysWhereToLook()
    {
        Rig rig;
        std::string said = "fatal: unable to access 'https://git.example/app/': Could not resolve host: git.example\n";
        rig.guests.answerExec = [&said](const std::string &, const ports::ExecRequest &) {
            return testsupport::FakeExec{.output = {}, .errors = said, .end = ports::ExecEnd{128}};
        };
        Seed seed;
        seed.steps = {CloneRepository{.url = "https://git.example/app"}};
        auto id = rig.make(seed);
        rig.pass(5s);
        QVERIFY(has(rig.seed(id).problem->detail, "gloveboxctl egress log"));
        for (const char *proxys :
             {"CONNECT tunnel failed, response 403", "Received HTTP code 403 from proxy after CONNECT"}) {
            said = std::string("fatal: unable to access 'https://git.example/app/': ") + proxys + '\n';
            id = rig.make(seed);
            rig.pass(5s);
            QVERIFY2(has(rig.seed(id).problem->detail, "gloveboxctl egress log"), proxys);
        }
        said = "fatal: repository 'https://git.example/app/' not found\n";
        id = rig.make(seed);
        rig.pass(5s);
        QVERIFY(has(rig.seed(id).problem->detail, "not found") && !has(rig.seed(id).problem->detail, "egress"));
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
