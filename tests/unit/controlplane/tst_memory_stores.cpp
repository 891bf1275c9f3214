// Role: memory stores over the wire: requests, tokens, conflicts that are final, and listings that are whole or
// nothing.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/controlplane/client_fixture.h"

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;
using ports::Memory;
using ports::MemoryPage;

namespace {

const domain::MemoryStoreId kStore("memstore_1");
const std::string kSha(64, 'a');

QByteArray memory(const char *id, const char *path, const char *content = nullptr)
{
    nlohmann::json json{
        {"id", id},           {"type", "memory"},       {"memory_store_id", "memstore_1"}, {"path", path},
        {"content", nullptr}, {"content_sha256", kSha}, {"content_size_bytes", 5}};
    if (content)
        json["content"] = content;
    return QByteArray::fromStdString(json.dump());
}

QByteArray page(const QByteArray &rows, const QByteArray &next = "null")
{
    return "{\"data\":[" + rows + "],\"next_page\":" + next + '}';
}

} // namespace

class MemoryStoresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m = std::make_unique<ClientFixture>();
        m_clients = m->environment();
        m_stores = m_clients.memories.get();
    }
    void cleanup()
    {
        m_clients = {};
        m.reset();
    }

    void aStoreIsListedWithAndWithoutContents()
    {
        m->server.script({Answer::json(page(memory("mem_1", "/a.md", "hello"), "\"N/1\"")),
                          Answer::json(page(memory("mem_2", "/b.md") + R"(,{"type":"memory_prefix","path":"/c/"})"))});
        Outcome<MemoryPage> full;
        const auto one = m_stores->list(kStore, true, "", SecretString(kToken), full.callback());
        QVERIFY(m->runUntil([&] { return full.calls > 0; }));
        QVERIFY2(full.result->has_value(), full.detail().c_str());
        const auto &seen = m->server.seen();
        QCOMPARE(seen[0].path, QByteArray("/v1/memory_stores/memstore_1/memories"));
        QCOMPARE(seen[0].query, QByteArray("view=full&limit=20"));
        QCOMPARE(seen[0].headers.value("anthropic-beta"), QByteArray("agent-memory-2026-07-22"));
        QCOMPARE(seen[0].headers.value("authorization"), QByteArray("Bearer ") + kToken);
        QVERIFY(((*full.result)->memories ==
                 std::vector<Memory>{
                     {.id = "mem_1", .path = "/a.md", .sha256 = kSha, .size = 5, .content = std::string("hello")}}));
        Outcome<MemoryPage> basic;
        const auto two =
            m_stores->list(kStore, false, (*full.result)->nextPage, SecretString(kToken), basic.callback());
        QVERIFY(m->runUntil([&] { return basic.calls > 0; }));
        QCOMPARE(seen[1].query, QByteArray("view=basic&limit=100&page=N%2F1"));
        QCOMPARE((*basic.result)->memories.size(), std::size_t{1});
        QVERIFY(!(*basic.result)->memories[0].content);
    }

    void aListingThatCannotBeReadIsNoListing_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no id") << page(memory("", "/a.md"));
        QTest::newRow("no path") << page(memory("mem_1", ""));
        QTest::newRow("a number among them") << page(memory("mem_1", "/a.md") + ",7");
        QTest::newRow("short hash") << page(memory("mem_1", "/a.md").replace(QByteArray(64, 'a'), "abc"));
        QTest::newRow("upper-case hash") << page(
            memory("mem_1", "/a.md").replace(QByteArray(64, 'a'), QByteArray(64, 'A')));
        QTest::newRow("odd next page") << page(memory("mem_1", "/a.md"), "7");
        QTest::newRow("no data") << QByteArray(R"({"next_page":null})");
        QTest::newRow("half of it") << page(memory("mem_1", "/a.md")).chopped(10);
        QTest::newRow("a list") << QByteArray("[]");
    }

    void aListingThatCannotBeReadIsNoListing()
    {
        QFETCH(QByteArray, body);
        m->server.otherwise(Answer::json(body));
        Outcome<MemoryPage> outcome;
        const auto call = m_stores->list(kStore, false, "", SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ProtocolError));
    }

    void cutOffAtEveryByteAListingIsAskedForAgain()
    {
        const auto whole = Answer::json(page(memory("mem_1", "/a.md"))).bytes;
        m->server.otherwise({.bytes = whole});
        for (qsizetype cut = 0; cut < whole.size(); cut += 3) {
            m->server.script({Answer{.bytes = whole}.cutAfter(cut), {.bytes = whole}});
            Outcome<MemoryPage> outcome;
            const auto call = m_stores->list(kStore, false, "", SecretString(kToken), outcome.callback());
            QVERIFY2(m->runUntil([&] { return outcome.calls > 0; }), QByteArray::number(cut).constData());
            QVERIFY2(outcome.result->has_value(), (std::to_string(cut) + ": " + outcome.detail()).c_str());
            QCOMPARE((*outcome.result)->memories.size(), std::size_t{1});
        }
    }

    void oneMemoryIsReadWithItsContent()
    {
        m->server.script({Answer::json(memory("mem_1", "/a.md", "hello")), Answer::json(memory("mem_1", "/a.md"))});
        Outcome<Memory> outcome;
        const auto call = m_stores->retrieve(kStore, "mem_1", SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(m->server.last().path, QByteArray("/v1/memory_stores/memstore_1/memories/mem_1"));
        QCOMPARE(m->server.last().query, QByteArray("view=full"));
        QCOMPARE((*outcome.result)->content, std::optional(std::string("hello")));
        Outcome<Memory> without;
        const auto second = m_stores->retrieve(kStore, "mem_1", SecretString(kToken), without.callback());
        QVERIFY(m->runUntil([&] { return without.calls > 0; }));
        QCOMPARE(without.code(), std::optional(ErrorCode::ProtocolError));
    }

    void writesOnTheWire()
    {
        m->server.otherwise(Answer::json(memory("mem_1", "/a.md")));
        Outcome<Memory> created;
        const auto one = m_stores->create(kStore, "/n/\xC3\xBC.md", "x", SecretString(kToken), created.callback());
        QVERIFY(m->runUntil([&] { return created.calls > 0; }));
        QCOMPARE(m->server.last().method, QByteArray("POST"));
        QVERIFY(nlohmann::json::parse(m->server.last().body.toStdString()) ==
                (nlohmann::json{{"path", "/n/\xC3\xBC.md"}, {"content", "x"}}));
        Outcome<Memory> updated;
        const auto two = m_stores->update(kStore, "mem_1", "y", kSha, SecretString(kToken), updated.callback());
        QVERIFY(m->runUntil([&] { return updated.calls > 0; }));
        QCOMPARE(m->server.last().path, QByteArray("/v1/memory_stores/memstore_1/memories/mem_1"));
        QVERIFY(nlohmann::json::parse(m->server.last().body.toStdString()) ==
                (nlohmann::json{{"content", "y"},
                                {"precondition", {{"type", "content_sha256"}, {"content_sha256", kSha}}}}));
        Outcome<> removed;
        const auto three = m_stores->remove(kStore, "mem_1", kSha, SecretString(kToken), removed.callback());
        QVERIFY(m->runUntil([&] { return removed.calls > 0; }));
        QVERIFY2(removed.result->has_value(), removed.detail().c_str());
        QCOMPARE(m->server.last().method, QByteArray("DELETE"));
        QCOMPARE(m->server.last().query, "expected_content_sha256=" + QByteArray::fromStdString(kSha));
        QVERIFY(!m->server.last().headers.contains("content-type"));
    }

    void aConflictIsFinal_data()
    {
        QTest::addColumn<QList<QByteArray>>("headers");
        QTest::newRow("plain") << QList<QByteArray>{};
        QTest::newRow("though the server says try again") << QList<QByteArray>{"x-should-retry: true"};
    }

    void aConflictIsFinal()
    {
        QFETCH(QList<QByteArray>, headers);
        m->server.otherwise(Answer::of(409,
                                       R"({"error":{"type":"memory_precondition_failed_error","message":"changed"}})",
                                       "application/json", headers));
        Outcome<Memory> created;
        Outcome<Memory> updated;
        Outcome<> removed;
        const auto one = m_stores->create(kStore, "/a.md", "x", SecretString(kToken), created.callback());
        const auto two = m_stores->update(kStore, "mem_1", "y", kSha, SecretString(kToken), updated.callback());
        const auto three = m_stores->remove(kStore, "mem_1", kSha, SecretString(kToken), removed.callback());
        QVERIFY(m->runUntil([&] { return created.calls > 0 && updated.calls > 0 && removed.calls > 0; }));
        QCOMPARE(created.code(), std::optional(ErrorCode::Conflict));
        QCOMPARE(updated.code(), std::optional(ErrorCode::Conflict));
        QCOMPARE(removed.code(), std::optional(ErrorCode::Conflict));
        QVERIFY(updated.detail().find("memory_precondition_failed_error: changed") != std::string::npos);
        QCOMPARE(m->server.seenCount(), 3);
    }

    void passingTroubleIsTriedAgain()
    {
        m->server.script({Answer::of(503, ""), Answer::of(429, ""), Answer::json(memory("mem_1", "/a.md"))});
        Outcome<Memory> outcome;
        const auto call = m_stores->create(kStore, "/a.md", "x", SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE(m->server.seenCount(), 3);
    }

    void withoutASessionsTokenNothingIsSent()
    {
        Outcome<MemoryPage> listed;
        Outcome<> removed;
        const auto one = m_stores->list(kStore, true, "", {}, listed.callback());
        const auto two = m_stores->remove(kStore, "mem_1", kSha, {}, removed.callback());
        QCOMPARE(listed.calls + removed.calls, 0);
        QVERIFY(m->runUntil([&] { return listed.calls > 0 && removed.calls > 0; }));
        QCOMPARE(listed.code(), std::optional(ErrorCode::Unauthorized));
        QCOMPARE(removed.code(), std::optional(ErrorCode::Unauthorized));
        QCOMPARE(m->server.seenCount(), 0);
    }

    void whatNoStoreTakesIsNotSent()
    {
        Outcome<Memory> large;
        Outcome<Memory> binary;
        Outcome<Memory> climbing;
        const auto one = m_stores->create(kStore, "/a", std::string(limits::kMemoryContentMax.value + 1, 'x'),
                                          SecretString(kToken), large.callback());
        const auto two = m_stores->update(kStore, "mem_1", "\xFF", kSha, SecretString(kToken), binary.callback());
        const auto three = m_stores->retrieve(kStore, "..", SecretString(kToken), climbing.callback());
        QVERIFY(m->runUntil([&] { return large.calls > 0 && binary.calls > 0 && climbing.calls > 0; }));
        QCOMPARE(large.code(), std::optional(ErrorCode::TooLarge));
        QCOMPARE(binary.code(), std::optional(ErrorCode::InvalidArgument));
        QCOMPARE(climbing.code(), std::optional(ErrorCode::InvalidArgument));
        QCOMPARE(m->server.seenCount(), 0);
    }

    void theLargestContentIsSentWhole()
    {
        m->server.otherwise(Answer::json(memory("mem_1", "/a.md")));
        Outcome<Memory> outcome;
        const std::string content(limits::kMemoryContentMax.value, 'x');
        const auto call = m_stores->create(kStore, "/a", content, SecretString(kToken), outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QVERIFY(nlohmann::json::parse(m->server.last().body.toStdString())["content"] == content);
    }

private:
    std::unique_ptr<ClientFixture> m;
    controlplane::EnvironmentClients m_clients;
    ports::MemoryStores *m_stores = nullptr;
};

QTEST_GUILESS_MAIN(MemoryStoresTest)
#include "tst_memory_stores.moc"
