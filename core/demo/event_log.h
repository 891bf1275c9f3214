// Role: one session's events: append-only, listed in pages, bounded in number and bytes (reference 2.5, 2.6).
// Invariants: an event's place never changes, so a cursor stays good while more arrive. Only `processed_at` of a queued
// user message is filled in later. Thread: the server's.
#pragma once

#include "core/demo/answer.h"
#include "core/demo/identity.h"
#include "core/http/request.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::demo {

/// What a list request asks for; shared by events and sessions.
struct PageRequest {
    std::size_t limit = 0;
    std::size_t offset = 0; // from the cursor
    bool descending = false;

    /// 400 for a limit outside 1 … `limitMax`, an unknown order or a cursor that is none of ours.
    static Answer<PageRequest> parse(const http::Query &query, std::size_t limitDefault, std::size_t limitMax,
                                     bool descending);
};

/// `created_at[gt|gte|lt|lte]`; what it compares with is the caller's.
struct TimeFilter {
    std::optional<WallTime> after, notBefore, before, notAfter;

    static Answer<TimeFilter> parse(const http::Query &query);
    bool isSet() const { return after || notBefore || before || notAfter; }
    bool accepts(WallTime at) const;
};

std::string cursorFor(std::size_t offset);

class EventLog {
public:
    /// Room for a very long session; past it the session ends (reference: real ones reach 50,000 events).
    static constexpr std::size_t kEventsMax = 50'000;
    static constexpr ByteCount kBytesMax = ByteCount::mib(64);

    const Json &append(Json event);
    bool isFull() const { return m_events.size() >= kEventsMax || m_bytes >= kBytesMax.value; }
    /// nullptr when there is none of that id.
    const Json *find(const std::string &id) const;
    void setProcessed(const std::string &id, WallTime at);
    Answer<Json> list(const http::Query &query) const;
    const std::vector<Json> &all() const { return m_events; }

private:
    std::vector<Json> m_events;
    std::size_t m_bytes = 0;
};

} // namespace glovebox::demo
