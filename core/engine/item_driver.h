// Role: whoever serves one acknowledged work item, as the engine deals with it: SessionDriver on this host,
// GuestRunnerDriver by a runner inside the sandbox. Thread: the engine's.
#pragma once

#include "core/api/engine_control.h"
#include "core/base/call.h"
#include "core/domain/stuck_work.h"
#include "core/domain/work_item.h"

#include <optional>

namespace glovebox::engine {

class ItemDriver {
public:
    virtual ~ItemDriver() = default;

    /// The item is acknowledged: from here on it is ours.
    virtual void start() = 0;
    /// Lets the turn end, then releases. What waits for a person or a sandbox is given back at once.
    virtual void drain() = 0;
    /// Ends now; the item is given back.
    virtual void abort() = 0;
    /// The queue handed the session out again: we let go without a word.
    virtual void supersede(const domain::WorkId &by) = 0;

    /// The operator's yes or no to a call that waits for one. `sending` outlives us: the answer counts also when the
    /// item is let go of meanwhile.
    virtual api::Verdict answerApproval(const domain::EventId &call, const api::ApprovalAnswer &answer,
                                        Call &sending) = 0;
    /// Aborts a call that runs, or answers one that waits for its turn, with an error that says so.
    virtual api::Verdict cancelCall(const domain::EventId &call) = 0;
    /// The environment's queue was asked for at `asked`: as it has the item; nullptr: not among those that live.
    virtual void listed(const domain::ListedWork *item, MonoTime asked) = 0;

    virtual const domain::WorkItem &item() const = 0;
    virtual domain::ItemPhase phase() const = 0;
    /// Why this host could not serve the session, where that is this host's own trouble and will not pass soon.
    virtual std::optional<Error> hostTrouble() const = 0;
    virtual bool hadSandbox() const = 0;
    /// Its session was through, or its item was given back to the queue: nobody needs to look after it.
    virtual bool endedCleanly() const = 0;
    /// What the session's turn waits for, but for our own work.
    virtual domain::Parked parked() const = 0;
};

/// By the table of domain/work_item.h; what that does not have is a mistake of ours, and only said.
void advance(domain::ItemPhase &phase, domain::ItemEvent event, const domain::WorkId &item);

} // namespace glovebox::engine
