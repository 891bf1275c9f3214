// Role: sessions, their calls and what they left, as the local API's JSON. Pure. Thread: any. Invariants: those of
// view_json.h; a call's input and output are as long as they are kept, and cut at a whole sign by the reader.
#pragma once

#include "core/api/views.h"

#include <nlohmann/json.hpp>

namespace glovebox::rest {

nlohmann::json toJson(const api::SessionView &session);
nlohmann::json toJson(const api::ToolCallView &call);
nlohmann::json toJson(const api::OutputsView &outputs);
nlohmann::json toJson(const domain::ModelUsage &usage);

} // namespace glovebox::rest
