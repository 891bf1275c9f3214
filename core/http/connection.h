// Role: one client's connection: reads requests, hands them to the handler, writes the answers, keeps the deadlines.
// Private to core/http.
//
//   idle ──first byte──▶ reading ──request complete──▶ answering ──answered──▶ idle
//     │ idle deadline      │ header, body deadline       │ client gone, write deadline
//     └──────────────▶ closed ◀───────────────────────────┘
//
// Invariants: while a request is being answered nothing more is read than Qt's bounded buffer holds, so pipelined
// requests wait their turn; an Exchange never reaches a connection that is gone. Thread: the server's.
#pragma once

#include "core/http/message_codec.h"
#include "core/http/server.h"

#include <QPointer>
#include <QTcpSocket>

namespace glovebox::http {

class Connection;

/// One request under way. It knows its connection only as long as the request is the connection's current one.
class Exchange {
public:
    explicit Exchange(Connection *connection) : m_connection(connection) {}
    ~Exchange();
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;

    void send(const Response &response);
    void beginStream(const Response &head);
    void write(std::string_view data);
    void close();
    bool isOpen() const { return m_connection != nullptr; }
    void onGone(std::function<void()> gone);

    /// The client is gone: forgets the connection and tells whoever asked to be told.
    void abandon();

private:
    QPointer<Connection> m_connection;
    bool m_streaming = false;
    std::function<void()> m_gone;
};

class Connection : public QObject {
public:
    struct Context {
        ports::Clock &clock;
        const Server::Options &options;
        const Handler &handler;
    };

    Connection(Context context, QTcpSocket *socket, QObject *parent);
    ~Connection() override;

    void respond(const Response &response);
    void beginStream(const Response &head);
    void writeStream(std::string_view data);
    void endStream();

private:
    void readMore();
    void process();
    void dispatch();
    void refuse(int status);
    void finishAnswer();
    void write(const std::string &bytes);
    void onWritten();
    void onDisconnected();
    void startDeadline(std::chrono::milliseconds limit);
    void drop();

    Context m_context;
    QTcpSocket *m_socket;
    RequestParser m_parser;
    std::weak_ptr<Exchange> m_exchange;
    Call m_deadline;      // header, body or idle
    Call m_writeDeadline; // while something is unsent
    RequestParser::State m_timedState = RequestParser::State::Start;
    bool m_answering = false;
    bool m_processing = false;
    bool m_closing = false;
    bool m_keepAlive = true;
    bool m_chunked = true;
    bool m_headRequest = false;
};

} // namespace glovebox::http
