// The alerts: what becomes one, how they are counted, settled and bounded.
#include "tests/unit/models/model_fixture.h"

#include "app/models/panel_model.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::AlertRows;
using models::AlertsModel;
using models::PanelModel;

namespace {

QVariant newest(AlertsModel *alerts, int role)
{
    alerts->rows()->showPending();
    return alerts->rows()->index(0).data(role);
}

api::OperationView operation(const char *id, domain::OperationKind kind, domain::OperationState state, WallTime ended)
{
    api::OperationView view{.generation = 1, .operation = {.id = domain::OperationId(id), .kind = kind}};
    view.operation.object = "snapshot/snap-1";
    view.operation.name = "before migrate";
    view.operation.state = state;
    view.operation.beganAt = ended - 2s;
    view.operation.endedAt = ended;
    return view;
}

} // namespace

class AlertsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatNeedsSomebodyIsAnAlertUntilItIsSettled();
    void whatFailsIsToldOnceAndAgainWhenItFailsAgain();
    void whatIsDoneIsToldAndNotCounted();
    void whatWasDoneBeforeTheWindowOpenedIsNotToldAgain();
    void toastsAreRepeatedHereAndTheSameOneIsCounted();
    void lookingAtThemTakesTheCountAway();
    void theyAreFilteredByLevelAndWords();
    void theOldestGoesFirst();

private:
    AlertsModel *alerts() { return m_panel->overview()->alerts(); }

    HandClock m_clock;
    std::unique_ptr<PanelModel> m_panel;
};

void AlertsTest::init()
{
    m_clock = HandClock();
    m_panel = std::make_unique<PanelModel>(nullptr, m_clock.now(), QTimeZone::utc());
    m_panel->apply(batchOf(sampleHost()));
}

void AlertsTest::whatNeedsSomebodyIsAnAlertUntilItIsSettled()
{
    m_panel->apply(batchOf(sampleEnvironment(api::PollState::KeyRejected)));
    QCOMPARE(alerts()->unseen(), 1);
    QCOMPARE(alerts()->unseenTone(), QStringLiteral("attention"));
    QCOMPARE(newest(alerts(), AlertRows::WhatRole).toString(), QStringLiteral("Environment key rejected"));
    QCOMPARE(newest(alerts(), AlertRows::LevelRole).toString(), QStringLiteral("Needs you"));
    auto polling = std::get<api::EnvironmentView>(sampleEnvironment().front());
    polling.generation = 9;
    m_panel->apply(batchOf({polling}));
    QCOMPARE(alerts()->unseen(), 0);
    QCOMPARE(alerts()->total(), 1); // it happened
    QVERIFY(newest(alerts(), AlertRows::SettledRole).toBool());
}

void AlertsTest::whatFailsIsToldOnceAndAgainWhenItFailsAgain()
{
    m_panel->apply(batchOf({sandbox("sbx-1", 1, domain::SandboxState::Failed)}));
    m_panel->apply(batchOf({sandbox("sbx-1", 2, domain::SandboxState::Failed)}));
    QCOMPARE(alerts()->total(), 1);
    QCOMPARE(alerts()->unseenTone(), QStringLiteral("failed"));
    m_panel->apply(batchOf({sandbox("sbx-1", 3)}));
    m_panel->apply(batchOf({sandbox("sbx-1", 4, domain::SandboxState::Failed)}));
    QCOMPARE(alerts()->total(), 2);
    QCOMPARE(alerts()->unseen(), 1);
    m_panel->overview()->follow(newest(alerts(), AlertRows::TargetRole).toString());
    QCOMPARE(m_panel->sandboxes()->currentKey(), QStringLiteral("sbx-1"));
}

