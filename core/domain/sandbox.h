// Role: the life of a sandbox (one microVM) as a table.
//
//   queued ──slot──▶ creating ──ready──▶ running ──destroy──▶ destroying ──gone──▶ destroyed
//      │                 │                 │ ▲
//      ├─restore─▶ restoring ──ready──▶    │ └─resume──┐
//      │                 │                 ├──pause──▶ paused
//      │                 │                 └─hibernate─▶ hibernating ──stored──▶ hibernated ──resume──▶ queued
//      └─reload──▶ resuming ──ready──▶ running       (stayed up: running)        (again hibernated if it cannot)
//
// and failed, from where there is or should be a process; destroying from everywhere.
//
// queued      no process, no slot; waits its turn
// creating    holds a slot; a QEMU process is being started: its guest boots, or is cloned from a template
// restoring   holds a slot; a process is being given a snapshot's memory and disk, or is found alive again. When that
//             one does not answer it is hibernated, if an older state of it is on disk
// running     holds a slot; the agent has been greeted and answers
// paused      holds a slot; its memory is kept, its processors stand still; whoever uses it wakes it
// hibernating holds a slot; stands still, memory and disk are being written down
// hibernated  no process, no slot; all of it is on disk; whoever uses it wakes it
// resuming    holds a slot; a process is being given what was written down. When that fails it is hibernated as before
// stopped     no process, no slot; its machine ended with its host or its supervisor: its disk is there, what it had in
//             memory is not. Whoever uses it has it booted from that disk (queued, creating); stopped again if it does
//             not come up
// failed      no process; the reason is kept until somebody destroys the record
// destroying  the process is being ended and its files removed; still holds the slot
// destroyed   nothing is left on the host
#pragma once

#include "core/base/units.h"
#include "core/domain/state_table.h"

#include <optional>
#include <string_view>

