// Role: real time, some times faster: an hour of back-offs and leases in minutes, over real sockets. Every wait is as
// much shorter, so what is timed against each other stays in proportion. The wall clock can be set by the test, as by
// somebody at the host; intervals do not notice. Chance is seeded.
// Thread: one with a Qt event loop.
#pragma once

#include "core/system/real_clock.h"

#include <random>

namespace testsupport {

class FastClock final : public glovebox::ports::Clock {
public:
    FastClock(int timesFaster, std::uint64_t seed);

    glovebox::MonoTime now() const override;
    glovebox::WallTime wallNow() const override;
    glovebox::Call after(std::chrono::milliseconds delay, std::function<void()> then) override;
    double random() override;

    void jumpWall(std::chrono::milliseconds by) { m_wallOffset += by; }

private:
    glovebox::system::RealClock m_real;
    int m_timesFaster;
    glovebox::MonoTime m_began;
    glovebox::WallTime m_wallBegan;
    std::chrono::milliseconds m_wallOffset{0};
    std::mt19937_64 m_chance;
};

} // namespace testsupport
