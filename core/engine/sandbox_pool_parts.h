// Role: the parts of SandboxPool that have a name of their own, each in a file of its own. Included by
// pooled_sandbox.h.
#pragma once

#include "core/engine/sandbox_pool.h"

namespace glovebox::engine {

/// What they are given of the gate's secrets (sandbox_pool_egress.cpp).
struct SandboxPool::Granted {
    const SandboxPool &pool;

    /// Of a new one. What is made of a snapshot keeps what that could use, of a template with the same placeholders,
    /// since they may be on its disk.
    Result<domain::EgressGrant> with(std::string profile, const std::vector<std::string> &secrets,
                                     const std::optional<domain::SnapshotId> &from) const;
    /// For its identity. None: it has none, and never knew of any; one that knew is told that it has none any more.
    std::optional<ports::GateTrust> trust(const Sandbox &sandbox) const;
    /// What was changed since its identity was written. One that stands still is told with its next one.
    void tell(Sandbox &sandbox) const;
};

/// What is done in sandboxes from outside (sandbox_pool_doors.cpp); as DoorHands.
struct SandboxPool::Doors {
    SandboxPool &pool;

    std::optional<Error> whyNot(const domain::SandboxId &id) const;
    std::optional<Error> whyNoGuest(const domain::SandboxId &id) const;
    Result<> wake(const domain::SandboxId &id) const;
    ports::GuestLink *linkOf(const domain::SandboxId &id) const;
    ports::GuestTerminals *terminalsOf(const domain::SandboxId &id) const;
    Call hold(const domain::SandboxId &id) const;
    void letGo(const domain::SandboxId &id) const;
    /// Its guest was greeted.
    void watch(Sandbox &sandbox) const;
};

/// The images that sandboxes are made of (sandbox_pool_images.cpp).
struct SandboxPool::Images {
    SandboxPool &pool;

    /// Its image is there and stays; then it begins.
    void open(Sandbox &sandbox) const;
    void opened(Sandbox &sandbox, Result<OpenedImage> image) const;
    /// What something here or on disk stands on stays.
    void hold() const;
    /// Runs what the image says, until it ends by itself or with the sandbox.
    void startCommand(Sandbox &sandbox) const;
    /// It was booted from its disk: what had been started in it is not there any more.
    void startAgain(Sandbox &sandbox) const;
    void run(Sandbox &sandbox, const domain::StartedProgram &program) const;
};

/// Of those that ports lead into (sandbox_pool_egress.cpp).
struct SandboxPool::Inward {
    SandboxPool &pool;

    api::Verdict whyNot(const domain::SandboxId &id) const;
    ports::EgressLine *lineOf(const domain::SandboxId &id) const;
    Result<> wake(const domain::SandboxId &id) const;
    void used(const domain::SandboxId &id) const;
};

/// A hibernated one's state on disk (sandbox_pool_snapshots.cpp).
struct SandboxPool::Stored {
    SandboxPool &pool;

    domain::SnapshotId keep(Sandbox &sandbox, std::string name, std::function<void()> then) const;
    api::Verdict restore(Sandbox &sandbox, const api::RestoreInPlace &wanted) const;
    void replace(const domain::SandboxId &id, const domain::SnapshotId &stored, const domain::SnapshotId &by) const;
};

/// Clones that stand ready (sandbox_pool_warm.cpp).
struct SandboxPool::Warm {
    SandboxPool &pool;

    bool takes(const Sandbox &sandbox) const;
    bool takesVersion(const Sandbox &sandbox) const;
    void keep() const;
    /// False: none stands ready.
    bool load(Sandbox &sandbox) const;
    void launch(Sandbox &sandbox, WarmClone clone) const;
};

} // namespace glovebox::engine
