// Role: says trouble that is tried again and again once: when it begins, when it becomes another, and when it is over.
// What comes between goes to the debug level. Thread: the engine's.
#pragma once

#include "core/base/error.h"

#include <chrono>
#include <optional>
#include <string>

namespace glovebox::engine {

class TroubleLog {
public:
    /// `what` begins the lines: "polling for Staging (env_01ABC)".
    explicit TroubleLog(std::string what) : m_what(std::move(what)) {}

    /// `most`: as long as the pauses become.
    void failed(const Error &why, std::chrono::milliseconds next, std::chrono::milliseconds most);
    /// Silent unless there was trouble.
    void over();

private:
    std::string m_what;
    std::optional<ErrorCode> m_said;
    int m_attempts = 0;
};

} // namespace glovebox::engine
