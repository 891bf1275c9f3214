// The host's end against guests that behave and misbehave, over real local sockets, with time in the test's hand.
#include <QTest>

#include "core/base/limits.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "core/guest/socket_connector.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/guest/fake_guest.h"

#include <signal.h>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
using testsupport::ManualClock;
using Greets = FakeGuest::Greets;

namespace {

constexpr auto kDeadline = 20'000ms;

/// A connector, and what came of it.
struct Host {
    ManualClock clock;
    SocketConnector connector{clock};
    Call connecting;
    std::unique_ptr<ports::GuestLink> link;
    ports::GuestGreeting greeting;
    std::optional<Error> refused;
    std::vector<Error> lost;

    void connect(const std::string &path)
    {
        connecting = connector.connect(path, {"sbx-1", clock.wallNow(), std::string(64, 'e')}, kDeadline, [this](Result<ports::GreetedGuest> guest) {
            if (!guest) {
                refused = guest.error();
                return;
            }
            link = std::move(guest->link);
            greeting = guest->greeting;
            link->onLost([this](Error error) { lost.push_back(std::move(error)); });
        });
        clock.runDue();
    }
};

/// One call, and what it told.
struct Told {
    Call call;
    std::string live;
    std::vector<domain::ToolResult> results;
    std::vector<Error> errors;

    void start(Host &host, nlohmann::json input = {{"command", "x"}}, const char *tool = "bash", bool wantsLive = true)
    {
        ports::ToolHandlers handlers;
        if (wantsLive)
            handlers.output = [this](std::string_view text) { live.append(text); };
        handlers.done = [this](Result<domain::ToolResult> result) {
            if (result)
                results.push_back(*result);
            else
                errors.push_back(result.error());
        };
        call = host.link->runTool({domain::EventId("sevt_1"), tool, std::move(input), 120'000ms}, std::move(handlers));
    }
    std::size_t answers() const { return results.size() + errors.size(); }
};

bool isReady(Host &host, FakeGuest &guest)
{
    guest.listen();
    host.connect(guest.path());
    return QTest::qWaitFor([&] { return host.link != nullptr; });
}

/// Time passes while the guest lives: each heartbeat is answered and seen. Needs a call with live output under way.
bool passTime(Host &host, FakeGuest &guest, Told &told, std::uint32_t stream, std::chrono::milliseconds time)
{
    for (auto left = time; left > 0ms; left -= std::min(left, kPingInterval)) {
        const auto seen = told.live.size();
        host.clock.advance(std::min(left, kPingInterval));
        // Behind the pong on the same channel, so once it is here the pong has been seen.
        const bool pinged = QTest::qWaitFor([&] { return guest.pings >= guest.expectedPings || left < kPingInterval; });
        guest.expectedPings = guest.pings + 1;
        guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{"alive", 0}));
        if (!pinged || !QTest::qWaitFor([&] { return told.live.size() > seen; }))
            return false;
    }
    return true;
}

std::string reply(const std::string &text) { return toPayload(ToolReply{text, false, false}); }

} // namespace

#define GREETED(host, guest) QVERIFY(isReady(host, guest))

class GuestLinkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGuestIsGreetedAndGivenItsIdentity();
    void aGuestThatBootsLaterIsWaitedFor();
    void aMachineThatHangsUpWhileBootingIsTriedAgain();
    void badGreetingsAreExplained_data();
    void badGreetingsAreExplained();
    void aSilentGuestIsGivenUpAtTheDeadline();
    void lettingGoOfTheConnectionAttemptIsQuiet();
    void leftoversOfAnEarlierConnectionAreSkipped();
    void aToolsResultArrivesOnce();
    void severalCallsAreToldApart();
    void nestedInputNeverReachesTheGuest();
    void aHugeInputIsRefusedWithoutTheGuest();
    void textIsMadeValid();
    void liveOutputIsShownWithinTheCredit();
    void noLiveOutputIsAskedForWhenNobodyListens();
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
    void theAgentRunsToolsForTheLink();
    void theAgentKeepsWithinTheCredit();
    void aNewConnectionEndsWhatTheLastOneStarted();
};

