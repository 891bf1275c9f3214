// Role: one client's connection: reads requests, hands them to the handler, writes the answers, keeps the deadlines.
// Private to core/http.
//
//   idle ──first byte──▶ reading ──request complete──▶ answering ──answered──▶ idle
//     │ idle deadline      │ header, body deadline: 408  │ client gone, write deadline
//     └──────────────▶ closed ◀───────────────────────────┘
//
// Idle or reading, it may also have to give its place to a newcomer (makeRoom).
//
// Invariants: while a request is being answered nothing more is read than Qt's bounded buffer holds, so pipelined
// requests wait their turn; an Exchange never reaches a connection that is gone. Thread: the server's.
#pragma once

#include "core/http/message_codec.h"
#include "core/http/server.h"
#include "core/http/wire.h"

#include <QPointer>

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

    Connection(Context context, std::unique_ptr<Wire> wire, QObject *parent);
    ~Connection() override;

    void respond(const Response &response);
    void beginStream(const Response &head);
    void writeStream(std::string_view data);
    void endStream();

    /// To a request that no handler answers.
    Response refusal(int status, const char *text) const;

    /// It owes us a request, or the rest of one: not being answered, and no answer is still going out.
    bool isQuiet() const { return !m_answering && !m_closing && m_wire->device().bytesToWrite() == 0; }
    /// Whether it still takes one of the server's places.
    bool isCounted() const { return !m_wire->isGone(); }
    MonoTime quietSince() const { return m_quietSince; }
    const std::string &peer() const { return m_wire->peer(); }
    /// Ends it here and now, without a word. Not from inside a handler.
    void makeRoom() { m_wire->abort(); }

private:
    void readMore();
    void process();
    void dispatch();
    void refuse(int status, const char *text);
    void requestTooLate();
    void finishAnswer();
    void write(const std::string &bytes);
    void onWritten();
    void onDisconnected();
    void startDeadline(std::chrono::milliseconds limit);
    void drop();

    Context m_context;
    std::unique_ptr<Wire> m_wire;
    MonoTime m_quietSince; // it has been waiting for a request, or for the rest of one
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
