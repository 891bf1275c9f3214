// Role: what the local API tells of the past, read back into the values that the ledger gives, so that one command
// prints the same from both. Pure. Thread: any. Invariant: whatever an answer holds, reading it ends; what is missing
// or something else than expected is left empty.
#pragma once

#include "core/domain/history.h"

#include <nlohmann/json.hpp>

namespace glovebox::cli {

domain::UsageTable usageTableFrom(const nlohmann::json &answer);
/// Of GET /v1/history/runs.
domain::EndedRuns endedRunsFrom(const nlohmann::json &answer);
domain::AuditRows auditRowsFrom(const nlohmann::json &answer);

} // namespace glovebox::cli
