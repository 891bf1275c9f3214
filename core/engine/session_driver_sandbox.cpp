// Role: the part of SessionDriver that gets the session its sandbox, puts into it what the session brings along, and
// takes out what it leaves.
#include "core/engine/session_driver.h"

#include "core/base/limits.h"
#include "core/engine/guest_gone.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {
/// What a session leaves was collected when its turn ended; this is for the rest, and memory waits behind it.
constexpr std::chrono::milliseconds kLastCollection = 30s;
/// Nobody writes to a session in so short a time after it was idle for a minute; longer, and we look.
constexpr std::chrono::milliseconds kQuickClose = 1s;
} // namespace

void SessionDriver::needSandbox()
{
    if (m_sandbox || m_phase != ItemPhase::Serving)
        return;
    if (!*m_record.knownSandbox) // it may have worked in it for a program before this one
        *m_record.knownSandbox = m_parts.pool.whereItWorked(m_session);
    const auto sandbox = m_parts.pool.acquire(m_session, m_wish,
                                              {[this](ports::GuestLink &link) { sandboxReady(link); },
                                               [this](Error why) { sandboxLost(std::move(why)); },
                                               [this] {
                                                   publish();
                                               }});
    if (!sandbox) // a named one, or none that would fit. In use will pass: the queue hands the session out again
        return fail(
            inContext(m_wish.named ? "take the sandbox that the session names" : "make its sandbox", sandbox.error()),
            sandbox.error().code == ErrorCode::Conflict ? End::GiveBack : End::Stop);
    m_sandbox = *sandbox;
    m_parts.pool.setTitle(*m_sandbox, m_record.view->title);
}

void SessionDriver::sandboxReady(ports::GuestLink &link)
{
    m_arrived = &link;
    m_hadSandbox = true;
    m_record.transcript->note(api::NoteView::Kind::Sandbox, "sandbox " + m_sandbox->value() + " is ready");
    if (!m_read || (m_read->skills.empty() && m_read->memoryStores.empty()))
        return mounted({});
    m_mounts = std::make_unique<SessionMounts>(
        SessionMounts::Parts{
            m_parts.environment.skills.get(), m_parts.environment.memories.get(), m_parts.clock,
            m_parts.environment.settings,
            [this](api::NoteView::Kind kind, std::string text) { m_record.transcript->note(kind, std::move(text)); },
            [this] { publish(); }, m_record.memories},
        *m_read, m_item.sessionsToken);
    m_mounts->mount(link.files(), !m_wish.named, [this](Result<> result) { mounted(std::move(result)); });
    publish();
}

void SessionDriver::mounted(Result<> result)
{
    if (m_phase != ItemPhase::Serving)
        return;
    if (!result) {
        using enum ErrorCode;
        const auto code = result.error().code;
        if (isGuestGone(code))
            return guestFailed(result.error());
        const bool passes = code == NetworkError || code == TimedOut || code == ServerError || code == RateLimited;
        return fail(inContext("mount what the session brings along", result.error()),
                    passes ? End::GiveBack : End::Stop);
    }
    m_link = m_arrived;
    dispatch();
    if (m_idle.turnOver())
        turnEnded(); // it was over before the sandbox was there
    publish();
}

