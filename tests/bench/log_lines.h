// Role: what the two benchmarks of logs share: the lines, and saying what is not so. Thread: any.
#pragma once

#include "core/base/log_query.h"

#include <QFile>

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace logbench {

using Clock = std::chrono::steady_clock;

inline double msSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

inline void demand(bool done, const char *what)
{
    if (done)
        return;
    std::fprintf(stderr, "the benchmark of logs: not so: %s\n", what);
    std::exit(1);
}

inline double residentMib()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() * 4096 / 1048576 : 0;
}

/// Every hundredth is a warning, every thousandth an error with a word that no other has.
inline glovebox::LogLine lineOf(glovebox::LogNumber i)
{
    using glovebox::LogLevel;
    const auto level = i % 1000 == 0 ? LogLevel::Error : i % 100 == 0 ? LogLevel::Warning : LogLevel::Info;
    const auto text = "posted user.tool_result for sevt_01JD4XB7013KQMZ" + std::to_string(i) + " in 88 ms" +
                      (i % 1000 == 0 ? " Timeout while reading" : "");
    return {glovebox::WallTime(std::chrono::milliseconds(1'800'000'000'000 + i)), level, "engine", text};
}

} // namespace logbench
