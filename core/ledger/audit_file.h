// Role: the audit trail, or what a filter leaves of it, as a file for others, with its checksum beside it. Thread: the
// one that opened the trail; blocks. Invariants: a file is there whole or not at all, and for its owner alone.
#pragma once

#include "core/base/work_pool.h"
#include "core/ledger/audit_export.h"
#include "core/ledger/audit_trail.h"

#include <functional>
#include <string>

namespace glovebox::ledger {

struct AuditFileWish {
    std::string file;
    bool mayReplace = true;               // false: it fails when there is one of its name, or of its checksum's
    std::function<void(double)> progress; // 0 to 1; may be empty
    const StopFlag *stop = nullptr;       // raised: Cancelled, and nothing is left
};

/// How many entries were written, oldest first.
Result<std::uint64_t> writeTrail(AuditTrail &trail, const AuditFilter &filter, AuditExport &shape,
                                 const AuditFileWish &wish);

} // namespace glovebox::ledger
