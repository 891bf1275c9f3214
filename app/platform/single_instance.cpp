#include "app/platform/single_instance.h"

#include <QLocalSocket>

namespace glovebox::platform {

namespace {

constexpr int kPatienceMs = 2000;
constexpr const char *kHere = "here\n";

} // namespace

SingleInstance::SingleInstance(QString socketPath, QObject *parent) : QObject(parent), m_path(std::move(socketPath))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

bool SingleInstance::knock() const
{
    QLocalSocket socket;
    socket.connectToServer(m_path, QIODevice::ReadOnly);
    return socket.waitForConnected(kPatienceMs) && socket.waitForReadyRead(kPatienceMs) && socket.readAll() == kHere;
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
        socket->write(kHere);
        socket->disconnectFromServer(); // when that is written
        Q_EMIT knocked();
    }
}

} // namespace glovebox::platform
