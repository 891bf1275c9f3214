// When a session counts as idle (reference 3.5).
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/engine/idle_clock.h"

using namespace glovebox;
using namespace glovebox::domain;
using engine::IdleClock;
using engine::IdleEffect;

namespace {
SessionEvent sessionEvent(EventPayload payload)
{
    return {EventId("1"), "x", {}, std::move(payload)};
}
} // namespace

class TestIdleClock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyAnIdleThatIsNotRequiresActionEndsTheTurn()
    {
        QCOMPARE(engine::idleEffect(sessionEvent(StatusIdle{"end_turn", {}})), IdleEffect::EndsTurn);
        QCOMPARE(engine::idleEffect(sessionEvent(StatusIdle{"budget_reached", {}})), IdleEffect::EndsTurn);
        QCOMPARE(engine::idleEffect(sessionEvent(StatusIdle{"a_future_reason", {}})), IdleEffect::EndsTurn);
        QCOMPARE(engine::idleEffect(sessionEvent(StatusIdle{"", {}})), IdleEffect::EndsTurn);
        QCOMPARE(engine::idleEffect(sessionEvent(StatusIdle{"requires_action", {}})), IdleEffect::Activity);
        QCOMPARE(engine::idleEffect(sessionEvent(ToolConfirmation{EventId("1"), Verdict::Allow, {}})),
                 IdleEffect::Neutral);
        QCOMPARE(engine::idleEffect(sessionEvent(ThreadTerminated{ThreadId("t")})), IdleEffect::Neutral);
        QCOMPARE(engine::idleEffect(sessionEvent(ToolAnswered{EventId("1"), false, {}})), IdleEffect::Neutral);
        QCOMPARE(engine::idleEffect(sessionEvent(OtherEvent{})), IdleEffect::Activity);
    }

    void activityStopsItAndTheNextEndOfTurnStartsAFullWindow()
    {
        IdleClock clock;
        QVERIFY(!clock.shouldRun());
        clock.apply(IdleEffect::EndsTurn);
        const int first = clock.restarts();
        QVERIFY(clock.shouldRun());
        clock.apply(IdleEffect::Neutral);
        QVERIFY(clock.shouldRun());
        clock.apply(IdleEffect::Activity);
        QVERIFY(!clock.shouldRun());
        clock.apply(IdleEffect::EndsTurn);
        QVERIFY(clock.shouldRun() && clock.restarts() > first);
    }

    void aBlockerHoldsItAndItsEndStartsAFreshWindow()
    {
        IdleClock clock;
        clock.setBlocked(true);
        clock.apply(IdleEffect::EndsTurn);
        const int armed = clock.restarts();
        QVERIFY(clock.turnOver() && !clock.shouldRun());
        clock.setBlocked(false);
        QVERIFY(clock.shouldRun() && clock.restarts() > armed);
    }
};

QTEST_GUILESS_MAIN(TestIdleClock)
#include "tst_idle_clock.moc"
