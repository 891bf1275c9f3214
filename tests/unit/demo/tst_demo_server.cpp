// The demo server over HTTP: who may do what, polls that wait, streams, and the demo's own sessions to their end with a
// worker that answers what a shell would.
#include "core/demo/control_plane_model.h"
#include "core/demo/demo_server.h"
#include "tests/support/manual_clock.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox::demo;
using namespace std::chrono_literals;

class DemoServerTest : public QObject {
    Q_OBJECT

    testsupport::ManualClock m_clock;
    QNetworkAccessManager m_network;
    std::unique_ptr<DemoServer> m_server;

    QNetworkRequest to(const std::string &path, const std::string &credential, const char *header = "authorization")
    {
        QNetworkRequest request(QUrl(QString::fromStdString(m_server->url() + path)));
        request.setRawHeader("anthropic-beta", "managed-agents-2026-04-01");
        if (!credential.empty())
            request.setRawHeader(header,
                                 QByteArray::fromStdString(header[0] == 'x' ? credential : "Bearer " + credential));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        return request;
    }
    struct Answered {
        int status = 0;
        Json body;
        QByteArray requestId;
    };
    Answered finish(QNetworkReply *reply)
    {
        QSignalSpy finished(reply, &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(10'000))
            return {};
        const auto bytes = reply->readAll();
        Answered answered{reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                          Json::parse(bytes.toStdString(), nullptr, false), reply->rawHeader("request-id")};
        reply->deleteLater();
        return answered;
    }
    Answered get(const std::string &path, const std::string &credential)
    {
        return finish(m_network.get(to(path, credential)));
    }
    Answered post(const std::string &path, const std::string &credential, const QByteArray &body = {})
    {
        return finish(m_network.post(to(path, credential), body));
    }
    std::string api() const { return m_server->apiKey().reveal(); }
    std::string key() const { return m_server->environmentKey().reveal(); }
    std::string work(const std::string &tail) const
    {
        return "/v1/environments/" + m_server->environmentId() + "/work" + tail;
    }
    std::string newSession()
    {
        return post("/v1/sessions", api(),
                    QByteArray::fromStdString(
                        Json{{"agent", "agent_interactive-shell"}, {"environment_id", m_server->environmentId()}}
                            .dump()))
            .body.at("id")
            .get<std::string>();
    }
    void serve(DemoServer::Options options)
    {
        m_server.reset();
        auto server = DemoServer::start(m_clock, std::move(options));
        QVERIFY(server);
        m_server = std::move(*server);
    }

private Q_SLOTS:
    void init() { serve({}); }
    void cleanup() { m_server.reset(); }
    void tellsKindsOfCredentialsApart_data();
    void tellsKindsOfCredentialsApart();
    void aSessionsTokenOpensItsSessionOnly();
    void theOperatorsKeyDecidesInterruptsAndStartsSessions();
    void aWorkerOnlyAnswersCalls();
    void aSessionsTokenOpensTheStoresOfItsSession();
    void skillsAreGivenAsZips();
    void everyAnswerIsJsonWithARequestId();
    void aPollWaitsAndIsReleasedByNewWork();
    void aPollWhoseWorkerWentTakesNoWork();
    void survivesHostileBodies_data();
    void survivesHostileBodies();
    void streamsEventsAsTheyHappen();
    void aDeletedSessionEndsItsStreams();
    void tellsWhenAllSeededSessionsHaveEnded();
    void refusesUnknownSeeds();
    void strictModeWantsTheBetaHeader();
};

void DemoServerTest::tellsKindsOfCredentialsApart_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("withApiKey");
    QTest::addColumn<int>("withEnvironmentKey");
    QTest::newRow("poll") << QByteArray("GET") << QByteArray("{work}/poll") << 403 << 200;
    QTest::newRow("list work") << QByteArray("GET") << QByteArray("{work}") << 403 << 200;
    QTest::newRow("stats") << QByteArray("GET") << QByteArray("{work}/stats") << 200 << 200;
    QTest::newRow("retrieve work") << QByteArray("GET") << QByteArray("{work}/work_x") << 404 << 403;
    QTest::newRow("update work") << QByteArray("POST") << QByteArray("{work}/work_x") << 404 << 403;
    QTest::newRow("ack") << QByteArray("POST") << QByteArray("{work}/work_x/ack") << 403 << 404;
    QTest::newRow("heartbeat") << QByteArray("POST") << QByteArray("{work}/work_x/heartbeat") << 403 << 404;
    QTest::newRow("stop") << QByteArray("POST") << QByteArray("{work}/work_x/stop") << 404 << 404;
    QTest::newRow("list sessions") << QByteArray("GET") << QByteArray("/v1/sessions") << 200 << 403;
    QTest::newRow("create a session") << QByteArray("POST") << QByteArray("/v1/sessions") << 400 << 403;
    QTest::newRow("retrieve a session") << QByteArray("GET") << QByteArray("/v1/sessions/sesn_x") << 404 << 404;
    QTest::newRow("memory") << QByteArray("GET") << QByteArray("/v1/memory_stores/m/memories") << 404 << 403;
    QTest::newRow("skills") << QByteArray("GET") << QByteArray("/v1/skills/s/versions/latest") << 404 << 404;
    QTest::newRow("agents") << QByteArray("GET") << QByteArray("/v1/agents") << 200 << 403;
    QTest::newRow("another environment") << QByteArray("GET") << QByteArray("/v1/environments/env_x/work/stats") << 404
                                         << 403;
    QTest::newRow("wrong method") << QByteArray("PUT") << QByteArray("/v1/sessions") << 405 << 405;
}

void DemoServerTest::tellsKindsOfCredentialsApart()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(int, withApiKey);
    QFETCH(int, withEnvironmentKey);
    const auto full = path.replace("{work}", QByteArray::fromStdString(work(""))).toStdString();
    const auto status = [&](const std::string &credential, const char *header = "authorization") {
        return finish(m_network.sendCustomRequest(to(full, credential, header), method)).status;
    };
    QCOMPARE(status(api()), withApiKey);
    QCOMPARE(status(api(), "x-api-key"), withApiKey);
    QCOMPARE(status(key()), withEnvironmentKey);
    QCOMPARE(status("sk-ant-oat01-unknown"), 401);
    QCOMPARE(status(""), 401);
}

