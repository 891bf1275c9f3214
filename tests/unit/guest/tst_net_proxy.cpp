// Programs that ask the guest's proxy: their connections become streams as any, and refusals are told in words.
#include <QTest>

#include "core/guest/agent/network/sockets.h"
#include "tests/unit/guest/net_bench.h"

#include <arpa/inet.h>

using namespace glovebox;
using namespace glovebox::agent;
using namespace glovebox::test;
using guest::FrameType;
using Why = guest::NetRefused::Why;

namespace {

std::string bytesOf(int family, const char *text)
{
    std::string bytes(family == AF_INET ? 4 : 16, '\0');
    ::inet_pton(family, text, bytes.data());
    return bytes;
}

/// A bench with a host, and a connection to its proxy.
struct ProxyBench : NetBench {
    explicit ProxyBench(std::size_t held = 32 << 20) : NetBench(held)
    {
        greet();
        hear();
    }
    Dialled ask(const std::string &bytes)
    {
        auto one = dial(line.targetOf(bytesOf(AF_INET, kNameServer), kProxyPort));
        speak(one, bytes);
        return one;
    }
};

const std::string kTunnel = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n";
/// Of all heads together.
constexpr std::size_t kHeadsBound = 4 << 20;
const std::string kConfirmed = "HTTP/1.1 200 Connection established\r\n\r\n";

QByteArray firstLine(const NetBench::Dialled &who)
{
    const auto heard = QByteArray::fromStdString(who.program->heard);
    return heard.left(heard.indexOf("\r\n"));
}

QByteArray bodyOf(const NetBench::Dialled &who)
{
    const auto heard = QByteArray::fromStdString(who.program->heard);
    return heard.mid(heard.indexOf("\r\n\r\n") + 4).trimmed();
}

} // namespace

class NetProxyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsWhereNoPortOfTheGuestsOwnIs()
    {
        NetBench bench;
        QVERIFY(bench.line.targetOf(bytesOf(AF_INET, "100.64.0.1"), 3128).isProxy);
        QVERIFY(bench.line.targetOf(bytesOf(AF_INET6, "::ffff:100.64.0.1"), 3128).isProxy);
        QVERIFY(bench.line.targetOf(bytesOf(AF_INET6, "fd67:6c6f::1"), 3128).isProxy);
        QVERIFY(!bench.line.targetOf(bytesOf(AF_INET, "100.64.0.1"), 3129).isProxy);
        QVERIFY(!bench.line.targetOf(bytesOf(AF_INET, "203.0.113.7"), 3128).isProxy);
        QVERIFY(!isOwnAddress(bytesOf(AF_INET6, "::ffff:100.64.0.1")));
    }

    void aTunnelCarriesBytesBothWaysAndEachDirectionEndsByItself()
    {
        ProxyBench bench;
        auto one = bench.ask(kTunnel + "early");
        QCOMPARE(bench.heard(), QByteArray("open 1 a.example:443"));
        QCOMPARE(one.program->heard, std::string());
        bench.open(1);
        QCOMPARE(one.program->heard, kConfirmed);
        QCOMPARE(bench.heard(), QByteArray("data 1 early"));
        bench.speak(one, "GET http://other.example/ HTTP/1.1\r\n\r\n"); // the tunnel's, whatever it is
        QCOMPARE(bench.heard(), QByteArray("data 1 GET http://other.example/ HTTP/1.1\r\n\r\n"));
        bench.give(1, "hello");
        bench.end(one);
        QCOMPARE(bench.heard(), QByteArray("end 1"));
        QVERIFY(!one.program->isGone);
        bench.give(1, " again");
        bench.say(FrameType::NetEnd, 1);
        QCOMPARE(one.program->heard, kConfirmed + "hello again");
        QVERIFY(one.program->isGone && !one.program->wasReset);
        QCOMPARE(bench.line.streams().size(), std::size_t{0});
    }

    void whatWasReadAheadKeepsWithinTheCredit()
    {
        ProxyBench bench;
        auto one = bench.ask(kTunnel + "abcdefgh");
        bench.hear();
        bench.open(1, 3);
        QCOMPARE(bench.heard(), QByteArray("data 1 abc"));
        bench.say(FrameType::NetCredit, 1, toPayload(guest::NetCredit{2}));
        QCOMPARE(bench.heard(), QByteArray("data 1 de"));
        bench.speak(one, "ij");
        bench.end(one);
        QCOMPARE(bench.heard(), QByteArray());
        bench.say(FrameType::NetCredit, 1, toPayload(guest::NetCredit{100}));
        QCOMPARE(bench.heard(), QByteArray("data 1 fgh, data 1 ij, end 1"));
    }

    /// What the host grants is for what it sends: our own confirmation must not be given back as if it were that.
    void theConfirmationCostsTheHostNothing()
    {
        ProxyBench bench;
        auto one = bench.ask(kTunnel);
        bench.hear();
        bench.open(1);
        std::size_t given = 0;
        std::size_t back = 0;
        for (int i = 0; i < 40; ++i) {
            bench.give(1, std::string(guest::kNetChunkMax, 'x'));
            given += guest::kNetChunkMax;
            for (const auto &frame : bench.hear())
                back += frame.type == FrameType::NetCredit ? guest::parseNetCredit(frame.payload)->bytes : 0;
        }
        QVERIFY(back > 0 && back <= given);
        QCOMPARE(one.program->heard.size(), kConfirmed.size() + given);
    }

    void oneRequestGoesToOneHost()
    {
        ProxyBench bench;
        auto one =
            bench.ask("GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\nProxy-Connection: keep-alive\r\n\r\n");
        QCOMPARE(bench.heard(), QByteArray("open 1 a.example:80"));
        bench.open(1);
        QCOMPARE(bench.heard(), QByteArray("data 1 GET /x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"));
        QCOMPARE(one.program->heard, std::string());
        bench.give(1, "HTTP/1.1 200 OK\r\n\r\nhel");
        // Another one, to whomever, goes nowhere; for the host this one has ended.
        bench.speak(one, "GET http://b.example/ HTTP/1.1\r\n\r\n");
        QCOMPARE(bench.heard(), QByteArray("end 1"));
        bench.speak(one, "GET http://c.example/ HTTP/1.1\r\n\r\n");
        bench.give(1, "lo");
        bench.say(FrameType::NetEnd, 1);
        QCOMPARE(bench.heard(), QByteArray());
        QCOMPARE(one.program->heard, std::string("HTTP/1.1 200 OK\r\n\r\nhello"));
        // What it said is taken from it before it is closed: else the answer's end might go with a reset.
        QVERIFY(one.program->sawEnd && !one.program->isGone && one.program->says.empty());
        bench.end(one);
        QVERIFY(one.program->isGone && !one.program->wasReset);
    }

    void aBodyPassesAndWhatIsNoneEndsIt()
    {
        ProxyBench bench;
        auto one = bench.ask("POST http://a.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        bench.open(1);
        const auto heard = bench.heard();
        QVERIFY2(heard.endsWith("Connection: close\r\n\r\n3\r\nabc\r\n"), heard.constData());
        bench.speak(one, "2\r\nde\r\n");
        QCOMPARE(bench.heard(), QByteArray("data 1 2\r\nde\r\n"));
        bench.speak(one, "0x2\r\nde\r\n");
        QCOMPARE(bench.heard(), QByteArray("reset 1"));
        QVERIFY(one.program->wasReset);
    }

    void refusalsAreToldWithTheHostsSentence_data()
    {
        QTest::addColumn<int>("why");
        QTest::addColumn<QByteArray>("status");
        const auto row = [](const char *name, Why why, const char *status) {
            QTest::newRow(name) << int(why) << QByteArray(status);
        };
        row("policy", Why::Policy, "403 Forbidden by sandbox policy");
        row("paused", Why::Paused, "403 Forbidden by sandbox policy");
        row("no such name", Why::UnknownName, "502 Bad Gateway");
        row("nobody there", Why::Unreachable, "502 Bad Gateway");
        row("too late", Why::TimedOut, "504 Gateway Timeout");
        row("too many", Why::Limit, "503 Service Unavailable");
    }

    void refusalsAreToldWithTheHostsSentence()
    {
        QFETCH(int, why);
        QFETCH(QByteArray, status);
        ProxyBench bench;
        auto tunnel = bench.ask(kTunnel);
        auto plain = bench.ask("POST http://a.example/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        const guest::NetRefused refused{static_cast<Why>(why), "The sandbox policy none does not allow a.example."};
        bench.say(FrameType::NetRefused, 1, toPayload(refused));
        bench.say(FrameType::NetRefused, 2, toPayload(refused));
        // Programs show of a refused tunnel its first line alone.
        QCOMPARE(firstLine(tunnel), "HTTP/1.1 " + status.left(4) + QByteArray::fromStdString(refused.text));
        QCOMPARE(firstLine(plain), "HTTP/1.1 " + status);
        for (auto *each : {&tunnel, &plain}) {
            QCOMPARE(bodyOf(*each), QByteArray::fromStdString(refused.text));
            QVERIFY(each->program->sawEnd && !each->program->isGone && !each->program->wasReset);
            bench.end(*each);
            QVERIFY(each->program->isGone);
        }
        QCOMPARE(bench.heard(), QByteArray("open 1 a.example:443, open 2 a.example:80"));
    }

    void whatIsAskedInVainIsToldWithoutTheHost_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const QByteArray &host, int status, const char *word) {
            QTest::newRow(host.constData()) << "CONNECT " + host + " HTTP/1.1\r\n\r\n" << status << QByteArray(word);
        };
        row("127.0.0.1:80", 502, "this sandbox itself");
        row("127.9.9.9:80", 502, "this sandbox itself");
        row("[::1]:80", 502, "this sandbox itself");
        row("[::ffff:127.0.0.1]:80", 502, "this sandbox itself");
        row("100.64.0.2:80", 502, "this sandbox itself");
        row("[fd67:6c6f::2]:80", 502, "this sandbox itself");
        row("100.64.0.1:3128", 502, "this sandbox itself");
        row("[fd67:6c6f::1]:3128", 502, "this sandbox itself");
        row("localhost:80", 502, "inside this sandbox only");
        row("sbx-1:80", 502, "inside this sandbox only");
        row("printer.local:80", 502, "inside this sandbox only");
        row("2130706433:80", 502, "inside this sandbox only");
        row("0177.0.0.1:80", 502, "inside this sandbox only");
        row("0x7f.1:80", 502, "inside this sandbox only");
        row("127.1:80", 502, "inside this sandbox only");
        row("a..example:80", 502, "inside this sandbox only");
        row("198.18.0.9:80", 502, "No name that was asked for");
        QTest::newRow("nonsense") << QByteArray("HELO x\r\n\r\n") << 400 << QByteArray("CONNECT host:port");
        QTest::newRow("no field") << QByteArray("GET http://a.example/ HTTP/1.1\r\nHost\r\n\r\n") << 400
                                  << QByteArray("A line of the request's head is no header field.");
        QTest::newRow("large") << "GET http://a.example/ HTTP/1.1\r\nX: " + QByteArray(70000, 'y') << 431
                               << QByteArray("64 KiB");
    }

    void whatIsAskedInVainIsToldWithoutTheHost()
    {
        QFETCH(QByteArray, said);
        QFETCH(int, status);
        QFETCH(QByteArray, word);
        ProxyBench bench;
        auto one = bench.ask(said.toStdString());
        QVERIFY2(firstLine(one).startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), firstLine(one).constData());
        QVERIFY2(bodyOf(one).contains(word), bodyOf(one).constData());
        QCOMPARE(bench.heard(), QByteArray());
    }

    void anAddressAndAMadeUpOneAreWhatTheyAre()
    {
        ProxyBench bench;
        bench.question("b.example", dns::kA);
        QCOMPARE(bench.heard(), QByteArray("ask 1 b.example"));
        bench.say(FrameType::NetAnswer, 1, toPayload(guest::NetAnswer{true}));
        bench.ask("CONNECT 198.18.0.1:443 HTTP/1.1\r\n\r\n");
        bench.ask("CONNECT 203.0.113.7:443 HTTP/1.1\r\n\r\n");
        bench.ask("CONNECT [2001:DB8:0:0::1]:443 HTTP/1.1\r\n\r\n");
        bench.ask("CONNECT [::ffff:203.0.113.8]:443 HTTP/1.1\r\n\r\n");
        bench.ask("CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n"); // the host's to refuse
        QCOMPARE(bench.heard(), QByteArray("open 2 b.example:443, open 3 203.0.113.7:443, open 4 2001:db8::1:443, "
                                           "open 5 203.0.113.8:443, open 6 169.254.169.254:80"));
    }

    void whoSaysNothingOrGoesSlowlyIsNotWaitedFor()
    {
        ProxyBench bench;
        auto silent = bench.ask({});
        auto slow = bench.ask("GET http://a.example/ HTTP/1.1\r\n");
        for (int i = 0; i < 9; ++i) {
            bench.pass(1s);
            bench.speak(slow, "X: y\r\n");
        }
        QVERIFY(!slow.program->sawEnd);
        bench.pass(1s);
        for (auto *each : {&silent, &slow}) {
            QCOMPARE(firstLine(*each), QByteArray("HTTP/1.1 408 Request Timeout"));
            QCOMPARE(bodyOf(*each), QByteArray("The request did not come within 10 s."));
            QVERIFY(each->program->sawEnd);
        }
        bench.pass(3s);
        QVERIFY(silent.program->isGone && slow.program->isGone);
        auto gone = bench.ask({});
        bench.end(gone);
        QVERIFY(gone.program->isGone && !gone.program->wasReset);
        QCOMPARE(bench.heard(), QByteArray());
    }

    void headsAreHeldWithinABound()
    {
        ProxyBench bench;
        const auto half = "GET http://a.example/ HTTP/1.1\r\nX: " + std::string(60'000, 'y');
        const auto held = [&bench] {
            return bench.line.streams().headsHeld();
        };
        std::vector<NetBench::Dialled> all;
        for (int i = 0; i < 100; ++i) {
            all.push_back(bench.ask(half));
            QVERIFY2(held() <= kHeadsBound, QByteArray::number(qulonglong(held())));
        }
        const auto refused =
            std::ranges::count_if(all, [](const auto &each) { return firstLine(each).contains(" 503 "); });
        QVERIFY2(refused >= 30 && refused <= 32, QByteArray::number(qlonglong(refused)));
        QCOMPARE(held(), (all.size() - std::size_t(refused)) * half.size());
        QCOMPARE(bench.heard(), QByteArray());
        // Whoever was answered holds nothing while it lingers.
        bench.pass(10s);
        QCOMPARE(held(), std::size_t{0});
        QVERIFY(std::ranges::any_of(all, [](const auto &each) { return !each.program->isGone; }));
    }

    /// What fills it is refused, not what is small and comes while it is full.
    void aFloodOfHeadsKeepsNobodyOut()
    {
        ProxyBench bench;
        const auto half = "GET http://a.example/ HTTP/1.1\r\nX: " + std::string(60'000, 'y');
        std::vector<NetBench::Dialled> all;
        for (int i = 0; i < 69; ++i)
            all.push_back(bench.ask(half));
        const auto last = bench.ask(half.substr(0, kHeadsBound - 69 * half.size()));
        QCOMPARE(bench.line.streams().headsHeld(), kHeadsBound);
        const auto tunnel = bench.ask(kTunnel);
        const auto plain = bench.ask("GET http://b.example/ HTTP/1.1\r\n\r\n");
        QCOMPARE(bench.heard(), QByteArray("open 1 a.example:443, open 2 b.example:80"));
        QVERIFY(tunnel.program->heard.empty() && plain.program->heard.empty() && last.program->heard.empty());
        QCOMPARE(std::ranges::count_if(all, [](const auto &each) { return firstLine(each).contains(" 503 "); }), 1);
        // More of the flood, which lingers.
        for (int i = 0; i < 200; ++i)
            all.push_back(bench.ask(half));
        bench.ask(kTunnel);
        QCOMPARE(bench.heard(), QByteArray("open 3 a.example:443"));
        QVERIFY(bench.line.streams().headsHeld() <= kHeadsBound);
    }

    /// Those that a silent host keeps waiting hold what came with them, too.
    void whatWaitsForTheHostIsHeldWithinTheBound()
    {
        ProxyBench bench;
        const auto whole = kTunnel + std::string(guest::kNetChunkMax, 'x'); // of which one piece is read
        const auto each = guest::kNetChunkMax - kTunnel.size();
        std::vector<NetBench::Dialled> all;
        for (std::size_t i = 0; i < kHeadsBound / each + 50; ++i) {
            all.push_back(bench.ask(whole));
            QVERIFY(bench.line.streams().headsHeld() <= kHeadsBound);
        }
        const auto isRefused = [](const auto &one) {
            return firstLine(one).contains(" 503 ");
        };
        QCOMPARE(std::ranges::count_if(all, isRefused), 50);
        QCOMPARE(bench.line.streams().headsHeld(), kHeadsBound / each * each);
        QVERIFY(!isRefused(bench.ask(kTunnel))); // holds nothing
    }

    void connectionsToItCountAsAny()
    {
        ProxyBench bench;
        for (std::size_t i = 0; i < guest::kNetStreamsMax; ++i)
            bench.ask({});
        const auto oneMore = bench.ask(kTunnel);
        QVERIFY(oneMore.program->wasReset);
        QCOMPARE(bench.line.streams().size(), guest::kNetStreamsMax);
    }

    void withoutAHostItIsSaid()
    {
        NetBench bench;
        auto one = bench.dial(bench.line.targetOf(bytesOf(AF_INET, kNameServer), kProxyPort));
        bench.speak(one, kTunnel);
        QCOMPARE(one.program->heard, std::string());
        bench.pass(300ms);
        QVERIFY(firstLine(one).startsWith("HTTP/1.1 502 ") && firstLine(one).contains("no way out"));
        // One that comes meanwhile is asked.
        auto next = bench.dial(bench.line.targetOf(bytesOf(AF_INET, kNameServer), kProxyPort));
        bench.speak(next, kTunnel);
        bench.greet();
        QCOMPARE(bench.heard(), QByteArray("ready redirect, open 1 a.example:443"));
        bench.line.hostGone(bench.now);
        QVERIFY(next.program->wasReset);
    }
};

QTEST_APPLESS_MAIN(NetProxyTest)
#include "tst_net_proxy.moc"
