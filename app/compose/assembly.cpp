#include "app/compose/assembly.h"

#include "app/compose/agent_image_builder.h"
#include "app/compose/api_keys_file.h"
#include "app/compose/budget_file.h"
#include "app/compose/egress_profiles.h"
#include "app/compose/egress_rules_file.h"
#include "app/compose/gate_secrets.h"
#include "app/compose/image_library.h"
#include "app/compose/image_store.h"
#include "app/compose/log_keeping.h"
#include "app/compose/reservation_file.h"
#include "core/controlplane/environment_clients.h"
#include "core/images/oci/reference.h"
#include "core/images/template_file.h"
#include "core/images/template_folder.h"
#include "core/rest/webhook_receiver.h"
#include "core/system/paths.h"

#include <QLoggingCategory>

#include <algorithm>

namespace glovebox::compose {

namespace {

Q_LOGGING_CATEGORY(lcAssembly, "glovebox.compose")

/// From here on a claimed item's lease is kept.
Result<engine::Environment> connectOne(Assembly &assembly, const EnvironmentSettings &environment)
{
    const domain::EnvironmentId id(environment.id);
    GB_TRY(clients, controlplane::connectEnvironment({.baseUrl = environment.baseUrl,
                                                      .environment = id,
                                                      .environmentKey = environment.key,
                                                      .userAgent = "Glovebox/" GLOVEBOX_VERSION,
                                                      .operatorKey = environment.operatorKey,
                                                      .caFile = qEnvironmentVariable("SSL_CERT_FILE").toStdString()},
                                                     assembly.clock));
    return engine::Environment{.id = id,
                               .name = environment.name,
                               .baseUrl = environment.baseUrl,
                               .keyHint = environment.key.masked(),
                               .keySource = environment.keySource,
                               .operatorKeySource = environment.operatorKeySource,
                               .namedBy = environment.namedBy,
                               .settings = environment.serving,
                               .controlPlane = std::move(clients.controlPlane),
                               .queue = std::move(clients.queue),
                               .skills = std::move(clients.skills),
                               .memories = std::move(clients.memories),
                               .operatorActions = std::move(clients.operatorActions)};
}

Result<> addEnvironments(Assembly &assembly, const HostSetup &setup)
{
    for (const auto &[environment, isDemo] : setup.environments) {
        GB_TRY(connected, connectOne(assembly, environment));
        connected.isDemo = isDemo;
        if (setup.onlyItem) { // claimed by another program: the queue is its affair
            connected.controlPlane =
                std::make_unique<SingleItem>(std::move(connected.controlPlane), assembly.clock, *setup.onlyItem);
            connected.queue.reset();
        }
        assembly.environments.push_back(std::move(connected));
    }
    return {};
}

EnvironmentSettings settingsOf(const api::AddEnvironment &added, const HostSetup &setup, const std::string &place)
{
    EnvironmentSettings settings;
    settings.id = added.id.value();
    settings.key = added.key;
    settings.keySource = place;
    settings.baseUrl = added.baseUrl.empty() ? setup.baseUrl : added.baseUrl;
    settings.name = added.name;
    if (added.operatorKey) {
        settings.operatorKey = *added.operatorKey;
        settings.operatorKeySource = place;
    }
    return settings;
}

/// The webhook endpoint. The engine switches it on and off.
Result<> addWebhooks(Assembly &assembly, const HostSetup &setup)
{
    if (!setup.webhook)
        return {};
    GB_TRY(key, rest::SigningKey::parse(setup.webhook->key));
    assembly.webhooks = std::make_unique<rest::WebhookReceiver>(
        assembly.clock, key, rest::WebhookReceiver::Options{setup.webhook->address, setup.webhook->port});
    return {};
}

} // namespace

Result<std::vector<domain::EgressProfile>> egressProfilesOf(const HostSetup &setup, std::vector<std::string> addedUrls)
{
    auto urls = std::move(addedUrls);
    for (const auto &[environment, isDemo] : setup.environments)
        urls.push_back(environment.baseUrl);
    GB_TRY(profiles, hostEgressProfiles(urls, setup.egressFile));
    const auto checkName = [&profiles](const std::string &where, const std::string &name) -> Result<> {
        if (name.empty() || std::ranges::find(profiles, name, &domain::EgressProfile::name) != profiles.end())
            return {};
        return fail(ErrorCode::InvalidArgument,
                    where + ": there is no egress profile '" + name + "'; there are: " + domain::namesOf(profiles));
    };
    GB_CHECK(checkName("--egress", setup.engine.egress));
    GB_CHECK(checkName("--egress-ceiling", setup.engine.egressCeiling));
    for (const auto &[environment, isDemo] : setup.environments) {
        GB_CHECK(checkName("environment " + environment.id, environment.serving.egress));
        for (const auto &name : environment.serving.egressAllowed)
            GB_CHECK(checkName("environment " + environment.id, name));
    }
    return std::move(profiles);
}

Result<std::unique_ptr<Assembly>> beginAssembly(const HostSetup &setup)
{
    auto assembly = std::make_unique<Assembly>();
    GB_TRY(paths, system::Paths::create(setup.dataDir));
    GB_TRY(images, makeImageStore(paths, setup.imageDir));
    assembly->images = std::move(images);
    GB_TRY(library, makeImageLibrary(paths, setup.imageDir));
    assembly->imageBuilder = std::make_unique<AgentImageBuilder>(paths, *library);
    assembly->library = std::move(library);
    assembly->dataFolder = paths.data();
    assembly->apiSocket = paths.runtime() + "/api.sock";
    assembly->outputsFolder = paths.data();
    assembly->ledgerFile = paths.data() + "/ledger.db";
    assembly->qemuOptions = {.runtimeDir = paths.runtime(),
                             .cacheDir = paths.cache(),
                             .diskDir = paths.data() + "/disks",
                             .console = setup.console};
    assembly->qemuOptions.diskFreeMin = setup.engine.diskReserve;
    if (setup.onlyItem) {
        const auto &item = setup.onlyItem->item;
        auto folder = RunFolder::take(paths, item.environment.value() + '/' + item.id.value());
        if (!folder)
            return tl::unexpected(inContext("work item " + item.id.value(), folder.error()));
        assembly->folder = *std::move(folder);
        assembly->qemuOptions.runtimeDir = assembly->folder->runtime();
        assembly->qemuOptions.diskDir = assembly->folder->disks();
        assembly->qemuOptions.frozenDir = assembly->folder->disks() + "/frozen"; // its own, and gone with it
    }
    assembly->facts.folder = assembly->qemuOptions.diskDir;
    // Behind the folder, which says whether the item is another program's: nobody beats for that.
    GB_CHECK(addEnvironments(*assembly, setup));
    return assembly;
}

void addKept(Assembly &assembly, const HostSetup &setup, Result<KeptEnvironments> kept,
             std::function<Call(const engine::AddedEnvironments::All &, Callback<>)> keep)
{
    assembly.added.connect = [&assembly, &setup](const api::AddEnvironment &wanted) -> Result<engine::Environment> {
        const auto settings = settingsOf(wanted, setup, assembly.addedPlace);
        GB_TRY(connected, connectOne(assembly, settings));
        assembly.addedUrls.push_back(settings.baseUrl);
        if (assembly.engine) // or it gets them when it is made
            assembly.engine->setEgressProfiles(egressProfilesOf(setup, assembly.addedUrls));
        return std::move(connected);
    };
    assembly.added.keep = std::move(keep);
    if (!kept) {
        qCWarning(lcAssembly, "environments that were added before are not served: %s", describe(kept.error()).c_str());
        assembly.added.kept = tl::unexpected(kept.error());
        return;
    }
    assembly.addedPlace = assembly.added.place = kept->place;
    std::erase_if(kept->all, [&](const api::AddEnvironment &each) { // what somebody names now goes first
        return std::ranges::any_of(setup.environments,
                                   [&](const HostEnvironment &named) { return named.settings.id == each.id.value(); });
    });
    for (const auto &each : kept->all) {
        auto connected = assembly.added.connect(each);
        if (connected)
            assembly.environments.push_back(*std::move(connected));
        else
            qCWarning(lcAssembly, "%s is not served: %s", each.id.value().c_str(), describe(connected.error()).c_str());
    }
    assembly.added.kept = std::move(kept->all);
}

Result<> takeRecord(Assembly &assembly, const OneItem &one)
{
    auto record = SessionRecord::take(assembly.dataFolder, one.item.subject);
    if (!record)
        return tl::unexpected(inContext("session " + one.item.subject, record.error()));
    assembly.record = *std::move(record);
    assembly.outputsFolder = assembly.record->folder();
    assembly.ledgerFile = assembly.record->ledgerFile();
    return {};
}

Result<> addEngine(Assembly &assembly, const HostSetup &setup, const api::Observer &observer)
{
    GB_CHECK(addWebhooks(assembly, setup));
    auto settings = setup.engine;
    GB_TRY(profiles, egressProfilesOf(setup, assembly.addedUrls));
    engine::Engine::Parts parts{assembly.clock,    *assembly.hypervisor,    assembly.connector,
                                *assembly.images,  assembly.facts,          *assembly.ledger,
                                *assembly.outputs, assembly.webhooks.get(), assembly.orphans};
    parts.origin = setup.origin;
    parts.added = std::move(assembly.added);
    parts.egress = &assembly.egress;
    parts.egressProfiles = std::move(profiles);
    const auto rulesFile = egressRulesFileOf(assembly.dataFolder);
    GB_TRY(added, readEgressRules(rulesFile));
    parts.egressAdded = std::move(added);
    parts.vault = assembly.vault.get();
    parts.vaultIsReadOnly = setup.onlyItem.has_value();
    parts.keptSecrets = std::move(assembly.keptSecrets);
    parts.gateAuthority = [&assembly](const SecretString &pem) {
        return putAuthority(assembly.egress, pem, assembly.clock.wallNow());
    };
    parts.library = assembly.library.get();
    parts.imageBuilder = assembly.imageBuilder.get();
    parts.parseImageSource = images::parseImageSource;
    parts.sandboxLog = setup.console;
    if (!setup.onlyItem) { // what somebody set goes before what was configured
        const auto file = assembly.dataFolder + "/budgets.txt";
        GB_TRY(kept, readBudgets(file));
        settings.budgets = kept.value_or(settings.budgets);
        parts.keepBudgets = [file](const std::vector<domain::Budget> &budgets) {
            return writeBudgets(file, budgets);
        };
        GB_TRY(templates, images::TemplateFolder::open(assembly.dataFolder));
        assembly.templates = std::move(templates);
        parts.templates = assembly.templates.get();
        parts.hostFiles = &assembly.hostFiles;
        parts.parseTemplate = images::parseTemplate;
        const auto reserved = assembly.dataFolder + "/reservations.json";
        GB_TRY(reservations, readReservations(reserved));
        parts.reservations = std::move(reservations);
        parts.keepReservations = [reserved](const engine::ReservationBook::All &all) {
            return writeReservations(reserved, all);
        };
        assembly.logs = std::make_unique<LogShelf>(logFolder(assembly.dataFolder));
        parts.logs = assembly.logs.get();
        const auto keysFile = apiKeysFileOf(assembly.dataFolder);
        parts.keys = readApiKeys(keysFile); // when they cannot be read none is good, and all else works
        parts.keepKeys = [keysFile](const engine::KeyBook::All &all) {
            return writeApiKeys(keysFile, all);
        };
        parts.keepEgressAdded = [rulesFile](const engine::EgressBook::Added &all) {
            return writeEgressRules(rulesFile, all);
        };
    }
    assembly.engine = std::make_unique<engine::Engine>(std::move(parts), std::move(settings),
                                                       std::move(assembly.environments), observer);
    return {};
}

} // namespace glovebox::compose
