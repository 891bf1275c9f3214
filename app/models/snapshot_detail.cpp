#include "app/models/snapshot_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/format/snapshots.h"

namespace glovebox::models {

using domain::SnapshotState;

SnapshotDetail::SnapshotDetail(SnapshotsModel *snapshots, SandboxesModel *sandboxes, Ticker *ticker, QObject *parent)
    : RowDetail(
          snapshots,
          {SnapshotsModel::WordRole, SnapshotsModel::ToneRole, SnapshotsModel::SymbolRole, SnapshotsModel::AgeRole},
          ticker, parent),
      m_snapshots(snapshots), m_sandboxes(sandboxes)
{
    connect(sandboxes, &SandboxesModel::changed, this, [this](const QString &sandbox) {
        if (known() && sandbox == sandboxId())
            refresh();
    });
}

QString SnapshotDetail::ageText() const
{
    return known() ? tr("%1 ago").arg(text(SnapshotsModel::AgeRole)) : QString();
}

QString SnapshotDetail::stepText() const
{
    return known() && taking() ? tr("It is at: %1. The sandbox goes on meanwhile.").arg(format::snapshotStep(*view()))
                               : QString();
}

QString SnapshotDetail::parentId() const
{
    return known() && view()->parent ? QString::fromStdString(view()->parent->value()) : QString();
}

QString SnapshotDetail::sandboxText() const
{
    return known() ? tr("Taken of %1").arg(format::sandboxOf(*view())) : QString();
}

QString SnapshotDetail::liveText() const
{
    return live() == 1 ? tr("1 living sandbox came from it") : tr("%1 living sandboxes came from it").arg(live());
}

QStringList SnapshotDetail::changes() const
{
    return format::restoreChanges();
}

QString SnapshotDetail::whyNotRestore() const
{
    if (!known())
        return tr("It is gone.");
    switch (view()->state) {
    case SnapshotState::Taking:
        return tr("It is being taken.");
    case SnapshotState::Ready:
        return view()->problem ? problemWhy() : QString();
    case SnapshotState::Failed:
        return tr("Nothing of it is left.");
    case SnapshotState::Deleting:
    case SnapshotState::Gone:
        break;
    }
    return tr("It is being deleted.");
}

QString SnapshotDetail::whyNotInPlace() const
{
    if (const QString why = whyNotRestore(); !why.isEmpty())
        return why;
    return sandboxThere() ? m_sandboxes->whyNot(sandboxId(), SandboxVerb::RestoreInPlace)
                          : tr("%1 is gone. Restore it as new.").arg(sandboxId());
}

/// What is true of the sandbox now, not a general warning.
QString SnapshotDetail::inPlaceConsequence() const
{
    if (!known())
        return {};
    return tr("%1 goes back to how it was %2. What it holds in memory and files since then is replaced.")
        .arg(format::sandboxOf(*view()), ageText());
}

format::Explanation SnapshotDetail::problem() const
{
    return known() && view()->problem ? format::explain(*view()->problem, format::Area::Snapshot, id())
                                      : format::Explanation{};
}

std::vector<Fact> SnapshotDetail::factsNow() const
{
    const api::SnapshotView &snapshot = *view();
    std::vector<Fact> facts{
        {tr("Snapshot id"), id(), true, id()},
        {tr("Sandbox"), sandboxId(), true, sandboxId()},
        {tr("Size"), format::size(snapshot.size)},
        {tr("Runs by"), format::accelerationName(snapshot.acceleration)},
    };
    if (snapshot.session)
        facts.push_back({tr("Session"), format::shortened(QString::fromStdString(snapshot.session->value()), 22), true,
                         QString::fromStdString(snapshot.session->value())});
    if (snapshot.state == SnapshotState::Ready || snapshot.state == SnapshotState::Deleting) {
        facts.push_back({tr("Memory"), tr("%1 of its own").arg(format::bytes(snapshot.memory))});
        facts.push_back({tr("Disk"), tr("%1 of its own").arg(format::bytes(snapshot.disk))});
        facts.push_back({tr("Shared"), tr("%1 with what it stands on").arg(format::bytes(snapshot.shared))});
        if (const QString still = format::stoodStill(snapshot); !still.isEmpty())
            facts.push_back({tr("Stood still"), still});
        const QStringList below = children();
        facts.push_back({tr("Children"), below.isEmpty() ? tr("none") : below.join(QStringLiteral(", "))});
    }
    return facts;
}

} // namespace glovebox::models
