// Rows of sessions and sandboxes: what they say, and how often they change.
#include "app/models/sandboxes_model.h"
#include "app/models/sessions_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using models::SandboxesModel;
using models::SessionsModel;

class LiveModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOlderGenerationIsIgnored();
    void statesShowAtOnceFiguresTwiceASecond();
    void aSessionWithoutTitleGoesByItsId();
    void aTitleCannotBeMarkupOrManyLines();
    void failedSessionsSayWhy();
    void agesGrowWithTheClock();
    void unknownUseIsSaidNotDrawnAsZero();
    void aQueuedSandboxSaysHowManyWaitBeforeIt();
    void aDestroyedSandboxStaysForTenSeconds();
    void tombstonesWaitForTheReader();
    void askedForDestructionEndsWithTheConfirmedState();
    void everySampleRowSpeaks();

private:
    HandClock m_clock;
};

void LiveModelsTest::anOlderGenerationIsIgnored()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SessionsModel model(&ticker);
    model.apply(session("a", 5, api::SessionState::Running));
    model.apply(session("a", 4, api::SessionState::Failed));
    QCOMPARE(model.index(0).data(SessionsModel::WordRole).toString(), QStringLiteral("Running"));
}

void LiveModelsTest::statesShowAtOnceFiguresTwiceASecond()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api::SandboxView view = sandbox("sbx-1", 1);
    view.cpuPercent = 10;
    model.apply(view);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    for (std::uint64_t generation = 2; generation < 12; ++generation) {
        view.generation = generation;
        view.cpuPercent = 10.0 * static_cast<double>(generation);
        model.apply(view);
    }
    QCOMPARE(changes.count(), 0);
    QCOMPARE(model.index(0).data(SandboxesModel::CpuRole).toString(), QStringLiteral("10%"));
    ticker.settle();
    QCOMPARE(changes.count(), 1);
    QCOMPARE(model.index(0).data(SandboxesModel::CpuRole).toString(), QStringLiteral("110%"));

    view.generation = 20;
    view.busyWith = "bash";
    view.cpuPercent = 50;
    model.apply(view);
    QCOMPARE(changes.count(), 2);
    QCOMPARE(model.index(0).data(SandboxesModel::WordRole).toString(), QStringLiteral("Running · busy"));
    QCOMPARE(model.index(0).data(SandboxesModel::CpuRole).toString(), QStringLiteral("110%"));
}

void LiveModelsTest::aSessionWithoutTitleGoesByItsId()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SessionsModel model(&ticker);
    model.apply(session("sesn_42", 1));
    QCOMPARE(model.index(0).data(SessionsModel::TitleRole).toString(), QStringLiteral("sesn_42"));
}

void LiveModelsTest::aTitleCannotBeMarkupOrManyLines()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SessionsModel model(&ticker);
    model.apply(session("a", 1, api::SessionState::Running, "\x1b[2Jone\nsecond line"));
    QCOMPARE(model.index(0).data(SessionsModel::TitleRole).toString(), QStringLiteral("one"));
}

void LiveModelsTest::failedSessionsSayWhy()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SessionsModel model(&ticker);
    api::SessionView view = session("a", 1, api::SessionState::Failed);
    view.problem = Error{ErrorCode::LeaseLost, "412"};
    model.apply(view);
    QVERIFY(model.index(0).data(SessionsModel::ReasonRole).toString().startsWith(QStringLiteral("The lease ran out")));
}

void LiveModelsTest::agesGrowWithTheClock()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SessionsModel model(&ticker);
    api::SessionView view = session("a", 1, api::SessionState::WaitingForSandbox);
    view.since = m_clock.now()();
    view.lastActivity = m_clock.now()();
    model.apply(view);
    QCOMPARE(model.index(0).data(SessionsModel::ActivityRole).toString(), QStringLiteral("just now"));
    QCOMPARE(model.index(0).data(SessionsModel::ToneRole).toString(), QStringLiteral("progress"));
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    m_clock.advance(61s);
    ticker.tick();
    QCOMPARE(changes.count(), 1);
    QCOMPARE(model.index(0).data(SessionsModel::ActivityRole).toString(), QStringLiteral("1 min ago"));
    QCOMPARE(model.index(0).data(SessionsModel::ToneRole).toString(), QStringLiteral("attention"));
}

