// Role: tries an environment's key: reads its queue's figures (reference 1.8) and the answer's date, and nothing else,
// so that no work is claimed. Thread: one with an event loop. Letting go of the call ends it.
#pragma once

#include "core/controlplane/connection.h"
#include "core/domain/work_item.h"

#include <chrono>
#include <optional>

namespace glovebox::controlplane {

struct KeyTrial {
    domain::QueueStats queue;
    std::optional<std::chrono::milliseconds> clockAhead{}; // ours, before the server's; none: it told no time
};

/// What takes longer is no answer that somebody waits for.
inline constexpr std::chrono::seconds kTrialMax{20};

/// The clock must outlive the call. InvalidArgument in words for the operator when the configuration cannot work.
Call tryKey(ClientConfig config, ports::Clock &clock, QObject *scope, Callback<KeyTrial> done);

/// "Sun, 06 Nov 1994 08:49:37 GMT"; none: that is no date.
std::optional<WallTime> httpDate(const std::string &text);

} // namespace glovebox::controlplane
