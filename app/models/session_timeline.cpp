#include "app/models/session_timeline.h"

#include <algorithm>
#include <cstdlib>

namespace glovebox::models {

using namespace std::chrono_literals;

namespace {

/// Ten pictures a second are enough for what is read.
constexpr std::chrono::milliseconds kTell{100};
constexpr std::chrono::minutes kFirstView{60};

bool isOver(api::SessionState state)
{
    return state == api::SessionState::Ended || state == api::SessionState::Terminated ||
           state == api::SessionState::Failed;
}

} // namespace

SessionTimeline::SessionTimeline(SessionDetail *session, SessionsModel *sessions, Ticker *ticker, QObject *parent)
    : QObject(parent), m_session(session), m_sessions(sessions), m_ticker(ticker)
{
    m_tellSoon.setSingleShot(true);
    m_tellSoon.setInterval(kTell);
    connect(&m_tellSoon, &QTimer::timeout, this, [this] {
        Q_EMIT changed();
        Q_EMIT readChanged();
    });
    connect(session, &SessionDetail::changed, this, &SessionTimeline::open);
    connect(session, &SessionDetail::selectionChanged, this, &SessionTimeline::onSelection);
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_bounds.live)
            stale();
    });
    connect(ticker, &Ticker::timesChanged, this, &SessionTimeline::stale);
}

void SessionTimeline::apply(const bridge::Batch &batch)
{
    if (m_book.apply(batch, m_ticker->now()).contains(m_id.toStdString()))
        stale();
}

void SessionTimeline::stale()
{
    m_stale = true;
    if (!m_tellSoon.isActive())
        m_tellSoon.start();
}

void SessionTimeline::open()
{
    if (m_session->id() == m_id)
        return;
    m_id = m_session->id();
    m_isNew = true;
    m_cursor.reset();
    m_hover.reset();
    m_hoverText.clear();
    m_range.reset();
    m_rangeAnchor.reset();
    m_chosen.clear();
    m_selected = 0;
    m_stale = true;
    Q_EMIT changed();
    Q_EMIT readChanged();
}

const TimelineFacts &SessionTimeline::facts() const
{
    static const TimelineFacts none;
    const TimelineFacts *found = m_book.find(m_id.toStdString());
    return found ? *found : none;
}

SessionTimeline &SessionTimeline::fresh()
{
    if (m_stale)
        rebuild();
    return *this;
}

void SessionTimeline::rebuild()
{
    m_stale = false;
    const TimelineFacts &known = facts();
    const api::SessionView *view = m_sessions->find(m_id);
    m_bounds = {};
    m_bounds.from = view ? view->startedAt : m_ticker->now();
    m_bounds.to = view ? std::max(view->lastActivity, view->since) : m_ticker->now();
    for (const TimelineMoment &moment : known.moments) { // a history that is read anew may be older than its start here
        m_bounds.from = std::min(m_bounds.from, moment.at);
        m_bounds.to = std::max(m_bounds.to, moment.kind == TimelineMoment::Kind::Call ? moment.ended() : moment.at);
    }
    m_bounds.live = view && !isOver(view->state);
    if (m_bounds.live)
        m_bounds.to = std::max(m_bounds.from, m_ticker->now());
    m_bounds.modelAtWork = view && view->state == api::SessionState::Running && view->currentTool.empty();
    m_bounds.eventsMissing = known.forgotten > 0 || (known.moments.empty() && view && view->turns > 0);
    m_lanes = timelineLanes(known, m_bounds);
    m_scale.setExtent(m_bounds.from, m_bounds.to, m_bounds.live);
    if (m_isNew && view) {
        m_isNew = false;
        m_scale.showLast(kFirstView + kFirstView / 6);
    }
    chooseLanes();
}

int SessionTimeline::keyOf(const TimelineLane &lane) const
{
    return lane.kind == LaneKind::Thread ? 100 + lane.thread : static_cast<int>(lane.kind);
}

bool SessionTimeline::isShown(const TimelineLane &lane) const
{
    if (const auto chosen = m_chosen.find(keyOf(lane)); chosen != m_chosen.end())
        return chosen->second;
    if (lane.kind == LaneKind::Thread)
        return !m_narrow && lane.thread <= kThreadLanes;
    return !m_narrow || lane.kind == LaneKind::Tools || lane.kind == LaneKind::Waits || lane.kind == LaneKind::Sandbox;
}

