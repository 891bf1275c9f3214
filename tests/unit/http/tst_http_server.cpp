// The server over real loopback sockets, with time in the test's hand: what clients see, and what misbehaving ones get.
#include "core/http/origin_check.h"
#include "core/http/server.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/http/raw_client.h"

#include <QTest>

#include <algorithm>

using namespace glovebox::http;
using namespace std::chrono_literals;
using httptest::Client;
using httptest::get;
using httptest::text;
using testsupport::ManualClock;

class HttpServerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Server> listen(Handler handler, ServerLimits limits = {})
    {
        Server::Options options;
        options.allowedHosts = loopbackHosts();
        options.limits = limits;
        auto server = Server::listen(m_clock, options, std::move(handler));
        return server ? std::move(*server) : nullptr;
    }

    ManualClock m_clock;

private Q_SLOTS:
    void answersSeveralRequestsOnOneConnection();
    void servesPipelinedRequestsInOrderAlsoWhenAnswersAreLate();
    void readsALargeBodyInPieces();
    void refusesAForeignHost();
    void tellsAMalformedClientAndHangsUp();
    void keepsAStreamOpenAndTellsWhenItsClientLeaves();
    void tellsAHandlerThatItsClientLeft();
    void answersForAHandlerThatForgets();
    void endsConnectionsThatDripOrSleep();
    void cutsOffAListenerThatDoesNotRead();
    void aConnectionPastTheCapTakesThePlaceOfTheOldestSilentOne();
    void nobodyIsCutOffInHisAnswerForANewcomer();
    void aSlowReaderAtTheCapGetsAllOfHisAnswer_data();
    void aSlowReaderAtTheCapGetsAllOfHisAnswer();
    void oneAddressTakesNoPlacesOfOthers();
    void aRequestThatTakesTooLongIsToldSo();
    void diesWithRequestsUnderWay();
    void saysWhenThePortIsTaken();
    void closesAfterHttp10();
    void whoCountsIsToldOfEachAnswerOnce();
};

void HttpServerTest::answersSeveralRequestsOnOneConnection()
{
    int served = 0;
    const auto server = listen([&](const Request &request, Responder responder) {
        ++served;
        responder.send(text(request.path));
    });
    QVERIFY(server);
    Client client(server->port());
    client.send(get("/one"));
    QTRY_VERIFY(client.received().endsWith("/one"));
    client.send(get("/two"));
    QTRY_VERIFY(client.received().endsWith("/two"));
    QCOMPARE(served, 2);
    QCOMPARE(server->connectionCount(), std::size_t(1));
    client.send("HEAD /head HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/after"));
    QTRY_VERIFY(client.received().endsWith("/after"));
    QVERIFY(!client.received().contains("/head"));
}

void HttpServerTest::servesPipelinedRequestsInOrderAlsoWhenAnswersAreLate()
{
    std::vector<std::pair<std::string, Responder>> waiting;
    const auto server =
        listen([&](const Request &request, Responder responder) { waiting.emplace_back(request.path, responder); });
    Client client(server->port());
    client.send(get("/a") + get("/b") + get("/c"));
    for (const char *path : {"/a", "/b", "/c"}) {
        QTRY_COMPARE(waiting.size(), std::size_t(1));
        QCOMPARE(waiting[0].first, std::string(path));
        const auto responder = waiting[0].second;
        waiting.clear();
        responder.send(text(path));
        responder.send(text("a second answer is ignored"));
    }
    QTRY_VERIFY(client.received().endsWith("/c"));
    QVERIFY(client.received().indexOf("/a") < client.received().indexOf("/b"));
    QVERIFY(!client.received().contains("ignored"));
}

void HttpServerTest::readsALargeBodyInPieces()
{
    std::size_t length = 0;
    const auto server = listen([&](const Request &request, Responder responder) {
        length = request.body.size();
        responder.send(text("read"));
    });
    Client client(server->port());
    const QByteArray body(3'000'000, 'x');
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3000000\r\n\r\n");
    QTRY_VERIFY(client.received().contains("100 Continue"));
    client.send(body);
    QTRY_VERIFY(client.received().endsWith("read"));
    QCOMPARE(length, std::size_t(3'000'000));
}

