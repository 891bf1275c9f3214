#include "app/models/timeline_item.h"

#include <QGuiApplication>
#include <QPainter>
#include <QStyleHints>

#include <cmath>

namespace glovebox::models {

namespace {

constexpr double kNotch = 120; // of a wheel
constexpr double kNotchZoom = 1.25;
constexpr double kPanShare = 0.15; // of the view, for a key

} // namespace

TimelineItem::TimelineItem(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setOpaquePainting(true);
    setAcceptedMouseButtons(Qt::LeftButton);
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
    m_font.setPixelSize(12);
}

void TimelineItem::setTimeline(SessionTimeline *timeline)
{
    if (timeline == m_timeline)
        return;
    if (m_timeline)
        disconnect(m_timeline, nullptr, this, nullptr);
    m_timeline = timeline;
    if (timeline) {
        connect(timeline, &SessionTimeline::changed, this, &TimelineItem::onChanged);
        timeline->setWidth(m_frame.plotWidth());
    }
    Q_EMIT timelineChanged();
    onChanged();
}

void TimelineItem::onChanged()
{
    m_laid = false;
    update();
    Q_EMIT wantedHeightChanged();
}

void TimelineItem::setColors(const QVariantMap &colors)
{
    m_named = colors;
    const auto take = [&](QColor &color, const char *name) {
        color = colors.value(QLatin1String(name)).value<QColor>();
    };
    take(m_colors.ground, "ground");
    take(m_colors.raised, "raised");
    take(m_colors.text, "text");
    take(m_colors.quiet, "quiet");
    take(m_colors.grid, "grid");
    take(m_colors.live, "live");
    take(m_colors.progress, "progress");
    take(m_colors.attention, "attention");
    take(m_colors.failed, "failed");
    take(m_colors.parked, "parked");
    take(m_colors.neutral, "neutral");
    take(m_colors.selected, "selected");
    take(m_colors.ring, "ring");
    setFillColor(m_colors.ground);
    relook();
}

void TimelineItem::setFamily(const QString &family)
{
    m_font.setFamily(family);
    relook();
}

void TimelineItem::setPixels(int pixels)
{
    m_font.setPixelSize(std::max(6, pixels));
    m_frame.axis = std::round(m_font.pixelSize() * 1.7);
    relook();
    Q_EMIT wantedHeightChanged();
}

void TimelineItem::setLaneHeight(double height)
{
    m_frame.lane = std::max(8.0, height);
    m_frame.overview = std::round(m_frame.lane * 0.65);
    relook();
    Q_EMIT wantedHeightChanged();
}

void TimelineItem::setLabelWidth(double width)
{
    m_frame.label = std::max(0.0, width);
    if (m_timeline)
        m_timeline->setWidth(m_frame.plotWidth());
    relook();
}

void TimelineItem::relook()
{
    m_laid = false;
    update();
    Q_EMIT lookChanged();
}

double TimelineItem::wantedHeight() const
{
    const auto lanes = m_timeline ? static_cast<std::size_t>(m_timeline->laneCount()) : 0;
    return m_frame.overviewBox(lanes).bottom();
}

void TimelineItem::geometryChange(const QRectF &now, const QRectF &before)
{
    QQuickPaintedItem::geometryChange(now, before);
    m_frame.size = now.size();
    m_laid = false;
    if (m_timeline && now.width() != before.width())
        m_timeline->setWidth(m_frame.plotWidth());
}

void TimelineItem::layBars()
{
    if (m_laid || !m_timeline)
        return;
    m_laid = true;
    TimelineScale all = m_timeline->scale();
    all.fit();
    m_bars.clear();
    m_whole.clear();
    for (const TimelineLane *lane : m_timeline->lanes()) {
        m_bars.push_back(timelineBars(lane->spans, m_timeline->scale()));
        m_whole.push_back(timelineBars(lane->spans, all));
    }
}

void TimelineItem::paint(QPainter *painter)
{
    painter->fillRect(QRectF(QPointF(), m_frame.size), m_colors.ground);
    if (!m_timeline)
        return;
    layBars();
    TimelinePainter drawn(*painter, *m_timeline, m_colors, m_frame, m_font);
    drawn.draw(m_bars, hasActiveFocus());
    drawn.drawOverview(m_whole);
}

std::optional<std::size_t> TimelineItem::laneAt(double y) const
{
    const double lane = std::floor((y - m_frame.axis) / m_frame.lane);
    if (!m_timeline || lane < 0 || lane >= static_cast<double>(m_timeline->laneCount()))
        return std::nullopt;
    return static_cast<std::size_t>(lane);
}

std::optional<TimelineItem::Hit> TimelineItem::hitAt(QPointF point)
{
    layBars();
    const auto lane = laneAt(point.y());
    const auto bar = lane && *lane < m_bars.size() ? barAt(m_bars[*lane], inPlot(point.x())) : std::nullopt;
    return bar ? std::optional(Hit{*lane, m_bars[*lane][*bar]}) : std::nullopt;
}

QPointF TimelineItem::placeOf(quint64 sequence)
{
    layBars();
    for (std::size_t lane = 0; lane < m_bars.size(); ++lane)
        for (const TimelineBar &bar : m_bars[lane]) {
            const auto &span = m_timeline->lanes()[lane]->spans[bar.first];
            if (span.sequence == sequence && span.kind != SpanKind::Model && bar.right >= 0)
                return {m_frame.label + (std::max(0.0, bar.left) + bar.right) / 2, m_frame.laneBox(lane).center().y()};
        }
    return {};
}

double TimelineItem::timeAt(double x)
{
    return m_timeline ? static_cast<double>(m_timeline->scale().timeAt(inPlot(x)).time_since_epoch().count()) : 0;
}

// ---- Pointer ----

void TimelineItem::toOverview(double x)
{
    TimelineScale all = m_timeline->scale();
    all.fit();
    const WallTime middle = all.timeAt(inPlot(x));
    const auto half = m_timeline->scale().length() / 2;
    m_timeline->show(middle - half, middle + half);
}

void TimelineItem::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    if (!m_timeline)
        return;
    m_pressed = event->position();
    m_lastX = m_pressed.x();
    m_timeline->setHover({}, {});
    if (event->modifiers() & Qt::ShiftModifier) {
        m_drag = laneAt(m_pressed.y()) ? Drag::Measure : Drag::None;
    } else if (m_frame.overviewBox(static_cast<std::size_t>(m_timeline->laneCount())).contains(m_pressed)) {
        m_drag = Drag::Overview;
        toOverview(m_pressed.x());
    } else {
        m_drag = Drag::Press;
    }
    event->accept();
}

