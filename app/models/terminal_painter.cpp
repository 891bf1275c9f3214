#include "app/models/terminal_painter.h"

#include "app/models/terminal_boxes.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace glovebox::models {

namespace {

std::size_t fontOf(const TerminalStyle &style)
{
    return (style.bold ? 1U : 0U) + (style.italic ? 2U : 0U);
}

bool within(const TerminalPainter::Selected &selected, int column)
{
    return column >= selected.from && column < selected.to;
}

} // namespace

/// Letters of one look, drawn in one go.
struct TerminalPainter::Run {
    std::size_t font = 0;
    QRgb ink = 0;
    QList<quint32> glyphs;
    QList<QPointF> places;
};

void TerminalPainter::setFont(const QString &family, int pixels, qreal devicePixelRatio)
{
    m_pixel = devicePixelRatio > 0 ? 1 / devicePixelRatio : 1;
    for (std::size_t i = 0; i < m_fonts.size(); ++i) {
        QFont font(family);
        font.setPixelSize(pixels);
        font.setFixedPitch(true);
        font.setBold((i & 1U) != 0);
        font.setItalic((i & 2U) != 0);
        m_fonts[i] = font;
        m_raw[i] = QRawFont::fromFont(font);
    }
    const QFontMetricsF metrics(m_fonts[0]);
    const auto whole = [this](qreal length) {
        return std::max(1.0, std::round(length / m_pixel)) * m_pixel;
    };
    m_cell = {whole(metrics.horizontalAdvance(QLatin1Char('M'))), std::ceil(metrics.height() / m_pixel) * m_pixel};
    m_ascent = whole(metrics.ascent());
    m_thin = whole(pixels / 13.0);
}

QRectF TerminalPainter::boxOf(QPointF lineAt, int column, int width) const
{
    return {lineAt.x() + column * m_cell.width(), lineAt.y(), width * m_cell.width(), m_cell.height()};
}

void TerminalPainter::drawGrounds(QPainter &painter, const TerminalLine &line, QPointF at, int columns,
                                  TerminalColors &colors, bool reversed, Selected selected) const
{
    const auto groundAt = [&](int column) {
        const bool isThere = column < static_cast<int>(line.cells.size());
        return colors.of(isThere ? line.cells[static_cast<std::size_t>(column)].style : TerminalStyle{}, reversed,
                         within(selected, column));
    };
    for (int column = 0; column < columns;) {
        const auto pair = groundAt(column);
        int end = column + 1;
        while (end < columns && groundAt(end).ground == pair.ground)
            ++end;
        if (pair.ground != colors.theme().ground)
            painter.fillRect(boxOf(at, column, end - column), QColor::fromRgb(pair.ground));
        column = end;
    }
}

void TerminalPainter::drawLine(QPainter &painter, const TerminalLine &line, QPointF at, int columns,
                               TerminalColors &colors, bool reversed, Selected selected, bool blinkedAway)
{
    drawGrounds(painter, line, at, columns, colors, reversed, selected);
    Run run;
    const int end = std::min(columns, static_cast<int>(line.cells.size()));
    for (int column = 0; column < end; ++column) {
        const auto &cell = line.cells[static_cast<std::size_t>(column)];
        if (cell.width == 0)
            continue;
        const auto ink = colors.of(cell.style, reversed, within(selected, column)).ink;
        const auto box = boxOf(at, column, cell.width);
        drawRules(painter, cell.style, box, ink);
        if (cell.letter > U' ' && !(blinkedAway && cell.style.blink))
            drawLetter(painter, cell.letter, line.marksAt(column), cell.style, box, ink, run);
    }
    finish(painter, run);
}

