// Role: bytes that a client sends when it likes, for whoever asks for them when they can be taken: the two ends of
// a ContentSource. Thread: the engine's. Invariants: in order, each byte once; whoever pushes hears of what was taken
// and so knows when to wait; the end comes behind all of it, also when there was nothing.
#pragma once

#include "core/base/byte_flow.h"
#include "core/ports/clock.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::rest {

class PushedContent : public std::enable_shared_from_this<PushedContent> {
public:
    /// The clock must outlive it.
    explicit PushedContent(ports::Clock &clock) : m_clock(clock) {}

    void push(std::string_view bytes);
    /// No more comes.
    void end();
    /// Waiting to be asked for.
    std::size_t held() const { return m_held.size(); }
    /// So many bytes were handed on.
    void onTaken(std::function<void(std::size_t)> taken) { m_taken = std::move(taken); }
    /// Called once, when it is first asked for.
    void onWanted(std::function<void()> wanted) { m_wanted = std::move(wanted); }

    /// Lives as long as what it is of; asked when that is gone, it never answers.
    ContentSource source();

private:
    struct Question {
        std::uint64_t number = 0;
        std::size_t max = 0;
        Callback<std::string> done;
    };
    Call ask(std::size_t max, Callback<std::string> done);
    void answerSoon();
    void answer();

    ports::Clock &m_clock;
    std::string m_held;
    bool m_ended = false;
    std::optional<Question> m_question;
    std::uint64_t m_questions = 0;
    std::function<void(std::size_t)> m_taken;
    std::function<void()> m_wanted;
    Call m_turn;
};

} // namespace glovebox::rest
