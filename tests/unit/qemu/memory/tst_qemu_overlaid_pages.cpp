// Two deltas seen as one: which pages there are, and whose.
#include "core/qemu/memory/looking.h"
#include "core/qemu/memory/overlaid_pages.h"
#include "tests/unit/qemu/memory/memory_rig.h"

#include <QTest>

#include <random>
#include <set>

using namespace memory_tests;

class TestOverlaidPages : public QObject {
    Q_OBJECT

    /// Runs anywhere in the first pages of a clone.
    static PageRuns someRuns(std::mt19937 &random)
    {
        PageRuns out;
        for (std::uint64_t page = random() % 6; page < 120; page += random() % 9) {
            const PageRun run{page, 1 + random() % 7};
            out.push_back(run); // adjacent ones stay two
            page = run.end();
        }
        return out;
    }

private Q_SLOTS:
    void whatIsAboveHidesWhatIsBelow()
    {
        const auto base = makeTemplate();
        std::mt19937 random(20240611); // NOLINT: the same cases each time
        for (int round = 0; round < 40; ++round) {
            Clone below(base);
            Clone above(base);
            const auto low = someRuns(random);
            const auto high = round == 0 ? PageRuns{} : someRuns(random);
            below.write(low, 20);
            above.write(high, 21);
            const auto lowPages = copyOf(below);
            const auto highPages = copyOf(above);
            const OverlaidPages both(lowPages, highPages);
            auto model = below.model;
            for (const auto &run : high)
                model.write(run, 21);
            QVERIFY(checkRuns(both.runs(), kPages));
            std::set<std::uint64_t> expected;
            for (const auto *runs : {&low, &high})
                for (const auto &run : *runs)
                    for (auto page = run.first; page < run.end(); ++page)
                        expected.insert(page);
            QCOMPARE(pagesIn(both.runs()), std::uint64_t{expected.size()});
            for (const auto &run : both.runs())
                for (auto page = run.first; page < run.end(); ++page)
                    QVERIFY(expected.contains(page));
            QVERIFY(holds(both, model));
            std::vector<std::byte> scratch(pageSize());
            QVERIFY(!both.view(pagesIn(both.runs()), 1, scratch));
        }
    }

    void thisHostLetsUsLook()
    {
        const auto looked = tryLooking();
        QVERIFY2(looked, looked ? "" : describe(looked.error()).c_str());
        QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1); // no process is left
    }
};

QTEST_GUILESS_MAIN(TestOverlaidPages)
#include "tst_qemu_overlaid_pages.moc"
