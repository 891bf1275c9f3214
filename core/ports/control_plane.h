// Role: one environment of the control plane, as a worker needs it (reference: managed-agents-protocol 1, 2, 7).
// An implementation holds the base URL and the environment key, and makes the generic retries of 7.1 inside each call.
// Thread: the engine's. Every call answers through its callback at most once; see core/base/call.h.
//
// Errors are told apart by code: isRefusal() ones are final for what was asked; all others may pass.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/session.h"
#include "core/domain/tool_call.h"
#include "core/domain/work_item.h"

#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

/// "4xx other than 408, 409 and 429" in the reference: asking again will not help.
constexpr bool isRefusal(ErrorCode code)
{
    return code == ErrorCode::InvalidArgument || code == ErrorCode::Unauthorized || code == ErrorCode::Forbidden ||
           code == ErrorCode::NotFound || code == ErrorCode::LeaseLost || code == ErrorCode::TooLarge;
}

struct PollRequest {
    std::string workerId;               // names this worker in the queue's statistics
    std::chrono::milliseconds block{0}; // 1 to 999 ms; 0: do not wait
    std::optional<std::chrono::milliseconds> reclaimOlderThan;
};

struct HeartbeatRequest {
    domain::WorkId work;
    std::string expected; // the last answer's lastHeartbeat, or kNoHeartbeat for the first beat
    SecretString credential;
    std::chrono::milliseconds deadline{0}; // for the whole beat, its retries included
};
inline constexpr const char *kNoHeartbeat = "NO_HEARTBEAT";

struct EventPage {
    std::vector<domain::SessionEvent> events; // oldest first
    std::string nextPage;                     // empty: this was the last
};

/// An answer to one tool call. `kind` decides between user.tool_result and user.custom_tool_result.
struct ToolAnswer {
    domain::EventId use;
    domain::ToolKind kind = domain::ToolKind::Agent;
    domain::ToolResult result;
};

struct StreamHandlers {
    std::function<void()> opened;                    // the server accepted; history may be read now
    std::function<void(domain::SessionEvent)> event; // live, in order, no replay
    std::function<void(Error)> closed;               // last call: end of stream, cut, silence, or a refusal
};

class ControlPlane {
public:
    virtual ~ControlPlane() = default;

    /// Nothing: the queue is empty. An item is claimed by this and must be acknowledged within 5 s.
    virtual Call poll(PollRequest request, Callback<std::optional<domain::WorkItem>> done) = 0;
    virtual Call acknowledge(domain::WorkId work, Callback<> done) = 0;

    // An empty credential means the environment key.

    /// LeaseLost: the lease has moved on (412).
    virtual Call heartbeat(HeartbeatRequest request, Callback<domain::Heartbeat> done) = 0;
    /// Forced stop: "we are done with it". Already stopped (409) is success.
    virtual Call stop(domain::WorkId work, SecretString credential, Callback<> done) = 0;
    virtual Call retrieveSession(domain::SessionId session, SecretString credential,
                                 Callback<domain::Session> done) = 0;
    /// One page of history, oldest first; `page` from the page before, empty for the first.
    virtual Call listEvents(domain::SessionId session, std::string page, SecretString credential,
                            Callback<EventPage> done) = 0;
    virtual Call sendToolResult(domain::SessionId session, ToolAnswer answer, SecretString credential,
                                Callback<> done) = 0;
    /// Lives until closed() or until the handle goes. No reconnecting inside.
    virtual Call openEventStream(domain::SessionId session, SecretString credential, StreamHandlers handlers) = 0;
};

} // namespace glovebox::ports
