// Role: pages of what guests tried to reach, and how often which rule decided. Thread: the one that opened the
// connection.
// Invariants: a question that names a sandbox, a session or a verdict goes along that one's index, newest first, and
// reads no more rows than it has to; one that names a time reads rows of the hours that it is about alone. How often a
// rule decided is counted in its index, without a look at the rows.
#pragma once

#include "core/domain/history.h"
#include "core/ledger/statements.h"

#include <string>
#include <vector>

namespace glovebox::ledger {

/// `most` rows at most.
Result<domain::EgressRows> egressPage(Statements &statements, const domain::EgressPage &question, int most);

/// Of those that decided since then, in the order of their texts; as many as there are, up to a bound that is an error.
Result<std::vector<domain::EgressRuleUse>> egressRuleUses(Statements &statements,
                                                          const domain::EgressRuleUses &question);

/// All that are ever run, to look at their plans.
std::vector<std::string> egressStatements();

} // namespace glovebox::ledger
