// Role: what the runner needs of a call under way, whether it is a child process of its own or the shared shell.
// Nothing blocks: advance() is called after every wake-up of the loop and does what can be done now.
#pragma once

#include "core/guest/agent/tools/context.h"

#include <nlohmann/json.hpp>

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

using Instant = std::chrono::steady_clock::time_point;

struct ToolCall {
    std::uint32_t stream = 0;
    std::string tool;
    nlohmann::json input = nlohmann::json::object();
    std::chrono::milliseconds timeout{0};
    std::string handler; // of a custom tool: the executable; empty: one of the six
    std::string standardInput;
    std::vector<std::string> folders; // beside the context's own: for this call's file tool
    std::vector<std::string> readOnlyFolders;
};

/// Live output as it comes; may be empty.
using OutputSink = std::function<void(std::string_view)>;

class RunningCall {
public:
    virtual ~RunningCall() = default;
    virtual void addPollFds(std::vector<pollfd> &fds) const = 0;
    virtual Instant deadline() const = 0;
    /// The outcome once there is one.
    virtual std::optional<ToolOutcome> advance(Instant now) = 0;
    /// The host has lost interest: end it now. advance() then gives an outcome.
    virtual void abort() = 0;
    virtual bool owns(pid_t child) const = 0;
};

} // namespace glovebox::agent
