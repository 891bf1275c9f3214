// Role: what the engine shows of the past and of long actions, and what can be asked of it; see views.h for the rules.
#pragma once

#include "core/base/error.h"
#include "core/domain/budget.h"
#include "core/domain/history.h"
#include "core/domain/operation.h"
#include "core/domain/orphan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

/// The newest of limits::kOperationsShown, those of earlier runs of the program among them.
struct OperationView {
    std::uint64_t generation = 0;
    domain::Operation operation;
    bool cancelAsked = false; // by somebody; whoever does it ends it

    friend bool operator==(const OperationView &, const OperationView &) = default;
};
struct OperationGone {
    domain::OperationId id;
}; // dropped from lists

/// One per budget that is set and each object that it watches, while that is warned of or reached.
struct BudgetView {
    std::uint64_t generation = 0;
    domain::Budget budget;
    std::string object; // "host", "environment/env_1", "session/sesn_1"
    std::string label;  // for people
    std::int64_t spent = 0;
    domain::BudgetState state = domain::BudgetState::Within; // told once more when it is within again
    std::string did; // what was done at the limit: "paused polling of production"; empty: nothing

    friend bool operator==(const BudgetView &, const BudgetView &) = default;
};

/// Everything that was found, each time somebody looked.
struct OrphansView {
    std::uint64_t generation = 0;
    std::vector<domain::Orphan> found;
    std::optional<WallTime> lookedAt;
    bool looking = false;
    std::optional<Error> problem;      // of the last look or removal
    std::vector<std::string> removing; // ids

    friend bool operator==(const OrphansView &, const OrphansView &) = default;
};

/// What the last start did with what the run before it had left; of the newest start only.
struct RecoveryView {
    std::uint64_t generation = 0;
    WallTime at;
    int adopted = 0;    // living sandboxes that were taken over
    int hibernated = 0; // found on disk
    int stopped = 0;    // found on disk without their memory: their machines had ended
    int lost = 0;       // records that nothing stood behind
    int leasesResumed = 0;
    int leasesReleased = 0;
    int resultsPosted = 0;          // computed before, posted now
    int callsAnswered = 0;          // that were running, answered as of unknown effect
    int interrupted = 0;            // operations
    std::vector<std::string> lines; // one sentence each, in order; limits::kOperationSteps at most

    friend bool operator==(const RecoveryView &, const RecoveryView &) = default;
};

// What can be asked of the past. The answer comes as a HistoryReport with the same ticket; a newer question of the
// same alternative replaces one that was not answered, but of `each`.
struct HistoryQuery {
    std::uint64_t ticket = 0; // the asker's
    domain::HistoryQuestion question;
    bool each = false; // many ask at once, and each is answered; denied while limits::kHistoryAskedMax are not
};
struct HistoryReport {
    std::uint64_t ticket = 0;
    domain::HistoryQuestion question;
    std::optional<domain::HistoryAnswer> answer; // none: see problem
    std::optional<Error> problem;
    WallTime at;
};

/// Ends it if it can be cancelled. OperationView tells.
struct CancelOperation {
    domain::OperationId operation;
};
/// Of an Export or a Bulk, which the window does by itself: the first one begins it, one that says how it ended is the
/// last. CancelOperation comes back as OperationView::cancelAsked. Denied when too many are under way.
struct ReportOperation {
    domain::OperationKind kind = domain::OperationKind::Export;
    std::string object; // as Operation has it; one at a time with each
    std::string name;
    domain::OperationState state = domain::OperationState::Running; // or Done, Failed, Cancelled
    std::string step;
    std::optional<double> progress;
    std::string result;
    std::optional<Error> problem; // of Failed
    bool canCancel = true;        // of Running: a wish to cancel would change anything
};
struct LookForOrphans {};
struct RemoveOrphan {
    std::string id;
};
/// Replaces all budgets, and is kept. EngineSettings::budgets are those of a host where nobody did so yet.
struct SetBudgets {
    std::vector<domain::Budget> budgets;
};

using UpkeepAction = std::variant<CancelOperation, ReportOperation, LookForOrphans, RemoveOrphan, SetBudgets>;

} // namespace glovebox::api
