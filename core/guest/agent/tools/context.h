// Role: what a tool call knows of the place it runs in, and what it answers. The tools assume nothing about process 1,
// so the same code is tested on the host in a temporary folder. No Qt.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::agent {

/// Texts and limits of the six tools: reference, section 4.
inline constexpr std::size_t kReadMax = 256 << 10;
inline constexpr std::size_t kOutputMax = 100 << 10;
inline constexpr std::chrono::milliseconds kBashTimeoutDefault{120'000};
inline constexpr std::chrono::milliseconds kGrepTimeout{60'000};

/// Whose rights tools have. Nothing: those of the calling process (unit tests).
struct Credentials {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups{}; // further ones

    friend bool operator==(const Credentials &, const Credentials &) = default;
};

struct ToolLimits {
    std::size_t addressSpace = 0; // of a file tool, bytes; 0: not limited
    std::size_t processes = 0;    // of the tools' user together; 0: not limited

    friend bool operator==(const ToolLimits &, const ToolLimits &) = default;
};

struct ToolContext {
    std::string workdir;                    // where relative paths begin, and the root of all file tools
    std::vector<std::string> otherRoots;    // further permitted folders
    std::vector<std::string> readOnlyRoots; // inside the permitted ones: read, but not write and edit
    std::vector<std::pair<std::string, std::string>> environment; // of the shell and of rg: exactly this
    std::optional<Credentials> credentials;
    ToolLimits limits;
    /// A control group that the shell and handlers begin in, with all that they start: what can be ended as a whole,
    /// and counted, whoever runs in it. Empty: none.
    std::string fence;

    friend bool operator==(const ToolContext &, const ToolContext &) = default;
};

struct ToolOutcome {
    std::string text;
    bool isError = false;
    bool timedOut = false;

    friend bool operator==(const ToolOutcome &, const ToolOutcome &) = default;
};

inline ToolOutcome success(std::string text)
{
    return {std::move(text), false, false};
}
inline ToolOutcome failure(std::string text)
{
    return {std::move(text), true, false};
}

} // namespace glovebox::agent
