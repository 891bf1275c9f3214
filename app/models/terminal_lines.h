// Role: what a terminal shows, as values: cells with their looks, lines of them. Plain values, no window. Thread: any.
#pragma once

#include <QString>

#include <cstdint>
#include <utility>
#include <vector>

namespace glovebox::models {

struct TerminalStyle {
    static constexpr std::int32_t kUsual = -1;
    static constexpr std::int32_t kTrueColor = 0x1000000; // and 0xRRGGBB

    std::int32_t ink = kUsual; // of a table of 256, or a true colour
    std::int32_t ground = kUsual;
    bool bold : 1 = false;
    bool faint : 1 = false;
    bool italic : 1 = false;
    bool blink : 1 = false;
    bool reverse : 1 = false;
    bool strike : 1 = false;
    std::uint8_t underline : 2 = 0; // 1: one line, 2: two, 3: curly

    friend bool operator==(const TerminalStyle &, const TerminalStyle &) = default;
};

struct TerminalCell {
    char32_t letter = 0; // 0: nothing was written there
    TerminalStyle style;
    std::uint8_t width = 1; // 2: a wide letter; 0: its right half

    friend bool operator==(const TerminalCell &, const TerminalCell &) = default;
};

struct TerminalLine {
    std::vector<TerminalCell> cells;            // may be shorter than the screen: the rest is blank
    std::vector<std::pair<int, QString>> marks; // what is written over a letter, by column

    const QString *marksAt(int column) const
    {
        for (const auto &[at, text] : marks)
            if (at == column)
                return &text;
        return nullptr;
    }
    friend bool operator==(const TerminalLine &, const TerminalLine &) = default;
};

enum class TerminalCursorShape { Block, Underline, Bar };

struct TerminalCursor {
    int row = 0;
    int column = 0;
    bool visible = true;
    bool blinks = true;
    TerminalCursorShape shape = TerminalCursorShape::Block;

    friend bool operator==(const TerminalCursor &, const TerminalCursor &) = default;
};

} // namespace glovebox::models
