// What sandboxes cost: the prices that are built in, a file of the owner's, and slips in it.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/settings.h"
#include "tests/unit/compose/key_file.h"

using namespace glovebox;
using namespace glovebox::compose;

namespace {

constexpr HostSize kHost{4, ByteCount::gib(16)};

domain::PriceTable pricesOf(const std::string &file)
{
    return resolve({.prices = file}, kHost).value().engine.prices;
}

/// With the quotes that it takes; as a raw string moc of Qt 6.4 would stumble over it.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

} // namespace

class PricesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pricesAreBuiltInAndAFileOfTheOwnersGoesBeforeThem()
    {
        const auto builtIn = pricesOf({});
        QCOMPARE(builtIn.asOf, std::string("2026-11-26"));
        QVERIFY(builtIn.vcpuHour > 0 && builtIn.memoryGibHour > 0 && builtIn.hibernatedGibHour > 0 &&
                builtIn.diskGibMonth > 0);
        KeyFile file;
        file.write(json("{'as_of': '2027-01-31', 'vcpu_hour': 0.25, 'memory_gib_hour': 1e-6, 'disk_gib_month': 0}"));
        QCOMPARE(pricesOf(file.path),
                 (domain::PriceTable{.asOf = "2027-01-31", .vcpuHour = 250000, .memoryGibHour = 1}));
    }

    void aSlipInThePricesIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("nothing") << QByteArray() << QByteArray("not a JSON object");
        QTest::newRow("cut off") << json("{'as_of': '2026-") << QByteArray("not a JSON object");
        QTest::newRow("a list") << QByteArray("[1]") << QByteArray("not a JSON object");
        QTest::newRow("no date") << json("{'vcpu_hour': 1}") << QByteArray("as_of");
        QTest::newRow("no such day") << json("{'as_of': '2026-02-30'}") << QByteArray("as_of");
        QTest::newRow("a number as date") << json("{'as_of': 2026}") << QByteArray("as_of");
        QTest::newRow("a word") << json("{'as_of': '2026-11-26', 'vcpu_hour': '1'}") << QByteArray("vcpu_hour");
        QTest::newRow("below nothing") << json("{'as_of': '2026-11-26', 'vcpu_hour': -1}") << QByteArray("vcpu_hour");
        QTest::newRow("another unit") << json("{'as_of': '2026-11-26', 'disk_gib_month': 1e300}")
                                      << QByteArray("from 0 to 1000");
        QTest::newRow("a typo") << json("{'as_of': '2026-11-26', 'vcpu_hours': 1}")
                                << QByteArray("'vcpu_hours' is not known");
        QTest::newRow("huge") << QByteArray(70000, ' ') << QByteArray("more than 64 KiB");
        QTest::newRow("deep") << QByteArray(60000, '[') << QByteArray("not a JSON object");
    }
    void aSlipInThePricesIsNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, said);
        KeyFile file;
        file.write(text);
        const auto refused = resolve({.prices = file.path}, kHost);
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidArgument);
        const auto complained = QByteArray::fromStdString(refused.error().detail);
        QVERIFY2(complained.startsWith("--prices: " + QByteArray::fromStdString(file.path)) &&
                     complained.contains(said),
                 complained.constData());
    }
};

QTEST_GUILESS_MAIN(PricesTest)
#include "tst_prices.moc"
