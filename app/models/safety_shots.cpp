#include "app/models/safety_shots.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"

#include <QPointer>

namespace glovebox::models {

using domain::SnapshotState;

SafetyShots::SafetyShots(bridge::EngineClient *client, SandboxesModel *sandboxes, SnapshotsModel *snapshots,
                         Ticker *ticker)
    : m_client(client), m_sandboxes(sandboxes), m_snapshots(snapshots), m_ticker(ticker)
{
    connect(snapshots, &SnapshotsModel::changed, this, &SafetyShots::look);
    connect(ticker, &Ticker::ticked, this, &SafetyShots::giveUpOld);
}

void SafetyShots::take(const QString &sandbox, const QString &name)
{
    const api::SandboxView *view = m_sandboxes->find(sandbox);
    if (!m_client || !view || takes(sandbox))
        return;
    m_open.insert(sandbox, {m_ticker->now()});
    m_client->act(api::TakeSnapshot{view->id, name.toStdString()},
                  [this, alive = QPointer(this), sandbox](const api::Verdict &verdict) {
                      if (alive && verdict.kind == api::Verdict::Kind::Denied)
                          miss(sandbox, format::shownLine(QString::fromStdString(verdict.reason)));
                  });
}

void SafetyShots::look(const QString &snapshot)
{
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    const auto known =
        std::find_if(m_open.cbegin(), m_open.cend(), [&](const Shot &shot) { return shot.snapshot == snapshot; });
    const QString sandbox = known != m_open.cend() ? known.key()
                            : view                 ? QString::fromStdString(view->sandbox.value())
                                                   : QString();
    const auto shot = m_open.find(sandbox);
    if (shot == m_open.end())
        return;
    if (!view || view->state == SnapshotState::Deleting || view->state == SnapshotState::Gone) {
        if (shot->snapshot == snapshot)
            miss(sandbox, tr("The snapshot was given up."));
        return;
    }
    if (view->at < shot->asked) // another that was taken of it
        return;
    shot->snapshot = snapshot;
    if (view->state == SnapshotState::Failed) {
        miss(sandbox, view->problem ? format::explain(*view->problem, format::Area::Snapshot).why : QString());
    } else if (view->state == SnapshotState::Ready) {
        m_open.erase(shot);
        Q_EMIT taken(sandbox);
    }
}

void SafetyShots::giveUpOld()
{
    QStringList old;
    for (auto shot = m_open.cbegin(); shot != m_open.cend(); ++shot) {
        const api::SnapshotView *view = m_snapshots->find(shot->snapshot);
        if (!(view && view->state == SnapshotState::Taking) && m_ticker->now() - shot->asked >= kHeardOfMax)
            old += shot.key();
    }
    for (const QString &sandbox : old)
        miss(sandbox, tr("Nothing was heard of it for %1 minutes.").arg(kHeardOfMax.count()));
}

void SafetyShots::miss(const QString &sandbox, const QString &why)
{
    if (m_open.remove(sandbox) > 0)
        Q_EMIT missed(sandbox, why);
}

} // namespace glovebox::models
