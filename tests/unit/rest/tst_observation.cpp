// Whoever watches from outside, over a real socket: health, readiness, metrics, and the stream of events.
#include "core/rest/local_api.h"
#include "tests/support/manual_clock.h"
#include "tests/support/prometheus_reader.h"
#include "tests/support/told_engine.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using nlohmann::json;
using testsupport::ManualClock;

namespace {

struct Answer {
    int status = 0;
    QByteArray head;
    QByteArray body;
};

/// A client that stays and reads what comes.
class Follower {
public:
    Follower(const std::string &socket, const QByteArray &query, const QByteArray &headers)
    {
        m_socket.connectToServer(QString::fromStdString(socket));
        m_socket.write("GET /v1/events" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }
    bool waitFor(const QByteArray &text)
    {
        return QTest::qWaitFor([&] {
            m_received += m_socket.readAll();
            return m_received.contains(text);
        });
    }
    const QByteArray &received()
    {
        m_received += m_socket.readAll();
        return m_received;
    }
    void readNothing() { m_socket.setReadBufferSize(1); }
    void readOn() { m_socket.setReadBufferSize(0); }

private:
    QLocalSocket m_socket;
    QByteArray m_received;
};

const QByteArray kServerSent = "Accept: text/event-stream\r\n";

} // namespace

class ObservationTest : public QObject {
    Q_OBJECT

