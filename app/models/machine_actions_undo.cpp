// What takes back what was just done to a sandbox or snapshot, and what is said when something changed under one's
// hands.
#include "app/format/quantities.h"
#include "app/models/machine_actions.h"

#include <QPointer>

namespace glovebox::models {

using domain::SandboxState;

namespace {

bool isOnItsWay(SandboxState state)
{
    return state == SandboxState::Queued || state == SandboxState::Restoring || state == SandboxState::Resuming ||
           state == SandboxState::Hibernating;
}

} // namespace

Offer MachineActions::undoing(const QString &done, const api::SandboxAction &back, const QString &failed)
{
    return {done, tr("Undo"), [this, alive = QPointer(this), back, failed] {
                if (alive)
                    ask(back, failed);
            }};
}

/// Of one alone: several have their list. Nothing is noted of what was not asked.
void MachineActions::noteMove(const QString &id, SandboxState to)
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (view && m_sandboxes->isRequested(id) && !m_result.waits(id))
        m_moves.insert(id, {view->state, to});
}

void MachineActions::offerUndo(const QString &id)
{
    const auto move = m_moves.constFind(id);
    const api::SandboxView *view = m_sandboxes->find(id);
    if (move == m_moves.constEnd() || (view && view->state == move->from) || m_sandboxes->isRequested(id))
        return;
    if (view && isOnItsWay(view->state))
        return;
    const Move done = m_moves.take(id);
    if (!view || view->state != done.to || done.from == SandboxState::Stopped) // a start is not taken back
        return;
    const QString text = done.to == SandboxState::Paused       ? tr("%1 paused")
                         : done.to == SandboxState::Hibernated ? tr("%1 hibernated")
                                                               : tr("%1 resumed");
    Q_EMIT offered({text.arg(id), tr("Undo"), [this, alive = QPointer(this), id, to = done.from] {
                        if (alive)
                            moveBack(id, to);
                    }});
}

void MachineActions::moveBack(const QString &id, SandboxState to)
{
    if (to == SandboxState::Paused)
        pauseSandbox(id);
    else if (to == SandboxState::Hibernated)
        hibernateSandbox(id);
    else
        resumeSandbox(id);
    m_moves.remove(id); // what was taken back is not offered again
}

bool MachineActions::tellChange(const QString &id, SandboxState seen)
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (!view || view->state == seen)
        return false;
    const QString word = format::look(*view).word;
    Q_EMIT offered(
        {tr("%1: it changed to %2 %3. Nothing was done.").arg(id, word, format::ago(view->since, m_ticker->now())),
         tr("Review"),
         [this, alive = QPointer(this), id] {
             if (alive)
                 Q_EMIT reviewAsked(id);
         },
         true});
    return true;
}

} // namespace glovebox::models
