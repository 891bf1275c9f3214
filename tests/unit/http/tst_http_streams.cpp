// Bodies and answers that come in pieces, interim answers and tunnels, over real sockets: what reaches whom, at whose
// pace, and how much of it is held meanwhile. Unix sockets where a bound is checked: of TCP the system holds megabytes.
#include "core/http/server.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/http/raw_client.h"

#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

using namespace glovebox::http;
using namespace std::chrono_literals;
using glovebox::ByteCount;
using httptest::Client;
using httptest::get;
using httptest::text;
using testsupport::ManualClock;

namespace {

constexpr std::size_t kPiece = 64 * 1024;
/// What the system holds of a unix socket in both directions, generously.
constexpr std::size_t kSystemHolds = 1 << 20;

/// As long as anything moves. Nothing here waits for time, so what stands still stays so.
template <class Seen>
void settle(Seen seen)
{
    auto before = seen();
    for (int still = 0; still < 50; ++still) {
        QCoreApplication::processEvents();
        if (const auto now = seen(); now != before) {
            before = now;
            still = 0;
        }
    }
}

QByteArray post(const QByteArray &path, const QByteArray &more)
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

/// A client that can tell an end from a breach: Qt's cannot.
class PlainClient {
public:
    explicit PlainClient(std::uint16_t port) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_fd, reinterpret_cast<const sockaddr *>(&to), sizeof to) == 0;
        ::fcntl(m_fd, F_SETFL, O_NONBLOCK);
    }
    ~PlainClient() { ::close(m_fd); }
    PlainClient(const PlainClient &) = delete;
    PlainClient &operator=(const PlainClient &) = delete;

    bool send(const QByteArray &bytes)
    {
        return m_connected &&
               ::send(m_fd, bytes.constData(), static_cast<std::size_t>(bytes.size()), 0) == bytes.size();
    }
    const QByteArray &received()
    {
        char buffer[4096];
        for (;;) {
            const auto got = ::recv(m_fd, buffer, sizeof buffer, 0);
            if (got > 0) {
                m_received.append(buffer, static_cast<qsizetype>(got));
                continue;
            }
            m_ended = m_ended || got == 0;
            m_reset = m_reset || (got < 0 && errno == ECONNRESET);
            return m_received;
        }
    }
    bool ended()
    {
        received();
        return m_ended;
    }
    bool wasReset()
    {
        received();
        return m_reset;
    }

private:
    int m_fd;
    bool m_connected = false;
    bool m_ended = false;
    bool m_reset = false;
    QByteArray m_received;
};

/// A body as its reader has it.
struct Upload {
    std::optional<Responder> responder;
    std::size_t taken = 0;
    std::size_t unused = 0;
    std::size_t mostUnused = 0;
    bool uses = true;
    bool ended = false;
    bool gone = false;

    void read(const Responder &from)
    {
        responder = from;
        from.onGone([this] { gone = true; });
        from.readBody({.piece =
                           [this](std::string_view piece) {
                               taken += piece.size();
                               unused += piece.size();
                               mostUnused = std::max(mostUnused, unused);
                               if (uses)
                                   useAll();
                           },
                       .end =
                           [this] {
                               ended = true;
                           }});
    }
    void useAll() { responder->used(std::exchange(unused, 0)); }
};

} // namespace

class HttpStreamsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Server> listen(Handler handler, Server::Options options = {})
    {
        options.allowedHosts = loopbackHostNames();
        options.streamsBody = [](const Request &head) {
            return head.path.starts_with("/up") ? std::optional(ByteCount::gib(16)) : std::nullopt;
        };
        auto server = Server::listen(m_clock, std::move(options), std::move(handler));
        return server ? std::move(*server) : nullptr;
    }
    std::unique_ptr<Server> listenOnSocket(Handler handler)
    {
        Server::Options options;
        options.address.clear();
        options.socket = socketPath().toStdString();
        return listen(std::move(handler), std::move(options));
    }
    static std::vector<std::string> loopbackHostNames() { return {"localhost", "127.0.0.1", "::1"}; }
    QString socketPath() const { return m_folder.filePath("api.sock"); }

    ManualClock m_clock;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void anUploadComesAtItsReadersPace();
    void anUploadInChunksIsRead();
    void whoIsRefusedSendsNoBody();
    void aBodyThatIsNoneEndsAtOnce();
    void anUploaderMayBeSlowButNotSilent();
    void aReaderMayTakeItsTime();
    void aReaderHearsThatItsClientLeft();
    void aBodyThatBreaksTheRulesIsToldToBoth();
    void whatIsLeftOfARefusedBodyIsNoRequest();
    void aRefusalReachesAClientThatIsStillSending();
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
    void aTunnelPassesBytesBothWays();
    void aTunnelsEndsAreTold();
    void aTunnelHasAPaceBothWays();
    void aTunnelCanBeTheAnswer();
    void theServerGoesWithAllOfThemOpen();
};

