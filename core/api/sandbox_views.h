// Role: what the engine shows of sandboxes, what they are cloned from and what was kept of them; see views.h.
#pragma once

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/domain/egress_policy.h"
#include "core/domain/guest_check.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/labels.h"
#include "core/domain/sandbox.h"
#include "core/domain/sandbox_meter.h"
#include "core/domain/snapshot.h"
#include "core/domain/template.h"
#include "core/domain/termination.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::api {

/// How a sandbox ended; kept in its history.
struct SandboxEnd {
    domain::EndCause cause = domain::EndCause::Operator;
    std::string detail; // a sentence: "idle for 7 days", "its kernel panicked: …"
    WallTime at;
    domain::SandboxMeter meter;
    std::int64_t cost = 0;  // millionths of a US dollar
    std::string pricesAsOf; // the table's date

    friend bool operator==(const SandboxEnd &, const SandboxEnd &) = default;
};

struct SandboxView {
    std::uint64_t generation = 0;
    domain::SandboxId id;
    std::string name;  // given by the operator; may be empty
    bool kept = false; // the operator's: no timer, no session and no shutdown ends it
    std::optional<domain::SessionId> session;
    std::string sessionTitle;
    domain::SandboxState state = domain::SandboxState::Queued;
    WallTime since;
    int queuePosition = 0;        // 1 is next; 0 when not queued
    std::string waitsFor;         // of Queued: "a slot: 2 of 2 are taken", "memory: needs 2.1 GiB, 0.4 GiB is free"
    std::string busyWith;         // tool name while one runs
    std::optional<Error> problem; // of Failed
    domain::MachineSize size;
    domain::MachineShares shares;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    std::optional<std::chrono::milliseconds> bootTime; // process start to greeted agent, measured
    std::optional<domain::TemplateId> base;            // cloned from it; none: booted
    std::string image;                                 // its name, or its id: "default", "python:3.12"
    std::string madeFrom; // a template that somebody defined, and its version: "tools, version 3"; empty: none
    bool warm = false;    // of a clone: it had been made beforehand
    std::string egress;   // the profile that decides what it may reach: "none"
    std::vector<domain::EgressRule> egressOwn; // rules of this sandbox alone, besides
    std::vector<std::string> secrets{};        // of the gate, that it may use, by name
    domain::Labels labels{};
    bool guestRunner = false; // a runner of the image's own executes its session's calls in it, not this host
    std::optional<domain::SnapshotId> from;  // its line's newest: restored or forked from it, or taken of it
    std::optional<domain::SandboxId> forkOf; // it began as a copy of this one
    std::string reservedFor;                 // "session sesn_1", "team = billing"; empty: nobody
    std::optional<WallTime> reservedUntil;   // none: for ever
    std::string operation;                   // "Taking a snapshot", "Hibernating"; empty: none
    std::optional<double> progress;          // of operation, 0 to 1; none: not known
    domain::IdleLadder ladder;
    std::optional<domain::IdleStep> nextStep; // that the ladder takes, at `nextStepAt`
    std::optional<WallTime> nextStepAt;
    ByteCount stored;   // of Hibernated: its memory and devices on disk; of Stopped: its disk
    std::string reason; // why it is paused, hibernated, being destroyed or destroyed: "idle for 60 s", "operator"
    // Resource use; none until first measured and after the process is gone.
    std::optional<double> cpuPercent; // 100 is one core busy
    std::optional<ByteCount> memory;  // proportional share of what is resident on the host
    std::optional<ByteCount> memoryPeak;
    std::optional<ByteCount> diskUsed;
    std::chrono::milliseconds cpuTime{0};
    long processId = 0;
    std::string kernelRelease;
    WallTime createdAt;
    domain::SandboxMeter meter;             // as of the last look
    std::int64_t cost = 0;                  // so far, millionths of a US dollar
    std::string pricesAsOf;                 // of cost: the table's date
    std::vector<domain::GuestCheck> checks; // of its newest boot, clone, restore or waking
    std::optional<WallTime> checkedAt;      // of checks
    std::optional<WallTime> keptAliveUntil; // no step of the ladder before
    std::optional<SandboxEnd> end;          // of Failed, Destroying and Destroyed

    friend bool operator==(const SandboxView &, const SandboxView &) = default;
};

/// A sandbox that failed or is no more, as the ledger has it: as many as limits::kEndedShown at start, then each as it
/// ends. One that failed is told once more when it is destroyed.
struct EndedSandboxView {
    std::uint64_t generation = 0;
    domain::SandboxId id;
    std::string name;
    bool kept = false;
    std::optional<domain::SessionId> session;
    std::string sessionTitle;
    domain::MachineSize size;
    WallTime createdAt;
    SandboxEnd end;
    std::string console; // of a failed one: the end of what the guest printed
    std::string monitor; // likewise, of what was said to and by its hypervisor process

    friend bool operator==(const EndedSandboxView &, const EndedSandboxView &) = default;
};

/// What sandboxes of one size are cloned from.
struct TemplateView {
    std::uint64_t generation = 0;
    domain::TemplateId id;
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    std::string imageKey;
    std::string image; // its name, or its id
    domain::TemplateState state = domain::TemplateState::Building;
    WallTime since;                                     // of state
    std::string step;                                   // while Building: "Waiting", "Booting", "Freezing"
    std::optional<std::chrono::milliseconds> buildTime; // measured
    std::optional<Error> problem;                       // of Failed
    ByteCount memory;                                   // that it holds on the host, once for all its clones
    ByteCount disk;
    int clones = 0; // sandboxes that stand on it now
    int warm = 0;   // clones that wait for a session
    int warmMax = 0;
    int snapshots = 0;                        // that stand on it
    bool onDisk = false;                      // it survives the program
    std::string log;                          // of its last build: its steps and the end of what the guest printed
    std::optional<domain::IdleLadder> ladder; // of its sandboxes to come; none: their environment's, or the engine's

    friend bool operator==(const TemplateView &, const TemplateView &) = default;
};

struct TemplateGone {
    domain::TemplateId id;
};

/// One point in time of a sandbox, on disk. Those of hibernated sandboxes and of forks are not listed.
struct SnapshotView {
    std::uint64_t generation = 0;
    domain::SnapshotId id;
    std::string name; // given by the operator; may be empty
    domain::SnapshotState state = domain::SnapshotState::Taking;
    std::string step;               // while Taking: "Copying memory", "Writing"
    std::optional<double> progress; // of it, 0 to 1; none: not known
    std::optional<Error> problem;   // of Failed, or why it cannot be restored
    WallTime at;
    domain::SandboxId sandbox; // it was taken of
    std::string sandboxName;
    std::optional<domain::SessionId> session;
    std::optional<domain::SnapshotId> parent; // none: it stands on the template alone
    domain::TemplateId base;
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    ByteCount memory;                     // own, on disk
    ByteCount disk;                       // own
    ByteCount shared;                     // with what it stands on, without the template
    std::chrono::microseconds stopped{0}; // the guest stood still for it
    std::string method;                   // how memory was copied; see ports::SnapshotFacts
    int children = 0;                     // snapshots that stand on it
    int sandboxes = 0;                    // alive, restored or forked from it
    bool pinned = false;                  // it is not deleted until somebody takes the pin out
    bool verifying = false;
    std::optional<WallTime> verifiedAt; // its files were read and found whole; or `problem` says what is not

    friend bool operator==(const SnapshotView &, const SnapshotView &) = default;
};

struct SnapshotGone {
    domain::SnapshotId id;
};

struct SandboxGone {
    domain::SandboxId id;
}; // its record is dropped from lists

} // namespace glovebox::api