void SessionDriver::sandboxLost(Error why)
{
    const bool wasReady = m_link != nullptr;
    const auto sandbox = m_sandbox->value();
    m_arrived = nullptr;
    m_link = nullptr;
    m_running = false;
    m_installed.clear();
    m_tool.cancel();
    m_install.cancel();
    m_troubleTimer.cancel();
    stopCollecting();
    if (m_mounts)
        m_mounts->lost();
    const bool hasDisk = m_parts.pool.isStopped(*m_sandbox);
    m_record.transcript->note(api::NoteView::Kind::Error, "sandbox " + sandbox +
                                                              (!wasReady ? " did not start: "
                                                               : hasDisk ? " stopped: "
                                                                         : " is lost: ") +
                                                              describe(why));
    if (m_phase == ItemPhase::Releasing) // nothing is left to close up
        return closedUp();
    m_mounts.reset();
    m_parts.pool.release(*m_sandbox);
    m_sandbox.reset();
    if (!wasReady) { // what cannot be granted stops the item; else it is this host's trouble, and another may serve it
        const auto end = why.code == ErrorCode::InvalidArgument ? End::Stop : End::GiveBack;
        return fail(inContext("start a sandbox", std::move(why)), end);
    }
    // The agent can go on: the call that ran is answered, the next one starts the sandbox again or gets a new one.
    if (m_current && !m_record.results->contains(m_current->id)) {
        if (!hasDisk)
            m_record.knownSandbox->reset(); // told with this very result
        keep({m_current->use.name + ": the sandbox ended while this call ran (" + why.detail + "). " +
                  (hasDisk ? "The next call starts it again from its disk."
                           : "Its files are lost; the next call starts in a new, empty one."),
              true});
    }
    dispatch();
    publish();
}

void SessionDriver::turnEnded()
{
    if (m_phase == ItemPhase::Serving)
        collectOutputs();
}

void SessionDriver::collectOutputs()
{
    if (!m_link || std::exchange(m_collectingNow, true))
        return;
    m_collecting = m_record.outputs->collect(m_link->files(), [this](Result<>) { // its view has the error
        m_collectingNow = false;
        outputsCollected();
    });
}

void SessionDriver::stopCollecting()
{
    m_collectingNow = false;
    m_collecting.cancel();
}

/// The run is over, the lease is held: outputs are collected, memory goes home, then closedUp().
void SessionDriver::closeUp()
{
    m_closing = true;
    m_closingSince = m_parts.clock.now();
    if (!m_arrived)
        return closedUp();
    m_closeTimer = m_parts.clock.after(kLastCollection, [this] {
        qCWarning(lcEngine, "%s: its outputs took too long to collect", m_session.value().c_str());
        stopCollecting();
        outputsCollected();
    });
    if (m_link)
        collectOutputs();
    else
        outputsCollected(); // what it brings along was still being put in place
}

void SessionDriver::outputsCollected()
{
    if (!m_closing)
        return;
    m_closeTimer.cancel(); // what follows bounds itself
    if (!m_mounts)
        return closedUp();
    m_mounts->finish(m_clean, [this] { closedUp(); });
}

void SessionDriver::closedUp()
{
    if (!std::exchange(m_closing, false))
        return;
    leaveSandbox();
    // A message may have come meanwhile, on an item that is still ours: a stop would strand its turn.
    if (m_end == End::Stop && m_clean && !m_terminated && m_parts.clock.now() - m_closingSince > kQuickClose) {
        m_call = m_parts.environment.controlPlane->retrieveSession(
            m_session, m_item.sessionsToken, [this](Result<Session> session) {
                if (session && session->status == SessionStatus::Running)
                    m_end = End::GiveBack;
                sayGoodbye();
            });
        return;
    }
    sayGoodbye();
}

void SessionDriver::sayGoodbye()
{
    m_lease.stop();
    if (m_end == End::Stop) {
        stopItem();
        return publish();
    }
    qCInfo(lcEngine, "%s is given back: its lease is left to lapse", m_item.id.value().c_str());
    advance(m_phase, ItemEvent::Stopped, m_item.id);
    released();
}

void SessionDriver::leaveSandbox()
{
    m_closeTimer.cancel();
    stopCollecting();
    if (m_mounts) {
        m_mounts->stop();
        m_left = std::move(m_mounts); // it may be the one calling us
    }
    m_arrived = nullptr;
    m_link = nullptr;
    if (m_sandbox)
        m_parts.pool.release(*m_sandbox, m_terminated);
    m_sandbox.reset();
}

} // namespace glovebox::engine
