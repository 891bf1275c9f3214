// What SecretStore promises, on the fake, on files, and, in a session that has one, on a real keyring: with
// GLOVEBOX_KEYRING, the program that asks it.
#include <QTest>

#include "core/secrets/file_secret_store.h"
#include "core/secrets/keyring_secret_store.h"
#include "core/system/real_clock.h"
#include "tests/support/fake_secret_store.h"
#include "tests/support/waited.h"

#include <QTemporaryDir>

using namespace glovebox;
using testsupport::FakeSecretStore;
using testsupport::waited;

#define ON_ALL(name)                                                                                                   \
    void name##_data()                                                                                                 \
    {                                                                                                                  \
        all();                                                                                                         \
    }                                                                                                                  \
    void name()

class SecretStoreContract : public QObject {
    Q_OBJECT

    static void all()
    {
        QTest::addColumn<QString>("kind");
        if (qEnvironmentVariableIsSet("GLOVEBOX_KEYRING")) {
            QTest::newRow("keyring") << QStringLiteral("keyring");
            return;
        }
        QTest::newRow("fake") << QStringLiteral("fake");
        QTest::newRow("files") << QStringLiteral("files");
    }

    std::unique_ptr<ports::SecretStore> make(const std::string &folderId)
    {
        QFETCH(QString, kind);
        if (kind == QStringLiteral("fake"))
            return std::make_unique<FakeSecretStore>(m_clock);
        if (kind == QStringLiteral("files"))
            return std::make_unique<secrets::FileSecretStore>(
                m_folder->filePath(QString::fromStdString(folderId)).toStdString());
        auto keyring = std::make_unique<secrets::KeyringSecretStore>(
            secrets::KeyringSecretStore::Options{.program = qEnvironmentVariable("GLOVEBOX_KEYRING").toStdString(),
                                                 .folderId = folderId,
                                                 .deadline = std::chrono::seconds(20)});
        // The session's keyring may just be coming up.
        if (!QTest::qWaitFor(
                [&] {
                    return waited<void>([&](Callback<> done) { return keyring->look(std::move(done)); }).has_value();
                },
                20'000))
            qFatal("the keyring does not come up");
        return keyring;
    }

    QByteArray write(const std::string &name, const std::string &value)
    {
        const auto written =
            waited<void>([&](Callback<> done) { return m_store->write(name, SecretString(value), std::move(done)); });
        return written ? QByteArray("done") : QByteArray(glovebox::name(written.error().code));
    }
    QByteArray read(ports::SecretStore &store, const std::string &name)
    {
        const auto value =
            waited<SecretString>([&](Callback<SecretString> done) { return store.read(name, std::move(done)); });
        return value ? QByteArray::fromStdString(value->reveal()) : QByteArray(glovebox::name(value.error().code));
    }
    QByteArray read(const std::string &name) { return read(*m_store, name); }
    QByteArray remove(const std::string &name)
    {
        const auto removed = waited<void>([&](Callback<> done) { return m_store->remove(name, std::move(done)); });
        return removed ? QByteArray("done") : QByteArray(glovebox::name(removed.error().code));
    }

    system::RealClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ports::SecretStore> m_store;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = make(std::string("suite-") + QTest::currentTestFunction());
    }
    void cleanup()
    {
        m_store.reset();
        m_folder.reset();
    }

    ON_ALL(whatIsWrittenIsReadByteForByte)
    {
        QCOMPARE(read("audit-key"), QByteArray("NotFound"));
        const std::string bytes("a\0b\n\xff\xfe \"'\r\n", 11);
        QCOMPARE(write("audit-key", bytes), QByteArray("done"));
        QCOMPARE(read("audit-key"), QByteArray::fromStdString(bytes));
        const std::string longest(ports::kSecretBytesMax, 'x');
        QCOMPARE(write("k2", longest), QByteArray("done"));
        QCOMPARE(read("k2"), QByteArray::fromStdString(longest));
        QCOMPARE(read("audit-key"), QByteArray::fromStdString(bytes));
    }

    ON_ALL(aSecretIsReplacedAndRemoved)
    {
        QCOMPARE(write("a", "one"), QByteArray("done"));
        QCOMPARE(write("a", "two"), QByteArray("done"));
        QCOMPARE(read("a"), QByteArray("two"));
        QCOMPARE(remove("a"), QByteArray("done"));
        QCOMPARE(read("a"), QByteArray("NotFound"));
        QCOMPARE(remove("a"), QByteArray("done")); // there is none any more
    }

    ON_ALL(namesThatAreNoneAreRefused)
    {
        for (const std::string name : {"", "A", "../audit-key", "a/b", "1a", "-a", "a b", "a.b", "a\n", "\xc3\xa4"}) {
            QCOMPARE(write(name, "x"), QByteArray("InvalidArgument"));
            QCOMPARE(read(name), QByteArray("InvalidArgument"));
            QCOMPARE(remove(name), QByteArray("InvalidArgument"));
        }
        QCOMPARE(write(std::string(65, 'a'), "x"), QByteArray("InvalidArgument"));
        QCOMPARE(write(std::string(64, 'a'), "x"), QByteArray("done"));
    }

    ON_ALL(whatIsNoSecretIsRefused)
    {
        QCOMPARE(write("a", ""), QByteArray("InvalidArgument"));
        QCOMPARE(write("a", std::string(ports::kSecretBytesMax + 1, 'x')), QByteArray("TooLarge"));
        QCOMPARE(read("a"), QByteArray("NotFound"));
    }

    ON_ALL(whoLetsGoIsNotAnswered)
    {
        int answers = 0;
        auto call = m_store->read("a", [&](const Result<SecretString> &) { ++answers; });
        call.cancel();
        QCOMPARE(write("a", "x"), QByteArray("done")); // asked later, answered
        QCOMPARE(read("a"), QByteArray("x"));
        QCOMPARE(answers, 0);
    }

    ON_ALL(foldersDoNotSeeEachOthersSecrets)
    {
        const auto other = make("another-folder");
        QCOMPARE(write("a", "ours"), QByteArray("done"));
        QCOMPARE(read(*other, "a"), QByteArray("NotFound"));
    }
};

QTEST_GUILESS_MAIN(SecretStoreContract)
#include "tst_secret_store_contract.moc"
