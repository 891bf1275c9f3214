// What the window shows of the past and of long actions: an audit trail read page by page, operations, leftovers, past
// sessions, and the files that are made of them.
#include "tests/unit/models/history_fixture.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::OperationRows;
using models::PanelModel;

namespace {

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

class HistoryTest : public QObject, private HistoryRig {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void aRefusedQuestionSaysWhy();
    void theTrailIsReadOnPageByPage();
    void aFilterOfTheTrailIsTheLedgers();
    void theWholeTrailIsExportedAsTheFilterLeavesIt();
    void attemptsAreExportedFromTheLedgerAsTheFilterLeavesThem();
    void anExportThatIsCancelledAmongTheOperationsEnds();
    void anExportTellsTheEngineHowItEnded();
    void anExportNeverReplacesAFile();
    void noOtherExportIsBegunWhileOneGoesOn();
    void aCancelSaysWhatItLeaves();
    void whatTheWindowDidHasNoAdviceAboutTheEngine();
    void whatGoesOnStandsFirst();
    void anOlderTellingOfAnOperationChangesNothing();
    void aCancelIsAskedOnceAndARefusalSaysWhy();
    void oneSwitchForTimesIsForAllOfIt();
    void leftoversAreRemovedOneByOne();
    void leftoversAndARecoveryAreBanners();
    void pastSessionsAreSearchedInTheLedger();
};

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

void HistoryTest::theWholeTrailIsExportedAsTheFilterLeavesIt()
{
    panel().setPage(PanelModel::AuditPage);
    history().audit()->setText(QStringLiteral(" panicked "));
    history().audit()->setAction(1);
    const QTemporaryDir folder;
    history().prepareAuditExport(true);
    models::FileExport &out = *history().fileExport();
    const QString target = folder.filePath(QStringLiteral("trail.jsonl"));
    out.setTarget(target);
    out.start();
    QVERIFY(out.running() && out.cancellable());
    QCOMPARE(m_desk.asked.file, target.toStdString());
    QVERIFY(m_desk.asked.asJson);
    QCOMPARE(m_desk.asked.filter.text, std::string("panicked"));
    QCOMPARE(m_desk.asked.filter.action, std::string("sandbox."));
    QCOMPARE(m_engine->reports.front().object, std::string("audit"));
    m_desk.asked.progress->set(0.5);
    QTRY_COMPARE(out.progress(), 0.5);
    QTRY_COMPARE(m_engine->reports.back().progress, std::optional(0.5)); // the drawer moves, too
    m_desk.answer(std::uint64_t(404));
    QVERIFY(out.done() && !out.failed());
    QCOMPARE(out.outcome(), QStringLiteral("404 entries written, with the checksum in trail.jsonl.sha256."));
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Done);
}

void HistoryTest::attemptsAreExportedFromTheLedgerAsTheFilterLeavesThem()
{
    const QTemporaryDir folder;
    QVERIFY(history().prepareEgressExport(true, QStringLiteral(" weather ")));
    models::FileExport &out = *history().fileExport();
    QVERIFY(out.note().contains(QStringLiteral("“weather”")));
    const QString target = folder.filePath(QStringLiteral("attempts.jsonl"));
    out.setTarget(target);
    out.start();
    QVERIFY(out.running() && out.cancellable());
    QCOMPARE(m_egressDesk.asked.file, target.toStdString());
    QVERIFY(m_egressDesk.asked.asJson);
    QCOMPARE(m_egressDesk.asked.filter.text, std::string("weather"));
    QCOMPARE(m_engine->reports.front().object, std::string("egress"));
    QVERIFY(m_engine->reports.front().kind == domain::OperationKind::Export);
    m_egressDesk.answer(std::uint64_t(31));
    QCOMPARE(out.outcome(), QStringLiteral("31 attempts written to %1.").arg(target));
    QVERIFY(history().prepareEgressExport(false, {}));
    out.setTarget(folder.filePath(QStringLiteral("attempts.csv")));
    out.start();
    out.cancel();
    QVERIFY(m_egressDesk.letGo && !m_egressDesk.asked.asJson);
    history().setEgressDesk(nullptr); // without folders
    QVERIFY(history().prepareEgressExport(false, {}));
    out.setTarget(folder.filePath(QStringLiteral("attempts.csv")));
    out.start();
    QTRY_COMPARE(out.outcome(), QStringLiteral("There is no ledger here."));
    QVERIFY(out.failed());
}

void HistoryTest::anExportThatIsCancelledAmongTheOperationsEnds()
{
    history().prepareAuditExport(false);
    models::FileExport &out = *history().fileExport();
    const QTemporaryDir folder;
    out.setTarget(folder.filePath(QStringLiteral("trail.csv")));
    out.start();
    QVERIFY(out.running());
    askToCancel(m_engine->reports.back());
    QTRY_VERIFY(!out.running());
    QVERIFY(m_desk.letGo);
    QVERIFY(out.canStart()); // once more, if somebody wants
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Cancelled);
    const auto told = m_engine->reports.size();
    out.cancel();
    QCOMPARE(m_engine->reports.size(), told);
}

void HistoryTest::anExportTellsTheEngineHowItEnded()
{
    history().prepareCostsExport();
    models::FileExport &out = *history().fileExport();
    const QTemporaryDir folder;
    out.setTarget(folder.filePath(QStringLiteral("costs.csv")));
    out.start();
    QCOMPARE(m_engine->reports.front().name, std::string("costs.csv"));
    QVERIFY(m_engine->reports.front().state == domain::OperationState::Running);
    QTRY_VERIFY(out.done());
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Done);

    history().prepareAuditExport(false);
    out.setTarget(folder.filePath(QStringLiteral("trail.csv")));
    out.start();
    m_desk.answer(fail(ErrorCode::InvalidState, "the disk is full"));
    QVERIFY(out.failed());
    QCOMPARE(out.outcome(), QStringLiteral("the disk is full"));
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Failed);
    QCOMPARE(m_engine->reports.back().problem->detail, std::string("the disk is full"));
    QVERIFY(m_engine->reports.back().problem->code == ErrorCode::InvalidState);
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

