// Role: a session and what happens in it, as the control plane tells it (reference 2.3 to 2.9), reduced to what a
// runner and its operator need. Unknown event types and fields are tolerated: they become OtherEvent.
#pragma once

#include "core/domain/ids.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
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

/// One skill that the session's agent brings along (5.1).
struct SkillRef {
    std::string id;      // "skill_…", or a short name for Anthropic's own
    std::string version; // concrete, or "latest"

    friend bool operator==(const SkillRef &, const SkillRef &) = default;
};

/// One memory store attached to the session (2.3, 5.3).
struct MemoryAttachment {
    MemoryStoreId store;
    std::string name;
    std::string mountPath; // absolute path in the sandbox; empty: not stated
    bool readOnly = false;
    friend bool operator==(const MemoryAttachment &, const MemoryAttachment &) = default;
};

/// What the model has cost so far, as the control plane reports it: cumulative, list price (2.3, 2.7).
struct ModelUsage {
    std::uint64_t inputTokens = 0; // without the cached ones
    std::uint64_t outputTokens = 0;
    std::uint64_t cacheReadTokens = 0;
    std::uint64_t cacheWriteTokens = 0; // of all lifetimes
    std::uint64_t webSearches = 0;
    std::uint64_t webFetches = 0;
    std::chrono::milliseconds active{0};
    std::optional<std::int64_t> listCostCents; // US cents; none: not reported

    friend bool operator==(const ModelUsage &, const ModelUsage &) = default;
};

struct Session {
    SessionId id;
    SessionStatus status = SessionStatus::Unknown;
    std::string title; // empty: none
    std::string agentName;
    std::map<std::string, std::string> metadata;
    std::vector<SkillRef> skills;
    std::vector<MemoryAttachment> memoryStores;
    std::optional<ModelUsage> usage;
    std::optional<std::int64_t> budgetCents; // US cents of list cost; none: no budget
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
struct UserInterrupt {
    std::optional<ThreadId> thread; // none: the whole session
};

struct SessionError {
    std::string type;
    std::string message;
};

/// session.usage: cumulative, sent before each idle.
struct UsageReported {
    ModelUsage usage;
};

/// session.thread_created: one more agent works in this session.
struct ThreadCreated {
    ThreadId thread;
    std::string agentName;
};

/// session.updated with a new title.
struct TitleChanged {
    std::string title;
};

struct OtherEvent {};

using EventPayload = std::variant<OtherEvent, ToolUse, ToolAnswered, ToolConfirmation, Message, StatusIdle,
                                  StatusRunning, StatusRescheduled, StatusTerminated, SessionDeleted, ThreadTerminated,
                                  UserInterrupt, SessionError, UsageReported, ThreadCreated, TitleChanged>;

struct SessionEvent {
    EventId id;
    std::string type;        // as on the wire
    std::string processedAt; // RFC 3339, empty while queued
    EventPayload payload;
};

} // namespace glovebox::domain
