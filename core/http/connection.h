// Role: one client's connection: reads requests, hands them to the handler, writes the answers, keeps the deadlines.
// Private to core/http.
//
//   Requests ──whole──▶ Held ─────────────answered──▶ Requests, or Closing
//      │ └─head, in pieces──▶ Body ──whole──▶ Held      │
//      │                        └──answered before──────┼──▶ Closing ──written──▶ lingers ──client or deadline──▶ gone
//      │    (Held, Body ──taken over──▶ Tunnel ──ends───┘
//      └─ refused, 408 ──▶ Closing
//
// Waiting for a request or for the rest of one, or lingering, it may also have to give its place to a newcomer; so may
// who does not take what was answered.
//
// Invariants: no more is read than Qt's bounded buffer holds while a request is held, while its reader has not used
// what it was given, and while a client lets answers lie, so pipelined requests wait their turn; an Exchange never
// reaches a connection that is gone. Handlers run from process() or from a turn of the loop of their own, never from
// inside a call of theirs. Thread: the server's.
#pragma once

#include "core/http/exchange.h"
#include "core/http/message_codec.h"
#include "core/http/server.h"
#include "core/http/wire.h"

namespace glovebox::http {

class Connection : public QObject {
public:
    struct Context {
        ports::Clock &clock;
        const Server::Options &options;
        const Handler &handler;
        std::size_t &untaken; // of whole answers, by all connections
    };

    Connection(Context context, std::unique_ptr<Wire> wire, QObject *parent);
    ~Connection() override;

    // For its Exchange.
    /// For a whole answer, which lies here until its client takes it. Small ones always have.
    bool hasRoomFor(const Response &response) const;
    void respond(const Response &response);
    /// False: the answer is over with its head.
    bool beginStream(const Response &head, std::optional<ByteCount> length);
    void writeStream(std::string_view data);
    void endStream();
    void beginTunnel(const std::optional<Response> &head);
    void writeTunnel(std::string_view data);
    void endTunnel();
    void breakOff();
    void beginReading();
    void used(std::size_t bytes);
    void keepInformed(std::chrono::milliseconds every);
    bool wantsMore() const { return isAnswering() && !m_full; }
    std::size_t backlog() const;
    /// To a request that no handler answers.
    Response refusal(int status, const char *text) const;

    /// How it gives its place to a newcomer, the least first; none: an answer is being made, or still going out at a
    /// pace. Quiet ones, who owe us a request, or the rest of one, or their hanging up, before those who were answered
    /// and have left some of that with us for long.
    std::optional<std::pair<int, MonoTime>> givesWay() const;
    /// Whether it still takes one of the server's places.
    bool isCounted() const { return !m_wire->isGone(); }
    const Wire &wire() const { return *m_wire; }
    /// Ends it here and now, without a word. Not from inside a handler.
    void makeRoom() { m_wire->abort(); }

private:
    enum class Input {
        Requests, // waits for a request, or reads one
        Held,     // the request is being answered, and nothing is read
        Body,     // the same, and its body comes in pieces
        Tunnel,   // handed over
        Closing,  // answered for the last time
    };

    bool isAnswering() const { return m_input == Input::Held || m_input == Input::Body || m_input == Input::Tunnel; }

    void startIdling();
    void process();
    void schedule();
    bool step();
    bool readRequest();
    bool readPieces();
    bool readTunnel();
    bool headArrived();
    void dispatch(Request request, Input input);
    void bodyFailed(int status, const char *text);
    void refuse(int status, const char *text);
    void settleKeepAlive();
    void finishAnswer();
    void closeGently();
    void write(const std::string &bytes);
    void watchWriting();
    void onWritten();
    void tellDrained();
    void holdUntaken(std::size_t bytes);
    void inform();
    void onDisconnected();
    void drop(bool reset);

    Context m_context;
    std::unique_ptr<Wire> m_wire;
    MonoTime m_quietSince;   // it has been waiting for a request, or for the rest of one
    MonoTime m_backlogSince; // something is unsent, without a moment in which all had gone out
    RequestParser m_parser;
    std::weak_ptr<Exchange> m_exchange;
    Call m_deadline;      // header, body, idle or lingering
    Call m_writeDeadline; // while something is unsent
    Call m_informing;
    std::chrono::milliseconds m_informEvery{0};
    RequestParser::State m_timedState = RequestParser::State::Start;
    Input m_input = Input::Requests;
    std::optional<std::uint64_t> m_left; // of a stream whose length was stated
    std::string m_behindHead;            // came before the tunnel did
    std::size_t m_unused = 0;            // given to a reader
    std::size_t m_unsent = 0;            // when the write deadline began
    std::size_t m_untaken = 0;           // of Context::untaken
    bool m_reads = false;                // there is a reader
    bool m_full = false;                 // the writer should wait
    bool m_processing = false;
    bool m_scheduled = false;
    bool m_keepAlive = true;
    bool m_chunked = true;
    bool m_headRequest = false;
};

} // namespace glovebox::http
