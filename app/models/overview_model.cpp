#include "app/models/overview_model.h"

#include "app/format/quantities.h"

namespace glovebox::models {

namespace {

const QLatin1String kApprovalWay("approval/");
const QLatin1String kOperationWay("operation/");

} // namespace

OverviewModel::OverviewModel(bridge::EngineClient *client, NeedSources sources, EgressPanel &egress, Ticker *ticker,
                             QObject *parent)
    : QObject(parent), m_sources(std::move(sources)), m_egress(egress), m_ticker(ticker), m_needs(ticker),
      m_list(&m_needs), m_sessions(sessionGroups()), m_sandboxes(sandboxGroups()),
      m_queue(m_sources.environments, m_sources.work, ticker), m_capacity(m_sources.host), m_today(client, ticker),
      m_activity(client, m_sources.sandboxes, ticker), m_alerts(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        look(); // time alone makes some of them
        readLedger();
    });
    connect(ticker, &Ticker::settled, this, [this] {
        look(); // an answer was given here: nobody told us
        if (std::exchange(m_countLate, false))
            count();
    });
}

void OverviewModel::apply(const bridge::Batch &batch)
{
    m_activity.apply(batch);
    for (const api::HistoryReport &report : batch.reports)
        m_today.apply(report);
    if (!batch.environments.empty() || !batch.goneEnvironments.empty() || !batch.work.empty() ||
        !batch.goneWork.empty())
        m_queue.note();
    m_countLate = true;
    if (!m_counted) { // the first figures are not waited for
        m_counted = m_sources.host.known();
        count();
    }
    look();
    m_alerts.apply(batch);
    readLedger();
}

void OverviewModel::setShown(bool shown)
{
    m_shown = shown;
    readLedger();
}

void OverviewModel::readLedger()
{
    if (!m_shown || !m_sources.host.known())
        return;
    m_today.look();
    m_activity.look();
}

void OverviewModel::look()
{
    m_needs.setNeeds(needsOf(m_sources, m_ticker->now()));
    m_alerts.follow(m_needs.all());
    Q_EMIT needsChanged();
}

void OverviewModel::count()
{
    std::vector<int> sessions(sessionGroups().size(), 0);
    for (const SessionRow &row : m_sources.sessions.all())
        ++sessions[groupOf(row.latest)];
    m_sessions.setCounts(std::move(sessions));
    std::vector<int> sandboxes(sandboxGroups().size(), 0);
    for (const SandboxRow &row : m_sources.sandboxes.all())
        if (const auto group = groupOf(row.latest.state); group && !row.goneAt)
            ++sandboxes[*group];
    m_sandboxes.setCounts(std::move(sandboxes));
}

int OverviewModel::problems() const
{
    return static_cast<int>(
        std::ranges::count_if(m_needs.all(), [](const Need &need) { return !need.target.startsWith(kApprovalWay); }));
}

QString OverviewModel::asOf() const
{
    std::optional<WallTime> since;
    for (int row = 0; row < m_sources.environments.count(); ++row) {
        const api::EnvironmentView &view = m_sources.environments.at(row);
        if (view.state == api::PollState::Disconnected)
            since = std::min(since.value_or(view.since), view.since);
    }
    if (m_sources.host.stale())
        since = std::min(since.value_or(m_sources.host.heardAt()), m_sources.host.heardAt());
    return since ? tr("as of %1").arg(format::shortClockTime(*since, m_ticker->zone())) : QString();
}

void OverviewModel::follow(const QString &target)
{
    if (target.startsWith(kOperationWay))
        Q_EMIT operationAsked(target.mid(kOperationWay.size()));
    else if (target == QLatin1String("leftovers"))
        Q_EMIT leftoversAsked();
    else if (!target.isEmpty())
        Q_EMIT wayAsked(target);
}

bool OverviewModel::followFirst()
{
    m_list.showPending(); // it may be new, and the list standing still
    for (int row = 0; row < m_list.count(); ++row) {
        const QString target = m_list.index(row).data(NeedRows::TargetRole).toString();
        if (target.startsWith(kApprovalWay))
            continue;
        follow(target);
        return true;
    }
    return false;
}

bool OverviewModel::chooseAttempt(const QString &attempt)
{
    m_egress.rows()->showPending();
    m_egress.rows()->selectKey(attempt);
    return m_egress.known();
}

} // namespace glovebox::models
