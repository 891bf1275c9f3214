// Role: the part of Engine that takes work items, serves them one after another per session, keeps what is known of
// sessions, takes up what the last run of the program left open, and lets go.
#include "core/base/limits.h"
#include "core/engine/engine.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using ports::WorkStep;

void Engine::itemClaimed(Served &served, WorkItem item)
{
    if (item.kind == WorkKind::Session && !isSafeToken(item.subject)) {
        qCWarning(lcEngine, "an item of %s with an impossible session id was left alone",
                  label(served.environment).c_str());
        served.poller->taken();
        return;
    }
    if (!hasRoom()) { // another environment's poll was quicker; unacknowledged, it goes to another worker within
                      // seconds
        served.poller->taken();
        return;
    }
    auto &run = m_runs.emplace_back();
    run.served = &served;
    updateRoom();
    // Written down before it is acknowledged: from then on the queue does not give it to anybody else.
    m_parts.ledger.intendWork({item.id, item.environment, item.subject, m_parts.clock.wallNow(), item.kind},
                              [this, &run, alive = std::weak_ptr(run.alive), item](Result<> written) {
                                  if (!alive.expired())
                                      intentWritten(run, item, std::move(written));
                              });
}

void Engine::intentWritten(Run &run, const WorkItem &item, Result<> written)
{
    if (!written) { // not acknowledged, it goes to another worker within seconds
        auto *served = run.served;
        std::erase_if(m_runs, [&](const Run &other) { return &other == &run; });
        updateRoom();
        return served->poller->holdBack(inContext("write down a work item", written.error()));
    }
    run.acknowledgement = run.served->environment.controlPlane->acknowledge(
        item.id, [this, &run, item](Result<> answer) { itemAcknowledged(run, item, std::move(answer)); });
}

void Engine::itemAcknowledged(Run &run, const WorkItem &item, Result<> answer)
{
    auto *served = run.served;
    if (!answer && ports::isRefusal(answer.error().code)) {
        qCWarning(lcEngine, "%s of %s was not acknowledged and is left alone: %s", item.id.value().c_str(),
                  label(served->environment).c_str(), describe(answer.error()).c_str());
        m_parts.ledger.stepWork(item.id, WorkStep::Dropped);
        std::erase_if(m_runs, [&](const Run &other) { return &other == &run; });
    } else {
        // No answer, or that it is acknowledged already: ours may have come through. The first heartbeat decides; an
        // item that was acknowledged and is never beaten would be nobody's.
        m_parts.ledger.stepWork(item.id, WorkStep::Acknowledged);
        serve(run, item);
    }
    updateRoom();
    served->poller->taken();
}

/// On this host, or by a runner of its own in its sandbox. Where a template may say so the session is read first,
/// before anybody has sent a heartbeat: the first one claims the lease, and that must be its runner's.
void Engine::serve(Run &run, const WorkItem &item, std::optional<std::string> lastHeartbeat)
{
    constexpr std::chrono::seconds readWithin{10};
    if (item.kind == WorkKind::Session && !run.served->environment.settings.runner.empty())
        return serveInGuest(run, item, lastHeartbeat.has_value());
    if (item.kind != WorkKind::Session || lastHeartbeat || !someTemplateHasRunner())
        return serveHere(run, item, std::move(lastHeartbeat));
    const auto decide = [this, &run, item](const Result<Session> &session) {
        run.chooseTimer.cancel();
        run.choosing.cancel();
        if (session && wantsGuestRunner(*session, item))
            serveInGuest(run, item);
        else
            serveHere(run, item);
    };
    run.chooseTimer = m_parts.clock.after(readWithin, [decide] { decide(fail(ErrorCode::TimedOut, {})); });
    run.choosing =
        run.served->environment.controlPlane->retrieveSession(SessionId(item.subject), item.sessionsToken, decide);
}

