// The webhook endpoint over real loopback sockets, with time in the test's hand: what the control plane is answered,
// what the engine is told, and what strangers get.
#include "core/rest/webhook_receiver.h"
#include "tests/support/manual_clock.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace glovebox;
using namespace glovebox::rest;
using namespace std::chrono_literals;
using testsupport::ManualClock;

namespace {

constexpr const char *kKey = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
constexpr std::int64_t kNow = 1767225600;

/// `more`: further fields of its data, with apostrophes for quotes.
QByteArray eventOf(const QByteArray &type, const QByteArray &more = {})
{
    return QByteArray("{'type':'event','data':{'type':'" + type + "','id':'sesn_01'" + more + "}}").replace('\'', '"');
}

SigningKey keyOf(const char *text)
{
    return SigningKey::parse(SecretString(text)).value();
}

class Client {
public:
    explicit Client(quint16 port, const QByteArray &from = "127.0.0.1")
    {
        m_socket.bind(QHostAddress(QString::fromLatin1(from)));
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        m_connected = m_socket.waitForConnected(5000);
    }
    bool connected() const { return m_connected; }
    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    QByteArray &received() { return m_received += m_socket.readAll(); }
    bool isGone() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
    bool m_connected = false;
};

struct Delivery {
    QByteArray id = "whe_1";
    QByteArray body = eventOf("session.status_run_started");
    std::int64_t at = kNow;
    const char *key = kKey;
    QByteArray more = "Content-Type: application/json\r\n";

    QByteArray request() const
    {
        const auto signature = keyOf(key).sign(id.toStdString(), at, body.toStdString());
        return "POST /webhooks HTTP/1.1\r\nHost: hooks.example\r\nwebhook-id: " + id +
               "\r\nWebhook-Timestamp: " + QByteArray::number(static_cast<qlonglong>(at)) +
               "\r\nWEBHOOK-SIGNATURE: v1," + QByteArray::fromStdString(signature) + "\r\n" + more +
               "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
};

} // namespace

class WebhookReceiverTest : public QObject {
    Q_OBJECT

    ManualClock m_clock;
    std::unique_ptr<WebhookReceiver> m_receiver;
    quint16 m_port = 0;
    QList<QByteArray> m_told; // "work env_1", "ignored session.updated", "rejected …"

