#include "app/models/environment_status.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"

namespace glovebox::models {

namespace {

constexpr qsizetype kShortIdLength = 20;

} // namespace

EnvironmentStatus::EnvironmentStatus(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_request != Request::None)
            Q_EMIT changed();
    });
}

void EnvironmentStatus::apply(const api::EnvironmentView &view)
{
    const auto found = m_views.find(view.id.value());
    if (found != m_views.end() && view.generation < found->second.generation)
        return;
    m_views.insert_or_assign(view.id.value(), view);
    const bool paused = this->view()->state == api::PollState::PausedByOperator;
    if ((m_request == Request::Pause && paused) || (m_request == Request::Resume && !paused))
        m_request = Request::None;
    Q_EMIT changed();
}

void EnvironmentStatus::setRequest(Request request)
{
    m_request = request;
    m_requestedAt = m_ticker->now();
    Q_EMIT changed();
}

const api::EnvironmentView *EnvironmentStatus::view() const
{
    return m_views.empty() ? nullptr : &m_views.begin()->second;
}

QString EnvironmentStatus::id() const
{
    return known() ? QString::fromStdString(view()->id.value()) : QString();
}

QString EnvironmentStatus::shortId() const
{
    return format::shortened(id(), kShortIdLength);
}

QString EnvironmentStatus::baseUrl() const
{
    return known() ? format::firstLine(QString::fromStdString(view()->baseUrl)) : QString();
}

QString EnvironmentStatus::keyHint() const
{
    return known() ? QString::fromStdString(view()->keyHint) : QString();
}

QString EnvironmentStatus::word() const
{
    return known() ? format::look(*view(), m_ticker->zone()).word : QString();
}

QString EnvironmentStatus::tone() const
{
    return format::word(known() ? format::look(*view(), m_ticker->zone()).tone : format::Tone::Neutral);
}

QString EnvironmentStatus::symbol() const
{
    return known() ? format::symbol(format::look(*view(), m_ticker->zone()).shape) : QString();
}

int EnvironmentStatus::active() const
{
    return known() ? view()->active : 0;
}

bool EnvironmentStatus::isDemo() const
{
    return known() && view()->isDemo;
}

bool EnvironmentStatus::canPause() const
{
    return known() && m_request == Request::None &&
           (view()->state == api::PollState::Polling || view()->state == api::PollState::Disconnected);
}

bool EnvironmentStatus::canResume() const
{
    return known() && m_request == Request::None && view()->state == api::PollState::PausedByOperator;
}

QString EnvironmentStatus::requestText() const
{
    if (m_request == Request::None)
        return {};
    const QString seconds = format::duration(m_ticker->now() - m_requestedAt);
    return m_request == Request::Pause ? tr("Pausing… %1").arg(seconds) : tr("Resuming… %1").arg(seconds);
}

} // namespace glovebox::models
