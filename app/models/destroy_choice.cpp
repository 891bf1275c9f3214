#include "app/models/destroy_choice.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <algorithm>

namespace glovebox::models {

namespace {

using domain::SandboxState;

/// It never held anything, or lost it when it failed.
bool holdsNothing(const api::SandboxView &view)
{
    return view.state == SandboxState::Queued || view.state == SandboxState::Creating ||
           view.state == SandboxState::Failed;
}

} // namespace

QStringList destroyLinesOf(const SandboxesModel &sandboxes, const QStringList &ids)
{
    QStringList lines;
    for (const QString &id : ids) {
        const api::SandboxView &view = *sandboxes.find(id);
        const QString word = format::look(view).word;
        lines += view.busyWith.empty() ? DestroyChoice::tr("%1: %2").arg(id, word)
                                       : DestroyChoice::tr("%1: %2 runs in it; the call is answered with an error")
                                             .arg(id, format::shownLine(QString::fromStdString(view.busyWith)));
    }
    return lines;
}

DestroyChoice::DestroyChoice(SandboxesModel *sandboxes, QObject *parent) : QObject(parent), m_sandboxes(sandboxes)
{
    connect(sandboxes, &SandboxesModel::changed, this, [this](const QString &id) {
        if (m_ids.contains(id))
            Q_EMIT changed();
    });
}

void DestroyChoice::begin(const QStringList &ids)
{
    m_ids = ids;
    m_keeps = true;
    Q_EMIT changed();
}

void DestroyChoice::end()
{
    m_ids.clear();
    Q_EMIT changed();
}

void DestroyChoice::setKeeps(bool keeps)
{
    m_keeps = keeps;
    Q_EMIT changed();
}

void DestroyChoice::setDisk(ByteCount free, ByteCount reserved)
{
    m_room.value = free.value > reserved.value ? free.value - reserved.value : 0;
    Q_EMIT changed();
}

/// Destroying does not wait for what else was asked of them.
QStringList DestroyChoice::ids() const
{
    QStringList able = m_ids;
    able.removeIf([this](const QString &id) {
        const api::SandboxView *view = m_sandboxes->find(id);
        return !view || !whyNot(*view, SandboxVerb::Destroy).isEmpty();
    });
    return able;
}

QStringList DestroyChoice::keepable() const
{
    QStringList able = ids();
    able.removeIf([this](const QString &id) { return !m_sandboxes->whyNot(id, SandboxVerb::Snapshot).isEmpty(); });
    return able;
}

int DestroyChoice::lost() const
{
    const QStringList safe = kept();
    return static_cast<int>(std::ranges::count_if(
        ids(), [&](const QString &id) { return !safe.contains(id) && !holdsNothing(*m_sandboxes->find(id)); }));
}

ByteCount DestroyChoice::sizeOf(const QStringList &ids, bool onlyNew) const
{
    ByteCount sum;
    for (const QString &id : ids) {
        const api::SandboxView &view = *m_sandboxes->find(id);
        if (view.state != SandboxState::Hibernated) // its whole memory, where nobody measured what it uses
            sum.value += view.memory.value_or(view.size.memory).value + view.diskUsed.value_or(ByteCount{}).value;
        else if (!onlyNew)
            sum.value += view.stored.value;
    }
    return sum;
}

bool DestroyChoice::canKeep() const
{
    const QStringList able = keepable();
    return !able.isEmpty() && sizeOf(able, true).value <= m_room.value;
}

QString DestroyChoice::keepText() const
{
    const QStringList able = keepable();
    const QString size = format::bytes(sizeOf(able, false));
    if (count() == 1)
        return tr("Keep a safety snapshot of it first (about %1, fits)").arg(size);
    return able.size() == count()
               ? tr("Keep a safety snapshot of each first (about %1, fits)").arg(size)
               : tr("Keep a safety snapshot of %1 of them first (about %2, fits)").arg(able.size()).arg(size);
}

QString DestroyChoice::keepNote() const
{
    if (canKeep())
        return tr("It stays among the snapshots until somebody deletes it.");
    if (const QStringList able = keepable(); !able.isEmpty())
        return tr("No safety snapshot: about %1 is needed, and %2 is free above the reserve.")
            .arg(format::bytes(sizeOf(able, true)), format::bytes(m_room));
    if (lost() == 0)
        return {};
    const QStringList all = ids();
    return tr("No safety snapshot. %1").arg(m_sandboxes->whyNot(all.constFirst(), SandboxVerb::Snapshot));
}

QString DestroyChoice::wantedText() const
{
    if (lost() == 0)
        return {};
    const QStringList all = ids();
    return all.size() == 1 ? all.constFirst() : tr("%1 sandboxes").arg(all.size());
}

bool DestroyChoice::allows(const QString &typed) const
{
    return count() > 0 && (wantedText().isEmpty() || typed.trimmed() == wantedText());
}

} // namespace glovebox::models
