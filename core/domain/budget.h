// Role: what somebody is willing to spend on this host's compute, and what happens at the limit. Pure. Thread: any.
#pragma once

#include "core/domain/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::domain {

enum class BudgetScope { EachSession, EachEnvironment, WholeHost };
enum class BudgetPeriod { Day, Ever }; // a day in UTC; Ever: over the object's life
enum class BudgetAction { Warn, PausePolling, PauseSandbox };

/// Local compute only; list cost has the control plane's own budgets.
struct Budget {
    BudgetScope scope = BudgetScope::WholeHost;
    BudgetPeriod period = BudgetPeriod::Day;
    std::int64_t limit = 0; // millionths of a US dollar; above 0
    BudgetAction action = BudgetAction::Warn;
    int warnPercent = 80; // of the limit; 1 to 100

    friend bool operator==(const Budget &, const Budget &) = default;
};

enum class BudgetState { Within, Warned, Reached };

std::string_view word(BudgetScope scope);   // "session", "environment", "host"
std::string_view word(BudgetPeriod period); // "day", "ever"
std::string_view word(BudgetAction action); // "warn", "pause-polling", "pause-sandbox"
std::string_view word(BudgetState state);
std::optional<BudgetScope> budgetScopeFrom(std::string_view word);
std::optional<BudgetPeriod> budgetPeriodFrom(std::string_view word);
std::optional<BudgetAction> budgetActionFrom(std::string_view word);

BudgetState stateOf(const Budget &budget, std::int64_t spent);

} // namespace glovebox::domain
