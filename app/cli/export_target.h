// Role: where an export of the ledger may be written. Thread: any.
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace glovebox::cli {

struct ExportTarget {
    std::string output;
    std::vector<std::string> beside; // endings of files that are written with it: ".sha256"
    bool force = false;              // what is there is replaced
    std::string ledger;              // the file that is read; empty: that of `dataDir`
    std::string dataDir;
};

/// Nothing of ours is ever replaced by an export, and nothing else unasked. Empty: it may be written.
Result<std::string> whyNotThere(const ExportTarget &target);

} // namespace glovebox::cli
