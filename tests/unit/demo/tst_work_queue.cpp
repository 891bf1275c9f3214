// The queue's promises to workers: one holder per item, leases that end, and the exact answers on the way.
#include "core/demo/work_queue.h"

#include <QTest>

using namespace glovebox::demo;
using namespace std::chrono_literals;
using glovebox::domain::WorkState;

class WorkQueueTest : public QObject {
    Q_OBJECT

    IdSource m_ids{7};
    Credentials m_credentials;
    std::unique_ptr<WorkQueue> m_queue;
    Now m_now;

    void pass(std::chrono::milliseconds time)
    {
        m_now.mono += time;
        m_now.wall += time;
    }
    std::string served()
    {
        m_queue->enqueue("session", "sesn_1", m_now);
        const auto id = m_queue->claim("w1", 5s, m_now)->id;
        return m_queue->acknowledge(id, m_now) ? id : std::string();
    }

private Q_SLOTS:
    void init()
    {
        m_now = {};
        m_credentials = {};
        m_queue = std::make_unique<WorkQueue>(WorkQueue::Options{"env_1", 10s}, m_ids, m_credentials);
    }
    void givesAnItemToOneWorkerAndAgainWhenItStaysSilent();
    void putsTheSecretIntoPollsOnly();
    void acknowledgesOnce();
    void keepsALeaseAliveByHeartbeats();
    void comparesHeartbeatsByteByByte();
    void givesALostLeaseToAnother();
    void stopsGracefullyAndByForce();
    void countsWhatWaitsAndWhoPolls();
    void patchesMetadata();
};

void WorkQueueTest::givesAnItemToOneWorkerAndAgainWhenItStaysSilent()
{
    QVERIFY(!m_queue->claim("w1", 5s, m_now));
    m_queue->enqueue("session", "sesn_1", m_now);
    const auto *item = m_queue->claim("w1", 5s, m_now);
    QVERIFY(item);
    QCOMPARE(item->state, WorkState::Queued);
    QVERIFY(!m_queue->claim("w2", 5s, m_now));
    pass(4999ms);
    QVERIFY(!m_queue->claim("w2", 5s, m_now));
    pass(1ms);
    QVERIFY(m_queue->claim("w2", 5s, m_now));
}

void WorkQueueTest::putsTheSecretIntoPollsOnly()
{
    m_queue->enqueue("session", "sesn_1", m_now);
    const auto *item = m_queue->claim("w1", 5s, m_now);
    const auto polled = m_queue->toJson(*item, true);
    QVERIFY(m_queue->toJson(*item, false).at("secret").is_null());
    const auto secret = polled.at("secret").get<std::string>();
    QVERIFY(secret.find('=') == std::string::npos);
    const auto token = Json::parse(fromBase64Url(secret).value()).at("sessions_token").get<std::string>();
    const auto caller = m_credentials.identify(token);
    QVERIFY(caller && caller->kind == CallerKind::SessionsToken);
    QCOMPARE(caller->session, std::string("sesn_1"));
    QCOMPARE(caller->work, item->id);
}

void WorkQueueTest::acknowledgesOnce()
{
    const auto id = served();
    QCOMPARE(m_queue->acknowledge(id, m_now).error().status, 409);
    QCOMPARE(m_queue->acknowledge("work_none", m_now).error().status, 404);
    QCOMPARE((*m_queue->find(id, m_now))->state, WorkState::Starting);
}

void WorkQueueTest::keepsALeaseAliveByHeartbeats()
{
    const auto id = served();
    std::string last = "NO_HEARTBEAT";
    for (int i = 0; i < 5; ++i) {
        const auto beat = m_queue->heartbeat(id, last, std::nullopt, m_now);
        QVERIFY(beat);
        QCOMPARE(beat->at("state"), Json("active"));
        QCOMPARE(beat->at("ttl_seconds"), Json(10));
        QVERIFY(beat->at("lease_extended").get<bool>());
        QVERIFY(beat->at("last_heartbeat") != last);
        last = beat->at("last_heartbeat").get<std::string>();
        pass(i == 0 ? 0ms : 9s);
    }
    QVERIFY(!m_queue->claim("w2", 5s, m_now));
}

