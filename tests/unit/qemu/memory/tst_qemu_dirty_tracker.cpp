// Writes to a clone's memory are seen exactly, however they are made; where the kernel cannot, that is said.
#include "core/qemu/memory/dirty_tracker.h"

#include "core/qemu/memory/remote_memory.h"

#include <QTest>

#include "tests/unit/qemu/memory/memory_rig.h"

#include <random>

using namespace memory_tests;

class TestDirtyTracker : public QObject {
    Q_OBJECT

    bool m_supported = false;

    static DirtyTracker watch(Clone &clone)
    {
        const int number = clone.process.makeFaultDescriptor();
        return must(DirtyTracker::attach(clone.mapping, must(takeDescriptor(clone.mapping, number))));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto probed = probeDirtyTracking();
        m_supported = probed.has_value();
        if (!m_supported)
            qWarning("%s", describe(probed.error()).c_str());
    }

    void aKernelThatCannotSaysSo()
    {
        // What the probe says and what a clone can must agree: it is what a snapshot's way is chosen by.
        const auto base = makeTemplate();
        Clone clone(base);
        auto taken = takeDescriptor(clone.mapping, clone.process.makeFaultDescriptor());
        const bool attached = taken && DirtyTracker::attach(clone.mapping, std::move(*taken)).has_value();
        QCOMPARE(attached, m_supported);
        if (const auto probed = probeDirtyTracking(); !probed)
            QVERIFY(probed.error().code == ErrorCode::Unsupported && !probed.error().detail.empty());
    }

    void writesAreSeenHoweverTheyAreMade()
    {
        if (!m_supported)
            return; // aKernelThatCannotSaysSo has told
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({0, 100}, 1);
        clone.write({3000, 100}, 1);
        clone.process.read({500, 10}); // the template's, mapped but not the clone's own
        auto tracker = watch(clone);
        QCOMPARE(must(tracker.protect()), (PageRuns{{0, 100}, {3000, 100}}));
        QCOMPARE(must(tracker.written()), PageRuns());
        clone.process.read({0, 600});
        QCOMPARE(must(tracker.written()), PageRuns());
        clone.write({7, 1}, 2);              // its own, again
        clone.write({98, 4}, 2);             // its own and the template's behind it
        clone.write({505, 1}, 2);            // the template's, that was mapped
        clone.write({3500, 2}, 2);           // a hole
        clone.process.receive({3050, 2}, 2); // by the kernel, for the clone
        std::vector<std::byte> page(pageSize());
        RemoteBatch batch(clone.mapping);
        batch.add({10, 1}, page); // from another process
        must(batch.write());
        const PageRuns written{{7, 1}, {10, 1}, {98, 4}, {505, 1}, {3050, 2}, {3500, 2}};
        QCOMPARE(must(tracker.written()), written);
        QCOMPARE(must(tracker.takeWritten()), written);
        QCOMPARE(must(tracker.written()), PageRuns());
        clone.write({505, 1}, 3);
        QCOMPARE(must(tracker.takeWritten()), (PageRuns{{505, 1}}));
    }

    void watchingChangesNothingInWhatIsTheClonesOwn()
    {
        if (!m_supported)
            return;
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({20, 20}, 1);
        clone.process.read({0, kPages});
        auto tracker = watch(clone);
        must(tracker.protect());
        QCOMPARE(must(scanPrivate(clone.mapping, ScanBy::Scan)), (PageRuns{{20, 20}}));
        QCOMPARE(must(scanPrivate(clone.mapping, ScanBy::Reading)), (PageRuns{{20, 20}}));
    }

    void aCopyMadeWhileItRunsIsCompletedWhenItStands()
    {
        if (!m_supported)
            return;
        const auto base = makeTemplate();
        for (unsigned seed = 1; seed <= 10; ++seed) {
            std::mt19937 chance(seed);
            Clone clone(base);
            const auto scribble = [&](unsigned times) {
                for (unsigned i = 0; i < times; ++i) {
                    const std::uint64_t first = chance() % kPages;
                    clone.write({first, std::min<std::uint64_t>(1 + chance() % 40, kPages - first)},
                                static_cast<std::uint32_t>(1 + chance() % 1000));
                }
            };
            scribble(60);
            auto tracker = watch(clone);
            auto arena = must(Arena::make({0, kPages}));
            must(arena.copyOut(clone.mapping, must(tracker.protect())));
            scribble(20);
            must(arena.copyOut(clone.mapping, must(tracker.takeWritten())));
            scribble(5);
            must(arena.copyOut(clone.mapping, must(tracker.written())));
            QCOMPARE(arena.runs(), must(scanPrivate(clone.mapping)));
            QVERIFY(holds(arena, clone.model));
        }
    }

    void manyPiecesAreWatchedToo()
    {
        if (!m_supported)
            return;
        constexpr std::uint64_t pages = 16'384; // more pieces than one answer of the kernel holds
        const auto memory = must(SealedMemory::create({pages * pageSize()}));
        CloneStandIn process(memory.fd(), pages);
        const auto mapping = must(RamMapping::find(process.pid(), memory.size(), must(memory.identity())));
        PageRuns odd;
        PageRuns every7th;
        for (std::uint64_t page = 1; page < pages; page += 2) {
            process.write({page, 1}, 3);
            odd.push_back({page, 1});
            if (page % 7 == 0)
                every7th.push_back({page, 1});
        }
        auto tracker =
            must(DirtyTracker::attach(mapping, must(takeDescriptor(mapping, process.makeFaultDescriptor()))));
        QCOMPARE(must(tracker.protect()), odd);
        QCOMPARE(must(tracker.written()), PageRuns());
        for (const auto &run : every7th)
            process.write(run, 4);
        QCOMPARE(must(tracker.takeWritten()), every7th);
        QCOMPARE(must(tracker.takeWritten()), PageRuns());
        for (const auto &run : odd)
            process.write(run, 5);
        QCOMPARE(must(tracker.takeWritten()), odd);
        QCOMPARE(must(tracker.takeWritten()), PageRuns());
    }

    void theWatchCanBeTakenUpAgain()
    {
        if (!m_supported)
            return;
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({5, 5}, 1);
        const int number = clone.process.makeFaultDescriptor();
        for (std::uint32_t time = 1; time <= 3; ++time) {
            auto tracker = must(DirtyTracker::attach(clone.mapping, must(takeDescriptor(clone.mapping, number))));
            QCOMPARE(must(tracker.protect()), (PageRuns{{5, 5}}));
            clone.write({6, 1}, time);
            QCOMPARE(must(tracker.written()), (PageRuns{{6, 1}}));
        }
    }

    void aDeadCloneIsAnErrorAndNotAQuietOne()
    {
        if (!m_supported)
            return;
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({5, 5}, 1);
        auto tracker = watch(clone);
        must(tracker.protect());
        clone.process.kill();
        QVERIFY(tracker.written().error().code == ErrorCode::GuestExited);
        QVERIFY(tracker.takeWritten().error().code == ErrorCode::GuestExited);
    }

    void anotherDescriptorIsRefused()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        QVERIFY(!DirtyTracker::attach(clone.mapping, must(takeDescriptor(clone.mapping, 0))));
        QVERIFY(!takeDescriptor(clone.mapping, 9999));
    }
};

QTEST_GUILESS_MAIN(TestDirtyTracker)
#include "tst_qemu_dirty_tracker.moc"
