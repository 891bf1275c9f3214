// Work items: what waits, why, and the repair that is offered, asked for once and told about.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::PanelModel;
using models::WorkModel;

namespace {

api::WorkView work(std::uint64_t generation, api::Stuck stuck = api::Stuck::NeverStarted)
{
    api::WorkView view{.id = domain::WorkId("work_1"), .environment = domain::EnvironmentId(kSampleEnvironment)};
    view.generation = generation;
    view.session = domain::SessionId("sesn_1");
    view.sessionTitle = "Audit";
    view.state = domain::WorkState::Starting;
    view.createdAt = kSampleNow - 20min;
    view.acknowledgedAt = kSampleNow - 19min;
    view.stuck = stuck;
    return view;
}

QString roleAt(PanelModel &panel, int row, int role)
{
    return panel.work()->index(row, 0).data(role).toString();
}

} // namespace

class WorkQueueTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatDoesNotMoveStandsFirstTheOldestAtTheTop();
    void everyKindOfWaitSaysWhyAndOffersWhatHelps_data();
    void everyKindOfWaitSaysWhyAndOffersWhatHelps();
    void aRepairIsAskedForOnceAndShowsUntilTheEngineSays();
    void aDeniedRepairIsOfferedAgain();
    void aFailedRepairSaysWhatIsLeft();
    void withoutTheOperatorKeyTheVerbAndTheConsequenceSaySo();
    void anItemThatIsGoneIsStoppedForTenSeconds();
    void aHealthCheckHasNoSession();
    void anOlderGenerationIsIgnored();
    void anEmptyListIsOnlyEmptyOnceTheQueueWasRead();

private:
    HandClock m_clock;
};

void WorkQueueTest::whatDoesNotMoveStandsFirstTheOldestAtTheTop()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    QAbstractItemModelTester tester(panel.work(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(roleAt(panel, 0, WorkModel::SessionTitleRole), QStringLiteral("Translate release notes to German"));
    QCOMPARE(roleAt(panel, 1, WorkModel::HeartbeatRole), QStringLiteral("none"));
    QCOMPARE(roleAt(panel, 1, WorkModel::HolderRole), QStringLiteral("another worker"));
    QCOMPARE(roleAt(panel, 3, WorkModel::ReasonRole), QStringLiteral("bash waits for somebody to allow or deny it."));
    QCOMPARE(roleAt(panel, 4, WorkModel::ReasonRole), QString());
    QCOMPARE(panel.stuckWork(), 2);
}

void WorkQueueTest::everyKindOfWaitSaysWhyAndOffersWhatHelps_data()
{
    QTest::addColumn<int>("stuck");
    QTest::addColumn<bool>("repair");
    using enum api::Stuck;
    QTest::newRow("moves") << static_cast<int>(No) << false;
    QTest::newRow("never started") << static_cast<int>(NeverStarted) << true;
    QTest::newRow("silent") << static_cast<int>(Silent) << true;
    QTest::newRow("not taken") << static_cast<int>(NotTaken) << false;
    QTest::newRow("approval") << static_cast<int>(NeedsApproval) << false;
    QTest::newRow("custom result") << static_cast<int>(NeedsCustomResult) << false;
    QTest::newRow("result") << static_cast<int>(NeedsResult) << true;
}

void WorkQueueTest::everyKindOfWaitSaysWhyAndOffersWhatHelps()
{
    QFETCH(const int, stuck);
    QFETCH(const bool, repair);
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({work(1, static_cast<api::Stuck>(stuck))}));
    panel.work()->select(0);
    models::WorkDetail *item = panel.workItem();
    QCOMPARE(item->repairOffered(), repair);
    QCOMPARE(item->canRepair(), repair);
    const bool moves = static_cast<api::Stuck>(stuck) == api::Stuck::No;
    QCOMPARE(item->reason().isEmpty(), moves);
    QVERIFY(moves || repair || !item->advice().isEmpty()); // something can be done about each
    QCOMPARE(item->tone(), moves ? QStringLiteral("progress") : QStringLiteral("attention"));
    QCOMPARE(item->word(), QStringLiteral("Starting")); // the queue's own word
}

void WorkQueueTest::aRepairIsAskedForOnceAndShowsUntilTheEngineSays()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({work(1)}));
    panel.work()->select(0);
    panel.repairWork(QStringLiteral("work_1"));
    panel.repairWork(QStringLiteral("work_1"));
    QCOMPARE(engine.asked, words({"repair work_1"}));
    QCOMPARE(panel.workItem()->word(), QStringLiteral("Force stopping"));
    QVERIFY(!panel.workItem()->canRepair());
    QVERIFY(panel.workItem()->repairOffered()); // the button stays where it was, disabled
    api::WorkView view = work(2);
    view.repair = api::Repair::Interrupting;
    panel.apply(batchOf({view}));
    QCOMPARE(panel.workItem()->word(), QStringLiteral("Interrupting"));
    view.generation = 3;
    view.repair = api::Repair::Done;
    panel.apply(batchOf({view}));
    QCOMPARE(panel.workItem()->repairWord(), QStringLiteral("Repaired"));
    QCOMPARE(panel.stuckWork(), 0);
}