void TerminalPainter::drawLetter(QPainter &painter, char32_t letter, const QString *marks, const TerminalStyle &style,
                                 QRectF box, QRgb ink, Run &run)
{
    if (!marks && drawBox(painter, letter, box, ink))
        return;
    const auto font = fontOf(style);
    if (!marks && letter < 0x10000) {
        const QChar one(static_cast<char16_t>(letter));
        quint32 glyph = 0;
        int count = 1;
        if (m_raw[font].glyphIndexesForChars(&one, 1, &glyph, &count) && count == 1 && glyph != 0) {
            if (run.font != font || run.ink != ink)
                finish(painter, run);
            run.font = font;
            run.ink = ink;
            run.glyphs += glyph;
            run.places += QPointF(box.x(), box.y() + m_ascent);
            return;
        }
    }
    // Of another font, or of several signs: kept within its cell.
    painter.save();
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setFont(m_fonts[font]);
    painter.setPen(QColor::fromRgb(ink));
    const auto text = QString::fromUcs4(&letter, 1) + (marks ? *marks : QString());
    const qreal width = QFontMetricsF(m_fonts[font]).horizontalAdvance(text);
    painter.drawText(QPointF(box.x() + std::max(0.0, (box.width() - width) / 2), box.y() + m_ascent), text);
    painter.restore();
}

void TerminalPainter::finish(QPainter &painter, Run &run)
{
    if (run.glyphs.isEmpty())
        return;
    QGlyphRun glyphs;
    glyphs.setRawFont(m_raw[run.font]);
    glyphs.setGlyphIndexes(run.glyphs);
    glyphs.setPositions(run.places);
    painter.setPen(QColor::fromRgb(run.ink));
    painter.drawGlyphRun({}, glyphs);
    run.glyphs.clear();
    run.places.clear();
}

void TerminalPainter::drawRules(QPainter &painter, const TerminalStyle &style, QRectF box, QRgb ink) const
{
    const auto rule = [&](qreal y) {
        painter.fillRect(QRectF(box.x(), box.y() + y, box.width(), m_thin), QColor::fromRgb(ink));
    };
    const qreal below = std::min(m_ascent + m_thin, m_cell.height() - m_thin);
    if (style.underline == 1)
        rule(below);
    if (style.underline == 2) {
        rule(below - m_thin);
        rule(std::min(below + m_thin, m_cell.height() - m_thin));
    }
    if (style.underline == 3) // a wave of small steps
        for (int step = 0; step * 2 * m_thin < box.width(); ++step)
            painter.fillRect(
                QRectF(box.x() + step * 2 * m_thin, box.y() + below - (step % 2) * m_thin, 2 * m_thin, m_thin),
                QColor::fromRgb(ink));
    if (style.strike)
        rule(std::round(m_ascent * 0.66 / m_pixel) * m_pixel);
}

bool TerminalPainter::drawBox(QPainter &painter, char32_t letter, QRectF box, QRgb ink) const
{
    const auto parts = boxParts(letter, box.size(), m_thin, m_pixel);
    if (!parts)
        return false;
    auto color = QColor::fromRgb(ink);
    color.setAlphaF(static_cast<float>(parts->opacity));
    for (const QRectF &part : parts->rectangles)
        painter.fillRect(part.translated(box.topLeft()), color);
    return true;
}

void TerminalPainter::drawCursor(QPainter &painter, const TerminalLine &line, const TerminalCursor &cursor,
                                 QPointF lineAt, TerminalColors &colors, bool reversed, bool focused)
{
    const bool isThere = cursor.column < static_cast<int>(line.cells.size());
    const auto cell = isThere ? line.cells[static_cast<std::size_t>(cursor.column)] : TerminalCell{};
    const auto pair = colors.of(cell.style, reversed);
    const auto box = boxOf(lineAt, cursor.column, std::max<int>(cell.width, 1));
    const auto ink = QColor::fromRgb(pair.ink);
    if (!focused) { // an outline: what is typed goes elsewhere
        painter.setPen(QPen(ink, m_thin));
        const qreal half = m_thin / 2;
        painter.drawRect(box.adjusted(half, half, -half, -half));
        return;
    }
    if (cursor.shape == TerminalCursorShape::Underline) {
        painter.fillRect(QRectF(box.x(), box.bottom() - 2 * m_thin, box.width(), 2 * m_thin), ink);
        return;
    }
    if (cursor.shape == TerminalCursorShape::Bar) {
        painter.fillRect(QRectF(box.x(), box.y(), 2 * m_thin, box.height()), ink);
        return;
    }
    painter.fillRect(box, ink);
    if (cell.letter > U' ') {
        Run run;
        drawLetter(painter, cell.letter, line.marksAt(cursor.column), cell.style, box, pair.ground, run);
        finish(painter, run);
    }
}

} // namespace glovebox::models
