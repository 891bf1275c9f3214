// Role: the past of the sample host, as test data for the window.
#pragma once

#include "core/api/views.h"

#include <vector>

namespace glovebox::testing {

/// Two that go on, and one that ended in each way.
std::vector<api::Change> sampleOperations();
/// What the window itself does and reports: exports, and one thing with several sandboxes.
std::vector<api::Change> sampleWindowOperations();
/// Two budgets: one nearly used up, one reached by a session.
std::vector<api::Change> sampleBudgets();
std::vector<api::Change> sampleOrphans(bool found = true);
std::vector<api::Change> sampleRecovery();
/// What the ledger of that host would answer. Sums of any range are those of a week.
api::HistoryReport sampleReport(const api::HistoryQuery &query);

/// The same host with too much of everything: long words, large figures, many rows.
std::vector<api::Change> sampleCrowd();
api::HistoryReport sampleCrowdedReport(const api::HistoryQuery &query);

} // namespace glovebox::testing
