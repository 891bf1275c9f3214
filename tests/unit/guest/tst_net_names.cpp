// The guest's name server: what exists is what the host says, and has a made-up address that stays.
#include <QTest>

#include "tests/unit/guest/net_bench.h"

using namespace glovebox;
using namespace glovebox::agent;
using namespace glovebox::test;

namespace {

constexpr std::uint16_t kHttps = 65;
constexpr std::uint16_t kSrv = 33;

void answerNext(NetBench &bench, bool exists)
{
    for (const auto &frame : bench.hear())
        if (frame.type == guest::FrameType::NetAsk)
            bench.say(guest::FrameType::NetAnswer, frame.stream, toPayload(guest::NetAnswer{exists}));
}

} // namespace

class NetNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNameIsAskedAboutOnceAndKeepsItsAddress()
    {
        NetBench bench;
        bench.greet();
        QCOMPARE(bench.heard(), QByteArray("ready redirect"));
        bench.question("Example.ORG", dns::kA);
        bench.question("example.org", dns::kAaaa, "b");
        QCOMPARE(bench.answer(), QByteArray("none"));
        QCOMPARE(bench.heard(), QByteArray("ask 1 example.org"));
        bench.say(guest::FrameType::NetAnswer, 1, toPayload(guest::NetAnswer{true}));
        QCOMPARE(bench.answers.at(0).first, std::string("a"));
        QCOMPARE(bench.answers.at(1).first, std::string("b"));
        QCOMPARE(bench.answer(), QByteArray("0 c6120001"));
        QCOMPARE(bench.answer(), QByteArray("0 fd676c6e0000000000000000c6120001"));
        bench.question("other.example", dns::kAny);
        answerNext(bench, true);
        QCOMPARE(bench.answer(), QByteArray("0 c6120002 fd676c6e0000000000000000c6120002"));
        // Known for the life of the sandbox, whoever the host is.
        bench.line.hostGone(bench.now);
        bench.greet();
        bench.question("example.org", dns::kA);
        answerNext(bench, true);
        QCOMPARE(bench.answer(), QByteArray("0 c6120001"));
        bench.question("example.org", dns::kA);
        QCOMPARE(bench.answer(), QByteArray("0 c6120001")); // not asked again
        QCOMPARE(bench.heard(), QByteArray());
    }

    void whatIsNotAnAddressIsAnsweredWithNothing()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        for (const auto type :
             {kHttps, kSrv, std::uint16_t{16}, std::uint16_t{15}, std::uint16_t{2}, std::uint16_t{65000}}) {
            bench.question("example.org", type);
            answerNext(bench, true);
            QCOMPARE(bench.answer(), QByteArray("0"));
        }
        QCOMPARE(bench.next, 0U); // no address was used up
    }

    void whatTheHostDeniesIsNoName()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.question("denied.example", dns::kA);
        answerNext(bench, false);
        QCOMPARE(bench.answer(), QByteArray("3"));
        bench.question("denied.example", dns::kAaaa);
        QCOMPARE(bench.answer(), QByteArray("3"));
        QCOMPARE(bench.heard(), QByteArray());
        bench.say(guest::FrameType::NetRules, 0);
        bench.question("denied.example", dns::kA);
        answerNext(bench, true);
        QCOMPARE(bench.answer(), QByteArray("0 c6120001"));
    }

    void whatIsNotPublicNeverLeavesTheGuest_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"", "localhost", "printer.local", "db.internal", "x.home.arpa", "x.onion", "single",
                                 "wpad", "127.0.0.1", "4.3.2.1.in-addr.arpa", "arpa", "ipv4only.arpa", "a b.example"})
            QTest::newRow(*name ? name : "the root") << QByteArray(name);
    }

    void whatIsNotPublicNeverLeavesTheGuest()
    {
        QFETCH(QByteArray, name);
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.question(name.toStdString(), dns::kA);
        QCOMPARE(bench.answer(), QByteArray("3"));
        QCOMPARE(bench.heard(), QByteArray());
    }

    void anAddressLeadsBackToItsName()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.question("example.org", dns::kA);
        answerNext(bench, true);
        bench.answer();
        const auto name = QByteArray::fromStdString(dns::encodedName("example.org")).toHex();
        bench.question("1.0.18.198.in-addr.arpa", dns::kPtr);
        QCOMPARE(bench.answer(), "0 " + name);
        bench.question("1.0.0.0.2.1.6.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.e.6.c.6.7.6.d.f.ip6.arpa", dns::kPtr);
        QCOMPARE(bench.answer(), "0 " + name);
        bench.question("1.0.18.198.in-addr.arpa", dns::kA);
        QCOMPARE(bench.answer(), QByteArray("0"));
        for (const char *other : {"2.0.18.198.in-addr.arpa", "0.0.18.198.in-addr.arpa", "1.0.19.198.in-addr.arpa",
                                  "1.0.18.198.1.in-addr.arpa", "256.0.18.198.in-addr.arpa",
                                  "0001.0.18.198.in-addr.arpa", "in-addr.arpa", "g.ip6.arpa"}) {
            bench.question(other, dns::kPtr);
            QCOMPARE(bench.answer(), QByteArray("3"));
        }
    }

    void withoutAHostProgramsWaitForItOnlyAMoment()
    {
        NetBench bench;
        bench.question("example.org", dns::kA);
        QVERIFY(bench.line.deadline() == bench.now + kHostWait);
        bench.pass(kHostWait - 1ms);
        QCOMPARE(bench.answer(), QByteArray("none"));
        bench.pass(1ms);
        QCOMPARE(bench.answer(), QByteArray("2"));
        QVERIFY(!bench.line.deadline());
        // One that comes in time is asked.
        bench.question("example.org", dns::kA);
        bench.greet();
        answerNext(bench, true);
        QCOMPARE(bench.answer(), QByteArray("0 c6120001"));
    }

    void aSilentHostCostsAnErrorAndALateAnswerNothing()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.question("example.org", dns::kA);
        bench.pass(kAnswerWait - 1ms);
        QCOMPARE(bench.answer(), QByteArray("none"));
        bench.pass(1ms);
        QCOMPARE(bench.answer(), QByteArray("2"));
        bench.say(guest::FrameType::NetAnswer, 1, toPayload(guest::NetAnswer{true}));
        bench.say(guest::FrameType::NetAnswer, 99, toPayload(guest::NetAnswer{true}));
        QCOMPARE(bench.answer(), QByteArray("none"));
    }

    void aNewHostIsAskedWhatTheLastOneDidNotAnswer()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        bench.question("example.org", dns::kA);
        bench.question("other.example", dns::kA);
        bench.hear();
        bench.greet();
        answerNext(bench, false);
        QCOMPARE(bench.answer(), QByteArray("3"));
        QCOMPARE(bench.answer(), QByteArray("3"));
        QCOMPARE(bench.answer(), QByteArray("none"));
    }

    void aFloodOfQuestionsIsBoundedAndFree()
    {
        NetBench bench;
        bench.greet();
        bench.hear();
        const auto flood = [&](const char *tree) {
            for (int i = 0; i < 2000; ++i)
                bench.question("n" + std::to_string(i) + tree, dns::kA);
        };
        flood(".example");
        QCOMPARE(bench.hear().size(), kPendingNamesMax);
        QCOMPARE(bench.answers.size(), 2000 - kPendingNamesMax);
        QCOMPARE(bench.answer(), QByteArray("2"));
        bench.answers.clear();
        bench.pass(kAnswerWait);
        QCOMPARE(bench.answers.size(), kPendingNamesMax);
        bench.answers.clear();
        // Many questions about one name.
        for (int i = 0; i < 2000; ++i)
            bench.question("one.example", dns::kA);
        QCOMPARE(bench.hear().size(), std::size_t{1});
        QCOMPARE(bench.answers.size(), 2000 - kWaitingQuestionsMax);
    }

    void aHostThatReadsNothingIsAskedNothingMore()
    {
        NetBench bench;
        bench.greet();
        for (int round = 0; round < 400; ++round) {
            for (int i = 0; i < 20; ++i)
                bench.question("r" + std::to_string(round) + "-" + std::to_string(i) + ".example", dns::kA);
            bench.pass(kAnswerWait);
        }
        QCOMPARE(bench.answers.size(), std::size_t{8000});
        QVERIFY(bench.hear().size() < 8000);
    }

    void namesComeToAnEndAndThoseKnownStay()
    {
        NetBench bench(1 << 20, 3);
        bench.greet();
        bench.hear();
        for (const char *name : {"a.example", "b.example", "c.example", "d.example"}) {
            bench.question(name, dns::kA);
            answerNext(bench, true);
        }
        QCOMPARE(bench.answers.back().second[3] & 15, 2);
        bench.answers.clear();
        bench.question("c.example", dns::kA);
        QCOMPARE(bench.answer(), QByteArray("0 c6120003"));
    }

    void noAddressIsEverGivenToAnotherName()
    {
        std::uint32_t next = 0;
        {
            NameTable first(1000, &next);
            for (int i = 0; i < 300; ++i)
                QVERIFY(first.addressOf("n" + std::to_string(i)));
            QCOMPARE(*first.addressOf("n0"), kMadeUpFirst + 1);
            QCOMPARE(*first.addressOf("n253"), kMadeUpFirst + 254); // neither .255 nor .0
            QCOMPARE(*first.addressOf("n254"), kMadeUpFirst + 257);
            QCOMPARE(*first.nameOf(kMadeUpFirst + 257), std::string("n254"));
            QVERIFY(first.nameOf(kMadeUpFirst + 255) == nullptr && first.nameOf(kMadeUpFirst + 256) == nullptr);
        }
        NameTable second(1000, &next); // the process was started anew
        QVERIFY(second.nameOf(kMadeUpFirst + 1) == nullptr);
        const auto address = second.addressOf("n0");
        QVERIFY(address && *address > kMadeUpFirst + 300);
        QCOMPARE(*second.nameOf(*address), std::string("n0"));
        next = 0xFFFFFFF0;
        QVERIFY(!second.addressOf("new"));
    }

    void whatIsNoQuestionIsAnsweredAsSuchOrNotAtAll()
    {
        NetBench bench;
        bench.greet();
        const auto ask = [&](const std::string &message) {
            bench.line.question("a", message, bench.now);
            if (bench.answers.empty())
                return QByteArray("none");
            const auto answer = bench.answers.front().second;
            bench.answers.pop_front();
            return QByteArray::number(answer[3] & 15);
        };
        const auto good = dnsQuestion("example.org", dns::kA);
        QCOMPARE(ask(""), QByteArray("none"));
        QCOMPARE(ask(good.substr(0, 11)), QByteArray("none"));
        QCOMPARE(ask(good.substr(0, 12)), QByteArray("1"));
        QCOMPARE(ask(good.substr(0, good.size() - 1)), QByteArray("1"));
        auto message = good;
        message[2] = '\x81'; // an answer: never answered
        QCOMPARE(ask(message), QByteArray("none"));
        message = good;
        message[2] = '\x28'; // an update
        QCOMPARE(ask(message), QByteArray("4"));
        message = good;
        message[5] = 2; // two questions
        QCOMPARE(ask(message), QByteArray("1"));
        message = good;
        message[12] = '\xC0'; // a name that points elsewhere, also at itself
        message[13] = 12;
        QCOMPARE(ask(message), QByteArray("1"));
        message = good;
        message.back() = 3; // of another family of networks
        QCOMPARE(ask(message), QByteArray("5"));
        QCOMPARE(ask(good.substr(0, 12) + std::string(300, '\1')), QByteArray("1")); // longer than any name
        QCOMPARE(ask(std::string(5000, '\0')), QByteArray("none"));
        message = good;
        message[13] = '.'; // a label that would look like two
        QCOMPARE(ask(message), QByteArray("3"));
        QCOMPARE(ask(good + std::string(11, '\0')), QByteArray("none")); // with an EDNS record: asked
        QCOMPARE(bench.heard(), QByteArray("ready redirect, ask 1 example.org"));
    }
};

QTEST_APPLESS_MAIN(NetNamesTest)
#include "tst_net_names.moc"
