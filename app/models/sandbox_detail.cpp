#include "app/models/sandbox_detail.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"

#include <algorithm>

namespace glovebox::models {

namespace {

format::Explanation problemOf(const api::SandboxView *view)
{
    return view && view->problem
               ? format::explain(*view->problem, format::Area::Sandbox, QString::fromStdString(view->id.value()))
               : format::Explanation{};
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

SandboxDetail::SandboxDetail(SandboxesModel *sandboxes, Ticker *ticker, QObject *parent)
    : QObject(parent), m_sandboxes(sandboxes), m_ticker(ticker)
{
    connect(sandboxes, &SandboxesModel::changed, this, [this](const QString &id) {
        if (id == m_id)
            refresh();
    });
    connect(ticker, &Ticker::ticked, this, [this] {
        if (!m_id.isEmpty())
            refresh();
    });
}

void SandboxDetail::open(const QString &sandbox)
{
    if (sandbox == m_id)
        return;
    m_id = sandbox;
    refresh();
}

QVariant SandboxDetail::role(int role) const
{
    const int row = m_sandboxes->rowOf(m_id);
    return row < 0 ? QVariant() : m_sandboxes->index(row).data(role);
}

QString SandboxDetail::word() const
{
    return role(SandboxesModel::WordRole).toString();
}

QString SandboxDetail::tone() const
{
    return role(SandboxesModel::ToneRole).toString();
}

QString SandboxDetail::symbol() const
{
    return role(SandboxesModel::SymbolRole).toString();
}

QString SandboxDetail::forText() const
{
    return known() ? tr("for %1").arg(role(SandboxesModel::SinceRole).toString()) : QString();
}

QString SandboxDetail::busyText() const
{
    if (!known())
        return {};
    if (view()->state == domain::SandboxState::Queued || paused())
        return role(SandboxesModel::ReasonRole).toString();
    return view()->busyWith.empty() ? QString()
                                    : tr("Busy: %1").arg(format::shownLine(QString::fromStdString(view()->busyWith)));
}

QString SandboxDetail::name() const
{
    return role(SandboxesModel::NameRole).toString();
}

bool SandboxDetail::emulated() const
{
    return role(SandboxesModel::EmulatedRole).toBool();
}

QString SandboxDetail::sessionId() const
{
    return role(SandboxesModel::SessionIdRole).toString();
}

QString SandboxDetail::sessionTitle() const
{
    return role(SandboxesModel::SessionTitleRole).toString();
}

double SandboxDetail::cpuShare() const
{
    return known() && view()->cpuPercent && !paused()
               ? std::clamp(*view()->cpuPercent / 100.0 / std::max(1, view()->size.vcpus), 0.0, 1.0)
               : -1;
}

QString SandboxDetail::cpuText() const
{
    const QString used = role(SandboxesModel::CpuRole).toString();
    return cpuShare() < 0 ? used : tr("%1 of %2 vCPU").arg(used).arg(view()->size.vcpus);
}

double SandboxDetail::memoryShare() const
{
    return known() ? share(view()->memory, view()->size.memory) : -1;
}

QString SandboxDetail::memoryText() const
{
    return role(SandboxesModel::MemoryRole).toString();
}

double SandboxDetail::diskShare() const
{
    return known() ? share(view()->diskUsed, view()->size.disk) : -1;
}

QString SandboxDetail::diskText() const
{
    const QString used = role(SandboxesModel::DiskRole).toString();
    return diskShare() < 0 ? used : tr("%1 of %2").arg(used, format::bytes(view()->size.disk));
}

QString SandboxDetail::chipTone() const
{
    return role(SandboxesModel::ChipToneRole).toString();
}

QString SandboxDetail::chipSymbol() const
{
    return role(SandboxesModel::ChipSymbolRole).toString();
}

QString SandboxDetail::chipWord() const
{
    return role(SandboxesModel::ChipWordRole).toString();
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

QString SandboxDetail::problemWhat() const
{
    return problemOf(view()).what;
}

QString SandboxDetail::problemWhy() const
{
    return problemOf(view()).why;
}

QString SandboxDetail::problemTodo() const
{
    return problemOf(view()).todo;
}

QString SandboxDetail::problemDetail() const
{
    return problemOf(view()).detail;
}

QString SandboxDetail::problemCode() const
{
    return problemOf(view()).code;
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
    if (view()->state == domain::SandboxState::Failed)
        return tr("It is not running; its record and its disk are removed.");
    if (kept())
        return tr("It is kept: it stays until you destroy it. No tool call is running.");
    return view()->session ? tr("No tool call is running; the session \"%1\" is bound to it.").arg(sessionTitle())
                           : tr("No tool call is running.");
}

void SandboxDetail::refresh()
{
    if (const api::SandboxView *sandbox = view()) {
        const QString session = sessionId();
        std::vector<Fact> facts{
            {tr("Sandbox id"), m_id, true, m_id},
            {tr("Owner"), kept() ? tr("you: kept until you destroy it") : tr("automatic")},
            {tr("Session"), session.isEmpty() ? tr("none") : format::shortened(session, 22), !session.isEmpty(),
             session},
            {tr("Runs by"), format::accelerationName(sandbox->acceleration)},
            {tr("Size"), format::size(sandbox->size)},
            {tr("Started"), startedFrom(*sandbox)},
            {tr("Start time"), sandbox->bootTime ? format::measured(*sandbox->bootTime) : tr("not measured yet")},
            {tr("CPU time"), format::measured(sandbox->cpuTime)},
        };
        if (sandbox->memoryPeak)
            facts.push_back({tr("Memory peak"), format::bytes(*sandbox->memoryPeak)});
        if (sandbox->processId > 0)
            facts.push_back(
                {tr("Process"), QString::number(sandbox->processId), true, QString::number(sandbox->processId)});
        if (!sandbox->kernelRelease.empty())
            facts.push_back({tr("Kernel"), format::shownLine(QString::fromStdString(sandbox->kernelRelease)), true});
        m_facts.setFacts(std::move(facts));
    }
    Q_EMIT changed();
}

} // namespace glovebox::models
