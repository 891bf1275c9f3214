#include "app/models/timeline_painter.h"

#include "app/format/foreign_text.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace glovebox::models {

namespace {

constexpr double kRadius = 2;

QColor washed(QColor color, double share)
{
    color.setAlphaF(static_cast<float>(share));
    return color;
}

/// On whole pixels: edges are sharp, gaps are all as wide.
QRectF snappedBox(double left, double right, double top, double bottom)
{
    const double x = std::round(left);
    return {x, std::round(top), std::max(2.0, std::round(right) - x), std::round(bottom) - std::round(top)};
}

} // namespace

TimelinePainter::TimelinePainter(QPainter &painter, SessionTimeline &timeline, const TimelineColors &colors,
                                 const TimelineFrame &frame, const QFont &font)
    : m_painter(painter), m_timeline(timeline), m_colors(colors), m_frame(frame), m_font(font)
{
}

void TimelinePainter::draw(const std::vector<std::vector<TimelineBar>> &bars, bool focused)
{
    m_painter.setFont(m_font);
    drawAxis();
    for (std::size_t lane = 0; lane < bars.size(); ++lane)
        drawName(lane);
    m_painter.save();
    m_painter.setClipRect(QRectF(m_frame.label, 0, m_frame.plotWidth(), m_frame.lanesEnd(bars.size())));
    if (const auto &range = m_timeline.range()) {
        const auto &scale = m_timeline.scale();
        const double left = m_frame.label + scale.xOf(range->from);
        const QRectF box(left, m_frame.axis, m_frame.label + scale.xOf(range->to) - left,
                         m_frame.lanesEnd(bars.size()) - m_frame.axis);
        m_painter.fillRect(box, washed(m_colors.selected, 0.22));
        m_painter.setPen(QPen(m_colors.selected, 1));
        m_painter.drawLine(QPointF(box.left(), box.top()), QPointF(box.left(), box.bottom()));
        m_painter.drawLine(QPointF(box.right(), box.top()), QPointF(box.right(), box.bottom()));
    }
    for (std::size_t lane = 0; lane < bars.size(); ++lane)
        drawLane(lane, bars[lane]);
    drawEdges(bars.size());
    m_painter.restore();
    for (std::size_t lane = 0; lane < bars.size(); ++lane)
        drawChosen(lane, bars[lane], focused);
}