void DemoServerTest::aSessionsTokenOpensItsSessionOnly()
{
    const auto mine = newSession();
    const auto other = newSession();
    const auto item = get(work("/poll"), key()).body;
    const auto otherItem = get(work("/poll"), key()).body;
    QCOMPARE(item.at("data").at("id"), Json(mine));
    const auto secret = fromBase64Url(item.at("secret").get<std::string>()).value();
    const auto token = Json::parse(secret).at("sessions_token").get<std::string>();
    QCOMPARE(get("/v1/sessions/" + mine, token).status, 200);
    QCOMPARE(get("/v1/sessions/" + other, token).status, 403);
    QCOMPARE(get("/v1/sessions", token).status, 403);
    QCOMPARE(get(work("/poll"), token).status, 403);
    QCOMPARE(post(work("/" + otherItem.at("id").get<std::string>() + "/ack"), token).status, 403);
    QCOMPARE(post(work("/" + item.at("id").get<std::string>() + "/ack"), token).status, 200);
}

void DemoServerTest::theOperatorsKeyDecidesInterruptsAndStartsSessions()
{
    const auto operatorKey = m_server->operatorKey().reveal();
    QVERIFY(operatorKey.starts_with("sk-ant-api03-") && operatorKey != api());
    const auto id = newSession();
    QCOMPARE(get("/v1/sessions/" + id, operatorKey).status, 200);
    QCOMPARE(get("/v1/sessions/" + id + "/events", operatorKey).status, 200);
    QCOMPARE(get(work("/stats"), operatorKey).status, 200);
    QCOMPARE(get(work(""), operatorKey).status, 403);
    QCOMPARE(get(work("/poll"), operatorKey).status, 403);
    QCOMPARE(get("/v1/agents", operatorKey).status, 200);
    QCOMPARE(post("/v1/agents", operatorKey, R"({"name":"x"})").status, 403);
    QCOMPARE(post("/v1/environments", operatorKey, "{}").status, 403);
    const auto made = post("/v1/sessions", operatorKey,
                           QByteArray(R"({"agent":"agent_interactive-shell","environment_id":")") +
                               QByteArray::fromStdString(m_server->environmentId()) + "\"}");
    QCOMPARE(made.status, 200);
    QVERIFY(made.body.at("status") == "idle");
    QCOMPARE(post("/v1/sessions/" + id, operatorKey, R"({"title":"x"})").status, 403);
    QCOMPARE(get("/v1/memory_stores", operatorKey).status, 403);
    const auto send = [&](const char *event) {
        return post("/v1/sessions/" + id + "/events", operatorKey, QByteArray(R"({"events":[)") + event + "]}").status;
    };
    QCOMPARE(send(R"({"type":"user.interrupt"})"), 200);
    QCOMPARE(send(R"({"type":"user.tool_confirmation","tool_use_id":"sevt_none","result":"allow"})"), 400);
    QCOMPARE(send(R"({"type":"user.message","content":[{"type":"text","text":"x"}]})"), 200);
    QCOMPARE(send(R"({"type":"user.tool_result","tool_use_id":"sevt_none","content":[]})"), 403);
    QCOMPARE(send("7"), 403);
}

