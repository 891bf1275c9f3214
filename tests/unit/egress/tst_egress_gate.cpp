// The gate between a guest's end and servers on loopback: what is allowed arrives whole, however slow either side is;
// what is not reaches no server.
#include <QTest>

#include "core/egress/port_share.h"
#include "core/egress/stream.h"
#include "core/egress/tls_hello.h"
#include "tests/unit/egress/client_hello.h"
#include "tests/unit/egress/gate_bench.h"

using namespace glovebox;
using namespace egresstest;
using domain::EgressTraffic;
using domain::EgressVerdict;
using Why = wire::NetRefused::Why;

namespace {

constexpr auto kAny = EgressTraffic::Any;
constexpr auto kHttp = EgressTraffic::Http;
constexpr auto kTls = EgressTraffic::Tls;

std::string pattern(std::size_t size)
{
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<char>((i * 2654435761U) >> 13);
    return out;
}

/// Of one stream that dials nobody.
struct Owner final : egress::StreamOwner {
    testsupport::ManualClock clock;
    egress::DialParts parts{.clock = clock, .resolve = nullptr, .own = nullptr};
    domain::EgressPolicy rules;

    void send(FrameType, std::uint32_t, const std::string &) override {}
    void wantsToSend(std::uint32_t) override {}
    std::size_t roomFor(std::size_t, std::size_t credit) const override { return credit; }
    void usedSecret(const domain::EgressDecision &) override {}
    void ended(std::uint32_t, const domain::EgressDecision &) override {}
    const egress::DialParts &dialParts() const override { return parts; }
    const domain::EgressPolicy &policy() const override { return rules; }
    bool standsStill() const override { return false; }
};

std::string getFrom(const std::string &host, std::uint16_t port)
{
    return "GET / HTTP/1.1\r\nHost: " + host + ':' + std::to_string(port) + "\r\n\r\n";
}

} // namespace

