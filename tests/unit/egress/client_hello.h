// Role: first messages of TLS clients, right and wrong, piece by piece; and those of a real client.
#pragma once

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <cstdint>
#include <string>
#include <vector>

namespace egresstest {

inline std::string big(std::size_t value, int width)
{
    std::string out;
    for (int i = width - 1; i >= 0; --i)
        out += static_cast<char>((value >> (8 * i)) & 0xFF);
    return out;
}

inline std::string counted(const std::string &content, int width)
{
    return big(content.size(), width) + content;
}

inline std::string extension(unsigned type, const std::string &content)
{
    return big(type, 2) + counted(content, 2);
}

inline std::string nameEntry(const std::string &name)
{
    return std::string(1, '\0') + counted(name, 2);
}

inline std::string listOf(const std::vector<std::string> &entries)
{
    std::string all;
    for (const auto &each : entries)
        all += each;
    return counted(all, 2);
}

inline std::string serverName(const std::string &name)
{
    return extension(0, listOf({nameEntry(name)}));
}

inline std::string helloMessage(const std::vector<std::string> &extensions, const std::string &behind = {},
                                bool withExtensions = true)
{
    std::string all;
    for (const auto &each : extensions)
        all += each;
    const auto body = std::string("\x03\x03", 2) + std::string(32, 'r') + counted({}, 1) +
                      counted(std::string("\x13\x01\x13\x02", 4), 2) + counted(std::string(1, '\0'), 1) +
                      (withExtensions ? counted(all, 2) : std::string()) + behind;
    return std::string(1, '\1') + counted(body, 3);
}

inline std::string record(const std::string &content)
{
    return std::string("\x16\x03\x01", 3) + counted(content, 2);
}

inline std::string inRecords(const std::string &message, std::size_t piece)
{
    std::string out;
    for (std::size_t at = 0; at < message.size(); at += piece)
        out += record(message.substr(at, piece));
    return out;
}

inline std::string hello(const std::vector<std::string> &extensions)
{
    return inRecords(helloMessage(extensions), 16'000);
}

inline std::string helloFor(const std::string &name)
{
    return hello({serverName(name)});
}

/// What this host's TLS library sends first.
inline std::string realHello(const std::string &name)
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("no server");
    QSslSocket client;
    client.setPeerVerifyMode(QSslSocket::VerifyNone);
    client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), server.serverPort(), QString::fromStdString(name));
    QByteArray got;
    QTcpSocket *peer = nullptr;
    const bool came = QTest::qWaitFor(
        [&] {
            peer = peer ? peer : server.nextPendingConnection();
            got += peer ? peer->readAll() : QByteArray();
            // The record's length stands in its header.
            return got.size() > 5 &&
                   got.size() >= 5 + (static_cast<unsigned char>(got[3]) << 8 | static_cast<unsigned char>(got[4]));
        },
        10'000);
    client.abort();
    if (!came)
        qFatal("no hello came");
    return got.toStdString();
}

} // namespace egresstest
