// Role: budgets, orphans, the work queue, keys and what a start took up, as the local API's JSON; budgets also as its
// clients write them. Pure. Thread: any. Invariants: those of view_json.h.
#pragma once

#include "core/api/views.h"
#include "core/rest/request_body.h"

#include <nlohmann/json.hpp>

namespace glovebox::rest {

nlohmann::json toJson(const domain::Budget &budget);
nlohmann::json toJson(const api::BudgetView &view);
nlohmann::json toJson(const api::OrphansView &view);
nlohmann::json toJson(const api::RecoveryView &view);
nlohmann::json toJson(const api::WorkView &view);
nlohmann::json toJson(const api::ShownKey &key);
nlohmann::json toJson(const api::KeysView &view);

inline std::vector<std::string_view> budgetFields()
{
    return {"scope", "period", "limit_cents", "action", "warn_percent"};
}
domain::Budget budgetFrom(RequestBody &body);

} // namespace glovebox::rest
