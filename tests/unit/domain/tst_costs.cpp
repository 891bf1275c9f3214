// What a sandbox's use costs, to the millionth of a dollar; and the words that history is searched by.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/domain/sandbox_meter.h"
#include "core/domain/termination.h"

#include <set>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {
const MachineSize kSize{2, ByteCount::gib(4), ByteCount::gib(8)};
const PriceTable kPrices{"2026-11-26", 10'000, 1'000, 10, 730};
} // namespace

class CostsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachKindOfUseHasItsPrice()
    {
        QCOMPARE(costOf({}, kSize, kPrices), std::int64_t{0});
        QCOMPARE(costOf({.running = 1h}, kSize, kPrices), std::int64_t{2 * 10'000 + 4 * 1'000});
        QCOMPARE(costOf({.paused = 1h}, kSize, kPrices), std::int64_t{4 * 1'000});
        QCOMPARE(costOf({.hibernated = 1h}, kSize, kPrices), std::int64_t{4 * 10});
        // A month has 730 hours: a GiB for an hour of it is a millionth here.
        QCOMPARE(costOf({.paused = 1h, .diskPeak = ByteCount::gib(3)}, kSize, kPrices), std::int64_t{4 * 1'000 + 3});
        QCOMPARE(costOf({.cpuTime = 100h, .memoryPeak = ByteCount::gib(900)}, kSize, kPrices), std::int64_t{0});
    }

    void manySmallSharesAreRoundedOnceAtTheEnd()
    {
        // Half a millionth goes upward, less than that goes.
        QCOMPARE(costOf({.paused = 450ms}, kSize, kPrices), std::int64_t{1}); // 4 GiB for 1/8000 h at 0.001 dollars
        QCOMPARE(costOf({.paused = 449ms}, kSize, kPrices), std::int64_t{0});
    }

    void aYearOfALargeSandboxDoesNotOverflow()
    {
        const MachineSize large{64, ByteCount::gib(1024), ByteCount::gib(16 * 1024)};
        const PriceTable dear{"2026-11-26", 1'000'000'000, 1'000'000'000, 1'000'000'000, 1'000'000'000};
        const auto cost = costOf({.running = 24h * 365, .diskPeak = ByteCount::gib(16 * 1024)}, large, dear);
        QCOMPARE(cost, std::int64_t{8760} * 1'000'000'000 * (64 + 1024) + std::int64_t{12} * 16 * 1024 * 1'000'000'000);
    }

    void everyCauseOfAnEndHasAWordOfItsOwn()
    {
        std::set<std::string> words;
        for (const auto cause : kEndCauses) {
            QVERIFY(endCauseFrom(word(cause)) == cause);
            words.insert(std::string(word(cause)));
        }
        QCOMPARE(words.size(), kEndCauses.size());
        QVERIFY(!endCauseFrom("boredom"));
        QVERIFY(!endCauseFrom(""));
    }
};

QTEST_GUILESS_MAIN(CostsTest)
#include "tst_costs.moc"
