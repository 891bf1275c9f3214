#include "app/format/snapshots.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QCoreApplication>

namespace glovebox::format {

namespace {

struct Snapshots {
    Q_DECLARE_TR_FUNCTIONS(Snapshots)
};

} // namespace

QString snapshotTitle(const api::SnapshotView &snapshot)
{
    const QString name = firstLine(QString::fromStdString(snapshot.name));
    return name.isEmpty() ? QString::fromStdString(snapshot.id.value()) : name;
}

QString sandboxOf(const api::SnapshotView &snapshot)
{
    const QString name = firstLine(QString::fromStdString(snapshot.sandboxName));
    return name.isEmpty() ? QString::fromStdString(snapshot.sandbox.value()) : name;
}

QString snapshotStep(const api::SnapshotView &snapshot)
{
    if (snapshot.state != domain::SnapshotState::Taking)
        return {};
    return snapshot.step.empty() ? Snapshots::tr("begins") : shownLine(QString::fromStdString(snapshot.step)).toLower();
}

QString stoodStill(const api::SnapshotView &snapshot)
{
    if (snapshot.stopped.count() <= 0)
        return {};
    const QString time = measuredFinely(snapshot.stopped);
    const QString method = shownLine(QString::fromStdString(snapshot.method));
    return method.isEmpty() ? time : Snapshots::tr("%1, by %2").arg(time, method);
}

QString verifiedInWords(const api::SnapshotView &snapshot, WallTime now)
{
    if (snapshot.verifying)
        return Snapshots::tr("all of it is being read");
    if (!snapshot.verifiedAt)
        return Snapshots::tr("not read since it was written");
    return snapshot.problem && snapshot.problem->code != ErrorCode::Unsupported
               ? Snapshots::tr("found damaged %1").arg(ago(*snapshot.verifiedAt, now))
               : Snapshots::tr("found whole %1").arg(ago(*snapshot.verifiedAt, now));
}

QStringList restoreChanges()
{
    return {Snapshots::tr("Open network connections are lost; programs have to connect again."),
            Snapshots::tr("The clock is set and randomness is mixed anew before any command runs."),
            Snapshots::tr("As new: id, machine id and host name are its own.")};
}

QString promised(const api::HostView &host)
{
    if (host.memoryForSandboxes.value == 0)
        return {};
    const QString use = Snapshots::tr("Sandboxes with a slot may come to need %1 of the memory and %2 of %3 vCPUs that "
                                      "this host has for them.")
                            .arg(part(host.memoryPromised, host.memoryForSandboxes))
                            .arg(host.vcpusPromised)
                            .arg(host.vcpusForSandboxes);
    if (host.diskFree.value == 0 && host.diskReserved.value == 0)
        return use;
    return Snapshots::tr("%1 %2 of disk are free; nothing new starts below %3.")
        .arg(use, bytes(host.diskFree), bytes(host.diskReserved));
}

QString diskTotals(const api::HostView &host)
{
    const ByteCount all{host.diskTemplates.value + host.diskSnapshots.value + host.diskHibernated.value};
    if (all.value == 0)
        return {};
    QStringList parts;
    if (host.diskSnapshots.value > 0)
        parts += Snapshots::tr("snapshots %1").arg(bytes(host.diskSnapshots));
    if (host.diskHibernated.value > 0)
        parts += Snapshots::tr("hibernated %1").arg(bytes(host.diskHibernated));
    if (host.diskTemplates.value > 0)
        parts += Snapshots::tr("templates %1").arg(bytes(host.diskTemplates));
    return Snapshots::tr("%1 on disk: %2").arg(bytes(all), parts.join(QStringLiteral(", ")));
}

} // namespace glovebox::format
