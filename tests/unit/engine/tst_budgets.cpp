// Budgets: warned of once, acted on at the limit, lifted with a new day, and nobody's own decision undone.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;

namespace {

struct Rig : testsupport::SnapshotRig {
    explicit Rig(std::vector<Budget> wanted)
    {
        setPrices({"2026-11-01", 3'600'000, 0, 0, 0}); // a running processor costs a thousandth of a dollar a second
        clock.setWall(WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)) + 10h);
        m_budgets = std::move(wanted);
        crashAndStart();
        engine->maintain(api::SetBudgets{m_budgets});
        pass(1s);
    }
    std::size_t audited(const std::string &action) const
    {
        return static_cast<std::size_t>(
            std::ranges::count(ledger->durable().history.audit, action, &AuditEntry::action));
    }
    api::PollState polling() const { return environments.at(EnvironmentId("env_1")).state; }
    void nextDay() { clock.setWall(clock.wallNow() + 24h); }

private:
    std::vector<Budget> m_budgets;
};

Budget perDay(BudgetScope scope, std::int64_t cents, BudgetAction action)
{
    return {.scope = scope, .period = BudgetPeriod::Day, .limit = cents * 10'000, .action = action};
}

} // namespace

class TestBudgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneIsWarnedOfOnceAndReachedOnce()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 100, BudgetAction::Warn)}); // a dollar: 1000 s of one processor
        rig.kept();
        rig.pass(10min);
        QVERIFY(rig.budgets.empty());
        rig.pass(5min);
        QVERIFY(rig.budgets.at("host").state == BudgetState::Warned);
        rig.pass(5min);
        QVERIFY(rig.budgets.at("host").state == BudgetState::Reached);
        QVERIFY(rig.budgets.at("host").spent >= 1'000'000);
        rig.pass(10min);
        QCOMPARE(rig.audited("budget.warned"), 1U);
        QCOMPARE(rig.audited("budget.reached"), 1U);
        QVERIFY(rig.polling() == api::PollState::Polling); // a warning is all that was asked for
    }

    void lessThanACentIsNotCalledNothing()
    {
        Rig rig({{.scope = BudgetScope::WholeHost,
                  .period = BudgetPeriod::Day,
                  .limit = 2'500,
                  .action = BudgetAction::Warn}});
        rig.kept();
        rig.pass(2min);
        const auto &trail = rig.ledger->durable().history.audit;
        const auto said = std::ranges::find(trail, "budget.reached", &AuditEntry::action);
        QVERIFY(said != trail.end());
        QVERIFY2(said->reason.find("of 0.0025 dollars") != std::string::npos, said->reason.c_str());
    }

    void pollingRestsAtTheLimitUntilTheNextDay()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 50, BudgetAction::PausePolling)});
        const auto id = rig.kept();
        rig.pass(15min);
        QVERIFY(rig.polling() == api::PollState::PausedByOperator);
        QCOMPARE(rig.budgets.at("host").did, std::string("paused polling of env_1"));
        rig.engine->destroySandbox(id);
        rig.pass(5min);
        rig.nextDay();
        rig.pass(2min);
        QVERIFY(rig.polling() == api::PollState::Polling);
        QVERIFY(rig.budgets.at("host").state == BudgetState::Within);
        QCOMPARE(rig.audited("budget.lifted"), 1U);
    }

    void pollingThatSomebodyPausedStaysPaused()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 50, BudgetAction::PausePolling)});
        const auto id = rig.kept();
        rig.engine->door().pausePolling(EnvironmentId("env_1"));
        rig.pass(15min);
        QCOMPARE(rig.budgets.at("host").did, std::string());
        rig.engine->destroySandbox(id);
        rig.pass(5min);
        rig.nextDay();
        rig.pass(2min);
        QVERIFY(rig.polling() == api::PollState::PausedByOperator);
    }

    void whoeverResumesPollingHasDecided()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 50, BudgetAction::PausePolling)});
        rig.kept();
        rig.pass(15min);
        rig.engine->door().resumePolling(EnvironmentId("env_1"));
        rig.pass(15min);
        QVERIFY(rig.polling() == api::PollState::Polling);
        rig.engine->door().pausePolling(EnvironmentId("env_1"));
        rig.nextDay();
        rig.pass(2min);
        QVERIFY(rig.polling() == api::PollState::PausedByOperator); // the operator's now
    }

    void aSandboxIsPausedAtTheLimitAndGoesOnWithTheNextDay()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 30, BudgetAction::PauseSandbox)});
        const auto id = rig.kept();
        rig.pass(10min);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY(rig.view(id).reason.starts_with("budget host/day=0.30"));
        QVERIFY(rig.budgets.at("host").did.starts_with("paused sbx-"));
        rig.nextDay();
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void aSandboxThatSomebodyResumedIsLeftAlone()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 30, BudgetAction::PauseSandbox)});
        const auto id = rig.kept();
        rig.pass(10min);
        rig.engine->door().resumeSandbox(id);
        rig.pass(10min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void whatEndedCountsAndSoDoesWhatWasBeforeACrash()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 50, BudgetAction::PausePolling)});
        const auto id = rig.kept();
        rig.pass(5min);
        rig.engine->destroySandbox(id);
        rig.pass(30s);
        rig.crashAndStart();
        rig.engine->maintain(api::SetBudgets{{perDay(BudgetScope::WholeHost, 20, BudgetAction::PausePolling)}});
        rig.pass(1s);
        QVERIFY(rig.budgets.at("host").state == BudgetState::Reached);
        QVERIFY(rig.polling() == api::PollState::PausedByOperator);
    }

    void aSessionsBudgetIsItsOwn()
    {
        Rig rig({perDay(BudgetScope::EachSession, 20, BudgetAction::Warn)});
        rig.controlPlane->addSession("sesn_1");
        rig.guests.toolTime = 1h;
        rig.call("sesn_1");
        rig.kept(); // nobody's
        rig.pass(100s);
        rig.pass(15min);
        QCOMPARE(rig.budgets.size(), 1U);
        QVERIFY(rig.budgets.contains("session/sesn_1"));
    }

    void budgetsThatAreTakenAwayLetGo()
    {
        Rig rig({perDay(BudgetScope::WholeHost, 50, BudgetAction::PausePolling)});
        rig.kept();
        rig.pass(15min);
        QVERIFY(rig.polling() == api::PollState::PausedByOperator);
        QVERIFY(rig.engine->door().maintain(api::SetBudgets{}).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.polling() == api::PollState::Polling);
        QVERIFY(rig.budgets.at("host").state == BudgetState::Within);
    }

    void impossibleBudgetsAreDeniedAndWhatCannotBeKeptIsNotSet()
    {
        testsupport::EngineRig::Options options;
        bool canKeep = false;
        std::vector<Budget> kept;
        options.keepBudgets = [&](const std::vector<Budget> &budgets) -> Result<> {
            if (!canKeep)
                return fail(ErrorCode::OutOfDisk, "full");
            kept = budgets;
            return {};
        };
        testsupport::EngineRig rig(options);
        rig.start();
        QVERIFY(rig.engine->maintain(api::SetBudgets{{Budget{.limit = 0}}}).kind == Kind::Denied);
        QVERIFY(rig.engine->maintain(api::SetBudgets{{Budget{.limit = 5, .warnPercent = 101}}}).kind == Kind::Denied);
        const std::vector one{perDay(BudgetScope::WholeHost, 50, BudgetAction::Warn)};
        QVERIFY(rig.engine->maintain(api::SetBudgets{one}).kind == Kind::Denied);
        canKeep = true;
        QVERIFY(rig.engine->maintain(api::SetBudgets{one}).kind == Kind::Accepted);
        QCOMPARE(kept, one);
        QVERIFY(rig.engine->maintain(api::SetBudgets{one}).kind == Kind::AlreadySo);
    }
};

QTEST_GUILESS_MAIN(TestBudgets)
#include "tst_budgets.moc"
