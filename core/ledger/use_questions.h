// Role: answers about single sandboxes and about what all of them used: what another program asks for. Thread: the one
// that opened the connection.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/statements.h"

#include <string>
#include <vector>

namespace glovebox::ledger {

/// Within one state of the ledger; of pages `most` rows at most, and whether there are more.
Result<domain::SandboxTrailRows> sandboxTrail(Statements &statements, const domain::SandboxTrail &question, int most);
Result<domain::UseTotals> useIn(Statements &statements, const domain::UseIn &question);
Result<domain::EndedRuns> endedIn(Statements &statements, const domain::EndedIn &question, int most);

/// All that are ever run, to look at their plans.
std::vector<std::string> useStatements();

} // namespace glovebox::ledger
