// Role: what the service manager hears of the engine: that it takes work (READY), what it does (STATUS), that it ends
// (STOPPING), that it needs longer, and that its loop turns (WATCHDOG).
// Thread: the engine's; made there, so that its signs of life come from that loop and from no other.
// Invariants: READY is told once, with the first work that can be taken; a sign of life comes twice within the time
// that is wanted and never from inside anything that the engine does.
#pragma once

#include "core/api/views.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace glovebox::compose {

class ServiceNotices {
public:
    using Tell = std::function<void(const std::string &lines)>;

    /// `watchdog`: as the service manager wants it; none: it does not. The clock must outlive it.
    ServiceNotices(ports::Clock &clock, std::optional<std::chrono::milliseconds> watchdog, Tell tell);

    void saw(const api::Change &change);

private:
    void sawHost(const api::HostView &view);
    /// With its status, when there is another than was told last.
    void say(std::string line);
    std::string status() const;
    void live();
    void askForTime();

    ports::Clock &m_clock;
    std::optional<std::chrono::milliseconds> m_watchdog;
    Tell m_tell;
    std::optional<api::HostView> m_host;
    std::map<domain::EnvironmentId, api::PollState> m_environments;
    std::string m_told; // status
    bool m_isReady = false;
    bool m_isStopping = false;
    Call m_life;
    Call m_patience;
};

} // namespace glovebox::compose
