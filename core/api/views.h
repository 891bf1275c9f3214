// Role: what the engine shows of itself: plain values, copied across threads, each replacing the one before with the
// same key. A higher generation is newer. The window, the terminal transcript and later the REST door all read these.
// Times named `at`/`since` are the host's wall clock; durations are measured.
#pragma once

#include "core/api/egress_views.h"
#include "core/api/history_views.h"
#include "core/api/image_views.h"
#include "core/api/key_views.h"
#include "core/api/port_views.h"
#include "core/api/sandbox_views.h"
#include "core/api/secret_views.h"
#include "core/api/seed_views.h"
#include "core/api/session_actions.h"
#include "core/api/template_views.h"
#include "core/api/transcript_views.h"
#include "core/api/work_views.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/units.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/session.h"
#include "core/domain/stuck_work.h"
#include "core/domain/tool_call.h"
#include "core/domain/work_item.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

enum class EnginePhase {
    Stopped,   // nothing runs
    Preparing, // image and acceleration are being made ready; see HostView::activity
    Running,
    Draining, // no new work; what is active ends
    Failed,   // could not start; see HostView::problem
};

/// How the engine learns of work.
enum class WorkArrival {
    Polling,  // asks all the time
    Webhooks, // asks when the control plane has called, and now and then to be safe
};

/// The HTTP endpoint that the control plane calls when a session starts to run.
struct WebhookView {
    bool available = false; // a signing key is configured
    bool listening = false;
    std::string address; // "http://[::]:8466/webhooks", of listening
    std::optional<Error> problem;
    int accepted = 0;             // deliveries with a good signature, since it listens
    int rejected = 0;             // bad signature, too old, replayed
    std::optional<WallTime> last; // good delivery

    friend bool operator==(const WebhookView &, const WebhookView &) = default;
};

/// What images take on disk: each byte counts once.
struct ImageDisk {
    ByteCount layers;   // as they came, of at least one image
    ByteCount roots;    // packed root file systems
    ByteCount unneeded; // of no image any more: CollectImages frees it

    friend bool operator==(const ImageDisk &, const ImageDisk &) = default;
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
    domain::MachineSize size; // what a sandbox gets unless its session asks for another or the operator chooses one
    ByteCount memoryTotal;    // of the host
    ByteCount memoryAvailable;
    std::string version; // of Glovebox
    WebhookView webhook;
    std::optional<Error> noCloning;   // why sandboxes boot instead of being cloned, when they do
    std::optional<Error> noSnapshots; // why none can be taken here
    // Admission: what sandboxes that hold a slot may come to need, beside what the host has for them.
    ByteCount memoryPromised;
    ByteCount memoryForSandboxes;
    int vcpusPromised = 0;
    int vcpusForSandboxes = 0; // the host's processors times the settings' overcommitment
    ByteCount diskFree;        // where disks and snapshots are
    ByteCount diskReserved;    // nothing new starts below that
    ByteCount diskTemplates;   // on disk, by what holds it
    ByteCount diskSnapshots;
    ByteCount diskHibernated;
    std::optional<ImageDisk> diskImages; // none: not looked yet, or no library
    bool canBuildImages = false;         // BuildAgentImage
    std::vector<domain::Budget> budgets; // that are set
    domain::IdleLadder defaultLadder;    ///< What a sandbox gets whose template and request name none.

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
    std::string name; // given by the operator; may be empty
    std::string baseUrl;
    std::string keyHint;   // masked
    std::string keySource; // where the key was read: "ANTHROPIC_ENVIRONMENT_KEY", a file; may be empty
    PollState state = PollState::Stopped;
    WallTime since;                       // of state
    std::optional<Error> problem;         // of Disconnected and KeyRejected
    std::chrono::milliseconds retryIn{0}; // of Disconnected, at the moment of publishing
    int active = 0;                       // work items held
    bool isDemo = false;
    WorkArrival arrival = WorkArrival::Polling;
    bool hasOperatorKey = false;             // answering approvals and interrupting is possible from here
    std::optional<domain::QueueStats> queue; // none: not known yet
    std::optional<WallTime> queueSeenAt;     // of queue and of this environment's WorkViews
    std::optional<Error> queueProblem;       // why the queue could not be read
    std::vector<std::string> customTools;    // names that this host answers

    friend bool operator==(const EnvironmentView &, const EnvironmentView &) = default;
};

/// It is served no more; its sessions are ended ones.
struct EnvironmentGone {
    domain::EnvironmentId id;
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

/// A memory store in a session's sandbox.
struct MountedMemory {
    std::string name;
    std::string path; // in the sandbox
    bool readOnly = false;
    int files = 0;
    std::optional<WallTime> syncedAt;
    std::string problem; // newest warning: a conflict, a refused file; empty: none

    friend bool operator==(const MountedMemory &, const MountedMemory &) = default;
};

struct ThreadView {
    domain::ThreadId id;
    std::string agentName;
    bool ended = false;

    friend bool operator==(const ThreadView &, const ThreadView &) = default;
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
    std::optional<domain::ModelUsage> usage; // as the control plane reports it, list price
    std::optional<std::int64_t> budgetCents; // US cents of list cost; none: no budget
    std::vector<std::string> skills;         // in place in the sandbox
    std::vector<std::string> skillProblems;  // "xlsx: …", one line each
    std::vector<MountedMemory> memories;     // attached stores
    std::vector<ThreadView> threads;         // of a multi-agent session, without the main one
    bool canInterrupt = false;               // an operator key is there
    bool guestRunner = false;                // its own runner in its sandbox serves it, not this host
    /// What a reservation can match: the session's, and of its item what the session does not say.
    std::map<std::string, std::string> metadata;

    friend bool operator==(const SessionView &, const SessionView &) = default;
};

struct SessionGone {
    domain::SessionId id;
};

using Change = std::variant<HostView, EnvironmentView, SessionView, SandboxView, EndedSandboxView, TemplateView,
                            SnapshotView, TranscriptEntry, WorkView, OutputsView, SandboxGone, TemplateGone,
                            SnapshotGone, SessionGone, WorkGone, OperationView, OperationGone, BudgetView, OrphansView,
                            RecoveryView, HistoryReport, LogLine, ImageView, ImageGone, DefinedTemplateView,
                            DefinedTemplateGone, SeedView, SeedGone, AgentsView, StartedSessionView, EgressProfilesView,
                            EgressAttemptView, SecretsView, PortView, PortGone, KeysView, EnvironmentGone>;

/// Lower-case words for machine-readable output and tests; sentences are app/format's.
std::string_view word(EnginePhase phase);
std::string_view word(PollState state);
std::string_view word(SessionState state);
std::string_view word(WorkArrival arrival);

} // namespace glovebox::api
