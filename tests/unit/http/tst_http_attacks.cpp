// What a hostile client on this machine can try against the server, over real sockets: requests that two programs would
// read in two ways, stalling, crowding, and coming in by another door. And the doors themselves.
#include "core/http/origin_check.h"
#include "core/http/server.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/http/raw_client.h"

#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace glovebox::http;
using namespace std::chrono_literals;
using glovebox::ErrorCode;
using httptest::Client;
using httptest::get;
using httptest::text;
using testsupport::ManualClock;

class HttpAttacksTest : public QObject {
    Q_OBJECT

    Server::Options everywhere() const
    {
        Server::Options options;
        options.alsoV6Loopback = true;
        options.socket = socketPath().toStdString();
        options.allowedHosts = loopbackHosts();
        return options;
    }
    QString socketPath() const { return m_folder.filePath(QStringLiteral("api.sock")); }

    ManualClock m_clock;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void twoReadingsAreRefused_data();
    void twoReadingsAreRefused();
    void aRequestInAnothersBodyIsNone();
    void aForeignPageMayNotEvenSendItsBody();
    void stalledClientsStopNobody();
    void allDoorsLeadToTheSame();
    void aPortThatIsTakenAtOneOfThemIsTaken();
    void oneDoorIsOpenedOrNone();
    void theSocketsPlacesAreItsOwn();
    void whoDoesNotHangUpGivesWay();
    void whoAsksAndDoesNotReadGivesWay();
    void whatManyDoNotTakeIsBounded();
};

void HttpAttacksTest::twoReadingsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const QByteArray start = "POST /secret HTTP/1.1\r\nHost: localhost\r\n";
    QTest::newRow("length and chunks") << start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET "
                                                  "/secret HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                       << 400;
    QTest::newRow("two lengths") << start + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" << 400;
    QTest::newRow("a folded length") << start + "Content-Length:\r\n 4\r\n\r\nGET " << 400;
    QTest::newRow("bare line ends") << QByteArray("GET /secret HTTP/1.1\nHost: localhost\n\n") << 400;
    QTest::newRow("no host") << QByteArray("GET /secret HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("two hosts") << start + "Host: evil.example\r\n\r\n" << 400;
    QTest::newRow("a foreign whole address")
        << QByteArray("GET http://evil.example/secret HTTP/1.1\r\nHost: localhost\r\n\r\n") << 400;
    QTest::newRow("a host with a user") << QByteArray("GET /secret HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n")
                                        << 403;
    QTest::newRow("no host of HTTP/1.0") << QByteArray("GET /secret HTTP/1.0\r\n\r\n") << 403;
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33) << 505;
    QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 13) << 501;
    QTest::newRow("a head without an end") << start + "X: " + QByteArray(20'000, 'x') << 431;
    QTest::newRow("a flood of headers") << start + QByteArray("A: b\r\n").repeated(101) + "\r\n" << 431;
    QTest::newRow("a body too large") << start + "Content-Length: 32000001\r\n\r\n" << 413;
    QTest::newRow("a length past all numbers") << start + "Content-Length: 18446744073709551617\r\n\r\n" << 400;
    QTest::newRow("a chunk past all numbers") << start + "Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\nx\r\n"
                                              << 400;
}

void HttpAttacksTest::twoReadingsAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    int served = 0;
    const auto server = Server::listen(m_clock, everywhere(), [&](const Request &, Responder responder) {
        ++served;
        responder.send(text("secret"));
    });
    QVERIFY(server);
    Client tcp((*server)->port());
    Client local(socketPath());
    for (auto *client : {&tcp, &local}) {
        client->send(bytes);
        QTRY_VERIFY(client->received().startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '));
        QVERIFY(client->received().contains("Connection: close"));
        QTRY_VERIFY(client->isGone());
        QCOMPARE(client->received().count("HTTP/1.1"), 1);
    }
    QCOMPARE(served, 0);
}

