#include "app/models/environment_status.h"

#include "app/format/states.h"

#include <algorithm>

namespace glovebox::models {

namespace {

int urgency(api::PollState state)
{
    using enum api::PollState;
    switch (state) {
    case KeyRejected:
        return 5;
    case Disconnected:
        return 4;
    case Draining:
        return 3;
    case PausedByOperator:
        return 2;
    case Stopped:
        return 1;
    case Polling:
        return 0;
    }
    return 0;
}

} // namespace

EnvironmentStatus::EnvironmentStatus(const EnvironmentsModel *environments, Ticker *ticker, QObject *parent)
    : QObject(parent), m_environments(environments), m_ticker(ticker)
{
    connect(environments, &EnvironmentsModel::changed, this, &EnvironmentStatus::changed);
}

const api::EnvironmentView *EnvironmentStatus::worst() const
{
    const api::EnvironmentView *found = nullptr;
    for (int row = 0; row < m_environments->count(); ++row)
        if (!found || urgency(m_environments->at(row).state) > urgency(found->state))
            found = &m_environments->at(row);
    return found;
}

QString EnvironmentStatus::id() const
{
    return alone() ? m_environments->keyAt(0) : QString();
}

QString EnvironmentStatus::name() const
{
    if (!known())
        return {};
    return several() ? tr("%1 environments").arg(m_environments->count())
                     : m_environments->nameOf(m_environments->at(0).id);
}

QString EnvironmentStatus::detail() const
{
    QStringList lines;
    for (int row = 0; row < m_environments->count(); ++row) {
        const QModelIndex at = m_environments->index(row);
        if (several()) {
            lines += at.data(EnvironmentsModel::NameRole).toString() + QStringLiteral("   ") +
                     at.data(EnvironmentsModel::WordRole).toString();
            continue;
        }
        lines += m_environments->keyAt(row);
        lines += at.data(EnvironmentsModel::BaseUrlRole).toString();
        lines += at.data(EnvironmentsModel::KeyHintRole).toString();
    }
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

QString EnvironmentStatus::word() const
{
    if (!known())
        return {};
    if (!several())
        return format::look(*worst(), m_ticker->zone()).word;
    int polling = 0;
    for (int row = 0; row < m_environments->count(); ++row)
        polling += m_environments->at(row).state == api::PollState::Polling ? 1 : 0;
    return polling == m_environments->count() ? tr("All polling")
                                              : tr("%1 of %2 polling").arg(polling).arg(m_environments->count());
}

QString EnvironmentStatus::tone() const
{
    return format::word(known() ? format::look(*worst(), m_ticker->zone()).tone : format::Tone::Neutral);
}

QString EnvironmentStatus::symbol() const
{
    return known() ? format::symbol(format::look(*worst(), m_ticker->zone()).shape) : QString();
}

bool EnvironmentStatus::isDemo() const
{
    for (int row = 0; row < m_environments->count(); ++row)
        if (m_environments->at(row).isDemo)
            return true;
    return false;
}

bool EnvironmentStatus::canPause() const
{
    return alone() && m_environments->canPause(0);
}

bool EnvironmentStatus::canResume() const
{
    return alone() && m_environments->canResume(0);
}

QString EnvironmentStatus::requestText() const
{
    return alone() ? m_environments->requestText(0) : QString();
}

} // namespace glovebox::models
