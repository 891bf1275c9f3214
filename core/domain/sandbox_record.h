// Role: what the engine knows of a sandbox besides its machine: kept with a machine that outlives the program and with
// what a hibernated one has on disk, so that whoever finds either knows whose it is. Thread: any.
#pragma once

#include "core/domain/egress_policy.h"
#include "core/domain/guest_setup.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/labels.h"
#include "core/domain/sandbox_meter.h"

#include <optional>
#include <string>

namespace glovebox::domain {

/// When a meter was written down, by the clock that does not jump, and how much of its machine's processor time was in
/// it then. Both go on while the machine lives, and mean nothing after the host was started anew.
struct MeterMark {
    MonoTime at;
    std::chrono::milliseconds counted{0};

    friend bool operator==(const MeterMark &, const MeterMark &) = default;
};

struct SandboxRecord {
    SandboxId id;
    std::string name; // the operator's; may be empty
    bool kept = false;
    std::optional<SessionId> session;
    std::string title;      // of the session
    bool hasWorked = false; // calls of its session have run in it: what they left is there
    WallTime createdAt;
    MachineShares shares;
    IdleLadder ladder;
    std::optional<WallTime> keptAliveUntil;
    std::optional<SandboxId> forkOf;
    std::optional<SnapshotId> line; // the newest listed snapshot in its line
    std::string kernelRelease;
    SandboxMeter meter;    // when this was written
    std::string stayed{};  // why it lives on although the engine was stopped; empty: it was not
    bool fromDisk = false; // it was booted from the disk that its machine had left
    bool hasNews = false;  // likewise, and whoever works in it was not told yet
    std::optional<MeterMark> mark{};
    SandboxImage image{};
    EgressGrant egress{};
    bool guestRunner = false; // a session's own runner has been in it, with a credential
    Labels labels{};

    friend bool operator==(const SandboxRecord &, const SandboxRecord &) = default;
};

} // namespace glovebox::domain
