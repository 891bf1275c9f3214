#include "tests/support/engine_rig.h"

#include "core/domain/egress_profiles.h"

#include "tests/support/lent_ports.h"

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

/// "path" or "path:tag"; what begins with "bad" is none.
Result<domain::ImageSource> aSource(const std::string &text)
{
    if (text.starts_with("bad"))
        return fail(ErrorCode::InvalidArgument, "'" + text + "' is not a reference");
    return domain::ImageSource{.origin = text.starts_with("oci:") ? domain::ImageOrigin::Layout
                                                                  : domain::ImageOrigin::Registry,
                               .path = text.substr(0, text.rfind(':')),
                               .tag = text.rfind(':') == std::string::npos ? "" : text.substr(text.rfind(':') + 1)};
}

} // namespace

api::EngineSettings EngineRig::defaultSettings()
{
    api::EngineSettings settings;
    settings.workerId = "worker-1";
    settings.ladder = {.destroyAfter = 10min}; // what else it changes is tried where that is the matter
    settings.accelerate = api::EngineSettings::Accelerate::Emulated;
    return settings;
}

EngineRig::EngineRig(api::EngineSettings settings) : EngineRig(Options{.engine = std::move(settings)}) {}

EngineRig::EngineRig(Options options) : m_options(std::move(options))
{
    guests.hypervisor = &hypervisor;
    hypervisor.machineGone = [this](const std::string &sandbox) {
        guests.lose(sandbox, {ErrorCode::GuestExited, "the channel was closed"});
    };
    operatorActions.onConfirmed = [this](const domain::SessionId &session, const domain::ToolConfirmation &confirmed) {
        plane.emitEvent(session.value(), "user.tool_confirmation", confirmed);
    };
    operatorActions.onInterrupted = [this](const domain::SessionId &session,
                                           const std::optional<domain::ThreadId> &thread) {
        plane.emitEvent(session.value(), "user.interrupt", domain::UserInterrupt{thread});
        plane.endTurn(session.value());
    };
    operatorActions.onCreated = [this](const domain::SessionId &session, const ports::NewSession &wanted) {
        plane.addSession(session.value(), wanted.title);
        plane.session(session.value()).metadata = wanted.metadata;
    };
    makeEngine();
}

void EngineRig::makeEngine()
{
    engine::Environment environment{.id = domain::EnvironmentId("env_1"),
                                    .baseUrl = "http://fake",
                                    .keyHint = "sk-…1234",
                                    .operatorKeySource = "operator.key",
                                    .isDemo = m_options.isDemo,
                                    .settings = m_options.environment,
                                    .controlPlane = std::make_unique<LentControlPlane>(plane),
                                    .queue = std::make_unique<LentQueueControl>(queue),
                                    .skills = std::make_unique<LentSkillSource>(skills),
                                    .memories = std::make_unique<LentMemoryStores>(memoryStores)};
    if (m_options.operatorKey)
        environment.operatorActions = std::make_unique<LentOperatorActions>(operatorActions);
    std::vector<engine::Environment> list;
    list.push_back(std::move(environment));
    const auto intoLog = [this](const std::string &sandbox, std::string_view bytes) {
        sandboxLogs[sandbox] += bytes;
    };
    engine::Engine::Parts parts{clock,
                                hypervisor,
                                guests,
                                images,
                                facts,
                                *ledger,
                                outputs,
                                m_options.webhooks ? &webhooks : nullptr,
                                m_options.orphans,
                                "panel",
                                m_options.keepBudgets,
                                m_options.keepsImages ? &library : nullptr,
                                aSource};
    parts.sandboxLog = intoLog;
    parts.egress = &egress;
    parts.egressProfiles = {domain::noEgressProfile(), domain::controlPlaneProfile({}), domain::packagesProfile({}),
                            domain::openEgressProfile()};
    parts.egressAdded = egressAdded;
    parts.keepEgressAdded = [this](const engine::EgressBook::Added &all) -> Result<> {
        if (egressAddedFault)
            return tl::unexpected(*egressAddedFault);
        egressAdded = all;
        return {};
    };
    parts.vault = &vault;
    if (vaultFault)
        parts.keptSecrets = tl::unexpected(*vaultFault);
    else
        parts.keptSecrets = vault.kept;
    parts.gateAuthority = [this](const SecretString &pem) -> Result<engine::GateAuthority> {
        const auto number = pem.empty() ? std::to_string(++authorities) : pem.reveal();
        return engine::GateAuthority{SecretString(number), "certificate " + number,
                                     clock.wallNow() + std::chrono::hours(24 * 365)};
    };
    parts.hostFiles = &hostFiles;
    parts.imageBuilder = m_options.keepsImages ? &builder : nullptr;
    parts.reservations = reservations;
    parts.templates = m_options.templates;
    parts.parseTemplate = m_options.parseTemplate;
    parts.keepReservations = [this](const engine::ReservationBook::All &all) -> Result<> {
        if (reservationFault)
            return tl::unexpected(*reservationFault);
        reservations = all;
        return {};
    };
    parts.added = addedParts();
    for (const auto &each : environmentsKept.value_or(engine::AddedEnvironments::All{}))
        list.push_back(connected(each));
    engine = std::make_unique<engine::Engine>(std::move(parts), m_options.engine, std::move(list),
                                              [this](api::Change change) { take(std::move(change)); });
}

