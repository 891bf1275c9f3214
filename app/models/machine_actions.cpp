#include "app/models/machine_actions.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/snapshots.h"
#include "core/base/limits.h"

#include <QPointer>

#include <algorithm>
#include <cmath>

namespace glovebox::models {

namespace {

using Request = SandboxRow::Request;
using VerdictKind = api::Verdict::Kind;

QString toldReason(const api::Verdict &verdict)
{
    return format::shownLine(QString::fromStdString(verdict.reason));
}

std::optional<std::chrono::milliseconds> stepOf(double seconds)
{
    if (seconds < 0)
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(seconds * 1000.0));
}

} // namespace

MachineActions::MachineActions(bridge::EngineClient *client, SandboxesModel *sandboxes, SnapshotsModel *snapshots,
                               TemplatesModel *templates, QObject *parent)
    : QObject(parent), m_client(client), m_sandboxes(sandboxes), m_snapshots(snapshots), m_templates(templates)
{
    connect(sandboxes, &SandboxesModel::changed, this, &MachineActions::marksChanged);
    connect(snapshots, &SnapshotsModel::changed, this, &MachineActions::marksChanged);
    connect(snapshots, &SnapshotsModel::changed, this, &MachineActions::deletionChanged);
}

int MachineActions::forkMax() const
{
    return limits::kForkMax;
}

void MachineActions::begin()
{
    m_sending = false;
    m_refusal.clear();
    Q_EMIT answerChanged();
}

const api::SandboxView *MachineActions::asking(const QString &id, SandboxVerb verb, Request request,
                                               const QString &failed)
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (!m_client || !view)
        return nullptr;
    if (const QString why = m_sandboxes->whyNot(id, verb); !why.isEmpty()) { // by a key, or it changed meanwhile
        Q_EMIT toast(failed + QLatin1Char(' ') + why, true);
        return nullptr;
    }
    m_sandboxes->setRequested(id, request);
    return view;
}

/// Accepted stays "asked for" until a view confirms it; what was refused stands with its reason.
MachineActions::Answered MachineActions::sandboxAnswer(const QString &id, const QString &failed)
{
    return [this, alive = QPointer(this), id, failed](const api::Verdict &verdict) {
        if (!alive || verdict.kind == VerdictKind::Accepted)
            return;
        m_sandboxes->setRequested(id, Request::None, toldReason(verdict));
        if (verdict.kind == VerdictKind::Denied)
            Q_EMIT toast(failed + QLatin1Char(' ') + toldReason(verdict), true);
    };
}

void MachineActions::pauseSandbox(const QString &id)
{
    const QString failed = tr("%1 was not paused.").arg(id);
    if (const auto *view = asking(id, SandboxVerb::Pause, Request::Pause, failed))
        m_client->pauseSandbox(view->id, sandboxAnswer(id, failed));
}

void MachineActions::resumeSandbox(const QString &id)
{
    const QString failed = tr("%1 was not resumed.").arg(id);
    if (const auto *view = asking(id, SandboxVerb::Resume, Request::Resume, failed))
        m_client->resumeSandbox(view->id, sandboxAnswer(id, failed));
}

void MachineActions::hibernateSandbox(const QString &id)
{
    const QString failed = tr("%1 was not hibernated.").arg(id);
    if (const auto *view = asking(id, SandboxVerb::Hibernate, Request::Hibernate, failed))
        m_client->act(api::HibernateSandbox{view->id}, sandboxAnswer(id, failed));
}

void MachineActions::destroySandbox(const QString &id)
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (!m_client || !view)
        return;
    m_sandboxes->setRequested(id, Request::Destroy);
    m_client->destroySandbox(view->id, sandboxAnswer(id, tr("%1 was not destroyed.").arg(id)));
}

/// A dialog stays until it is known that it was begun.
MachineActions::Answered MachineActions::dialogAnswer(const QString &begun)
{
    return [this, alive = QPointer(this), begun](const api::Verdict &verdict) {
        if (!alive)
            return;
        m_sending = false;
        if (verdict.kind == VerdictKind::Denied)
            m_refusal = toldReason(verdict);
        Q_EMIT answerChanged();
        if (verdict.kind == VerdictKind::Denied)
            return;
        Q_EMIT accepted();
        if (!begun.isEmpty())
            Q_EMIT toast(begun, false);
    };
}

void MachineActions::askInDialog(const api::SandboxAction &action, const QString &begun)
{
    if (!m_client || m_sending)
        return;
    m_sending = true;
    m_refusal.clear();
    Q_EMIT answerChanged();
    m_client->act(action, dialogAnswer(begun));
}

void MachineActions::takeSnapshot(const QString &sandbox, const QString &name)
{
    if (const api::SandboxView *view = m_sandboxes->find(sandbox))
        askInDialog(api::TakeSnapshot{view->id, name.simplified().left(kNameMax).toStdString()},
                    tr("A snapshot of %1 is being taken").arg(sandbox));
}

void MachineActions::forkSandbox(const QString &sandbox, int count)
{
    const api::SandboxView *view = m_sandboxes->find(sandbox);
    if (view && count >= 1 && count <= limits::kForkMax)
        askInDialog(api::ForkSandbox{view->id, count},
                    count == 1 ? tr("%1 is being forked").arg(sandbox)
                               : tr("%1 forks of %2 are being made").arg(count).arg(sandbox));
}

void MachineActions::setLadder(const QString &sandbox, double pause, double hibernate, double destroy)
{
    if (const api::SandboxView *view = m_sandboxes->find(sandbox))
        askInDialog(api::SetIdleLadder{view->id, {stepOf(pause), stepOf(hibernate), stepOf(destroy)}}, {});
}

