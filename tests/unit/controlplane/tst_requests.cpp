// Role: the bytes of every request: paths, queries, bodies, headers (reference 0.2, 1.1, 2.1, 2.12).
#include "core/controlplane/requests.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::controlplane;
using domain::EnvironmentId;
using domain::EventId;
using domain::SessionId;
using domain::WorkId;
using namespace std::chrono_literals;

namespace {

const EnvironmentId kEnvironment("env_01");

nlohmann::json bodyOf(const ports::ToolAnswer &answer)
{
    const auto request = toolResultRequest(SessionId("sesn_01"), answer);
    return request ? nlohmann::json::parse(*request->body) : nlohmann::json();
}

std::optional<std::string> header(const WireRequest &request, const std::string &name)
{
    for (const auto &line : request.headers)
        if (line.starts_with(name + ": "))
            return line.substr(name.size() + 2);
    return std::nullopt;
}

} // namespace

class RequestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pollAsksTheQueue()
    {
        const auto request = pollRequest(kEnvironment, {.workerId = "host-1", .block = 999ms, .reclaimOlderThan = {}});
        QCOMPARE(request->path, std::string("/v1/environments/env_01/work/poll"));
        QCOMPARE(request->query, std::string("block_ms=999"));
        QCOMPARE(request->workerId, std::string("host-1"));
        QVERIFY(request->method == Method::Get && !request->body);
        QCOMPARE(pollRequest(kEnvironment, {.workerId = "w", .block = 0ms, .reclaimOlderThan = 2000ms})->query,
                 std::string("reclaim_older_than_ms=2000"));
        QCOMPARE(pollRequest(kEnvironment, {.workerId = "w", .block = 5ms, .reclaimOlderThan = 0ms})->query,
                 std::string("block_ms=5&reclaim_older_than_ms=1"));
        QCOMPARE(pollRequest(kEnvironment, {.workerId = "w"})->query, std::string());
    }

    void oddWorkerNameCannotWriteAHeader()
    {
        QCOMPARE(pollRequest(kEnvironment, {.workerId = "a b\r\nx: \xC3\xA9"})->workerId, std::string("a-b--x:---"));
    }

    void ordersCarryTheirBodies()
    {
        const auto acknowledge = acknowledgeRequest(kEnvironment, WorkId("work_01"));
        QVERIFY(acknowledge->method == Method::Post && !acknowledge->body);
        QCOMPARE(acknowledge->path, std::string("/v1/environments/env_01/work/work_01/ack"));
        const auto stop = stopRequest(kEnvironment, WorkId("work_01"));
        QCOMPARE(stop->path, std::string("/v1/environments/env_01/work/work_01/stop"));
        QCOMPARE(*stop->body, std::string(R"({"force":true})"));
    }

    void heartbeatEchoesByteForByte()
    {
        const auto request = heartbeatRequest(kEnvironment, WorkId("work_01"), "2026-11-20T19:58:32.059+00:00 &=#%€");
        QVERIFY(request->method == Method::Post && !request->body);
        QCOMPARE(request->query,
                 std::string("expected_last_heartbeat=2026-11-20T19%3A58%3A32.059%2B00%3A00%20%26%3D%23%25%E2%82%AC"));
        QCOMPARE(heartbeatRequest(kEnvironment, WorkId("work_01"), ports::kNoHeartbeat)->query,
                 std::string("expected_last_heartbeat=NO_HEARTBEAT"));
    }

    void sessionsAndEvents()
    {
        const SessionId session("sesn_01");
        QCOMPARE(sessionRequest(session)->path, std::string("/v1/sessions/sesn_01"));
        QCOMPARE(eventListRequest(session, "", 1000)->query, std::string("limit=1000&order=asc"));
        QCOMPARE(eventListRequest(session, "CUR==", 1000)->query, std::string("limit=1000&order=asc&page=CUR%3D%3D"));
        QCOMPARE(eventStreamRequest(session)->path, std::string("/v1/sessions/sesn_01/events/stream"));
    }

    void foreignIdsStayInTheirStep()
    {
        QCOMPARE(sessionRequest(SessionId("a/b?c#d%é"))->path, std::string("/v1/sessions/a%2Fb%3Fc%23d%25%C3%A9"));
        for (const char *bad : {"", ".", ".."}) {
            const auto request = acknowledgeRequest(kEnvironment, WorkId(bad));
            QVERIFY2(!request, bad);
            QCOMPARE(request.error().code, ErrorCode::InvalidArgument);
        }
        QVERIFY(!sessionRequest(SessionId(std::string(300, 'x'))));
    }

    void toolResultBodies()
    {
        const nlohmann::json expected = {{"events",
                                          {{{"type", "user.tool_result"},
                                            {"tool_use_id", "sevt_5"},
                                            {"is_error", false},
                                            {"content", {{{"type", "text"}, {"text", "hi"}}}}}}}};
        QVERIFY(bodyOf({.use = EventId("sevt_5"), .kind = domain::ToolKind::Agent, .result = {.text = "hi"}}) ==
                expected);

        const auto custom = bodyOf({.use = EventId("sevt_6"),
                                    .kind = domain::ToolKind::Custom,
                                    .result = {.text = "", .isError = true}})["events"][0];
        QVERIFY(custom["type"] == "user.custom_tool_result" && custom["custom_tool_use_id"] == "sevt_6" &&
                !custom.contains("tool_use_id"));
        QVERIFY(custom["is_error"] == true && custom["is_error"].is_boolean());
        QVERIFY(custom["content"][0]["text"] == "(no output)");
    }

    void toolOutputNeedNotBeUtf8()
    {
        const auto event = bodyOf(
            {.use = EventId("sevt_5"), .kind = domain::ToolKind::Agent, .result = {.text = "a\xFF\xC3"}})["events"][0];
        QVERIFY(event["content"][0]["text"] == "a\uFFFD\uFFFD");
    }

    void mcpResultsAreNotOurs()
    {
        QVERIFY(!toolResultRequest(SessionId("s"),
                                   {.use = EventId("sevt_1"), .kind = domain::ToolKind::Mcp, .result = {}}));
    }

    void headersAreTheProtocols()
    {
        const auto baseUrl = BaseUrl::parse("http://127.0.0.1:1/prefix/");
        const SecretString key("sk-ant-oat01-k");
        const std::string agent = "Glovebox/0.1.0";
        const auto poll =
            toWire(*pollRequest(kEnvironment, {.workerId = "w-1", .block = 999ms, .reclaimOlderThan = {}}),
                   {*baseUrl, key, agent});
        QCOMPARE(poll.url, "http://127.0.0.1:1/prefix/v1/environments/env_01/work/poll?block_ms=999");
        QCOMPARE(poll.credential.reveal(), "sk-ant-oat01-k");
        QCOMPARE(header(poll, "anthropic-version"), "2026-10-21");
        QCOMPARE(header(poll, "anthropic-beta"), "managed-agents-2026-04-01");
        QCOMPARE(header(poll, "anthropic-worker-id"), "w-1");
        QCOMPARE(header(poll, "user-agent"), "Glovebox/0.1.0");
        QCOMPARE(header(poll, "accept"), "application/json");
        QVERIFY(!header(poll, "content-type"));
        for (const auto &line : poll.headers)
            QVERIFY2(line.find("sk-ant") == std::string::npos, line.c_str());

        const auto stop = toWire(*stopRequest(kEnvironment, WorkId("w")), {*baseUrl, key, agent});
        QCOMPARE(header(stop, "content-type"), "application/json");
        QVERIFY(!header(stop, "anthropic-worker-id"));
        const auto stream = toWire(*eventStreamRequest(SessionId("s")), {*baseUrl, key, agent});
        QCOMPARE(header(stream, "accept"), "text/event-stream");
    }

    void credentialsThatCannotStandInAHeader()
    {
        QVERIFY(isHeaderToken("sk-ant-oat01-abc_DEF=+/"));
        for (const char *bad : {"", "a b", "a\r\nx: y", "a\n", "\xC3\xA9"})
            QVERIFY2(!isHeaderToken(bad), bad);
    }
};

QTEST_GUILESS_MAIN(RequestsTest)
#include "tst_requests.moc"
