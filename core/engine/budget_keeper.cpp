#include "core/engine/budget_keeper.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kEvery = 1min;
/// Several slices are booked together: one look for all of them.
constexpr std::chrono::milliseconds kSoon = 1s;
constexpr std::size_t kBudgetsMax = 64;

/// As exact as it was given.
std::string exactDollars(std::int64_t micro)
{
    auto part = std::to_string(1'000'000 + micro % 1'000'000).substr(1);
    while (part.size() > 2 && part.ends_with('0'))
        part.pop_back();
    return std::to_string(micro / 1'000'000) + '.' + part;
}

std::string dollars(std::int64_t micro)
{
    if (micro > 0 && micro < 10'000) // less than a cent
        return exactDollars(micro);
    const auto cents = (micro + 5000) / 10'000;
    const auto part = std::to_string(cents % 100);
    return std::to_string(cents / 100) + '.' + (part.size() < 2 ? "0" : "") + part;
}

UsageBy groupOf(BudgetScope scope)
{
    switch (scope) {
    case BudgetScope::EachSession:
        return UsageBy::Session;
    case BudgetScope::EachEnvironment:
        return UsageBy::Environment;
    case BudgetScope::WholeHost:
        return UsageBy::Day;
    }
    return UsageBy::Day;
}

std::string periodOf(const Budget &budget)
{
    return budget.period == BudgetPeriod::Day ? "today" : "so far";
}

} // namespace

std::string textOf(const Budget &budget)
{
    auto text = std::string(word(budget.scope)) + '/' + std::string(word(budget.period)) + '=' +
                exactDollars(budget.limit) + ':' + std::string(word(budget.action));
    if (budget.warnPercent != Budget{}.warnPercent)
        text += '@' + std::to_string(budget.warnPercent);
    return text;
}

std::string whyNotPossible(const std::vector<Budget> &budgets)
{
    if (budgets.size() > kBudgetsMax)
        return "There are too many budgets: 64 at most.";
    for (const auto &budget : budgets) {
        if (budget.limit <= 0)
            return "A budget's limit is more than nothing.";
        if (budget.warnPercent < 1 || budget.warnPercent > 100)
            return "A budget warns at 1 to 100 percent of its limit.";
    }
    return {};
}

BudgetKeeper::BudgetKeeper(Parts parts, std::vector<Budget> budgets)
    : m_parts(std::move(parts)), m_budgets(std::move(budgets))
{
}

void BudgetKeeper::set(std::vector<Budget> budgets)
{
    m_budgets = std::move(budgets);
    for (auto it = m_watched.begin(); it != m_watched.end();) {
        if (std::ranges::find(m_budgets, it->second.budget) != m_budgets.end()) {
            ++it;
            continue;
        }
        lift(it->second);
        it = m_watched.erase(it);
    }
    if (m_isLooking)
        look();
}

void BudgetKeeper::start()
{
    m_isLooking = true;
    look();
}

void BudgetKeeper::stop()
{
    m_isLooking = false;
    m_timer.cancel();
    m_soon.cancel();
    // A poller forgets with a stop that it was paused: what the limit still asks for is done anew.
    for (auto &[key, watched] : m_watched) {
        watched.hasActed = false;
        watched.polling.clear();
    }
}

void BudgetKeeper::booked()
{
    if (m_isLooking && !m_budgets.empty() && !m_soon)
        m_soon = m_parts.clock.after(kSoon, [this] {
            m_soon = Call();
            look();
        });
}

void BudgetKeeper::look()
{
    m_timer = m_parts.clock.after(kEvery, [this] { look(); });
    if (m_asked > 0) {
        m_again = true;
        return;
    }
    m_day = std::max(m_day, std::chrono::floor<std::chrono::days>(m_parts.clock.wallNow()));
    std::set<std::pair<BudgetScope, BudgetPeriod>> questions;
    for (const auto &budget : m_budgets)
        questions.emplace(budget.scope, budget.period);
    for (const auto &[scope, period] : questions) {
        ++m_asked;
        m_parts.ledger.ask(UsageSums{.from = period == BudgetPeriod::Day ? m_day : UsageDay{},
                                     .to = m_day,
                                     .by = groupOf(scope),
                                     .most = limits::kHistoryPageMax},
                           [this, scope, period, alive = std::weak_ptr(m_alive)](Result<HistoryAnswer> answer) {
                               if (alive.expired())
                                   return;
                               --m_asked;
                               if (m_isLooking)
                                   answered(scope, period, std::move(answer));
                               if (m_asked == 0 && std::exchange(m_again, false) && m_isLooking)
                                   look();
                           });
    }
}

