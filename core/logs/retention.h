// Role: which files of logs are deleted: what is older than wanted, then the oldest until the rest is small enough.
// choose() is pure. Invariants: the engine's newest file stays, and what is being written to.
#pragma once

#include "core/base/units.h"
#include "core/logs/log_part.h"

#include <set>
#include <string>
#include <vector>

namespace glovebox::logs {

struct Retention {
    std::chrono::milliseconds keep{0}; // 0: for ever
    ByteCount total;                   // 0: any
};

struct KeptFile {
    std::string file; // below the folder
    LogName name;
    bool full = false;
    ByteCount size;
    WallTime changed;
};

/// Of `files`, what goes. `open`: logs that are written to at the moment.
std::vector<std::string> choose(std::vector<KeptFile> files, const Retention &retention, WallTime now,
                                const std::set<LogName> &open);

/// Looks and deletes, indexes too, also indexes that no log is beside.
void keepTo(const std::string &folder, const Retention &retention, WallTime now, const std::set<LogName> &open);

} // namespace glovebox::logs
