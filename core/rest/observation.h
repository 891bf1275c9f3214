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
    /// Whether the request is one of ours, which is answered then.
    bool handle(const http::Request &request, const http::Responder &responder);
    /// Those of ours that need a key, which may only be one to read.
    static bool isOpenToAll(const http::Request &request);
    /// For the metrics of the API itself.
    void answered(const std::vector<std::string> &segments, int status, std::chrono::nanoseconds took)
    {
        m_book.answered(routeLabel(segments), status, took);
    }

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
