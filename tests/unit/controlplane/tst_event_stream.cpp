// Role: the live event stream against a server that misbehaves: order, silence, cuts, refusals, and many at once.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/controlplane/client_fixture.h"

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;
using domain::SessionId;

namespace {

QByteArray message(int number)
{
    const auto id = QByteArray::number(number);
    return "event: agent.message\ndata: {\"type\":\"agent.message\",\"id\":\"sevt_" + id + "\",\"content\":\"m" + id +
           "\"}\n\n";
}

/// What a stream said, in order.
struct Heard {
    int opened = 0;
    std::vector<domain::SessionEvent> events;
    std::vector<Error> closed;

    ports::StreamHandlers handlers()
    {
        return {.opened = [this] { ++opened; },
                .event = [this](domain::SessionEvent event) { events.push_back(std::move(event)); },
                .closed =
                    [this](Error error) {
                        closed.push_back(std::move(error));
                    }};
    }
};

} // namespace

class EventStreamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<ClientFixture>(); }
    void cleanup() { m.reset(); }

    void eventsComeAsTheyHappen()
    {
        m->server.otherwise(Answer::stream());
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), SecretString(kToken), heard.handlers());
        QCOMPARE(heard.opened, 0);
        QVERIFY(m->runUntil([&] { return heard.opened == 1; }));
        QCOMPARE(m->server.last().path, QByteArray("/v1/sessions/sesn_01/events/stream"));
        QCOMPARE(m->server.last().headers.value("accept"), QByteArray("text/event-stream"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kToken);
        for (int i = 0; i < 3; ++i) {
            m->server.push(message(i));
            QVERIFY(m->runUntil([&] { return heard.events.size() == static_cast<std::size_t>(i) + 1; }));
            QCOMPARE(heard.events.back().id.value(), "sevt_" + std::to_string(i));
        }
        QVERIFY(heard.closed.empty());
    }

    void theRecordedStream()
    {
        m->server.otherwise(Answer::stream(fixture("stream.sse") + '\n').dripping());
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return heard.events.size() == 4; }));
        QCOMPARE(heard.events[0].type, std::string("agent.tool_use"));
        QCOMPARE(std::get<domain::Message>(heard.events[1].payload).text, std::string("grüße"));
        QCOMPARE(std::get<domain::StatusIdle>(heard.events[2].payload).stopReason, std::string("end_turn"));
        QVERIFY(std::holds_alternative<domain::OtherEvent>(heard.events[3].payload));
    }

    void aRefusalClosesIt()
    {
        m->server.otherwise(Answer::of(404, R"({"error":{"type":"not_found_error","message":"no such session"}})"));
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return !heard.closed.empty(); }));
        QCOMPARE(heard.closed[0].code, ErrorCode::NotFound);
        QCOMPARE(heard.closed[0].detail,
                 std::string("GET /v1/sessions/sesn_01/events/stream: HTTP 404 not_found_error: no such session"));
        QCOMPARE(heard.opened, 0);
    }

    void openingIsRetriedReadingIsNot()
    {
        m->server.script({Answer::of(503, ""), Answer::stream(message(1)).cutAfter(100'000)});
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return !heard.closed.empty(); }));
        QCOMPARE(heard.opened, 1);
        QCOMPARE(heard.events.size(), std::size_t{1});
        QCOMPARE(heard.closed.size(), std::size_t{1});
        QCOMPARE(heard.closed[0].code, ErrorCode::NetworkError);
        m->clock.advance(1h);
        QCOMPARE(heard.opened, 1);
    }

    void cutAtEveryByteItGivesWhatWasWhole()
    {
        const auto whole = Answer::stream(message(1) + message(2));
        const auto headEnd = whole.bytes.indexOf("\r\n\r\n") + 4;
        const auto one = headEnd + message(1).size();
        for (auto cut = headEnd; cut <= whole.bytes.size(); ++cut) {
            m->server.otherwise(
                whole.cutAfter(cut)); // also when Qt asks again by itself, before it saw any of the answer
            Heard heard;
            const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
            QVERIFY2(m->runUntil([&] { return !heard.closed.empty(); }), QByteArray::number(cut).constData());
            QCOMPARE(heard.opened, 1);
            QCOMPARE(heard.closed[0].code, ErrorCode::NetworkError);
            QCOMPARE(heard.events.size(), static_cast<std::size_t>((cut >= one) + (cut == whole.bytes.size())));
        }
    }

    void silenceClosesIt()
    {
        m->server.otherwise(Answer::stream());
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return heard.opened == 1; }));
        m->clock.advance(limits::kStreamSilence - 1ms);
        QVERIFY(heard.closed.empty());
        m->clock.advance(1ms);
        QCOMPARE(heard.closed.size(), std::size_t{1});
        QCOMPARE(heard.closed[0].code, ErrorCode::TimedOut);
        QCOMPARE(heard.closed[0].detail,
                 std::string("GET /v1/sessions/sesn_01/events/stream: nothing more came for 90 s"));
        QTRY_COMPARE(m->server.openConnections(), 0);
    }

    void pingsKeepItAlive()
    {
        m->server.otherwise(Answer::stream());
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return heard.opened == 1; }));
        for (int i = 0; i < 5; ++i) {
            m->clock.advance(limits::kStreamSilence - 1ms);
            // The event behind the ping shows that the ping has been read.
            m->server.push("event: ping\ndata: {\"type\": \"ping\"}\n\n" + message(i));
            QVERIFY(m->turnUntil([&] { return heard.events.size() == static_cast<std::size_t>(i) + 1; }));
        }
        QVERIFY(heard.closed.empty());
    }

    void anErrorEventClosesIt()
    {
        m->server.otherwise(
            Answer::stream(message(1) +
                           "event: error\ndata: "
                           "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n" +
                           message(2)));
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return !heard.closed.empty(); }));
        QCOMPARE(heard.closed[0].code, ErrorCode::ServerError);
        QVERIFY(heard.closed[0].detail.find("overloaded_error: busy") != std::string::npos);
        QCOMPARE(heard.events.size(), std::size_t{1});
    }

    void malformedStreams_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("bad json") << Answer::stream("event: agent.message\ndata: {\n\n").bytes;
        QTest::newRow("html instead") << Answer::of(200, "<html/>", "text/html").bytes;
        QTest::newRow("json instead") << Answer::json("{}").bytes;
        QTest::newRow("no content type") << Answer::stream("", "").bytes;
    }
    void malformedStreams()
    {
        QFETCH(QByteArray, bytes);
        m->server.otherwise({.bytes = bytes});
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return !heard.closed.empty(); }));
        QCOMPARE(heard.closed[0].code, ErrorCode::ProtocolError);
        QVERIFY(heard.events.empty());
    }

    void anEndlessMessageIsRefused()
    {
        m->server.otherwise(Answer::stream("event: a\ndata: " +
                                           QByteArray(static_cast<qsizetype>(limits::kHttpBodyMax.value) + 1, 'x')));
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        QVERIFY(m->runUntil([&] { return !heard.closed.empty(); }));
        QCOMPARE(heard.closed[0].code, ErrorCode::ProtocolError);
    }

    void neverAnswering()
    {
        m->server.otherwise(Answer::never());
        Heard heard;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {}, heard.handlers());
        for (int attempt = 1; attempt <= limits::kHttpAttempts; ++attempt) {
            QVERIFY(m->runUntil([&] { return m->server.seenCount() == attempt; }));
            m->clock.advance(limits::kHttpTimeout);
        }
        QCOMPARE(heard.closed.size(), std::size_t{1});
        QCOMPARE(heard.closed[0].code, ErrorCode::TimedOut);
    }

    void lettingGoInTheMiddleOfAChunk()
    {
        m->server.otherwise(Answer::stream(message(1) + message(2) + message(3)));
        Call call;
        int events = 0;
        int closed = 0;
        call = m->client->openEventStream(SessionId("sesn_01"), {},
                                          {.opened = {},
                                           .event =
                                               [&](const domain::SessionEvent &) {
                                                   ++events;
                                                   call = Call();
                                               },
                                           .closed =
                                               [&](const Error &) {
                                                   ++closed;
                                               }});
        QVERIFY(m->runUntil([&] { return events == 1; }));
        QTRY_COMPARE(m->server.openConnections(), 0);
        QCOMPARE(events, 1);
        QCOMPARE(closed, 0);
        QCOMPARE(m->clock.waiting(), std::size_t{0});
    }

    void theClientMayGoInTheMiddleOfAChunk()
    {
        m->server.otherwise(Answer::stream(message(1) + message(2) + message(3)));
        int events = 0;
        const auto call = m->client->openEventStream(SessionId("sesn_01"), {},
                                                     {.opened = {},
                                                      .event =
                                                          [&](const domain::SessionEvent &) {
                                                              ++events;
                                                              m->client.reset();
                                                          },
                                                      .closed = {}});
        QVERIFY(m->runUntil([&] { return events == 1; }));
        QTRY_COMPARE(m->server.openConnections(), 0);
        QCOMPARE(events, 1);
    }

    void manyStreamsAndABeat()
    {
        m->server.decide([](const SeenRequest &request) {
            return request.path.endsWith("/stream") ? Answer::stream() : Answer::json(fixture("heartbeat.json"));
        });
        constexpr std::size_t count = 40;
        for (int round = 0; round < 3; ++round) {
            std::vector<Heard> heard(count);
            std::vector<Call> calls;
            for (auto &one : heard)
                calls.push_back(m->client->openEventStream(SessionId("sesn_01"), {}, one.handlers()));
            Outcome<domain::Heartbeat> outcome;
            const auto beat = m->client->heartbeat(
                {.work = domain::WorkId("work_01"), .expected = ports::kNoHeartbeat, .credential = {}, .deadline = 30s},
                outcome.callback());
            QVERIFY(m->runUntil([&] {
                return std::ranges::all_of(heard, [](const Heard &one) { return one.opened == 1; }) &&
                       outcome.calls == 1;
            }));
            m->server.push(message(round));
            QVERIFY(m->runUntil(
                [&] { return std::ranges::all_of(heard, [](const Heard &one) { return one.events.size() == 1; }); }));
        }
    }

private:
    std::unique_ptr<ClientFixture> m;
};

QTEST_GUILESS_MAIN(EventStreamTest)
#include "tst_event_stream.moc"
