// Role: what the set-up asks for beyond the engine's commands: a key that is tried before it is given to anybody, an
// environment that is served from now on, a program that runs in a sandbox.
// Thread: GUI; answers come later, from the event loop. Invariants: a key that is tried claims no work, and is in no
// answer.
#pragma once

#include "core/api/engine_control.h"
#include "core/api/environment_actions.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/guest_program.h"
#include "core/domain/work_item.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace glovebox::bridge {

struct KeyQuestion {
    domain::EnvironmentId environment;
    SecretString key;
    std::string baseUrl; // empty: the host's usual one
};

/// What the control plane let the key read.
struct KeyReport {
    domain::QueueStats queue;
    std::string baseUrl;
    std::optional<std::chrono::milliseconds> clockAhead{}; // this host's, before the control plane's; none: unknown
};

class KeyTrialDesk {
public:
    KeyTrialDesk() = default;
    virtual ~KeyTrialDesk() = default;
    KeyTrialDesk(const KeyTrialDesk &) = delete;
    KeyTrialDesk &operator=(const KeyTrialDesk &) = delete;

    /// The key in what somebody pasted; InvalidArgument: it is none of an environment.
    virtual Result<SecretString> pasted(std::string text) = 0;
    /// The key in a file that no other user can read.
    virtual Result<SecretString> inFile(const std::string &path) = 0;
    /// Reads the queue's figures with it, and nothing else.
    virtual Call tryKey(KeyQuestion question, Callback<KeyReport> done) = 0;
};

/// What a program printed, cut at a bound, and how it ended.
struct ProgramOutcome {
    domain::ProgramEnd end;
    std::string output;
};

class SetupDesk {
public:
    /// Of a program's output; what is shown is a line.
    static constexpr std::size_t kOutputMax = 4096;

    SetupDesk() = default;
    virtual ~SetupDesk() = default;
    SetupDesk(const SetupDesk &) = delete;
    SetupDesk &operator=(const SetupDesk &) = delete;

    virtual void act(const api::EnvironmentAction &action, std::function<void(const api::Verdict &)> answered) = 0;
    virtual Call run(const domain::SandboxId &sandbox, domain::GuestProgram program, Callback<ProgramOutcome> done) = 0;
};

} // namespace glovebox::bridge
