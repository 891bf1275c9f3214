#include "core/engine/engine.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::EnginePhase;
using api::PollState;
using api::Verdict;

namespace {
/// The status line's memory figure; nobody decides anything by it.
constexpr std::chrono::milliseconds kHostInterval = 5s;
const OperationsBook::Subject kPreparing{OperationKind::PrepareImage, "image", {}};
} // namespace

Engine::Engine(Parts parts, api::EngineSettings settings, std::vector<Environment> environments, api::Observer observer)
    : m_parts(std::move(parts)), m_settings(std::move(settings)),
      m_books({m_parts.clock, m_parts.ledger, m_parts.orphans, m_parts.origin}, m_settings, std::move(observer)),
      m_door(*this, m_books), m_observer([this](api::Change change) { saw(std::move(change)); }),
      m_added(std::move(m_parts.added)), m_keys(m_parts.clock, m_parts.keepKeys, std::move(m_parts.keys), m_observer),
      m_probe(m_parts.clock, m_parts.hypervisor, m_parts.connector),
      m_secrets(secretParts(), std::move(m_parts.keptSecrets)),
      m_egress({m_parts.egress, m_parts.egressProfiles, m_settings.egress, m_settings.egressCeiling,
                [this](const EgressDecision &decision) {
                    m_books.decided(decision);
                    m_secrets.used(decision);
                    m_observer(api::EgressAttemptView{decision});
                },
                &m_secrets, m_parts.egressAdded, m_parts.keepEgressAdded}),
      m_ports(m_parts.clock, m_parts.egress, m_settings.portsAddress, m_observer), m_access(m_parts.clock),
      m_images(imageParts()), m_reservations(m_parts.clock, m_parts.keepReservations, m_parts.reservations),
      m_pool(std::make_unique<SandboxPool>(SandboxPool::Parts{m_parts.clock, m_parts.hypervisor, m_parts.connector,
                                                              m_books.usage(), m_books.operations(), &m_parts.host,
                                                              &m_parts.ledger, &m_images, &m_reservations,
                                                              m_parts.sandboxLog, &m_egress, &m_ports, &m_access},
                                           m_observer)),
      m_starter(starterParts()), m_leftCalls(m_parts.clock, m_parts.ledger)
{
    m_pool->lendHandsTo(m_ports);
    m_pool->lendHandsTo(m_access);
    makeTemplates();
    makeSeeds();
    m_books.budgets().setHands(budgetHands());
    for (auto &environment : environments)
        addServed(std::move(environment));
    m_pool->onChanged([this] {
        publishHost();
        updateRoom();
    });
    m_host.slotsMax = m_settings.capacity;
    m_host.size = m_settings.size;
    m_host.defaultLadder = m_settings.ladder;
    m_host.version = GLOVEBOX_VERSION;
    m_host.hypervisorVersion = m_parts.hypervisor.version();
    m_host.webhook.available = m_parts.webhooks != nullptr;
    m_webhooksWanted = std::ranges::any_of(m_served, [](const auto &served) {
        return served->environment.settings.arrival == api::WorkArrival::Webhooks;
    });
    refreshHost();
    for (const auto &served : m_served)
        publishEnvironment(*served);
    m_observer(m_egress.view());
    m_observer(m_secrets.view());
    m_observer(m_keys.view());
}

void Engine::addServed(Environment environment)
{
    api::EnvironmentView view{.id = environment.id,
                              .name = environment.name,
                              .baseUrl = environment.baseUrl,
                              .keyHint = environment.keyHint,
                              .keySource = environment.keySource,
                              .since = m_parts.clock.wallNow(),
                              .isDemo = environment.isDemo,
                              .arrival = environment.settings.arrival,
                              .hasOperatorKey = environment.operatorActions != nullptr};
    for (const auto &tool : environment.settings.customTools)
        view.customTools.push_back(tool.name);
    auto &served = *m_served.emplace_back(
        std::make_unique<Served>(Served{std::move(environment), std::move(view), nullptr, nullptr, false}));
    const auto changed = [this, &served] {
        publishEnvironment(served);
    };
    served.poller = std::make_unique<Poller>(
        *served.environment.controlPlane, m_parts.clock, label(served.environment), m_settings.workerId,
        served.environment.settings.arrival,
        Poller::Handlers{[this, &served](WorkItem item) { itemClaimed(served, std::move(item)); }, changed});
    if (!served.environment.queue)
        return;
    served.watch = std::make_unique<QueueWatch>(
        QueueWatch::Parts{.queue = *served.environment.queue,
                          .controlPlane = *served.environment.controlPlane,
                          .environment = served.environment,
                          .clock = m_parts.clock,
                          .observer = m_observer,
                          .served =
                              [this](const WorkId &work) {
                                  const auto *run = runOf(work);
                                  return run ? std::optional(run->driver->parked()) : std::nullopt;
                              },
                          .titleOf =
                              [this](const SessionId &session) {
                                  const auto it = m_sessions.find(session);
                                  return it == m_sessions.end() ? std::string() : it->second.view->title;
                              },
                          .whyNotHere = [this](const SessionId &session) -> std::optional<Error> {
                              const auto it = m_sessions.find(session);
                              if (it == m_sessions.end() || it->second.view->state != api::SessionState::Failed)
                                  return std::nullopt;
                              return it->second.view->problem;
                          },
                          .changed = changed,
                          .listed =
                              [this, &served](const std::vector<ListedWork> &items, MonoTime asked) {
                                  tellListed(served, items, asked);
                              }});
}

