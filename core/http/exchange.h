// Role: one request under way, as Responder, Stream and Tunnel share it: what phase its answer is in, and who is told
// of what. Private to core/http. Invariants: it knows its connection only as long as the request is the connection's
// current one; when it is over all handlers are let go of, outside of any that runs. Thread: the server's.
#pragma once

#include "core/http/responder.h"

#include <QPointer>

namespace glovebox::http {

class Connection;

class Exchange {
public:
    explicit Exchange(Connection *connection);
    ~Exchange();
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;

    // For whoever answers.
    void send(const Response &response);
    void beginStream(const Response &head, std::optional<ByteCount> length);
    void beginTunnel(const std::optional<Response> &head);
    void write(std::string_view data);
    void close();
    void abort();
    bool isWaiting() const { return !m_connection.isNull() && m_phase == Phase::Waiting; }
    bool isOpen() const { return !m_connection.isNull() && m_phase != Phase::Waiting; }
    bool isUnderWay() const { return !m_connection.isNull() || m_cut; }
    /// Whoever asked to be told that the client went is told so, and who asked for this.
    void cut();
    bool wantsMore() const;
    std::size_t backlog() const;
    void onGone(std::function<void()> gone);
    void onCut(std::function<void()> cut);
    void onAnswer(std::function<void(int)> begun);
    void onDrained(std::function<void()> drained);
    void readBody(Responder::BodyHandlers handlers);
    void readTunnel(Tunnel::Handlers handlers);
    void used(std::size_t bytes);
    void keepInformed(std::chrono::milliseconds every);

    // For the connection, which holds a share of it meanwhile.
    /// The client is gone: forgets the connection and tells whoever asked to be told.
    void abandon();
    /// The server goes: nobody is told.
    void forget();
    void drained();
    void piece(std::string_view bytes);
    void bodyEnded();
    void tunnelBytes(std::string_view bytes);

private:
    enum class Phase {
        Waiting,
        Stream,
        Tunnel,
    };
    struct Hooks {
        std::function<void()> gone;
        std::function<void(int)> answer;
        std::shared_ptr<std::function<void()>> drained;
        std::shared_ptr<Responder::BodyHandlers> body;
        std::shared_ptr<http::Tunnel::Handlers> tunnel;
    };

    void begins(int status);

    QPointer<Connection> m_connection;
    Phase m_phase = Phase::Waiting;
    bool m_hasReader = false; // of the body, or had
    Hooks m_hooks;
    std::function<void()> m_cut; // outlives the connection, not the answer
};

} // namespace glovebox::http
