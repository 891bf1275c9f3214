// Role: the five tools that work on files (reference 4.3 to 4.7). Each is one function that blocks until it is done, so
// the agent runs it in a child process of its own (file_call.h).
#pragma once

#include "core/guest/agent/tools/context.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace glovebox::agent {

ToolOutcome readTool(const ToolContext &context, const nlohmann::json &input);
ToolOutcome writeTool(const ToolContext &context, const nlohmann::json &input);
ToolOutcome editTool(const ToolContext &context, const nlohmann::json &input);
ToolOutcome globTool(const ToolContext &context, const nlohmann::json &input);
ToolOutcome grepTool(const ToolContext &context, const nlohmann::json &input);

bool isFileTool(std::string_view name);
/// One of the five by name.
ToolOutcome runFileTool(const ToolContext &context, std::string_view name, const nlohmann::json &input);

} // namespace glovebox::agent
