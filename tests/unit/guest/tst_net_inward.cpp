// What the host opens into the guest: a port of the guest's own loopback, over IPv4 or IPv6, within credits, bounded.
#include <QTest>

#include "tests/unit/guest/net_bench.h"

using namespace glovebox;
using namespace glovebox::agent;
using namespace glovebox::test;
using guest::FrameType;

namespace {
constexpr std::size_t kWindow = guest::kNetWindow;
}

class NetInwardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPortIsReachedAndEachDirectionEndsByItself()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        const auto id = bench.openIn(1, 8000);
        QCOMPARE(bench.dials.size(), std::size_t{1});
        auto server = bench.dials[0].who;
        QVERIFY(bench.dials[0].port == 8000 && !bench.dials[0].v6);
        QCOMPARE(bench.heard(), QByteArray()); // it is not through yet
        bench.line.streams().writable(server.key);
        QCOMPARE(bench.heard(), QByteArray("opened in1 262144"));
        bench.give(id, "GET");
        QCOMPARE(server.program->heard, std::string("GET"));
        bench.say(FrameType::NetEnd, id);
        QVERIFY(server.program->sawEnd);
        bench.speak(server, "answer");
        bench.end(server);
        QCOMPARE(bench.heard(), QByteArray("data in1 answer, end in1"));
        QVERIFY(server.program->isGone && !server.program->wasReset);
        QCOMPARE(bench.line.streams().size(), std::size_t{0});
    }

    void whatSpeaksFirstIsHeardAtOnce()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.openIn(1, 22);
        bench.speak(bench.dials[0].who, "SSH-2.0"); // before the kernel says that it is through
        QCOMPARE(bench.heard(), QByteArray());
        bench.line.streams().writable(bench.dials[0].who.key);
        QCOMPARE(bench.heard(), QByteArray("opened in1 262144, data in1 SSH-2.0"));
    }

    void whatListensOnIpv6AloneIsReached()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.openIn(1, 8000);
        bench.line.streams().broken(bench.dials[0].who.key);
        QCOMPARE(bench.dials.size(), std::size_t{2});
        QVERIFY(bench.dials[1].v6 && bench.dials[1].port == 8000);
        QCOMPARE(bench.heard(), QByteArray());
        bench.line.streams().writable(bench.dials[1].who.key);
        QCOMPARE(bench.heard(), QByteArray("opened in1 262144"));
    }

    void whereNothingListensItIsSaidSo()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.openIn(1, 8000);
        bench.line.streams().broken(bench.dials[0].who.key);
        bench.line.streams().broken(bench.dials[1].who.key);
        QCOMPARE(bench.heard(), QByteArray("refused in1 2")); // Unreachable
        bench.openIn(2, bench.refusedAtOnce);
        QCOMPARE(bench.heard(), QByteArray("refused in2 2"));
        bench.openIn(3, 8000); // a full backlog answers nothing
        bench.pass(9999ms);
        QCOMPARE(bench.heard(), QByteArray());
        bench.pass(2ms);
        QCOMPARE(bench.heard(), QByteArray("refused in3 3")); // TimedOut
        QCOMPARE(bench.line.streams().size(), std::size_t{0});
    }

    void nothingIsReadThatTheHostHasNotGrantedNorTakenBeyond()
    {
        NetBench bench;
        bench.greet();
        const auto id = bench.openIn(1, 8000, 3);
        auto &server = bench.dials[0].who;
        bench.line.streams().writable(server.key);
        bench.hear();
        bench.speak(server, "abcdef");
        QCOMPARE(bench.heard(), QByteArray("data in1 abc"));
        bench.say(FrameType::NetCredit, id, toPayload(guest::NetCredit{2}));
        QCOMPARE(bench.heard(), QByteArray("data in1 de"));
        server.program->room = 0;
        for (std::size_t given = 0; given < kWindow; given += guest::kNetChunkMax)
            bench.give(id, std::string(guest::kNetChunkMax, 'x'));
        QCOMPARE(bench.heard(), QByteArray());
        bench.give(id, "y");
        QCOMPARE(bench.heard(), QByteArray("reset in1"));
        QVERIFY(server.program->wasReset);
    }

    void whatTheHostTakesBackOrSendsTooEarlyEnds()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        auto id = bench.openIn(1, 8000);
        bench.say(FrameType::NetReset, id);
        QVERIFY(bench.dials[0].who.program->isGone);
        id = bench.openIn(2, 8000);
        bench.give(id, "too early");
        QCOMPARE(bench.heard(), QByteArray("reset in2"));
        QCOMPARE(bench.line.streams().size(), std::size_t{0});
        bench.openIn(3, 8000);
        bench.greet(); // another host
        QVERIFY(bench.dials.back().who.program->isGone);
        bench.hear();
        bench.openIn(1, 8000);
        QCOMPARE(bench.line.streams().size(), std::size_t{1});
    }

    void idsOnlyGrowAndAreTheHosts()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.openIn(5, 8000);
        bench.openIn(5, 8000);
        bench.openIn(4, 8000);
        bench.say(FrameType::NetOpenIn, 7, toPayload(guest::NetOpenIn{8000, kWindow}));
        bench.say(FrameType::NetOpenIn, guest::kNetInward | 8, "nonsense");
        QCOMPARE(bench.dials.size(), std::size_t{1});
        auto outward = bench.dial();
        QCOMPARE(bench.heard(), QByteArray("open 1 203.0.113.7:22")); // the guest's are its own
    }

    void thereAreNeverTooMany()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        for (std::uint32_t i = 1; i <= guest::kNetInwardMax; ++i)
            bench.openIn(i, 8000);
        QCOMPARE(bench.heard(), QByteArray());
        bench.openIn(guest::kNetInwardMax + 1, 8000);
        QCOMPARE(bench.heard(), QByteArray("refused in257 4")); // Limit
        bench.say(FrameType::NetReset, guest::kNetInward | 1);
        bench.openIn(guest::kNetInwardMax + 2, 8000);
        QCOMPARE(bench.heard(), QByteArray());
        auto outward = bench.dial();
        QCOMPARE(bench.heard(), QByteArray("open 1 203.0.113.7:22"));
    }
};

QTEST_APPLESS_MAIN(NetInwardTest)
#include "tst_net_inward.moc"
