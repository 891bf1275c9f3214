// WebSockets: the frames without sockets, then a server and a client that writes its own frames over real ones.
#include "core/http/server.h"
#include "core/http/websocket.h"
#include "core/http/websocket_codec.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/http/raw_client.h"

#include <QTemporaryDir>
#include <QTest>

using namespace glovebox::http;
using namespace std::chrono_literals;
using glovebox::ByteCount;
using glovebox::ErrorCode;
using httptest::Client;
using httptest::get;
using httptest::text;
using testsupport::ManualClock;

namespace {

using Kind = FrameReader::Kind;

/// A client's frame: masked, with whatever first byte.
QByteArray masked(int first, const QByteArray &payload, int lengthBytes = -1)
{
    if (lengthBytes < 0)
        lengthBytes = payload.size() < 126 ? 0 : payload.size() < 0x10000 ? 2 : 8;
    QByteArray out(1, static_cast<char>(first));
    out += static_cast<char>(0x80 | (lengthBytes == 0 ? int(payload.size()) : lengthBytes == 2 ? 126 : 127));
    for (int at = lengthBytes - 1; at >= 0; --at)
        out += static_cast<char>(quint64(payload.size()) >> (8 * at));
    const QByteArray mask("\x12\x9a\xf0\x01", 4);
    out += mask;
    for (qsizetype at = 0; at < payload.size(); ++at)
        out += static_cast<char>(payload[at] ^ mask[at % 4]);
    return out;
}

constexpr int kText = 0x81;
constexpr int kBinary = 0x82;
constexpr int kClose = 0x88;
constexpr int kPing = 0x89;
constexpr int kPong = 0x8a;

QByteArray closing(int code, const QByteArray &reason = {})
{
    return masked(kClose, QByteArray(1, static_cast<char>(code >> 8)) + static_cast<char>(code) + reason);
}

std::vector<FrameReader::Event> readAll(const QByteArray &bytes, qsizetype step)
{
    FrameReader reader(ByteCount{1000});
    std::vector<FrameReader::Event> events;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        const auto part = bytes.mid(at, step);
        reader.feed({part.constData(), std::size_t(part.size())});
        while (auto event = reader.next())
            events.push_back(*event);
    }
    return events;
}

const QByteArray kAsks = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// What the server's side of a test sees.
struct Seen {
    std::optional<WebSocket> socket;
    std::vector<std::string> texts;
    std::string binary;
    std::vector<WebSocket::Closed> closed;
    int drained = 0;

    void read()
    {
        socket->read({.text = [this](std::string_view one) { texts.emplace_back(one); },
                      .binary = [this](std::string_view one) { binary += one; },
                      .drained = [this] { ++drained; },
                      .closed =
                          [this](const WebSocket::Closed &how) {
                              closed.push_back(how);
                              socket.reset(); // from inside its own call
                          }});
    }
};

} // namespace

class WebSocketTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Server> listen(Seen &seen, WebSocket::Options options = {})
    {
        Server::Options where;
        where.allowedHosts = {"localhost"};
        where.socket = socketPath().toStdString();
        auto server = Server::listen(m_clock, where, [&, options](const Request &request, Responder responder) {
            auto socket = WebSocket::accept(m_clock, request, responder, options);
            if (!socket) {
                auto refusal = text(socket.error().detail);
                refusal.status = socket.error().code == ErrorCode::Unsupported ? 426 : 400;
                return responder.send(refusal);
            }
            seen.socket = *socket;
            seen.read();
        });
        return server ? std::move(*server) : nullptr;
    }
    /// Connected, with the answer's head read.
    std::unique_ptr<Client> join(const Server &server)
    {
        auto client = std::make_unique<Client>(server.port());
        client->send(get("/ws", kAsks));
        (void)QTest::qWaitFor([&] { return client->received().endsWith("\r\n\r\n"); });
        client->received().clear();
        return client;
    }
    QString socketPath() const { return m_folder.filePath(QStringLiteral("ws.sock")); }

    ManualClock m_clock;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void readsMessagesHoweverTheyAreCut();
    void refusesFrames_data();
    void refusesFrames();
    void writesFrames();
    void acceptsAsTheStandardSays();
    void refusesHalfARequest_data();
    void refusesHalfARequest();
    void messagesGoBothWays();
    void choosesASubProtocol();
    void answersPingsAndGoodbyes();
    void saysGoodbye();
    void closesOnABreachWithItsCode();
    void lettingGoIsGoingAway();
    void noticesTheDead();
    void aClientThatLeavesIsTold();
    void aPausedOneHoldsItsClientBack();
    void aClientThatDoesNotReadIsCutOff();
    void writersCanKeepThePace();
    void whoeverItsHandlersHoldGoesWithTheServer();
};