engine::AddedEnvironments::Parts EngineRig::addedParts()
{
    engine::AddedEnvironments::Parts parts;
    parts.place = "the keyring";
    parts.connect = [this](const api::AddEnvironment &wanted) -> Result<engine::Environment> {
        if (wanted.baseUrl == "https://nowhere")
            return fail(ErrorCode::InvalidArgument, "no such host");
        return connected(wanted);
    };
    parts.keep = [this](const engine::AddedEnvironments::All &all, Callback<> done) {
        return clock.after(1ms, [this, all, done = std::move(done)] {
            if (environmentsFault)
                return done(tl::unexpected(*environmentsFault));
            environmentsKept = all;
            done({});
        });
    };
    if (environmentsKept)
        parts.kept = *environmentsKept;
    else
        parts.kept = fail(ErrorCode::InvalidState, "the keyring is locked");
    return parts;
}

engine::Environment EngineRig::connected(const api::AddEnvironment &wanted)
{
    auto &added = addedPlanes[wanted.id.value()];
    if (!added)
        added = std::make_unique<FakeControlPlane>(clock, wanted.id.value());
    return {.id = wanted.id,
            .name = wanted.name,
            .baseUrl = wanted.baseUrl,
            .keyHint = wanted.key.masked(),
            .controlPlane = std::make_unique<LentControlPlane>(*added)};
}

void EngineRig::take(api::Change change)
{
    if (heard)
        heard(change);
    if (auto *hostView = std::get_if<api::HostView>(&change)) {
        if (phases.empty() || phases.back() != hostView->phase)
            phases.push_back(hostView->phase);
        host = *hostView;
    } else if (auto *environment = std::get_if<api::EnvironmentView>(&change)) {
        environments.insert_or_assign(environment->id, *environment);
    } else if (auto *session = std::get_if<api::SessionView>(&change)) {
        sessions.insert_or_assign(session->id, *session);
    } else if (auto *sandbox = std::get_if<api::SandboxView>(&change)) {
        sandboxes.insert_or_assign(sandbox->id, *sandbox);
    } else if (auto *history = std::get_if<api::EndedSandboxView>(&change)) {
        ended.push_back(*history);
    } else if (auto *made = std::get_if<api::TemplateView>(&change)) {
        templates.insert_or_assign(made->id, *made);
    } else if (auto *entry = std::get_if<api::TranscriptEntry>(&change)) {
        transcripts[entry->session.value()].insert_or_assign(entry->sequence, *entry);
    } else if (auto *item = std::get_if<api::WorkView>(&change)) {
        work.insert_or_assign(item->id.value(), *item);
    } else if (auto *outputsView = std::get_if<api::OutputsView>(&change)) {
        outputViews.insert_or_assign(outputsView->session.value(), *outputsView);
    } else if (auto *gone = std::get_if<api::SandboxGone>(&change)) {
        sandboxes.erase(gone->id);
    } else if (auto *forgotten = std::get_if<api::TemplateGone>(&change)) {
        templates.erase(forgotten->id);
    } else if (auto *snapshot = std::get_if<api::SnapshotView>(&change)) {
        snapshots.insert_or_assign(snapshot->id, *snapshot);
    } else if (auto *deleted = std::get_if<api::SnapshotGone>(&change)) {
        snapshots.erase(deleted->id);
    } else if (auto *left = std::get_if<api::SessionGone>(&change)) {
        sessions.erase(left->id);
    } else if (auto *dropped = std::get_if<api::WorkGone>(&change)) {
        work.erase(dropped->id.value());
    } else {
        takeUpkeep(std::move(change));
    }
}