void AlertsTest::whatIsDoneIsToldAndNotCounted()
{
    using domain::OperationKind;
    using domain::OperationState;
    m_clock.advance(10s);
    const WallTime ended = kSampleNow + 9s;
    m_panel->apply(batchOf({operation("op-1", OperationKind::TakeSnapshot, OperationState::Done, ended)}));
    m_panel->apply(batchOf({operation("op-1", OperationKind::TakeSnapshot, OperationState::Done, ended)})); // once more
    m_panel->apply(batchOf({operation("op-2", OperationKind::StartSandbox, OperationState::Done, ended)}));
    QCOMPARE(alerts()->total(), 1); // a start says so itself
    QCOMPARE(newest(alerts(), AlertRows::WhatRole).toString(), QStringLiteral("Snapshot taken"));
    QCOMPARE(newest(alerts(), AlertRows::ObjectRole).toString(), QStringLiteral("before migrate"));
    QCOMPARE(newest(alerts(), AlertRows::LevelRole).toString(), QStringLiteral("Done"));
    QCOMPARE(alerts()->unseen(), 0);
}

void AlertsTest::whatWasDoneBeforeTheWindowOpenedIsNotToldAgain()
{
    m_panel->apply(batchOf(
        {operation("op-1", domain::OperationKind::TakeSnapshot, domain::OperationState::Done, kSampleNow - 1h)}));
    QCOMPARE(alerts()->total(), 0);
}

void AlertsTest::toastsAreRepeatedHereAndTheSameOneIsCounted()
{
    Q_EMIT m_panel->toast(QStringLiteral("It is not there any more"), true);
    m_clock.advance(3s);
    Q_EMIT m_panel->toast(QStringLiteral("It is not there any more"), true);
    QCOMPARE(alerts()->total(), 1);
    QCOMPARE(newest(alerts(), AlertRows::WhatRole).toString(), QStringLiteral("It is not there any more (2 times)"));
    QCOMPARE(newest(alerts(), AlertRows::TimeRole).toString(), QStringLiteral("14:02:14"));
    QCOMPARE(alerts()->unseen(), 1);
    Q_EMIT m_panel->toast(QStringLiteral("Copied"), false);
    QCOMPARE(alerts()->total(), 2);
    QCOMPARE(alerts()->unseen(), 1);
}

void AlertsTest::lookingAtThemTakesTheCountAway()
{
    m_panel->apply(batchOf({sandbox("sbx-1", 1, domain::SandboxState::Failed)}));
    QCOMPARE(alerts()->unseen(), 1);
    alerts()->markSeen();
    QCOMPARE(alerts()->unseen(), 0);
    m_panel->apply(batchOf({sandbox("sbx-1", 2, domain::SandboxState::Failed)}));
    QCOMPARE(alerts()->unseen(), 0); // the same one
}

void AlertsTest::theyAreFilteredByLevelAndWords()
{
    m_panel->apply(batchOf(
        {sandbox("sbx-1", 1, domain::SandboxState::Failed), sandbox("sbx-2", 1, domain::SandboxState::Failed)}));
    Q_EMIT m_panel->toast(QStringLiteral("Copied sbx-1"), false);
    const auto levels = alerts()->levels();
    QCOMPARE(levels, words({"All", "Needs you", "Failed", "Done", "Info"}));
    alerts()->setLevel(2);
    QCOMPARE(alerts()->rows()->count(), 2);
    alerts()->setText(QStringLiteral("sbx-1"));
    QCOMPARE(alerts()->rows()->count(), 1);
    alerts()->setLevel(0);
    QCOMPARE(alerts()->rows()->count(), 2);
    alerts()->clearFilter();
    QCOMPARE(alerts()->rows()->count(), 3);
}

void AlertsTest::theOldestGoesFirst()
{
    for (std::size_t number = 0; number < AlertsModel::kMost + 5; ++number)
        Q_EMIT m_panel->toast(QStringLiteral("Copied %1").arg(number), false);
    QCOMPARE(alerts()->total(), static_cast<int>(AlertsModel::kMost));
    QCOMPARE(newest(alerts(), AlertRows::WhatRole).toString(), QStringLiteral("Copied 504"));
    QCOMPARE(alerts()->views().all().front().look.word, QStringLiteral("Copied 5"));
}

QTEST_GUILESS_MAIN(AlertsTest)

#include "alerts_test.moc"
