// Role: draws lines of a terminal, letter by letter in their cells: no ligatures, no shaping, nothing that moves a
// neighbour. Lines and blocks of the box-drawing range are drawn, so that they meet at any size. Thread: GUI.
#pragma once

#include "app/models/terminal_colors.h"

#include <QFont>
#include <QRawFont>
#include <QRectF>

#include <array>
#include <optional>

class QPainter;

namespace glovebox::models {

class TerminalPainter {
public:
    /// Cells are whole pixels of the device.
    void setFont(const QString &family, int pixels, qreal devicePixelRatio);
    QSizeF cell() const { return m_cell; }

    /// From `column` to before it the line is selected; -1: nothing is.
    struct Selected {
        int from = -1;
        int to = -1;
    };
    /// `blinkedAway`: letters that blink are not seen now.
    void drawLine(QPainter &painter, const TerminalLine &line, QPointF at, int columns, TerminalColors &colors,
                  bool reversed, Selected selected, bool blinkedAway);
    void drawCursor(QPainter &painter, const TerminalLine &line, const TerminalCursor &cursor, QPointF lineAt,
                    TerminalColors &colors, bool reversed, bool focused);

private:
    struct Run;

    void drawGrounds(QPainter &painter, const TerminalLine &line, QPointF at, int columns, TerminalColors &colors,
                     bool reversed, Selected selected) const;
    void drawLetter(QPainter &painter, char32_t letter, const QString *marks, const TerminalStyle &style, QRectF box,
                    QRgb ink, Run &run);
    void finish(QPainter &painter, Run &run);
    void drawRules(QPainter &painter, const TerminalStyle &style, QRectF box, QRgb ink) const;
    bool drawBox(QPainter &painter, char32_t letter, QRectF box, QRgb ink) const;
    QRectF boxOf(QPointF lineAt, int column, int width) const;

    QSizeF m_cell{8, 17};
    qreal m_ascent = 13;
    qreal m_pixel = 1; // of the device, in ours
    qreal m_thin = 1;  // a light line
    std::array<QFont, 4> m_fonts;
    std::array<QRawFont, 4> m_raw; // usual, bold, italic, both
};

} // namespace glovebox::models
