// Who may speak HTTP to a sandbox through a local address, in which words the others hear it, and what of a request
// goes on. Clients, web pages and the guest are hostile.
#include <QCryptographicHash>
#include <QTest>

#include "core/egress/inward_http.h"
#include "tests/unit/egress/inward_bench.h"

using namespace glovebox;
using namespace egresstest;
using domain::PortKind;
using egress::InwardHttp;
using egress::InwardTokens;

namespace {

/// The pure part alone, with tokens that the test knows.
struct Door {
    MonoTime now{1h};
    InwardTokens tokens;
    InwardHttp http{{"sbx-1", 8000, 4711}, tokens, [this] {
                        return now;
                    }};

    static std::string head(const std::string &lines, const std::string &target = "/",
                            const std::string &method = "GET")
    {
        return method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n" + lines + "\r\n";
    }
    std::string bearer() { return "Authorization: Bearer " + tokens.newOnce(now) + "\r\n"; }
    std::string cookie() const { return "glovebox-4711=" + tokens.cookie(); }
    /// Its status, or 0 when it passes.
    int refusedWith(const std::string &request, const char *at = "127.0.0.1")
    {
        InwardHttp one({"sbx-1", 8000, 4711, at}, tokens, [this] { return now; });
        const auto out = one.fromClient(request);
        if (!one.refusal())
            return out.empty() ? -1 : 0;
        return out.empty() ? std::stoi(one.refusal()->substr(9, 3)) : -2;
    }
    /// What goes on of it.
    std::string passed(const std::string &request)
    {
        InwardHttp one({"sbx-1", 8000, 4711}, tokens, [this] { return now; });
        return one.fromClient(request);
    }
};

constexpr const char *kOutside = "192.0.2.7";

/// A request to the same where other computers reach it.
struct Outside {
    static std::string head(const std::string &lines, const std::string &target = "/",
                            const std::string &method = "GET")
    {
        return method + ' ' + target + " HTTP/1.1\r\nHost: 192.0.2.7:4711\r\n" + lines + "\r\n";
    }
};

const std::string kUpgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n";

} // namespace

