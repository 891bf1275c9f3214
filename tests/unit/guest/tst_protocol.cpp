// The channel's bytes: what is accepted, what is refused, and that nothing crashes on what a hostile guest may send.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <random>

using namespace glovebox::guest;
using Status = FrameDecoder::Status;
using Greeting = FrameDecoder::Greeting;

namespace {

Frame sample(std::string payload = "abc", std::uint32_t stream = 7)
{
    return {FrameType::ToolOutput, 0xFFFFFFFF, stream, std::move(payload)};
}

std::string greeted(const std::string &bytes)
{
    return std::string(kGreetingMark) + bytes;
}

std::string cbor(std::initializer_list<int> bytes)
{
    std::string out;
    for (const int byte : bytes)
        out.push_back(static_cast<char>(byte));
    return out;
}

QByteArray problemWith(const std::string &bytes)
{
    FrameDecoder decoder(1024, Greeting::Once);
    decoder.feed(greeted(bytes));
    Frame frame;
    return decoder.next(frame) == Status::Broken ? QByteArray::fromStdString(decoder.problem())
                                                 : QByteArray("accepted");
}

std::string with(std::string bytes, std::size_t at, char value)
{
    bytes[at] = value;
    return bytes;
}

} // namespace

class GuestProtocolTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFrameArrivesWholeHoweverItIsCut();
    void noTruncationOfAFrameIsTakenForAFrame();
    void badHeadersAreRefused_data();
    void badHeadersAreRefused();
    void aBrokenHostEndStaysBroken();
    void theHostEndSkipsWhatALastConnectionLeft();
    void theHostEndGivesUpOnAGuestThatNeverGreets();
    void theHostEndRefusesASecondGreeting();
    void theGuestEndStartsOverAtEveryGreeting_data();
    void theGuestEndStartsOverAtEveryGreeting();
    void theGuestEndHoldsNoMoreThanAFrame();
    void noPayloadContainsTheGreeting();
    void cborIsCheckedBeforeItIsParsed_data();
    void cborIsCheckedBeforeItIsParsed();
    void randomBytesAreNeverAccidentallyFatal();
    void messagesSurviveTheWay();
    void messagesWithWrongFieldsAreRefused_data();
    void messagesWithWrongFieldsAreRefused();
    void noTruncationOfAMessageIsTakenForAMessage();
    void aToolsInputIsFlattened_data();
    void aToolsInputIsFlattened();
};

void GuestProtocolTest::aFrameArrivesWholeHoweverItIsCut()
{
    const auto bytes = greeted(encode(sample()) + encode(sample(std::string(900, 'x'), 8)));
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
        FrameDecoder decoder(1024, Greeting::Once);
        std::vector<Frame> got;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            decoder.feed(std::string_view(bytes).substr(at, piece));
            Frame frame;
            while (decoder.next(frame) == Status::Complete)
                got.push_back(frame);
        }
        QCOMPARE(got.size(), std::size_t{2});
        QVERIFY(got[0] == sample());
        QCOMPARE(got[1].payload.size(), std::size_t{900});
        QCOMPARE(decoder.buffered(), std::size_t{0});
    }
}

void GuestProtocolTest::noTruncationOfAFrameIsTakenForAFrame()
{
    const auto bytes = greeted(encode(sample()));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        FrameDecoder decoder(1024, Greeting::Once);
        decoder.feed(std::string_view(bytes).substr(0, size));
        Frame frame;
        QCOMPARE(decoder.next(frame), Status::NeedMore);
    }
}

void GuestProtocolTest::badHeadersAreRefused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<QByteArray>("problem");
    const auto good = encode(sample());
    QTest::newRow("magic") << with(good, 0, 'X') << QByteArray("bad magic");
    QTest::newRow("format 0") << with(good, 4, 0) << QByteArray("unknown frame format 0");
    QTest::newRow("format 2") << with(good, 4, 2) << QByteArray("unknown frame format 2");
    QTest::newRow("type 0") << with(good, 5, 0) << QByteArray("unknown frame type 0");
    QTest::newRow("type 28") << with(good, 5, 28) << QByteArray("unknown frame type 28");
    QTest::newRow("type 255") << with(good, 5, '\xFF') << QByteArray("unknown frame type 255");
    QTest::newRow("reserved bytes") << with(good, 6, 1) << QByteArray("unknown frame type 6");
    QTest::newRow("length over the limit") << with(good, 9, 5) << QByteArray("a frame of 1283 bytes exceeds 1024");
    QTest::newRow("length of four gigabytes")
        << with(with(good, 10, '\xFF'), 11, '\xFF') << QByteArray("a frame of 4294901763 bytes exceeds 1024");
    QTest::newRow("all ones") << std::string(64, '\xFF') << QByteArray("bad magic");
    QTest::newRow("good") << good << QByteArray("accepted");
}

