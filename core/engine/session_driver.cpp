#include "core/engine/session_driver.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A tool call ended without a result: normally its sandbox is about to be reported as lost, with a better reason.
constexpr std::chrono::milliseconds kTroubleGrace = 2s;
/// A result refused this often, and not in the log, will not be taken.
constexpr int kRefusalsMax = 2;

std::set<std::string> toolsetNames() { return {"bash", "read", "write", "edit", "glob", "grep"}; }

} // namespace

SessionDriver::SessionDriver(Parts parts, WorkItem item, std::shared_ptr<Transcript> transcript, std::shared_ptr<api::SessionView> view) :
    m_parts(std::move(parts)),
    m_item(std::move(item)),
    m_session(m_item.subject),
    m_transcript(std::move(transcript)),
    m_view(std::move(view)),
    m_lease(m_parts.controlPlane, m_parts.clock, m_item.id, m_item.sessionsToken,
            [this](LeaseEnd reason, std::string detail) { leaseEnded(reason, detail); }),
    m_feed(m_parts.controlPlane, m_parts.clock, m_session, m_item.sessionsToken,
           {[this] {
                m_book.beginHistory();
                m_lastHistoryEffect = IdleEffect::Neutral;
            },
            [this](const SessionEvent &event) {
                if (const auto effect = idleEffect(event); effect != IdleEffect::Neutral)
                    m_lastHistoryEffect = effect;
                observe(event);
                m_book.history(event);
            },
            [this](bool complete) { historyEnded(complete); }, [this](const SessionEvent &event) { liveEvent(event); },
            [this](Error why) { fail(inContext("the session's event stream", std::move(why))); }, [this](std::optional<Error>) { publish(); }}),
    m_poster(m_parts.controlPlane, m_parts.clock, m_session, m_item.sessionsToken),
    m_book(toolsetNames())
{
}

SessionDriver::~SessionDriver()
{
    if (m_sandbox)
        m_parts.pool.release(*m_sandbox);
}

void SessionDriver::start()
{
    move(ItemEvent::Acknowledged);
    m_lease.start();
    if (m_item.secretWasUndecodable)
        qCWarning(lcEngine, "the secret of %s could not be decoded; the environment key serves instead", m_item.id.value().c_str());
    if (m_item.kind != WorkKind::Session) {
        qCInfo(lcEngine, "%s is %s: nothing to run", m_item.id.value().c_str(),
               m_item.kind == WorkKind::Healthcheck ? "a health check" : "of an unknown kind");
        return end(End::Stop);
    }
    publish();
    m_call = m_parts.controlPlane.retrieveSession(m_session, m_item.sessionsToken,
                                                  [this](Result<Session> session) { sessionRead(std::move(session)); });
}

void SessionDriver::sessionRead(Result<Session> session)
{
    if (!session)
        return fail(inContext("read the session", session.error()));
    m_view->title = session->title;
    m_view->agentName = session->agentName;
    if (session->status == SessionStatus::Terminated) {
        m_terminated = true;
        return end(End::Stop);
    }
    // The model is at work and will want its hands: boot while it thinks. A session that rests may never call a tool.
    if (session->status != SessionStatus::Idle)
        needSandbox();
    m_feed.start();
    publish();
}

void SessionDriver::historyEnded(bool complete)
{
    if (m_phase != ItemPhase::Serving)
        return;
    if (!complete) {
        m_book.abandonHistory();
        return;
    }
    const auto decisions = m_book.endHistory();
    const bool someoneElseOwes = std::ranges::any_of(decisions, [](const auto &d) { return d.kind == CallDecision::Kind::NotOurs; });
    if (m_lastHistoryEffect != IdleEffect::Neutral)
        m_idle.apply(someoneElseOwes ? IdleEffect::Activity : m_lastHistoryEffect);
    apply(decisions);
}

void SessionDriver::liveEvent(const SessionEvent &event)
{
    const auto effect = idleEffect(event);
    m_idle.apply(effect);
    observe(event);
    if (m_phase != ItemPhase::Serving)
        return;
    const auto decisions = m_book.live(event);
    // A confirmed call of somebody else's tool: its owner still has to answer.
    if (effect == IdleEffect::Neutral && std::ranges::any_of(decisions, [](const auto &d) { return d.kind == CallDecision::Kind::NotOurs; }))
        m_idle.disarm();
    apply(decisions);
}

