// Costs that add up, on the page and in the file that is made of it; and budgets.
#include "tests/unit/models/history_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::UsageBy;
using models::CostRows;
using models::CostsModel;
using models::PanelModel;

namespace {

/// "0.123456" without rounding.
qint64 micros(const QString &dollars)
{
    const QStringList parts = dollars.split(u'.');
    return parts.at(0).toLongLong() * 1'000'000 + parts.value(1).leftJustified(6, u'0').toLongLong();
}

domain::UsageRow used(const char *key, std::int64_t cost, std::optional<std::int64_t> cents)
{
    domain::UsageRow row{.key = key, .cost = cost, .pricesAsOf = "2026-11-01", .sandboxes = 1};
    if (cents) {
        row.list = domain::ModelUsage{.inputTokens = 10};
        row.list->listCostCents = cents;
    }
    return row;
}

} // namespace

class CostsTest : public QObject, private HistoryRig {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void costsAreAskedForOneAfterTheOther();
    void costsAreReadAgainOnlyWhileTheyAreLookedAt();
    void anAnswerToAnOlderChoiceIsNotShown();
    void daysWithoutUseHaveABarToo();
    void whatDoesNotFitHasARowAndTheRowsAddUp();
    void theExportAddsUpToTheScreen();
    void noCellOfAnExportBeginsAFormula();
    void aRangeThatCannotBeIsRefused();
    void aLedgerThatCannotBeReadIsSaidAndWhatWasShownStays();
    void budgetsAreSentOnlyWhenAllAreRight();
    void aBudgetThatIsWithinAgainIsNotListed();

private:
    QVariant cost(int row, int role) { return history().costs()->rows()->index(row).data(role); }
};

void CostsTest::costsAreAskedForOneAfterTheOther()
{
    panel().setPage(PanelModel::CostsPage);
    QCOMPARE(m_engine->questions.size(), std::size_t(1)); // a second one of its kind would replace the first
    const auto days = std::get<domain::UsageSums>(asked().question);
    QVERIFY(days.by == UsageBy::Day);
    QCOMPARE(models::dayText(days.from), QStringLiteral("2026-11-14"));
    QCOMPARE(models::dayText(days.to), QStringLiteral("2026-11-20"));
    answer(domain::UsageTable{});
    QCOMPARE(m_engine->questions.size(), std::size_t(2));
    QVERIFY(std::get<domain::UsageSums>(asked().question).by == UsageBy::Session);
    QVERIFY(history().costs()->loading());
    answer(domain::UsageTable{});
    QVERIFY(!history().costs()->loading());
    QVERIFY(history().costs()->nothing());
}

void CostsTest::costsAreReadAgainOnlyWhileTheyAreLookedAt()
{
    panel().setPage(PanelModel::CostsPage);
    answerAsTheSampleHost();
    QCOMPARE(m_engine->questions.size(), std::size_t(2));
    m_clock.advance(CostsModel::kReread);
    panel().ticker()->tick();
    QCOMPARE(m_engine->questions.size(), std::size_t(3));
    panel().setPage(PanelModel::LogsPage);
    m_clock.advance(10 * CostsModel::kReread);
    panel().ticker()->tick();
    QCOMPARE(m_engine->questions.size(), std::size_t(3));
}

void CostsTest::anAnswerToAnOlderChoiceIsNotShown()
{
    panel().setPage(PanelModel::CostsPage);
    const api::HistoryQuery first = asked();
    history().costs()->setRange(CostsModel::Today);
    panel().apply(batchOf({sampleReport(first)}));
    QVERIFY(!history().costs()->loaded());
    QCOMPARE(m_engine->questions.size(), std::size_t(2)); // nothing was asked because of it
    history().costs()->setBy(static_cast<int>(UsageBy::Day));
    answer(domain::UsageTable{.rows = {used("2026-11-20", 5, {})}, .total = used("", 5, {})});
    QCOMPARE(history().costs()->rows()->count(), 1);
}