void SessionTimeline::chooseLanes()
{
    m_shown.clear();
    for (const TimelineLane &lane : m_lanes)
        if (isShown(lane))
            m_shown.push_back(&lane);
    const auto exists = [this](const std::optional<Place> &place) {
        return !place || (place->lane < m_shown.size() && place->span < m_shown[place->lane]->spans.size());
    };
    if (!exists(m_cursor))
        m_cursor.reset();
    if (!exists(m_hover))
        m_hover.reset();
    m_rangeLane = std::min(m_rangeLane, m_shown.empty() ? 0 : m_shown.size() - 1);
}

void SessionTimeline::setNarrow(bool narrow)
{
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    m_stale = true;
    Q_EMIT changed();
}

void SessionTimeline::toggleLane(int choice)
{
    fresh();
    if (choice < 0 || choice >= static_cast<int>(m_lanes.size()))
        return;
    const TimelineLane &lane = m_lanes[static_cast<std::size_t>(choice)];
    if (isShown(lane) && m_shown.size() == 1)
        return; // one stays
    m_chosen[keyOf(lane)] = !isShown(lane);
    m_cursor.reset();
    chooseLanes();
    Q_EMIT changed();
}

// ---- The view ----

void SessionTimeline::fit()
{
    fresh().m_scale.fit();
    Q_EMIT changed();
}

void SessionTimeline::goLive()
{
    fresh().m_scale.goLive();
    Q_EMIT changed();
}

void SessionTimeline::setWidth(double pixels)
{
    m_scale.setWidth(pixels);
    Q_EMIT changed();
}

void SessionTimeline::zoom(double factor, double x)
{
    fresh().m_scale.zoom(factor, x);
    Q_EMIT changed();
}

void SessionTimeline::pan(double pixels)
{
    fresh().m_scale.pan(pixels);
    Q_EMIT changed();
}

void SessionTimeline::show(WallTime from, WallTime to)
{
    fresh().m_scale.show(from, to);
    Q_EMIT changed();
}

// ---- The cursor ----

void SessionTimeline::setCursor(std::optional<Place> place)
{
    m_cursor = place;
    m_gone = false;
    chooseLanes(); // what is not there is no place
    if (m_cursor) {
        const TimelineSpan &span = m_shown[m_cursor->lane]->spans[m_cursor->span];
        m_scale.reveal(span.from);
        if (m_rangeAnchor)
            m_range = Range{std::min(*m_rangeAnchor, span.from), std::max(*m_rangeAnchor, span.to)};
    }
    Q_EMIT changed();
    Q_EMIT readChanged();
}

void SessionTimeline::moveInLane(int by)
{
    if (laneCount() == 0)
        return;
    if (!m_cursor) {
        for (std::size_t lane = 0; lane < m_shown.size() && !m_cursor; ++lane)
            if (m_shown[lane]->kind == LaneKind::Tools && !m_shown[lane]->spans.empty())
                setCursor(Place{lane, m_shown[lane]->spans.size() - 1});
        if (!m_cursor)
            moveLane(1);
        return;
    }
    const auto last = static_cast<std::ptrdiff_t>(m_shown[m_cursor->lane]->spans.size()) - 1;
    const auto at = std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(m_cursor->span) + by, 0, last);
    setCursor(Place{m_cursor->lane, static_cast<std::size_t>(at)});
}

/// To the span of the next lane that is nearest in time; lanes with nothing in them are passed over.
void SessionTimeline::moveLane(int by)
{
    const int count = laneCount();
    const WallTime at = m_cursor ? m_shown[m_cursor->lane]->spans[m_cursor->span].from : m_bounds.to;
    for (int lane = m_cursor ? static_cast<int>(m_cursor->lane) + by : 0; lane >= 0 && lane < count; lane += by) {
        const auto &spans = m_shown[static_cast<std::size_t>(lane)]->spans;
        if (spans.empty())
            continue;
        auto next = std::ranges::upper_bound(spans, at, {}, &TimelineSpan::from);
        if (next != spans.begin())
            --next;
        return setCursor(Place{static_cast<std::size_t>(lane), static_cast<std::size_t>(next - spans.begin())});
    }
}

void SessionTimeline::toEdge(bool last)
{
    moveInLane(0);
    if (m_cursor)
        setCursor(Place{m_cursor->lane, last ? m_shown[m_cursor->lane]->spans.size() - 1 : 0});
}

