// Secrets in requests and out of answers, as bytes: what a secret and its value have to be, where a placeholder is
// replaced and where it is refused, and that an answer does not give a value away, however it is cut.
#include <QTest>

#include "core/egress/http_text.h"
#include "core/egress/opened_http.h"
#include "core/egress/secret_echo.h"
#include "core/egress/secret_fields.h"
#include "core/ports/secret_store.h"

using namespace glovebox;
using namespace glovebox::egress;
using domain::GateSecret;
using domain::SecretForm;

namespace {

const std::string kValue = "s3cr3t-value-of-the-test-which-is-longer-than-a-placeholder";

std::string placeholder(char fill)
{
    return "gbx-" + std::string(domain::kPlaceholderRandom, fill);
}

GateSecret secretOf(SecretForm form, std::vector<std::string> hosts = {"api.good.test"})
{
    return {
        .name = "api-key", .description = {}, .hosts = std::move(hosts), .form = std::move(form), .variable = "KEY"};
}

std::vector<ports::LineSecret> lineOf(SecretForm form)
{
    return {
        {secretOf(std::move(form)), placeholder('a'), SecretString(kValue)},
        {{.name = "other", .description = {}, .hosts = {"other.test"}, .form = domain::BearerForm(), .variable = "O"},
         placeholder('b'),
         SecretString("the-others-value")}};
}

std::string headWith(const std::string &lines, const std::string &target = "/")
{
    return "GET " + target + " HTTP/1.1\r\nHost: api.good.test\r\n" + lines + "\r\n";
}

FilledHead fill(const std::vector<ports::LineSecret> &secrets, const std::string &head)
{
    auto out = fillSecrets(head, secrets, "api.good.test", 443);
    // Whatever is said of a refusal, it gives nothing away.
    if (out.misuse)
        for (const auto &each : secrets)
            if (out.misuse->sentence.find(each.value.reveal()) != std::string::npos ||
                out.misuse->sentence.find(each.placeholder) != std::string::npos || !out.head.empty())
                qFatal("a refusal gives something away");
    return out;
}

const std::string kA = placeholder('a');
const std::string kB = placeholder('b');
const std::string kNobodys = placeholder('z');

SecretsNow always(std::vector<ports::LineSecret> secrets)
{
    return [shared = std::make_shared<const std::vector<ports::LineSecret>>(std::move(secrets))] {
        return shared;
    };
}

/// A request that was asked, and this as the server's answer, in pieces of that many bytes.
std::string answered(const std::string &answer, std::size_t piece, const std::string &request = {},
                     SecretForm form = domain::BearerForm())
{
    OpenedHttp http("api.good.test", 443, always(lineOf(std::move(form))));
    if (http.fromGuest(request.empty() ? headWith("Authorization: Bearer " + kA + "\r\n") : request).empty())
        qFatal("the request did not pass");
    std::string out;
    for (std::size_t at = 0; at < answer.size(); at += piece)
        out += http.fromServer(std::string_view(answer).substr(at, piece));
    out += http.serverEnded();
    if (http.serverProblem())
        return "problem: " + *http.serverProblem();
    return out;
}

std::string answeredAnyhow(const std::string &answer)
{
    const auto whole = answered(answer, answer.size());
    for (const std::size_t piece : {1, 2, 3, 7, 11, 100})
        if (answered(answer, piece) != whole)
            qFatal("cut into %zu it is read otherwise", piece);
    return whole;
}

std::string chunked(const std::string &body, std::size_t piece)
{
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const auto some = body.substr(at, piece);
        char size[16];
        std::snprintf(size, sizeof size, "%zx\r\n", some.size());
        out += size + some + "\r\n";
    }
    return out + "0\r\n\r\n";
}

std::string unchunked(std::string_view bytes)
{
    std::string out;
    while (!bytes.empty()) {
        const auto size =
            static_cast<std::size_t>(std::stoul(std::string(bytes.substr(0, bytes.find('\r'))), nullptr, 16));
        out += bytes.substr(bytes.find('\n') + 1, size);
        bytes.remove_prefix(bytes.find('\n') + 1 + size + 2);
    }
    return out;
}

} // namespace

