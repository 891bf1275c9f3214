// Role: what a session has cost and what it was given, read from foreign JSON: figures, skills, memory stores, and the
// events that tell of them.
#include "core/base/limits.h"
#include "core/controlplane/session_codec.h"
#include "core/controlplane/usage_codec.h"

#include <QFile>
#include <QTest>

using namespace glovebox;
using namespace glovebox::controlplane;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

domain::EventPayload payloadOf(const Json &json)
{
    return decodeEvent(json)->payload;
}

domain::Session sessionOf(const Json &json)
{
    return *decodeSession(json.dump());
}

} // namespace

class UsageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aUsageEventTellsAllItsFigures()
    {
        const auto payload = payloadOf(Json::parse(
            R"({"type":"session.usage","id":"sevt_24","processed_at":"x","budget":null,"usage":{"input_tokens":5000,
                "output_tokens":3200,"cache_read_input_tokens":20000,"cache_creation":{"ephemeral_5m_input_tokens":2000,
                "ephemeral_1h_input_tokens":30},"list_cost":{"amount":"187","currency":"USD"},"active_seconds":342.5,
                "server_tool_use":{"web_search_requests":3,"web_fetch_requests":1}}})"));
        const domain::ModelUsage expected{.inputTokens = 5000,
                                          .outputTokens = 3200,
                                          .cacheReadTokens = 20000,
                                          .cacheWriteTokens = 2030,
                                          .webSearches = 3,
                                          .webFetches = 1,
                                          .active = 342500ms,
                                          .listCostCents = 187};
        QVERIFY(std::get<domain::UsageReported>(payload).usage == expected);
    }

    void moneyIsWholeCents_data()
    {
        QTest::addColumn<QByteArray>("money");
        QTest::addColumn<qint64>("cents"); // -1: none
        QTest::newRow("cents") << QByteArray(R"({"amount":"187","currency":"USD"})") << qint64{187};
        QTest::newRow("nothing yet") << QByteArray(R"({"amount":"0","currency":"USD"})") << qint64{0};
        QTest::newRow("no currency") << QByteArray(R"({"amount":"5"})") << qint64{5};
        QTest::newRow("most") << QByteArray(R"({"amount":"9223372036854775807"})") << qint64{9223372036854775807};
        QTest::newRow("too much") << QByteArray(R"({"amount":"9223372036854775808"})") << qint64{-1};
        QTest::newRow("other money") << QByteArray(R"({"amount":"187","currency":"EUR"})") << qint64{-1};
        QTest::newRow("fractions") << QByteArray(R"({"amount":"1.87"})") << qint64{-1};
        QTest::newRow("negative") << QByteArray(R"({"amount":"-187"})") << qint64{-1};
        QTest::newRow("blank") << QByteArray(R"({"amount":" 187"})") << qint64{-1};
        QTest::newRow("a number") << QByteArray(R"({"amount":187})") << qint64{-1};
        QTest::newRow("empty") << QByteArray(R"({"amount":""})") << qint64{-1};
        QTest::newRow("null") << QByteArray("null") << qint64{-1};
        QTest::newRow("a list") << QByteArray("[187]") << qint64{-1};
    }

    void moneyIsWholeCents()
    {
        QFETCH(QByteArray, money);
        QFETCH(qint64, cents);
        QCOMPARE(centsFrom(Json::parse(money.toStdString())).value_or(-1), cents);
    }

    void figuresOfTheWrongTypeCountAsNothing()
    {
        const auto usage = usageFrom(Json::parse(
            R"({"input_tokens":-5,"output_tokens":"9","cache_read_input_tokens":1.5,"cache_creation":[1],
                "active_seconds":-3,"server_tool_use":7,"list_cost":"187"})"));
        QVERIFY(usage == domain::ModelUsage{});
        QVERIFY(!usageFrom(Json("x")) && !usageFrom(Json(nullptr)) && !usageFrom(Json::array()));
        const auto absurd = usageFrom(Json::parse(
            R"({"cache_creation":{"a":18446744073709551615,"b":18446744073709551615},"active_seconds":1e300})"));
        QCOMPARE(absurd->cacheWriteTokens, std::uint64_t{18446744073709551615U});
        QVERIFY(absurd->active > 0ms);
    }

    void aSessionShowsWhatItWasGiven()
    {
        QFile file(qEnvironmentVariable("FIXTURES") + QStringLiteral("/session.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto json = Json::parse(file.readAll().toStdString());
        json["budget"] = {{"type", "limit"}, {"max_list_cost", {{"amount", "2500"}, {"currency", "USD"}}}};
        const auto session = sessionOf(json);
        QVERIFY((session.skills == std::vector<domain::SkillRef>{{.id = "skill_01", .version = "latest"}}));
        QVERIFY((session.memoryStores ==
                 std::vector<domain::MemoryAttachment>{{.store = domain::MemoryStoreId("memstore_01"),
                                                        .name = "User Preferences",
                                                        .mountPath = "/mnt/memory/user-preferences",
                                                        .readOnly = false}}));
        QCOMPARE(session.usage->listCostCents, std::optional<std::int64_t>(187));
        QVERIFY(session.usage->active == 1500ms);
        QCOMPARE(session.budgetCents, std::optional<std::int64_t>(2500));
    }

    void aSessionMayLackAllOfIt()
    {
        for (const auto *text : {R"({"id":"s"})", R"({"id":"s","agent":7,"resources":{},"usage":[],"budget":"x"})",
                                 R"({"id":"s","agent":{"skills":[null,7,{"skill_id":""},{"version":"1"}]},
                                     "resources":[null,{"type":"file"},{"type":"memory_store"}],"budget":null})"}) {
            const auto session = sessionOf(Json::parse(text));
            QVERIFY(session.skills.empty() && session.memoryStores.empty());
            QVERIFY(!session.usage && !session.budgetCents);
        }
    }

    void aStoreIsWrittenOnlyWhereThatIsSaid_data()
    {
        QTest::addColumn<QByteArray>("access");
        QTest::addColumn<bool>("readOnly");
        QTest::newRow("read_write") << QByteArray("\"read_write\"") << false;
        QTest::newRow("not said") << QByteArray("null") << false;
        QTest::newRow("read_only") << QByteArray("\"read_only\"") << true;
        QTest::newRow("new word") << QByteArray("\"append\"") << true;
        QTest::newRow("odd") << QByteArray("7") << true;
    }

    void aStoreIsWrittenOnlyWhereThatIsSaid()
    {
        QFETCH(QByteArray, access);
        QFETCH(bool, readOnly);
        const auto session = sessionOf({{"id", "s"},
                                        {"resources",
                                         {{{"type", "memory_store"},
                                           {"memory_store_id", "memstore_1"},
                                           {"access", Json::parse(access.toStdString())}}}}});
        QCOMPARE(session.memoryStores.at(0).readOnly, readOnly);
    }

    void absurdlyManyAreCut()
    {
        Json json{{"id", "s"}, {"agent", {{"skills", Json::array()}}}, {"resources", Json::array()}};
        for (std::size_t i = 0; i < limits::kSkillsMax + 5; ++i) {
            json["agent"]["skills"].push_back({{"skill_id", "skill_" + std::to_string(i)}});
            json["resources"].push_back({{"type", "memory_store"}, {"memory_store_id", "m" + std::to_string(i)}});
        }
        const auto session = sessionOf(json);
        QCOMPARE(session.skills.size(), limits::kSkillsMax);
        QCOMPARE(session.skills[0].version, std::string("latest"));
        QCOMPARE(session.memoryStores.size(), limits::kMemoryStoresMax);
    }

    void eventsOfThreadsAndTitles()
    {
        const auto created = payloadOf({{"type", "session.thread_created"},
                                        {"id", "e"},
                                        {"agent_name", "helper"},
                                        {"session_thread_id", "sthr_2"}});
        QCOMPARE(std::get<domain::ThreadCreated>(created).thread.value(), std::string("sthr_2"));
        QCOMPARE(std::get<domain::ThreadCreated>(created).agentName, std::string("helper"));
        const auto titled = payloadOf({{"type", "session.updated"}, {"id", "e"}, {"title", "new"}});
        QCOMPARE(std::get<domain::TitleChanged>(titled).title, std::string("new"));
        const auto whole = payloadOf({{"type", "user.interrupt"}, {"id", "e"}, {"session_thread_id", nullptr}});
        QVERIFY(!std::get<domain::UserInterrupt>(whole).thread);
        const auto thread = payloadOf({{"type", "user.interrupt"}, {"id", "e"}, {"session_thread_id", "sthr_2"}});
        QCOMPARE(std::get<domain::UserInterrupt>(thread).thread->value(), std::string("sthr_2"));
    }

    void halfOfSuchAnEventIsSomethingElse()
    {
        QVERIFY(
            std::holds_alternative<domain::OtherEvent>(payloadOf({{"type", "session.thread_created"}, {"id", "e"}})));
        QVERIFY(std::holds_alternative<domain::OtherEvent>(
            payloadOf({{"type", "session.updated"}, {"id", "e"}, {"title", nullptr}})));
        QVERIFY(std::holds_alternative<domain::OtherEvent>(
            payloadOf({{"type", "session.usage"}, {"id", "e"}, {"usage", "much"}})));
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "tst_usage.moc"
