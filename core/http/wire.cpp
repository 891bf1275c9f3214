#include "core/http/wire.h"

#include <QHostAddress>
#include <QLocalSocket>
#include <QTcpSocket>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace glovebox::http {

namespace {

std::size_t unsentOf(const QIODevice &device, int descriptor)
{
    int queued = 0;
    if (::ioctl(descriptor, SIOCOUTQ, &queued) != 0)
        queued = 0;
    return static_cast<std::size_t>(device.bytesToWrite() + queued);
}

class TcpWire final : public Wire {
public:
    explicit TcpWire(QTcpSocket *socket) : m_socket(socket), m_peer(socket->peerAddress().toString().toStdString())
    {
        m_socket->setParent(nullptr);
        m_socket->setReadBufferSize(kReadBuffer);
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }

    QIODevice &device() override { return *m_socket; }
    bool isConnected() const override { return m_socket->state() == QAbstractSocket::ConnectedState; }
    bool isGone() const override { return m_socket->state() == QAbstractSocket::UnconnectedState; }
    void abort() override { m_socket->abort(); }
    void reset() override
    {
        const linger atOnce{1, 0};
        ::setsockopt(descriptor(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        m_socket->abort();
    }
    void shutdownWriting() override { ::shutdown(descriptor(), SHUT_WR); }
    std::size_t unsent() const override { return unsentOf(*m_socket, descriptor()); }
    void onDisconnected(QObject *context, std::function<void()> handler) override
    {
        QObject::connect(m_socket.get(), &QTcpSocket::disconnected, context, std::move(handler));
    }
    const std::string &peer() const override { return m_peer; }
    Via via() const override { return Via::Tcp; }

private:
    int descriptor() const { return static_cast<int>(m_socket->socketDescriptor()); }

    std::unique_ptr<QTcpSocket> m_socket;
    std::string m_peer;
};

class LocalWire final : public Wire {
public:
    explicit LocalWire(QLocalSocket *socket) : m_socket(socket)
    {
        m_socket->setParent(nullptr);
        m_socket->setReadBufferSize(kReadBuffer);
    }

    QIODevice &device() override { return *m_socket; }
    bool isConnected() const override { return m_socket->state() == QLocalSocket::ConnectedState; }
    bool isGone() const override { return m_socket->state() == QLocalSocket::UnconnectedState; }
    void abort() override { m_socket->abort(); }
    void reset() override { m_socket->abort(); }
    void shutdownWriting() override { ::shutdown(descriptor(), SHUT_WR); }
    std::size_t unsent() const override { return unsentOf(*m_socket, descriptor()); }
    void onDisconnected(QObject *context, std::function<void()> handler) override
    {
        QObject::connect(m_socket.get(), &QLocalSocket::disconnected, context, std::move(handler));
    }
    const std::string &peer() const override { return m_peer; }
    Via via() const override { return Via::Socket; }

private:
    int descriptor() const { return static_cast<int>(m_socket->socketDescriptor()); }

    std::unique_ptr<QLocalSocket> m_socket;
    std::string m_peer = "local";
};

} // namespace

std::unique_ptr<Wire> makeWire(QTcpSocket *socket)
{
    return std::make_unique<TcpWire>(socket);
}

std::unique_ptr<Wire> makeWire(QLocalSocket *socket)
{
    return std::make_unique<LocalWire>(socket);
}

} // namespace glovebox::http
