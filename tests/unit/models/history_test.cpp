// What the window shows of the past and of long actions: costs that add up, an audit trail read page by page, operations,
// budgets, leftovers, past sessions, and the files that are made of them.
#include "app/models/panel_model.h"
#include "tests/support/sample_history.h"
#include "tests/unit/models/model_fixture.h"

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::UsageBy;
using models::CostsModel;
using models::CostRows;
using models::OperationRows;
using models::PanelModel;

namespace {

class AskedEngine final : public testsupport::ToldEngine {
public:
    bridge::EngineClient::Post post()
    {
        return [this](const bridge::EngineClient::Job &job) {
            job(*this);
        };
    }
    api::Verdict ask(const api::HistoryQuery &query) override
    {
        questions.push_back(query);
        return ToldEngine::ask(query);
    }
    api::Verdict maintain(const api::UpkeepAction &action) override
    {
        if (const auto *set = std::get_if<api::SetBudgets>(&action))
            budgets = set->budgets;
        return ToldEngine::maintain(action);
    }

    api::Verdict verdict;
    QStringList told_;
    std::vector<api::HistoryQuery> questions;
    std::vector<domain::Budget> budgets;

private:
    api::Verdict told(const std::string &what) override
    {
        told_ += QString::fromStdString(what);
        return verdict;
    }
};

/// A line of RFC 4180 without line ends in its cells.
QStringList cellsOf(const QByteArray &line)
{
    QStringList cells{QString()};
    bool isQuoted = false;
    const QString text = QString::fromUtf8(line);
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text.at(at);
        if (isQuoted && c == u'"' && at + 1 < text.size() && text.at(at + 1) == u'"')
            cells.last() += text.at(++at);
        else if (c == u'"')
            isQuoted = !isQuoted;
        else if (c == u',' && !isQuoted)
            cells += QString();
        else
            cells.last() += c;
    }
    return cells;
}

std::vector<QStringList> tableOf(const QByteArray &csv)
{
    std::vector<QStringList> rows;
    for (const QByteArray &line : csv.split('\n'))
        if (!line.isEmpty())
            rows.push_back(cellsOf(line.chopped(1)));
    return rows;
}

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

api::OperationView operation(const char *id, std::uint64_t generation, domain::OperationState state,
                             std::chrono::minutes began)
{
    api::OperationView view{.generation = generation,
                            .operation = {.id = domain::OperationId(id), .kind = domain::OperationKind::Fork}};
    view.operation.state = state;
    view.operation.beganAt = kSampleNow - began;
    view.operation.canCancel = true;
    if (domain::isOver(state))
        view.operation.endedAt = view.operation.beganAt + 5s;
    return view;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void costsAreAskedForOneAfterTheOther();
    void costsAreReadAgainOnlyWhileTheyAreLookedAt();
    void anAnswerToAnOlderChoiceIsNotShown();
    void daysWithoutUseHaveABarToo();
    void whatDoesNotFitHasARowAndTheRowsAddUp();
    void theExportAddsUpToTheScreen();
    void noCellOfAnExportBeginsAFormula();
    void aRangeThatCannotBeIsRefused();
    void aLedgerThatCannotBeReadIsSaidAndWhatWasShownStays();
    void aRefusedQuestionSaysWhy();
    void theTrailIsReadOnPageByPage();
    void aFilterOfTheTrailIsTheLedgers();
    void theTrailIsExportedOldestFirstWithItsChecksum();
    void anExportNeverReplacesAFile();
    void whatGoesOnStandsFirst();
    void anOlderTellingOfAnOperationChangesNothing();
    void aCancelIsAskedOnceAndARefusalSaysWhy();
    void leftoversAreRemovedOneByOne();
    void leftoversAndARecoveryAreBanners();
    void budgetsAreSentOnlyWhenAllAreRight();
    void aBudgetThatIsWithinAgainIsNotListed();
    void pastSessionsAreSearchedInTheLedger();

private:
    PanelModel &panel() { return *m_panel; }
    models::HistoryPanel &history() { return *m_panel->history(); }
    const api::HistoryQuery &asked() { return m_engine->questions.back(); }
    void answer(domain::HistoryAnswer with)
    {
        panel().apply(batchOf({api::HistoryReport{
            .ticket = asked().ticket, .question = asked().question, .answer = std::move(with), .problem = {}, .at = kSampleNow}}));
    }
    void answerAsTheSampleHost()
    {
        for (std::size_t next = 0; next < m_engine->questions.size(); ++next)
            panel().apply(batchOf({sampleReport(m_engine->questions[next])}));
    }
    QVariant cost(int row, int role) { return history().costs()->rows()->index(row).data(role); }

    HandClock m_clock;
    std::unique_ptr<AskedEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<PanelModel> m_panel;
};

