// Role: says trouble that is tried again and again once: when it begins, when it becomes another, once an hour as long
// as it lasts, and when it is over. What comes between goes to the debug level. Thread: the engine's.
#pragma once

#include "core/base/error.h"
#include "core/ports/clock.h"

#include <chrono>
#include <optional>
#include <string>

namespace glovebox::engine {

class TroubleLog {
public:
    /// `what` begins the lines: "polling for Staging (env_01ABC)".
    TroubleLog(ports::Clock &clock, std::string what) : m_clock(clock), m_what(std::move(what)) {}

    /// `most`: as long as the pauses become.
    void failed(const Error &why, std::chrono::milliseconds next, std::chrono::milliseconds most);
    /// Silent unless there was trouble.
    void over();

private:
    struct Said {
        ErrorCode code;
        std::string cause;
        bool operator==(const Said &) const = default;
    };

    ports::Clock &m_clock;
    std::string m_what;
    std::optional<Said> m_said;
    MonoTime m_saidAt{};
    MonoTime m_began{};
    int m_attempts = 0;
};

} // namespace glovebox::engine
