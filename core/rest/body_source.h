// Role: a request's body, which comes in pieces, as the content that a file in a sandbox is written from. Whoever asks
// slowly makes the client wait. Thread: the engine's.
// Invariant: no more is held than http::kReadAhead; one question waits at a time.
#pragma once

#include "core/base/byte_flow.h"
#include "core/http/responder.h"
#include "core/ports/clock.h"

#include <cstdint>
#include <memory>
#include <string>

namespace glovebox::rest {

class BodySource : public std::enable_shared_from_this<BodySource> {
public:
    /// Begins to read the body. The clock must outlive it; it goes with its source and the request.
    static ContentSource of(ports::Clock &clock, const http::Responder &responder);

    BodySource(ports::Clock &clock, http::Responder responder) : m_clock(clock), m_responder(std::move(responder)) {}

private:
    Call ask(std::size_t max, Callback<std::string> done);
    void took(std::string_view piece, bool isLast);
    void answer();

    ports::Clock &m_clock;
    http::Responder m_responder;
    std::string m_pieces;
    bool m_isWhole = false;
    std::uint64_t m_question = 0; // the newest
    std::size_t m_max = 0;
    Callback<std::string> m_waiting; // for the answer to it
    Call m_answering;
};

} // namespace glovebox::rest
