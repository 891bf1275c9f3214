// Role: logs as the local API's JSON, both ways: the command line reads them with this, too. Pure. Thread: any.
// Invariants: those of view_json.h.
#pragma once

#include "core/base/log_query.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace glovebox::rest {

nlohmann::json toJson(const StoredLine &line);
nlohmann::json toJson(const LogPage &page);
nlohmann::json toJson(const LogEntry &entry);

/// "engine", "session", "sandbox"
std::string_view word(LogName::Kind kind);
/// What toJson() wrote; none: it is no such thing. An id is a safe token.
std::optional<StoredLine> storedLineFrom(const nlohmann::json &line);
std::optional<LogEntry> logEntryFrom(const nlohmann::json &entry);

} // namespace glovebox::rest
