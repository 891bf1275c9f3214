// Role: what must survive a crash of this program, in the order in which it is told: intent before the world is
// changed, outcome after. Thread: the engine's; the writing happens elsewhere.
//
// Invariants of an implementation
// - `done` answers when the fact outlives this program, in the order of the calls, but a result waits for no other
// call. Intents and steps outlive a power cut of the host as well, results as far as the host has written them by then:
// a call without its result is one that was running.
// - Telling the same fact again is fine and changes nothing.
// - A fact that could not be kept answers with OutOfDisk or HostToolFailed, and nothing later overtakes it silently.
// - No credential is ever handed in.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/history.h"
#include "core/domain/sandbox_record.h"
#include "core/domain/session.h"
#include "core/domain/termination.h"
#include "core/domain/tool_call.h"
#include "core/domain/work_item.h"

#include <string>
#include <vector>

namespace glovebox::ports {

/// A work item that we are about to acknowledge.
struct WorkIntent {
    domain::WorkId work;
    domain::EnvironmentId environment;
    std::string subject; // the session's id, or what a health check names
    WallTime at;
    domain::WorkKind kind = domain::WorkKind::Session;
    /// Of LeftOpen: what the server echoed to the lease's newest heartbeat; empty: none was answered.
    std::string lastHeartbeat{};

    friend bool operator==(const WorkIntent &, const WorkIntent &) = default;
};

/// How our hold on an item ended, or that it began.
enum class WorkStep {
    Acknowledged,
    Dropped,   // the acknowledgement was refused
    GivenBack, // left to lapse
    Stopped,   // the server knows that we are done
    Lost,      // somebody else holds it
};

/// A tool call that is about to run.
struct CallIntent {
    domain::SessionId session;
    domain::EventId call;
    domain::ToolKind kind = domain::ToolKind::Agent;
    std::string tool;
    domain::SandboxId sandbox;
    WallTime at;

    friend bool operator==(const CallIntent &, const CallIntent &) = default;
};

/// A call that ran, or began to, before this start, and whose answer the server may not have.
struct OpenCall {
    CallIntent intent;
    std::optional<domain::ToolResult> result; // none: it was running when the program ended

    friend bool operator==(const OpenCall &, const OpenCall &) = default;
};

/// What an earlier run of the program left open.
struct LeftOpen {
    std::vector<WorkIntent> work;
    std::vector<OpenCall> calls;
};

/// A session's figures, kept for its history; the last one told counts.
struct SessionFacts {
    domain::SessionId session;
    domain::EnvironmentId environment;
    std::string title;
    std::string agentName;
    std::optional<domain::ModelUsage> usage;
    WallTime lastSeen;

    friend bool operator==(const SessionFacts &, const SessionFacts &) = default;
};

/// A sandbox that is no more. Its evidence is bounded by limits::kEvidenceMax each. Of the record what history shows is
/// kept: who it was, whose, since when, and its meter.
struct EndedSandbox {
    domain::SandboxRecord record; // with its last meter
    domain::MachineSize size;
    domain::EndCause cause = domain::EndCause::Operator;
    std::string detail;
    WallTime at;
    std::int64_t cost = 0; // millionths of a US dollar
    std::string pricesAsOf;
    std::string console; // of a failed one: the ends of what was printed and said
    std::string monitor;

    friend bool operator==(const EndedSandbox &, const EndedSandbox &) = default;
};

class Ledger {
public:
    virtual ~Ledger() = default;

    virtual void intendWork(WorkIntent intent, Callback<> done) = 0;
    virtual void stepWork(domain::WorkId work, WorkStep step) = 0;
    /// What the server echoed to a heartbeat. Who has it can take the lease up again; it is no credential.
    virtual void beatWork(domain::WorkId work, std::string lastHeartbeat) = 0;
    virtual void intendCall(CallIntent intent, Callback<> done) = 0;
    virtual void keepResult(domain::SessionId session, domain::EventId call, domain::ToolResult result,
                            Callback<> done) = 0;
    /// The server has the answer, or it is refused for good: the result is not needed any more.
    virtual void closeCall(domain::SessionId session, domain::EventId call) = 0;
    virtual void keepSession(SessionFacts facts) = 0;
    /// The last one told of a sandbox counts. Kept for limits::kEndedKept at least.
    virtual void keepEnded(EndedSandbox ended) = 0;
    /// The newest `most`, newest first.
    virtual void ended(int most, Callback<std::vector<EndedSandbox>> done) = 0;
    /// For people, in the order of telling; nobody waits for it. Kept for limits::kHistoryKept.
    virtual void note(domain::HistoryFact fact) = 0;
    /// Appends to the audit trail: gives it its sequence and chains it to the one before. Never removed.
    virtual void audit(domain::AuditEntry entry) = 0;
    /// The answer has the question's alternative, in the order of HistoryQuestion.
    virtual void ask(domain::HistoryQuestion question, Callback<domain::HistoryAnswer> done) = 0;
    /// Everything that is open now. Asked once, at start.
    virtual void leftOpen(Callback<LeftOpen> done) = 0;
};

} // namespace glovebox::ports