void HttpStreamsTest::anUploadComesAtItsReadersPace()
{
    Upload upload;
    upload.uses = false;
    const auto server = listenOnSocket([&](const Request &request, Responder responder) {
        if (request.path == "/up")
            upload.read(responder);
        else
            responder.send(text("other"));
    });
    QVERIFY(server);
    Client client(socketPath());
    constexpr qsizetype kLength = qsizetype(16) << 20;
    client.send(post("/up", "Content-Length: " + QByteArray::number(kLength) + "\r\n") + QByteArray(kLength, 'x'));
    QTRY_VERIFY(upload.taken >= kReadAhead.value);
    settle([&] { return upload.taken; });
    QCOMPARE(upload.taken, std::size_t(kReadAhead.value));
    QVERIFY(client.unsent() > kLength - qsizetype(kReadAhead.value + kSystemHolds));
    // Nobody else waits for it.
    Client other(socketPath());
    other.send(get("/other"));
    QTRY_VERIFY(other.received().endsWith("other"));

    upload.uses = true;
    upload.useAll();
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(kLength));
    QVERIFY(upload.mostUnused <= kReadAhead.value);
    upload.responder->send(text("stored"));
    QTRY_VERIFY(client.received().endsWith("stored"));
    client.send(get("/again"));
    QTRY_VERIFY(client.received().endsWith("other"));
    QVERIFY(!upload.gone);
}

void HttpStreamsTest::anUploadInChunksIsRead()
{
    Upload upload;
    const auto server = listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n");
    QTRY_COMPARE(upload.taken, std::size_t(5));
    client.send("1\r\n!\r\n0\r\n\r\n");
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(6));
    upload.responder->send(text("ok"));
    QTRY_VERIFY(client.received().endsWith("ok"));
}

void HttpStreamsTest::whoIsRefusedSendsNoBody()
{
    Upload upload;
    const auto server = listen([&](const Request &request, Responder responder) {
        if (!request.headers.value("authorization")) {
            auto refusal = text("who are you?");
            refusal.status = 401;
            return responder.send(refusal);
        }
        upload.read(responder);
    });
    const QByteArray expects = "Content-Length: 4\r\nExpect: 100-continue\r\n";
    Client stranger(server->port());
    stranger.send(post("/up", expects));
    QTRY_VERIFY(stranger.received().startsWith("HTTP/1.1 401"));
    QVERIFY(stranger.received().contains("Connection: close"));
    QTRY_VERIFY(stranger.isGone());
    QVERIFY(!stranger.received().contains("100 Continue"));

    Client known(server->port());
    known.send(post("/up", expects + "Authorization: Bearer k\r\n"));
    QTRY_VERIFY(known.received() == "HTTP/1.1 100 Continue\r\n\r\n");
    known.send("body");
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(4));
}

void HttpStreamsTest::aBodyThatIsNoneEndsAtOnce()
{
    Upload upload;
    const auto server = listen([&](const Request &request, Responder responder) {
        if (request.path == "/upload")
            upload.read(responder);
        else
            responder.send(text(request.path)); // does not even look at the body
    });
    Client client(server->port());
    client.send(post("/upload", "Content-Length: 0\r\n"));
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(0));
    upload.responder->send(text("empty"));
    QTRY_VERIFY(client.received().endsWith("empty"));
    client.send(get("/up") + get("/up2"));
    QTRY_VERIFY(client.received().endsWith("/up2"));
    QVERIFY(!client.isGone());
}

void HttpStreamsTest::anUploaderMayBeSlowButNotSilent()
{
    Upload upload;
    const auto server = listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Content-Length: 100\r\n"));
    QTRY_VERIFY(upload.responder);
    for (std::size_t i = 1; i <= 10; ++i) { // longer than any body that comes whole
        client.send("x");
        QTRY_COMPARE(upload.taken, i);
        m_clock.advance(29s);
    }
    QVERIFY(!upload.gone);
    m_clock.advance(1s);
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 408"));
    QVERIFY(upload.gone);
    QTRY_VERIFY(client.isGone());
    QVERIFY(!upload.ended);
}

void HttpStreamsTest::aReaderMayTakeItsTime()
{
    Upload upload;
    upload.uses = false;
    const auto server = listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    const auto length = static_cast<qsizetype>(kReadAhead.value) * 2;
    client.send(post("/up", "Content-Length: " + QByteArray::number(length) + "\r\n") + QByteArray(length, 'x'));
    QTRY_COMPARE(upload.taken, std::size_t(kReadAhead.value));
    settle([&] { return upload.taken; });
    m_clock.advance(24h);
    settle([&] { return upload.gone; });
    QVERIFY(!upload.gone && !client.isGone());
    upload.uses = true;
    upload.useAll();
    QTRY_VERIFY(upload.ended);
}

