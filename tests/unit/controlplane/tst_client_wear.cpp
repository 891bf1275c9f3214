// Role: a network that takes no connection for a while, as after a host's sleep or behind a dead router. Each
// kind of traffic has a bound, and a request beyond it waits without a word: whatever is given up in such a time must
// not cost a place for good.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/support/fast_clock.h"
#include "tests/unit/controlplane/client_fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;

namespace {

/// More than have room at once.
constexpr int kRequests = 20;

/// A port behind which nobody accepts: the kernel takes two connections for it and lets all others wait. answer() makes
/// it a server that says "null" to everything.
class SilentPort : public QObject {
public:
    SilentPort()
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        auto address = loopback(0);
        socklen_t size = sizeof address;
        if (m_listener < 0 || ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
            ::listen(m_listener, 0) != 0 ||
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            qFatal("no port to listen on");
        m_port = ntohs(address.sin_port);
        for (int &filler : m_fillers) { // the kernel's own queue is one longer than asked for
            filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
            std::ignore = ::connect(filler, reinterpret_cast<sockaddr *>(&address), sizeof address);
        }
    }
    ~SilentPort() override
    {
        for (const int filler : m_fillers)
            ::close(filler);
        ::close(m_listener);
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port); }

    void answer()
    {
        for (const int filler : m_fillers)
            ::shutdown(filler, SHUT_RDWR);
        if (!m_server.setSocketDescriptor(::dup(m_listener)))
            qFatal("cannot serve");
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (auto *socket = m_server.nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    if (socket->readAll().contains("\r\n\r\n"))
                        socket->write(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nnull");
                });
        });
    }

private:
    static sockaddr_in loopback(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::array<int, 2> m_fillers{-1, -1};
    QTcpServer m_server;
};

} // namespace

class ClientWearTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requestsGivenUpWhileTheNetworkIsAwayDoNotKeepLaterOnesFromLeaving_data()
    {
        QTest::addColumn<bool>("letGo");
        QTest::newRow("let go by us") << true;
        QTest::newRow("timed out") << false;
    }

    void requestsGivenUpWhileTheNetworkIsAwayDoNotKeepLaterOnesFromLeaving()
    {
        QFETCH(bool, letGo);
        FastClock clock(100, 1);
        SilentPort port;
        auto client = controlplane::ManagedAgentsClient::create({.baseUrl = port.url(),
                                                                 .environment = domain::EnvironmentId("env_01"),
                                                                 .environmentKey = SecretString(kKey),
                                                                 .userAgent = "Glovebox/test"},
                                                                clock);
        QVERIFY(client);
        std::vector<Outcome<>> away(kRequests);
        std::vector<Call> calls;
        for (auto &outcome : away)
            calls.push_back((*client)->acknowledge(domain::WorkId("work_01"), outcome.callback()));
        if (letGo) {
            bool connecting = false;
            const auto wait = clock.after(20s, [&] { connecting = true; });
            QTRY_VERIFY(connecting);
            calls.clear();
        } else {
            for (auto &outcome : away)
                QTRY_COMPARE_WITH_TIMEOUT(outcome.calls, 1, 20'000);
        }
        port.answer();
        Outcome<> back;
        const auto call = (*client)->acknowledge(domain::WorkId("work_02"), back.callback());
        QTRY_COMPARE_WITH_TIMEOUT(back.calls, 1, 10'000);
        QVERIFY2(back.result->has_value(), back.detail().c_str());
    }
};

QTEST_GUILESS_MAIN(ClientWearTest)
#include "tst_client_wear.moc"
