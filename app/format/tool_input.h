// Role: the input of a tool call as somebody has to read it before allowing it: the whole of it, values as text instead
// of JSON escapes, and nothing that hides. Control, direction-changing and invisible characters are spelled out, escape
// sequences are not taken out, long lines are broken instead of cut. Pure.
#pragma once

#include <QString>
#include <QStringList>

#include <string>

namespace glovebox::format {

/// Longest piece of a line. Short enough that a piece is in view as a whole even in a narrow pane.
inline constexpr qsizetype kInputPieceMax = 240;

struct ToolInput {
    QStringList lines;
    /// False: this is not all of it. It was cut on its way here, and must not be allowed from what is shown.
    bool whole = false;

    friend bool operator==(const ToolInput &, const ToolInput &) = default;
};

/// `json` is the call's input as the engine publishes it. Values are indented below their key, so that no value can
/// look like another key.
ToolInput toolInput(const std::string &json);

} // namespace glovebox::format