void HttpStreamsTest::aReaderHearsThatItsClientLeft()
{
    Upload upload;
    const auto server = listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Content-Length: 100\r\n") + "half");
    QTRY_COMPARE(upload.taken, std::size_t(4));
    client.leave();
    QTRY_VERIFY(upload.gone);
    QVERIFY(!upload.ended && !upload.responder->isWaiting());
}

void HttpStreamsTest::aBodyThatBreaksTheRulesIsToldToBoth()
{
    Upload upload;
    const auto server = listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Transfer-Encoding: chunked\r\n") + "2\r\nok\r\nrubbish\r\n");
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 400"));
    QVERIFY(upload.gone && !upload.ended);
    QTRY_VERIFY(client.isGone());

    Client huge(server->port());
    upload = {};
    huge.send(post("/up", "Content-Length: 17179869185\r\n")); // one more than 16 GiB
    QTRY_VERIFY(huge.received().startsWith("HTTP/1.1 413"));
    QVERIFY(!upload.responder);
}

void HttpStreamsTest::whatIsLeftOfARefusedBodyIsNoRequest()
{
    std::vector<std::string> served;
    const auto server = listen([&](const Request &request, Responder responder) {
        served.push_back(request.path);
        responder.send(text("no"));
    });
    Client client(server->port());
    const auto hidden = get("/hidden");
    client.send(post("/up", "Content-Length: " + QByteArray::number(hidden.size()) + "\r\n") + hidden);
    QTRY_VERIFY(client.isGone());
    QCOMPARE(served, std::vector<std::string>{"/up"});
}

/// Where a socket is closed with bytes unread, the system takes the answer back.
void HttpStreamsTest::aRefusalReachesAClientThatIsStillSending()
{
    const auto server = listen([&](const Request &, Responder responder) { responder.send(text("no")); });
    Client client(server->port());
    constexpr qsizetype kLength = qsizetype(40) << 20; // over the limit for whole ones
    client.send(post("/whole", "Content-Length: " + QByteArray::number(kLength) + "\r\n") + QByteArray(kLength, 'x'));
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 413"));
    QVERIFY(client.received().endsWith("refused.\n"));
    m_clock.advance(2s);
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpStreamsTest::aDownloadComesAtItsClientsPace()
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
    const auto server = listenOnSocket([&](const Request &request, Responder responder) {
        if (request.path == "/other")
            return responder.send(text("other"));
        stream = responder.stream(Response{});
        stream->onDrained(pump);
        pump();
    });
    Client client(socketPath());
    client.readNothing();
    client.send(get("/"));
    QTRY_VERIFY(stream);
    settle([&] { return taken; });
    QVERIFY2(taken <= kPaceHigh.value + kPiece + kSystemHolds, qPrintable(QString::number(taken)));
    QVERIFY(stream->isOpen() && !stream->wantsMore());
    Client other(socketPath());
    other.send(get("/other"));
    QTRY_VERIFY(other.received().endsWith("other"));

    client.readOn();
    QTRY_VERIFY(client.received().endsWith("\r\n0\r\n\r\n"));
    QCOMPARE(client.received().count('x'), qsizetype(kLength));
}

