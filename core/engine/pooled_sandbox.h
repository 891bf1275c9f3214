// Role: one sandbox as its pool knows it. Only sandbox_pool*.cpp includes this.
#pragma once

#include "core/engine/sandbox_pool.h"
#include "core/engine/waking_link.h"

namespace glovebox::engine {

struct SandboxPool::Sandbox {
    explicit Sandbox(domain::SandboxId sandboxId) : id(std::move(sandboxId)) {}

    domain::SandboxId id;
    std::string name; // the operator's
    bool kept = false;
    domain::MachineSize size;
    std::optional<domain::SessionId> session;
    std::optional<Tenant> tenant;
    domain::SandboxState state = domain::SandboxState::Queued;
    WallTime since;
    MonoTime releasedAt; // its session let go of it; meaningful without a tenant
    std::string title;
    std::string busyWith;
    std::optional<Error> problem;
    int attempts = 0;
    MonoTime bootBegan;
    std::optional<std::chrono::milliseconds> bootTime;
    std::shared_ptr<const ports::Template> base; // of a clone; none: booted
    bool warm = false;
    bool moving = false; // between running and paused; see `call`
    std::string kernelRelease;

    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<WakingLink> link;
    Call baseCall; // a template that it waits for
    Call startCall;
    Call connectCall;
    Call moveCall;     // to pause or to go on
    Call tellCall;     // a message to the tenant under way
    Call lostTimer;    // the channel is gone; the machine has this long to say why
    Call disposeTimer; // what is left of a broken machine goes at the next turn of the loop
    Call pauseTimer;
    Call keepTimer;
    Call tombstoneTimer;

    std::optional<ports::MachineUsage> usage;
    std::optional<double> cpuPercent;
    MonoTime usageAt;
    std::optional<api::SandboxView> published;
};

} // namespace glovebox::engine
