// Role: reads what a server answers on an HTTP/1 connection: where each answer begins and ends, whether it agreed to
// another protocol, and what of it is text, in which secrets are looked for. All else passes as it came, at once.
// Pure. Thread: any.
// Invariants: answers belong to requests in their order, nothing passes that answers none; holds one head of kHeadMax,
// and what EchoStream holds; lengths stay as they are; after a problem nothing passes any more.
#pragma once

#include "core/egress/http_requests.h"
#include "core/egress/secret_echo.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::egress {

class HttpAnswers {
public:
    /// What is looked for; asked at each head.
    explicit HttpAnswers(std::function<Echoes()> echoes) : m_echoesNow(std::move(echoes)) {}

    /// One more request went to the server.
    void asked(const HttpHead &request) { m_asked.push_back(request); }
    /// What may go on.
    std::string feed(std::string_view bytes);
    /// The server says nothing more: what was held back.
    std::string end();

    /// Answers that have not ended yet.
    std::size_t unanswered() const { return m_asked.size(); }
    /// Answers none of whose bytes have passed: one of ours may stand here.
    bool isBetween() const { return m_part == Part::Head && m_line.empty() && !m_interim; }
    /// What the server said to an offer of another protocol; once.
    std::optional<bool> takeSwitch() { return std::exchange(m_switch, std::nullopt); }
    /// It said something that nobody asked for, as servers do that close a connection: it does not pass.
    bool isOver() const { return m_over; }
    std::size_t held() const { return m_line.size() + m_stream.held(); }
    /// Without a dot.
    const std::optional<std::string> &problem() const { return m_problem; }

private:
    enum class Part { Head, Body, UntilEnd, ChunkSize, Chunk, ChunkEnd, Trailers, Raw };

    bool takeLine(std::string_view &bytes, std::size_t max);
    std::string readHead();
    void readFields(std::string_view head, bool noBody);
    std::string readFraming();
    std::string takeBody(std::string_view &bytes);
    std::string messageEnded();
    void fail(std::string what);

    std::function<Echoes()> m_echoesNow;
    Echoes m_echoes; // of this answer
    EchoStream m_stream;
    std::deque<HttpHead> m_asked;
    Part m_part = Part::Head;
    std::string m_line;
    std::uint64_t m_left = 0;
    bool m_interim = false; // an answer before the answer has passed
    bool m_over = false;
    std::optional<bool> m_switch;
    std::optional<std::string> m_problem;
};

} // namespace glovebox::egress
