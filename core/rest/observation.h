// Role: what somebody outside watches this host by: metrics, events, and whether it is alive and ready. The API's
// router gives it its requests. Thread: the engine's.
//
//   GET /healthz     200 while this answers at all; needs no key
//   GET /readyz      200, or 503 with the reasons why no new work would be done; needs no key, and names nobody
//   GET /metrics     Prometheus' text
//   GET /v1/events   event_routes.h
#pragma once

#include "core/http/server.h"
#include "core/ports/clock.h"
#include "core/rest/event_log.h"
#include "core/rest/event_maker.h"
#include "core/rest/event_routes.h"
#include "core/rest/known_state.h"
#include "core/rest/metrics_book.h"
#include "core/rest/router.h"

#include <functional>
#include <string>
#include <vector>

namespace glovebox::rest {

/// Sentences; none: it is ready.
std::vector<std::string> whyNotReady(const KnownState &state);

class Observation {
public:
    /// Both must outlive it.
    Observation(ports::Clock &clock, const KnownState &state);

    /// Of the engine, each in its turn; `state` has it already.
    void saw(const api::Change &change);
    std::vector<Route> routes();
    /// For Responder::onAnswer: what becomes of a request, and how long that took, for the metrics of the API itself.
    std::function<void(int status)> timer(const http::Request &request);

private:
    http::Response readiness() const;

    ports::Clock &m_clock;
    const KnownState &m_state;
    MetricsBook m_book;
    EventMaker m_maker;
    EventLog m_log;
    EventRoutes m_events;
};

} // namespace glovebox::rest
