// Role: what was used here in the form that existing clients read: the usage object and the history record of
// GET /v1/usage and GET /v1/runs/history. Pure. Thread: any.
// Invariants: cents are fractions, and exactly a ten-thousandth of what the ledger has; memory is GiB-seconds of a
// sandbox's size while it was in memory; instants are RFC 3339 in UTC.
#pragma once

#include "core/domain/use.h"

#include <nlohmann/json.hpp>

namespace glovebox::rest {

nlohmann::json usageObject(const domain::UseTotals &totals, WallTime asOf);
nlohmann::json historyRecord(const domain::EndedRun &run);

/// Millionths of a US dollar as cents: 12.3456.
double cents(std::int64_t micros);
/// "2026-11-26T10:15:00.000Z"
std::string instantText(WallTime at);

} // namespace glovebox::rest
