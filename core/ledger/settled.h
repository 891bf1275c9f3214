// Role: a ledger that is needed only as long as something is open in it, for programs that serve one session and end.
// Thread: any; blocks.
#pragma once

#include "core/base/result.h"

#include <string>

namespace glovebox::ledger {

/// Why a ledger stays.
enum class Remains {
    Nothing,   // it is gone, or never was
    OpenCalls, // the next program has to know of them
    Secrets    // its trail tells what the gate's secrets were used for
};

/// Removes the ledger at `path` with what SQLite and we keep beside it, unless somebody needs it. The caller sees to it
/// that nobody opens it meanwhile; Conflict when somebody has it open. One that cannot be read stays.
Result<Remains> removeIfSettled(const std::string &path);

/// Whether its trail tells of the gate's secrets.
Result<bool> tellsOfSecrets(const std::string &path);

/// The same without looking at what is open in it.
void removeLedger(const std::string &path);

} // namespace glovebox::ledger
