// What the timeline says: names of lanes, spans, stretches, sums.
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/session_timeline.h"

#include <QDateTime>
#include <QRegularExpression>

namespace glovebox::models {

namespace {

QString text(const std::string &foreign)
{
    return format::firstLine(QString::fromStdString(foreign)).left(80);
}

QString wordOf(const TimelineSpan &span)
{
    switch (span.kind) {
    case SpanKind::Model:
        return SessionTimeline::tr("model");
    case SpanKind::Tool:
        return span.open ? SessionTimeline::tr("running") : SessionTimeline::tr("done");
    case SpanKind::ToolError:
        return SessionTimeline::tr("error");
    case SpanKind::ToolDenied:
        return SessionTimeline::tr("denied or cancelled");
    case SpanKind::ToolElsewhere:
        return SessionTimeline::tr("runs elsewhere");
    case SpanKind::WaitApproval:
        return span.open ? SessionTimeline::tr("needs approval") : SessionTimeline::tr("waited for approval");
    case SpanKind::WaitResult:
        return span.open ? SessionTimeline::tr("waits for a result") : SessionTimeline::tr("waited for a result");
    case SpanKind::WaitBudget:
        return SessionTimeline::tr("budget reached");
    case SpanKind::Running:
        return SessionTimeline::tr("running");
    case SpanKind::Paused:
        return SessionTimeline::tr("paused");
    case SpanKind::Hibernated:
        return SessionTimeline::tr("hibernated");
    case SpanKind::Changing:
        return SessionTimeline::tr("changing");
    case SpanKind::Stopped:
        return SessionTimeline::tr("stopped");
    case SpanKind::Failed:
        return SessionTimeline::tr("failed");
    case SpanKind::Unknown:
        return SessionTimeline::tr("unknown");
    case SpanKind::Snapshot:
        return SessionTimeline::tr("snapshot");
    case SpanKind::Fork:
        return SessionTimeline::tr("fork");
    case SpanKind::Restore:
        return SessionTimeline::tr("restored");
    case SpanKind::Denied:
        return SessionTimeline::tr("egress denied");
    case SpanKind::Error:
        return SessionTimeline::tr("error");
    }
    return {};
}

} // namespace

QString SessionTimeline::emptyText()
{
    const api::SessionView *view = m_sessions->find(m_id);
    if (!view)
        return tr("Reading the session…");
    if (!facts().moments.empty() || !facts().sandbox.empty())
        return {};
    return view->turns > 0 ? tr("Its events came before this window was open.") : tr("Nothing has happened yet.");
}

QString SessionTimeline::laneName(const TimelineLane &lane) const
{
    switch (lane.kind) {
    case LaneKind::Model:
        return tr("Model");
    case LaneKind::Tools:
        return tr("Tools");
    case LaneKind::Waits:
        return tr("Waits");
    case LaneKind::Sandbox:
        return tr("Sandbox");
    case LaneKind::Marks:
        return tr("Marks");
    case LaneKind::Thread:
        break;
    }
    return threadName(m_sessions->find(m_id), domain::ThreadId(facts().threads[lane.thread]));
}

QVariantList SessionTimeline::laneChoices()
{
    QVariantList all;
    for (const TimelineLane &lane : fresh().m_lanes)
        all += QVariantMap{{QStringLiteral("name"), laneName(lane)}, {QStringLiteral("shown"), isShown(lane)}};
    return all;
}

QString SessionTimeline::spanText(const TimelineLane &lane, const TimelineSpan &span) const
{
    const TimelineFacts &known = facts();
    const QString at = format::clockTime(span.from, m_ticker->zone());
    const QString word = wordOf(span);
    if (lane.kind == LaneKind::Marks) {
        const QString what = span.ref < known.marks.size() ? text(known.marks[span.ref].text) : QString();
        return QStringList{word, what, at}.filter(QRegularExpression(QStringLiteral("."))).join(QStringLiteral(", "));
    }
    const QString length = format::measured(span.to - span.from);
    if (span.kind == SpanKind::Model) // what lies between is all that is known
        return span.open ? tr("model, %1 so far, %2").arg(length, at) : tr("model, at most %1, %2").arg(length, at);
    if (lane.kind == LaneKind::Sandbox || span.ref >= known.names.size() || span.ref == 0)
        return tr("%1, %2, %3").arg(word, length, at);
    const QString name = text(known.names[span.ref]);
    if (span.kind == SpanKind::ToolElsewhere)
        return tr("%1, %2, %3").arg(name, word, at);
    const auto *entry = m_session->transcript()->entryAt(m_session->transcript()->rowOfSequence(span.sequence));
    const auto *call = entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
    const QString line = tr("%1, %2, %3, %4").arg(name, word, length, at);
    return call && !call->summary.empty() ? line + QStringLiteral(" · ") + text(call->summary) : line;
}

QString SessionTimeline::laneUnit(const TimelineLane &lane, int count) const
{
    const QString number = format::count(count);
    switch (lane.kind) {
    case LaneKind::Tools:
        return count == 1 ? tr("1 call") : tr("%1 calls").arg(number);
    case LaneKind::Waits:
        return count == 1 ? tr("1 wait") : tr("%1 waits").arg(number);
    case LaneKind::Marks:
        return count == 1 ? tr("1 mark") : tr("%1 marks").arg(number);
    case LaneKind::Model:
    case LaneKind::Sandbox:
    case LaneKind::Thread:
        break;
    }
    return count == 1 ? tr("1 stretch") : tr("%1 stretches").arg(number);
}

QString SessionTimeline::barText(const TimelineLane &lane, const TimelineBar &bar) const
{
    if (bar.count == 1)
        return spanText(lane, lane.spans[bar.first]);
    const QString what =
        bar.kind == SpanKind::ToolError ? tr("%1 errors").arg(format::count(bar.count)) : laneUnit(lane, bar.count);
    return tr("%1, %2 to %3")
        .arg(what, format::clockTime(lane.spans[bar.first].from, m_ticker->zone()),
             format::clockTime(lane.spans[bar.last].to, m_ticker->zone()));
}

QString SessionTimeline::rangeText()
{
    const TimelineLane &lane = *m_shown[m_rangeLane];
    const RangeSums sums = sumsOf(lane.spans, m_range->from, m_range->to);
    const QString range =
        tr("%1 to %2, %3")
            .arg(format::clockTime(m_range->from, m_ticker->zone()), format::clockTime(m_range->to, m_ticker->zone()),
                 format::measured(m_range->to - m_range->from));
    if (sums.count == 0 || lane.kind == LaneKind::Marks)
        return tr("%1 · %2: %3").arg(range, laneName(lane), laneUnit(lane, sums.count));
    return tr("%1 · %2: %3, total %4, average %5, shortest %6, longest %7")
        .arg(range, laneName(lane), laneUnit(lane, sums.count), format::measured(sums.total),
             format::measured(sums.average()), format::measured(sums.least), format::measured(sums.most));
}

QString SessionTimeline::readText()
{
    fresh();
    if (m_range && !m_shown.empty())
        return rangeText();
    if (!m_hoverText.isEmpty())
        return m_hoverText;
    if (!m_cursor)
        return {};
    const TimelineLane &lane = *m_shown[m_cursor->lane];
    const QString said = spanText(lane, lane.spans[m_cursor->span]);
    return m_gone ? tr("%1 · its event is not kept in this window any more").arg(said) : said;
}

/// For who does not see it.
QString SessionTimeline::summary()
{
    fresh();
    QStringList parts;
    for (const TimelineLane *lane : m_shown)
        parts += tr("%1: %2").arg(laneName(*lane), laneUnit(*lane, static_cast<int>(lane->spans.size())));
    return tr("%1 to %2. %3")
        .arg(format::clockTime(m_scale.from(), m_ticker->zone()), format::clockTime(m_bounds.to, m_ticker->zone()),
             parts.join(QStringLiteral(", ")));
}

std::chrono::seconds SessionTimeline::zoneOffset() const
{
    const auto at = QDateTime::fromMSecsSinceEpoch(m_bounds.to.time_since_epoch().count());
    return std::chrono::seconds(m_ticker->zone().offsetFromUtc(at));
}

QString SessionTimeline::tickText(WallTime at, std::chrono::milliseconds step) const
{
    using namespace std::chrono_literals;
    if (step >= 24h)
        return format::fullTime(at, m_ticker->zone()).mid(5, 5);
    return step < 60s ? format::clockTime(at, m_ticker->zone()) : format::shortClockTime(at, m_ticker->zone());
}

} // namespace glovebox::models
