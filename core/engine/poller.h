// Role: asks one environment's queue for work (reference 1.4, 6.5). One poll at a time; an item is handed over and the
// next poll waits until it has been acknowledged or dropped. Thread: the engine's.
//
// With webhooks the queue is emptied when drainNow() says that there is work, and once a minute to be safe: deliveries
// can be lost for good.
#pragma once

#include "core/api/views.h"
#include "core/engine/trouble_log.h"
#include "core/ports/clock.h"
#include "core/ports/control_plane.h"

#include <optional>
#include <string>

namespace glovebox::engine {

class Poller {
public:
    struct Handlers {
        /// A claimed item; call taken() when it was acknowledged or dropped.
        std::function<void(domain::WorkItem)> item;
        /// state(), problem() or retryIn() changed.
        std::function<void()> changed;
    };

    /// `environment` names it in the log.
    Poller(ports::ControlPlane &controlPlane, ports::Clock &clock, std::string environment, std::string workerId,
           api::WorkArrival arrival, Handlers handlers);

    void start();
    /// Ends polling for good (drain or stop). A poll under way is let go: what it would have claimed goes back by
    /// itself.
    void stop(api::PollState state);
    void pause();
    void resume();
    /// No room for more work: polls again as soon as this is set back.
    void setRoom(bool room);
    void taken();
    /// The item could not be taken or served for a reason of this host's own: no poll before a pause, which becomes
    /// longer each time until wentWell(). Items that were claimed before count for one.
    void holdBack(Error why);
    /// An item got what it needs of this host: what held us back is over.
    void wentWell();
    /// Somebody told us that there is work: polls until the queue is empty.
    void drainNow();

    api::PollState state() const { return m_state; }
    const std::optional<Error> &problem() const { return m_problem; }
    std::chrono::milliseconds retryIn() const { return m_retryIn; }

private:
    void poll();
    void answered(Result<std::optional<domain::WorkItem>> answer);
    void pollLater(std::chrono::milliseconds delay);
    void enter(api::PollState state, std::optional<Error> problem = {});
    bool wantsWork() const;
    void disconnected(Error why, TroubleLog &log, std::chrono::milliseconds pause);
    std::chrono::milliseconds pauseWhenEmpty();

    ports::ControlPlane &m_controlPlane;
    ports::Clock &m_clock;
    std::string m_name; // of the environment
    std::string m_workerId;
    TroubleLog m_trouble;     // of the control plane
    TroubleLog m_hostTrouble; // of this host
    Handlers m_handlers;
    api::PollState m_state = api::PollState::Stopped;
    std::optional<Error> m_problem;
    std::chrono::milliseconds m_retryIn{0};
    int m_failures = 0;     // of polls
    int m_hostFailures = 0; // pauses since a sandbox came up well
    MonoTime m_heldUntil{}; // no poll before
    api::WorkArrival m_arrival;
    bool m_called = false; // drainNow() came while a poll was under way: one more is due
    bool m_room = true;
    bool m_handingOver = false;
    bool m_polling = false;
    Call m_call;
    Call m_timer;
};

} // namespace glovebox::engine
