// Role: budgets as they are written: in a flag, in a variable, and in the file beside the ledger that keeps what
// somebody set in the panel ("host/day=5.00:pause-polling, session/ever=2:warn@50"). Thread: any; the file is small.
// Invariants: a file that is not whole is never left behind; one that cannot be read as a whole counts as none of it.
#pragma once

#include "core/base/result.h"
#include "core/domain/budget.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::compose {

inline constexpr auto kBudgetsPossible =
    "budgets like host/day=5.00:pause-polling, separated by commas: session, environment or host, by day or ever, US "
    "dollars, then warn, pause-polling or pause-sandbox, and @50 to be warned at 50 percent instead of 80";

/// Pure. InvalidArgument names the one that is wrong. Empty and "none": none.
Result<std::vector<domain::Budget>> parseBudgets(std::string_view text);

/// None: nobody has set any.
Result<std::optional<std::vector<domain::Budget>>> readBudgets(const std::string &file);
Result<> writeBudgets(const std::string &file, const std::vector<domain::Budget> &budgets);

} // namespace glovebox::compose
