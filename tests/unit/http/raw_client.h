// Role: a client that speaks bytes, over TCP or a unix socket, and does with them what a test says. Thread: the test's.
#pragma once

#include "core/http/request.h"

#include <QHostAddress>
#include <QLocalSocket>
#include <QTcpSocket>
#include <QTest>

#include <memory>

namespace httptest {

class Client {
public:
    explicit Client(std::uint16_t port, const char *from = "127.0.0.1", const char *to = "127.0.0.1")
        : m_tcp(std::make_unique<QTcpSocket>())
    {
        m_tcp->bind(QHostAddress(QString::fromLatin1(from)));
        m_tcp->connectToHost(QHostAddress(QString::fromLatin1(to)), port);
        m_connected = m_tcp->waitForConnected(5000); // the system accepts, so this needs no event loop
    }
    explicit Client(const QString &socket) : m_local(std::make_unique<QLocalSocket>())
    {
        m_local->connectToServer(socket);
        m_connected = m_local->waitForConnected(5000);
    }

    bool connected() const { return m_connected; }
    void send(const QByteArray &bytes)
    {
        device().write(bytes);
        m_tcp ? m_tcp->flush() : m_local->flush();
    }
    /// Of what was sent, not yet taken by the system.
    qint64 unsent() const { return m_tcp ? m_tcp->bytesToWrite() : m_local->bytesToWrite(); }
    QByteArray &received()
    {
        if (!m_reads)
            return m_received;
        if (device().bytesAvailable() > 0)
            m_received += device().readAll();
        return m_received;
    }
    bool isGone() const
    {
        return m_tcp ? m_tcp->state() == QAbstractSocket::UnconnectedState
                     : m_local->state() == QLocalSocket::UnconnectedState;
    }
    /// Behind what was sent.
    void hangUp() { m_tcp ? m_tcp->disconnectFromHost() : m_local->disconnectFromServer(); }
    void leave() { m_tcp ? m_tcp->abort() : m_local->abort(); }
    void readNothing()
    {
        m_reads = false;
        setReadBuffer(1);
    }
    void readOn()
    {
        m_reads = true;
        setReadBuffer(0);
        received();
    }
    /// That much more of what was sent, while the server does its part.
    bool readSome(qint64 bytes)
    {
        setReadBuffer(bytes);
        const auto until = m_received.size() + bytes;
        const bool came = QTest::qWaitFor([&] {
            m_received += device().read(bytes);
            return m_received.size() >= until;
        });
        setReadBuffer(1);
        return came;
    }

private:
    QIODevice &device() { return m_tcp ? static_cast<QIODevice &>(*m_tcp) : static_cast<QIODevice &>(*m_local); }
    void setReadBuffer(qint64 bytes) { m_tcp ? m_tcp->setReadBufferSize(bytes) : m_local->setReadBufferSize(bytes); }

    std::unique_ptr<QTcpSocket> m_tcp;
    std::unique_ptr<QLocalSocket> m_local;
    QByteArray m_received;
    bool m_connected = false;
    bool m_reads = true;
};

inline QByteArray get(const QByteArray &path, const QByteArray &more = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

inline glovebox::http::Response text(std::string body)
{
    glovebox::http::Response response;
    response.body = std::move(body);
    return response;
}

} // namespace httptest
