// Role: the wire itself: whom we trust, which proxy we go through, how much is held of what nobody reads, and that
// whoever is told news may let go of everything.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/controlplane/transport.h"
#include "tests/unit/controlplane/client_fixture.h"

#include <QDir>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

#include <algorithm>
#include <fcntl.h>
#include <sys/socket.h>

using namespace glovebox;
using namespace glovebox::controlplane;
using namespace testsupport;
using namespace std::chrono_literals;

namespace {

QString tlsFile(const char *name)
{
    return qEnvironmentVariable("TLS_FIXTURES") + QLatin1Char('/') + QLatin1String(name);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Says "null" to everything, under TLS, with the certificate of this name.
class TlsServer : public QObject {
public:
    explicit TlsServer(const char *name)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(contents(tlsFile((QByteArray(name) + ".pem").constData()))));
        configuration.setPrivateKey(QSslKey(contents(tlsFile((QByteArray(name) + ".key").constData())), QSsl::Ec));
        m_server.setSslConfiguration(configuration);
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no port to listen on");
        connect(&m_server, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (auto *socket = m_server.nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    seen += socket->readAll();
                    socket->write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nnull");
                });
        });
    }

    std::string url() const { return "https://127.0.0.1:" + std::to_string(m_server.serverPort()); }

    QByteArray seen;

private:
    QSslServer m_server;
};

using Item = std::optional<domain::WorkItem>;
const ports::PollRequest kPoll{.workerId = "worker-1", .block = 999ms, .reclaimOlderThan = {}};

ClientConfig configFor(std::string url, const QString &caFile = {})
{
    return {.baseUrl = std::move(url),
            .environment = domain::EnvironmentId("env_01"),
            .environmentKey = SecretString(kKey),
            .userAgent = "Glovebox/test",
            .operatorKey = {},
            .caFile = caFile.toStdString()};
}

} // namespace

class TransportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<ClientFixture>(); }

    void aServerWhomATrustedAuthorityVouchesForIsSpokenTo()
    {
        TlsServer server("here");
        const auto client = ManagedAgentsClient::create(configFor(server.url(), tlsFile("authority.pem")), m->clock);
        QVERIFY(client);
        Outcome<Item> outcome;
        const auto call = (*client)->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QVERIFY(server.seen.contains("Bearer sk-ant-oat01"));
    }

    void otherwiseNotAByteOfTheKeyLeaves_data()
    {
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("nobody vouches") << QByteArray("here") << false << QByteArray("certificate");
        QTest::newRow("another host's") << QByteArray("elsewhere") << true << QByteArray("127.0.0.1");
    }

    void otherwiseNotAByteOfTheKeyLeaves()
    {
        QFETCH(QByteArray, certificate);
        QFETCH(bool, trusted);
        QFETCH(QByteArray, reason);
        TlsServer server(certificate.constData());
        const auto client = ManagedAgentsClient::create(
            configFor(server.url(), trusted ? tlsFile("authority.pem") : QString()), m->clock);
        QVERIFY(client);
        Outcome<Item> outcome;
        const auto call = (*client)->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::NetworkError));
        QVERIFY2(outcome.detail().find("no secure connection to " + server.url()) != std::string::npos,
                 outcome.detail().c_str());
        QVERIFY2(outcome.detail().find(reason.toStdString()) != std::string::npos, outcome.detail().c_str());
        QVERIFY(server.seen.isEmpty());
    }

    void theHostsProxyIsAskedForOthersAndNeverForThisMachine()
    {
        // It does not know the way; what matters is who was asked.
        m->server.otherwise(Answer::json("null"));
        qputenv("http_proxy", m->server.url());
        const auto tidy = qScopeGuard([] { qunsetenv("http_proxy"); });
        auto client = m->connectTo("http://control-plane.invalid");
        Outcome<Item> outcome;
        const auto call = client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE(m->server.last().headers.value("host"), QByteArray("control-plane.invalid"));

        MisbehavingServer here;
        here.otherwise(Answer::json("null"));
        client = m->connectTo(here.url().toStdString());
        Outcome<Item> local;
        const auto localCall = client->poll(kPoll, local.callback());
        QVERIFY(m->runUntil([&] { return local.calls > 0; }));
        QCOMPARE(here.seenCount(), 1);
        QCOMPARE(m->server.seenCount(), 1);
    }

    void aBodyThatNobodyTakesHoldsTheServerBack()
    {
        const QByteArray large(64 * 1024 * 1024, 'x');
        m->server.otherwise(Answer::stream(large));
        const auto transport = Transport::create();
        const WireRequest request{.url = m->server.url().toStdString() + "/"};
        int news = 0;
        const auto transfer = transport->send(request, Lane::Transfers, [&] { ++news; });
        QVERIFY(m->turnUntil([&] { return transfer->status() == 200 && news > 0; }));
        qint64 before = 0;
        int unchanged = 0; // turns of the loop
        QVERIFY(m->turnUntil([&] {
            const auto unsent = m->server.unsent();
            unchanged = std::exchange(before, unsent) == unsent ? unchanged + 1 : 0;
            return unchanged >= 100;
        }));
        QVERIFY(m->server.unsent() > 32 * 1024 * 1024);
        qsizetype received = 0;
        QVERIFY(m->turnUntil([&] {
            received += static_cast<qsizetype>(transfer->takeBody().size());
            return received >= large.size();
        }));
        QCOMPARE(received, large.size());
    }

    void aHeadWithoutEndIsRefused()
    {
        m->server.otherwise({.bytes = "HTTP/1.1 200 OK\r\n" + QByteArray("x-filler: 0123456789\r\n").repeated(10'000)});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::ProtocolError));
        QVERIFY2(outcome.detail().find("head is larger than") != std::string::npos, outcome.detail().c_str());
    }

    void trailersWithoutEndAreRefused()
    {
        m->server.otherwise(
            {.bytes = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                      "4\r\nnull\r\n0\r\n" +
                      QByteArray("x-filler: 0123456789\r\n").repeated(10'000)});
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.detail().find("head is larger than") != std::string::npos ||
                     outcome.detail().find("cut the answer off") != std::string::npos,
                 outcome.detail().c_str());
        QVERIFY(m->server.seenCount() > 0);
    }

    void interimHeadsAndFoldedLinesAreRead()
    {
        m->server.otherwise(
            {.bytes = "HTTP/1.1 103 Early Hints\r\nretry-after: 99\r\n\r\n"
                      "HTTP/1.1 200 OK\r\nHTTP/odd: x\r\nx-long: a\r\n \t\r\n b\r\nContent-Length: 4\r\n\r\nnull"});
        const auto transport = Transport::create();
        const WireRequest request{.url = m->server.url().toStdString() + "/"};
        const auto transfer = transport->send(request, Lane::Commands, [] {});
        QVERIFY(m->turnUntil([&] { return transfer->isOver(); }));
        QVERIFY2(!transfer->failure(), transfer->failure() ? transfer->failure()->text.c_str() : "");
        QCOMPARE(transfer->status(), 200);
        QCOMPARE(transfer->header("http/odd"), std::string_view("x"));
        QVERIFY(transfer->header("x-long").starts_with("a") && transfer->header("x-long").ends_with("b"));
        QVERIFY(transfer->header("retry-after").empty());
        QCOMPARE(transfer->takeBody(), "null");
    }

    void noChildInheritsAConnection()
    {
        m->server.otherwise(Answer::never());
        Outcome<Item> outcome;
        const auto call = m->client->poll(kPoll, outcome.callback());
        QVERIFY(m->turnUntil([&] { return m->server.seenCount() == 1; }));
        int sockets = 0;
        for (const auto &entry :
             QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)) {
            const int fd = entry.toInt();
            sockaddr_storage peer{};
            socklen_t size = sizeof peer;
            if (fd <= 2 || ::getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &size) != 0 ||
                peer.ss_family != AF_INET)
                continue;
            ++sockets;
            QVERIFY2(::fcntl(fd, F_GETFD) & FD_CLOEXEC, qPrintable(entry));
        }
        QVERIFY(sockets >= 1);
    }

    void aServerThatHangsUpOnKeptConnectionsSeesARequestTwiceAtMost()
    {
        m->server.otherwise(Answer::json("{}"));
        std::vector<Outcome<>> first(8);
        std::vector<Call> calls;
        for (auto &outcome : first)
            calls.push_back(m->client->acknowledge(domain::WorkId("work_01"), outcome.callback()));
        QVERIFY(m->turnUntil([&] { return std::ranges::all_of(first, [](const auto &o) { return o.calls > 0; }); }));
        QVERIFY(m->server.openConnections() > 2); // all kept
        m->server.decide([](const SeenRequest &) { return Answer{.bytes = {}, .hangUp = true}; });
        const auto before = m->server.seenCount();
        Outcome<> outcome;
        calls.push_back(m->client->acknowledge(domain::WorkId("work_02"), outcome.callback()));
        QVERIFY(m->turnUntil([&] { return m->clock.untilNext().value_or(1h) <= 1s; })); // the retry rule's pause
        QVERIFY2(m->server.seenCount() - before <= 2, std::to_string(m->server.seenCount() - before).c_str());
        QCOMPARE(outcome.calls, 0);
    }

    void aProxyThatRefusesIsNamedAndItsPasswordIsNot()
    {
        m->server.otherwise(Answer::of(407, "who are you?"));
        qputenv("https_proxy", m->server.url().replace("http://", "http://user:geheim@"));
        const auto tidy = qScopeGuard([] { qunsetenv("https_proxy"); });
        auto client = m->connectTo("https://control-plane.invalid");
        Outcome<Item> outcome;
        const auto call = client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.detail().find("the proxy " + m->server.url().toStdString() + " does not let us reach") !=
                     std::string::npos,
                 outcome.detail().c_str());
        QVERIFY(outcome.detail().find("geheim") == std::string::npos);
        QCOMPARE(m->server.last().method, QByteArray("CONNECT"));
        QCOMPARE(m->server.last().headers.value("proxy-authorization"),
                 "Basic " + QByteArray("user:geheim").toBase64());
        QVERIFY(!m->server.last().headers.contains("authorization"));
    }

    void aProxyThatCannotBeIsRefusedInsteadOfLeftOut()
    {
        qputenv("https_proxy", "http://user:geheim@:3128");
        const auto tidy = qScopeGuard([] { qunsetenv("https_proxy"); });
        auto client = m->connectTo("https://control-plane.invalid");
        Outcome<Item> outcome;
        const auto call = client->poll(kPoll, outcome.callback());
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::InvalidArgument));
        QVERIFY2(outcome.detail().find("names no host and port") != std::string::npos, outcome.detail().c_str());
        QVERIFY(outcome.detail().find("geheim") == std::string::npos);
    }

    void aMissingCertificateFileIsToldAtOnce()
    {
        const auto client =
            ManagedAgentsClient::create(configFor("https://h", QStringLiteral("/nowhere/ca.pem")), m->clock);
        QVERIFY(!client);
        QVERIFY(client.error().detail.find("SSL_CERT_FILE names /nowhere/ca.pem") != std::string::npos);
    }

    void whoeverIsToldNewsMayLetGoOfEverything()
    {
        m->server.otherwise(Answer::json("null"));
        auto transport = Transport::create();
        const WireRequest request{.url = m->server.url().toStdString() + "/"};
        std::vector<std::unique_ptr<Transfer>> transfers;
        int told = 0;
        for (int i = 0; i < 5; ++i)
            transfers.push_back(transport->send(request, Lane::Commands, [&] {
                ++told;
                transfers.clear();
                transport.reset();
            }));
        QVERIFY(m->turnUntil([&] { return told > 0; }));
        QCOMPARE(told, 1);
    }

private:
    std::unique_ptr<ClientFixture> m;
};

QTEST_GUILESS_MAIN(TransportTest)
#include "tst_transport.moc"
