// Role: the timeline of the session that is open: its lanes, the stretch of time that is in view, the span under the
// cursor, and in step with it the entry that is selected in the event list. How spans come about is timeline_spans.h,
// how it looks timeline_painter.h. Thread: GUI.
// Invariants: facts that arrive together are laid out once; another session begins with its newest hour at most.
#pragma once

#include "app/models/session_detail.h"
#include "app/models/timeline_bars.h"
#include "app/models/timeline_book.h"

#include <QTimer>
#include <QVariantList>

namespace glovebox::models {

class SessionTimeline : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString emptyText READ emptyText NOTIFY changed) // empty: there is something to see
    Q_PROPERTY(bool live READ live NOTIFY changed)              // the view goes along with the time
    Q_PROPERTY(bool canGoLive READ canGoLive NOTIFY changed)
    Q_PROPERTY(bool fits READ fits NOTIFY changed)
    Q_PROPERTY(bool canZoomIn READ canZoomIn NOTIFY changed)
    Q_PROPERTY(QString readText READ readText NOTIFY readChanged) // what is under the pointer or the cursor
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(bool narrow READ narrow WRITE setNarrow NOTIFY changed) // three lanes, unless somebody asks for more
    Q_PROPERTY(int laneCount READ laneCount NOTIFY changed)
    Q_PROPERTY(QVariantList laneChoices READ laneChoices NOTIFY changed) // {name, shown} each

public:
    /// Threads beside the main one that have a lane of their own before somebody asks for it.
    static constexpr int kThreadLanes = 3;

    SessionTimeline(SessionDetail *session, SessionsModel *sessions, Ticker *ticker, QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);

    QString emptyText();
    bool live() { return fresh().m_scale.isLive(); }
    bool canGoLive() { return fresh().m_bounds.live; }
    bool fits() { return fresh().m_scale.isFit(); }
    bool canZoomIn() { return fresh().m_scale.canZoomIn(); }
    QString readText();
    QString summary();
    bool narrow() const { return m_narrow; }
    void setNarrow(bool narrow);
    int laneCount() { return static_cast<int>(lanes().size()); }
    QVariantList laneChoices();

    Q_INVOKABLE void fit();
    Q_INVOKABLE void zoomIn() { zoom(1 / kZoom, m_scale.width() / 2); }
    Q_INVOKABLE void zoomOut() { zoom(kZoom, m_scale.width() / 2); }
    Q_INVOKABLE void goLive();
    Q_INVOKABLE void toggleLane(int choice);

    /// What is drawn, from the top.
    const std::vector<const TimelineLane *> &lanes() { return fresh().m_shown; }
    const TimelineScale &scale() { return fresh().m_scale; }
    const TimelineFacts &facts() const;
    QString laneName(const TimelineLane &lane) const;
    QString spanText(const TimelineLane &lane, const TimelineSpan &span) const;
    QString barText(const TimelineLane &lane, const TimelineBar &bar) const;
    QString tickText(WallTime at, std::chrono::milliseconds step) const;
    std::chrono::seconds zoneOffset() const;
    WallTime now() const { return m_ticker->now(); }
    bool isLiveSession() const { return m_bounds.live; }

    void setWidth(double pixels);
    void zoom(double factor, double x);
    void pan(double pixels);
    void show(WallTime from, WallTime to);

    /// A place in a shown lane; none when it has no span.
    struct Place {
        std::size_t lane = 0;
        std::size_t span = 0;
        friend bool operator==(const Place &, const Place &) = default;
    };
    const std::optional<Place> &cursor() const { return m_cursor; }
    void setCursor(std::optional<Place> place);
    void moveInLane(int by);
    void moveLane(int by);
    void toEdge(bool last);
    void nextError(int by);
    /// What the pointer is over.
    void setHover(std::optional<Place> place, const QString &text);
    /// Selects it in the event list; what has no event of its own, the newest event before it.
    void choose(const Place &place);
    quint64 selectedSequence() const { return m_selected; }
    WallTime selectedAt() const { return m_selectedAt; }

    struct Range {
        WallTime from;
        WallTime to;
    };
    const std::optional<Range> &range() const { return m_range; }
    /// Measured over the lane; the ends snap to edges of its spans.
    void measure(std::size_t lane, WallTime from, WallTime to);
    void clearRange();
    /// From where the cursor stands now to where it goes.
    void markRange();

Q_SIGNALS:
    void changed();
    void readChanged();

private:
    static constexpr double kZoom = 1.5;

    SessionTimeline &fresh();
    void rebuild();
    void stale();
    void open();
    void chooseLanes();
    void onSelection();
    void chooseSequence(quint64 sequence);
    bool isShown(const TimelineLane &lane) const;
    int keyOf(const TimelineLane &lane) const;
    QString rangeText();
    QString laneUnit(const TimelineLane &lane, int count) const;

    SessionDetail *m_session;
    SessionsModel *m_sessions;
    Ticker *m_ticker;
    TimelineBook m_book;
    QString m_id;
    bool m_stale = true;
    bool m_isNew = true; // its first view is still to be chosen
    TimelineBounds m_bounds;
    TimelineScale m_scale;
    std::vector<TimelineLane> m_lanes;
    std::vector<const TimelineLane *> m_shown;
    std::map<int, bool> m_chosen; // lanes that somebody turned on or off
    bool m_narrow = false;
    std::optional<Place> m_cursor;
    std::optional<Place> m_hover;
    QString m_hoverText;
    std::optional<Range> m_range;
    std::size_t m_rangeLane = 0;
    std::optional<WallTime> m_rangeAnchor;
    quint64 m_selected = 0;
    WallTime m_selectedAt;
    bool m_gone = false; // what was chosen is not kept as text any more
    QTimer m_tellSoon;
};

} // namespace glovebox::models
