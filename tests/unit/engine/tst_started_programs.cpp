// What was started in a sandbox beside its sessions' tools, and what becomes of it over wakings and boots.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

class TestStartedPrograms : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anImagesOwnProgramIsStartedAgainAfterABootAndNotAfterAWaking()
    {
        Rig rig;
        Image image{.id = ImageId("img-server")};
        image.config.entrypoint = {"/bin/server"};
        rig.library.put("server", image);
        rig.start();
        rig.engine->createSandbox({.name = "web", .image = "server", .startImageCommand = true});
        rig.pass(5s);
        QCOMPARE(rig.guests.executed.size(), std::size_t{1});
        const SandboxId id(rig.guests.executed.front().first);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.executed.size(), std::size_t{1}); // it is in its memory
        rig.losePowerAndStart();
        rig.pass(1s);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.executed.size(), std::size_t{2});
        QCOMPARE(rig.guests.executed.back().second.arguments, std::vector<std::string>{"/bin/server"});
        QVERIFY(!rig.guests.executed.back().second.background);
        QVERIFY(rig.sandboxLogs[id.value()].find("starting /bin/server") != std::string::npos);
    }

    void aTemplatesStartCommandIsStartedAgainAfterABoot()
    {
        Rig rig;
        rig.start();
        const auto mother = rig.kept("mother");
        rig.pass(5s);
        const auto snapshot = rig.snapshotOf(mother, "s");
        auto &facts = rig.hypervisor.store().snapshotsOnDisk.at(snapshot.value());
        facts.origin.image.programs = {{.arguments = {"/bin/sh", "-c", "serve"},
                                        .environment = {{"PORT", "80"}},
                                        .user = "web",
                                        .workdir = "/srv"}};
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1, "child"}).kind == Kind::Accepted);
        rig.pass(5s);
        const auto child =
            std::ranges::find_if(rig.sandboxes, [](const auto &each) { return each.second.name == "child"; })->first;
        QVERIFY(rig.stateOf(child) == SandboxState::Running);
        QVERIFY(rig.guests.executed.empty());
        rig.losePowerAndStart();
        rig.pass(1s);
        QVERIFY(rig.engine->resumeSandbox(child).kind == Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.guests.executed.size(), std::size_t{1});
        const auto &[where, request] = rig.guests.executed.front();
        QCOMPARE(where, child.value());
        QCOMPARE(request.arguments.back(), std::string("serve"));
        QCOMPARE(request.user, std::optional<std::string>("web"));
        QCOMPARE(request.workdir, std::string("/srv"));
        QVERIFY(request.background);
    }
};

QTEST_GUILESS_MAIN(TestStartedPrograms)
#include "tst_started_programs.moc"
