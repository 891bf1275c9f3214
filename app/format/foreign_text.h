// Role: text that came from a session, a guest or a server, made safe to look at. Escape sequences are taken out,
// control and direction-changing characters become visible, and lines have a bound: nothing that was printed inside a
// sandbox can repaint, reorder or flood the window or the operator's terminal.
#pragma once

#include <QString>
#include <QStringList>

namespace glovebox::format {

/// Longest line that is laid out; what is behind it is counted, not drawn.
inline constexpr qsizetype kShownLineMax = 4096;

/// One line, safe to draw as plain text. Tabs become four spaces.
QString shownLine(QStringView line);

/// A whole text as such lines. A carriage return within a line keeps what was last written there, as a terminal would.
QStringList shownLines(const QString &text);

/// The first line that is not blank, for lists; "" when there is none.
QString firstLine(const QString &text);

} // namespace glovebox::format