/// What an event says about the session itself, whether it comes live or from history.
void SessionDriver::observe(const SessionEvent &event)
{
    m_transcript->event(event);
    m_view->lastActivity = m_parts.clock.wallNow();
    if (const auto *use = std::get_if<ToolUse>(&event.payload)) {
        m_transcript->callRequested(event.id, *use);
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        const bool inHand = m_current && m_current->id == answer->use;
        if (!inHand && m_results.contains(answer->use)) { // refused on a retry, but taken before
            settle(answer->use);
        } else if (!inHand && !m_book.isAnswered(answer->use)) {
            m_transcript->callEnded(answer->use, answer->text);
            m_transcript->callState(answer->use, answer->isError ? ToolCallState::Error : ToolCallState::Done, "answered earlier");
        }
    } else if (const auto *idle = std::get_if<StatusIdle>(&event.payload)) {
        m_stopReason = idle->stopReason;
        m_rescheduling = false;
    } else if (std::holds_alternative<StatusRunning>(event.payload)) {
        m_rescheduling = false;
    } else if (std::holds_alternative<StatusRescheduled>(event.payload)) {
        m_rescheduling = true;
    } else if (std::holds_alternative<StatusTerminated>(event.payload) || std::holds_alternative<SessionDeleted>(event.payload)) {
        m_terminated = true;
        end(End::Stop);
    }
}

void SessionDriver::apply(const std::vector<CallDecision> &decisions)
{
    using Kind = CallDecision::Kind;
    for (const auto &decision : decisions) {
        const auto &id = decision.call.id;
        m_transcript->callRequested(id, decision.call.use);
        switch (decision.kind) {
        case Kind::Execute:
            m_transcript->callState(id, ToolCallState::Requested);
            m_queue.push_back(decision.call);
            break;
        case Kind::Hold:
            qCInfo(lcEngine, "%s: %s needs approval", m_session.value().c_str(), decision.call.use.name.c_str());
            m_transcript->callState(id, ToolCallState::NeedsApproval);
            break;
        case Kind::Denied: m_transcript->callState(id, ToolCallState::Denied, decision.note); break;
        case Kind::NotOurs: m_transcript->callState(id, ToolCallState::NotOurs, "answered by another client"); break;
        case Kind::Dropped: m_transcript->callState(id, ToolCallState::Cancelled, "its thread has ended"); break;
        case Kind::Answered: callAnswered(id); break;
        }
    }
    dispatch();
    updateIdle();
    drainIfPossible();
    publish();
}

/// The log holds a result for a call that was held or in hand.
void SessionDriver::callAnswered(const EventId &call)
{
    std::erase_if(m_queue, [&](const BookedCall &queued) { return queued.id == call; });
    if (m_current && m_current->id == call) {
        if (m_poster.busy()) { // our own result, seen before the answer to the post
            m_poster.cancel();
            return delivered(ResultPoster::Outcome::Accepted, {});
        }
        m_tool.cancel();
        m_troubleTimer.cancel();
        m_current.reset();
        if (m_sandbox)
            m_parts.pool.setBusy(*m_sandbox, {});
    }
    m_results.erase(call);
    m_transcript->callState(call, ToolCallState::Cancelled, "answered by another client");
}

void SessionDriver::needSandbox()
{
    if (m_sandbox || m_phase != ItemPhase::Serving)
        return;
    m_sandbox = m_parts.pool.acquire(m_session, {[this](ports::GuestLink &link) { sandboxReady(link); },
                                                 [this](Error why) { sandboxLost(std::move(why)); }, [this] { publish(); }});
    m_parts.pool.setTitle(*m_sandbox, m_view->title);
}

void SessionDriver::sandboxReady(ports::GuestLink &link)
{
    m_link = &link;
    m_transcript->note(api::NoteView::Kind::Sandbox, "sandbox " + m_sandbox->value() + " is ready");
    dispatch();
    publish();
}

void SessionDriver::sandboxLost(Error why)
{
    const bool wasReady = m_link != nullptr;
    const auto sandbox = m_sandbox->value();
    m_link = nullptr;
    m_tool.cancel();
    m_troubleTimer.cancel();
    m_parts.pool.release(*m_sandbox);
    m_sandbox.reset();
    m_transcript->note(api::NoteView::Kind::Error, "sandbox " + sandbox + (wasReady ? " is lost: " : " did not start: ") + describe(why));
    if (!wasReady)
        return fail(inContext("start a sandbox", std::move(why)));
    // Its files are gone, but the agent can go on: the call that ran is answered, the next one gets a new sandbox.
    if (m_current && !m_results.contains(m_current->id)) {
        m_results.insert_or_assign(m_current->id, ToolResult{m_current->use.name + ": the sandbox ended while this call ran ("
                                                                 + why.detail + "). Its files are lost; the next call starts in a new, empty one.",
                                                             true});
        m_transcript->callEnded(m_current->id, m_results.at(m_current->id).text);
        deliver();
    }
    dispatch();
    publish();
}

