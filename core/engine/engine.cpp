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
} // namespace

Engine::Engine(Parts parts, api::EngineSettings settings, std::vector<Environment> environments, api::Observer observer)
    : m_parts(parts), m_settings(std::move(settings)), m_observer(std::move(observer)),
      m_probe(parts.clock, parts.hypervisor, parts.connector),
      m_pool(
          std::make_unique<SandboxPool>(SandboxPool::Parts{parts.clock, parts.hypervisor, parts.connector}, m_observer))
{
    for (auto &environment : environments) {
        api::EnvironmentView view{.id = environment.id,
                                  .baseUrl = environment.baseUrl,
                                  .keyHint = environment.keyHint,
                                  .since = m_parts.clock.wallNow(),
                                  .isDemo = environment.isDemo};
        auto served = std::make_unique<Served>(Served{std::move(environment), nullptr, std::move(view)});
        auto *raw = served.get();
        raw->poller = std::make_unique<Poller>(
            *raw->environment.controlPlane, m_parts.clock, m_settings.workerId,
            Poller::Handlers{[this, raw](WorkItem item) { itemClaimed(*raw, std::move(item)); },
                             [this, raw] {
                                 publishEnvironment(*raw);
                             }});
        m_served.push_back(std::move(served));
    }
    m_pool->onChanged([this] {
        publishHost();
        updateRoom();
    });
    m_host.slotsMax = m_settings.capacity;
    m_host.size = m_settings.size;
    m_host.version = GLOVEBOX_VERSION;
    m_host.hypervisorVersion = m_parts.hypervisor.version();
    refreshHost();
    for (const auto &served : m_served)
        publishEnvironment(*served);
}

Engine::~Engine()
{
    m_pool->onChanged(nullptr);
    m_runs.clear();
}

Verdict Engine::start()
{
    if (m_host.phase == EnginePhase::Draining)
        return Verdict::denied("The engine is draining. Start it again when it has stopped.");
    if (m_host.phase != EnginePhase::Stopped && m_host.phase != EnginePhase::Failed)
        return Verdict::alreadySo();
    if (m_served.empty())
        return Verdict::denied("There is no environment to serve.");
    m_host.problem.reset();
    m_host.activity = "Looking for the guest image";
    enterPhase(EnginePhase::Preparing);
    m_prepareCall = m_parts.images.prepare(
        [this](const ports::ImageProgress &progress) {
            m_host.activity =
                progress.what + " (" + std::to_string(progress.step) + " of " + std::to_string(progress.steps) + ")";
            m_host.activityDetail = progress.line;
            publishHost();
        },
        [this](Result<ports::GuestImage> image) { imageReady(std::move(image)); });
    return Verdict::accepted();
}

void Engine::imageReady(Result<ports::GuestImage> image)
{
    if (!image)
        return failToStart(inContext("prepare the guest image", image.error()));
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
    m_host.activity.clear();
    enterPhase(EnginePhase::Running);
    m_pool->open({image, report->usable, m_settings.size, m_settings.capacity});
    for (const auto &served : m_served)
        served->poller->start();
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
    m_probe.cancel();
    m_host.activity.clear();
    enterPhase(EnginePhase::Draining);
    for (const auto &served : m_served)
        served->poller->stop(PollState::Draining);
    // What has not begun is let go: without a heartbeat an item goes back to the queue by itself.
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
        return Verdict::denied("There is no such environment.");
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
        return Verdict::denied("There is no such environment.");
    if (m_host.phase != EnginePhase::Running)
        return Verdict::denied("The engine is not running.");
    if (served->poller->state() == PollState::Polling)
        return Verdict::alreadySo();
    served->poller->resume();
    return Verdict::accepted();
}

Verdict Engine::destroySandbox(const SandboxId &sandbox)
{
    const auto state = m_pool->state(sandbox);
    if (!state)
        return Verdict::denied("There is no such sandbox.");
    return m_pool->destroy(sandbox, {ErrorCode::Cancelled, "the operator destroyed it"}) ? Verdict::accepted()
                                                                                         : Verdict::alreadySo();
}

void Engine::itemClaimed(Served &served, WorkItem item)
{
    if (item.kind == WorkKind::Session && !isSafeToken(item.subject)) {
        qCWarning(lcEngine, "an item with an impossible session id was left alone");
        served.poller->taken();
        return;
    }
    auto &run = m_runs.emplace_back();
    run.served = &served;
    run.acknowledgement = served.environment.controlPlane->acknowledge(
        item.id, [this, &run, item](Result<> answer) { itemAcknowledged(run, item, std::move(answer)); });
}

