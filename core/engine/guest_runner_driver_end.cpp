// Role: the part of GuestRunnerDriver that ends an item, and what is shown of it.
#include "core/engine/guest_runner_driver.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {
/// A session's files are taken home within this; a stop call is answered within the other.
constexpr std::chrono::milliseconds kOutputsLast = 30s;
constexpr std::chrono::milliseconds kStopAnswered = 15s;
} // namespace

void GuestRunnerDriver::failTowards(Error why)
{
    const bool refused = ports::isRefusal(why.code);
    fail(std::move(why), refused ? End::Stop : End::GiveBack);
}

void GuestRunnerDriver::fail(Error why, End how)
{
    if (m_phase != ItemPhase::Serving)
        return;
    qCWarning(lcEngine, "%s of %s failed: %s", m_session.value().c_str(), label(m_parts.environment).c_str(),
              describe(why).c_str());
    note(api::NoteView::Kind::Error, describe(why));
    m_problem = std::move(why);
    end(how);
}

void GuestRunnerDriver::end(End how, bool clean)
{
    if (m_phase != ItemPhase::Serving)
        return;
    m_end = how;
    m_clean = clean;
    *m_record.comesBack = how != End::Stop;
    m_startTimer.cancel();
    m_endTimer.cancel();
    m_call.cancel();
    m_observed.stop();
    if (m_runner)
        m_runner->kill();
    if (m_sandbox)
        m_parts.pool.setBusy(*m_sandbox, {});
    if (how == End::LeaseGone)
        return loseLease();
    advance(m_phase, ItemEvent::RunOver, m_item.id);
    m_closing = true;
    // First the stop: nobody beats any more, and what follows may take as long as a lease.
    if (how == End::Stop)
        stopItem();
    else
        collectOutputs([this] { closeUp(); });
    publish();
}

void GuestRunnerDriver::stopItem()
{
    const auto then = [this] {
        m_closeTimer.cancel();
        collectOutputs([this] { closeUp(); });
    };
    m_closeTimer = m_parts.clock.after(kStopAnswered, [this, then] {
        qCWarning(lcEngine, "stop of %s was not answered; its lease will lapse", m_item.id.value().c_str());
        m_call.cancel();
        then();
    });
    m_call = m_parts.environment.controlPlane->stop(m_item.id, m_item.sessionsToken, [this, then](Result<> stopped) {
        if (!stopped)
            qCWarning(lcEngine, "stop of %s failed: %s", m_item.id.value().c_str(), describe(stopped.error()).c_str());
        then();
    });
}

void GuestRunnerDriver::collectOutputs(std::function<void()> then)
{
    if (!m_link || !m_runner || (m_collecting && !then))
        return then ? then() : void();
    m_takingHome = then != nullptr;
    if (then)
        m_closeTimer = m_parts.clock.after(kOutputsLast, [this, then] {
            qCWarning(lcEngine, "%s: its outputs took too long to collect", m_session.value().c_str());
            m_collecting.cancel();
            then();
        });
    m_collecting = m_record.outputs->collect(m_link->files(), [this, then](Result<>) { // its view has the error
        m_collecting = {};
        if (then)
            then();
    });
}

/// Nothing is under way any more.
void GuestRunnerDriver::closeUp()
{
    if (m_phase != ItemPhase::Releasing)
        return;
    m_closing = false;
    m_call.cancel();
    leaveSandbox();
    if (m_end == End::GiveBack)
        qCInfo(lcEngine, "%s is given back: its lease is left to lapse", m_item.id.value().c_str());
    advance(m_phase, ItemEvent::Stopped, m_item.id);
    released();
}

/// Somebody else may hold the item: nothing more is said or changed in its name.
void GuestRunnerDriver::loseLease()
{
    m_closing = false;
    m_end = End::LeaseGone;
    m_call.cancel();
    leaveSandbox();
    advance(m_phase, ItemEvent::LeaseLost, m_item.id);
    released();
}

void GuestRunnerDriver::leaveSandbox()
{
    m_closeTimer.cancel();
    m_collecting.cancel();
    m_link = nullptr;
    const bool comesBack = !m_hadSandbox && m_end != End::Stop && !m_draining;
    if (m_sandbox && comesBack)
        m_parts.pool.leave(*m_sandbox);
    else if (m_sandbox)
        m_parts.pool.release(*m_sandbox, m_observed.isOver());
    m_sandbox.reset();
}

void GuestRunnerDriver::released()
{
    using ports::WorkStep;
    if (!m_sameItemAgain)
        m_parts.ledger.stepWork(m_item.id, m_phase == ItemPhase::Lost ? WorkStep::Lost
                                           : m_end == End::Stop       ? WorkStep::Stopped
                                                                      : WorkStep::GivenBack);
    publish();
    m_finishTimer = m_parts.clock.after(0ms, [this] { m_parts.finished(); });
}

std::optional<Error> GuestRunnerDriver::hostTrouble() const
{
    return m_problem && m_end == End::GiveBack && isOfThisHost(m_problem->code) ? m_problem : std::nullopt;
}

void GuestRunnerDriver::note(api::NoteView::Kind kind, std::string text)
{
    m_record.transcript->note(kind, std::move(text));
}

api::SessionState GuestRunnerDriver::state() const
{
    using State = api::SessionState;
    if (m_closing) // not over before its files are home
        return m_observed.turnOver() ? State::Idle : State::Running;
    if (m_phase != ItemPhase::Serving && m_phase != ItemPhase::Claimed)
        return m_observed.isOver() ? State::Terminated : m_problem ? State::Failed : State::Ended;
    if (!m_runner)
        return State::WaitingForSandbox;
    if (m_observed.heldCount() > 0)
        return State::NeedsApproval;
    if (m_observed.turnOver())
        return State::Idle;
    return m_observed.isRescheduling() ? State::Rescheduling : State::Running;
}

std::string GuestRunnerDriver::reason() const
{
    if (m_closing)
        return "outputs are taken home";
    switch (state()) {
    case api::SessionState::WaitingForSandbox: {
        const int position = m_sandbox ? m_parts.pool.queuePosition(*m_sandbox) : 0;
        return position > 0 ? "number " + std::to_string(position) + " in the queue" : "its sandbox is starting";
    }
    case api::SessionState::Idle:
    case api::SessionState::Ended:
        return m_observed.stopReason();
    case api::SessionState::NeedsApproval:
        return std::to_string(m_observed.heldCount()) + (m_observed.heldCount() == 1 ? " call waits" : " calls wait");
    default:
        return {};
    }
}

void GuestRunnerDriver::publish()
{
    auto view = *m_record.view;
    if (m_sandbox && view.title != m_published.title)
        m_parts.pool.setTitle(*m_sandbox, view.title);
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
    view.currentTool = m_phase == ItemPhase::Serving ? m_observed.currentTool() : std::string();
    view.canInterrupt = m_parts.environment.operatorActions != nullptr;
    view.guestRunner = true;
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