void TimelineItem::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (!m_timeline || m_drag == Drag::None)
        return;
    if (m_drag == Drag::Press && std::abs(x - m_pressed.x()) >= QGuiApplication::styleHints()->startDragDistance())
        m_drag = Drag::Pan;
    if (m_drag == Drag::Pan)
        m_timeline->pan(m_lastX - x);
    else if (m_drag == Drag::Overview)
        toOverview(x);
    else if (m_drag == Drag::Measure)
        m_timeline->measure(*laneAt(m_pressed.y()), m_timeline->scale().timeAt(inPlot(m_pressed.x())),
                            m_timeline->scale().timeAt(inPlot(x)));
    m_lastX = x;
}

void TimelineItem::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_drag, Drag::None) != Drag::Press || !m_timeline)
        return;
    m_timeline->clearRange();
    if (const auto hit = hitAt(event->position()))
        m_timeline->choose({hit->lane, hit->bar.first});
}

/// Several in one bar come apart; one alone is opened.
void TimelineItem::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto hit = m_timeline ? hitAt(event->position()) : std::nullopt;
    if (!hit)
        return;
    if (hit->bar.count == 1) {
        Q_EMIT openRequested();
        return;
    }
    const auto &spans = m_timeline->lanes()[hit->lane]->spans;
    const auto from = spans[hit->bar.first].from;
    const auto to = spans[hit->bar.last].to;
    m_timeline->show(from - (to - from) / 4, to + (to - from) / 4);
}

