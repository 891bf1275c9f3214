// Logs over the local API: what is in the files comes, narrowed and page by page; who follows gets what is written
// next, at their own pace; and a sandbox's console is for who may look into it.
#include "app/compose/log_shelf.h"
#include "core/logs/log_book.h"
#include "core/rest/log_followers.h"
#include "tests/unit/rest/api_rig.h"

using namespace resttest;
using domain::KeyScope;

namespace {

const WallTime kBegin{std::chrono::milliseconds(1'800'000'000'000)};

/// A client that stays and reads what comes, or does not.
class Follower {
public:
    Follower(ApiRig &rig, const QByteArray &path) : m_rig(rig)
    {
        m_socket.connectToServer(QString::fromStdString(rig.socket()));
        m_socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    bool waitFor(const QByteArray &text)
    {
        return m_rig.waitFor([&] {
            m_received += m_socket.readAll();
            m_rig.clock.advance(rest::kLogLookEvery);
            return m_received.contains(text);
        });
    }
    const QByteArray &received() const { return m_received; }
    void readNothing() { m_socket.setReadBufferSize(1); }
    void readOn() { m_socket.setReadBufferSize(0); }

private:
    ApiRig &m_rig;
    QLocalSocket m_socket;
    QByteArray m_received;
};

std::vector<std::string> messagesOf(const Answer &answer)
{
    std::vector<std::string> messages;
    const auto page = answer.object();
    for (const auto &line : page.at("lines"))
        messages.push_back(line["message"].get<std::string>());
    return messages;
}

} // namespace

class ApiLogsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ApiRig> m_rig;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<logs::LogBook> m_book;
    std::unique_ptr<compose::LogShelf> m_shelf;
    int m_written = 0;

