// The keyring through a program that may say anything, hang or be missing.
#include <QTest>

#include "core/secrets/keyring_answer.h"
#include "core/secrets/keyring_secret_store.h"
#include "tests/support/waited.h"
#include "tests/unit/secrets/keyring_script.h"

#include <QElapsedTimer>

#include <csignal>

using namespace glovebox;
using namespace glovebox::secrets;
using namespace std::chrono_literals;
using secretstest::KeyringScript;
using testsupport::waited;

class KeyringTest : public QObject {
    Q_OBJECT

    static KeyringSecretStore store(const KeyringScript &script, std::chrono::milliseconds deadline = 20s)
    {
        return KeyringSecretStore({.program = script.program(), .folderId = "folder-1", .deadline = deadline});
    }
    static Result<SecretString> read(KeyringSecretStore &&store)
    {
        return waited<SecretString>(
            [&](Callback<SecretString> done) { return store.read("audit-key", std::move(done)); });
    }
    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void whatIsAskedNeverShowsTheSecret()
    {
        const KeyringScript script(
            "echo \"$@\" > \"$0.words\"; tr '\\0' '\\n' < /proc/$$/environ > \"$0.environment\"\n"
            "cat > \"$0.value\"; echo done");
        auto keyring = store(script);
        QVERIFY(waited<void>(
            [&](Callback<> done) { return keyring.write("audit-key", SecretString("hush-hush"), std::move(done)); }));
        QCOMPARE(bytesOf(script.path() + QStringLiteral(".words")), QByteArray("write Glovebox folder-1/audit-key\n"));
        QVERIFY(!bytesOf(script.path() + QStringLiteral(".environment")).contains("hush"));
        QVERIFY(bytesOf(script.path() + QStringLiteral(".environment")).contains("PATH="));
        QCOMPARE(bytesOf(script.path() + QStringLiteral(".value")), QByteArray("hush-hush"));
    }

    void aKeyringThatAsksForEverIsLeftAfterItsDeadline()
    {
        const KeyringScript script("echo $$ > \"$0.pid\"; exec tail -f /dev/null");
        QElapsedTimer passed;
        passed.start();
        const auto silent = read(store(script, 300ms));
        QVERIFY(!silent && silent.error().code == ErrorCode::TimedOut);
        QVERIFY(passed.elapsed() < 15'000);
        QVERIFY2(silent.error().detail.find("did not answer") != std::string::npos, silent.error().detail.c_str());
        const auto process = bytesOf(script.path() + QStringLiteral(".pid")).trimmed().toInt();
        QVERIFY(process == 0 || QTest::qWaitFor([&] { return ::kill(process, 0) != 0; })); // and its prompt with it
    }

    void itsAnswersAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("printed");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("a value") << QByteArray("printf 'done\\nva\\nlue'") << QByteArray("va\nlue");
        QTest::newRow("none") << QByteArray("echo none") << QByteArray("NotFound");
        QTest::newRow("locked") << QByteArray("echo away the keyring is locked") << QByteArray("InvalidState");
        QTest::newRow("refused") << QByteArray("echo refused") << QByteArray("PermissionDenied");
        QTest::newRow("silent") << QByteArray("true") << QByteArray("ProtocolError");
        QTest::newRow("half") << QByteArray("printf done") << QByteArray("ProtocolError");
        QTest::newRow("done with words") << QByteArray("echo done it") << QByteArray("ProtocolError");
        QTest::newRow("another word") << QByteArray("echo well") << QByteArray("ProtocolError");
        QTest::newRow("more behind none") << QByteArray("printf 'none\\nvalue'") << QByteArray("ProtocolError");
        QTest::newRow("flood") << QByteArray("echo done; head -c 1000000 /dev/zero") << QByteArray("ProtocolError");
        QTest::newRow("crash") << QByteArray("kill -SEGV $$") << QByteArray("HostToolFailed");
        QTest::newRow("status") << QByteArray("echo done; exit 3") << QByteArray("HostToolFailed");
    }
    void itsAnswersAreToldApart()
    {
        QFETCH(QByteArray, printed);
        QFETCH(QByteArray, expected);
        const KeyringScript script(printed);
        const auto answered = read(store(script));
        QCOMPARE(answered ? QByteArray::fromStdString(answered->reveal()) : QByteArray(name(answered.error().code)),
                 expected);
    }

    void aReasonIsShortAndOneLineAndNoSecretIsInIt()
    {
        const auto away = parseKeyringAnswer(SecretString("away a\x1b[31mb" + std::string(5000, 'x') + '\n'));
        QVERIFY(away.error().detail.size() < 500);
        QVERIFY(away.error().detail.find('\x1b') == std::string::npos);
        for (const auto *foreign :
             {"hush-hush", "hush-hush\n", "none\nhush-hush", "away x\nhush-hush", "done hush-hush\n"})
            QVERIFY(parseKeyringAnswer(SecretString(foreign)).error().detail.find("hush") == std::string::npos);
    }

    void aProgramThatIsMissingIsNamed()
    {
        KeyringSecretStore keyring({.program = "/nonexistent/glovebox-keyring", .folderId = "folder-1"});
        const auto missing = waited<void>([&](Callback<> done) { return keyring.look(std::move(done)); });
        QCOMPARE(missing.error().code, ErrorCode::HostToolMissing);
        QVERIFY(findKeyringProgram("/nonexistent").error().detail.find("glovebox-keyring") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(KeyringTest)
#include "tst_keyring.moc"