    ports::WebhookReceiver::Handlers handlers()
    {
        return {[this](const std::optional<domain::EnvironmentId> &environment) {
                    m_told += "work " + QByteArray::fromStdString(environment ? environment->value() : "any");
                },
                [this](const std::string &type) { m_told += "ignored " + QByteArray::fromStdString(type); },
                [this](const std::string &reason) {
                    m_told += "rejected " + QByteArray::fromStdString(reason);
                }};
    }
    void listen()
    {
        const auto address = m_receiver->listen(handlers());
        QVERIFY2(address, address ? "" : address.error().detail.c_str());
        const QUrl url(QString::fromStdString(*address));
        QCOMPARE(url.path(), QStringLiteral("/webhooks"));
        m_port = static_cast<quint16>(url.port());
    }
    /// The answer's first line and what came with it.
    QByteArray answerTo(const QByteArray &request, const QByteArray &from = "127.0.0.1")
    {
        Client client(m_port, from);
        client.send(request);
        if (!QTest::qWaitFor([&] { return client.received().contains("\r\n\r\n") || client.isGone(); }, 10'000))
            return "nothing";
        return client.received();
    }
    QByteArray status(const QByteArray &request, const QByteArray &from = "127.0.0.1")
    {
        return answerTo(request, from).mid(9, 3);
    }
    QList<QByteArray> told()
    {
        m_clock.runDue();
        return std::exchange(m_told, {});
    }

private Q_SLOTS:
    void init()
    {
        m_clock.setWall(WallTime(std::chrono::seconds(kNow)));
        m_told.clear();
        m_receiver = std::make_unique<WebhookReceiver>(m_clock, keyOf(kKey), WebhookReceiver::Options{});
        listen();
    }
    void cleanup() { m_receiver.reset(); }

    void aSessionThatRunsIsToldAndAnsweredBefore()
    {
        QCOMPARE(status(Delivery{}.request()), QByteArray("200"));
        QVERIFY(m_told.isEmpty()); // the answer is out before anybody acts
        QCOMPARE(told(), QList<QByteArray>{"work any"});
        const auto named = eventOf("session.status_run_started", ",'environment_id':'env_2'");
        QCOMPARE(status(Delivery{.id = "whe_2", .body = named}.request()), QByteArray("200"));
        QCOMPARE(told(), QList<QByteArray>{"work env_2"});
    }

    void otherEventsArePolitelyIgnored()
    {
        for (const char *type : {"session.updated", "session.status_idled", "vault.created", "something.new"}) {
            const Delivery delivery{.id = QByteArray("whe_") + type, .body = eventOf(type)};
            QCOMPARE(status(delivery.request()), QByteArray("200"));
            QCOMPARE(told(), QList<QByteArray>{QByteArray("ignored ") + type});
        }
    }

    void aRepeatedDeliveryIsAnsweredWellAndTriggersNothing()
    {
        QCOMPARE(status(Delivery{}.request()), QByteArray("200"));
        QCOMPARE(told().size(), 1);
        QCOMPARE(status(Delivery{}.request()), QByteArray("200"));
        // A retry is signed anew.
        QCOMPARE(status(Delivery{.at = kNow + 100}.request()), QByteArray("200"));
        auto said = told();
        QCOMPARE(said.size(), 2);
        QVERIFY2(said[0].startsWith("rejected delivery whe_1 came again"), said[0]);
        // Also when it was switched off and on in between.
        m_receiver->close();
        listen();
        QCOMPARE(status(Delivery{}.request()), QByteArray("200"));
        said = told();
        QVERIFY(said.size() == 1 && said[0].contains("came again"));
    }

    void whatIsNotSignedByUsIs401AndToldWithItsReason()
    {
        const QByteArray unsignedOne = "POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
        QCOMPARE(status(unsignedOne), QByteArray("401"));
        QCOMPARE(status(Delivery{.at = kNow - 301}.request()), QByteArray("401"));
        QCOMPARE(status(Delivery{.at = kNow + 301}.request()), QByteArray("401"));
        QCOMPARE(status(Delivery{.key = "whsec_AAAA"}.request()), QByteArray("401"));
        const auto said = told();
        QCOMPARE(said.size(), 4);
        QVERIFY2(said[0].contains("is missing") && said[0].contains("127.0.0.1"), said[0]);
        QVERIFY2(said[1].contains("too old"), said[1]);
        QVERIFY2(said[2].contains("future"), said[2]);
        QVERIFY2(said[3].contains("our signing key"), said[3]);
        // None of them has used up the id.
        QCOMPARE(status(Delivery{}.request()), QByteArray("200"));
        QCOMPARE(told(), QList<QByteArray>{"work any"});
    }

    void theBodyIsCheckedAsItCame()
    {
        // Not UTF-8, not even JSON: what was signed is bytes.
        const Delivery odd{.body = QByteArray("\xff\x00{\r\n", 5)};
        QCOMPARE(status(odd.request()), QByteArray("400"));
        QVERIFY(told().value(0).contains("not a JSON object"));
        const Delivery deep{.id = "whe_deep", .body = QByteArray(20'000, '[') + QByteArray(20'000, ']')};
        QCOMPARE(status(deep.request()), QByteArray("400"));
        QVERIFY(told().value(0).contains("nested deeper than 32"));
        const Delivery wide{.id = "whe_wide", .body = '[' + QByteArray("0,").repeated(20'000) + "0]"};
        QCOMPARE(status(wide.request()), QByteArray("400"));
        QVERIFY(told().value(0).contains("more than 4096 values"));
        auto changed = Delivery{.id = "whe_2"}.request();
        changed.replace("sesn_01", "sesn_02");
        QCOMPARE(status(changed), QByteArray("401"));
        QCOMPARE(told().size(), 1);
    }

    void onlyTheTwoPathsAreThereEachByItsMethod()
    {
        const auto bare = [&](const QByteArray &line) {
            return answerTo(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        };
        const auto health = bare("GET /healthz");
        QVERIFY2(health.startsWith("HTTP/1.1 200") && health.endsWith("\r\n\r\nok\n"), health);
        QVERIFY(bare("HEAD /healthz").startsWith("HTTP/1.1 200"));
        for (const char *line : {"GET /webhooks", "PUT /webhooks", "DELETE /webhooks", "POST /healthz"}) {
            const auto answer = bare(line);
            QVERIFY2(answer.startsWith("HTTP/1.1 405") && answer.toLower().contains("allow: "), answer);
        }
        for (const char *line : {"GET /", "POST /", "POST /webhooks/", "POST /Webhooks", "POST //webhooks",
                                 "GET /webhooks/../healthz", "GET /v1/sessions"})
            QVERIFY2(bare(line).startsWith("HTTP/1.1 404"), line);
        QVERIFY(told().isEmpty());
    }

    void aBodyOfAnotherKindIs415()
    {
        for (const char *type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""})
            QCOMPARE(status(Delivery{.more = QByteArray("Content-Type: ") + type + "\r\n"}.request()),
                     QByteArray("415"));
        QVERIFY(told().isEmpty());
        for (const QByteArray more :
             {"", "Content-Type: application/json; charset=utf-8\r\n", "content-type: Application/JSON ;x=y\r\n"})
            QCOMPARE(status(Delivery{.more = more}.request()), QByteArray("200"));
    }

    void moreThanAnEventIs413AndMoreThanItsHeadersIs431()
    {
        QCOMPARE(status("POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n"), QByteArray("413"));
        QByteArray chunks = "POST /webhooks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 9; ++i)
            chunks += "2000\r\n" + QByteArray(0x2000, 'x') + "\r\n";
        QCOMPARE(status(chunks), QByteArray("413"));
        QCOMPARE(status(Delivery{.more = "X-Long: " + QByteArray(9000, 'x') + "\r\n"}.request()), QByteArray("431"));
        QVERIFY(told().isEmpty());
        // As large as is allowed.
        const auto body = eventOf("session.updated", ",'note':'" + QByteArray(65'000, 'x') + "'");
        QCOMPARE(status(Delivery{.body = body}.request()), QByteArray("200"));
    }

    void whileTheEngineEndsTheSenderIsAskedToComeAgain()
    {
        m_receiver->turnAway();
        const auto answer = answerTo(Delivery{}.request());
        QVERIFY2(answer.startsWith("HTTP/1.1 503") && answer.toLower().contains("retry-after: 60"), answer);
        QCOMPARE(status("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), QByteArray("503"));
        QVERIFY(told().isEmpty());
        // What was turned away was not heard: the retry counts.
        m_receiver->close();
        listen();
        QCOMPARE(status(Delivery{.at = kNow + 5}.request()), QByteArray("200"));
        QCOMPARE(told(), QList<QByteArray>{"work any"});
    }

    void closedItHangsUpAndTellsNothingMore()
    {
        Client open(m_port);
        QCOMPARE(status(Delivery{}.request()), QByteArray("200"));
        m_receiver->close();
        QVERIFY(told().isEmpty());
        QTRY_VERIFY(open.isGone());
        Client late(m_port);
        QVERIFY(!late.connected());
        m_receiver->close(); // once more is fine
    }

    void aHandlerMaySwitchItOff()
    {
        auto off = handlers();
        int times = 0;
        off.delivery = [&](const auto &) {
            ++times;
            m_receiver->close();
        };
        m_receiver->close();
        const auto address = m_receiver->listen(off);
        QVERIFY(address);
        m_port = static_cast<quint16>(QUrl(QString::fromStdString(*address)).port());
        QCOMPARE(status(Delivery{.id = "a"}.request()), QByteArray("200"));
        QCOMPARE(status(Delivery{.id = "b"}.request()), QByteArray("200"));
        QVERIFY(told().isEmpty());
        QCOMPARE(times, 1);
        listen();
        QCOMPARE(status(Delivery{.id = "c"}.request()), QByteArray("200"));
        QCOMPARE(told(), QList<QByteArray>{"work any"});
    }

    void aPortThatIsTakenIsAnErrorAndSoIsListeningTwice()
    {
        QVERIFY(m_receiver->listen(handlers()).error().code == ErrorCode::InvalidState);
        WebhookReceiver second(m_clock, keyOf(kKey), {.port = m_port});
        const auto taken = second.listen(handlers());
        QVERIFY(!taken);
        QVERIFY(taken.error().code == ErrorCode::AddressInUse);
        QVERIFY(taken.error().detail.find(std::to_string(m_port)) != std::string::npos);
    }

    void whoeverDripsOrSleepsIsHungUpOn()
    {
        Client idle(m_port);
        Client dripping(m_port);
        Client slowBody(m_port);
        dripping.send("POST /webh");
        slowBody.send("POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
        QTRY_VERIFY(slowBody.received().contains("100 Continue"));
        QTRY_VERIFY(m_clock.untilNext() == std::optional(10'000ms));
        m_clock.advance(11s);
        QTRY_VERIFY(dripping.isGone() && slowBody.isGone());
        QVERIFY(dripping.received().startsWith("HTTP/1.1 408") && slowBody.received().contains("HTTP/1.1 408"));
        QVERIFY(!idle.isGone());
        m_clock.advance(5s);
        QTRY_VERIFY(idle.isGone());
        QCOMPARE(status(Delivery{.at = kNow + 16}.request()), QByteArray("200"));
    }

    void aCrowdOfConnectionsIsBounded()
    {
        std::vector<std::unique_ptr<Client>> crowd;
        for (int i = 0; i < 80; ++i) {
            crowd.push_back(std::make_unique<Client>(m_port));
            QCoreApplication::processEvents(); // the system's own queue of connections is shorter
        }
        const auto open = [&] {
            return std::ranges::count_if(crowd, [](const auto &client) { return !client->isGone(); });
        };
        QTRY_COMPARE(open(), 32); // of one address
        for (int i = 0; i < 80; ++i) {
            const auto address = "127.0.1." + QByteArray::number(i % 16 + 1);
            crowd.push_back(std::make_unique<Client>(m_port, address));
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(open(), 64);
        crowd.clear();
        QTRY_COMPARE(status(Delivery{}.request()), QByteArray("200"));
    }

    void whoeverOpensConnectionsAndSaysLittleKeepsNobodyOut()
    {
        std::vector<std::unique_ptr<Client>> crowd;
        for (int i = 0; i < 300; ++i) {
            crowd.push_back(std::make_unique<Client>(m_port));
            QVERIFY(crowd.back()->connected());
            if (i % 2 == 0)
                crowd.back()->send("POST /webhooks HTTP/1.1\r\nHost: x\r\n");
            else if (i % 5 == 0)
                crowd.back()->send("POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
            QCoreApplication::processEvents();
        }
        // No time has passed, so no deadline has freed a place: neither for another address nor for the same one, which
        // may be a proxy's.
        const Delivery other{.id = "whe_other"};
        QCOMPARE(status(other.request(), "127.0.0.2"), QByteArray("200"));
        QCOMPARE(status(Delivery{.id = "whe_same"}.request()), QByteArray("200"));
        QCOMPARE(told(), (QList<QByteArray>{"work any", "work any"}));
    }
};

QTEST_GUILESS_MAIN(WebhookReceiverTest)
#include "tst_webhook_receiver.moc"
