#include "app/models/snapshot_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/format/snapshots.h"

namespace glovebox::models {

using domain::SnapshotState;

SnapshotDetail::SnapshotDetail(SnapshotsModel *snapshots, SandboxesModel *sandboxes, EndedModel *ended, Ticker *ticker,
                               QObject *parent)
    : RowDetail(
          snapshots,
          {SnapshotsModel::WordRole, SnapshotsModel::ToneRole, SnapshotsModel::SymbolRole, SnapshotsModel::AgeRole},
          ticker, parent),
      m_snapshots(snapshots), m_sandboxes(sandboxes), m_ended(ended), m_ticker(ticker)
{
    connect(sandboxes, &SandboxesModel::changed, this, [this](const QString &sandbox) {
        if (known() && sandbox == sandboxId()) // others that can go back to it: with the next tick
            refresh();
    });
    connect(ended, &EndedModel::told, this, [this](const QString &sandbox) {
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
    if (!targets().isEmpty())
        return {};
    return sandboxThere() ? m_sandboxes->whyNot(sandboxId(), SandboxVerb::RestoreInPlace)
                          : tr("%1 is gone, and no other sandbox is like it. Restore it as new.").arg(sandboxId());
}

QString SnapshotDetail::whyNotPin() const
{
    if (!known())
        return tr("It is gone.");
    return view()->state == SnapshotState::Ready ? QString() : tr("Only one that is complete.");
}

QString SnapshotDetail::whyNotVerify() const
{
    const QString why = whyNotPin();
    return why.isEmpty() && view()->verifying ? tr("It is being read already.") : why;
}

QString SnapshotDetail::headText() const
{
    const bool said = known() && !view()->verifying && !view()->problem; // the chip does, then
    return pinned() && !said ? tr("%1, pinned").arg(ageText()) : ageText();
}

/// Its own sandbox, then others of its template and size that nothing runs in.
QStringList SnapshotDetail::targets() const
{
    if (!whyNotRestore().isEmpty())
        return {};
    QStringList ids;
    for (const SandboxRow &row : m_sandboxes->all()) {
        const api::SandboxView &sandbox = row.shown;
        const bool own = sandbox.id == view()->sandbox;
        const bool alike = own || (sandbox.base == view()->base && sandbox.size == view()->size);
        if (alike && m_sandboxes->whyNot(row.key(), SandboxVerb::RestoreInPlace).isEmpty())
            ids.insert(own ? 0 : ids.size(), row.key());
    }
    return ids;
}

QStringList SnapshotDetail::targetTexts() const
{
    QStringList texts;
    for (const QString &target : targets()) {
        const api::SandboxView &sandbox = *m_sandboxes->find(target);
        const QString name = format::firstLine(QString::fromStdString(sandbox.name));
        QString text = name.isEmpty() ? target : tr("%1 (%2)").arg(target, name);
        if (sandbox.id == view()->sandbox)
            text = tr("%1, its own").arg(text);
        texts += text;
    }
    return texts;
}

/// What is true of that sandbox now, not a general warning.
QString SnapshotDetail::inPlaceConsequence(const QString &sandbox) const
{
    const api::SandboxView *target = m_sandboxes->find(sandbox);
    if (!known() || !target)
        return {};
    if (target->id == view()->sandbox)
        return tr("%1 goes back to how it was %2. What it holds in memory and files since then is replaced.")
            .arg(format::sandboxOf(*view()), ageText());
    return tr("%1 becomes what %2 was %3. All that it holds in memory and files is replaced.")
        .arg(sandbox, format::sandboxOf(*view()), ageText());
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
        facts.push_back({tr("Verified"), format::verifiedInWords(snapshot, m_ticker->now())});
        if (const QString still = format::stoodStill(snapshot); !still.isEmpty())
            facts.push_back({tr("Stood still"), still});
        const QStringList below = children();
        facts.push_back({tr("Children"), below.isEmpty() ? tr("none") : below.join(QStringLiteral(", "))});
    }
    return facts;
}

} // namespace glovebox::models
