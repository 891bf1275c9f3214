#include "app/platform/single_instance.h"

#include <QLocalSocket>

namespace glovebox::platform {

namespace {

constexpr int kPatienceMs = 2000;
constexpr qint64 kWishMax = 1024;
constexpr const char *kHere = "here\n";

} // namespace

SingleInstance::SingleInstance(QString socketPath, QObject *parent) : QObject(parent), m_path(std::move(socketPath))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

bool SingleInstance::knock(const QString &wish) const
{
    QLocalSocket socket;
    socket.connectToServer(m_path, QIODevice::ReadWrite);
    if (!socket.waitForConnected(kPatienceMs))
        return false;
    QByteArray line = wish.toUtf8().left(kWishMax - 1);
    line.replace('\n', ' ');
    socket.write(line + '\n');
    return socket.waitForBytesWritten(kPatienceMs) && socket.waitForReadyRead(kPatienceMs) && socket.readAll() == kHere;
}

bool SingleInstance::listen()
{
    QLocalServer::removeServer(m_path); // of one that was killed: nobody answered there
    return m_server.listen(m_path);
}

void SingleInstance::answer()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { hear(socket); });
        hear(socket); // it may have spoken before anybody listened
    }
}

/// One line, or too much for one.
void SingleInstance::hear(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() >= kWishMax)
            socket->abort();
        return;
    }
    const QByteArray line = socket->readLine(kWishMax + 1);
    socket->disconnect(this);
    socket->write(kHere);
    socket->disconnectFromServer(); // when that is written
    Q_EMIT knocked(QString::fromUtf8(line).trimmed());
}

} // namespace glovebox::platform