void WebSocketTest::readsMessagesHoweverTheyAreCut()
{
    const QByteArray bytes = masked(kText, "Zürich") + masked(0x01, "frag") + masked(kPing, "in between") +
                             masked(0x00, "men\xc3") + masked(0x80, "\xa4ted") +
                             masked(kBinary, QByteArray(300, '\xff')) + masked(kPong, {}) + masked(kText, {}) +
                             closing(1000, "bye") + masked(kText, "after");
    for (const qsizetype step : {qsizetype(1), qsizetype(2), qsizetype(7), bytes.size()}) {
        const auto events = readAll(bytes, step);
        QCOMPARE(events.size(), std::size_t(7));
        QVERIFY(events[0].kind == Kind::Text && events[0].bytes == "Zürich");
        QVERIFY(events[1].kind == Kind::Ping && events[1].bytes == "in between");
        QVERIFY(events[2].kind == Kind::Text && events[2].bytes == "fragmen\xc3\xa4ted");
        QVERIFY(events[3].kind == Kind::Binary && events[3].bytes == std::string(300, '\xff'));
        QVERIFY(events[4].kind == Kind::Pong);
        QVERIFY(events[5].kind == Kind::Text && events[5].bytes.empty());
        QVERIFY(events[6].kind == Kind::Close && events[6].code == 1000 && events[6].bytes == "bye");
    }
}

void WebSocketTest::refusesFrames_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::newRow("without a mask") << QByteArray("\x81\x02hi") << 1002;
    QTest::newRow("a reserved bit") << masked(0xc1, "x") << 1002;
    QTest::newRow("an unknown kind") << masked(0x83, "x") << 1002;
    QTest::newRow("an unknown control") << masked(0x8b, "x") << 1002;
    QTest::newRow("a ping in pieces") << masked(0x09, "x") << 1002;
    QTest::newRow("a long ping") << masked(kPing, QByteArray(126, 'x')) << 1002;
    QTest::newRow("a fragment of nothing") << masked(0x80, "x") << 1002;
    QTest::newRow("a message in another") << masked(0x01, "x") + masked(kText, "y") << 1002;
    QTest::newRow("a short length written long") << masked(kText, "x", 2) << 1002;
    QTest::newRow("a middle length written long") << masked(kText, QByteArray(200, 'x'), 8) << 1002;
    QTest::newRow("a negative length") << QByteArray("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14) << 1002;
    QTest::newRow("too long") << masked(kBinary, QByteArray(1001, 'x')) << 1009;
    QTest::newRow("very long, and not there") << QByteArray("\x82\xff\0\0\0\1\0\0\0\0\0\0\0\0", 14) << 1009;
    QTest::newRow("too long together") << masked(0x02, QByteArray(600, 'x')) + masked(0x80, QByteArray(401, 'x'))
                                       << 1009;
    QTest::newRow("text that is none") << masked(kText, "\xc3\x28") << 1007;
    QTest::newRow("text that breaks off") << masked(kText, "\xe2\x82") << 1007;
    QTest::newRow("a surrogate") << masked(kText, "\xed\xa0\x80") << 1007;
    QTest::newRow("an overlong form") << masked(kText, "\xc0\xaf") << 1007;
    QTest::newRow("half a close code") << masked(kClose, "x") << 1002;
    QTest::newRow("a close code that is none") << closing(999) << 1002;
    QTest::newRow("a close code never sent") << closing(1005) << 1002;
    QTest::newRow("another never sent") << closing(1006) << 1002;
    QTest::newRow("an unassigned one") << closing(2999) << 1002;
    QTest::newRow("a reason that is no text") << closing(1000, "\xff") << 1007;
}