void SessionDriver::dispatch()
{
    if (m_phase != ItemPhase::Serving || m_current || m_queue.empty())
        return;
    const auto &next = m_queue.front();
    if (!m_results.contains(next.id) && !m_link)
        return needSandbox();
    m_current = next;
    m_queue.pop_front();
    if (m_results.contains(m_current->id))
        return deliver();
    runTool(*m_current);
}

void SessionDriver::runTool(const BookedCall &call)
{
    m_transcript->callStarted(call.id);
    m_parts.pool.setBusy(*m_sandbox, call.use.name);
    m_tool = m_link->runTool({call.id, call.use.name, call.use.input, m_parts.settings.toolTimeout},
                             {[this, id = call.id](std::string_view chunk) { m_transcript->callOutput(id, chunk); },
                              [this](Result<ToolResult> result) { toolEnded(std::move(result)); }});
    publish();
}

void SessionDriver::toolEnded(Result<ToolResult> result)
{
    if (!result) {
        // No result exists. The sandbox is about to be reported lost; if not, it is of no use any more.
        m_troubleTimer = m_parts.clock.after(kTroubleGrace, [this, why = result.error()] { m_parts.pool.destroy(*m_sandbox, why); });
        return;
    }
    m_parts.pool.setBusy(*m_sandbox, {});
    m_transcript->callEnded(m_current->id, result->text);
    m_results.insert_or_assign(m_current->id, *std::move(result));
    deliver();
}

void SessionDriver::deliver()
{
    m_transcript->callState(m_current->id, ToolCallState::Posting);
    m_poster.post({m_current->id, m_current->use.kind, m_results.at(m_current->id)}, [this] { return m_lease.ttl(); },
                  [this](ResultPoster::Outcome outcome, const std::string &detail) { delivered(outcome, detail); });
    publish();
}

void SessionDriver::delivered(ResultPoster::Outcome outcome, const std::string &detail)
{
    const auto id = m_current->id;
    m_current.reset();
    if (outcome == ResultPoster::Outcome::Accepted) {
        settle(id);
    } else if (++m_refusals[id] >= kRefusalsMax) {
        qCWarning(lcEngine, "the result of %s was not taken: %s", id.value().c_str(), detail.c_str());
        m_transcript->callState(id, ToolCallState::Error, "the control plane did not take the result: " + detail);
        m_results.erase(id);
        m_book.markAnswered(id);
    } else {
        // It may have been accepted by an attempt whose answer was lost: history tells. If not, it is posted again.
        m_book.markUndelivered(id);
        m_feed.reread();
    }
    dispatch();
    updateIdle();
    drainIfPossible();
    publish();
}

/// The server has the result.
void SessionDriver::settle(const EventId &call)
{
    const auto result = m_results.extract(call);
    m_book.markAnswered(call);
    m_transcript->callState(call, result.mapped().timedOut ? ToolCallState::TimedOut
                                : result.mapped().isError  ? ToolCallState::Error
                                                           : ToolCallState::Done);
}

void SessionDriver::leaseEnded(LeaseEnd reason, const std::string &detail)
{
    qCInfo(lcEngine, "lease of %s ended (%s): %s", m_item.id.value().c_str(), std::string(word(reason)).c_str(), detail.c_str());
    m_transcript->note(api::NoteView::Kind::Lease, "lease " + std::string(word(reason)) + ": " + detail);
    end(leaseIsGone(reason) ? End::LeaseGone : End::Stop);
}

void SessionDriver::updateIdle()
{
    m_idle.setBlocked(m_book.hasOpenCalls() || m_current.has_value());
    if (!m_idle.shouldRun() || m_parts.settings.sessionIdle <= 0ms || m_phase != ItemPhase::Serving) {
        m_idleTimer.cancel();
        m_idleStarted = -1;
        return;
    }
    if (m_idleStarted == m_idle.restarts())
        return;
    m_idleStarted = m_idle.restarts();
    m_idleTimer = m_parts.clock.after(m_parts.settings.sessionIdle, [this] {
        qCInfo(lcEngine, "%s has been idle: released", m_session.value().c_str());
        end(End::Stop);
    });
}

void SessionDriver::drain()
{
    m_draining = true;
    drainIfPossible();
    publish();
}

void SessionDriver::drainIfPossible()
{
    if (!m_draining || m_phase != ItemPhase::Serving)
        return;
    if (m_idle.shouldRun())
        return end(End::Stop);
    const bool waits = !m_current && (m_book.heldCount() > 0 || (m_sandbox && !m_link) || (!m_queue.empty() && !m_link));
    if (waits)
        end(End::GiveBack);
}

