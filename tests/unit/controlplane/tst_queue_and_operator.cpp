// Role: an operator's look at the queue and an operator's orders: what goes over the wire, with which key, and what
// becomes of odd answers.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/controlplane/connection.h"
#include "tests/unit/controlplane/client_fixture.h"

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;
using domain::EventId;
using domain::SessionId;
using domain::Verdict;
using domain::WorkId;

namespace {

const QByteArray kPage = R"({"data":[
  {"id":"work_1","type":"work","environment_id":"env_01","data":{"type":"session","id":"sesn_1"},"state":"starting",
   "secret":null,"metadata":{},"created_at":"2026-11-20T10:00:00Z","acknowledged_at":"2026-11-20T10:00:01.250Z",
   "latest_heartbeat_at":null,"stop_requested_at":null},
  {"id":"work_2","data":{"type":"healthcheck","id":"check_1"},"state":"queued","created_at":"2026-11-20T12:00:00+02:00"},
  {"id":"","state":"queued"}, 7, null,
  {"id":"work_3","environment_id":9,"data":[],"state":"resting","created_at":"2026-11-20T10:00:00","acknowledged_at":5}
],"next_page":"CUR=="})";

nlohmann::json sentEvent(const SeenRequest &request)
{
    return nlohmann::json::parse(request.body.toStdString())["events"][0];
}

} // namespace

class QueueAndOperatorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<ClientFixture>();
        m_clients = m->environment();
    }
    void cleanup()
    {
        m_clients = {};
        m.reset();
    }

    void theQueueIsListedInPages()
    {
        m->server.script({Answer::json(kPage), Answer::json(R"({"data":[],"next_page":null})")});
        Outcome<ports::WorkPage> first;
        const auto one = m_clients.queue->list("", first.callback());
        QCOMPARE(first.calls, 0);
        QVERIFY(m->runUntil([&] { return first.calls > 0; }));
        QVERIFY2(first.result->has_value(), first.detail().c_str());
        QCOMPARE(m->server.last().method, QByteArray("GET"));
        QCOMPARE(m->server.last().path, QByteArray("/v1/environments/env_01/work"));
        QCOMPARE(m->server.last().query, QByteArray("limit=100"));
        // An API key is refused here (1.1).
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kKey);
        Outcome<ports::WorkPage> second;
        const auto two = m_clients.queue->list((*first.result)->nextPage, second.callback());
        QVERIFY(m->runUntil([&] { return second.calls > 0; }));
        QCOMPARE(m->server.last().query, QByteArray("limit=100&page=CUR%3D%3D"));
        QVERIFY((*second.result)->nextPage.empty() && (*second.result)->items.empty());
    }

    void whatIsListedIsReadWithoutTrust()
    {
        m->server.otherwise(Answer::json(kPage));
        Outcome<ports::WorkPage> outcome;
        const auto call = m_clients.queue->list("", outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        const auto &items = (*outcome.result)->items;
        QCOMPARE(items.size(), std::size_t{3});
        QCOMPARE(items[0].subject, std::string("sesn_1"));
        QVERIFY(items[0].kind == domain::WorkKind::Session && items[0].state == domain::WorkState::Starting);
        QVERIFY(*items[0].acknowledgedAt - *items[0].createdAt == 1250ms);
        QVERIFY(!items[0].latestHeartbeatAt && !items[0].stopRequestedAt);
        QVERIFY(items[1].kind == domain::WorkKind::Healthcheck);
        QVERIFY(items[1].createdAt == items[0].createdAt); // the offset counts
        QCOMPARE(items[2].environment.value(), std::string("env_01"));
        QVERIFY(items[2].kind == domain::WorkKind::Unknown && items[2].state == domain::WorkState::Unknown);
        QVERIFY(!items[2].createdAt); // whose time would that be?
        QVERIFY(!items[2].acknowledgedAt);
    }

    void statistics_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("workers"); // -1: not told
        QTest::newRow("whole") << QByteArray(R"({"depth":3,"pending":1,"oldest_queued_at":null,"workers_polling":2})")
                               << 3 << 2;
        QTest::newRow("old server") << QByteArray(R"({"depth":3,"workers_polling":null})") << 3 << -1;
        QTest::newRow("odd") << QByteArray(R"({"depth":-3,"workers_polling":"2"})") << 0 << -1;
        QTest::newRow("absurd") << QByteArray(R"({"depth":18446744073709551615})") << 1'000'000'000 << -1;
    }

    void statistics()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, depth);
        QFETCH(int, workers);
        m->server.otherwise(Answer::json(body));
        Outcome<domain::QueueStats> outcome;
        const auto call = m_clients.queue->stats(outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(m->server.last().path, QByteArray("/v1/environments/env_01/work/stats"));
        QCOMPARE((*outcome.result)->depth, depth);
        QCOMPARE((*outcome.result)->workersPolling.value_or(-1), workers);
    }

    void answersThatAreNoPageAreErrors()
    {
        m->server.otherwise(Answer::of(200, "<html>", "text/html"));
        Outcome<ports::WorkPage> listed;
        Outcome<domain::QueueStats> counted;
        const auto one = m_clients.queue->list("", listed.callback());
        const auto two = m_clients.queue->stats(counted.callback());
        QVERIFY(m->runUntil([&] { return listed.calls > 0 && counted.calls > 0; }));
        QCOMPARE(listed.code(), std::optional(ErrorCode::ProtocolError));
        QCOMPARE(counted.code(), std::optional(ErrorCode::ProtocolError));
        QVERIFY2(listed.detail().find("text/html") != std::string::npos, listed.detail().c_str());
    }

    void aStuckItemIsStoppedByForce()
    {
        m->server.script({Answer::json("{}"), Answer::of(409, "{}")});
        for (int i = 0; i < 2; ++i) { // the second time it is stopped already
            Outcome<> outcome;
            const auto call = m_clients.queue->forceStop(WorkId("work_1"), outcome.callback());
            QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
            QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        }
        QCOMPARE(m->server.seenCount(), 2);
        QCOMPARE(m->server.last().path, QByteArray("/v1/environments/env_01/work/work_1/stop"));
        QCOMPARE(m->server.last().body, QByteArray(R"({"force":true})"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kKey);
    }

    void aCallIsAllowedOrDeniedWithTheOperatorsKey()
    {
        m->server.otherwise(Answer::json(R"({"data":[]})"));
        Outcome<> allowed;
        const auto one = m_clients.operatorActions->confirmTool(SessionId("sesn_1"), EventId("sevt_1"), Verdict::Allow,
                                                                "not to be sent", allowed.callback());
        QVERIFY(m->runUntil([&] { return allowed.calls > 0; }));
        QVERIFY2(allowed.result->has_value(), allowed.detail().c_str());
        QCOMPARE(m->server.last().path, QByteArray("/v1/sessions/sesn_1/events"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kOperatorKey);
        QVERIFY(sentEvent(m->server.last()) ==
                (nlohmann::json{{"type", "user.tool_confirmation"}, {"tool_use_id", "sevt_1"}, {"result", "allow"}}));
        Outcome<> denied;
        const auto two = m_clients.operatorActions->confirmTool(SessionId("sesn_1"), EventId("sevt_2"), Verdict::Deny,
                                                                "n\xF6", denied.callback());
        QVERIFY(m->runUntil([&] { return denied.calls > 0; }));
        QVERIFY(sentEvent(m->server.last()) == (nlohmann::json{{"type", "user.tool_confirmation"},
                                                               {"tool_use_id", "sevt_2"},
                                                               {"result", "deny"},
                                                               {"deny_message", "n\uFFFD"}}));
    }

    void anUnknownVerdictIsNotSent()
    {
        Outcome<> outcome;
        const auto call = m_clients.operatorActions->confirmTool(SessionId("sesn_1"), EventId("sevt_1"),
                                                                 Verdict::Unknown, {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::InvalidArgument));
        QCOMPARE(m->server.seenCount(), 0);
    }

    void anInterruptNamesItsThreadOrNone()
    {
        m->server.otherwise(Answer::json(R"({"data":[]})"));
        Outcome<> whole;
        const auto one = m_clients.operatorActions->interrupt(SessionId("sesn_1"), {}, whole.callback());
        QVERIFY(m->runUntil([&] { return whole.calls > 0; }));
        QVERIFY(sentEvent(m->server.last()) == (nlohmann::json{{"type", "user.interrupt"}}));
        Outcome<> thread;
        const auto two =
            m_clients.operatorActions->interrupt(SessionId("sesn_1"), domain::ThreadId("sthr_2"), thread.callback());
        QVERIFY(m->runUntil([&] { return thread.calls > 0; }));
        QVERIFY(sentEvent(m->server.last()) ==
                (nlohmann::json{{"type", "user.interrupt"}, {"session_thread_id", "sthr_2"}}));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kOperatorKey);
    }

    void agentsAreReadPageByPageWithTheOperatorsKey()
    {
        m->server.script({Answer::json(R"({"data":[
              {"id":"agent_1","name":"Tidy","model":{"id":"model-a","speed":"standard"},"archived_at":null},
              {"id":"agent_2","name":7,"model":"model-b"}, {"id":""}, null,
              {"id":"agent_3","name":"Gone","archived_at":"2026-11-20T10:00:00Z"}],"next_page":"B=="})"),
                          Answer::json(R"({"data":[{"id":"agent_4"}],"next_page":null})")});
        Outcome<ports::AgentList> outcome;
        const auto call = m_clients.operatorActions->listAgents(outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QVERIFY(((*outcome.result)->agents == std::vector<ports::Agent>{{"agent_1", "Tidy", "model-a"},
                                                                        {"agent_2", "", "model-b"},
                                                                        {"agent_4", "", ""}}));
        QVERIFY(!(*outcome.result)->more);
        QCOMPARE(m->server.last().path, QByteArray("/v1/agents"));
        QCOMPARE(m->server.last().query, QByteArray("limit=100&page=B%3D%3D"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kOperatorKey);
        QCOMPARE(m->server.last().headers.value("anthropic-beta"), QByteArray("managed-agents-2026-04-01"));
    }

    void aListOfAgentsThatNeverEndsIsNotFollowedForEver()
    {
        m->server.otherwise(Answer::json(R"({"data":[{"id":"agent_1"}],"next_page":"again"})"));
        Outcome<ports::AgentList> outcome;
        const auto call = m_clients.operatorActions->listAgents(outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(m->server.seenCount(), 20);
        QVERIFY((*outcome.result)->more && (*outcome.result)->agents.size() == 20);
    }

    void aSessionIsMadeWithWhatWasAskedForAndNoMore()
    {
        m->server.otherwise(Answer::json(R"({"id":"sesn_9","status":"idle"})"));
        Outcome<SessionId> outcome;
        const auto call = m_clients.operatorActions->createSession(
            {domain::EnvironmentId("env_01"), "agent_1", "n\xF6", {{"glovebox.sandbox_id", "sbx-1"}}},
            outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QVERIFY(**outcome.result == SessionId("sesn_9"));
        QCOMPARE(m->server.last().path, QByteArray("/v1/sessions"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kOperatorKey);
        QVERIFY(nlohmann::json::parse(m->server.last().body.toStdString()) ==
                (nlohmann::json{{"agent", "agent_1"},
                                {"environment_id", "env_01"},
                                {"title", "n\uFFFD"},
                                {"metadata", {{"glovebox.sandbox_id", "sbx-1"}}}}));
    }

    /// Asked twice there would be two: only a server that says that it did not do it is asked again.
    void aSessionIsNotMadeTwice()
    {
        m->server.script({Answer::of(429, "{}"), Answer::of(503, "{}"), Answer::json(R"({"id":"sesn_9"})")});
        Outcome<SessionId> outcome;
        const auto call = m_clients.operatorActions->createSession({domain::EnvironmentId("env_01"), "agent_1", {}, {}},
                                                                   outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ServerError));
        QCOMPARE(m->server.seenCount(), 2);
    }

    void aFirstMessageIsSentAsText()
    {
        m->server.otherwise(Answer::json(R"({"data":[]})"));
        Outcome<> sent;
        const auto one = m_clients.operatorActions->sendMessage(SessionId("sesn_1"), "tidy up", sent.callback());
        QVERIFY(m->runUntil([&] { return sent.calls > 0; }));
        QCOMPARE(m->server.last().path, QByteArray("/v1/sessions/sesn_1/events"));
        QVERIFY(sentEvent(m->server.last()) ==
                (nlohmann::json{{"type", "user.message"}, {"content", {{{"type", "text"}, {"text", "tidy up"}}}}}));
        Outcome<> empty;
        const auto two = m_clients.operatorActions->sendMessage(SessionId("sesn_1"), "", empty.callback());
        QVERIFY(m->runUntil([&] { return empty.calls > 0; }));
        QCOMPARE(empty.code(), std::optional(ErrorCode::InvalidArgument));
    }

    void aRefusalDoesNotShowTheOperatorsKey()
    {
        m->server.otherwise(Answer::of(403, QByteArray(R"({"error":{"message":"not you, )") + kOperatorKey + "\"}}"));
        Outcome<> outcome;
        const auto call = m_clients.operatorActions->interrupt(SessionId("sesn_1"), {}, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::Forbidden));
        QVERIFY2(outcome.detail().find("not you, [credential]") != std::string::npos, outcome.detail().c_str());
    }

    void withoutTheKeyThereIsNobodyToSpeakForTheUser()
    {
        const auto clients = m->environment("");
        QVERIFY(!clients.operatorActions);
        QVERIFY(clients.controlPlane && clients.queue && clients.memories && clients.skills);
        const auto odd = controlplane::connectEnvironment({.baseUrl = m->server.url().toStdString(),
                                                           .environment = domain::EnvironmentId("env_01"),
                                                           .environmentKey = SecretString(kKey),
                                                           .userAgent = "x",
                                                           .operatorKey = SecretString("sk\nx: y")},
                                                          m->clock);
        QVERIFY(!odd && odd.error().detail.find("operator key") != std::string::npos);
        QVERIFY(odd.error().detail.find("sk\n") == std::string::npos);
    }

    void aBeatLeavesWhateverElseIsWaiting()
    {
        m->server.decide([](const SeenRequest &request) {
            return request.path.endsWith("/heartbeat") ? Answer::json(fixture("heartbeat.json")) : Answer::never();
        });
        std::vector<Call> calls;
        Outcome<ports::WorkPage> listed;
        Outcome<> ordered;
        Outcome<ports::Memory> memory;
        Outcome<ports::Skill> skill;
        for (int i = 0; i < 20; ++i) {
            calls.push_back(m_clients.queue->list("", listed.callback()));
            calls.push_back(m_clients.operatorActions->interrupt(SessionId("sesn_1"), {}, ordered.callback()));
            calls.push_back(m_clients.memories->retrieve(domain::MemoryStoreId("memstore_1"), "mem_1",
                                                         SecretString(kToken), memory.callback()));
            calls.push_back(m_clients.skills->fetch({.id = "skill_1", .version = "latest"}, {}, skill.callback()));
        }
        QVERIFY(m->runUntil([&] { return m->server.seenCount() == 12; })); // six connections for each of two kinds
        Outcome<domain::Heartbeat> beaten;
        const auto beat = m_clients.controlPlane->heartbeat({.work = WorkId("work_1"),
                                                             .expected = ports::kNoHeartbeat,
                                                             .credential = SecretString(kToken),
                                                             .deadline = 30s},
                                                            beaten.callback());
        QVERIFY(m->runUntil([&] { return beaten.calls > 0; }));
        QVERIFY2(beaten.result->has_value(), beaten.detail().c_str());
    }

    void oneClientsEndLeavesTheOthersAlone()
    {
        m->server.otherwise(Answer::json(R"({"depth":1})").late());
        Outcome<> stopped;
        Outcome<domain::QueueStats> counted;
        const auto one = m_clients.operatorActions->interrupt(SessionId("sesn_1"), {}, stopped.callback());
        const auto two = m_clients.queue->stats(counted.callback());
        QVERIFY(m->runUntil([&] { return m->server.seenCount() == 2; }));
        m_clients.operatorActions.reset();
        m->server.release();
        QVERIFY(m->turnUntil([&] { return counted.calls > 0; }));
        QCOMPARE((*counted.result)->depth, 1);
        QCOMPARE(stopped.calls, 0);
    }

private:
    std::unique_ptr<ClientFixture> m;
    controlplane::EnvironmentClients m_clients;
};

QTEST_GUILESS_MAIN(QueueAndOperatorTest)
#include "tst_queue_and_operator.moc"
