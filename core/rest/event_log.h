// Role: what happened on this host lately, numbered in its order, for clients that read on from where they were.
// event_maker.h says what an event is made of, docs/events.md what there is. Thread: the engine's.
// Invariants
// - Numbers rise by one and are never used twice, by later runs of the program neither: a run begins at the
//   milliseconds since 1970 of its start times a thousand, which stays a whole number in JavaScript.
// - It holds kEventsMax events and kEventBytesMax of text at most; the oldest go. Who asks for what is gone is told so.
#pragma once

#include "core/base/units.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::rest {

inline constexpr std::size_t kEventsMax = 10'000;
inline constexpr ByteCount kEventBytesMax = ByteCount::mib(8);

/// What happened, before it has a number.
struct EventDraft {
    std::string kind;                                // "sandbox.state": what it is about, and what of it
    std::string object;                              // as operations name it: "sandbox/sbx-1"
    std::string session{};                           // whose it is; empty: nobody's
    std::string sandbox{};                           // in which; empty: in none
    nlohmann::json facts = nlohmann::json::object(); // the rest of it; none of the names above or of the log's
};

struct Event {
    std::uint64_t seq = 0;
    std::string kind;
    std::string object;
    std::string session;
    std::string sandbox;
    std::string text; // all of it as a JSON object, on one line, without an end of line
};

/// Every list that is not empty must have the event's; kinds also by what stands before their dot.
struct EventFilter {
    std::vector<std::string> kinds;
    std::vector<std::string> objects;
    std::vector<std::string> sessions;
    std::vector<std::string> sandboxes;

    bool takes(const Event &event) const;
};

class EventLog {
public:
    explicit EventLog(WallTime began, std::size_t eventsMax = kEventsMax, ByteCount bytesMax = kEventBytesMax);

    void add(EventDraft draft, WallTime at);

    /// Of this run of the program, on each event.
    const std::string &epoch() const { return m_epoch; }
    /// The number of the newest event; before there is one, what it would come after.
    std::uint64_t newest() const { return m_newest; }
    /// The first one behind `after` that is still there; nullptr: there is none.
    const Event *next(std::uint64_t after) const;
    /// What who has read as far as `after` cannot be told any more, as an event of kind "gap" that holds the number to
    /// read on from. `after` 0, who has read nothing, misses nothing.
    std::optional<Event> gap(std::uint64_t after) const;

private:
    std::uint64_t oldest() const { return m_newest - m_events.size() + 1; }

    std::size_t m_eventsMax;
    std::uint64_t m_bytesMax;
    std::uint64_t m_before; // the number before the first of this run
    std::uint64_t m_newest;
    std::uint64_t m_bytes = 0;
    std::string m_epoch;
    std::deque<Event> m_events;
};

} // namespace glovebox::rest