void SessionDriver::abort()
{
    if (m_phase == ItemPhase::Serving)
        end(m_idle.shouldRun() ? End::Stop : End::GiveBack);
}

void SessionDriver::fail(Error why)
{
    qCWarning(lcEngine, "%s failed: %s", m_session.value().c_str(), describe(why).c_str());
    m_transcript->note(api::NoteView::Kind::Error, describe(why));
    const bool refused = ports::isRefusal(why.code);
    m_problem = std::move(why);
    end(refused ? End::Stop : End::GiveBack);
}

void SessionDriver::end(End how)
{
    if (m_phase != ItemPhase::Serving)
        return;
    m_feed.stop();
    m_poster.cancel();
    m_tool.cancel();
    m_idleTimer.cancel();
    m_troubleTimer.cancel();
    if (m_current)
        m_transcript->callState(m_current->id, ToolCallState::Cancelled, "the session was released");
    m_current.reset();
    m_queue.clear();
    m_link = nullptr;
    if (m_sandbox)
        m_parts.pool.release(*m_sandbox);
    m_sandbox.reset();
    m_lease.stop();
    if (how == End::Stop) {
        move(ItemEvent::RunOver);
        m_call = m_parts.controlPlane.stop(m_item.id, m_item.sessionsToken, [this](Result<> stopped) {
            if (!stopped)
                qCWarning(lcEngine, "stop of %s failed: %s", m_item.id.value().c_str(), describe(stopped.error()).c_str());
            move(ItemEvent::Stopped);
            released();
        });
        publish();
        return;
    }
    if (how == End::LeaseGone) {
        move(ItemEvent::LeaseLost);
    } else {
        qCInfo(lcEngine, "%s is given back: its lease is left to lapse", m_item.id.value().c_str());
        move(ItemEvent::RunOver);
        move(ItemEvent::Stopped);
    }
    released();
}

void SessionDriver::released()
{
    publish();
    m_finishTimer = m_parts.clock.after(0ms, [this] { m_parts.finished(); });
}

void SessionDriver::move(ItemEvent event)
{
    const auto to = next(m_phase, event);
    if (!to) {
        qCCritical(lcEngine, "%s cannot take '%s' while %s", m_item.id.value().c_str(), std::string(word(event)).c_str(),
                   std::string(word(m_phase)).c_str());
        return;
    }
    m_phase = *to;
}

api::SessionState SessionDriver::state() const
{
    using State = api::SessionState;
    if (m_phase != ItemPhase::Serving && m_phase != ItemPhase::Claimed)
        return m_terminated ? State::Terminated : m_problem ? State::Failed : State::Ended;
    if (m_book.heldCount() > 0)
        return State::NeedsApproval;
    if (m_idle.turnOver())
        return State::Idle;
    if (m_rescheduling)
        return State::Rescheduling;
    return m_sandbox && !m_link ? State::WaitingForSandbox : State::Running;
}

std::string SessionDriver::reason() const
{
    switch (state()) {
    case api::SessionState::WaitingForSandbox: {
        const int position = m_parts.pool.queuePosition(*m_sandbox);
        return position > 0 ? "number " + std::to_string(position) + " in the queue for a slot" : "its sandbox is starting";
    }
    case api::SessionState::Idle:
    case api::SessionState::Ended: return m_stopReason;
    case api::SessionState::NeedsApproval: return std::to_string(m_book.heldCount()) + (m_book.heldCount() == 1 ? " call waits" : " calls wait");
    default: return {};
    }
}

void SessionDriver::publish()
{
    if (m_item.kind != WorkKind::Session)
        return;
    auto view = *m_view;
    const auto newState = state();
    if (newState != view.state)
        view.since = m_parts.clock.wallNow();
    view.state = newState;
    view.work = m_item.id;
    view.reason = reason();
    view.problem = m_problem;
    view.sandbox = m_sandbox;
    view.sandboxState = m_sandbox ? m_parts.pool.state(*m_sandbox).value_or(SandboxState::Destroyed) : SandboxState::Queued;
    view.currentTool = m_current && !m_results.contains(m_current->id) ? m_current->use.name : std::string();
    view.turns = m_transcript->turns();
    view.toolCalls = m_transcript->calls();
    view.toolErrors = m_transcript->errors();
    view.generation = m_view->generation;
    if (view == *m_view && view.generation != 0)
        return;
    ++view.generation;
    *m_view = view;
    m_parts.observer(view);
}

} // namespace glovebox::engine
