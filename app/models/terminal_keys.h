// Role: which bytes a key makes in a terminal: those that mean the same in every mode, and the emulator's names of
// those that do not. Source: xterm's keyboard, which terminfo's xterm-256color describes. Pure. Thread: any.
#pragma once

#include <QString>

#include <string>

namespace glovebox::models {

/// Enter, Tab, Escape, Backspace with what is held beside them; empty: another key.
std::string plainKey(int key, int modifiers);
/// The emulator's name of a key that makes no letter; 0: it has none.
int vtermKey(int key);
int vtermModifiers(int modifiers);
/// A letter, with Control and Alt held.
std::string typedBytes(const QString &text, int modifiers);

} // namespace glovebox::models