void HistoryTest::init()
{
    m_panel.reset();
    m_clock = HandClock();
    m_engine = std::make_unique<AskedEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
}

void HistoryTest::costsAreAskedForOneAfterTheOther()
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

void HistoryTest::costsAreReadAgainOnlyWhileTheyAreLookedAt()
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

void HistoryTest::anAnswerToAnOlderChoiceIsNotShown()
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

void HistoryTest::daysWithoutUseHaveABarToo()
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

void HistoryTest::whatDoesNotFitHasARowAndTheRowsAddUp()
{
    panel().setPage(PanelModel::CostsPage);
    answer(domain::UsageTable{});
    domain::UsageTable table{.rows = {used("a", 700, 12), used("b", 200, {})}, .total = used("", 1'000'000, 40), .more = true};
    answer(table);
    QCOMPARE(history().costs()->rows()->count(), 3);
    QCOMPARE(cost(2, CostRows::LabelRole).toString(), QStringLiteral("Everything else"));
    QCOMPARE(cost(2, CostRows::LocalValueRole).toLongLong(), 1'000'000 - 900);
    QCOMPARE(cost(2, CostRows::ListRole).toString(), QStringLiteral("$0.28"));
    QCOMPARE(cost(1, CostRows::ListRole).toString(), QStringLiteral("not reported"));
    QCOMPARE(history().costs()->localTotal(), QStringLiteral("$1.0000"));
}

void HistoryTest::theExportAddsUpToTheScreen()
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

void HistoryTest::noCellOfAnExportBeginsAFormula()
{
    panel().setPage(PanelModel::CostsPage);
    answerAsTheSampleHost();
    bool seen = false;
    for (const QStringList &row : tableOf(history().costs()->csv()))
        for (const QString &cell : row) {
            QVERIFY2(!cell.startsWith(u'='), qPrintable(cell));
            seen = seen || cell.startsWith(QStringLiteral("'=HYPERLINK(\"http://x\")"));
        }
    QVERIFY(seen);
}

void HistoryTest::aRangeThatCannotBeIsRefused()
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

void HistoryTest::aLedgerThatCannotBeReadIsSaidAndWhatWasShownStays()
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

void HistoryTest::aRefusedQuestionSaysWhy()
{
    m_engine->verdict = api::Verdict::denied("There is no ledger.");
    panel().setPage(PanelModel::AuditPage);
    QTRY_COMPARE(history().audit()->problem(), QStringLiteral("There is no ledger."));
    QVERIFY(!history().audit()->loading());
}

void HistoryTest::theTrailIsReadOnPageByPage()
{
    panel().setPage(PanelModel::AuditPage);
    domain::AuditRows page{.entries = {}, .more = true};
    for (std::uint64_t sequence = 50; sequence > 40; --sequence)
        page.entries.push_back({.sequence = sequence, .at = kSampleNow, .action = "sandbox.started"});
    answer(page);
    QCOMPARE(history().audit()->countText(), QStringLiteral("10 newest"));
    history().audit()->rows()->select(3); // somebody reads: what comes below moves nothing
    history().audit()->loadMore();
    QCOMPARE(std::get<domain::AuditPage>(asked().question).before, std::uint64_t(41));
    answer(domain::AuditRows{.entries = {{.sequence = 40, .at = kSampleNow, .action = "engine.running"}}});
    QCOMPARE(history().audit()->rows()->count(), 11);
    QCOMPARE(history().audit()->rows()->currentRow(), 3);
    QCOMPARE(history().audit()->rows()->index(10).data(models::AuditRows::ActionRole).toString(),
             QStringLiteral("engine.running"));
    const auto questions = m_engine->questions.size();
    history().audit()->loadMore(); // there is no more
    QCOMPARE(m_engine->questions.size(), questions);
}

void HistoryTest::aFilterOfTheTrailIsTheLedgers()
{
    panel().setPage(PanelModel::AuditPage);
    answerAsTheSampleHost();
    history().audit()->setText(QStringLiteral(" panicked "));
    history().audit()->setAction(1);
    QTRY_COMPARE(m_engine->questions.size(), std::size_t(2)); // once, after the typing
    const auto page = std::get<domain::AuditPage>(asked().question);
    QCOMPARE(page.text, std::string("panicked"));
    QCOMPARE(page.action, std::string("sandbox."));
    answerAsTheSampleHost();
    QCOMPARE(history().audit()->rows()->count(), 1);
}

