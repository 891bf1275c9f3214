#include "app/models/sandbox_detail.h"

#include "app/format/ends.h"
#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/models/ended_detail.h"

#include <QDateTime>

#include <algorithm>

namespace glovebox::models {

namespace {

/// "registry-token, weather-api"
QString usableSecrets(const api::SandboxView &sandbox)
{
    QStringList names;
    for (const std::string &name : sandbox.secrets)
        names += format::shownLine(QString::fromStdString(name));
    return names.join(QStringLiteral(", "));
}

QString startedFrom(const api::SandboxView &sandbox)
{
    const QString origin = format::origin(sandbox);
    return origin.isEmpty() ? SandboxDetail::tr("not started yet") : origin;
}

double share(const std::optional<ByteCount> &used, ByteCount total)
{
    return used && total.value > 0
               ? std::clamp(static_cast<double>(used->value) / static_cast<double>(total.value), 0.0, 1.0)
               : -1;
}

} // namespace

SandboxDetail::SandboxDetail(SandboxesModel *sandboxes, EndedModel *ended, Ticker *ticker, QObject *parent)
    : RowDetail(
          sandboxes,
          {SandboxesModel::WordRole, SandboxesModel::ToneRole, SandboxesModel::SymbolRole, SandboxesModel::SinceRole},
          ticker, parent),
      m_sandboxes(sandboxes), m_ended(ended), m_ticker(ticker)
{
    connect(this, &RowDetail::changed, this, &SandboxDetail::readMore);
    connect(ended, &EndedModel::told, this, [this](const QString &sandbox) {
        if (sandbox == id())
            refresh();
    });
}

void SandboxDetail::readMore()
{
    m_checks.setChecks(known() ? view()->checks : std::vector<domain::GuestCheck>{});
    const bool failed = known() && view()->state == domain::SandboxState::Failed;
    const api::EndedSandboxView *ended = failed ? m_ended->find(id()) : nullptr;
    const bool had = hasEvidence();
    m_console.setText(ended ? QString::fromStdString(ended->console) : QString());
    m_monitor.setText(ended ? QString::fromStdString(ended->monitor) : QString());
    if (had != hasEvidence())
        Q_EMIT changed();
}

QString SandboxDetail::queueText() const
{
    return known() ? format::queuedInFull(*view()) : QString();
}

QString SandboxDetail::checkedText() const
{
    return known() && view()->checkedAt ? format::ago(*view()->checkedAt, m_ticker->now()) : QString();
}

QString SandboxDetail::endText() const
{
    return known() && view()->end ? format::endInFull(*view()->end) : QString();
}

QString SandboxDetail::endUseText() const
{
    return known() && view()->end ? format::usedInShort(view()->end->meter, view()->end->cost) : QString();
}

QString SandboxDetail::awakeText() const
{
    return known() ? format::awakeFor(*view(), m_ticker->now()) : QString();
}

double SandboxDetail::secondsUntil(const QString &timeOfDay) const
{
    const QTime time = QTime::fromString(timeOfDay.trimmed(), QStringLiteral("H:mm"));
    if (!time.isValid())
        return -1;
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_ticker->now().time_since_epoch().count(), m_ticker->zone());
    QDateTime then(now.date(), time, m_ticker->zone());
    if (then <= now)
        then = QDateTime(now.date().addDays(1), time, m_ticker->zone());
    return static_cast<double>(now.msecsTo(then)) / 1000.0;
}

QString SandboxDetail::busyText() const
{
    if (!known())
        return {};
    if (parked()) // the facts say why
        return tr("Any use wakes it");
    return view()->busyWith.empty() ? QString()
                                    : tr("Busy: %1").arg(format::shownLine(QString::fromStdString(view()->busyWith)));
}

QString SandboxDetail::name() const
{
    return text(SandboxesModel::NameRole);
}

QString SandboxDetail::reservedText() const
{
    return known() ? format::reservedInFull(*view(), m_ticker->zone()) : QString();
}

bool SandboxDetail::emulated() const
{
    return role(SandboxesModel::EmulatedRole).toBool();
}

QString SandboxDetail::sessionId() const
{
    return text(SandboxesModel::SessionIdRole);
}

QString SandboxDetail::sessionTitle() const
{
    return text(SandboxesModel::SessionTitleRole);
}

double SandboxDetail::cpuShare() const
{
    return known() && view()->cpuPercent && !paused()
               ? std::clamp(*view()->cpuPercent / 100.0 / std::max(1, view()->size.vcpus), 0.0, 1.0)
               : -1;
}

QString SandboxDetail::cpuText() const
{
    const QString used = text(SandboxesModel::CpuRole);
    return cpuShare() < 0 ? used : tr("%1 of %2%").arg(used).arg(100 * view()->size.vcpus); // of one vCPU
}

double SandboxDetail::memoryShare() const
{
    return known() ? share(view()->memory, view()->size.memory) : -1;
}

QString SandboxDetail::memoryText() const
{
    return text(SandboxesModel::MemoryRole);
}

double SandboxDetail::diskShare() const
{
    return known() ? share(view()->diskUsed, view()->size.disk) : -1;
}

QString SandboxDetail::diskText() const
{
    const QString used = text(SandboxesModel::DiskRole);
    return diskShare() < 0 ? used : tr("%1 of %2").arg(used, format::bytes(view()->size.disk));
}

QString SandboxDetail::chipTone() const
{
    return text(SandboxesModel::ChipToneRole);
}

QString SandboxDetail::chipSymbol() const
{
    return text(SandboxesModel::ChipSymbolRole);
}

QString SandboxDetail::chipWord() const
{
    return text(SandboxesModel::ChipWordRole);
}

