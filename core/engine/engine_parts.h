// Role: what an engine is made of: the adapters that it works with, what was kept for it, and where it keeps. Thread:
// the engine's; all of it outlives the engine.
#pragma once

#include "core/engine/added_environments.h"
#include "core/engine/egress_book.h"
#include "core/engine/image_keeper.h"
#include "core/engine/key_book.h"
#include "core/engine/reservation_book.h"
#include "core/engine/secret_book.h"
#include "core/engine/template_library.h"
#include "core/engine/tenant.h"
#include "core/ports/host_facts.h"
#include "core/ports/image_builder.h"
#include "core/ports/image_library.h"
#include "core/ports/image_store.h"
#include "core/ports/orphans.h"
#include "core/ports/output_store.h"
#include "core/ports/webhook_receiver.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::engine {

struct EngineParts {
    ports::Clock &clock;
    ports::Hypervisor &hypervisor;
    ports::GuestConnector &connector;
    ports::ImageStore &images;
    ports::HostFacts &host;
    ports::Ledger &ledger;
    ports::OutputStore &outputs;
    ports::WebhookReceiver *webhooks = nullptr; // none: no signing key
    ports::Orphans *orphans = nullptr;          // none: nobody looks
    std::string origin = "serve";               // of the operator's commands, for the audit trail
    /// Keeps budgets for the next start; none: they are forgotten with the program.
    std::function<Result<>(const std::vector<domain::Budget> &)> keepBudgets = nullptr;
    ports::ImageLibrary *library = nullptr; // none: the built-in image is all there is
    /// How a source of an image is written (images::parseImageSource); none: nothing is imported.
    ImageKeeper::SourceParser parseImageSource = nullptr;
    ports::ImageBuilder *imageBuilder = nullptr; // none: nothing is built
    SandboxLog sandboxLog = nullptr;             // what an image's own program says in a sandbox; none: it is lost
    /// Sandboxes that are kept for sessions to come, of before, and where they are written down.
    ReservationBook::All reservations{};
    ReservationBook::Keep keepReservations = nullptr;
    /// What is kept of templates that somebody defined, files that their builds copy (and that sandboxes are seeded
    /// with), and how a definition is read (images::parseTemplate); all three, or there are none.
    ports::TemplateStore *templates = nullptr;
    ports::HostFiles *hostFiles = nullptr;
    std::function<TemplateLibrary::Parsed(std::string_view)> parseTemplate = nullptr;
    ports::EgressGate *egress = nullptr; // none: nothing leaves any sandbox
    std::vector<domain::EgressProfile> egressProfiles{};
    EgressBook::Added egressAdded{}; // to them, of before, and where that is written down
    EgressBook::KeepAdded keepEgressAdded = nullptr;
    /// Of the gate: where its secrets are kept, what was kept there (or why that cannot be read), and how its
    /// authority is put in force; without a vault there are none.
    ports::SecretVault *vault = nullptr;
    bool vaultIsReadOnly = false; // it is another program's
    Result<ports::KeptSecrets> keptSecrets{};
    std::function<Result<GateAuthority>(const SecretString &pem)> gateAuthority{};
    AddedEnvironments::Parts added{}; // environments that are served while it runs
    /// Of the local API, of before (or why they cannot be read), and where they are written down.
    Result<KeyBook::All> keys{};
    KeyBook::Keep keepKeys = nullptr;
    api::LogReading *logs = nullptr; // none: nobody reads logs through a door
};

} // namespace glovebox::engine
