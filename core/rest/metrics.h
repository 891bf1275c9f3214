// Role: what is known of this host as Prometheus metrics (docs/monitoring.md lists them). Pure: views and counts in,
// text out. Thread: any.
// Invariants: names begin with "glovebox_", carry their base unit (_seconds, _bytes, _usd), and counters end with
// _total; a figure that is not known is left out and never 0.
#pragma once

#include "core/rest/known_state.h"
#include "core/rest/metrics_book.h"

#include <string>

namespace glovebox::rest {

std::string metricsText(const KnownState &state, const MetricsBook &book, WallTime now);

} // namespace glovebox::rest
