#include "app/models/spark_line.h"

#include <QPainter>

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr qreal kStroke = 1.5;
constexpr qreal kDot = 2.5;

} // namespace

template <class Value>
void SparkLine::set(Value &kept, const Value &value)
{
    if (kept == value)
        return;
    kept = value;
    update();
    Q_EMIT changed();
}

void SparkLine::setPoints(const QVariantList &points)
{
    set(m_points, points);
}

void SparkLine::setPeak(qreal peak)
{
    set(m_peak, peak);
}

void SparkLine::setInk(const QColor &ink)
{
    set(m_ink, ink);
}

void SparkLine::setGrid(const QColor &grid)
{
    set(m_grid, grid);
}

void SparkLine::paint(QPainter *painter)
{
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(0, 0, width(), height()).adjusted(kDot, kDot, -kDot, -kDot);
    painter->setPen(QPen(m_grid, 1));
    painter->drawLine(area.bottomLeft(), area.bottomRight());
    qreal top = m_peak;
    for (const QVariant &point : std::as_const(m_points))
        top = std::max(top, point.toReal());
    const auto at = [&](qsizetype index) {
        const qreal across = m_points.size() > 1 ? qreal(index) / qreal(m_points.size() - 1) : 1;
        const qreal up = top > 0 ? m_points[index].toReal() / top : 0;
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height());
    };
    painter->setPen(QPen(m_ink, kStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(m_ink);
    qsizetype newest = -1;
    for (qsizetype index = 0; index < m_points.size(); ++index) {
        if (!m_points[index].isValid())
            continue;
        newest = index;
        const bool follows = index > 0 && m_points[index - 1].isValid();
        const bool leads = index + 1 < m_points.size() && m_points[index + 1].isValid();
        if (follows)
            painter->drawLine(at(index - 1), at(index));
        else if (!leads) // alone between two gaps
            painter->drawPoint(at(index));
    }
    if (newest >= 0) {
        painter->setPen(Qt::NoPen);
        painter->drawEllipse(at(newest), kDot, kDot);
    }
}

} // namespace glovebox::models
