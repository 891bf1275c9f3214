// Moving secrets: whatever fails, and wherever it is killed, each secret is whole in the store that is written down.
#include <QTest>

#include "core/secrets/move.h"
#include "core/system/real_clock.h"
#include "tests/support/fake_secret_store.h"
#include "tests/support/waited.h"

#include <QTemporaryDir>

using namespace glovebox;
using namespace glovebox::secrets;
using testsupport::FakeSecretStore;
using testsupport::waited;

namespace {

constexpr const char *kKey = "the key";
constexpr const char *kOtherKey = "the other key";
constexpr int kStepsOfAMove = 11;

/// Counts down to the step at which the program is killed: before it has an effect, or just after.
struct Death {
    int steps = -1; // never
    bool afterEffect = false;
    bool dead = false;

    bool isNow() { return dead || (dead = steps == 0) || (steps -= steps > 0 ? 1 : 0, false); }
};

/// A store that lives on while programs come and go.
class Lent final : public ports::SecretStore {
public:
    Lent(FakeSecretStore &store, Death &death) : m_store(store), m_death(death) {}

    Call read(const std::string &name, Callback<SecretString> done) override
    {
        return m_death.isNow() ? Call() : m_store.read(name, std::move(done));
    }
    Call write(const std::string &name, const SecretString &value, Callback<> done) override
    {
        if (!m_death.isNow())
            return m_store.write(name, value, std::move(done));
        if (std::exchange(m_death.afterEffect, false))
            m_store.secrets[name] = value.reveal();
        return {};
    }
    Call remove(const std::string &name, Callback<> done) override
    {
        if (!m_death.isNow())
            return m_store.remove(name, std::move(done));
        if (std::exchange(m_death.afterEffect, false))
            m_store.secrets.erase(name);
        return {};
    }

private:
    FakeSecretStore &m_store;
    Death &m_death;
};

} // namespace

class MoveTest : public QObject {
    Q_OBJECT

    system::RealClock m_clock;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<FakeSecretStore> m_files;
    std::unique_ptr<FakeSecretStore> m_keyring;
    Death m_death;

    std::string data() const { return m_data->path().toStdString(); }
    FakeSecretStore &of(StoreKind kind) { return kind == StoreKind::File ? *m_files : *m_keyring; }
    StoreChoice choice() const { return readChoice(data()).value().value(); }
    MoveOptions options(StoreKind to)
    {
        return {.dataFolder = data(), .from = choice(), .to = to, .store = [this](StoreKind kind) {
                    return std::make_unique<Lent>(of(kind), m_death);
                }};
    }
    Result<MoveReport> move(StoreKind to)
    {
        return waited<MoveReport>([&](Callback<MoveReport> done) { return moveSecrets(options(to), std::move(done)); });
    }
    void begin(StoreKind kind)
    {
        m_data = std::make_unique<QTemporaryDir>();
        m_files = std::make_unique<FakeSecretStore>(m_clock);
        m_keyring = std::make_unique<FakeSecretStore>(m_clock);
        m_death = {};
        QVERIFY(writeChoice(data(), {kind, newFolderId(), false}));
        of(kind).secrets = {{kAuditKey, kKey}, {kGateKey, kOtherKey}};
    }
    bool isWhole()
    {
        auto &secrets = of(choice().kind).secrets;
        return secrets[kAuditKey] == kKey && secrets[kGateKey] == kOtherKey;
    }

private Q_SLOTS:
    void secretsAreMovedAndNothingStaysBehind()
    {
        begin(StoreKind::File);
        const auto id = choice().folderId;
        for (const auto to : {StoreKind::Keyring, StoreKind::File}) {
            const auto moved = move(to);
            QVERIFY(moved && moved->moved == 2 && !moved->leftBehind);
            QCOMPARE(choice(), (StoreChoice{to, id, false}));
            QVERIFY(isWhole());
            QVERIFY(of(otherThan(to)).secrets.empty());
        }
        const auto again = move(StoreKind::File);
        QVERIFY(again && again->moved == 0);
    }

