// Role: the life of a sandbox (one microVM) as a table.
//
//   queued ──slot──▶ creating ──ready──▶ running ──destroy──▶ destroying ──gone──▶ destroyed
//                        │                 │ ▲
//                        │                 │ └─resume──┐
//                        │                 └──pause──▶ paused ──destroy──▶ destroying
//                        └──failed──▶ failed ◀──failed─┘ (from running too) ──destroy──▶ destroying
//
// queued      no process, no slot; waits its turn
// creating    holds a slot; a QEMU process is being started: its guest boots, or is cloned from a template
// running     holds a slot; the agent has been greeted and answers
// paused      holds a slot; its memory is kept, its processors stand still; whoever uses it wakes it
// failed      no process; the reason is kept until somebody destroys the record
// destroying  the process is being ended and its files removed; still holds the slot
// destroyed   nothing is left on the host
#pragma once

#include "core/base/units.h"
#include "core/domain/state_table.h"

#include <string_view>

namespace glovebox::domain {

enum class SandboxState { Queued, Creating, Running, Paused, Failed, Destroying, Destroyed };
enum class SandboxEvent { SlotFree, Ready, Pause, Resume, Failed, Destroy, Gone };

inline constexpr std::array kSandboxStates{SandboxState::Queued,   SandboxState::Creating, SandboxState::Running,
                                           SandboxState::Paused,   SandboxState::Failed,   SandboxState::Destroying,
                                           SandboxState::Destroyed};

using SandboxEdge = Edge<SandboxState, SandboxEvent>;
inline constexpr std::array kSandboxEdges{
    SandboxEdge{SandboxState::Queued, SandboxEvent::SlotFree, SandboxState::Creating},
    SandboxEdge{SandboxState::Queued, SandboxEvent::Destroy, SandboxState::Destroyed},
    SandboxEdge{SandboxState::Creating, SandboxEvent::Ready, SandboxState::Running},
    SandboxEdge{SandboxState::Creating, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Creating, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Running, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Running, SandboxEvent::Destroy, SandboxState::Destroying},
    SandboxEdge{SandboxState::Running, SandboxEvent::Pause, SandboxState::Paused},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Resume, SandboxState::Running},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Failed, SandboxState::Failed},
    SandboxEdge{SandboxState::Paused, SandboxEvent::Destroy, SandboxState::Destroying},
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
    return state == SandboxState::Creating || state == SandboxState::Running || state == SandboxState::Paused ||
           state == SandboxState::Destroying;
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

/// How guest code is executed. Emulated works everywhere and is 10 to 30 times slower.
enum class Acceleration { Kvm, Emulated };
std::string_view word(Acceleration acceleration); // "kvm", "emulated"

} // namespace glovebox::domain
