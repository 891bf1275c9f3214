#include "app/models/sandbox_inside.h"

namespace glovebox::models {

SandboxInside::SandboxInside(EgressPanel &egress, const SandboxesModel &sandboxes, SnapshotsModel &snapshots,
                             Ticker *ticker, QObject *parent)
    : QObject(parent), m_egress(egress), m_snapshotViews(snapshots), m_files(sandboxes, ticker), m_snapshots(&snapshots)
{
    m_snapshots.setScope([](const QString &) { return false; });
    connect(&m_snapshots, &StableList::currentChanged, this, [this] { // also told when only its place changed
        if (const QString key = m_snapshots.currentKey(); std::exchange(m_chosen, key) != key)
            Q_EMIT snapshotChosen(key);
    });
}

void SandboxInside::show(const QString &sandbox, const QString &session)
{
    if (sandbox == m_sandbox && session == m_session)
        return;
    m_sandbox = sandbox;
    m_session = session;
    m_snapshots.clearSelection();
    m_snapshots.setScope(
        [this, of = domain::SandboxId(sandbox.toStdString()), in = session.toStdString()](const QString &key) {
            const api::SnapshotView *view = m_snapshotViews.find(key);
            return view && (view->sandbox == of || (!in.empty() && view->session && view->session->value() == in));
        });
    m_egress.showOne(sandbox, session);
    m_files.show(sandbox);
    m_files.setLookedAt(looking() && m_tab == Files);
    Q_EMIT shownChanged();
    Q_EMIT tabChanged();
}

void SandboxInside::setTab(int tab)
{
    if (std::exchange(m_tab, tab) == tab)
        return;
    m_files.setLookedAt(looking() && m_tab == Files);
    Q_EMIT tabChanged();
}

} // namespace glovebox::models
