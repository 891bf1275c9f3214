#include "app/models/machine_actions.h"

#include "app/format/ends.h"
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

} // namespace

MachineActions::MachineActions(bridge::EngineClient *client, SandboxesModel *sandboxes, SnapshotsModel *snapshots,
                               TemplatesModel *templates, EndedModel *ended, Ticker *ticker, QObject *parent)
    : QObject(parent), m_client(client), m_sandboxes(sandboxes), m_snapshots(snapshots), m_templates(templates),
      m_ended(ended), m_ticker(ticker), m_result(sandboxes, snapshots, ended, ticker), m_destroying(sandboxes),
      m_safety(client, sandboxes, snapshots, ticker)
{
    connect(&m_safety, &SafetyShots::taken, this, &MachineActions::keptFirst);
    connect(&m_safety, &SafetyShots::missed, this, &MachineActions::notKept);
    connect(ended, &EndedModel::told, this, &MachineActions::tellEnd);
    m_bulk.setClient(client);
    connect(&m_bulk, &ReportedWork::cancelAsked, this, &MachineActions::cancelMarked);
    connect(&m_result, &BulkResult::changed, this, &MachineActions::askWaiting);
    connect(ticker, &Ticker::ticked, this, &MachineActions::askWaiting);
    connect(sandboxes, &SandboxesModel::changed, this, &MachineActions::offerUndo);
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
    const api::SandboxView *view = m_sandboxes->find(id);
    const auto seen = view ? view->state : domain::SandboxState::Destroyed;
    return [this, alive = QPointer(this), id, failed, seen](const api::Verdict &verdict) {
        if (!alive || verdict.kind == VerdictKind::Accepted)
            return;
        m_moves.remove(id);
        m_sandboxes->setRequested(id, Request::None, toldReason(verdict));
        m_destroys.remove(id);
        const bool listed = m_result.waits(id); // that is where it is said, then
        if (listed && verdict.kind == VerdictKind::Denied)
            m_result.fail(id, toldReason(verdict));
        else if (listed)
            m_result.done(id, tr("it was so already"));
        else if (verdict.kind == VerdictKind::Denied && !tellChange(id, seen))
            Q_EMIT toast(failed + QLatin1Char(' ') + toldReason(verdict), true);
    };
}

void MachineActions::pauseSandbox(const QString &id)
{
    const QString failed = tr("%1 was not paused.").arg(id);
    if (const auto *view = asking(id, SandboxVerb::Pause, Request::Pause, failed))
        m_client->pauseSandbox(view->id, sandboxAnswer(id, failed));
    noteMove(id, domain::SandboxState::Paused);
}

void MachineActions::resumeSandbox(const QString &id)
{
    const api::SandboxView *now = m_sandboxes->find(id);
    const bool isStopped = now && now->state == domain::SandboxState::Stopped;
    const QString failed = (isStopped ? tr("%1 was not started.") : tr("%1 was not resumed.")).arg(id);
    if (const auto *view = asking(id, SandboxVerb::Resume, Request::Resume, failed))
        m_client->resumeSandbox(view->id, sandboxAnswer(id, failed));
    noteMove(id, domain::SandboxState::Running);
}

void MachineActions::hibernateSandbox(const QString &id)
{
    const QString failed = tr("%1 was not hibernated.").arg(id);
    if (const auto *view = asking(id, SandboxVerb::Hibernate, Request::Hibernate, failed))
        m_client->act(api::HibernateSandbox{view->id}, sandboxAnswer(id, failed));
    noteMove(id, domain::SandboxState::Hibernated);
}

void MachineActions::destroySandbox(const QString &id)
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (!m_client || !view)
        return;
    m_sandboxes->setRequested(id, Request::Destroy);
    if (!m_result.waits(id)) // the list says it then
        m_destroys.insert(id);
    m_client->destroySandbox(view->id, sandboxAnswer(id, tr("%1 was not destroyed.").arg(id)));
}

/// What somebody destroyed here, and what it had used by then.
void MachineActions::tellEnd(const QString &sandbox)
{
    const api::EndedSandboxView *ended = m_ended->find(sandbox);
    if (ended && m_destroys.remove(sandbox))
        Q_EMIT toast(tr("%1 destroyed: %2").arg(sandbox, format::usedInShort(ended->end.meter, ended->end.cost)),
                     false);
}

/// A dialog stays until it is known that it was begun.
MachineActions::Answered MachineActions::dialogAnswer(const QString &begun, const Offer &undo)
{
    return [this, alive = QPointer(this), begun, undo](const api::Verdict &verdict) {
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
        if (undo.act && verdict.kind == VerdictKind::Accepted)
            Q_EMIT offered(undo);
    };
}

