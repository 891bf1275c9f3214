// What somebody asks of the sample's sessions, and how new ones come.
#include "app/sample/talks.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using api::NoteView;
using api::SessionState;
using domain::ToolCallState;

namespace {

constexpr int kAtOnceOfLong = 4'000;
const char *const kNoAnswerKey = "Answering needs the environment's operator key. Answer in the Console instead.";

} // namespace

int Talks::waiting() const
{
    return static_cast<int>(std::ranges::count_if(m_stage.world.calls, [](const auto &call) {
        return std::get<api::ToolCallView>(call.second.what).state == ToolCallState::NeedsApproval;
    }));
}

domain::EnvironmentId Talks::environment() const
{
    return m_stage.world.environments.begin()->first;
}

api::Verdict Talks::answer(const SessionId &id, const domain::EventId &event, const api::ApprovalAnswer &answer)
{
    const auto found = m_stage.world.calls.find(event);
    if (found == m_stage.world.calls.end() || found->second.session != id)
        return api::Verdict::denied("The call does not wait for an answer any more.");
    const auto &call = std::get<api::ToolCallView>(found->second.what);
    const auto session = find(id);
    if (call.state != ToolCallState::NeedsApproval || call.answer == api::AnswerState::Sent || !session)
        return api::Verdict::denied("The call does not wait for an answer any more.");
    const auto environment = m_stage.world.environments.find(session->environment);
    if (environment == m_stage.world.environments.end() || !environment->second.hasOperatorKey)
        return api::Verdict::denied(kNoAnswerKey);
    m_stage.audit("approval.answered", "call/" + id.value() + '/' + event.value(),
                  {.outcome = answer.allow ? domain::AuditOutcome::Done : domain::AuditOutcome::Denied,
                   .reason = answer.denyReason,
                   .session = id.value()});
    rewrite(event, [](api::ToolCallView &now) { now.answer = api::AnswerState::Sending; });
    m_stage.agenda.after(m_stage.chance.around(700ms), [this, id, event, answer] {
        const bool reached = !m_stage.has(Fault::ControlPlaneDown) && !m_stage.has(Fault::KeyRejected);
        rewrite(event, [&](api::ToolCallView &now) {
            now.answer = reached ? api::AnswerState::Sent : api::AnswerState::Failed;
            now.answerProblem = reached ? "" : "The control plane is not reached.";
            if (reached && answer.allow)
                now.state = ToolCallState::Requested;
            if (reached && !answer.allow)
                now.note = answer.denyReason.empty() ? "Denied by the operator" : answer.denyReason;
        });
        if (!reached)
            return;
        if (answer.allow)
            return run(id, event);
        say(id, NoteView::Kind::AgentMessage, "Understood: I leave that, and look for another way.");
        finish(id, event, ToolCallState::Denied);
    });
    return api::Verdict::accepted();
}

api::Verdict Talks::cancel(const SessionId &id, const domain::EventId &event)
{
    const auto found = m_stage.world.calls.find(event);
    if (found == m_stage.world.calls.end() || found->second.session != id)
        return api::Verdict::denied("The call does not run any more.");
    if (std::get<api::ToolCallView>(found->second.what).state != ToolCallState::Running)
        return api::Verdict::denied("The call does not run.");
    m_stage.audit("call.cancelled", "call/" + id.value() + '/' + event.value(), {.session = id.value()});
    m_stage.agenda.after(m_stage.chance.around(300ms), [this, id, event] {
        rewrite(event, [](api::ToolCallView &call) { call.note = "Cancelled by the operator"; });
        finish(id, event, ToolCallState::Cancelled);
    });
    return api::Verdict::accepted();
}

api::Verdict Talks::interrupt(const SessionId &id)
{
    const auto session = find(id);
    if (!session)
        return api::Verdict::denied("This host does not know the session.");
    if (!session->canInterrupt)
        return api::Verdict::denied(
            "Interrupting the session needs the environment's operator key. Do it in the Console.");
    if (session->state != SessionState::Running && session->state != SessionState::NeedsApproval &&
        session->state != SessionState::WaitingForSandbox)
        return api::Verdict::alreadySo();
    m_stage.audit("session.interrupted", "session/" + id.value(), {.session = id.value()});
    m_stage.agenda.after(m_stage.chance.around(600ms), [this, id] {
        while (const auto open = openCall(id)) {
            rewrite(open->id, [](api::ToolCallView &call) { call.note = "The session was interrupted"; });
            finish(id, open->id, ToolCallState::Cancelled);
        }
        endTurn(id, "interrupted");
    });
    return api::Verdict::accepted();
}