void HttpServerTest::refusesAForeignHost()
{
    int served = 0;
    const auto server = listen([&](const Request &, Responder responder) {
        ++served;
        responder.send(text("secret"));
    });
    Client client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 403"));
    Client page(server->port());
    page.send(get("/", "Origin: https://evil.example\r\n"));
    QTRY_VERIFY(page.received().startsWith("HTTP/1.1 403"));
    QCOMPARE(served, 0);
}

void HttpServerTest::tellsAMalformedClientAndHangsUp()
{
    const auto server = listen([](const Request &, Responder responder) { responder.send(text("no")); });
    Client client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n");
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 400"));
    QTRY_VERIFY(client.isGone());
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpServerTest::keepsAStreamOpenAndTellsWhenItsClientLeaves()
{
    std::optional<Stream> stream;
    bool gone = false;
    const auto server = listen([&](const Request &, Responder responder) {
        stream = responder.stream(text("first\n"));
        responder.onGone([&] { gone = true; });
    });
    Client client(server->port());
    client.send(get("/"));
    QTRY_VERIFY(client.received().endsWith("6\r\nfirst\n\r\n"));
    stream->write("second\n");
    QTRY_VERIFY(client.received().endsWith("7\r\nsecond\n\r\n"));
    QVERIFY(stream->isOpen());
    client.leave();
    QTRY_VERIFY(gone);
    QVERIFY(!stream->isOpen());
    stream->write("to nobody");
    stream->close();

    Client other(server->port());
    other.send(get("/"));
    QTRY_VERIFY(other.received().endsWith("first\n\r\n"));
    stream->close();
    QTRY_VERIFY(other.received().endsWith("0\r\n\r\n"));
    // The connection outlives the stream.
    other.send(get("/"));
    QTRY_COMPARE(other.received().count("first"), 2);
}

void HttpServerTest::tellsAHandlerThatItsClientLeft()
{
    std::optional<Responder> waiting;
    int gone = 0;
    const auto server = listen([&](const Request &, Responder responder) {
        waiting = responder;
        responder.onGone([&] {
            ++gone;
            waiting.reset(); // destroying it from inside its own call is safe
        });
    });
    Client client(server->port());
    client.send(get("/"));
    QTRY_VERIFY(waiting);
    client.leave();
    QTRY_COMPARE(gone, 1);
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpServerTest::answersForAHandlerThatForgets()
{
    const auto server = listen([](const Request &, Responder) {});
    Client client(server->port());
    client.send(get("/"));
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 500"));
}

void HttpServerTest::endsConnectionsThatDripOrSleep()
{
    std::vector<Responder> waiting;
    const auto server = listen([&](const Request &, Responder responder) { waiting.push_back(responder); });
    Client idle(server->port());
    Client dripping(server->port());
    Client slowBody(server->port());
    Client patient(server->port());
    QTRY_COMPARE(server->connectionCount(), std::size_t(4));
    patient.send(get("/"));
    QTRY_COMPARE(waiting.size(), std::size_t(1));
    const auto before = m_clock.waiting();
    dripping.send("GET / HT");
    slowBody.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    QTRY_VERIFY(slowBody.received().contains("100 Continue"));
    // The drip has reached the server when its idle deadline has become the shorter one.
    QTRY_VERIFY(m_clock.untilNext() == std::optional(10'000ms));
    QVERIFY(m_clock.waiting() >= before);
    m_clock.advance(11s);
    QTRY_VERIFY(dripping.isGone());
    QVERIFY(!idle.isGone() && !slowBody.isGone());
    m_clock.advance(50s);
    QTRY_VERIFY(slowBody.isGone());
    QVERIFY(!idle.isGone());
    m_clock.advance(20s);
    QTRY_VERIFY(idle.isGone());
    // A handler may take its time.
    QVERIFY(!patient.isGone());
    waiting[0].send(text("at last"));
    QTRY_VERIFY(patient.received().endsWith("at last"));
}

void HttpServerTest::cutsOffAListenerThatDoesNotRead()
{
    std::optional<Stream> stream;
    bool gone = false;
    ServerLimits limits;
    limits.streamBacklog = glovebox::ByteCount::kib(256);
    const auto server = listen(
        [&](const Request &, Responder responder) {
            stream = responder.stream(Response{});
            responder.onGone([&] { gone = true; });
        },
        limits);
    Client client(server->port());
    client.readNothing();
    client.send(get("/"));
    QTRY_VERIFY(stream);
    const std::string piece(1 << 20, 'x');
    for (int i = 0; i < 64 && !gone; ++i)
        stream->write(piece);
    QTRY_VERIFY(gone);
}

void HttpServerTest::aConnectionPastTheCapTakesThePlaceOfTheOldestSilentOne()
{
    ServerLimits limits;
    limits.connections = 3;
    const auto server = listen([](const Request &, Responder responder) { responder.send(text("ok")); }, limits);
    Client first(server->port());
    Client begun(server->port());
    Client body(server->port());
    QTRY_COMPARE(server->connectionCount(), std::size_t(3));
    m_clock.advance(1s);
    first.send(get("/")); // served, and waited for again from now on
    QTRY_VERIFY(first.received().endsWith("ok"));
    begun.send("GET / HT");
    body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    QTRY_VERIFY(body.received().contains("100 Continue"));
    m_clock.advance(1s);
    Client fourth(server->port());
    fourth.send(get("/"));
    QTRY_VERIFY(fourth.received().endsWith("ok"));
    QTRY_VERIFY(begun.isGone());
    m_clock.advance(1s);
    Client fifth(server->port());
    fifth.send(get("/"));
    QTRY_VERIFY(fifth.received().endsWith("ok"));
    QTRY_VERIFY(body.isGone());
    QCOMPARE(server->connectionCount(), std::size_t(3));
    for (auto *client : {&first, &fourth, &fifth}) { // who was served last is the last to go
        client->received().clear();
        client->send(get("/"));
        QTRY_VERIFY(client->received().endsWith("ok"));
    }
}

void HttpServerTest::nobodyIsCutOffInHisAnswerForANewcomer()
{
    std::vector<Responder> waiting;
    ServerLimits limits;
    limits.connections = 2;
    const auto server =
        listen([&](const Request &, Responder responder) { waiting.push_back(std::move(responder)); }, limits);
    Client first(server->port());
    Client second(server->port());
    first.send(get("/"));
    second.send(get("/"));
    QTRY_COMPARE(waiting.size(), std::size_t(2));
    Client third(server->port());
    QVERIFY(third.connected());
    QTRY_VERIFY(third.isGone());
    for (const auto &responder : waiting)
        responder.send(text("ok"));
    QTRY_VERIFY(first.received().endsWith("ok") && second.received().endsWith("ok"));
}

void HttpServerTest::aSlowReaderAtTheCapGetsAllOfHisAnswer_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::newRow("kept alive") << QByteArray();
    QTest::newRow("closing") << QByteArray("Connection: close\r\n");
}

void HttpServerTest::aSlowReaderAtTheCapGetsAllOfHisAnswer()
{
    QFETCH(QByteArray, more);
    constexpr qsizetype kLarge = qsizetype(32) << 20; // beyond what the system's buffers hold
    bool answered = false;
    ServerLimits limits;
    limits.connections = 1;
    const auto server = listen(
        [&](const Request &, Responder responder) {
            responder.send(text(std::string(kLarge, 'x')));
            answered = true;
        },
        limits);
    Client slow(server->port());
    slow.readNothing();
    slow.send(get("/", more));
    QTRY_VERIFY(answered);
    m_clock.advance(1s);
    Client newcomer(server->port());
    QVERIFY(newcomer.connected());
    QTRY_VERIFY(newcomer.isGone());
    slow.readOn();
    QTRY_VERIFY(slow.received().size() > kLarge || slow.isGone());
    QCOMPARE(slow.received().count('x'), kLarge);
}

void HttpServerTest::oneAddressTakesNoPlacesOfOthers()
{
    ServerLimits limits;
    limits.connections = 8;
    limits.connectionsPerPeer = 4;
    const auto server = listen([](const Request &, Responder responder) { responder.send(text("ok")); }, limits);
    Client slow(server->port(), "127.0.0.2");
    slow.send("GET / HT");
    QTRY_COMPARE(server->connectionCount(), std::size_t(1));
    std::vector<std::unique_ptr<Client>> many;
    for (int i = 0; i < 40; ++i) {
        m_clock.advance(10ms); // time passes, so that each is younger than the last
        many.push_back(std::make_unique<Client>(server->port(), "127.0.0.3"));
    }
    const auto gone = [&] {
        return std::ranges::count_if(many, [](const auto &client) { return client->isGone(); });
    };
    QTRY_COMPARE(gone(), 36);
    QVERIFY(!slow.isGone());
    slow.send("TP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(slow.received().endsWith("ok"));
}

void HttpServerTest::aRequestThatTakesTooLongIsToldSo()
{
    const auto server = listen([](const Request &, Responder responder) { responder.send(text("ok")); });
    Client idle(server->port());
    Client head(server->port());
    Client body(server->port());
    QTRY_COMPARE(server->connectionCount(), std::size_t(3));
    head.send("GET / HT");
    body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    QTRY_VERIFY(body.received().contains("100 Continue"));
    QTRY_VERIFY(m_clock.untilNext() == std::optional(10'000ms));
    m_clock.advance(10s);
    QTRY_VERIFY(head.received().startsWith("HTTP/1.1 408"));
    QVERIFY(head.received().contains("close"));
    QTRY_VERIFY(head.isGone());
    m_clock.advance(50s);
    QTRY_VERIFY(body.received().contains("HTTP/1.1 408"));
    QTRY_VERIFY(body.isGone());
    m_clock.advance(20s);
    QTRY_VERIFY(idle.isGone());
    QVERIFY(idle.received().isEmpty()); // it asked for nothing
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

void HttpServerTest::diesWithRequestsUnderWay()
{
    std::optional<Responder> waiting;
    bool gone = false;
    auto server = listen([&](const Request &, Responder responder) {
        responder.onGone([&] { gone = true; });
        waiting = responder;
    });
    Client client(server->port());
    client.send(get("/"));
    QTRY_VERIFY(waiting);
    server.reset();
    waiting->send(text("into the void"));
    waiting.reset();
    QTRY_VERIFY(client.isGone());
    QVERIFY(!gone);
}

void HttpServerTest::saysWhenThePortIsTaken()
{
    const auto server = listen([](const Request &, Responder) {});
    Server::Options options;
    options.port = server->port();
    const auto second = Server::listen(m_clock, options, [](const Request &, Responder) {});
    QVERIFY(!second);
    QVERIFY(second.error().code == glovebox::ErrorCode::AddressInUse);
    options.address = "not an address";
    QVERIFY(Server::listen(m_clock, options, [](const Request &, Responder) {}).error().code ==
            glovebox::ErrorCode::InvalidArgument);
}

void HttpServerTest::closesAfterHttp10()
{
    std::optional<Stream> stream;
    const auto server = listen([&](const Request &request, Responder responder) {
        if (request.path == "/stream")
            stream = responder.stream(text("piece"));
        else
            responder.send(text("whole"));
    });
    Client client(server->port());
    client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.received().endsWith("whole"));
    QTRY_VERIFY(client.isGone());
    Client listener(server->port());
    listener.send("GET /stream HTTP/1.0\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(listener.received().endsWith("\r\n\r\npiece"));
    stream->close();
    QTRY_VERIFY(listener.isGone());
}

void HttpServerTest::whoCountsIsToldOfEachAnswerOnce()
{
    std::vector<int> begun;
    std::optional<Responder> late;
    const auto server = listen([&](const Request &request, Responder responder) {
        responder.onAnswer([&begun](int status) { begun.push_back(status); });
        if (request.path == "/late") {
            late = responder;
        } else if (request.path == "/stream") {
            responder.stream(text("a")).close();
        } else if (request.path != "/dropped") {
            auto answer = text("whole");
            answer.status = 404;
            responder.send(answer);
            responder.send(text("ignored"));
        }
    });
    Client client(server->port());
    client.send(get("/whole") + get("/stream") + get("/dropped") + get("/late"));
    QTRY_VERIFY(late.has_value());
    QCOMPARE(begun, (std::vector<int>{404, 200, 500}));
    late->send(text("at last"));
    QTRY_VERIFY(client.received().endsWith("at last"));
    QCOMPARE(begun.size(), std::size_t{4});
}

QTEST_GUILESS_MAIN(HttpServerTest)
#include "tst_http_server.moc"