    void whereverItIsKilledNothingIsLost_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("afterEffect");
        // Ask; read, write, read back and remove each of two; read and remove a third, which is not there; and one that
        // is not reached.
        for (int step = 0; step <= kStepsOfAMove; ++step)
            for (const bool after : {false, true})
                QTest::addRow("step %d %s", step, after ? "after" : "before") << step << after;
    }
    void whereverItIsKilledNothingIsLost()
    {
        QFETCH(int, step);
        QFETCH(bool, afterEffect);
        for (const auto from : {StoreKind::File, StoreKind::Keyring}) {
            begin(from);
            m_death = {step, afterEffect, false};
            bool ended = false;
            auto killed = moveSecrets(options(otherThan(from)), [&](const Result<MoveReport> &) { ended = true; });
            QVERIFY(QTest::qWaitFor([&] { return ended || m_death.dead; }));
            QCOMPARE(ended, step == kStepsOfAMove);
            killed.cancel();
            QVERIFY(isWhole());
            if (!ended) // there may be copies, and that is written down; a question leaves none
                QCOMPARE(choice().otherToo, step > 0);
            // The same command once more ends what was begun.
            m_death = {};
            const auto again = move(otherThan(from));
            QVERIFY(again && !again->leftBehind);
            QCOMPARE(choice().kind, otherThan(from));
            QVERIFY(isWhole() && !choice().otherToo);
            QVERIFY(of(from).secrets.empty());
        }
    }

    void copiesOfAMoveThatWasKilledAreRemovedByWhoGoesBack()
    {
        begin(StoreKind::File);
        m_death = {3, false, false};
        auto killed = moveSecrets(options(StoreKind::Keyring), [](const Result<MoveReport> &) {});
        QVERIFY(QTest::qWaitFor([&] { return m_death.dead; }));
        killed.cancel();
        m_death = {};
        QCOMPARE(m_keyring->secrets.size(), std::size_t{1});
        QVERIFY(move(StoreKind::File));
        QVERIFY(m_keyring->secrets.empty());
        QVERIFY(isWhole() && !choice().otherToo);
    }

    void aStoreThatRefusesOrGarblesLeavesThemWhereTheyWere()
    {
        for (const auto *operation : {"read", "write"}) {
            begin(StoreKind::File);
            m_keyring->failNext(operation, {ErrorCode::InvalidState, "the keyring is locked"});
            const auto refused = move(StoreKind::Keyring);
            QVERIFY(!refused && refused.error().code == ErrorCode::InvalidState);
            QVERIFY(isWhole() && choice().kind == StoreKind::File && !choice().otherToo);
            QVERIFY(m_keyring->secrets.empty());
        }
        begin(StoreKind::File);
        m_keyring->garbles = true;
        QVERIFY(!move(StoreKind::Keyring));
        QVERIFY(isWhole() && choice().kind == StoreKind::File);
        QVERIFY(m_keyring->secrets.empty());
    }

    void aSourceThatDoesNotAnswerIsNotTakenForAnEmptyOne()
    {
        begin(StoreKind::Keyring);
        m_keyring->failNext("read", {ErrorCode::InvalidState, "the keyring is locked"});
        const auto refused = move(StoreKind::File);
        QVERIFY(!refused && refused.error().detail.find("unlock it") != std::string::npos);
        QVERIFY(isWhole() && choice().kind == StoreKind::Keyring);
    }

    void copiesThatCannotBeRemovedAreSaidAndRemovedLater()
    {
        begin(StoreKind::Keyring);
        m_keyring->failNext("remove", {ErrorCode::InvalidState, "the keyring is locked"});
        const auto moved = move(StoreKind::File);
        QVERIFY(moved && moved->leftBehind);
        QVERIFY(isWhole() && choice().kind == StoreKind::File && choice().otherToo);
        QVERIFY(!move(StoreKind::File)->leftBehind);
        QVERIFY(m_keyring->secrets.empty() && !choice().otherToo);
    }
};

QTEST_GUILESS_MAIN(MoveTest)
#include "tst_move.moc"
