// Role: what the engine shows of itself: plain values, copied across threads, each replacing the one before with the
// same key. A higher generation is newer. The window, the terminal transcript and later the REST door all read these.
// Times named `at`/`since` are the host's wall clock; durations are measured.
#pragma once

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/tool_call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace glovebox::api {

enum class EnginePhase {
    Stopped,   // nothing runs
    Preparing, // image and acceleration are being made ready; see HostView::activity
    Running,
    Draining, // no new work; what is active ends
    Failed,   // could not start; see HostView::problem
};

/// One per engine: this host.
struct HostView {
    std::uint64_t generation = 0;
    EnginePhase phase = EnginePhase::Stopped;
    std::string activity;       // while Preparing: "Packing the guest's root file system (2 of 4)"
    std::string activityDetail; // the newest line of the tool that does it
    std::optional<Error> problem;
    std::optional<domain::Acceleration> acceleration; // none: not probed yet
    std::string accelerationReason;                   // why it is emulated
    std::string hypervisorVersion;
    int slotsUsed = 0;
    int slotsMax = 0;
    int queued = 0;           // sandboxes waiting for a slot
    domain::MachineSize size; // what every sandbox gets
    ByteCount memoryTotal;    // of the host
    ByteCount memoryAvailable;
    std::string version; // of Glovebox

    friend bool operator==(const HostView &, const HostView &) = default;
};

enum class PollState {
    Stopped,
    Polling,
    PausedByOperator,
    Draining,
    Disconnected, // passing trouble; retried
    KeyRejected,  // refused for good: bad key, unknown environment
};

/// One per environment. Control-plane facts.
struct EnvironmentView {
    std::uint64_t generation = 0;
    domain::EnvironmentId id;
    std::string baseUrl;
    std::string keyHint; // masked
    PollState state = PollState::Stopped;
    WallTime since;                       // of state
    std::optional<Error> problem;         // of Disconnected and KeyRejected
    std::chrono::milliseconds retryIn{0}; // of Disconnected, at the moment of publishing
    int active = 0;                       // work items held
    bool isDemo = false;

    friend bool operator==(const EnvironmentView &, const EnvironmentView &) = default;
};

/// The words of ux 2.4, in the order in which they matter to an operator.
enum class SessionState {
    NeedsApproval,
    Failed, // its run here ended with an error; see problem
    Running,
    WaitingForSandbox, // queued for a slot, or its sandbox boots
    Idle,              // turn over, we still hold the item
    Rescheduling,
    Ended, // our item is released; the session may come back with new work
    Terminated,
};

struct SessionView {
    std::uint64_t generation = 0;
    domain::SessionId id;
    domain::EnvironmentId environment;
    std::optional<domain::WorkId> work;
    std::string title; // empty until the session was read, or when it has none
    std::string agentName;
    SessionState state = SessionState::WaitingForSandbox;
    WallTime since;     // of state
    WallTime startedAt; // first claimed here
    WallTime lastActivity;
    std::string reason; // "end_turn", "budget_reached", "3 sandboxes wait before it"
    std::optional<Error> problem;
    std::optional<domain::SandboxId> sandbox;
    domain::SandboxState sandboxState = domain::SandboxState::Queued; // meaningful with sandbox
    std::string currentTool;                                          // "bash" while a call runs
    int turns = 0;
    int toolCalls = 0;
    int toolErrors = 0;

    friend bool operator==(const SessionView &, const SessionView &) = default;
};

struct SandboxView {
    std::uint64_t generation = 0;
    domain::SandboxId id;
    std::optional<domain::SessionId> session;
    std::string sessionTitle;
    domain::SandboxState state = domain::SandboxState::Queued;
    WallTime since;
    int queuePosition = 0;        // 1 is next; 0 when not queued
    std::string busyWith;         // tool name while one runs
    std::optional<Error> problem; // of Failed
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    std::optional<std::chrono::milliseconds> bootTime; // process start to greeted agent, measured
    // Resource use; none until first measured and after the process is gone.
    std::optional<double> cpuPercent; // 100 is one core busy
    std::optional<ByteCount> memory;  // proportional share of what is resident on the host
    std::optional<ByteCount> memoryPeak;
    std::optional<ByteCount> diskUsed;
    std::chrono::milliseconds cpuTime{0};
    long processId = 0;
    std::string kernelRelease;

    friend bool operator==(const SandboxView &, const SandboxView &) = default;
};

struct ToolCallView {
    domain::EventId id;
    std::string name;
    std::string input;   // pretty JSON, clipped at limits::kTranscriptTextMax
    std::string summary; // one line: the command, the path
    std::string output;  // grows while running; clipped likewise
    domain::ToolCallState state = domain::ToolCallState::Requested;
    std::string note; // deny message, who asked, why it is not ours
    bool askedForApproval = false;
    WallTime requestedAt;
    std::chrono::milliseconds waited{0};   // for approval and sandbox
    std::chrono::milliseconds duration{0}; // of the run; grows while it runs

    friend bool operator==(const ToolCallView &, const ToolCallView &) = default;
};

struct NoteView { // anything else worth a line
    enum class Kind { UserMessage, AgentMessage, Turn, Sandbox, Lease, Error } kind = Kind::Turn;
    std::string text;

    friend bool operator==(const NoteView &, const NoteView &) = default;
};

/// One line of a session's history, oldest has the lowest sequence. The same sequence again replaces it.
struct TranscriptEntry {
    domain::SessionId session;
    std::uint64_t sequence = 0;
    int turn = 0;
    WallTime at;
    std::variant<NoteView, ToolCallView> what;

    friend bool operator==(const TranscriptEntry &, const TranscriptEntry &) = default;
};

struct SandboxGone {
    domain::SandboxId id;
}; // its record is dropped from lists
struct SessionGone {
    domain::SessionId id;
};

using Change = std::variant<HostView, EnvironmentView, SessionView, SandboxView, TranscriptEntry, SandboxGone,
                            SessionGone, LogLine>;

/// Lower-case words for machine-readable output and tests; sentences are app/format's.
std::string_view word(EnginePhase phase);
std::string_view word(PollState state);
std::string_view word(SessionState state);

} // namespace glovebox::api
