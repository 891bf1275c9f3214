// Role: the client against a server that misbehaves: whatever comes back ends in one answer, in bounded time, without
// the credential in any message.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/controlplane/client_fixture.h"

#include <QTcpServer>

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;
using domain::EventId;
using domain::SessionId;
using domain::WorkId;
using Item = std::optional<domain::WorkItem>;

namespace {

const ports::PollRequest kPoll{.workerId = "worker-1", .block = 999ms, .reclaimOlderThan = {}};

ports::HeartbeatRequest beat(std::chrono::milliseconds deadline = 30s)
{
    return {.work = WorkId("work_01"),
            .expected = "2026-11-20T19:58:32.059Z",
            .credential = SecretString(kToken),
            .deadline = deadline};
}

} // namespace

class ClientFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<ClientFixture>(); }
    void cleanup() { m.reset(); }

    void answersThatMakeNoSense_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("html") << Answer::of(200, "<html>log in first</html>", "text/html").bytes;
        QTest::newRow("half json") << Answer::json("{\"id\":\"work_").bytes;
        QTest::newRow("a list") << Answer::json("[]").bytes;
        QTest::newRow("deep") << Answer::json(QByteArray("[").repeated(100'000)).bytes;
        QTest::newRow("not utf-8") << Answer::json("{\"id\":\"\xFF\xFE\"}").bytes;
    }

    void answersThatMakeNoSense()
    {
        QFETCH(QByteArray, bytes);
        m->server.script({{.bytes = bytes}});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ProtocolError));
        QVERIFY2(outcome.detail().starts_with(
                     "GET /v1/environments/env_01/work/poll: HTTP 200 with an answer that cannot be used"),
                 outcome.detail().c_str());
    }

    void somethingThatIsNotHttp()
    {
        m->server.otherwise({.bytes = "SSH-2.0-OpenSSH_9.2\r\n", .hangUp = true});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.code() == ErrorCode::ProtocolError || outcome.code() == ErrorCode::NetworkError,
                 outcome.detail().c_str());
    }

    void passingTroubleIsTriedAgain()
    {
        m->server.script({Answer::of(503, ""), Answer::of(429, "", "", {"retry-after-ms: 120"}), Answer::json("null")});
        const auto begun = m->clock.now();
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE(m->server.seenCount(), 3);
        QVERIFY(m->clock.now() - begun == 500ms + 120ms);
    }

    void theServersLongWaitIsKept()
    {
        m->server.script({Answer::of(429, "", "", {"retry-after: 3600"}), Answer::json("null")});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QTRY_COMPARE(m->clock.waiting(), std::size_t{1});
        QTRY_VERIFY(m->clock.untilNext() == 3600s);
        m->clock.advance(3599s);
        QCOMPARE(m->server.seenCount(), 1);
        m->clock.advance(1s);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(m->server.seenCount(), 2);
    }

    void threeAttemptsThenTheError()
    {
        m->server.otherwise(Answer::of(500, R"({"error":{"type":"api_error","message":"oops"}})"));
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ServerError));
        QCOMPARE(m->server.seenCount(), limits::kHttpAttempts);
    }

    void theServerMayForbidAnotherTry()
    {
        m->server.script({Answer::of(500, "", "", {"x-should-retry: false"}), Answer::json("null")});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ServerError));
        QCOMPARE(m->server.seenCount(), 1);
    }

    void cutOffAtEveryByteAQuestionIsAskedAgain()
    {
        const auto whole = Answer::json(R"({"id":"sesn_01","status":"idle"})").bytes;
        for (qsizetype cut = 0; cut < whole.size(); ++cut) {
            m->server.script({Answer{.bytes = whole}.cutAfter(cut), {.bytes = whole}});
            m->server.otherwise({.bytes = whole});
            Outcome<domain::Session> outcome;
            const auto call = m->client->retrieveSession(SessionId("sesn_01"), {}, outcome.callback());
            QVERIFY2(m->runUntil([&] { return outcome.calls > 0; }), QByteArray::number(cut).constData());
            QVERIFY2(outcome.result->has_value(), (std::to_string(cut) + ": " + outcome.detail()).c_str());
            QCOMPARE((*outcome.result)->id.value(), std::string("sesn_01"));
        }
    }

    void cutOffAtEveryByteABeatIsNotRepeated()
    {
        const auto whole = Answer::json(fixture("heartbeat.json")).bytes;
        const auto headEnd = whole.indexOf("\r\n\r\n") + 4;
        for (qsizetype cut = headEnd; cut < whole.size(); ++cut) {
            m->server.script({Answer{.bytes = whole}.cutAfter(cut)});
            const auto before = m->server.seenCount();
            Outcome<domain::Heartbeat> outcome;
            const auto call = m->client->heartbeat(beat(), outcome.callback());
            QVERIFY2(m->runUntil([&] { return outcome.calls > 0; }), QByteArray::number(cut).constData());
            QVERIFY2(outcome.code() == ErrorCode::NetworkError,
                     (std::to_string(cut) + ": " + outcome.detail()).c_str());
            QCOMPARE(m->server.seenCount(), before + 1);
        }
    }

    void anAcceptedOrderStaysAccepted()
    {
        const auto whole = Answer::json(fixture("ack.json")).bytes;
        for (const auto cut : {whole.indexOf("\r\n\r\n") + 4, whole.size() - 1}) {
            m->server.script({Answer{.bytes = whole}.cutAfter(cut)});
            const auto before = m->server.seenCount();
            Outcome<> outcome;
            const auto call = m->client->acknowledge(WorkId("work_01"), outcome.callback());
            QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
            QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
            QCOMPARE(m->server.seenCount(), before + 1);
        }
    }

    void anOrderIsSentOnceThoughTheServerHangsUpBehindItsAnswer()
    {
        for (int i = 0; i < 100; ++i) {
            auto closing =
                i % 2 == 0
                    ? Answer::json("{}")
                    : Answer{.bytes = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"};
            closing.hangUp = true;
            m->server.script({Answer::json("{}"), closing});
            for (int n = 1; n <= 2; ++n) {
                Outcome<> outcome;
                const auto call = m->client->sendToolResult(
                    SessionId("sesn_01"),
                    {.use = EventId("sevt_5"), .kind = domain::ToolKind::Agent, .result = {.text = "hi"}}, {},
                    outcome.callback());
                QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
                QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
            }
            QCOMPARE(m->server.seenCount(), 2 * (i + 1));
        }
    }

    void aDrippingAnswerArrives()
    {
        m->server.script({Answer::json(fixture("poll_item.json")).dripping()});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE((**outcome.result)->id.value(), std::string("work_01"));
    }

    void anEndlessDripIsCutAtLast()
    {
        m->server.otherwise(Answer::stream("{", "application/json"));
        Outcome<domain::Heartbeat> beaten;
        const auto call = m->client->heartbeat(beat(0ms), beaten.callback()); // no deadline of its own
        QVERIFY(m->turnUntil([&] { return m->server.seenCount() == 1; }));
        // A byte each 50 s is never silence, but there is a limit to the whole as well.
        for (int i = 0; i < 11; ++i) {
            m->clock.advance(50s);
            m->server.push(" ");
            m->turnUntil([&, turns = 0]() mutable { return ++turns > 20; });
            QCOMPARE(beaten.calls, 0);
        }
        m->clock.advance(50s);
        QCOMPARE(beaten.code(), std::optional(ErrorCode::TimedOut));
        QVERIFY2(beaten.detail().ends_with("the answer was not complete after 600 s"), beaten.detail().c_str());
    }

    void noAnswerAtAll()
    {
        m->server.otherwise(Answer::never());
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        for (int attempt = 1; attempt <= limits::kHttpAttempts; ++attempt) {
            QVERIFY(m->runUntil([&] { return m->server.seenCount() == attempt; }));
            QCOMPARE(outcome.calls, 0);
            m->clock.advance(limits::kHttpTimeout);
        }
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::TimedOut));
        QCOMPARE(outcome.detail(), std::string("GET /v1/environments/env_01/work/poll: no answer within 60 s"));
    }

    void aLateAnswerIsStillAnAnswer()
    {
        m->server.script({Answer::json("null").late()});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return m->server.seenCount() == 1; }));
        m->clock.advance(limits::kHttpTimeout - 1ms);
        m->server.release();
        QVERIFY(m->turnUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
    }

    void aBeatIsCutOffAtItsDeadline()
    {
        m->server.otherwise(Answer::of(503, ""));
        Outcome<domain::Heartbeat> outcome;
        const auto call = m->client->heartbeat(beat(700ms), outcome.callback());
        // Answers fail at 0 and at 500 ms; the third attempt would come at 1500.
        QVERIFY(m->turnUntil([&] { return m->server.seenCount() == 1 && m->clock.untilNext() == 500ms; }));
        m->clock.advance(500ms);
        QVERIFY(m->turnUntil(
            [&] { return m->server.seenCount() == 2 && m->clock.waiting() == 2 && m->clock.untilNext() == 200ms; }));
        m->clock.advance(199ms);
        QCOMPARE(outcome.calls, 0);
        m->clock.advance(1ms);
        QCOMPARE(outcome.code(), std::optional(ErrorCode::TimedOut));
        QCOMPARE(m->clock.waiting(), std::size_t{0});
    }

    void aHugeAnswerIsNotKept()
    {
        const auto half = QByteArray(static_cast<qsizetype>(limits::kHttpBodyMax.value) / 2 + 1, ' ');
        m->server.otherwise(Answer::stream(half + half, "application/json"));
        Outcome<domain::Session> outcome;
        const auto call = m->client->retrieveSession(SessionId("sesn_01"), {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ProtocolError));
        QVERIFY(outcome.detail().find("larger than 67108864 bytes") != std::string::npos);
        QTRY_COMPARE(m->server.openConnections(), 0);
    }

    void aHugeErrorPageIsReadInPart()
    {
        m->server.otherwise(
            {.bytes = "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\n\r\n" + QByteArray(4'000'000, 'x')});
        Outcome<domain::Session> outcome;
        const auto call = m->client->retrieveSession(SessionId("sesn_01"), {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::NotFound));
    }

    void redirectsAreNotFollowed()
    {
        MisbehavingServer elsewhere;
        elsewhere.otherwise(Answer::json("null"));
        m->server.otherwise(Answer::of(307, "", "", {"location: " + elsewhere.url() + "/v1/steal?token=1"}));
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ProtocolError));
        QVERIFY2(outcome.detail().find("redirects to " + elsewhere.url().toStdString() + "/v1/steal;") !=
                     std::string::npos,
                 outcome.detail().c_str());
        QCOMPARE(elsewhere.seenCount(), 0);
    }

    void cookiesAreNotKept()
    {
        m->server.otherwise(Answer::of(200, "null", "application/json", {"set-cookie: a=b; Path=/"}));
        for (int i = 0; i < 2; ++i) {
            Outcome<Item> outcome;
            const auto call = m->client->poll(kPoll, outcome.callback());
            QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        }
        QVERIFY(!m->server.last().headers.contains("cookie"));
    }

    void nobodyListens()
    {
        QTcpServer placeholder;
        QVERIFY(placeholder.listen(QHostAddress::LocalHost));
        const auto origin = "http://127.0.0.1:" + std::to_string(placeholder.serverPort());
        placeholder.close();
        auto client = m->connectTo(origin);
        Outcome<Item> outcome;
        const auto call = client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::NetworkError));
        QCOMPARE(outcome.detail(),
                 "GET /v1/environments/env_01/work/poll: could not connect to " + origin + ": Connection refused");
    }

    void noSuchHost()
    {
        auto client = m->connectTo("http://no-such-host.invalid");
        Outcome<Item> outcome;
        const auto call = client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::NetworkError));
        QVERIFY2(outcome.detail().find("could not connect to http://no-such-host.invalid: ") != std::string::npos,
                 outcome.detail().c_str());
    }

    void tlsAgainstAServerWithout()
    {
        auto client = m->connectTo("https://127.0.0.1:" + m->server.url().mid(17).toStdString());
        m->server.otherwise({.bytes = "HTTP/1.1 400 Bad Request\r\n\r\n", .hangUp = true});
        Outcome<Item> outcome;
        const auto call = client->poll(kPoll, outcome.callback());
        // The server takes the greeting for half a request and waits for the rest.
        QVERIFY(m->runUntil([&] { return m->server.openConnections() == 1; }));
        m->server.hangUp();
        m->clock.advance(limits::kHttpTimeout);
        for (int i = 0; i < limits::kHttpAttempts && !outcome.calls; ++i) {
            QVERIFY(m->runUntil([&] { return outcome.calls > 0 || m->server.openConnections() == 1; }));
            m->server.hangUp();
        }
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.code() == ErrorCode::NetworkError || outcome.code() == ErrorCode::TimedOut,
                 outcome.detail().c_str());
    }

    void aPageTooLargeIsAskedForInSmallerOnes()
    {
        const auto half = QByteArray(static_cast<qsizetype>(limits::kHttpBodyMax.value) / 2 + 1, ' ');
        m->server.decide([&](const SeenRequest &request) {
            return request.query.startsWith("limit=1000") ? Answer::stream(half + half, "application/json")
                                                          : Answer::json(R"({"data":[{"id":"e","type":"x"}]})");
        });
        Outcome<ports::EventPage> outcome;
        const auto call = m->client->listEvents(SessionId("sesn_01"), "P", {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE((*outcome.result)->events.size(), std::size_t{1});
        QCOMPARE(m->server.last().query, QByteArray("limit=100&order=asc&page=P"));
    }

    void pollsDoNotKeepABeatFromLeaving()
    {
        m->server.decide([](const SeenRequest &request) {
            return request.path.endsWith("/heartbeat") ? Answer::json(fixture("heartbeat.json")) : Answer::never();
        });
        std::vector<Call> calls;
        Outcome<Item> poll;
        Outcome<domain::Session> session;
        for (int i = 0; i < 20; ++i) {
            calls.push_back(m->client->poll(kPoll, poll.callback()));
            calls.push_back(m->client->retrieveSession(SessionId("sesn_01"), {}, session.callback()));
        }
        // Every poll is out there; of the rest as many as may be at once.
        QVERIFY(m->runUntil([&] { return m->server.seenCount() == 36; }));
        Outcome<domain::Heartbeat> outcome;
        const auto call = m->client->heartbeat(beat(), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY(outcome.result->has_value());
    }

private:
    std::unique_ptr<ClientFixture> m;
};

QTEST_GUILESS_MAIN(ClientFaultsTest)
#include "tst_client_faults.moc"
