// One item that somebody else has claimed: handed out once, its lease kept from the beginning, everything else real.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/single_item.h"
#include "tests/support/fake_control_plane.h"
#include "tests/support/manual_clock.h"

using namespace glovebox;
using namespace glovebox::compose;
using namespace std::chrono_literals;
using testsupport::FakeControlPlane;
using testsupport::ManualClock;

class SingleItemTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ManualClock> m_clock;
    FakeControlPlane *m_real = nullptr;
    std::unique_ptr<SingleItem> m_single;
    OneItem m_one{{.id = domain::WorkId("work_1"),
                   .environment = domain::EnvironmentId("env_1"),
                   .kind = domain::WorkKind::Session,
                   .subject = "sesn_1",
                   .sessionsToken = SecretString("token-1")}};
    std::vector<std::optional<domain::WorkItem>> m_polled;
    Call m_call;
    Call m_other;

    void make(bool holdBeats = false)
    {
        auto real = std::make_unique<FakeControlPlane>(*m_clock);
        m_real = real.get();
        m_real->addSession("sesn_1");
        m_real->holdHeartbeats(holdBeats);
        m_one.fate = std::make_shared<ItemFate>();
        m_single = std::make_unique<SingleItem>(std::move(real), *m_clock, m_one);
    }
    void poll()
    {
        m_call = m_single->poll({"worker", 999ms, {}}, [this](Result<std::optional<domain::WorkItem>> answer) {
            m_polled.push_back(answer.value());
        });
        m_clock->runDue();
    }
    /// As the engine's lease keeper begins.
    std::optional<Result<domain::Heartbeat>> beat(const std::string &expected = ports::kNoHeartbeat)
    {
        std::optional<Result<domain::Heartbeat>> answer;
        m_other = m_single->heartbeat({domain::WorkId("work_1"), expected, SecretString("token-1"), 10s},
                                      [&](Result<domain::Heartbeat> heard) { answer = std::move(heard); });
        m_clock->runDue();
        return answer;
    }

private Q_SLOTS:
    void init()
    {
        m_clock = std::make_unique<ManualClock>();
        m_polled.clear();
        make();
    }
    void cleanup()
    {
        m_call.cancel();
        m_other.cancel();
        m_single.reset();
    }

    void theItemIsHandedOutOnceAndNothingIsAskedFor()
    {
        m_clock->runDue();
        poll();
        QCOMPARE(m_polled.size(), std::size_t(1));
        QVERIFY(m_polled[0] && m_polled[0]->id.value() == "work_1" && m_polled[0]->sessionsToken.reveal() == "token-1");
        bool acknowledged = false;
        m_call = m_single->acknowledge(domain::WorkId("work_1"),
                                       [&](Result<> answer) { acknowledged = answer.has_value(); });
        QVERIFY(!acknowledged); // never from inside the call
        m_clock->runDue();
        QVERIFY(acknowledged);
        for (int i = 0; i < 5; ++i)
            poll();
        QCOMPARE(m_polled.size(), std::size_t(6));
        QCOMPARE(std::ranges::count_if(m_polled, [](const auto &answer) { return !answer; }), 5);
        QCOMPARE(m_real->count("poll"), 0);
        QCOMPARE(m_real->count("ack"), 0);
    }

    void theLeaseIsKeptWhileTheEngineMakesItselfReady()
    {
        m_clock->advance(35s);
        QCOMPARE(m_real->count("heartbeat work_1"), 4); // at once, and every ten seconds
        QCOMPARE(m_real->count("heartbeat work_1 NO_HEARTBEAT"), 1);
        poll();
        m_clock->advance(60s);
        QCOMPARE(m_real->count("heartbeat work_1"), 4); // from here on it is the engine's
        // Whose first beat takes up the lease where it stands.
        const auto answer = beat();
        QVERIFY(answer && *answer);
        QCOMPARE(m_real->count("heartbeat work_1 NO_HEARTBEAT"), 1);
        QVERIFY(beat((*answer)->lastHeartbeat).value());
        QVERIFY(!m_one.fate->refused);
    }

    void aShortLeaseIsBeatenOftener()
    {
        make();
        m_real->answerHeartbeatsWith({.ttl = 4s});
        m_clock->advance(11s);
        QCOMPARE(m_real->count("heartbeat work_1"), 6); // at once, and twice within each
    }

    void aPollWaitsForTheBeatUnderWay()
    {
        make(true);
        m_clock->runDue();
        poll();
        m_call.cancel(); // polling was paused; the item is still there
        poll();
        QVERIFY(m_polled.empty());
        m_clock->advance(10s); // the beat's own limit
        QCOMPARE(m_polled.size(), std::size_t(1));
        QVERIFY(m_polled[0]);
        m_clock->advance(60s);
        QCOMPARE(m_real->count("heartbeat"), 1);
    }

    void aRefusedLeaseIsToldByTheEnginesOwnBeat()
    {
        make();
        m_real->failNext("heartbeat", {ErrorCode::LeaseLost, "moved on"}, 2);
        m_clock->advance(60s);
        QCOMPARE(m_real->count("heartbeat"), 1); // nothing is claimed again
        poll();
        QVERIFY(m_polled.at(0)); // the engine meets the same and says so
        const auto answer = beat();
        QVERIFY(answer && !*answer && answer->error().code == ErrorCode::LeaseLost);
        QVERIFY(m_one.fate->refused);
    }

    void passingTroubleIsTriedAgain()
    {
        make();
        m_real->failNext("heartbeat", {ErrorCode::NetworkError, "cut"}, 2);
        m_clock->advance(25s);
        QCOMPARE(m_real->count("heartbeat work_1 NO_HEARTBEAT"), 3);
        QVERIFY(!m_one.fate->refused);
    }

    void theRestIsTheRealOnes()
    {
        bool read = false;
        m_call = m_single->retrieveSession(domain::SessionId("sesn_1"), SecretString("token-1"),
                                           [&](Result<domain::Session> session) { read = session.has_value(); });
        m_clock->runDue();
        QVERIFY(read);
        QVERIFY(!m_one.fate->stopped);
        bool stopped = false;
        m_call = m_single->stop(domain::WorkId("work_1"), SecretString("token-1"),
                                [&](Result<> answer) { stopped = answer.has_value(); });
        QVERIFY(m_one.fate->stopped);
        m_clock->runDue();
        QVERIFY(stopped);
        QCOMPARE(m_real->count("stop work_1"), 1);
    }
};

QTEST_GUILESS_MAIN(SingleItemTest)
#include "tst_single_item.moc"
