// HTTP's grammar without sockets: what is understood, what is refused, and that nothing depends on how bytes arrive.
// QTest comes first here: moc 6.4 stumbles over <chrono> when a file begins with it.
#include <QTest>

#include "core/http/message_codec.h"
#include "core/http/origin_check.h"

using namespace glovebox::http;
using glovebox::ByteCount;

namespace {

RequestParser parser(std::uint64_t header = 1024, std::uint64_t body = 64)
{
    return RequestParser({ByteCount{header}, ByteCount{body}});
}

} // namespace

class MessageCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsARequestByteByByte();
    void decodesPathAndQuery();
    void whatWasEscapedStaysPartOfAName();
    void readsAChunkedBody();
    void keepsThePipelinedRequestForLater();
    void refuses_data();
    void refuses();
    void neverHoldsMoreThanItsLimits();
    void asksForTheBodyOnce();
    void writesAnAnswerWithItsLength();
    void leavesOutHeadersThatWouldSplitTheAnswer();
    void writesAStreamInChunks();
    void knowsItsOwnHosts_data();
    void knowsItsOwnHosts();
};

void MessageCodecTest::readsARequestByteByByte()
{
    auto reader = parser();
    const std::string text = "POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello";
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        QVERIFY(reader.feed(text.substr(i, 1)) != RequestParser::State::Complete);
    QVERIFY(reader.feed(text.substr(text.size() - 1)) == RequestParser::State::Complete);
    QVERIFY(reader.keepAlive());
    const auto request = reader.take();
    QCOMPARE(request.method, std::string("POST"));
    QCOMPARE(request.path, std::string("/v1/x"));
    QCOMPARE(request.body, std::string("hello"));
    QCOMPARE(request.headers.value("x-a").value(), std::string("b"));
    QVERIFY(reader.state() == RequestParser::State::Start);
}

void MessageCodecTest::decodesPathAndQuery()
{
    auto reader = parser();
    QVERIFY(reader.feed("GET /a%20b/c?types%5B%5D=x.y&types[]=z&at=2026%3A1+2&created_at%5Bgte%5D=t&empty&bad=%zz "
                        "HTTP/1.1\r\nHost: h\r\n\r\n") == RequestParser::State::Complete);
    const auto request = reader.take();
    QCOMPARE(request.path, std::string("/a b/c"));
    QCOMPARE(request.segments, (std::vector<std::string>{"a b", "c"}));
    QCOMPARE(request.query.values("types"), (std::vector<std::string>{"x.y", "z"}));
    QCOMPARE(request.query.value("at").value(), std::string("2026:1 2"));
    QCOMPARE(request.query.value("created_at[gte]").value(), std::string("t"));
    QVERIFY(request.query.has("empty"));
    QVERIFY(!request.query.has("bad"));
}

/// "template delete py/versions/1" is about a template of that name, not about a version.
void MessageCodecTest::whatWasEscapedStaysPartOfAName()
{
    auto reader = parser();
    QVERIFY(reader.feed("GET /v1/py%2Fversions%2F1//%2E%2E/x%zz/ HTTP/1.1\r\nHost: h\r\n\r\n") ==
            RequestParser::State::Complete);
    QCOMPARE(reader.take().segments, (std::vector<std::string>{"v1", "py/versions/1", "", "..", "x%zz"}));
}

void MessageCodecTest::readsAChunkedBody()
{
    auto reader = parser();
    reader.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab");
    QVERIFY(reader.state() == RequestParser::State::Body);
    QVERIFY(reader.feed("c\r\n2;x=y\r\nde\r\n0\r\n\r\n") == RequestParser::State::Complete);
    QCOMPARE(reader.take().body, std::string("abcde"));

    // Byte by byte: no cut may matter, not even within the last chunk.
    const std::string drip =
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nT: t\r\n\r\n";
    for (const char byte : drip)
        reader.feed({&byte, 1});
    QVERIFY(reader.state() == RequestParser::State::Complete);
    QCOMPARE(reader.take().body, std::string("x"));
}

void MessageCodecTest::keepsThePipelinedRequestForLater()
{
    auto reader = parser();
    QVERIFY(reader.feed("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") ==
            RequestParser::State::Complete);
    QCOMPARE(reader.take().path, std::string("/1"));
    QVERIFY(reader.feed({}) == RequestParser::State::Complete);
    QVERIFY(!reader.keepAlive());
    QCOMPARE(reader.take().path, std::string("/2"));
    QCOMPARE(reader.leftOver(), std::size_t(0));
}

void MessageCodecTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const QByteArray start = "POST / HTTP/1.1\r\nHost: h\r\n";
    QTest::newRow("rubbish") << QByteArray("\x16\x03\x01 tls hello\r\n\r\n") << 501; // no method that we know
    QTest::newRow("two lengths") << start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n" << 400;
    QTest::newRow("length and chunks") << start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n" << 400;
    QTest::newRow("length is no number") << start + "Content-Length: -1\r\n\r\n" << 400;
    QTest::newRow("space before the colon") << start + "X : y\r\n\r\n" << 400;
    QTest::newRow("another coding") << start + "Transfer-Encoding: gzip, chunked\r\n\r\n" << 501;
    QTest::newRow("stated body too large") << start + "Content-Length: 65\r\n\r\n" << 413;
    QTest::newRow("chunked body too large")
        << start + "Transfer-Encoding: chunked\r\n\r\n41\r\n" + QByteArray(65, 'x') << 413;
    QTest::newRow("headers too large") << start + "X: " + QByteArray(2000, 'x') + "\r\n\r\n" << 431;
    QTest::newRow("request line without an end") << QByteArray("GET /") + QByteArray(2000, 'x') << 431;
    QTest::newRow("chunk size without an end")
        << start + "Transfer-Encoding: chunked\r\n\r\n1;" + QByteArray(2000, 'x') << 400;
}

void MessageCodecTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    auto reader = parser();
    QVERIFY(reader.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())}) == RequestParser::State::Refused);
    QCOMPARE(reader.refusal(), status);
    QVERIFY(reader.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n") == RequestParser::State::Refused);
}

void MessageCodecTest::neverHoldsMoreThanItsLimits()
{
    auto reader = parser();
    reader.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    // One byte at a time in the size line's extension: it must end in a refusal, not in memory.
    int fed = 0;
    while (reader.state() != RequestParser::State::Refused && fed < 5000) {
        reader.feed(fed == 0 ? "1;" : "x");
        ++fed;
    }
    QVERIFY(fed < 1100);
}

void MessageCodecTest::asksForTheBodyOnce()
{
    auto reader = parser();
    reader.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    QVERIFY(reader.takeExpectsContinue());
    QVERIFY(!reader.takeExpectsContinue());
    QVERIFY(reader.feed("ok") == RequestParser::State::Complete);
}

void MessageCodecTest::writesAnAnswerWithItsLength()
{
    const auto response = Response::json(404, "{}");
    const auto text = serialize(response, {});
    QVERIFY(text.starts_with("HTTP/1.1 404 Not Found\r\n"));
    QVERIFY(text.find("Content-Length: 2\r\n") != std::string::npos);
    QVERIFY(text.ends_with("\r\n\r\n{}"));
    QVERIFY(serialize(response, {.withBody = false}).ends_with("\r\n\r\n"));
    QVERIFY(serialize(response, {.keepAlive = false}).find("Connection: close") != std::string::npos);
}

void MessageCodecTest::leavesOutHeadersThatWouldSplitTheAnswer()
{
    auto response = Response::json(200, "{}");
    response.headers.add("x-evil", "a\r\nset-cookie: b");
    QVERIFY(serialize(response, {}).find("cookie") == std::string::npos);
}

void MessageCodecTest::writesAStreamInChunks()
{
    const auto head = serialize(Response{}, {.framing = Framing::Chunked});
    QVERIFY(head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    QVERIFY(head.ends_with("\r\n\r\n"));
    QCOMPARE(chunk("hello world, hello"), std::string("12\r\nhello world, hello\r\n"));
    QCOMPARE(chunk(""), std::string());
    QCOMPARE(lastChunk(), std::string("0\r\n\r\n"));
}

void MessageCodecTest::knowsItsOwnHosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("address and port") << QByteArray("127.0.0.1:8080") << QByteArray() << true;
    QTest::newRow("name in capitals") << QByteArray("LOCALHOST") << QByteArray() << true;
    QTest::newRow("version 6") << QByteArray("[::1]:80") << QByteArray() << true;
    QTest::newRow("rebound name") << QByteArray("evil.example:8080") << QByteArray() << false;
    QTest::newRow("name with our address in it") << QByteArray("127.0.0.1.evil.example") << QByteArray() << false;
    QTest::newRow("port is none") << QByteArray("localhost:80@evil") << QByteArray() << false;
    QTest::newRow("no host") << QByteArray() << QByteArray() << false;
    QTest::newRow("page of ours") << QByteArray("localhost") << QByteArray("http://localhost:3000") << true;
    QTest::newRow("page of another") << QByteArray("localhost") << QByteArray("https://evil.example") << false;
    QTest::newRow("page of nobody") << QByteArray("localhost") << QByteArray("null") << false;
}

void MessageCodecTest::knowsItsOwnHosts()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(bool, allowed);
    Headers headers;
    if (!host.isEmpty())
        headers.add("Host", host.toStdString());
    if (!origin.isEmpty())
        headers.add("Origin", origin.toStdString());
    QCOMPARE(isFromAllowedHost(headers, loopbackHosts()), allowed);
}

QTEST_GUILESS_MAIN(MessageCodecTest)
#include "tst_message_codec.moc"
