// Guests that misbehave, fall silent or go, and callers that let go at the worst moment.
#include <QTest>

#include "core/base/limits.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "tests/unit/guest/link_bench.h"

#include <functional>
#include <map>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
using testsupport::ManualClock;
using Greets = FakeGuest::Greets;

namespace {

std::map<QByteArray, std::function<void()>> deedsOf(FakeGuest &guest, std::uint32_t stream)
{
    return {
        {"garbage",
         [&guest, stream] {
             guest.sendRaw(std::string(100, 'g'));
         }},
        {"second greeting",
         [&guest, stream] {
             guest.sendRaw(std::string(kGreetingMark) + std::string(16, '\0'));
         }},
        {"result of an unknown call",
         [&guest, stream] {
             guest.send(FrameType::ToolResult, stream + 1, reply("x"));
         }},
        {"result twice",
         [&guest, stream] {
             guest.send(FrameType::ToolResult, stream, reply("x"));
             guest.send(FrameType::ToolResult, stream, reply("x"));
         }},
        {"malformed result",
         [&guest, stream] {
             guest.send(FrameType::ToolResult, stream, emptyPayload());
         }},
        {"oversized result",
         [&guest, stream] {
             guest.send(FrameType::ToolResult, stream, reply(std::string(kResultTextMax + 1, 'x')));
         }},
        {"output of an unknown call",
         [&guest, stream] {
             guest.send(FrameType::ToolOutput, 99, toPayload(ToolOutput{"x", 0}));
         }},
        {"malformed output",
         [&guest, stream] {
             guest.send(FrameType::ToolOutput, stream, "\xFF");
         }},
        {"output beyond the credit",
         [&guest, stream] {
             for (std::size_t i = 0; i <= kOutputWindow / kOutputChunkMax; ++i)
                 guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{std::string(kOutputChunkMax, 'x'), 0}));
         }},
        {"a pong nobody asked for",
         [&guest, stream] {
             guest.send(FrameType::Pong, 0, toPayload(Heartbeat{1}));
         }},
        {"another epoch",
         [&guest, stream] {
             guest.sendWithEpoch(12345, FrameType::ToolResult, stream, reply("x"));
         }},
        {"a frame that only the host sends",
         [&guest, stream] {
             guest.send(FrameType::ToolStart, stream, emptyPayload());
         }},
        {"an identity confirmed twice",
         [&guest, stream] {
             guest.send(FrameType::IdentityOk, 0, emptyPayload());
         }},
        {"a frame of four gigabytes", [&guest, stream] {
             guest.sendRaw(encode({FrameType::Pong, 1, 1, {}}).replace(8, 4, "\xFF\xFF\xFF\xFF"));
         }}};
}

} // namespace

class GuestLinkTroubleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void misbehaviourLosesTheLink_data();
    void misbehaviourLosesTheLink();
    void aGuestThatHangsUpDuringAResultIsGone();
    void aResultSentJustBeforeTheEndCounts();
    void aSilentGuestIsNoticed();
    void aSlowGuestIsNotGivenUp();
    void aToolThatNeverEndsLosesTheLink();
    void callsInARowHaveTimeForEachOther();
    void aCancelledCallIsSilentAndTheLinkLivesOn();
    void aCancelledCallMustEndToo();
    void theLinkMayGoInsideAnyCallback_data();
    void theLinkMayGoInsideAnyCallback();
    void aCallMayBeLetGoInsideItsOwnCallback();
    void callsOnALostLinkAreAnsweredLater();
};

void GuestLinkTroubleTest::misbehaviourLosesTheLink_data()
{
    QTest::addColumn<QByteArray>("what");
    for (const char *what :
         {"garbage", "second greeting", "result of an unknown call", "result twice", "malformed result",
          "oversized result", "output of an unknown call", "malformed output", "output beyond the credit",
          "a pong nobody asked for", "another epoch", "a frame that only the host sends", "an identity confirmed twice",
          "a frame of four gigabytes"})
        QTest::newRow(what) << QByteArray(what);
}

