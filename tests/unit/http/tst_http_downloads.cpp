// Answers that come in pieces, and interim ones, over real sockets: what reaches the client, at whose pace, and how
// much is held meanwhile.
#include "tests/unit/http/stream_bench.h"

using namespace httptest;
using namespace std::chrono_literals;

class HttpDownloadsTest : public QObject {
    Q_OBJECT

    StreamBench m_bench;

private Q_SLOTS:
    void aDownloadComesAtItsClientsPace();
    void aDownloadOfKnownLengthSaysIt();
    void aDownloadThatFailsIsNotTakenForWhole_data();
    void aDownloadThatFailsIsNotTakenForWhole();
    void moreThanWasStatedIsNotSent();
    void headOfAStreamIsItsHead();
    void aSlowReaderWhoReadsIsNotCutOff();
    void whoAsksAndDoesNotReadIsNotAnswered();
    void aClientThatWaitsIsInformedUntilTheAnswerBegins();
    void oldClientsAreNotInformed();
};

void HttpDownloadsTest::aDownloadComesAtItsClientsPace()
{
    std::optional<Stream> stream;
    std::size_t taken = 0; // from the source
    constexpr std::size_t kLength = std::size_t(64) << 20;
    const std::string piece(kPiece, 'x');
    const auto pump = [&] {
        while (taken < kLength && stream->wantsMore()) {
            stream->write(piece);
            taken += piece.size();
        }
        if (taken == kLength)
            stream->close();
    };
    const auto server = m_bench.listenOnSocket([&](const Request &request, Responder responder) {
        if (request.path == "/other")
            return responder.send(text("other"));
        stream = responder.stream(Response{});
        stream->onDrained(pump);
        pump();
    });
    Client client(m_bench.socketPath());
    client.readNothing();
    client.send(get("/"));
    QTRY_VERIFY(stream);
    settle([&] { return taken; });
    QVERIFY2(taken <= kPaceHigh.value + kPiece + kSystemHolds, qPrintable(QString::number(taken)));
    QVERIFY(stream->isOpen() && !stream->wantsMore());
    Client other(m_bench.socketPath());
    other.send(get("/other"));
    QTRY_VERIFY(other.received().endsWith("other"));

    client.readOn();
    QTRY_VERIFY(client.received().endsWith("\r\n0\r\n\r\n"));
    QCOMPARE(client.received().count('x'), qsizetype(kLength));
}

void HttpDownloadsTest::aDownloadOfKnownLengthSaysIt()
{
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        const auto stream = responder.stream(text("abc"), ByteCount{5});
        stream.write("de");
        stream.close();
    });
    Client client(server->port());
    client.send(get("/"));
    QTRY_VERIFY(client.received().endsWith("\r\n\r\nabcde"));
    QVERIFY(client.received().contains("Content-Length: 5\r\n"));
    QVERIFY(!client.received().contains("chunked"));
    client.received().clear();
    client.send(get("/"));
    QTRY_VERIFY(client.received().endsWith("\r\n\r\nabcde"));
    Client old(server->port());
    old.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(old.received().endsWith("\r\n\r\nabcde"));
    QTRY_VERIFY(old.isGone());
}

void HttpDownloadsTest::aDownloadThatFailsIsNotTakenForWhole_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("knownLength");
    QTest::addColumn<bool>("closes");
    QTest::newRow("in chunks") << QByteArray("1.1") << false << false;
    QTest::newRow("too short") << QByteArray("1.1") << true << true;
    QTest::newRow("of known length") << QByteArray("1.1") << true << false;
    QTest::newRow("to its end") << QByteArray("1.0") << false << false;
}

void HttpDownloadsTest::aDownloadThatFailsIsNotTakenForWhole()
{
    QFETCH(QByteArray, version);
    QFETCH(bool, knownLength);
    QFETCH(bool, closes);
    std::optional<Stream> stream;
    bool gone = false;
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        responder.onGone([&] { gone = true; });
        stream = responder.stream(text("half of"), knownLength ? std::optional(ByteCount{100}) : std::nullopt);
    });
    PlainClient client(server->port());
    QVERIFY(client.send("GET / HTTP/" + version + "\r\nHost: localhost\r\n\r\n"));
    QTRY_VERIFY(client.received().contains("half of"));
    closes ? stream->close() : stream->abort();
    QVERIFY(!stream->isOpen());
    QTRY_VERIFY(client.wasReset());
    QVERIFY(!client.ended());
    QVERIFY(!client.received().endsWith("0\r\n\r\n"));
    QVERIFY(!gone); // it was we who ended it
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpDownloadsTest::moreThanWasStatedIsNotSent()
{
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        responder.stream(text("abc"), ByteCount{5}).write("defHTTP/1.1 200 OK\r\n\r\n");
    });
    PlainClient client(server->port());
    QVERIFY(client.send(get("/")));
    QTRY_VERIFY(client.wasReset());
    QVERIFY(!client.received().contains("def"));
}