void MachineActions::askInDialog(const api::SandboxAction &action, const QString &begun, const Offer &undo)
{
    if (!m_client || m_sending)
        return;
    m_sending = true;
    m_refusal.clear();
    Q_EMIT answerChanged();
    m_client->act(action, dialogAnswer(begun, undo));
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

void MachineActions::editLadder(const QString &sandbox)
{
    const api::SandboxView *view = m_sandboxes->find(sandbox);
    if (!view)
        return;
    m_ladderOf = sandbox;
    m_ladder.set(view->ladder);
    begin();
}

void MachineActions::editTemplateLadder(const QString &base)
{
    const api::TemplateView *view = m_templates->find(base);
    if (!view)
        return;
    m_ladderOf = base;
    m_ladder.set(view->ladder, m_defaultLadder);
    begin();
}

void MachineActions::sendLadder()
{
    if (m_ladder.wrong())
        return;
    const std::optional<domain::IdleLadder> ladder = m_ladder.ladder();
    if (const api::TemplateView *base = m_templates->find(m_ladderOf))
        askInDialog(api::SetTemplateLadder{base->id, ladder}, {},
                    undoing(tr("Idle ladder of %1 changed").arg(m_ladderOf),
                            api::SetTemplateLadder{base->id, base->ladder}, tr("It was not changed back.")));
    else if (const api::SandboxView *view = m_sandboxes->find(m_ladderOf); view && ladder)
        askInDialog(api::SetIdleLadder{view->id, *ladder}, {},
                    undoing(tr("Idle ladder of %1 changed").arg(m_ladderOf), api::SetIdleLadder{view->id, view->ladder},
                            tr("It was not changed back.")));
}

void MachineActions::keepAwake(const QString &sandbox, double seconds)
{
    const api::SandboxView *view = m_sandboxes->find(sandbox);
    if (view && seconds >= 0)
        askInDialog(api::KeepAlive{view->id, std::chrono::milliseconds(std::llround(seconds * 1000.0))}, {});
}

void MachineActions::restoreAsNew(const QString &snapshot, int count, const QString &name)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (view && count >= 1 && count <= limits::kForkMax)
        askInDialog(api::RestoreAsNew{view->id, count, name.simplified().left(kNameMax).toStdString()},
                    count == 1 ? tr("A new sandbox is being restored from %1").arg(snapshot)
                               : tr("%1 new sandboxes are being restored from %2").arg(count).arg(snapshot));
}

void MachineActions::restoreInPlace(const QString &snapshot, const QString &sandbox, bool safety)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    const api::SandboxView *target = m_sandboxes->find(sandbox);
    if (view && target)
        askInDialog(api::RestoreInPlace{target->id, view->id, safety}, tr("%1 goes back to %2").arg(sandbox, snapshot));
}

void MachineActions::ask(const api::SandboxAction &action, const QString &failed, const Offer &undo)
{
    if (!m_client)
        return;
    m_client->act(action, [this, alive = QPointer(this), failed, undo](const api::Verdict &verdict) {
        if (!alive)
            return;
        if (verdict.kind == VerdictKind::Denied)
            Q_EMIT toast(failed + QLatin1Char(' ') + toldReason(verdict), true);
        else if (undo.act && verdict.kind == VerdictKind::Accepted)
            Q_EMIT offered(undo);
    });
}

bool MachineActions::nameFits(const QString &name) const
{
    return name.simplified().toUtf8().size() <= kNameBytesMax;
}

void MachineActions::renameSnapshot(const QString &snapshot, const QString &name)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (view && nameFits(name))
        askInDialog(api::RenameSnapshot{view->id, name.simplified().toStdString()}, {},
                    undoing(tr("%1 renamed").arg(snapshot), api::RenameSnapshot{view->id, view->name},
                            tr("It was not named as before.")));
}

void MachineActions::pinSnapshot(const QString &snapshot, bool pinned)
{
    if (const api::SnapshotView *view = m_snapshots->find(snapshot))
        ask(api::PinSnapshot{view->id, pinned},
            pinned ? tr("%1 was not pinned.").arg(snapshot) : tr("%1 was not unpinned.").arg(snapshot),
            undoing(pinned ? tr("%1 pinned").arg(snapshot) : tr("%1 unpinned").arg(snapshot),
                    api::PinSnapshot{view->id, !pinned},
                    pinned ? tr("%1 was not unpinned.").arg(snapshot) : tr("%1 was not pinned.").arg(snapshot)));
}

void MachineActions::verifySnapshot(const QString &snapshot)
{
    if (const api::SnapshotView *view = m_snapshots->find(snapshot))
        ask(api::VerifySnapshot{view->id}, tr("%1 was not verified.").arg(snapshot));
}

void MachineActions::cancelVerify(const QString &snapshot)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (view && view->verifying)
        ask(api::CancelVerify{view->id}, tr("Its check was not ended."));
}

void MachineActions::cancelSnapshot(const QString &snapshot)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (view && view->state == domain::SnapshotState::Taking)
        ask(api::DeleteSnapshots{{view->id}}, tr("It was not cancelled."));
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

} // namespace glovebox::models
