// Role: the whole worker: environments, sessions, sandboxes of this host. Implements the one door (core/api) and owns
// every driver. Thread: the engine's; nothing here blocks it.
#pragma once

#include "core/engine/acceleration_probe.h"
#include "core/engine/access_book.h"
#include "core/engine/audited_door.h"
#include "core/engine/bookkeeper.h"
#include "core/engine/engine_parts.h"
#include "core/engine/environment.h"
#include "core/engine/guest_runner_driver.h"
#include "core/engine/left_calls.h"
#include "core/engine/poller.h"
#include "core/engine/port_book.h"
#include "core/engine/queue_watch.h"
#include "core/engine/sandbox_pool.h"
#include "core/engine/seed_keeper.h"
#include "core/engine/session_driver.h"
#include "core/engine/session_starter.h"
#include "core/engine/template_library.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace glovebox::engine {

class Engine final : public BehindDoor {
public:
    using Parts = EngineParts;

    Engine(Parts parts, api::EngineSettings settings, std::vector<Environment> environments, api::Observer observer);
    ~Engine() override;

    api::Verdict start() override;
    api::Verdict drain() override;
    api::Verdict stopNow() override;
    api::Verdict pausePolling(const domain::EnvironmentId &environment) override;
    api::Verdict resumePolling(const domain::EnvironmentId &environment) override;
    api::Verdict act(const api::SandboxAction &action) override;
    api::Verdict act(const api::ImageAction &action) override;
    api::Verdict act(const api::TemplateAction &action) override;
    api::Verdict act(const api::SecretAction &action) override;
    api::Verdict act(const api::SessionAction &action) override;
    api::Verdict destroySandbox(const domain::SandboxId &sandbox) override;
    api::Verdict pauseSandbox(const domain::SandboxId &sandbox) override;
    api::Verdict resumeSandbox(const domain::SandboxId &sandbox) override;
    api::Verdict answerApproval(const domain::SessionId &session, const domain::EventId &call,
                                const api::ApprovalAnswer &answer) override;
    api::Verdict cancelCall(const domain::SessionId &session, const domain::EventId &call) override;
    api::Verdict interruptSession(const domain::SessionId &session) override;
    api::Verdict repairWork(const domain::EnvironmentId &environment, const domain::WorkId &work) override;
    api::Verdict refreshQueue(const domain::EnvironmentId &environment) override;
    api::Verdict drainQueue(const domain::EnvironmentId &environment) override;
    api::Verdict listenForWebhooks(bool on) override;
    api::Verdict createSandbox(const api::NewSandbox &wanted) override;
    api::Verdict maintain(const api::UpkeepAction &action) override;
    api::Verdict ask(const api::HistoryQuery &query) override;
    api::SandboxAccess &access() override { return m_access; }
    api::LogReading *logs() override { return m_parts.logs; }
    std::optional<api::KeyHolder> whoHas(const SecretString &secret) override;
    api::KeyVerdict act(const api::KeyAction &action) override;
    api::Verdict act(const api::EnvironmentAction &action) override;

    /// For whoever commands from outside: the same, and written into the audit trail.
    api::EngineDoor &door() { return m_door; }
    api::EnginePhase phase() const { return m_host.phase; }
    /// Where the local API listens is told there.
    KeyBook &keys() { return m_keys; }
    /// The host's profiles are these from now on, for all sandboxes; an error: those before hold, and it is shown.
    void setEgressProfiles(Result<std::vector<domain::EgressProfile>> profiles);
    /// Another program has changed what images there are.
    void lookAtImages() { m_images.list(); }

private:
    struct Served { // an environment with its poller
        Environment environment;
        api::EnvironmentView view;
        std::unique_ptr<Poller> poller;
        std::unique_ptr<QueueWatch> watch; // none: its queue cannot be listed
        bool leaving = false;              // it is served no more once its runs have ended
    };
    struct Run { // a work item being served
        Served *served = nullptr;
        Call acknowledgement;
        Call choosing; // who serves it: the session is being read
        Call chooseTimer;
        std::unique_ptr<ItemDriver> driver;
        bool started = false;
        bool recovered = false;                                // it was ours before this program started
        bool resumed = false;                                  // and still is
        std::shared_ptr<int> alive = std::make_shared<int>(0); // the ledger's answers cannot be cancelled
    };
    void addServed(Environment environment);
    api::Verdict addEnvironment(const api::AddEnvironment &wanted);
    api::Verdict removeEnvironment(const domain::EnvironmentId &id);
    void retireIfDone(Served &served);
    void ledgerRead(Result<ports::LeftOpen> leftOpen);
    BudgetHands budgetHands();
    api::Verdict cancelOperation(const domain::OperationId &id);
    api::Verdict endOperation(const domain::Operation &operation);
    api::Verdict setBudgets(const std::vector<domain::Budget> &budgets);
    void prepareImage();
    void imageReady(Result<ports::GuestImage> image);
    ImageKeeper::Parts imageParts();
    SecretBook::Parts secretParts();
    std::string clashOf(const domain::GateSecret &secret) const;
    void saw(api::Change change);
    // Templates that somebody defined (engine_templates.cpp)
    void makeTemplates();
    Call templateStart(const std::string &image, const domain::MachineSize &size, Callback<TemplateStart> done);
    std::optional<std::string> templateKeyOf(const std::optional<std::string> &image,
                                             const domain::MachineSize &size) const;
    std::optional<std::string> templateKey(const std::string &image, const domain::MachineSize &size) const;
    void refreshTemplates();
    api::Verdict changeEgressProfile(const api::ChangeEgressProfile &wanted);
    void obeyEgressAnew();
    api::Verdict createFromTemplate(const api::NewSandbox &wanted);
    // Sandboxes that are prepared ahead of time (engine_seeds.cpp)
    void makeSeeds();
    api::Verdict createFromSnapshot(const api::NewSandbox &wanted);
    api::Verdict prepared(const domain::SandboxId &sandbox, const api::NewSandbox &wanted);
    Result<DefinedStart> definedStart(const std::string &name) const;
    void wishWarmClones();
    void accelerationKnown(const ports::GuestImage &image, Result<ports::AccelerationReport> report);
    void poolOpened();
    void failToStart(Error why);