// ---- New sessions ----

Talks::SessionId Talks::newSession(const std::string &title, const std::string &agent, const std::string &wish)
{
    api::SessionView view{.id = SessionId("sesn_" + m_stage.chance.word(24)), .environment = environment()};
    view.title = title;
    view.agentName = agent;
    view.since = view.startedAt = view.lastActivity = m_stage.now();
    view.reason = "its sandbox boots";
    view.canInterrupt = true;
    view.turns = 1;
    m_talks[view.id].stepsLeft = m_stage.chance.between(4, 12);
    view.sandbox = m_machines.startFor(view);
    m_stage.tell(view);
    if (!wish.empty())
        say(view.id, NoteView::Kind::UserMessage, wish);
    return view.id;
}

/// It stands in the queue for a moment before this host claims it.
void Talks::newWork()
{
    m_stage.agenda.after(m_stage.chance.around(22s), [this] { newWork(); });
    if (!m_taking || m_stage.world.environments.empty())
        return;
    const auto live = std::ranges::count_if(m_stage.world.sessions, [](const auto &session) {
        return session.second.state != SessionState::Ended && session.second.state != SessionState::Terminated;
    });
    if (live >= m_stage.options.sessions)
        return;
    api::WorkView work{.id = domain::WorkId("work_" + m_stage.chance.word(20)), .environment = environment()};
    work.state = domain::WorkState::Queued;
    work.createdAt = m_stage.now();
    const auto id = work.id;
    m_stage.tell(std::move(work));
    tellQueue();
    m_stage.agenda.after(m_stage.chance.around(5s), [this, id] { claim(id); });
}

void Talks::claim(const domain::WorkId &id)
{
    const auto found = m_stage.world.work.find(id);
    if (found == m_stage.world.work.end())
        return;
    if (!m_taking) {
        m_stage.agenda.after(5s, [this, id] { claim(id); });
        return;
    }
    const ScriptedSession &script = scriptedSessions()[m_script++ % scriptedSessions().size()];
    const auto session = newSession(script.title, script.agent, script.wish);
    api::SessionView view = *find(session);
    view.work = id;
    m_stage.tell(view);
    api::WorkView work = found->second;
    work.session = session;
    work.sessionTitle = script.title;
    work.state = domain::WorkState::Active;
    work.acknowledgedAt = work.latestHeartbeatAt = m_stage.now();
    work.ours = true;
    m_stage.tell(work);
    m_stage.audit(domain::AuditActor::ControlPlane, "work.taken", "work/" + id.value(), {.session = session.value()});
    m_stage.log(LogLevel::Info, "engine", "poll: " + id.value() + " for " + session.value());
    tellQueue();
}

void Talks::tellQueue()
{
    for (const auto &[id, view] : std::map(m_stage.world.environments)) {
        api::EnvironmentView told = view;
        domain::QueueStats stats;
        stats.workersPolling = 1;
        told.active = 0;
        for (const auto &[work, item] : m_stage.world.work) {
            if (item.environment != id)
                continue;
            told.active += item.ours ? 1 : 0;
            if (item.state != domain::WorkState::Queued)
                continue;
            ++stats.depth;
            if (item.createdAt && (!stats.oldestQueuedAt || *item.createdAt < *stats.oldestQueuedAt))
                stats.oldestQueuedAt = item.createdAt;
        }
        told.queue = stats;
        told.queueSeenAt = m_stage.now();
        m_stage.tell(told);
    }
}

api::Verdict Talks::start(const api::StartSession &wanted)
{
    const auto environment = m_stage.world.environments.find(wanted.environment);
    if (environment == m_stage.world.environments.end())
        return api::Verdict::denied("There is no such environment.");
    if (!environment->second.hasOperatorKey)
        return api::Verdict::denied("Starting a session needs the environment's operator key.");
    std::string agent = "agent";
    if (const auto known = m_stage.world.agents.find(wanted.environment); known != m_stage.world.agents.end())
        for (const auto &one : known->second.agents)
            if (one.id == wanted.agent)
                agent = one.name;
    m_stage.tell(api::StartedSessionView{.ticket = wanted.ticket, .environment = wanted.environment});
    m_stage.agenda.after(m_stage.chance.around(900ms), [this, wanted, agent, actor = m_stage.actor()] {
        api::StartedSessionView started{.ticket = wanted.ticket, .environment = wanted.environment, .over = true};
        if (m_stage.has(Fault::ControlPlaneDown)) {
            started.problem = Error{ErrorCode::NetworkError, "create the session: connection refused"};
            m_stage.tell(started);
            return;
        }
        started.session = wanted.session ? *wanted.session : newSession(wanted.title, agent, wanted.message);
        m_stage.audit(actor, "session.started", "session/" + started.session->value(),
                      {.session = started.session->value()});
        m_stage.tell(started);
    });
    return api::Verdict::accepted();
}

