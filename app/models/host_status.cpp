#include "app/models/host_status.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"
#include "app/format/snapshots.h"
#include "app/format/states.h"

#include <QDateTime>

namespace glovebox::models {

HostStatus::HostStatus(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &HostStatus::ticked);
}

void HostStatus::apply(const api::HostView &view)
{
    if (m_known && view.generation < m_view.generation)
        return;
    m_known = true;
    m_view = view;
    Q_EMIT changed();
}

void HostStatus::heard()
{
    m_heardAt = m_ticker->now();
    Q_EMIT ticked();
}

QString HostStatus::phaseWord() const
{
    return m_known ? format::look(m_view.phase).word : tr("Waiting for the engine");
}

QString HostStatus::phaseTone() const
{
    return format::word(m_known ? format::look(m_view.phase).tone : format::Tone::Neutral);
}

QString HostStatus::phaseSymbol() const
{
    return format::symbol(m_known ? format::look(m_view.phase).shape : format::Shape::DashedQuestion);
}

QString HostStatus::accelerationWord() const
{
    return format::accelerationWord(m_view);
}

QString HostStatus::accelerationTone() const
{
    if (!m_view.acceleration)
        return format::word(format::Tone::Neutral);
    return format::word(*m_view.acceleration == domain::Acceleration::Kvm ? format::Tone::Live
                                                                          : format::Tone::Attention);
}

QString HostStatus::accelerationReason() const
{
    return format::firstLine(QString::fromStdString(m_view.accelerationReason));
}

QString HostStatus::slotsText() const
{
    return m_known ? QStringLiteral("%1/%2").arg(format::count(m_view.slotsUsed), format::count(m_view.slotsMax))
                   : tr("unknown");
}

QString HostStatus::queuedText() const
{
    return m_known ? QString::number(m_view.queued) : tr("unknown");
}

QString HostStatus::memoryText() const
{
    if (m_view.memoryTotal.value == 0)
        return tr("unknown");
    const std::uint64_t available = std::min(m_view.memoryAvailable.value, m_view.memoryTotal.value);
    return format::part({m_view.memoryTotal.value - available}, m_view.memoryTotal);
}

QString HostStatus::promisedText() const
{
    return m_view.memoryForSandboxes.value > 0 ? format::part(m_view.memoryPromised, m_view.memoryForSandboxes)
                                               : QString();
}

QString HostStatus::promisedFor() const
{
    return format::promised(m_view);
}

QString HostStatus::whyNoCloning() const
{
    return m_view.noCloning ? format::shownLine(QString::fromStdString(m_view.noCloning->detail)) : QString();
}

QString HostStatus::whyNoSnapshots() const
{
    return m_view.noSnapshots ? format::shownLine(QString::fromStdString(m_view.noSnapshots->detail)) : QString();
}

QString HostStatus::diskText() const
{
    return format::diskTotals(m_view);
}

QString HostStatus::imageDiskText() const
{
    return m_view.diskImages ? format::imageDisk(*m_view.diskImages) : QString();
}

QString HostStatus::imageUnneededText() const
{
    return m_view.diskImages ? format::imageUnneeded(*m_view.diskImages) : QString();
}

QString HostStatus::version() const
{
    return QString::fromStdString(m_view.version);
}

QString HostStatus::hypervisor() const
{
    return format::firstLine(QString::fromStdString(m_view.hypervisorVersion));
}

bool HostStatus::canStart() const
{
    return m_known && (m_view.phase == api::EnginePhase::Stopped || m_view.phase == api::EnginePhase::Failed);
}

bool HostStatus::canDrain() const
{
    return m_view.phase == api::EnginePhase::Running || m_view.phase == api::EnginePhase::Preparing;
}

QString HostStatus::clock() const
{
    const QString zone =
        m_ticker->zone().abbreviation(QDateTime::fromMSecsSinceEpoch(m_ticker->now().time_since_epoch().count()));
    return format::clockTime(m_ticker->now(), m_ticker->zone()) + QLatin1Char(' ') + zone;
}

QString HostStatus::age() const
{
    return m_heardAt == WallTime{} ? tr("No data yet") : tr("Updated %1").arg(format::ago(m_heardAt, m_ticker->now()));
}

bool HostStatus::stale() const
{
    return m_known && m_ticker->now() - m_heardAt > kStaleAfter;
}

} // namespace glovebox::models
