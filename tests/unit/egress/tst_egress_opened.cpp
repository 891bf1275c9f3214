// Secrets of a sandbox put in by the gate, whole: a program in TLS through the gate to a TLS server on loopback with an
// authority of its own. What the server hears, what the program reads, and that nothing is heard where it must not be.
#include <QTest>

#include "tests/unit/egress/opened_bench.h"

using namespace glovebox;
using namespace egresstest;
using domain::EgressTraffic;
using domain::EgressVerdict;
using domain::SecretForm;

class TestEgressOpened : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachFormReachesTheServerAndNothingComesBack()
    {
        using namespace domain;
        const std::pair<SecretForm, std::pair<std::string, std::string>> forms[] = {
            {BearerForm(), {"Authorization: Bearer " + kPlaceholder, "Authorization: Bearer " + kSecretValue}},
            {BasicForm{"x-access-token"}, // as git sends it
             {"Authorization: Basic " + egress::toBase64("x-access-token:" + kPlaceholder),
              "Authorization: Basic " + egress::toBase64("x-access-token:" + kSecretValue)}},
            {HeaderForm{"X-Api-Key"}, {"x-api-key: " + kPlaceholder, "x-api-key: " + kSecretValue}},
            {CustomForm{"Authorization", "token {secret}"},
             {"Authorization: token " + kPlaceholder, "Authorization: token " + kSecretValue}}};
        for (const auto &[form, lines] : forms) {
            TlsServer *self = nullptr;
            Whole whole(echoing(self), form);
            self = &whole.server;
            auto program = whole.program();
            for (int i = 1; i <= 2; ++i) { // on one connection
                program.plain.clear();
                program.say(whole.get(lines.first + "\r\nAccept-Encoding: gzip\r\n"));
                QVERIFY(program.waitAnswer());
            }
            // Told while it goes on, once: a program that dies does not take it along.
            const auto words = whole.bench.lastWords();
            QVERIFY(words.size() == 1 && !words[0].lasted && words[0].secrets == std::vector<std::string>{"api-key"});
            QCOMPARE(whole.bench.decisions.size(), std::size_t{2});
            const auto heard = whole.server.server.heard();
            QVERIFY2(heard.find(lines.second + "\r\n") != std::string::npos, heard.c_str());
            QVERIFY(heard.find("gbx-") == std::string::npos && heard.find("gzip") == std::string::npos);
            for (const auto &leak : {kSecretValue, egress::toBase64("x-access-token:" + kSecretValue)})
                QVERIFY2(program.plain.find(leak) == std::string::npos, program.plain.c_str());
            QCOMPARE(whole.server.server.connections(), 1);
            program.end.endPlain();
            program.turn();
            whole.bench.guest.end(program.stream);
            QVERIFY(program.waitOver() && whole.waitLastWord());
            const auto word = *whole.lastWord();
            QVERIFY(word.verdict == EgressVerdict::Allowed && word.misused.empty());
            QCOMPARE(word.secrets, std::vector<std::string>{"api-key"});
            QVERIFY(word.reason.empty() && word.sent.value > 0 && word.received.value > 0);
        }
    }

    void aRequestInSinglePiecesIsTheSame()
    {
        TlsServer *self = nullptr;
        Whole whole(echoing(self));
        self = &whole.server;
        auto program = whole.program();
        QVERIFY(program.wait([&] { return program.end.isDone(); }));
        for (const char c : whole.withBearer())
            program.say(std::string(1, c));
        QVERIFY(program.waitFor("200 OK"));
        QVERIFY(whole.server.server.heard().find("Bearer " + kSecretValue) != std::string::npos);
    }

    void aPlaceholderWhereNoneMayStandReachesNobody()
    {
        for (const auto &request :
             {std::string("X-Other: " + kPlaceholder), std::string("Authorization: Bearer x" + kPlaceholder)}) {
            TlsServer *self = nullptr;
            Whole whole(echoing(self));
            self = &whole.server;
            auto program = whole.program();
            program.say(whole.get(request + "\r\n"));
            QVERIFY(program.waitOver());
            QVERIFY2(program.plain.starts_with("HTTP/1.1 403 "), program.plain.c_str());
            QVERIFY(program.plain.find("the secret \"api-key\" stands in the header") != std::string::npos);
            QVERIFY(program.plain.find("gbx-") == std::string::npos && program.end.peerEnded());
            QCOMPARE(whole.server.server.connections(), 0);
            whole.bench.guest.end(program.stream);
            QVERIFY(whole.waitLastWord());
            const auto word = *whole.lastWord();
            QVERIFY(word.verdict == EgressVerdict::Denied && word.secrets.empty() && word.sent.value == 0);
            QCOMPARE(word.misused, std::vector<std::string>{"api-key"});
        }
        Whole whole([](TlsTalk &) {});
        auto program = whole.program();
        program.say(whole.get({}, "/?key=" + kPlaceholder));
        QVERIFY(program.waitOver() && program.plain.starts_with("HTTP/1.1 403 "));
        QCOMPARE(whole.server.server.connections(), 0);
    }

    void itGoesToNoOtherHost()
    {
        TlsServer *self = nullptr;
        Whole whole(echoing(self));
        self = &whole.server;
        // A host of another secret, so that its TLS is opened, too.
        auto secrets = *whole.bench.secrets;
        secrets.push_back({{.name = "second",
                            .description = {},
                            .hosts = {"other.good.test:" + std::to_string(whole.server.port())},
                            .form = domain::BearerForm(),
                            .variable = "S"},
                           "gbx-" + std::string(40, 'b'),
                           SecretString("second-value")});
        whole.bench.secrets = std::make_shared<const std::vector<ports::LineSecret>>(std::move(secrets));
        TlsProgram program(whole.bench, whole.guestTrust, "other.good.test", whole.server.port());
        program.say("GET / HTTP/1.1\r\nHost: other.good.test:" + std::to_string(whole.server.port()) +
                    "\r\nAuthorization: Bearer " + kPlaceholder + "\r\n\r\n");
        QVERIFY(program.waitOver());
        QVERIFY2(program.plain.find("the secret \"api-key\" may not go to this host") != std::string::npos,
                 program.plain.c_str());
        QCOMPARE(whole.server.server.connections(), 0);
    }

    void laterRequestsAreLookedAtToo()
    {
        TlsServer *self = nullptr;
        Whole whole(echoing(self));
        self = &whole.server;
        auto program = whole.program();
        program.say(whole.withBearer());
        QVERIFY(program.waitAnswer());
        program.plain.clear();
        program.say(whole.get("X-Other: " + kPlaceholder + "\r\n"));
        QVERIFY(program.waitOver());
        QVERIFY2(program.plain.starts_with("HTTP/1.1 403 "), program.plain.c_str());
        QVERIFY(whole.server.server.heard().find("X-Other") == std::string::npos);
    }

    void otherHostsStayEndToEnd()
    {
        Whole whole([](TlsTalk &talk) { talk.say(okWith(talk.head())); }, domain::BearerForm(), "other.good.test");
        egress::TlsTrust trust(whole.server.trustFile); // of the server's own authority
        TlsProgram program(whole.bench, trust, "other.good.test", whole.server.port());
        program.say("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + kPlaceholder + "\r\n\r\n");
        QVERIFY(program.waitFor(kPlaceholder)); // worth nothing, and none of the gate's business there
    }

    void withoutAnAuthorityNothingIsOpenedAndNothingFallsBack()
    {
        Whole whole([](TlsTalk &) {});
        whole.bench.gate->openTlsWith(nullptr);
        const auto stream = whole.bench.guest.open(kHost, whole.server.port());
        QVERIFY(whole.bench.waitOver(stream));
        const auto &refused = whole.bench.guest.streams[stream].refused;
        QVERIFY(refused && refused->text.find("no certificate authority") != std::string::npos);
        QCOMPARE(whole.server.server.connections(), 0);
    }

    void bodiesAreNotLookedAtAndArriveWhole()
    {
        std::string got;
        Whole whole([&](TlsTalk &talk) {
            talk.head();
            got = talk.until("0\r\n\r\n");
            talk.say(okWith("thanks"));
        });
        std::string body;
        while (body.size() < 1'000'000)
            body += "400\r\n" + kPlaceholder + std::string(0x400 - kPlaceholder.size(), 'x') + "\r\n";
        auto program = whole.program();
        program.say("POST / HTTP/1.1\r\n" + hostLine(whole.server.port()) +
                    "Transfer-Encoding: chunked\r\nAuthorization: Bearer " + kPlaceholder + "\r\n\r\n" + body +
                    "0\r\n\r\n");
        QVERIFY(program.waitFor("thanks"));
        QVERIFY(got == body + "0\r\n\r\n");
    }

    void continueIsWaitedForAndEventsComeAsTheyHappen()
    {
        std::atomic<bool> go = false;
        Whole whole([&](TlsTalk &talk) {
            talk.head();
            talk.say("HTTP/1.1 100 Continue\r\n\r\n");
            talk.until("body");
            talk.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
            while (!go)
                std::this_thread::yield();
            talk.say("data: 2\n\n");
            talk.end();
        });
        auto program = whole.program();
        program.say("POST / HTTP/1.1\r\n" + hostLine(whole.server.port()) +
                    "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        QVERIFY(program.waitFor("100 Continue"));
        program.say("body");
        const bool first = program.waitFor("data: 1\n\n");
        go = true;
        QVERIFY(first && program.waitFor("data: 2\n\n") && program.waitOver());
        QVERIFY(program.end.peerEnded());
    }

    void afterASwitchAllPasses()
    {
        Whole whole([&](TlsTalk &talk) {
            talk.head();
            talk.say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            for (std::string bytes; !(bytes = talk.some()).empty();)
                talk.say(bytes);
            talk.say("bye");
            talk.end();
        });
        auto program = whole.program();
        program.say(
            whole.get("Upgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: Bearer " + kPlaceholder + "\r\n"));
        QVERIFY(program.waitFor("101 Switching"));
        program.plain.clear();
        const std::string frames("\x81\x05\r\nraw\0", 8);
        program.say(frames);
        QVERIFY(program.waitFor(frames));
        program.end.endPlain(); // each direction by itself
        program.turn();
        whole.bench.guest.end(program.stream);
        QVERIFY(program.waitFor("bye") && program.waitOver());
    }

    void inTheClearItIsRefused()
    {
        Whole whole([](TlsTalk &) {});
        const auto stream = whole.bench.guest.open("plain.good.test", 80);
        QVERIFY(whole.bench.waitOpened(stream));
        whole.bench.guest.say(stream, "GET / HTTP/1.1\r\nHost: plain.good.test\r\nAuthorization: Bearer " +
                                          kPlaceholder + "\r\n\r\n");
        QVERIFY(whole.bench.waitOver(stream));
        const auto &data = whole.bench.guest.streams[stream].data;
        QVERIFY2(data.starts_with("HTTP/1.1 403 ") && data.find("goes over TLS alone") != std::string::npos,
                 data.c_str());
        QCOMPARE(whole.server.server.connections(), 0);
        whole.bench.guest.end(stream);
        QVERIFY(whole.waitLastWord());
        QCOMPARE(whole.lastWord()->misused, std::vector<std::string>{"api-key"});
    }
};

QTEST_GUILESS_MAIN(TestEgressOpened)
#include "tst_egress_opened.moc"