void TimelinePainter::drawAxis()
{
    const auto &scale = m_timeline.scale();
    const QFontMetricsF metrics(m_font);
    const double apart = metrics.horizontalAdvance(QStringLiteral("00:00:00")) * 1.9;
    const auto step = scale.tickStep(apart);
    const double bottom = m_frame.lanesEnd(m_timeline.lanes().size());
    const QRectF live = liveBox();
    for (const auto &tick : scale.ticks(apart, m_timeline.zoneOffset())) {
        const double x = std::round(m_frame.label + tick.x) + 0.5;
        m_painter.setPen(QPen(m_colors.grid, 1));
        m_painter.drawLine(QPointF(x, m_frame.axis - 4), QPointF(x, bottom));
        const QString text = m_timeline.tickText(tick.at, step);
        const double width = metrics.horizontalAdvance(text);
        const QRectF place(x + 4, 0, width + 2, m_frame.axis);
        if (place.right() > m_frame.size.width() + 2 || place.intersects(live))
            continue;
        m_painter.setPen(m_colors.quiet);
        m_painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

/// Where the word of a session that goes on stands; empty: it is over.
QRectF TimelinePainter::liveBox() const
{
    if (!m_timeline.isLiveSession())
        return {};
    const double width = QFontMetricsF(m_font).horizontalAdvance(SessionTimeline::tr("live")) + 8;
    return {liveEdge() - width - 2, 0, width, m_frame.axis - 2};
}

double TimelinePainter::liveEdge() const
{
    return std::round(m_frame.label + m_timeline.scale().xOf(m_timeline.scale().lastTime())) + 0.5;
}

void TimelinePainter::drawName(std::size_t lane)
{
    const QRectF box = m_frame.laneBox(lane);
    m_painter.setPen(QPen(m_colors.grid, 1));
    m_painter.drawLine(QPointF(0, box.top() + 0.5), QPointF(m_frame.size.width(), box.top() + 0.5));
    const QFontMetricsF metrics(m_font);
    m_painter.setPen(m_colors.text);
    const QString name =
        metrics.elidedText(m_timeline.laneName(*m_timeline.lanes()[lane]), Qt::ElideRight, m_frame.label - 12);
    m_painter.drawText(QRectF(0, box.top(), m_frame.label - 8, box.height()), Qt::AlignLeft | Qt::AlignVCenter, name);
    if (lane + 1 == m_timeline.lanes().size()) {
        m_painter.setPen(QPen(m_colors.grid, 1));
        m_painter.drawLine(QPointF(0, box.bottom() + 0.5), QPointF(m_frame.size.width(), box.bottom() + 0.5));
    }
}

void TimelinePainter::drawLane(std::size_t lane, const std::vector<TimelineBar> &bars)
{
    const QRectF box = m_frame.laneBox(lane);
    for (const TimelineBar &bar : bars)
        drawBar(*m_timeline.lanes()[lane], bar, box);
}

void TimelinePainter::drawBar(const TimelineLane &lane, const TimelineBar &bar, const QRectF &lanebox)
{
    const double inset = std::round(lanebox.height() * 0.2);
    const QRectF box = snappedBox(m_frame.label + std::max(bar.left, -20.0),
                                  m_frame.label + std::min(bar.right, m_frame.plotWidth() + 20), lanebox.top() + inset,
                                  lanebox.bottom() - inset + 1);
    switch (bar.kind) {
    case SpanKind::Model: {
        const double thin = std::round(box.height() * 0.22);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_colors.progress);
        m_painter.drawRoundedRect(box.adjusted(0, thin, 0, -thin), kRadius, kRadius);
        return;
    }
    case SpanKind::Tool:
    case SpanKind::ToolError:
    case SpanKind::ToolDenied:
    case SpanKind::ToolElsewhere:
        return drawTool(lane, bar, box);
    case SpanKind::WaitApproval:
    case SpanKind::WaitResult:
    case SpanKind::WaitBudget:
        return drawWait(bar, box);
    case SpanKind::Snapshot:
    case SpanKind::Fork:
    case SpanKind::Restore:
    case SpanKind::Denied:
    case SpanKind::Error:
        return drawMark(bar, box);
    case SpanKind::Running:
    case SpanKind::Paused:
    case SpanKind::Hibernated:
    case SpanKind::Changing:
    case SpanKind::Stopped:
    case SpanKind::Failed:
    case SpanKind::Unknown:
        return drawState(bar, box);
    }
}

void TimelinePainter::drawTool(const TimelineLane &lane, const TimelineBar &bar, const QRectF &box)
{
    m_painter.setPen(Qt::NoPen);
    if (bar.kind == SpanKind::ToolError) {
        const QRectF shape = bar.over ? box.adjusted(0, std::round(box.height() * 0.55), 0, 0) : box;
        m_painter.setBrush(m_colors.failed);
        m_painter.drawRoundedRect(shape, kRadius, kRadius);
        const double half = std::round(box.height() * 0.2);
        if (box.width() >= 4 * half)
            drawCross({box.right() - 2 * half, box.center().y()}, half, m_colors.ground, 1.5);
        else if (!bar.over) // too narrow for one inside: above it, with room around
            drawCross({box.center().x(), box.top() - 1}, half, m_colors.failed, 1.5);
        if (box.width() < 40)
            return;
    } else if (bar.kind == SpanKind::Tool) {
        m_painter.setBrush(m_colors.live);
        m_painter.drawRoundedRect(box, kRadius, kRadius);
        if (bar.open) { // it goes on
            m_painter.setBrush(m_colors.ground);
            for (double x = box.right() - 3; x > box.right() - 12 && x > box.left() + 3; x -= 4)
                m_painter.drawRect(QRectF(x, box.top(), 1, box.height()));
        }
    } else {
        outline(box, bar.kind == SpanKind::ToolElsewhere ? m_colors.live : m_colors.neutral);
        if (bar.kind == SpanKind::ToolDenied && box.width() > 8) {
            m_painter.setPen(QPen(m_colors.neutral, 1));
            m_painter.drawLine(box.bottomLeft() + QPointF(2, -2), box.topRight() + QPointF(-2, 2));
        }
        return;
    }
    const TimelineSpan &span = lane.spans[bar.first];
    const QString name = bar.count == 1 && span.ref > 0 && span.ref < m_timeline.facts().names.size()
                             ? format::firstLine(QString::fromStdString(m_timeline.facts().names[span.ref]))
                             : QString();
    drawWord(name, box.adjusted(5, 0, bar.kind == SpanKind::ToolError || bar.open ? -14 : -5, 0), m_colors.ground);
}

void TimelinePainter::drawWait(const TimelineBar &bar, const QRectF &box)
{
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(washed(m_colors.attention, 0.12));
    m_painter.drawRect(box);
    const Qt::BrushStyle style = bar.kind == SpanKind::WaitApproval ? Qt::BDiagPattern
                                 : bar.kind == SpanKind::WaitBudget ? Qt::DiagCrossPattern
                                                                    : Qt::Dense6Pattern;
    m_painter.setBrush(QBrush(m_colors.attention, style));
    m_painter.drawRect(box);
    outline(box, m_colors.attention);
    if (!bar.open || box.width() < box.height() + 8)
        return;
    // Somebody is waited for: the sign of it at the end, on a ground of its own.
    const QRectF sign(box.right() - box.height() - 2, box.top() + 1, box.height() + 1, box.height() - 2);
    m_painter.fillRect(sign, m_colors.ground);
    QPainterPath triangle;
    const double middle = sign.center().x();
    triangle.moveTo(middle, sign.top() + 1);
    triangle.lineTo(sign.right() - 2, sign.bottom() - 1);
    triangle.lineTo(sign.left() + 2, sign.bottom() - 1);
    triangle.closeSubpath();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.fillPath(triangle, m_colors.attention);
    m_painter.setPen(QPen(m_colors.ground, 1.4));
    m_painter.drawLine(QPointF(middle, sign.top() + 4), QPointF(middle, sign.bottom() - 4.5));
    m_painter.drawPoint(QPointF(middle, sign.bottom() - 2.5));
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelinePainter::drawState(const TimelineBar &bar, const QRectF &box)
{
    const QRectF inner = box.adjusted(5, 0, -4, 0);
    switch (bar.kind) {
    case SpanKind::Running:
        m_painter.fillRect(box, washed(m_colors.live, 0.4));
        outline(box, m_colors.live);
        return drawWord(SessionTimeline::tr("running"), inner, m_colors.text);
    case SpanKind::Paused:
        m_painter.fillRect(box, QBrush(m_colors.parked, Qt::VerPattern));
        return outline(box, m_colors.parked);
    case SpanKind::Hibernated:
        outline(box, m_colors.parked);
        return drawWord(SessionTimeline::tr("hibernated"), inner, m_colors.parked);
    case SpanKind::Changing:
        return m_painter.fillRect(QRectF(box.left(), std::round(box.center().y()) - 2, box.width(), 4),
                                  m_colors.progress);
    case SpanKind::Failed:
        m_painter.fillRect(box, m_colors.failed);
        return drawCross({std::min(box.center().x(), box.left() + 9), box.center().y()}, 3, m_colors.ground, 1.5);
    case SpanKind::Stopped:
        outline(box, m_colors.neutral);
        return drawWord(SessionTimeline::tr("stopped"), inner, m_colors.text);
    default:
        outline(box, m_colors.neutral, Qt::DashLine);
        return drawWord(SessionTimeline::tr("unknown"), inner, m_colors.quiet);
    }
}

void TimelinePainter::drawMark(const TimelineBar &bar, const QRectF &box)
{
    const QPointF at(std::round(box.left()) + 0.5, box.center().y());
    const double half = box.height() * 0.42;
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setBrush(Qt::NoBrush);
    switch (bar.kind) {
    case SpanKind::Snapshot: {
        QPainterPath diamond;
        diamond.moveTo(at + QPointF(0, -half));
        diamond.lineTo(at + QPointF(half, 0));
        diamond.lineTo(at + QPointF(0, half));
        diamond.lineTo(at + QPointF(-half, 0));
        diamond.closeSubpath();
        m_painter.fillPath(diamond, m_colors.text);
        break;
    }
    case SpanKind::Fork:
        m_painter.setPen(QPen(m_colors.text, 1.6));
        m_painter.drawLine(at + QPointF(0, half), at);
        m_painter.drawLine(at, at + QPointF(-half * 0.7, -half));
        m_painter.drawLine(at, at + QPointF(half * 0.7, -half));
        break;
    case SpanKind::Restore:
        m_painter.setPen(QPen(m_colors.text, 1.6));
        m_painter.drawLine(at + QPointF(-half, 0), at + QPointF(half, 0));
        m_painter.drawLine(at + QPointF(-half, 0), at + QPointF(-half * 0.3, -half * 0.7));
        m_painter.drawLine(at + QPointF(-half, 0), at + QPointF(-half * 0.3, half * 0.7));
        break;
    case SpanKind::Error:
        drawCross(at, half * 0.8, m_colors.failed, 2);
        break;
    default: // denied
        m_painter.fillRect(QRectF(at.x() - 1, box.top(), 2, box.height()), m_colors.failed);
        m_painter.fillRect(QRectF(at.x() - 4, box.bottom() - 2, 8, 2), m_colors.failed);
    }
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    if (bar.count > 1)
        drawWord(QString::number(bar.count), QRectF(at.x() + half + 2, box.top(), 34, box.height()), m_colors.quiet);
}

void TimelinePainter::drawEdges(std::size_t lanes)
{
    const auto &scale = m_timeline.scale();
    const double bottom = m_frame.lanesEnd(lanes);
    if (m_timeline.selectedSequence() != 0) {
        const double x = std::round(m_frame.label + scale.xOf(m_timeline.selectedAt())) + 0.5;
        m_painter.setPen(QPen(m_colors.selected, 1));
        m_painter.drawLine(QPointF(x, m_frame.axis - 4), QPointF(x, bottom));
    }
    if (!m_timeline.isLiveSession())
        return;
    m_painter.setPen(QPen(m_colors.live, 1));
    m_painter.drawLine(QPointF(liveEdge(), m_frame.axis - 4), QPointF(liveEdge(), bottom));
    m_painter.drawText(liveBox(), Qt::AlignRight | Qt::AlignVCenter, SessionTimeline::tr("live"));
}

/// The entry that is selected, and the cursor: a ring around it, whatever it is drawn like.
void TimelinePainter::drawChosen(std::size_t lane, const std::vector<TimelineBar> &bars, bool focused)
{
    const QRectF box = m_frame.laneBox(lane);
    for (const TimelineBar &bar : bars) {
        const auto &spans = m_timeline.lanes()[lane]->spans;
        const bool selected = m_timeline.selectedSequence() != 0 && bar.count == 1 &&
                              spans[bar.first].sequence == m_timeline.selectedSequence() && bar.kind != SpanKind::Model;
        const auto &cursor = m_timeline.cursor();
        const bool under = focused && cursor && cursor->lane == lane && cursor->span >= bar.first &&
                           cursor->span <= bar.last && (bar.count > 1 || cursor->span == bar.first);
        if ((!selected && !under) || bar.right < 0 || bar.left > m_frame.plotWidth())
            continue;
        const double left = std::max(m_frame.label - 2, m_frame.label + bar.left - 2.5);
        const QRectF ring(std::round(left), box.top() + 1.5,
                          std::round(std::min(m_frame.size.width() - 1, m_frame.label + bar.right + 2.5) - left),
                          box.height() - 3);
        m_painter.setPen(QPen(under ? m_colors.ring : m_colors.selected, 2));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRoundedRect(ring, kRadius + 1, kRadius + 1);
    }
}

void TimelinePainter::drawOverview(const std::vector<std::vector<TimelineBar>> &whole)
{
    const QRectF box = m_frame.overviewBox(m_timeline.lanes().size());
    m_painter.fillRect(box, m_colors.raised);
    const double part = box.height() / 3;
    for (std::size_t lane = 0; lane < whole.size(); ++lane) {
        const LaneKind kind = m_timeline.lanes()[lane]->kind;
        if (kind != LaneKind::Tools && kind != LaneKind::Waits && kind != LaneKind::Thread)
            continue;
        for (const TimelineBar &bar : whole[lane]) {
            const bool isError = bar.kind == SpanKind::ToolError;
            const bool isWait = kind == LaneKind::Waits;
            if (bar.kind == SpanKind::Unknown || bar.kind == SpanKind::Model)
                continue;
            const double top = box.top() + (isWait ? 2 * part : isError ? 0 : part * 0.6);
            m_painter.fillRect(
                snappedBox(box.left() + bar.left, box.left() + bar.right, top + 1, top + part * (isError ? 1.6 : 1)),
                isWait    ? m_colors.attention
                : isError ? m_colors.failed
                          : washed(m_colors.live, 0.75));
        }
    }
    const auto &scale = m_timeline.scale();
    const double all = static_cast<double>((scale.lastTime() - scale.firstTime()).count()) * 1.02;
    const auto xOf = [&](WallTime at) {
        return box.left() +
               std::clamp(static_cast<double>((at - scale.firstTime()).count()) / std::max(1.0, all), 0.0, 1.0) *
                   box.width();
    };
    const QRectF view = snappedBox(xOf(scale.from()), xOf(scale.to()), box.top(), box.bottom());
    const QColor veil = washed(m_colors.ground, 0.6);
    m_painter.fillRect(QRectF(box.topLeft(), QPointF(view.left(), box.bottom())), veil);
    m_painter.fillRect(QRectF(QPointF(view.right(), box.top()), box.bottomRight()), veil);
    outline(view, m_colors.quiet);
}

void TimelinePainter::drawCross(QPointF middle, double half, const QColor &color, double width)
{
    m_painter.save();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
    m_painter.drawLine(middle + QPointF(-half, -half), middle + QPointF(half, half));
    m_painter.drawLine(middle + QPointF(-half, half), middle + QPointF(half, -half));
    m_painter.restore();
}

/// Whole or not at all: half a word says nothing.
void TimelinePainter::drawWord(const QString &word, const QRectF &box, const QColor &color)
{
    QFont small = m_font;
    small.setPixelSize(std::max(8, m_font.pixelSize() - 1));
    const QRectF seen = box.intersected(QRectF(m_frame.label + 4, 0, m_frame.plotWidth() - 8, 10'000));
    if (word.isEmpty() || QFontMetricsF(small).horizontalAdvance(word) + 2 > seen.width())
        return;
    m_painter.setFont(small);
    m_painter.setPen(color);
    m_painter.drawText(seen, Qt::AlignLeft | Qt::AlignVCenter, word);
    m_painter.setFont(m_font);
}

void TimelinePainter::outline(const QRectF &box, const QColor &color, Qt::PenStyle style)
{
    QPen pen(color, 1, style);
    if (style == Qt::DashLine)
        pen.setDashPattern({4, 3});
    m_painter.setPen(pen);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace glovebox::models
