// Role: lines of a log as a file of their own: text with a head that says what it is, or JSON lines as they are kept,
// compressed (gzip) when that is wanted.
// Thread: any; writes a file.
#pragma once

#include "core/base/work_pool.h"
#include "core/logs/log_reader.h"

#include <functional>
#include <limits>
#include <string>

namespace glovebox::logs {

struct ExportWish {
    std::string file;
    bool asJson = false;
    bool compressed = false;
    std::string title; // "engine", for the head
    LogExtent lines{0, std::numeric_limits<LogNumber>::max()};
    std::function<void(double part)> progress{}; // 0 to 1, now and then; may be empty
};

/// How many lines were written. The file is there whole or not at all, closed to other users; one of its name is
/// replaced. Its head has the counts, so the log is read twice.
Result<LogNumber> exportLog(const LogReader &reader, const LogQuery &query, const ExportWish &wish,
                            const StopFlag &stop);

/// For text files and terminals: control characters and what changes direction cannot be in it.
std::string plainLine(const StoredLine &line);

} // namespace glovebox::logs
