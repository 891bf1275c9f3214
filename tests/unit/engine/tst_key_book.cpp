// Keys of the local API: who may ask for what, and for how long.
#include "core/engine/key_book.h"

#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

struct Rig {
    testsupport::ManualClock clock;
    engine::KeyBook::All kept;
    bool diskIsFull = false;
    api::KeysView shown;
    engine::KeyBook book = make({});

    engine::KeyBook make(Result<engine::KeyBook::All> all)
    {
        return engine::KeyBook(
            clock,
            [this](const engine::KeyBook::All &after) -> Result<> {
                if (diskIsFull)
                    return fail(ErrorCode::OutOfDisk, "no space left");
                kept = after;
                return {};
            },
            std::move(all), [this](const api::Change &change) { shown = std::get<api::KeysView>(change); });
    }
    api::KeyVerdict create(KeyScope scope = KeyScope::Operate, std::optional<WallTime> expires = {})
    {
        return book.act(api::CreateKey{"nightly", scope, expires});
    }
};

} // namespace

class TestKeyBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewKeyIsGoodAndItsSecretIsKeptNowhere()
    {
        Rig rig;
        const auto made = rig.create();
        QCOMPARE(made.reason, std::string());
        const auto holder = rig.book.whoHas(made.secret);
        QVERIFY(holder && holder->id == made.key->id && holder->scope == KeyScope::Operate);
        QCOMPARE(holder->name, std::string("nightly"));
        QCOMPARE(rig.kept.size(), std::size_t{1});
        QVERIFY(rig.kept.front().hash.find(made.secret.reveal().substr(4)) == std::string::npos);
        QVERIFY(made.secret.reveal().size() >= 64);
        QVERIFY(made.secret.reveal().ends_with(rig.shown.keys.front().hint));
    }

    void anythingElseIsNobodys()
    {
        Rig rig;
        const auto secret = rig.create().secret.reveal();
        for (const auto &other :
             {std::string(), secret + "0", secret.substr(1), secret.substr(0, secret.size() - 1) + "x"})
            QVERIFY(!rig.book.whoHas(SecretString(other)));
    }

    void aRevokedKeyIsGoodForNothingAtOnce()
    {
        Rig rig;
        const auto made = rig.create();
        QCOMPARE(rig.book.act(api::RevokeKey{made.key->id}).reason, std::string());
        QVERIFY(!rig.book.whoHas(made.secret));
        QVERIFY(rig.kept.empty() && rig.shown.keys.empty());
        QVERIFY(!rig.book.act(api::RevokeKey{made.key->id}).reason.empty());
    }

    void aKeyRunsOut()
    {
        Rig rig;
        const auto made = rig.create(KeyScope::Read, rig.clock.wallNow() + 1h);
        rig.clock.advance(59min);
        QVERIFY(rig.book.whoHas(made.secret));
        rig.clock.advance(2min);
        QVERIFY(!rig.book.whoHas(made.secret));
        QVERIFY(!rig.book.act(api::RotateKey{made.key->id}).reason.empty());
    }

    void aRotatedKeysFormerSecretStaysGoodForAsLongAsAsked()
    {
        Rig rig;
        const auto made = rig.create();
        const auto first = rig.book.act(api::RotateKey{made.key->id, 10min});
        QVERIFY(rig.book.whoHas(made.secret) && rig.book.whoHas(first.secret));
        QCOMPARE(rig.book.whoHas(first.secret)->id, made.key->id);
        rig.clock.advance(11min);
        QVERIFY(!rig.book.whoHas(made.secret) && rig.book.whoHas(first.secret));
        const auto second = rig.book.act(api::RotateKey{made.key->id}); // at once
        QVERIFY(!rig.book.whoHas(first.secret) && rig.book.whoHas(second.secret));
        QVERIFY(!rig.book.act(api::RotateKey{made.key->id, 8 * 24h}).reason.empty());
    }

    void whatCouldNotBeWrittenDownIsNotDone()
    {
        Rig rig;
        const auto made = rig.create();
        rig.diskIsFull = true;
        QVERIFY(!rig.create().reason.empty());
        QVERIFY(!rig.book.act(api::RotateKey{made.key->id}).reason.empty());
        QVERIFY(!rig.book.act(api::RevokeKey{made.key->id}).reason.empty());
        QVERIFY(rig.book.whoHas(made.secret));
        QCOMPARE(rig.book.view().keys.size(), std::size_t{1});
    }

    void keysThatCannotBeReadAreGoodForNothingAndStay()
    {
        Rig rig;
        const auto made = rig.create();
        auto blind = rig.make(fail(ErrorCode::FolderUnusable, "api-keys.json cannot be read"));
        QVERIFY(!blind.whoHas(made.secret));
        QVERIFY(blind.view().problem);
        QVERIFY(!blind.act(api::CreateKey{"x"}).reason.empty());
        QCOMPARE(rig.kept.size(), std::size_t{1});
    }

    void theyAreThereAgainAfterARestart()
    {
        Rig rig;
        const auto made = rig.create();
        auto next = rig.make(rig.kept);
        QVERIFY(next.whoHas(made.secret));
    }

    void namesAreForPeople_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("long") << QByteArray(65, 'a');
        QTest::newRow("a terminal's escape") << QByteArray("\x1b[31m");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe");
    }
    void namesAreForPeople()
    {
        QFETCH(const QByteArray, name);
        Rig rig;
        QVERIFY(!rig.book.act(api::CreateKey{name.toStdString()}).reason.empty());
        QVERIFY(rig.kept.empty());
    }

    void itsUseIsShownSoon()
    {
        Rig rig;
        const auto made = rig.create();
        rig.clock.advance(5s);
        rig.book.whoHas(made.secret);
        rig.clock.advance(5s);
        QVERIFY(rig.shown.keys.front().usedAt);
    }
};

QTEST_GUILESS_MAIN(TestKeyBook)
#include "tst_key_book.moc"
