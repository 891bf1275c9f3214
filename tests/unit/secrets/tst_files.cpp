// Secrets in files: what others may see is refused, and what was written down of the store is believed or refused.
#include <QTest>

#include "core/secrets/choice.h"
#include "core/secrets/credential_secret_store.h"
#include "core/secrets/file_secret_store.h"
#include "tests/support/waited.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::secrets;
using testsupport::waited;

class SecretFilesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_scratch;
    std::string folder() const { return m_scratch->filePath(QStringLiteral("secrets")).toStdString(); }
    std::string file(const char *name) const { return folder() + '/' + name; }

    static Result<SecretString> read(ports::SecretStore &store, const std::string &name = "k")
    {
        return waited<SecretString>([&](Callback<SecretString> done) { return store.read(name, std::move(done)); });
    }
    static Result<> write(ports::SecretStore &store, const std::string &value, const std::string &name = "k")
    {
        return waited<void>([&](Callback<> done) { return store.write(name, SecretString(value), std::move(done)); });
    }
    static ::mode_t modeOf(const std::string &path)
    {
        struct stat facts {};
        return ::lstat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
    }
    void put(const QString &name, const QByteArray &bytes, ::mode_t mode = 0600)
    {
        QFile target(m_scratch->filePath(name));
        target.remove(); // one that is only read is not opened to write
        QVERIFY(target.open(QIODevice::WriteOnly) && target.write(bytes) == bytes.size());
        target.close();
        QCOMPARE(::chmod(target.fileName().toUtf8().constData(), mode), 0);
    }

