// Role: the streams of one line that this host has opened, to ports inside the guest. Thread: the engine's.
// Invariants: no more is taken from the guest than it was granted, and that is kept by nobody but whoever handles it;
// windows together stay below a bound, and so does their number; after a stream's last call, or when its connection was
// destroyed, its handlers are not called; what a guest says of a stream that is over is not looked at.
#pragma once

#include "core/base/call.h"
#include "core/guest/protocol/frame.h"
#include "core/ports/clock.h"
#include "core/ports/egress_gate.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace glovebox::egress {

class InwardStreams {
public:
    struct Ways {
        ports::Clock &clock;
        std::function<void(guest::FrameType type, std::uint32_t stream, const std::string &payload)> send;
        /// It has something: pump() is to be called when there is room.
        std::function<void(std::uint32_t stream)> wantsToSend;
        /// As StreamOwner::roomFor().
        std::function<std::size_t(std::size_t window, std::size_t credit)> roomFor;
    };

    explicit InwardStreams(Ways ways) : m_ways(std::move(ways)) {}
    /// All that there are are told so.
    ~InwardStreams();
    InwardStreams(const InwardStreams &) = delete;
    InwardStreams &operator=(const InwardStreams &) = delete;

    std::unique_ptr<ports::InwardConnection> open(std::uint16_t port, ports::InwardHandlers handlers);

    /// `takes`: it knows how. Those that waited for it are opened.
    void guestGreeted(bool takes);
    /// Those that it knew of are over; those that wait go on waiting.
    void guestGone();
    /// Of a stream with kNetInward. False: no honest guest sends this.
    bool take(const guest::Frame &frame);
    /// Sends one frame to the guest. True: there may be more.
    bool pump(std::uint32_t stream);
    std::size_t size() const { return m_all.size(); }

private:
    struct Stream;
    class Connection;
    using Shared = std::shared_ptr<Stream>;

    void ask(const Shared &stream);
    bool takeContent(const Shared &stream, const std::string &payload);
    void finishIfBothEnded(const Shared &stream);
    void close(const Shared &stream, ports::InwardEnd why);
    /// Nobody hears of it any more.
    void forget(const Shared &stream);
    void abandon(const Shared &stream);
    std::size_t nextWindow() const;

    Ways m_ways;
    bool m_greeted = false;
    bool m_takes = false;
    std::uint64_t m_lastKey = 0;
    std::uint32_t m_lastId = 0; // of this greeting
    std::size_t m_windows = 0;  // together
    std::map<std::uint64_t, Shared> m_all;
    std::map<std::uint32_t, std::uint64_t> m_known; // to the guest, by id
};

} // namespace glovebox::egress
