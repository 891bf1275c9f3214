// Role: reads the work queue's answers (reference 1.2, 1.3, 1.6, 1.8). Pure, tolerant of what it does not know. Thread:
// any.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/work_item.h"
#include "core/ports/queue_control.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace glovebox::controlplane {

/// A poll's body: JSON null and no body at all both mean that the queue is empty.
Result<std::optional<domain::WorkItem>> decodePoll(std::string_view body, const domain::EnvironmentId &environment);

/// `environment` is taken when the item names none. ProtocolError without an id: such an item cannot be acknowledged.
Result<domain::WorkItem> decodeWorkItem(const nlohmann::json &json, const domain::EnvironmentId &environment);

/// The sessions token in an item's `secret`: base64 in either alphabet, padded or not, of a JSON object. Nothing when
/// it is anything else, or when the token could not stand in a header.
std::optional<SecretString> decodeWorkSecret(std::string_view secret);

Result<domain::Heartbeat> decodeHeartbeat(std::string_view body);

/// An entry without an id is left out: nothing could be done with it.
Result<ports::WorkPage> decodeWorkPage(std::string_view body, const domain::EnvironmentId &environment);
Result<domain::QueueStats> decodeQueueStats(std::string_view body);

} // namespace glovebox::controlplane
