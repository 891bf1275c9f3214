// Role: lengths of time on the command line, "90s", and what is said of those that are none. Pure. Thread: any.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::cli {

struct TimeUnit {
    std::string_view name; // "s"
    std::uint64_t worth = 1;
};

struct TimesTaken {
    std::vector<TimeUnit> units; // the smallest first
    const char *example;         // "90s, 5m or 1h"
    std::uint64_t least = 0;     // in the smallest unit
    std::uint64_t most = 0;
};

inline const std::vector<TimeUnit> kSecondsToDays{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}};
inline const std::vector<TimeUnit> kMillisecondsToHours{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};

/// The option's text becomes a number of the smallest unit, which one without a unit is already.
void takeTime(CLI::Option &option, const TimesTaken &taken);

} // namespace glovebox::cli
