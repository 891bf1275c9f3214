// Local addresses that lead into a guest: bytes both ways, each direction's end, who may, what sleeps, what is not
// there.
#include <QTest>

#include "core/egress/inward_listener.h"
#include "tests/unit/egress/inward_bench.h"

using namespace glovebox;
using namespace egresstest;
using domain::PortKind;

namespace {

/// Everybody gets some turns of the loop.
int turns()
{
    return QTest::qWaitFor([] { return false; }, 20) ? 0 : 1;
}

/// Whether a plain socket can listen there.
bool hasIPv6()
{
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_loopback;
    const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = fd >= 0 && ::bind(fd, reinterpret_cast<const sockaddr *>(&six), sizeof six) == 0;
    if (fd >= 0)
        ::close(fd);
    return bound;
}

} // namespace

class TestEgressInward : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bytesGoBothWaysAndEachDirectionEndsByItself()
    {
        InwardBench bench(PortKind::Tcp);
        QCOMPARE(bench.address->newUrl("/"), "tcp://" + bench.address->address());
        RawClient client(bench.local());
        client.say("hello");
        QVERIFY(bench.waitInside("hello"));
        QVERIFY(bench.stream().port == 8000);
        bench.answerInside("good day");
        QVERIFY(bench.waitFor(client, "good day"));
        QCOMPARE(bench.address->counts().open, 1);
        QVERIFY(bench.address->counts().taken == 1 && bench.address->counts().usedAt && bench.used > 0);
        client.end();
        QVERIFY(bench.wait([&] { return bench.stream().ended; }));
        bench.answerInside(" and goodbye");
        QVERIFY(bench.waitFor(client, "and goodbye"));
        bench.guest.end(bench.guest.lastIn);
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QVERIFY(client.ended && !client.wasReset && !bench.stream().reset);
        QVERIFY(bench.wait([&] { return bench.address->counts().open == 0; }));
    }

    /// Whoever opens connections to these addresses, without a token even, takes none that sandboxes have for their
    /// own.
    void whatComesInTakesNothingOfTheWayOut()
    {
        InwardBench bench(PortKind::Http);
        egress::DialParts parts{.clock = bench.clock, .resolve = nullptr, .own = nullptr};
        parts.connectionsMax = 0; // sandboxes have all that there is
        parts.inward->most = 3;
        const auto opened = [&] {
            return *egress::InwardListener::listen(parts, bench.orderFor(PortKind::Http, 8000, "127.0.0.1"));
        };
        const auto portOf = [](const egress::InwardListener &each) {
            return static_cast<std::uint16_t>(std::stoi(each.address().substr(each.address().rfind(':') + 1)));
        };
        const auto one = opened();
        auto other = opened();
        RawClient first(portOf(*one));
        RawClient second(portOf(*other));
        RawClient third(portOf(*other));
        QVERIFY(bench.wait([&] { return one->counts().open == 1 && other->counts().open == 2; }));
        // Who has shown nothing goes for who comes, the oldest of whichever address first.
        RawClient fourth(portOf(*other));
        QVERIFY(bench.wait([&] { return first.isOver() && one->counts().open == 0; }));
        QVERIFY(first.wasReset && !second.isOver() && !third.isOver() && !fourth.isOver());
        QVERIFY(*parts.connections == 0 && parts.inward->open == 3 && parts.inward->strangers.size() == 3);
        const auto comeIn = [&](RawClient &client, const egress::InwardListener &to) {
            const auto url = const_cast<egress::InwardListener &>(to).newUrl("/");
            const auto taken = to.counts().taken;
            client.say("GET / HTTP/1.1\r\nHost: " + to.address() + "\r\nAuthorization: Bearer " +
                       url.substr(url.find("glovebox-token=") + 15) + "\r\n\r\n");
            return bench.wait([&] { return to.counts().taken == taken + 1; });
        };
        QVERIFY(comeIn(second, *other) && comeIn(third, *other) && comeIn(fourth, *other));
        QVERIFY(parts.inward->strangers.empty());
        RawClient fifth(portOf(*one)); // all of them may
        QVERIFY(bench.wait([&] { return fifth.isOver(); }));
        QVERIFY(fifth.wasReset && !second.isOver() && !third.isOver() && !fourth.isOver());
        other.reset(); // there is room again
        QCOMPARE(parts.inward->open, std::size_t{0});
        RawClient sixth(portOf(*one));
        QVERIFY(bench.wait([&] { return one->counts().open == 1; }));
        QVERIFY(!sixth.isOver());
    }

    void theGuestMayEndFirst()
    {
        InwardBench bench(PortKind::Tcp);
        RawClient client(bench.local());
        QVERIFY(bench.wait([&] { return bench.guest.lastIn != 0; }));
        bench.answerInside("banner");
        bench.guest.end(bench.guest.lastIn);
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QCOMPARE(client.heard, std::string("banner"));
        client.say("late, and still heard");
        QVERIFY(bench.waitInside("still heard"));
        client.end();
        QVERIFY(bench.wait([&] { return bench.stream().ended; }));
        QVERIFY(!bench.stream().reset);
    }

    void muchGoesThroughWithinTheCredits()
    {
        InwardBench bench(PortKind::Tcp);
        bench.guest.inwardWindow = 10'000;
        RawClient client(bench.local());
        const std::string much(400'000, 'm'); // forty times what it grants
        std::size_t said = 0;
        QVERIFY(bench.wait([&] {
            said += client.say(much.substr(said, 100'000));
            return said == much.size();
        }));
        QVERIFY(bench.wait([&] { return bench.stream().data.size() == much.size(); }));
        QVERIFY(bench.sayAll(bench.guest.lastIn, much)); // as the host grants
        QVERIFY(bench.wait([&] { return client.hear().size() == much.size(); }));
    }

    void aGuestThatTakesNothingAndAClientThatReadsNothingHoldLittle()
    {
        InwardBench bench(PortKind::Tcp);
        bench.guest.takes = false;
        RawClient client(bench.local());
        QVERIFY(bench.wait([&] { return bench.guest.lastIn != 0; }));
        const std::string much(100'000, 'm');
        for (int quiet = 0; quiet < 5;) // what the kernel keeps on the way is none of ours
            quiet = client.say(much) == 0 ? quiet + turns() : 0;
        QCOMPARE(bench.stream().data.size(), wire::kNetWindow); // and not a byte more
        std::size_t said = 0;
        for (int quiet = 0; quiet < 5;) {
            const auto some = bench.guest.say(bench.guest.lastIn, much);
            said += some;
            quiet = some == 0 ? quiet + turns() : 0;
        }
        QVERIFY(said < std::size_t{64} << 20);
        QCOMPARE(bench.stream().credit, std::size_t{0});
    }

    void whereNothingListensOrAnswersATcpConnectionBreaksOff()
    {
        InwardBench bench(PortKind::Tcp);
        bench.guest.listens.clear();
        RawClient client(bench.local());
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QVERIFY(client.wasReset);
        bench.open(PortKind::Tcp, 9000);
        RawClient other(bench.local());
        QVERIFY(bench.wait([&] { return bench.stream().port == 9000; }));
        bench.clock.advance(31s);
        QVERIFY(bench.wait([&] { return other.isOver() && bench.stream().reset; }));
    }

    void whatSleepsIsWokenAndWaitedForButNotForEver()
    {
        InwardBench bench(PortKind::Http);
        bench.sleeps = true;
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer()));
        QVERIFY(bench.wait([&] { return bench.waiting != nullptr; }));
        bench.clock.advance(20s);
        bench.waiting(bench.line.get());
        QVERIFY(bench.waitInside("GET / HTTP/1.1"));
        RawClient late(bench.local());
        late.say(bench.request(bench.bearer()));
        QVERIFY(bench.wait([&] { return bench.wakings == 2; }));
        bench.clock.advance(61s);
        QVERIFY(bench.waitFor(late, "504 Gateway Timeout"));
        bench.sleeps = false;
        bench.noWaking = Error{ErrorCode::InvalidState, "it failed"};
        RawClient failed(bench.local());
        failed.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitFor(failed, "503 Service Unavailable") &&
                failed.heard.find("it failed") != std::string::npos);
    }

    void whatStandsStillIsToldThatItIsWantedAndHearsItWhenItGoesOn()
    {
        InwardBench bench(PortKind::Tcp);
        RawClient client(bench.local());
        client.say("one");
        QVERIFY(bench.waitInside("one"));
        bench.line->standStill();
        bench.clock.advance(1s);
        const int used = bench.used;
        client.say("two");
        QVERIFY(bench.wait([&] { return bench.used > used; }));
        QCOMPARE(bench.stream().data, std::string("one"));
        bench.line->goOn();
        QVERIFY(bench.waitInside("onetwo"));
    }

    void anOlderAgentIsFoundOutInWords()
    {
        InwardBench bench(PortKind::Http);
        bench.line.reset();
        bench.guest.inward = false;
        bench.guest.greeted = false;
        bench.line = bench.attach(bench.guest, policyOf({}));
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitFor(client, "older Glovebox"));
        QVERIFY(client.heard.starts_with("HTTP/1.1 502") && bench.guest.lastIn == 0);
    }

    void aGuestThatIsNotGreetedYetIsWaitedFor()
    {
        InwardBench bench(PortKind::Tcp);
        bench.line.reset();
        bench.guest.greets = false;
        bench.guest.greeted = false;
        const auto before = bench.guest.epoch();
        bench.line = bench.gate->attach(
            {.sandbox = domain::SandboxId("sbx-1"), .socket = bench.guest.path(), .policy = policyOf({})});
        RawClient client(bench.local());
        client.say("early");
        QVERIFY(bench.wait([&] { return bench.wakings == 1 && bench.guest.epoch() != before; }));
        bench.guest.greets = true;
        bench.clock.advance(29s); // not yet the greeting's limit
        bench.guest.raw(std::string(wire::kGreetingMark));
        bench.guest.send(FrameType::HelloOk, 0, toPayload(wire::NetReady{"test", {}, true}));
        QVERIFY(bench.waitInside("early"));
    }

    void nothingOutlivesTheLineOrTheAddress()
    {
        InwardBench bench(PortKind::Tcp);
        RawClient client(bench.local());
        client.say("x");
        QVERIFY(bench.waitInside("x"));
        const auto local = bench.local();
        bench.address.reset(); // closed by its operator
        QVERIFY(bench.wait([&] { return client.isOver() && bench.stream().reset; }));
        QVERIFY(!RawClient(local).connected);
    }

    void theEndOfALineEndsItsConnections()
    {
        InwardBench bench(PortKind::Tcp);
        RawClient client(bench.local());
        client.say("x");
        QVERIFY(bench.waitInside("x"));
        bench.line.reset();
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QVERIFY(client.wasReset);
        QVERIFY(bench.wait([&] { return bench.address->counts().open == 0; }));
    }

    void itListensWhereItWasOrderedAndNowhereElse()
    {
        InwardBench bench(PortKind::Tcp);
        bench.open(PortKind::Tcp, 8000, "127.93.4.7");
        QVERIFY(bench.address->address().starts_with("127.93.4.7:"));
        QVERIFY(!RawClient(bench.local()).connected);
        RawClient client(bench.local(), "127.93.4.7");
        client.say("here");
        QVERIFY(bench.waitInside("here"));
    }

    void anAddressThatIsNotThisHostsIsSaid()
    {
        InwardBench bench(PortKind::Tcp);
        const auto refused = bench.gate->listen(bench.orderFor(PortKind::Http, 8000, "192.0.2.7"));
        QVERIFY(!refused && refused.error().code == ErrorCode::NetworkError);
        QVERIFY(refused.error().detail.find("192.0.2.7 is no address of this host") != std::string::npos);
    }

    void overIPv6TheAddressIsInBrackets()
    {
        InwardBench bench(PortKind::Http);
        auto six = bench.gate->listen(bench.orderFor(PortKind::Http, 8000, "::1"));
        if (!hasIPv6())
            return;
        QVERIFY2(six.has_value(), six ? "" : describe(six.error()).c_str());
        QVERIFY((*six)->address().starts_with("[::1]:"));
        QVERIFY((*six)->newUrl("/a").starts_with("http://" + (*six)->address() + "/a?glovebox-token="));
        bench.address = *std::move(six);
        RawClient client(bench.local(), "::1");
        client.say("GET /six HTTP/1.1\r\nHost: " + bench.address->address() + "\r\n" + bench.bearer() + "\r\n");
        QVERIFY(bench.waitInside("GET /six "));
    }

    void thereAreNeverTooMany()
    {
        InwardBench bench(PortKind::Tcp);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (std::size_t i = 1; i <= wire::kNetInwardMax; ++i) {
            clients.push_back(std::make_unique<RawClient>(bench.local()));
            QVERIFY(bench.wait([&] { return bench.address->counts().open == int(i); }));
        }
        RawClient more(bench.local());
        QVERIFY(bench.wait([&] { return more.isOver(); }));
        const auto before = bench.stream().ended;
        clients.back().reset(); // gone, and the server inside goes on as if nothing had been
        QVERIFY(!before && bench.wait([&] { return bench.stream().ended; }));
        QCOMPARE(bench.address->counts().open, int(wire::kNetInwardMax));
        bench.clock.advance(5min);
        QVERIFY(bench.wait([&] { return bench.address->counts().open < int(wire::kNetInwardMax); }));
        RawClient again(bench.local());
        again.say("room");
        QVERIFY(bench.waitInside("room"));
    }

    /// Who has shown nothing takes nobody's place, and does not get it back by staying.
    void whoHasATokenIsLetInHoweverManyStandSilent()
    {
        InwardBench bench(PortKind::Http);
        RawClient known(bench.local());
        known.say(bench.request(bench.bearer(), "/known"));
        QVERIFY(bench.waitInside("GET /known "));
        std::vector<std::unique_ptr<RawClient>> silent;
        for (std::size_t i = 2; i <= wire::kNetInwardMax; ++i) {
            silent.push_back(std::make_unique<RawClient>(bench.local()));
            QVERIFY(bench.wait([&] { return bench.address->counts().open == int(i); }));
        }
        RawClient more(bench.local());
        more.say(bench.request(bench.bearer(), "/more"));
        QVERIFY(bench.waitInside("GET /more "));
        QVERIFY(silent.front()->isOver() && !silent[1]->isOver() && !known.isOver() && !more.isOver());
        QCOMPARE(bench.address->counts().open, int(wire::kNetInwardMax));
        bench.answerInside("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(bench.waitFor(more, "200 OK"));
    }

    void aGuestThatSaysNonsenseOfThemLosesItsConnections()
    {
        InwardBench bench(PortKind::Tcp);
        const auto nonsense = [&](auto say) {
            RawClient client(bench.local());
            client.say("x");
            if (!bench.waitInside("x"))
                return false;
            const int before = bench.guest.connections;
            say(bench.guest.lastIn);
            const bool anew = bench.wait([&] {
                bench.clock.advance(50ms);
                return bench.guest.connections > before && bench.guest.greeted;
            });
            bench.guest.lastIn = 0;
            return anew && bench.wait([&] { return client.isOver(); });
        };
        auto &guest = bench.guest;
        QVERIFY(nonsense([&](auto id) { guest.send(FrameType::NetOpened, id, toPayload(wire::NetOpened{1})); }));
        QVERIFY(nonsense(
            [&](auto id) { guest.send(FrameType::NetCredit, id, toPayload(wire::NetCredit{wire::kNetWindow})); }));
        QVERIFY(nonsense([&](auto id) {
            guest.end(id);
            guest.end(id);
        }));
        QVERIFY(nonsense([&](auto id) { guest.send(FrameType::NetReset, id + 1, wire::emptyPayload()); }));
        QVERIFY(nonsense([&](auto id) {
            guest.end(id);
            guest.send(FrameType::NetData, id, wire::toContentPayload("more"));
        }));
        QVERIFY(nonsense([&](auto id) {
            guest.send(FrameType::NetOpen, id + 1, toPayload(wire::NetOpen{"good.test", {}, 80, 1}));
        }));
    }
};

QTEST_GUILESS_MAIN(TestEgressInward)
#include "tst_egress_inward.moc"
