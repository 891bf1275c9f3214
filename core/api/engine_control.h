// Role: the one door into the engine. Commands in, verdicts out; what happened is told through the Observer.
// Thread: the engine's. Other threads go through app/bridge (window) or core/rest (network).
#pragma once

#include "core/api/sandbox_actions.h"
#include "core/api/views.h"
#include "core/base/limits.h"
#include "core/base/units.h"
#include "core/domain/labels.h"
#include "core/domain/sandbox.h"
#include "core/domain/template_definition.h"

#include <functional>
#include <string>

namespace glovebox::api {

/// Settings of an engine. Defaults, flags and environment variables: docs/configuration.md.
struct EngineSettings {
    int capacity = 2; // sandboxes at a time
    int queue = 4;    // sessions that may wait for a slot before polling rests
    domain::MachineSize size;
    domain::MachineSize sizeMax{8, ByteCount::gib(8), ByteCount::gib(64)}; // what a session's metadata may ask for
    std::chrono::milliseconds sessionIdle{60'000};                         // 0: never let go by itself
    std::chrono::milliseconds toolTimeout{120'000};
    int warm = 1;                 // clones kept ready for sessions to come; 0: none
    domain::MachineShares shares; // of each sandbox, unless the operator chooses others
    /// Admission. What a sandbox may come to need counts from its start, not what it uses.
    ByteCount memoryReserve = ByteCount::gib(1);  // of the host's memory, left to others
    double cpuOvercommit = 8.0;                   // vCPUs promised for each of the host's processors
    ByteCount diskReserve = limits::kDiskFreeMin; // free space below which nothing new starts
    domain::PriceTable prices;
    /// Of sandboxes that nobody uses, unless their environment or somebody says otherwise.
    domain::IdleLadder ladder{std::chrono::minutes(1), std::chrono::minutes(15), std::chrono::days(7)};
    std::vector<domain::Budget> budgets; // until somebody sets others
    std::string workerId;
    std::string egress = "none"; // the profile of sandboxes that nobody gives another
    std::string egressCeiling;   // the profile that none of them may exceed; empty: none
    std::string portsAddress;    // of this host, where ports of sandboxes are opened; empty: loopback
    enum class Accelerate { Auto, Kvm, Emulated } accelerate = Accelerate::Auto;
};

/// A custom tool that this host answers in the sandbox (reference 3.10).
struct CustomTool {
    std::string name;
    /// Absolute path of the executable in the sandbox. It gets the call's input as JSON on standard input and answers
    /// on standard output.
    std::string path;
    /// What is put there before the first call; empty: the image has it.
    std::string content;
};

/// Which local deletions of memory files reach the store (reference 5.5).
enum class MemoryDeletions { Enabled, LogOnly, Disabled };

/// Settings of one environment.
struct EnvironmentSettings {
    WorkArrival arrival = WorkArrival::Polling;
    std::vector<CustomTool> customTools;
    bool skills = true; // download what the agent brings along
    /// Between two syncs of memory stores, 5 s at least; none: sessions with a memory store fail here.
    std::optional<std::chrono::milliseconds> memorySync{15'000};
    MemoryDeletions memoryDeletions = MemoryDeletions::Enabled;
    std::optional<domain::IdleLadder> ladder; // of its sessions' sandboxes
    std::string egress;                       // likewise, the profile by name; empty: the host's usual one
    std::vector<std::string> egressAllowed;   // others that a session's metadata may ask for
    std::vector<std::string> secrets{};       // of the gate, by name, that its sessions' sandboxes may use
    /// Serves its sessions inside their sandboxes (docs/runner.md); empty: this host does. A template's own goes first.
    domain::CommandLine runner;
};

/// Asking is not doing: a command is accepted, already so, or denied with a reason that the window shows.
struct Verdict {
    enum class Kind { Accepted, AlreadySo, Denied } kind = Kind::Accepted;
    std::string reason; // of Denied: one sentence
    std::string
        object; // of Accepted: what there is now, as operations and views name it ("sandbox/sbx-1"); may be empty
    /// Of Denied: Conflict, as things stand; NotFound, what was named is not there; InvalidArgument, it never could be.
    ErrorCode code = ErrorCode::Conflict;

    static Verdict accepted(std::string what = {}) { return {Kind::Accepted, {}, std::move(what)}; }
    static Verdict alreadySo() { return {Kind::AlreadySo, {}, {}}; }
    static Verdict denied(std::string why, ErrorCode code = ErrorCode::Conflict)
    {
        return {Kind::Denied, std::move(why), {}, code};
    }
    static Verdict denied(std::string before, const Error &why)
    {
        return denied(std::move(before) + why.detail + '.', why.code);
    }
    static Verdict notFound(std::string why) { return denied(std::move(why), ErrorCode::NotFound); }
    static Verdict invalid(std::string why) { return denied(std::move(why), ErrorCode::InvalidArgument); }
};

struct ApprovalAnswer {
    bool allow = false;
    std::string denyReason; // reaches the agent; optional
};

/// A sandbox that belongs to the operator: kept until somebody destroys it. Made of an image, a template or a snapshot;
/// of the host's default image when it names none of them.
struct NewSandbox {
    std::string name;                        // optional
    std::optional<domain::MachineSize> size; // none: the template's, or the host's usual one
    std::optional<domain::MachineShares> shares;
    std::optional<domain::IdleLadder> ladder;
    std::string image;              // by name or id; empty: the default one, or the template's or the snapshot's
    std::string base;               // the name of a template that somebody defined; empty: none
    bool startImageCommand = false; // the image's entrypoint and command run in it once it is ready, and its log has
                                    // what they say
    std::optional<domain::SnapshotId> snapshot; // it begins as the sandbox was then, with its size, image and template
    domain::Seed seed;                          // what is done in it once it runs; until then no session gets it
    std::optional<domain::Reservation> reservation; // in force once it is seeded; `since` is the engine's
    std::string egress;                             // a profile's name; empty: the template's, or the host's usual one
    std::vector<std::string> secrets{};             // of the gate, by name, besides the template's or the snapshot's
    std::optional<domain::SandboxId> id{};          // that a door chose; denied when there is or was one. None: ours
    domain::Labels labels{};
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
    /// The sandbox stands still: no processor time, its memory stays. Whoever uses it wakes it. Denied while a tool
    /// runs.
    virtual Verdict pauseSandbox(const domain::SandboxId &sandbox) = 0;
    virtual Verdict resumeSandbox(const domain::SandboxId &sandbox) = 0;
    /// What can be asked about snapshots, templates and sandboxes beside.
    virtual Verdict act(const SandboxAction &action) = 0;
    /// Ends the VM at once. The session goes on: its running call is answered with an error, the next one gets a new
    /// sandbox (docs/decisions/0006).
    virtual Verdict destroySandbox(const domain::SandboxId &sandbox) = 0;

    // What follows is answered by views: accepted means that it was begun.

    /// Denied without the environment's operator key. ToolCallView::answer tells what became of it.
    virtual Verdict answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                   const ApprovalAnswer &answer) = 0;
    /// Aborts a running call. Its session goes on with an error result that says so.
    virtual Verdict cancelCall(const domain::SessionId &session, const domain::EventId &call) = 0;
    /// Ends the session's turn (user.interrupt). Denied without the operator key.
    virtual Verdict interruptSession(const domain::SessionId &session) = 0;
    /// Force-stops an item of the queue, whoever holds it, and interrupts its session when there is an operator key, so
    /// that the control plane queues it anew. WorkView::repair tells what became of it.
    virtual Verdict repairWork(const domain::EnvironmentId &environment, const domain::WorkId &work) = 0;
    /// Reads the environment's queue now.
    virtual Verdict refreshQueue(const domain::EnvironmentId &environment) = 0;
    /// Takes all the work that waits, now: somebody told us that there is some.
    virtual Verdict drainQueue(const domain::EnvironmentId &environment) = 0;
    /// Starts or stops listening for webhooks. HostView::webhook tells.
    virtual Verdict listenForWebhooks(bool on) = 0;
    /// The new sandbox appears as a SandboxView with `kept`.
    virtual Verdict createSandbox(const NewSandbox &wanted) = 0;
    /// Images: brought in, named, verified, removed. Views tell.
    virtual Verdict act(const ImageAction &action) = 0;
    /// Templates that somebody defined: saved, built, their versions. Views tell.
    virtual Verdict act(const TemplateAction &action) = 0;
    /// Secrets of the gate: kept, removed. Views tell.
    virtual Verdict act(const SecretAction &action) = 0;
    /// Agents read, sessions started. Denied without the operator key. Views tell.
    virtual Verdict act(const SessionAction &action) = 0;
    /// Operations, orphans, budgets.
    virtual Verdict maintain(const UpkeepAction &action) = 0;
    /// Denied only when there is no ledger; possible in every phase.
    virtual Verdict ask(const HistoryQuery &query) = 0;
};

using Observer = std::function<void(Change)>;

} // namespace glovebox::api
