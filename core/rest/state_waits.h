// Role: requests that are answered once something that the engine shows has come about. Thread: the engine's.
// Invariants: nobody is called from inside the engine's telling; who waits is called until they say that it is over,
// their time is, or they are dropped; then never again, and they are let go of.
#pragma once

#include "core/ports/clock.h"

#include <cstdint>
#include <functional>
#include <map>

namespace glovebox::rest {

class StateWaits {
public:
    /// The clock must outlive it.
    explicit StateWaits(ports::Clock &clock) : m_clock(clock) {}
    StateWaits(const StateWaits &) = delete;
    StateWaits &operator=(const StateWaits &) = delete;

    /// `look` says whether it is over; it is called soon, and after each stir(). `late`: `within` has passed instead.
    std::uint64_t await(std::function<bool()> look, std::chrono::milliseconds within, std::function<void()> late);
    void drop(std::uint64_t number) { m_waiting.erase(number); }
    /// Something changed.
    void stir();

private:
    struct Waiting {
        std::function<bool()> look;
        Call deadline;
    };
    void lookRound();

    ports::Clock &m_clock;
    std::uint64_t m_next = 1;
    std::map<std::uint64_t, Waiting> m_waiting;
    bool m_isStirred = false;
    Call m_round;
};

} // namespace glovebox::rest
