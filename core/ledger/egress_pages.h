// Role: pages of what guests tried to reach. Thread: the one that opened the connection.
// Invariants: a question that names a sandbox, a session or a verdict goes along that one's index, newest first, and
// reads no more rows than it has to.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/statements.h"

#include <string>
#include <vector>

namespace glovebox::ledger {

/// `most` rows at most.
Result<domain::EgressRows> egressPage(Statements &statements, const domain::EgressPage &question, int most);

/// All that are ever run, to look at their plans.
std::vector<std::string> egressStatements();

} // namespace glovebox::ledger
