// Role: what colours a terminal's looks have on a theme's ground: a guest's own are kept, but moved until they can be
// read. Thread: GUI.
#pragma once

#include "app/models/terminal_lines.h"

#include <QHash>
#include <QRgb>

#include <array>

namespace glovebox::models {

struct TerminalTheme {
    QRgb ink = 0xffe8ebef;
    QRgb ground = 0xff0e1013;
    std::array<QRgb, 16> table{}; // from black to bright white; each can be read on the ground
    QRgb selected = 0xff1f3a5c;

    friend bool operator==(const TerminalTheme &, const TerminalTheme &) = default;
};

class TerminalColors {
public:
    struct Pair {
        QRgb ink;
        QRgb ground;
        bool ownGround; // another than the terminal's
    };

    void setTheme(const TerminalTheme &theme);
    const TerminalTheme &theme() const { return m_theme; }
    /// `reversed`: the whole screen is.
    Pair of(const TerminalStyle &style, bool reversed, bool selected = false);

private:
    QRgb plain(std::int32_t color, QRgb usual) const;
    QRgb readable(QRgb ink, QRgb ground);

    TerminalTheme m_theme;
    QHash<quint64, QRgb> m_readable; // bounded: a guest has sixteen million colours
};

} // namespace glovebox::models
