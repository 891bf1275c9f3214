// Which store a data folder's secrets are in: decided once, and the same for every program from then on.
#include <QTest>

#include "core/secrets/choosing.h"
#include "tests/support/waited.h"
#include "tests/unit/secrets/keyring_script.h"

#include <QDir>

using namespace glovebox;
using namespace glovebox::secrets;
using namespace std::chrono_literals;
using secretstest::KeyringScript;
using testsupport::waited;

class ChoosingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<QTemporaryDir> m_kept; // by a keyring that works
    std::string data() const { return m_data->path().toStdString(); }

    Result<StoreChoice> choose(const QByteArray &keyring, StoreWish wish = StoreWish::Auto, bool mayTakeKeyring = true)
    {
        const KeyringScript script("touch \"" + m_data->path().toUtf8() + "/asked\"\n" + keyring);
        return waited<StoreChoice>([&](Callback<StoreChoice> done) {
            return chooseStore(
                {.places = {.dataFolder = data(), .keyringProgram = script.program(), .keyringDeadline = 2s},
                 .wish = wish,
                 .mayTakeKeyring = mayTakeKeyring},
                std::move(done));
        });
    }
    bool asked() { return QFile::remove(m_data->filePath(QStringLiteral("asked"))); }
    QByteArray working() const { return secretstest::workingKeyring(m_kept->path()); }

private Q_SLOTS:
    void init()
    {
        m_data = std::make_unique<QTemporaryDir>();
        m_kept = std::make_unique<QTemporaryDir>();
    }

    void aKeyringThatWorksIsTakenAndNothingIsLeftInIt()
    {
        const auto chosen = choose(working());
        QVERIFY(chosen && chosen->kind == StoreKind::Keyring && !chosen->otherToo);
        QVERIFY(QDir(m_kept->path()).isEmpty());
        QCOMPARE(**readChoice(data()), *chosen);
    }

    void aKeyringThatDoesNotWorkMeansFiles_data()
    {
        QTest::addColumn<QByteArray>("keyring");
        QTest::newRow("locked") << QByteArray("echo away the keyring is locked");
        QTest::newRow("hangs") << QByteArray("exec tail -f /dev/null");
        QTest::newRow("forgets") << QByteArray("[ $1 = read ] && echo none || { cat > /dev/null; echo done; }");
        QTest::newRow("garbles") << QByteArray("cat > /dev/null; echo done; [ $1 != read ] || echo nonsense");
        QTest::newRow("crashes") << QByteArray("kill -SEGV $$");
    }
    void aKeyringThatDoesNotWorkMeansFiles()
    {
        QFETCH(QByteArray, keyring);
        const auto chosen = choose(keyring);
        QVERIFY(chosen && chosen->kind == StoreKind::File);
        QCOMPARE(**readChoice(data()), *chosen);
        // Who asks for the keyring and for nothing else is not given files, and nothing is decided.
        QVERIFY(QFile::remove(QString::fromStdString(choiceFileOf(data()))));
        QVERIFY(!choose(keyring, StoreWish::Keyring));
        QVERIFY(!*readChoice(data()));
    }

    void whatWasDecidedStaysWhateverTheKeyringDoes()
    {
        const auto first = choose(working());
        QVERIFY(first);
        QVERIFY(asked());
        QCOMPARE(*choose("echo away the keyring is locked"), *first);
        QVERIFY(!asked());
        QCOMPARE(*choose(working(), StoreWish::Keyring), *first);
        const auto refused = choose(working(), StoreWish::File);
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidState);
        QVERIFY2(refused.error().detail.find("gloveboxctl secret-store move --to file") != std::string::npos,
                 refused.error().detail.c_str());
        QCOMPARE(**readChoice(data()), *first);
    }

    void filesAreTakenWithoutAskingTheKeyring()
    {
        QCOMPARE(choose(working(), StoreWish::File)->kind, StoreKind::File);
        QVERIFY(!asked());
        QVERIFY(QFile::remove(QString::fromStdString(choiceFileOf(data()))));
        QCOMPARE(choose(working(), StoreWish::Auto, false)->kind, StoreKind::File); // a demo
        QVERIFY(!asked());
    }

    void filesThatAreThereStayWhereTheyAreWhenTheChoiceWasLost()
    {
        QVERIFY(checkPrivateFolder(secretFolderOf(data()), true));
        QVERIFY(writePrivateFile(secretFolderOf(data()) + '/' + kAuditKey, "key"));
        QCOMPARE(choose(working())->kind, StoreKind::File);
        QVERIFY(!asked());
    }
};

QTEST_GUILESS_MAIN(ChoosingTest)
#include "tst_choosing.moc"
