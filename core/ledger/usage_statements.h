// Role: the SQL that sums usage, one statement a grouping. Thread: any.
// Invariant: whatever they are grouped by, the rows of one span of days have the same sums.
#pragma once

#include "core/domain/history.h"

#include <optional>
#include <string>

namespace glovebox::ledger {

/// What a statement groups by; none: everything is one row.
using Grouping = std::optional<domain::UsageBy>;

/// Whether the control plane's figures can be told apart by it: they are a session's, not a sandbox's.
bool hasListUsage(domain::UsageBy by);

/// Columns: key, label, a meter's six, cost, lowest and highest price table, sandboxes, whether there is list usage,
/// its eight. Values to bind: from, to (days), the same again with list usage, and how many rows.
std::string usageStatement(Grouping by, bool withListUsage);

} // namespace glovebox::ledger
