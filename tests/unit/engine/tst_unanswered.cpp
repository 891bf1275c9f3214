// Sandboxes whose machines outlived the program and do not answer the next one: they are stopped, and their disks stay.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

class TestUnanswered : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneThatDoesNotAnswerIsStoppedAndItsDiskIsThere()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.guests.silentBoots = 1;
        rig.crashAndFindAgain();
        rig.pass(40s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY2(rig.view(id).reason.find("its files are there, its processes are not") != std::string::npos,
                 rig.view(id).reason.c_str());
        QCOMPARE(rig.view(id).name, std::string("mine"));
        QVERIFY(rig.view(id).meter.running >= 30s);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.host.slotsUsed, 0);
        QVERIFY(rig.ended.empty());
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.fromDisks, 1);
        QVERIFY(rig.hypervisor.stoppedOnes.empty());
    }

    void oneThatDiesBeforeItAnswersIsStoppedToo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.guests.silentBoots = 1;
        rig.crashAndFindAgain();
        rig.pass(5s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
    }

    void aSessionWhoseSandboxDoesNotAnswerGoesOnFromItsDisk()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.guests.silentBoots = 1;
        rig.crashAndFindAgain();
        rig.pass(5s);
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(60s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        const auto text = rig.textOf(call);
        QVERIFY2(text.find("started again from its disk") != std::string::npos, text.c_str());
        QCOMPARE(rig.hypervisor.fromDisks, 1);
    }

    void oneThatIsDestroyedBeforeItAnswersLeavesNothing()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.guests.silentBoots = 1;
        rig.crashAndFindAgain();
        rig.pass(5s);
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.hypervisor.stoppedOnes.empty());
    }

    void ofOneThatDoesNotAnswerItsDiskIsNewerThanWhatItWokeFrom()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1min);
        const auto stored = *rig.hypervisor.store().snapshotsOnDisk.begin();
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        rig.hypervisor.store().snapshotsOnDisk.insert(stored); // the program died before it was removed
        rig.guests.silentBoots = 1;
        rig.crashAndFindAgain();
        rig.pass(40s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.onDisk(), std::size_t{1}); // until its disk is up
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.fromDisks, 1);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestUnanswered)
#include "tst_unanswered.moc"
