// Role: the past of the sample host, as test data for the window.
#pragma once

#include "tests/support/sample_views.h"

#include <vector>

namespace glovebox::testing {

/// What the ledger of that host would answer. Sums of any range are those of a week.
api::HistoryReport sampleReport(const api::HistoryQuery &query);

/// The same host with too much of everything: long words, large figures, many rows.
std::vector<api::Change> sampleCrowd();
api::HistoryReport sampleCrowdedReport(const api::HistoryQuery &query);

} // namespace glovebox::testing
