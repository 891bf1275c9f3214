#include "core/rest/runs_api.h"

#include "core/rest/guest_download.h"
#include "core/rest/runs_jobs.h"

#include <algorithm>

namespace glovebox::rest {

using domain::KeyScope;
using domain::SandboxState;
using nlohmann::json;

RunsApi::RunsApi(ports::Clock &clock, const KnownState &state, HistoryDesk &desk)
    : m_clock(clock), m_state(state), m_desk(desk), m_waits(clock), m_proxy(clock, state)
{
}

RunsApi::~RunsApi() = default;

void RunsApi::addTo(Router &router)
{
    router.speak("/v1/runs", [](int status, const Error &error) { return runsProblem(status, error); });
    router.speak("/v1/network-profiles", [](int status, const Error &error) { return runsProblem(status, error); });
    router.add(lifeRoutes());
    router.add(workRoutes());
    router.add(pastRoutes());
}

/// Those whose paths look like a run's come first. Bodies of SDKs without one are empty, and that is an object, too.
std::vector<Route> RunsApi::lifeRoutes()
{
    const auto on = [this](void (RunsApi::*handler)(const Asked &)) {
        return [this, handler](Asked &asked) {
            (this->*handler)(asked);
        };
    };
    const auto read = [this](void (RunsApi::*handler)(const Asked &) const) {
        return [this, handler](Asked &asked) {
            (this->*handler)(asked);
        };
    };
    using R = RunsApi;
    return {
        {"POST", "/v1/runs", KeyScope::Operate, on(&R::create),
         Words{"image", "vcpus", "mem_mib", "disk_mib", "timeout", "network", "network_profile", "credentials"}},
        {"GET", "/v1/runs", KeyScope::Read, read(&R::list)},
        {"POST", "/v1/runs/restore", KeyScope::Operate, on(&R::restore), Words{"snapshot_id"}},
        {"GET", "/v1/runs/history", KeyScope::Read, read(&R::history)},
        {"GET", "/v1/runs/{id}", KeyScope::Read, read(&R::show)},
        {"PATCH", "/v1/runs/{id}", KeyScope::Operate, on(&R::setTimeout), Words{"timeout"}},
        {"DELETE", "/v1/runs/{id}", KeyScope::Operate, on(&R::destroy)},
        {"POST", "/v1/runs/{id}/fork", KeyScope::Operate, on(&R::fork), Words{"count"}},
        {"POST", "/v1/runs/{id}/hibernate", KeyScope::Operate, on(&R::hibernate)},
        {"POST", "/v1/runs/{id}/resume", KeyScope::Operate, on(&R::resume)},
        {"POST", "/v1/runs/{id}/snapshot", KeyScope::Operate, on(&R::takeSnapshot)},
    };
}

/// What is in a run is nobody's to see who may only look at this host.
std::vector<Route> RunsApi::workRoutes()
{
    const auto on = [this](void (RunsApi::*handler)(const Asked &)) {
        return [this, handler](Asked &asked) {
            (this->*handler)(asked);
        };
    };
    using R = RunsApi;
    Route upload{"POST", "/v1/runs/{id}/files/upload", KeyScope::Operate, on(&R::upload), std::nullopt, Words{"path"}};
    upload.bodyMax = kGuestFileMax;
    upload.streams = true;
    Route proxy{"*",
                "/v1/runs/{id}/proxy/{port}/{path*}",
                KeyScope::Operate,
                [this](Asked &asked) {
                    if (const auto *run = runOf(asked))
                        m_proxy.serve(asked, run->id);
                },
                std::nullopt,
                std::nullopt};
    proxy.bodyMax = kGuestFileMax;
    proxy.streams = true;
    return {
        {"POST", "/v1/runs/{id}/exec", KeyScope::Operate, on(&R::exec), Words{"command", "timeout"}},
        std::move(upload),
        {"GET", "/v1/runs/{id}/files/download", KeyScope::Operate, on(&R::download), Words{}, Words{"path"}},
        {"GET", "/v1/runs/{id}/files", KeyScope::Operate, on(&R::listFolder), Words{}, Words{"path"}},
        std::move(proxy),
    };
}

std::vector<Route> RunsApi::pastRoutes()
{
    return {
        {"GET", "/v1/runs/{id}/audit", KeyScope::Read,
         [this](Asked &asked) {
             audit(asked);
         }},
        {"GET", "/v1/usage", KeyScope::Read,
         [this](Asked &asked) {
             usage(asked);
         }},
        {"GET", "/v1/network-profiles", KeyScope::Read,
         [this](Asked &asked) {
             networkProfiles(asked);
         }},
    };
}

void RunsApi::saw(const api::Change &change)
{
    if (const auto *view = std::get_if<api::SandboxView>(&change); view && isRunId(view->id.value())) {
        auto &known = m_known[view->id];
        known.image = view->image;
        known.timesUp += view->state == SandboxState::Running && !known.isUp ? 1 : 0;
        known.isUp = view->state == SandboxState::Running;
        known.facts.wasUp = known.facts.wasUp || runStatus(view->state, false) == "running" ||
                            runStatus(view->state, false) == "hibernated";
        if (const auto leaving = m_last.find(view->id); leaving != m_last.end())
            leaving->second = *view;
    } else if (const auto *gone = std::get_if<api::SandboxGone>(&change)) {
        m_known.erase(gone->id);
    } else if (const auto *end = std::get_if<api::EndedSandboxView>(&change); end && isRunId(end->id.value())) {
        sawEnded(*end);
    }
    m_waits.stir();
}

const api::SandboxView *RunsApi::find(const domain::SandboxId &id) const
{
    const auto found = m_state.sandboxes.find(id);
    const bool isThere = isRunId(id.value()) && found != m_state.sandboxes.end() &&
                         found->second.state != SandboxState::Destroying &&
                         found->second.state != SandboxState::Destroyed;
    return isThere ? &found->second : nullptr;
}

const api::SandboxView *RunsApi::runOf(const Asked &asked) const
{
    const auto *run = find(domain::SandboxId(asked.names.at(0)));
    if (!run)
        asked.answer(noSuchRun(asked.names.at(0)));
    return run;
}

RunFacts RunsApi::factsOf(const domain::SandboxId &id) const
{
    const auto known = m_known.find(id);
    return known == m_known.end() ? RunFacts{} : known->second.facts;
}

std::uint64_t RunsApi::timesUp(const domain::SandboxId &id) const
{
    const auto known = m_known.find(id);
    return known == m_known.end() ? 0 : known->second.timesUp;
}

json RunsApi::record(const domain::SandboxId &id) const
{
    const auto *view = find(id);
    return view ? runRecord(*view, factsOf(id)) : json::object();
}

bool RunsApi::isReady(const Asked &asked) const
{
    if (m_state.host && m_state.host->phase == api::EnginePhase::Running)
        return true;
    auto answer = runsProblem(503, "unavailable", "the engine is not running; try again in a moment");
    answer.headers.add("retry-after", "5");
    asked.answer(std::move(answer));
    return false;
}

} // namespace glovebox::rest
