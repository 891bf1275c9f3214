// Role: everything the demo control plane knows: environments and their queues, agents, sessions, credentials. The HTTP
// routes are a thin layer over it. Pure but for the injected clock: no sockets, no files.
// Invariants: bounded in everything a client can create; one live work item per session. Thread: the server's.
#pragma once

#include "core/demo/demo_session.h"
#include "core/demo/memory_shelf.h"
#include "core/demo/skill_shelf.h"

#include <functional>
#include <memory>

namespace glovebox::demo {

class ControlPlaneModel {
public:
    struct Options {
        std::chrono::milliseconds leaseTtl{120'000};
        AgentManners manners;
        std::uint64_t idSeed = 0;                                         // 0: random
        std::map<std::string, std::shared_ptr<const Scenario>> scenarios; // must hold kDefaultScenario
    };
    /// What agents play that name no scenario.
    static constexpr const char *kDefaultScenario = "interactive-shell";

    ControlPlaneModel(ports::Clock &clock, Options options);

    // ---- Who listens. Called after the change is stored; listeners must not call back into the model.
    std::function<void(const std::string &session, const Json &event)> onEvent;
    std::function<void(const std::string &environment)> onWorkQueued;
    std::function<void(const DemoSession &session)> onOutcome;

    // ---- Credentials of the environment that is there from the start
    const std::string &environmentId() const { return m_defaultEnvironment; }
    const SecretString &environmentKey() const { return m_environmentKey; }
    const SecretString &apiKey() const { return m_apiKey; }
    /// Confirms, interrupts, looks, and starts sessions; creates nothing else.
    const SecretString &operatorKey() const { return m_operatorKey; }
    std::optional<Caller> identify(const std::string &credential) const { return m_credentials.identify(credential); }
    std::string newRequestId() { return m_ids.id("req"); }
    IdSource &ids() { return m_ids; }

    // ---- Environments
    Answer<Json> createEnvironment(const Json &body);
    Answer<Json> environment(const std::string &id) const;
    Answer<Json> listEnvironments(const http::Query &query) const;
    Answer<WorkQueue *> queue(const std::string &environment);
    Answer<const WorkRecord *> stopWork(const std::string &environment, const std::string &work, bool force);
    /// A work item that is no session's: it asks only whether a worker is there (reference 1.10).
    Answer<Json> queueHealthcheck(const std::string &environment);
    Now now() const { return {m_clock.now(), m_clock.wallNow()}; }

    // ---- Agents
    Answer<Json> createAgent(const Json &body);
    Answer<Json> agent(const std::string &id) const;
    Answer<Json> listAgents(const http::Query &query) const;

    // ---- What agents and sessions are given
    const SkillShelf &skills() const { return m_skills; }
    MemoryShelf &memory() { return m_memory; }

    // ---- Sessions
    Answer<Json> createSession(const Json &body);
    Answer<DemoSession *> session(const std::string &id);
    Answer<Json> listSessions(const http::Query &query) const;
    Answer<Json> deleteSession(const std::string &id);
    const std::vector<std::unique_ptr<DemoSession>> &sessions() const { return m_sessions; }

    /// The agent that plays a scenario: "agent_repair-tests".
    static std::string agentIdFor(const std::string &scenario) { return "agent_" + scenario; }

private:
    struct Environment {
        Json json;
        std::unique_ptr<WorkQueue> queue;
    };

    Environment &addEnvironment(const std::string &name, const Json &description, const Json &metadata);
    void addScenarioAgents();
    void addScenarioBelongings();
    Answer<Json> checkedSkills(const Json &skills) const;
    Answer<Json> checkedResources(const Json &resources) const;
    Answer<Json> resolveAgent(const Json &reference) const;
    std::shared_ptr<const Scenario> scenarioFor(const Json &agent) const;
    void ensureWork(const DemoSession &session);
    Answer<> makeRoom();

    ports::Clock &m_clock;
    Options m_options;
    IdSource m_ids;
    Credentials m_credentials;
    SkillShelf m_skills;
    MemoryShelf m_memory;
    std::map<std::string, Environment> m_environments;
    std::map<std::string, Json> m_agents;
    std::map<std::string, std::string> m_agentScenarios;  // agent id → scenario
    std::vector<std::unique_ptr<DemoSession>> m_sessions; // oldest first
    std::string m_defaultEnvironment;
    SecretString m_environmentKey;
    SecretString m_apiKey;
    SecretString m_operatorKey;
};

} // namespace glovebox::demo
