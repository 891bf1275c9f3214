// How an action on several sandboxes ends: always, as one operation, and never mixed with the next one.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using models::BulkResult;

namespace {

api::SandboxView clone(const char *id, SandboxState state = SandboxState::Running)
{
    api::SandboxView view = sandbox(id, 1, state);
    view.base = domain::TemplateId("tpl-1");
    return view;
}

} // namespace

class BulkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSnapshotThatIsGivenUpEndsItsRow();
    void whatIsNeverHeardOfEndsWithTime();
    void aListThatIsClosedEarlyEndsAsItEndsAndComesBackForWhatFails();
    void aSecondActionWaitsForTheFirstEvenWhenAllOfItIsUnderWay();
    void whatIsUnderWayEndsByItselfAndIsNotOfferedToBeCancelled();
    void stoppedOnesAreStartedAndOthersResumed();

private:
    models::PanelModel &panel() { return *m_panel; }
    /// Running ones, new to the panel.
    void mark(std::initializer_list<const char *> ids)
    {
        for (const char *id : ids) {
            panel().apply(batchOf({clone(id)}));
            panel().actions()->markSandbox(QString::fromLatin1(id), true);
        }
    }
    QStringList words(const BulkResult &result)
    {
        QStringList all;
        for (int row = 0; row < result.count(); ++row) {
            const QModelIndex at = result.index(row);
            all += at.data(BulkResult::IdRole).toString() + QLatin1Char(' ') + at.data(BulkResult::WordRole).toString();
        }
        return all;
    }

    HandClock m_clock;
    std::unique_ptr<ObedientEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<models::PanelModel> m_panel;
};

void BulkTest::init()
{
    m_panel.reset();
    m_clock = HandClock();
    m_engine = std::make_unique<ObedientEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<models::PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
}

void BulkTest::aSnapshotThatIsGivenUpEndsItsRow()
{
    mark({"sbx-1", "sbx-2", "sbx-3"});
    panel().actions()->snapshotMarked();
    const auto taken = [](const char *id, const char *of, domain::SnapshotState state, std::uint64_t generation) {
        api::SnapshotView view{
            .id = domain::SnapshotId(id), .sandbox = domain::SandboxId(of), .base = domain::TemplateId("tpl-1")};
        view.generation = generation;
        view.at = kSampleNow;
        view.state = state;
        return view;
    };
    using enum domain::SnapshotState;
    panel().apply(batchOf({taken("snap-1", "sbx-1", Taking, 1), taken("snap-2", "sbx-2", Taking, 1),
                           taken("snap-3", "sbx-3", Taking, 1)}));
    const BulkResult &result = *panel().actions()->result();
    QCOMPARE(result.waiting(), 3);
    panel().apply(batchOf({taken("snap-1", "sbx-1", Deleting, 2)}));
    panel().apply(batchOf({api::SnapshotGone{domain::SnapshotId("snap-2")}}));
    QCOMPARE(words(result), testing::words({"sbx-1 failed", "sbx-2 failed", "sbx-3 under way"}));
    QCOMPARE(result.index(0).data(BulkResult::TextRole).toString(), QStringLiteral("It was given up."));
    panel().apply(batchOf({taken("snap-3", "sbx-3", Ready, 2)}));
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Done);
    QCOMPARE(m_engine->reports.back().result, std::string("Snapshot: 1 done, 2 failed"));
    panel().apply(batchOf({taken("snap-3", "sbx-3", Deleting, 3)})); // later, which is another matter
    QCOMPARE(result.succeeded(), 1);
}

void BulkTest::whatIsNeverHeardOfEndsWithTime()
{
    mark({"sbx-1", "sbx-2"});
    panel().actions()->snapshotMarked();
    m_clock.advance(14min);
    panel().ticker()->tick();
    QCOMPARE(panel().actions()->result()->waiting(), 2);
    m_clock.advance(2min);
    panel().ticker()->tick();
    QCOMPARE(panel().actions()->result()->failed(), 2);
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Failed);
}

