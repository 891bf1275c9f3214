// Role: the part of SessionDriver that ends an item: idle, drained, failed, lost, superseded; and what is shown of it.
#include "core/engine/session_driver.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A stop call is a courtesy: without it the lease lapses. In a hurry it has less time.
constexpr std::chrono::milliseconds kStopMax = 15s;
constexpr std::chrono::milliseconds kStopLast = 3s;
constexpr std::chrono::milliseconds kStopHurried = 500ms;

/// For the operator: what an end of the lease means for the session.
std::string consequence(LeaseEnd reason, bool recovered)
{
    switch (reason) {
    case LeaseEnd::StopRequested:
        return "the control plane wants it stopped";
    case LeaseEnd::Lost:
        return recovered ? "it is of before this start, or another worker's by now, and cannot be taken up again. The "
                           "session is not lost: when the lease is over the queue hands it out again, to this host or "
                           "another worker"
                         : "another worker holds the item, or the queue took it back. The session goes on with whoever "
                           "the queue gives it to";
    case LeaseEnd::Rejected:
        return "the control plane refused a heartbeat: the item, or its credential, is no longer good";
    case LeaseEnd::AssumedLost:
        return "the control plane was silent for longer than the lease lasts. The queue hands the session out again";
    }
    return {};
}

} // namespace

void SessionDriver::leaseEnded(LeaseEnd reason, const std::string &detail)
{
    const auto meaning = consequence(reason, m_recovered);
    qCInfo(lcEngine, "lease of %s for %s ended (%s): %s (%s)", m_item.id.value().c_str(), m_session.value().c_str(),
           std::string(word(reason)).c_str(), meaning.c_str(), detail.c_str());
    m_record.transcript->note(api::NoteView::Kind::Lease, "lease " + std::string(word(reason)) + ": " + meaning);
    if (m_phase == ItemPhase::Releasing && leaseIsGone(reason)) // while closing up
        return loseLease();
    end(leaseIsGone(reason) ? End::LeaseGone : End::Stop);
}

/// Somebody else may hold the item: nothing more is said or changed in its name.
void SessionDriver::loseLease()
{
    m_closing = false;
    leaveSandbox();
    m_lease.stop();
    m_call.cancel();
    advance(m_phase, ItemEvent::LeaseLost, m_item.id);
    released();
}

void SessionDriver::updateIdle()
{
    // Blind, we do not know whether the turn is still over.
    m_idle.setBlocked(m_book.hasOpenCalls() || m_current.has_value() || !m_informed);
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
        end(End::Stop, true);
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
    const bool waits =
        !m_current && (m_book.heldCount() > 0 || (m_sandbox && !m_link) || (!m_queue.empty() && !m_link));
    if (waits)
        end(End::GiveBack);
}

void SessionDriver::abort()
{
    if (m_phase == ItemPhase::Releasing) {
        if (m_closing) { // takes too long
            closedUp();
            if (m_phase == ItemPhase::Releasing)
                m_stopTimer = m_parts.clock.after(kStopHurried, [this] { abort(); });
            return;
        }
        m_call.cancel(); // the stop call does
        advance(m_phase, ItemEvent::Stopped, m_item.id);
        return released();
    }
    end(m_idle.shouldRun() ? End::Stop : End::GiveBack);
    if (m_phase == ItemPhase::Releasing)
        m_stopTimer = m_parts.clock.after(kStopLast, [this] { abort(); });
}

void SessionDriver::supersede(const WorkId &by)
{
    m_sameItemAgain = by == m_item.id;
    if (m_phase == ItemPhase::Serving)
        return end(End::LeaseGone);
    if (m_phase == ItemPhase::Releasing)
        loseLease();
}

/// The control plane's trouble: a refusal ends the item, anything else may pass and gives it back.
void SessionDriver::failTowards(Error why)
{
    const bool refused = ports::isRefusal(why.code);
    fail(std::move(why), refused ? End::Stop : End::GiveBack);
}

void SessionDriver::fail(Error why, End how)
{
    // Refused once more, for the same reason: that was said.
    const auto &shown = *m_record.view;
    if (shown.state == api::SessionState::Failed && shown.problem == why) {
        qCDebug(lcEngine, "%s failed again: %s", m_session.value().c_str(), describe(why).c_str());
    } else {
        qCWarning(lcEngine, "%s of %s failed: %s", m_session.value().c_str(), label(m_parts.environment).c_str(),
                  describe(why).c_str());
        m_record.transcript->note(api::NoteView::Kind::Error, describe(why));
    }
    m_problem = std::move(why);
    end(how);
}

