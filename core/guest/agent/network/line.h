// Role: the guest's end of the network port without its descriptors: the host's bytes in, bytes for it out, programs'
// connections and questions between them. Thread: the network process's only one. No I/O, no clock.
// Invariants: a greeting starts over, whatever was going on; frames of another epoch are ignored; what waits to be
// written to the port stays below a bound, and content is only read from programs when there is room for it.
#pragma once

#include "core/guest/agent/network/resolver.h"
#include "core/guest/agent/network/streams.h"

namespace glovebox::agent {

class Line {
public:
    struct Limits {
        std::size_t names = 0; // that may ever be known
        std::size_t held = 0;  // bytes kept for programs that do not read
    };
    using Answer = std::function<void(const Resolver::ReturnAddress &to, const std::string &message)>;
    using Dial = std::function<std::unique_ptr<Connection>(std::uint64_t key, std::uint16_t port, bool v6)>;

    /// `next`: see NameTable; `dial`: see Streams::Ways. Without it the greeting says that nothing is let in.
    Line(guest::NetReady ready, Limits limits, std::uint32_t *next, Answer answer, Dial dial = nullptr);

    // The port's side.
    void received(std::string_view bytes, Instant now);
    void hostGone(Instant now);
    /// Makes a host that is there already begin anew: it greeted this process's predecessor, and does not know.
    void askForGreeting();
    /// What is to be written to the port next, and how much of it was. Call both until it is empty or the port is full:
    /// connections with something to send wake nobody again.
    std::string_view unsent(Instant now);
    void sent(std::size_t bytes);

    // The programs' side.
    Streams &streams() { return m_streams; }
    /// As Streams::add().
    Streams::Key connected(std::unique_ptr<Connection> connection, Target target, Instant now);
    void question(Resolver::ReturnAddress from, std::string_view message, Instant now);
    /// Of IPv6 or IPv4 by its length, in the order of the network: what a program has dialled.
    Target targetOf(std::string_view address, std::uint16_t port) const;
    /// A name or an address as text: what a program names to the proxy.
    Target targetNamed(const std::string &host, std::uint16_t port) const;

    std::optional<Instant> deadline() const;
    void step(Instant now);

private:
    bool isFull() const;
    void handle(const guest::Frame &frame, Instant now);
    void greet(const guest::Frame &frame, Instant now);
    void openInward(const guest::Frame &frame, Instant now);
    void send(guest::FrameType type, std::uint32_t stream, std::string payload);

    guest::NetReady m_ready;
    guest::FrameDecoder m_decoder;
    bool m_greeted = false;
    std::uint32_t m_epoch = 0;
    std::uint32_t m_lastStream = 0;
    std::uint32_t m_lastInward = 0; // of those that the host opens
    std::string m_out;
    std::size_t m_sent = 0;
    NameTable m_names;
    Resolver m_resolver;
    Streams m_streams;
};

} // namespace glovebox::agent