QString SandboxDetail::templateId() const
{
    return known() && view()->base ? QString::fromStdString(view()->base->value()) : QString();
}

QString SandboxDetail::originText() const
{
    return known() ? format::originInFull(*view()) : QString();
}

bool SandboxDetail::canDestroy() const
{
    return role(SandboxesModel::CanDestroyRole).toBool();
}

QString SandboxDetail::operationText() const
{
    return known() ? format::firstLine(QString::fromStdString(view()->operation)) : QString();
}

QString SandboxDetail::fromId() const
{
    return known() && view()->from ? QString::fromStdString(view()->from->value()) : QString();
}

QString SandboxDetail::forkOfId() const
{
    return known() && view()->forkOf ? QString::fromStdString(view()->forkOf->value()) : QString();
}

bool SandboxDetail::hasLadder() const
{
    using enum domain::SandboxState;
    return known() && view()->state != Failed && view()->state != Destroying && view()->state != Destroyed;
}

QString SandboxDetail::ladderText() const
{
    return known() ? format::ladderInWords(view()->ladder, view()->kept) : QString();
}

QString SandboxDetail::nextStepText() const
{
    return known() ? format::nextOfLadder(*view(), m_ticker->now()) : QString();
}

format::Explanation SandboxDetail::problem() const
{
    return known() && view()->problem ? format::explain(*view()->problem, format::Area::Sandbox, id())
                                      : format::Explanation{};
}

/// What is true of this sandbox now, not a general warning.
QString SandboxDetail::destroyConsequence() const
{
    if (!known())
        return {};
    if (view()->state == domain::SandboxState::Queued)
        return tr("It has not started; nothing is lost.");
    if (!view()->busyWith.empty())
        return tr("%1 is running now; the call is answered with an error.")
            .arg(format::shownLine(QString::fromStdString(view()->busyWith)));
    if (view()->state == domain::SandboxState::Hibernated)
        return tr("It is hibernated; %1 on disk become free.").arg(format::bytes(view()->stored));
    if (stopped())
        return tr("Its machine is gone already; its disk and the files on it go, too. %1 become free.")
            .arg(format::bytes(view()->stored));
    if (view()->state == domain::SandboxState::Failed)
        return tr("It is not running; its record and its disk are removed.");
    if (kept())
        return tr("It is kept: it stays until you destroy it. No tool call is running.");
    return view()->session ? tr("No tool call is running; the session \"%1\" is bound to it.").arg(sessionTitle())
                           : tr("No tool call is running.");
}

std::vector<Fact> SandboxDetail::factsNow() const
{
    const api::SandboxView &sandbox = *view();
    const QString session = sessionId();
    std::vector<Fact> facts{
        {tr("Sandbox id"), id(), true, id()},
        {tr("Owner"), kept() ? tr("you: kept until you destroy it") : tr("automatic")},
        {tr("Session"), session.isEmpty() ? tr("none") : format::shortened(session, 22), !session.isEmpty(), session},
    };
    if (!sandbox.reservedFor.empty())
        facts.push_back({tr("Reserved for"), reservedText()});
    if (sandbox.guestRunner)
        facts.push_back({tr("Calls"), tr("executed by a runner in the sandbox, not by this host")});
    if (!sandbox.egress.empty())
        facts.push_back({tr("Egress"), format::egress(sandbox), false, {}, egressOpen()});
    if (!sandbox.secrets.empty())
        facts.push_back({tr("Secrets"), usableSecrets(sandbox)});
    if (sandbox.end && sandbox.state == domain::SandboxState::Failed) // of others it stands above
        facts.push_back(
            {tr("Cause"), tr("%1: %2").arg(format::look(sandbox.end->cause).word, format::endInFull(*sandbox.end))});
    const std::vector<Fact> more{
        {tr("Runs by"), format::accelerationName(sandbox.acceleration)},
        {tr("Size"), format::size(sandbox.size)},
        {tr("Started"), startedFrom(sandbox)},
        {tr("Start time"), sandbox.bootTime ? format::measured(*sandbox.bootTime) : tr("not measured yet")},
        {tr("Shares"), format::shares(sandbox.shares)},
    };
    facts.insert(facts.end(), more.begin(), more.end());
    if (sandbox.state != domain::SandboxState::Queued) {
        const domain::SandboxMeter meter = sandbox.end ? sandbox.end->meter : sandbox.meter;
        const std::int64_t cost = sandbox.end ? sandbox.end->cost : sandbox.cost;
        for (Fact &fact : meterFacts(meter, cost, sandbox.end ? sandbox.end->pricesAsOf : sandbox.pricesAsOf))
            facts.push_back(std::move(fact));
    }
    if (sandbox.keptAliveUntil && *sandbox.keptAliveUntil > m_ticker->now())
        facts.push_back(
            {tr("Kept awake"), tr("until %1").arg(format::fullTime(*sandbox.keptAliveUntil, m_ticker->zone()))});
    if (sandbox.state == domain::SandboxState::Hibernated)
        facts.push_back({tr("On disk"), tr("%1, memory and devices").arg(format::bytes(sandbox.stored))});
    if (sandbox.state == domain::SandboxState::Stopped)
        facts.push_back({tr("On disk"), tr("%1, its files alone").arg(format::bytes(sandbox.stored))});
    if (!sandbox.reason.empty())
        facts.push_back({tr("Reason"), format::shownLine(QString::fromStdString(sandbox.reason))});
    if (sandbox.processId > 0)
        facts.push_back({tr("Process"), QString::number(sandbox.processId), true, QString::number(sandbox.processId)});
    if (!sandbox.kernelRelease.empty())
        facts.push_back({tr("Kernel"), format::shownLine(QString::fromStdString(sandbox.kernelRelease)), true});
    return facts;
}

} // namespace glovebox::models
