// What a program may say on a connection before anything of it goes out: TLS and HTTP that name the host that was
// allowed, however the bytes are cut, and nothing that two readers could read in two ways.
#include <QTest>

#include "core/egress/inspector.h"
#include "tests/unit/egress/client_hello.h"

using namespace glovebox;
using namespace glovebox::egress;
using namespace egresstest;
using domain::EgressTraffic;

namespace {

struct Outcome {
    std::string passed;
    std::string reason; // of an objection
    std::string answer;
    bool waits = false;
};

Opened to(EgressTraffic traffic, std::string host = "good.test", std::uint16_t port = 443)
{
    const bool isAddress =
        domain::EgressPolicy{}.own.empty() && host.find_first_not_of("0123456789.:abcdef[]") == std::string::npos;
    return {.host = std::move(host),
            .isAddress = isAddress,
            .port = port,
            .profile = "p",
            .traffic = traffic,
            .allowsName = [](const std::string &name) {
                return name == "also.test";
            }};
}

/// In pieces of that many bytes; 0: in one.
Outcome said(const Opened &opened, std::string_view bytes, std::size_t piece = 0, bool ends = false)
{
    Inspector inspector(opened);
    Outcome out;
    for (std::size_t at = 0; at < bytes.size(); at += piece == 0 ? bytes.size() : piece)
        out.passed += inspector.feed(bytes.substr(at, piece == 0 ? bytes.size() : piece));
    if (ends)
        inspector.end();
    if (const auto &objection = inspector.objection()) {
        out.reason = objection->reason;
        out.answer = objection->answer;
    }
    out.waits = inspector.waits();
    return out;
}

/// The same however it is cut, and nothing passes with an objection to the first of it.
Outcome saidAnyhow(const Opened &opened, const std::string &bytes)
{
    const auto whole = said(opened, bytes);
    for (const std::size_t piece : {1, 2, 3, 7, 100}) {
        const auto cut = said(opened, bytes, piece);
        if (cut.passed != whole.passed || cut.reason != whole.reason || cut.answer != whole.answer)
            qFatal("cut into %zu it is read otherwise: \"%s\" against \"%s\"", piece, cut.reason.c_str(),
                   whole.reason.c_str());
    }
    return whole;
}

std::string get(const std::string &host, const std::string &more = {})
{
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
}

const auto kHttp = to(EgressTraffic::Http, "good.test", 80);
const auto kTls = to(EgressTraffic::Tls);
const auto kAny = to(EgressTraffic::Any, "good.test", 22);

} // namespace

