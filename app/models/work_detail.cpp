#include "app/models/work_detail.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

namespace glovebox::models {

WorkDetail::WorkDetail(WorkModel *work, EnvironmentsModel *environments, Ticker *ticker, QObject *parent)
    : QObject(parent), m_work(work), m_environments(environments), m_ticker(ticker)
{
    connect(work, &WorkModel::changed, this, [this](const QString &id) {
        if (id == m_id)
            refresh();
    });
    connect(environments, &EnvironmentsModel::changed, this, &WorkDetail::changed);
    connect(ticker, &Ticker::ticked, this, [this] {
        if (!m_id.isEmpty())
            refresh();
    });
}

void WorkDetail::open(const QString &work)
{
    if (work == m_id)
        return;
    m_id = work;
    refresh();
}

bool WorkDetail::hasOperatorKey() const
{
    return known() && m_environments->hasOperatorKey(view()->environment);
}

QString WorkDetail::role(int role) const
{
    const int row = m_work->rowOf(m_id);
    return row < 0 ? QString() : m_work->index(row).data(role).toString();
}

QString WorkDetail::title() const
{
    return role(WorkModel::SessionTitleRole);
}

QString WorkDetail::sessionId() const
{
    return role(WorkModel::SessionIdRole);
}

QString WorkDetail::word() const
{
    return role(WorkModel::WordRole);
}

QString WorkDetail::tone() const
{
    return role(WorkModel::ToneRole);
}

QString WorkDetail::symbol() const
{
    return role(WorkModel::SymbolRole);
}

QString WorkDetail::reason() const
{
    return role(WorkModel::ReasonRole);
}

QString WorkDetail::advice() const
{
    return known() && !m_work->isGone(m_id) ? format::advice(*view()) : QString();
}

bool WorkDetail::waitsForApproval() const
{
    return known() && !m_work->isGone(m_id) && view()->stuck == api::Stuck::NeedsApproval;
}

bool WorkDetail::repairOffered() const
{
    return known() && !m_work->isGone(m_id) && format::repairHelps(*view());
}

QString WorkDetail::repairVerb() const
{
    return role(WorkModel::RepairVerbRole);
}

QString WorkDetail::repairConsequence() const
{
    return known() ? format::repairConsequence(*view(), hasOperatorKey()) : QString();
}

QString WorkDetail::keyNote() const
{
    if (!repairOffered() || hasOperatorKey())
        return {};
    return tr("Without an operator key the session has to be interrupted in the Console afterwards. Set the key with "
              "--operator-key-file or in the environments file.");
}

QString WorkDetail::repairWord() const
{
    return role(WorkModel::RepairWordRole);
}

QString WorkDetail::repairTone() const
{
    return role(WorkModel::RepairToneRole);
}

QString WorkDetail::repairSymbol() const
{
    return role(WorkModel::RepairSymbolRole);
}

QString WorkDetail::repairProblem() const
{
    if (!known())
        return {};
    using enum api::Repair;
    switch (view()->repair) {
    case StopFailed:
    case InterruptFailed: {
        const QString left =
            view()->repair == StopFailed
                ? tr("The item was not stopped; nothing has changed.")
                : tr("The item was stopped, but the session still waits: interrupt it in the Console.");
        if (!view()->problem)
            return left;
        const format::Explanation why = format::explain(*view()->problem, format::Area::Session);
        return left + QLatin1Char(' ') + (why.detail.isEmpty() ? why.why : format::firstLine(why.detail));
    }
    case NeedsOperatorKey:
        return tr("The item was stopped. Now interrupt the session in the Console, so that it is queued anew.");
    default:
        return {};
    }
}

void WorkDetail::refresh()
{
    if (const api::WorkView *work = view()) {
        const QString environment = QString::fromStdString(work->environment.value());
        const auto when = [this](const std::optional<WallTime> &at) {
            return at ? tr("%1 · %2").arg(format::clockTime(*at, m_ticker->zone()), format::ago(*at, m_ticker->now()))
                      : tr("never");
        };
        std::vector<Fact> facts{
            {tr("Work item"), format::shortened(m_id, 24), true, m_id},
            {tr("Session"), sessionId().isEmpty() ? tr("none") : format::shortened(sessionId(), 24),
             !sessionId().isEmpty(), sessionId()},
            {tr("Held by"), role(WorkModel::HolderRole)},
            {tr("Queued"), work->createdAt ? when(work->createdAt) : tr("unknown")},
            {tr("Acknowledged"), when(work->acknowledgedAt)},
            {tr("Last heartbeat"), when(work->latestHeartbeatAt)},
            {tr("Environment"), role(WorkModel::EnvironmentRole), false, environment},
        };
        m_facts.setFacts(std::move(facts));
    }
    Q_EMIT changed();
}

} // namespace glovebox::models