void WorkQueueTest::aDeniedRepairIsOfferedAgain()
{
    ObedientEngine engine;
    engine.verdict = api::Verdict::denied("The engine is stopping.");
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({work(1)}));
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.work()->select(0);
    panel.repairWork(QStringLiteral("work_1"));
    QVERIFY(toasts.wait());
    QCOMPARE(toasts.first().at(0).toString(), QStringLiteral("The item was not stopped. The engine is stopping."));
    QVERIFY(panel.workItem()->canRepair());
}

void WorkQueueTest::aFailedRepairSaysWhatIsLeft()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    api::WorkView view = work(1);
    view.repair = api::Repair::InterruptFailed;
    view.problem = Error{ErrorCode::Forbidden, "403 not yours"};
    panel.apply(batchOf({view}));
    panel.work()->select(0);
    QVERIFY(panel.workItem()->repairProblem().startsWith(QStringLiteral("The item was stopped, but the session")));
    QVERIFY(panel.workItem()->repairProblem().endsWith(QStringLiteral("403 not yours")));
    QVERIFY(panel.workItem()->canRepair());
    view.generation = 2;
    view.repair = api::Repair::StopFailed;
    panel.apply(batchOf({view}));
    QVERIFY(panel.workItem()->repairProblem().startsWith(QStringLiteral("The item was not stopped; nothing")));
}

void WorkQueueTest::withoutTheOperatorKeyTheVerbAndTheConsequenceSaySo()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({work(1)}));
    panel.apply(batchOf(sampleEnvironment()));
    panel.work()->select(0);
    QCOMPARE(panel.workItem()->repairVerb(), QStringLiteral("Force stop and interrupt"));
    QCOMPARE(panel.workItem()->keyNote(), QString());
    panel.apply(batchOf(sampleEnvironmentWithoutKey()));
    QCOMPARE(panel.workItem()->repairVerb(), QStringLiteral("Force stop"));
    QVERIFY(panel.workItem()->keyNote().contains(QStringLiteral("Console")));
    QVERIFY(panel.workItem()->repairConsequence().contains(QStringLiteral("interrupted in the Console")));
}

void WorkQueueTest::anItemThatIsGoneIsStoppedForTenSeconds()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({work(1)}));
    panel.apply(batchOf({api::WorkGone{domain::EnvironmentId(kSampleEnvironment), domain::WorkId("work_1")}}));
    QCOMPARE(roleAt(panel, 0, WorkModel::WordRole), QStringLiteral("Stopped"));
    QCOMPARE(roleAt(panel, 0, WorkModel::ReasonRole), QString());
    QCOMPARE(panel.stuckWork(), 0);
    m_clock.advance(10s);
    panel.ticker()->tick();
    QCOMPARE(panel.work()->count(), 0);
}

void WorkQueueTest::aHealthCheckHasNoSession()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    api::WorkView view = work(1, api::Stuck::No);
    view.session.reset();
    panel.apply(batchOf({view}));
    QCOMPARE(roleAt(panel, 0, WorkModel::SessionTitleRole), QStringLiteral("Health check"));
    QCOMPARE(roleAt(panel, 0, WorkModel::SessionIdRole), QString());
}

void WorkQueueTest::anOlderGenerationIsIgnored()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({work(5)}));
    panel.apply(batchOf({work(4, api::Stuck::No)}));
    QVERIFY(panel.work()->index(0, 0).data(WorkModel::StuckRole).toBool());
}

void WorkQueueTest::anEmptyListIsOnlyEmptyOnceTheQueueWasRead()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    api::EnvironmentView view{.id = domain::EnvironmentId(kSampleEnvironment)};
    panel.apply(batchOf({view}));
    QVERIFY(!panel.queueKnown());
    view.queueProblem = Error{ErrorCode::Forbidden, "403"};
    panel.apply(batchOf({view}));
    QVERIFY(!panel.queueKnown());
    QVERIFY(panel.queueTroubled());
    view.queueProblem.reset();
    view.queue = domain::QueueStats{};
    panel.apply(batchOf({view}));
    QVERIFY(panel.queueKnown());
    QVERIFY(!panel.queueTroubled());
}

QTEST_GUILESS_MAIN(WorkQueueTest)
#include "work_queue_test.moc"
