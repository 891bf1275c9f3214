#include "core/domain/tool_call.h"

#include <algorithm>

namespace glovebox::domain {

std::string_view word(ToolCallState state)
{
    switch (state) {
    case ToolCallState::Requested:
        return "requested";
    case ToolCallState::NeedsApproval:
        return "needs approval";
    case ToolCallState::Running:
        return "running";
    case ToolCallState::Posting:
        return "posting";
    case ToolCallState::Done:
        return "done";
    case ToolCallState::Error:
        return "error";
    case ToolCallState::TimedOut:
        return "timed out";
    case ToolCallState::Denied:
        return "denied";
    case ToolCallState::Cancelled:
        return "cancelled";
    case ToolCallState::NotOurs:
        return "not ours";
    }
    return "unknown";
}

bool isToolsetTool(std::string_view name)
{
    constexpr std::array<std::string_view, 6> tools{"bash", "read", "write", "edit", "glob", "grep"};
    return std::ranges::find(tools, name) != tools.end();
}

} // namespace glovebox::domain