void BudgetKeeper::answered(BudgetScope scope, BudgetPeriod period, Result<HistoryAnswer> answer)
{
    const auto *table = answer ? std::get_if<UsageTable>(&*answer) : nullptr;
    if (!table) {
        qCWarning(lcEngine, "budgets were not checked: %s",
                  answer ? "the ledger answered another question" : describe(answer.error()).c_str());
        return;
    }
    for (const auto &budget : m_budgets) {
        if (budget.scope != scope || budget.period != period)
            continue;
        if (scope == BudgetScope::WholeHost) {
            judge(budget, "host", "this host", table->total.cost);
            continue;
        }
        std::set<std::string> seen;
        const std::string kind = std::string(word(scope)) + '/';
        for (const auto &row : table->rows) {
            if (row.key.empty())
                continue; // sandboxes of nobody
            seen.insert(kind + row.key);
            judge(budget, kind + row.key, row.label.empty() ? row.key : row.label, row.cost);
        }
        std::vector<std::pair<std::string, std::string>> without; // a new day: nothing was spent
        for (const auto &[key, watched] : m_watched)
            if (watched.budget == budget && !seen.contains(watched.object))
                without.emplace_back(watched.object, watched.label);
        for (const auto &[object, label] : without)
            judge(budget, object, label, 0);
    }
}

void BudgetKeeper::judge(const Budget &budget, const std::string &object, const std::string &label, std::int64_t spent)
{
    const auto state = stateOf(budget, spent);
    const auto key = textOf(budget) + ' ' + object;
    auto it = m_watched.find(key);
    if (it == m_watched.end()) {
        if (state == BudgetState::Within)
            return;
        it = m_watched.emplace(key, Watched{.budget = budget, .object = object}).first;
    }
    auto &watched = it->second;
    const bool isNews = watched.state != state || watched.spent != spent || watched.label != label;
    watched.spent = spent;
    watched.label = label;
    if (state == BudgetState::Within) {
        lift(watched);
        m_watched.erase(it);
        return;
    }
    const auto before = std::exchange(watched.state, state);
    const auto did = watched.did;
    if (state == BudgetState::Reached)
        act(watched);
    if (state > before)
        say(watched, before);
    if (isNews || did != watched.did)
        publish(watched);
}

void BudgetKeeper::say(const Watched &watched, BudgetState before)
{
    const bool isReached = watched.state == BudgetState::Reached;
    const auto text = watched.label + " has spent " + dollars(watched.spent) + " of " + dollars(watched.budget.limit) +
                      " dollars " + periodOf(watched.budget) +
                      (isReached && !watched.did.empty() ? ": " + watched.did : "");
    qCWarning(lcEngine, "budget %s: %s", textOf(watched.budget).c_str(), text.c_str());
    m_parts.audit({.actor = AuditActor::Engine,
                   .origin = "budget",
                   .action = isReached ? "budget.reached" : "budget.warned",
                   .object = watched.object,
                   .reason = textOf(watched.budget) + ": " + text,
                   .before = std::string(word(before)),
                   .after = std::string(word(watched.state)),
                   .session = watched.budget.scope == BudgetScope::EachSession
                                  ? watched.object.substr(watched.object.find('/') + 1)
                                  : std::string()});
}

bool BudgetKeeper::isOf(const Watched &watched, const SandboxId &sandbox) const
{
    const auto view = m_parts.known.sandboxes.find(sandbox);
    if (view == m_parts.known.sandboxes.end())
        return false;
    switch (watched.budget.scope) {
    case BudgetScope::WholeHost:
        return true;
    case BudgetScope::EachSession:
        return view->second.session && "session/" + view->second.session->value() == watched.object;
    case BudgetScope::EachEnvironment:
        const auto environment = m_parts.known.environmentOfSandbox(sandbox);
        return environment && "environment/" + environment->value() == watched.object;
    }
    return false;
}

