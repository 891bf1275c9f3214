// Role: watches what is spent against what somebody is willing to spend, warns, acts at the limit, and takes back what
// it did when the limit does not hold any more. Thread: the engine's.
//
// Invariants
// - What was spent is the ledger's sum: it holds over restarts, and ended sandboxes are in it.
// - Each warning and each limit is said once a budget, object and period.
// - Only what a budget paused it lets go on again, and not what somebody resumed or paused since.
#pragma once

#include "core/api/engine_control.h"
#include "core/api/history_views.h"
#include "core/domain/audit.h"
#include "core/engine/known_views.h"
#include "core/ports/clock.h"
#include "core/ports/ledger.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace glovebox::engine {

/// What a budget may do. True: it was done now.
struct BudgetHands {
    std::function<bool(const domain::EnvironmentId &)> pausePolling;
    std::function<bool(const domain::EnvironmentId &)> resumePolling;
    std::function<bool(const domain::SandboxId &, const std::string &reason)> pauseSandbox;
    std::function<bool(const domain::SandboxId &)> resumeSandbox;
};

/// "host/day=5.00:pause-polling@90": as it is written in settings and in the audit trail.
std::string textOf(const domain::Budget &budget);
/// Empty: they are possible.
std::string whyNotPossible(const std::vector<domain::Budget> &budgets);

class BudgetKeeper {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Ledger &ledger;
        const KnownViews &known;
        api::Observer observer;
        std::function<void(domain::AuditEntry)> audit;
    };

    BudgetKeeper(Parts parts, std::vector<domain::Budget> budgets);

    void setHands(BudgetHands hands) { m_hands = std::move(hands); }
    void set(std::vector<domain::Budget> budgets);
    const std::vector<domain::Budget> &budgets() const { return m_budgets; }
    /// From here on it looks, each minute and when something was booked.
    void start();
    void stop();
    void booked();
    /// Somebody decided: not ours any more.
    void resumedByHand(const domain::EnvironmentId &environment);
    void resumedByHand(const domain::SandboxId &sandbox);

private:
    struct Watched {
        domain::Budget budget;
        std::string object;
        std::string label;
        std::int64_t spent = 0;
        domain::BudgetState state = domain::BudgetState::Within;
        std::string did;
        bool hasActed = false;
        std::set<domain::EnvironmentId> polling; // that it paused
        std::set<domain::SandboxId> sandboxes;
        std::set<domain::SandboxId> exempt; // resumed by hand
    };
    using Rows = std::vector<std::pair<std::string, domain::UsageRow>>; // by object

    void look();
    void answered(domain::BudgetScope scope, domain::BudgetPeriod period, Result<domain::HistoryAnswer> answer);
    void judge(const domain::Budget &budget, const std::string &object, const std::string &label, std::int64_t spent);
    void say(const Watched &watched, domain::BudgetState before);
    void act(Watched &watched);
    void lift(Watched &watched);
    void publish(const Watched &watched);
    bool isOf(const Watched &watched, const domain::SandboxId &sandbox) const;
    std::vector<domain::EnvironmentId> environmentsOf(const Watched &watched) const;

    Parts m_parts;
    BudgetHands m_hands;
    std::vector<domain::Budget> m_budgets;
    std::map<std::string, Watched> m_watched; // by budget and object
    domain::UsageDay m_day{};
    bool m_isLooking = false; // it was started
    int m_asked = 0;          // questions without an answer yet
    bool m_again = false;
    std::uint64_t m_generation = 0;
    Call m_timer;
    Call m_soon;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true);
};

} // namespace glovebox::engine
