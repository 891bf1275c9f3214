#include "core/domain/budget.h"

#include "core/domain/words.h"

namespace glovebox::domain {

namespace {

constexpr std::array kScopeWords{
    Word<BudgetScope>{BudgetScope::EachSession, "session"},
    Word<BudgetScope>{BudgetScope::EachEnvironment, "environment"},
    Word<BudgetScope>{BudgetScope::WholeHost, "host"},
};
constexpr std::array kPeriodWords{
    Word<BudgetPeriod>{BudgetPeriod::Day, "day"},
    Word<BudgetPeriod>{BudgetPeriod::Ever, "ever"},
};
constexpr std::array kActionWords{
    Word<BudgetAction>{BudgetAction::Warn, "warn"},
    Word<BudgetAction>{BudgetAction::PausePolling, "pause-polling"},
    Word<BudgetAction>{BudgetAction::PauseSandbox, "pause-sandbox"},
};
constexpr std::array kBudgetStateWords{
    Word<BudgetState>{BudgetState::Within, "within"},
    Word<BudgetState>{BudgetState::Warned, "warned"},
    Word<BudgetState>{BudgetState::Reached, "reached"},
};

} // namespace

std::string_view word(BudgetScope value)
{
    return wordOf(kScopeWords, value);
}

std::optional<BudgetScope> budgetScopeFrom(std::string_view word)
{
    return valueOf(kScopeWords, word);
}

std::string_view word(BudgetPeriod value)
{
    return wordOf(kPeriodWords, value);
}

std::optional<BudgetPeriod> budgetPeriodFrom(std::string_view word)
{
    return valueOf(kPeriodWords, word);
}

std::string_view word(BudgetAction value)
{
    return wordOf(kActionWords, value);
}

std::optional<BudgetAction> budgetActionFrom(std::string_view word)
{
    return valueOf(kActionWords, word);
}

std::string_view word(BudgetState value)
{
    return wordOf(kBudgetStateWords, value);
}

BudgetState stateOf(const Budget &budget, std::int64_t spent)
{
    if (spent >= budget.limit)
        return BudgetState::Reached;
    return static_cast<double>(spent) * 100 >= static_cast<double>(budget.limit) * budget.warnPercent
               ? BudgetState::Warned
               : BudgetState::Within;
}

} // namespace glovebox::domain
