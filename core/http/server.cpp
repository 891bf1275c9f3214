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

constexpr auto kV6Loopback = "::1";
/// Both loopbacks at one port: how many are tried after the first.
constexpr int kPortTries = 15;
/// Not accepted yet. Beyond it the system lets clients wait for a second at least.
constexpr int kWaitingMax = 256;

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

bool hasAddress(const std::string &address)
{
    QTcpServer probe;
    return probe.listen(QHostAddress(QString::fromStdString(address)), 0);
}

std::string urlOf(const std::string &address, std::uint16_t port)
{
    const bool isV6 = address.find(':') != std::string::npos;
    return "http://" + (isV6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
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
    struct TcpListener {
        std::string address;
        std::unique_ptr<QTcpServer> server;
    };

    Impl(ports::Clock &clockIn, Options optionsIn, Handler handlerIn)
        : clock(clockIn), options(std::move(optionsIn)), handler(std::move(handlerIn))
    {
    }

    Result<> listen()
    {
        if (options.address.empty() && options.socket.empty())
            return fail(ErrorCode::InvalidArgument, "neither an address to listen on nor a socket");
        if (!options.address.empty())
            GB_CHECK(options.alsoV6Loopback ? listenOnBothLoopbacks() : listenOn(options.address, options.port));
        if (!options.socket.empty())
            GB_CHECK(listenOnSocket());
        return {};
    }

    Result<> listenOn(const std::string &address, std::uint16_t port)
    {
        QHostAddress parsed;
        if (!parsed.setAddress(QString::fromStdString(address)))
            return fail(ErrorCode::InvalidArgument, "not an IP address: " + address);
        auto server = std::make_unique<QTcpServer>();
        server->setListenBacklogSize(kWaitingMax);
        if (!server->listen(parsed, port))
            return fail(codeOf(server->serverError()), "listen on " + address + " port " + std::to_string(port) + ": " +
                                                           server->errorString().toStdString());
        QObject::connect(server.get(), &QTcpServer::newConnection, connections.get(), [this, from = server.get()] {
            while (auto *socket = from->nextPendingConnection())
                accept(makeWire(socket));
        });
        tcp.push_back({address, std::move(server)});
        return {};
    }

    /// A port that is free at one of the two may be taken at the other.
    Result<> listenOnBothLoopbacks()
    {
        const bool anyPort = options.port == 0;
        lacksV6 = !hasAddress(kV6Loopback);
        for (int tries = kPortTries;; --tries) {
            GB_CHECK(listenOn(options.address, options.port));
            if (lacksV6)
                return {};
            auto second = listenOn(kV6Loopback, tcp.front().server->serverPort());
            if (second || !anyPort || second.error().code != ErrorCode::AddressInUse || tries == 0)
                return second;
            tcp.clear();
        }
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
        const auto &limits = options.limits;
        const auto via = wire->via();
        const auto isAlike = [via](const Connection &other) {
            return other.wire().via() == via;
        };
        const auto isOfPeer = [&](const Connection &other) {
            return isAlike(other) && other.wire().peer() == wire->peer();
        };
        const bool fits = via == Via::Socket
                              ? makeRoom(limits.socketConnections, isAlike)
                              : makeRoom(limits.connectionsPerPeer, isOfPeer) && makeRoom(limits.connections, isAlike);
        if (!fits)
            return wire->abort();
        new Connection({clock, options, handler, untaken}, std::move(wire), connections.get());
    }

    /// Room for one more among those that `counts` takes in. False: all of them are being answered.
    template <class Counts>
    bool makeRoom(std::size_t max, Counts counts)
    {
        std::size_t count = 0;
        Connection *first = nullptr;
        for (auto *child : connections->children()) {
            auto *one = static_cast<Connection *>(child);
            if (!one->isCounted() || !counts(*one))
                continue;
            ++count;
            if (const auto gives = one->givesWay(); gives && (!first || *gives < *first->givesWay()))
                first = one;
        }
        if (count < max)
            return true;
        if (first)
            first->makeRoom();
        return first != nullptr;
    }

    std::size_t connectionCount() const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            connections->children(), [](QObject *one) { return static_cast<Connection *>(one)->isCounted(); }));
    }

    ports::Clock &clock;
    Options options;
    Handler handler;
    std::size_t untaken = 0;
    std::unique_ptr<QObject> connections = std::make_unique<QObject>(); // their parent; goes before what they refer to
    std::vector<TcpListener> tcp;
    std::unique_ptr<QLocalServer> local;
    bool lacksV6 = false;
};

Server::Server(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(ports::Clock &clock, Options options, Handler handler)
{
    auto impl = std::make_unique<Impl>(clock, std::move(options), std::move(handler));
    GB_CHECK(impl->listen());
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const
{
    return m_impl->tcp.empty() ? std::uint16_t{0} : m_impl->tcp.front().server->serverPort();
}

std::vector<std::string> Server::urls() const
{
    std::vector<std::string> all;
    for (const auto &listener : m_impl->tcp)
        all.push_back(urlOf(listener.address, listener.server->serverPort()));
    if (m_impl->local)
        all.push_back("unix:" + m_impl->options.socket);
    return all;
}

std::string Server::url() const
{
    return urls().front();
}

bool Server::lacksV6Loopback() const
{
    return m_impl->lacksV6;
}

std::size_t Server::connectionCount() const
{
    return m_impl->connectionCount();
}

} // namespace glovebox::http
