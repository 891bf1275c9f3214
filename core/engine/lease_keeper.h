// Role: keeps one work item's lease alive from the moment it is ours, whatever its sandbox does (reference 1.6).
// Ends once, with a reason; after that it is silent, but for one case: asked to wind down it says so and beats on,
// since winding down may take its time, and the lease may still be lost meanwhile. Thread: the engine's.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/control_plane.h"

#include <string>

namespace glovebox::engine {

enum class LeaseEnd {
    StopRequested, // the server wants us to wind down; confirm with a stop call
    Lost,          // 412: somebody else holds it. Post nothing, stop nothing
    Rejected,      // the credential or the item is refused; a stop call is attempted
    AssumedLost,   // no beat came through for a whole TTL. Post nothing, stop nothing
};
std::string_view word(LeaseEnd end);

/// Nothing may be posted or stopped any more.
constexpr bool leaseIsGone(LeaseEnd end)
{
    return end == LeaseEnd::Lost || end == LeaseEnd::AssumedLost;
}

class LeaseKeeper {
public:
    LeaseKeeper(ports::ControlPlane &controlPlane, ports::Clock &clock, domain::WorkId work, SecretString credential,
                std::function<void(LeaseEnd, std::string detail)> onEnd);

    struct Handlers {
        std::function<void()> firstAnswered = {};                 // the lease is ours
        std::function<void(const std::string &echo)> beaten = {}; // of each beat that was answered
    };
    /// Sends the first beat. `lastEcho`: of a lease that was beaten before this program started; empty: of none.
    void start(Handlers handlers, std::string lastEcho = {});
    void start() { start(Handlers{}); }
    /// No further beats; onEnd is not called any more.
    void stop();

    /// The lease's length as the server last stated it: the window within which results may still be posted.
    std::chrono::milliseconds ttl() const { return m_ttl; }

private:
    void beat();
    void beatAnswered(Result<domain::Heartbeat> answer);
    void watchExpiry();
    void end(LeaseEnd reason, std::string detail);

    ports::ControlPlane &m_controlPlane;
    ports::Clock &m_clock;
    domain::WorkId m_work;
    SecretString m_credential;
    std::function<void(LeaseEnd, std::string)> m_onEnd;
    std::string m_expected = ports::kNoHeartbeat;
    std::chrono::milliseconds m_ttl;
    std::chrono::milliseconds m_interval;
    Handlers m_handlers;
    bool m_windsDown = false;
    std::string m_trouble; // of the last beat that failed
    Call m_call;
    Call m_timer;
    Call m_expiry; // nobody has heard of us for a whole TTL
};

} // namespace glovebox::engine
