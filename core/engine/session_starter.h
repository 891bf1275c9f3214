// Role: what the operator key can do about sessions that do not exist yet: shows the agents there are, makes a session
// and sends its first message. Thread: the engine's.
//
// Invariants
// - One reading of the agents at a time for each environment; kStartsMax starts under way for all of them.
// - A session is made once: a message that was not sent is said to be missing, and can be sent again.
// - A start that this host itself would not serve as it is asked for is denied before anything is made.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/environment.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace glovebox::engine {

class SessionStarter {
public:
    struct Parts {
        ports::Clock &clock;
        api::Observer observer;
        std::function<const Environment *(const domain::EnvironmentId &)> environment; // nullptr: none
        /// Why a session to come cannot have this sandbox, in a sentence; empty: it can.
        std::function<std::string(const domain::SandboxId &)> whyNotSandbox;
        /// Nothing more comes for this ticket: for the audit trail, and for whoever waits for work.
        std::function<void(const api::StartedSessionView &)> ended;
    };

    static constexpr std::size_t kStartsMax = 16;

    explicit SessionStarter(Parts parts) : m_parts(std::move(parts)) {}

    api::Verdict act(const api::SessionAction &action);
    /// Everything under way ends in silence; what was made stays made.
    void stop();

private:
    struct Reading {
        api::AgentsView view;
        Call call{};
    };
    struct Start {
        api::StartSession wanted;
        const Environment &environment;
        api::StartedSessionView view;
        Call call{};
    };

    api::Verdict list(const api::ListAgents &wanted);
    api::Verdict start(const api::StartSession &wanted);
    std::string whyNot(const api::StartSession &wanted) const;
    void made(std::uint64_t ticket, Result<domain::SessionId> session);
    void sendMessage(Start &start);
    void sent(std::uint64_t ticket, Result<> outcome);
    void end(std::uint64_t ticket, std::optional<Error> problem);
    void publish(Start &start);

    Parts m_parts;
    std::map<domain::EnvironmentId, Reading> m_readings;
    std::map<std::uint64_t, Start> m_starts; // by ticket
    std::uint64_t m_generation = 0;
};

} // namespace glovebox::engine
