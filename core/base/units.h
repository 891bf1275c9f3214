// Role: sizes with a type. Durations and instants are std::chrono's.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace glovebox {

/// Intervals and deadlines; does not jump when somebody sets the clock.
using MonoTime = std::chrono::steady_clock::time_point;
/// For people and logs only; never compared to decide something.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

struct ByteCount {
    std::uint64_t value = 0;

    static constexpr ByteCount kib(std::uint64_t n) { return {n << 10}; }
    static constexpr ByteCount mib(std::uint64_t n) { return {n << 20}; }
    static constexpr ByteCount gib(std::uint64_t n) { return {n << 30}; }

    friend constexpr auto operator<=>(ByteCount, ByteCount) = default;
};

} // namespace glovebox
