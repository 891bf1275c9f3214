// Role: the one door into the engine. Commands in, verdicts out; what happened is told through the Observer.
// Thread: the engine's. Other threads go through app/bridge (window) or core/rest (network).
#pragma once

#include "core/api/views.h"
#include "core/base/units.h"
#include "core/domain/sandbox.h"

#include <functional>
#include <string>

namespace glovebox::api {

/// Settings of an engine. Defaults, flags and environment variables: docs/configuration.md.
struct EngineSettings {
    int capacity = 2; // sandboxes at a time
    int queue = 4;    // sessions that may wait for a slot before polling rests
    domain::MachineSize size;
    std::chrono::milliseconds sessionIdle{60'000}; // 0: never let go by itself
    std::chrono::milliseconds toolTimeout{120'000};
    std::string workerId;
    enum class Accelerate { Auto, Kvm, Emulated } accelerate = Accelerate::Auto;
};

/// Asking is not doing: a command is accepted, already so, or denied with a reason that the window shows.
struct Verdict {
    enum class Kind { Accepted, AlreadySo, Denied } kind = Kind::Accepted;
    std::string reason; // of Denied: one sentence

    static Verdict accepted() { return {}; }
    static Verdict alreadySo() { return {Kind::AlreadySo, {}}; }
    static Verdict denied(std::string why) { return {Kind::Denied, std::move(why)}; }
};

class EngineControl {
public:
    virtual ~EngineControl() = default;

    /// Prepares image and acceleration, then polls every environment.
    virtual Verdict start() = 0;
    /// No new work; active items finish or are given back within limits::kDrain, then the sandboxes end. Phase goes
    /// Draining, then Stopped.
    virtual Verdict drain() = 0;
    /// Like drain, but running tools are aborted at once.
    virtual Verdict stopNow() = 0;
    virtual Verdict pausePolling(const domain::EnvironmentId &environment) = 0;
    virtual Verdict resumePolling(const domain::EnvironmentId &environment) = 0;
    /// Ends the VM at once. The session goes on: its running call is answered with an error, the next one gets a new
    /// sandbox (docs/decisions/0006).
    virtual Verdict destroySandbox(const domain::SandboxId &sandbox) = 0;
};

using Observer = std::function<void(Change)>;

} // namespace glovebox::api
