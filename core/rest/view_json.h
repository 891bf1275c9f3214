// Role: what the engine shows as the local API's JSON objects. Pure. Thread: any.
// Invariants: names are snake_case; sizes are bytes, durations milliseconds, instants RFC 3339 in UTC; a field that has
// no value is not there. Text of guests and images is made valid UTF-8 when it is written.
#pragma once

#include "core/api/views.h"

#include <nlohmann/json.hpp>

#include <string>

namespace glovebox::rest {

nlohmann::json toJson(const api::HostView &host);
nlohmann::json toJson(const api::SandboxView &sandbox);
nlohmann::json toJson(const api::ImageView &image);
nlohmann::json toJson(const api::SnapshotView &snapshot);
nlohmann::json toJson(const api::OperationView &operation);
nlohmann::json toJson(const api::EnvironmentView &environment);
nlohmann::json toJson(const api::AgentsView &agents);
nlohmann::json toJson(const api::StartedSessionView &start);
nlohmann::json toJson(const Error &error);
/// With its definition's text and its log, or without both.
nlohmann::json toJson(const api::DefinedTemplateView &view, bool whole);
nlohmann::json toJson(const api::BuildLine &line);
nlohmann::json toJson(const api::SeedView &view);

/// Empty: `state` is one of an enumeration whose last is `last`. Else those that there are.
template <class State>
std::string statesBut(const std::string &state, State last)
{
    std::string all;
    for (int each = 0; each <= static_cast<int>(last); ++each) {
        const auto name = word(static_cast<State>(each));
        if (name == state)
            return {};
        all += (all.empty() ? "" : ", ") + std::string(name);
    }
    return all;
}

/// Never throws: bytes that are no UTF-8 are replaced.
std::string dump(const nlohmann::json &value);

} // namespace glovebox::rest