void GuestLinkTest::aGuestIsGreetedAndGivenItsIdentity()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    QCOMPARE(host.greeting.agentVersion, std::string("0.9"));
    QCOMPARE(host.greeting.kernelRelease, std::string("6.1-fake"));
    QCOMPARE(host.greeting.uptime, 2500ms);
    QCOMPARE(guest.identity.hostname, std::string("sbx-1"));
    QCOMPARE(guest.identity.entropy, std::string(64, 'e'));
    QCOMPARE(guest.identity.wallTime, host.clock.wallNow().time_since_epoch());
}

void GuestLinkTest::aGuestThatBootsLaterIsWaitedFor()
{
    Host host;
    FakeGuest guest;
    host.connect(guest.path());
    for (int i = 0; i < 5; ++i) {
        QTRY_VERIFY(host.clock.untilNext() == kConnectRetry);
        host.clock.advance(kConnectRetry);
    }
    guest.listen();
    QTRY_VERIFY(host.clock.untilNext() == kConnectRetry);
    host.clock.advance(kConnectRetry);
    QTRY_VERIFY(host.link);
    // The clock that the guest is given is that of the moment, not of the first attempt.
    QCOMPARE(guest.identity.wallTime, host.clock.wallNow().time_since_epoch());
}

void GuestLinkTest::aMachineThatHangsUpWhileBootingIsTriedAgain()
{
    Host host;
    FakeGuest guest(Greets::NotAtAll);
    guest.listen();
    host.connect(guest.path());
    QTRY_COMPARE(guest.connections, 1);
    guest.hangUp();
    QTRY_VERIFY(host.clock.untilNext() == kConnectRetry);
    host.clock.advance(kConnectRetry);
    QTRY_COMPARE(guest.connections, 2);
    QVERIFY(!host.refused);
}

void GuestLinkTest::badGreetingsAreExplained_data()
{
    QTest::addColumn<int>("greets");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("another version") << static_cast<int>(Greets::WithOtherVersion)
                                     << QByteArray("the guest's agent (0.9) speaks protocol 2, this program speaks 1: rebuild the guest image");
    QTest::newRow("garbage") << static_cast<int>(Greets::WithGarbage) << QByteArray("control channel: bad magic");
    QTest::newRow("two greetings") << static_cast<int>(Greets::TwiceAtOnce) << QByteArray("the guest's agent greeted with a frame of type 2");
    QTest::newRow("ready too early") << static_cast<int>(Greets::WithIdentityFirst) << QByteArray("the guest's agent greeted with a frame of type 4");
}

void GuestLinkTest::badGreetingsAreExplained()
{
    QFETCH(int, greets);
    QFETCH(QByteArray, why);
    Host host;
    FakeGuest guest(static_cast<Greets>(greets));
    guest.listen();
    host.connect(guest.path());
    QTRY_VERIFY(host.refused);
    QCOMPARE(host.refused->code, ErrorCode::GuestProtocol);
    QCOMPARE(QByteArray::fromStdString(host.refused->detail), why);
    QCOMPARE(host.clock.waiting(), std::size_t{0});
}

void GuestLinkTest::aSilentGuestIsGivenUpAtTheDeadline()
{
    Host host;
    FakeGuest guest(Greets::NotAtAll);
    guest.listen();
    host.connect(guest.path());
    QTRY_COMPARE(guest.connections, 1);
    host.clock.advance(kDeadline - 1ms);
    QVERIFY(!host.refused);
    host.clock.advance(1ms);
    QVERIFY(host.refused);
    QCOMPARE(host.refused->code, ErrorCode::GuestUnresponsive);
}

void GuestLinkTest::lettingGoOfTheConnectionAttemptIsQuiet()
{
    Host host;
    FakeGuest guest(Greets::NotAtAll);
    guest.listen();
    host.connect(guest.path());
    QTRY_COMPARE(guest.connections, 1);
    host.connecting.cancel();
    host.clock.advance(kDeadline * 2);
    QVERIFY(!host.refused && !host.link);
    QCOMPARE(host.clock.waiting(), std::size_t{0});
}

void GuestLinkTest::leftoversOfAnEarlierConnectionAreSkipped()
{
    Host host;
    FakeGuest guest(Greets::AfterStaleBytes);
    GREETED(host, guest);
}

