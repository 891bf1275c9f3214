// The keys that an operator hands over: where they may stand, which is whose, and that a wrong one is named and not
// shown.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/secret_files.h"
#include "app/compose/settings.h"
#include "tests/unit/compose/key_file.h"

using namespace glovebox;
using namespace glovebox::compose;

namespace {

constexpr HostSize kHost{4, ByteCount::gib(16)};

Settings resolved(const SettingTexts &texts)
{
    return resolve(texts, kHost).value();
}

/// The message for one wrong setting; "" when it is taken.
QByteArray complaint(std::string SettingTexts::*text, const std::string &value)
{
    SettingTexts texts;
    texts.*text = value;
    const auto settings = resolve(texts, kHost);
    return settings ? QByteArray() : QByteArray::fromStdString(settings.error().detail);
}

} // namespace

class KeysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        for (const auto &row : settingRows())
            qunsetenv(row.variable);
    }

    void aKeyOfAnotherKindIsSaidBeforeItIsSentAnywhere_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("API key") << QByteArray("sk-ant-api03-secret-part") << QByteArray("holds an API key");
        QTest::newRow("token") << QByteArray("sk-ant-req-secret-part") << QByteArray("holds a session's token");
        QTest::newRow("webhook") << QByteArray("whsec_secret-part") << QByteArray("holds a webhook signing key");
    }
    void aKeyOfAnotherKindIsSaidBeforeItIsSentAnywhere()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, what);
        qputenv("ANTHROPIC_ENVIRONMENT_KEY", key);
        const auto refused = resolve({.environmentId = "env_1"}, {4, ByteCount::gib(16)});
        QVERIFY(!refused);
        const auto told = QByteArray::fromStdString(refused.error().detail);
        QVERIFY2(told.contains("ANTHROPIC_ENVIRONMENT_KEY " + what) && told.contains("sk-ant-oat…"), told);
        QVERIFY2(!told.contains("secret-part"), told);
    }

    void anEnvironmentKeyInPlaceOfTheOperatorsIsSaid()
    {
        qputenv("ANTHROPIC_ENVIRONMENT_KEY", kKey);
        KeyFile file;
        file.write(kKey);
        const auto refused = resolve({.environmentId = "env_1", .operatorKeyFile = file.path}, {4, ByteCount::gib(16)});
        QVERIFY(!refused);
        const auto told = QByteArray::fromStdString(refused.error().detail);
        QVERIFY2(told.contains(file.path.c_str()) && told.contains("holds an environment key"), told);
        QVERIFY2(!told.contains("0042"), told);
    }

    void whereAKeyCameFromIsKnown()
    {
        qputenv("ANTHROPIC_ENVIRONMENT_KEY", kKey);
        QCOMPARE(resolved({.environmentId = "env_1"}).environments.front().keySource,
                 std::string("ANTHROPIC_ENVIRONMENT_KEY"));
        KeyFile file;
        file.write(kKey);
        QCOMPARE(resolved({.environmentId = "env_1", .environmentKeyFile = file.path}).environments.front().keySource,
                 file.path + " (--environment-key-file)");
    }

    void blanksAroundAKeyAreForgivenAndWithinAreNamedWithoutShowingIt()
    {
        qputenv(kKeyVariable, QByteArray(" ") + kKey + "\n");
        QCOMPARE(resolved({.environmentId = "env_1"}).environments[0].key.reveal(), std::string(kKey));
        for (const QByteArray key : {"secret-part\nX-Injected: 1", "secret-part two", "secret-part\xc3\xa4"}) {
            qputenv(kKeyVariable, key);
            const auto settings = resolve({.environmentId = "env_1"}, kHost);
            QVERIFY(!settings);
            QVERIFY(settings.error().detail.find(kKeyVariable) != std::string::npos);
            QVERIFY(settings.error().detail.find("secret-part") == std::string::npos);
        }
    }

    void aKeyFileGoesBeforeTheVariable()
    {
        KeyFile file;
        file.write(QByteArray(kKey) + '\n');
        qputenv(kKeyVariable, "another");
        QCOMPARE(resolved({.environmentId = "env_1", .environmentKeyFile = file.path}).environments[0].key.reveal(),
                 std::string(kKey));
    }

    void aKeyFileThatCannotBeTrustedIsRefused()
    {
        KeyFile file;
        const auto said = [&] {
            return complaint(&SettingTexts::environmentKeyFile, file.path);
        };
        QVERIFY2(said().contains("cannot be read") && said().contains(QByteArray::fromStdString(file.path)), said());
        file.write(kKey, QFileDevice::ReadOwner | QFileDevice::ReadOther);
        QVERIFY2(said().contains("chmod 600 " + QByteArray::fromStdString(file.path)), said());
        file.write(kKey, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::WriteOther);
        QVERIFY2(said().contains("chmod 600"), said());
        file.write(" \n");
        QVERIFY2(said().contains("is empty"), said());
        file.write(QByteArray(5000, 'k'));
        QVERIFY2(said().contains("longer than any key"), said());
        file.write("secret-part two");
        QVERIFY2(said().contains("contains a blank") && !said().contains("secret-part"), said());
        file.path = file.folder.path().toStdString();
        QVERIFY2(said().contains("cannot be read"), said());
    }
};

QTEST_GUILESS_MAIN(KeysTest)
#include "tst_keys.moc"
