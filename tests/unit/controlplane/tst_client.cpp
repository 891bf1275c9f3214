// Role: the client's single calls: what goes over the wire, what comes back, and who may let go when.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/controlplane/client_fixture.h"

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

class ClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<ClientFixture>(); }
    void cleanup() { m.reset(); }

    void unusableConfigurationsAreExplained()
    {
        const auto refused = [this](const char *url, const char *environment, const char *key) {
            const auto made =
                controlplane::ManagedAgentsClient::create({.baseUrl = url,
                                                           .environment = domain::EnvironmentId(environment),
                                                           .environmentKey = SecretString(key),
                                                           .userAgent = "x"},
                                                          m->clock);
            return made ? std::string() : made.error().detail;
        };
        QVERIFY(refused("http://h", "env_1", "key").empty());
        QVERIFY(refused("h", "env_1", "key").find("must begin with") != std::string::npos);
        QCOMPARE(refused("http://h", "", "key"), std::string("the environment id is missing"));
        QVERIFY(refused("http://h", "..", "key").find("cannot be used") != std::string::npos);
        QCOMPARE(refused("http://h", "env_1", ""), std::string("the environment key is missing"));
        QVERIFY(refused("http://h", "env_1", "secret\n").find("line break") != std::string::npos);
        QVERIFY(refused("http://h", "env_1", "secret\n").find("secret") == std::string::npos);
    }

    void aPollOnTheWire()
    {
        m->server.script({Answer::json(fixture("poll_item.json"))});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(!outcome.calls);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE((**outcome.result)->subject, std::string("sesn_01"));
        const auto &seen = m->server.last();
        QCOMPARE(seen.method, QByteArray("GET"));
        QCOMPARE(seen.path, QByteArray("/v1/environments/env_01/work/poll"));
        QCOMPARE(seen.query, QByteArray("block_ms=999"));
        QCOMPARE(seen.headers.value("authorization"), QByteArray("Bearer ") + kKey);
        QCOMPARE(seen.headers.value("anthropic-version"), QByteArray("2026-10-21"));
        QCOMPARE(seen.headers.value("anthropic-beta"), QByteArray("managed-agents-2026-04-01"));
        QCOMPARE(seen.headers.value("anthropic-worker-id"), QByteArray("worker-1"));
        QCOMPARE(seen.headers.value("user-agent"), QByteArray("Glovebox/test"));
        QVERIFY(!seen.headers.contains("cookie") && !seen.headers.contains("content-type"));
    }

    void ordersWithoutABodySendNone()
    {
        m->server.otherwise(Answer::json(fixture("heartbeat.json")));
        Outcome<> acknowledged;
        Outcome<domain::Heartbeat> beaten;
        const auto first = m->client->acknowledge(WorkId("work_01"), acknowledged.callback());
        QVERIFY(m->runUntil([&] { return acknowledged.calls > 0; }));
        QVERIFY(acknowledged.result->has_value());
        QCOMPARE(m->server.last().path, QByteArray("/v1/environments/env_01/work/work_01/ack"));
        const auto second = m->client->heartbeat(beat(), beaten.callback());
        QVERIFY(m->runUntil([&] { return beaten.calls > 0; }));
        QCOMPARE(m->server.last().query, QByteArray("expected_last_heartbeat=2026-11-20T19%3A58%3A32.059Z"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kToken);
        QVERIFY((*beaten.result)->ttl == 120s);
        for (const auto &seen : m->server.seen()) {
            QCOMPARE(seen.method, QByteArray("POST"));
            QCOMPARE(seen.headers.value("content-length"), QByteArray("0"));
            QVERIFY(!seen.headers.contains("content-type"));
        }
    }

    void stopAndResultCarryJson()
    {
        m->server.otherwise(Answer::json("{}"));
        Outcome<> stopped;
        Outcome<> sent;
        const auto first = m->client->stop(WorkId("work_01"), SecretString(kToken), stopped.callback());
        QVERIFY(m->runUntil([&] { return stopped.calls > 0; }));
        QCOMPARE(m->server.last().body, QByteArray(R"({"force":true})"));
        QCOMPARE(m->server.last().headers.value("content-type"), QByteArray("application/json"));
        const auto second = m->client->sendToolResult(
            SessionId("sesn_01"), {.use = EventId("sevt_5"), .kind = domain::ToolKind::Agent, .result = {.text = "hi"}},
            {}, sent.callback());
        QVERIFY(m->runUntil([&] { return sent.calls > 0; }));
        QVERIFY(stopped.result->has_value() && sent.result->has_value());
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kKey);
        QVERIFY(nlohmann::json::parse(m->server.last().body.toStdString())["events"][0]["type"] == "user.tool_result");
    }

    void aPathPrefixIsKept()
    {
        auto client = m->connectTo(m->server.url().toStdString() + "/proxy/claude/");
        m->server.otherwise(Answer::json(fixture("session.json")));
        Outcome<domain::Session> outcome;
        const auto call = client->retrieveSession(SessionId("sesn_01"), {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(m->server.last().path, QByteArray("/proxy/claude/v1/sessions/sesn_01"));
        QCOMPARE((*outcome.result)->agentName, std::string("repairer"));
    }

    void emptyQueues_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("null") << Answer::json("null").bytes;
        QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n");
        QTest::newRow("no length") << Answer::json("").bytes;
        QTest::newRow("chunked null") << QByteArray(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nnull\r\n0\r\n\r\n");
    }

    void emptyQueues()
    {
        QFETCH(QByteArray, bytes);
        m->server.script({{.bytes = bytes}});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QVERIFY(!outcome.result->value());
    }

    void refusalsAreReported()
    {
        m->server.otherwise(Answer::of(
            401,
            R"({"type":"error","error":{"type":"authentication_error","message":"bad key sk-ant-oat01-environment-key"}})",
            "application/json", {"request-id: req_9", "www-authenticate: Bearer"}));
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::Unauthorized));
        QCOMPARE(outcome.detail(), std::string("GET /v1/environments/env_01/work/poll: HTTP 401 authentication_error: "
                                               "bad key [credential] (request-id req_9)"));
        QCOMPARE(m->server.seenCount(), 1);
    }

    void aLostLease()
    {
        m->server.otherwise(Answer::of(412, fixture("heartbeat_lost.json")));
        Outcome<domain::Heartbeat> outcome;
        const auto call = m->client->heartbeat(beat(), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::LeaseLost));
        QVERIFY(outcome.detail().find("current_state") != std::string::npos);
        QCOMPARE(m->server.seenCount(), 1);
    }

    void stoppingWhatIsStoppedSucceeds()
    {
        m->server.otherwise(Answer::of(409, R"({"error":{"type":"conflict_error"}})"));
        Outcome<> outcome;
        const auto call = m->client->stop(WorkId("work_01"), {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY(outcome.result->has_value());
        QCOMPARE(m->server.seenCount(), 1);
    }

    void pagesOfHistory()
    {
        m->server.script({Answer::json(fixture("events_page.json")), Answer::json(R"({"data":[],"next_page":null})")});
        Outcome<ports::EventPage> first;
        const auto one = m->client->listEvents(SessionId("sesn_01"), "", SecretString(kToken), first.callback());
        QVERIFY(m->runUntil([&] { return first.calls > 0; }));
        QCOMPARE((*first.result)->events.size(), std::size_t{22});
        Outcome<ports::EventPage> second;
        const auto two = m->client->listEvents(SessionId("sesn_01"), (*first.result)->nextPage, SecretString(kToken),
                                               second.callback());
        QVERIFY(m->runUntil([&] { return second.calls > 0; }));
        QVERIFY((*second.result)->nextPage.empty());
        QCOMPARE(m->server.seen()[0].query, QByteArray("limit=1000&order=asc"));
        QCOMPARE(m->server.seen()[1].query, QByteArray("limit=1000&order=asc&page=CUR%3D%3D"));
    }

    void impossibleRequestsAnswerLater()
    {
        Outcome<> outcome;
        const auto call = m->client->acknowledge(WorkId(".."), outcome.callback());
        QCOMPARE(outcome.calls, 0);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::InvalidArgument));
        QCOMPARE(m->server.seenCount(), 0);
    }

    void aTokenThatWouldWriteHeadersIsNotSent()
    {
        Outcome<> outcome;
        const auto call = m->client->stop(WorkId("work_01"), SecretString("a\r\nx-evil: 1"), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::InvalidArgument));
        QCOMPARE(m->server.seenCount(), 0);
    }

    void lettingGoCancels()
    {
        m->server.otherwise(Answer::never());
        Outcome<Item> outcome;
        auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return m->server.seenCount() == 1; }));
        call = Call();
        QTRY_COMPARE(m->server.openConnections(), 0);
        m->clock.advance(1h);
        QCOMPARE(outcome.calls, 0);
        QCOMPARE(m->clock.waiting(), std::size_t{0});
    }

    void lettingGoDuringAPauseCancels()
    {
        m->server.otherwise(Answer::of(500, ""));
        Outcome<Item> outcome;
        auto call = m->client->poll(kPoll, outcome.callback());
        QTRY_VERIFY(m->clock.untilNext() == 500ms);
        call.cancel();
        QCOMPARE(m->clock.waiting(), std::size_t{0});
        m->clock.advance(1h);
        QCOMPARE(outcome.calls, 0);
        QCOMPARE(m->server.seenCount(), 1);
    }

    void theHandleMayGoInsideTheCallback()
    {
        m->server.otherwise(Answer::json("null"));
        auto call = std::make_unique<Call>();
        int calls = 0;
        *call = m->client->poll(kPoll, [&](Result<Item>) {
            ++calls;
            call.reset();
        });
        QVERIFY(m->runUntil([&] { return calls == 1; }));
    }

    void theClientMayGoInsideTheCallback()
    {
        m->server.otherwise(Answer::json("null"));
        Outcome<> other;
        int calls = 0;
        const auto call = m->client->poll(kPoll, [&](Result<Item>) {
            ++calls;
            m->client.reset();
        });
        m->server.decide([](const SeenRequest &request) {
            return request.method == "GET" ? Answer::json("null") : Answer::never();
        });
        const auto second = m->client->acknowledge(WorkId("work_01"), other.callback());
        QVERIFY(m->runUntil([&] { return calls == 1; }));
        m->clock.advance(1h);
        QTRY_COMPARE(m->server.openConnections(), 0);
        QCOMPARE(other.calls, 0);
    }

private:
    std::unique_ptr<ClientFixture> m;
};

QTEST_GUILESS_MAIN(ClientTest)
#include "tst_client.moc"
