// Greeting a guest and running tools in it, over real local sockets, with time in the test's hand.
#include <QTest>

#include "core/base/limits.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "tests/unit/guest/link_bench.h"

#include <signal.h>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
using testsupport::ManualClock;
using Greets = FakeGuest::Greets;

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
    void theAgentRunsToolsForTheLink();
    void theAgentKeepsWithinTheCredit();
    void aNewConnectionEndsWhatTheLastOneStarted();
    void theAgentPowersOffWhenAskedByTheGreetedHostOnly();
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
    QTest::newRow("another version")
        << static_cast<int>(Greets::WithOtherVersion)
        << QByteArray("the guest's agent (0.9) speaks protocol 5, this program speaks 4: rebuild the guest image");
    QTest::newRow("garbage") << static_cast<int>(Greets::WithGarbage) << QByteArray("control channel: bad magic");
    QTest::newRow("two greetings") << static_cast<int>(Greets::TwiceAtOnce)
                                   << QByteArray("the guest's agent greeted with a frame of type 2");
    QTest::newRow("ready too early") << static_cast<int>(Greets::WithIdentityFirst)
                                     << QByteArray("the guest's agent greeted with a frame of type 4");
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
    QCOMPARE(run("edit", {{"file_path", "a.txt"}, {"old_string", "two"}, {"new_string", "2"}}),
             std::string("edited a.txt (1 replacement(s))"));
    QCOMPARE(run("read", {{"file_path", "a.txt"}}), std::string("one 2"));
    QCOMPARE(run("bash", {{"command", "cat a.txt; exit_() { return 1; }; exit_"}}), std::string("error: one 2"));
    QVERIFY(run("glob", {{"pattern", "*"}}).ends_with("/session/a.txt"));
    QVERIFY(run("grep", {{"pattern", "one"}}).find("a.txt:1:one 2") != std::string::npos);
    QCOMPARE(run("read", {{"file_path", "/etc/passwd"}}),
             std::string("error: path \"/etc/passwd\" is outside the session's working directory"));
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
    QTRY_COMPARE(told.answers(), std::size_t{1});     // no credit is given back, since no time passes
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

void GuestLinkTest::theAgentPowersOffWhenAskedByTheGreetedHostOnly()
{
    HonestGuest guest;
    QLocalSocket host;
    host.connectToServer(QString::fromStdString(guest.path()));
    const auto send = [&](const std::string &bytes) {
        host.write(bytes.data(), static_cast<qint64>(bytes.size()));
    };
    const Frame shutDown{FrameType::Shutdown, 7, 0, emptyPayload()};
    send(encode(shutDown));
    send(std::string(kGreetingMark) + encode({FrameType::Hello, 7, 0, toPayload(Hello{kProtocolVersion, "test"})}));
    send(encode({FrameType::Shutdown, 8, 0, emptyPayload()})); // of another connection
    QTRY_VERIFY(host.bytesAvailable() > 0);
    QCOMPARE(guest.shutDowns, 0);
    send(encode(shutDown));
    QTRY_COMPARE(guest.shutDowns, 1);
}

QTEST_GUILESS_MAIN(GuestLinkTest)
#include "tst_link.moc"