void GuestLinkTest::aToolsResultArrivesOnce()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host, {{"command", "ls"}, {"timeout_ms", 5}});
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto start = parseToolStart(guest.frames[0].payload);
    QVERIFY(start && start->tool == "bash" && start->input["command"] == "ls" && start->input["timeout_ms"] == 5);
    QCOMPARE(start->timeout, 120'000ms);
    QCOMPARE(told.answers(), std::size_t{0});
    guest.send(FrameType::ToolResult, guest.frames[0].stream, toPayload(ToolReply{"text", true, true}));
    QTRY_COMPARE(told.answers(), std::size_t{1});
    QVERIFY((told.results[0] == domain::ToolResult{"text", true, true}));
    told.call.cancel(); // over: nothing happens
    QVERIFY(host.lost.empty());
}

void GuestLinkTest::severalCallsAreToldApart()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told first;
    Told second;
    first.start(host);
    second.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{2});
    guest.send(FrameType::ToolResult, guest.frames[1].stream, reply("second"));
    guest.send(FrameType::ToolResult, guest.frames[0].stream, reply("first"));
    QTRY_VERIFY(first.answers() == 1 && second.answers() == 1);
    QCOMPARE(first.results[0].text, std::string("first"));
    QCOMPARE(second.results[0].text, std::string("second"));
}

void GuestLinkTest::nestedInputNeverReachesTheGuest()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    auto deep = nlohmann::json::object();
    for (int i = 0; i < 500; ++i)
        deep = {{"d", deep}};
    Told told;
    told.start(host, {{"command", "ls"}, {"deep", deep}});
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    QCOMPARE(parseToolStart(guest.frames[0].payload)->input, (nlohmann::json{{"command", "ls"}}));
}

void GuestLinkTest::aHugeInputIsRefusedWithoutTheGuest()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host, {{"file_path", "x"}, {"content", std::string(kRequestPayloadMax, 'x')}}, "write");
    QCOMPARE(told.answers(), std::size_t{0});
    host.clock.runDue();
    QCOMPARE(told.answers(), std::size_t{1});
    QVERIFY(told.results.at(0).isError);
    QVERIFY(told.results[0].text.starts_with("write: the input is "));
    QVERIFY(guest.frames.empty());
}

void GuestLinkTest::textIsMadeValid()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto raw = encodePayload({{"text", "a\xC3(\xE2\x28"}, {"is_error", false}, {"timed_out", false}});
    guest.send(FrameType::ToolResult, guest.frames[0].stream, raw);
    QTRY_COMPARE(told.results.size(), std::size_t{1});
    QCOMPARE(told.results[0].text, std::string("a\uFFFD(\uFFFD("));
}

void GuestLinkTest::liveOutputIsShownWithinTheCredit()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto stream = guest.frames[0].stream;
    QCOMPARE(parseToolStart(guest.frames[0].payload)->credit, kOutputWindow);
    guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{"one ", 0}));
    guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{"two", 77}));
    QTRY_COMPARE(told.live, std::string("one \n[77 bytes not shown]\ntwo"));
    QCOMPARE(guest.frames.size(), std::size_t{1});
    host.clock.advance(kCreditInterval);
    QTRY_COMPARE(guest.frames.size(), std::size_t{2});
    QCOMPARE(guest.frames[1].type, FrameType::ToolCredit);
    QCOMPARE(parseToolCredit(guest.frames[1].payload)->bytes, std::size_t{7});
}

void GuestLinkTest::noLiveOutputIsAskedForWhenNobodyListens()
{
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host, {{"command", "x"}}, "bash", false);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    QCOMPARE(parseToolStart(guest.frames[0].payload)->credit, std::size_t{0});
    guest.send(FrameType::ToolOutput, guest.frames[0].stream, toPayload(ToolOutput{"unasked", 0}));
    QTRY_COMPARE(told.errors.size(), std::size_t{1});
    QCOMPARE(told.errors[0].code, ErrorCode::GuestProtocol);
}

