// Role: what of a terminal's lines somebody marked: from one place to another, letters, words or whole lines. Lines
// have their numbers, so that it stays on its text while others come. Pure. Thread: GUI.
#pragma once

#include "app/models/terminal_painter.h"
#include "app/models/terminal_screen.h"

#include <QString>

#include <cstdint>

namespace glovebox::models {

class TerminalSelection {
public:
    enum class Unit { Letters, Words, Lines };
    struct Place {
        std::int64_t line = 0;
        int column = 0; // between letters: 0 is before the first

        friend auto operator<=>(const Place &, const Place &) = default;
    };

    void begin(const TerminalScreen &screen, Place at, Unit unit);
    void extend(const TerminalScreen &screen, Place to);
    void all(const TerminalScreen &screen);
    void clear();

    bool empty() const { return !(m_from < m_to); }
    /// Of this line.
    TerminalPainter::Selected on(std::int64_t line, int columns) const;
    /// A line that goes on in the next one has no line end there.
    QString text(const TerminalScreen &screen) const;

private:
    void widen(const TerminalScreen &screen);

    Unit m_unit = Unit::Letters;
    Place m_anchor;
    Place m_end;
    Place m_from;
    Place m_to;
};

} // namespace glovebox::models