void Engine::itemAcknowledged(Run &run, const WorkItem &item, Result<> answer)
{
    auto *served = run.served;
    if (!answer) {
        qCWarning(lcEngine, "%s was not acknowledged and is left alone: %s", item.id.value().c_str(),
                  describe(answer.error()).c_str());
        std::erase_if(m_runs, [&](const Run &other) { return &other == &run; });
    } else {
        const SessionId session(item.subject);
        auto record =
            item.kind == WorkKind::Session ? recordOf(session, item.environment) : newRecord(session, item.environment);
        run.driver = std::make_unique<SessionDriver>(
            SessionDriver::Parts{*served->environment.controlPlane, m_parts.clock, *m_pool, m_observer, m_settings,
                                 [this, &run] {
                                     runFinished(run);
                                 }},
            item, std::move(record));
        startOrWait(run);
        publishEnvironment(*served);
    }
    updateRoom();
    served->poller->taken();
}

/// Items of one session are served in order. That a new one exists means that the queue gave up on the one before.
void Engine::startOrWait(Run &run)
{
    for (auto &other : m_runs) {
        if (&other != &run && other.started && other.driver->item().subject == run.driver->item().subject) {
            other.driver->supersede();
            return;
        }
    }
    run.started = true;
    run.driver->start();
}

void Engine::runFinished(Run &run)
{
    auto *served = run.served;
    const auto subject = run.driver->item().subject;
    const bool isSession = run.driver->item().kind == WorkKind::Session;
    std::erase_if(m_runs, [&](const Run &other) { return &other == &run; });
    const auto next = std::ranges::find_if(
        m_runs, [&](const Run &other) { return other.driver && other.driver->item().subject == subject; });
    if (next == m_runs.end() && isSession)
        m_endedSessions.push_back(SessionId(subject));
    for (auto &other : m_runs) {
        if (!other.started && other.driver && other.driver->item().subject == subject) {
            startOrWait(other);
            break;
        }
    }
    forgetOldSessions();
    publishEnvironment(*served);
    updateRoom();
    finishDrain();
}

SessionRecord Engine::newRecord(const SessionId &session, const EnvironmentId &environment)
{
    const auto now = m_parts.clock.wallNow();
    return {std::make_shared<api::SessionView>(api::SessionView{
                .id = session, .environment = environment, .since = now, .startedAt = now, .lastActivity = now}),
            std::make_shared<Transcript>(session, m_parts.clock, m_observer),
            std::make_shared<std::map<EventId, ToolResult>>(), std::make_shared<std::optional<SandboxId>>()};
}

const SessionRecord &Engine::recordOf(const SessionId &session, const EnvironmentId &environment)
{
    auto it = m_sessions.find(session);
    if (it == m_sessions.end())
        it = m_sessions.emplace(session, newRecord(session, environment)).first;
    std::erase(m_endedSessions, session);
    return it->second;
}

void Engine::forgetOldSessions()
{
    while (m_endedSessions.size() > limits::kEndedSessionsKept) {
        const auto session = m_endedSessions.front();
        m_endedSessions.pop_front();
        m_sessions.erase(session);
        m_observer(api::SessionGone{session});
    }
}

void Engine::finishDrain()
{
    if (m_host.phase == EnginePhase::Draining && m_runs.empty())
        closePool();
}

void Engine::closePool()
{
    m_drainTimer.cancel();
    m_pool->closeAll([this] {
        for (const auto &served : m_served)
            served->poller->stop(PollState::Stopped);
        enterPhase(EnginePhase::Stopped);
    });
}

Engine::Served *Engine::find(const EnvironmentId &environment)
{
    const auto it =
        std::ranges::find_if(m_served, [&](const auto &served) { return served->environment.id == environment; });
    return it == m_served.end() ? nullptr : it->get();
}

void Engine::updateRoom()
{
    const bool room = static_cast<int>(m_runs.size()) < m_settings.capacity + m_settings.queue;
    for (const auto &served : m_served)
        served->poller->setRoom(room);
}

void Engine::refreshHost()
{
    const auto memory = m_parts.host.memory();
    m_host.memoryTotal = memory.total;
    m_host.memoryAvailable = memory.available;
    publishHost();
    m_hostTimer = m_parts.clock.after(kHostInterval, [this] { refreshHost(); });
}

void Engine::publishHost()
{
    m_host.slotsUsed = m_pool->slotsUsed();
    m_host.queued = m_pool->queued();
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
