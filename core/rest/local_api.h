// Role: the local API over core/http: what the panel can see and do, for programs of this host. Over a unix socket for
// this user, and where there is a port over both loopback addresses for whoever has a key. Requests and answers:
// docs/api.md, and to the letter resources/openapi/own.yaml.
// Thread: the engine's. A request never waits for what it begins: that is an operation, which can be asked about; only
// programs, files and terminals of sandboxes are waited for.
// Invariants: nobody is listened to who could be a page of another site; what one client does costs at most the limits
// below; a client that is gone or slow holds nothing up.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/server.h"
#include "core/ports/clock.h"
#include "core/rest/gatekeeper.h"
#include "core/rest/history_desk.h"
#include "core/rest/known_state.h"
#include "core/rest/log_followers.h"
#include "core/rest/observation.h"
#include "core/rest/own_routes.h"
#include "core/rest/router.h"
#include "core/rest/runs_api.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::rest {

class LocalApi {
public:
    using Job = Gatekeeper::Job;

    /// `door` runs a job on this thread, now or as soon as there is an engine. The clock must outlive it.
    LocalApi(ports::Clock &clock, Gatekeeper::Door door);
    ~LocalApi();

    struct Places {
        std::string socket{};                // empty: none
        std::optional<std::uint16_t> port{}; // of 127.0.0.1 and ::1; 0: any free one. None: no TCP
    };
    /// On all of these places or on none: AddressInUse when another program listens there.
    Result<> listen(const Places &places);
    Result<> listen(const std::string &socket) { return listen(Places{.socket = socket}); }
    /// "http://127.0.0.1:8467", "http://[::1]:8467"; empty: over the socket alone.
    std::vector<std::string> addresses() const;

    /// Of the engine, each in its turn.
    void saw(const api::Change &change);
    const Router &router() const { return m_router; }

private:
    ports::Clock &m_clock;
    KnownState m_state;
    Observation m_observation;
    HistoryDesk m_history;
    LogFollowers m_logs;
    OwnParts m_own;
    Gatekeeper m_gatekeeper;
    Router m_router;
    RunsApi m_runs;
    std::unique_ptr<http::Server> m_server; // last: its requests refer to all of the above
};

} // namespace glovebox::rest
