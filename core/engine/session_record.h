// Role: what the engine keeps of a session over its several items, and what events say of it that is only shown and
// kept. Thread: the engine's.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/session.h"
#include "core/domain/tool_call.h"
#include "core/engine/environment.h"
#include "core/engine/output_collector.h"
#include "core/engine/session_mounts.h"
#include "core/engine/transcript.h"
#include "core/ports/clock.h"
#include "core/ports/ledger.h"

#include <map>
#include <memory>
#include <optional>

namespace glovebox::engine {

/// What the engine keeps of a session over its several items.
struct SessionRecord {
    std::shared_ptr<api::SessionView> view;
    std::shared_ptr<Transcript> transcript;
    /// Computed, not yet taken by the server: the next item posts them instead of running the calls again.
    std::shared_ptr<std::map<domain::EventId, domain::ToolResult>> results;
    /// The one whose files the agent believes in. None: it has no files yet, or knows that they are lost.
    std::shared_ptr<std::optional<domain::SandboxId>> knownSandbox;
    std::shared_ptr<OutputCollector> outputs;
    /// What its runs know of memory folders in its sandbox.
    std::shared_ptr<KeptMemories> memories;
    /// This program has given it a sandbox. If not, and it has results in its history, their files are elsewhere.
    std::shared_ptr<bool> hadSandbox;
    /// Its last run here ended before the session was through; the queue is expected to hand it out again.
    std::shared_ptr<bool> comesBack;
    /// Runs of its own runner one after the other that ended before its turn did.
    std::shared_ptr<int> runnerFailures;
};

/// Sends the operator's answer to a call, whose environment has the key for it; it counts also when `sending` outlives
/// whoever asked. The transcript tells what becomes of it.
api::Verdict confirmCall(const Environment &environment, const SessionRecord &record, const domain::EventId &call,
                         const api::ApprovalAnswer &answer, Call &sending);

/// This host's own trouble, which another worker need not have.
bool isOfThisHost(ErrorCode code);

/// What an event says about a session's figures, names and threads, put into its view. True: the ledger wants to know.
bool noteInView(api::SessionView &view, const domain::SessionEvent &event);

/// Tells the ledger of a session. Each request to the model reports figures anew; the last ones count, and a busy
/// session need not write them down with each call.
class SessionFactsKeeper {
public:
    SessionFactsKeeper(ports::Clock &clock, ports::Ledger &ledger, std::shared_ptr<const api::SessionView> view)
        : m_clock(clock), m_ledger(ledger), m_view(std::move(view))
    {
    }

    void keep();
    /// Nothing comes later: what is owed is told now.
    void finish();

private:
    void tell();

    ports::Clock &m_clock;
    ports::Ledger &m_ledger;
    std::shared_ptr<const api::SessionView> m_view;
    Call m_timer; // they were told a moment ago
    bool m_owed = false;
};

} // namespace glovebox::engine
