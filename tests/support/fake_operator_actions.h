// Role: the hand of the user, in memory: keeps what was said and, where a test wires it up, lets it happen. Operations
// to fail: "confirm", "interrupt", "agents", "create", "message". Journal: "confirm sesn_1 sevt_2 allow", "confirm
// sesn_1 sevt_2 deny because", "interrupt sesn_1", "interrupt sesn_1 sthr_2", "agents", "create agent_1: title a=b",
// "message sesn_1: text".
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
    std::function<void(glovebox::domain::SessionId, glovebox::ports::NewSession)> onCreated;
    std::function<void(glovebox::domain::SessionId, std::string)> onMessage;
    glovebox::ports::AgentList agents;

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

    glovebox::Call listAgents(glovebox::Callback<glovebox::ports::AgentList> done) override
    {
        note("agents");
        return answer<glovebox::ports::AgentList>("agents", std::move(done), [this] { return agents; });
    }

    glovebox::Call createSession(glovebox::ports::NewSession wanted,
                                 glovebox::Callback<glovebox::domain::SessionId> done) override
    {
        auto line = "create " + wanted.agent + ": " + wanted.title;
        for (const auto &[key, value] : wanted.metadata)
            line += ' ' + key + '=' + value;
        note(line);
        return answer<glovebox::domain::SessionId>("create", std::move(done), [wanted = std::move(wanted), this] {
            const glovebox::domain::SessionId session("sesn_made" + std::to_string(++m_made));
            if (onCreated)
                onCreated(session, wanted);
            return session;
        });
    }

    glovebox::Call sendMessage(glovebox::domain::SessionId session, std::string text,
                               glovebox::Callback<> done) override
    {
        note("message " + session.value() + ": " + text);
        return answer<void>("message", std::move(done), [=, this]() -> glovebox::Result<> {
            if (onMessage)
                onMessage(session, text);
            return {};
        });
    }

private:
    int m_made = 0;
};

} // namespace testsupport
