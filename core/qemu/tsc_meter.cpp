#include "core/qemu/tsc_meter.h"

#include <x86intrin.h>

namespace glovebox::qemu {

TscMeter::TscMeter() : m_first(look()) {}

TscMeter::Sample TscMeter::look()
{
    // Being interrupted between the two readings would spoil the pair: the tightest of several is taken.
    Sample best;
    std::uint64_t bestSpread = UINT64_MAX;
    for (int attempt = 0; attempt < 8; ++attempt) {
        const std::uint64_t before = __rdtsc();
        const auto at = std::chrono::steady_clock::now();
        const std::uint64_t after = __rdtsc();
        if (after - before < bestSpread) {
            bestSpread = after - before;
            best = {at, before + (after - before) / 2};
        }
    }
    return best;
}

std::optional<long> TscMeter::khz() const
{
    const Sample second = look();
    const auto elapsed = std::chrono::duration_cast<std::chrono::nanoseconds>(second.at - m_first.at);
    if (elapsed < kSpan || second.ticks <= m_first.ticks)
        return std::nullopt;
    const double khz = static_cast<double>(second.ticks - m_first.ticks) * 1e6 / static_cast<double>(elapsed.count());
    // No x86 processor's counter runs outside 100 MHz to 20 GHz: a host that pauses or migrates us shows as nonsense.
    if (khz < 1e5 || khz > 2e7)
        return std::nullopt;
    return static_cast<long>(khz + 0.5);
}

} // namespace glovebox::qemu
