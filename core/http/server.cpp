#include "core/http/server.h"

#include "core/http/connection.h"

#include <QHostAddress>
#include <QTcpServer>

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

} // namespace

struct Server::Impl {
    Impl(ports::Clock &clockIn, Options optionsIn, Handler handlerIn)
        : clock(clockIn), options(std::move(optionsIn)), handler(std::move(handlerIn))
    {
    }

    void accept()
    {
        while (auto *socket = listener->nextPendingConnection()) {
            const auto peer = socket->peerAddress();
            const bool fits = makeRoom(options.limits.connectionsPerPeer,
                                       [&](const Connection &other) { return other.peer() == peer; }) &&
                              makeRoom(options.limits.connections, [](const Connection &) { return true; });
            if (!fits) {
                socket->abort();
                socket->deleteLater();
                continue;
            }
            new Connection({clock, options, handler}, socket, connections.get());
        }
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
    std::unique_ptr<QTcpServer> listener = std::make_unique<QTcpServer>();
};

Server::Server(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(ports::Clock &clock, Options options, Handler handler)
{
    QHostAddress address;
    if (!address.setAddress(QString::fromStdString(options.address)))
        return fail(ErrorCode::InvalidArgument, "not an IP address: " + options.address);
    auto impl = std::make_unique<Impl>(clock, std::move(options), std::move(handler));
    if (!impl->listener->listen(address, impl->options.port))
        return fail(codeOf(impl->listener->serverError()), "listen on " + impl->options.address + " port " +
                                                               std::to_string(impl->options.port) + ": " +
                                                               impl->listener->errorString().toStdString());
    QObject::connect(impl->listener.get(), &QTcpServer::newConnection, impl->connections.get(),
                     [raw = impl.get()] { raw->accept(); });
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const
{
    return m_impl->listener->serverPort();
}

std::string Server::url() const
{
    const auto &address = m_impl->options.address;
    const bool isV6 = address.find(':') != std::string::npos;
    return "http://" + (isV6 ? "[" + address + "]" : address) + ":" + std::to_string(port());
}

std::size_t Server::connectionCount() const
{
    return m_impl->connectionCount();
}

} // namespace glovebox::http
