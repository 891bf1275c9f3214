// What SecretVault promises, on the fake and on a sealed file; and of that file alone, what nobody may read in it or do
// to it.
#include <QTest>

#include "core/base/hex.h"
#include "core/secrets/sealed_vault.h"
#include "core/secrets/steps.h"
#include "core/system/real_clock.h"
#include "tests/support/fake_secret_vault.h"
#include "tests/support/waited.h"

#include <QFile>
#include <QTemporaryDir>

using namespace glovebox;
using namespace glovebox::domain;
using ports::KeptSecrets;
using testsupport::FakeSecretVault;
using testsupport::waited;

namespace {

const std::string kValue = "marked-value-1f2e3d4c";
const std::string kAuthority = "the-gates-own-key\nmarked\n";

KeptSecrets two()
{
    const std::string anyBytes = "caf\xe9-\xff\xfe-bytes";
    return {SecretString(kAuthority),
            {{{"api", "for \"tests\"", {"api.example.org", "*.example.net:8443"}, HeaderForm{"X-Api-Key"}, "API_KEY"},
              SecretString(kValue),
              WallTime(std::chrono::milliseconds(1'700'000'000'123)),
              "0123456789abcdef"},
             {{"code", "", {"code.example.org"}, BasicForm{"robot"}, "CODE"}, SecretString(anyBytes), WallTime()}}};
}

QByteArray inWords(const KeptSecrets &all)
{
    std::string text = all.authority.reveal();
    for (const auto &[secret, value, since, id] : all.secrets)
        text += '|' + textOf(secret) + ' ' + secret.description + ' ' + secret.variable + ' ' + toHex(value.reveal()) +
                ' ' + std::to_string(since.time_since_epoch().count()) + ' ' + id;
    return QByteArray::fromStdString(text);
}

} // namespace

class SecretVaultContract : public QObject {
    Q_OBJECT

    /// A store that has one key at most.
    secrets::SealedVault::FindKey finder()
    {
        return [this](bool make, Callback<secrets::VaultKey> done) {
            Result<secrets::VaultKey> found = fail(ErrorCode::NotFound, "no key");
            if (m_storeProblem)
                found = tl::unexpected(*m_storeProblem);
            else if (m_key.empty() && make)
                m_key = secrets::newVaultKey()->reveal();
            if (!m_storeProblem && !m_key.empty())
                found = secrets::VaultKey{SecretString(m_key), "the keyring"};
            return secrets::answerLater(std::move(done), std::move(found));
        };
    }
    std::unique_ptr<ports::SecretVault> make()
    {
        QFETCH(QString, kind);
        if (kind == QStringLiteral("fake")) {
            auto fake = std::make_unique<FakeSecretVault>(m_clock);
            fake->kept = m_fakes;
            return fake;
        }
        return std::make_unique<secrets::SealedVault>(file(), finder());
    }
    std::string file() const { return m_folder->filePath(QStringLiteral("gate-secrets")).toStdString(); }