void GuestLinkTroubleTest::misbehaviourLosesTheLink()
{
    QFETCH(QByteArray, what);
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    deedsOf(guest, guest.frames[0].stream).at(what)();
    QTRY_COMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(host.lost[0].code, ErrorCode::GuestProtocol);
    QVERIFY(!host.lost[0].detail.empty());
    QCOMPARE(told.answers(), std::size_t{1});
    QCOMPARE(host.clock.waiting(), std::size_t{0});
}

void GuestLinkTroubleTest::aGuestThatHangsUpDuringAResultIsGone()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    guest.sendRaw(encode({FrameType::ToolResult, 1, guest.frames[0].stream, reply("half of it")}).substr(0, 30));
    guest.hangUp();
    QTRY_COMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(host.lost[0].code, ErrorCode::GuestExited);
    QCOMPARE(told.errors.size(), std::size_t{1});
    QCOMPARE(told.errors[0].code, ErrorCode::GuestExited);
}

void GuestLinkTroubleTest::aResultSentJustBeforeTheEndCounts()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    guest.send(FrameType::ToolResult, guest.frames[0].stream, reply(std::string(100'000, 'r')));
    guest.finish();
    QTRY_COMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(told.results.size(), std::size_t{1});
}

void GuestLinkTroubleTest::aSilentGuestIsNoticed()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    guest.answersPings = false;
    host.clock.advance(kPingInterval * kSilentIntervalsMax);
    QVERIFY(host.lost.empty());
    host.clock.advance(kPingInterval);
    QCOMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(host.lost[0].code, ErrorCode::GuestUnresponsive);
    QCOMPARE(told.errors.size(), std::size_t{1});
}

void GuestLinkTroubleTest::aSlowGuestIsNotGivenUp()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    guest.answersPings = false;
    host.clock.advance(kPingInterval * kSilentIntervalsMax);
    QTRY_COMPARE(guest.pings, 1); // one is outstanding at most
    guest.answersPings = true;
    guest.send(FrameType::Pong, 0, toPayload(Heartbeat{1}));
    guest.send(FrameType::ToolOutput, guest.frames[0].stream, toPayload(ToolOutput{"back", 0}));
    QTRY_COMPARE(told.live, std::string("back"));
    host.clock.advance(kPingInterval * kSilentIntervalsMax);
    QVERIFY(host.lost.empty());
}

void GuestLinkTroubleTest::aToolThatNeverEndsLosesTheLink()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    QVERIFY(passTime(host, guest, told, guest.frames[0].stream, 120'000ms + limits::kToolGrace - 1ms));
    QVERIFY(host.lost.empty());
    host.clock.advance(1ms);
    QCOMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(host.lost[0].code, ErrorCode::GuestUnresponsive);
    QCOMPARE(told.errors.size(), std::size_t{1});
}

/// The guest runs them one after another, so the second may take until both limits are over.
void GuestLinkTroubleTest::callsInARowHaveTimeForEachOther()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told first;
    Told second;
    first.start(host);
    second.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{2});
    QVERIFY(passTime(host, guest, second, guest.frames[1].stream, 120'000ms));
    guest.send(FrameType::ToolResult, guest.frames[0].stream, reply("x"));
    QTRY_COMPARE(first.answers(), std::size_t{1});
    QVERIFY(passTime(host, guest, second, guest.frames[1].stream, 120'000ms + limits::kToolGrace - 1ms));
    QVERIFY(host.lost.empty());
    host.clock.advance(1ms);
    QCOMPARE(host.lost.size(), std::size_t{1});
}

void GuestLinkTroubleTest::aCancelledCallIsSilentAndTheLinkLivesOn()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto stream = guest.frames[0].stream;
    told.call.cancel();
    QTRY_COMPARE(guest.frames.size(), std::size_t{2});
    QCOMPARE(guest.frames[1].type, FrameType::ToolCancel);
    QCOMPARE(guest.frames[1].stream, stream);
    guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{"late", 0}));
    guest.send(FrameType::ToolResult, stream, reply("late"));
    Told next;
    next.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{3});
    guest.send(FrameType::ToolResult, guest.frames[2].stream, reply("next"));
    QTRY_COMPARE(next.answers(), std::size_t{1});
    QCOMPARE(told.answers(), std::size_t{0});
    QVERIFY(told.live.empty());
    QVERIFY(host.lost.empty());
}

