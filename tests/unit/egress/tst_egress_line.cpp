// A line over its life: rules that change, a guest that stands still, one that has too many connections or speaks
// nonsense, and its end.
#include <QTest>

#include "tests/unit/egress/gate_bench.h"

using namespace glovebox;
using namespace egresstest;
using domain::EgressTraffic;
using Why = wire::NetRefused::Why;

namespace {
constexpr auto kAny = EgressTraffic::Any;
constexpr auto kHttp = EgressTraffic::Http;

int s_warnings = 0;
QString s_lastWarning;

void countWarnings(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    s_warnings += type == QtWarningMsg ? 1 : 0;
    if (type == QtWarningMsg)
        s_lastWarning = text;
}
} // namespace

class TestEgressLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rulesHoldForWhatIsOpenToo()
    {
        LoopbackServer server(echo);
        const auto both = [&] {
            auto out = toServer(server, kAny);
            out.profile.rules.push_back(allow("other.test", server.port(), kAny));
            return out;
        }();
        GateBench bench(both);
        bench.names["good.test"] = bench.names["other.test"] = {"127.0.0.1"};
        const auto good = bench.guest.open("good.test", server.port());
        const auto other = bench.guest.open("other.test", server.port());
        QVERIFY(bench.waitOpened(good) && bench.waitOpened(other));
        QCOMPARE(bench.line->obey(toServer(server, kAny)), std::size_t{1});
        QVERIFY(bench.waitOver(other));
        QVERIFY(bench.guest.streams[other].reset && !bench.guest.streams[good].over());
        bench.guest.say(good, "still");
        QVERIFY(bench.wait([&] { return bench.guest.streams[good].data == "still"; }));
        // The name may be allowed as before, where it led is not.
        QCOMPARE(bench.line->obey(policyOf({allow("good.test", server.port(), kAny)})), std::size_t{1});
        QVERIFY(bench.waitOver(good));
        QVERIFY(bench.lastWords()[0].reason.find("policy changed") != std::string::npos);
    }

    void whatStandsStillReadsNothingAndGoesOn()
    {
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        bench.line->standStill();
        bench.guest.say(stream, "hello");
        (void)QTest::qWaitFor(
            [&] {
                bench.clock.runDue();
                return !bench.guest.streams[stream].data.empty();
            },
            200);
        QVERIFY(bench.guest.streams[stream].data.empty());
        bench.clock.advance(3h);
        QVERIFY(!bench.guest.streams[stream].over());
        bench.line->goOn();
        QVERIFY(bench.wait([&] { return bench.guest.streams[stream].data == "hello"; }));
        bench.clock.advance(3h); // now nothing goes over it, and nobody stands still
        QVERIFY(bench.waitOver(stream));
    }

    void tooManyAreRefusedAndToldOnce()
    {
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kHttp)); // none of them is dialled
        std::vector<std::uint32_t> all;
        for (std::size_t i = 0; i < wire::kNetStreamsMax + 50; ++i)
            all.push_back(bench.guest.open("good.test", server.port()));
        QVERIFY(bench.waitOver(all.back()));
        for (std::size_t i = wire::kNetStreamsMax; i < all.size(); ++i)
            QVERIFY(bench.guest.streams[all[i]].refused->why == Why::Limit);
        QCOMPARE(bench.lastWords().size(), wire::kNetStreamsMax + 1);
    }

    /// What the guest is told of a name it remembers: while it may not ask, it is told nothing.
    void aNameThatIsAskedForInAFloodIsThereAfterIt()
    {
        GateBench bench(policyOf({allow("good.test", 443)}));
        for (int i = 0; i < 2100; ++i) // no time goes by: the burst, and no more
            bench.guest.open("evil.test", 23);
        const auto early = bench.guest.ask("good.test");
        const auto refusedEarly = bench.guest.ask("bad.test");
        QVERIFY(bench.waitOver(bench.guest.open("evil.test", 23)));
        QVERIFY(!bench.guest.streams[early].exists && !bench.guest.streams[refusedEarly].exists);
        bench.clock.advance(1s);
        const auto again = bench.guest.ask("good.test");
        const auto refused = bench.guest.ask("bad.test");
        QVERIFY(bench.wait([&] { return bench.guest.streams[refused].exists.has_value(); }));
        QVERIFY(bench.guest.streams[again].exists == true && bench.guest.streams[refused].exists == false);
        QVERIFY(bench.wait([&] { return bench.lastWords().back().host == "bad.test"; })); // told when it was decided
    }

    void namesThatNeverAnswerHoldUpNobodyElse()
    {
        LoopbackServer server(echo);
        auto rules = toServer(server, kAny);
        rules.profile.rules.push_back(allow("*.hangs.test", server.port(), kAny));
        GateBench bench(rules);
        bench.names["good.test"] = {"127.0.0.1"};
        std::vector<std::uint32_t> hanging;
        for (int i = 0; i < 100; ++i)
            hanging.push_back(bench.guest.open("n" + std::to_string(i) + ".hangs.test", server.port()));
        QVERIFY(bench.wait([&] { return bench.held > 0 && bench.lastWords().size() == hanging.size(); }));
        NetGuest other;
        const auto line = bench.attach(other, rules);
        const auto stream = other.open("good.test", server.port());
        QVERIFY(bench.wait([&] { return other.streams[stream].opened || other.streams[stream].over(); }));
        QVERIFY(other.streams[stream].opened.has_value());
        // They are not waited for for ever either.
        bench.clock.advance(16s);
        for (const auto each : hanging) {
            QVERIFY(bench.waitOver(each));
            QVERIFY(bench.guest.streams[each].refused->why == Why::TimedOut);
        }
    }

    void standingStillIsNotIdling()
    {
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        bench.clock.advance(1h);
        bench.line->standStill();
        bench.clock.advance(5h);
        bench.line->goOn();
        bench.clock.advance(50min); // one hour and fifty minutes of its own
        bench.guest.say(stream, "x");
        QVERIFY(
            bench.wait([&] { return bench.guest.streams[stream].data == "x" || bench.guest.streams[stream].over(); }));
        QVERIFY(!bench.guest.streams[stream].over());
        // Of its own time it is counted on.
        bench.clock.advance(1h);
        bench.line->standStill();
        bench.clock.advance(5h);
        bench.line->goOn();
        bench.clock.advance(62min);
        QVERIFY(bench.waitOver(stream));
    }

    /// Root in a guest may speak the protocol itself.
    void nonsenseCostsTheGuestItsConnectionsAlone_data()
    {
        QTest::addColumn<int>("what");
        for (int i = 0; i < 12; ++i)
            QTest::addRow("%d", i) << i;
    }
    void nonsenseCostsTheGuestItsConnectionsAlone()
    {
        QFETCH(const int, what);
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto stream = bench.guest.open("good.test", server.port(), 1000);
        QVERIFY(bench.waitOpened(stream));
        auto &guest = bench.guest;
        const auto content = wire::toContentPayload("x");
        const std::vector<std::function<void()>> all{
            [&] { guest.raw(std::string(100, 'x')); },
            [&] {
                guest.raw(wire::encode({FrameType::NetData, guest.epoch() + 1, stream, content}));
            },
            [&] {
                guest.send(FrameType::NetOpen, stream, toPayload(wire::NetOpen{"good.test", {}, 80, 0}));
            }, // again
            [&] { guest.send(FrameType::NetOpen, stream + 1, "nonsense"); },
            [&] { guest.send(FrameType::NetData, stream + 5, content); },
            [&] { guest.send(FrameType::NetData, stream, "nonsense"); },
            [&] {
                guest.takes = false;           // then the server stops, too
                for (int i = 0; i < 1500; ++i) // more than was granted
                    guest.send(FrameType::NetData, stream,
                               wire::toContentPayload(std::string(wire::kNetChunkMax, 'x')));
            },
            [&] { guest.send(FrameType::NetCredit, stream, toPayload(wire::NetCredit{wire::kNetWindow})); },
            [&] {
                guest.end(stream);
                guest.end(stream);
                guest.send(FrameType::NetData, stream, content);
            },
            [&] { guest.send(FrameType::Ping, 0, wire::emptyPayload()); },
            [&] {
                guest.send(FrameType::HelloOk, 0, toPayload(wire::NetReady{"again", {}}));
            },
            [&] {
                guest.raw(wire::encode({FrameType::NetData, guest.epoch(), stream, std::string(64 << 10, 'x')}));
            },
        };
        all[static_cast<std::size_t>(what)]();
        const auto before = guest.connections;
        QVERIFY(bench.wait([&] {
            if (guest.connections == before)
                bench.clock.advance(100ms);
            return guest.connections > before && guest.greeted;
        }));
        const auto next = guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(next));
        QVERIFY(bench.lastWords()[0].lasted.has_value());
    }

    void aGuestThatIsStartedAnewIsGreetedAnew()
    {
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        QVERIFY(bench.waitOpened(bench.guest.open("good.test", server.port())));
        bench.line.reset();
        QVERIFY(bench.lastWords()[0].lasted.has_value()); // told from inside its end
    }

    /// Of what root in a guest makes happen again and again, the host neither does nor writes much.
    void aGuestThatBreaksOffAgainAndAgainIsCalledLessAndLess()
    {
        GateBench bench(policyOf({}));
        const auto before = bench.guest.connections;
        s_warnings = 0;
        s_lastWarning.clear();
        const auto handler = qInstallMessageHandler(countWarnings);
        const auto breakFor = [&](std::chrono::seconds time) {
            for (auto passed = 0ms; passed < time; passed += 100ms) {
                (void)QTest::qWaitFor([&] { return bench.guest.greeted; }, 5);
                if (std::exchange(bench.guest.greeted, false))
                    bench.guest.raw("nonsense that is long enough to be none of ours, for any header");
                (void)QTest::qWaitFor([] { return false; }, 2);
                bench.clock.advance(100ms);
            }
        };
        breakFor(65s);
        const auto called = bench.guest.connections - before;
        const auto warned = s_warnings;
        breakFor(60s);
        qInstallMessageHandler(handler);
        QVERIFY2(called >= 8 && called <= 14, qPrintable(QString::number(called))); // 0.1, 0.2 … 6.4, then 10 s
        QVERIFY2(warned == 2 && s_warnings == 3, qPrintable(QString::number(s_warnings)));
        QVERIFY2(s_lastWarning.contains(QStringLiteral(" more times in a minute")), qPrintable(s_lastWarning));
        // Once it stays it is called as the first time.
        QVERIFY(bench.wait([&] {
            bench.clock.advance(100ms);
            return bench.guest.greeted;
        }));
        bench.clock.advance(61s);
        const auto then = bench.guest.connections;
        bench.guest.raw("nonsense that is long enough to be none of ours, for any header");
        (void)QTest::qWaitFor([] { return false; }, 50);
        bench.clock.advance(150ms);
        QVERIFY(QTest::qWaitFor([&] { return bench.guest.connections == then + 1; }, 5000));
    }
};

QTEST_GUILESS_MAIN(TestEgressLine)
#include "tst_egress_line.moc"