void DemoServerTest::aWorkerOnlyAnswersCalls()
{
    const auto id = newSession();
    const auto send = [&](const char *event) {
        return post("/v1/sessions/" + id + "/events", key(), QByteArray(R"({"events":[)") + event + "]}").status;
    };
    QCOMPARE(send(R"({"type":"user.interrupt"})"), 403);
    QCOMPARE(send(R"({"type":"user.tool_confirmation","tool_use_id":"sevt_none","result":"allow"})"), 403);
    QCOMPARE(send(R"({"type":"user.tool_result","tool_use_id":"sevt_none","content":[]})"), 400);
}

void DemoServerTest::aSessionsTokenOpensTheStoresOfItsSession()
{
    const auto other = post("/v1/memory_stores", api(), R"({"name":"Other"})").body.at("id").get<std::string>();
    const auto store = MemoryShelf::idFor("Team notes");
    const auto tokenFor = [&](const char *access) {
        const Json body{{"agent", "agent_interactive-shell"},
                        {"environment_id", m_server->environmentId()},
                        {"resources", {{{"type", "memory_store"}, {"memory_store_id", store}, {"access", access}}}}};
        const auto session = post("/v1/sessions", api(), QByteArray::fromStdString(body.dump())).body;
        if (session.at("resources").at(0).at("mount_path") != "/mnt/memory/team-notes")
            return std::string();
        const auto item = get(work("/poll"), key()).body;
        const auto secret = fromBase64Url(item.at("secret").get<std::string>()).value();
        return Json::parse(secret).at("sessions_token").get<std::string>();
    };
    const auto writer = tokenFor("read_write");
    const auto reader = tokenFor("read_only");
    const auto memories = "/v1/memory_stores/" + store + "/memories";
    for (const auto &token : {writer, reader}) {
        QCOMPARE(get(memories, token).body.at("data").size(), std::size_t(2));
        QCOMPARE(get("/v1/memory_stores/" + other + "/memories", token).status, 403);
        QCOMPARE(get("/v1/memory_stores", token).status, 403);
    }
    QCOMPARE(get(memories, key()).status, 403);
    QCOMPARE(post(memories, reader, R"({"path":"/n.md","content":"x"})").status, 403);
    const auto created = post(memories, writer, R"({"path":"/n.md","content":"x"})");
    QCOMPARE(created.status, 200);
    const auto one = memories + '/' + created.body.at("id").get<std::string>();
    QCOMPARE(finish(m_network.deleteResource(to(one, reader))).status, 403);
    QCOMPARE(finish(m_network.deleteResource(to(one, writer))).status, 200);
    QCOMPARE(get(one, writer).status, 404);
}

