// Role: a small line of values over time, drawn plainly: gaps are gaps, nothing is smoothed, the newest is a dot. What
// it means stands beside it as text. Thread: GUI.
#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QVariantList>

namespace glovebox::models {

class SparkLine : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariantList points READ points WRITE setPoints NOTIFY changed) // oldest first; one that is empty: a gap
    Q_PROPERTY(qreal peak READ peak WRITE setPeak NOTIFY changed)              // at least so much is at its upper edge
    Q_PROPERTY(QColor ink READ ink WRITE setInk NOTIFY changed)
    Q_PROPERTY(QColor grid READ grid WRITE setGrid NOTIFY changed) // of the line at zero

public:
    using QQuickPaintedItem::QQuickPaintedItem;

    QVariantList points() const { return m_points; }
    void setPoints(const QVariantList &points);
    qreal peak() const { return m_peak; }
    void setPeak(qreal peak);
    QColor ink() const { return m_ink; }
    void setInk(const QColor &ink);
    QColor grid() const { return m_grid; }
    void setGrid(const QColor &grid);

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void changed();

private:
    template <class Value>
    void set(Value &kept, const Value &value);

    QVariantList m_points;
    qreal m_peak = 1;
    QColor m_ink;
    QColor m_grid;
};

} // namespace glovebox::models
