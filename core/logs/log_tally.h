// Role: how the lines of a log lie over time, and which line stands at a time. Thread: any, one at a time; reads files.
#pragma once

#include "core/logs/log_reader.h"

namespace glovebox::logs {

/// Lines from - to-1, kPieceMax of them at most, counted by stretches of `span`. Lines that do not read have no time.
Result<LogTally> tally(const LogReader &reader, LogNumber from, LogNumber to, std::chrono::milliseconds span,
                       const StopFlag &stop);

/// The first line at `at` or later; the end when there is none. Where a clock jumped back, times are not in order: then
/// one of the places where it was that time.
Result<LogNumber> lineAt(const LogReader &reader, WallTime at);

} // namespace glovebox::logs
