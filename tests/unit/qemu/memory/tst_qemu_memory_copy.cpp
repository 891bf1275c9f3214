// What is copied out of a clone is what is in it, and a copy that was not finished is of no use to anybody.
#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/memory/arena.h"

#include <QTest>

#include "tests/unit/qemu/memory/memory_rig.h"

#include <fstream>
#include <random>

using namespace memory_tests;

class TestMemoryCopy : public QObject {
    Q_OBJECT

    /// The kernel's flags of the mapping that has this address.
    static std::string mappingFlags(const void *address)
    {
        std::ifstream maps("/proc/self/smaps");
        const auto wanted = reinterpret_cast<std::uintptr_t>(address);
        bool within = false;
        for (std::string line; std::getline(maps, line);) {
            unsigned long start = 0;
            unsigned long end = 0;
            if (std::sscanf(line.c_str(), "%lx-%lx ", &start, &end) == 2)
                within = start <= wanted && wanted < end;
            else if (within && line.starts_with("VmFlags:"))
                return line;
        }
        return {};
    }

private Q_SLOTS:
    void theCopyIsWhatTheCloneHas_data()
    {
        QTest::addColumn<unsigned>("pattern");
        for (unsigned pattern = 0; pattern < 4; ++pattern)
            QTest::addRow("%u", pattern) << pattern;
    }

    void theCopyIsWhatTheCloneHas()
    {
        QFETCH(unsigned, pattern);
        const auto base = makeTemplate();
        Clone clone(base);
        const std::vector<PageRuns> patterns{
            {}, {{0, 1}, {1023, 2}, {4095, 1}}, {{100, 1500}, {1990, 50}, {3000, 700}}, {{0, kPages}}};
        clone.write(patterns[pattern], 31);
        const auto arena = copyOf(clone);
        QCOMPARE(arena.runs(), patterns[pattern]);
        QCOMPARE(arena.bytes().value, pagesIn(patterns[pattern]) * pageSize());
        QVERIFY(holds(arena, clone.model));

        Clone other(base);
        must(applyDelta(arena, other.mapping));
        other.model = clone.model;
        QVERIFY(other.isAsModelled());
        QVERIFY(clone.isAsModelled());
    }

    void pagesThatChangedAreReplaced()
    {
        const auto base = makeTemplate();
        for (unsigned seed = 1; seed <= 20; ++seed) {
            std::mt19937 chance(seed);
            Clone clone(base);
            auto arena = must(Arena::make({0, kPages}));
            PageRuns all;
            for (unsigned pass = 1; pass <= 4; ++pass) {
                PageRuns dirtied;
                for (std::uint64_t page = chance() % 200; page < kPages;) {
                    const auto count = std::min<std::uint64_t>(1 + chance() % 90, kPages - page);
                    append(dirtied, {page, count});
                    page += count + chance() % 300;
                }
                clone.write(dirtied, 40 + pass);
                must(arena.copyOut(clone.mapping, dirtied));
                QVERIFY(holds(arena, clone.model));
            }
            QCOMPARE(arena.runs(), must(scanPrivate(clone.mapping)));
            QCOMPARE(arena.held(), pagesIn(arena.runs()));
        }
    }

