// Role: what passes between a person's terminal and one in a sandbox, looked at on its way. Pure. Thread: any.
#pragma once

#include "core/base/result.h"

#include <set>
#include <string>
#include <string_view>

namespace glovebox::cli {

inline constexpr const char *kUsualDetachKeys = "ctrl-p,ctrl-q";

/// Finds the keys that leave a terminal in what is typed. The beginning of them is held back until it is known to be
/// none.
class DetachKeys {
public:
    /// "ctrl-p,ctrl-q", "ctrl-]", "a": each a sign or ctrl- with a letter or one of @ [ \ ] ^ _; "": none.
    /// InvalidArgument.
    static Result<DetachKeys> parse(const std::string &text);

    /// What of it goes on to the sandbox; nothing after the keys.
    std::string pass(std::string_view typed);
    bool areFound() const { return m_found; }

private:
    std::string m_keys;
    std::size_t m_held = 0; // so many of them were typed last
    bool m_found = false;
};

/// The modes that programs switch a terminal into: the other screen, a hidden cursor, reports of the mouse. Who leaves
/// in the middle leaves a terminal that is as it was.
class ScreenModes {
public:
    void see(std::string_view output);
    /// What puts all of them back; empty: nothing is to be put back. Forgets them.
    std::string undo();

private:
    enum class State { Ground, Escape, Sequence };
    void take(char byte);
    void change();

    State m_state = State::Ground;
    std::string m_sequence; // behind "ESC [", bounded
    std::set<int> m_changed;
    bool m_keypad = false;
};

/// Of output that is shown once more: without what asks the terminal, whose answer nobody waits for any more and which
/// would be typed into what runs there now.
std::string withoutQuestions(std::string_view past);

} // namespace glovebox::cli