Engine::~Engine()
{
    if (m_parts.webhooks)
        m_parts.webhooks->close();
    m_pool->onChanged(nullptr);
    m_starter.stop();
    m_pool->warm().onShown(nullptr);
    m_runs.clear();
    m_ports.closeAll();
    m_access.drop();
}

Verdict Engine::start()
{
    if (m_host.phase == EnginePhase::Draining)
        return Verdict::denied("The engine is draining. Start it again when it has stopped.");
    if (m_host.phase != EnginePhase::Stopped && m_host.phase != EnginePhase::Failed)
        return Verdict::alreadySo();
    m_host.problem.reset();
    m_host.activity = "Reading the ledger";
    enterPhase(EnginePhase::Preparing);
    m_parts.ledger.leftOpen([this, alive = std::weak_ptr(m_alive)](Result<ports::LeftOpen> leftOpen) {
        if (!alive.expired() && m_host.phase == EnginePhase::Preparing)
            ledgerRead(std::move(leftOpen));
    });
    return Verdict::accepted();
}

void Engine::ledgerRead(Result<ports::LeftOpen> leftOpen)
{
    if (!leftOpen)
        return failToStart(inContext("read what the last run left open", leftOpen.error()));
    m_leftWork = std::move(leftOpen->work);
    m_leftCalls.set(std::move(leftOpen->calls));
    m_books.open([this] {
        if (m_host.phase == EnginePhase::Preparing)
            prepareImage();
    });
}

void Engine::prepareImage()
{
    m_host.activity = "Looking for the guest image";
    publishHost();
    m_books.operations().begin(kPreparing, true);
    m_prepareCall = m_parts.images.prepare(
        [this](const ports::ImageProgress &progress) {
            m_host.activity =
                progress.what + " (" + std::to_string(progress.step) + " of " + std::to_string(progress.steps) + ")";
            m_host.activityDetail = progress.line;
            publishHost();
            m_books.operations().step(kPreparing, m_host.activity);
        },
        [this](Result<ports::GuestImage> image) { imageReady(std::move(image)); });
}

void Engine::imageReady(Result<ports::GuestImage> image)
{
    if (!image) {
        m_books.operations().fail(kPreparing, image.error());
        return failToStart(inContext("prepare the guest image", image.error()));
    }
    m_books.operations().finish(kPreparing, {});
    m_host.activity = "Looking for hardware acceleration";
    m_host.activityDetail.clear();
    publishHost();
    m_probe.run(*image, m_settings.accelerate, false, [this, image = *image](Result<ports::AccelerationReport> report) {
        accelerationKnown(image, std::move(report));
    });
}

void Engine::accelerationKnown(const ports::GuestImage &image, Result<ports::AccelerationReport> report)
{
    if (!report)
        return failToStart(report.error());
    m_host.acceleration = report->usable;
    m_host.accelerationReason = report->reason;
    m_host.hypervisorVersion = report->hypervisorVersion;
    m_host.activity = "Looking for sandboxes of before";
    publishHost();
    m_images.open(image);
    m_pool->open({.image = image,
                  .acceleration = report->usable,
                  .size = m_settings.size,
                  .capacity = m_settings.capacity,
                  .warm = std::min(m_settings.warm, m_settings.capacity),
                  .ladder = m_settings.ladder,
                  .buildTemplates = m_settings.capacity > 1 || m_settings.warm > 0 || m_settings.queue > 0,
                  .memoryReserve = m_settings.memoryReserve,
                  .cpuOvercommit = m_settings.cpuOvercommit,
                  .diskReserve = m_settings.diskReserve,
                  .shares = m_settings.shares,
                  .prices = m_settings.prices},
                 [this] { poolOpened(); });
}