class TestEgressSecrets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatASecretIsIsCheckedInWords()
    {
        const auto bad = [](auto change) {
            auto secret = secretOf(domain::BearerForm());
            change(secret);
            const auto result = check(secret);
            return result ? std::string() : result.error().detail;
        };
        QVERIFY(bad([](auto &) {}).empty());
        for (const char *host : {"*.good.test", "a.good.test:8443", "*.a.good.test:1"})
            QVERIFY2(bad([&](auto &secret) { secret.hosts = {host}; }).empty(), host);
        for (const char *host : {"", "*", "good", "10.0.0.1", "a.good.test:0", "a.good.test:70000", "a.good.test:",
                                 "A.test", "*.*.test", "a.test/path", "https://a.test", "a.test.", "printer.local"})
            QVERIFY2(!bad([&](auto &secret) { secret.hosts = {host}; }).empty(), host);
        QVERIFY(!bad([](auto &secret) { secret.hosts.clear(); }).empty());
        for (const char *name : {"", "A", "1a", "a_b", "a b"})
            QVERIFY2(!bad([&](auto &secret) { secret.name = name; }).empty(), name);
        for (const char *variable : {"", "1A", "A-B", "A=B", "A B"})
            QVERIFY2(!bad([&](auto &secret) { secret.variable = variable; }).empty(), variable);
        for (const char *header : {"", "Host", "content-length", "A B", "A:", "Transfer-Encoding", "Accept-Encoding"})
            QVERIFY2(!bad([&](auto &secret) { secret.form = domain::HeaderForm{header}; }).empty(), header);
        for (const char *text : {"token", "{secret} {secret}", " {secret}", "a\n{secret}"})
            QVERIFY2(!bad([&](auto &secret) { secret.form = domain::CustomForm{"X-A", text}; }).empty(), text);
        QVERIFY(bad([](auto &secret) { secret.form = domain::CustomForm{"Authorization", "token {secret}"}; }).empty());
        QVERIFY(!bad([](auto &secret) { secret.form = domain::BasicForm{"a:b"}; }).empty());
        // What a store can keep.
        QVERIFY(ports::isSecretName("gate-" + std::string(domain::kGateSecretNameMax, 'a')));
        QVERIFY(domain::isGateSecretName(std::string(domain::kGateSecretNameMax, 'a')));
        QVERIFY(!domain::isGateSecretName(std::string(domain::kGateSecretNameMax + 1, 'a')));
    }

    void aValueThatNoHeaderCarriesIsRefusedWithoutShowingIt()
    {
        const auto secret = secretOf(domain::BearerForm());
        QVERIFY(checkGateValue(secret, SecretString(kValue)));
        for (const auto &value : {std::string("1234567"), kValue + "\n", kValue + "\r\nX-Evil: 1", ' ' + kValue,
                                  kValue + '\0', kValue + '\x7F', std::string(9000, 'x'), kA}) {
            const auto result = checkGateValue(secret, SecretString(value));
            QVERIFY2(!result, value.c_str());
            QVERIFY(result.error().detail.find("s3cr3t") == std::string::npos);
        }
        QVERIFY(!checkGateValue(secretOf(domain::BasicForm()), SecretString("with:colon")));
        QVERIFY(checkGateValue(secretOf(domain::BasicForm{"me"}), SecretString("with:colon")));
    }

    void placeholdersAreFreshAndFound()
    {
        QVERIFY(!domain::placeholderFrom("too few"));
        const auto one = domain::placeholderFrom(std::string(64, '\xFF'));
        QVERIFY(one && domain::isPlaceholder(*one) && one->size() == domain::kPlaceholderSize);
        QCOMPARE(domain::findPlaceholder("gbx-gbx-" + kA), std::size_t{8});
        QVERIFY(domain::findPlaceholder("gbx-" + std::string(39, 'a')) == std::string::npos);
        QVERIFY(!domain::isPlaceholder(kA + 'a'));
    }

    void hostsOfASecretAreAsRulesHaveThem()
    {
        const auto secret = secretOf(domain::BearerForm(), {"*.good.test", "one.test:8443"});
        QVERIFY(mayGoTo(secret, "a.good.test", 443) && mayGoTo(secret, "a.b.good.test", 443));
        QVERIFY(mayGoTo(secret, "one.test", 8443));
        QVERIFY(!mayGoTo(secret, "good.test", 443) && !mayGoTo(secret, "evilgood.test", 443));
        QVERIFY(!mayGoTo(secret, "a.good.test", 8443) && !mayGoTo(secret, "one.test", 443));
        QVERIFY(!mayGoTo(secret, "one.test.evil.test", 8443));
    }

    void base64GoesBothWays()
    {
        for (const char *text : {"", "a", "ab", "abc", "abcd", "user:pass\xFF\x01"})
            QCOMPARE(fromBase64(toBase64(text)).value_or("-"), std::string(text));
        QCOMPARE(toBase64("user:pw"), std::string("dXNlcjpwdw=="));
        QVERIFY(!fromBase64("a") && !fromBase64("a b=") && !fromBase64("ab=c"));
    }

    void eachFormIsFilledInItsOwnPlace()
    {
        using namespace domain;
        const auto filled = [](SecretForm form, const std::string &lines) {
            const auto out = fill(lineOf(std::move(form)), headWith(lines));
            if (out.misuse)
                return "misuse: " + out.misuse->sentence;
            if (out.used != std::vector<std::string>{"api-key"})
                return std::string("not used");
            return out.head;
        };
        QCOMPARE(filled(BearerForm(), "authorization: bearer  " + kA + "\r\n"),
                 headWith("authorization: Bearer " + kValue + "\r\n"));
        QCOMPARE(filled(BasicForm(), "Authorization: Basic " + toBase64("me:" + kA) + "\r\n"),
                 headWith("Authorization: Basic " + toBase64("me:" + kValue) + "\r\n"));
        QCOMPARE(filled(BasicForm(), "Authorization: Basic " + toBase64(kA + ":x") + "\r\n"),
                 headWith("Authorization: Basic " + toBase64(kValue + ":x") + "\r\n"));
        QCOMPARE(filled(BasicForm{"me"}, "Authorization: Basic " + toBase64("me:" + kA) + "\r\n"),
                 headWith("Authorization: Basic " + toBase64("me:" + kValue) + "\r\n"));
        QCOMPARE(filled(HeaderForm{"X-Api-Key"}, "x-api-key:" + kA + "\r\nA: b\r\n"),
                 headWith("x-api-key: " + kValue + "\r\nA: b\r\n"));
        QCOMPARE(filled(CustomForm{"Authorization", "token {secret}"}, "Authorization: token " + kA + "\r\n"),
                 headWith("Authorization: token " + kValue + "\r\n"));
        QCOMPARE(filled(CustomForm{"Cookie", "a=1; s={secret}; b=2"}, "Cookie: a=1; s=" + kA + "; b=2\r\n"),
                 headWith("Cookie: a=1; s=" + kValue + "; b=2\r\n"));
    }

    void aPlaceholderAnywhereElseIsRefused()
    {
        using namespace domain;
        const auto sentence = [](SecretForm form, const std::string &head) {
            const auto out = fill(lineOf(std::move(form)), head);
            return out.misuse ? out.misuse->secret + '|' + out.misuse->sentence : std::string();
        };
        QVERIFY(sentence(BearerForm(), headWith({})).empty());
        for (const auto &target : {"/?key=" + kA, "/" + kA + "/x", "/%67bx-" + std::string(40, 'a'),
                                   "/gbx%2D" + std::string(40, '%').replace(0, 40, std::string(40, 'a'))})
            QVERIFY2(sentence(BearerForm(), headWith({}, target))
                         .starts_with("api-key|the secret \"api-key\" stands in the address"),
                     target.c_str());
        for (const auto &lines :
             {"X-Other: " + kA + "\r\n", "Authorization: " + kA + "\r\n", "Authorization: Bearer x" + kA + "\r\n",
              "Authorization: Bearer " + kA + "a\r\n", "Authorization: Bearer " + kA + ' ' + kA + "\r\n",
              "Authorization: Basic " + toBase64("me:" + kA) + "\r\n", "Proxy-Authorization: Bearer " + kA + "\r\n",
              "Cookie: a=" + kA + "\r\n", "X-" + kA + ": 1\r\n", "Authorization: token " + kA + "\r\n"})
            QVERIFY2(sentence(BearerForm(), headWith(lines)).starts_with("api-key|the secret \"api-key\" stands in "),
                     lines.c_str());
        QVERIFY(sentence(HeaderForm{"X-Key"}, headWith("X-Key: Bearer " + kA + "\r\n")).find("\"X-Key: <secret>\"") !=
                std::string::npos);
        for (const auto &basic : {"you:" + kA, kA + ":x", "me:" + kA + 'x', kA + ':' + kA, kNobodys + ':' + kA})
            QVERIFY2(!sentence(BasicForm{"me"}, headWith("Authorization: Basic " + toBase64(basic) + "\r\n")).empty(),
                     basic.c_str());
        // Another secret, which may not go here, beside one that may.
        QCOMPARE(sentence(BearerForm(), headWith("A: b\r\nAuthorization: Bearer " + kB + "\r\n")),
                 std::string("other|the secret \"other\" may not go to this host"));
        QVERIFY(!sentence(BearerForm(), headWith("Authorization: Bearer " + kA + "\r\nX-B: " + kB + "\r\n")).empty());
        QCOMPARE(sentence(BearerForm(), headWith("Authorization: Bearer " + kNobodys + "\r\n")),
                 std::string("|it has a placeholder in it of no secret that this sandbox may use"));
    }

    void inTheClearNoPlaceholderPasses()
    {
        const auto secrets = lineOf(domain::BearerForm());
        QVERIFY(!secretInTheClear(headWith("Authorization: Bearer x\r\n"), secrets));
        for (const auto &head :
             {headWith("Authorization: Bearer " + kA + "\r\n"), headWith({}, "/" + kA),
              headWith("Authorization: Basic " + toBase64("a:" + kA) + "\r\n"), headWith("X-" + kA + ": 1\r\n")}) {
            const auto misuse = secretInTheClear(head, secrets);
            QVERIFY2(misuse && misuse->secret == "api-key", head.c_str());
        }
    }

    void answersAreAskedForUncompressed()
    {
        QCOMPARE(askingForIdentity(headWith("Accept-Encoding: gzip\r\nA: b\r\naccept-encoding: br\r\n")),
                 std::string("GET / HTTP/1.1\r\nAccept-Encoding: identity\r\nHost: api.good.test\r\nA: b\r\n\r\n"));
    }

    void anEchoIsTakenOutAndLengthsStay()
    {
        const auto echo = echoOf(SecretString(kValue), kA);
        QVERIFY(echo.instead.size() == kValue.size() && echo.instead.starts_with(kA + "**"));
        QCOMPARE(echoOf(SecretString("12345678"), kA).instead, std::string("gbx-aaaa"));
        const std::string body = "{\"a\": \"" + kValue + "\", \"s\": \"s3cr3t" + kValue + "\"} s3cr3t-";
        const std::string clean = "{\"a\": \"" + echo.instead + "\", \"s\": \"s3cr3t" + echo.instead + "\"} s3cr3t-";
        const auto head = [&](const std::string &more) {
            return "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n" + more + "\r\n";
        };
        const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
        QCOMPARE(answeredAnyhow(head(length) + body), head(length) + clean);
        QCOMPARE(answeredAnyhow(head({}) + body), head({}) + clean); // until it ends
        QCOMPARE(answeredAnyhow(head("X-Echo: " + kValue + "\r\n" + length) + body),
                 head("X-Echo: " + echo.instead + "\r\n" + length) + clean);
        for (const std::size_t piece : {1, 5, 16, 1000}) {
            const auto chunks = chunked(body, piece);
            const auto out = answeredAnyhow(head("Transfer-Encoding: chunked\r\n") + chunks);
            QCOMPARE(out.size(), head("Transfer-Encoding: chunked\r\n").size() + chunks.size());
            QCOMPARE(unchunked(std::string_view(out).substr(head("Transfer-Encoding: chunked\r\n").size())), clean);
        }
        // Whatever it says that it is, and how it is packed.
        for (const std::string type : {"message/http", "multipart/byteranges", "application/octet-stream"}) {
            const auto typed = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + length + "\r\n";
            QCOMPARE(answeredAnyhow(typed + body), typed + clean);
        }
        for (const std::string encoding : {"Content-Encoding: gzip", "Content-Encoding: x-mine"})
            QCOMPARE(answeredAnyhow(head(encoding + "\r\n" + length) + body), head(encoding + "\r\n" + length) + clean);
        QCOMPARE(answeredAnyhow(head("Transfer-Encoding: gzip\r\n") + body),
                 head("Transfer-Encoding: gzip\r\n") + clean);
        // A trailer.
        const auto trailer = head("Transfer-Encoding: chunked\r\n") + "1\r\nx\r\n0\r\nX-T: " + kValue + "\r\n\r\n";
        QVERIFY(answeredAnyhow(trailer).find(kValue) == std::string::npos);
        const auto extended =
            head("Transfer-Encoding: chunked\r\n") + "1;x=\"" + kValue + "\"\r\nx\r\n0;y=" + kValue + "\r\n\r\n";
        QVERIFY(answeredAnyhow(extended).find(kValue) == std::string::npos);
        QCOMPARE(answeredAnyhow(extended).size(), extended.size());
    }

    void anAnswerThatBreaksOffInAValueGivesNothingOfItAway()
    {
        const auto part = kValue.substr(0, kValue.size() - 1);
        for (const std::string head : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"})
            QCOMPARE(answeredAnyhow(head + "it is " + part), head + "it is " + std::string(part.size(), '*'));
        const auto chunk = std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n") + part;
        QVERIFY(answeredAnyhow(chunk).ends_with("\r\n" + std::string(part.size(), '*')));
    }

    void noNumberOfRequestsMakesItForgetAValue()
    {
        OpenedHttp http("api.good.test", 443, always(lineOf(domain::BasicForm{})));
        int users = 0;
        /// The body that comes in when the server says this back to one more user's request.
        const auto saidBack = [&](const std::string &said) {
            const auto user = "u" + std::to_string(users++);
            if (http.fromGuest(headWith("Authorization: Basic " + toBase64(user + ':' + kA) + "\r\n")).empty())
                qFatal("the request did not pass");
            const auto out = http.fromServer("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(said.size()) +
                                             "\r\n\r\n" + said);
            return out.substr(out.find("\r\n\r\n") + 4);
        };
        for (int i = 0; i < 600; ++i)
            QCOMPARE(saidBack(kValue), echoOf(SecretString(kValue), kA).instead);
        // Also what it was sent with another user, long ago or never.
        for (const std::string before : {"", "u0:", "anybody:", "x:", "xy:"}) {
            const auto said = toBase64(before + kValue);
            const auto body = saidBack(said);
            QCOMPARE(body.size(), said.size());
            const auto first = (before.size() * 8 + 5) / 6;
            for (auto at = first; at + 8 <= said.size(); ++at)
                QVERIFY2(body.find(said.substr(at, 8)) == std::string::npos, body.c_str());
        }
    }

    void whatBasicAuthenticationMadeOfItIsTakenOutToo()
    {
        const auto out =
            answered("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nBasic " + toBase64("me:" + kValue) + "\n", 13,
                     headWith("Authorization: Basic " + toBase64("me:" + kA) + "\r\n"), domain::BasicForm{"me"});
        QVERIFY(out.find(toBase64("me:" + kValue)) == std::string::npos);
        QVERIFY(out.find("Basic gbx-") != std::string::npos);
        // With any user, as git sends it.
        const auto any =
            answered("HTTP/1.1 200 OK\r\n\r\nBasic " + toBase64("git:" + kValue) + ' ' + kValue, 7,
                     headWith("Authorization: Basic " + toBase64("git:" + kA) + "\r\n"), domain::BasicForm{});
        QVERIFY(any.find(toBase64("git:" + kValue)) == std::string::npos && any.find(kValue) == std::string::npos);
    }

    void whatWasPutInIsTakenOutAlsoWhenItsSecretIsGone()
    {
        auto secrets = std::make_shared<const std::vector<ports::LineSecret>>(lineOf(domain::BearerForm()));
        OpenedHttp http("api.good.test", 443, [&secrets] { return secrets; });
        QVERIFY(!http.fromGuest(headWith("Authorization: Bearer " + kA + "\r\n")).empty());
        secrets = nullptr; // taken back while it is under way
        const auto out = http.fromServer("HTTP/1.1 200 OK\r\nX: " + kValue +
                                         "\r\nContent-Length: " + std::to_string(kValue.size()) + "\r\n\r\n" + kValue);
        QVERIFY(out.find("200 OK") != std::string::npos && out.find(kValue) == std::string::npos);
    }

    void nobodyHasARequestSaidBack()
    {
        for (const std::string method : {"TRACE", "TRACK"}) {
            OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
            auto head = headWith("Authorization: Bearer " + kA + "\r\n");
            QVERIFY(http.fromGuest(head.replace(0, 3, method)).empty());
            QCOMPARE(http.problem()->status, 405);
        }
        QVERIFY(egress::httpAnswer(405, "x").starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
    }

    void nothingOfAStreamIsHeldBackWithoutCause()
    {
        OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
        QVERIFY(!http.fromGuest(headWith({})).empty());
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        QCOMPARE(http.fromServer(head), head);
        for (const std::string event : {"data: 1\n\n", "data: {\"text\": \"secrets\"}\n\n", ": keep\n\n"})
            QCOMPARE(http.fromServer(event), event);
    }

    void requestsAndAnswersFollowEachOther()
    {
        OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
        const auto request = headWith("Authorization: Bearer " + kA + "\r\n");
        const auto first = http.fromGuest(request);
        QVERIFY(first.find("Authorization: Bearer " + kValue) != std::string::npos &&
                first.find("gbx-") == std::string::npos);
        QCOMPARE(http.unanswered(), std::size_t{1});
        const std::string answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
        QCOMPARE(http.fromServer(answer), answer);
        QCOMPARE(http.unanswered(), std::size_t{0});
        // HEAD has no body, whatever its answer says.
        QVERIFY(!http.fromGuest("HEAD / HTTP/1.1\r\nHost: api.good.test\r\n\r\n").empty());
        const std::string lengthOnly = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        QCOMPARE(http.fromServer(lengthOnly), lengthOnly);
        QCOMPARE(http.unanswered(), std::size_t{0});
        QCOMPARE(http.used(), std::vector<std::string>{"api-key"});
        // What nobody asked for ends it.
        QVERIFY(http.fromServer("HTTP/1.1 408 Request Timeout\r\n\r\n").empty());
        QVERIFY(http.isOver() && !http.serverProblem());
    }

    void aSecretThatWasTakenBackIsAtTheNextRequest()
    {
        auto secrets = std::make_shared<const std::vector<ports::LineSecret>>(lineOf(domain::BearerForm()));
        OpenedHttp http("api.good.test", 443, [&] { return secrets; });
        const auto request = headWith("Authorization: Bearer " + kA + "\r\n");
        QVERIFY(http.fromGuest(request).find(kValue) != std::string::npos);
        http.fromServer("HTTP/1.1 204 No Content\r\n\r\n");
        secrets = std::make_shared<const std::vector<ports::LineSecret>>();
        QVERIFY(http.fromGuest(request).empty());
        QVERIFY(http.problem() && http.problem()->status == 403 && http.mayAnswer());
    }

    void anotherProtocolIsAgreedOnFirst()
    {
        const auto offer = "GET / HTTP/1.1\r\nHost: api.good.test\r\nUpgrade: websocket\r\nConnection: "
                           "Upgrade\r\nAuthorization: Bearer " +
                           kA + "\r\n\r\n";
        {
            OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
            const auto out = http.fromGuest(offer + "frames " + kA);
            QVERIFY(out.find("frames") == std::string::npos && out.find(kValue) != std::string::npos);
            QVERIFY(http.fromServer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nback")
                        .ends_with("back"));
            QCOMPARE(http.takeForServer(), "frames " + kA);
            QCOMPARE(http.fromGuest(std::string("\0\r\nraw", 6)), std::string("\0\r\nraw", 6));
            QCOMPARE(http.fromServer("anything"), std::string("anything"));
            QVERIFY(http.isRaw() && !http.mayAnswer());
        }
        {
            OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
            http.fromGuest(offer + headWith("X-A: " + kA + "\r\n"));
            http.fromServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            QVERIFY(http.takeForServer().empty());
            QVERIFY(http.problem() && http.problem()->status == 403); // what came behind was a request after all
        }
        QVERIFY(answered("HTTP/1.1 101 Switching Protocols\r\n\r\n", 100).starts_with("problem: "));
    }

    void answersThatCannotBeReadAreNone()
    {
        for (const char *bad : {"SSH-2.0-x\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
                                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"})
            QVERIFY2(answeredAnyhow(bad).starts_with("problem: "), bad);
        const auto bare = std::string("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
        QCOMPARE(answeredAnyhow(bare), bare);
        QVERIFY(answered("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'), 1000).starts_with("problem: "));
    }

    void requestsOfOneConnectionAreForItsHost()
    {
        for (const char *bad :
             {"GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n",
              "CONNECT api.good.test:443 HTTP/1.1\r\nHost: api.good.test\r\n\r\n",
              "GET http://api.good.test/ HTTP/1.1\r\nHost: api.good.test\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: api.good.test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: api.good.test\r\nContent-Length: 3\r\nUpgrade: websocket\r\n\r\nabc",
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}) {
            OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
            QVERIFY2(http.fromGuest(bad).empty() && http.problem(), bad);
        }
        OpenedHttp http("api.good.test", 443, always(lineOf(domain::BearerForm())));
        QVERIFY(!http.fromGuest("GET https://api.good.test/ HTTP/1.1\r\nHost: api.good.test:443\r\n\r\n").empty());
        const auto many = headWith("Authorization: Bearer " + kA + "\r\n");
        for (int i = 0; i < 200 && !http.problem(); ++i)
            http.fromGuest(many);
        QVERIFY(http.problem()); // nobody sends that many ahead
    }

    void headsWithSecretsStayBounded()
    {
        auto secrets = lineOf(domain::HeaderForm{"X-K"});
        secrets[0].value = SecretString(std::string(8000, 'v'));
        OpenedHttp http("api.good.test", 443, always(secrets));
        std::string lines;
        for (int i = 0; i < 60; ++i)
            lines += "X-K: " + kA + "\r\n";
        QVERIFY(http.fromGuest(headWith(lines)).empty());
        QCOMPARE(http.problem()->status, 431);
    }
};

QTEST_GUILESS_MAIN(TestEgressSecrets)
#include "tst_egress_secrets.moc"