void TimelineItem::hoverMoveEvent(QHoverEvent *event)
{
    if (!m_timeline)
        return;
    const auto hit = hitAt(event->position());
    if (hit)
        m_timeline->setHover(SessionTimeline::Place{hit->lane, hit->bar.first},
                             m_timeline->barText(*m_timeline->lanes()[hit->lane], hit->bar));
    else
        m_timeline->setHover({}, {});
}

void TimelineItem::hoverLeaveEvent(QHoverEvent *)
{
    if (m_timeline)
        m_timeline->setHover({}, {});
}

void TimelineItem::wheelEvent(QWheelEvent *event)
{
    if (!m_timeline)
        return;
    const QPoint turned = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier)
        m_timeline->zoom(std::pow(kNotchZoom, -turned.y() / kNotch), inPlot(event->position().x()));
    else
        m_timeline->pan(-(turned.x() != 0 ? turned.x() : turned.y()) / kNotch * 60);
    event->accept();
}

// ---- Keys ----

bool TimelineItem::event(QEvent *event)
{
    // Its letters are its own while it has the keyboard, whatever they mean elsewhere.
    if (event->type() == QEvent::ShortcutOverride && m_timeline) {
        const auto *pressed = static_cast<QKeyEvent *>(event);
        const auto held = pressed->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
        if (held == Qt::NoModifier && QStringLiteral("FWASDEM+-,.=").contains(QChar(pressed->key())))
            event->accept();
    }
    return QQuickPaintedItem::event(event);
}

void TimelineItem::keyPressEvent(QKeyEvent *event)
{
    event->setAccepted(m_timeline && key(event->key(), event->modifiers() & ~Qt::KeypadModifier));
}

bool TimelineItem::key(int key, Qt::KeyboardModifiers modifiers)
{
    if ((modifiers & ~Qt::ShiftModifier) != Qt::NoModifier)
        return false;
    const double step = m_frame.plotWidth() * kPanShare;
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Comma:
        return m_timeline->moveInLane(-1), true;
    case Qt::Key_Right:
    case Qt::Key_Period:
        return m_timeline->moveInLane(1), true;
    case Qt::Key_Up:
        return m_timeline->moveLane(-1), true;
    case Qt::Key_Down:
        return m_timeline->moveLane(1), true;
    case Qt::Key_Home:
        return m_timeline->toEdge(false), true;
    case Qt::Key_End:
        return m_timeline->toEdge(true), m_timeline->goLive(), true;
    case Qt::Key_E:
        return m_timeline->nextError(modifiers & Qt::ShiftModifier ? -1 : 1), true;
    case Qt::Key_M:
        return m_timeline->markRange(), true;
    case Qt::Key_F:
        return m_timeline->fit(), true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_W:
        return m_timeline->zoomIn(), true;
    case Qt::Key_Minus:
    case Qt::Key_S:
        return m_timeline->zoomOut(), true;
    case Qt::Key_A:
        return m_timeline->pan(-step), true;
    case Qt::Key_D:
        return m_timeline->pan(step), true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_timeline->cursor())
            return false;
        m_timeline->choose(*m_timeline->cursor());
        Q_EMIT openRequested();
        return true;
    case Qt::Key_Escape:
        if (!m_timeline->range())
            return false;
        return m_timeline->clearRange(), true;
    default:
        return false;
    }
}

void TimelineItem::focusInEvent(QFocusEvent *event)
{
    QQuickPaintedItem::focusInEvent(event);
    update();
}

void TimelineItem::focusOutEvent(QFocusEvent *event)
{
    QQuickPaintedItem::focusOutEvent(event);
    update();
}

} // namespace glovebox::models