void HttpAttacksTest::aRequestInAnothersBodyIsNone()
{
    std::vector<std::string> served;
    const auto server = Server::listen(m_clock, everywhere(), [&](const Request &request, Responder responder) {
        served.push_back(request.method + ' ' + request.path);
        responder.send(text("ok"));
    });
    Client client((*server)->port());
    const auto hidden = get("/hidden");
    client.send("GET /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(hidden.size()) +
                "\r\n\r\n" + hidden + get("/b"));
    QTRY_COMPARE(served.size(), std::size_t(2));
    QCOMPARE(served, (std::vector<std::string>{"GET /a", "GET /b"}));
}

/// The head is enough to know; the body would only cost.
void HttpAttacksTest::aForeignPageMayNotEvenSendItsBody()
{
    const auto server = Server::listen(m_clock, everywhere(), [](const Request &, Responder) {});
    Client page((*server)->port());
    page.send("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Length: 30000000\r\n"
              "Expect: 100-continue\r\n\r\n");
    QTRY_VERIFY(page.received().startsWith("HTTP/1.1 403"));
    QTRY_VERIFY(page.isGone());
}

void HttpAttacksTest::stalledClientsStopNobody()
{
    std::vector<Responder> held;
    const std::string large(std::size_t(1) << 20, 'x');
    const auto server = Server::listen(m_clock, everywhere(), [&](const Request &request, Responder responder) {
        if (request.path == "/held")
            return held.push_back(responder);
        responder.send(text(request.path == "/large" ? large : "ok"));
    });
    std::vector<std::unique_ptr<Client>> stalled;
    const QByteArray beginnings[] = {"",
                                     "GET",
                                     "GET / HTTP/1.1\r\nHost: localh",
                                     "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx",
                                     "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                                     get("/held"),
                                     get("/large").repeated(50)};
    for (int round = 0; round < 20; ++round) {
        for (const auto &beginning : beginnings) {
            stalled.push_back(std::make_unique<Client>((*server)->port()));
            stalled.back()->readNothing();
            stalled.back()->send(beginning);
        }
        QTRY_COMPARE((*server)->connectionCount(), stalled.size());
    }
    QTRY_COMPARE(held.size(), std::size_t(20));
    Client tcp((*server)->port());
    Client local(socketPath());
    for (auto *client : {&tcp, &local}) {
        client->send(get("/"));
        QTRY_VERIFY(client->received().endsWith("ok"));
    }
    held.clear();
    // Each has a deadline, one behind the other: for the head, the body, the answer, between two, to hang up.
    for (int i = 0; i < 10; ++i) {
        m_clock.advance(30s);
        for (int turn = 0; turn < 20; ++turn)
            QCoreApplication::processEvents();
    }
    QTRY_COMPARE((*server)->connectionCount(), std::size_t(0));
}

void HttpAttacksTest::allDoorsLeadToTheSame()
{
    std::vector<Via> seen;
    const auto server = Server::listen(m_clock, everywhere(), [&](const Request &request, Responder responder) {
        seen.push_back(request.via);
        responder.send(text(request.remote));
    });
    QVERIFY(server);
    const auto port = std::to_string((*server)->port());
    Client v4((*server)->port());
    v4.send(get("/"));
    QTRY_VERIFY(v4.received().endsWith("127.0.0.1"));
    Client local(socketPath());
    local.send(get("/"));
    QTRY_VERIFY(local.received().endsWith("local"));
    QCOMPARE(seen, (std::vector<Via>{Via::Tcp, Via::Socket}));
    const auto socket = "unix:" + socketPath().toStdString();
    if ((*server)->lacksV6Loopback()) {
        QCOMPARE((*server)->urls(), (std::vector<std::string>{"http://127.0.0.1:" + port, socket}));
        QVERIFY(!QTcpServer().listen(QHostAddress::LocalHostIPv6));
        return;
    }
    QCOMPARE((*server)->urls(), (std::vector<std::string>{"http://127.0.0.1:" + port, "http://[::1]:" + port, socket}));
    Client v6((*server)->port(), "::1", "::1");
    QVERIFY(v6.connected());
    v6.send("GET / HTTP/1.1\r\nHost: [::1]:" + QByteArray::fromStdString(port) + "\r\n\r\n");
    QTRY_VERIFY(v6.received().endsWith("::1"));
    QVERIFY(seen.back() == Via::Tcp);
}