void GuestLinkTest::misbehaviourLosesTheLink_data()
{
    QTest::addColumn<QByteArray>("what");
    for (const char *what : {"garbage", "second greeting", "result of an unknown call", "result twice", "malformed result", "oversized result",
                             "output of an unknown call", "malformed output", "output beyond the credit", "a pong nobody asked for", "another epoch",
                             "a frame that only the host sends", "an identity confirmed twice", "a frame of four gigabytes"})
        QTest::newRow(what) << QByteArray(what);
}

void GuestLinkTest::misbehaviourLosesTheLink()
{
    QFETCH(QByteArray, what);
    Host host;
    FakeGuest guest;
    GREETED(host, guest);
    Told told;
    told.start(host);
    QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    const auto stream = guest.frames[0].stream;
    const std::map<QByteArray, std::function<void()>> deeds{
        {"garbage", [&] { guest.sendRaw(std::string(100, 'g')); }},
        {"second greeting", [&] { guest.sendRaw(std::string(kGreetingMark) + std::string(16, '\0')); }},
        {"result of an unknown call", [&] { guest.send(FrameType::ToolResult, stream + 1, reply("x")); }},
        {"result twice", [&] {
             guest.send(FrameType::ToolResult, stream, reply("x"));
             guest.send(FrameType::ToolResult, stream, reply("x"));
         }},
        {"malformed result", [&] { guest.send(FrameType::ToolResult, stream, emptyPayload()); }},
        {"oversized result", [&] { guest.send(FrameType::ToolResult, stream, reply(std::string(kResultTextMax + 1, 'x'))); }},
        {"output of an unknown call", [&] { guest.send(FrameType::ToolOutput, 99, toPayload(ToolOutput{"x", 0})); }},
        {"malformed output", [&] { guest.send(FrameType::ToolOutput, stream, "\xFF"); }},
        {"output beyond the credit", [&] {
             for (std::size_t i = 0; i <= kOutputWindow / kOutputChunkMax; ++i)
                 guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{std::string(kOutputChunkMax, 'x'), 0}));
         }},
        {"a pong nobody asked for", [&] { guest.send(FrameType::Pong, 0, toPayload(Heartbeat{1})); }},
        {"another epoch", [&] { guest.sendWithEpoch(12345, FrameType::ToolResult, stream, reply("x")); }},
        {"a frame that only the host sends", [&] { guest.send(FrameType::ToolStart, stream, emptyPayload()); }},
        {"an identity confirmed twice", [&] { guest.send(FrameType::IdentityOk, 0, emptyPayload()); }},
        {"a frame of four gigabytes", [&] { guest.sendRaw(encode({FrameType::Pong, 1, 1, {}}).replace(8, 4, "\xFF\xFF\xFF\xFF")); }}};
    deeds.at(what)();
    QTRY_COMPARE(host.lost.size(), std::size_t{1});
    QCOMPARE(host.lost[0].code, ErrorCode::GuestProtocol);
    QVERIFY(!host.lost[0].detail.empty());
    QCOMPARE(told.answers(), std::size_t{1});
    QCOMPARE(host.clock.waiting(), std::size_t{0});
}

void GuestLinkTest::aGuestThatHangsUpDuringAResultIsGone()
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

void GuestLinkTest::aResultSentJustBeforeTheEndCounts()
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

void GuestLinkTest::aSilentGuestIsNoticed()
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

void GuestLinkTest::aSlowGuestIsNotGivenUp()
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

void GuestLinkTest::aToolThatNeverEndsLosesTheLink()
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
void GuestLinkTest::callsInARowHaveTimeForEachOther()
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

void GuestLinkTest::aCancelledCallIsSilentAndTheLinkLivesOn()
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

void GuestLinkTest::aCancelledCallMustEndToo()
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

void GuestLinkTest::theLinkMayGoInsideAnyCallback_data()
{
    QTest::addColumn<QByteArray>("where");
    for (const char *where : {"output", "result", "error", "lost", "connected"})
        QTest::newRow(where) << QByteArray(where);
}