    // Sessions started from here (engine_sessions.cpp)
    SessionStarter::Parts starterParts();
    void sessionStarted(const api::StartedSessionView &view);

    // Work items (engine_work.cpp)
    void itemClaimed(Served &served, domain::WorkItem item);
    void intentWritten(Run &run, const domain::WorkItem &item, Result<> written);
    void itemAcknowledged(Run &run, const domain::WorkItem &item, Result<> answer);
    void recoverWork();
    /// `lastHeartbeat`: of an item that was ours before this program started, as WorkIntent has it.
    void serve(Run &run, const domain::WorkItem &item, std::optional<std::string> lastHeartbeat = std::nullopt);
    void serveHere(Run &run, const domain::WorkItem &item, std::optional<std::string> lastHeartbeat = std::nullopt);
    void serveInGuest(Run &run, const domain::WorkItem &item, bool recovered = false);
    bool someTemplateHasRunner() const;
    bool wantsGuestRunner(const domain::Session &session, const domain::WorkItem &item) const;
    void tellListed(Served &served, const std::vector<domain::ListedWork> &items, MonoTime asked);
    static bool sameSession(const Run &one, const Run &other);
    void startOrWait(Run &run);
    void runFinished(Run &run);
    void keepAnEyeOn(const Run &run);
    domain::ToolResult unknownEffects(const ports::CallIntent &call) const;
    void restoreCalls(SessionRecord &record, const domain::SessionId &session);
    Run *runOf(const domain::SessionId &session);
    Run *runOf(const domain::WorkId &work);
    void stopServing(api::PollState state);
    SessionRecord newRecord(const domain::SessionId &session, const domain::EnvironmentId &environment);
    const SessionRecord &recordOf(const domain::SessionId &session, const domain::EnvironmentId &environment);
    void forgetOldSessions();
    void finishDrain();
    void closePool();
    void forgetMemoriesIn(const domain::SandboxId &sandbox);
    Served *find(const domain::EnvironmentId &environment);
    bool hasRoom() const;
    void updateRoom();
    void refreshHost();
    void surveyFrozen();
    void publishHost();
    void publishEnvironment(Served &served);
    void webhookCame(const std::optional<domain::EnvironmentId> &environment);
    void enterPhase(api::EnginePhase phase);

    Parts m_parts;
    api::EngineSettings m_settings;
    Bookkeeper m_books;
    AuditedDoor m_door;
    api::Observer m_observer; // through the books
    std::vector<std::unique_ptr<Served>> m_served;
    std::vector<std::unique_ptr<Served>> m_retired; // removed while it runs
    AddedEnvironments m_added;
    KeyBook m_keys;
    AccelerationProbe m_probe;
    SecretBook m_secrets;
    EgressBook m_egress;
    PortBook m_ports;
    AccessBook m_access;
    ImageKeeper m_images;
    ReservationBook m_reservations;
    std::unique_ptr<SandboxPool> m_pool;
    std::unique_ptr<TemplateLibrary> m_templates; // none: they are not kept
    std::unique_ptr<SeedKeeper> m_seeds;
    Call m_templatesTimer;
    SessionStarter m_starter;
    std::list<Run> m_runs;
    bool m_webhooksWanted = false;
    bool m_closing = false; // the pool closes
    // By the run of the program before this one; emptied as it is taken up.
    std::vector<ports::WorkIntent> m_leftWork;
    LeftCalls m_leftCalls;
    std::map<domain::SessionId, Call> m_interrupts;
    std::map<domain::EventId, Call> m_answers; // of the operator to calls that need approval, on their way
    std::map<domain::SessionId, SessionRecord> m_sessions;
    std::deque<domain::SessionId> m_endedSessions; // oldest first
    api::HostView m_host;
    api::HostView m_publishedHost;
    Call m_prepareCall;
    Call m_drainTimer;
    Call m_hostTimer;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace glovebox::engine