/// By its name one of the two would be another program's.
void HttpAttacksTest::aPortThatIsTakenAtOneOfThemIsTaken()
{
    auto options = everywhere();
    // At a port that nobody has at the other address: there it is refused first.
    QTcpServer other;
    const auto aloneThere = [&other] {
        return QTcpServer().listen(QHostAddress::LocalHost, other.serverPort());
    };
    do
        other.close();
    while (other.listen(QHostAddress::LocalHostIPv6) && !aloneThere());
    if (!other.isListening()) {
        const auto server = Server::listen(m_clock, options, [](const Request &, Responder) {});
        QVERIFY(server && (*server)->lacksV6Loopback());
        return;
    }
    options.port = other.serverPort();
    const auto refused = Server::listen(m_clock, options, [](const Request &, Responder) {});
    QVERIFY(!refused);
    QVERIFY(refused.error().code == ErrorCode::AddressInUse);
    QVERIFY(refused.error().detail.find("::1") != std::string::npos);
    // With any port, one that is free at both is found.
    std::vector<std::unique_ptr<QTcpServer>> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.push_back(std::make_unique<QTcpServer>());
        QVERIFY(crowd.back()->listen(QHostAddress::LocalHostIPv6));
    }
    options.port = 0;
    QVERIFY(Server::listen(m_clock, options, [](const Request &, Responder) {}));
}

void HttpAttacksTest::oneDoorIsOpenedOrNone()
{
    Server::Options nowhere;
    nowhere.address.clear();
    QVERIFY(Server::listen(m_clock, nowhere, [](const Request &, Responder) {}).error().code ==
            ErrorCode::InvalidArgument);
    const auto first = Server::listen(m_clock, everywhere(), [](const Request &, Responder) {});
    QVERIFY(first);
    // The socket is taken: the port that it would have had is free again.
    QTcpServer probe;
    QVERIFY(probe.listen(QHostAddress::LocalHost));
    auto options = everywhere();
    options.alsoV6Loopback = false;
    options.port = probe.serverPort();
    probe.close();
    QVERIFY(Server::listen(m_clock, options, [](const Request &, Responder) {}).error().code ==
            ErrorCode::AddressInUse);
    QVERIFY(probe.listen(QHostAddress::LocalHost, options.port));
}

void HttpAttacksTest::theSocketsPlacesAreItsOwn()
{
    std::vector<Responder> held;
    auto options = everywhere();
    options.limits.connections = 2;
    options.limits.socketConnections = 1;
    const auto server = Server::listen(m_clock, options, [&](const Request &request, Responder responder) {
        if (request.via == Via::Tcp)
            held.push_back(responder);
        else
            responder.send(text("ours"));
    });
    Client first((*server)->port());
    Client second((*server)->port());
    first.send(get("/"));
    second.send(get("/"));
    QTRY_COMPARE(held.size(), std::size_t(2));
    Client third((*server)->port());
    QTRY_VERIFY(third.isGone());
    Client local(socketPath());
    local.send(get("/"));
    QTRY_VERIFY(local.received().endsWith("ours"));
    // Among themselves the newcomer takes the quietest's place, and nobody's of the others.
    Client another(socketPath());
    another.send(get("/"));
    QTRY_VERIFY(another.received().endsWith("ours"));
    QTRY_VERIFY(local.isGone());
    QVERIFY(!first.isGone() && !second.isGone());
}

