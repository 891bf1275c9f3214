#include "tests/support/misbehaving_server.h"

#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace testsupport {

struct MisbehavingServer::Connection {
    int number = 0;
    QTcpSocket *socket = nullptr; // the server's child
    QByteArray received;
    std::vector<Answer> held;
    bool streaming = false;
};

namespace {

QByteArray headOf(int status, const QByteArray &contentType, const QList<QByteArray> &more)
{
    auto head = "HTTP/1.1 " + QByteArray::number(status) + " Whatever\r\n";
    if (!contentType.isEmpty())
        head += "content-type: " + contentType + "\r\n";
    for (const auto &line : more)
        head += line + "\r\n";
    return head;
}

/// Takes one whole request off the front of `received`; false while it is not complete.
bool takeRequest(QByteArray &received, SeenRequest &request)
{
    const auto headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return false;
    const auto lines = received.left(headEnd).replace("\r\n", "\n").split('\n');
    for (const auto &line : lines.mid(1)) {
        const auto colon = line.indexOf(':');
        request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    const auto bodySize = request.headers.value("content-length").toLongLong();
    if (received.size() < headEnd + 4 + bodySize)
        return false;
    request.body = received.mid(headEnd + 4, bodySize);
    const auto target = lines.front().split(' ').value(1);
    const auto mark = target.indexOf('?');
    request.method = lines.front().split(' ').value(0);
    request.path = mark < 0 ? target : target.left(mark);
    request.query = mark < 0 ? QByteArray() : target.mid(mark + 1);
    received.remove(0, headEnd + 4 + bodySize);
    return true;
}

/// One byte now, the next at the loop's next turn.
void sendDripping(QTcpSocket *socket, QByteArray bytes, bool hangUp)
{
    if (bytes.isEmpty()) {
        if (hangUp)
            socket->disconnectFromHost();
        return;
    }
    socket->write(bytes.left(1));
    socket->flush();
    QTimer::singleShot(0, socket, [socket, rest = bytes.mid(1), hangUp] { sendDripping(socket, rest, hangUp); });
}

} // namespace

Answer Answer::of(int status, const QByteArray &body, const QByteArray &contentType,
                  const QList<QByteArray> &moreHeaders)
{
    return {.bytes = headOf(status, contentType,
                            moreHeaders + QList<QByteArray>{"content-length: " + QByteArray::number(body.size())}) +
                     "\r\n" + body};
}

Answer Answer::stream(const QByteArray &first, const QByteArray &contentType)
{
    return {.bytes = headOf(200, contentType, {"cache-control: no-cache"}) + "\r\n" + first};
}

Answer Answer::cutAfter(qsizetype count) const
{
    auto copy = *this;
    copy.bytes.truncate(count);
    copy.hangUp = true;
    return copy;
}

Answer Answer::dripping() const
{
    auto copy = *this;
    copy.drip = true;
    return copy;
}

Answer Answer::late() const
{
    auto copy = *this;
    copy.held = true;
    return copy;
}

MisbehavingServer::MisbehavingServer()
{
    connect(&m_server, &QTcpServer::newConnection, this, [this] { accept(); });
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("MisbehavingServer: no port to listen on");
}

MisbehavingServer::~MisbehavingServer()
{
    for (const auto &connection : m_connections)
        connection->socket->disconnect(this);
}

QByteArray MisbehavingServer::url() const
{
    return "http://127.0.0.1:" + QByteArray::number(m_server.serverPort());
}

void MisbehavingServer::script(std::vector<Answer> answers)
{
    m_script = std::move(answers);
}

int MisbehavingServer::openConnections() const
{
    return static_cast<int>(std::ranges::count_if(m_connections, [](const auto &connection) {
        return connection->socket->state() == QAbstractSocket::ConnectedState;
    }));
}

qint64 MisbehavingServer::unsent() const
{
    qint64 bytes = 0;
    for (const auto &connection : m_connections)
        if (connection->socket)
            bytes += connection->socket->bytesToWrite();
    return bytes;
}

void MisbehavingServer::accept()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        m_connections.push_back(std::make_unique<Connection>());
        auto *connection = m_connections.back().get();
        connection->number = static_cast<int>(m_connections.size()) - 1;
        connection->socket = socket;
        connect(socket, &QTcpSocket::readyRead, this, [this, connection] { read(*connection); });
    }
}

void MisbehavingServer::read(Connection &connection)
{
    connection.received += connection.socket->readAll();
    for (SeenRequest request; takeRequest(connection.received, request); request = {}) {
        request.connection = connection.number;
        m_seen.push_back(request);
        if (m_decide) {
            answer(connection, m_decide(request));
        } else if (m_script.empty()) {
            answer(connection, m_otherwise);
        } else {
            const auto next = m_script.front();
            m_script.erase(m_script.begin());
            answer(connection, next);
        }
    }
}

void MisbehavingServer::answer(Connection &connection, const Answer &answer)
{
    if (answer.held) {
        connection.held.push_back(answer);
        return;
    }
    connection.streaming = !answer.bytes.contains("content-length:");
    if (answer.drip)
        return sendDripping(connection.socket, answer.bytes, answer.hangUp);
    connection.socket->write(answer.bytes);
    if (answer.hangUp)
        connection.socket->disconnectFromHost();
}

void MisbehavingServer::release()
{
    for (const auto &connection : m_connections)
        for (auto &held : std::exchange(connection->held, {})) {
            held.held = false;
            answer(*connection, held);
        }
}

void MisbehavingServer::push(const QByteArray &bytes)
{
    for (const auto &connection : m_connections)
        if (connection->streaming && connection->socket->state() == QAbstractSocket::ConnectedState)
            connection->socket->write(bytes);
}

void MisbehavingServer::hangUp()
{
    for (const auto &connection : m_connections)
        connection->socket->abort();
}

} // namespace testsupport
