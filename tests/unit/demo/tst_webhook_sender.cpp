// Webhooks as an endpoint gets them: which events, how signed, how often tried, and when never again.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/demo/webhook_sender.h"
#include "tests/support/manual_clock.h"
#include "tests/support/misbehaving_server.h"

#include <nlohmann/json.hpp>

using namespace glovebox;
using namespace glovebox::demo;
using namespace std::chrono_literals;
using testsupport::Answer;

namespace {

const char *kKey = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

} // namespace

class WebhookSenderTest : public QObject {
    Q_OBJECT

    testsupport::ManualClock m_clock;
    IdSource m_ids{5};
    std::unique_ptr<testsupport::MisbehavingServer> m_endpoint;
    std::unique_ptr<WebhookSender> m_sender;

    Result<std::unique_ptr<WebhookSender>> make(const std::string &url, const char *key = kKey)
    {
        return WebhookSender::create({url, SecretString(key)}, m_clock, m_ids);
    }
    void note(const char *type)
    {
        m_sender->note("sesn_1", type);
        m_clock.runDue();
    }

private Q_SLOTS:
    void init()
    {
        m_clock.setRandom(0);
        m_endpoint = std::make_unique<testsupport::MisbehavingServer>();
        m_endpoint->otherwise(Answer::of(204, ""));
        m_sender = *make(m_endpoint->url().toStdString() + "/hook");
    }
    void cleanup()
    {
        m_sender.reset();
        m_endpoint.reset();
    }

    void signsAsTheStandardSays()
    {
        const std::string body =
            R"({"type":"event","id":"whe_vector1","created_at":"2026-01-01T00:00:00Z","data":{"type":"session.status_run_started","id":"sesn_01","organization_id":"org_01","workspace_id":"wrkspc_01"}})";
        QCOMPARE(webhookSignature(SecretString(kKey), "whe_vector1", 1767225600, body).value_or(""),
                 std::string("v1,pDEjqfjh4Wsjuxea0ICX025xMjZWGP0VaX9d0yxirlk="));
        QVERIFY(!webhookSignature(SecretString("whsec_"), "i", 1, body));
        QVERIFY(!webhookSignature(SecretString("MDEyMzQ1"), "i", 1, body));
        const auto fresh = newWebhookKey();
        QVERIFY(fresh.reveal() != newWebhookKey().reveal());
        QVERIFY(webhookSignature(fresh, "i", 1, body));
    }

    void tellsOfARunThatStarts()
    {
        note("session.status_running");
        note("agent.message"); // nobody is told of these
        QTRY_COMPARE(m_sender->delivered(), 1);
        QCOMPARE(m_endpoint->seenCount(), 1);
        const auto &seen = m_endpoint->last();
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.path, QByteArray("/hook"));
        const auto json = nlohmann::json::parse(seen.body.toStdString());
        QVERIFY(json.at("type") == "event");
        QVERIFY(json.at("id") == seen.headers.value("webhook-id").toStdString());
        QVERIFY(json.at("data").at("type") == "session.status_run_started");
        QVERIFY(json.at("data").at("id") == "sesn_1");
        const auto timestamp = seen.headers.value("webhook-timestamp").toLongLong();
        QCOMPARE(seen.headers.value("webhook-signature").toStdString(),
                 *webhookSignature(SecretString(kKey), json.at("id").get<std::string>(), timestamp,
                                   seen.body.toStdString()));
    }

    void triesThreeTimesWithAFreshSignatureEach()
    {
        m_endpoint->otherwise(Answer::of(503, ""));
        note("session.status_idle");
        QTRY_VERIFY(m_clock.untilNext() == 5s);
        m_clock.advance(5s);
        QTRY_VERIFY(m_clock.untilNext() == 20s);
        m_clock.advance(20s);
        QTRY_COMPARE(m_endpoint->seenCount(), 3);
        QTRY_COMPARE(m_sender->underWay(), std::size_t(0));
        m_clock.advance(1h);
        QCOMPARE(m_endpoint->seenCount(), 3);
        const auto &seen = m_endpoint->seen();
        QCOMPARE(seen[0].headers.value("webhook-id"), seen[2].headers.value("webhook-id"));
        QCOMPARE(seen[0].body, seen[2].body);
        QCOMPARE(seen[2].headers.value("webhook-timestamp").toLongLong() -
                     seen[0].headers.value("webhook-timestamp").toLongLong(),
                 25LL);
        QVERIFY(seen[0].headers.value("webhook-signature") != seen[1].headers.value("webhook-signature"));
        QCOMPARE(m_sender->delivered(), 0);
        QVERIFY(!m_sender->isDisabled());
    }

    void aRedirectEndsItForGood()
    {
        m_endpoint->otherwise(Answer::of(302, "", "", {"location: http://127.0.0.1:1/"}));
        note("session.status_running");
        QTRY_VERIFY(m_sender->isDisabled());
        note("session.status_running");
        m_clock.advance(1h);
        QCOMPARE(m_endpoint->seenCount(), 1);
    }

    void speaksToThisMachineOnly_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("elsewhere") << QByteArray("http://example.org/") << QByteArray(kKey);
        QTest::newRow("looks like here") << QByteArray("http://127.0.0.1.example.org/") << QByteArray(kKey);
        QTest::newRow("with a password") << QByteArray("http://a:b@127.0.0.1/") << QByteArray(kKey);
        QTest::newRow("a file") << QByteArray("file:///etc/passwd") << QByteArray(kKey);
        QTest::newRow("no key") << QByteArray("http://127.0.0.1/") << QByteArray("secret");
        QTest::newRow("broken key") << QByteArray("http://127.0.0.1/") << QByteArray("whsec_!!");
    }

    void speaksToThisMachineOnly()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, key);
        const auto made = make(url.toStdString(), key.constData());
        QVERIFY(!made);
        QVERIFY(made.error().code == ErrorCode::InvalidArgument);
        QVERIFY(made.error().detail.find(key.toStdString()) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(WebhookSenderTest)
#include "tst_webhook_sender.moc"
