// Role: what the ledger tells of the past as the local API's JSON, and days and instants as its clients write them.
// Pure. Thread: any. Invariants: those of view_json.h; money is cents.
#pragma once

#include "core/api/views.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace glovebox::rest {

nlohmann::json toJson(const domain::UsageTable &table);
nlohmann::json toJson(const domain::AuditRows &rows);
nlohmann::json toJson(const domain::PastSessionRows &rows);
nlohmann::json toJson(const domain::EndedRuns &runs);
nlohmann::json toJson(const api::EndedSandboxView &ended);

std::optional<domain::UsageBy> usageByFrom(std::string_view word);
/// "2026-11-26"
std::optional<domain::UsageDay> dayFrom(std::string_view text);
/// "2026-11-26T10:15:00Z", with or without milliseconds
std::optional<WallTime> instantFrom(std::string_view text);

} // namespace glovebox::rest