void WorkQueueTest::comparesHeartbeatsByteByByte()
{
    const auto id = served();
    QCOMPARE(m_queue->heartbeat(id, "2026-01-01T00:00:00Z", std::nullopt, m_now).error().status, 412);
    const auto beat = m_queue->heartbeat(id, "NO_HEARTBEAT", std::nullopt, m_now);
    QVERIFY(beat);
    const auto again = m_queue->heartbeat(id, "NO_HEARTBEAT", std::nullopt, m_now);
    QCOMPARE(again.error().status, 412);
    QCOMPARE(again.error().code, std::string("heartbeat_precondition_failed"));
    QCOMPARE(again.error().currentState.at("last_heartbeat"), beat->at("last_heartbeat"));
}

void WorkQueueTest::givesALostLeaseToAnother()
{
    const auto id = served();
    const auto beat = m_queue->heartbeat(id, "NO_HEARTBEAT", std::nullopt, m_now);
    const auto oldToken = (*m_queue->find(id, m_now))->tokens.back();
    pass(10s);
    const auto late = m_queue->heartbeat(id, beat->at("last_heartbeat").get<std::string>(), std::nullopt, m_now);
    QCOMPARE(late.error().status, 412);
    QCOMPARE(late.error().currentState.at("state"), Json("queued"));
    QVERIFY(late.error().currentState.at("last_heartbeat").is_null());
    // Nor may it begin anew: the item is anybody's now.
    QCOMPARE(m_queue->heartbeat(id, "NO_HEARTBEAT", std::nullopt, m_now).error().status, 412);
    const auto *again = m_queue->claim("w2", 5s, m_now);
    QVERIFY(again);
    QCOMPARE(again->id, id);
    QVERIFY(again->tokens.back().reveal() != oldToken.reveal());
    // The old holder must be told by a 412, so its token has to be known.
    QVERIFY(m_credentials.identify(oldToken.reveal()));
}

void WorkQueueTest::stopsGracefullyAndByForce()
{
    const auto id = served();
    QVERIFY(m_queue->heartbeat(id, "NO_HEARTBEAT", std::nullopt, m_now));
    QCOMPARE((*m_queue->stop(id, false, m_now))->state, WorkState::Stopping);
    const auto beat = m_queue->heartbeat(id, "whatever", std::nullopt, m_now);
    QVERIFY(beat);
    QVERIFY(!beat->at("lease_extended").get<bool>());
    QCOMPARE(beat->at("state"), Json("stopping"));
    QCOMPARE((*m_queue->stop(id, true, m_now))->state, WorkState::Stopped);
    QCOMPARE(m_queue->stop(id, true, m_now).error().status, 409);
    QVERIFY(!m_queue->liveItemOf("sesn_1", m_now));
    pass(1h);
    QVERIFY(!m_queue->claim("w2", 5s, m_now));
}

void WorkQueueTest::countsWhatWaitsAndWhoPolls()
{
    m_queue->enqueue("session", "a", m_now);
    m_queue->enqueue("session", "b", m_now);
    QVERIFY(m_queue->claim("w1", 5s, m_now));
    QVERIFY(!m_queue->stats(m_now).at("oldest_queued_at").is_null());
    QCOMPARE(m_queue->stats(m_now).at("depth"), Json(1));
    QCOMPARE(m_queue->stats(m_now).at("pending"), Json(1));
    QCOMPARE(m_queue->stats(m_now).at("workers_polling"), Json(1));
    pass(31s);
    QCOMPARE(m_queue->stats(m_now).at("workers_polling"), Json(0));
}

void WorkQueueTest::patchesMetadata()
{
    const auto id = served();
    QVERIFY(m_queue->patchMetadata(id, Json{{"a", "1"}, {"b", "2"}}, m_now));
    QCOMPARE((*m_queue->patchMetadata(id, Json{{"a", nullptr}}, m_now))->metadata,
             (std::map<std::string, std::string>{{"b", "2"}}));
    QCOMPARE(m_queue->patchMetadata(id, Json{{"a", 5}}, m_now).error().code, std::string("invalid_metadata"));
}

QTEST_GUILESS_MAIN(WorkQueueTest)
#include "tst_work_queue.moc"
