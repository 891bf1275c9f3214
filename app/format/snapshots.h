// Role: snapshots in words: what one is called, what taking it is at, what it costs and what restoring it changes.
// Pure.
#pragma once

#include "core/api/views.h"

#include <QString>
#include <QStringList>

namespace glovebox::format {

/// The operator's name, or the id.
QString snapshotTitle(const api::SnapshotView &snapshot);
/// The name or the id of the sandbox that it was taken of.
QString sandboxOf(const api::SnapshotView &snapshot);
/// While it is taken: "copying memory"; empty when it is not.
QString snapshotStep(const api::SnapshotView &snapshot);
/// "12 ms, by stop and copy"; empty until it is known.
QString stoodStill(const api::SnapshotView &snapshot);
/// "found whole 3 min ago", "being read", "not read since it was written"
QString verifiedInWords(const api::SnapshotView &snapshot, WallTime now);
/// What a guest notices after it was restored, one sentence each.
QStringList restoreChanges();
/// "Sandboxes with a slot may come to need 5 of 29 GiB of memory and 10 of 64 vCPUs. …"; empty: not known.
QString promised(const api::HostView &host);
/// "41.2 GiB on disk: 1.2 GiB templates, 30 GiB snapshots, 10 GiB hibernated"; empty: nothing is.
QString diskTotals(const api::HostView &host);

} // namespace glovebox::format