/// What the program before left is known: sessions find their sandboxes.
void Engine::poolOpened()
{
    m_host.activity.clear();
    m_books.opened([this](ports::EndedSandbox lost) { m_pool->history().add(std::move(lost)); });
    m_seeds->recall(m_books.operations().newestOf(OperationKind::SeedSandbox));
    for (const auto &id : m_reservations.sandboxes()) // one may have gone for good between two runs
        if (!m_pool->state(id))
            m_reservations.forget(id);
    m_access.open();
    enterPhase(EnginePhase::Running);
    if (m_templates)
        m_templates->open(m_host.acceleration.value_or(Acceleration::Emulated));
    if (m_parts.webhooks && m_webhooksWanted)
        listenForWebhooks(true);
    recoverWork();
    m_books.started();
    for (const auto &served : m_served) {
        served->poller->start();
        if (served->watch)
            served->watch->start();
    }
}

void Engine::failToStart(Error why)
{
    qCCritical(lcEngine, "the engine could not start: %s", describe(why).c_str());
    m_host.problem = std::move(why);
    m_host.activity.clear();
    enterPhase(EnginePhase::Failed);
}

Verdict Engine::drain()
{
    if (m_host.phase == EnginePhase::Stopped || m_host.phase == EnginePhase::Draining)
        return Verdict::alreadySo();
    if (m_host.phase == EnginePhase::Failed) {
        enterPhase(EnginePhase::Stopped);
        return Verdict::accepted();
    }
    m_prepareCall.cancel();
    m_books.operations().cancel(kPreparing, "the engine was to stop");
    m_probe.cancel();
    m_host.activity.clear();
    enterPhase(EnginePhase::Draining);
    stopServing(PollState::Draining);
    // What has not begun is let go, and stays open in the ledger: the next start takes it up.
    std::erase_if(m_runs, [](const Run &run) {
        if (!run.driver)
            run.served->poller->taken();
        return !run.started;
    });
    for (auto &run : m_runs)
        run.driver->drain();
    m_drainTimer = m_parts.clock.after(limits::kDrain, [this] { stopNow(); });
    finishDrain();
    return Verdict::accepted();
}

Verdict Engine::stopNow()
{
    if (m_host.phase == EnginePhase::Draining && m_closing) {
        m_pool->hurry();
        return Verdict::accepted();
    }
    if (m_host.phase != EnginePhase::Draining) {
        const auto verdict = drain();
        if (m_host.phase != EnginePhase::Draining)
            return verdict;
    }
    for (auto &run : m_runs)
        run.driver->abort();
    finishDrain();
    return Verdict::accepted();
}

Verdict Engine::pausePolling(const EnvironmentId &environment)
{
    auto *served = find(environment);
    if (!served)
        return Verdict::notFound("There is no such environment.");
    switch (served->poller->state()) {
    case PollState::PausedByOperator:
        return Verdict::alreadySo();
    case PollState::Polling:
    case PollState::Disconnected:
        served->poller->pause();
        return Verdict::accepted();
    case PollState::Stopped:
        return Verdict::denied("The engine is not running.");
    case PollState::Draining:
        return Verdict::denied("The engine is draining: it takes no new work already.");
    case PollState::KeyRejected:
        return Verdict::denied("The environment key was rejected: there is no polling to pause.");
    }
    return Verdict::denied({});
}

Verdict Engine::resumePolling(const EnvironmentId &environment)
{
    auto *served = find(environment);
    if (!served)
        return Verdict::notFound("There is no such environment.");
    if (m_host.phase != EnginePhase::Running)
        return Verdict::denied("The engine is not running.");
    if (served->poller->state() == PollState::Polling)
        return Verdict::alreadySo();
    served->poller->resume();
    return Verdict::accepted();
}

void Engine::finishDrain()
{
    if (m_host.phase == EnginePhase::Draining && m_runs.empty())
        closePool();
}

void Engine::closePool()
{
    m_drainTimer.cancel();
    if (std::exchange(m_closing, true))
        return;
    m_images.close();
    if (m_templates)
        m_templates->close();
    m_seeds->close();
    m_ports.closeAll();
    m_access.closeAll();
    m_pool->closeAll([this](const std::vector<std::string> &leftBehind) {
        m_closing = false;
        std::string left;
        for (const auto &each : leftBehind)
            left += (left.empty() ? "left behind, since they do not end: " : ", ") + each;
        if (!left.empty())
            m_host.problem = Error{ErrorCode::HostToolFailed, std::move(left)};
        stopServing(PollState::Stopped);
        enterPhase(EnginePhase::Stopped);
    });
}