void GuestLinkTest::theLinkMayGoInsideAnyCallback()
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
    const auto connecting = connector.connect(guest.path(), {"a", clock.wallNow(), ""}, kDeadline, [&](Result<ports::GreetedGuest> greeted) {
        link = std::move(greeted->link);
        if (where == "connected")
            return go();
        link->onLost([&](const Error &) { where == "lost" ? go() : static_cast<void>(++late); });
        ports::ToolHandlers handlers;
        handlers.output = [&](std::string_view) { where == "output" ? go() : static_cast<void>(0); };
        handlers.done = [&](const Result<domain::ToolResult> &result) {
            if ((where == "result" && result) || (where == "error" && !result))
                go();
        };
        call = link->runTool({domain::EventId("a"), "bash", {}, 1000ms}, handlers);
        other = link->runTool({domain::EventId("b"), "bash", {}, 1000ms}, {{}, [&](const Result<domain::ToolResult> &) { late += gone ? 1 : 0; }});
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

void GuestLinkTest::aCallMayBeLetGoInsideItsOwnCallback()
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
    handlers.done = [&](const Result<domain::ToolResult> &) { QFAIL("a cancelled call answered"); };
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

void GuestLinkTest::callsOnALostLinkAreAnsweredLater()
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

void GuestLinkTest::theAgentRunsToolsForTheLink()
{
    HonestGuest guest;
    Host host;
    host.connect(guest.path());
    QTRY_VERIFY(host.link);
    QCOMPARE(guest.identity.hostname, std::string("sbx-1"));
    const auto run = [&](const char *tool, nlohmann::json input) {
        Told told;
        told.start(host, std::move(input), tool);
        if (!QTest::qWaitFor([&] { return told.answers() == 1; }) || told.results.empty())
            return std::string("no answer");
        return (told.results[0].isError ? "error: " : "") + told.results[0].text;
    };
    QCOMPARE(run("write", {{"file_path", "a.txt"}, {"content", "one two"}}), std::string("wrote 7 bytes to a.txt"));
    QCOMPARE(run("edit", {{"file_path", "a.txt"}, {"old_string", "two"}, {"new_string", "2"}}), std::string("edited a.txt (1 replacement(s))"));
    QCOMPARE(run("read", {{"file_path", "a.txt"}}), std::string("one 2"));
    QCOMPARE(run("bash", {{"command", "cat a.txt; exit_() { return 1; }; exit_"}}), std::string("error: one 2"));
    QVERIFY(run("glob", {{"pattern", "*"}}).ends_with("/session/a.txt"));
    QVERIFY(run("grep", {{"pattern", "one"}}).find("a.txt:1:one 2") != std::string::npos);
    QCOMPARE(run("read", {{"file_path", "/etc/passwd"}}), std::string("error: path \"/etc/passwd\" is outside the session's working directory"));
    QCOMPARE(run("web_fetch", {{"url", "x"}}), std::string("error: unknown tool web_fetch"));
}

void GuestLinkTest::theAgentKeepsWithinTheCredit()
{
    HonestGuest guest;
    Host host;
    host.connect(guest.path());
    QTRY_VERIFY(host.link);
    Told told;
    told.start(host, {{"command", "yes gr\u00FC\u00DFe | head -c 3000000"}});
    QTRY_VERIFY(told.live.size() > kOutputWindow / 2);
    QTRY_COMPARE(told.answers(), std::size_t{1}); // no credit is given back, since no time passes
    QVERIFY(told.live.size() <= kOutputWindow + 100); // and the notes about what was left out
    QVERIFY(host.lost.empty());
}

void GuestLinkTest::aNewConnectionEndsWhatTheLastOneStarted()
{
    HonestGuest guest;
    Host first;
    first.connect(guest.path());
    QTRY_VERIFY(first.link);
    Told told;
    told.start(first, {{"command", "echo $$; sleep 1000"}});
    QTRY_VERIFY(!told.live.empty());
    const auto shell = std::stoi(told.live);
    QCOMPARE(::kill(shell, 0), 0);
    first.link.reset();
    Host second;
    second.connect(guest.path());
    QTRY_VERIFY(second.link);
    Told next;
    next.start(second, {{"command", "echo fresh"}});
    QTRY_COMPARE(next.results.size(), std::size_t{1});
    QCOMPARE(next.results[0].text, std::string("fresh"));
    QCOMPARE(::kill(shell, 0), -1);
    QCOMPARE(told.answers(), std::size_t{0});
}

QTEST_GUILESS_MAIN(GuestLinkTest)
#include "tst_link.moc"
