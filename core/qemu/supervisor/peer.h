// Role: one connection of the supervisor: what waits to be sent to it, and how far it has read its children's output.
// Without Qt. Thread: the supervisor's only one.
// Invariants: whoever does not read costs a bounded queue and then loses the connection; output is never queued but
// read from the child's own bounded buffer when the socket takes it; a child's end comes after its output.
#pragma once

#include "core/qemu/supervisor/household.h"
#include "core/qemu/supervisor/packet_socket.h"

#include <deque>
#include <map>
#include <optional>

namespace glovebox::qemu::supervisor {

class Peer {
public:
    Peer(UniqueFd socket, MonoTime greetBy) : m_socket(std::move(socket)), m_greetBy(greetBy) {}

    int socket() const { return m_socket.get(); }
    bool gone() const { return m_gone; }
    bool greeted() const { return m_greeted; }
    MonoTime greetBy() const { return m_greetBy; }
    void greet() { m_greeted = true; }

    /// False while too many answers wait for it: it asks without reading.
    bool mayAsk() const;
    bool blocked() const { return m_blocked; }

    void push(std::uint64_t number, Body body, UniqueFd descriptor = {});
    void pushEnd(const Child &child);
    void follow(std::uint64_t id) { m_places.try_emplace(id); }
    bool follows(std::uint64_t id) const { return m_places.contains(id); }
    /// Sends what the socket takes.
    void pump(const Household &household);
    /// Sends what waits, if it can, and ends the connection.
    void close(const Household &household);
    void lose() { m_gone = true; }

private:
    struct Waiting {
        Packet packet;
        std::optional<std::uint64_t> endOf;
    };
    struct Place {
        std::uint64_t output = 0;
        std::uint64_t errors = 0;
    };
    enum class Told { Everything, Something, Nothing };

    bool send(const Packet &packet);
    Told tellOutput(const Child &child, Place &place);
    Told tellStream(const Child &child, Stream which, std::uint64_t &place);
    bool sendWaiting(const Household &household);

    UniqueFd m_socket;
    MonoTime m_greetBy;
    bool m_greeted = false;
    bool m_gone = false;
    bool m_blocked = false;
    std::deque<Waiting> m_waiting;
    std::size_t m_waitingBytes = 0;
    std::map<std::uint64_t, Place> m_places;
};

} // namespace glovebox::qemu::supervisor