void DemoServerTest::skillsAreGivenAsZips()
{
    const auto version = get("/v1/skills/skill_release-notes/versions/latest", key());
    QCOMPARE(version.body.at("name"), Json("release-notes"));
    const auto path = "/v1/skills/skill_release-notes/versions/";
    auto *reply = m_network.get(to(path + version.body.at("id").get<std::string>() + "/content", key()));
    QSignalSpy finished(reply, &QNetworkReply::finished);
    QVERIFY(finished.wait(10'000));
    QCOMPARE(reply->rawHeader("content-type"), QByteArray("application/zip"));
    QVERIFY(reply->rawHeader("request-id").startsWith("req_"));
    QVERIFY(reply->readAll().startsWith("PK\x03\x04"));
    reply->deleteLater();
    // Only the version endpoint resolves names.
    QCOMPARE(get(path + std::string("latest/content"), key()).status, 404);
    QCOMPARE(get("/v1/skills/skill_none/versions/latest", key()).status, 404);
}

void DemoServerTest::everyAnswerIsJsonWithARequestId()
{
    const auto fine = get(work("/stats"), api());
    QVERIFY(fine.requestId.startsWith("req_"));
    const auto missing = get("/v1/sessions/none", api());
    QCOMPARE(missing.body.at("type"), Json("error"));
    QCOMPARE(missing.body.at("error").at("type"), Json("not_found_error"));
    QCOMPARE(missing.body.at("request_id").get<std::string>(), missing.requestId.toStdString());
    const auto empty = get(work("/poll?beta=true"), key());
    QCOMPARE(empty.status, 200);
    QVERIFY(empty.body.is_null());
}

void DemoServerTest::aPollWaitsAndIsReleasedByNewWork()
{
    QCOMPARE(get(work("/poll?block_ms=0"), key()).status, 400);
    QCOMPARE(get(work("/poll?block_ms=1000"), key()).status, 400);
    auto *waiting = m_network.get(to(work("/poll?block_ms=999"), key()));
    // One more request behind it on another connection: when that is answered, the poll is held.
    QCOMPARE(get(work("/stats"), key()).status, 200);
    const auto session = newSession();
    m_clock.advance(0ms);
    const auto item = finish(waiting);
    QCOMPARE(item.body.at("data").at("id"), Json(session));
    QVERIFY(item.body.at("secret").is_string());
    auto *empty = m_network.get(to(work("/poll?block_ms=999"), key()));
    QSignalSpy finished(empty, &QNetworkReply::finished);
    QTRY_VERIFY(m_clock.untilNext() && *m_clock.untilNext() <= 999ms);
    QCOMPARE(finished.count(), 0);
    m_clock.advance(999ms);
    QVERIFY(finish(empty).body.is_null());
}

void DemoServerTest::aPollWhoseWorkerWentTakesNoWork()
{
    const auto before = m_clock.waiting();
    auto *waiting = m_network.get(to(work("/poll?block_ms=999"), key()));
    QTRY_VERIFY(m_clock.waiting() > before && *m_clock.untilNext() <= 999ms);
    waiting->abort();
    waiting->deleteLater();
    QTRY_VERIFY(*m_clock.untilNext() > 999ms);
    newSession();
    m_clock.advance(0ms);
    QCOMPARE(get(work("/stats"), key()).body.at("depth"), Json(1));
}

void DemoServerTest::survivesHostileBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("nested without end") << QByteArray(200'000, '[');
    QTest::newRow("broken UTF-8") << QByteArray("{\"agent\":\"\xff\"}");
    QTest::newRow("wrong types") << QByteArray(R"({"agent":7,"environment_id":[],"initial_events":{},"metadata":3})");
    QTest::newRow("wrong types inside") << QByteArray(
        R"({"agent":{"type":"agent_with_overrides","id":"agent_clean-up","tools":[{"type":5,"configs":7}]},"environment_id":"ENV"})");
    QTest::newRow("a policy that is none") << QByteArray(
        R"({"agent":{"type":"agent_with_overrides","id":"agent_clean-up","tools":[{"type":"x","configs":[{"permission_policy":1}]}]},"environment_id":"ENV"})");
}

void DemoServerTest::survivesHostileBodies()
{
    QFETCH(QByteArray, body);
    body.replace("ENV", QByteArray::fromStdString(m_server->environmentId()));
    QCOMPARE(post("/v1/sessions", api(), body).status, 400);
    for (const auto &path :
         {std::string("/v1/agents"), std::string("/v1/environments"), "/v1/sessions/" + newSession() + "/events"})
        QCOMPARE(post(path, api(), body).status, 400);
    QCOMPARE(get("/v1/agents", api()).status, 200);
}

void DemoServerTest::streamsEventsAsTheyHappen()
{
    const auto session = newSession();
    auto *stream = m_network.get(to("/v1/sessions/" + session + "/events/stream", key()));
    QByteArray received;
    connect(stream, &QNetworkReply::readyRead, stream, [&] { received += stream->readAll(); });
    QTRY_VERIFY(received.startsWith("event: ping\ndata: {"));
    const QByteArray hello = R"({"events":[{"type":"user.message","content":[{"type":"text","text":"hello"}]}]})";
    QCOMPARE(post("/v1/sessions/" + session + "/events", api(), hello).status, 200);
    QTRY_VERIFY(received.contains("event: user.message\ndata: {"));
    m_clock.advance(5s);
    QTRY_VERIFY(received.contains("event: session.status_idle\n"));
    QVERIFY(received.contains("dollar sign"));
    const auto pings = received.count("event: ping");
    m_clock.advance(15s);
    QTRY_COMPARE(received.count("event: ping"), pings + 1);
    QCOMPARE(get("/v1/sessions/none/events/stream", api()).status, 404);
    stream->abort();
    stream->deleteLater();
}

void DemoServerTest::aDeletedSessionEndsItsStreams()
{
    const auto session = newSession();
    auto *stream = m_network.get(to("/v1/sessions/" + session + "/events/stream", api()));
    QTRY_VERIFY(stream->bytesAvailable() > 0);
    QCOMPARE(finish(m_network.deleteResource(to("/v1/sessions/" + session, api()))).body.at("type"),
             Json("session_deleted"));
    QTRY_VERIFY(stream->isFinished());
    QVERIFY(stream->readAll().contains("event: session.deleted\n"));
    stream->deleteLater();
}

void DemoServerTest::tellsWhenAllSeededSessionsHaveEnded()
{
    DemoServer::Options options;
    options.seedSessions = {{"interactive-shell", 0ms}, {"interactive-shell", 3s}};
    serve(options);
    int told = 0;
    DemoSummary summary;
    m_server->onSeedsEnded([&](const DemoSummary &ended) {
        ++told;
        summary = ended;
    });
    m_clock.advance(1s);
    QCOMPARE(m_server->model().sessions().size(), std::size_t(1));
    m_clock.advance(3s);
    QCOMPARE(m_server->model().sessions().size(), std::size_t(2));
    // A worker that answers each call: the first session's well, and nobody answers the second, which is interrupted.
    auto &first = *m_server->model().sessions()[0];
    for (int round = 0; round < 2; ++round) {
        const auto &events = first.events().all();
        const auto use = std::find_if(events.rbegin(), events.rend(),
                                      [](const Json &event) { return event.at("type") == "agent.tool_use"; });
        QVERIFY(use != events.rend());
        const Json result{{"type", "user.tool_result"}, {"tool_use_id", use->at("id")}, {"content", Json::array()}};
        QVERIFY(first.send({{"events", Json::array({result})}}));
        m_clock.advance(1s);
    }
    QVERIFY(first.outcome().kind == Outcome::Kind::EndedWell);
    QCOMPARE(told, 0);
    QVERIFY(m_server->model().sessions()[1]->send({{"events", Json::array({{{"type", "user.interrupt"}}})}}));
    m_clock.advance(0ms);
    QCOMPARE(told, 1);
    QVERIFY(summary.allEnded() && !summary.allEndedWell());
    QCOMPARE(summary.sessions[0].toolCalls, std::size_t(2));
    QVERIFY(summary.sessions[1].outcome.kind == Outcome::Kind::EndedBadly);
    QVERIFY(!summary.sessions[1].outcome.why.empty());
}

void DemoServerTest::refusesUnknownSeeds()
{
    DemoServer::Options options;
    options.seedSessions = {{"no-such-scenario", 0ms}};
    QVERIFY(DemoServer::start(m_clock, options).error().code == glovebox::ErrorCode::InvalidArgument);
    DemoServer::Options elsewhere;
    elsewhere.webhookUrl = "https://example.org/hook";
    QVERIFY(DemoServer::start(m_clock, elsewhere).error().code == glovebox::ErrorCode::InvalidArgument);
    DemoServer::Options standard;
    standard.seedSessions = DemoServer::standardSeeds();
    QVERIFY(DemoServer::start(m_clock, standard));
}

void DemoServerTest::strictModeWantsTheBetaHeader()
{
    DemoServer::Options options;
    options.strictBeta = true;
    serve(options);
    auto request = to("/v1/agents", api());
    QCOMPARE(finish(m_network.get(request)).status, 200);
    request.setRawHeader("anthropic-beta", QByteArray());
    QNetworkRequest bare(request.url());
    bare.setRawHeader("x-api-key", QByteArray::fromStdString(api()));
    QCOMPARE(finish(m_network.get(bare)).status, 404);
}

QTEST_GUILESS_MAIN(DemoServerTest)
#include "tst_demo_server.moc"
