// Role: the life of one tool call on this host.
//
//   requested ──▶ running ──▶ posting ──▶ done | error
//       │            ├──▶ timed out (posted as an error)      posting: the result exists and is on its way; it is kept
//       │            └──▶ cancelled                           until the server took it or the lease is gone
//       ├─ask─▶ needs approval ──allow──▶ requested
//       │             └─deny─▶ denied
//       ├──▶ denied       (the server said so; nothing runs, nothing is posted)
//       └──▶ not ours     (a custom or server-side tool: somebody else answers)
#pragma once

#include "core/domain/state_table.h"

#include <string>
#include <string_view>

namespace glovebox::domain {

enum class ToolCallState {
    Requested,
    NeedsApproval,
    Running,
    Posting,
    Done,
    Error,
    TimedOut,
    Denied,
    Cancelled,
    NotOurs
};

std::string_view word(ToolCallState state); // "needs approval"

/// Nothing more happens to the call here.
constexpr bool isFinal(ToolCallState state)
{
    return state != ToolCallState::Requested && state != ToolCallState::NeedsApproval &&
           state != ToolCallState::Running && state != ToolCallState::Posting;
}

/// What a tool produced. Text is valid UTF-8; empty text is posted as "(no output)" (reference 3.7).
struct ToolResult {
    std::string text;
    bool isError = false;
    bool timedOut = false;

    friend bool operator==(const ToolResult &, const ToolResult &) = default;
};

/// The six tools that a worker runs itself (reference 4). web_search and web_fetch run at the service.
bool isToolsetTool(std::string_view name);

} // namespace glovebox::domain