class TestEgressInwardHttp : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBearerPassesAndIsTakenOut()
    {
        Door door;
        QCOMPARE(door.passed(Door::head(door.bearer() + "Accept: */*\r\n", "/a?b=c")),
                 Door::head("Accept: */*\r\n", "/a?b=c"));
        QCOMPARE(door.refusedWith(Door::head("Authorization: Bearer " + std::string(64, 'a') + "\r\n")), 401);
        QCOMPARE(door.refusedWith(Door::head("Authorization: Bearer \r\n")), 401);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + door.bearer())), 400);
        // Who shows one that is good no more is told that it is this one, which no server inside could say.
        QVERIFY(door.http.fromClient(Door::head("Authorization: bearer old\r\n")).empty());
        const auto hash = QCryptographicHash::hash("old", QCryptographicHash::Sha256).toHex().toStdString();
        QVERIFY(door.http.refusal()->find("glovebox-unknown-token: " + hash + "\r\n") != std::string::npos);
    }

    void aTokenIsForABrowserOrForAProgramWhicheverComesFirst()
    {
        Door door;
        const auto claimed = door.tokens.newOnce(door.now);
        const auto bearer = "Authorization: Bearer " + claimed + "\r\n";
        QCOMPARE(door.refusedWith(Door::head(bearer)), 0);
        QCOMPARE(door.refusedWith(Door::head("", "/?glovebox-token=" + claimed)), 401);
        door.now += 3h;
        QCOMPARE(door.refusedWith(Door::head(bearer)), 0); // it stays good
        const auto redeemed = door.tokens.newOnce(door.now);
        QCOMPARE(door.refusedWith(Door::head("", "/?glovebox-token=" + redeemed)), 303);
        QCOMPARE(door.refusedWith(Door::head("", "/?glovebox-token=" + redeemed)), 401);
        QCOMPARE(door.refusedWith(Door::head("Authorization: Bearer " + redeemed + "\r\n")), 401);
        const auto old = door.tokens.newOnce(door.now);
        door.now += 60s;
        QCOMPARE(door.refusedWith(Door::head("", "/?glovebox-token=" + old)), 401);
        QCOMPARE(door.refusedWith(Door::head("Authorization: Bearer " + old + "\r\n")), 401);
    }

    void aBrowserGetsACookieForTheTokenInTheAddress()
    {
        Door door;
        const auto token = door.tokens.newOnce(door.now);
        QVERIFY(door.http.fromClient(Door::head("", "//a/b?x=1&glovebox-token=" + token + "&y=2")).empty());
        const auto answer = *door.http.refusal();
        QVERIFY(answer.starts_with("HTTP/1.1 303 See Other\r\n"));
        // Without scheme and host: what is in front of it may speak TLS; and with the dot, or "a" would be a host.
        QVERIFY(answer.find("Location: /.//a/b?x=1&y=2\r\n") != std::string::npos);
        QVERIFY(answer.find("Set-Cookie: " + door.cookie() + "; Path=/; HttpOnly; SameSite=Strict\r\n") !=
                std::string::npos);
        QVERIFY(answer.find(token) == std::string::npos);
        QVERIFY(answer.find("Referrer-Policy: no-referrer") != std::string::npos);
        QCOMPARE(door.passed(Door::head("Cookie: a=b; " + door.cookie() + "; c=d\r\n")),
                 Door::head("Cookie: a=b; c=d\r\n"));
        // Cookies do not know ports: those of other addresses come along, and go no further either.
        QCOMPARE(door.passed(Door::head("Cookie: " + door.cookie() + "; glovebox-4712=secret\r\nX: y\r\n")),
                 Door::head("X: y\r\n"));
        QCOMPARE(door.refusedWith(Door::head("Cookie: glovebox-4712=" + door.tokens.cookie() + "\r\n")), 401);
        QCOMPARE(door.refusedWith(Door::head("Cookie: glovebox-4711=\r\n")), 401);
        QCOMPARE(door.refusedWith(Door::head("Cookie: " + door.cookie() + "x\r\n")), 401);
        // The address in the history is opened again: the token is nothing any more, the cookie is.
        QCOMPARE(door.refusedWith(Door::head("Cookie: " + door.cookie() + "\r\n", "/?glovebox-token=" + token)), 303);
        // What is the sandbox's own stays.
        const auto basic = std::string("Authorization: Basic dTpw\r\n");
        QCOMPARE(door.passed(Door::head(basic + "Cookie: " + door.cookie() + "\r\n")), Door::head(basic));
    }

    void aTokenIsNeverPassedOnAndPostedToNobody()
    {
        Door door;
        const auto token = door.tokens.newOnce(door.now);
        QCOMPARE(door.refusedWith(Door::head("Content-Length: 0\r\n", "/?glovebox-token=" + token, "POST")), 401);
        QCOMPARE(door.passed(Door::head(door.bearer(), "/x?glovebox-token=" + token)), Door::head("", "/x"));
        QCOMPARE(door.refusedWith(Door::head("", "/?glovebox-token=" + token)), 303); // nobody has used it
        QCOMPARE(egress::withoutToken("/?a&b=&&c").target, std::string("/?a&b=&&c"));
        QCOMPARE(egress::withoutToken("/?glovebox-token").target, std::string("/"));
    }

    /// Elsewhere in a head, too: in a Referer, say. What admits nobody any more may stand there.
    void whatStillAdmitsSomebodyIsNotShownInside()
    {
        Door door;
        const auto token = door.tokens.newOnce(door.now);
        const auto referer = "Referer: http://127.0.0.1:4711/?glovebox-token=" + token + "\r\n";
        const auto cookie = "Cookie: " + door.cookie() + "\r\n";
        QCOMPARE(door.refusedWith(Door::head(cookie + referer)), 400);
        QCOMPARE(door.refusedWith(Door::head(cookie, "/?glovebox%2Dtoken=" + token)), 400);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + "X: " + door.tokens.cookie() + "\r\n")), 400);
        const auto bearer = "Authorization: Bearer " + door.tokens.newOnce(door.now) + "\r\n";
        QCOMPARE(door.refusedWith(Door::head(bearer)), 0);
        QCOMPARE(door.refusedWith(Door::head(bearer + "Proxy-" + bearer)), 400);
        door.now += 60s;
        QCOMPARE(door.passed(Door::head(cookie + referer)), Door::head(referer));
    }

    void whoHasNothingIsToldWhatToDo()
    {
        Door door;
        (void)door.http.fromClient(Door::head(""));
        const auto answer = *door.http.refusal();
        QVERIFY(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"));
        QVERIFY(answer.find("gloveboxctl port open sbx-1 8000") != std::string::npos);
        QVERIFY(answer.find("WWW-Authenticate: Bearer\r\n") != std::string::npos);
        (void)door.http.fromClient(Door::head(door.bearer())); // too late on this connection
        QVERIFY(door.http.fromClient(Door::head(door.bearer())).empty());
    }

    void whoNamesAnotherHostIsRefusedWhateverTheyHave()
    {
        Door door;
        const auto named = [&](const std::string &host, const std::string &target = "/") {
            return door.refusedWith("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + door.bearer() + "\r\n");
        };
        QCOMPARE(named("127.0.0.1:4711"), 0);
        QCOMPARE(named("localhost:4711"), 0);
        QCOMPARE(named("[::1]:4711"), 0);
        QCOMPARE(named("LOCALHOST:4711"), 0);
        for (const auto *host :
             {"evil.test:4711", "127.0.0.1", "127.0.0.1:4712", "localhost.:4711", "127.1:4711", "0.0.0.0:4711",
              "127.0.0.1.nip.test:4711", "[::ffff:127.0.0.1]:4711", "a@localhost:4711"})
            QVERIFY2(named(host) == 421, host);
        QCOMPARE(named("127.0.0.1:4711", "http://evil.test/"), 421);
        QCOMPARE(named("127.0.0.1:4711", "http://127.0.0.1:4711/x"), 0);
        // One that is listened on for other computers has its own name alone.
        const auto outside = [&](const std::string &host) {
            InwardHttp one({"sbx-1", 8000, 4711, "192.0.2.7"}, door.tokens, [&] { return door.now; });
            return !one.fromClient("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + door.bearer() + "\r\n").empty();
        };
        QVERIFY(outside("192.0.2.7:4711"));
        QVERIFY(!outside("localhost:4711") && !outside("127.0.0.1:4711") && !outside("192.0.2.8:4711"));
        QCOMPARE(
            door.passed("GET http://localhost:4711?q HTTP/1.1\r\nHost: localhost:4711\r\n" + door.bearer() + "\r\n"),
            std::string("GET / HTTP/1.1\r\nHost: localhost:4711\r\n\r\n"));
        QCOMPARE(
            door.refusedWith("GET / HTTP/1.1\r\nHost: localhost:4711\r\nHost: evil.test\r\n" + door.bearer() + "\r\n"),
            400);
        QCOMPARE(door.refusedWith("GET / HTTP/1.1\r\n" + door.bearer() + "\r\n"), 400);
    }

    void aPageOfAnotherAddressCannotUseTheCookie()
    {
        Door door;
        const auto cookie = "Cookie: " + door.cookie() + "\r\n";
        const auto with = [&](const std::string &lines, const char *method = "GET") {
            return door.refusedWith(Door::head(cookie + lines, "/", method));
        };
        QCOMPARE(with("Sec-Fetch-Site: same-origin\r\n"), 0);
        QCOMPARE(with("Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n"), 0);
        QCOMPARE(with("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n"), 403); // another port of this host
        QCOMPARE(with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"), 403);
        QCOMPARE(with("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"), 403);
        QCOMPARE(with("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"), 403);
        QCOMPARE(with("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
                      "Content-Length: 0\r\n",
                      "POST"),
                 403);
        QCOMPARE(with("Origin: http://127.0.0.1:4711\r\nContent-Length: 0\r\n", "POST"), 0);
        QCOMPARE(with("Origin: http://127.0.0.1:4712\r\nContent-Length: 0\r\n", "POST"), 403);
        QCOMPARE(with("Origin: null\r\nContent-Length: 0\r\n", "POST"), 403);
        // One of its own that does not say where it is, as Referrer-Policy: no-referrer has it.
        QCOMPARE(with("Origin: null\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n", "POST"), 0);
        // A program says what it is by its bearer.
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + "Origin: http://elsewhere.test\r\n")), 0);
        QCOMPARE(with(kUpgrade + "Origin: http://127.0.0.1:4711\r\n"), 0);
        QCOMPARE(with(kUpgrade + "Origin: http://evil.test\r\n"), 403);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + kUpgrade + "Origin: http://evil.test\r\n")), 403);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + kUpgrade)), 0);
    }

    /// Where other computers reach it browsers say nothing of where a request comes from unless it is in Origin or
    /// Referer, and every sandbox there gets the cookies of all.
    void whereBrowsersDoNotSayMuchTheCookieNeedsProof()
    {
        Door door;
        const auto cookie = "Cookie: " + door.cookie() + "\r\n";
        const auto with = [&](const std::string &lines, const char *method = "GET") {
            return door.refusedWith(Outside::head(cookie + lines, "/", method), kOutside);
        };
        const std::string page = "Accept: text/html,*/*;q=0.8\r\n";
        QCOMPARE(with("Accept: image/*\r\n"), 403); // another sandbox's page, or one that hides where it is
        QCOMPARE(with("Referer: http://192.0.2.7:4712/x\r\n"), 403);
        QCOMPARE(with("Referer: http://192.0.2.7:47112/\r\n"), 403);
        QCOMPARE(with("Referer: http://192.0.2.7:4711@evil.test/\r\n"), 403);
        QCOMPARE(with("Referer: https://192.0.2.7:4711/\r\n"), 403);
        QCOMPARE(with("Referer: http://192.0.2.7:4711/a?b\r\n"), 0);
        QCOMPARE(with("Referer: http://192.0.2.7:4711\r\n"), 0);
        QCOMPARE(with("Referer: HTTP://192.0.2.7:4711/\r\n" + page), 0);
        QCOMPARE(with("Referer: http://192.0.2.7:4711/a\r\nReferer: http://192.0.2.7:4711/a\r\n"), 400);
        QCOMPARE(with("Referer: http://192.0.2.7:4711/a\r\nOrigin: http://192.0.2.7:4712\r\n"), 403);
        QCOMPARE(with("Origin: http://192.0.2.7:4711\r\nContent-Length: 0\r\n", "POST"), 0);
        QCOMPARE(with("Origin: null\r\nContent-Length: 0\r\n", "POST"), 403);
        QCOMPARE(with("Content-Length: 0\r\n" + page, "POST"), 403);
        QCOMPARE(with(kUpgrade + "Origin: http://192.0.2.7:4711\r\n"), 0);
        QCOMPARE(with(kUpgrade), 403);
        QCOMPARE(with("Sec-Fetch-Site: same-origin\r\n"), 0); // some can be told to trust an address
        QCOMPARE(with("Sec-Fetch-Site: none\r\n" + page), 0);
        QCOMPARE(with("Sec-Fetch-Site: same-site\r\nReferer: http://192.0.2.7:4711/\r\n"), 403);
        QCOMPARE(door.refusedWith(Outside::head(door.bearer()), kOutside), 0); // a program says it by its bearer
        // On loopback they do say.
        QCOMPARE(door.refusedWith(Door::head(cookie + "Accept: image/*\r\n")), 0);
        QCOMPARE(door.refusedWith("GET / HTTP/1.1\r\nHost: [::1]:4711\r\n" + cookie + "\r\n", "::1"), 0);
    }

    void whoOpensItThereIsAskedAndOurOwnPageIsTheProof()
    {
        Door door;
        const auto asked = [&](const std::string &target, const std::string &lines) {
            InwardHttp one({"sbx-1", 8000, 4711, kOutside}, door.tokens, [&] { return door.now; });
            (void)one.fromClient(Outside::head("Accept: text/html\r\n" + lines, target));
            return one.refusal().value_or("");
        };
        const auto has = [](const std::string &answer, const std::string &what) {
            return answer.find(what) != std::string::npos;
        };
        const auto cookie = "Cookie: " + door.cookie() + "\r\n";
        const auto question = asked("/a?b=\"><script>&glovebox-token=old", cookie);
        QVERIFY(question.starts_with("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html"));
        QVERIFY(has(question, "<a href=\"/a?b=&quot;&gt;&lt;script&gt;\">"));
        QVERIFY(!has(question, "script-src") && !has(question, "<script") && !has(question, "glovebox-token"));
        QVERIFY(has(question, "Referrer-Policy: origin\r\n") && has(question, "X-Frame-Options: DENY\r\n"));
        QVERIFY(has(question, "frame-ancestors 'none'"));
        QVERIFY(has(asked("//evil.test/", cookie), "<a href=\"/.//evil.test/\">"));
        QVERIFY(has(asked("/\\evil.test/", cookie), "<a href=\"/./\\evil.test/\">"));
        // Whoever has a token comes through by himself, from a page of ours that says where it is.
        const auto token = door.tokens.newOnce(door.now);
        const auto answer = asked("//a?x=1&glovebox-token=" + token, "");
        QVERIFY(answer.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html"));
        QVERIFY(has(answer, "Set-Cookie: " + door.cookie() + "; Path=/; HttpOnly; SameSite=Strict\r\n"));
        const std::string script = "location.replace(document.links[0].href)";
        QVERIFY(has(answer, "<a href=\"/.//a?x=1\">") && has(answer, "<script>" + script + "</script>"));
        const auto hash = QCryptographicHash::hash(QByteArray::fromStdString(script), QCryptographicHash::Sha256);
        QVERIFY(has(answer, "script-src 'sha256-" + hash.toBase64().toStdString() + "';"));
        QVERIFY(!has(answer, token) && has(answer, "Referrer-Policy: origin\r\n"));
        // Once: a link with that address is no token.
        QVERIFY(asked("/a?glovebox-token=" + token, cookie).starts_with("HTTP/1.1 403 "));
        QVERIFY(asked("/a?glovebox-token=" + token, "").starts_with("HTTP/1.1 401 "));
        QCOMPARE(asked("/a?glovebox-token=" + token, cookie + "Referer: http://192.0.2.7:4711/\r\n"), std::string());
    }

    void whatCouldBeUnderstoodInTwoWaysIsRefused()
    {
        Door door;
        const auto both = door.bearer() + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n";
        QCOMPARE(door.refusedWith(Door::head(both, "/", "POST") + "0\r\n\r\nGET /hidden HTTP/1.1\r\n\r\n"), 400);
        QCOMPARE(
            door.refusedWith(Door::head(door.bearer() + "Content-Length: 4\r\nContent-Length: 5\r\n", "/", "POST")),
            400);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + "X: a\r\n b\r\n")), 400);
        QCOMPARE(door.refusedWith(Door::head(door.bearer(), "127.0.0.1:22", "CONNECT")), 400);
        QCOMPARE(door.refusedWith("nonsense\r\n\r\n"), 400);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + "X: " + std::string(70'000, 'x') + "\r\n")), 431);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + "X: a\nY: b\r\n")), 400);
        const auto cookie = "Cookie: " + door.cookie() + "\r\n";
        const std::string site = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Site: same-origin\r\n";
        const std::string origin = "Origin: http://evil.test\r\nOrigin: http://127.0.0.1:4711\r\n";
        QCOMPARE(door.refusedWith(Door::head(cookie + site)), 400);
        QCOMPARE(door.refusedWith(Door::head(cookie + origin)), 400);
        QCOMPARE(door.refusedWith(Door::head(door.bearer() + kUpgrade + origin)), 400);
    }

    void eachRequestOfAConnectionNeedsItsToken()
    {
        Door door;
        const auto first = Door::head(door.bearer() + "Content-Length: 3\r\n", "/", "POST") + "abc";
        QCOMPARE(door.http.fromClient(first + Door::head("", "/hidden")),
                 Door::head("Content-Length: 3\r\n", "/", "POST") + "abc");
        QVERIFY(door.http.isRefused() && !door.http.mayAnswer()); // the first is still to be answered
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        QCOMPARE(door.http.fromGuest(answer), answer);
        QVERIFY(door.http.mayAnswer() && door.http.refusal()->starts_with("HTTP/1.1 401"));
    }

    void aWebSocketIsRawAfterItWasAgreedOn()
    {
        Door door;
        const auto passed = door.http.fromClient(Door::head(door.bearer() + kUpgrade) + "\x81\x02hi");
        QCOMPARE(passed, Door::head(kUpgrade));
        const std::string agreed = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello";
        QCOMPARE(door.http.fromGuest(agreed), agreed);
        QCOMPARE(door.http.takeForGuest(), std::string("\x81\x02hi"));
        QVERIFY(door.http.isRaw());
        QCOMPARE(door.http.fromClient("GET / HTTP/1.1\r\n\r\n"), std::string("GET / HTTP/1.1\r\n\r\n"));
        Door other; // where it was not, requests are requests
        (void)other.http.fromClient(Door::head(other.bearer() + kUpgrade) + Door::head("", "/hidden"));
        (void)other.http.fromGuest("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(other.http.takeForGuest().empty() && other.http.isRefused());
    }

    // ---- With sockets, and a guest

    void requestsOfAConnectionGoOverOneIntoTheGuest()
    {
        InwardBench bench(PortKind::Http);
        RawClient client(bench.local());
        const auto bearer = bench.bearer();
        client.say(bench.request(bearer, "/one"));
        QVERIFY(bench.waitInside("GET /one HTTP/1.1\r\n"));
        QVERIFY(bench.stream().data.find("Bearer") == std::string::npos);
        bench.answerInside("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        QVERIFY(bench.waitFor(client, "3\r\none\r\n")); // while the answer goes on
        bench.answerInside("0\r\n\r\n");
        client.say(bench.request(bearer + "Content-Length: 4\r\n", "/two", "POST") + "bo");
        QVERIFY(bench.waitInside("\r\n\r\nbo"));
        client.say("dy");
        QVERIFY(bench.waitInside("body"));
        bench.answerInside("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
        QVERIFY(bench.waitFor(client, "two"));
        QCOMPARE(bench.guest.lastIn & 0xFF, 1u);
        bench.guest.end(bench.guest.lastIn); // the server closes it; nothing is owed
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QVERIFY(client.ended && client.heard.ends_with("two"));
    }

    void whereNothingListensThePageSaysSo()
    {
        InwardBench bench(PortKind::Http);
        bench.guest.listens.clear();
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitFor(client, "Nothing listens on port 8000 in sbx-1."));
        QVERIFY(client.heard.starts_with("HTTP/1.1 502 Bad Gateway\r\n"));
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QVERIFY(client.ended && !client.wasReset);
    }

    void withoutATokenTheSandboxIsNeitherWokenNorReached()
    {
        InwardBench bench(PortKind::Http);
        RawClient client(bench.local());
        client.say(bench.request("Content-Length: 1000000\r\n", "/", "POST") + std::string(50'000, 'x'));
        QVERIFY(bench.waitFor(client, "401 Unauthorized"));
        QCOMPARE(bench.wakings, 0);
        QVERIFY(bench.guest.lastIn == 0 && bench.address->counts().taken == 0 && bench.used == 0);
        client.end();
        QVERIFY(bench.wait([&] { return bench.address->counts().open == 0; }));
    }

    void whoIsSlowWithAHeadGoes()
    {
        InwardBench bench(PortKind::Http);
        RawClient silent(bench.local());
        RawClient slow(bench.local());
        QVERIFY(bench.wait([&] { return bench.address->counts().open == 2; }));
        for (int i = 0; i < 9; ++i) {
            slow.say("G");
            bench.clock.advance(1s);
            (void)QTest::qWaitFor([] { return false; }, 5);
        }
        QVERIFY(!slow.isOver() && !silent.isOver());
        bench.clock.advance(1s);
        QVERIFY(bench.waitFor(silent, "408 Request Timeout") && bench.waitFor(slow, "408 Request Timeout"));
        bench.guest.lastIn = 0;
        RawClient second(bench.local()); // and so with the second request of a connection
        second.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitInside("GET / "));
        bench.answerInside("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(bench.waitFor(second, "200 OK"));
        bench.clock.advance(30s); // nothing is owed between two
        second.say("GET /");
        (void)QTest::qWaitFor([&] { return second.isOver(); }, 50);
        QVERIFY(!second.isOver());
        bench.clock.advance(11s);
        QVERIFY(bench.waitFor(second, "408 Request Timeout"));
    }

    void whatIsNoHttpIsToldAsSuch()
    {
        InwardBench bench(PortKind::Http);
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitInside("GET / "));
        bench.answerInside("SSH-2.0-something\r\n\r\n");
        QVERIFY(bench.waitFor(client, "does not speak HTTP"));
        bench.guest.lastIn = 0;
        RawClient other(bench.local());
        other.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitInside("GET / "));
        bench.guest.end(bench.guest.lastIn);
        QVERIFY(bench.waitFor(other, "without an answer"));
    }

    void anAnswerThatBreaksOffIsSeenToDoSo()
    {
        InwardBench bench(PortKind::Http);
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitInside("GET / "));
        bench.answerInside("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        QVERIFY(bench.waitFor(client, "half"));
        bench.guest.send(FrameType::NetReset, bench.guest.lastIn, wire::emptyPayload());
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QVERIFY(client.wasReset && client.heard.ends_with("half"));
    }

    void aWebSocketGoesThrough()
    {
        InwardBench bench(PortKind::Http);
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer() + kUpgrade));
        QVERIFY(bench.waitInside("Upgrade: websocket"));
        bench.answerInside("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
        QVERIFY(bench.waitFor(client, "101 Switching"));
        client.say("\x81\x04ping");
        QVERIFY(bench.waitInside("\x81\x04ping"));
        bench.answerInside("\x81\x04pong");
        QVERIFY(bench.waitFor(client, "\x81\x04pong"));
        bench.clock.advance(10min); // nobody owes anything
        QVERIFY(!client.isOver());
    }

    void manyBytesOfAnAnswerArriveAtAClientThatIsSlow()
    {
        InwardBench bench(PortKind::Http);
        RawClient client(bench.local());
        client.say(bench.request(bench.bearer()));
        QVERIFY(bench.waitInside("GET / "));
        const std::string body(5'000'000, 'b');
        const auto whole = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body;
        std::size_t said = 0;
        QVERIFY(bench.wait([&] {
            said += bench.guest.say(bench.guest.lastIn, std::string_view(whole).substr(said));
            if (said > 3'000'000)
                client.hear(); // late, and then it keeps up
            return said == whole.size() || bench.stream().over();
        }));
        bench.guest.end(bench.guest.lastIn);
        QVERIFY(bench.wait([&] { return client.isOver(); }));
        QCOMPARE(client.heard.size(), whole.size());
    }
};

QTEST_GUILESS_MAIN(TestEgressInwardHttp)
#include "tst_egress_inward_http.moc"
