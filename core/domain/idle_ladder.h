// Role: what becomes of a sandbox that nobody uses, by the time since it was last used.
#pragma once

#include <chrono>
#include <optional>

namespace glovebox::domain {

/// Each step counts from the last use: a tool call, a file, a message of its session. A step that is not there is never
/// taken. A kept sandbox is paused and hibernated, never destroyed, but for one whose owner said so.
struct IdleLadder {
    std::optional<std::chrono::milliseconds> pauseAfter;
    std::optional<std::chrono::milliseconds> hibernateAfter;
    std::optional<std::chrono::milliseconds> destroyAfter;
    bool endsKept = false; // whoever made it wants it gone then, kept or not

    friend bool operator==(const IdleLadder &, const IdleLadder &) = default;
};

enum class IdleStep { Pause, Hibernate, Destroy };

} // namespace glovebox::domain
