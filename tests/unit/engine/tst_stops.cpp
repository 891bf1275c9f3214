// What a stop leaves: what could be written down is on disk, and what could not lives on for the next program.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Rig = testsupport::SnapshotRig;

class TestStops : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatCannotBeWrittenDownAtADrainLivesOnAndTheNextProgramHasIt()
    {
        Rig rig(3);
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        const auto kept = rig.kept();
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s);
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}, {ErrorCode::OutOfDisk, "no space"}};
        rig.engine->drain();
        rig.pass(5s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        for (const auto &each : {id, kept}) {
            QVERIFY(rig.stateOf(each) == SandboxState::Running);
            const auto &reason = rig.view(each).reason;
            QVERIFY2(reason.find("lives on without the engine") != std::string::npos, reason.c_str());
            QVERIFY2(reason.find("no space") != std::string::npos, reason.c_str());
            QVERIFY(rig.hypervisor.machines.at(each.value())->record()->stayed.find("no space") != std::string::npos);
        }
        rig.crashAndStart(); // the program ends in good order, and nothing of it is killed
        rig.pass(1s);
        for (const auto &each : {id, kept}) {
            QVERIFY(rig.stateOf(each) == SandboxState::Running);
            const auto &reason = rig.view(each).reason;
            QVERIFY2(reason.find("lived on while no engine ran") != std::string::npos, reason.c_str());
            QVERIFY(rig.hypervisor.machines.at(each.value())->record()->stayed.empty());
        }
        rig.engine->drain(); // now there is room
        rig.pass(5s);
        QVERIFY(rig.stateOf(kept) == SandboxState::Hibernated);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void oneThatCouldNeverBeWrittenDownLivesOnWhenItIsTheOperators()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "its template is not on disk");
        rig.engine->drain();
        rig.pass(5s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void aStopAtOnceLeavesTheOperatorsAlive()
    {
        Rig rig(3);
        rig.start();
        const auto one = rig.kept("one");
        const auto two = rig.kept("two");
        rig.hypervisor.snapshotTime = 20s;
        rig.engine->stopNow();
        rig.pass(2s);
        rig.engine->stopNow();
        rig.pass(1s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(one) == SandboxState::Running);
        QVERIFY(rig.stateOf(two) == SandboxState::Running);
        QCOMPARE(rig.onDisk(), std::size_t{0});
    }

    void oneThatLivedOnIsAnOrdinaryOneAfterTheNextStartOfTheSameProgram()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.engine->drain();
        rig.pass(5s);
        rig.start();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.crashAndStart(); // without a stop: it ends with the program, as a program's end was before
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
    }

    void aStopIsNotOverBeforeTheOperatorsAreOnDiskWhateverElseWaits()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.facts.diskFree = ByteCount{}; // so that the next one waits, and nobody gives way
        rig.pass(6s);
        const auto waiting = rig.kept("waits");
        QVERIFY(rig.stateOf(waiting) == SandboxState::Queued);
        rig.hypervisor.snapshotTime = 3s;
        rig.engine->drain();
        QVERIFY(rig.host.phase == api::EnginePhase::Draining);
        rig.pass(1s);
        QVERIFY(rig.host.phase == api::EnginePhase::Draining);
        QVERIFY(rig.stateOf(waiting) == SandboxState::Destroyed);
        rig.pass(3s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void aStopWhileOneIsPutBackKeepsWhatItWas()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.guests.bootTime = 5s;
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        rig.engine->drain();
        rig.pass(5s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.onDisk(), std::size_t{2});
    }

    void aProcessThatDoesNotEndDoesNotHoldTheStopForEver()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.stuck = true;
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        rig.engine->drain();
        rig.pass(30s);
        QVERIFY(rig.host.phase == api::EnginePhase::Draining); // it may still end
        QVERIFY(!rig.host.problem);
        rig.pass(14s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.host.problem);
        QVERIFY2(rig.host.problem->detail.find(id.value() + " (process 4242)") != std::string::npos,
                 rig.host.problem->detail.c_str());
        rig.hypervisor.stuck = false;
        rig.start();
        rig.pass(20s); // it goes at last
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        rig.engine->drain();
        rig.pass(1s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(!rig.host.problem);
    }

    void whatIsLostAtAStopAtOnceIsNamed()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s);
        rig.hypervisor.snapshotTime = 20s;
        rig.engine->drain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernating);
        QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(
                QStringLiteral("^%1 is lost: it was not hibernated").arg(QString::fromStdString(id.value()))));
        rig.engine->stopNow();
        rig.pass(1s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
    }

    void whatIsBeingHibernatedAtAStopIsNotWokenUp()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s);
        rig.hypervisor.snapshotTime = 5s;
        rig.engine->drain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernating);
        QVERIFY(rig.engine->resumeSandbox(id).kind == api::Verdict::Kind::Denied);
        rig.pass(5s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
    }

    void oneThatCannotBeWrittenDownAnyMoreSaysSoAndLivesOnOverStops()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(65s);
        rig.hypervisor.noSnapshotsOfSurvivors = Error{ErrorCode::NotFound, "its template is gone"};
        rig.crashAndFindAgain();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        for (const auto &action : std::vector<api::SandboxAction>{api::TakeSnapshot{id, "x"}, api::HibernateSandbox{id},
                                                                  api::ForkSandbox{id, 1}}) {
            const auto verdict = rig.act(action);
            QVERIFY(verdict.kind == api::Verdict::Kind::Denied);
            QVERIFY2(verdict.reason.find("its template is gone") != std::string::npos, verdict.reason.c_str());
        }
        rig.engine->drain();
        rig.pass(5s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.crashAndStart(); // it was left to the supervisor, though it is no kept one
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void aStopWhileSurvivorsAreLookedForLosesNone()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.hypervisor.survivorsTime = 1min;
        rig.crashAndFindAgain();
        QVERIFY(rig.sandboxes.empty()); // it still looks
        rig.engine->stopNow();
        rig.pass(1s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        rig.start();
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }
};

QTEST_GUILESS_MAIN(TestStops)
#include "tst_stops.moc"
