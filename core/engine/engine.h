// Role: the whole worker: environments, sessions, sandboxes of this host. Implements the one door (core/api) and owns
// every driver. Thread: the engine's; nothing here blocks it.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/acceleration_probe.h"
#include "core/engine/poller.h"
#include "core/engine/sandbox_pool.h"
#include "core/engine/session_driver.h"
#include "core/ports/host_facts.h"
#include "core/ports/image_store.h"
#include "core/ports/memory_stores.h"
#include "core/ports/operator_actions.h"
#include "core/ports/queue_control.h"
#include "core/ports/skill_source.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace glovebox::engine {

/// One environment to serve.
struct Environment {
    domain::EnvironmentId id;
    std::string name;    // given by the operator; may be empty
    std::string baseUrl; // for people
    std::string keyHint; // masked
    bool isDemo = false;
    api::EnvironmentSettings settings;
    std::unique_ptr<ports::ControlPlane> controlPlane;
    // Each of these may be missing: what needs it is denied, or fails with a sentence.
    std::unique_ptr<ports::QueueControl> queue;
    std::unique_ptr<ports::SkillSource> skills;
    std::unique_ptr<ports::MemoryStores> memories;
    std::unique_ptr<ports::OperatorActions> operatorActions; // missing: there is no operator key
};

class Engine final : public api::EngineControl {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
        ports::ImageStore &images;
        ports::HostFacts &host;
    };

    Engine(Parts parts, api::EngineSettings settings, std::vector<Environment> environments, api::Observer observer);
    ~Engine() override;

    api::Verdict start() override;
    api::Verdict drain() override;
    api::Verdict stopNow() override;
    api::Verdict pausePolling(const domain::EnvironmentId &environment) override;
    api::Verdict resumePolling(const domain::EnvironmentId &environment) override;
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

    api::EnginePhase phase() const { return m_host.phase; }

private:
    struct Served { // an environment with its poller
        Environment environment;
        std::unique_ptr<Poller> poller;
        api::EnvironmentView view;
    };
    struct Run { // a work item being served
        Served *served = nullptr;
        Call acknowledgement;
        std::unique_ptr<SessionDriver> driver;
        bool started = false;
    };
    void imageReady(Result<ports::GuestImage> image);
    void accelerationKnown(const ports::GuestImage &image, Result<ports::AccelerationReport> report);
    void failToStart(Error why);
    void itemClaimed(Served &served, domain::WorkItem item);
    void itemAcknowledged(Run &run, const domain::WorkItem &item, Result<> answer);
    void startOrWait(Run &run);
    void runFinished(Run &run);
    SessionRecord newRecord(const domain::SessionId &session, const domain::EnvironmentId &environment);
    const SessionRecord &recordOf(const domain::SessionId &session, const domain::EnvironmentId &environment);
    void forgetOldSessions();
    void finishDrain();
    void closePool();
    Served *find(const domain::EnvironmentId &environment);
    void updateRoom();
    void refreshHost();
    void publishHost();
    void publishEnvironment(Served &served);
    void enterPhase(api::EnginePhase phase);

    Parts m_parts;
    api::EngineSettings m_settings;
    api::Observer m_observer;
    std::vector<std::unique_ptr<Served>> m_served;
    AccelerationProbe m_probe;
    std::unique_ptr<SandboxPool> m_pool;
    std::list<Run> m_runs;
    std::map<domain::SessionId, SessionRecord> m_sessions;
    std::deque<domain::SessionId> m_endedSessions; // oldest first
    api::HostView m_host;
    api::HostView m_publishedHost;
    Call m_prepareCall;
    Call m_drainTimer;
    Call m_hostTimer;
};

} // namespace glovebox::engine
