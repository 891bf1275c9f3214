// Role: a page of a log, for readers who come back for the next one. Thread: any, one at a time; reads files.
// Invariants: kPageLook lines are looked at, kPageLinesMax and about kPageBytesMax taken, at most; a page moves on by
// one line at least while there is something in its direction.
#pragma once

#include "core/logs/log_reader.h"

namespace glovebox::logs {

/// At the speed of memory: some tens of milliseconds.
inline constexpr LogNumber kPageLook = 8 * kPieceMax;
inline constexpr std::size_t kPageLinesMax = 1000;
inline constexpr ByteCount kPageBytesMax = ByteCount::mib(1);

/// Refreshes the reader first. Cancelled: `stop` was raised.
Result<LogPage> pageOf(LogReader &reader, const LogPageQuery &query, const StopFlag &stop);

} // namespace glovebox::logs
