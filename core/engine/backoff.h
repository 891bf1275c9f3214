// Role: the one back-off rule of the engine: doubling from `first`, capped, jittered down to three quarters.
#pragma once

#include <algorithm>
#include <chrono>

namespace glovebox::engine {

/// `failures` before this one; `random` in [0, 1).
inline std::chrono::milliseconds backoff(int failures, std::chrono::milliseconds first, std::chrono::milliseconds max,
                                         double random)
{
    const auto doubled = first * (1LL << std::min(failures, 20));
    const auto capped = std::min(std::chrono::milliseconds(doubled), max);
    return std::chrono::milliseconds(
        static_cast<long long>(static_cast<double>(capped.count()) * (0.75 + 0.25 * random)));
}

} // namespace glovebox::engine
