// Role: the rate of the host's time stamp counter, taken between two looks at it so that nobody has to wait.
// Thread: both looks on any; a value otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace glovebox::qemu {

class TscMeter {
public:
    /// The first look.
    TscMeter();
    /// The second look, in kHz. Nothing when less than `kSpan` has passed or the counter makes no sense.
    std::optional<long> khz() const;

    static constexpr std::chrono::milliseconds kSpan{50};

private:
    struct Sample {
        std::chrono::steady_clock::time_point at;
        std::uint64_t ticks = 0;
    };
    static Sample look();

    Sample m_first;
};

} // namespace glovebox::qemu
