// Role: a ledger that is needed only as long as something is open in it, for programs that serve one session and end.
// Thread: any; blocks.
#pragma once

#include "core/base/result.h"

#include <string>

namespace glovebox::ledger {

/// Removes the ledger at `path` with what SQLite and we keep beside it, unless a call is open in it: then the next
/// program has to know. True when it is gone, or never was. The caller sees to it that nobody opens it meanwhile;
/// Conflict when somebody has it open. One that cannot be read stays.
Result<bool> removeIfSettled(const std::string &path);

/// The same without looking at what is open in it.
void removeLedger(const std::string &path);

} // namespace glovebox::ledger