void HistoryTest::theTrailIsExportedOldestFirstWithItsChecksum()
{
    panel().setPage(PanelModel::AuditPage);
    answerAsTheSampleHost();
    const QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("new/trail.jsonl"));
    history().prepareAuditExport(true);
    models::FileExport &out = *history().fileExport();
    out.setTarget(target);
    out.start();
    QTRY_VERIFY(out.done());
    QVERIFY2(!out.failed(), qPrintable(out.outcome()));
    QFile file(target);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    const QList<QByteArray> lines = text.chopped(1).split('\n');
    QCOMPARE(lines.size(), history().audit()->rows()->count());
    QVERIFY(lines.front().startsWith("{\"sequence\":404,\"at\":\"2026-11-19T13:02:11.480Z\",\"actor\":\"operator\""));
    QVERIFY(lines.back().contains("\"chain_tag\":\"sha256:"));
    QFile sum(target + QStringLiteral(".sha256"));
    QVERIFY(sum.open(QIODevice::ReadOnly));
    QCOMPARE(sum.readAll(), QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex() + "  trail.jsonl\n");
    const auto rows = tableOf(history().audit()->csv());
    QCOMPARE(rows.at(1).front(), QStringLiteral("404"));
    QCOMPARE(rows.back().at(7), QStringLiteral("not in the staging bucket"));
}

void HistoryTest::anExportNeverReplacesAFile()
{
    const QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("there.csv"));
    QFile there(target);
    QVERIFY(there.open(QIODevice::WriteOnly));
    there.write("mine");
    there.close();
    history().prepareCostsExport();
    models::FileExport &out = *history().fileExport();
    out.setTarget(target);
    QVERIFY(!out.canStart());
    QVERIFY(out.problem().contains(QStringLiteral("there already")));
    out.setTarget(QStringLiteral("relative.csv"));
    QVERIFY(!out.canStart());
    out.setTarget(folder.path());
    QVERIFY(!out.canStart());
    out.setTarget(folder.filePath(QStringLiteral("late.csv")));
    QVERIFY(out.canStart());
    QFile late(folder.filePath(QStringLiteral("late.csv"))); // comes while the dialog is open
    QVERIFY(late.open(QIODevice::WriteOnly));
    late.write("mine");
    late.close();
    out.start();
    QVERIFY(late.open(QIODevice::ReadOnly));
    QCOMPARE(late.readAll(), QByteArray("mine"));
}

void HistoryTest::whatGoesOnStandsFirst()
{
    using enum domain::OperationState;
    panel().apply(batchOf({operation("op-done", 1, Done, 1min), operation("op-old", 1, Running, 50min),
                           operation("op-new", 1, Running, 2min), operation("op-failed", 1, Failed, 9min)}));
    QStringList order;
    models::StableList *rows = history().operations()->rows();
    for (int row = 0; row < rows->count(); ++row)
        order += rows->index(row).data(models::ViewList::KeyRole).toString();
    QCOMPARE(order, words({"op-new", "op-old", "op-done", "op-failed"}));
    QCOMPARE(history().operations()->goingOn(), 2);
    QCOMPARE(rows->index(0).data(OperationRows::ElapsedRole).toString(), QStringLiteral("for 2 min"));
    QCOMPARE(rows->index(2).data(OperationRows::ElapsedRole).toString(), QStringLiteral("took 5.00 s"));
}

void HistoryTest::anOlderTellingOfAnOperationChangesNothing()
{
    using enum domain::OperationState;
    panel().apply(batchOf({operation("op-1", 7, Done, 2min)}));
    panel().apply(batchOf({operation("op-1", 3, Running, 2min)}));
    QCOMPARE(history().operations()->goingOn(), 0);
    bridge::Batch gone;
    gone.goneOperations = {domain::OperationId("op-1")};
    panel().apply(gone);
    QCOMPARE(history().operations()->total(), 0);
}