void HttpStreamsTest::aDownloadOfKnownLengthSaysIt()
{
    const auto server = listen([&](const Request &, Responder responder) {
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

void HttpStreamsTest::aDownloadThatFailsIsNotTakenForWhole_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("knownLength");
    QTest::addColumn<bool>("closes");
    QTest::newRow("in chunks") << QByteArray("1.1") << false << false;
    QTest::newRow("too short") << QByteArray("1.1") << true << true;
    QTest::newRow("of known length") << QByteArray("1.1") << true << false;
    QTest::newRow("to its end") << QByteArray("1.0") << false << false;
}

void HttpStreamsTest::aDownloadThatFailsIsNotTakenForWhole()
{
    QFETCH(QByteArray, version);
    QFETCH(bool, knownLength);
    QFETCH(bool, closes);
    std::optional<Stream> stream;
    bool gone = false;
    const auto server = listen([&](const Request &, Responder responder) {
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

void HttpStreamsTest::moreThanWasStatedIsNotSent()
{
    const auto server = listen([&](const Request &, Responder responder) {
        responder.stream(text("abc"), ByteCount{5}).write("defHTTP/1.1 200 OK\r\n\r\n");
    });
    PlainClient client(server->port());
    QVERIFY(client.send(get("/")));
    QTRY_VERIFY(client.wasReset());
    QVERIFY(!client.received().contains("def"));
}

void HttpStreamsTest::headOfAStreamIsItsHead()
{
    std::optional<Stream> stream;
    const auto server = listen([&](const Request &, Responder responder) {
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

void HttpStreamsTest::aSlowReaderWhoReadsIsNotCutOff()
{
    const auto server = listenOnSocket(
        [&](const Request &, Responder responder) { responder.send(text(std::string(std::size_t(8) << 20, 'x'))); });
    Client client(socketPath());
    client.readNothing();
    client.send(get("/"));
    QTRY_COMPARE(server->connectionCount(), std::size_t(1));
    QTRY_VERIFY(m_clock.untilNext() <= std::optional(30'000ms));
    for (int i = 0; i < 10; ++i) {
        client.readSome(qint64(kPiece));
        settle([&] { return m_clock.waiting(); });
        m_clock.advance(29s);
        settle([&] { return client.isGone(); });
        QVERIFY(!client.isGone());
        QCOMPARE(server->connectionCount(), std::size_t(1));
    }
    m_clock.advance(60s); // the second time that nothing has moved
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpStreamsTest::whoAsksAndDoesNotReadIsNotAnswered()
{
    std::size_t served = 0;
    constexpr std::size_t kAnswer = 256 * 1024;
    const auto server = listenOnSocket([&](const Request &, Responder responder) {
        ++served;
        responder.send(text(std::string(kAnswer, 'x')));
    });
    Client client(socketPath());
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

void HttpStreamsTest::aClientThatWaitsIsInformedUntilTheAnswerBegins()
{
    std::optional<Responder> waiting;
    const auto server = listen([&](const Request &request, Responder responder) {
        if (request.path == "/long")
            responder.keepInformed();
        waiting = responder;
    });
    Client client(server->port());
    client.send(get("/plain"));
    QTRY_VERIFY(waiting);
    m_clock.advance(60s); // nobody asked for it
    waiting->send(text("plain"));
    QTRY_VERIFY(client.received().endsWith("plain"));
    QVERIFY(!client.received().contains(" 102 "));
    client.received().clear();
    waiting.reset();

    client.send(get("/long"));
    QTRY_VERIFY(waiting);
    const QByteArray interim = "HTTP/1.1 102 Processing\r\n\r\n";
    for (int i = 1; i <= 10; ++i) {
        m_clock.advance(15s);
        QTRY_COMPARE(client.received(), interim.repeated(i));
    }
    client.received().clear();
    const auto stream = waiting->stream(text("x"));
    m_clock.advance(60s);
    stream.close();
    QTRY_VERIFY(client.received().endsWith("0\r\n\r\n"));
    m_clock.advance(60s); // between two requests
    waiting.reset();
    client.send(get("/plain"));
    QTRY_VERIFY(waiting);
    waiting->send(text("done"));
    QTRY_VERIFY(client.received().endsWith("done"));
    QVERIFY(!client.received().contains(" 102 "));
}

void HttpStreamsTest::oldClientsAreNotInformed()
{
    std::optional<Responder> waiting;
    const auto server = listen([&](const Request &request, Responder responder) {
        QVERIFY(request.http10);
        responder.keepInformed();
        waiting = responder;
    });
    Client client(server->port());
    client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(waiting);
    m_clock.advance(120s);
    waiting->send(text("done"));
    QTRY_VERIFY(client.received().endsWith("done"));
    QVERIFY(client.received().startsWith("HTTP/1.1 200"));
}

void HttpStreamsTest::aTunnelPassesBytesBothWays()
{
    std::optional<Tunnel> tunnel;
    std::string came;
    const auto server = listen([&](const Request &, Responder responder) {
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
    m_clock.advance(24h); // its protocol has its own ideas of how long silence may be
    tunnel->write("still");
    QTRY_VERIFY(client.received().endsWith("still"));
}

void HttpStreamsTest::aTunnelsEndsAreTold()
{
    std::optional<Tunnel> tunnel;
    int closed = 0;
    const auto server = listen([&](const Request &, Responder responder) {
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
    m_clock.advance(2s);

    tunnel.reset();
    PlainClient brokenOff(server->port());
    QVERIFY(brokenOff.send(get("/")));
    QTRY_VERIFY(tunnel);
    tunnel->abort();
    QTRY_VERIFY(brokenOff.wasReset());
    QCOMPARE(closed, 1);
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpStreamsTest::aTunnelHasAPaceBothWays()
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
    const auto server = listenOnSocket([&](const Request &, Responder responder) {
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
    Client client(socketPath());
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

void HttpStreamsTest::aTunnelCanBeTheAnswer()
{
    const auto server = listen([&](const Request &, Responder responder) {
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

void HttpStreamsTest::theServerGoesWithAllOfThemOpen()
{
    Upload upload;
    std::optional<Stream> stream;
    std::optional<Tunnel> tunnel;
    bool told = false;
    auto server = listen([&](const Request &request, Responder responder) {
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

QTEST_GUILESS_MAIN(HttpStreamsTest)
#include "tst_http_streams.moc"
