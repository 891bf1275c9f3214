// What is asked of several sandboxes together: one operation, with a result for each of them.
#include "app/models/machine_actions.h"

#include <QScopedValueRollback>

#include <algorithm>

namespace glovebox::models {

void MachineActions::clearMarks()
{
    m_sandboxes->clearMarks();
    m_snapshots->clearMarks();
}

QString MachineActions::whyNotAsk(const QString &id, SandboxVerb verb) const
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (m_safety.takes(id))
        return tr("A safety snapshot of it is being taken; then it is destroyed.");
    return view && verb == SandboxVerb::Destroy ? whyNot(*view, verb) : m_sandboxes->whyNot(id, verb);
}

QStringList MachineActions::ableOf(QStringList ids, SandboxVerb verb) const
{
    ids.removeIf([&](const QString &id) { return !whyNotAsk(id, verb).isEmpty(); });
    return ids;
}

QString MachineActions::resumeWord() const
{
    const QStringList ids = able(SandboxVerb::Resume);
    const bool areStopped = !ids.isEmpty() && std::ranges::all_of(ids, [this](const QString &id) {
        return m_sandboxes->find(id)->state == domain::SandboxState::Stopped;
    });
    return areStopped ? tr("Start") : tr("Resume");
}

bool MachineActions::mayBegin()
{
    if (m_result.queued() == 0 && (!m_bulk.isUnderWay() || m_result.busy() == 0))
        return true;
    Q_EMIT toast(tr("One after the other: the last action still goes on. Wait for it, or cancel it."), true);
    return false;
}

void MachineActions::askMarked(SandboxVerb verb)
{
    if (mayBegin())
        askEach(verb, m_sandboxes->marked());
}

bool MachineActions::askAll(SandboxVerb verb)
{
    m_result.drop();
    m_keepFirst.clear(); // no time for that
    return askEach(verb, liveIds());
}

QStringList MachineActions::liveIds() const
{
    QStringList ids;
    for (const SandboxRow &row : m_sandboxes->all())
        if (!row.goneAt && row.shown.state != domain::SandboxState::Destroyed)
            ids += row.key();
    return ids;
}

/// One operation, with a row for each. The result stays until it is closed.
bool MachineActions::askEach(SandboxVerb verb, const QStringList &ids)
{
    if (!m_client || ids.isEmpty())
        return false;
    {
        const QScopedValueRollback filling(m_asking, true);
        m_bulk.cancelled(tr("%1. Another one was begun.").arg(m_bulkSaid)); // one that nothing is heard of
        m_result.begin(verb, verb == SandboxVerb::Resume ? resumeWord() : QString());
        for (const QString &id : ids) {
            if (const QString why = whyNotAsk(id, verb); why.isEmpty())
                m_result.queue(id);
            else
                m_result.skip(id, why);
        }
    }
    askWaiting();
    return true;
}

/// A few at a time, so that what is not begun yet can still be left undone.
void MachineActions::askWaiting()
{
    if (m_asking)
        return;
    askThoseWhoseTurnIs();
    tellBulk();
}

void MachineActions::tellBulk()
{
    const int all = m_result.count();
    const int open = m_result.queued() + m_result.waiting();
    if (all > 1 && open > 0 && !m_bulk.isUnderWay())
        m_bulk.begin(domain::OperationKind::Bulk, QStringLiteral("sandboxes"), m_result.verbWord(),
                     m_result.queued() > 0);
    if (!m_bulk.isUnderWay() || all == 0)
        return;
    m_bulkSaid = m_result.title();
    m_bulk.setCanCancel(m_result.queued() > 0); // what is under way ends by itself
    if (open > 0)
        m_bulk.proceed(tr("%1 of %2").arg(all - open).arg(all), static_cast<double>(all - open) / all);
    else if (m_result.notBegun() > 0)
        m_bulk.cancelled(m_bulkSaid);
    else if (m_result.failed() > 0 && m_result.succeeded() == 0)
        m_bulk.failed({ErrorCode::Internal, m_bulkSaid.toStdString()});
    else
        m_bulk.done(m_bulkSaid);
}

void MachineActions::askThoseWhoseTurnIs()
{
    const QScopedValueRollback asking(m_asking, true);
    while (m_result.queued() > 0 && m_result.busy() < kBulkAtOnce)
        askOne(m_result.takeNext(), m_result.verb());
}

void MachineActions::askOne(const QString &id, SandboxVerb verb)
{
    const api::SandboxView *view = m_sandboxes->find(id);
    if (!view) {
        if (verb == SandboxVerb::Destroy)
            m_result.done(id);
        else
            m_result.fail(id, tr("It is gone."));
        return;
    }
    if (const QString why = whyNotAsk(id, verb); !why.isEmpty()) {
        m_result.fail(id, why);
        return;
    }
    switch (verb) {
    case SandboxVerb::Pause:
        return pauseSandbox(id);
    case SandboxVerb::Resume:
        return resumeSandbox(id);
    case SandboxVerb::Hibernate:
        return hibernateSandbox(id);
    case SandboxVerb::Destroy:
        return destroyOrKeep(id);
    case SandboxVerb::Snapshot: // without a name: they are told apart by sandbox and time
        m_sandboxes->setRequested(id, SandboxRow::Request::None); // what was refused before does not count
        return m_client->act(api::TakeSnapshot{view->id, {}}, sandboxAnswer(id, {}));
    case SandboxVerb::Fork:
    case SandboxVerb::RestoreInPlace:
        break;
    }
}

void MachineActions::pauseMarked()
{
    askMarked(SandboxVerb::Pause);
}

void MachineActions::resumeMarked()
{
    askMarked(SandboxVerb::Resume);
}

void MachineActions::hibernateMarked()
{
    askMarked(SandboxVerb::Hibernate);
}

void MachineActions::snapshotMarked()
{
    askMarked(SandboxVerb::Snapshot);
}

void MachineActions::destroyChosen(const QString &typed)
{
    const QStringList ids = m_destroying.ids();
    const QStringList kept = m_destroying.kept();
    if (!m_destroying.allows(typed) || (ids.size() > 1 && !mayBegin()))
        return;
    m_keepFirst.unite({kept.begin(), kept.end()});
    if (ids.size() == 1)
        return destroyOrKeep(ids.constFirst());
    if (askEach(SandboxVerb::Destroy, ids))
        m_sandboxes->clearMarks();
}

void MachineActions::destroyOrKeep(const QString &id)
{
    if (!m_keepFirst.contains(id))
        return destroySandbox(id);
    m_sandboxes->setRequested(id, SandboxRow::Request::None); // what was refused before does not count
    m_safety.take(id, tr("before it was destroyed"));
}

void MachineActions::keptFirst(const QString &id)
{
    if (m_keepFirst.remove(id))
        destroySandbox(id);
}

/// It is as it was; whoever tries again has chosen anew.
void MachineActions::notKept(const QString &id, const QString &why)
{
    const QString text = tr("No safety snapshot was kept, so it was not destroyed. %1").arg(why);
    const bool listed = m_result.waits(id); // that is where it is said, then, and tried again
    m_sandboxes->setRequested(id, SandboxRow::Request::None, text);
    if (listed)
        return m_result.fail(id, text);
    m_keepFirst.remove(id);
    Q_EMIT toast(tr("%1: %2").arg(id, text), true);
}

void MachineActions::retryFailed()
{
    m_result.again();
}

void MachineActions::cancelMarked()
{
    m_result.drop();
}

} // namespace glovebox::models