    void write(const LogName &name, std::string message, LogLevel level = LogLevel::Info, const char *source = "engine")
    {
        m_book->write(name, {kBegin + std::chrono::seconds(m_written++), level, source, std::move(message)});
    }
    Answer ask(const QByteArray &path)
    {
        m_book->flush();
        return m_rig->askSocket("GET", path);
    }

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<ApiRig>();
        m_dir = std::make_unique<QTemporaryDir>();
        auto book = logs::LogBook::open({.folder = m_dir->path().toStdString()});
        QVERIFY(book.has_value());
        m_book = *std::move(book);
        m_shelf = std::make_unique<compose::LogShelf>(m_dir->path().toStdString());
        m_rig->engine.shelf = m_shelf.get();
        m_written = 0;
    }
    void cleanup()
    {
        m_rig.reset();
        m_shelf.reset();
        m_book.reset();
    }

    void linesComeNarrowedAndPageByPage()
    {
        write({}, "lease renewed");
        write({}, "stream is silent", LogLevel::Warning);
        write({}, "its machine ended", LogLevel::Error, "qemu");
        QCOMPARE(messagesOf(ask("/v1/logs")),
                 (std::vector<std::string>{"lease renewed", "stream is silent", "its machine ended"}));
        QCOMPARE(messagesOf(ask("/v1/logs?level=warning")).size(), std::size_t{2});
        QCOMPARE(messagesOf(ask("/v1/logs?source=qemu")), std::vector<std::string>{"its machine ended"});
        QCOMPARE(messagesOf(ask("/v1/logs?text=SILENT")), std::vector<std::string>{"stream is silent"});
        QCOMPARE(messagesOf(ask("/v1/logs?since=2027-01-15T08:00:01.000Z&until=2027-01-15T08:00:02.000Z")),
                 std::vector<std::string>{"stream is silent"});
        const auto newest = ask("/v1/logs?limit=2").object();
        QVERIFY(newest["before"] == 2 && newest["after"] == 3 && newest["older"] == true && newest["newer"] == false);
        const auto &line = newest["lines"][0];
        QVERIFY(line == json({{"number", 2},
                              {"at", "2027-01-15T08:00:01.000Z"},
                              {"level", "warning"},
                              {"source", "engine"},
                              {"message", "stream is silent"}}));
        QCOMPARE(messagesOf(ask("/v1/logs?limit=2&before=2")), std::vector<std::string>{"lease renewed"});
        QCOMPARE(messagesOf(ask("/v1/logs?after=2")), std::vector<std::string>{"its machine ended"});
    }

    void sessionsAndConsolesHaveLogsOfTheirOwnAndAreListed()
    {
        write({}, "engine's");
        write({LogName::Kind::Session, "sesn_1"}, "tool");
        write({LogName::Kind::Sandbox, "sbx-1"}, "\x1b[31mred");
        QCOMPARE(messagesOf(ask("/v1/logs?session=sesn_1")), std::vector<std::string>{"tool"});
        QCOMPARE(messagesOf(ask("/v1/sandboxes/sbx-1/log")), std::vector<std::string>{"\x1b[31mred"});
        const auto list = ask("/v1/logs/list").object()["logs"];
        QCOMPARE(list.size(), std::size_t{3});
        QVERIFY(list[0]["kind"] == "engine" && !list[0].contains("id"));
        QCOMPARE(ask("/v1/logs?session=sesn_2").status, 404);
        QCOMPARE(ask("/v1/logs?session=sesn_2").problem(), std::string("there is no log of session sesn_2"));
        QCOMPARE(ask("/v1/sandboxes/sbx-2/log").status, 404);
        QCOMPARE(ask("/v1/logs?session=..%2fengine").status, 400);
    }

    /// A console is like a terminal: what a key that only looks may see has nothing of what agents print.
    void aConsoleNeedsMoreThanTheRest()
    {
        write({LogName::Kind::Sandbox, "sbx-1"}, "printed");
        m_book->flush();
        const auto read = m_rig->key(KeyScope::Read);
        QCOMPARE(m_rig->ask("GET", "/v1/logs", {.key = read}).status, 200);
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes/sbx-1/log", {.key = read}).status, 403);
        QCOMPARE(m_rig->ask("GET", "/v1/sandboxes/sbx-1/log", {.key = m_rig->key(KeyScope::Operate)}).status, 200);
    }

    void whatMakesNoSenseIsRefused()
    {
        for (const auto *path :
             {"/v1/logs?level=loud", "/v1/logs?since=yesterday", "/v1/logs?until=1", "/v1/logs?limit=1001",
              "/v1/logs?limit=x", "/v1/logs?before=-1", "/v1/logs?before=1&after=1", "/v1/logs?follow=x",
              "/v1/logs?follow=", "/v1/logs?sandbox=sbx-1", "/v1/sandboxes/sbx-1/log?session=sesn_1"})
            QVERIFY2(ask(path).status == 400, path);
        m_rig->engine.shelf = nullptr;
        QCOMPARE(ask("/v1/logs").status, 503);
        QCOMPARE(ask("/v1/logs/list").status, 503);
        QCOMPARE(ask("/v1/logs?follow=true").status, 503);
    }

    void whoFollowsGetsWhatComes()
    {
        for (int i = 1; i <= 5; ++i)
            write({}, "line " + std::to_string(i));
        m_book->flush();
        Follower follower(*m_rig, "/v1/logs?follow=true&limit=2&text=line");
        QVERIFY(follower.waitFor("line 5"));
        QVERIFY(follower.received().contains("application/x-ndjson"));
        QVERIFY(follower.received().contains("line 4") && !follower.received().contains("line 3"));
        write({}, "of no matter");
        write({}, "line 6");
        QVERIFY(follower.waitFor("line 6"));
        QVERIFY(!follower.received().contains("of no matter"));
        m_rig->clock.advance(rest::kLogHeartbeat);
        QVERIFY(follower.waitFor("\r\n1\r\n\n\r\n")); // an empty line, in a chunk of its own
        Follower later(*m_rig, "/v1/logs?follow=true&after=5");
        QVERIFY(later.waitFor("line 6"));
        QVERIFY(later.received().contains("of no matter") && !later.received().contains("line 5"));
        // Also of what is not there yet.
        Follower early(*m_rig, "/v1/sandboxes/sbx-9/log?follow=true");
        QVERIFY(early.waitFor("application/x-ndjson"));
        write({LogName::Kind::Sandbox, "sbx-9"}, "booted");
        QVERIFY(early.waitFor("booted"));
    }

    /// Nothing is kept for them but what the connection holds: the rest is in the files, and comes when they read.
    void whoIsSlowHoldsNobodyUpAndMissesNothing()
    {
        Follower slow(*m_rig, "/v1/logs?follow=true&after=0");
        QVERIFY(slow.waitFor("application/x-ndjson"));
        slow.readNothing();
        constexpr int lines = 20'000;
        const std::string text(200, 'x');
        for (int i = 0; i < lines; ++i) {
            write({}, text);
            if (i % 1000 == 0)
                m_book->flush();
        }
        write({}, "the last one");
        m_book->flush();
        Follower other(*m_rig, "/v1/logs?follow=true&limit=1");
        QVERIFY(other.waitFor("the last one"));
        QVERIFY(!slow.received().contains("the last one"));
        slow.readOn();
        QVERIFY(slow.waitFor("the last one"));
        QCOMPARE(slow.received().count("\"message\":\"x"), lines);
    }

    void linesThatWereDeletedAreAGap()
    {
        m_book.reset();
        auto book = logs::LogBook::open({.folder = m_dir->path().toStdString(), .files = {ByteCount{20'000}, 2}});
        QVERIFY(book.has_value());
        m_book = *std::move(book);
        for (int i = 0; i < 2000; ++i) {
            write({}, "line");
            if (i % 100 == 0)
                m_book->flush(); // lines that are written together stay in one file
        }
        m_book->flush();
        Follower follower(*m_rig, "/v1/logs?follow=true&after=10");
        QVERIFY(follower.waitFor("\"number\":2000"));
        QVERIFY(follower.received().contains("{\"gap\":{\"first\":11,\"last\":"));
    }

    void onlySoManyFollow()
    {
        std::vector<std::unique_ptr<Follower>> followers;
        for (std::size_t i = 0; i < rest::kLogFollowersMax; ++i) {
            followers.push_back(std::make_unique<Follower>(*m_rig, "/v1/logs?follow=true"));
            QVERIFY(followers.back()->waitFor("application/x-ndjson"));
        }
        const auto refused = ask("/v1/logs?follow=true");
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.head.contains("retry-after"));
        followers.clear();
        QTRY_VERIFY(Follower(*m_rig, "/v1/logs?follow=true").waitFor("application/x-ndjson"));
    }

    void aKeyThatIsRevokedFollowsNoMore()
    {
        domain::ApiKeyId id("none");
        const auto key = m_rig->key(KeyScope::Read, {}, &id);
        QTcpSocket client;
        client.connectToHost(QStringLiteral("127.0.0.1"), m_rig->port);
        client.write(m_rig->text("GET", "/v1/logs?follow=true", {.key = key}));
        QVERIFY(m_rig->waitFor([&] { return client.bytesAvailable() > 0; }));
        QVERIFY(m_rig->engine.book.act(api::RevokeKey{id}).reason.empty());
        QVERIFY(m_rig->waitFor([&] { return client.state() == QAbstractSocket::UnconnectedState; }));
    }
};

QTEST_GUILESS_MAIN(ApiLogsTest)
#include "tst_api_logs.moc"
