// What programs open is carried to the host and back: opened, refused in words, within credits, ended.
#include <QTest>

#include "tests/unit/guest/net_bench.h"

using namespace glovebox;
using namespace glovebox::agent;
using namespace glovebox::test;
using guest::FrameType;
using Why = guest::NetRefused::Why;

namespace {

constexpr std::size_t kWindow = guest::kNetWindow;

std::string refusal(Why why, const std::string &text = "no rule allows it")
{
    return toPayload(guest::NetRefused{why, text});
}

} // namespace

class NetStreamsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreCarriedBothWaysAndEachDirectionEndsByItself()
    {
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        QCOMPARE(bench.heard(), QByteArray("ready redirect, open 1 203.0.113.7:22"));
        bench.speak(one, "early");
        QCOMPARE(bench.heard(), QByteArray());
        bench.open(1);
        QCOMPARE(bench.heard(), QByteArray("data 1 early"));
        bench.give(1, "hello");
        QCOMPARE(one.program->heard, std::string("hello"));
        bench.end(one);
        QCOMPARE(bench.heard(), QByteArray("end 1"));
        QVERIFY(!one.program->sawEnd && !one.program->isGone);
        bench.give(1, " again");
        bench.say(FrameType::NetEnd, 1);
        QCOMPARE(one.program->heard, std::string("hello again"));
        QVERIFY(one.program->sawEnd && one.program->isGone && !one.program->wasReset);
        QCOMPARE(bench.line.streams().size(), std::size_t{0});
        QCOMPARE(bench.heard(), QByteArray());
    }

    void theHostMayEndFirstAndThenStillHear()
    {
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        bench.open(1);
        bench.say(FrameType::NetEnd, 1);
        QVERIFY(one.program->sawEnd && !one.program->isGone);
        bench.hear();
        bench.speak(one, "more");
        bench.end(one);
        QCOMPARE(bench.heard(), QByteArray("data 1 more, end 1"));
        QVERIFY(one.program->isGone && !one.program->wasReset);
    }

    void nothingIsReadThatTheHostHasNotGranted()
    {
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        bench.open(1, 3);
        bench.hear();
        bench.speak(one, "abcdefgh");
        QCOMPARE(bench.heard(), QByteArray("data 1 abc"));
        QCOMPARE(one.program->says, std::string("defgh"));
        bench.say(FrameType::NetCredit, 1, toPayload(guest::NetCredit{2}));
        QCOMPARE(bench.heard(), QByteArray("data 1 de"));
        bench.end(one);
        QCOMPARE(bench.heard(), QByteArray());
        bench.say(FrameType::NetCredit, 1, toPayload(guest::NetCredit{100}));
        QCOMPARE(bench.heard(), QByteArray("data 1 fgh, end 1"));
    }

    void aProgramThatDoesNotReadHoldsItsWindowAndGivesItBackWhenItDoes()
    {
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        one.program->room = 0;
        bench.open(1);
        bench.hear();
        const std::string piece(guest::kNetChunkMax, 'x');
        for (std::size_t sent = 0; sent < kWindow; sent += piece.size())
            bench.give(1, piece);
        QCOMPARE(bench.heard(), QByteArray());
        one.program->room = kWindow / 8;
        bench.line.streams().writable(one.key);
        QCOMPARE(bench.heard(), QByteArray()); // a little at a time is not told
        one.program->room = kWindow / 8;
        bench.line.streams().writable(one.key);
        QCOMPARE(bench.heard(), "credit 1 " + QByteArray::number(qulonglong(kWindow / 4)));
        bench.say(FrameType::NetEnd, 1);
        bench.end(one);
        QCOMPARE(bench.heard(), QByteArray("end 1"));
        QVERIFY(!one.program->isGone && !one.program->sawEnd); // the rest is still to be written
        one.program->room = kWindow;
        bench.line.streams().writable(one.key);
        QCOMPARE(one.program->heard.size(), kWindow);
        QVERIFY(one.program->sawEnd && one.program->isGone && !one.program->wasReset);
    }

    void aHostThatSendsMoreThanItMayLosesTheStream()
    {
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        one.program->room = 0;
        bench.open(1);
        bench.hear();
        for (std::size_t sent = 0; sent < kWindow; sent += guest::kNetChunkMax)
            bench.give(1, std::string(guest::kNetChunkMax, 'x'));
        bench.give(1, "x");
        QCOMPARE(bench.heard(), QByteArray("reset 1"));
        QVERIFY(one.program->wasReset);
    }

    void whatIsHeldForAllTogetherIsBounded()
    {
        NetBench bench(4 << 20);
        bench.greet();
        std::size_t granted = 0;
        std::size_t least = kWindow;
        for (std::size_t i = 0; i < guest::kNetStreamsMax; ++i)
            bench.dial();
        for (const auto &frame : bench.hear())
            if (const auto open = guest::parseNetOpen(frame.payload); open && frame.type == FrameType::NetOpen) {
                granted += open->credit;
                least = std::min(least, open->credit);
            }
        QCOMPARE(least, std::size_t{16 << 10});
        QVERIFY(granted <= (4 << 20) + guest::kNetStreamsMax * least);
        const auto tooMany = bench.dial();
        QVERIFY(tooMany.program->wasReset && tooMany.key == 0);
        QCOMPARE(bench.line.streams().size(), guest::kNetStreamsMax);
    }

    void aRefusalIsReadableWhereProgramsCanReadOne_data()
    {
        QTest::addColumn<int>("port");
        QTest::addColumn<int>("why");
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<QByteArray>("heard"); // how it begins; empty: a reset
        const auto row = [](const char *name, int port, Why why, const QByteArray &says, const QByteArray &heard) {
            QTest::newRow(name) << port << static_cast<int>(why) << says << heard;
        };
        const QByteArray request("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        const QByteArray alert("\x15\x03\x01\x00\x02\x02\x31", 7);
        const QByteArray hello = QByteArray("\x16\x03\x01\x00\x05", 5) + "hello";
        row("http", 80, Why::Policy, request, "HTTP/1.1 403 Forbidden by sandbox policy\r\n");
        row("http with bare line ends", 80, Why::Policy, "GET /\n\n", "HTTP/1.1 403 ");
        row("http while paused", 80, Why::Paused, request, "HTTP/1.1 403 ");
        row("http to nowhere", 80, Why::Unreachable, request, "HTTP/1.1 502 ");
        row("http in vain", 80, Why::TimedOut, request, "HTTP/1.1 504 ");
        row("http too much", 80, Why::Limit, request, "HTTP/1.1 503 ");
        row("no http", 80, Why::Policy, "\x16\x03", "");
        row("an endless head", 80, Why::Policy, QByteArray(70'000, 'A'), "");
        row("tls", 443, Why::Policy, hello, alert);
        row("tls and more", 443, Why::Policy, hello + hello, alert);
        row("tls to nowhere", 443, Why::Unreachable, hello, "");
        row("no tls", 443, Why::Policy, request, "");
        row("ssh", 22, Why::Policy, "SSH-2.0-x\r\n", "");
        row("ssh that waits", 22, Why::Policy, "", "");
    }

    void aRefusalIsReadableWhereProgramsCanReadOne()
    {
        QFETCH(int, port);
        QFETCH(int, why);
        QFETCH(QByteArray, says);
        QFETCH(QByteArray, heard);
        NetBench bench;
        bench.greet();
        auto one = bench.dial("203.0.113.7", static_cast<std::uint16_t>(port));
        bench.speak(one, says.left(says.size() / 2).toStdString()); // in two pieces, around the refusal
        bench.say(FrameType::NetRefused, 1, refusal(static_cast<Why>(why)));
        bench.speak(one, says.mid(says.size() / 2).toStdString());
        const auto answer = QByteArray::fromStdString(one.program->heard);
        QVERIFY2(answer.startsWith(heard) && answer.isEmpty() == heard.isEmpty(), answer.toPercentEncoding());
        QCOMPARE(one.program->wasReset, heard.isEmpty());
        if (port == 80 && !heard.isEmpty())
            QVERIFY(answer.endsWith("\r\nContent-Length: 18\r\nConnection: close\r\n\r\nno rule allows it\n"));
        if (!heard.isEmpty()) {
            QVERIFY(one.program->sawEnd && !one.program->isGone); // it may still be sending
            bench.speak(one, "more");
            bench.end(one);
        }
        QVERIFY(one.program->isGone);
        QCOMPARE(bench.heard(), QByteArray("ready redirect, open 1 203.0.113.7:" + QByteArray::number(port)));
    }

    void nobodyIsWaitedForLong()
    {
        NetBench bench;
        bench.greet();
        auto silent = bench.dial("203.0.113.7", 80);
        auto endless = bench.dial("203.0.113.7", 80);
        auto unanswered = bench.dial("203.0.113.7", 80);
        bench.say(FrameType::NetRefused, 1, refusal(Why::Policy));
        bench.say(FrameType::NetRefused, 2, refusal(Why::Policy));
        bench.speak(endless, "GET / HTTP/1.1\r\n\r\n");
        bench.hear();
        bench.pass(2s);
        QVERIFY(endless.program->wasReset && !silent.program->isGone);
        bench.pass(3s);
        QVERIFY(silent.program->wasReset && silent.program->heard.empty());
        bench.pass(115s);
        QCOMPARE(bench.heard(), QByteArray("reset 3"));
        bench.speak(unanswered, "GET / HTTP/1.1\r\n\r\n");
        QVERIFY(unanswered.program->heard.starts_with("HTTP/1.1 504 "));
        auto chatty = bench.dial("203.0.113.7", 80);
        bench.say(FrameType::NetRefused, 4, refusal(Why::Policy));
        bench.speak(chatty, "POST / HTTP/1.1\r\n\r\n" + std::string(3 << 20, 'x'));
        QVERIFY(chatty.program->wasReset);
    }

    void withoutAHostNothingHangs()
    {
        NetBench bench;
        auto one = bench.dial();
        auto web = bench.dial("203.0.113.7", 80);
        bench.pass(kHostWait - 1ms);
        QVERIFY(!one.program->isGone);
        bench.pass(1ms);
        QVERIFY(one.program->wasReset);
        bench.speak(web, "GET / HTTP/1.1\r\n\r\n");
        QVERIFY(web.program->heard.starts_with("HTTP/1.1 502 "));
        auto early = bench.dial();
        bench.greet(); // a clone's host comes a moment after its programs
        QCOMPARE(bench.heard(), QByteArray("ready redirect, open 1 203.0.113.7:22"));
        bench.open(1);
        bench.speak(early, "x");
        QCOMPARE(bench.heard(), QByteArray("data 1 x"));
    }

    void aGreetingStartsOver()
    {
        NetBench bench;
        bench.greet();
        auto open = bench.dial();
        auto asked = bench.dial();
        bench.open(1);
        bench.speak(open, "x");
        bench.hear();
        bench.speak(open, "half of this was never sent");
        const auto before = bench.epoch;
        bench.greet();
        QVERIFY(open.program->wasReset && asked.program->wasReset);
        QCOMPARE(bench.heard(), QByteArray("ready redirect")); // and nothing of what was
        auto next = bench.dial();
        QCOMPARE(bench.heard(), QByteArray("open 1 203.0.113.7:22")); // counted anew
        bench.say(FrameType::NetOpened, 1, toPayload(guest::NetOpened{9}), before);
        bench.speak(next, "x");
        QCOMPARE(bench.heard(), QByteArray());
        bench.line.hostGone(bench.now);
        QVERIFY(next.program->wasReset);
        QCOMPARE(bench.line.unsent(bench.now).size(), std::size_t{0});
    }

    void aProcessThatTookOverMakesItsHostBeginAnew()
    {
        for (const std::size_t half : {0, 1, 5, 19, 20, 30, 34'000}) { // of a frame of its predecessor
            const auto before = std::string(guest::kGreetingMark) +
                                guest::encode({FrameType::NetData, 40, 1,
                                               guest::toContentPayload(std::string(guest::kNetChunkMax, 'x'))})
                                    .substr(0, half);
            guest::FrameDecoder host(1 << 20, guest::FrameDecoder::Greeting::Once);
            host.feed(before);
            NetBench bench;
            bench.line.askForGreeting();
            host.feed(bench.line.unsent(bench.now));
            guest::Frame frame;
            auto status = host.next(frame);
            if (status == guest::FrameDecoder::Status::Complete) { // filled up with what came
                QVERIFY(!guest::parseContentPayload(frame.payload));
                status = host.next(frame);
            }
            QCOMPARE(status, guest::FrameDecoder::Status::Broken);
            bench.greet(); // by a new connection
            QCOMPARE(bench.heard(), QByteArray("ready redirect"));
        }
    }

    void whatBreaksIsToldOnce()
    {
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        auto other = bench.dial();
        bench.open(1);
        bench.open(2);
        bench.hear();
        one.program->breaks = true;
        bench.line.streams().broken(one.key);
        QCOMPARE(bench.heard(), QByteArray("reset 1"));
        bench.give(1, "late");
        bench.line.streams().readable(one.key, bench.now);
        bench.line.streams().writable(one.key);
        bench.line.streams().broken(one.key);
        QCOMPARE(bench.heard(), QByteArray());
        other.program->breaks = true;
        bench.give(2, "x");
        QCOMPARE(bench.heard(), QByteArray("reset 2"));
        auto third = bench.dial();
        bench.open(3);
        bench.say(FrameType::NetReset, 3);
        QVERIFY(third.program->wasReset);
        QCOMPARE(bench.heard(), QByteArray("open 3 203.0.113.7:22"));
    }

    void framesThatMeanNothingHereEndTheStreamOrNothing()
    {
        const std::vector<std::pair<FrameType, std::string>> frames{
            {FrameType::NetData, guest::toContentPayload("before it is open")},
            {FrameType::NetOpened, "\xA0"},
            {FrameType::NetRefused, "\xA0"},
            {FrameType::NetCredit, toPayload(guest::NetCredit{1})}};
        for (const auto &[type, payload] : frames) {
            NetBench bench;
            bench.greet();
            auto one = bench.dial();
            bench.hear();
            bench.say(type, 1, payload);
            QCOMPARE(bench.heard(), QByteArray("reset 1"));
            QVERIFY(one.program->wasReset);
            bench.say(type, 77, payload);
            QCOMPARE(bench.heard(), QByteArray());
        }
        NetBench bench;
        bench.greet();
        auto one = bench.dial();
        bench.open(1);
        bench.say(FrameType::NetEnd, 1);
        bench.give(1, "after the end");
        QVERIFY(one.program->wasReset);
    }

    void everyoneGetsATurnAndThoseWithLittleGetItFirst()
    {
        NetBench bench;
        bench.greet();
        std::vector<NetBench::Dialled> bulk;
        for (std::uint32_t i = 1; i <= 4; ++i) {
            bulk.push_back(bench.dial());
            bench.open(i);
            bench.speak(bulk.back(), std::string(100'000, static_cast<char>('a' + i)));
        }
        // As much as fits before the port is full, then one that has something short to say.
        const auto first = std::string(bench.line.unsent(bench.now));
        QVERIFY(first.size() < (64 << 10) + (40 << 10));
        auto small = bench.dial();
        bench.open(5);
        bench.speak(small, "key");
        QByteArray order;
        std::map<std::uint32_t, std::size_t> sent;
        for (const auto &frame : bench.hear())
            if (frame.type == FrameType::NetData) {
                order += QByteArray::number(frame.stream);
                sent[frame.stream] += guest::parseContentPayload(frame.payload)->size();
            }
        QVERIFY2(order.indexOf('5') <= 6, order); // behind what was on its way already
        for (std::uint32_t i = 1; i <= 4; ++i)
            QCOMPARE(sent[i], std::size_t{100'000});
        QVERIFY2(order.startsWith("1234"), order);
    }

    void manyThatSendOneFrameEachAreAllHeard()
    {
        NetBench bench; // a loop that stops when its buffer is empty forgets those that are still ready
        bench.greet();
        for (std::uint32_t i = 1; i <= 200; ++i) {
            auto each = bench.dial();
            bench.open(i);
            bench.speak(each, std::string(9'000, 'x'));
        }
        std::size_t heard = 0;
        for (const auto &frame : bench.hear())
            heard += frame.type == FrameType::NetData ? guest::parseContentPayload(frame.payload)->size() : 0;
        QCOMPARE(heard, std::size_t{200 * 9'000});
    }

    void whatWasDialledBecomesANameOrAnAddress()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.question("example.org", dns::kA);
        bench.hear();
        bench.say(FrameType::NetAnswer, 1, toPayload(guest::NetAnswer{true}));
        const auto four = [](const char *bytes) {
            return std::string(10, '\0') + "\xFF\xFF" + std::string(bytes, 4);
        };
        const auto told = [&](const std::string &address) {
            const auto target = bench.line.targetOf(address, 1);
            return target.name + "|" + target.address + "|" + target.refusal;
        };
        const std::string unknown("No name that was asked for has this address.");
        QCOMPARE(told(four("\xC6\x12\x00\x01")), std::string("example.org||"));
        QCOMPARE(told(madeUpIpv6(0xC6120001)), std::string("example.org||"));
        QCOMPARE(told(four("\xC6\x12\x00\x02")), "|198.18.0.2|" + unknown);
        QCOMPARE(told(four("\xC6\x13\xFF\xFF")), "|198.19.255.255|" + unknown);
        QCOMPARE(told(madeUpIpv6(0x01020304)), "|fd67:6c6e::102:304|" + unknown);
        QCOMPARE(told(four("\xC6\x14\x00\x01")), std::string("|198.20.0.1|"));
        QCOMPARE(told(four("\x08\x08\x08\x08")), std::string("|8.8.8.8|"));
        const auto six = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + '\1';
        QCOMPARE(told(six), std::string("|2001:db8::1|"));
        // Nobody's address is refused without asking anybody.
        auto one = bench.dial(bench.line.targetOf(four("\xC6\x12\x00\x02"), 80));
        bench.speak(one, "GET / HTTP/1.1\r\n\r\n");
        QVERIFY(one.program->heard.starts_with("HTTP/1.1 502 ") && one.program->heard.ends_with(unknown + "\n"));
        QCOMPARE(bench.heard(), QByteArray());
    }
};

QTEST_APPLESS_MAIN(NetStreamsTest)
#include "tst_net_streams.moc"
