// Role: sums of usage, exactly, in one look at the rows of the days that are asked for: SQLite sorts whole rows to
// group them, and again for their sandboxes; here they are counted as they come. Thread: the one that opened the
// connection. Invariants: whatever they are grouped by, the rows of one span of days have the same sums, and the total
// is of all.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/statements.h"

#include <string>
#include <vector>

namespace glovebox::ledger {

/// `most` rows at most. Within one state of the ledger.
Result<domain::UsageTable> sumUsage(Statements &statements, const domain::UsageSums &question, int most);

/// All that are ever run, to look at their plans.
std::vector<std::string> usageStatements();

} // namespace glovebox::ledger
