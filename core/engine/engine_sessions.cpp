// Role: the part of Engine that has sessions started from here, with the operator key.
#include "core/engine/engine.h"

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

SessionStarter::Parts Engine::starterParts()
{
    return {.clock = m_parts.clock,
            .observer = m_observer,
            .environment =
                [this](const EnvironmentId &id) {
                    const auto *served = find(id);
                    return served ? &served->environment : nullptr;
                },
            .whyNotSandbox = [this](const SandboxId &id) -> std::string {
                const auto &known = m_books.known().sandboxes;
                const auto found = known.find(id);
                if (found == known.end() || found->second.state == SandboxState::Destroyed)
                    return "This host has no sandbox " + id.value() + ".";
                const auto &view = found->second;
                if (!view.kept)
                    return id.value() + " belongs to a session; only a kept sandbox can be given to another.";
                if (view.state == SandboxState::Failed || view.state == SandboxState::Destroying)
                    return id.value() + " is " + std::string(word(view.state)) + ".";
                if (view.session && runOf(*view.session))
                    return id.value() + " is in use by session " + view.session->value() + ".";
                return {};
            },
            .ended =
                [this](const api::StartedSessionView &view) {
                    sessionStarted(view);
                }};
}

void Engine::sessionStarted(const api::StartedSessionView &view)
{
    m_books.sessionStarted(view);
    // Nobody may call about it, and the next look would be a minute away.
    auto *served = find(view.environment);
    if (served && view.session && !view.problem && m_host.phase == api::EnginePhase::Running)
        served->poller->drainNow();
}

/// Possible in every phase: the session waits for whoever serves its environment.
Verdict Engine::act(const api::SessionAction &action)
{
    return m_starter.act(action);
}

} // namespace glovebox::engine
