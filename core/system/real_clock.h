// Role: the Clock port on the host's real clocks and the calling thread's event loop.
// Thread: any with an event loop; a handle stays on the thread that asked for it.
// Invariants: nothing fires early; after cancel(), and after the clock is gone, nothing fires at all.
#pragma once

#include "core/ports/clock.h"

#include <memory>

namespace glovebox::system {

class RealClock final : public ports::Clock {
public:
    RealClock();
    ~RealClock() override;

    MonoTime now() const override;
    WallTime wallNow() const override;
    Call after(std::chrono::milliseconds delay, std::function<void()> then) override;
    double random() override;

private:
    /// Timers look here before they fire: it goes when the clock does.
    std::shared_ptr<const bool> m_alive;
};

} // namespace glovebox::system
