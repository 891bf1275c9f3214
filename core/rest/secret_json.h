// Role: the gate's secrets as the local API writes them, and definitions as its clients do. Pure. Thread: any.
// Invariant: no value is ever written.
#pragma once

#include "core/api/secret_views.h"
#include "core/rest/request_body.h"

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace glovebox::rest {

/// {"name": …, "hosts": […], "form": {"kind": "basic", "user": "x"}, "variable": …, "since_ms": …}
nlohmann::json toJson(const api::ShownSecret &shown);
nlohmann::json toJson(const api::SecretsView &view);

/// Of a request to keep one.
inline std::vector<std::string_view> secretFields()
{
    return {"description", "hosts", "form", "variable", "value", "must_be_new"};
}
/// What is wrong with it is the body's problem(), or the engine's to say.
api::SaveSecret saveSecretFrom(const std::string &name, RequestBody &body);

} // namespace glovebox::rest