void CostsTest::daysWithoutUseHaveABarToo()
{
    panel().setPage(PanelModel::CostsPage);
    answerAsTheSampleHost();
    auto *days = history().costs()->days();
    QCOMPARE(days->rowCount(), 7);
    QCOMPARE(days->index(4).data(models::CostDays::DayRole).toString(), QStringLiteral("2026-11-18"));
    QCOMPARE(days->index(4).data(models::CostDays::LocalShareRole).toDouble(), 0.0);
    QCOMPARE(days->index(4).data(models::CostDays::ListTextRole).toString(), QStringLiteral("not reported"));
    QCOMPARE(days->index(5).data(models::CostDays::LocalShareRole).toDouble(), 1.0); // the highest
    QCOMPARE(days->index(5).data(models::CostDays::SpokenRole).toString(),
             QStringLiteral("2026-11-19: local compute $0.1205, list cost $15.44"));
}

void CostsTest::whatDoesNotFitHasARowAndTheRowsAddUp()
{
    panel().setPage(PanelModel::CostsPage);
    answer(domain::UsageTable{});
    domain::UsageTable table{
        .rows = {used("a", 700, 12), used("b", 200, {})}, .total = used("", 1'000'000, 40), .more = true};
    answer(table);
    QCOMPARE(history().costs()->rows()->count(), 3);
    QCOMPARE(cost(2, CostRows::LabelRole).toString(), QStringLiteral("Everything else"));
    QCOMPARE(cost(2, CostRows::LocalValueRole).toLongLong(), 1'000'000 - 900);
    QCOMPARE(cost(2, CostRows::ListRole).toString(), QStringLiteral("$0.28"));
    QCOMPARE(cost(1, CostRows::ListRole).toString(), QStringLiteral("not reported"));
    QCOMPARE(history().costs()->localTotal(), QStringLiteral("$1.0000"));
}

