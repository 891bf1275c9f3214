// Role: lines of JSON that a running Glovebox sends as they come, also over its restarts. Thread: the main one; blocks.
#pragma once

#include "app/cli/live.h"

namespace glovebox::cli {

struct Following {
    std::function<std::string()> path; // asked each time that it is connected to: from where on
    std::function<void(const nlohmann::json &)> show;
    bool goesOn = true; // otherwise the answer ends by itself
};

/// Until it is over, or nobody reads any more. Without a connection it waits for one.
Result<int> followLines(const ApiClient &api, const Following &following);

} // namespace glovebox::cli
