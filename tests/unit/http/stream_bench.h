// Role: what the tests of streams share: a server whose uploads come in pieces, over TCP or a unix socket, a body as
// its reader has it, and a client that can tell an end from a breach. Thread: the test's.
#pragma once

#include "core/http/origin_check.h"
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

namespace httptest {

using namespace glovebox::http;
using glovebox::ByteCount;

inline constexpr std::size_t kPiece = 64 * 1024;
/// What the system holds of a unix socket in both directions, generously.
inline constexpr std::size_t kSystemHolds = 1 << 20;

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

inline QByteArray post(const QByteArray &path, const QByteArray &more)
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
        while (!m_ended && !m_reset) {
            const auto got = ::recv(m_fd, buffer, sizeof buffer, 0);
            if (got > 0) {
                m_received.append(buffer, static_cast<qsizetype>(got));
                continue;
            }
            m_ended = got == 0;
            m_reset = got < 0 && errno == ECONNRESET;
            break;
        }
        return m_received;
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

/// Where bounds are checked a unix socket is: of TCP the system holds megabytes.
class StreamBench {
public:
    testsupport::ManualClock clock;

    std::unique_ptr<Server> listen(Handler handler, Server::Options options = {})
    {
        options.allowedHosts = loopbackHosts();
        options.streamsBody = [](const Request &head) {
            return head.path.starts_with("/up") ? std::optional(ByteCount::gib(16)) : std::nullopt;
        };
        auto server = Server::listen(clock, std::move(options), std::move(handler));
        return server ? std::move(*server) : nullptr;
    }
    std::unique_ptr<Server> listenOnSocket(Handler handler)
    {
        Server::Options options;
        options.address.clear();
        options.socket = socketPath().toStdString();
        return listen(std::move(handler), std::move(options));
    }
    QString socketPath() const { return m_folder.filePath(QStringLiteral("api.sock")); }

private:
    QTemporaryDir m_folder;
};

} // namespace httptest
