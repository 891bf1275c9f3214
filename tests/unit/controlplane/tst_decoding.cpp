// Role: recorded answers become the domain's values, and nonsense becomes nothing worse than an error.
#include "core/controlplane/json.h"
#include "core/controlplane/session_codec.h"
#include "core/controlplane/work_codec.h"

#include <QFile>
#include <QTest>

using namespace glovebox;
using namespace glovebox::controlplane;
using namespace std::chrono_literals;

namespace {

std::string fixture(const char *name)
{
    QFile file(qEnvironmentVariable("FIXTURES") + QLatin1Char('/') + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

const domain::EnvironmentId kOurs("env_ours");

std::string encoded(const QByteArray &json,
                    QByteArray::Base64Options options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)
{
    return json.toBase64(options).toStdString();
}

const domain::SessionEvent *find(const ports::EventPage &page, const char *id)
{
    for (const auto &event : page.events)
        if (event.id.value() == id)
            return &event;
    return nullptr;
}

template <class T>
const T *payload(const ports::EventPage &page, const char *id)
{
    const auto *event = find(page, id);
    return event ? std::get_if<T>(&event->payload) : nullptr;
}

domain::ToolUse toolUseFrom(const char *json)
{
    return std::get<domain::ToolUse>(decodeEvent(nlohmann::json::parse(json))->payload);
}

} // namespace

class DecodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPolledItem()
    {
        const auto item = decodePoll(fixture("poll_item.json"), kOurs);
        QVERIFY(item && *item);
        QCOMPARE((*item)->id.value(), std::string("work_01"));
        QCOMPARE((*item)->environment.value(), std::string("env_01"));
        QVERIFY((*item)->kind == domain::WorkKind::Session);
        QCOMPARE((*item)->subject, std::string("sesn_01"));
        QVERIFY((*item)->state == domain::WorkState::Queued);
        QCOMPARE((*item)->sessionsToken.reveal(), std::string("sk-ant-req-example-0001"));
        QVERIFY(!(*item)->secretWasUndecodable);
        QCOMPARE((*item)->metadata.at("team"), std::string("blue"));
    }

    void anEmptyQueue()
    {
        QVERIFY(decodePoll("null", kOurs).value() == std::nullopt);
        QVERIFY(decodePoll(" null\n", kOurs).value() == std::nullopt);
        QVERIFY(decodePoll("", kOurs).value() == std::nullopt);
    }

    void aHealthcheckAndUnknownKinds()
    {
        const auto item = decodePoll(fixture("poll_healthcheck.json"), kOurs);
        QVERIFY((*item)->kind == domain::WorkKind::Healthcheck);
        QVERIFY((*item)->sessionsToken.empty() && !(*item)->secretWasUndecodable);
        for (const char *json : {R"({"id":"w"})", R"({"id":"w","data":7})", R"({"id":"w","data":{"id":"x"}})",
                                 R"({"id":"w","data":{"type":"session"}})",
                                 R"({"id":"w","data":{"type":["session"],"id":"x"},"metadata":[1],"state":3})"}) {
            const auto odd = decodePoll(json, kOurs);
            QVERIFY2(odd && *odd, json);
            QVERIFY2((*odd)->kind == domain::WorkKind::Unknown, json);
            QCOMPARE((*odd)->environment.value(), std::string("env_ours"));
        }
    }

    void anItemWithoutAnIdCannotBeAcknowledged()
    {
        for (const char *json :
             {"{}", R"({"id":""})", R"({"id":7})", "[]", "7", "\"x\"", "true", "{", "<html>", "nul"}) {
            const auto item = decodePoll(json, kOurs);
            QVERIFY2(!item, json);
            QCOMPARE(item.error().code, ErrorCode::ProtocolError);
        }
    }

    void secretsInEveryDress()
    {
        const QByteArray json =
            R"({"sessions_token":"sk-ant-req-~?~>~~"})"; // encodes to both odd letters of the alphabet
        for (const auto options : {QByteArray::Base64Options(QByteArray::Base64Encoding),
                                   QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals,
                                   QByteArray::Base64UrlEncoding | QByteArray::KeepTrailingEquals,
                                   QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals}) {
            const auto token = decodeWorkSecret(encoded(json, options));
            QVERIFY2(token, encoded(json, options).c_str());
            QCOMPARE(token->reveal(), std::string("sk-ant-req-~?~>~~"));
        }
        QVERIFY(encoded(json, QByteArray::Base64Encoding) != encoded(json, QByteArray::Base64UrlEncoding));
    }

    void undecodableSecretsFallBack()
    {
        for (const auto &secret :
             {std::string("!!!"), std::string("a"), encoded("not json"), encoded("[]"), encoded("{}"),
              encoded(R"({"sessions_token":""})"), encoded(R"({"sessions_token":7})"),
              encoded(R"({"sessions_token":"a\r\nx-evil: 1"})"), encoded(QByteArray(100'000, '['))}) {
            QVERIFY2(!decodeWorkSecret(secret), secret.substr(0, 80).c_str());
            const auto item = decodeWorkItem({{"id", "w"}, {"secret", secret}}, kOurs);
            QVERIFY(item->secretWasUndecodable && item->sessionsToken.empty());
        }
        QVERIFY(decodeWorkItem({{"id", "w"}, {"secret", 7}}, kOurs)->secretWasUndecodable);
        QVERIFY(!decodeWorkItem({{"id", "w"}, {"secret", ""}}, kOurs)->secretWasUndecodable);
    }

    void heartbeats()
    {
        const auto beat = decodeHeartbeat(fixture("heartbeat.json"));
        QCOMPARE(beat->lastHeartbeat, std::string("2026-11-20T19:58:32.059Z"));
        QVERIFY(beat->leaseExtended && beat->state == domain::WorkState::Active && beat->ttl == 120s);
        const auto stopping = decodeHeartbeat(fixture("heartbeat_stopping.json"));
        QVERIFY(!stopping->leaseExtended && stopping->state == domain::WorkState::Stopping && stopping->ttl == 4500ms);
        const auto bare = decodeHeartbeat(R"({"last_heartbeat":null,"ttl_seconds":0})");
        QVERIFY(bare->lastHeartbeat.empty() && bare->leaseExtended && !bare->ttl);
        QVERIFY(!decodeHeartbeat(R"({"ttl_seconds":"120"})")->ttl);
        QVERIFY(!decodeHeartbeat(R"({"ttl_seconds":-1})")->ttl);
        QVERIFY(decodeHeartbeat(R"({"ttl_seconds":1e300})")->ttl == 24h);
        QVERIFY(decodeHeartbeat(R"({"ttl_seconds":1e-9})")->ttl == 1ms);
        for (const char *body : {"", "null", "[]", "ok"})
            QVERIFY2(!decodeHeartbeat(body), body);
    }

    void aSession()
    {
        const auto session = decodeSession(fixture("session.json"));
        QCOMPARE(session->id.value(), std::string("sesn_01"));
        QVERIFY(session->status == domain::SessionStatus::Running);
        QCOMPARE(session->title, std::string("Repair the test-suite"));
        QCOMPARE(session->agentName, std::string("repairer"));
        QCOMPARE(session->metadata.at("repo"), std::string("acme/widgets"));
        const auto odd =
            decodeSession(R"({"id":"s","status":"dreaming","title":null,"agent":"agent_01","metadata":{"a":1}})");
        QVERIFY(odd->status == domain::SessionStatus::Unknown && odd->title.empty() && odd->agentName.empty() &&
                odd->metadata.empty());
        QVERIFY(!decodeSession("{}") && !decodeSession("null") && !decodeSession(""));
    }

    void aPageOfEvents()
    {
        const auto page = decodeEventPage(fixture("events_page.json"));
        QVERIFY(page);
        QCOMPARE(page->events.size(), std::size_t{22});
        QCOMPARE(page->nextPage, std::string("CUR=="));
        QCOMPARE(page->events.front().type, std::string("user.message"));
        QCOMPARE(page->events.front().processedAt, std::string("2026-11-20T10:00:00Z"));
        QVERIFY(payload<domain::StatusRunning>(*page, "sevt_13") &&
                payload<domain::StatusRescheduled>(*page, "sevt_15"));
        QVERIFY(payload<domain::StatusTerminated>(*page, "sevt_16") &&
                payload<domain::SessionDeleted>(*page, "sevt_17"));
        QVERIFY(payload<domain::OtherEvent>(*page, "sevt_25") && payload<domain::OtherEvent>(*page, "sevt_41"));
        QVERIFY(payload<domain::UserInterrupt>(*page, "sevt_09") && find(*page, "sevt_09")->processedAt.empty());
        QCOMPARE(payload<domain::ThreadTerminated>(*page, "sevt_21")->thread.value(), std::string("sthr_2"));
        const auto *idle = payload<domain::StatusIdle>(*page, "sevt_14");
        QCOMPARE(idle->stopReason, std::string("requires_action"));
        QVERIFY((idle->blockedOn == std::vector{domain::EventId("sevt_01"), domain::EventId("sevt_02")}));
        const auto *error = payload<domain::SessionError>(*page, "sevt_22");
        QVERIFY(error->type == "model_overloaded_error" && error->message == "busy");
    }

    void whatWasSaidInAPage()
    {
        const auto page = decodeEventPage(fixture("events_page.json"));
        const auto *user = payload<domain::Message>(*page, "sevt_08");
        QVERIFY(user->from == domain::Message::From::User && user->text == "go");
        const auto *system = payload<domain::Message>(*page, "sevt_40");
        QVERIFY(system->from == domain::Message::From::System && system->text == "be brief");
        const auto *agent = payload<domain::Message>(*page, "sevt_06");
        QVERIFY(agent->from == domain::Message::From::Agent && agent->text == "done");
        const auto *result = payload<domain::ToolAnswered>(*page, "sevt_11");
        QVERIFY(result->use.value() == "sevt_01" && !result->isError && result->text == "first\nsecond");
        const auto *custom = payload<domain::ToolAnswered>(*page, "sevt_12");
        QVERIFY(custom->use.value() == "sevt_02" && custom->isError && custom->text == "shipped");
        const auto *verdict = payload<domain::ToolConfirmation>(*page, "sevt_10");
        QVERIFY(verdict->use.value() == "sevt_30" && verdict->verdict == domain::Verdict::Deny &&
                verdict->denyMessage == "why");
    }

    void toolCallsOfAPage()
    {
        const auto page = decodeEventPage(fixture("events_page.json"));
        const auto *bash = payload<domain::ToolUse>(*page, "sevt_01");
        QVERIFY(bash->kind == domain::ToolKind::Agent && bash->name == "bash" &&
                bash->permission == domain::Permission::Allow && !bash->thread);
        QVERIFY(bash->input ==
                nlohmann::json::parse(R"({"command":"ls","timeout_ms":1500.5,"nested":{"list":[1,null,true,"é"]}})"));
        const auto *ask = payload<domain::ToolUse>(*page, "sevt_30");
        QVERIFY(ask->permission == domain::Permission::Ask && ask->thread == domain::ThreadId("sthr_2"));
        QVERIFY(payload<domain::ToolUse>(*page, "sevt_31")->permission == domain::Permission::Deny);
        QVERIFY(payload<domain::ToolUse>(*page, "sevt_32")->permission == domain::Permission::Allow);
        QVERIFY(payload<domain::ToolUse>(*page, "sevt_02")->kind == domain::ToolKind::Custom);
        QVERIFY(payload<domain::ToolUse>(*page, "sevt_03")->kind == domain::ToolKind::Mcp);
    }

    void permissionsFailClosed()
    {
        QVERIFY(toolUseFrom(R"({"id":"e","type":"agent.tool_use","evaluated_permission":"allowed"})").permission ==
                domain::Permission::Unknown);
        QVERIFY(toolUseFrom(R"({"id":"e","type":"agent.tool_use","evaluated_permission":"ALLOW"})").permission ==
                domain::Permission::Unknown);
        QVERIFY(toolUseFrom(R"({"id":"e","type":"agent.tool_use","evaluated_permission":true})").permission ==
                domain::Permission::Unknown);
        QVERIFY(
            toolUseFrom(R"({"id":"e","type":"agent.tool_use","evaluated_permission":{"type":"allow"}})").permission ==
            domain::Permission::Unknown);
        QVERIFY(toolUseFrom(R"({"id":"e","type":"agent.tool_use","evaluated_permission":null})").permission ==
                domain::Permission::Allow);
        const auto event = decodeEvent(
            nlohmann::json::parse(R"({"id":"e","type":"user.tool_confirmation","tool_use_id":"u","result":"yes"})"));
        QVERIFY(std::get<domain::ToolConfirmation>(event->payload).verdict == domain::Verdict::Unknown);
    }

    void halfAnEventIsNotMistaken()
    {
        for (const char *json :
             {R"({"id":"e","type":"user.tool_result"})",
              R"({"id":"e","type":"user.tool_confirmation","result":"allow"})",
              R"({"id":"e","type":"session.thread_status_terminated"})", R"({"id":"e"})", R"({"id":"e","type":7})"})
            QVERIFY2(std::holds_alternative<domain::OtherEvent>(decodeEvent(nlohmann::json::parse(json))->payload),
                     json);
        for (const char *json :
             {R"({"type":"agent.tool_use"})", R"({"id":null,"type":"agent.tool_use"})", "null", "[]", "7"})
            QVERIFY2(!decodeEvent(nlohmann::json::parse(json)), json);
        QVERIFY(std::get<domain::StatusIdle>(
                    decodeEvent(nlohmann::json::parse(R"({"id":"e","type":"session.status_idle"})"))->payload)
                    .stopReason.empty());
        QVERIFY(toolUseFrom(R"({"id":"e","type":"agent.tool_use"})").input == nlohmann::json::object());
        QVERIFY(toolUseFrom(R"({"id":"e","type":"agent.tool_use","input":[1]})").input == nlohmann::json::parse("[1]"));
    }

    void lastPagesAndOddOnes()
    {
        QVERIFY(decodeEventPage(R"({"data":[],"next_page":null})")->nextPage.empty());
        QVERIFY(decodeEventPage("{}")->events.empty());
        QVERIFY(decodeEventPage(R"({"data":{"a":1}})")->events.empty());
        QCOMPARE(decodeEventPage(R"({"data":[null,7,{"id":"e","type":"x"}]})")->events.size(), std::size_t{1});
        for (const char *body : {"", "null", "[]", "{"})
            QVERIFY2(!decodeEventPage(body), body);
    }

    void messagesOfTheStream()
    {
        QVERIFY(decodeStreamMessage({"ping", "whatever"}).value() == std::nullopt);
        QVERIFY(
            decodeStreamMessage({"event_start", R"({"type":"event_start","event":{"type":"agent.message","id":"e"}})"})
                .value() == std::nullopt);
        QCOMPARE(decodeStreamMessage({"session.usage", R"({"type":"session.usage","id":"e"})"}).value()->type,
                 std::string("session.usage"));
        const auto error =
            decodeStreamMessage({"error", R"({"type":"error","error":{"type":"overloaded_error","message":"later"}})"});
        QCOMPARE(error.error().code, ErrorCode::ServerError);
        QVERIFY(error.error().detail.find("overloaded_error: later") != std::string::npos);
        QCOMPARE(decodeStreamMessage({"error", "nonsense"}).error().code, ErrorCode::ServerError);
        QCOMPARE(decodeStreamMessage({"agent.message", "{"}).error().code, ErrorCode::ProtocolError);
    }

    void absurdJsonIsRefusedBeforeItIsBuilt()
    {
        QVERIFY(parseJson(std::string(200, '[') + std::string(200, ']')));
        QVERIFY(!parseJson(std::string(201, '[') + std::string(201, ']')));
        QVERIFY(!parseJson(std::string(10'000'000, '[')));
        QVERIFY(!parseJson("[" + QByteArray("0,").repeated(1'000'000).toStdString() + "0]"));
        QVERIFY(parseJson("\"" + std::string(1000, '[') + "\\\"[[[\""));
        QVERIFY(!parseJson("\"\xFF\""));
        QVERIFY(!parseJson("1e999"));
    }
};

QTEST_GUILESS_MAIN(DecodingTest)
#include "tst_decoding.moc"
