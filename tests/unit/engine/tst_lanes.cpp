#include "core/engine/lanes.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using engine::Lanes;

class LanesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFewJobsRunAtATimeInOrder()
    {
        testsupport::ManualClock clock;
        std::string log;
        int active = 0;
        int most = 0;
        std::vector<Lanes::Job> jobs;
        for (char c = 'a'; c < 'h'; ++c)
            jobs.push_back([&, c](Lanes::Lane &lane, const std::function<void()> &over) {
                log += c;
                most = std::max(most, ++active);
                lane.call = clock.after(5ms, [&, over] {
                    lane.call = clock.after(5ms, [&, over] { // a second step in the same lane
                        --active;
                        over();
                    });
                });
            });
        Lanes lanes;
        int over = 0;
        lanes.run(3, std::move(jobs), [&] { ++over; });
        QCOMPARE(log, "abc");
        clock.advance(29ms);
        QCOMPARE(over, 0);
        clock.advance(1ms);
        QCOMPARE(over, 1);
        QCOMPARE(log, "abcdefg");
        QCOMPARE(most, 3);
    }

    void jobsWithNothingToWaitForAreOverAtOnce()
    {
        Lanes lanes;
        int over = 0;
        lanes.run(2, {}, [&] { ++over; });
        QCOMPARE(over, 1);
        std::vector<Lanes::Job> jobs(100'000, [](Lanes::Lane &, const std::function<void()> &done) { done(); });
        lanes.run(2, std::move(jobs), [&] { ++over; });
        QCOMPARE(over, 2);
    }

    void theNextRunMayBeginWhereTheLastOneEnds()
    {
        testsupport::ManualClock clock;
        Lanes lanes;
        std::string log;
        const auto job = [&](char c) {
            return [&clock, &log, c](Lanes::Lane &lane, const std::function<void()> &over) {
                lane.call = clock.after(1ms, [&log, c, over] {
                    log += c;
                    over();
                });
            };
        };
        lanes.run(1, {job('a'), job('b')}, [&] { lanes.run(2, {job('c'), job('d')}, [&] { log += '.'; }); });
        clock.advance(10ms);
        QCOMPARE(log, "abcd.");
    }

    void cancellingEndsEveryStepAndTellsNobody()
    {
        testsupport::ManualClock clock;
        Lanes lanes;
        int over = 0;
        lanes.run(2, {[&](Lanes::Lane &lane, std::function<void()> done) {
                      lane.call = clock.after(1ms, done);
                  }},
                  [&] { ++over; });
        QCOMPARE(clock.waiting(), 1U);
        lanes.cancel();
        QCOMPARE(clock.waiting(), 0U);
        clock.advance(10ms);
        QCOMPARE(over, 0);
    }
};

QTEST_GUILESS_MAIN(LanesTest)
#include "tst_lanes.moc"