    void aCloneKilledInMidCopyIsAnErrorAndNoCopy()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({0, kPages}, 5);
        auto arena = must(Arena::make({kPages, kPages}));
        std::uint64_t when = 0;
        const auto killAfterTheFirst = [&](std::uint64_t done, std::uint64_t) {
            if (done > 0 && when == 0) {
                when = done;
                clone.process.kill();
            }
            return true;
        };
        const auto copied = arena.copyOut(clone.mapping, {{0, kPages}}, killAfterTheFirst);
        QVERIFY(!copied);
        QVERIFY(copied.error().code == ErrorCode::GuestExited);
        QVERIFY(when > 0 && when < kPages);
        std::vector<std::byte> scratch(pageSize());
        QVERIFY(arena.view(0, 1, scratch).error().code == ErrorCode::InvalidState);
    }

    void aCloneKilledInMidWritingIsAnError()
    {
        const auto base = makeTemplate();
        Clone parent(base);
        parent.write({0, kPages}, 5);
        const auto arena = copyOf(parent);
        Clone child(base);
        const auto applied = applyDelta(arena, child.mapping, [&](std::uint64_t done, std::uint64_t) {
            if (done > 0 && done < kPages)
                child.process.kill();
            return true;
        });
        QVERIFY(!applied);
        QVERIFY(applied.error().code == ErrorCode::GuestExited);
    }

    void copyingCanBeStopped()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({0, kPages}, 5);
        auto arena = must(Arena::make({0, kPages}));
        std::vector<std::uint64_t> told;
        const auto stopped = arena.copyOut(clone.mapping, {{0, kPages}}, [&](std::uint64_t done, std::uint64_t total) {
            told.push_back(done);
            return total == kPages && done < 2 * kBatchPages;
        });
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        QCOMPARE(told, (std::vector<std::uint64_t>{0, kBatchPages, 2 * kBatchPages}));
    }

    void moreThanThereIsRoomForIsRefused()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({50, 101}, 5);
        auto arena = must(Arena::make({10, 100}));
        QVERIFY(arena.copyOut(clone.mapping, {{50, 101}}).error().code == ErrorCode::TooLarge);
        auto fits = must(Arena::make({10, 101}));
        must(fits.copyOut(clone.mapping, {{50, 101}}));
        QVERIFY(holds(fits, clone.model));
        must(fits.copyOut(clone.mapping, {{50, 101}})); // the same pages need no more room
        QVERIFY(!Arena::make({2, 1}));
        QVERIFY(!Arena::make({0, 0}));
    }

    void runsOutsideTheMemoryAreRefused()
    {
        const auto base = makeTemplate();
        const Clone clone(base);
        auto arena = must(Arena::make({0, kPages}));
        const auto huge = ~std::uint64_t{0};
        for (const PageRuns &runs :
             {PageRuns{{kPages, 1}}, PageRuns{{kPages - 1, 2}}, PageRuns{{1, huge}}, PageRuns{{huge, 1}},
              PageRuns{{3, 0}}, PageRuns{{5, 2}, {6, 1}}, PageRuns{{5, 2}, {1, 1}}})
            QVERIFY(arena.copyOut(clone.mapping, runs).error().code == ErrorCode::InvalidArgument);
    }

    void aGuestsMemoryIsNotInCoreDumpsOrChildren()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({1, 1}, 5);
        const auto arena = copyOf(clone);
        std::vector<std::byte> scratch(pageSize());
        const auto flags = mappingFlags(must(arena.view(0, 1, scratch)).data());
        QVERIFY2(flags.find(" dd") != std::string::npos, flags.c_str());
        QVERIFY2(flags.find(" dc") != std::string::npos, flags.c_str());
    }

    void aFlattenedMemoryIsTemplateAndDelta()
    {
        const auto base = makeTemplate();
        const auto before = must(base.contentHash());
        Clone clone(base);
        clone.write({1000, 60}, 6); // over the template's data and past its end
        clone.write({3000, 10}, 6);
        clone.write({20, 5}, 0);            // the guest cleared what the template had
        const auto size = base.allocated(); // it grew: the clone wrote to holes
        const auto flat = must(flatten(base, copyOf(clone)));
        QVERIFY(flat.isSealed());
        QCOMPARE(must(base.contentHash()), before);
        QCOMPARE(base.allocated().value, size.value);
        // The template's 1124 pages, 36 more and 10 more, without the five that were cleared.
        QCOMPARE(flat.allocated().value, (1124 + 36 + 10 - 5) * pageSize());
        Clone child(flat);
        child.model = clone.model;
        QVERIFY(child.isAsModelled());
        QVERIFY(must(flat.contentHash()) != before);
    }

    void anEmptyDeltaFlattensToTheTemplate()
    {
        const auto base = makeTemplate();
        const Clone clone(base);
        const auto flat = must(flatten(base, copyOf(clone)));
        QCOMPARE(must(flat.contentHash()), must(base.contentHash()));
        QCOMPARE(flat.allocated().value, base.allocated().value);
    }

    void aDeltaOfAnotherSizeIsNotFlattened()
    {
        const auto base = makeTemplate();
        Clone clone(base);
        clone.write({4000, 1}, 6);
        const auto small = must(SealedMemory::create({1000 * pageSize()}));
        QVERIFY(flatten(small, copyOf(clone)).error().code == ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestMemoryCopy)
#include "tst_qemu_memory_copy.moc"
