#include "core/system/host_facts.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::system;

class HostFactsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTotalAndAvailableMemory()
    {
        const auto facts = parseMeminfo("MemTotal:       16384 kB\nMemFree:  1 kB\nMemAvailable:    2048 kB\n");
        QVERIFY((facts == MemoryFacts{ByteCount::mib(16), ByteCount::mib(2)}));
    }

    void survivesOddMeminfo()
    {
        for (const auto *text : {"", "MemTotal", "MemTotal:", "MemTotal: x kB", "MemTotalX: 5 kB",
                                 "MemTotal: 99999999999999999999 kB", "MemTotal: 1125899906842624 kB"})
            QVERIFY(parseMeminfo(text) == MemoryFacts{});
    }

    void thisHostHasMemoryProcessorsAndADisk()
    {
        const auto memory = memoryFacts();
        QVERIFY(memory.total > ByteCount::mib(64) && memory.available <= memory.total);
        QVERIFY(processorCount() >= 1);
        const auto disk = diskFacts("/");
        QVERIFY(disk && disk->total.value > 0 && disk->available <= disk->total);
    }

    void measuresTheDiskOfAFolderThatIsNotThereYet() { QVERIFY(diskFacts("/no/such/folder/yet")); }

    void readsNoMoreOfAFileThanAsked()
    {
        QCOMPARE(readSmallFile("/proc/meminfo", ByteCount{8}), std::string("MemTotal"));
        QCOMPARE(readSmallFile("/no/such/file"), std::string());
    }
};

QTEST_GUILESS_MAIN(HostFactsTest)
#include "host_facts_test.moc"