void Engine::serveHere(Run &run, const WorkItem &item, std::optional<std::string> lastHeartbeat)
{
    const SessionId session(item.subject);
    auto record =
        item.kind == WorkKind::Session ? recordOf(session, item.environment) : newRecord(session, item.environment);
    record.view->guestRunner = false;
    run.recovered = lastHeartbeat.has_value();
    m_books.workTaken(item, run.recovered);
    run.driver = std::make_unique<SessionDriver>(
        SessionDriver::Parts{run.served->environment, m_parts.clock, m_parts.ledger, *m_pool, m_observer, m_settings,
                             [this, &run] { runFinished(run); },
                             [this, &run] {
                                 run.resumed = true;
                                 m_books.recovery().leaseResumed(run.driver->item().id.value());
                             },
                             [this](const EventId &call) { m_books.recovery().delivered(call); },
                             [this](const std::string &name) { return definedStart(name); }, &m_egress},
        item, std::move(record), std::move(lastHeartbeat));
    startOrWait(run);
    publishEnvironment(*run.served);
}

/// Items that were ours when the program ended: their leases are taken up again with the environment key, since their
/// tokens were never written down. One that somebody else holds by now answers the first heartbeat with 412.
void Engine::recoverWork()
{
    for (const auto &intent : std::exchange(m_leftWork, {})) {
        auto *served = find(intent.environment);
        if (!served || (intent.kind == WorkKind::Session && !isSafeToken(intent.subject))) {
            qCWarning(lcEngine, "%s of an earlier run is not taken up: its environment is not served now",
                      intent.work.value().c_str());
            continue; // it stays open, for a start that serves it
        }
        qCInfo(lcEngine, "%s of an earlier run is taken up again for %s", intent.work.value().c_str(),
               label(served->environment).c_str());
        auto &run = m_runs.emplace_back();
        run.served = served;
        serve(run,
              {.id = intent.work,
               .environment = intent.environment,
               .kind = intent.kind,
               .subject = intent.subject,
               .state = WorkState::Starting},
              intent.lastHeartbeat);
    }
    updateRoom();
    std::vector<ports::ControlPlane *> environments;
    for (const auto &served : m_served)
        environments.push_back(served->environment.controlPlane.get());
    m_leftCalls.settle(std::move(environments));
}

/// Its machine may have outlived the program; its processes are ended when somebody else speaks with the guest.
ToolResult Engine::unknownEffects(const ports::CallIntent &call) const
{
    const auto state = m_pool->state(call.sandbox);
    const bool isThere = state && *state != SandboxState::Failed && *state != SandboxState::Destroying &&
                         *state != SandboxState::Destroyed;
    return {call.tool + ": the worker was restarted while this call ran. Whether it had effects is not known; " +
                (isThere ? "what it had started was ended, its sandbox and its files are still there."
                         : "its sandbox and the files in it are lost."),
            true};
}

/// What ran, or was computed, before this start: posted with the session's next item instead of being run again.
void Engine::restoreCalls(SessionRecord &record, const SessionId &session)
{
    for (const auto &open : m_leftCalls.take(session)) {
        const bool ran = open.result.has_value();
        if (ran)
            m_books.recovery().resultKept(session.value(), open.intent.call, open.intent.tool);
        else
            m_books.recovery().effectsUnknown(session.value(), open.intent.call, open.intent.tool);
        if (ran)
            qCInfo(lcEngine, "%s: the result of %s (%s), computed before this start, is posted with its next item",
                   session.value().c_str(), open.intent.tool.c_str(), open.intent.call.value().c_str());
        else
            qCWarning(lcEngine,
                      "%s: %s (%s) was running when the worker ended. It is not run again; it is answered with an "
                      "error that says that its effects are not known",
                      session.value().c_str(), open.intent.tool.c_str(), open.intent.call.value().c_str());
        record.results->insert_or_assign(open.intent.call, ran ? *open.result : unknownEffects(open.intent));
        if (ran) // else the answer itself tells
            *record.knownSandbox = open.intent.sandbox;
        *record.hadSandbox = true;
    }
}

bool Engine::sameSession(const Run &one, const Run &other)
{
    const auto &a = one.driver->item();
    const auto &b = other.driver->item();
    return a.kind == WorkKind::Session && b.kind == WorkKind::Session && a.subject == b.subject;
}

