// Role: reads what a session has cost (reference 2.3, 2.7). Pure; figures that are missing or of another type count as
// zero, since nothing is decided by them. Thread: any.
#pragma once

#include "core/domain/session.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace glovebox::controlplane {

/// Of a session's or an event's "usage". Nothing when it is no object.
std::optional<domain::ModelUsage> usageFrom(const nlohmann::json &usage);

/// {"amount": "187", "currency": "USD"}: a decimal string of integer cents. Nothing for another currency, for fractions
/// and for what does not fit.
std::optional<std::int64_t> centsFrom(const nlohmann::json &money);

} // namespace glovebox::controlplane