api::Verdict Talks::listAgents(const api::ListAgents &wanted)
{
    const auto found = m_stage.world.agents.find(wanted.environment);
    if (found == m_stage.world.agents.end())
        return api::Verdict::denied("There is no such environment.");
    api::AgentsView view = found->second;
    view.loading = true;
    m_stage.tell(view);
    m_stage.agenda.after(m_stage.chance.around(500ms), [this, view]() mutable {
        view.loading = false;
        view.readAt = m_stage.now();
        m_stage.tell(view);
    });
    return api::Verdict::accepted();
}

api::Verdict Talks::repair(const domain::WorkId &id)
{
    const auto found = m_stage.world.work.find(id);
    if (found == m_stage.world.work.end())
        return api::Verdict::denied("The queue does not list this item any more.");
    if (found->second.ours)
        return api::Verdict::denied("This host serves the item. Interrupt its session instead.");
    const auto show = [this, id](api::Repair how) {
        const auto now = m_stage.world.work.find(id);
        if (now == m_stage.world.work.end())
            return;
        api::WorkView view = now->second;
        view.repair = how;
        m_stage.tell(view);
    };
    show(api::Repair::Stopping);
    m_stage.audit("work.repaired", "work/" + id.value());
    m_stage.agenda.after(900ms, [show] { show(api::Repair::Interrupting); });
    m_stage.agenda.after(1800ms, [show] { show(api::Repair::Done); });
    m_stage.later<domain::WorkId, api::WorkView>(5s, m_stage.world.work, id, [this](const api::WorkView &view) {
        m_stage.tell(api::WorkGone{view.environment, view.id});
        tellQueue();
    });
    return api::Verdict::accepted();
}

void Talks::endAll()
{
    setTaking(false);
    std::vector<SessionId> live;
    for (const auto &[id, view] : m_stage.world.sessions)
        if (view.state != SessionState::Ended && view.state != SessionState::Terminated)
            live.push_back(id);
    for (const auto &id : live) {
        while (const auto open = openCall(id)) {
            rewrite(open->id, [](api::ToolCallView &call) { call.note = "The engine was stopped"; });
            rewrite(open->id, [](api::ToolCallView &call) { call.state = ToolCallState::Cancelled; });
        }
        auto session = *find(id);
        if (session.sandbox)
            m_machines.rest(*session.sandbox);
        session.sandbox.reset();
        session.work.reset();
        session.currentTool.clear();
        move(session, SessionState::Ended, "the engine stopped");
        fade(id);
    }
}

// ---- Loads ----

void Talks::addLong(int events)
{
    const auto id = newSession("A session with " + std::to_string(events) + " events", "load", "");
    writeLong(id, 0, events);
}

/// As fast as a window takes it, which has bounds.
void Talks::writeLong(const SessionId &id, int from, int events)
{
    const int to = std::min(events, from + kAtOnceOfLong);
    for (int i = from; i < to; ++i) {
        if (i % 3 == 0) {
            say(id, NoteView::Kind::AgentMessage, "Event " + std::to_string(i + 1));
            continue;
        }
        const ScriptedCall &script = scriptedCalls()[static_cast<std::size_t>(i) % scriptedCalls().size()];
        api::ToolCallView call{.id = domain::EventId("sevt_long" + std::to_string(i)), .name = script.tool};
        call.summary = script.summary;
        call.input = script.input;
        call.output = script.output;
        call.state = script.fails ? ToolCallState::Error : ToolCallState::Done;
        call.requestedAt = m_stage.now();
        call.duration = script.takes;
        write(id, std::move(call));
    }
    if (to < events)
        m_stage.agenda.after(150ms, [this, id, to, events] { writeLong(id, to, events); });
}

void Talks::flood(int lines)
{
    const auto running = std::ranges::find_if(
        m_stage.world.sessions, [](const auto &session) { return session.second.state == SessionState::Running; });
    if (running == m_stage.world.sessions.end())
        return;
    const auto id = running->first;
    for (int i = 0; i < lines; ++i)
        say(id, NoteView::Kind::AgentMessage, "Line " + std::to_string(i + 1) + " of a flood");
}

} // namespace glovebox::sample
