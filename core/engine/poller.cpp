#include "core/engine/poller.h"

#include "core/base/limits.h"
#include "core/engine/backoff.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using api::PollState;

Poller::Poller(ports::ControlPlane &controlPlane, ports::Clock &clock, std::string environment, std::string workerId,
               api::WorkArrival arrival, Handlers handlers)
    : m_controlPlane(controlPlane), m_clock(clock), m_name(std::move(environment)), m_workerId(std::move(workerId)),
      m_trouble(clock, "polling " + m_name), m_hostTrouble(clock, "serving work of " + m_name),
      m_handlers(std::move(handlers)), m_arrival(arrival)
{
}

void Poller::start()
{
    m_failures = 0;
    m_hostFailures = 0;
    m_heldUntil = m_clock.now();
    enter(PollState::Polling);
    pollLater(std::chrono::milliseconds{0});
}

void Poller::stop(PollState state)
{
    m_call.cancel();
    m_timer.cancel();
    m_polling = false;
    enter(state);
}

void Poller::pause()
{
    stop(PollState::PausedByOperator);
}

void Poller::resume()
{
    start();
}

void Poller::setRoom(bool room)
{
    if (std::exchange(m_room, room) == room)
        return;
    if (room && wantsWork() && !m_polling)
        pollLater(std::chrono::milliseconds{0});
}

void Poller::taken()
{
    m_handingOver = false;
    if (m_state != PollState::Polling && m_state != PollState::Disconnected)
        return;
    m_failures = 0;
    if (m_clock.now() >= m_heldUntil) // otherwise an item before this one has just failed here
        enter(PollState::Polling);
    if (wantsWork())
        pollLater(std::chrono::milliseconds{0});
}

void Poller::holdBack(Error why)
{
    m_handingOver = false;
    const auto now = m_clock.now();
    if (now >= m_heldUntil)
        m_heldUntil =
            now + backoff(m_hostFailures++, limits::kPollBackoffFirst, limits::kPollBackoffMax, m_clock.random());
    if (wantsWork())
        disconnected(std::move(why), m_hostTrouble, std::chrono::milliseconds{0});
}

void Poller::wentWell()
{
    m_hostFailures = 0;
    m_hostTrouble.over();
}

void Poller::drainNow()
{
    m_called = true;
    if (wantsWork() && !m_polling)
        pollLater(std::chrono::milliseconds{0});
}

bool Poller::wantsWork() const
{
    return (m_state == PollState::Polling || m_state == PollState::Disconnected) && m_room && !m_handingOver;
}

void Poller::pollLater(std::chrono::milliseconds delay)
{
    const auto held = std::chrono::ceil<std::chrono::milliseconds>(m_heldUntil - m_clock.now());
    m_retryIn = std::max(delay, held);
    m_timer = m_clock.after(m_retryIn, [this] { poll(); });
}

void Poller::poll()
{
    if (!wantsWork())
        return;
    m_polling = true;
    m_called = false;
    const auto request = m_arrival == api::WorkArrival::Polling
                             ? ports::PollRequest{m_workerId, limits::kPollBlock, {}}
                             : ports::PollRequest{m_workerId, std::chrono::milliseconds{0}, limits::kDrainReclaim};
    m_call = m_controlPlane.poll(
        request, [this](Result<std::optional<domain::WorkItem>> answer) { answered(std::move(answer)); });
}

void Poller::answered(Result<std::optional<domain::WorkItem>> answer)
{
    m_polling = false;
    if (!answer) {
        if (ports::isRefusal(answer.error().code)) {
            qCWarning(lcEngine, "polling %s was refused for good: %s", m_name.c_str(),
                      describe(answer.error()).c_str());
            enter(PollState::KeyRejected, answer.error());
            return;
        }
        return disconnected(
            answer.error(), m_trouble,
            backoff(m_failures++, limits::kPollBackoffFirst, limits::kPollBackoffMax, m_clock.random()));
    }
    m_trouble.over();
    if (*answer) {
        m_handingOver = true;
        m_handlers.item(std::move(**answer));
        return;
    }
    m_failures = 0;
    enter(PollState::Polling);
    pollLater(m_called ? std::chrono::milliseconds{0} : pauseWhenEmpty());
}

void Poller::disconnected(Error why, TroubleLog &log, std::chrono::milliseconds pause)
{
    pollLater(pause);
    log.failed(why, m_retryIn, limits::kPollBackoffMax);
    enter(PollState::Disconnected, std::move(why));
}

std::chrono::milliseconds Poller::pauseWhenEmpty()
{
    if (m_arrival == api::WorkArrival::Webhooks)
        return limits::kSafetyPoll;
    const auto spread = limits::kEmptyPollPauseMax - limits::kEmptyPollPauseMin;
    return limits::kEmptyPollPauseMin + std::chrono::duration_cast<std::chrono::milliseconds>(
                                            m_clock.random() * std::chrono::duration<double, std::milli>(spread));
}

void Poller::enter(PollState state, std::optional<Error> problem)
{
    const bool same = m_state == state && m_problem == problem;
    m_state = state;
    m_problem = std::move(problem);
    if (!same || state == PollState::Disconnected)
        m_handlers.changed();
}

} // namespace glovebox::engine
