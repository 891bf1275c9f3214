// The heartbeat of one item (reference 1.6).
#include "core/engine/lease_keeper.h"
#include "tests/support/fake_control_plane.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using engine::LeaseEnd;

namespace {
struct Rig {
    testsupport::ManualClock clock;
    testsupport::FakeControlPlane plane{clock};
    std::optional<LeaseEnd> ended;
    engine::LeaseKeeper keeper{plane, clock, WorkId("work_1"), SecretString("t"), [this](LeaseEnd why, std::string) {
                                   ended = why;
                               }};

    int beats() const { return plane.count("heartbeat"); }
};
} // namespace

class TestLeaseKeeper : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstBeatClaimsAndLaterOnesEchoTheLast()
    {
        Rig rig;
        rig.keeper.start();
        rig.clock.advance(0ms);
        rig.clock.advance(30s);
        QCOMPARE(rig.plane.journal(),
                 (std::vector<std::string>{"heartbeat work_1 NO_HEARTBEAT", "heartbeat work_1 beat-1"}));
        QVERIFY(!rig.ended);
    }

    void theServersTtlSetsThePace()
    {
        Rig rig;
        rig.plane.answerHeartbeatsWith({{}, true, WorkState::Active, 4s});
        rig.keeper.start();
        rig.clock.advance(0ms);
        QCOMPARE(rig.keeper.ttl(), 4000ms);
        rig.clock.advance(10s);
        QCOMPARE(rig.beats(), 6); // at 0, 2, 4, 6, 8, 10 s
    }

    void aTinyTtlDoesNotHammerTheServer()
    {
        Rig rig;
        rig.plane.answerHeartbeatsWith({{}, true, WorkState::Active, 1ms});
        rig.keeper.start();
        rig.clock.advance(5s);
        QCOMPARE(rig.beats(), 6);
    }

    void a412IsALostLease()
    {
        Rig rig;
        rig.keeper.start();
        rig.clock.advance(0ms);
        rig.plane.failNext("heartbeat", {ErrorCode::LeaseLost, "moved on"});
        rig.clock.advance(30s);
        QCOMPARE(rig.ended, LeaseEnd::Lost);
        const int beats = rig.beats();
        rig.clock.advance(300s);
        QCOMPARE(rig.beats(), beats);
    }

    void stoppingStoppedAndANotExtendedLeaseWindDown()
    {
        for (const auto &answer :
             {Heartbeat{{}, true, WorkState::Stopping, 120s}, Heartbeat{{}, true, WorkState::Stopped, 120s},
              Heartbeat{{}, false, WorkState::Active, 120s}}) {
            Rig rig;
            rig.plane.answerHeartbeatsWith(answer);
            rig.keeper.start();
            rig.clock.advance(0ms);
            QCOMPARE(rig.ended, LeaseEnd::StopRequested);
        }
    }

    void aRefusedCredentialEndsIt()
    {
        Rig rig;
        rig.plane.failNext("heartbeat", {ErrorCode::Unauthorized, "revoked"});
        rig.keeper.start();
        rig.clock.advance(0ms);
        QCOMPARE(rig.ended, LeaseEnd::Rejected);
    }

    void passingTroubleIsRiddenOutUntilAWholeTtlWasSilent()
    {
        Rig rig;
        rig.plane.answerHeartbeatsWith({{}, true, WorkState::Active, 60s});
        rig.keeper.start();
        rig.clock.advance(0ms);
        rig.plane.holdHeartbeats(true);
        rig.clock.advance(59s);
        QVERIFY(!rig.ended);
        rig.clock.advance(1s); // to the second, though no beat is due: the queue gives the item away now
        QCOMPARE(rig.ended, LeaseEnd::AssumedLost);
    }

    void oneGoodBeatAmongFailuresStartsTheTtlAnew()
    {
        Rig rig;
        rig.plane.answerHeartbeatsWith({{}, true, WorkState::Active, 60s});
        rig.keeper.start();
        rig.clock.advance(0ms);
        rig.plane.failNext("heartbeat", {ErrorCode::ServerError, "503"});
        rig.clock.advance(89s); // failed at 30 s, good at 40 and 70
        QVERIFY(!rig.ended);
        rig.plane.failNext("heartbeat", {ErrorCode::ServerError, "503"}, 99);
        rig.clock.advance(40s);
        QVERIFY(!rig.ended);
        rig.clock.advance(1s); // 60 s after the beat at 70
        QCOMPARE(rig.ended, LeaseEnd::AssumedLost);
    }
};

QTEST_GUILESS_MAIN(TestLeaseKeeper)
#include "tst_lease_keeper.moc"
