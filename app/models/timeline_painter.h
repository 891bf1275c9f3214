// Role: draws a timeline: the axis, a lane of bars each, the live edge, the overview below. Each kind is told apart by
// its shape or pattern before its colour. Thread: GUI.
#pragma once

#include "app/models/session_timeline.h"

#include <QColor>
#include <QFont>
#include <QRectF>

class QPainter;

namespace glovebox::models {

struct TimelineColors {
    QColor ground, raised, text, quiet, grid, live, progress, attention, failed, parked, neutral, selected, ring;

    friend bool operator==(const TimelineColors &, const TimelineColors &) = default;
};

/// Where things stand, for the painter and the pointer alike.
struct TimelineFrame {
    QSizeF size;
    double label = 90; // the column of names
    double axis = 20;
    double lane = 22;
    double overview = 14;

    double plotWidth() const { return std::max(1.0, size.width() - label); }
    QRectF laneBox(std::size_t place) const
    {
        return {label, axis + lane * static_cast<double>(place), plotWidth(), lane};
    }
    double lanesEnd(std::size_t lanes) const { return axis + lane * static_cast<double>(lanes); }
    QRectF overviewBox(std::size_t lanes) const { return {label, lanesEnd(lanes) + 6, plotWidth(), overview}; }
};

class TimelinePainter {
public:
    TimelinePainter(QPainter &painter, SessionTimeline &timeline, const TimelineColors &colors,
                    const TimelineFrame &frame, const QFont &font);

    /// With `focused` the cursor's ring is seen.
    void draw(const std::vector<std::vector<TimelineBar>> &bars, bool focused);
    /// `whole`: the bars of each lane over all there is.
    void drawOverview(const std::vector<std::vector<TimelineBar>> &whole);

private:
    void drawAxis();
    QRectF liveBox() const;
    double liveEdge() const;
    void drawName(std::size_t lane);
    void drawLane(std::size_t lane, const std::vector<TimelineBar> &bars);
    void drawBar(const TimelineLane &lane, const TimelineBar &bar, const QRectF &box);
    void drawTool(const TimelineLane &lane, const TimelineBar &bar, const QRectF &box);
    void drawWait(const TimelineBar &bar, const QRectF &box);
    void drawState(const TimelineBar &bar, const QRectF &box);
    void drawMark(const TimelineBar &bar, const QRectF &box);
    void drawEdges(std::size_t lanes);
    void drawChosen(std::size_t lane, const std::vector<TimelineBar> &bars, bool focused);
    void drawCross(QPointF middle, double half, const QColor &color, double width);
    void drawWord(const QString &word, const QRectF &box, const QColor &color);
    void outline(const QRectF &box, const QColor &color, Qt::PenStyle style = Qt::SolidLine);

    QPainter &m_painter;
    SessionTimeline &m_timeline;
    const TimelineColors &m_colors;
    const TimelineFrame &m_frame;
    QFont m_font;
};

} // namespace glovebox::models
