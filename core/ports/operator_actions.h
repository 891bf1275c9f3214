// Role: what speaks for the user: needs the operator key, an API key that this host may well do without (ux 2.3).
// An implementation holds that key; where there is none, there is no object. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/session.h"

#include <optional>
#include <string>

namespace glovebox::ports {

class OperatorActions {
public:
    virtual ~OperatorActions() = default;

    /// user.tool_confirmation. `denyMessage` reaches the agent; ignored with Allow. Verdict::Unknown is a caller's bug.
    virtual Call confirmTool(domain::SessionId session, domain::EventId use, domain::Verdict verdict,
                             std::string denyMessage, Callback<> done) = 0;
    /// user.interrupt: ends the turn; a session without a live item gets a new one with its next message.
    virtual Call interrupt(domain::SessionId session, std::optional<domain::ThreadId> thread, Callback<> done) = 0;
};

} // namespace glovebox::ports