    static Result<KeptSecrets> open(ports::SecretVault &vault)
    {
        return waited<KeptSecrets>([&](Callback<KeptSecrets> done) { return vault.open(std::move(done)); });
    }
    Result<> keep(ports::SecretVault &vault, const KeptSecrets &all)
    {
        const auto done = waited<void>([&](Callback<> answer) { return vault.keep(all, std::move(answer)); });
        if (const auto *fake = dynamic_cast<FakeSecretVault *>(&vault))
            m_fakes = fake->kept;
        return done;
    }
    QByteArray bytes() const
    {
        QFile stored(QString::fromStdString(file()));
        return stored.open(QIODevice::ReadOnly) ? stored.readAll() : QByteArray();
    }
    void overwrite(const QByteArray &text) const
    {
        QFile stored(QString::fromStdString(file()));
        QVERIFY(stored.open(QIODevice::WriteOnly | QIODevice::Truncate));
        stored.write(text);
    }
    static void both()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("fake") << QStringLiteral("fake");
        QTest::newRow("sealed file") << QStringLiteral("file");
    }
    static void file_only()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("sealed file") << QStringLiteral("file");
    }

    system::RealClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    KeptSecrets m_fakes;
    std::string m_key;
    std::optional<Error> m_storeProblem;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_fakes = {};
        m_key.clear();
        m_storeProblem.reset();
    }

    void atFirstThereIsNothing_data() { both(); }
    void atFirstThereIsNothing()
    {
        const auto found = open(*make());
        QVERIFY(found && found->secrets.empty() && found->authority.empty());
        QVERIFY(m_key.empty()); // nor was a key made for it
    }

    void whatWasKeptIsThereForTheNext_data() { both(); }
    void whatWasKeptIsThereForTheNext()
    {
        const auto vault = make();
        QVERIFY(open(*vault));
        QVERIFY(keep(*vault, two()));
        QCOMPARE(vault->place(), std::string("the keyring"));
        const auto next = make();
        const auto found = open(*next);
        QVERIFY(found);
        QCOMPARE(inWords(*found), inWords(two()));
        QCOMPARE(next->place(), std::string("the keyring"));
        auto fewer = two();
        fewer.secrets.pop_back();
        QVERIFY(keep(*next, fewer));
        QCOMPARE(inWords(*open(*make())), inWords(fewer));
    }

    void nothingOfItStandsInTheFile_data() { file_only(); }
    void nothingOfItStandsInTheFile()
    {
        const auto vault = make();
        QVERIFY(keep(*vault, two()));
        const auto first = bytes();
        for (const auto &each : {kValue, toHex(kValue), std::string("the-gates-own-key"), std::string("API_KEY"),
                                 std::string("example.org"), m_key})
            QVERIFY2(!first.contains(QByteArray::fromStdString(each)), each.c_str());
        const auto permissions = QFile(QString::fromStdString(file())).permissions();
        QVERIFY(!(permissions & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
        // The same again is other bytes: no nonce is used twice.
        QVERIFY(keep(*vault, two()));
        QVERIFY(bytes() != first);
    }

    void whatWasChangedDoesNotOpenAndIsLeft_data() { file_only(); }
    void whatWasChangedDoesNotOpenAndIsLeft()
    {
        QVERIFY(keep(*make(), two()));
        const auto good = bytes();
        for (const qsizetype at : {qsizetype{0}, qsizetype{20}, qsizetype{40}, good.size() - 1}) {
            auto bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 1);
            overwrite(bad);
            const auto vault = make();
            const auto found = open(*vault);
            QVERIFY(!found && found.error().code == ErrorCode::InvalidState);
            const auto kept = keep(*vault, {});
            QVERIFY(!kept && kept.error().code == ErrorCode::InvalidState);
            QCOMPARE(bytes(), bad);
        }
        overwrite(good.left(30));
        QVERIFY(!open(*make()));
        overwrite(good);
        QVERIFY(open(*make()));
    }

    void aKeyThatIsLostOrLockedIsToldAndNoneIsMade_data() { file_only(); }
    void aKeyThatIsLostOrLockedIsToldAndNoneIsMade()
    {
        QVERIFY(keep(*make(), two()));
        const auto key = std::exchange(m_key, {});
        const auto lost = open(*make());
        QVERIFY(!lost && lost.error().code == ErrorCode::InvalidState);
        QVERIFY2(lost.error().detail.find("bring it back") != std::string::npos, lost.error().detail.c_str());
        QVERIFY(!keep(*make(), {}));
        QVERIFY(m_key.empty());
        m_storeProblem = Error{ErrorCode::InvalidState, "the keyring is locked"};
        const auto locked = open(*make());
        QVERIFY(!locked);
        QCOMPARE(locked.error().detail, std::string("the keyring is locked"));
        m_storeProblem.reset();
        m_key = secrets::newVaultKey()->reveal(); // somebody else's
        QVERIFY(!open(*make()));
        m_key = key;
        QCOMPARE(inWords(*open(*make())), inWords(two()));
    }

    void whenItCannotBeKeptWhatWasThereIs_data() { file_only(); }
    void whenItCannotBeKeptWhatWasThereIs()
    {
        m_storeProblem = Error{ErrorCode::TimedOut, "the keyring does not answer"};
        const auto vault = make();
        QVERIFY(!keep(*vault, two()));
        QVERIFY(bytes().isEmpty());
        m_storeProblem.reset();
        QVERIFY(keep(*vault, two()));
    }
};

QTEST_GUILESS_MAIN(SecretVaultContract)
#include "tst_secret_vault_contract.moc"