void GuestLinkTroubleTest::aCancelledCallMustEndToo()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    told.call.cancel();
    host.clock.advance(limits::kToolGrace);
    QCOMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(told.answers(), std::size_t{0});
}

void GuestLinkTroubleTest::theLinkMayGoInsideAnyCallback_data()
{
    QTest::addColumn<QByteArray>("where");
    for (const char *where : {"output", "result", "error", "lost", "connected"})
        QTest::newRow(where) << QByteArray(where);
}

void GuestLinkTroubleTest::theLinkMayGoInsideAnyCallback()
{
    QFETCH(QByteArray, where);
    FakeGuest guest;
    guest.listen();
    ManualClock clock;
    SocketConnector connector(clock);
    std::unique_ptr<ports::GuestLink> link;
    bool gone = false;
    Call call;
    Call other;
    int late = 0;
    const auto go = [&] {
        link.reset();
        gone = true;
    };
    const auto connecting = connector.connect(
        guest.path(), {"a", clock.wallNow(), ""}, kDeadline, [&](Result<ports::GreetedGuest> greeted) {
            link = std::move(greeted->link);
            if (where == "connected")
                return go();
            link->onLost([&](const Error &) { where == "lost" ? go() : static_cast<void>(++late); });
            ports::ToolHandlers handlers;
            handlers.output = [&](std::string_view) {
                where == "output" ? go() : static_cast<void>(0);
            };
            handlers.done = [&](const Result<domain::ToolResult> &result) {
                if ((where == "result" && result) || (where == "error" && !result))
                    go();
            };
            call = link->runTool({domain::EventId("a"), "bash", {}, 1000ms}, handlers);
            other =
                link->runTool({domain::EventId("b"), "bash", {}, 1000ms}, {{}, [&](const Result<domain::ToolResult> &) {
                                                                               late += gone ? 1 : 0;
                                                                           }});
        });
    clock.runDue();
    if (where != "connected") {
        QTRY_COMPARE(guest.frames.size(), std::size_t{2});
        if (where == "output" || where == "result") {
            guest.send(FrameType::ToolOutput, guest.frames[0].stream, toPayload(ToolOutput{"x", 3}));
            guest.send(FrameType::ToolResult, guest.frames[0].stream, reply("x"));
            guest.send(FrameType::ToolResult, guest.frames[1].stream, reply("x"));
        } else {
            guest.sendRaw(std::string(100, 'g'));
        }
    }
    QTRY_VERIFY(gone);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    clock.advance(1h);
    QCOMPARE(late, 0);
    QCOMPARE(clock.waiting(), std::size_t{0});
}

void GuestLinkTroubleTest::aCallMayBeLetGoInsideItsOwnCallback()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Call call;
    int outputs = 0;
    ports::ToolHandlers handlers;
    handlers.output = [&](std::string_view) {
        ++outputs;
        call.cancel();
    };
    handlers.done = [&](const Result<domain::ToolResult> &) {
        QFAIL("a cancelled call answered");
    };
    call = host.link->runTool({domain::EventId("a"), "bash", {}, 1000ms}, handlers);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    guest.send(FrameType::ToolOutput, guest.frames[0].stream, toPayload(ToolOutput{"x", 9}));
    QTRY_COMPARE(guest.frames.size(), std::size_t{2});
    guest.send(FrameType::ToolResult, guest.frames[0].stream, reply("x"));
    Told next;
    next.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{3});
    QCOMPARE(outputs, 1);
}

void GuestLinkTroubleTest::callsOnALostLinkAreAnsweredLater()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    guest.hangUp();
    QTRY_COMPARE(host.lost.size(), std::size_t{1});
    Told told;
    told.start(host);
    QCOMPARE(told.answers(), std::size_t{0});
    host.clock.runDue();
    QCOMPARE(told.errors.size(), std::size_t{1});
    QCOMPARE(told.errors[0].code, ErrorCode::GuestExited);
    int news = 0;
    host.link->onLost([&](const Error &) { ++news; });
    QCOMPARE(news, 0);
    host.clock.runDue();
    QCOMPARE(news, 1);
}

QTEST_GUILESS_MAIN(GuestLinkTroubleTest)
#include "tst_link_trouble.moc"