void HistoryTest::aCancelIsAskedOnceAndARefusalSaysWhy()
{
    panel().apply(batchOf({operation("op-1", 1, domain::OperationState::Running, 2min)}));
    m_engine->verdict = api::Verdict::denied("It is nearly done.");
    QSignalSpy toasts(m_panel.get(), &PanelModel::toast);
    history().operations()->cancel(QStringLiteral("op-1"));
    history().operations()->cancel(QStringLiteral("op-1"));
    QTRY_COMPARE(toasts.count(), 1);
    QCOMPARE(m_engine->told_, words({"cancel op-1"}));
    QCOMPARE(toasts.front().front().toString(), QStringLiteral("It was not cancelled. It is nearly done."));
    QVERIFY(history().operations()->rows()->index(0).data(OperationRows::CanCancelRole).toBool());
}

void HistoryTest::leftoversAreRemovedOneByOne()
{
    panel().apply(batchOf(sampleOrphans()));
    models::OrphansModel &orphans = *history().orphans();
    QCOMPARE(orphans.count(), 3);
    orphans.remove(QStringLiteral("layer-9"));
    orphans.remove(QStringLiteral("layer-9"));
    orphans.remove(QStringLiteral("not there"));
    QCOMPARE(m_engine->told_, words({"remove orphan layer-9"}));
    QVERIFY(orphans.index(1).data(models::OrphansModel::RemovingRole).toBool());
    auto view = std::get<api::OrphansView>(sampleOrphans().front());
    view.generation = 2;
    view.found.erase(view.found.begin() + 1);
    panel().apply(batchOf({view}));
    QCOMPARE(orphans.count(), 2);
    orphans.look();
    QCOMPARE(m_engine->told_.back(), QStringLiteral("look for orphans"));
}

void HistoryTest::leftoversAndARecoveryAreBanners()
{
    panel().apply(batchOf(sampleOrphans()));
    panel().apply(batchOf(sampleRecovery()));
    const auto title = [this](int row) {
        return panel().banners()->index(row).data(models::BannerList::TitleRole).toString();
    };
    QCOMPARE(title(0), QStringLiteral("3 things on this host are not explained."));
    QCOMPARE(title(1), QStringLiteral("Taken up after a restart:"));
    QVERIFY(panel().banners()->index(1).data(models::BannerList::TextRole).toString().startsWith(
        QStringLiteral("3 sandboxes adopted, 1 hibernated sandbox found, 1 sandbox lost")));
    panel().banners()->dismiss(QStringLiteral("recovered"));
    panel().apply(batchOf(sampleOrphans(false)));
    auto none = std::get<api::OrphansView>(sampleOrphans(false).front());
    none.generation = 9;
    panel().apply(batchOf({none}));
    QCOMPARE(panel().banners()->rowCount(), 0);
    QCOMPARE(history().recoveryLines().size(), 7);
}

void HistoryTest::budgetsAreSentOnlyWhenAllAreRight()
{
    panel().apply(batchOf(sampleBudgets()));
    models::BudgetsModel &budgets = *history().budgets();
    QCOMPARE(budgets.set(), 2);
    budgets.edit();
    models::BudgetForm &form = *budgets.form();
    QCOMPARE(form.rowCount(), 2);
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

void HistoryTest::aBudgetThatIsWithinAgainIsNotListed()
{
    panel().apply(batchOf(sampleBudgets()));
    models::BudgetRows &crossed = *history().budgets()->crossed();
    QCOMPARE(crossed.rowCount(), 2);
    auto view = std::get<api::BudgetView>(sampleBudgets()[3]);
    view.generation = 5;
    view.state = domain::BudgetState::Within;
    panel().apply(batchOf({view}));
    QCOMPARE(crossed.rowCount(), 1);
    QCOMPARE(crossed.index(0).data(models::BudgetRows::SpentRole).toString(), QStringLiteral("$0.4200 of $0.50"));
}

void HistoryTest::pastSessionsAreSearchedInTheLedger()
{
    models::PastSessions &past = *history().sessions();
    past.refresh();
    answerAsTheSampleHost();
    QCOMPARE(past.rows()->count(), 6);
    past.setText(QStringLiteral("staging"));
    QTRY_COMPARE(m_engine->questions.size(), std::size_t(2));
    answerAsTheSampleHost();
    QCOMPARE(past.rows()->count(), 1);
    const QModelIndex row = past.rows()->index(0);
    QCOMPARE(row.data(models::PastRows::TitleRole).toString(), QStringLiteral("Clean up the staging bucket"));
    QCOMPARE(row.data(models::PastRows::ListRole).toString(), QStringLiteral("$1.31"));
    QCOMPARE(row.data(models::PastRows::LocalRole).toString(), QStringLiteral("$0.0312"));
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
