// The audit trail's key: taken over from where it was, kept where the folder's secrets are, never made anew while it
// may be somewhere, and told to nobody.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/secret_status.h"
#include "core/base/log.h"
#include "core/ledger/audit_files.h"
#include "tests/support/waited.h"
#include "tests/unit/ledger/audit_fixture.h"
#include "tests/unit/secrets/keyring_script.h"

#include <sys/stat.h>

using namespace glovebox;
using namespace glovebox::compose;
using ledgertest::bytesOf;
using ledgertest::overwrite;
using ledgertest::TrailFolder;
using secretstest::KeyringScript;
using testsupport::waited;

class HostSecretsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TrailFolder> m_folder;

    QString data() const { return m_folder->folder() + QStringLiteral("/data"); }
    QString kept() const { return data() + QStringLiteral("/secrets/audit-key"); }
    SecretSetup setup(secrets::StoreWish wish = secrets::StoreWish::File, const std::string &keyring = "/nonexistent")
    {
        auto made = secretSetup(data().toStdString());
        made.choosing.wish = wish;
        made.choosing.places.keyringProgram = keyring;
        made.credentials.clear();
        return made;
    }
    SecretSetup withCredential(const QByteArray &key)
    {
        auto made = setup();
        made.credentials = m_folder->folder().toStdString();
        QFile::remove(m_folder->other("glovebox.audit-key"));
        overwrite(m_folder->other("glovebox.audit-key"), key);
        if (::chmod(m_folder->other("glovebox.audit-key").toUtf8().constData(), 0400) != 0)
            qFatal("chmod");
        return made;
    }
    static Result<SecretString> open(const SecretSetup &setup)
    {
        return waited<SecretString>([&](Callback<SecretString> done) { return openAuditKey(setup, std::move(done)); });
    }
    static Result<SecretString> replaceLost(const SecretSetup &setup)
    {
        return waited<SecretString>(
            [&](Callback<SecretString> done) { return replaceLostAuditKey(setup, std::move(done)); });
    }
    static SecretStatus status(const SecretSetup &setup)
    {
        return *waited<SecretStatus>([&](Callback<SecretStatus> done) { return secretStatus(setup, std::move(done)); });
    }
    /// One run of a program with this key.
    void run(const SecretString &key) const
    {
        auto opened = ledgertest::open({.path = m_folder->file(), .auditKey = key});
        QVERIFY(opened);
        (*opened)->audit(ledgertest::auditEntry(70));
        QVERIFY(ledgertest::leftOpen(**opened));
    }
    bool verifiesWith(const SecretString &key, std::uint64_t entries) const
    {
        auto trail = ledger::AuditTrail::open(m_folder->file(), ledger::AuditKey::fromHex(key));
        const auto report = trail ? (*trail)->verify() : tl::unexpected(trail.error());
        return report && report->whole() && report->entries == entries;
    }
    QByteArray oldKey() const { return bytesOf(m_folder->key()).trimmed(); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<TrailFolder>(); }

    void aFirstStartMakesAKeyAndTheNextOneFindsIt()
    {
        const auto first = open(setup());
        QVERIFY(first && ledger::AuditKey::fromHex(*first));
        QCOMPARE(bytesOf(kept()).toStdString(), first->reveal());
        QCOMPARE(open(setup(secrets::StoreWish::Auto))->reveal(), first->reveal());
        run(*first);
        QVERIFY(verifiesWith(*first, 1));
        QVERIFY(!QFile::exists(m_folder->key())); // nothing beside the ledger any more
    }

    void theKeyOfAnOldTrailIsTakenOverAndTheTrailGoesOn()
    {
        m_folder->add(3);
        const auto old = oldKey();
        const auto taken = open(setup());
        QVERIFY(taken);
        QCOMPARE(QByteArray::fromStdString(taken->reveal()), old);
        QVERIFY(!QFile::exists(m_folder->key()));
        QVERIFY(verifiesWith(*taken, 3));
        run(*taken);
        QVERIFY(verifiesWith(*taken, 4));
    }

    void aTakingOverThatWasKilledIsFinished()
    {
        m_folder->add(1);
        const auto line = bytesOf(m_folder->key());
        QVERIFY(open(setup()));
        overwrite(m_folder->key(), line); // killed before it was removed
        QCOMPARE(::chmod(m_folder->key().toUtf8().constData(), 0600), 0);
        QVERIFY(open(setup()));
        QVERIFY(!QFile::exists(m_folder->key()));
        // Killed before anything was kept: the choice alone is there.
        overwrite(m_folder->key(), line);
        QCOMPARE(::chmod(m_folder->key().toUtf8().constData(), 0600), 0);
        QVERIFY(QFile::remove(kept()));
        QCOMPARE(QByteArray::fromStdString(open(setup())->reveal()), line.trimmed());
        QVERIFY(!QFile::exists(m_folder->key()));
    }

    void ofTwoKeysNeitherIsRemoved()
    {
        QVERIFY(open(setup()));
        const auto ours = bytesOf(kept());
        const QByteArray other = QByteArray(64, 'a') + '\n';
        overwrite(m_folder->key(), other);
        QCOMPARE(::chmod(m_folder->key().toUtf8().constData(), 0600), 0);
        const auto refused = open(setup());
        QVERIFY(!refused && refused.error().detail.find("two keys") != std::string::npos);
        QCOMPARE(bytesOf(kept()), ours);
        QCOMPARE(bytesOf(m_folder->key()), other);
    }

    void anOldKeyThatOthersCouldReadIsNotTakenOver()
    {
        m_folder->add(1);
        QCOMPARE(::chmod(m_folder->key().toUtf8().constData(), 0644), 0);
        const auto refused = open(setup());
        QVERIFY(!refused && refused.error().code == ErrorCode::PermissionDenied);
        QVERIFY(QFile::exists(m_folder->key()) && !QFile::exists(kept()));
    }

    void aKeptKeyThatIsDamagedOrOpenToOthersStopsTheStart()
    {
        QVERIFY(open(setup()));
        const auto key = bytesOf(kept());
        for (const auto &bytes : {key.left(20), key + 'x', QByteArray(64, 'g')}) {
            overwrite(kept(), bytes);
            const auto damaged = open(setup());
            QVERIFY(!damaged && damaged.error().code == ErrorCode::InvalidState);
            QVERIFY(damaged.error().detail.find(key.left(8).toStdString()) == std::string::npos);
            QCOMPARE(bytesOf(kept()), bytes); // never replaced
        }
        overwrite(kept(), key + '\n'); // restored with an editor
        QCOMPARE(QByteArray::fromStdString(open(setup())->reveal()), key);
        QCOMPARE(::chmod(kept().toUtf8().constData(), 0640), 0);
        QCOMPARE(open(setup()).error().code, ErrorCode::PermissionDenied);
    }

    void aKeyringThatIsLockedLaterStopsTheStartAndNoKeyIsMade()
    {
        const QTemporaryDir keyringFolder;
        const KeyringScript working(secretstest::workingKeyring(keyringFolder.path()));
        const auto first = open(setup(secrets::StoreWish::Auto, working.program()));
        QVERIFY(first);
        QVERIFY(!QFile::exists(kept()));
        QCOMPARE(status(setup(secrets::StoreWish::Auto, working.program())).store, std::string("keyring"));
        const KeyringScript locked("echo away the keyring is locked");
        const auto refused = open(setup(secrets::StoreWish::Auto, locked.program()));
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidState);
        for (const auto *words : {"the keyring is locked", "unlock it", "gloveboxctl secret-store move --to file"})
            QVERIFY2(refused.error().detail.find(words) != std::string::npos, refused.error().detail.c_str());
        QVERIFY(!QFile::exists(kept()) && !QFile::exists(m_folder->key()));
        QVERIFY(status(setup(secrets::StoreWish::Auto, locked.program())).problem);
        QCOMPARE(open(setup(secrets::StoreWish::Auto, working.program()))->reveal(), first->reveal());
    }

    void noKeyIsMadeAnewForATrailWhoseKeyIsLost()
    {
        const auto first = open(setup());
        QVERIFY(first);
        run(*first);
        QVERIFY(QFile::remove(kept()));
        const auto refusedWith = [&](const SecretSetup &ours) {
            const auto refused = open(ours);
            const auto told = status(ours);
            return !refused && refused.error().code == ErrorCode::InvalidState &&
                   refused.error().detail.find("new-audit-key") != std::string::npos && told.problem &&
                   told.problem->detail == refused.error().detail && !QFile::exists(kept());
        };
        QVERIFY(refusedWith(setup()));
        QVERIFY(QFile::remove(m_folder->head())); // the entries alone tell of it
        QVERIFY(refusedWith(setup()));
        QVERIFY(secrets::checkPrivateFolder(secrets::secretFolderOf(data().toStdString()), true));
        QVERIFY(secrets::writePrivateFile(kept().toStdString(), first->reveal())); // from a backup
        QCOMPARE(open(setup())->reveal(), first->reveal());
    }

    void aKeyringOfSomebodyElseGetsNoKeyOfThisTrail()
    {
        const QTemporaryDir here;
        const QTemporaryDir elsewhere;
        const KeyringScript ours(secretstest::workingKeyring(here.path()));
        const KeyringScript theirs(secretstest::workingKeyring(elsewhere.path()));
        const auto key = open(setup(secrets::StoreWish::Auto, ours.program()));
        QVERIFY(key);
        run(*key);
        const auto refused = open(setup(secrets::StoreWish::Auto, theirs.program()));
        QVERIFY(!refused && refused.error().detail.find("(keyring)") != std::string::npos);
        QVERIFY(QDir(elsewhere.path()).isEmpty());
        QCOMPARE(open(setup(secrets::StoreWish::Auto, ours.program()))->reveal(), key->reveal());
        QVERIFY(verifiesWith(*key, 1));
    }

    void aLostKeyIsReplacedOnlyWhenAskedAndTheTrailSaysSoForEver()
    {
        QCOMPARE(replaceLost(setup()).error().code, ErrorCode::NotFound); // no trail yet
        QVERIFY(!secrets::readChoice(data().toStdString()).value());
        const auto first = open(setup());
        run(*first);
        QCOMPARE(replaceLost(setup()).error().code, ErrorCode::InvalidState); // not lost
        QCOMPARE(open(setup())->reveal(), first->reveal());
        QVERIFY(QFile::remove(kept()));
        const auto second = replaceLost(setup());
        QVERIFY(second && second->reveal() != first->reveal());
        QCOMPARE(open(setup())->reveal(), second->reveal());
        for (int start = 0; start < 2; ++start)
            run(*second);
        QVERIFY(!verifiesWith(*second, 4)); // two of the runs, the first one's, and what the ledger says of it
        auto trail = ledger::AuditTrail::open(m_folder->file(), ledger::AuditKey::fromHex(*second));
        QVERIFY(trail);
        int said = 0;
        QVERIFY((*trail)->each({.action = "audit.broken"}, ledger::AuditTrail::Order::OldestFirst,
                               [&said](const domain::AuditEntry &) { return ++said > 0; }));
        QCOMPARE(said, 1);
    }

    void aMoveGoesThereAndBackAndTheTrailVerifies()
    {
        const QTemporaryDir keyringFolder;
        const KeyringScript keyring(secretstest::workingKeyring(keyringFolder.path()));
        m_folder->add(2);
        const auto ours = setup(secrets::StoreWish::Auto, keyring.program());
        const auto key = open(ours);
        QVERIFY(key && verifiesWith(*key, 2));
        for (const auto to : {secrets::StoreKind::File, secrets::StoreKind::Keyring}) {
            const auto moved = waited<secrets::MoveReport>(
                [&](Callback<secrets::MoveReport> done) { return moveAllSecrets(ours, to, std::move(done)); });
            QVERIFY(moved && moved->moved == 1);
            QCOMPARE(QFile::exists(kept()), to == secrets::StoreKind::File);
            QCOMPARE(QDir(keyringFolder.path()).isEmpty(), to == secrets::StoreKind::File);
            QCOMPARE(open(ours)->reveal(), key->reveal());
        }
    }

    void aStartRemovesTheCopiesOfAMoveThatWasKilled()
    {
        const QTemporaryDir keyringFolder;
        const KeyringScript keyring(secretstest::workingKeyring(keyringFolder.path()));
        const auto ours = setup(secrets::StoreWish::Auto, keyring.program());
        const auto key = open(ours);
        QVERIFY(key);
        auto choice = secrets::readChoice(data().toStdString()).value().value();
        choice.otherToo = true; // killed after its copy was made
        QVERIFY(secrets::writeChoice(data().toStdString(), choice));
        QVERIFY(secrets::checkPrivateFolder(secrets::secretFolderOf(data().toStdString()), true));
        QVERIFY(secrets::writePrivateFile(kept().toStdString(), key->reveal()));
        QVERIFY(!status(ours).advice.empty());
        QCOMPARE(open(ours)->reveal(), key->reveal());
        QVERIFY(!QFile::exists(kept()));
        QVERIFY(!secrets::readChoice(data().toStdString()).value()->otherToo);
        // And where the copy is all that is left, it is the key.
        QVERIFY(secrets::writeChoice(data().toStdString(), choice));
        QVERIFY(secrets::writePrivateFile(kept().toStdString(), key->reveal()));
        for (const auto &file : QDir(keyringFolder.path()).entryList(QDir::Files))
            QVERIFY(QFile::remove(keyringFolder.filePath(file)));
        QCOMPARE(open(ours)->reveal(), key->reveal());
        QVERIFY(!QFile::exists(kept()) && !QDir(keyringFolder.path()).isEmpty());
    }

    void aServicesCredentialGoesBeforeEverything()
    {
        const QByteArray key(64, 'b');
        const auto given = withCredential(key + '\n');
        QCOMPARE(QByteArray::fromStdString(open(given)->reveal()), key);
        QVERIFY(!secrets::readChoice(data().toStdString()).value()); // no store is needed
        QCOMPARE(status(given).store, std::string("credential"));
        run(*open(given));
        QVERIFY(verifiesWith(SecretString(key.toStdString()), 1));
        // Another key would wound the trail at once.
        const auto other = open(withCredential(QByteArray(64, 'c')));
        QVERIFY(!other && other.error().detail.find("is not the key") != std::string::npos);
        QVERIFY(!open(withCredential("no key")));
        QVERIFY(verifiesWith(SecretString(key.toStdString()), 1));
    }

    void noLogAndNoStatusShowsTheKey()
    {
        std::vector<std::string> lines;
        auto &hub = LogHub::instance();
        hub.install(false);
        hub.setMinimum(LogLevel::Debug);
        const int listening = hub.subscribe([&](const LogLine &line) { lines.push_back(describe(line)); });
        m_folder->add(1);
        const auto old = oldKey();
        const KeyringScript keyring("echo away the keyring is locked");
        const auto ours = setup(secrets::StoreWish::Auto, keyring.program());
        const auto key = open(ours);
        hub.unsubscribe(listening);
        QVERIFY(key);
        std::string all = status(ours).found;
        QVERIFY(!lines.empty()); // that it is taken over is said
        for (const auto &line : lines)
            all += line;
        QVERIFY(all.find("secrets") != std::string::npos);
        QVERIFY(all.find(old.left(16).toStdString()) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(HostSecretsTest)
#include "tst_host_secrets.moc"
