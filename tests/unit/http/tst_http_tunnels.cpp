// Connections that a handler takes over, over real sockets: bytes both ways, their pace, and how they end.
#include "tests/unit/http/stream_bench.h"

using namespace httptest;
using namespace std::chrono_literals;

class HttpTunnelsTest : public QObject {
    Q_OBJECT

    StreamBench m_bench;

private Q_SLOTS:
    void aTunnelPassesBytesBothWays();
    void aTunnelsEndsAreTold();
    void aTunnelHasAPaceBothWays();
    void theLastWordsOfAClientAreHeard();
    void aTunnelCanBeTheAnswer();
    void theServerGoesWithAllOfThemOpen();
};

void HttpTunnelsTest::aTunnelPassesBytesBothWays()
{
    std::optional<Tunnel> tunnel;
    std::string came;
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        Response head;
        head.status = 101;
        head.headers.add("upgrade", "rot13");
        head.headers.add("connection", "Upgrade");
        tunnel = responder.tunnel(head);
        tunnel->read({.bytes =
                          [&](std::string_view bytes) {
                              came += bytes;
                              tunnel->used(bytes.size());
                          },
                      .drained = {},
                      .closed = {}});
    });
    Client client(server->port());
    // What follows the head is no request, whatever it looks like.
    client.send(get("/", "Upgrade: rot13\r\nConnection: upgrade\r\n") + get("/raw"));
    QTRY_COMPARE(QByteArray::fromStdString(came), get("/raw"));
    QVERIFY(client.received().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    QVERIFY(client.received().contains("upgrade: rot13\r\n") && client.received().contains("Upgrade\r\n"));
    QVERIFY(!client.received().toLower().contains("length") && !client.received().contains("chunked"));
    const QByteArray bytes("\x00\xff\r\n\r\n", 6);
    client.received().clear();
    client.send(bytes);
    QTRY_COMPARE(QByteArray::fromStdString(came), get("/raw") + bytes);
    tunnel->write({bytes.constData(), 6});
    QTRY_COMPARE(client.received(), bytes);
    m_bench.clock.advance(24h); // its protocol has its own ideas of how long silence may be
    tunnel->write("still");
    QTRY_VERIFY(client.received().endsWith("still"));
}

void HttpTunnelsTest::aTunnelsEndsAreTold()
{
    std::optional<Tunnel> tunnel;
    int closed = 0;
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        tunnel = responder.tunnel(std::nullopt);
        tunnel->read({.bytes = {}, .drained = {}, .closed = [&] {
                          ++closed;
                          tunnel.reset(); // from inside its own call
                      }});
    });
    Client client(server->port());
    client.send(get("/"));
    QTRY_VERIFY(tunnel);
    client.leave();
    QTRY_COMPARE(closed, 1);

    PlainClient ended(server->port());
    QVERIFY(ended.send(get("/")));
    QTRY_VERIFY(tunnel);
    tunnel->write("last words");
    tunnel->close();
    QVERIFY(!tunnel->isOpen());
    QTRY_VERIFY(ended.ended());
    QCOMPARE(ended.received(), QByteArray("last words"));
    m_bench.clock.advance(2s);

    tunnel.reset();
    PlainClient brokenOff(server->port());
    QVERIFY(brokenOff.send(get("/")));
    QTRY_VERIFY(tunnel);
    tunnel->abort();
    QTRY_VERIFY(brokenOff.wasReset());
    QCOMPARE(closed, 1);
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpTunnelsTest::aTunnelHasAPaceBothWays()
{
    std::optional<Tunnel> tunnel;
    std::size_t came = 0;
    std::size_t went = 0;
    int drained = 0;
    constexpr std::size_t kLength = std::size_t(16) << 20;
    const std::string piece(kPiece, 'x');
    const auto pump = [&] {
        while (went < kLength && tunnel->wantsMore()) {
            tunnel->write(piece);
            went += piece.size();
        }
    };
    const auto server = m_bench.listenOnSocket([&](const Request &, Responder responder) {
        tunnel = responder.tunnel(std::nullopt);
        tunnel->read({.bytes = [&](std::string_view bytes) { came += bytes.size(); },
                      .drained =
                          [&] {
                              ++drained;
                              pump();
                          },
                      .closed = {}});
        pump();
    });
    Client client(m_bench.socketPath());
    client.readNothing();
    client.send(get("/") + QByteArray(qsizetype(kLength), 'y'));
    QTRY_VERIFY(tunnel);
    settle([&] { return came + went; });
    QVERIFY(came >= kReadAhead.value && came <= kReadAhead.value + kPiece);
    QVERIFY2(went <= kPaceHigh.value + kPiece + kSystemHolds, qPrintable(QString::number(went)));
    QVERIFY(tunnel->backlog() <= kPaceHigh.value + kPiece);
    client.readOn();
    QTRY_COMPARE(client.received().size(), qsizetype(kLength));
    QVERIFY(drained > 10);
    for (std::size_t used = 0; used < kLength;) {
        const auto step = came - used;
        tunnel->used(step);
        used += step;
        if (used < kLength)
            QTRY_VERIFY(came > used);
    }
    QCOMPARE(came, kLength);
}

