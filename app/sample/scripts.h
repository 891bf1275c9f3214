// Role: what the sample's agents do and say, as tables: tool calls with what they print, titles, messages. Pure.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace glovebox::sample {

struct ScriptedCall {
    const char *tool;
    const char *summary;
    const char *input; // JSON, as it is shown
    const char *output;
    std::chrono::milliseconds takes;
    bool fails = false;
};

struct ScriptedSession {
    const char *title;
    const char *agent;
    const char *wish; // the first message
};

std::span<const ScriptedCall> scriptedCalls();
/// What agents may do only when somebody allows it.
std::span<const ScriptedCall> askedCalls();
/// The one that is shown so; of a call that no table has: a short one that prints nothing.
const ScriptedCall &scriptOf(std::string_view summary);
std::span<const ScriptedSession> scriptedSessions();
std::span<const char *const> agentMessages();
std::span<const char *const> userMessages();
/// Hosts that guests reach, and hosts that no rule names.
std::span<const char *const> allowedHosts();
std::span<const char *const> deniedHosts();

} // namespace glovebox::sample
