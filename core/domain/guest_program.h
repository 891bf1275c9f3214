// Role: a program that somebody outside has run in a sandbox, and how it ended. Not a tool: nothing of its output is
// left out or cleaned, and it is not a session's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::domain {

struct GuestProgram {
    std::vector<std::string> arguments; // the program first; looked for on its PATH unless it has a slash
    std::vector<std::pair<std::string, std::string>> environment; // beside the setup's
    std::optional<std::string> user;                              // as in GuestSetup; none: the setup's
    std::string workdir;                                          // absolute; empty: the setup's
    std::string standardInput;            // limits::kExecInputMax at most; what streams is beside it
    std::chrono::milliseconds timeout{0}; // it is killed then, with its process group; 0: never
    /// A service: done with status 0 once it runs; from then on it is nobody's, and what it prints is dropped.
    bool background = false;
};

enum class ProgramStream { Output, Error };

struct ProgramEnd {
    std::optional<int> status; // none: a signal ended it
    int signal = 0;
    bool timedOut = false;

    friend bool operator==(const ProgramEnd &, const ProgramEnd &) = default;
};

} // namespace glovebox::domain