void HttpDownloadsTest::headOfAStreamIsItsHead()
{
    std::optional<Stream> stream;
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        stream = responder.stream(text("body"), ByteCount{1000});
        stream->write("more");
    });
    Client client(server->port());
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n"));
    QVERIFY(client.received().contains("Content-Length: 1000"));
    QVERIFY(!stream->isOpen() && !stream->wantsMore());
    client.received().clear();
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n"));
}

void HttpDownloadsTest::aSlowReaderWhoReadsIsNotCutOff()
{
    const auto server = m_bench.listenOnSocket(
        [&](const Request &, Responder responder) { responder.send(text(std::string(std::size_t(8) << 20, 'x'))); });
    Client client(m_bench.socketPath());
    client.readNothing();
    client.send(get("/"));
    QTRY_COMPARE(server->connectionCount(), std::size_t(1));
    QTRY_VERIFY(m_bench.clock.untilNext() <= std::optional(30'000ms));
    for (int i = 0; i < 10; ++i) {
        QVERIFY(client.readSome(qint64(kPiece)));
        settle([&] { return m_bench.clock.waiting(); });
        m_bench.clock.advance(29s);
        settle([&] { return client.isGone(); });
        QVERIFY(!client.isGone());
        QCOMPARE(server->connectionCount(), std::size_t(1));
    }
    m_bench.clock.advance(60s); // the second time that nothing has moved
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpDownloadsTest::whoAsksAndDoesNotReadIsNotAnswered()
{
    std::size_t served = 0;
    constexpr std::size_t kAnswer = 256 * 1024;
    const auto server = m_bench.listenOnSocket([&](const Request &, Responder responder) {
        ++served;
        responder.send(text(std::string(kAnswer, 'x')));
    });
    Client client(m_bench.socketPath());
    client.readNothing();
    QByteArray many;
    for (int i = 0; i < 200; ++i)
        many += get("/");
    client.send(many);
    QTRY_VERIFY(served > 0);
    settle([&] { return served; });
    QVERIFY2(served <= (kPaceHigh.value + kAnswer + kSystemHolds) / kAnswer + 1, qPrintable(QString::number(served)));
    client.readOn();
    QTRY_VERIFY(client.received().count('x') == qsizetype(200 * kAnswer));
    QCOMPARE(served, std::size_t(200));
}

void HttpDownloadsTest::aClientThatWaitsIsInformedUntilTheAnswerBegins()
{
    std::optional<Responder> waiting;
    const auto server = m_bench.listen([&](const Request &request, Responder responder) {
        if (request.path == "/long")
            responder.keepInformed();
        waiting = responder;
    });
    Client client(server->port());
    client.send(get("/plain"));
    QTRY_VERIFY(waiting);
    m_bench.clock.advance(60s); // nobody asked for it
    waiting->send(text("plain"));
    QTRY_VERIFY(client.received().endsWith("plain"));
    QVERIFY(!client.received().contains(" 102 "));
    client.received().clear();
    waiting.reset();

    client.send(get("/long"));
    QTRY_VERIFY(waiting);
    const QByteArray interim = "HTTP/1.1 102 Processing\r\n\r\n";
    for (int i = 1; i <= 10; ++i) {
        m_bench.clock.advance(15s);
        QTRY_COMPARE(client.received(), interim.repeated(i));
    }
    client.received().clear();
    const auto stream = waiting->stream(text("begun"));
    QTRY_VERIFY(client.received().contains("begun"));
    m_bench.clock.advance(60s);
    stream.close();
    QTRY_VERIFY(client.received().endsWith("0\r\n\r\n"));
    m_bench.clock.advance(60s); // between two requests
    waiting.reset();
    client.send(get("/plain"));
    QTRY_VERIFY(waiting);
    waiting->send(text("done"));
    QTRY_VERIFY(client.received().endsWith("done"));
    QVERIFY(!client.received().contains(" 102 "));
}

void HttpDownloadsTest::oldClientsAreNotInformed()
{
    std::optional<Responder> waiting;
    const auto server = m_bench.listen([&](const Request &request, Responder responder) {
        QVERIFY(request.http10);
        responder.keepInformed();
        waiting = responder;
    });
    Client client(server->port());
    client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(waiting);
    m_bench.clock.advance(120s);
    waiting->send(text("done"));
    QTRY_VERIFY(client.received().endsWith("done"));
    QVERIFY(client.received().startsWith("HTTP/1.1 200"));
}

QTEST_GUILESS_MAIN(HttpDownloadsTest)
#include "tst_http_downloads.moc"
