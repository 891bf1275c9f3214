// Role: what passes between a person's terminal and one in a sandbox, looked at on its way. Pure. Thread: any.
#pragma once

#include "core/base/result.h"

#include <set>
#include <string>
#include <string_view>

namespace glovebox::cli {

inline constexpr const char *kUsualDetachKeys = "ctrl-p,ctrl-q";

/// Finds the keys that leave a terminal in what is typed. The beginning of them is held back until it is known to be
/// none. Keys are those of the usual way, and of both ways in which programs have them told apart.
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
    std::string m_unread;   // the beginning of a key
    std::size_t m_held = 0; // so many of them were typed last, as
    std::string m_heldBytes;
    bool m_found = false;
};

/// What programs make of a terminal: the other screen, a hidden cursor, reports of the mouse, keys told apart, margins,
/// colours. Who leaves in the middle leaves a terminal that is as it was.
class ScreenModes {
public:
    void see(std::string_view output);
    /// What puts all of them back; empty: nothing is to be put back. Forgets them.
    std::string undo();

private:
    enum class State { Ground, Escape, Sequence, Signs };
    struct Left {
        std::set<int> modes;
        int keysOfKitty = 0; // pushed and not popped
        bool keysOfXterm = false;
        bool keypad = false;
        bool cursor = false; // of another shape
        bool margins = false;
        bool signs = false; // of another set than letters
        bool colours = false;
    };
    void take(char byte);
    void change();
    void switchModes(bool on);

    State m_state = State::Ground;
    std::string m_sequence; // behind "ESC [", bounded
    Left m_left;
};

/// Of output that is shown once more: without what asks the terminal, whose answer nobody waits for any more and which
/// would be typed into what runs there now.
std::string withoutQuestions(std::string_view past);

} // namespace glovebox::cli
