#include "app/models/terminal_keys.h"

#include <vterm.h>

#include <Qt>

namespace glovebox::models {

namespace {

constexpr char kEscapeByte = '\x1b';

/// Where Control and a sign of the upper row have one byte of old.
char controlOf(char letter)
{
    switch (letter) {
    case ' ':
    case '2':
        return '\0';
    case '3':
        return '\x1b';
    case '4':
        return '\x1c';
    case '5':
        return '\x1d';
    case '6':
        return '\x1e';
    case '7':
    case '/':
        return '\x1f';
    case '8':
    case '?':
        return '\x7f';
    default:
        return letter >= '@' && letter <= '~' ? static_cast<char>(letter & 0x1f) : letter;
    }
}

} // namespace

std::string plainKey(int key, int modifiers)
{
    std::string bytes;
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        bytes = "\r";
        break;
    case Qt::Key_Tab:
        bytes = (modifiers & Qt::ShiftModifier) != 0 ? "\x1b[Z" : "\t";
        break;
    case Qt::Key_Backtab:
        bytes = "\x1b[Z";
        break;
    case Qt::Key_Escape:
        bytes = "\x1b";
        break;
    case Qt::Key_Backspace:
        bytes = (modifiers & Qt::ControlModifier) != 0 ? "\b" : "\x7f";
        break;
    default:
        return {};
    }
    return (modifiers & Qt::AltModifier) != 0 ? kEscapeByte + bytes : bytes;
}

int vtermKey(int key)
{
    if (key >= Qt::Key_F1 && key <= Qt::Key_F12)
        return VTERM_KEY_FUNCTION(key - Qt::Key_F1 + 1);
    switch (key) {
    case Qt::Key_Up:
        return VTERM_KEY_UP;
    case Qt::Key_Down:
        return VTERM_KEY_DOWN;
    case Qt::Key_Left:
        return VTERM_KEY_LEFT;
    case Qt::Key_Right:
        return VTERM_KEY_RIGHT;
    case Qt::Key_Insert:
        return VTERM_KEY_INS;
    case Qt::Key_Delete:
        return VTERM_KEY_DEL;
    case Qt::Key_Home:
        return VTERM_KEY_HOME;
    case Qt::Key_End:
        return VTERM_KEY_END;
    case Qt::Key_PageUp:
        return VTERM_KEY_PAGEUP;
    case Qt::Key_PageDown:
        return VTERM_KEY_PAGEDOWN;
    default:
        return VTERM_KEY_NONE;
    }
}

int vtermModifiers(int modifiers)
{
    int out = VTERM_MOD_NONE;
    if ((modifiers & Qt::ShiftModifier) != 0)
        out |= VTERM_MOD_SHIFT;
    if ((modifiers & Qt::AltModifier) != 0)
        out |= VTERM_MOD_ALT;
    if ((modifiers & Qt::ControlModifier) != 0)
        out |= VTERM_MOD_CTRL;
    return out;
}

std::string typedBytes(const QString &text, int modifiers)
{
    auto bytes = text.toStdString();
    if (bytes.size() == 1 && (modifiers & Qt::ControlModifier) != 0)
        bytes[0] = controlOf(bytes[0]);
    return (modifiers & Qt::AltModifier) != 0 ? kEscapeByte + bytes : bytes;
}

} // namespace glovebox::models
