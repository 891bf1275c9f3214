// Role: begins a program of the host's as the head of a session of its own, with the rights, the folder and the
// environment of its context, and says in words why it could not. Thread: the agent's only one.
#pragma once

#include "core/guest/agent/tools/context.h"
#include "core/guest/protocol/exec_messages.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::agent {

struct Launched {
    pid_t child = -1;
    std::optional<guest::ExecEnd> refusal; // then there is no child
};

/// Waits as long as an exec takes. `inChild` runs in the child, at the head of its session and still with all rights:
/// it puts the three standard descriptors in place.
Launched launchProgram(const ToolContext &context, const std::vector<std::string> &arguments,
                       const std::function<void()> &inChild);

/// Why there is none, for want of what the system would not give: an errno.
guest::ExecEnd notLaunched(const ToolContext &context, const std::string &program, int error);

} // namespace glovebox::agent
