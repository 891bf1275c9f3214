// A machine that ends by itself under a living engine, or answers no more: its sandbox stops, and nothing that its
// guest had written is lost.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using ExitKind = ports::MachineExit::Kind;
using Rig = testsupport::SnapshotRig;

class TestDiedAlone : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itStopsWhateverEndedIt_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("the guest switched itself off") << int(ExitKind::PoweredOff) << "powered itself off";
        QTest::newRow("its kernel panicked") << int(ExitKind::Panicked) << "panicked";
        QTest::newRow("somebody killed it") << int(ExitKind::Killed) << "its process ended";
        QTest::newRow("the host had no memory") << int(ExitKind::OutOfMemory) << "want of memory";
    }
    void itStopsWhateverEndedIt()
    {
        QFETCH(int, kind);
        QFETCH(QString, words);
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.hypervisor.machines.at(id.value())->die({static_cast<ExitKind>(kind), "its last words"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(rig.view(id).problem.has_value());
        QVERIFY2(QString::fromStdString(rig.view(id).problem->detail).contains(words),
                 rig.view(id).problem->detail.c_str());
        QVERIFY(rig.view(id).problem->detail.ends_with("its files are there, its processes are not"));
        QCOMPARE(rig.host.slotsUsed, 0);
        QVERIFY(rig.ended.empty()); // it has not ended
        QVERIFY(rig.hypervisor.machines.empty());

        rig.engine->resumeSandbox(id);
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.view(id).name, std::string("mine"));
        QCOMPARE(rig.hypervisor.fromDisks, 1);
        QVERIFY(!rig.view(id).problem);
    }

    void oneThatStandsStillStopsToo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.hypervisor.machines.at(id.value())->die({ExitKind::Killed, "signal 9"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
    }

    void aGuestThatAnswersNoMoreIsEndedAndItsDiskStays()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.guests.lose(id.value(), {ErrorCode::GuestUnresponsive, "it went silent"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.hypervisor.stoppedOnes.size(), std::size_t{1});
    }

    void anOperatorsSandboxThatASessionUsesIsNotDestroyedWhenItsGuestFails()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.guests.tool = [](const ports::ToolRequest &) -> Result<ToolResult> {
            return fail(ErrorCode::GuestProtocol, "nonsense");
        };
        rig.controlPlane->addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.sandbox_id", id.value()}};
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(10s);
        QVERIFY2(rig.textOf(call).find("starts it again from its disk") != std::string::npos, rig.textOf(call).c_str());
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
    }

    void destroyedInThatVeryMomentItIsGone()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.machines.at(id.value())->die({ExitKind::Killed, "signal 9"});
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        QVERIFY(rig.hypervisor.stoppedOnes.empty());
    }

    void aStopFindsItStoppedAndTheNextProgramToo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept("mine");
        rig.hypervisor.machines.at(id.value())->die({ExitKind::Killed, "signal 9"});
        rig.pass(1s);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.view(id).name, std::string("mine"));
    }
};

QTEST_GUILESS_MAIN(TestDiedAlone)
#include "tst_died_alone.moc"
