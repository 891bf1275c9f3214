// Role: the sample's host as a whole: its engine's phases, environments and their polling, budgets, leftovers, and the
// faults that come over time.
// Thread: the sample engine's.
#pragma once

#include "app/sample/gateway.h"
#include "app/sample/machines.h"
#include "app/sample/talks.h"
#include "core/api/environment_actions.h"

namespace glovebox::sample {

class House {
public:
    House(Stage &stage, Machines &machines, Talks &talks, Gateway &gateway)
        : m_stage(stage), m_machines(machines), m_talks(talks), m_gateway(gateway)
    {
    }

    void begin();
    /// Why nothing can be asked now; none: it can.
    std::optional<api::Verdict> closed() const;

    api::Verdict start();
    api::Verdict drain();
    api::Verdict stopNow();
    api::Verdict pausePolling(const domain::EnvironmentId &id);
    api::Verdict resumePolling(const domain::EnvironmentId &id);
    api::Verdict refreshQueue(const domain::EnvironmentId &id);
    api::Verdict listenForWebhooks(bool on);
    api::Verdict act(const api::AddEnvironment &wanted);
    api::Verdict act(const api::RemoveEnvironment &wanted);
    api::Verdict act(const api::LookForOrphans &wanted);
    api::Verdict act(const api::RemoveOrphan &wanted);
    api::Verdict act(const api::SetBudgets &wanted);

private:
    void phase(api::EnginePhase phase, const std::string &activity = {}, std::optional<Error> problem = std::nullopt);
    void polling(api::PollState state, std::optional<Error> problem = std::nullopt);
    void polling(const domain::EnvironmentId &id, api::PollState state,
                 const std::optional<Error> &problem = std::nullopt);
    void reachAgain();
    void lose();
    void stopAfter(std::chrono::milliseconds wait);
    void stopWhenAllEnded();
    void beat();

    Stage &m_stage;
    Machines &m_machines;
    Talks &m_talks;
    Gateway &m_gateway;
    bool m_wasStopped = false; // by its fault: once
};

} // namespace glovebox::sample