void SessionDriver::end(End how, bool clean)
{
    if (m_phase != ItemPhase::Serving)
        return;
    m_end = how;
    m_clean = clean;
    *m_record.comesBack = how != End::Stop;
    m_feed.stop();
    m_poster.cancel();
    m_tool.cancel();
    m_install.cancel();
    m_idleTimer.cancel();
    m_troubleTimer.cancel();
    m_facts.finish();
    letGoOfCurrent();
    m_queue.clear();
    if (how == End::LeaseGone)
        return loseLease();
    advance(m_phase, ItemEvent::RunOver, m_item.id);
    closeUp();
    publish();
}

/// A call that has begun is never begun again by us: whoever gets the session next here is told.
void SessionDriver::letGoOfCurrent()
{
    if (!m_current)
        return;
    const auto &id = m_current->id;
    if (!m_record.results->contains(id)) {
        if (m_running)
            m_record.results->insert_or_assign(
                id,
                ToolResult{m_current->use.name + ": the session was let go of while this call ran, and the call was "
                                                 "ended. Whether it had effects is not known.",
                           true});
        if (m_running)
            m_record.transcript->callEnded(id, m_record.results->at(id).text);
        m_record.transcript->callState(id, ToolCallState::Cancelled, "the session was released");
    }
    m_current.reset();
    m_running = false;
}

void SessionDriver::stopItem()
{
    m_call = m_parts.environment.controlPlane->stop(m_item.id, m_item.sessionsToken, [this](Result<> stopped) {
        if (!stopped)
            qCWarning(lcEngine, "stop of %s failed: %s", m_item.id.value().c_str(), describe(stopped.error()).c_str());
        advance(m_phase, ItemEvent::Stopped, m_item.id);
        released();
    });
    m_stopTimer = m_parts.clock.after(kStopMax, [this] {
        qCWarning(lcEngine, "stop of %s was not answered; its lease will lapse", m_item.id.value().c_str());
        abort();
    });
}

void SessionDriver::released()
{
    m_stopTimer.cancel();
    using ports::WorkStep;
    if (!m_sameItemAgain)
        m_parts.ledger.stepWork(m_item.id, m_phase == ItemPhase::Lost ? WorkStep::Lost
                                           : m_end == End::Stop       ? WorkStep::Stopped
                                                                      : WorkStep::GivenBack);
    publish();
    m_finishTimer = m_parts.clock.after(0ms, [this] { m_parts.finished(); });
}

std::optional<Error> SessionDriver::hostTrouble() const
{
    return m_problem && m_end == End::GiveBack && isOfThisHost(m_problem->code) ? m_problem : std::nullopt;
}

api::SessionState SessionDriver::state() const
{
    using State = api::SessionState;
    if (m_closing) // not over before its files are home
        return m_idle.turnOver() ? State::Idle : State::Running;
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
    if (m_closing)
        return "outputs and memory are taken home";
    switch (state()) {
    case api::SessionState::WaitingForSandbox: {
        const int position = m_parts.pool.queuePosition(*m_sandbox);
        return position > 0 ? "number " + std::to_string(position) + " in the queue"
               : m_arrived  ? "skills and memory are put in place"
                            : "its sandbox is starting";
    }
    case api::SessionState::Idle:
    case api::SessionState::Ended:
        return m_stopReason;
    case api::SessionState::NeedsApproval:
        return std::to_string(m_book.heldCount()) + (m_book.heldCount() == 1 ? " call waits" : " calls wait");
    default:
        return {};
    }
}

void SessionDriver::publish()
{
    if (m_item.kind != WorkKind::Session)
        return;
    auto view = *m_record.view;
    const auto newState = state();
    if (newState != view.state)
        view.since = m_parts.clock.wallNow();
    view.state = newState;
    view.work = m_item.id;
    view.reason = reason();
    view.problem = m_problem;
    view.sandbox = m_sandbox;
    view.sandboxState =
        m_sandbox ? m_parts.pool.state(*m_sandbox).value_or(SandboxState::Destroyed) : SandboxState::Queued;
    view.currentTool = m_current && !m_record.results->contains(m_current->id) ? m_current->use.name : std::string();
    if (m_mounts) {
        view.skills = m_mounts->skillNames();
        view.skillProblems = m_mounts->skillProblems();
        view.memories = m_mounts->memories();
    }
    view.canInterrupt = m_parts.environment.operatorActions != nullptr;
    view.turns = m_record.transcript->turns();
    view.toolCalls = m_record.transcript->calls();
    view.toolErrors = m_record.transcript->errors();
    if (view == m_published && view.generation != 0)
        return;
    ++view.generation;
    *m_record.view = view;
    m_published = view;
    m_parts.observer(view);
}

} // namespace glovebox::engine
