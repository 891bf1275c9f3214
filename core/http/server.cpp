#include "core/http/server.h"

#include "core/http/connection.h"

#include <QHostAddress>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace glovebox::http {

namespace {

ErrorCode codeOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return ErrorCode::AddressInUse;
    case QAbstractSocket::SocketAccessError: // a port below 1024, mostly
        return ErrorCode::PermissionDenied;
    default:
        return ErrorCode::NetworkError;
    }
}

/// The socket's permissions say the same; this does not rest on the folder that it lies in.
bool isOfThisUser(const QLocalSocket &socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == ::geteuid() || peer.uid == 0);
}

bool somebodyListens(const QString &path)
{
    QLocalSocket probe;
    probe.connectToServer(path); // local: refused or accepted at once
    const bool listens = probe.state() == QLocalSocket::ConnectedState;
    probe.abort();
    return listens;
}

} // namespace

struct Server::Impl {
    Impl(ports::Clock &clockIn, Options optionsIn, Handler handlerIn)
        : clock(clockIn), options(std::move(optionsIn)), handler(std::move(handlerIn))
    {
    }

    Result<> listenOnAddress()
    {
        QHostAddress address;
        if (!address.setAddress(QString::fromStdString(options.address)))
            return fail(ErrorCode::InvalidArgument, "not an IP address: " + options.address);
        tcp = std::make_unique<QTcpServer>();
        if (!tcp->listen(address, options.port))
            return fail(codeOf(tcp->serverError()), "listen on " + options.address + " port " +
                                                        std::to_string(options.port) + ": " +
                                                        tcp->errorString().toStdString());
        QObject::connect(tcp.get(), &QTcpServer::newConnection, connections.get(), [this] {
            while (auto *socket = tcp->nextPendingConnection())
                accept(makeWire(socket));
        });
        return {};
    }

    Result<> listenOnSocket()
    {
        const auto path = QString::fromStdString(options.socket);
        local = std::make_unique<QLocalServer>();
        local->setSocketOptions(QLocalServer::UserAccessOption);
        // Listening replaces whatever is there, a living server's socket too.
        if (somebodyListens(path))
            return fail(ErrorCode::AddressInUse, "listen on " + options.socket + ": another program does");
        if (!local->listen(path))
            return fail(codeOf(local->serverError()),
                        "listen on " + options.socket + ": " + local->errorString().toStdString());
        QObject::connect(local.get(), &QLocalServer::newConnection, connections.get(), [this] {
            while (auto *socket = local->nextPendingConnection()) {
                const bool mayEnter = isOfThisUser(*socket);
                auto wire = makeWire(socket);
                if (mayEnter)
                    accept(std::move(wire));
            }
        });
        return {};
    }

    void accept(std::unique_ptr<Wire> wire)
    {
        const auto peer = wire->peer();
        const bool fits = makeRoom(options.limits.connectionsPerPeer,
                                   [&](const Connection &other) { return other.peer() == peer; }) &&
                          makeRoom(options.limits.connections, [](const Connection &) { return true; });
        if (!fits)
            return wire->abort();
        new Connection({clock, options, handler}, std::move(wire), connections.get());
    }

    /// Room for one more among those that `counts` takes in. False: all of them are being answered.
    template <class Counts>
    bool makeRoom(std::size_t max, Counts counts)
    {
        std::size_t count = 0;
        Connection *oldest = nullptr;
        for (auto *child : connections->children()) {
            auto *one = static_cast<Connection *>(child);
            if (!one->isCounted() || !counts(*one))
                continue;
            ++count;
            if (one->isQuiet() && (!oldest || one->quietSince() < oldest->quietSince()))
                oldest = one;
        }
        if (count < max)
            return true;
        if (oldest)
            oldest->makeRoom();
        return oldest != nullptr;
    }

    std::size_t connectionCount() const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            connections->children(), [](QObject *one) { return static_cast<Connection *>(one)->isCounted(); }));
    }

    ports::Clock &clock;
    Options options;
    Handler handler;
    std::unique_ptr<QObject> connections = std::make_unique<QObject>(); // their parent; goes before what they refer to
    std::unique_ptr<QTcpServer> tcp;
    std::unique_ptr<QLocalServer> local;
};

Server::Server(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(ports::Clock &clock, Options options, Handler handler)
{
    auto impl = std::make_unique<Impl>(clock, std::move(options), std::move(handler));
    GB_CHECK(impl->options.socket.empty() ? impl->listenOnAddress() : impl->listenOnSocket());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const
{
    return m_impl->tcp ? m_impl->tcp->serverPort() : std::uint16_t{0};
}

std::string Server::url() const
{
    if (!m_impl->tcp)
        return "unix:" + m_impl->options.socket;
    const auto &address = m_impl->options.address;
    const bool isV6 = address.find(':') != std::string::npos;
    return "http://" + (isV6 ? "[" + address + "]" : address) + ":" + std::to_string(port());
}

std::size_t Server::connectionCount() const
{
    return m_impl->connectionCount();
}

} // namespace glovebox::http
