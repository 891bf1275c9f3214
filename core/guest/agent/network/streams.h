// Role: programs' connections as streams of the network port, those that they open and those that the host opens to
// them: opened, refused, carried both ways within the credits, ended. Sockets are behind `Connection`, frames behind
// `Send`. Thread: the network process's only one. No clock. Invariants: nothing is read from a program that the host
// has not granted, nothing taken from the host beyond what was granted to it; what is held for programs that do not
// read is bounded for each and for all of them; each turn carries one frame of one stream, those that have carried
// little first.
#pragma once

#include "core/guest/agent/network/proxy_request.h"
#include "core/guest/agent/network/refusal.h"
#include "core/guest/protocol/frame.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace glovebox::agent {

using Instant = std::chrono::steady_clock::time_point;

/// A program's connection. No call waits. Destruction ends it in an orderly way.
class Connection {
public:
    enum class State : std::uint8_t { Moved, Blocked, Ended, Broken };
    struct Moved {
        State state = State::Blocked;
        std::size_t bytes = 0;
    };

    virtual ~Connection() = default;
    virtual Moved read(char *into, std::size_t max) = 0;
    virtual Moved write(std::string_view bytes) = 0;
    virtual void endWriting() = 0;
    /// From now on destruction is a reset.
    virtual void reset() = 0;
};

/// Where a program wanted to.
struct Target {
    std::string name;    // of the made-up address that was dialled, or
    std::string address; // what was dialled
    std::uint16_t port = 0;
    std::string refusal;  // not empty: refused without asking the host, in these words
    bool isProxy = false; // none of these: it says in HTTP where to
};

class Streams {
public:
    struct Ways {
        std::function<std::uint32_t()> newStream;
        std::function<void(guest::FrameType type, std::uint32_t stream, std::string payload)> send;
        /// Begins to connect to a port of this machine's loopback, over IPv4 or IPv6; writable() or broken() follows.
        /// Null: that is refused already, or cannot be. Whoever has no such function lets nothing in.
        std::function<std::unique_ptr<Connection>(std::uint64_t key, std::uint16_t port, bool v6)> dial{};
        /// Where a host is that a program names to the proxy. Whoever has no such function has no proxy.
        std::function<Target(const std::string &host, std::uint16_t port)> target{};
    };
    using Key = std::uint64_t;

    /// `held`: bytes that may be kept for programs, all together.
    Streams(std::size_t held, Ways ways) : m_held(held), m_ways(std::move(ways)) {}

    /// Takes a connection that a program has opened; 0: it is ended already.
    Key add(std::unique_ptr<Connection> connection, Target target, Instant now);
    // Of a connection, also of one that is gone: it may have something, has room again, was broken off.
    void readable(Key key, Instant now);
    void writable(Key key);
    void broken(Key key);

    void hostCame(Instant now);
    void hostGone();
    void received(const guest::Frame &frame, Instant now);
    /// A connection that the host wants to a port of this machine: a new id, of kNetInward.
    void openInward(std::uint32_t id, const guest::NetOpenIn &open, Instant now);

    /// Sends one frame of content, or of an end. False: there is nothing to send now.
    bool sendNext(Instant now);
    bool canSend() const { return !m_little.empty() || !m_much.empty(); }

    std::optional<Instant> deadline() const;
    void step(Instant now);
    std::size_t size() const { return m_all.size(); }
    /// Bytes of what is asked of the proxy that are not with the host yet, all together.
    std::size_t headsHeld() const;

private:
    enum class Phase : std::uint8_t {
        Asking,    // the head of what it asks of the proxy is read
        Waiting,   // for a host
        Asked,     // NetOpen is out
        Dialling,  // the host has opened it; the program's port is being connected to
        Open,      // both ways
        Draining,  // the host knows it no more; what it sent is still written
        Refusing,  // the beginning of what the program says is read
        Lingering, // it was answered; what it still says is dropped until it ends
    };
    struct Stream {
        Key key = 0;
        std::unique_ptr<Connection> connection;
        Target target;
        Phase phase = Phase::Waiting;
        std::uint32_t id = 0; // of the port
        std::size_t window = 0;
        bool isReadable = false;
        bool isQueued = false; // among those with something to send
        bool isInward = false; // the host has opened it
        bool triedV6 = false;  // of Dialling
        bool programEnded = false;
        bool hostEnded = false;
        bool wroteEnd = false;
        std::size_t credit = 0;  // what the host still takes
        std::size_t granted = 0; // what it may still send
        std::size_t taken = 0;   // written to the program, not yet given back
        std::string toProgram;
        std::size_t written = 0; // of that
        std::size_t recent = 0;  // sent since
        Instant since;
        std::optional<Refusal> refusal;
        std::unique_ptr<ProxyRequest> proxy; // what it asks of that, if it does
        std::size_t dropped = 0;
        Instant until; // of Asking, Waiting, Asked, Dialling, Refusing, Lingering
    };
    enum class How { Orderly, Reset };

    // Any of these may be the last that is done with the stream: it is gone then.
    void begin(Stream &stream, Instant now);
    void open(Stream &stream, Instant now);
    void refuse(Stream &stream, guest::NetRefused why, Instant now);
    void readHead(Stream &stream, Instant now);
    void answer(Stream &stream, const std::string &text, Instant now);
    void readRest(Stream &stream);
    void opened(Stream &stream, std::string_view payload, Instant now);
    void dialled(Stream &stream);
    void notDialled(Stream &stream);
    void refuseInward(Stream &stream, guest::NetRefused::Why why, const char *text);
    void takeContent(Stream &stream, std::string_view payload);
    void takeCredit(Stream &stream, std::string_view payload, Instant now);
    void flush(Stream &stream);
    void endIfBothDid(Stream &stream);
    /// Ends it, and tells the host when it still knows it.
    void drop(Stream &stream, How how);

    // Of the proxy (streams_proxy.cpp); the first three as those above.
    void readAsked(Stream &stream, Instant now);
    bool isAskedWithinBounds(Stream &latest, Instant now);
    void refuseAsked(Stream &stream, int status, std::string_view sentence, Instant now);
    bool confirmTunnel(Stream &stream);
    Connection::Moved readFor(Stream &stream, std::size_t max);

    void giveBack(Stream &stream);
    void queue(Stream &stream, Instant now);
    bool sendOf(Stream &stream, Instant now);
    void forgetAtHost(Stream &stream);
    void wait(Stream &stream, Instant until);
    std::size_t windowNow() const;
    Stream *find(Key key);

    std::size_t m_held;
    std::size_t m_promised = 0; // the windows together
    std::size_t m_inward = 0;   // of all
    Ways m_ways;
    bool m_hasHost = false;
    Key m_lastKey = 0;
    std::unordered_map<Key, Stream> m_all;
    std::unordered_map<std::uint32_t, Key> m_known; // to the host
    std::deque<Key> m_little;                       // with something to send: have sent little of late
    std::deque<Key> m_much;
    std::multimap<Instant, Key> m_waiting;
    std::string m_buffer;
    Instant m_latest; // that was told
};

} // namespace glovebox::agent
