// Role: the part of Engine that has sessions started from here, with the operator key, and served by runners of their
// own inside their sandboxes.
#include "core/domain/binding.h"
#include "core/engine/engine.h"

#include <algorithm>

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

/// Possible in every phase, too.
Verdict Engine::act(const api::SecretAction &action)
{
    return m_secrets.act(action);
}

/// Possible in every phase: the session waits for whoever serves its environment.
Verdict Engine::act(const api::SessionAction &action)
{
    return m_starter.act(action);
}

// ---- Runners in sandboxes -----------------------------------------------------------------------------------------

/// `recovered`: it has no secret, since the ledger never had it.
void Engine::serveInGuest(Run &run, const WorkItem &item, bool recovered)
{
    run.recovered = recovered;
    m_books.workTaken(item, run.recovered);
    run.driver = std::make_unique<GuestRunnerDriver>(
        GuestRunnerDriver::Parts{run.served->environment, m_parts.clock, m_parts.ledger, *m_pool, m_observer,
                                 m_settings, [this, &run] { runFinished(run); },
                                 [this](const std::string &name) { return definedStart(name); }, m_parts.sandboxLog},
        item, recordOf(SessionId(item.subject), item.environment), run.recovered);
    startOrWait(run);
    publishEnvironment(*run.served);
}

bool Engine::someTemplateHasRunner() const
{
    return m_templates &&
           std::ranges::any_of(m_templates->allCurrent(), [](const auto &each) { return !each.second.runner.empty(); });
}

/// What is wrong with its metadata, whoever serves it says.
bool Engine::wantsGuestRunner(const Session &session, const WorkItem &item) const
{
    const auto binding = readBinding(session.metadata, item.metadata);
    if (!binding || !binding->base || *binding->base == kAutomaticTemplate)
        return false;
    const auto start = definedStart(*binding->base);
    return start && !start->runner.empty();
}

void Engine::tellListed(Served &served, const std::vector<ListedWork> &items, MonoTime asked)
{
    std::vector<std::pair<ItemDriver *, const ListedWork *>> ours; // one may go when it is told
    for (auto &run : m_runs) {
        if (run.served != &served || !run.started)
            continue;
        const auto found = std::ranges::find(items, run.driver->item().id, &ListedWork::id);
        ours.emplace_back(run.driver.get(), found == items.end() ? nullptr : &*found);
    }
    for (const auto &[driver, item] : ours)
        driver->listed(item, asked);
}

} // namespace glovebox::engine