namespace glovebox::domain {

enum class SandboxState {
    Queued,
    Creating,
    Restoring,
    Running,
    Paused,
    Hibernating,
    Hibernated,
    Resuming,
    Stopped,
    Failed,
    Destroying,
    Destroyed
};
enum class SandboxEvent {
    SlotFree,
    Restore, // a slot is free, for a snapshot; or back to one, in place
    Reload,  // a slot is free, for what was written down
    Ready,
    Pause,
    Resume,
    Hibernate,
    Stored,
    StayedUp,      // it could not be written down, or somebody needs it now: it goes on
    StayedStored,  // it could not be loaded, or is not wanted any more: it is as it was
    StayedStopped, // likewise, of one that is to be booted from its disk
    WentAway,      // its machine ended by itself, or answers no more; its disk is there
    Failed,
    Destroy,
    Gone
};

inline constexpr std::array kSandboxStates{
    SandboxState::Queued,  SandboxState::Creating,    SandboxState::Restoring,  SandboxState::Running,
    SandboxState::Paused,  SandboxState::Hibernating, SandboxState::Hibernated, SandboxState::Resuming,
    SandboxState::Stopped, SandboxState::Failed,      SandboxState::Destroying, SandboxState::Destroyed};

using SandboxEdge = Edge<SandboxState, SandboxEvent>;
inline constexpr std::array kSandboxEdges{
    SandboxEdge{SandboxState::Queued, SandboxEvent::SlotFree, SandboxState::Creating},
    SandboxEdge{SandboxState::Queued, SandboxEvent::Restore, SandboxState::Restoring},
    SandboxEdge{SandboxState::Queued, SandboxEvent::Reload, SandboxState::Resuming},
    SandboxEdge{SandboxState::Queued, SandboxEvent::StayedStored, SandboxState::Hibernated},
    SandboxEdge{SandboxState::Queued, SandboxEvent::StayedStopped, SandboxState::Stopped},
    SandboxEdge{SandboxState::Queued, SandboxEvent::Destroy, SandboxState::Destroyed},
    SandboxEdge{SandboxState::Restoring, SandboxEvent::Ready, SandboxState::Running},
    SandboxEdge{SandboxState::Restoring, SandboxEvent::StayedStored, SandboxState::Hibernated},
    SandboxEdge{SandboxState::Restoring, SandboxEvent::WentAway, SandboxState::Stopped},
    SandboxEdge{SandboxState::Restoring, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Restoring, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Creating, SandboxEvent::Ready, SandboxState::Running},
    SandboxEdge{SandboxState::Creating, SandboxEvent::StayedStopped, SandboxState::Stopped},
    SandboxEdge{SandboxState::Creating, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Creating, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Running, SandboxEvent::WentAway, SandboxState::Stopped},
    SandboxEdge{SandboxState::Running, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Running, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Running, SandboxEvent::Pause, SandboxState::Paused},
    SandboxEdge{SandboxState::Running, SandboxEvent::Hibernate, SandboxState::Hibernating},
    SandboxEdge{SandboxState::Running, SandboxEvent::Restore, SandboxState::Restoring},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Resume, SandboxState::Running},
    SandboxEdge{SandboxState::Paused, SandboxEvent::WentAway, SandboxState::Stopped},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Hibernate, SandboxState::Hibernating},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Restore, SandboxState::Restoring},
    SandboxEdge{SandboxState::Hibernating, SandboxEvent::Stored, SandboxState::Hibernated},
    SandboxEdge{SandboxState::Hibernating, SandboxEvent::StayedUp, SandboxState::Running},
    SandboxEdge{SandboxState::Hibernating, SandboxEvent::WentAway, SandboxState::Stopped},
    SandboxEdge{SandboxState::Hibernating, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Hibernating, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Hibernated, SandboxEvent::Resume, SandboxState::Queued},
    SandboxEdge{SandboxState::Hibernated, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Resuming, SandboxEvent::Ready, SandboxState::Running},
    SandboxEdge{SandboxState::Resuming, SandboxEvent::StayedStored, SandboxState::Hibernated},
    SandboxEdge{SandboxState::Resuming, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Stopped, SandboxEvent::Resume, SandboxState::Queued},
    SandboxEdge{SandboxState::Stopped, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Failed, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Destroying, SandboxEvent::Gone, SandboxState::Destroyed},
};
static_assert(edgesAreUnique(kSandboxEdges) && everyStateIsReachable(kSandboxEdges, kSandboxStates));

constexpr std::optional<SandboxState> next(SandboxState from, SandboxEvent on)
{
    return follow(kSandboxEdges, from, on);
}

/// Counts against the capacity limit.
constexpr bool holdsSlot(SandboxState state)
{
    switch (state) {
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Running:
    case SandboxState::Paused:
    case SandboxState::Hibernating:
    case SandboxState::Resuming:
    case SandboxState::Destroying:
        return true;
    case SandboxState::Queued:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
    case SandboxState::Failed:
    case SandboxState::Destroyed:
        return false;
    }
    return false;
}

/// Lower-case API word ("creating").
std::string_view word(SandboxState state);
std::string_view word(SandboxEvent event);

/// What one microVM gets.
struct MachineSize {
    int vcpus = 1;
    ByteCount memory = ByteCount::mib(512);
    ByteCount disk = ByteCount::gib(8); // the writable disk's size as the guest sees it; used space grows as written

    friend bool operator==(const MachineSize &, const MachineSize &) = default;
};

/// What it may take of the host beside others. Of a machine's whole life; a clone has its own.
struct MachineShares {
    int cpuWeight = 100;               // beside others when processors are scarce; 1 to 10000, as the kernel counts
    std::optional<ByteCount> diskRate; // bytes a second that it reads and writes; none: as many as it can
    std::optional<int> diskOperations; // likewise, reads and writes a second

    friend bool operator==(const MachineShares &, const MachineShares &) = default;
};

/// How guest code is executed. Emulated works everywhere and is 10 to 30 times slower.
enum class Acceleration { Kvm, Emulated };
std::string_view word(Acceleration acceleration); // "kvm", "emulated"

} // namespace glovebox::domain