/// Answered for the last time, and holding on to its place.
void HttpAttacksTest::whoDoesNotHangUpGivesWay()
{
    auto options = everywhere();
    options.limits.connections = 1;
    int answered = 0;
    const auto server = Server::listen(m_clock, options, [&](const Request &, Responder responder) {
        responder.send(text("ok"));
        ++answered;
    });
    Client holds((*server)->port());
    holds.readNothing();
    holds.send(get("/", "Connection: close\r\n"));
    QTRY_COMPARE(answered, 1);
    for (int turn = 0; turn < 20; ++turn)
        QCoreApplication::processEvents();
    QCOMPARE((*server)->connectionCount(), std::size_t(1));
    Client newcomer((*server)->port());
    newcomer.send(get("/"));
    QTRY_VERIFY(newcomer.received().endsWith("ok"));
}

/// Asks again and again, as anybody can without a key, and takes nothing of the answers.
void HttpAttacksTest::whoAsksAndDoesNotReadGivesWay()
{
    auto options = everywhere();
    options.limits.connections = 2;
    const std::string large(8 << 20, 'x');
    int answered = 0;
    const auto server = Server::listen(m_clock, options, [&](const Request &request, Responder responder) {
        responder.send(text(request.path == "/large" ? large : "ok"));
        ++answered;
    });
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 2; ++i) {
        crowd.push_back(std::make_unique<Client>((*server)->port()));
        crowd.back()->readNothing();
        crowd.back()->send(get("/large") + get("/large"));
        QTRY_COMPARE(answered, i + 1);
        m_clock.advance(1s);
    }
    Client early((*server)->port()); // an answer that has just begun is let go on
    QTRY_VERIFY(early.isGone());
    m_clock.advance(options.limits.untakenDeadline);
    Client newcomer((*server)->port());
    newcomer.send(get("/"));
    QTRY_VERIFY(newcomer.received().endsWith("ok"));
    // The one that has held its place for longest had to go; now who is quiet goes before who is not.
    crowd[0]->readOn();
    QTRY_VERIFY(crowd[0]->isGone());
    Client second((*server)->port());
    second.send(get("/"));
    QTRY_VERIFY(second.received().endsWith("ok"));
    QTRY_VERIFY(newcomer.isGone());
    QVERIFY(!crowd[1]->isGone());
}

void HttpAttacksTest::whatManyDoNotTakeIsBounded()
{
    auto options = everywhere();
    options.limits.answersUntaken = glovebox::ByteCount::mib(66);
    // The system takes some MiB of each.
    const std::string large(32 << 20, 'x');
    std::vector<int> told;
    const auto server = Server::listen(m_clock, options, [&](const Request &request, Responder responder) {
        responder.onAnswer([&](int status) { told.push_back(status); });
        responder.send(text(request.path == "/large" ? large : "ok"));
    });
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 2; ++i) {
        crowd.push_back(std::make_unique<Client>((*server)->port()));
        crowd.back()->readNothing();
        crowd.back()->send(get("/large"));
        QTRY_COMPARE(told.size(), std::size_t(i + 1));
    }
    Client other((*server)->port());
    other.send(get("/large"));
    QTRY_VERIFY(other.received().contains(" 503 "));
    other.received().clear();
    other.send(get("/")); // what is small is answered all the same
    QTRY_VERIFY(other.received().endsWith("ok"));
    crowd[0]->readOn();
    QTRY_VERIFY(crowd[0]->received().size() > (32 << 20));
    other.received().clear();
    other.send(get("/large"));
    QTRY_VERIFY(other.received().size() > (32 << 20));
    crowd[1]->leave();
    QTRY_COMPARE((*server)->connectionCount(), std::size_t(2));
    Client last((*server)->port());
    for (int i = 0; i < 3; ++i) { // who takes them can have any number
        last.received().clear();
        last.send(get("/large"));
        QTRY_VERIFY(last.received().size() > (32 << 20));
    }
    QCOMPARE(told, (std::vector<int>{200, 200, 503, 200, 200, 200, 200, 200}));
}

QTEST_GUILESS_MAIN(HttpAttacksTest)
#include "tst_http_attacks.moc"