void WebSocketTest::refusesFrames()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    for (const qsizetype step : {qsizetype(1), bytes.size()}) {
        const auto events = readAll(bytes + masked(kText, "after"), step);
        QCOMPARE(events.size(), std::size_t(1));
        QVERIFY(events[0].kind == Kind::Broken);
        QCOMPARE(int(events[0].code), code);
    }
}

void WebSocketTest::writesFrames()
{
    QCOMPARE(frame(Opcode::Text, "hi"), std::string("\x81\x02hi"));
    QCOMPARE(frame(Opcode::Binary, std::string(126, 'x')).substr(0, 4), std::string("\x82\x7e\x00\x7e", 4));
    QCOMPARE(frame(Opcode::Binary, std::string(0x10000, 'x')).substr(0, 10),
             std::string("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
    QCOMPARE(closePayload(1000, "bye"), std::string("\x03\xe8"
                                                    "bye"));
    const auto cut = closePayload(1000, std::string(122, 'x') + "ä");
    QCOMPARE(cut, "\x03\xe8" + std::string(122, 'x')); // no half a character
    QVERIFY(closePayload(1005, "x").empty());
}

/// The example of RFC 6455, section 1.3.
void WebSocketTest::acceptsAsTheStandardSays()
{
    QCOMPARE(acceptFor("dGhlIHNhbXBsZSBub25jZQ==").value(), std::string("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    QVERIFY(!acceptFor("dGhlIHNhbXBsZSBub25jZQ"));
    QVERIFY(!acceptFor("c2hvcnQ="));
    QVERIFY(!acceptFor("dGhlIHNhbXBsZSBub25j!Q=="));
    Seen seen;
    const auto server = listen(seen);
    Client client(server->port());
    client.send(get("/ws", kAsks));
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n"));
    QVERIFY(client.received().startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    const auto head = client.received().toLower();
    QVERIFY(head.contains("upgrade: websocket\r\n") && head.contains("connection: upgrade\r\n"));
    QVERIFY(client.received().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    QVERIFY(!head.contains("sec-websocket-protocol") && !head.contains("sec-websocket-extensions"));
}

void WebSocketTest::refusesHalfARequest_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto without = [](const char *line) {
        return QByteArray(kAsks).replace(line, "");
    };
    QTest::newRow("no upgrade") << get("/", without("Upgrade: websocket\r\n")) << 400;
    QTest::newRow("no connection") << get("/", without("Connection: keep-alive, Upgrade\r\n")) << 400;
    QTest::newRow("no version") << get("/", without("Sec-WebSocket-Version: 13\r\n")) << 400;
    QTest::newRow("an old version") << get("/", QByteArray(kAsks).replace(": 13", ": 8")) << 426;
    QTest::newRow("no key") << get("/", without("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) << 400;
    QTest::newRow("a bad key") << get("/", QByteArray(kAsks).replace("dGhl", "!!!!")) << 400;
    QTest::newRow("two keys") << get("/", kAsks + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") << 400;
    QTest::newRow("to post") << "POST / HTTP/1.1\r\nHost: localhost\r\n" + kAsks + "\r\n" << 400;
    QTest::newRow("of HTTP/1.0") << "GET / HTTP/1.0\r\nHost: localhost\r\n" + kAsks + "\r\n" << 400;
    QTest::newRow("from a foreign page") << get("/", kAsks + "Origin: https://evil.example\r\n") << 403;
}

void WebSocketTest::refusesHalfARequest()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    Seen seen;
    const auto server = listen(seen);
    Client client(server->port());
    client.send(request);
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 " + QByteArray::number(status)));
    QVERIFY(!seen.socket);
}

void WebSocketTest::messagesGoBothWays()
{
    Seen seen;
    const auto server = listen(seen);
    Client client(server->port());
    client.send(get("/ws", kAsks) + masked(kText, "early")); // with the head, in one packet
    QTRY_COMPARE(seen.texts, std::vector<std::string>{"early"});
    client.send(masked(kBinary, QByteArray(100'000, '\0')));
    QTRY_COMPARE(seen.binary.size(), std::size_t(100'000));
    client.received().clear();
    seen.socket->sendText("hello");
    seen.socket->sendBinary(std::string_view("\0\xff", 2));
    QTRY_COMPARE(client.received(), QByteArray("\x81\x05hello\x82\x02\0\xff", 11));
}

void WebSocketTest::choosesASubProtocol()
{
    Seen seen;
    WebSocket::Options options;
    options.protocols = {"glovebox.terminal.v1", "glovebox.terminal.v2"};
    const auto server = listen(seen, options);
    Client client(server->port());
    client.send(get("/ws", kAsks + "Sec-WebSocket-Protocol: other, glovebox.terminal.v2\r\n"
                                   "Sec-WebSocket-Protocol: glovebox.terminal.v1\r\n"));
    QTRY_VERIFY(seen.socket);
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n"));
    QVERIFY(client.received().contains("glovebox.terminal.v2\r\n"));
    QCOMPARE(seen.socket->protocol(), std::string("glovebox.terminal.v2"));
    Client other(server->port());
    seen.socket.reset();
    other.send(get("/ws", kAsks + "Sec-WebSocket-Protocol: other\r\n"));
    QTRY_VERIFY(seen.socket);
    QVERIFY(seen.socket->protocol().empty());
}

void WebSocketTest::answersPingsAndGoodbyes()
{
    Seen seen;
    const auto server = listen(seen);
    const auto client = join(*server);
    client->send(masked(kPing, "are you there"));
    QTRY_COMPARE(client->received(), QByteArray("\x8a\x0d"
                                                "are you there"));
    client->received().clear();
    client->send(closing(3001, "done"));
    QTRY_COMPARE(client->received(), QByteArray("\x88\x02\x0b\xb9"));
    QTRY_VERIFY(client->isGone());
    QCOMPARE(seen.closed.size(), std::size_t(1));
    QCOMPARE(int(seen.closed[0].code), 3001);
    QCOMPARE(seen.closed[0].reason, std::string("done"));
    const auto silent = join(*server);
    silent->send(masked(kClose, {}));
    QTRY_COMPARE(silent->received(), QByteArray("\x88\x00", 2));
    QCOMPARE(int(seen.closed[1].code), 1005);
}

void WebSocketTest::saysGoodbye()
{
    Seen seen;
    const auto server = listen(seen);
    const auto client = join(*server);
    seen.socket->sendText("last");
    seen.socket->close(1000, "enough");
    QVERIFY(!seen.socket->isOpen());
    seen.socket->sendText("too late");
    QTRY_VERIFY(client->isGone());
    QCOMPARE(client->received(), QByteArray("\x81\x04last\x88\x08\x03\xe8"
                                            "enough"));
    QVERIFY(seen.closed.empty());
}

void WebSocketTest::closesOnABreachWithItsCode()
{
    Seen seen;
    const auto server = listen(seen);
    const auto client = join(*server);
    client->send(masked(kText, "good") + masked(kText, "\xff") + masked(kText, "never seen"));
    QTRY_VERIFY(client->received().contains("\x03\xef")); // 1007
    QTRY_VERIFY(client->isGone());
    QCOMPARE(seen.texts, std::vector<std::string>{"good"});
    QCOMPARE(int(seen.closed.at(0).code), 1007);
}

void WebSocketTest::lettingGoIsGoingAway()
{
    Seen seen;
    const auto server = listen(seen);
    const auto client = join(*server);
    seen.socket.reset();
    QTRY_COMPARE(client->received(), QByteArray("\x88\x02\x03\xe9"));
    QTRY_VERIFY(client->isGone());
}

void WebSocketTest::noticesTheDead()
{
    Seen seen;
    const auto server = listen(seen);
    const auto client = join(*server);
    for (int i = 0; i < 5; ++i) {
        m_clock.advance(20s);
        QTRY_COMPARE(client->received(), QByteArray("\x89\x00", 2));
        client->received().clear();
        client->send(masked(kPong, {}));
        QTRY_COMPARE(client->unsent(), qint64(0));
        client->send(masked(kPing, "x")); // behind the pong: its answer says that the pong was read
        QTRY_COMPARE(client->received().size(), qsizetype(3));
        client->received().clear();
        m_clock.advance(20s);
        QVERIFY(seen.closed.empty());
    }
    m_clock.advance(20s);
    m_clock.advance(20s);
    QTRY_VERIFY(client->isGone());
    QCOMPARE(int(seen.closed.at(0).code), 1006);
}

void WebSocketTest::aClientThatLeavesIsTold()
{
    Seen seen;
    const auto server = listen(seen);
    const auto client = join(*server);
    client->leave();
    QTRY_COMPARE(seen.closed.size(), std::size_t(1));
    QCOMPARE(int(seen.closed[0].code), 1006);
}

void WebSocketTest::aPausedOneHoldsItsClientBack()
{
    Seen seen;
    const auto server = listen(seen);
    Client client(socketPath());
    client.send(get("/ws", kAsks));
    QTRY_VERIFY(seen.socket);
    seen.socket->pause();
    const auto one = masked(kBinary, QByteArray(1000, 'x'));
    client.send(one.repeated(16'000));
    for (auto before = client.unsent() + 1; before != client.unsent();) {
        before = client.unsent();
        for (int i = 0; i < 50; ++i)
            QCoreApplication::processEvents();
    }
    QVERIFY(seen.binary.empty());
    QVERIFY(client.unsent() > 14'000'000);
    client.received().clear();
    m_clock.advance(1h); // not dead, only not heard
    QVERIFY(seen.closed.empty());
    QTRY_VERIFY(client.received().startsWith(QByteArray("\x89\x00", 2))); // and told that somebody is there
    seen.socket->resume();
    m_clock.runDue();
    QTRY_COMPARE(seen.binary.size(), std::size_t(16'000'000));
}

void WebSocketTest::aClientThatDoesNotReadIsCutOff()
{
    Seen seen;
    WebSocket::Options options;
    options.backlogMax = ByteCount::mib(1);
    const auto server = listen(seen, options);
    const auto client = join(*server);
    client->readNothing();
    const std::string piece(256 * 1024, 'x');
    for (int i = 0; i < 400 && seen.socket && seen.socket->isOpen(); ++i)
        seen.socket->sendBinary(piece);
    QVERIFY(!seen.socket->isOpen());
    QVERIFY(seen.closed.empty()); // not from inside a call of ours
    m_clock.runDue();
    QCOMPARE(int(seen.closed.at(0).code), 1006);
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void WebSocketTest::writersCanKeepThePace()
{
    Seen seen;
    const auto server = listen(seen);
    Client client(socketPath());
    client.send(get("/ws", kAsks));
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n"));
    client.received().clear();
    client.readNothing();
    const std::string piece(64 * 1024, 'x');
    int sent = 0;
    while (seen.socket->wantsMore()) {
        seen.socket->sendBinary(piece);
        ++sent;
    }
    QVERIFY(sent > 1 && std::size_t(sent) <= kPaceHigh.value / piece.size() + 1);
    client.readOn();
    QTRY_COMPARE(seen.drained, 1);
    QVERIFY(seen.socket->wantsMore());
    QTRY_COMPARE(client.received().count('x'), qsizetype(sent) * qsizetype(piece.size()));
}

/// As terminals have it: the handlers hold their owner, and that the socket.
void WebSocketTest::whoeverItsHandlersHoldGoesWithTheServer()
{
    struct Owner {
        std::optional<WebSocket> socket;
    };
    for (const bool isCutOff : {false, true}) {
        std::weak_ptr<Owner> owner;
        bool wasTold = false;
        auto server = *Server::listen(m_clock, {}, [&](const Request &request, Responder responder) {
            auto mine = std::make_shared<Owner>();
            mine->socket = *WebSocket::accept(m_clock, request, responder, {.backlogMax = ByteCount{1}});
            mine->socket->read({.text = [mine](std::string_view) {},
                                .binary = {},
                                .drained = {},
                                .closed =
                                    [mine, &wasTold](const WebSocket::Closed &) {
                                        wasTold = true;
                                    }});
            owner = mine;
        });
        const auto client = join(*server);
        QVERIFY(!owner.expired());
        if (isCutOff) { // and would hear of it at the loop's next turn
            owner.lock()->socket->sendBinary(std::string(64, 'x'));
            m_clock.advance(0ms);
            QVERIFY(wasTold);
        }
        server.reset();
        QVERIFY(owner.expired());
        QCOMPARE(wasTold, isCutOff); // the server goes: nobody is told
    }
}

QTEST_GUILESS_MAIN(WebSocketTest)
#include "tst_websocket.moc"