/// Items of one session are served in order. That a new one exists means that the queue gave up on the one before.
void Engine::startOrWait(Run &run)
{
    for (auto &other : m_runs) {
        if (&other != &run && other.started && sameSession(other, run)) {
            other.driver->supersede(run.driver->item().id);
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
    keepAnEyeOn(run);
    m_books.workLeft(run.driver->item(), run.driver->endedCleanly());
    if (run.recovered && !run.resumed && isSession)
        m_books.recovery().leaseReleased(run.driver->item().id.value(), "its lease was not confirmed as ours");
    const auto trouble = run.driver->hostTrouble();
    const bool hadSandbox = run.driver->hadSandbox();
    std::erase_if(m_runs, [&](const Run &other) { return &other == &run; });
    const auto waits = [&](const Run &other) {
        return isSession && other.driver && other.driver->item().kind == WorkKind::Session &&
               other.driver->item().subject == subject;
    };
    const auto next = std::ranges::find_if(m_runs, waits);
    if (next == m_runs.end() && isSession)
        m_endedSessions.push_back(SessionId(subject));
    for (auto &other : m_runs) {
        if (!other.started && waits(other)) {
            startOrWait(other);
            break;
        }
    }
    forgetOldSessions();
    publishEnvironment(*served);
    updateRoom();
    if (trouble) // another worker has room for what this host cannot run; the next poll waits, longer each time
        served->poller->holdBack(*trouble);
    else if (hadSandbox)
        served->poller->wentWell();
    retireIfDone(*served);
    finishDrain();
}

/// An item that ended here by a refusal, or on the server's wish, may leave a session that waits for a result.
void Engine::keepAnEyeOn(const Run &run)
{
    const auto &item = run.driver->item();
    if (!run.served->watch || item.kind != WorkKind::Session || run.driver->phase() != ItemPhase::Released ||
        run.driver->endedCleanly())
        return;
    run.served->watch->keepAnEyeOn({.id = item.id,
                                    .environment = item.environment,
                                    .kind = item.kind,
                                    .subject = item.subject,
                                    .state = WorkState::Stopped});
}

SessionRecord Engine::newRecord(const SessionId &session, const EnvironmentId &environment)
{
    const auto now = m_parts.clock.wallNow();
    return {std::make_shared<api::SessionView>(api::SessionView{
                .id = session, .environment = environment, .since = now, .startedAt = now, .lastActivity = now}),
            std::make_shared<Transcript>(session, m_parts.clock, m_observer),
            std::make_shared<std::map<EventId, ToolResult>>(),
            std::make_shared<std::optional<SandboxId>>(),
            std::make_shared<OutputCollector>(m_parts.outputs, m_parts.clock, session, m_observer),
            std::make_shared<KeptMemories>(),
            std::make_shared<bool>(false),
            std::make_shared<bool>(false),
            std::make_shared<int>(0)};
}

const SessionRecord &Engine::recordOf(const SessionId &session, const EnvironmentId &environment)
{
    auto it = m_sessions.find(session);
    if (it == m_sessions.end()) {
        it = m_sessions.emplace(session, newRecord(session, environment)).first;
        restoreCalls(it->second, session);
    }
    std::erase(m_endedSessions, session);
    return it->second;
}

void Engine::forgetOldSessions()
{
    while (m_endedSessions.size() > limits::kEndedSessionsKept) {
        const auto session = m_endedSessions.front();
        m_endedSessions.pop_front();
        if (const auto it = m_sessions.find(session); it != m_sessions.end() && !it->second.results->empty())
            continue; // a result that the server does not have yet is never forgotten
        m_interrupts.erase(session);
        m_sessions.erase(session);
        m_observer(api::SessionGone{session});
    }
}

Engine::Run *Engine::runOf(const SessionId &session)
{
    const auto it = std::ranges::find_if(m_runs, [&](const Run &run) {
        return run.started && run.driver->item().kind == WorkKind::Session &&
               run.driver->item().subject == session.value() && run.driver->phase() == ItemPhase::Serving;
    });
    return it == m_runs.end() ? nullptr : &*it;
}

Engine::Run *Engine::runOf(const WorkId &work)
{
    const auto it =
        std::ranges::find_if(m_runs, [&](const Run &run) { return run.driver && run.driver->item().id == work; });
    return it == m_runs.end() ? nullptr : &*it;
}

} // namespace glovebox::engine