void GuestProtocolTest::badHeadersAreRefused()
{
    QFETCH(std::string, bytes);
    QFETCH(QByteArray, problem);
    QCOMPARE(problemWith(bytes), problem);
}

void GuestProtocolTest::aBrokenHostEndStaysBroken()
{
    FrameDecoder decoder(1024, Greeting::Once);
    decoder.feed(greeted("nonsense that is long enough"));
    Frame frame;
    QCOMPARE(decoder.next(frame), Status::Broken);
    decoder.feed(greeted(encode(sample())));
    QCOMPARE(decoder.next(frame), Status::Broken);
    decoder.feed(std::string(1 << 20, 'x'));
    QCOMPARE(decoder.buffered(), std::size_t{0});
}

void GuestProtocolTest::theHostEndSkipsWhatALastConnectionLeft()
{
    FrameDecoder decoder(1024, Greeting::Once);
    const auto stale = encode(sample(std::string(500, 's'))).substr(100);
    decoder.feed(stale + std::string(kGreetingMark.substr(0, 5)));
    decoder.feed(std::string(kGreetingMark.substr(0, 9))); // the mark's own beginning, twice
    Frame frame;
    QCOMPARE(decoder.next(frame), Status::NeedMore);
    decoder.feed(greeted(encode(sample())));
    QCOMPARE(decoder.next(frame), Status::Complete);
    QVERIFY(frame == sample());
}

void GuestProtocolTest::theHostEndGivesUpOnAGuestThatNeverGreets()
{
    FrameDecoder decoder(1024, Greeting::Once);
    Frame frame;
    const std::string chunk(1 << 20, 'f');
    std::size_t fed = 0;
    while (decoder.next(frame) == Status::NeedMore && fed < 2 * kStaleBytesMax) {
        decoder.feed(chunk);
        fed += chunk.size();
        QVERIFY(decoder.buffered() < 64);
    }
    QCOMPARE(decoder.next(frame), Status::Broken);
    QVERIFY(fed > kStaleBytesMax && fed <= kStaleBytesMax + 2 * chunk.size());
}

void GuestProtocolTest::theHostEndRefusesASecondGreeting()
{
    QCOMPARE(problemWith(greeted(encode(sample()))), QByteArray("bad magic"));
}

void GuestProtocolTest::theGuestEndStartsOverAtEveryGreeting_data()
{
    QTest::addColumn<int>("cut");
    for (std::size_t cut = 0; cut <= encode(sample()).size(); ++cut)
        QTest::addRow("after %zu bytes of a frame", cut) << static_cast<int>(cut);
}

void GuestProtocolTest::theGuestEndStartsOverAtEveryGreeting()
{
    QFETCH(int, cut);
    const auto half = encode(sample("stale")).substr(0, static_cast<std::size_t>(cut));
    const Frame hello{FrameType::Hello, 2, 0, "hi"};
    for (const std::size_t piece : {1, 3, 1000}) {
        FrameDecoder decoder(1024, Greeting::AnyTime);
        const auto bytes = greeted(half) + greeted(encode(hello));
        std::vector<Frame> got;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            decoder.feed(std::string_view(bytes).substr(at, piece));
            Frame frame;
            while (decoder.next(frame) == Status::Complete)
                got.push_back(frame);
        }
        QVERIFY(!got.empty());
        for (const auto &frame : got)
            QVERIFY(frame == hello || frame.payload == "stale" || !parsePayload(frame.payload));
        QVERIFY(got.back() == hello);
    }
}

