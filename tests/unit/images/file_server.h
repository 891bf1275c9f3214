// A web server on loopback that serves files from memory, with ranges, and can break off.
#pragma once

#include <QByteArrayList>
#include <QHostAddress>
#include <QMap>
#include <QTcpServer>
#include <QTcpSocket>

namespace glovebox::test {

class FileServer {
public:
    FileServer()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (auto *socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { serve(socket); });
        });
    }

    std::string address() const { return "http://127.0.0.1:" + std::to_string(m_server.serverPort()) + '/'; }

    QMap<QByteArray, QByteArray> files; // "/path" to content
    qsizetype breakAfter = -1;          // of each answer's body; -1: never
    bool hangsThere = false;            // instead of closing
    bool knowsRanges = true;
    QByteArray wantedAuthorization;
    QByteArrayList requests; // "GET /path bytes=5-"

private:
    void serve(QTcpSocket *socket)
    {
        auto text = socket->property("head").toByteArray() + socket->readAll();
        socket->setProperty("head", text);
        if (!text.contains("\r\n\r\n"))
            return;
        const auto lines = text.split('\n');
        const auto path = lines.first().split(' ').value(1);
        QByteArray range;
        QByteArray authorization;
        for (const auto &line : lines) {
            if (line.toLower().startsWith("range: "))
                range = line.mid(7).trimmed();
            if (line.toLower().startsWith("authorization: "))
                authorization = line.mid(15).trimmed();
        }
        requests << (path + ' ' + range).trimmed();
        if (!wantedAuthorization.isEmpty() && authorization != wantedAuthorization)
            return answer(socket, "401 Unauthorized", {}, {});
        if (!files.contains(path))
            return answer(socket, "404 Not Found", {}, {});
        const auto &all = files[path];
        const auto from = knowsRanges && range.startsWith("bytes=") ? range.mid(6).split('-').first().toLongLong() : 0;
        if (from > 0 && from >= all.size())
            return answer(socket, "416 Range Not Satisfiable", {}, {});
        answer(socket, from > 0 ? "206 Partial Content" : "200 OK", all.mid(from),
               from > 0 ? "Content-Range: bytes " + QByteArray::number(from) + '-' +
                              QByteArray::number(all.size() - 1) + '/' + QByteArray::number(all.size()) + "\r\n"
                        : QByteArray());
    }

    void answer(QTcpSocket *socket, const QByteArray &status, const QByteArray &body, const QByteArray &more) const
    {
        socket->write("HTTP/1.1 " + status +
                      "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more +
                      "\r\n" + (breakAfter < 0 ? body : body.left(breakAfter)));
        socket->flush();
        if (!(hangsThere && breakAfter >= 0))
            socket->disconnectFromHost();
    }

    QTcpServer m_server;
};

} // namespace glovebox::test
