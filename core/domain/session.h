// Role: a session and what happens in it, as the control plane tells it (reference 2.3 to 2.9), reduced to what a
// runner and its operator need. Unknown event types and fields are tolerated: they become OtherEvent.
#pragma once

#include "core/domain/ids.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glovebox::domain {

enum class SessionStatus { Idle, Running, Rescheduling, Terminated, Unknown };
std::string_view word(SessionStatus status);
SessionStatus sessionStatusFrom(std::string_view word);

struct Session {
    SessionId id;
    SessionStatus status = SessionStatus::Unknown;
    std::string title; // empty: none
    std::string agentName;
    std::map<std::string, std::string> metadata;
};

enum class ToolKind {
    Agent,  // agent.tool_use, answered with user.tool_result
    Custom, // agent.custom_tool_use, answered with user.custom_tool_result
    Mcp,    // agent.mcp_tool_use, runs at the service; never answered by us
};

/// What the server decided before it asked. Anything that is not a known word holds the call like Ask (3.4).
enum class Permission { Allow, Ask, Deny, Unknown };

struct ToolUse {
    ToolKind kind = ToolKind::Agent;
    std::string name;
    nlohmann::json input = nlohmann::json::object();
    Permission permission = Permission::Allow; // absent on the wire counts as Allow
    std::optional<ThreadId> thread;
};

struct ToolAnswered { // user.tool_result, user.custom_tool_result
    EventId use;
    bool isError = false;
    std::string text; // of its text blocks
};

enum class Verdict { Allow, Deny, Unknown }; // Unknown counts as Deny: fail closed

struct ToolConfirmation {
    EventId use;
    Verdict verdict = Verdict::Unknown;
    std::string denyMessage;
};

struct Message {
    enum class From { User, Agent, System } from = From::Agent;
    std::string text;
};

struct StatusIdle {
    std::string stopReason;         // "end_turn", "requires_action", …; empty when absent
    std::vector<EventId> blockedOn; // of requires_action
};

struct StatusRunning {};
struct StatusRescheduled {};
struct StatusTerminated {};
struct SessionDeleted {};
struct ThreadTerminated {
    ThreadId thread;
};
struct UserInterrupt {};

struct SessionError {
    std::string type;
    std::string message;
};

struct OtherEvent {};

using EventPayload =
    std::variant<OtherEvent, ToolUse, ToolAnswered, ToolConfirmation, Message, StatusIdle, StatusRunning,
                 StatusRescheduled, StatusTerminated, SessionDeleted, ThreadTerminated, UserInterrupt, SessionError>;

struct SessionEvent {
    EventId id;
    std::string type;        // as on the wire
    std::string processedAt; // RFC 3339, empty while queued
    EventPayload payload;
};

} // namespace glovebox::domain
