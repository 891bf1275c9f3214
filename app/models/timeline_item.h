// Role: the timeline as it is seen and handled: draws it, and turns pointer and keys into what the model knows. Thread:
// GUI. Invariant: bars are laid out once for each change and width.
#pragma once

#include "app/models/timeline_painter.h"

#include <QPointer>
#include <QQuickPaintedItem>
#include <QVariantMap>

namespace glovebox::models {

class TimelineItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(glovebox::models::SessionTimeline *timeline READ timeline WRITE setTimeline NOTIFY timelineChanged)
    Q_PROPERTY(QVariantMap colors READ colors WRITE setColors NOTIFY lookChanged) // by the names of TimelineColors
    Q_PROPERTY(QString family READ family WRITE setFamily NOTIFY lookChanged)
    Q_PROPERTY(int pixels READ pixels WRITE setPixels NOTIFY lookChanged)
    Q_PROPERTY(double laneHeight READ laneHeight WRITE setLaneHeight NOTIFY lookChanged)
    Q_PROPERTY(double labelWidth READ labelWidth WRITE setLabelWidth NOTIFY lookChanged)
    Q_PROPERTY(double wantedHeight READ wantedHeight NOTIFY wantedHeightChanged)

public:
    explicit TimelineItem(QQuickItem *parent = nullptr);

    SessionTimeline *timeline() const { return m_timeline; }
    void setTimeline(SessionTimeline *timeline);
    QVariantMap colors() const { return m_named; }
    void setColors(const QVariantMap &colors);
    QString family() const { return m_font.family(); }
    void setFamily(const QString &family);
    int pixels() const { return m_font.pixelSize(); }
    void setPixels(int pixels);
    double laneHeight() const { return m_frame.lane; }
    void setLaneHeight(double height);
    double labelWidth() const { return m_frame.label; }
    void setLabelWidth(double width);
    /// For the lanes that are shown, the axis and the overview.
    double wantedHeight() const;

    /// Where a call's bar is, by its event; null: it is not in view. For tests.
    Q_INVOKABLE QPointF placeOf(quint64 sequence);
    /// The time at a place, in ms since 1970. For tests.
    Q_INVOKABLE double timeAt(double x);

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void timelineChanged();
    void lookChanged();
    void wantedHeightChanged();
    void openRequested(); // what was selected is to be shown

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void geometryChange(const QRectF &now, const QRectF &before) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Drag { None, Press, Pan, Measure, Overview };
    struct Hit {
        std::size_t lane;
        TimelineBar bar;
    };

    void onChanged();
    void relook();
    void layBars();
    std::optional<std::size_t> laneAt(double y) const;
    std::optional<Hit> hitAt(QPointF point);
    void toOverview(double x);
    bool key(int key, Qt::KeyboardModifiers modifiers);
    double inPlot(double x) const { return x - m_frame.label; }

    QPointer<SessionTimeline> m_timeline;
    QVariantMap m_named;
    TimelineColors m_colors;
    QFont m_font;
    TimelineFrame m_frame;
    std::vector<std::vector<TimelineBar>> m_bars;  // in view
    std::vector<std::vector<TimelineBar>> m_whole; // over all there is
    bool m_laid = false;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    double m_lastX = 0;
};

} // namespace glovebox::models
