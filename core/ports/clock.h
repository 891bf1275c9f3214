// Role: time and chance, from outside. Nothing else in core reads a clock, starts a timer or rolls a die, so a test can
// play an hour in a millisecond. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/units.h"

#include <functional>

namespace glovebox::ports {

class Clock {
public:
    virtual ~Clock() = default;

    virtual MonoTime now() const = 0;
    virtual WallTime wallNow() const = 0;

    /// Calls `then` once after `delay` (0: at the next turn of the loop), unless the handle goes first.
    virtual Call after(std::chrono::milliseconds delay, std::function<void()> then) = 0;

    /// Uniform in [0, 1): for jitter.
    virtual double random() = 0;
};

} // namespace glovebox::ports