void LiveModelsTest::unknownUseIsSaidNotDrawnAsZero()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    model.apply(sandbox("sbx-1", 1, SandboxState::Running));
    model.apply(sandbox("sbx-2", 1, SandboxState::Queued));
    QCOMPARE(model.index(0).data(SandboxesModel::CpuRole).toString(), QStringLiteral("unknown"));
    QCOMPARE(model.index(1).data(SandboxesModel::CpuRole).toString(), QString());
}

void LiveModelsTest::aQueuedSandboxSaysHowManyWaitBeforeIt()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    api::SandboxView view = sandbox("sbx-1", 1, SandboxState::Queued);
    view.queuePosition = 1;
    model.apply(view);
    QCOMPARE(model.index(0).data(SandboxesModel::ReasonRole).toString(), QStringLiteral("next for a slot"));
    view.generation = 2;
    view.queuePosition = 3;
    model.apply(view);
    QCOMPARE(model.index(0).data(SandboxesModel::ReasonRole).toString(), QStringLiteral("2 wait before it"));
}

void LiveModelsTest::aDestroyedSandboxStaysForTenSeconds()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.apply(sandbox("sbx-1", 1));
    model.apply(sandbox("sbx-2", 1));
    model.markGone(domain::SandboxId("sbx-1"));
    QCOMPARE(model.index(0).data(SandboxesModel::WordRole).toString(), QStringLiteral("Destroyed"));
    QVERIFY(!model.index(0).data(SandboxesModel::CanDestroyRole).toBool());
    m_clock.advance(9s);
    ticker.tick();
    QCOMPARE(model.rowCount(), 2);
    m_clock.advance(1s);
    ticker.tick();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.keyAt(0), QStringLiteral("sbx-2"));
    QCOMPARE(model.rowOf(QStringLiteral("sbx-2")), 0);
}

void LiveModelsTest::tombstonesWaitForTheReader()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    model.apply(sandbox("sbx-1", 1));
    model.setTombstonesHeld(true);
    model.markGone(domain::SandboxId("sbx-1"));
    m_clock.advance(60s);
    ticker.tick();
    QCOMPARE(model.rowCount(), 1);
    model.setTombstonesHeld(false);
    ticker.tick();
    QCOMPARE(model.rowCount(), 0);
}

void LiveModelsTest::askedForDestructionEndsWithTheConfirmedState()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    model.apply(sandbox("sbx-1", 1));
    QVERIFY(model.index(0).data(SandboxesModel::CanDestroyRole).toBool());
    model.setRequested(QStringLiteral("sbx-1"), true);
    QVERIFY(model.index(0).data(SandboxesModel::RequestedRole).toBool());
    QVERIFY(!model.index(0).data(SandboxesModel::CanDestroyRole).toBool());
    QCOMPARE(model.index(0).data(SandboxesModel::WordRole).toString(), QStringLiteral("Running")); // not confirmed yet
    model.apply(sandbox("sbx-1", 2, SandboxState::Destroying));
    QVERIFY(!model.index(0).data(SandboxesModel::RequestedRole).toBool());
}

void LiveModelsTest::everySampleRowSpeaks()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SessionsModel sessions(&ticker);
    SandboxesModel sandboxes(&ticker);
    for (const api::Change &change : sampleSessions())
        sessions.apply(std::get<api::SessionView>(change));
    for (const api::Change &change : sampleSandboxes())
        sandboxes.apply(std::get<api::SandboxView>(change));
    for (int row = 0; row < sessions.rowCount(); ++row)
        QVERIFY(sessions.index(row).data(SessionsModel::SpokenRole).toString().startsWith(QStringLiteral("Session ")));
    QCOMPARE(sandboxes.index(sandboxes.rowOf(QStringLiteral("sbx-e4t8rn"))).data(SandboxesModel::SpokenRole).toString(),
             QStringLiteral("Sandbox sbx-e4t8rn, Running · busy, session Analyse Q3 churn and write the report, CPU 43 percent"));
}

QTEST_GUILESS_MAIN(LiveModelsTest)
#include "live_models_test.moc"