void EngineRig::takeUpkeep(api::Change change)
{
    if (auto *seed = std::get_if<api::SeedView>(&change)) {
        seeds.insert_or_assign(seed->sandbox, *seed);
    } else if (auto *seedGone = std::get_if<api::SeedGone>(&change)) {
        seeds.erase(seedGone->sandbox);
    } else if (auto *view = std::get_if<api::OperationView>(&change)) {
        const auto id = view->operation.id.value();
        operations.insert_or_assign(id, view->operation);
        if (view->cancelAsked)
            cancelsAsked.insert(id);
        else
            cancelsAsked.erase(id);
    } else if (auto *over = std::get_if<api::OperationGone>(&change))
        operations.erase(over->id.value());
    else if (auto *budget = std::get_if<api::BudgetView>(&change))
        budgets.insert_or_assign(budget->object, *budget);
    else if (auto *recovery = std::get_if<api::RecoveryView>(&change))
        recoveries.push_back(*recovery);
    else if (auto *report = std::get_if<api::HistoryReport>(&change))
        reports.push_back(*report);
    else if (auto *found = std::get_if<api::OrphansView>(&change))
        orphans = *found;
    else if (auto *image = std::get_if<api::ImageView>(&change))
        imageViews.insert_or_assign(image->image.id.value(), *image);
    else if (auto *seen = std::get_if<api::AgentsView>(&change))
        agents.insert_or_assign(seen->environment.value(), *seen);
    else if (auto *profiles = std::get_if<api::EgressProfilesView>(&change))
        egressProfiles = *profiles;
    else if (auto *secrets = std::get_if<api::SecretsView>(&change))
        secretsView = *secrets;
    else if (auto *port = std::get_if<api::PortView>(&change))
        ports.insert_or_assign(port->id, *port), ++portViews;
    else if (auto *closed = std::get_if<api::PortGone>(&change))
        ports.erase(closed->id);
    else if (auto *attempt = std::get_if<api::EgressAttemptView>(&change))
        attempts.push_back(attempt->decision);
    else if (auto *begun = std::get_if<api::StartedSessionView>(&change))
        started.insert_or_assign(begun->ticket, *begun);
    else if (auto *unserved = std::get_if<api::EnvironmentGone>(&change))
        environments.erase(unserved->id);
    else if (auto *removed = std::get_if<api::ImageGone>(&change))
        imageViews.erase(removed->id.value());
}

void EngineRig::crashAndStart()
{
    engine.reset();
    startAnew();
}

void EngineRig::crashAndFindAgain()
{
    hypervisor.outlive([this] { engine.reset(); });
    startAnew();
}

void EngineRig::losePowerAndStart()
{
    hypervisor.losePower([this] { engine.reset(); });
    startAnew();
}

void EngineRig::startAnew()
{
    auto durable = ledger->durable();
    sandboxes.clear();
    ended.clear();
    snapshots.clear();
    templates.clear();
    imageViews.clear();
    operations.clear();
    recoveries.clear();
    ledger = std::make_unique<FakeLedger>(clock, std::move(durable));
    makeEngine();
    start();
}

void EngineRig::start()
{
    engine->start();
    pass(0ms);
}

std::map<std::string, api::ToolCallView> EngineRig::calls(const std::string &session) const
{
    std::map<std::string, api::ToolCallView> found;
    if (const auto it = transcripts.find(session); it != transcripts.end())
        for (const auto &[sequence, entry] : it->second)
            if (const auto *call = std::get_if<api::ToolCallView>(&entry.what))
                found.insert_or_assign(call->id.value(), *call);
    return found;
}

std::vector<std::string> EngineRig::notes(const std::string &session) const
{
    std::vector<std::string> found;
    if (const auto it = transcripts.find(session); it != transcripts.end())
        for (const auto &[sequence, entry] : it->second)
            if (const auto *note = std::get_if<api::NoteView>(&entry.what))
                found.push_back(note->text);
    return found;
}

std::string EngineRig::textOf(const std::string &call) const
{
    for (const auto &answer : controlPlane->answers())
        if (answer.use.value() == call)
            return answer.result.text;
    return {};
}

} // namespace testsupport
