#include "core/system/real_clock.h"

#include <QTest>

#include <memory>
#include <optional>

using namespace glovebox;
using namespace std::chrono_literals;

class RealClockTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firesOnceAndNotEarly()
    {
        system::RealClock clock;
        const auto before = clock.now();
        std::optional<MonoTime> at;
        int times = 0;
        const auto wait = clock.after(20ms, [&] {
            at = clock.now();
            ++times;
        });
        QTRY_VERIFY(at.has_value());
        QVERIFY(*at - before >= 20ms);
        QCOMPARE(times, 1);
    }

    void aWaitOfZeroDoesNotFireInsideTheCall()
    {
        system::RealClock clock;
        bool fired = false;
        const auto wait = clock.after(0ms, [&] { fired = true; });
        QVERIFY(!fired);
        QTRY_VERIFY(fired);
    }

    void aWaitOfManyWeeksDoesNotFireToday()
    {
        system::RealClock clock;
        bool farFired = false;
        bool nearFired = false;
        const auto far = clock.after(std::chrono::hours(24 * 60), [&] { farFired = true; }); // more than an int of ms
        const auto near = clock.after(20ms, [&] { nearFired = true; });
        QTRY_VERIFY(nearFired);
        QVERIFY(!farFired);
    }

    void aCancelledWaitNeverFires()
    {
        system::RealClock clock;
        bool cancelledFired = false;
        bool laterFired = false;
        auto cancelled = clock.after(1ms, [&] { cancelledFired = true; });
        const auto later = clock.after(20ms, [&] { laterFired = true; });
        cancelled.cancel();
        QTRY_VERIFY(laterFired);
        QVERIFY(!cancelledFired);
    }

    void aWaitMayLetGoOfItselfInsideItsOwnCallback()
    {
        system::RealClock clock;
        Call wait;
        bool fired = false;
        wait = clock.after(1ms, [&] {
            wait = Call();
            fired = true;
        });
        QTRY_VERIFY(fired);
    }

    void aWaitMayStartTheNextFromInsideItsCallback()
    {
        system::RealClock clock;
        Call wait;
        int times = 0;
        std::function<void()> again = [&] {
            if (++times < 3)
                wait = clock.after(0ms, again);
        };
        wait = clock.after(0ms, again);
        QTRY_COMPARE(times, 3);
    }

    void nothingFiresAfterTheClockIsGone()
    {
        auto clock = std::make_unique<system::RealClock>();
        bool orphanFired = false;
        const auto orphan = clock->after(1ms, [&] { orphanFired = true; });
        clock.reset();
        system::RealClock another;
        bool laterFired = false;
        const auto later = another.after(20ms, [&] { laterFired = true; });
        QTRY_VERIFY(laterFired);
        QVERIFY(!orphanFired);
    }

    void theClockMayGoInsideACallback()
    {
        auto clock = std::make_unique<system::RealClock>();
        bool fired = false;
        const auto wait = clock->after(0ms, [&] {
            clock.reset();
            fired = true;
        });
        QTRY_VERIFY(fired);
    }

    void chanceStaysInItsRange()
    {
        system::RealClock clock;
        for (int i = 0; i < 1000; ++i) {
            const double value = clock.random();
            QVERIFY(value >= 0.0 && value < 1.0);
        }
    }
};

QTEST_GUILESS_MAIN(RealClockTest)
#include "real_clock_test.moc"