class TestEgressGate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatLeadsInwardIsBoundedHoweverManyFilesMayBeOpen()
    {
        QCOMPARE(egress::boundsOf(1024).inward, std::size_t{128});
        QCOMPARE(egress::boundsOf(65'536).inward, std::size_t{8192});
        QCOMPARE(egress::boundsOf(1'048'576).inward, std::size_t{8192});
        QCOMPARE(egress::boundsOf(1'048'576).outward, std::size_t{524'288});
    }

    void bytesGoBothWaysAndEachEndsByItself()
    {
        LoopbackServer server([](int fd) {
            std::string all;
            for (std::string bytes; !(bytes = LoopbackServer::some(fd)).empty();)
                all += bytes;
            LoopbackServer::say(fd, "all of " + std::to_string(all.size()));
        });
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        QVERIFY(bench.sayAll(stream, pattern(300'000)));
        bench.guest.end(stream);
        QVERIFY(bench.wait([&] { return bench.guest.streams[stream].ended; }));
        QCOMPARE(bench.guest.streams[stream].data, std::string("all of 300000"));
        QVERIFY(bench.wait([&] { return bench.lastWords().size() == 1 && bench.lastWords()[0].lasted; }));
        const auto word = bench.lastWords()[0];
        QCOMPARE(word.host, std::string("good.test"));
        QCOMPARE(word.address, std::string("127.0.0.1"));
        QVERIFY(word.verdict == EgressVerdict::Allowed && word.port == server.port());
        QCOMPARE(word.sent.value, 300'000u);
        QCOMPARE(word.received.value, 13u);
        QVERIFY(word.session == domain::SessionId("sesn_1") && word.sandbox == domain::SandboxId("sbx-1"));
        QVERIFY2(word.rule.starts_with("p: good.test port "), word.rule.c_str());
    }

    void aMegabyteComesBackAsItWentAndAServerMaySpeakFirst()
    {
        LoopbackServer server([](int fd) {
            LoopbackServer::say(fd, "welcome ");
            echo(fd);
        });
        GateBench bench(policyOf({allow("good.test", 22, {}, "127.0.0.1:" + std::to_string(server.port()))}));
        const auto stream = bench.guest.open("good.test", 22);
        QVERIFY(bench.wait([&] { return bench.guest.streams[stream].data == "welcome "; }));
        const auto bytes = pattern(1'000'000);
        QVERIFY(bench.sayAll(stream, bytes));
        bench.guest.end(stream);
        QVERIFY(bench.wait([&] { return bench.guest.streams[stream].ended; }));
        QVERIFY(bench.guest.streams[stream].data == "welcome " + bytes);
        QVERIFY(bench.asked.empty()); // where it leads is nobody's business when a rule says so
    }

    void whatNoRuleAllowsReachesNobody()
    {
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kAny));
        bench.names["evil.test"] = {"127.0.0.1"};
        const auto other = bench.guest.open("evil.test", server.port());
        const auto port = bench.guest.open("good.test", 23);
        const auto address = bench.guest.openAddress("127.0.0.2", server.port());
        for (const auto stream : {other, port, address}) {
            QVERIFY(bench.waitOver(stream));
            const auto &refused = bench.guest.streams[stream].refused;
            QVERIFY(refused && refused->why == Why::Policy);
            QVERIFY2(refused->text.find("sandbox policy p does not allow ") != std::string::npos,
                     refused->text.c_str());
        }
        QVERIFY(bench.guest.streams[other].refused->text.find("evil.test port " + std::to_string(server.port())) !=
                std::string::npos);
        QVERIFY(bench.asked.empty());
        QCOMPARE(server.connections(), 0);
        const auto words = bench.lastWords();
        QCOMPARE(words.size(), std::size_t{3});
        for (const auto &each : words)
            QVERIFY(each.verdict == EgressVerdict::Denied && each.lasted == 0ms && !each.reason.empty());
        QCOMPARE(words[2].address, std::string("127.0.0.2"));
    }

    void namesResolveOnlyWhenARuleCouldAllowThemAndRefusalsAreToldOnce()
    {
        GateBench bench(policyOf(
            {allow("*.good.test", 443), {.action = domain::EgressRule::Action::Deny, .host = "bad.good.test"}}));
        const auto yes = bench.guest.ask("a.good.test");
        std::vector<std::uint32_t> no;
        for (const char *name : {"good.test", "evil.test", "evil.test", "bad.good.test"})
            no.push_back(bench.guest.ask(name));
        QVERIFY(bench.wait([&] { return bench.guest.streams[no.back()].exists.has_value(); }));
        QVERIFY(bench.guest.streams[yes].exists == true);
        for (const auto each : no)
            QVERIFY(bench.guest.streams[each].exists == false);
        const auto words = bench.lastWords();
        QCOMPARE(words.size(), std::size_t{3});
        QVERIFY(words[1].kind == domain::EgressKind::Name && words[1].host == "evil.test" && words[1].port == 0);
        QVERIFY(bench.asked.empty()); // no question leaves the host
        // Another policy, another answer, and told anew.
        QCOMPARE(bench.line->obey(policyOf({})), std::size_t{0});
        QVERIFY(bench.wait([&] { return bench.guest.rulesChanged == 1; }));
        bench.guest.ask("evil.test");
        QVERIFY(bench.wait([&] { return bench.lastWords().size() == 4; }));
    }

    /// An allowed name that leads to where nobody may go: the classic way around a rule.
    void addressesAreDecidedOnToo()
    {
        LoopbackServer server(echo);
        GateBench bench(policyOf({allow("good.test", server.port(), kAny)}));
        bench.ownAddresses = {"198.20.0.1", "2a00::99"};
        for (const char *bad :
             {"127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
              "2002:7f00:1::", "fe80::1", "198.20.0.1", "2a00::99", "64:ff9b::c614:1", "0.0.0.0", ""}) {
            bench.names["good.test"] = {bad};
            const auto stream = bench.guest.open("good.test", server.port());
            QVERIFY(bench.waitOver(stream));
            QVERIFY2(bench.guest.streams[stream].refused, bad);
            QVERIFY2(bench.lastWords().back().verdict == EgressVerdict::Denied, bad);
        }
        QCOMPARE(server.connections(), 0);
        // Of a mixed answer only what may be dialled is, and the name is asked for once for each connection.
        bench.names["good.test"] = {"10.0.0.1", "127.0.0.1"};
        bench.line->obey(toServer(server, kAny));
        const auto asked = bench.asked.size();
        const auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        QCOMPARE(bench.asked.size(), asked + 1);
    }

    /// A rule that named this host's public address is taken back: it is no address like others then.
    void thisHostsOwnAddressIsAskedAboutAnewToo()
    {
        const domain::EgressRule name = allow("good.test", 443);
        Owner owner;
        owner.rules = policyOf({name, allow("198.20.0.1", 443)});
        owner.parts.own = [] {
            return std::vector<std::string>{"198.20.0.1"};
        };
        const auto isAllowedAt = [&](const char *address) {
            egress::StreamStart start{.id = 1,
                                      .open = {"good.test", {}, 443, wire::kNetWindow},
                                      .ruling = domain::decide(owner.rules, {"good.test", {}, 443}),
                                      .decision = {.id = domain::EgressId("egr-1"),
                                                   .sandbox = domain::SandboxId("sbx-1"),
                                                   .address = address},
                                      .window = wire::kNetWindow};
            return egress::Stream(owner, std::move(start)).isStillAllowed(egress::ownOf(owner.parts));
        };
        QVERIFY(isAllowedAt("198.20.0.1") && isAllowedAt("198.20.0.2"));
        owner.rules = policyOf({name});
        QVERIFY(!isAllowedAt("198.20.0.1") && !isAllowedAt("64:ff9b::c614:1"));
        QVERIFY(isAllowedAt("198.20.0.2"));
    }

    void severalAddressesAreTriedAndWhatComesOfItIsSaid()
    {
        LoopbackServer server(echo);
        std::uint16_t closed = 0;
        {
            const LoopbackServer gone(echo);
            closed = gone.port();
        }
        auto rules = toServer(server, kAny);
        rules.profile.rules.push_back(allow("127.0.0.0/8", server.port(), kAny));
        rules.profile.rules.push_back(allow("good.test", closed, kAny));
        rules.profile.rules.push_back(allow("127.0.0.0/8", closed, kAny));
        rules.profile.rules.push_back(allow("web.test", closed, kHttp));
        GateBench bench(rules);
        bench.names["good.test"] = {"127.0.0.9", "127.0.0.1"}; // the server is at the second alone
        auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        stream = bench.guest.open("good.test", closed);
        QVERIFY(bench.waitOver(stream));
        QVERIFY(bench.guest.streams[stream].refused->why == Why::Unreachable);
        bench.names.clear();
        stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOver(stream));
        QVERIFY(bench.guest.streams[stream].refused->why == Why::UnknownName);
        // What was opened already hears it in its own protocol.
        bench.names["web.test"] = {"127.0.0.1"};
        stream = bench.guest.open("web.test", closed);
        QVERIFY(bench.waitOpened(stream));
        bench.guest.say(stream, getFrom("web.test", closed));
        QVERIFY(bench.waitOver(stream));
        QVERIFY2(bench.guest.streams[stream].data.starts_with("HTTP/1.1 502 Bad Gateway\r\n"),
                 bench.guest.streams[stream].data.c_str());
        bench.guest.end(stream);
        QVERIFY(bench.wait([&] { return bench.lastWords().back().lasted.has_value(); }));
        QVERIFY(bench.lastWords().back().verdict == EgressVerdict::Allowed && !bench.lastWords().back().reason.empty());
    }

    void nothingIsDialledBeforeTheFirstBytesAreGood()
    {
        LoopbackServer server([&](int fd) { echo(fd); });
        GateBench bench(toServer(server, kTls));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto bad = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(bad));
        bench.guest.say(bad, helloFor("evil.test"));
        QVERIFY(bench.waitOver(bad));
        QCOMPARE(bench.guest.streams[bad].data, std::string(egress::kTlsUnrecognizedName));
        QVERIFY(bench.guest.streams[bad].ended);
        QVERIFY(bench.asked.empty() && server.connections() == 0);
        const auto good = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(good));
        const auto hello = helloFor("good.test");
        for (const char each : hello)
            bench.guest.say(good, std::string(1, each));
        QVERIFY(bench.wait([&] { return bench.guest.streams[good].data == hello; }));
        QCOMPARE(server.connections(), 1);
    }

    void eachRequestOfAConnectionIsLookedAt()
    {
        LoopbackServer *heard = nullptr;
        LoopbackServer server([&](int fd) {
            for (std::string bytes; !(bytes = LoopbackServer::some(fd)).empty();) {
                heard->hear(bytes);
                LoopbackServer::say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
            }
        });
        heard = &server;
        GateBench bench(toServer(server, kHttp));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto good = getFrom("good.test", server.port());
        const auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        for (int i = 1; i <= 3; ++i) {
            bench.guest.say(stream, good);
            QVERIFY(
                bench.wait([&] { return bench.guest.streams[stream].data.size() == 27U * static_cast<unsigned>(i); }));
        }
        bench.guest.say(stream, getFrom("evil.test", server.port()));
        QVERIFY(bench.waitOver(stream));
        QVERIFY(bench.guest.streams[stream].reset);
        QCOMPARE(server.heard(), good + good + good);
        QVERIFY(bench.wait([&] { return bench.lastWords()[0].lasted.has_value(); }));
        QVERIFY(bench.lastWords()[0].verdict == EgressVerdict::Denied);
        // Length and chunks in one request: nobody is to find out what a server makes of it.
        const auto smuggle = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(smuggle));
        bench.guest.say(smuggle,
                        "POST / HTTP/1.1\r\nHost: good.test\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "0\r\n\r\n" +
                            getFrom("evil.test", server.port()));
        QVERIFY(bench.waitOver(smuggle));
        QVERIFY(bench.guest.streams[smuggle].data.starts_with("HTTP/1.1 400 "));
        QCOMPARE(server.connections(), 1);
        // Sent at once, before there is a server: it is the second that is refused, and none goes out.
        const auto both = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(both));
        bench.guest.say(both, good + getFrom("evil.test", server.port()));
        QVERIFY(bench.waitOver(both));
        QVERIFY(bench.guest.streams[both].data.starts_with("HTTP/1.1 421 "));
        QCOMPARE(server.connections(), 1);
    }

    void whoeverGoesSlowlyOnPurposeIsNotWaitedFor()
    {
        LoopbackServer server(echo);
        auto rules = toServer(server, kHttp);
        rules.profile.rules.push_back(allow("tls.test", 443));
        GateBench bench(rules);
        const auto slow = bench.guest.open("good.test", server.port());
        const auto silent = bench.guest.open("tls.test", 443);
        QVERIFY(bench.waitOpened(slow) && bench.waitOpened(silent));
        const auto head = getFrom("good.test", server.port());
        for (std::size_t i = 0; i < 9; ++i) {
            const auto before = bench.guest.streams[slow].credit;
            bench.guest.say(slow, head.substr(i, 1));
            QVERIFY(bench.guest.streams[slow].credit < before);
            (void)QTest::qWaitFor([&] { return false; }, 1); // the byte arrives
            bench.clock.advance(1'000ms);
        }
        QVERIFY(!bench.guest.streams[slow].over() && !bench.guest.streams[silent].over());
        bench.clock.advance(1'500ms);
        QVERIFY(bench.waitOver(slow) && bench.waitOver(silent));
        QVERIFY(bench.guest.streams[slow].data.starts_with("HTTP/1.1 408 "));
        QVERIFY(bench.guest.streams[silent].reset);
        QCOMPARE(server.connections(), 0);
    }

    void aSlowReaderHoldsNothingUpAndCostsNothing()
    {
        std::atomic<std::size_t> sent = 0;
        LoopbackServer flood([&](int fd) {
            const std::string piece(65'536, 'f');
            for (;;) {
                const auto put = ::send(fd, piece.data(), piece.size(), MSG_NOSIGNAL);
                if (put <= 0)
                    return;
                sent += static_cast<std::size_t>(put);
            }
        });
        LoopbackServer other(echo);
        auto rules = toServer(flood, kAny);
        rules.profile.rules.push_back(allow("other.test", 22, {}, "127.0.0.1:" + std::to_string(other.port())));
        GateBench bench(rules);
        bench.names["good.test"] = {"127.0.0.1"};
        bench.guest.takes = false;
        const auto stalled = bench.guest.open("good.test", flood.port(), 100'000);
        QVERIFY(bench.wait([&] { return bench.guest.streams[stalled].data.size() == 100'000; }));
        bench.guest.takes = true;
        const auto quick = bench.guest.open("other.test", 22);
        QVERIFY(bench.waitOpened(quick));
        const auto bytes = pattern(2'000'000);
        QVERIFY(bench.sayAll(quick, bytes));
        QVERIFY(bench.wait([&] { return bench.guest.streams[quick].data == bytes; }));
        QCOMPARE(bench.guest.streams[stalled].data.size(), std::size_t{100'000});
        QVERIFY(!bench.guest.streams[stalled].over());
        QVERIFY(sent < 16u << 20); // what the kernel's buffers take, and no more
        // Its program reads on.
        bench.guest.send(FrameType::NetCredit, stalled, toPayload(wire::NetCredit{100'000}));
        QVERIFY(bench.wait([&] { return bench.guest.streams[stalled].data.size() >= 150'000; }));
    }

    /// In the port nothing overtakes: what another one says waits for all that is on its way before it.
    void besideOthersAStreamHasLessOnItsWay()
    {
        LoopbackServer flood([](int fd) {
            const std::string piece(65'536, 'f');
            while (::send(fd, piece.data(), piece.size(), MSG_NOSIGNAL) > 0) {
            }
        });
        LoopbackServer other(echo);
        auto rules = toServer(flood, kAny);
        rules.profile.rules.push_back(allow("other.test", 22, {}, "127.0.0.1:" + std::to_string(other.port())));
        GateBench bench(rules);
        bench.names["good.test"] = {"127.0.0.1"};
        bench.guest.takes = false;
        const auto quick = bench.guest.open("other.test", 22);
        QVERIFY(bench.waitOpened(quick) && bench.sayAll(quick, "x"));
        QVERIFY(bench.wait([&] { return bench.guest.streams[quick].data == "x"; }));
        const auto bulk = bench.guest.open("good.test", flood.port());
        const auto &got = bench.guest.streams[bulk].data;
        constexpr auto quarter = wire::kNetWindow / 4;
        constexpr auto share = quarter + egress::PortShare::kSharedChunk;
        QVERIFY(bench.wait([&] { return got.size() >= share; }));
        QVERIFY(bench.sayAll(quick, "y"));
        QVERIFY(bench.wait([&] { return bench.guest.streams[quick].data == "xy"; }));
        QCOMPARE(got.size(), share);
        bench.guest.send(FrameType::NetCredit, bulk, toPayload(wire::NetCredit{quarter}));
        QVERIFY(bench.wait([&] { return got.size() >= share + quarter; }));
        QCOMPARE(got.size(), share + quarter);
        bench.clock.advance(2s); // nobody else says anything any more
        bench.guest.send(FrameType::NetCredit, bulk, toPayload(wire::NetCredit{quarter}));
        QVERIFY(bench.wait([&] { return got.size() >= wire::kNetWindow + 2 * quarter; }));
        QCOMPARE(got.size(), wire::kNetWindow + 2 * quarter);
    }

    void aServerThatDoesNotReadStopsTheProgram()
    {
        std::atomic<bool> go = false;
        LoopbackServer server([&](int fd) {
            while (!go)
                std::this_thread::yield();
            echo(fd);
        });
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        const auto stream = bench.guest.open("good.test", server.port());
        QVERIFY(bench.waitOpened(stream));
        const auto bytes = pattern(30'000'000);
        std::size_t sent = 0;
        std::size_t before = 1;
        while (sent != before) { // until nothing more is granted for a while
            before = sent;
            (void)QTest::qWaitFor(
                [&] {
                    bench.clock.runDue();
                    sent += bench.guest.say(stream, std::string_view(bytes).substr(sent));
                    return false;
                },
                300);
        }
        QVERIFY(sent < bytes.size());
        go = true;
        QVERIFY(bench.wait([&] {
            sent += bench.guest.say(stream, std::string_view(bytes).substr(sent));
            return bench.guest.streams[stream].data.size() == bytes.size();
        }));
        QVERIFY(bench.guest.streams[stream].data == bytes);
    }

    void twoHundredAtOnceAreAllRight()
    {
        LoopbackServer server(echo);
        GateBench bench(toServer(server, kAny));
        bench.names["good.test"] = {"127.0.0.1"};
        std::vector<std::uint32_t> all;
        for (int i = 0; i < 200; ++i)
            all.push_back(bench.guest.open("good.test", server.port()));
        for (const auto stream : all)
            QVERIFY(bench.waitOpened(stream));
        const auto bytes = pattern(20'000);
        for (const auto stream : all) {
            QVERIFY(bench.sayAll(stream, std::to_string(stream) + bytes));
            bench.guest.end(stream);
        }
        for (const auto stream : all) {
            QVERIFY(bench.wait([&] { return bench.guest.streams[stream].ended; }));
            QVERIFY(bench.guest.streams[stream].data == std::to_string(stream) + bytes);
        }
        QVERIFY(bench.wait([&] {
            return std::ranges::count_if(bench.lastWords(), [](const auto &each) { return each.lasted.has_value(); }) ==
                   200;
        }));
    }
};

QTEST_GUILESS_MAIN(TestEgressGate)
#include "tst_egress_gate.moc"