    Answer ask(const QByteArray &line, const QByteArray &headers = {})
    {
        QLocalSocket client;
        client.connectToServer(QString::fromStdString(m_socket));
        client.write(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
        QByteArray all;
        const auto closed = [&] {
            all += client.readAll();
            return client.state() == QLocalSocket::UnconnectedState;
        };
        if (!QTest::qWaitFor(closed, 10'000))
            return {};
        all += client.readAll();
        const auto at = all.indexOf("\r\n\r\n");
        return {all.mid(9, 3).toInt(), all.left(at), all.mid(at + 4)};
    }
    json events(const QByteArray &query)
    {
        const auto answer = ask("GET /v1/events" + query, "Accept: application/json\r\n");
        return json::parse(answer.body.toStdString(), nullptr, false);
    }
    void becomes(const char *sandbox, domain::SandboxState state)
    {
        api::SandboxView view{.generation = ++m_generation, .id = domain::SandboxId(sandbox), .state = state};
        m_api->saw(view);
    }
    void pump() { m_clock.runDue(); }

    QTemporaryDir m_folder;
    std::string m_socket = m_folder.filePath(QStringLiteral("api.sock")).toStdString();
    ManualClock m_clock;
    testsupport::NotingDoor m_engine;
    std::unique_ptr<rest::LocalApi> m_api;
    std::uint64_t m_generation = 0;

private Q_SLOTS:
    void init()
    {
        m_api = std::make_unique<rest::LocalApi>(m_clock, [this](const rest::LocalApi::Job &job) { job(m_engine); });
        QVERIFY(m_api->listen(m_socket));
    }
    void cleanup() { m_api.reset(); }

    void itIsAliveBeforeItIsReady()
    {
        QCOMPARE(ask("GET /healthz").status, 200);
        const auto before = ask("GET /readyz");
        QCOMPARE(before.status, 503);
        QVERIFY(!json::parse(before.body.toStdString())["reasons"].empty());
        api::HostView host{.phase = api::EnginePhase::Preparing, .activity = "Packing the root file system (2 of 4)"};
        m_api->saw(host);
        auto reasons = json::parse(ask("GET /readyz").body.toStdString())["reasons"];
        QVERIFY(reasons[0].get<std::string>().find("Packing the root file system (2 of 4)") != std::string::npos);
        QCOMPARE(reasons.size(), std::size_t{2}); // and nobody knows yet how guests run
        host.phase = api::EnginePhase::Running;
        host.acceleration = domain::Acceleration::Emulated;
        host.diskFree = host.diskReserved = ByteCount::gib(1);
        m_api->saw(host);
        QCOMPARE(ask("GET /readyz").status, 200);
        host.diskFree = ByteCount::mib(10);
        m_api->saw(host);
        QCOMPARE(ask("GET /readyz").status, 503);
        host.diskFree = ByteCount::gib(2);
        host.phase = api::EnginePhase::Draining;
        m_api->saw(host);
        QCOMPARE(ask("GET /readyz").status, 503);
        QCOMPARE(ask("GET /healthz").status, 200);
        QCOMPARE(ask("POST /healthz").status, 405);
    }

    void whatHasNoKeyIsToldNoNames()
    {
        api::HostView host{.phase = api::EnginePhase::Failed};
        host.problem = Error{ErrorCode::FolderInUse, "another Glovebox works in /srv/secret-name"};
        m_api->saw(host);
        const auto answer = ask("GET /readyz");
        QVERIFY(answer.body.contains("FolderInUse") && !answer.body.contains("secret-name"));
    }

    void metricsAreWhatAScraperTakes()
    {
        becomes("sbx-1", domain::SandboxState::Running);
        const auto answer = ask("GET /metrics");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.head.contains("text/plain; version=0.0.4"));
        const testsupport::PrometheusReader metrics(
            std::string_view(answer.body.constData(), static_cast<std::size_t>(answer.body.size())));
        QCOMPARE(metrics.problem(), std::string());
        QCOMPARE(metrics.value("glovebox_sandboxes", {{"state", "running"}}), 1.0);
    }

    void eventsAreListedAndReadOn()
    {
        becomes("sbx-1", domain::SandboxState::Queued);
        becomes("sbx-1", domain::SandboxState::Creating);
        becomes("sbx-2", domain::SandboxState::Queued);
        auto all = events("");
        QCOMPARE(all["events"].size(), std::size_t{3});
        QVERIFY(all["events"][1]["before"] == "queued" && all["events"][1]["state"] == "creating");
        const auto first = all["events"][0]["seq"].get<std::uint64_t>();
        QVERIFY(all["after"] == first + 2 && all["more"] == false && all["epoch"].is_string());
        const auto since = [&](std::uint64_t number, const QByteArray &more = {}) {
            return events("?after=" + QByteArray::number(qulonglong(number)) + more);
        };
        QCOMPARE(since(first)["events"].size(), std::size_t{2});
        QCOMPARE(since(first + 2)["events"].size(), std::size_t{0});
        const auto page = since(first - 1, "&limit=2");
        QVERIFY(page["events"].size() == 2 && page["more"] == true && page["after"] == first + 1);
        QCOMPARE(events("?sandbox=sbx-2")["events"].size(), std::size_t{1});
        QCOMPARE(events("?kind=sandbox&object=sandbox/sbx-1")["events"].size(), std::size_t{2});
        QCOMPARE(events("?kind=session,call")["events"].size(), std::size_t{0});
        QVERIFY(since(first, "&sandbox=sbx-9")["after"] == first + 2); // read, though nothing was for it
        QCOMPARE(ask("GET /v1/events?after=-1").status, 400);
        QCOMPARE(ask("GET /v1/events?after=x").status, 400);
        QCOMPARE(ask("DELETE /v1/events").status, 405);
    }

    void aStreamTellsWhatHappensAndGoesOn()
    {
        becomes("sbx-1", domain::SandboxState::Queued);
        Follower stream(m_socket, "?after=now", kServerSent);
        QVERIFY(stream.waitFor("text/event-stream"));
        becomes("sbx-1", domain::SandboxState::Creating);
        becomes("sbx-1", domain::SandboxState::Running);
        pump();
        QVERIFY(stream.waitFor("\"state\":\"running\""));
        QVERIFY(!stream.received().contains("\"state\":\"queued\"")); // from now on
        const auto at = stream.received().lastIndexOf("id: ") + 4;
        const auto last = stream.received().mid(at, stream.received().indexOf('\n', at) - at);
        becomes("sbx-1", domain::SandboxState::Paused);
        Follower again(m_socket, "?after=1", kServerSent + "Last-Event-ID: " + last + "\r\n");
        QVERIFY(again.waitFor("text/event-stream"));
        pump();
        QVERIFY(again.waitFor("\"state\":\"paused\""));
        QVERIFY(!again.received().contains("\"state\":\"running\"") && !again.received().contains("gap"));
    }

    void linesOfJsonAreOneEventEach()
    {
        becomes("sbx-1", domain::SandboxState::Queued);
        becomes("sbx-2", domain::SandboxState::Queued);
        const auto once = ask("GET /v1/events?sandbox=sbx-2");
        QVERIFY(once.head.contains("application/x-ndjson") && once.body.count('\n') == 1);
        QVERIFY(json::parse(once.body.toStdString())["sandbox"] == "sbx-2");
        Follower stream(m_socket, "?follow=true&sandbox=sbx-2", {});
        QVERIFY(stream.waitFor("application/x-ndjson"));
        pump();
        QVERIFY(stream.waitFor("sbx-2"));
        QVERIFY(!stream.received().contains("sbx-1"));
        m_clock.advance(rest::kEventHeartbeat);
        QVERIFY(stream.waitFor("\r\n1\r\n\n\r\n")); // an empty line, in a chunk of its own
    }

    void aStreamWhereNothingHappensShowsThatItIsAlive()
    {
        Follower stream(m_socket, "", kServerSent);
        QVERIFY(stream.waitFor("text/event-stream"));
        m_clock.advance(rest::kEventHeartbeat);
        QVERIFY(stream.waitFor(": still here\nid: "));
    }

    void whoReadsOnFromAnEarlierRunIsTold()
    {
        const auto answer = events("?after=5");
        QVERIFY(answer["events"][0]["kind"] == "gap" && answer["events"][0]["restarted"] == true);
        Follower stream(m_socket, "?follow=true&after=5", {});
        QVERIFY(stream.waitFor("application/x-ndjson"));
        pump();
        QVERIFY(stream.waitFor("\"restarted\":true"));
    }

    /// He holds nobody up, and what is kept for him is what is kept for everybody.
    void whoIsSlowIsWaitedForAndToldWhatHeMissed()
    {
        Follower slow(m_socket, "?after=now", kServerSent);
        QVERIFY(slow.waitFor("text/event-stream"));
        slow.readNothing();
        Follower other(m_socket, "?follow=true&sandbox=sbx-2", {});
        QVERIFY(other.waitFor("application/x-ndjson"));
        for (std::size_t i = 0; i < 3 * rest::kEventsMax; ++i) {
            becomes("sbx-1", i % 2 == 0 ? domain::SandboxState::Running : domain::SandboxState::Paused);
            if (i % 500 == 0) {
                pump();
                QCoreApplication::processEvents();
            }
        }
        becomes("sbx-2", domain::SandboxState::Failed);
        pump();
        QVERIFY(other.waitFor("\"failed\""));
        slow.readOn();
        const auto more = [&] {
            pump();
            return slow.received().contains("\"failed\"");
        };
        QVERIFY(QTest::qWaitFor(more, 20'000));
        QCOMPARE(slow.received().count("\"kind\":\"gap\""), 1);
    }

    void onlySoManyFollow()
    {
        std::vector<std::unique_ptr<Follower>> streams;
        for (std::size_t i = 0; i < rest::kFollowersMax; ++i) {
            streams.push_back(std::make_unique<Follower>(m_socket, "", kServerSent));
            QVERIFY(streams.back()->waitFor("text/event-stream"));
        }
        const auto refused = ask("GET /v1/events?follow=true");
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.head.toLower().contains("retry-after"));
        streams.clear();
        QTRY_VERIFY(std::make_unique<Follower>(m_socket, "", kServerSent)->waitFor("text/event-stream"));
    }
};

QTEST_GUILESS_MAIN(ObservationTest)
#include "tst_observation.moc"