std::vector<EnvironmentId> BudgetKeeper::environmentsOf(const Watched &watched) const
{
    std::vector<EnvironmentId> found;
    for (const auto &[id, view] : m_parts.known.environments) {
        const bool isWhole = watched.budget.scope == BudgetScope::WholeHost;
        const bool isIt = "environment/" + id.value() == watched.object;
        const bool isItsSessions = std::ranges::any_of(m_parts.known.sessions, [&](const auto &session) {
            return "session/" + session.first.value() == watched.object && session.second.environment == id;
        });
        if (isWhole || isIt || isItsSessions)
            found.push_back(id);
    }
    return found;
}

/// Polling once: whoever resumes it has decided. Sandboxes at each look: they are woken by whoever uses them.
void BudgetKeeper::act(Watched &watched)
{
    const bool isFirst = !std::exchange(watched.hasActed, true);
    if (watched.budget.action == BudgetAction::PausePolling && isFirst) {
        std::string names;
        for (const auto &environment : environmentsOf(watched)) {
            if (!m_hands.pausePolling || !m_hands.pausePolling(environment))
                continue;
            watched.polling.insert(environment);
            names += (names.empty() ? "" : ", ") + m_parts.known.label(environment);
        }
        if (!names.empty())
            watched.did = "paused polling of " + names;
    }
    if (watched.budget.action != BudgetAction::PauseSandbox)
        return;
    std::vector<SandboxId> running;
    for (const auto &[id, view] : m_parts.known.sandboxes)
        if (view.state == SandboxState::Running && isOf(watched, id) && !watched.exempt.contains(id))
            running.push_back(id);
    for (const auto &sandbox : running)
        if (m_hands.pauseSandbox && m_hands.pauseSandbox(sandbox, "budget " + textOf(watched.budget)))
            watched.sandboxes.insert(sandbox);
    std::string names;
    for (const auto &sandbox : watched.sandboxes)
        names += (names.empty() ? "" : ", ") + sandbox.value();
    if (!names.empty())
        watched.did = "paused " + names;
}

void BudgetKeeper::lift(Watched &watched)
{
    bool isDone = false;
    for (const auto &environment : watched.polling) {
        const auto view = m_parts.known.environments.find(environment);
        const bool isPaused =
            view != m_parts.known.environments.end() && view->second.state == api::PollState::PausedByOperator;
        isDone = (isPaused && m_hands.resumePolling && m_hands.resumePolling(environment)) || isDone;
    }
    for (const auto &sandbox : watched.sandboxes) {
        const auto view = m_parts.known.sandboxes.find(sandbox);
        const bool isPaused = view != m_parts.known.sandboxes.end() && view->second.state == SandboxState::Paused &&
                              view->second.reason.starts_with("budget ");
        isDone = (isPaused && m_hands.resumeSandbox && m_hands.resumeSandbox(sandbox)) || isDone;
    }
    const auto before = std::exchange(watched.state, BudgetState::Within);
    qCInfo(lcEngine, "budget %s does not hold %s any more%s", textOf(watched.budget).c_str(), watched.label.c_str(),
           isDone ? "; what it paused goes on" : "");
    m_parts.audit({.actor = AuditActor::Engine,
                   .origin = "budget",
                   .action = "budget.lifted",
                   .object = watched.object,
                   .reason = textOf(watched.budget) + (isDone ? ": what it paused goes on" : ""),
                   .before = std::string(word(before)),
                   .after = std::string(word(watched.state))});
    watched.did.clear();
    publish(watched);
}

void BudgetKeeper::publish(const Watched &watched)
{
    m_parts.observer(api::BudgetView{.generation = ++m_generation,
                                     .budget = watched.budget,
                                     .object = watched.object,
                                     .label = watched.label,
                                     .spent = watched.spent,
                                     .state = watched.state,
                                     .did = watched.did});
}

void BudgetKeeper::resumedByHand(const EnvironmentId &environment)
{
    for (auto &[key, watched] : m_watched)
        watched.polling.erase(environment);
}

void BudgetKeeper::resumedByHand(const SandboxId &sandbox)
{
    for (auto &[key, watched] : m_watched) {
        watched.sandboxes.erase(sandbox);
        if (watched.state == BudgetState::Reached)
            watched.exempt.insert(sandbox);
    }
}

} // namespace glovebox::engine
