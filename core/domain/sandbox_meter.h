// Role: what one sandbox has used so far, and what that costs by a price table. Times are measured, sums are exact:
// integers all the way, rounded once, at the end. Thread: any.
#pragma once

#include "core/base/units.h"
#include "core/domain/sandbox.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace glovebox::domain {

/// Since the sandbox was made, over hibernation and restarts of the program.
struct SandboxMeter {
    std::chrono::milliseconds running{0};    // its processors went
    std::chrono::milliseconds paused{0};     // it stood still in memory
    std::chrono::milliseconds hibernated{0}; // it was on disk alone
    std::chrono::milliseconds cpuTime{0};    // of its processes on the host
    ByteCount memoryPeak;                    // resident, proportional share
    ByteCount diskPeak;

    friend bool operator==(const SandboxMeter &, const SandboxMeter &) = default;
};

/// What a host's owner charges; millionths of a US dollar.
struct PriceTable {
    std::string asOf;                   // "2026-11-26"
    std::int64_t vcpuHour = 0;          // each vCPU while running
    std::int64_t memoryGibHour = 0;     // each GiB of its size while running or paused
    std::int64_t hibernatedGibHour = 0; // each GiB of its size while hibernated
    std::int64_t diskGibMonth = 0;      // each GiB of disk that it used at most; a month has 730 hours

    friend bool operator==(const PriceTable &, const PriceTable &) = default;
};

/// In millionths of a US dollar, rounded to the nearest; halves upward.
std::int64_t costOf(const SandboxMeter &meter, const MachineSize &size, const PriceTable &prices);

} // namespace glovebox::domain