void Engine::stopServing(PollState state)
{
    m_leftCalls.stop();
    for (const auto &served : m_served) {
        served->poller->stop(state);
        if (served->watch)
            served->watch->stop();
    }
    if (m_host.webhook.listening && state == PollState::Draining)
        m_parts.webhooks->turnAway(); // the sender comes again, to whoever listens then
    else if (m_host.webhook.listening) {
        const bool wanted = m_webhooksWanted; // again with the next start
        listenForWebhooks(false);
        m_webhooksWanted = wanted;
    }
}

Engine::Served *Engine::find(const EnvironmentId &environment)
{
    const auto it =
        std::ranges::find_if(m_served, [&](const auto &served) { return served->environment.id == environment; });
    return it == m_served.end() ? nullptr : it->get();
}

bool Engine::hasRoom() const
{
    return static_cast<int>(m_runs.size()) < m_settings.capacity + m_settings.queue;
}

void Engine::updateRoom()
{
    const bool room = hasRoom();
    for (const auto &served : m_served)
        served->poller->setRoom(room);
}

void Engine::refreshHost()
{
    const auto memory = m_parts.host.memory();
    m_host.memoryTotal = memory.total;
    m_host.memoryAvailable = memory.available;
    surveyFrozen();
    m_pool->lookAtHost();
    publishHost();
    m_hostTimer = m_parts.clock.after(kHostInterval, [this] { refreshHost(); });
}

/// What is on disk, and what this host cannot.
void Engine::surveyFrozen()
{
    const auto can = m_parts.hypervisor.canClone();
    m_host.noCloning = can ? std::nullopt : std::optional(can.error());
    const auto canSnapshot = m_parts.hypervisor.canSnapshot();
    m_host.noSnapshots = canSnapshot ? std::nullopt : std::optional(canSnapshot.error());
    m_host.diskTemplates = m_host.diskSnapshots = m_host.diskHibernated = {};
    if (!can)
        return;
    m_pool->lookAtDisk();
    const auto &store = m_parts.hypervisor.store();
    for (const auto &facts : store.templates())
        m_host.diskTemplates.value += std::max(facts.stored.value, facts.disk.value);
    for (const auto &facts : store.snapshots()) {
        const auto size = facts.memory.value + facts.disk.value;
        if (facts.origin.kind == SnapshotKind::Kept)
            m_host.diskSnapshots.value += size;
        else if (facts.origin.kind == SnapshotKind::Hibernated)
            m_host.diskHibernated.value += size;
        else if (facts.origin.kind != SnapshotKind::Passing)
            m_host.diskTemplates.value += size; // versions of defined ones, and what their builds are begun from
    }
}

void Engine::publishHost()
{
    m_host.canBuildImages = m_parts.library && m_parts.imageBuilder;
    m_host.slotsUsed = m_pool->slotsUsed();
    m_host.queued = m_pool->queued();
    const auto promised = m_pool->promised();
    const auto &admission = m_pool->admission();
    m_host.memoryPromised = promised.memory;
    m_host.memoryForSandboxes = admission.memoryForAll().value_or(ByteCount{});
    m_host.vcpusPromised = promised.vcpus;
    m_host.vcpusForSandboxes = admission.vcpusForAll().value_or(0);
    m_host.diskFree = admission.host().diskFree.value_or(ByteCount{});
    m_host.diskReserved = m_settings.diskReserve;
    m_host.budgets = m_books.budgets().budgets();
    if (m_host == m_publishedHost && m_host.generation != 0)
        return;
    ++m_host.generation;
    m_publishedHost = m_host;
    m_observer(m_host);
}

void Engine::publishEnvironment(Served &served)
{
    auto view = served.view;
    if (view.state != served.poller->state())
        view.since = m_parts.clock.wallNow();
    view.state = served.poller->state();
    view.problem = served.poller->problem();
    if (served.watch) {
        view.queue = served.watch->stats();
        view.queueSeenAt = served.watch->seenAt();
        view.queueProblem = served.watch->problem();
    }
    view.retryIn = view.state == PollState::Disconnected ? served.poller->retryIn() : 0ms;
    view.active = static_cast<int>(
        std::ranges::count_if(m_runs, [&](const Run &run) { return run.served == &served && run.started; }));
    if (view == served.view && view.generation != 0)
        return;
    ++view.generation;
    served.view = view;
    m_observer(view);
}

void Engine::enterPhase(EnginePhase phase)
{
    m_host.phase = phase;
    publishHost();
}

} // namespace glovebox::engine
