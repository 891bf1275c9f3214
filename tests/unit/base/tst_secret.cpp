// Role: a credential shows what tells it from others, and no more.
#include "core/base/secret.h"

#include <QTest>

#include <type_traits>

using glovebox::SecretString;

namespace {

template <class T>
concept Printable = requires(QDebug stream, T value)
{
    stream << value;
};
template <class T>
concept Comparable = requires(T value)
{
    value == value;
};

static_assert(!Printable<SecretString>, "a secret must not reach a log by accident");
static_assert(!Comparable<SecretString>, "comparing secrets takes a time that depends on them");
static_assert(!std::is_convertible_v<SecretString, std::string>);
static_assert(!std::is_convertible_v<std::string, SecretString>);

} // namespace

class SecretTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masks_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("environment key") << QByteArray("sk-ant-oat01-abcdefghijklmnop7Q2c")
                                         << QByteArray("sk-ant-oat01-••••7Q2c");
        QTest::newRow("sessions token") << QByteArray("sk-ant-req-abcdefghijklmnop7Q2c")
                                        << QByteArray("sk-ant-req-••••7Q2c");
        QTest::newRow("no prefix") << QByteArray("abcdefghijklmnopqrst") << QByteArray("••••qrst");
        QTest::newRow("hyphens within") << QByteArray("sk-ant-oat01-ab-cd-ef-gh-ij-kl-wxyz")
                                        << QByteArray("sk-ant-oat01-••••wxyz");
        QTest::newRow("short") << QByteArray("hunter2") << QByteArray("••••");
        QTest::newRow("only a prefix") << QByteArray("sk-ant-oat01-") << QByteArray("••••");
        QTest::newRow("short after the prefix") << QByteArray("sk-ant-oat01-abcdef") << QByteArray("••••");
        QTest::newRow("empty") << QByteArray() << QByteArray("••••");
    }
    void masks()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(SecretString(secret.toStdString()).masked()), shown);
    }

    void movingLeavesNothingBehind()
    {
        SecretString first("a rather long secret, not in the small buffer");
        SecretString second(std::move(first));
        QVERIFY(first.empty()); // NOLINT(bugprone-use-after-move): that is what is tested
        SecretString third("another");
        third = std::move(second);
        QVERIFY(second.empty()); // NOLINT(bugprone-use-after-move)
        QCOMPARE(third.reveal(), std::string("a rather long secret, not in the small buffer"));
        auto &alias = third;
        third = alias;
        QVERIFY(!third.empty());
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "tst_secret.moc"
