// Role: time in a test's hand. Nothing happens until advance(); then every waiting function runs at its own instant, in
// order of that instant and, at the same instant, in the order of asking. Chance is a fixed sequence.
// Thread: the test's. Functions may ask for further waits, cancel others, or advance no further (it does not nest).
#pragma once

#include "core/ports/clock.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace testsupport {

class ManualClock : public glovebox::ports::Clock {
public:
    ManualClock();

    glovebox::MonoTime now() const override { return m_now; }
    glovebox::WallTime wallNow() const override { return m_wall; }
    glovebox::Call after(std::chrono::milliseconds delay, std::function<void()> then) override;
    double random() override;

    /// Time passes, and all that falls due in it happens. Zero delays asked for on the way happen too.
    void advance(std::chrono::milliseconds by);
    /// What is due already, without time passing: the next turn of the loop.
    void runDue() { advance(std::chrono::milliseconds{0}); }
    /// Jumps to the earliest waiting function and runs what is due then. False: nothing waits.
    bool advanceToNext();

    /// How many functions wait.
    std::size_t waiting() const { return m_timers->size(); }
    /// How long until the earliest of them.
    std::optional<std::chrono::milliseconds> untilNext() const;

    /// From here on random() answers this value, in [0, 1).
    void setRandom(double value) { m_fixedRandom = value; }
    /// Somebody sets the host's clock; intervals must not notice.
    void setWall(glovebox::WallTime wall) { m_wall = wall; }

private:
    using Key = std::pair<glovebox::MonoTime, std::uint64_t>; // due, order of asking
    using Timers = std::map<Key, std::function<void()>>;

    glovebox::MonoTime m_now;
    glovebox::WallTime m_wall;
    std::shared_ptr<Timers> m_timers = std::make_shared<Timers>(); // handles may outlive the clock
    std::uint64_t m_asked = 0;
    std::uint32_t m_randomState = 1;
    std::optional<double> m_fixedRandom;
    bool m_advancing = false;
};

} // namespace testsupport