void SessionTimeline::nextError(int by)
{
    const WallTime at = laneCount() > 0 && m_cursor ? m_shown[m_cursor->lane]->spans[m_cursor->span].from
                        : by > 0                    ? m_bounds.from - 1ms
                                                    : m_bounds.to;
    std::optional<Place> best;
    for (std::size_t lane = 0; lane < m_shown.size(); ++lane) {
        const auto &spans = m_shown[lane]->spans;
        for (std::size_t i = 0; i < spans.size(); ++i) {
            const bool isError = spans[i].kind == SpanKind::ToolError || spans[i].kind == SpanKind::Error;
            if (!isError || (by > 0 ? spans[i].from <= at : spans[i].from >= at))
                continue;
            const auto from = spans[i].from;
            if (const auto than = best ? m_shown[best->lane]->spans[best->span].from : from;
                !best || (by > 0 ? from < than : from > than))
                best = Place{lane, i};
        }
    }
    if (best)
        setCursor(best);
}

void SessionTimeline::setHover(std::optional<Place> place, const QString &text)
{
    if (place == m_hover && text == m_hoverText)
        return;
    m_hover = place;
    m_hoverText = text;
    Q_EMIT readChanged();
}

// ---- In step with the event list ----

void SessionTimeline::choose(const Place &place)
{
    setCursor(place);
    if (!m_cursor)
        return;
    const TimelineSpan &span = m_shown[m_cursor->lane]->spans[m_cursor->span];
    quint64 sequence = span.sequence;
    if (sequence == 0)
        for (const TimelineMoment &moment : facts().moments)
            if (moment.at <= span.from)
                sequence = moment.sequence;
    chooseSequence(sequence);
}

void SessionTimeline::chooseSequence(quint64 sequence)
{
    const TranscriptModel &events = *m_session->transcript();
    if (sequence != 0 && events.rowOfSequence(sequence) < 0 && m_session->threadIndex() > 0)
        m_session->setThreadIndex(0); // the filter hides it
    const int row = events.rowOfSequence(sequence);
    m_gone = sequence != 0 && row < 0;
    if (row >= 0)
        m_session->select(row);
    Q_EMIT readChanged();
}

void SessionTimeline::onSelection()
{
    const auto *entry = m_session->transcript()->entryAt(m_session->selectedRow());
    const quint64 sequence = entry ? entry->sequence : 0;
    if (sequence == m_selected)
        return;
    m_selected = sequence;
    m_selectedAt = WallTime(std::chrono::milliseconds(static_cast<std::int64_t>(m_session->selectedAt())));
    fresh();
    if (sequence != 0)
        m_scale.reveal(m_selectedAt);
    const auto isIt = [&](const TimelineSpan &span) {
        return span.sequence == sequence && span.kind != SpanKind::Model;
    };
    const bool there = m_cursor && isIt(m_shown[m_cursor->lane]->spans[m_cursor->span]);
    for (std::size_t lane = 0; sequence != 0 && !there && lane < m_shown.size(); ++lane)
        if (const auto found = std::ranges::find_if(m_shown[lane]->spans, isIt); found != m_shown[lane]->spans.end()) {
            m_cursor = Place{lane, static_cast<std::size_t>(found - m_shown[lane]->spans.begin())};
            break;
        }
    Q_EMIT changed();
    Q_EMIT readChanged();
}

// ---- Measuring ----

void SessionTimeline::measure(std::size_t lane, WallTime from, WallTime to)
{
    if (lane >= lanes().size())
        return;
    const auto within = std::chrono::milliseconds(m_scale.length() * 6 / static_cast<std::int64_t>(m_scale.width()));
    const auto &spans = m_shown[lane]->spans;
    m_rangeLane = lane;
    m_range = Range{snapped(spans, std::min(from, to), within), snapped(spans, std::max(from, to), within)};
    Q_EMIT changed();
    Q_EMIT readChanged();
}

void SessionTimeline::clearRange()
{
    m_range.reset();
    m_rangeAnchor.reset();
    Q_EMIT changed();
    Q_EMIT readChanged();
}

void SessionTimeline::markRange()
{
    if (m_rangeAnchor || m_range)
        return clearRange();
    moveInLane(0);
    if (!m_cursor)
        return;
    m_rangeAnchor = m_shown[m_cursor->lane]->spans[m_cursor->span].from;
    m_rangeLane = m_cursor->lane;
    setCursor(m_cursor);
}

} // namespace glovebox::models
