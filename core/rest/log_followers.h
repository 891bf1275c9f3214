// Role: clients that follow a log: a line of JSON for each line that passes, as it comes. Thread: the engine's.
// Invariants
// - Nobody who follows holds the engine up, or memory: a follower has one look at the log under way at most, whose
// lines
//   are let out before the next one, at the client's pace. What a slow client has not read yet is in the log's files.
//   One that takes nothing for the server's write deadline is cut off.
// - Lines that are deleted before they could be told are told of as a gap.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/server.h"
#include "core/ports/clock.h"

#include <list>
#include <memory>

namespace glovebox::rest {

/// Who follow at a time; each is a connection of the server's, and looks at a file now and then.
inline constexpr std::size_t kLogFollowersMax = 16;
/// As quick as whoever reads along.
inline constexpr std::chrono::milliseconds kLogLookEvery{250};
inline constexpr std::chrono::seconds kLogHeartbeat{15};

class LogFollowers {
public:
    /// The clock must outlive it.
    explicit LogFollowers(ports::Clock &clock) : m_clock(clock) {}

    /// Begins with the page that `query` asks for. The door gives logs, and is held as long as somebody follows by it.
    void follow(std::shared_ptr<api::EngineDoor> door, LogPageQuery query, const http::Responder &responder);
    std::size_t count() const;

private:
    struct Follower {
        std::shared_ptr<api::EngineDoor> door;
        LogPageQuery query;
        http::Stream stream;
        Call looking{}; // or the time until then
        bool isBusy = false;
    };
    void look(Follower &follower);
    void took(Follower &follower, const LogPage &page);
    void beat();
    void forgetThoseThatWent();

    ports::Clock &m_clock;
    std::list<Follower> m_followers;
    Call m_beating;
};

} // namespace glovebox::rest