void GuestProtocolTest::theGuestEndHoldsNoMoreThanAFrame()
{
    FrameDecoder decoder(1024, Greeting::AnyTime);
    decoder.feed(greeted("rubbish which is no header"));
    Frame frame;
    QCOMPARE(decoder.next(frame), Status::Broken);
    for (int i = 0; i < 100; ++i)
        decoder.feed(std::string(10'000, 'r'));
    QVERIFY(decoder.buffered() < 64);
    decoder.feed(greeted(encode(sample())));
    QCOMPARE(decoder.next(frame), Status::Complete);
}

/// The proof in frame.h, tried on payloads that come as near as they can.
void GuestProtocolTest::noPayloadContainsTheGreeting()
{
    const std::string nasty = "x" + std::string(kGreetingMark) + std::string(kGreetingMark);
    nlohmann::json input{{"a", nasty}, {nasty, 1}, {"n", nlohmann::json::array({~0ULL, ~0ULL, ~0ULL, ~0ULL})}};
    const auto start = encode({FrameType::ToolStart, 0xFFFFFFFF, 0xFFFFFFFF,
                               toPayload(ToolStart{nasty, plainInput(input), kToolTimeoutMax, 0})});
    QCOMPARE(start.find(kGreetingMark), std::string::npos);
    const auto output = encode({FrameType::ToolOutput, 0xFEFEFEFE, 0xFFFFFFFF, toPayload(ToolOutput{nasty, ~0ULL})});
    QCOMPARE(output.find(kGreetingMark), std::string::npos);
    QCOMPARE(toPayload(ToolReply{nasty, true, true}).find(kGreetingMark), std::string::npos);
    QCOMPARE(toPayload(Identity{nasty, {}, std::string(kGreetingMark)}).find(kGreetingMark), std::string::npos);
}

void GuestProtocolTest::cborIsCheckedBeforeItIsParsed_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<bool>("acceptable");
    const auto row = [](const char *name, const std::string &bytes, bool acceptable) {
        QTest::newRow(name) << bytes << acceptable;
    };
    row("empty map", cbor({0xA0}), true);
    row("map", cbor({0xA1, 0x61, 'a', 0x01}), true);
    row("nothing", {}, false);
    row("two items", cbor({0xA0, 0xA0}), false);
    row("map without value", cbor({0xA1, 0x61, 'a'}), false);
    row("map with a number as key", cbor({0xA1, 0x01, 0x01}), false);
    row("map with a map as key", cbor({0xA1, 0xA0, 0x01}), false);
    row("text shorter than stated", cbor({0x63, 'a', 'b'}), false);
    row("text of 2^64-1", cbor({0x7B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), false);
    row("array of 2^64-1", cbor({0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), false);
    row("map of 2^63", cbor({0xBB, 0x80, 0, 0, 0, 0, 0, 0, 0}), false);
    row("indefinite array", cbor({0x9F, 0xFF}), false);
    row("indefinite text", cbor({0x7F, 0x61, 'a', 0xFF}), false);
    row("byte string", cbor({0x41, 0x00}), false);
    row("tag", cbor({0xC0, 0x00}), false);
    row("self-describing tag", cbor({0xD9, 0xD9, 0xF7, 0xA0}), false);
    row("undefined", cbor({0xF7}), false);
    row("simple value", cbor({0xF8, 0x20}), false);
    row("break", cbor({0xFF}), false);
    row("half float", cbor({0xF9, 0x3C, 0x00}), true);
    row("cut double", cbor({0xFB, 0x00, 0x00}), false);
    row("cut number", cbor({0x1B, 0x00}), false);
    row("reserved length", cbor({0x1C}), false);
    row("text with a byte that is never text", cbor({0x61, 0xFE}), false);
    row("depth at the limit", std::string(kCborDepthMax, '\x81') + '\x01', true);
    row("depth over the limit", std::string(kCborDepthMax + 1, '\x81') + '\x01', false);
    row("a million arrays in each other", std::string(1'000'000, '\x81'), false);
    row("a million empty maps", cbor({0x9A, 0x00, 0x0F, 0x42, 0x40}) + std::string(1'000'000, '\xA0'), false);
    row("items at the limit", cbor({0x98, 0xFF}) + std::string(255, '\x01'), true);
    row("items over the limit", cbor({0x99, 0x01, 0x00}) + std::string(256, '\x01'), false);
}

void GuestProtocolTest::cborIsCheckedBeforeItIsParsed()
{
    QFETCH(std::string, bytes);
    QFETCH(bool, acceptable);
    QCOMPARE(isAcceptableCbor(bytes), acceptable);
    if (!acceptable)
        QVERIFY(!parsePayload(bytes));
}

void GuestProtocolTest::randomBytesAreNeverAccidentallyFatal()
{
    std::mt19937 random(4711);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(random() % 40, '\0');
        for (auto &byte : bytes)
            byte = static_cast<char>(random());
        if (const auto message = parsePayload(bytes))
            QVERIFY(message->is_object() && isAcceptableCbor(bytes));
        QVERIFY(problemWith(bytes) != QByteArray("accepted") || bytes.size() < kHeaderSize);
    }
}

void GuestProtocolTest::messagesSurviveTheWay()
{
    const auto hello = parseHello(toPayload(Hello{3, "glovebox 1"}));
    QVERIFY(hello && hello->protocol == 3 && hello->hostVersion == "glovebox 1");
    const auto ok = parseHelloOk(toPayload(HelloOk{1, "0.1", "6.1", std::chrono::milliseconds(1234)}));
    QVERIFY(ok && ok->protocol == 1 && ok->agentVersion == "0.1" && ok->kernelRelease == "6.1" &&
            ok->uptime.count() == 1234);
    const auto identity = parseIdentity(
        toPayload(Identity{"sbx-1", std::chrono::milliseconds(1'800'000'000'123), std::string("\0\xFFz", 3)}));
    QVERIFY(identity && identity->hostname == "sbx-1" && identity->wallTime.count() == 1'800'000'000'123);
    QCOMPARE(identity->entropy, std::string("\0\xFFz", 3));
    const auto start = parseToolStart(toPayload(ToolStart{.tool = "bash",
                                                          .input = {{"command", "ls"}},
                                                          .timeout = std::chrono::milliseconds(5),
                                                          .credit = 9,
                                                          .folders = {"/mnt/memory/a", "/mnt/memory/b"},
                                                          .readOnlyFolders = {"/mnt/memory/b"}}));
    QVERIFY(start && start->tool == "bash" && start->input["command"] == "ls" && start->timeout.count() == 5 &&
            start->credit == 9);
    QCOMPARE(start->folders, (std::vector<std::string>{"/mnt/memory/a", "/mnt/memory/b"}));
    QCOMPARE(start->readOnlyFolders, std::vector<std::string>{"/mnt/memory/b"});
    const auto output = parseToolOutput(toPayload(ToolOutput{"a\xFF"
                                                             "b",
                                                             5}));
    QVERIFY(output && output->text == "a\uFFFDb" && output->skipped == 5);
    const auto reply = parseToolReply(toPayload(ToolReply{std::string(kResultTextMax, 'x'), true, true}));
    QVERIFY(reply && reply->text.size() == kResultTextMax && reply->isError && reply->timedOut);
    QVERIFY(toPayload(ToolReply{std::string(kResultTextMax, 'x'), true, true}).size() <= kReplyPayloadMax);
    const auto beat = parseHeartbeat(toPayload(Heartbeat{~0ULL}));
    QVERIFY(beat && beat->number == ~0ULL);
    const auto credit = parseToolCredit(toPayload(ToolCredit{77}));
    QVERIFY(credit && credit->bytes == 77);
}

void GuestProtocolTest::messagesWithWrongFieldsAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("kind");
    const auto row = [](const char *name, const char *kind, const char *json) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(kind);
    };
    row("hello without protocol", "hello", R"({"host":"x"})");
    row("hello with a negative protocol", "hello", R"({"protocol":-1,"host":"x"})");
    row("hello with a text as protocol", "hello", R"({"protocol":"1","host":"x"})");
    row("hello with a fraction as protocol", "hello", R"({"protocol":1.5,"host":"x"})");
    row("greeting without kernel", "helloOk", R"({"protocol":1,"agent":"a","uptime_ms":1})");
    row("greeting with an uptime of ages", "helloOk",
        R"({"protocol":1,"agent":"a","kernel":"k","uptime_ms":18446744073709551615})");
    row("hostname with a slash", "identity", R"({"hostname":"a/b","wall_ms":1,"entropy":""})");
    row("empty hostname", "identity", R"({"hostname":"","wall_ms":1,"entropy":""})");
    row("time after the year 9999", "identity", R"({"hostname":"a","wall_ms":253402300800000,"entropy":""})");
    row("odd entropy", "identity", R"({"hostname":"a","wall_ms":1,"entropy":"abc"})");
    row("entropy that is no hexadecimal", "identity", R"({"hostname":"a","wall_ms":1,"entropy":"zz"})");
    row("call without input", "start",
        R"({"tool":"bash","timeout_ms":1,"credit":0,"handler":"","stdin":"","folders":[],"read_only":[]})");
    row("call whose input is a list", "start",
        R"({"tool":"bash","input":[],"timeout_ms":1,"credit":0,"handler":"","stdin":"","folders":[],"read_only":[]})");
    row("call of a year", "start",
        R"({"tool":"bash","input":{},"timeout_ms":31536000000,"credit":0,"handler":"","stdin":"","folders":[],"read_only":[]})");
    row("call without handler", "start",
        R"({"tool":"bash","input":{},"timeout_ms":1,"credit":0,"stdin":"","folders":[],"read_only":[]})");
    const auto folders = [&](const char *name, const char *list) {
        QTest::newRow(name) << QByteArray(
                                   R"({"tool":"read","input":{},"timeout_ms":1,"credit":0,"handler":"","stdin":"",)"
                                   R"("read_only":[],"folders":)") +
                                   list + "}"
                            << QByteArray("start");
    };
    folders("call with a folder that is a text", R"("/mnt/memory")");
    folders("call with a relative folder", R"(["mnt/memory"])");
    folders("call with a number as folder", R"(["/mnt/memory",7])");
    folders("call with more folders than stores", R"(["/1","/2","/3","/4","/5","/6","/7","/8","/9"])");
    row("call without folders", "start",
        R"({"tool":"bash","input":{},"timeout_ms":1,"credit":0,"handler":"","stdin":"","read_only":[]})");
    row("output without count", "output", R"({"text":"x"})");
    row("output as a number", "output", R"({"text":1,"skipped":0})");
    row("result without flag", "reply", R"({"text":"x","is_error":false})");
    row("result with a number as flag", "reply", R"({"text":"x","is_error":0,"timed_out":false})");
    row("result with null as text", "reply", R"({"text":null,"is_error":false,"timed_out":false})");
    row("heartbeat without number", "beat", R"({})");
    row("credit as text", "credit", R"({"bytes":"9"})");
}

