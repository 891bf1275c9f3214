// Role: everything that an engine stands on, and how it is put together: the one place where concrete adapters meet.
// Only engine_host.cpp uses it. Thread: the engine's.
#pragma once

#include "app/compose/engine_host.h"
#include "app/compose/kept_environments.h"
#include "app/compose/log_shelf.h"
#include "app/compose/run_folder.h"
#include "app/compose/session_record.h"
#include "core/egress/gate.h"
#include "core/engine/engine.h"
#include "core/guest/socket_connector.h"
#include "core/ports/image_builder.h"
#include "core/ports/image_library.h"
#include "core/ports/secret_vault.h"
#include "core/ports/template_store.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/system/copied_files.h"
#include "core/system/host_facts.h"
#include "core/system/real_clock.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::compose {

class SystemHostFacts final : public ports::HostFacts {
public:
    ports::HostMemory memory() const override
    {
        const auto facts = system::memoryFacts();
        return {facts.total, facts.available};
    }
    int processors() const override { return system::processorCount(); }
    ports::HostDisk disk() const override
    {
        const auto facts = system::diskFacts(folder);
        return facts ? ports::HostDisk{facts->total, facts->available} : ports::HostDisk{};
    }

    std::string folder; // of sandboxes' disks
};

/// Everything an engine stands on. Order of destruction: the engine first.
struct Assembly {
    // Both only with HostSetup::onlyItem.
    std::unique_ptr<RunFolder> folder;
    std::unique_ptr<SessionRecord> record; // goes after the ledger that it holds
    system::RealClock clock;
    SystemHostFacts facts;
    std::unique_ptr<ports::ImageStore> images;
    std::unique_ptr<ports::ImageLibrary> library;
    std::unique_ptr<ports::ImageBuilder> imageBuilder;
    std::unique_ptr<ports::TemplateStore> templates; // none with HostSetup::onlyItem
    WorkPool reader;                                 // of files that templates' builds copy
    system::CopiedFiles hostFiles{reader};
    qemu::Options qemuOptions;
    std::unique_ptr<ports::Hypervisor> hypervisor;
    ports::Orphans *orphans = nullptr; // the hypervisor's
    guest::SocketConnector connector{clock};
    egress::Gate egress{clock};
    std::string dataFolder;
    std::string apiSocket;
    std::string outputsFolder;
    std::unique_ptr<ports::OutputStore> outputs;
    std::string ledgerFile;
    std::unique_ptr<ports::Ledger> ledger;
    std::unique_ptr<ports::SecretVault> vault;        // read only with HostSetup::onlyItem
    Result<ports::KeptSecrets> keptSecrets{};         // until the engine has them
    std::unique_ptr<ports::WebhookReceiver> webhooks; // none: there is no signing key
    std::vector<engine::Environment> environments;    // until the engine has them
    engine::AddedEnvironments::Parts added{};         // likewise: those that were added while it ran
    std::vector<std::string> addedUrls;               // of their control planes
    std::string addedPlace;                           // where their keys are
    std::unique_ptr<LogShelf> logs;                   // none with HostSetup::onlyItem
    std::unique_ptr<engine::Engine> engine;
};

/// With every name that somebody chose among them. `addedUrls`: of environments besides the setup's.
Result<std::vector<domain::EgressProfile>> egressProfilesOf(const HostSetup &setup, std::vector<std::string> addedUrls);
/// All but ledger and hypervisor, which take a look at the host first, and the engine, which needs them.
Result<std::unique_ptr<Assembly>> beginAssembly(const HostSetup &setup);
/// Serves those of before, and makes others possible. `keep`: as engine::AddedEnvironments has it.
void addKept(Assembly &assembly, const HostSetup &setup, Result<KeptEnvironments> kept,
             std::function<Call(const engine::AddedEnvironments::All &, Callback<>)> keep);
/// One program at a time writes to a ledger and to a folder of outputs; of items that others claim there may be many at
/// once, but one a session.
Result<> takeRecord(Assembly &assembly, const OneItem &one);
/// When all else is there.
Result<> addEngine(Assembly &assembly, const HostSetup &setup, const api::Observer &observer);

} // namespace glovebox::compose
