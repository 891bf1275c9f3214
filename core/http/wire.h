// Role: the bytes of one connection, over TCP or a unix socket: what core/http needs of a socket and no more. Private
// to core/http. Thread: the server's.
#pragma once

#include "core/http/request.h"

#include <QIODevice>
#include <QObject>

#include <functional>
#include <memory>
#include <string>

class QLocalSocket;
class QTcpSocket;

namespace glovebox::http {

class Wire {
public:
    virtual ~Wire() = default;

    /// Its readyRead and bytesWritten tell as any device's do.
    virtual QIODevice &device() = 0;
    virtual bool isConnected() const = 0;
    /// Neither connected nor about to end.
    virtual bool isGone() const = 0;
    /// Here and now, without a word.
    virtual void abort() = 0;
    /// The same, and a TCP client sees that this was no end. Over a unix socket it cannot.
    virtual void reset() = 0;
    /// The client reads our end of the connection behind what was written. Everything must have gone out.
    virtual void shutdownWriting() = 0;
    /// Written and not yet taken by the client, here and in the system's buffer.
    virtual std::size_t unsent() const = 0;
    virtual void onDisconnected(QObject *context, std::function<void()> handler) = 0;
    /// Whom limits count together: an address; of a unix socket "local".
    virtual const std::string &peer() const = 0;
    virtual Via via() const = 0;
};

/// Read ahead of the parser at most; also what a client may pipeline while it waits for an answer.
inline constexpr qint64 kReadBuffer = 64 * 1024;

/// The wire owns the socket.
std::unique_ptr<Wire> makeWire(QTcpSocket *socket);
std::unique_ptr<Wire> makeWire(QLocalSocket *socket);

} // namespace glovebox::http