class TestEgressInspector : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tlsThatNamesTheHostPassesWhole()
    {
        const auto bytes = helloFor("good.test") + "early data, or whatever follows";
        for (const auto &opened : {kTls, kAny}) {
            const auto out = saidAnyhow(opened, bytes);
            QCOMPARE(out.reason, std::string());
            QVERIFY(out.passed == bytes && !out.waits);
        }
        QCOMPARE(saidAnyhow(kTls, helloFor("GOOD.test")).reason, std::string());
        // Cut into records of its own, too.
        const auto records = inRecords(helloMessage({serverName("good.test")}), 3);
        QVERIFY(saidAnyhow(kTls, records).passed == records);
        // A browser sends such an extension without meaning it, and one of 20 kB of padding.
        const auto grease = hello({extension(0xFE0D, std::string(200, 'x')), serverName("good.test"),
                                   extension(21, std::string(20'000, '\0'))});
        QCOMPARE(saidAnyhow(kTls, grease).reason, std::string());
    }

    void tlsThatNamesAnotherDoesNot_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const std::string &bytes) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
        };
        row("another", helloFor("evil.test"));
        row("below it", helloFor("x.good.test"));
        row("above it", helloFor("test"));
        row("a dot at its end", helloFor("good.test."));
        row("a zero in it", helloFor(std::string("good.test\0.evil.test", 20)));
        row("empty", helloFor(""));
        row("two in the list", hello({extension(0, listOf({nameEntry("good.test"), nameEntry("evil.test")}))}));
        row("the same twice in the list",
            hello({extension(0, listOf({nameEntry("good.test"), nameEntry("good.test")}))}));
        row("two extensions", hello({serverName("good.test"), serverName("evil.test")}));
        row("of another kind",
            hello({extension(0, listOf({std::string(1, '\1') + nameEntry("good.test").substr(1)}))}));
        row("a list of none", hello({extension(0, listOf({}))}));
        row("bytes behind the list", hello({extension(0, listOf({nameEntry("good.test")}) + "x")}));
        row("bytes behind the extensions", record(helloMessage({serverName("good.test")}, "x")));
        row("a length that is a lie", record(helloMessage({serverName("good.test").substr(0, 9)})));
        row("a second message in the record", record(helloMessage({serverName("good.test")}) + helloMessage({})));
        row("a record of nothing", record({}) + helloFor("good.test"));
        row("a record too long", std::string("\x16\x03\x01\x40\x01", 5) + std::string(0x4001, '\1'));
        row("another record within", inRecords(helloMessage({serverName("good.test")}), 40).substr(0, 45) +
                                         std::string("\x15\x03\x01\x00\x02\x01\x00", 7));
        row("another handshake", record(std::string("\x02\x00\x00\x04", 4) + "abcd"));
        row("a version that is none", std::string("\x16\x03\x09", 3) + helloFor("good.test").substr(3));
        row("longer than anybody's",
            inRecords(helloMessage({extension(21, std::string(65'000, '\0')), extension(22, std::string(2'000, '\0'))}),
                      16'000));
    }
    void tlsThatNamesAnotherDoesNot()
    {
        QFETCH(const QByteArray, bytes);
        for (const auto &opened : {kTls, kAny}) {
            const auto out = saidAnyhow(opened, bytes.toStdString());
            QVERIFY(out.passed.empty());
            QVERIFY2(out.reason.starts_with("The sandbox policy p closed the connection to good.test port "),
                     out.reason.c_str());
            QVERIFY(out.answer.starts_with(std::string("\x15\x03\x01\x00\x02\x02", 6)));
        }
    }

    void withoutANameOnlyAnAddressOrAnyTrafficDoes()
    {
        const auto none = hello({});
        QVERIFY(!saidAnyhow(kTls, none).reason.empty());
        QVERIFY(saidAnyhow(kAny, none).passed == none);
        QVERIFY(saidAnyhow(to(EgressTraffic::Tls, "203.0.113.7"), none).passed == none);
        QVERIFY(saidAnyhow(kTls, record(helloMessage({}, {}, false))).reason.find("names no server") !=
                std::string::npos);
    }

    void anAddressMayBeCalledByANameThatIsAllowedThere()
    {
        const auto dialled = to(EgressTraffic::Tls, "203.0.113.7");
        QCOMPARE(saidAnyhow(dialled, helloFor("203.0.113.7")).reason, std::string());
        QCOMPARE(saidAnyhow(dialled, helloFor("also.test")).reason, std::string());
        QVERIFY(!saidAnyhow(dialled, helloFor("evil.test")).reason.empty());
        const auto http = to(EgressTraffic::Http, "2001:db8::1", 80);
        QCOMPARE(saidAnyhow(http, get("[2001:db8:0::1]:80")).reason, std::string());
        QVERIFY(!saidAnyhow(http, get("[2001:db8::2]")).reason.empty());
        // A name is a name: nobody may say an address instead.
        QVERIFY(!saidAnyhow(kHttp, get("203.0.113.7")).reason.empty());
        QVERIFY(!saidAnyhow(kTls, helloFor("also.test")).reason.empty());
    }

    void onATlsPortNothingElseIsSpoken()
    {
        for (const std::string &bytes : {std::string("GET / HTTP/1.1\r\n"), std::string("SSH-2.0-x\r\n"),
                                         std::string("\0", 1), std::string("\x80\x2e\x01\x03\x01", 5),
                                         std::string("\x17\x03\x03\x00\x01x", 6), std::string("\x16\x02\x00", 3)}) {
            const auto out = saidAnyhow(kTls, bytes);
            QVERIFY(out.passed.empty() && !out.reason.empty());
        }
    }

    void anyTrafficPassesWhatIsNoTls()
    {
        for (const std::string &bytes :
             {std::string("SSH-2.0-x\r\n"), std::string("\0\0\0\x08", 4), std::string("\x16\x02rest", 6),
              std::string("GET / HTTP/1.1\r\nHost: evil\r\n\r\n")}) {
            const auto out = saidAnyhow(kAny, bytes);
            QVERIFY(out.passed == bytes && out.reason.empty() && !out.waits);
        }
        QVERIFY(Inspector(kAny).mayDial() && !Inspector(kTls).mayDial() && !Inspector(kHttp).mayDial());
        QVERIFY(!Inspector(kAny).waits() && Inspector(kTls).waits() && Inspector(kHttp).waits());
        QVERIFY(said(kAny, "\x16").waits && said(kAny, "\x16").passed.empty());
    }

    void requestsForTheHostPass()
    {
        for (const std::string &bytes :
             {get("good.test"), get("good.test:80"), get("GOOD.Test", "Accept: */*\r\nX-Empty:\r\n"),
              get("good.test", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"),
              get("good.test", "Upgrade: h2c\r\nContent-Length: 0\r\n"),
              std::string("GET http://good.test/x?y HTTP/1.1\r\nhost: good.test\r\n\r\n"),
              std::string("OPTIONS * HTTP/1.1\r\nHost:good.test \r\n\r\n"),
              std::string("POST /x HTTP/1.1\r\nHost: good.test\r\nContent-Length: 5\r\n\r\nhello") + get("good.test"),
              std::string("POST /x HTTP/1.1\r\nHost: good.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "5;x=y\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n") +
                  get("good.test"),
              std::string("POST /x HTTP/1.0\r\nHost: good.test\r\nContent-Length: 0\r\n\r\n") + get("good.test")}) {
            const auto out = saidAnyhow(kHttp, bytes);
            QCOMPARE(out.reason, std::string());
            QVERIFY(out.passed == bytes && !out.waits);
        }
    }

    void requestsForAnotherHostDoNot_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const std::string &bytes, int status) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << status;
        };
        row("another", get("evil.test"), 421);
        row("below it", get("x.good.test"), 421);
        row("a dot at its end", get("good.test."), 421);
        row("another port", get("good.test:81"), 421);
        row("a port that is none", get("good.test:8o"), 421);
        row("a port behind a port", get("good.test:80:80"), 421);
        row("a user before it", get("user@good.test"), 421);
        row("a list", get("good.test, evil.test"), 421);
        row("two", get("good.test", "Host: evil.test\r\n"), 400);
        row("the same twice", get("good.test", "Host: good.test\r\n"), 400);
        row("none", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", 400);
        row("none in 1.0", "GET / HTTP/1.0\r\n\r\n", 400);
        row("empty", get(""), 421);
        row("a blank before the colon", "GET / HTTP/1.1\r\nHost : good.test\r\n\r\n", 400);
        row("a folded line", get("good.test", "X: a\r\n b\r\n"), 400);
        row("a folded host", "GET / HTTP/1.1\r\nHost:\r\n good.test\r\n\r\n", 400);
        row("absolute, another", "GET http://evil.test/ HTTP/1.1\r\nHost: good.test\r\n\r\n", 421);
        row("absolute, a user", "GET http://good.test@evil.test/ HTTP/1.1\r\nHost: good.test\r\n\r\n", 421);
        row("absolute, another port", "GET http://good.test:8080/ HTTP/1.1\r\nHost: good.test\r\n\r\n", 421);
        row("absolute, another scheme", "GET https://good.test/ HTTP/1.1\r\nHost: good.test\r\n\r\n", 400);
        row("no slash", "GET good.test/ HTTP/1.1\r\nHost: good.test\r\n\r\n", 400);
        row("connect", "CONNECT good.test:80 HTTP/1.1\r\nHost: good.test\r\n\r\n", 400);
        row("upgrade", get("good.test", "Upgrade: websocket\r\n"), 400);
        // Whoever switches before it has read the body would take that for HTTP/2.
        row("upgrade with a body", get("good.test", "Upgrade: h2c\r\nContent-Length: 24\r\n"), 400);
        row("upgrade with chunks", get("good.test", "Transfer-Encoding: chunked\r\nUpgrade: h2c\r\n"), 400);
        row("two lengths", get("good.test", "Content-Length: 1\r\nContent-Length: 2\r\n"), 400);
        row("the same length twice", get("good.test", "Content-Length: 1\r\nContent-Length: 1\r\n"), 400);
        row("a list of lengths", get("good.test", "Content-Length: 1, 1\r\n"), 400);
        row("a length with a sign", get("good.test", "Content-Length: +1\r\n"), 400);
        row("a length that is none", get("good.test", "Content-Length: 0x1\r\n"), 400);
        row("a length beyond all", get("good.test", "Content-Length: 99999999999999999999\r\n"), 400);
        row("length and chunks", get("good.test", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400);
        row("chunks and length", get("good.test", "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"), 400);
        row("chunks, twice", get("good.test", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
        row("chunks, and more", get("good.test", "Transfer-Encoding: gzip, chunked\r\n"), 400);
        row("chunks that look so", get("good.test", "Transfer-Encoding: xchunked\r\n"), 400);
        row("chunks in 1.0", "POST / HTTP/1.0\r\nHost: good.test\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        row("lines without CR", "GET / HTTP/1.1\nHost: good.test\r\n\r\n", 400);
        row("a bare CR", get("good.test", "X: a\rb\r\n"), 400);
        row("a bare LF", get("good.test", "X: a\nHost: evil.test\r\n"), 400);
        row("a zero", get("good.test", std::string("X: a\0b\r\n", 8)), 400);
        row("no field", get("good.test", "nothing\r\n"), 400);
        row("an empty name", get("good.test", ": x\r\n"), 400);
        row("an empty line first", "\r\n\r\n" + get("good.test"), 400);
        row("one empty line first", "\r\n" + get("good.test"), 400);
        row("HTTP/0.9", "GET /\r\n\r\n", 400);
        row("HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 400);
        row("a blank in the target", "GET /a b HTTP/1.1\r\nHost: good.test\r\n\r\n", 400);
        row("a tab in the line", "GET\t/ HTTP/1.1\r\nHost: good.test\r\n\r\n", 400);
        row("TLS", helloFor("good.test") + "\r\n\r\n", 400);
        row("a head without an end", get("good.test", "X: " + std::string(70'000, 'x') + "\r\n"), 431);
        row("too many fields",
            get("good.test",
                [] {
                    std::string out;
                    for (int i = 0; i < 300; ++i)
                        out += "X: y\r\n";
                    return out;
                }()),
            400);
    }
    void requestsForAnotherHostDoNot()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, status);
        const auto out = saidAnyhow(kHttp, bytes.toStdString());
        QCOMPARE(out.passed, std::string());
        QVERIFY2(out.reason.starts_with("The sandbox policy p closed the connection to good.test port 80: "),
                 out.reason.c_str());
        QVERIFY2(out.answer.starts_with("HTTP/1.1 " + std::to_string(status) + ' '), out.answer.c_str());
        QVERIFY(out.answer.ends_with("\r\n\r\n" + out.reason + "\n"));
        // And not as the second one either.
        const auto first = get("good.test");
        QVERIFY(saidAnyhow(kHttp, first + bytes.toStdString()).passed == first);
    }

    void statusLinesAreThoseThatProgramsKnow()
    {
        for (const auto &[status, line] :
             {std::pair{400, "Bad Request"}, std::pair{403, "Forbidden by sandbox policy"},
              std::pair{408, "Request Timeout"}, std::pair{421, "Misdirected Request"},
              std::pair{431, "Request Header Fields Too Large"}, std::pair{502, "Bad Gateway"}}) {
            const auto expected = "HTTP/1.1 " + std::to_string(status) + ' ' + line + "\r\n";
            QVERIFY2(httpAnswer(status, "x").starts_with(expected), line);
        }
    }

    void aBodyIsNoRequestAndARequestNoBody()
    {
        // What a body holds is nobody's business,
        const auto hidden = get("evil.test");
        const auto whole = "POST / HTTP/1.1\r\nHost: good.test\r\nContent-Length: " + std::to_string(hidden.size()) +
                           "\r\n\r\n" + hidden;
        QVERIFY(saidAnyhow(kHttp, whole).passed == whole);
        // what stands behind it is.
        const auto behind =
            "POST / HTTP/1.1\r\nHost: good.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc";
        const auto out = saidAnyhow(kHttp, behind + hidden);
        QCOMPARE(out.passed, std::string(behind));
        QVERIFY(!out.reason.empty());
    }

    void chunksAreWhatTheySay_data()
    {
        QTest::addColumn<QString>("body");
        for (const char *body : {"5\r\nhelloX\r\n", "5\r\nhello\n", "5\nhello\r\n", "-1\r\n", "+5\r\nhello\r\n",
                                 " 5\r\nhello\r\n", "5 \r\nhello\r\n", "0x5\r\nhello\r\n", "\r\n", "g\r\n",
                                 "ffffffffffffffff\r\n", ";x\r\n", "0\r\nHost: evil.test\r\n\r\n",
                                 "0\r\nContent-Length: 5\r\n\r\n", "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                                 "0\r\nnothing\r\n\r\n", "0\r\n folded\r\n\r\n", "5;a=\x01\r\nhello\r\n"})
            QTest::newRow(QByteArray(body).toPercentEncoding("; +").constData()) << QString::fromLatin1(body);
        QTest::newRow("endless") << QString(5000, u'0') + QStringLiteral("\r\n");
    }
    void chunksAreWhatTheySay()
    {
        QFETCH(const QString, body);
        const std::string head = "POST / HTTP/1.1\r\nHost: good.test\r\nTransfer-Encoding: chunked\r\n\r\n";
        const auto out = saidAnyhow(kHttp, head + body.toStdString() + get("good.test"));
        QVERIFY(!out.reason.empty());
        QVERIFY(out.passed.find("GET") == std::string::npos);
    }

    void whatEndsHalfIsNotWhole()
    {
        QVERIFY(!said(kHttp, "GET / HTTP/1.1\r\nHost: good.test\r\n", 0, true).reason.empty());
        QVERIFY(!said(kTls, helloFor("good.test").substr(0, 30), 0, true).reason.empty());
        QVERIFY(said(kHttp, get("good.test"), 0, true).reason.empty());
        QVERIFY(said(kAny, {}, 0, true).reason.empty());
        QVERIFY(said(kHttp, get("good.test") + "GET").waits);
    }

    void otherRefusalsAreInTheWordsOfItsProtocol()
    {
        QVERIFY(
            Inspector(kHttp).objectionOf("no", 403).answer.starts_with("HTTP/1.1 403 Forbidden by sandbox policy\r\n"));
        Inspector tls(kTls);
        QVERIFY(tls.objectionOf("no").answer.empty()); // nothing is known yet of what is spoken
        tls.feed(helloFor("good.test"));
        QCOMPARE(tls.objectionOf("no").answer, std::string(kTlsAccessDenied));
        QCOMPARE(tls.objectionOf("no", 502).answer, std::string(kTlsInternalError));
    }

    /// A second reader of TLS, of a library that many use, and hellos that it made.
    void whatOpensslSendsIsRead()
    {
        QVERIFY(saidAnyhow(kTls, realHello("good.test")).reason.empty());
        QVERIFY(!saidAnyhow(kTls, realHello("evil.test")).reason.empty());
        QVERIFY(!saidAnyhow(kTls, realHello("")).reason.empty());
    }
};

QTEST_GUILESS_MAIN(TestEgressInspector)
#include "tst_egress_inspector.moc"
