#include "app/models/terminal_selection.h"

#include <algorithm>
#include <string_view>

namespace glovebox::models {

namespace {

/// What is marked together by a double click: names, paths, addresses.
bool inWord(const TerminalLine &line, int column)
{
    if (column < 0 || column >= static_cast<int>(line.cells.size()))
        return false;
    const auto &cell = line.cells[static_cast<std::size_t>(column)];
    if (cell.width == 0)
        return true;
    return QChar::isLetterOrNumber(cell.letter) ||
           (cell.letter != 0 && cell.letter < 0x80 &&
            std::string_view("_-./~:@%+#?&=").find(static_cast<char>(cell.letter)) != std::string_view::npos);
}

} // namespace

void TerminalSelection::begin(const TerminalScreen &screen, Place at, Unit unit)
{
    m_unit = unit;
    m_anchor = m_end = at;
    widen(screen);
}

void TerminalSelection::extend(const TerminalScreen &screen, Place to)
{
    m_end = to;
    widen(screen);
}

void TerminalSelection::all(const TerminalScreen &screen)
{
    m_unit = Unit::Lines;
    m_anchor = {screen.firstLine(), 0};
    m_end = {screen.top() + screen.size().rows - 1, 0};
    widen(screen);
}

void TerminalSelection::clear()
{
    m_anchor = m_end = m_from = m_to = {};
}

void TerminalSelection::widen(const TerminalScreen &screen)
{
    m_from = std::min(m_anchor, m_end);
    m_to = std::max(m_anchor, m_end);
    if (m_unit == Unit::Lines) {
        m_from.column = 0;
        m_to.column = screen.size().columns;
    }
    if (m_unit == Unit::Words) {
        const auto first = screen.line(m_from.line);
        if (inWord(first, m_from.column))
            while (inWord(first, m_from.column - 1))
                --m_from.column;
        const auto last = screen.line(m_to.line);
        if (m_from == m_to || inWord(last, m_to.column - 1))
            while (inWord(last, m_to.column))
                ++m_to.column;
        if (m_from == m_to)
            ++m_to.column;
    }
}

TerminalPainter::Selected TerminalSelection::on(std::int64_t line, int columns) const
{
    if (empty() || line < m_from.line || line > m_to.line)
        return {};
    return {line == m_from.line ? m_from.column : 0, line == m_to.line ? m_to.column : columns};
}

QString TerminalSelection::text(const TerminalScreen &screen) const
{
    QString out;
    const int columns = screen.size().columns;
    const auto last = std::min(m_to.line, screen.top() + screen.size().rows - 1);
    for (auto line = std::max(m_from.line, screen.firstLine()); !empty() && line <= last; ++line) {
        const auto selected = on(line, columns);
        out += screen.text(line, selected.from, selected.to);
        if (line < last && !screen.goesOn(line))
            out += QLatin1Char('\n');
    }
    return out;
}

} // namespace glovebox::models
