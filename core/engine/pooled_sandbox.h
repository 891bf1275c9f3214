// Role: one sandbox as its pool knows it. Only sandbox_pool*.cpp includes this.
#pragma once

#include "core/engine/access_book.h"
#include "core/engine/egress_book.h"
#include "core/engine/port_book.h"
#include "core/engine/running_meter.h"
#include "core/engine/sandbox_pool_parts.h"
#include "core/engine/waking_link.h"

namespace glovebox::engine {

/// It has a machine whose guest has been greeted.
constexpr bool isUp(domain::SandboxState state)
{
    return state == domain::SandboxState::Running || state == domain::SandboxState::Paused;
}

/// Likewise, also while that is being written down.
constexpr bool hasGuest(domain::SandboxState state)
{
    return isUp(state) || state == domain::SandboxState::Hibernating;
}

/// A failed sandbox holds nothing but its reason, which the operator may come for.
inline constexpr std::chrono::milliseconds kFailedKept = std::chrono::minutes(30);

/// One whose time ran out while no program was there: whoever comes back to it has so long.
inline constexpr std::chrono::milliseconds kGraceAfterStart = std::chrono::minutes(10);

/// Why one that was booted from its disk cannot be written down: there is no template that its memory differs from.
inline constexpr const char *kBootedFromDisk = "it was booted from the disk that it had left";

/// Names that the operator gives.
inline constexpr std::size_t kNameMax = 64;

struct SandboxPool::Sandbox {
    explicit Sandbox(domain::SandboxId sandboxId) : id(std::move(sandboxId)) {}

    domain::SandboxId id;
    std::string name; // the operator's
    domain::Labels labels;
    bool kept = false;
    domain::MachineSize size;
    StartFrom from;             // of a new one
    domain::SandboxImage image; // of a new one: as soon as that was opened
    OpenedImage ground;         // its files, for as long as it starts
    bool guestRunner = false;   // a session's own runner has been in it, with a credential
    bool startsCommand = false; // its image's own program, once it is up
    domain::EgressGrant egress;
    std::optional<ports::GateTrust> toldGate; // of its secrets, last
    domain::MachineShares shares;
    WallTime createdAt;
    std::optional<domain::SessionId> session;
    std::optional<Tenant> tenant;
    domain::SandboxState state = domain::SandboxState::Queued;
    WallTime since;
    std::string title;
    std::string busyWith;
    bool hasWorked = false; // a tool of its session has run in it
    bool isSeeded = false;  // its tenant is whoever does that
    std::optional<Error> problem;
    int attempts = 0;
    MonoTime bootBegan;
    std::optional<std::chrono::milliseconds> bootTime;
    std::shared_ptr<const ports::Template> base; // of a clone; none: booted
    bool warm = false;
    bool wakeAfterwards = false; // asked for while a snapshot of it is taken
    bool wasPaused = false;      // before it began to hibernate
    bool isDeparting = false;    // hibernated, its machine goes with the next turn of the loop
    bool moving = false;         // between running and paused; see `moveCall`
    bool wantedByPort = false;   // through a port that leads in, while it was being paused
    int heldByDoors = 0;         // by so many things that somebody outside does in it
    bool isOld = false;          // its guest's programs are older than its machine, or than this program
    std::string kernelRelease;
    std::string waitsFor;
    std::vector<domain::GuestCheck> checks;
    std::optional<WallTime> checkedAt;

