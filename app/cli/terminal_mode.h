// Role: a terminal of ours in another mode for as long as this lives: what is typed is not shown, or every byte goes
// through as it is. Thread: the main one; one at a time.
// Invariants: the terminal is as it was before on every way out: when this goes, when a signal ends the program, when
// it crashes.
#pragma once

#include <csignal>
#include <termios.h>
#include <utility>
#include <vector>

namespace glovebox::cli {

class TerminalMode {
public:
    enum class Kind {
        Unseen, // lines, which are not shown; signals of the keyboard end the program
        Raw,    // bytes; TERM, INT, HUP and QUIT from elsewhere are the caller's matter
    };
    TerminalMode(int terminal, Kind kind);
    ~TerminalMode();
    TerminalMode(const TerminalMode &) = delete;
    TerminalMode &operator=(const TerminalMode &) = delete;

    bool isSet() const { return m_changed; }

private:
    Kind m_kind;
    std::vector<std::pair<int, struct sigaction>> m_before;
    bool m_changed = false;
};

} // namespace glovebox::cli
