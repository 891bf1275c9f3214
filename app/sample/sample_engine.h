// Role: the engine of `glovebox --sample`: the door that the real one stands behind (core/api), over a world that is
// made up. Every command changes that world the way the real engine would, with the states in between.
// Thread: one; whoever made it calls tick() as time passes. Nothing here reads a clock or rolls a die: the same seed,
// times and commands are the same sample.
// Invariants: nothing outside is touched but the ledger that it was given.
#pragma once

#include "app/sample/gateway.h"
#include "app/sample/house.h"
#include "app/sample/library.h"
#include "app/sample/machines.h"
#include "app/sample/operations.h"
#include "app/sample/sample_access.h"
#include "app/sample/seeding.h"
#include "app/sample/snapshots.h"
#include "app/sample/stage.h"
#include "app/sample/talks.h"
#include "core/api/engine_door.h"

#include <memory>
#include <string>

namespace glovebox::sample {

class SampleEngine final : public api::EngineDoor {
public:
    /// Tells all that there is at once. The ledger outlives the engine.
    SampleEngine(const SampleOptions &options, WallTime now, SampleOutlets outlets, ports::Ledger &ledger);

    /// What was due until then happens.
    void tick(WallTime now) { m_stage.agenda.advance(now); }
    const SampleWorld &world() const { return m_stage.world; }

    api::Verdict start() override;
    api::Verdict drain() override;
    api::Verdict stopNow() override;
    api::Verdict pausePolling(const domain::EnvironmentId &environment) override;
    api::Verdict resumePolling(const domain::EnvironmentId &environment) override;
    api::Verdict pauseSandbox(const domain::SandboxId &sandbox) override;
    api::Verdict resumeSandbox(const domain::SandboxId &sandbox) override;
    api::Verdict destroySandbox(const domain::SandboxId &sandbox) override;
    api::Verdict answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                const api::ApprovalAnswer &answer) override;
    api::Verdict cancelCall(const domain::SessionId &session, const domain::EventId &call) override;
    api::Verdict interruptSession(const domain::SessionId &session) override;
    api::Verdict repairWork(const domain::EnvironmentId &environment, const domain::WorkId &work) override;
    api::Verdict refreshQueue(const domain::EnvironmentId &environment) override;
    api::Verdict drainQueue(const domain::EnvironmentId &environment) override;
    api::Verdict listenForWebhooks(bool on) override;
    api::Verdict createSandbox(const api::NewSandbox &wanted) override;
    api::Verdict act(const api::SandboxAction &action) override;
    api::Verdict act(const api::ImageAction &action) override;
    api::Verdict act(const api::TemplateAction &action) override;
    api::Verdict act(const api::SecretAction &action) override;
    api::Verdict act(const api::SessionAction &action) override;
    api::KeyVerdict act(const api::KeyAction &action) override;
    api::Verdict act(const api::EnvironmentAction &action) override;
    api::Verdict maintain(const api::UpkeepAction &action) override;
    api::Verdict ask(const api::HistoryQuery &query) override;

    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string who) override;
    api::LogReading *logs() override { return nullptr; } // what its machines say is shown, and kept nowhere
    api::SandboxAccess &access() override { return m_access; }
    std::optional<api::KeyHolder> whoHas(const SecretString &) override { return std::nullopt; } // nothing listens

private:
    class Doing;
    class Behalf;

    /// Of everything but what starts, ends and looks: denied while the engine does not run.
    template <class Command>
    api::Verdict command(Command what);

    Stage m_stage;
    Operations m_operations{m_stage};
    Machines m_machines{m_stage, m_operations};
    Snapshots m_snapshots{m_stage, m_operations, m_machines};
    Library m_library{m_stage, m_operations};
    Seeding m_seeding{m_stage, m_operations, m_machines};
    Talks m_talks{m_stage, m_machines};
    Gateway m_gateway{m_stage, m_machines};
    House m_house{m_stage, m_machines, m_talks, m_gateway};
    SampleAccess m_access{m_stage, m_machines};
};

} // namespace glovebox::sample