/// Also when its reader has not kept up.
void HttpTunnelsTest::theLastWordsOfAClientAreHeard()
{
    std::optional<Tunnel> tunnel;
    std::size_t came = 0;
    bool closed = false;
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        tunnel = responder.tunnel(std::nullopt);
        tunnel->read({.bytes = [&](std::string_view bytes) { came += bytes.size(); },
                      .drained = {},
                      .closed =
                          [&] {
                              closed = true;
                          }});
    });
    Client client(server->port());
    const auto length = static_cast<qsizetype>(kReadAhead.value) + 10'000;
    client.send(get("/") + QByteArray(length, 'x'));
    QTRY_VERIFY(came >= kReadAhead.value);
    client.hangUp();
    QTRY_VERIFY(closed);
    QCOMPARE(came, std::size_t(length));
}

void HttpTunnelsTest::aTunnelCanBeTheAnswer()
{
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        const auto tunnel = responder.tunnel(std::nullopt);
        tunnel.write("HTTP/1.1 426 Upgrade Required\r\nX-Of: the guest\r\nContent-Length: 2\r\n\r\nno");
        tunnel.close();
    });
    PlainClient client(server->port());
    QVERIFY(client.send(get("/")));
    QTRY_VERIFY(client.ended());
    QCOMPARE(client.received(),
             QByteArray("HTTP/1.1 426 Upgrade Required\r\nX-Of: the guest\r\nContent-Length: 2\r\n\r\nno"));
}

void HttpTunnelsTest::theServerGoesWithAllOfThemOpen()
{
    Upload upload;
    std::optional<Stream> stream;
    std::optional<Tunnel> tunnel;
    bool told = false;
    auto server = m_bench.listen([&](const Request &request, Responder responder) {
        if (request.path == "/up") {
            upload.read(responder);
        } else if (request.path == "/stream") {
            stream = responder.stream(Response{});
            stream->onDrained([&, held = *stream] { told = true; });
        } else {
            tunnel = responder.tunnel(std::nullopt);
            tunnel->read({.bytes = {}, .drained = {}, .closed = [&, held = *tunnel] {
                              told = true;
                          }});
        }
    });
    Client a(server->port());
    Client b(server->port());
    Client c(server->port());
    a.send(post("/up", "Content-Length: 5\r\n") + "x");
    b.send(get("/stream"));
    c.send(get("/tunnel"));
    QTRY_VERIFY(upload.taken == 1 && stream && tunnel);
    server.reset();
    upload.responder->used(1);
    upload.responder->send(text("late"));
    stream->write("late");
    stream->abort();
    tunnel->write("late");
    tunnel->close();
    QTRY_VERIFY(a.isGone() && b.isGone() && c.isGone());
    QVERIFY(!told && !upload.gone && !upload.ended);
    QVERIFY(!stream->isOpen() && !tunnel->isOpen() && !upload.responder->isWaiting());
}

QTEST_GUILESS_MAIN(HttpTunnelsTest)
#include "tst_http_tunnels.moc"
