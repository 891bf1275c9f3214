// Comparing secrets: that it is a comparison at all, and that it does not get faster the earlier the two differ.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/constant_time.h"

#include <algorithm>
#include <chrono>
#include <string>

using glovebox::equalInConstantTime;

namespace {

/// The fastest of several runs: what other programs on the host do only makes one slower.
std::chrono::nanoseconds timeOf(const std::string &left, const std::string &right)
{
    auto best = std::chrono::nanoseconds::max();
    for (int run = 0; run < 15; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        if (equalInConstantTime(left, right))
            qFatal("they differ");
        best = std::min(best,
                        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin));
    }
    return best;
}

} // namespace

class ConstantTimeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsEqual()
    {
        QVERIFY(equalInConstantTime("", ""));
        QVERIFY(equalInConstantTime("abc", "abc"));
        QVERIFY(equalInConstantTime(std::string("a\0b", 3), std::string("a\0b", 3)));
        QVERIFY(equalInConstantTime("\xff\x80", "\xff\x80"));
        QVERIFY(!equalInConstantTime("", "a"));
        QVERIFY(!equalInConstantTime("abc", "ab"));
        QVERIFY(!equalInConstantTime("abc", "abcd"));
        QVERIFY(!equalInConstantTime(std::string("a\0b", 3), std::string("a\0c", 3)));
    }

    void everyBitOfEveryByteCounts()
    {
        const std::string text = "a signature of some length, to see each byte";
        for (std::size_t at = 0; at < text.size(); ++at)
            for (int bit = 0; bit < 8; ++bit) {
                auto other = text;
                other[at] = static_cast<char>(other[at] ^ (1 << bit));
                QVERIFY2(!equalInConstantTime(text, other), qPrintable(QString::number(at)));
            }
    }

    void aDifferenceAtTheStartIsFoundNoFasterThanOneAtTheEnd()
    {
        const std::string text(4'000'000, 'x'); // milliseconds each: far above what the clock can tell apart
        auto early = text;
        early.front() = 'y';
        auto late = text;
        late.back() = 'y';
        QVERIFY(timeOf(text, early) * 4 > timeOf(text, late));
    }
};

QTEST_GUILESS_MAIN(ConstantTimeTest)
#include "tst_constant_time.moc"
