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
    void whatIsNoParameterIsSaid();
    void whatWasEscapedStaysPartOfAName();
    void readsAChunkedBody();
    void keepsThePipelinedRequestForLater();
    void refuses_data();
    void refuses();
    void neverHoldsMoreThanItsLimits();
    void whatDripsInIsCountedToo();
    void headersBehindTheBodyDoNotCount();
    void asksForTheBodyOnce();
    void stopsBehindTheHeadWhenAsked();
    void givesABodyInPieces();
    void refusesPiecesPastTheirLimit();
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
    QVERIFY(!request.query.has("bad") && request.query.problem().find("'bad' is broken") != std::string::npos);
}

/// A filter that is dropped in silence shows, or removes, more than was meant.
void MessageCodecTest::whatIsNoParameterIsSaid()
{
    for (const auto *text : {"", "&", "a=1&&b=2&", "a", "a=%20"})
        QCOMPARE(Query::parse(text).problem(), std::string());
    for (const auto *text : {"label=x%zz", "a=1&b=%00", "%00=1", "a=%", "=x", "a=1&=2"})
        QVERIFY2(!Query::parse(text).problem().empty(), text);
    std::string many = "a0";
    for (int i = 1; i < 256; ++i)
        many += "&a" + std::to_string(i);
    QCOMPARE(Query::parse(many).problem(), std::string());
    QCOMPARE(Query::parse(many + "&state=paused").problem(), std::string("there are more than 256 parameters"));
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
    QTest::newRow("the same length twice") << start + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n" << 400;
    QTest::newRow("a list of lengths") << start + "Content-Length: 1, 1\r\n\r\n" << 400;
    QTest::newRow("chunks and length") << start + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n" << 400;
    QTest::newRow("chunks twice") << start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" << 400;
    QTest::newRow("unknown coding and length") << start + "Transfer-Encoding: x\r\nContent-Length: 1\r\n\r\n" << 400;
    QTest::newRow("chunks with a vertical tab") << start + "Transfer-Encoding: \vchunked\r\n\r\n" << 400;
    QTest::newRow("chunks of HTTP/1.0") << QByteArray("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
    QTest::newRow("chunk size with a sign") << start + "Transfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n" << 400;
    QTest::newRow("chunk without its end") << start + "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n" << 400;
    QTest::newRow("chunk with a bare LF") << start + "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n" << 400;
    QTest::newRow("a value in two lines") << start + "X: a\r\n b\r\n\r\n" << 400;
    QTest::newRow("a coding in two lines") << start + "Transfer-Encoding:\r\n\tchunked\r\n\r\n" << 400;
    QTest::newRow("a bare LF behind the line") << QByteArray("GET / HTTP/1.1\nHost: h\r\n\r\n") << 400;
    QTest::newRow("a bare LF behind a header") << start + "X: a\nY: b\r\n\r\n" << 400;
    QTest::newRow("a bare CR in a header") << start + "X: a\rY: b\r\n\r\n" << 400;
    QTest::newRow("a NUL in a header") << start + QByteArray("X: a\0b\r\n\r\n", 10) << 400;
    QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("two hosts") << start + "Host: h\r\n\r\n" << 400;
    QTest::newRow("two hosts of HTTP/1.0") << QByteArray("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n") << 400;
    QTest::newRow("a whole address") << QByteArray("GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("a tunnel to somewhere") << QByteArray("CONNECT h:22 HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("a path without its slash") << QByteArray("GET x HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("a star for GET") << QByteArray("GET * HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("HTTP/2's beginning") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 505;
    QTest::newRow("HTTP/0.9") << QByteArray("GET /\r\n\r\n") << 400;
    QTest::newRow("another expectation") << start + "Expect: wonders\r\n\r\n" << 417;
    QTest::newRow("too many headers") << start + QByteArray("A: b\r\n").repeated(100) + "\r\n" << 431;
    QTest::newRow("many small headers") << start + QByteArray("A: 0123456789abcdef\r\n").repeated(60) + "\r\n" << 431;
    QTest::newRow("too many last headers")
        << start + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + QByteArray("A: b\r\n").repeated(110) + "\r\n"
        << 431;
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

/// Lines that are whole are read and not kept, so a head that never ends must be counted as it comes.
void MessageCodecTest::whatDripsInIsCountedToo()
{
    RequestParser reader({ByteCount{1024}, ByteCount{64}, 100'000});
    reader.feed("GET / HTTP/1.1\r\nHost: h\r\n");
    int lines = 0;
    while (reader.state() == RequestParser::State::Header && lines < 5000) {
        reader.feed("A: 0123456789\r\n");
        ++lines;
    }
    QVERIFY(reader.state() == RequestParser::State::Refused);
    QCOMPARE(reader.refusal(), 431);
    QVERIFY(lines < 100);
}

/// They were not there when the others were checked.
void MessageCodecTest::headersBehindTheBodyDoNotCount()
{
    auto reader = parser();
    QVERIFY(reader.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "1\r\nx\r\n0\r\nAuthorization: Bearer k\r\nHost: other\r\n\r\n") ==
            RequestParser::State::Complete);
    const auto request = reader.take();
    QVERIFY(!request.headers.value("authorization"));
    QCOMPARE(request.headers.count("host"), std::size_t(1));
}

void MessageCodecTest::asksForTheBodyOnce()
{
    auto reader = parser();
    reader.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    QVERIFY(reader.takeExpectsContinue());
    QVERIFY(!reader.takeExpectsContinue());
    QVERIFY(reader.feed("ok") == RequestParser::State::Complete);
}

void MessageCodecTest::stopsBehindTheHeadWhenAsked()
{
    RequestParser reader({ByteCount{1024}, ByteCount{64}}, RequestParser::Heads::Shown);
    QVERIFY(reader.feed("POST /up?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nokGET /next HTTP/1.1\r\nHost: "
                        "h\r\n\r\n") == RequestParser::State::Head);
    QCOMPARE(reader.head().path, std::string("/up"));
    QCOMPARE(reader.head().target, std::string("/up?x=1"));
    QVERIFY(reader.head().body.empty());
    QVERIFY(reader.feed({}) == RequestParser::State::Head);
    reader.readWhole();
    QVERIFY(reader.feed({}) == RequestParser::State::Complete);
    QCOMPARE(reader.take().body, std::string("ok"));
    QVERIFY(reader.feed({}) == RequestParser::State::Head);
    QCOMPARE(reader.head().path, std::string("/next"));
    // Who takes the connection over gets what is behind the head as it came.
    QVERIFY(reader.feed("\x81\x80raw") == RequestParser::State::Head);
    QCOMPARE(reader.takeLeftOver(), std::string("\x81\x80raw"));
}

void MessageCodecTest::givesABodyInPieces()
{
    RequestParser reader({ByteCount{1024}, ByteCount{64}}, RequestParser::Heads::Shown);
    reader.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    reader.readPieces(ByteCount{1000});
    QCOMPARE(reader.takeHead().method, std::string("POST"));
    std::string all;
    for (int i = 0; i < 20; ++i) { // 200 bytes, more than a whole one may have
        QVERIFY(reader.feed("a\r\n0123456789\r\n") == RequestParser::State::Body);
        const auto piece = reader.takePiece();
        QCOMPARE(piece.size(), std::size_t(10));
        all += piece;
    }
    QVERIFY(reader.feed("0\r\n\r\n") == RequestParser::State::Complete);
    QVERIFY(reader.takePiece().empty());
    reader.take();
    QVERIFY(reader.state() == RequestParser::State::Start);
    QCOMPARE(all.size(), std::size_t(200));
}

void MessageCodecTest::refusesPiecesPastTheirLimit()
{
    RequestParser stated({ByteCount{1024}, ByteCount{64}}, RequestParser::Heads::Shown);
    stated.feed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
    stated.readPieces(ByteCount{1000});
    QVERIFY(stated.state() == RequestParser::State::Refused);
    QCOMPARE(stated.refusal(), 413);
    RequestParser open({ByteCount{1024}, ByteCount{64}}, RequestParser::Heads::Shown);
    open.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    open.readPieces(ByteCount{15});
    QVERIFY(open.feed("a\r\n0123456789\r\n") == RequestParser::State::Body);
    QVERIFY(open.feed("a\r\n0123456789\r\n") == RequestParser::State::Refused);
    QCOMPARE(open.refusal(), 413);
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
