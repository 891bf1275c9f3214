// Role: which files of logs go.
#include "core/logs/retention.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::logs;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{std::chrono::milliseconds(1'800'000'000'000)};

KeptFile file(std::string path, std::uint64_t bytes, std::chrono::hours age)
{
    const auto facts = *factsOf(path);
    return {std::move(path), facts.name, facts.full, ByteCount{bytes}, kNow - age};
}

} // namespace

class RetentionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oldOnesGoThenTheOldestUntilTheRestIsSmallEnough()
    {
        const std::vector files{file("engine.log", 10, 500h), file("engine.0000000001.log", 10, 900h),
                                file("sandboxes/sbx-1.log", 40, 30h), file("sandboxes/sbx-2.log", 40, 20h),
                                file("sessions/sesn_1.log", 40, 10h)};
        QCOMPARE(choose(files, {720h, ByteCount{1000}}, kNow, {}), std::vector<std::string>{"engine.0000000001.log"});
        QCOMPARE(choose(files, {720h, ByteCount{100}}, kNow, {}),
                 (std::vector<std::string>{"engine.0000000001.log", "sandboxes/sbx-1.log"}));
        QCOMPARE(choose(files, {0h, ByteCount{}}, kNow, {}), std::vector<std::string>{});
    }

    void whatIsWrittenToStays()
    {
        const std::vector files{file("sandboxes/sbx-1.log", 40, 900h), file("sandboxes/sbx-2.log", 40, 900h)};
        QCOMPARE(choose(files, {720h, ByteCount{}}, kNow, {{LogName::Kind::Sandbox, "sbx-1"}}),
                 std::vector<std::string>{"sandboxes/sbx-2.log"});
    }

    void onlyFilesOfOursAreKnown()
    {
        for (const auto *strange : {"engine.log.idx", "other.log", "sandboxes/a b.log", "sandboxes/.log",
                                    "sandboxes/x/y.log", "engine.x.log", "engine.-1.log", "notes.txt"})
            QVERIFY2(!factsOf(strange), strange);
        QCOMPARE(factsOf("sessions/sesn_1.0000000042.log")->first, LogNumber{42});
    }
};

QTEST_APPLESS_MAIN(RetentionTest)
#include "tst_logs_retention.moc"
