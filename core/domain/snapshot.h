// Role: a snapshot (one point in time of a sandbox's memory, devices and disk, on this host's disk): where it comes
// from, and its life as a table.
//
//   taking ──taken──▶ ready ──delete──▶ deleting ──gone──▶ gone
//      ├──failed──▶ failed ──delete──▶ gone
//      └──delete──▶ gone
//
// taking    the sandbox's state is being copied and written; cancelling it leaves nothing
// ready     complete, proven by its manifest, which is written last
// failed    nothing of it is left but the reason
// deleting  its files are being removed; what others stand on stays
#pragma once

#include "core/base/units.h"
#include "core/domain/egress_policy.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox_record.h"
#include "core/domain/state_table.h"

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::domain {

enum class SnapshotState { Taking, Ready, Failed, Deleting, Gone };
enum class SnapshotEvent { Taken, Failed, Delete, Gone };

inline constexpr std::array kSnapshotStates{SnapshotState::Taking, SnapshotState::Ready, SnapshotState::Failed,
                                            SnapshotState::Deleting, SnapshotState::Gone};

using SnapshotEdge = Edge<SnapshotState, SnapshotEvent>;
inline constexpr std::array kSnapshotEdges{
    SnapshotEdge{SnapshotState::Taking, SnapshotEvent::Taken, SnapshotState::Ready},
    SnapshotEdge{SnapshotState::Taking, SnapshotEvent::Failed, SnapshotState::Failed},
    SnapshotEdge{SnapshotState::Taking, SnapshotEvent::Delete, SnapshotState::Gone},
    SnapshotEdge{SnapshotState::Ready, SnapshotEvent::Delete, SnapshotState::Deleting},
    SnapshotEdge{SnapshotState::Failed, SnapshotEvent::Delete, SnapshotState::Gone},
    SnapshotEdge{SnapshotState::Deleting, SnapshotEvent::Gone, SnapshotState::Gone},
    SnapshotEdge{SnapshotState::Deleting, SnapshotEvent::Failed, SnapshotState::Ready},
};
static_assert(edgesAreUnique(kSnapshotEdges) && everyStateIsReachable(kSnapshotEdges, kSnapshotStates));

constexpr std::optional<SnapshotState> next(SnapshotState from, SnapshotEvent on)
{
    return follow(kSnapshotEdges, from, on);
}

std::string_view word(SnapshotState state);
std::string_view word(SnapshotEvent event);

/// What it was made for.
enum class SnapshotKind {
    Kept,       // somebody asked for it; stays until it is deleted
    Hibernated, // a sandbox that sleeps; goes when that wakes or is destroyed
    Passing,    // for a fork of a running sandbox; goes when its children stand
    Step,       // what a step of a template's build left, for the next build; goes when no definition has that step
    Template,   // a version of a template that somebody defined; stays until that version is deleted
};
std::string_view word(SnapshotKind kind);

/// Told when it is begun, and kept with it.
struct SnapshotOrigin {
    SnapshotId id;
    SnapshotKind kind = SnapshotKind::Kept;
    std::string name; // given by the operator; may be empty
    SandboxId sandbox;
    std::string sandboxName;
    bool sandboxKept = false; // it is the operator's
    std::optional<SessionId> session;
    std::optional<SnapshotId> parent; // the newest before it in the sandbox's line; none: the template
    WallTime at;
    std::optional<SandboxRecord> record; // of Hibernated: what it wakes up as
    SandboxImage image{};                // of all kinds: what is started from it runs as this
    EgressGrant egress{};                // likewise: and obeys this
    bool guestRunner = false;            // likewise: and may hold the credential of a session's own runner
    Labels labels{};                     // likewise: and has them

    friend bool operator==(const SnapshotOrigin &, const SnapshotOrigin &) = default;
};

} // namespace glovebox::domain
