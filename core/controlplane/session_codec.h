// Role: reads sessions and their events (reference 2.3, 2.7, 2.9, 2.11). Pure; event types and fields that it does not
// know become OtherEvent, and what decides about running a tool fails closed. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/controlplane/sse_parser.h"
#include "core/domain/session.h"
#include "core/ports/control_plane.h"
#include "core/ports/operator_actions.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace glovebox::controlplane {

Result<domain::Session> decodeSession(std::string_view body);

/// Of a list of agents (8.2): those that can be used, and the next page's cursor.
struct AgentPage {
    std::vector<ports::Agent> agents;
    std::string nextPage; // empty: this was the last
};
Result<AgentPage> decodeAgentPage(std::string_view body);

/// Nothing for what has no id of its own, such as the previews on a stream.
std::optional<domain::SessionEvent> decodeEvent(const nlohmann::json &json);

Result<ports::EventPage> decodeEventPage(std::string_view body);

/// One message of the stream: an event, nothing (a ping, a preview), or the error that ends the stream.
Result<std::optional<domain::SessionEvent>> decodeStreamMessage(const SseMessage &message);

} // namespace glovebox::controlplane
