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
using Request = models::SandboxRow::Request;
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
    void aPauseIsShownAsAskedForUntilItIsConfirmed();
    void aSandboxThatWasPausedAndWokenMeanwhileIsNotAskedForStill();
    void aBusySandboxSaysWhyItCannotBePaused();
    void aRequestThatComesToNothingEndsAndSaysSo();
    void aPausedSandboxUsesNoProcessorAndSaysWhatWakesIt();
    void aSandboxSaysWhatItCameFrom();
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
    QCOMPARE(model.index(0).data(SandboxesModel::ReasonRole).toString(), QStringLiteral("next, for a slot"));
    view.generation = 2;
    view.queuePosition = 3;
    model.apply(view);
    QCOMPARE(model.index(0).data(SandboxesModel::ReasonRole).toString(), QStringLiteral("no. 3, for a slot"));
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
    model.setRequested(QStringLiteral("sbx-1"), Request::Destroy);
    QVERIFY(model.index(0).data(SandboxesModel::RequestedRole).toBool());
    QVERIFY(!model.index(0).data(SandboxesModel::CanDestroyRole).toBool());
    QCOMPARE(model.index(0).data(SandboxesModel::WordRole).toString(), QStringLiteral("Running")); // not confirmed yet
    model.apply(sandbox("sbx-1", 2, SandboxState::Destroying));
    QVERIFY(!model.index(0).data(SandboxesModel::RequestedRole).toBool());
}

void LiveModelsTest::aPauseIsShownAsAskedForUntilItIsConfirmed()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    model.apply(sandbox("sbx-1", 1));
    const auto said = [&](int role) {
        return model.index(0).data(role).toString();
    };
    QVERIFY(model.index(0).data(SandboxesModel::CanPauseRole).toBool());
    QVERIFY(!model.index(0).data(SandboxesModel::CanResumeRole).toBool());
    model.setRequested(QStringLiteral("sbx-1"), Request::Pause);
    QCOMPARE(said(SandboxesModel::ChipWordRole), QStringLiteral("Pausing…"));
    QCOMPARE(said(SandboxesModel::ChipSymbolRole), QStringLiteral("arc-bars"));
    QCOMPARE(said(SandboxesModel::WordRole), QStringLiteral("Running"));
    QVERIFY(!model.index(0).data(SandboxesModel::CanPauseRole).toBool());
    m_clock.advance(2s);
    ticker.tick();
    QCOMPARE(said(SandboxesModel::ChipWordRole), QStringLiteral("Pausing… 2 s"));
    m_clock.advance(3s);
    ticker.tick();
    QCOMPARE(said(SandboxesModel::ReasonRole), QStringLiteral("Taking longer than usual (5 s)"));
    model.apply(sandbox("sbx-1", 2, SandboxState::Paused));
    QCOMPARE(said(SandboxesModel::ChipWordRole), QStringLiteral("Paused"));
    QVERIFY(model.index(0).data(SandboxesModel::CanResumeRole).toBool());
}

void LiveModelsTest::aSandboxThatWasPausedAndWokenMeanwhileIsNotAskedForStill()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    model.apply(sandbox("sbx-1", 1));
    model.setRequested(QStringLiteral("sbx-1"), Request::Pause);
    api::SandboxView again = sandbox("sbx-1", 3); // the batch between had it paused and was never seen
    again.since = kSampleNow + 40ms;
    model.apply(again);
    QVERIFY(!model.isRequested(QStringLiteral("sbx-1")));
}

void LiveModelsTest::aBusySandboxSaysWhyItCannotBePaused()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    api::SandboxView view = sandbox("sbx-1", 1);
    view.busyWith = "bash";
    model.apply(view);
    QCOMPARE(model.whyNot(QStringLiteral("sbx-1"), models::SandboxVerb::Pause),
             QStringLiteral("bash runs in it. Wait for its end, or cancel the call."));
    QVERIFY(!model.index(0).data(SandboxesModel::CanPauseRole).toBool());
    for (const auto state : {SandboxState::Queued, SandboxState::Creating, SandboxState::Failed}) {
        view.generation += 1;
        view.state = state;
        view.busyWith.clear();
        model.apply(view);
        QVERIFY(!model.whyNot(QStringLiteral("sbx-1"), models::SandboxVerb::Pause).isEmpty());
        QVERIFY(!model.whyNot(QStringLiteral("sbx-1"), models::SandboxVerb::Resume).isEmpty());
    }
    QVERIFY(!model.whyNot(QStringLiteral("sbx-2"), models::SandboxVerb::Pause).isEmpty());
}

void LiveModelsTest::aRequestThatComesToNothingEndsAndSaysSo()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    model.apply(sandbox("sbx-1", 1));
    model.setRequested(QStringLiteral("sbx-1"), Request::Pause);
    m_clock.advance(SandboxesModel::kRequestMax);
    ticker.tick();
    QVERIFY(!model.isRequested(QStringLiteral("sbx-1")));
    QCOMPARE(model.index(0).data(SandboxesModel::ChipWordRole).toString(), QStringLiteral("Running"));
    QCOMPARE(model.refusal(QStringLiteral("sbx-1")), QStringLiteral("It was not paused. The log says why."));
    model.setRequested(QStringLiteral("sbx-1"), Request::Pause); // tried again: that is over
    QCOMPARE(model.refusal(QStringLiteral("sbx-1")), QString());
}

void LiveModelsTest::aPausedSandboxUsesNoProcessorAndSaysWhatWakesIt()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    api::SandboxView view = sandbox("sbx-1", 1, SandboxState::Paused);
    view.cpuPercent = 3;
    view.memory = ByteCount::mib(100);
    view.size.memory = ByteCount::mib(512);
    model.apply(view);
    QCOMPARE(model.index(0).data(SandboxesModel::CpuRole).toString(), QString());
    QCOMPARE(model.index(0).data(SandboxesModel::MemoryRole).toString(), QStringLiteral("100 / 512 MiB"));
    QCOMPARE(model.index(0).data(SandboxesModel::ReasonRole).toString(), QStringLiteral("any use wakes it"));
    QCOMPARE(model.index(0).data(SandboxesModel::SpokenRole).toString(), QStringLiteral("Sandbox sbx-1, Paused"));
}

void LiveModelsTest::aSandboxSaysWhatItCameFrom()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    SandboxesModel model(&ticker);
    api::SandboxView view = sandbox("sbx-1", 1, SandboxState::Creating);
    view.since = m_clock.now()();
    const auto origin = [&] {
        ++view.generation;
        model.apply(view);
        return model.index(0).data(SandboxesModel::OriginRole).toString();
    };
    QCOMPARE(origin(), QString()); // not started yet
    QCOMPARE(model.index(0).data(SandboxesModel::ReasonRole).toString(), QStringLiteral("booting, 0 s"));
    view.state = SandboxState::Running;
    view.bootTime = 2500ms;
    QCOMPARE(origin(), QStringLiteral("booted"));
    view.base = domain::TemplateId("tpl-1");
    view.bootTime = 38ms;
    QCOMPARE(origin(), QStringLiteral("clone"));
    QCOMPARE(model.index(0).data(SandboxesModel::BootRole).toString(), QStringLiteral("38 ms"));
    view.warm = true;
    QCOMPARE(origin(), QStringLiteral("warm clone"));
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
             QStringLiteral(
                 "Sandbox sbx-e4t8rn, Running · busy, session Analyse Q3 churn and write the report, CPU 43 percent"));
}

QTEST_GUILESS_MAIN(LiveModelsTest)
#include "live_models_test.moc"
