// Role: an HTTP server for tests that does exactly what it is told, down to the byte: answers late, in drips, cut off,
// never. It keeps what it was asked. Thread: the test's, which must run its event loop.
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QObject>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <vector>

class QTcpSocket;

namespace testsupport {

struct SeenRequest {
    QByteArray method;
    QByteArray path;                      // as sent, still encoded
    QByteArray query;                     // as sent, without the question mark
    QMap<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;
    int connection = 0; // which one it came on, from 0
};

/// What one request gets. The bytes are sent as they are.
struct Answer {
    QByteArray bytes;
    bool hangUp = false; // close the connection behind them
    bool drip = false;   // a byte at each turn of the loop
    bool held = false;   // wait for MisbehavingServer::release()

    /// A well-formed answer with a length.
    static Answer of(int status, const QByteArray &body, const QByteArray &contentType = "application/json",
                     const QList<QByteArray> &moreHeaders = {});
    static Answer json(const QByteArray &body) { return of(200, body); }
    /// Headers of an open-ended body; what follows comes with push().
    static Answer stream(const QByteArray &first = {}, const QByteArray &contentType = "text/event-stream");
    static Answer never() { return {}; }

    Answer cutAfter(qsizetype count) const;
    Answer dripping() const;
    Answer late() const;
};

class MisbehavingServer : public QObject {
public:
    MisbehavingServer();
    ~MisbehavingServer() override;

    QByteArray url() const; // "http://127.0.0.1:43210"

    /// The next requests get these, in order; all after them get `otherwise`.
    void script(std::vector<Answer> answers);
    void otherwise(Answer answer) { m_otherwise = std::move(answer); }
    /// Decides by request instead; the script is not used then.
    void decide(std::function<Answer(const SeenRequest &)> decide) { m_decide = std::move(decide); }

    const std::vector<SeenRequest> &seen() const { return m_seen; }
    int seenCount() const { return static_cast<int>(m_seen.size()); }
    const SeenRequest &last() const { return m_seen.back(); }
    int openConnections() const;
    /// Bytes that the other sides have not taken yet.
    qint64 unsent() const;

    /// Sends all held answers.
    void release();
    /// More bytes on every open connection that has been answered with a stream.
    void push(const QByteArray &bytes);
    /// Cuts every connection.
    void hangUp();

private:
    struct Connection;

    void accept();
    void read(Connection &connection);
    void answer(Connection &connection, const Answer &answer);

    QTcpServer m_server;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<SeenRequest> m_seen;
    std::vector<Answer> m_script;
    Answer m_otherwise;
    std::function<Answer(const SeenRequest &)> m_decide;
};

} // namespace testsupport
