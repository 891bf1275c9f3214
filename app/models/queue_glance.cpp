#include "app/models/queue_glance.h"

#include "app/format/quantities.h"

#include <algorithm>

namespace glovebox::models {

QueueGlance::QueueGlance(const EnvironmentsModel &environments, const WorkModel &work, Ticker *ticker, QObject *parent)
    : QObject(parent), m_environments(environments), m_work(work), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &QueueGlance::changed);
}

/// A reading counts at its own time; queues that could not be read lately are left out.
void QueueGlance::note()
{
    std::optional<WallTime> newest;
    int waiting = 0;
    for (int row = 0; row < m_environments.count(); ++row) {
        const api::EnvironmentView &view = m_environments.at(row);
        if (!view.queue || !view.queueSeenAt || m_ticker->now() - *view.queueSeenAt > EnvironmentsModel::kQueueOldAfter)
            continue;
        waiting += view.queue->depth;
        newest = std::max(newest.value_or(*view.queueSeenAt), *view.queueSeenAt);
    }
    if (newest)
        m_history.note(*newest, waiting);
    Q_EMIT changed();
}

QString QueueGlance::total(int domain::QueueStats::*figure) const
{
    if (!known())
        return tr("unknown");
    int sum = 0;
    for (int row = 0; row < m_environments.count(); ++row)
        if (const auto &queue = m_environments.at(row).queue)
            sum += (*queue).*figure;
    return format::count(sum);
}

bool QueueGlance::pendingStays() const
{
    for (int row = 0; row < m_environments.count(); ++row)
        if (m_environments.index(row).data(EnvironmentsModel::PendingStaysRole).toBool())
            return true;
    return false;
}

/// Of all workers: what the queue lists as held.
QString QueueGlance::active() const
{
    if (!known())
        return tr("unknown");
    return format::count(std::ranges::count_if(
        m_work.all(), [](const WorkRow &row) { return !row.goneAt && row.view.state == domain::WorkState::Active; }));
}

QString QueueGlance::oldest() const
{
    std::optional<WallTime> oldest;
    int waiting = 0;
    for (int row = 0; row < m_environments.count(); ++row) {
        const auto &queue = m_environments.at(row).queue;
        if (!queue)
            continue;
        waiting += queue->depth;
        if (queue->oldestQueuedAt)
            oldest = std::min(oldest.value_or(*queue->oldestQueuedAt), *queue->oldestQueuedAt);
    }
    if (oldest)
        return format::duration(m_ticker->now() - *oldest);
    return known() && waiting == 0 ? tr("none waits") : tr("unknown");
}

std::optional<WallTime> QueueGlance::readAt() const
{
    std::optional<WallTime> oldest;
    for (int row = 0; row < m_environments.count(); ++row)
        if (const auto &seen = m_environments.at(row).queueSeenAt)
            oldest = std::min(oldest.value_or(*seen), *seen);
    return oldest;
}

QString QueueGlance::age() const
{
    const auto at = readAt();
    return at ? tr("Read %1").arg(format::ago(*at, m_ticker->now())) : tr("Not read yet");
}

bool QueueGlance::old() const
{
    const auto at = readAt();
    return at && m_ticker->now() - *at > EnvironmentsModel::kQueueOldAfter;
}

QString QueueGlance::problem() const
{
    for (int row = 0; row < m_environments.count(); ++row)
        if (const QString why = m_environments.index(row).data(EnvironmentsModel::QueueProblemRole).toString();
            !why.isEmpty())
            return m_environments.count() > 1 ? tr("%1: %2").arg(m_environments.nameOf(m_environments.at(row).id), why)
                                              : why;
    return {};
}

QVariantList QueueGlance::points() const
{
    QVariantList points;
    for (const std::optional<int> &point : m_history.upTo(m_ticker->now()))
        points += point ? QVariant(*point) : QVariant();
    return points;
}

std::optional<int> QueueGlance::highest() const
{
    std::optional<int> highest;
    for (const std::optional<int> &point : m_history.upTo(m_ticker->now()))
        if (point)
            highest = std::max(highest.value_or(*point), *point);
    return highest;
}

QString QueueGlance::newest() const
{
    const auto points = m_history.upTo(m_ticker->now());
    for (auto point = points.rbegin(); point != points.rend(); ++point)
        if (*point)
            return format::count(**point);
    return {};
}

QString QueueGlance::most() const
{
    const auto highest = this->highest();
    return highest ? tr("max %1").arg(*highest) : QString();
}

QString QueueGlance::spoken() const
{
    const auto highest = this->highest();
    return highest ? tr("Waiting %1, highest %2 in the last 60 minutes").arg(waiting()).arg(*highest)
                   : tr("Waiting, last 60 minutes: not known yet");
}

} // namespace glovebox::models