    // Where its state comes from, and where it is when there is no machine.
    std::string baseId;                       // the template that its memory differs from; empty: booted
    std::optional<domain::SnapshotId> stored; // it was hibernated: its state, until that has come up again
    ByteCount storedMemory;
    std::string stopped;   // it is to be booted from what a machine of this name left; empty: it is not
    ByteCount stoppedDisk; // what that takes
    std::string diskBase;  // the template that its disk stands on, when its memory stands on none
    bool fromDisk = false; // its machine was booted so
    bool hasNews = false;  // and whoever works in it was not told yet
    std::optional<domain::SnapshotId> older; // a state from before that disk; goes when the disk is up, or is gone
    std::optional<domain::SnapshotId> restoreFrom; // started from this, not from a template
    std::shared_ptr<const ports::Snapshot> source; // the same or `stored`, opened
    std::shared_ptr<const ports::Template> spread; // the same, as a template for many
    std::optional<domain::SnapshotId> line;        // the newest listed one in its line
    std::optional<domain::SandboxId> forkOf;
    std::optional<domain::SnapshotId> taking; // of it, now
    std::string operation;
    std::optional<double> progress;
    std::string reason;
    domain::IdleLadder ladder;
    bool hasOwnLadder = false; // else it is its template's, if that has one
    MonoTime usedAt;
    std::optional<WallTime> nextStepAt;
    std::optional<domain::IdleStep> nextStep;
    MonoTime noHibernateBefore; // the last try failed
    std::optional<WallTime> keptAliveUntil;
    /// What it goes back to when a restore in place fails.
    std::unique_ptr<ports::Machine> formerMachine;
    std::unique_ptr<WakingLink> formerLink;
    std::string formerBase;
    domain::SandboxImage formerImage;
    domain::EgressGrant formerEgress;
    bool formerRunner = false;
    std::chrono::milliseconds formerCpuTime{0};

    RunningMeter meter;
    domain::SandboxMeter seen; // of it, as shown
    MonoTime seenAt;
    bool endsWithProgram = false;              // of a session that ends with it
    std::string stayed;                        // why it lives on over a stop; empty: it does not
    bool adopted = false;                      // found alive, and not greeted yet
    bool stoodStill = false;                   // when it was found
    std::optional<Error> noSnapshots;          // of the machine that was found; none: they can be taken
    bool isLeftBehind = false;                 // its process did not end when all was closed
    std::optional<domain::SandboxRecord> told; // to its machine, without its meter
    domain::SandboxState toldState = domain::SandboxState::Queued;
    MonoTime toldAt;
    std::optional<api::SandboxEnd> end;
    bool didNotBoot = false; // from the disk that it left
    bool formerDied = false;
    bool exited = false; // its machine's process, and that was told
    std::string console; // of one that failed
    std::string monitor;

    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<WakingLink> link;
    Call imageCall;               // its image is being opened
    std::list<Call> programCalls; // programs that run in it beside sessions
    Call baseCall;                // a template that it waits for
    Call startCall;
    Call connectCall;
    Call moveCall;       // to pause or to go on
    Call tellCall;       // a message to the tenant under way
    bool broken = false; // its machine or guest is of no use; what becomes of it follows
    Call brokenTimer;
    Call lostTimer;                               // the channel is gone; the machine has this long to say why
    Call disposeTimer;                            // what is left of a broken machine goes at the next turn of the loop
    Call storeCall;                               // a snapshot of it, or what is opened or removed for it
    Call taken;                                   // the way out of the one that is being taken for a fork
    std::function<void(const Error &)> notForked; // what that was for does not come
    Call departTimer;
    Call flushCall;
    Call flushTimer;
    Call ladderTimer;
    Call failedTimer; // how long its reason is kept
    Call tombstoneTimer;
    Call roomCall;   // who waits for room is looked at again
    Call forceTimer; // its machine was told to go, and has not

    std::optional<ports::MachineUsage> usage;
    std::optional<double> cpuPercent;
    MonoTime usageAt;
    std::optional<api::SandboxView> published;
    EgressTie egressTie; // goes first: it tells what was open, and whose

    /// Whoever has a credential in it speaks to its control plane alone, from then on.
    void bringRunner(const SandboxWish &wish);
    void takeCredentialOf(const domain::SnapshotOrigin &origin);
    /// A guest has its way out from its greeting on, for as long as it runs; while it stands still nothing is read for
    /// it.
    void followEgress(EgressBook *book, api::SandboxView &view);
    /// It is about to be started from a version of a template that somebody defined.
    bool isOfTemplate() const { return restoreFrom && from.version == restoreFrom; }
    /// Empty: nothing runs in it.
    std::string whyBusy() const;
    /// It has a machine or a state on disk that differs from this template, or is about to.
    bool standsOn(const std::string &templateId) const;
    /// Read while the machine is there: it takes both with it.
    void keepEvidence();
    void sayHowItStarted(MonoTime now);
};

} // namespace glovebox::engine