void MachineActions::restoreAsNew(const QString &snapshot, int count, const QString &name)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (view && count >= 1 && count <= limits::kForkMax)
        askInDialog(api::RestoreAsNew{view->id, count, name.simplified().left(kNameMax).toStdString()},
                    count == 1 ? tr("A new sandbox is being restored from %1").arg(snapshot)
                               : tr("%1 new sandboxes are being restored from %2").arg(count).arg(snapshot));
}

void MachineActions::restoreInPlace(const QString &snapshot, bool safety)
{
    if (const api::SnapshotView *view = m_snapshots->find(snapshot))
        askInDialog(api::RestoreInPlace{view->sandbox, view->id, safety},
                    tr("%1 goes back to %2").arg(QString::fromStdString(view->sandbox.value()), snapshot));
}

void MachineActions::cancelSnapshot(const QString &snapshot)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (!m_client || !view || view->state != domain::SnapshotState::Taking)
        return;
    m_client->act(api::DeleteSnapshots{{view->id}}, [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (alive && verdict.kind == VerdictKind::Denied)
            Q_EMIT toast(tr("It was not cancelled. %1").arg(toldReason(verdict)), true);
    });
}

void MachineActions::prepareDeletion(const QStringList &snapshots)
{
    m_deletion = snapshots;
    begin();
    Q_EMIT deletionChanged();
}

void MachineActions::prepareDeletionOfMarked()
{
    prepareDeletion(m_snapshots->marked());
}

/// Facts of each, as they are now.
QStringList MachineActions::deletionLines() const
{
    QStringList lines;
    for (const QString &id : m_deletion) {
        const api::SnapshotView *view = m_snapshots->find(id);
        if (!view)
            continue;
        const QString size = format::bytes(ByteCount{view->memory.value + view->disk.value});
        const QString title = format::snapshotTitle(*view);
        if (view->state == domain::SnapshotState::Taking)
            lines += tr("%1: it is being taken; that is cancelled").arg(title);
        else if (view->state == domain::SnapshotState::Failed)
            lines += tr("%1: nothing of it is left but this entry").arg(title);
        else if (view->sandboxes > 0)
            lines += tr("%1: %2; sandboxes that came from it keep what they need (%3)")
                         .arg(title, size, format::count(view->sandboxes));
        else
            lines += tr("%1: %2").arg(title, size);
    }
    return lines;
}

void MachineActions::deletePrepared()
{
    api::DeleteSnapshots wanted;
    for (const QString &id : m_deletion)
        if (const api::SnapshotView *view = m_snapshots->find(id))
            wanted.snapshots.push_back(view->id);
    if (!wanted.snapshots.empty())
        askInDialog(wanted, {});
}

void MachineActions::rebuildTemplate(const QString &base)
{
    const api::TemplateView *view = m_templates->find(base);
    if (!m_client || !view)
        return;
    m_client->act(api::RebuildTemplate{view->id}, [this, alive = QPointer(this), base](const api::Verdict &verdict) {
        if (!alive)
            return;
        const bool denied = verdict.kind == VerdictKind::Denied;
        Q_EMIT toast(denied ? tr("%1 was not rebuilt. %2").arg(base, toldReason(verdict))
                            : tr("A new template is being built beside %1").arg(base),
                     denied);
    });
}

void MachineActions::deleteTemplate(const QString &base)
{
    if (const api::TemplateView *view = m_templates->find(base))
        askInDialog(api::DeleteTemplate{view->id}, {});
}

void MachineActions::clearMarks()
{
    m_sandboxes->clearMarks();
    m_snapshots->clearMarks();
}

QStringList MachineActions::able(SandboxVerb verb) const
{
    QStringList ids = m_sandboxes->marked();
    ids.removeIf([&](const QString &id) { return !m_sandboxes->whyNot(id, verb).isEmpty(); });
    return ids;
}

void MachineActions::pauseMarked()
{
    for (const QString &id : able(SandboxVerb::Pause))
        pauseSandbox(id);
}

void MachineActions::resumeMarked()
{
    for (const QString &id : able(SandboxVerb::Resume))
        resumeSandbox(id);
}

void MachineActions::hibernateMarked()
{
    for (const QString &id : able(SandboxVerb::Hibernate))
        hibernateSandbox(id);
}

/// Without names: they are told apart by sandbox and time.
void MachineActions::snapshotMarked()
{
    const QStringList ids = able(SandboxVerb::Snapshot);
    for (const QString &id : ids)
        if (const api::SandboxView *view = m_client ? m_sandboxes->find(id) : nullptr)
            m_client->act(api::TakeSnapshot{view->id, {}}, sandboxAnswer(id, tr("No snapshot of %1.").arg(id)));
    if (m_client && !ids.isEmpty())
        Q_EMIT toast(ids.size() == 1 ? tr("A snapshot of %1 is being taken").arg(ids.front())
                                     : tr("Snapshots of %1 sandboxes are being taken").arg(ids.size()),
                     false);
}

void MachineActions::destroyMarked()
{
    for (const QString &id : able(SandboxVerb::Destroy))
        destroySandbox(id);
    m_sandboxes->clearMarks();
}

QStringList MachineActions::destroyLines() const
{
    QStringList lines;
    for (const QString &id : able(SandboxVerb::Destroy)) {
        const api::SandboxView &view = *m_sandboxes->find(id);
        const QString word = format::look(view).word;
        lines += view.busyWith.empty() ? tr("%1: %2").arg(id, word)
                                       : tr("%1: %2 runs in it; the call is answered with an error")
                                             .arg(id, format::shownLine(QString::fromStdString(view.busyWith)));
    }
    return lines;
}

} // namespace glovebox::models
