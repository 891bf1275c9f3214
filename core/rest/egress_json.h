// Role: egress rules, profiles and attempts as the local API writes them, and rules as its clients do. Pure. Thread:
// any.
#pragma once

#include "core/api/egress_views.h"
#include "core/rest/request_body.h"

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace glovebox::rest {

/// {"allow": "*.example.org", "ports": ["443", "8000-8010"], "traffic": "tls", "note": "…"}, or "deny" in its place.
nlohmann::json toJson(const domain::EgressRule &rule);
/// {"name": …, "description": …, "rules": […]}
nlohmann::json toJson(const domain::EgressProfile &profile);
nlohmann::json toJson(const api::EgressProfilesView &view);
nlohmann::json toJson(const domain::EgressDecision &decision);

inline std::vector<std::string_view> egressRuleFields()
{
    return {"allow", "deny", "ports", "traffic", "note"};
}
/// What is wrong with it is the body's problem().
domain::EgressRule egressRuleFrom(RequestBody &body);

} // namespace glovebox::rest
