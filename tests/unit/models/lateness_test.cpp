// "Taking longer than usual": by the design's limits, by what is usual here, and with the ways that there are.
#include "app/models/lateness.h"
#include "tests/unit/models/panel_fixture.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::OperationKind;
using domain::SandboxState;
using models::OperationRows;
using models::SandboxesModel;

namespace {

api::SandboxView onItsWay(SandboxState state, std::uint64_t generation = 1)
{
    api::SandboxView view = sandbox("sbx-late", generation, state);
    view.acceleration = domain::Acceleration::Kvm;
    view.size.memory = ByteCount::gib(4);
    return view;
}

api::OperationView operation(const char *id, OperationKind kind, std::optional<std::chrono::milliseconds> took = {})
{
    api::OperationView view{.generation = 1, .operation = {.id = domain::OperationId(id), .kind = kind}};
    view.operation.object = "sandbox/sbx-late";
    view.operation.beganAt = kSampleNow;
    view.operation.state = took ? domain::OperationState::Done : domain::OperationState::Running;
    view.operation.canCancel = !took;
    if (took)
        view.operation.endedAt = kSampleNow + *took;
    return view;
}

} // namespace

class LatenessTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = {};
        begin();
    }
    void cleanup() { end(); }
    void statesThatStayAreNeverLate();
    void aSandboxSaysSoAfterTheLimitOfItsState();
    void whatWasAskedForIsLateSooner();
    void anOperationIsMeasuredByWhatIsUsualHere();
    void itsWayOutIsTheOperationThatGoesOn();

private:
    void pass(std::chrono::milliseconds time)
    {
        m_clock.advance(time);
        m_panel->ticker()->tick();
    }
    QString lateOf(const char *operation)
    {
        const auto &rows = m_panel->history()->operations()->views();
        return rows.index(rows.rowOf(QString::fromLatin1(operation))).data(OperationRows::LateRole).toString();
    }
};

void LatenessTest::statesThatStayAreNeverLate()
{
    using enum SandboxState;
    for (const SandboxState state : {Queued, Running, Paused, Hibernated, Stopped, Failed, Destroyed})
        QVERIFY(!models::usualMost(onItsWay(state)));
    for (const SandboxState state : {Creating, Restoring, Hibernating, Resuming, Destroying})
        QVERIFY(models::usualMost(onItsWay(state)));
    QCOMPARE(*models::usualMost(onItsWay(Hibernating)), 24'000ms); // 20 s and one for each GiB
}

void LatenessTest::aSandboxSaysSoAfterTheLimitOfItsState()
{
    m_panel->apply(batchOf({onItsWay(SandboxState::Creating)}));
    m_panel->openSandbox(QStringLiteral("sbx-late"));
    pass(29s);
    QCOMPARE(m_panel->sandbox()->lateText(), QString());
    pass(3s);
    QCOMPARE(m_panel->sandbox()->lateText(), QStringLiteral("Taking longer than usual (32 s)"));
    const auto &rows = m_panel->sandboxViews();
    QCOMPARE(rows.index(rows.rowOf(QStringLiteral("sbx-late"))).data(SandboxesModel::ReasonRole).toString(),
             QStringLiteral("Taking longer than usual (32 s)"));
    auto up = onItsWay(SandboxState::Running, 2);
    m_panel->apply(batchOf({up}));
    QCOMPARE(m_panel->sandbox()->lateText(), QString());
}

void LatenessTest::whatWasAskedForIsLateSooner()
{
    m_panel->apply(batchOf({onItsWay(SandboxState::Running)}));
    m_panel->openSandbox(QStringLiteral("sbx-late"));
    m_panel->actions()->pauseSandbox(QStringLiteral("sbx-late"));
    pass(4s);
    QCOMPARE(m_panel->sandbox()->lateText(), QString());
    pass(2s);
    QCOMPARE(m_panel->sandbox()->lateText(), QStringLiteral("Taking longer than usual (6 s)"));
}

void LatenessTest::anOperationIsMeasuredByWhatIsUsualHere()
{
    using enum OperationKind;
    QCOMPARE(*models::usualMost(TakeSnapshot, {}), 60'000ms);
    QCOMPARE(*models::usualMost(TakeSnapshot, {1s, 30s, 25s}), 75'000ms); // three times the middle one
    QCOMPARE(*models::usualMost(TakeSnapshot, {1s, 1s, 1s}), 10'000ms);   // nobody minds less
    QVERIFY(!models::usualMost(ImportImage, {}));                         // that hangs on the image
    m_panel->apply(batchOf({operation("op-late", ImportImage), operation("op-1", ImportImage, 20s),
                            operation("op-2", ImportImage, 20s), operation("op-3", ImportImage, 20s)}));
    pass(59s);
    QCOMPARE(lateOf("op-late"), QString());
    pass(2s);
    QCOMPARE(lateOf("op-late"), QStringLiteral("Taking longer than usual (1 min)"));
    QCOMPARE(lateOf("op-1"), QString()); // it is over
}

void LatenessTest::itsWayOutIsTheOperationThatGoesOn()
{
    models::OperationsModel &operations = *m_panel->history()->operations();
    QCOMPARE(operations.cancellableOf(QStringLiteral("sandbox/sbx-late")), QString());
    m_panel->apply(batchOf(
        {operation("op-done", OperationKind::TakeSnapshot, 1s), operation("op-late", OperationKind::Hibernate)}));
    QCOMPARE(operations.cancellableOf(QStringLiteral("sandbox/sbx-late")), QStringLiteral("op-late"));
    operations.cancel(QStringLiteral("op-late"));
    QCOMPARE(operations.cancellableOf(QStringLiteral("sandbox/sbx-late")), QString());
}

QTEST_GUILESS_MAIN(LatenessTest)
#include "lateness_test.moc"
