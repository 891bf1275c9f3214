// Role: a terminal in a sandbox: a pseudo-terminal that the guest's agent keeps, with the program that it was opened
// for. It lives as long as that guest: over windows, connections, programs of the host, sleep; copies of the sandbox
// have it.
#pragma once

#include "core/base/units.h"
#include "core/domain/guest_program.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::domain {

/// In cells. What is beyond these bounds is brought within them by whoever takes it from outside.
struct TerminalSize {
    int columns = 80; // 1 to 1000
    int rows = 24;    // 1 to 1000

    friend bool operator==(const TerminalSize &, const TerminalSize &) = default;
};

/// Made by the guest's agent, from 1 up; none comes twice in a guest.
using TerminalNumber = std::uint32_t;

struct TerminalWish {
    std::vector<std::string> arguments;                           // empty: the user's shell
    std::vector<std::pair<std::string, std::string>> environment; // beside the setup's
    std::optional<std::string> user;                              // as in GuestSetup; none: the setup's
    std::string workdir;                                          // absolute; empty: the setup's
    TerminalSize size;
    std::string term = "xterm-256color";
};

/// As the agent tells of it: bounded, and its texts cleaned.
struct GuestTerminal {
    TerminalNumber number = 0;
    std::string program; // "bash", "vim notes.txt": what it was opened for
    TerminalSize size;
    std::chrono::seconds age{0};   // since it was opened, by the guest's clock
    std::optional<ProgramEnd> end; // its program has ended; what it printed can still be read

    friend bool operator==(const GuestTerminal &, const GuestTerminal &) = default;
};

} // namespace glovebox::domain
