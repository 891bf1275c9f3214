// Role: what can be asked about sandboxes that exist, snapshots and templates; one value each. Answered by views:
// accepted means that it was begun.
#pragma once

#include "core/api/egress_views.h"
#include "core/api/port_views.h"
#include "core/api/seed_views.h"
#include "core/base/units.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/labels.h"
#include "core/domain/reservation.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

/// Memory and disk are written down, the process ends, its slot is free. Whoever uses the sandbox wakes it. Denied
/// while a tool runs.
struct HibernateSandbox {
    domain::SandboxId sandbox;
};
/// The sandbox goes on. The snapshot appears at once as Taking. Of a hibernated one: what it has on disk is kept, too;
/// it sleeps on.
struct TakeSnapshot {
    domain::SandboxId sandbox;
    std::string name; // optional
};
/// Kept sandboxes, each a copy of this one's memory and files as they are now, under an id of its own.
struct ForkSandbox {
    domain::SandboxId sandbox;
    int count = 1;                        // 1 to limits::kForkMax
    std::vector<domain::SandboxId> ids{}; // that a door chose, one each; empty: ours
};
/// New kept sandboxes with the snapshot's state.
struct RestoreAsNew {
    domain::SnapshotId snapshot;
    int count = 1;
    std::string name;                     // optional, of one
    std::vector<domain::SandboxId> ids{}; // that a door chose, one each; empty: ours
};
/// The sandbox goes back to the snapshot: same id, its present memory and files are lost unless `safety`, which takes a
/// snapshot of them first. Denied while a tool runs.
struct RestoreInPlace {
    domain::SandboxId sandbox;
    domain::SnapshotId snapshot;
    bool safety = true;
};
/// All or, when others that are not among them stand on one, none: the reason names them. One that is being taken is
/// cancelled.
struct DeleteSnapshots {
    std::vector<domain::SnapshotId> snapshots;
};
struct SetIdleLadder {
    domain::SandboxId sandbox;
    domain::IdleLadder ladder;
};
/// Counts as unused only from so long from now on. Zero: from now.
struct KeepAlive {
    domain::SandboxId sandbox;
    std::chrono::milliseconds time{0};
};
/// Of the template's sandboxes to come; none: as their environment or the engine has it.
struct SetTemplateLadder {
    domain::TemplateId base;
    std::optional<domain::IdleLadder> ladder;
};
struct RenameSnapshot {
    domain::SnapshotId snapshot;
    std::string name; // 64 bytes at most; empty: none
};
/// A pinned snapshot is not deleted.
struct PinSnapshot {
    domain::SnapshotId snapshot;
    bool pinned = true;
};
/// Reads all of its files and compares them with what was written down.
struct VerifySnapshot {
    domain::SnapshotId snapshot;
};
/// A look that is under way ends; what an earlier one found stays.
struct CancelVerify {
    domain::SnapshotId snapshot;
};
/// A new one is built; the old one goes when nothing stands on it any more.
struct RebuildTemplate {
    domain::TemplateId base;
};
/// Denied, naming them, while sandboxes or snapshots stand on it.
struct DeleteTemplate {
    domain::TemplateId base;
};

/// The next session that fits gets it, before any other sandbox, and so does that session whenever it comes back. Of
/// the operator's own sandboxes alone.
struct ReserveSandbox {
    domain::SandboxId sandbox;
    domain::Reservation reservation; // `since` is the engine's
};
struct CancelReservation {
    domain::SandboxId sandbox;
};
/// All of them, in place of those that it has.
struct SetLabels {
    domain::SandboxId sandbox;
    domain::Labels labels;
};

using SandboxAction =
    std::variant<HibernateSandbox, TakeSnapshot, ForkSandbox, RestoreAsNew, RestoreInPlace, DeleteSnapshots,
                 SetIdleLadder, KeepAlive, SetTemplateLadder, RenameSnapshot, PinSnapshot, VerifySnapshot, CancelVerify,
                 RebuildTemplate, DeleteTemplate, ReserveSandbox, CancelReservation, SeedSandbox, CancelSeed,
                 ChangeEgress, ChangeEgressProfile, OpenPort, ClosePort, SetLabels>;

} // namespace glovebox::api
