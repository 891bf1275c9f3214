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

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace glovebox::engine {

/// One environment to serve.
struct Environment {
    domain::EnvironmentId id;
    std::string baseUrl; // for people
    std::string keyHint; // masked
    bool isDemo = false;
    std::unique_ptr<ports::ControlPlane> controlPlane;
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
    struct SessionRecord {
        std::shared_ptr<api::SessionView> view;
        std::shared_ptr<Transcript> transcript;
    };

    void imageReady(Result<ports::GuestImage> image);
    void accelerationKnown(const ports::GuestImage &image, Result<ports::AccelerationReport> report);
    void failToStart(Error why);
    void itemClaimed(Served &served, domain::WorkItem item);
    void itemAcknowledged(Run &run, const domain::WorkItem &item, Result<> answer);
    void startOrWait(Run &run);
    void runFinished(Run &run);
    SessionRecord &recordOf(const domain::SessionId &session, const domain::EnvironmentId &environment);
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
