// What becomes of a connection that the gate has opened when one side of it goes wrong: nobody is there, nobody is
// believed, it ends early, it does not read, or it opens too many.
#include <QTest>

#include "tests/unit/egress/client_hello.h"
#include "tests/unit/egress/opened_bench.h"

using namespace glovebox;
using namespace egresstest;

class TestEgressOpenedEnds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServerThatIsNotBelievedHearsNothing()
    {
        std::atomic<int> heard = 0;
        Whole whole([&](TlsTalk &talk) { heard += talk.some().empty() ? 0 : 1; }, domain::BearerForm(),
                    "wrong.good.test");
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitOver());
        QVERIFY2(program.plain.starts_with("HTTP/1.1 502 ") &&
                     program.plain.find("its certificate is for another name") != std::string::npos,
                 program.plain.c_str());
        whole.bench.guest.end(program.stream);
        QVERIFY(whole.waitLastWord());
        QVERIFY(whole.lastWord()->reason.find("is for another name") != std::string::npos);
        QCOMPARE(heard, 0);
        // An authority that this host does not trust.
        whole.bench.gate->openTlsWith(whole.authority,
                                      fileOf(whole.folder, "other.pem", whole.authority->certificatePem()));
        auto again = whole.program();
        again.say(whole.withBearer());
        QVERIFY(again.waitOver() && again.plain.find("by nobody whom this host trusts") != std::string::npos);
        QCOMPARE(heard, 0);
    }

    void aProgramThatDoesNotTrustUsIsToldOfInWords()
    {
        Whole whole([](TlsTalk &) {});
        egress::TlsTrust trust(whole.server.trustFile);
        TlsProgram program(whole.bench, trust, kHost, whole.server.port());
        program.say(whole.withBearer());
        QVERIFY(program.waitOver());
        whole.bench.guest.end(program.stream);
        QVERIFY(whole.waitLastWord());
        const auto word = *whole.lastWord();
        QVERIFY2(word.reason.find("refused the gate's certificate") != std::string::npos, word.reason.c_str());
        QVERIFY(word.secrets.empty() && word.misused.empty());
        QCOMPARE(whole.server.server.connections(), 0);
    }

    void aServerThatIsNotThereIsAnAnswer()
    {
        Whole whole([](TlsTalk &) {});
        whole.bench.line->obey(policyOf({allow(kHost, whole.server.port(), kTls, "127.0.0.1:1")}));
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitOver());
        QVERIFY2(program.plain.starts_with("HTTP/1.1 502 "), program.plain.c_str());
    }

    void aHalfCloseLeavesTheAnswer()
    {
        Whole whole([](TlsTalk &talk) {
            talk.head();
            talk.say(okWith(std::string(300'000, 'a')));
        });
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.wait([&] { return program.end.isDone() && program.end.cipherWaiting() == 0; }));
        whole.bench.guest.end(program.stream);
        QVERIFY(program.waitOver());
        QVERIFY(program.plain.ends_with("\r\n\r\n" + std::string(300'000, 'a')));
    }

    void anEndThatTheServerDidNotSayIsPassedOnAsNone()
    {
        for (const bool says : {true, false}) {
            Whole whole([&](TlsTalk &talk) {
                talk.head();
                talk.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall that there was");
                if (says)
                    talk.end();
            });
            auto program = whole.program();
            program.say(whole.withBearer());
            QVERIFY(program.waitOver() && program.plain.ends_with("all that there was"));
            QCOMPARE(program.end.peerEnded(), says);
        }
        // Nothing at all is an answer of ours.
        Whole whole([](TlsTalk &talk) { talk.head(); });
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitOver() && program.plain.starts_with("HTTP/1.1 502 "));
        QVERIFY(program.plain.find("without an answer") != std::string::npos);
    }

    /// The server's end of a changed protocol leaves the program's direction open.
    void afterASwitchEachDirectionEndsByItself()
    {
        TlsServer *self = nullptr;
        Whole whole([&self](TlsTalk &talk) {
            talk.head();
            talk.say("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: raw\r\n\r\nhello");
            talk.end();
            for (std::string bytes; !(bytes = talk.some()).empty();)
                self->server.hear(bytes);
        });
        self = &whole.server;
        auto program = whole.program();
        program.say(whole.get("Connection: upgrade\r\nUpgrade: raw\r\n"));
        QVERIFY(program.wait([&] { return program.plain.ends_with("hello") && program.end.peerEnded(); }));
        program.say("still said");
        QVERIFY(program.wait([&] { return whole.server.server.heard() == "still said"; }));
    }

    void aServerWithoutTlsIsAnAnswerAndHearsNoSecret()
    {
        Whole whole([](TlsTalk &) {});
        LoopbackServer plain([&](int fd) {
            for (std::string bytes; !(bytes = LoopbackServer::some(fd)).empty();) {
                plain.hear(bytes);
                LoopbackServer::say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        whole.bench.line->obey(
            policyOf({allow(kHost, whole.server.port(), kTls, "127.0.0.1:" + std::to_string(plain.port()))}));
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitOver());
        QVERIFY2(program.plain.starts_with("HTTP/1.1 502 "), program.plain.c_str());
        QVERIFY(plain.heard().find(kSecretValue) == std::string::npos);
    }

    void aServerThatIsSilentInItsHandshakeIsGivenUp()
    {
        Whole whole([](TlsTalk &) {});
        LoopbackServer silent([&](int fd) {
            for (std::string bytes; !(bytes = LoopbackServer::some(fd)).empty();)
                silent.hear(bytes);
        });
        whole.bench.line->obey(
            policyOf({allow(kHost, whole.server.port(), kTls, "127.0.0.1:" + std::to_string(silent.port()))}));
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.wait([&] { return !silent.heard().empty(); })); // its handshake has begun
        whole.bench.line->standStill();                                 // that time is not counted
        whole.bench.clock.advance(20s);
        whole.bench.line->goOn();
        QVERIFY(!whole.bench.guest.streams[program.stream].over());
        QVERIFY(program.wait([&] {
            whole.bench.clock.advance(1s);
            return whole.bench.guest.streams[program.stream].over();
        }));
        program.turn();
        QVERIFY2(program.plain.find("did not finish the TLS handshake in time") != std::string::npos,
                 program.plain.c_str());
    }

    void whoeverDoesNotReadHoldsTheOtherBack()
    {
        std::atomic<std::size_t> said = 0;
        Whole whole([&](TlsTalk &talk) {
            talk.head();
            talk.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
            while (talk.say(std::string(10'000, 'y')) && said < 100'000'000)
                said += 10'000;
        });
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitFor("200 OK"));
        whole.bench.guest.takes = false;
        std::size_t before = 0;
        int still = 0;
        QVERIFY(whole.bench.wait([&] {
            still = said == before ? still + 1 : 0;
            before = said;
            return still > 20;
        }));
        QVERIFY2(said < 20'000'000, qPrintable(QString::number(said))); // sockets have buffers
        whole.bench.guest.send(FrameType::NetReset, program.stream, wire::emptyPayload());
        whole.bench.guest.takes = true;
    }

    void aServerThatDoesNotReadHoldsTheProgramBack()
    {
        constexpr std::size_t kBody = 12'000'000; // more than a kernel keeps for both ends of two connections
        std::atomic<bool> go = false;
        std::size_t got = 0;
        Whole whole([&](TlsTalk &talk) {
            talk.head();
            while (!go)
                std::this_thread::yield();
            got = talk.takeHeld().size();
            for (std::string some; got < kBody && !(some = talk.some()).empty();)
                got += some.size();
            talk.say(okWith("all"));
        });
        auto program = whole.program();
        program.say("POST / HTTP/1.1\r\n" + hostLine(whole.server.port()) + "Content-Length: " + std::to_string(kBody) +
                    "\r\n\r\n");
        program.end.feedPlain(std::string(kBody, 'z'));
        std::size_t before = 1;
        int still = 0;
        const bool stopped = program.wait([&] {
            still = program.end.cipherWaiting() == before ? still + 1 : 0;
            before = program.end.cipherWaiting();
            return still > 20 && program.end.isDone();
        });
        const auto left = program.end.cipherWaiting();
        go = true;
        QVERIFY(stopped && left > 1'000'000);
        QVERIFY(program.waitFor("\r\n\r\nall"));
        QCOMPARE(got, kBody);
    }

    void aFloodOfHandshakesIsBoundedAndEnds()
    {
        TlsServer *self = nullptr;
        Whole whole(echoing(self));
        self = &whole.server;
        std::vector<std::uint32_t> streams;
        const auto hello = helloFor(kHost);
        for (int i = 0; i < 400; ++i)
            streams.push_back(whole.bench.guest.open(kHost, whole.server.port()));
        QVERIFY(whole.bench.wait([&] {
            return std::ranges::all_of(streams, [&](auto each) {
                const auto &one = whole.bench.guest.streams[each];
                return one.opened || one.over();
            });
        }));
        const auto refused = std::ranges::count_if(
            streams, [&](auto each) { return whole.bench.guest.streams[each].refused.has_value(); });
        QCOMPARE(refused, 400 - 256);
        for (const auto each : streams)
            if (whole.bench.guest.streams[each].opened)
                whole.bench.guest.say(each, hello.substr(0, 50));
        whole.bench.wait([&] { return true; });
        whole.bench.clock.advance(13s); // nobody may take that long
        QVERIFY(whole.bench.wait([&] {
            whole.bench.clock.advance(3s);
            return std::ranges::all_of(streams, [&](auto each) { return whole.bench.guest.streams[each].over(); });
        }));
        whole.bench.clock.runDue();
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitFor("200 OK"));
        QCOMPARE(whole.server.server.connections(), 1);
    }
};

QTEST_GUILESS_MAIN(TestEgressOpenedEnds)
#include "tst_egress_opened_ends.moc"
