// Role: GET /v1/events: what happened, read once or followed as server-sent events or lines of JSON (docs/events.md).
// Thread: the engine's.
// Invariants
// - Nobody who follows holds the engine up: events go out at the next turn of the loop, a piece at a time and at the
//   client's pace. One that takes nothing for the server's write deadline is cut off, and reads on with `after`.
// - What a client could not be told is told to it as a gap; nothing is left out without a word.
#pragma once

#include "core/http/server.h"
#include "core/ports/clock.h"
#include "core/rest/event_log.h"

#include <optional>
#include <vector>

namespace glovebox::rest {

/// Who follow at a time; each is a connection of the server's.
inline constexpr std::size_t kFollowersMax = 32;
/// Proxies and clients give a silent connection up after half a minute or more.
inline constexpr std::chrono::seconds kEventHeartbeat{15};

class EventRoutes {
public:
    /// Both must outlive it.
    EventRoutes(ports::Clock &clock, const EventLog &log) : m_clock(clock), m_log(log) {}

    /// Of GET /v1/events, which is looked at by whoever calls.
    void answer(const http::Request &request, const http::Responder &responder);
    /// The log has more.
    void added();
    std::size_t followers() const;

private:
    enum class Form {
        Lines, // an event a line
        List,  // one object
        ServerSent,
    };
    struct Asked {
        EventFilter filter;
        std::optional<std::uint64_t> after; // none: all that is kept
        bool fromNow = false;
        std::size_t limit = 0;
        Form form = Form::Lines;
        bool follow = false;
    };
    struct Follower {
        http::Stream stream;
        Asked asked;
        std::uint64_t position = 0; // read so far
    };

    static Result<Asked> asked(const http::Request &request);
    http::Response list(const Asked &asked) const;
    void follow(Asked asked, const http::Responder &responder);
    /// False: there is more, and it may go out.
    bool pump(Follower &follower) const;
    void pumpAll();
    void beat();

    ports::Clock &m_clock;
    const EventLog &m_log;
    std::vector<Follower> m_followers;
    Call m_pumping;
    Call m_beating;
};

} // namespace glovebox::rest