void GuestProtocolTest::messagesWithWrongFieldsAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, kind);
    const auto payload = encodePayload(nlohmann::json::parse(json.toStdString()));
    const std::map<QByteArray, std::function<bool()>> accepts{{"hello",
                                                               [&] {
                                                                   return parseHello(payload).has_value();
                                                               }},
                                                              {"helloOk",
                                                               [&] {
                                                                   return parseHelloOk(payload).has_value();
                                                               }},
                                                              {"identity",
                                                               [&] {
                                                                   return parseIdentity(payload).has_value();
                                                               }},
                                                              {"start",
                                                               [&] {
                                                                   return parseToolStart(payload).has_value();
                                                               }},
                                                              {"output",
                                                               [&] {
                                                                   return parseToolOutput(payload).has_value();
                                                               }},
                                                              {"reply",
                                                               [&] {
                                                                   return parseToolReply(payload).has_value();
                                                               }},
                                                              {"beat",
                                                               [&] {
                                                                   return parseHeartbeat(payload).has_value();
                                                               }},
                                                              {"credit", [&] {
                                                                   return parseToolCredit(payload).has_value();
                                                               }}};
    QVERIFY(!accepts.at(kind)());
}

void GuestProtocolTest::noTruncationOfAMessageIsTakenForAMessage()
{
    const auto payload = toPayload(ToolReply{"some text", true, false});
    for (std::size_t size = 0; size < payload.size(); ++size)
        QVERIFY(!parseToolReply(std::string_view(payload).substr(0, size)));
    QVERIFY(!parseToolReply(payload + '\0'));
}

void GuestProtocolTest::aToolsInputIsFlattened_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("plain");
    const auto row = [](const char *name, const char *input, const char *plain) {
        QTest::newRow(name) << QByteArray(input) << QByteArray(plain);
    };
    row("as it is", R"({"command":"ls","restart":true,"timeout_ms":5})",
        R"({"command":"ls","restart":true,"timeout_ms":5})");
    row("a range", R"({"view_range":[1,-1]})", R"({"view_range":[1,-1]})");
    row("nested fields go", R"({"a":{"b":1},"c":2})", R"({"c":2})");
    row("nested lists are emptied", R"({"view_range":[[1],2]})", R"({"view_range":[null,2]})");
    row("long lists go", R"({"view_range":[1,2,3,4,5,6,7,8,9]})", R"({})");
    row("a list is no input", R"([1])", R"({})");
    row("text is no input", R"("x")", R"({})");
}

void GuestProtocolTest::aToolsInputIsFlattened()
{
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, plain);
    QCOMPARE(QByteArray::fromStdString(plainInput(nlohmann::json::parse(input.toStdString())).dump()), plain);
}

QTEST_APPLESS_MAIN(GuestProtocolTest)
#include "tst_protocol.moc"
