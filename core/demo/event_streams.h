// Role: who listens to which session: the open server-sent event streams (reference 2.11). Live only, no replay.
// Invariants: an event goes to each listener once, in order; streams of a deleted session are closed behind their last
// event. Thread: the server's.
#pragma once

#include "core/demo/answer.h"
#include "core/http/server.h"
#include "core/ports/clock.h"

#include <map>
#include <vector>

namespace glovebox::demo {

class EventStreams {
public:
    explicit EventStreams(ports::Clock &clock, std::chrono::milliseconds pingEvery = std::chrono::seconds(15));

    /// Opens the stream as the answer to a request. False when the session has as many listeners as it may have.
    bool open(const std::string &session, const http::Responder &responder, const std::string &requestId);
    void publish(const std::string &session, const Json &event);

private:
    struct Listener {
        std::uint64_t number;
        http::Stream stream;
    };

    void remove(const std::string &session, std::uint64_t number);
    void schedulePing();

    ports::Clock &m_clock;
    std::chrono::milliseconds m_pingEvery;
    std::map<std::string, std::vector<Listener>> m_listeners;
    std::uint64_t m_nextNumber = 1;
    Call m_ping;
};

} // namespace glovebox::demo
