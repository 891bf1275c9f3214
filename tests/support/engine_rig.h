// Role: a whole engine over fakes with time in the test's hand, and what it has published, by key.
#pragma once

#include "core/engine/engine.h"
#include "tests/support/fake_control_plane.h"
#include "tests/support/fake_egress.h"
#include "tests/support/fake_image_builder.h"
#include "tests/support/fake_image_library.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_memory_stores.h"
#include "tests/support/fake_operator_actions.h"
#include "tests/support/fake_output_store.h"
#include "tests/support/fake_queue_control.h"
#include "tests/support/fake_sandboxes.h"
#include "tests/support/fake_secret_vault.h"
#include "tests/support/fake_skill_source.h"
#include "tests/support/fake_template_store.h"
#include "tests/support/fake_webhooks.h"
#include "tests/support/manual_clock.h"

namespace testsupport {

class EngineRig {
public:
    struct Options {
        glovebox::api::EngineSettings engine = defaultSettings();
        glovebox::api::EnvironmentSettings environment;
        bool operatorKey = true;
        bool webhooks = false;
        bool isDemo = false;
        bool keepsImages = true;
        glovebox::ports::Orphans *orphans = nullptr;
        /// What is kept of templates that somebody defines, and how one is read; both, or there are none.
        glovebox::ports::TemplateStore *templates = nullptr;
        std::function<glovebox::engine::TemplateLibrary::Parsed(std::string_view)> parseTemplate = nullptr;
        std::function<glovebox::Result<>(const std::vector<glovebox::domain::Budget> &)> keepBudgets = nullptr;
    };

    explicit EngineRig(glovebox::api::EngineSettings settings = defaultSettings());
    explicit EngineRig(Options options);

    static glovebox::api::EngineSettings defaultSettings();

    /// Starts the engine and lets it come up.
    void start();
    /// The program dies and is started anew: what is durable in the ledger is all that it knows.
    void crashAndStart();
    /// The same, and sandboxes that were remembered live on.
    void crashAndFindAgain();
    /// The host loses its power, and comes back: of machines that were remembered the disks are left.
    void losePowerAndStart();
    /// Of the next program.
    void setCapacity(int capacity) { m_options.engine.capacity = capacity; }
    void setPrices(glovebox::domain::PriceTable prices) { m_options.engine.prices = std::move(prices); }
    /// Time passes.
    void pass(std::chrono::milliseconds by) { clock.advance(by); }

    const glovebox::api::SessionView &session(const std::string &id) const
    {
        return sessions.at(glovebox::domain::SessionId(id));
    }
    /// The tool calls of a session's transcript, by call id.
    std::map<std::string, glovebox::api::ToolCallView> calls(const std::string &session) const;
    std::vector<std::string> notes(const std::string &session) const;
    std::string textOf(const std::string &call) const; // of the posted answer; empty: none

    ManualClock clock;
    FakeHypervisor hypervisor{clock};
    FakeGuests guests{clock};
    FakeImages images{clock};
    FakeImageLibrary library{clock};
    FakeImageBuilder builder;
    FakeHostFacts facts;
    FakeHostFiles hostFiles{clock};
    std::unique_ptr<FakeLedger> ledger = std::make_unique<FakeLedger>(clock);
    FakeOutputStore outputs;
    FakeControlPlane plane{clock};
    FakeControlPlane *controlPlane = &plane;
    FakeQueueControl queue{clock};
    FakeOperatorActions operatorActions{clock};
    FakeMemoryStores memoryStores{clock};
    FakeSkillSource skills{clock};
    FakeWebhooks webhooks;
    FakeEgress egress;
    FakeSecretVault vault{clock};
    std::optional<glovebox::Error> vaultFault; // of reading it, at the next start
    int authorities = 0;                       // that were made; "certificate 1" is the first one's

    std::map<std::string, glovebox::domain::Operation> operations; // by id; gone ones are removed
    std::set<std::string> cancelsAsked;                            // of those, now
    std::map<std::string, glovebox::api::BudgetView> budgets;      // by object, the newest
    std::vector<glovebox::api::RecoveryView> recoveries;           // each time that it is told
    std::vector<glovebox::api::HistoryReport> reports;
    std::optional<glovebox::api::OrphansView> orphans;
    glovebox::api::HostView host;
    std::vector<glovebox::api::EnginePhase> phases;
    std::map<glovebox::domain::EnvironmentId, glovebox::api::EnvironmentView> environments;
    std::map<glovebox::domain::SessionId, glovebox::api::SessionView> sessions;
    std::map<glovebox::domain::SandboxId, glovebox::api::SandboxView> sandboxes; // gone ones are removed
    std::map<glovebox::domain::SnapshotId, glovebox::api::SnapshotView> snapshots;
    std::vector<glovebox::api::EndedSandboxView> ended;                            // each time that one is told
    std::map<glovebox::domain::TemplateId, glovebox::api::TemplateView> templates; // gone ones are removed
    std::map<std::string, std::map<std::uint64_t, glovebox::api::TranscriptEntry>> transcripts;
    std::map<glovebox::domain::SandboxId, glovebox::api::SeedView> seeds; // gone ones are removed
    std::map<std::string, glovebox::api::ImageView> imageViews;           // by id; gone ones are removed
    std::map<std::string, glovebox::api::WorkView> work;                  // by item; gone ones are removed
    std::map<std::string, glovebox::api::OutputsView> outputViews;
    std::map<std::string, glovebox::api::AgentsView> agents; // by environment
    glovebox::api::EgressProfilesView egressProfiles;
    glovebox::api::SecretsView secretsView;
    std::map<glovebox::domain::PortId, glovebox::api::PortView> ports;  // gone ones are removed
    int portViews = 0;                                                  // how often one was told
    std::vector<glovebox::domain::EgressDecision> attempts;             // each time that one is told
    std::map<std::uint64_t, glovebox::api::StartedSessionView> started; // by ticket
    std::map<std::string, std::string> sandboxLogs;                     // what was said into them
    glovebox::engine::ReservationBook::All reservations;                // as they were written down
    std::optional<glovebox::Error> reservationFault;                    // of writing them down
    glovebox::engine::EgressBook::Added egressAdded;                    // likewise
    std::optional<glovebox::Error> egressAddedFault;
    /// Of environments that were added: what was written down, each one's control plane, and whose work was told last.
    std::optional<glovebox::engine::AddedEnvironments::All> environmentsKept{std::in_place};
    std::optional<glovebox::Error> environmentsFault; // of writing them down
    std::map<std::string, std::unique_ptr<FakeControlPlane>> addedPlanes;

    /// Told everything that is published, before it is kept here.
    std::function<void(const glovebox::api::Change &)> heard = nullptr;

    std::unique_ptr<glovebox::engine::Engine> engine;

private:
    void makeEngine();
    glovebox::engine::AddedEnvironments::Parts addedParts();
    glovebox::engine::Environment connected(const glovebox::api::AddEnvironment &wanted);
    void startAnew();
    void take(glovebox::api::Change change);
    void takeUpkeep(glovebox::api::Change change);

    Options m_options;
};

} // namespace testsupport