void HistoryTest::noOtherExportIsBegunWhileOneGoesOn()
{
    const QTemporaryDir folder;
    QVERIFY(history().prepareAuditExport(false));
    models::FileExport &out = *history().fileExport();
    out.setTarget(folder.filePath(QStringLiteral("trail.csv")));
    out.start();
    QSignalSpy toasts(m_panel.get(), &PanelModel::toast);
    QVERIFY(!history().prepareCostsExport()); // its dialog would show, and cancel, the other one
    QVERIFY(!history().prepareAuditExport(true));
    QCOMPARE(toasts.count(), 2);
    QVERIFY(toasts.front().front().toString().startsWith(QStringLiteral("An export still goes on.")));
    QCOMPARE(out.what(), QStringLiteral("the audit trail as CSV"));
    QVERIFY(out.running() && !m_desk.letGo);
    m_desk.answer(std::uint64_t(4));
    QVERIFY(history().prepareCostsExport());
}

void HistoryTest::aCancelSaysWhatItLeaves()
{
    std::uint64_t generation = 0;
    const auto hint = [&](domain::OperationKind kind, const char *object) {
        api::OperationView view = operation("op-1", ++generation, domain::OperationState::Running, 2min);
        view.operation.kind = kind;
        view.operation.object = object;
        panel().apply(batchOf({view}));
        return history().operations()->rows()->index(0).data(OperationRows::CancelHintRole).toString();
    };
    const QString takenBack = QStringLiteral("What it made so far is taken back");
    using enum domain::OperationKind;
    QCOMPARE(hint(TakeSnapshot, "snapshot/snap-1"), takenBack);
    QCOMPARE(hint(Export, "audit"), takenBack);
    QVERIFY(hint(Export, "session/sesn_1").contains(QStringLiteral("stay")));
    QVERIFY(hint(Bulk, "sandboxes").contains(QStringLiteral("ends by itself")));
    QVERIFY(hint(Fork, "sandbox/sbx-1").contains(QStringLiteral("are up stay")));
    QVERIFY(hint(Restore, "snapshot/snap-1").contains(QStringLiteral("are up stay")));
    QVERIFY(hint(Restore, "sandbox/sbx-1").contains(QStringLiteral("as it was before")));
}

void HistoryTest::whatTheWindowDidHasNoAdviceAboutTheEngine()
{
    api::OperationView view = operation("op-1", 1, domain::OperationState::Failed, 2min);
    view.operation.kind = domain::OperationKind::Export;
    view.operation.object = "costs";
    view.operation.problem = Error{ErrorCode::FolderUnusable, "/mnt/x/costs.csv cannot be written: the disk is full"};
    panel().apply(batchOf({view}));
    const QModelIndex row = history().operations()->rows()->index(0);
    QCOMPARE(row.data(OperationRows::ProblemRole).toString(),
             QStringLiteral("/mnt/x/costs.csv cannot be written: the disk is full"));
    QCOMPARE(row.data(OperationRows::AdviceRole).toString(), QString()); // not "--data-dir"
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

void HistoryTest::oneSwitchForTimesIsForAllOfIt()
{
    auto begun = operation("op-1", 1, domain::OperationState::Running, 2min);
    begun.operation.log = {{.at = kSampleNow, .text = "begun"}};
    m_panel.reset();
    m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone(2 * 3600));
    for (const auto page : {PanelModel::AuditPage, PanelModel::CostsPage}) {
        panel().setPage(page);
        answerAsTheSampleHost();
    }
    panel().apply(batchOf({begun}));
    history().operations()->unfold(0);
    const auto step = [this] {
        auto &log = *history().operations()->log();
        return log.index(0).data(models::TextLines::TextRole).toString();
    };
    const auto costs = history().costs()->asOf();
    const auto audit = history().audit()->asOf();
    const auto begunAt = step();
    QVERIFY2(begunAt.startsWith(QStringLiteral("16:02:11")), qPrintable(begunAt));
    QSignalSpy costsTold(history().costs(), &models::CostsModel::changed);
    QSignalSpy auditTold(history().audit(), &models::AuditModel::changed);
    panel().settings()->setTimes(static_cast<int>(models::Ticker::Times::Utc));
    QVERIFY(!costsTold.isEmpty());
    QVERIFY(!auditTold.isEmpty());
    QVERIFY(history().costs()->asOf() != costs && history().audit()->asOf() != audit);
    QVERIFY2(step().startsWith(QStringLiteral("14:02:11")), qPrintable(step()));
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
    QCOMPARE(panel().banners()->index(0).data(models::BannerList::TextRole).toString(),
             QStringLiteral("No record says what they are for; they take 1.8 GiB. Nothing was removed."));
    QCOMPARE(title(1), QStringLiteral("Taken up after a restart:"));
    QVERIFY(panel()
                .banners()
                ->index(1)
                .data(models::BannerList::TextRole)
                .toString()
                .startsWith(QStringLiteral("3 sandboxes adopted, 1 hibernated sandbox found, 1 sandbox lost")));
    panel().banners()->dismiss(QStringLiteral("recovered"));
    panel().apply(batchOf(sampleOrphans(false)));
    auto none = std::get<api::OrphansView>(sampleOrphans(false).front());
    none.generation = 9;
    panel().apply(batchOf({none}));
    QCOMPARE(panel().banners()->rowCount(), 0);
    QCOMPARE(history().recoveryLines().size(), 7);
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
