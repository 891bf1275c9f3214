// Role: the file in the data folder that keeps which rules were added to egress profiles besides the operator's file.
// Thread: any; the file is small. Invariants: a file that is not whole is never left behind; one that cannot be read is
// an error, and is left alone.
#pragma once

#include "core/base/result.h"
#include "core/domain/egress_policy.h"
#include "core/engine/egress_book.h"

#include <string>
#include <vector>

namespace glovebox::compose {

/// "egress-rules.json" in it.
std::string egressRulesFileOf(const std::string &dataFolder);
/// None of them when there is no file.
Result<engine::EgressBook::Added> readEgressRules(const std::string &file);
Result<> writeEgressRules(const std::string &file, const engine::EgressBook::Added &added);

} // namespace glovebox::compose