void BulkTest::aListThatIsClosedEarlyEndsAsItEndsAndComesBackForWhatFails()
{
    mark({"sbx-1", "sbx-2"});
    panel().actions()->hibernateMarked();
    BulkResult &result = *panel().actions()->result();
    result.close();
    QVERIFY(!result.isOpen());
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Running);
    api::SandboxView asleep = clone("sbx-1", SandboxState::Hibernated);
    asleep.generation = 2;
    panel().apply(batchOf({asleep}));
    QVERIFY(!result.isOpen());
    api::SandboxView broken = clone("sbx-2", SandboxState::Failed);
    broken.generation = 2;
    panel().apply(batchOf({broken}));
    QVERIFY(result.isOpen());
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Done);
    QCOMPARE(m_engine->reports.back().result, std::string("Hibernate: 1 done, 1 failed"));
}

void BulkTest::aSecondActionWaitsForTheFirstEvenWhenAllOfItIsUnderWay()
{
    mark({"sbx-1", "sbx-2"});
    panel().actions()->snapshotMarked();
    panel().actions()->clearMarks();
    mark({"sbx-3", "sbx-4"});
    QSignalSpy toasts(&panel(), &models::PanelModel::toast);
    panel().actions()->pauseMarked();
    QCOMPARE(toasts.count(), 1);
    QCOMPARE(panel().actions()->result()->title(), QStringLiteral("Snapshot: 2 under way"));
    QCOMPARE(m_engine->asked, testing::words({"snapshot sbx-1", "snapshot sbx-2"}));
    m_clock.advance(61s); // nothing is heard of those: they hold up nobody
    panel().ticker()->tick();
    m_engine->reports.clear();
    panel().actions()->pauseMarked();
    QVERIFY(m_engine->reports.front().state == domain::OperationState::Cancelled);
    QCOMPARE(m_engine->reports.front().result, std::string("Snapshot: 2 under way. Another one was begun."));
    QCOMPARE(m_engine->reports.back().name, std::string("Pause"));
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Running);
}

void BulkTest::whatIsUnderWayEndsByItselfAndIsNotOfferedToBeCancelled()
{
    mark({"sbx-1", "sbx-2"});
    panel().actions()->pauseMarked();
    QVERIFY(!m_engine->reports.back().canCancel);
    for (const char *id : {"sbx-1", "sbx-2"}) {
        api::SandboxView paused = clone(id, SandboxState::Paused);
        paused.generation = 2;
        panel().apply(batchOf({paused}));
    }
    panel().actions()->clearMarks();
    mark({"sbx-3", "sbx-4", "sbx-5", "sbx-6", "sbx-7"});
    panel().actions()->pauseMarked();
    QVERIFY(m_engine->reports.back().canCancel);
    panel().actions()->cancelMarked();
    QTRY_VERIFY(!m_engine->reports.back().canCancel);
}

void BulkTest::stoppedOnesAreStartedAndOthersResumed()
{
    panel().apply(batchOf({clone("sbx-1", SandboxState::Stopped), clone("sbx-2", SandboxState::Stopped),
                           clone("sbx-3", SandboxState::Paused)}));
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3"})
        panel().actions()->markSandbox(QString::fromLatin1(id), true);
    QCOMPARE(panel().actions()->resumeWord(), QStringLiteral("Resume"));
    panel().actions()->markSandbox(QStringLiteral("sbx-3"), false);
    QCOMPARE(panel().actions()->resumeWord(), QStringLiteral("Start"));
    panel().actions()->resumeMarked();
    QCOMPARE(panel().actions()->result()->title(), QStringLiteral("Start: 2 under way"));
    QCOMPARE(m_engine->reports.back().name, std::string("Start"));
}

QTEST_GUILESS_MAIN(BulkTest)
#include "bulk_test.moc"
