// Role: live events that come twice or out of order: each is let through once, and order is taken from history.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/engine/session_feed.h"
#include "tests/support/manual_clock.h"

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;
using domain::EventPayload;
using domain::SessionEvent;

namespace {

/// One session's log and live stream; events go where the test says.
class OneStream final : public ports::ControlPlane {
public:
    explicit OneStream(ports::Clock &clock) : m_clock(clock) {}

    std::vector<SessionEvent> log;
    ports::StreamHandlers stream;
    int historyReads = 0;

    Call openEventStream(domain::SessionId, SecretString, ports::StreamHandlers handlers) override
    {
        stream = std::move(handlers);
        return m_clock.after(0ms, [this] { stream.opened(); });
    }
    Call listEvents(domain::SessionId, std::string, SecretString, Callback<ports::EventPage> done) override
    {
        ++historyReads;
        return m_clock.after(10ms, [this, done = std::move(done)] { done(ports::EventPage{log, {}}); });
    }
    Call poll(ports::PollRequest, Callback<std::optional<domain::WorkItem>>) override { return {}; }
    Call acknowledge(domain::WorkId, Callback<>) override { return {}; }
    Call heartbeat(ports::HeartbeatRequest, Callback<domain::Heartbeat>) override { return {}; }
    Call stop(domain::WorkId, SecretString, Callback<>) override { return {}; }
    Call retrieveSession(domain::SessionId, SecretString, Callback<domain::Session>) override { return {}; }
    Call sendToolResult(domain::SessionId, ports::ToolAnswer, SecretString, Callback<>) override { return {}; }

private:
    ports::Clock &m_clock;
};

SessionEvent eventAt(const std::string &id, int second, EventPayload payload = domain::OtherEvent{})
{
    const auto digits = std::to_string(100 + second).substr(1);
    return {domain::EventId(id), "some.type", "2026-11-20T12:00:" + digits + ".000Z", std::move(payload)};
}

SessionEvent turnEnd(const std::string &id, int second)
{
    return eventAt(id, second, domain::StatusIdle{"end_turn", {}});
}

} // namespace

class SessionFeedTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<OneStream> m_plane;
    std::unique_ptr<engine::SessionFeed> m_feed;
    std::vector<std::string> m_live;

private Q_SLOTS:
    void init()
    {
        m_live.clear();
        m_clock = std::make_unique<ManualClock>();
        m_plane = std::make_unique<OneStream>(*m_clock);
        m_feed = std::make_unique<engine::SessionFeed>(
            *m_plane, *m_clock, domain::SessionId("sesn_1"), SecretString(),
            engine::SessionFeed::Handlers{[] {}, [](const SessionEvent &) {}, [](bool) {},
                                          [this](const SessionEvent &live) { m_live.push_back(live.id.value()); },
                                          [](Error) {},
                                          [](std::optional<Error>) {
                                          }});
        m_plane->log = {eventAt("sevt_1", 1), eventAt("sevt_2", 2)};
        m_feed->start();
        m_clock->advance(100ms);
        QCOMPARE(m_plane->historyReads, 1);
    }
    void cleanup() { m_feed.reset(); }

    void anEventThatComesTwiceIsLetThroughOnce()
    {
        m_plane->stream.event(eventAt("sevt_3", 3));
        m_plane->stream.event(eventAt("sevt_4", 4));
        m_plane->stream.event(eventAt("sevt_3", 3));
        m_clock->advance(60s);
        QCOMPARE(m_live, (std::vector<std::string>{"sevt_3", "sevt_4"}));
        QCOMPARE(m_plane->historyReads, 1);
    }

    void whatHistoryHadAlreadyDoesNotComeAgainLive()
    {
        m_plane->stream.event(eventAt("sevt_2", 2));
        QVERIFY(m_live.empty());
    }

    void aQueuedMessageComesAgainWhenItIsProcessed()
    {
        auto queued = eventAt("sevt_3", 3);
        queued.processedAt.clear();
        m_plane->stream.event(queued);
        m_plane->stream.event(eventAt("sevt_3", 3));
        QCOMPARE(m_live, (std::vector<std::string>{"sevt_3", "sevt_3"}));
    }

    void afterALateEventHistoryIsReadAgainOnce()
    {
        m_plane->stream.event(eventAt("sevt_5", 5));
        m_plane->stream.event(eventAt("sevt_4", 4));
        m_plane->stream.event(eventAt("sevt_3", 3));
        QCOMPARE(m_live.size(), 3U);
        QCOMPARE(m_plane->historyReads, 1);
        m_clock->advance(60s);
        QCOMPARE(m_plane->historyReads, 2);
    }

    void whatComesBehindATurnsEndOfTheSameInstantIsLate()
    {
        m_plane->stream.event(turnEnd("sevt_4", 4));
        m_plane->stream.event(eventAt("sevt_3", 4));
        m_clock->advance(60s);
        QCOMPARE(m_plane->historyReads, 2);
    }

    void eventsInOrderReadNoHistory()
    {
        m_plane->stream.event(eventAt("sevt_3", 3));
        m_plane->stream.event(eventAt("sevt_4", 3));
        m_plane->stream.event(turnEnd("sevt_5", 3));
        m_plane->stream.event(eventAt("sevt_6", 6));
        m_clock->advance(60s);
        QCOMPARE(m_plane->historyReads, 1);
    }

    void aNewConnectionReadsHistoryInAnyCase()
    {
        m_plane->stream.event(eventAt("sevt_5", 5));
        m_plane->stream.event(eventAt("sevt_4", 4));
        m_plane->stream.closed({ErrorCode::NetworkError, "cut"});
        m_clock->advance(60s);
        QCOMPARE(m_plane->historyReads, 2);
    }
};

QTEST_GUILESS_MAIN(SessionFeedTest)
#include "tst_session_feed.moc"
