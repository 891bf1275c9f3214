// Role: reads what an HTTP/1.1 server answers to one request, by Boost.Beast's parser without its I/O. This header
// shows nothing of Beast. Bytes go in; a head and the body's bytes, freed of their framing, come out.
// Invariants: what it does not understand is an end, never a guess; it holds one head at most, 64 KiB, or one line of a
// chunked body; interim answers (1xx) are left out, but for 101. Thread: any, one at a time.
#pragma once

#include "core/http/request.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace glovebox::http {

class AnswerParser {
public:
    struct Handlers {
        std::function<void(const Response &head)> head; // once
        std::function<void(std::string_view)> body;     // valid during the call
    };
    enum class State {
        Reading,
        Complete,
        Switched, // it was 101: what follows, takeRest() and all after, is another protocol's
        Broken,   // it is no answer; nothing more is taken
    };

    /// `toHead`: of a request whose answer has no body, whatever its head says. No handler may destroy the parser.
    AnswerParser(bool toHead, Handlers handlers);
    ~AnswerParser();

    State feed(std::string_view bytes);
    /// The server ended the connection: the answer is complete when its head says that this is its end.
    State end();
    State state() const;
    std::string takeRest();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace glovebox::http
