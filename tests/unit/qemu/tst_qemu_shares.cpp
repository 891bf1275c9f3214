// What a machine may take of the host, as the kernel and QEMU are told it, and whether the kernel killed for memory.
#include "core/qemu/machine_shares.h"
#include "core/qemu/oom_kills.h"

#include <QTest>

#include <cmath>

using namespace glovebox;
using namespace glovebox::qemu;

class TestQemuShares : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWeightIsAsManyStepsOfNicenessAsTheKernelWouldTake()
    {
        QCOMPARE(nicenessOf(100), 0);
        QCOMPARE(nicenessOf(80), 1);
        QCOMPARE(nicenessOf(50), 3);
        QCOMPARE(nicenessOf(10), 10);
        QCOMPARE(nicenessOf(1), 19);
        QCOMPARE(nicenessOf(125), -1);
        QCOMPARE(nicenessOf(10'000), -20);
        for (int weight = 2; weight <= 8000; ++weight) { // within half a step
            const double said = 100.0 / std::pow(1.25, nicenessOf(weight));
            QVERIFY(said / weight < 1.119 && weight / said < 1.119);
        }
    }

    void aDiskIsLimitedInBytesAndOperationsOrNotAtAll()
    {
        QVERIFY(!diskLimits({}, "disk"));
        const auto rate = diskLimits({100, ByteCount::mib(1), {}}, "disk");
        QVERIFY(rate && rate->at("id") == "disk" && rate->at("bps") == 1048576 && rate->at("iops") == 0);
        const auto both = diskLimits({100, ByteCount::mib(1), 50}, "disk");
        QVERIFY(both && both->at("bps") == 1048576 && both->at("iops") == 50);
        // QEMU takes 0 for no limit.
        const auto least = diskLimits({100, ByteCount{0}, 0}, "disk");
        QVERIFY(least && least->at("bps") == 1 && least->at("iops") == 1);
    }

    void aKillForMemoryIsCountedByTheHostOrTheCgroup()
    {
        const auto before = parseOomKills("nr_free_pages 5\noom_kill 3\n", "low 0\nhigh 0\nmax 1\noom 0\noom_kill 0\n");
        QCOMPARE(before.onHost, std::uint64_t{3});
        QCOMPARE(before.inCgroup, std::uint64_t{0});
        QVERIFY(!before.since(before));
        QVERIFY(parseOomKills("oom_kill 4\n", "oom_kill 0\n").since(before));
        QVERIFY(parseOomKills("oom_kill 3\n", "oom 1\noom_kill 1\noom_group_kill 0\n").since(before));
        const auto none = parseOomKills("", "oom_kill x\noom_kill 7\n");
        QVERIFY(none.onHost == 0 && none.inCgroup == 0);
    }

    void theCgroupOfAProcessIsThatOfVersionTwo()
    {
        QCOMPARE(memoryEventsFile("0::/user.slice/a.scope\n"),
                 std::string("/sys/fs/cgroup/user.slice/a.scope/memory.events"));
        QCOMPARE(memoryEventsFile("4:memory:/x\n0::/\n"), std::string("/sys/fs/cgroup/memory.events"));
        QCOMPARE(memoryEventsFile("4:memory:/x\n"), std::string());
        QCOMPARE(memoryEventsFile(""), std::string());
    }
};

QTEST_GUILESS_MAIN(TestQemuShares)
#include "tst_qemu_shares.moc"
