// Role: the hand of the user, in memory: keeps what was said and, where a test wires it up, lets it happen. Operations
// to fail: "confirm", "interrupt". Journal: "confirm sesn_1 sevt_2 allow", "confirm sesn_1 sevt_2 deny because",
// "interrupt sesn_1", "interrupt sesn_1 sthr_2".
#pragma once

#include "core/ports/operator_actions.h"
#include "tests/support/fake_answers.h"

#include <functional>

namespace testsupport {

class FakeOperatorActions final : public glovebox::ports::OperatorActions, public FakeAnswers {
public:
    using FakeAnswers::FakeAnswers;

    /// What the server does with them: emit the event, end the turn.
    std::function<void(glovebox::domain::SessionId, glovebox::domain::ToolConfirmation)> onConfirmed;
    std::function<void(glovebox::domain::SessionId, std::optional<glovebox::domain::ThreadId>)> onInterrupted;

    glovebox::Call confirmTool(glovebox::domain::SessionId session, glovebox::domain::EventId use,
                               glovebox::domain::Verdict verdict, std::string denyMessage,
                               glovebox::Callback<> done) override
    {
        using glovebox::domain::Verdict;
        const char *word = verdict == Verdict::Allow ? "allow" : verdict == Verdict::Deny ? "deny" : "unknown";
        note("confirm " + session.value() + ' ' + use.value() + ' ' + word +
             (denyMessage.empty() ? "" : ' ' + denyMessage));
        return answer<void>("confirm", std::move(done), [=, this]() -> glovebox::Result<> {
            if (onConfirmed)
                onConfirmed(session, {.use = use, .verdict = verdict, .denyMessage = denyMessage});
            return {};
        });
    }

    glovebox::Call interrupt(glovebox::domain::SessionId session, std::optional<glovebox::domain::ThreadId> thread,
                             glovebox::Callback<> done) override
    {
        note("interrupt " + session.value() + (thread ? ' ' + thread->value() : std::string()));
        return answer<void>("interrupt", std::move(done), [=, this]() -> glovebox::Result<> {
            if (onInterrupted)
                onInterrupted(session, thread);
            return {};
        });
    }
};

} // namespace testsupport
