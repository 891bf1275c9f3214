// What sandboxes used is booked without a hole, however the program ended and however long nobody looked.
#include "tests/unit/engine/snapshot_rig.h"

#include <QRandomGenerator>
#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

struct Rig : testsupport::SnapshotRig {
    /// The program is killed, and another one looks so much later.
    void crashFor(std::chrono::milliseconds nobody, std::chrono::milliseconds processorTime = 0ms)
    {
        hypervisor.survivorsTime = nobody;
        const auto meanwhile = clock.after(nobody, [&] { hypervisor.usage.cpuTime += processorTime; });
        crashAndFindAgain();
        pass(nobody + 1s);
    }
    /// What the ledger has of all sandboxes.
    SandboxMeter booked() const
    {
        SandboxMeter sum;
        for (const auto &slice : ledger->durable().history.usage) {
            sum.running += slice.used.running;
            sum.paused += slice.used.paused;
            sum.hibernated += slice.used.hibernated;
            sum.cpuTime += slice.used.cpuTime;
        }
        return sum;
    }
    /// It ends, so that everything is told.
    SandboxMeter endOf(const SandboxId &id)
    {
        engine->destroySandbox(id);
        clock.runDue();
        return booked();
    }
};

std::chrono::milliseconds timeIn(const SandboxMeter &meter)
{
    return meter.running + meter.paused + meter.hibernated;
}

} // namespace

class TestUseOverCrashes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAMachineUsedWhileNobodyLookedIsBooked_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("nobody");
        QTest::newRow("killed after a slice") << 61 << 3;
        QTest::newRow("killed between two slices") << 97 << 47;
        QTest::newRow("killed before the first") << 4 << 8;
        QTest::newRow("nobody looked for two days") << 30 << 172'800;
    }
    void whatAMachineUsedWhileNobodyLookedIsBooked()
    {
        QFETCH(int, before);
        QFETCH(int, nobody);
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto began = rig.view(id).since;
        rig.pass(std::chrono::seconds(before));
        rig.hypervisor.usage.cpuTime += 20s; // told by nobody
        rig.crashFor(std::chrono::seconds(nobody), 7s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.pass(25s);
        const auto sum = rig.endOf(id);
        QCOMPARE(sum.running, rig.clock.wallNow() - began);
        QCOMPARE(timeIn(sum), sum.running);
        QCOMPARE(sum.cpuTime, rig.hypervisor.usage.cpuTime);
    }

    void oneThatStoodStillDidSoWhileNobodyLooked()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto began = rig.view(id).since;
        rig.pass(10s);
        rig.engine->pauseSandbox(id);
        rig.pass(33s);
        const auto paused = rig.view(id).since;
        rig.crashFor(90s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        const auto sum = rig.endOf(id);
        QCOMPARE(sum.paused, rig.clock.wallNow() - paused);
        QCOMPARE(sum.running, paused - began);
    }

    void ofASharedOneItIsTheSessionsThatHadIt()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.pass(61s);
        rig.controlPlane->addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.sandbox_id", id.value()}};
        rig.call("sesn_1");
        rig.pass(30s);
        QCOMPARE(rig.view(id).session, std::optional(SessionId("sesn_1")));
        rig.crashFor(1h, 7s);
        rig.endOf(id);
        std::chrono::milliseconds its{0};
        std::chrono::milliseconds nobodys{0};
        for (const auto &slice : rig.ledger->durable().history.usage)
            (slice.session ? its : nobodys) += slice.used.running;
        QVERIFY2(its >= 1h + 20s, std::to_string(its.count()).c_str());
        QVERIFY2(nobodys >= 1min && nobodys < 2min, std::to_string(nobodys.count()).c_str());
    }

    void theTimeUntilItsGuestAnswersCountsToo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto began = rig.view(id).since;
        rig.guests.bootTime = 5s;
        rig.crashFor(10s);
        QVERIFY(rig.stateOf(id) == SandboxState::Restoring);
        rig.pass(20s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        const auto sum = rig.endOf(id);
        QCOMPARE(sum.running, rig.clock.wallNow() - began);
    }

    void oneOnDiskSleptWhileNobodyLooked()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto began = rig.view(id).since;
        rig.pass(10s);
        rig.hypervisor.snapshotTime = 4s;
        const auto ran = rig.clock.wallNow() - began;
        rig.act(api::HibernateSandbox{id});
        rig.pass(2min);
        rig.crashFor(90s); // twice, with what was booked of the first
        rig.crashFor(3h);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        const auto sum = rig.endOf(id);
        QVERIFY(sum.hibernated > 3h + 3min);
        QCOMPARE(timeIn(sum), rig.clock.wallNow() - began);
        QCOMPARE(sum.running, ran);
    }

    void ofOneThatEndedWithItsHostLessThanTenSecondsAreMissing()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto began = rig.view(id).since;
        rig.pass(99s);
        const auto lived = rig.clock.wallNow() - began;
        rig.crashAndStart();
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
        const auto sum = rig.booked();
        QVERIFY2(sum.running <= lived && sum.running > lived - 10s, std::to_string(sum.running.count()).c_str());
        QCOMPARE(rig.ended.back().end.meter.running, sum.running);
    }

    void aClockThatWasSetWhileNobodyLookedChangesNothing()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        rig.pass(20s);
        for (const auto jump : {-3600s, 7200s}) {
            rig.clock.setWall(rig.clock.wallNow() + jump);
            rig.crashAndFindAgain();
            rig.pass(20s);
        }
        const auto sum = rig.endOf(id);
        QVERIFY2(sum.running >= 60s && sum.running < 70s, std::to_string(sum.running.count()).c_str());
    }

    /// However often it is killed, and in whatever state: the slices are the time that passed, and never fall.
    void thePiecesAreTheTimeThatPassed_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void thePiecesAreTheTimeThatPassed()
    {
        QFETCH(unsigned, seed);
        QRandomGenerator chance(seed);
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto began = rig.view(id).since;
        SandboxMeter before;
        for (int step = 0; step < 40; ++step) {
            switch (chance.bounded(5)) {
            case 0:
                rig.engine->pauseSandbox(id);
                break;
            case 1:
                rig.engine->resumeSandbox(id);
                break;
            case 2:
                rig.act(api::HibernateSandbox{id});
                break;
            default:
                break;
            }
            rig.pass(std::chrono::milliseconds(chance.bounded(1, 90'000)));
            rig.hypervisor.usage.cpuTime += std::chrono::milliseconds(chance.bounded(5'000));
            if (chance.bounded(3) == 0)
                rig.crashFor(std::chrono::milliseconds(chance.bounded(200'000)));
            const auto now = rig.booked();
            QVERIFY(now.running >= before.running && now.paused >= before.paused &&
                    now.hibernated >= before.hibernated && now.cpuTime >= before.cpuTime);
            before = now;
        }
        const auto sum = rig.endOf(id);
        const auto lived = rig.clock.wallNow() - began;
        QVERIFY2(timeIn(sum) <= lived && timeIn(sum) >= lived - 100ms,
                 (std::to_string(timeIn(sum).count()) + " of " + std::to_string(lived.count())).c_str());
    }
};

QTEST_GUILESS_MAIN(TestUseOverCrashes)
#include "tst_use_over_crashes.moc"
