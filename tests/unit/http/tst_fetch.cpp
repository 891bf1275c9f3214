// One exchange with a server of this host: how long it waits for a connection and for a head, and that nothing ends
// what comes behind it.
#include "core/http/fetch.h"
#include "tests/unit/http/stream_bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace httptest;
using glovebox::Error;
using glovebox::ErrorCode;
using namespace std::chrono_literals;

namespace {

/// What became of an exchange.
struct Outcome {
    int status = 0;
    std::string bytes;
    bool isEnded = false;
    std::optional<Error> error;

    Fetch::Handlers handlers()
    {
        return {.head = [this](const Response &head, bool) { status = head.status; },
                .bytes = [this](std::string_view more) { bytes += more; },
                .ended = [this] { isEnded = true; },
                .failed = [this](const Error &what) { error = what; },
                .drained = {}};
    }
};

/// Listens and takes nobody: its queue is full, and the system lets everybody else wait.
class Deaf {
public:
    Deaf()
    {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof place;
        auto *address = reinterpret_cast<sockaddr *>(&place);
        if (::bind(m_socket, address, size) != 0 || ::listen(m_socket, 0) != 0 ||
            ::getsockname(m_socket, address, &size) != 0 || ::connect(m_first, address, size) != 0)
            qFatal("no place to listen");
        m_port = ntohs(place.sin_port);
    }
    ~Deaf()
    {
        ::close(m_first);
        ::close(m_socket);
    }
    Deaf(const Deaf &) = delete;
    Deaf &operator=(const Deaf &) = delete;

    std::uint16_t port() const { return m_port; }

private:
    int m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int m_first = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::uint16_t m_port = 0;
};

Fetch::Order orderTo(std::uint16_t port)
{
    Fetch::Order order{.address = "127.0.0.1", .port = port, .method = "GET", .target = "/", .headers = {}, .body = {}};
    order.headers.add("Host", "127.0.0.1");
    return order;
}

} // namespace

class FetchTest : public QObject {
    Q_OBJECT

    StreamBench m_bench;

private Q_SLOTS:
    void whatTakesNoConnectionIsGivenUp()
    {
        const Deaf deaf;
        Outcome outcome;
        const Fetch fetch(m_bench.clock, orderTo(deaf.port()), outcome.handlers());
        settle([&] { return outcome.error.has_value(); });
        m_bench.clock.advance(9s);
        QVERIFY(!outcome.error);
        m_bench.clock.advance(2s);
        QVERIFY(outcome.error && outcome.error->code == ErrorCode::TimedOut);
        QCOMPARE(outcome.error->detail, std::string("took no connection within 10 s"));
    }

    void whatDoesNotBeginToAnswerIsGivenUp()
    {
        std::optional<Responder> never;
        const auto server = m_bench.listen([&](const Request &, Responder responder) { never = std::move(responder); });
        Outcome outcome;
        const Fetch fetch(m_bench.clock, orderTo(server->port()), outcome.handlers());
        QTRY_VERIFY(never.has_value());
        m_bench.clock.advance(299s);
        QVERIFY(!outcome.error);
        m_bench.clock.advance(2s);
        QVERIFY(outcome.error && outcome.error->code == ErrorCode::TimedOut);
    }

    void anUploadMayTakeItsTime()
    {
        std::string came;
        std::optional<Responder> held;
        const auto server = m_bench.listen([&](const Request &, Responder responder) {
            held = responder;
            responder.readBody({.piece =
                                    [&](std::string_view bytes) {
                                        came += bytes;
                                        held->used(bytes.size());
                                    },
                                .end =
                                    [&] {
                                        held->send(Response::json(200, "done"));
                                    }});
        });
        auto order = orderTo(server->port());
        order.method = "POST";
        order.target = "/up";
        order.body.isChunked = true;
        order.limits.head = 20s; // less than the server waits for a piece
        Outcome outcome;
        Fetch fetch(m_bench.clock, std::move(order), outcome.handlers());
        QTRY_VERIFY(held.has_value());
        for (std::size_t i = 1; i <= 5; ++i) {
            m_bench.clock.advance(15s);
            fetch.write("x");
            QTRY_COMPARE(came.size(), i);
        }
        QVERIFY(!outcome.error);
        fetch.endBody();
        QTRY_COMPARE(outcome.status, 200);
    }

    void behindItsHeadAnAnswerIsAsSlowAsItLikes()
    {
        std::optional<Stream> stream;
        const auto server =
            m_bench.listen([&](const Request &, Responder responder) { stream = responder.stream({}); });
        Outcome outcome;
        const Fetch fetch(m_bench.clock, orderTo(server->port()), outcome.handlers());
        QTRY_COMPARE(outcome.status, 200);
        m_bench.clock.advance(24h);
        stream->write("late");
        QTRY_COMPARE(outcome.bytes, std::string("late"));
        m_bench.clock.advance(24h);
        stream->close();
        QTRY_VERIFY(outcome.isEnded);
        QVERIFY(!outcome.error);
    }

    void soIsAnotherProtocol()
    {
        std::optional<Tunnel> tunnel;
        const auto server = m_bench.listen([&](const Request &, Responder responder) {
            Response head;
            head.status = 101;
            head.headers.add("connection", "Upgrade");
            head.headers.add("upgrade", "rot13");
            tunnel = responder.tunnel(head);
        });
        auto order = orderTo(server->port());
        order.upgrade = "rot13";
        Outcome outcome;
        const Fetch fetch(m_bench.clock, std::move(order), outcome.handlers());
        QTRY_COMPARE(outcome.status, 101);
        m_bench.clock.advance(24h);
        tunnel->write("late");
        QTRY_COMPARE(outcome.bytes, std::string("late"));
        QVERIFY(!outcome.error && !outcome.isEnded);
    }
};

QTEST_GUILESS_MAIN(FetchTest)
#include "tst_fetch.moc"