private Q_SLOTS:
    void init() { m_scratch = std::make_unique<QTemporaryDir>(); }

    void nobodyElseCanReadWhatIsKept()
    {
        const auto before = ::umask(0);
        FileSecretStore store(folder());
        QVERIFY(write(store, "secret"));
        ::umask(before);
        QCOMPARE(modeOf(folder()), ::mode_t{0700});
        QCOMPARE(modeOf(file("k")), ::mode_t{0600});
        QCOMPARE(QDir(QString::fromStdString(folder())).entryList(QDir::Files | QDir::Hidden).size(), 1); // no draft
    }

    void whatOthersCouldReadIsRefusedAndSaidWithoutTheSecret()
    {
        FileSecretStore store(folder());
        QVERIFY(write(store, "hush-hush"));
        for (const ::mode_t mode : {0640, 0604, 0620, 0602, 0610}) {
            QCOMPARE(::chmod(file("k").c_str(), mode), 0);
            const auto refused = read(store);
            QVERIFY(!refused && refused.error().code == ErrorCode::PermissionDenied);
            QVERIFY(refused.error().detail.find("chmod 600 " + file("k")) != std::string::npos);
            QVERIFY(refused.error().detail.find("hush") == std::string::npos);
        }
        QCOMPARE(::chmod(file("k").c_str(), 0600), 0);
        for (const ::mode_t mode : {0750, 0701, 0770}) {
            QCOMPARE(::chmod(folder().c_str(), mode), 0);
            QCOMPARE(read(store).error().code, ErrorCode::PermissionDenied);
            QCOMPARE(write(store, "new").error().code, ErrorCode::PermissionDenied);
        }
        QCOMPARE(::chmod(folder().c_str(), 0700), 0);
        QCOMPARE(QByteArray::fromStdString(read(store)->reveal()), QByteArray("hush-hush"));
    }

    void noLinkIsFollowed()
    {
        put(QStringLiteral("elsewhere"), "secret");
        QCOMPARE(::mkdir(folder().c_str(), 0700), 0);
        QCOMPARE(::symlink("../elsewhere", file("k").c_str()), 0);
        FileSecretStore store(folder());
        QCOMPARE(read(store).error().code, ErrorCode::PermissionDenied);
        QVERIFY(write(store, "ours")); // takes the link's place
        QCOMPARE(QByteArray::fromStdString(read(store)->reveal()), QByteArray("ours"));
        QFile elsewhere(m_scratch->filePath(QStringLiteral("elsewhere")));
        QVERIFY(elsewhere.open(QIODevice::ReadOnly));
        QCOMPARE(elsewhere.readAll(), QByteArray("secret"));
        QCOMPARE(::symlink(folder().c_str(), (folder() + "-link").c_str()), 0);
        FileSecretStore linked(folder() + "-link");
        QCOMPARE(read(linked).error().code, ErrorCode::PermissionDenied);
    }

    void aDraftOfAProgramThatWasKilledIsNoSecret()
    {
        FileSecretStore store(folder());
        QVERIFY(write(store, "old"));
        put(QStringLiteral("secrets/k.new-") + QString::number(::getpid()), "ha");
        QCOMPARE(QByteArray::fromStdString(read(store)->reveal()), QByteArray("old"));
        QVERIFY(write(store, "new"));
        QCOMPARE(QByteArray::fromStdString(read(store)->reveal()), QByteArray("new"));
    }

    void aFileThatIsTooLongIsNotRead()
    {
        FileSecretStore store(folder());
        QVERIFY(write(store, "x"));
        put(QStringLiteral("secrets/k"), QByteArray(ports::kSecretBytesMax + 1, 'x'));
        QCOMPARE(read(store).error().code, ErrorCode::TooLarge);
    }

    void credentialsAreReadAndNeverWritten()
    {
        CredentialSecretStore none((std::string()));
        QCOMPARE(read(none).error().code, ErrorCode::NotFound);
        put(QStringLiteral("glovebox.k"), "from systemd\n", 0440); // as its list of readers looks
        CredentialSecretStore store(m_scratch->path().toStdString());
        QCOMPARE(QByteArray::fromStdString(read(store)->reveal()), QByteArray("from systemd"));
        QCOMPARE(read(store, "other").error().code, ErrorCode::NotFound);
        QCOMPARE(write(store, "x").error().code, ErrorCode::PermissionDenied);
        put(QStringLiteral("glovebox.k"), "from systemd\n", 0644);
        QCOMPARE(read(store).error().code, ErrorCode::PermissionDenied);
        put(QStringLiteral("glovebox.k"), "\n", 0400);
        QCOMPARE(read(store).error().code, ErrorCode::InvalidArgument);
    }

    void theChoiceThatWasWrittenDownIsReadAgain()
    {
        const auto data = m_scratch->path().toStdString();
        QVERIFY(readChoice(data) && !*readChoice(data));
        for (const auto kind : {StoreKind::File, StoreKind::Keyring})
            for (const bool otherToo : {false, true}) {
                const StoreChoice choice{kind, newFolderId(), otherToo};
                QVERIFY(writeChoice(data, choice));
                QCOMPARE(**readChoice(data), choice);
            }
        QCOMPARE(modeOf(choiceFileOf(data)), ::mode_t{0600});
    }

    void aChoiceThatDoesNotReadIsRefusedAndLeft_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no id") << QByteArray("glovebox-secret-store 1 keyring \n");
        QTest::newRow("a path") << QByteArray("glovebox-secret-store 1 keyring ../../etc/shadow\n");
        QTest::newRow("short id") << QByteArray("glovebox-secret-store 1 keyring 0123\n");
        QTest::newRow("no end") << QByteArray("glovebox-secret-store 1 keyring 0123456789abcdef");
        QTest::newRow("more") << QByteArray("glovebox-secret-store 1 keyring 0123456789abcdef both x\n");
        QTest::newRow("newer") << QByteArray("glovebox-secret-store 2 keyring 0123456789abcdef\n");
        QTest::newRow("another") << QByteArray("glovebox-secret-store 1 vault 0123456789abcdef\n");
        QTest::newRow("long") << QByteArray(100'000, 'x');
    }
    void aChoiceThatDoesNotReadIsRefusedAndLeft()
    {
        QFETCH(QByteArray, line);
        put(QStringLiteral("secret-store"), line);
        QVERIFY(!readChoice(m_scratch->path().toStdString()));
        QFile there(m_scratch->filePath(QStringLiteral("secret-store")));
        QVERIFY(there.open(QIODevice::ReadOnly));
        QCOMPARE(there.readAll(), line);
    }

    void oneProgramAtATimeMakesOrMoves()
    {
        const auto data = m_scratch->path().toStdString();
        auto first = lockStores(data);
        QVERIFY(first);
        QCOMPARE(lockStores(data).error().code, ErrorCode::Conflict);
        first = fail(ErrorCode::Cancelled);
        QVERIFY(lockStores(data));
    }
};

QTEST_GUILESS_MAIN(SecretFilesTest)
#include "tst_files.moc"