void CostsTest::theExportAddsUpToTheScreen()
{
    panel().setPage(PanelModel::CostsPage);
    answerAsTheSampleHost();
    const auto rows = tableOf(history().costs()->csv());
    QCOMPARE(static_cast<int>(rows.size()), history().costs()->rows()->count() + 2);
    const qsizetype local = rows.front().indexOf(QStringLiteral("local_cost"));
    const qsizetype list = rows.front().indexOf(QStringLiteral("list_cost"));
    qint64 localSum = 0;
    qint64 listSum = 0;
    for (std::size_t row = 1; row + 1 < rows.size(); ++row) {
        QCOMPARE(rows[row].size(), rows.front().size());
        QCOMPARE(rows[row].at(local + 1), QStringLiteral("USD"));
        localSum += micros(rows[row].at(local));
        listSum += micros(rows[row].at(list));
    }
    QCOMPARE(rows.back().front(), QStringLiteral("total"));
    QCOMPARE(micros(rows.back().at(local)), localSum);
    QCOMPARE(micros(rows.back().at(list)), listSum);
    QCOMPARE(format::localCost(localSum), history().costs()->localTotal());
    QCOMPARE(format::money(listSum / 10'000), history().costs()->listTotal());
    QCOMPARE(history().costs()->fileName(), QStringLiteral("glovebox-costs-by-session-2026-11-14-2026-11-20.csv"));
}

void CostsTest::noCellOfAnExportBeginsAFormula()
{
    panel().setPage(PanelModel::CostsPage);
    answerAsTheSampleHost();
    bool seen = false;
    for (const QStringList &row : tableOf(history().costs()->csv()))
        for (const QString &cell : row) {
            QVERIFY2(!cell.startsWith(u'='), qPrintable(cell));
            seen = seen || cell.startsWith(QStringLiteral("'=SUM(B2:B9)"));
        }
    QVERIFY(seen);
}

void CostsTest::aRangeThatCannotBeIsRefused()
{
    panel().setPage(PanelModel::CostsPage);
    CostsModel &costs = *history().costs();
    costs.setRange(CostsModel::Custom);
    QCOMPARE(costs.fromText(), QStringLiteral("2026-11-14")); // begins where one was
    QVERIFY(costs.customProblem().isEmpty());
    const auto questions = m_engine->questions.size();
    costs.setToText(QStringLiteral("2026-13-40"));
    QVERIFY(costs.customProblem().contains(QStringLiteral("2026-11-30")));
    costs.setToText(QStringLiteral("2026-11-01"));
    QVERIFY(costs.customProblem().contains(QStringLiteral("after the last")));
    costs.setFromText(QStringLiteral("2024-11-01"));
    QVERIFY(costs.customProblem().contains(QStringLiteral("366 days")));
    QCOMPARE(m_engine->questions.size(), questions);
    costs.setFromText(QStringLiteral("2026-10-31"));
    QCOMPARE(m_engine->questions.size(), questions + 1);
}

void CostsTest::aLedgerThatCannotBeReadIsSaidAndWhatWasShownStays()
{
    panel().setPage(PanelModel::CostsPage);
    answerAsTheSampleHost();
    history().costs()->refresh();
    panel().apply(batchOf({api::HistoryReport{.ticket = asked().ticket,
                                              .question = asked().question,
                                              .answer = {},
                                              .problem = Error{ErrorCode::OutOfDisk, "x"}}}));
    QVERIFY(history().costs()->problem().contains(QStringLiteral("disk")));
    QVERIFY(history().costs()->rows()->count() > 0);
    history().costs()->refresh();
    answerAsTheSampleHost();
    QVERIFY(history().costs()->problem().isEmpty());
}

void CostsTest::budgetsAreSentOnlyWhenAllAreRight()
{
    panel().apply(batchOf(sampleBudgets()));
    models::BudgetsModel &budgets = *history().budgets();
    QCOMPARE(budgets.set(), 2);
    budgets.edit();
    models::BudgetForm &form = *budgets.form();
    QCOMPARE(form.rowCount(), 2);
    QCOMPARE(format::localCost(7), QStringLiteral("<$0.0001")); // something, not nothing
    QCOMPARE(form.index(0).data(models::BudgetForm::LimitRole).toString(), QStringLiteral("0.50")); // as money is read
    form.add();
    QVERIFY(form.wrong()); // no amount yet
    budgets.save();
    QVERIFY(m_engine->told_.isEmpty());
    for (const char *nonsense : {"0", "-4", "abc", "1e99", "nan", "0.0000001"}) {
        form.set(2, QStringLiteral("limit"), QString::fromLatin1(nonsense));
        QVERIFY2(form.wrong(), nonsense);
    }
    form.set(2, QStringLiteral("limit"), QStringLiteral("2.50"));
    form.set(2, QStringLiteral("scope"), QStringLiteral("1"));
    form.set(2, QStringLiteral("warn"), QStringLiteral("101"));
    QVERIFY(form.wrong());
    form.set(2, QStringLiteral("warn"), QStringLiteral("75"));
    form.take(0);
    QSignalSpy saved(&budgets, &models::BudgetsModel::saved);
    budgets.save();
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(m_engine->budgets.size(), std::size_t(2));
    const domain::Budget wanted{.scope = domain::BudgetScope::EachEnvironment, .limit = 2'500'000, .warnPercent = 75};
    QVERIFY(m_engine->budgets[1] == wanted);
    QCOMPARE(budgets.sentences().back(), QStringLiteral("Each environment: $2.50 a day, then a warning"));
}

void CostsTest::aBudgetThatIsWithinAgainIsNotListed()
{
    panel().apply(batchOf(sampleBudgets()));
    models::BudgetRows &crossed = *history().budgets()->crossed();
    QCOMPARE(crossed.rowCount(), 2);
    auto view = std::get<api::BudgetView>(sampleBudgets().back());
    view.generation = 5;
    view.state = domain::BudgetState::Within;
    panel().apply(batchOf({view}));
    QCOMPARE(crossed.rowCount(), 1);
    QCOMPARE(crossed.index(0).data(models::BudgetRows::SpentRole).toString(), QStringLiteral("$0.4200 of $0.50"));
}

QTEST_GUILESS_MAIN(CostsTest)
#include "costs_test.moc"
