// Role: whatever somebody does to the audit trail is found, and named where it is; what nobody did is not.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/ledger/audit_writer.h"
#include "tests/unit/ledger/audit_fixture.h"

#include <random>

#include <sys/stat.h>

using namespace glovebox;
using namespace ledgertest;

namespace {

const QStringList kWhole;

const QStringList kTexts{QStringLiteral("actor"),  QStringLiteral("origin"),  QStringLiteral("action"),
                         QStringLiteral("object"), QStringLiteral("outcome"), QStringLiteral("reason"),
                         QStringLiteral("was"),    QStringLiteral("became"),  QStringLiteral("session"),
                         QStringLiteral("key_id"), QStringLiteral("found_by")};
const QStringList kBlobs{QStringLiteral("previous"), QStringLiteral("tag")};

QString literal(const QByteArray &bytes, bool text)
{
    const auto hex = QStringLiteral("x'%1'").arg(QString::fromLatin1(bytes.toHex()));
    return text ? QStringLiteral("CAST(%1 AS TEXT)").arg(hex) : hex;
}

} // namespace

class LedgerAuditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTrailThatNobodyTouchedIsWholeOverStarts()
    {
        const TrailFolder folder;
        folder.add(0);
        QCOMPARE(folder.wounds(), kWhole);
        folder.add(5);
        folder.add(0);
        folder.add(3);
        const auto report = folder.verified();
        QVERIFY(report);
        QVERIFY(report->whole());
        QCOMPARE(report->entries, 8U);
        QCOMPARE(report->last.sequence, 8U);
        QCOMPARE(report->behind, 0U);
    }

    void everyByteOfAnEntryThatIsFlippedIsFoundThere()
    {
        const TrailFolder folder;
        folder.add(4);
        int flips = 0;
        for (const auto &column : kTexts + kBlobs) {
            const bool isText = kTexts.contains(column);
            const auto read = QStringLiteral("SELECT hex(CAST(%1 AS BLOB)) FROM audit WHERE seq = 2").arg(column);
            const auto original = QByteArray::fromHex(folder.tamper({read}).first().toLatin1());
            const auto write = [&](const QByteArray &bytes) {
                folder.tamper(
                    {QStringLiteral("UPDATE audit SET %1 = %2 WHERE seq = 2").arg(column, literal(bytes, isText))});
            };
            for (qsizetype at = 0; at < original.size(); ++at) {
                auto bytes = original;
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
                write(bytes);
                const auto wounds = folder.wounds();
                const bool otherKey = column == QStringLiteral("key_id");
                if (wounds != QStringList(QStringLiteral("changed 2 2")) &&
                    !(otherKey && wounds == QStringList(QStringLiteral("other-key 2 2"))))
                    QFAIL(qPrintable(column + QLatin1Char(' ') + QString::number(at) + QStringLiteral(": ") +
                                     wounds.join(QLatin1Char(','))));
                ++flips;
            }
            write(original);
        }
        QVERIFY(flips > 200);
        for (int bit = 0; bit < 62; ++bit) { // the instant, which people see in milliseconds
            const auto flip =
                QStringLiteral("UPDATE audit SET at = (at | %1) - (at & %1) WHERE seq = 2").arg(qint64{1} << bit);
            folder.tamper({flip});
            QCOMPARE(folder.wounds(), QStringList(QStringLiteral("changed 2 2")));
            folder.tamper({flip});
        }
        QCOMPARE(folder.wounds(), kWhole);
    }

    void removedEntriesAreAGapAndACutTailIsOne()
    {
        const TrailFolder folder;
        folder.add(9);
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq = 1")});
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("gap 1 1")));
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq IN (4, 5)")});
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("gap 1 1"), QStringLiteral("gap 4 5")}));
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq >= 8")});
        QCOMPARE(folder.wounds(),
                 (QStringList{QStringLiteral("gap 1 1"), QStringLiteral("gap 4 5"), QStringLiteral("cut-off 8 9")}));
        folder.tamper({QStringLiteral("DELETE FROM audit")});
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("cut-off 1 9")));
    }

    void movedAndInventedEntriesAreFound()
    {
        const TrailFolder folder;
        folder.add(6);
        const QStringList swap{QStringLiteral("UPDATE audit SET seq = 100 WHERE seq = 2"),
                               QStringLiteral("UPDATE audit SET seq = 2 WHERE seq = 5"),
                               QStringLiteral("UPDATE audit SET seq = 5 WHERE seq = 100")};
        folder.tamper(swap);
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("changed 2 2"), QStringLiteral("changed 5 5")}));
        folder.tamper(swap);
        QCOMPARE(folder.wounds(), kWhole);
        // One that is gone, with those after it one number lower; and one that is there twice.
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq = 3"),
                       QStringLiteral("UPDATE audit SET seq = seq - 1 WHERE seq > 3")});
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("changed 3 5"), QStringLiteral("cut-off 6 6")}));
        folder.tamper(
            {QStringLiteral("INSERT INTO audit SELECT 6, at, actor, origin, action, object, outcome, reason,"
                            " was, became, session, key_id, previous, tag, found_by FROM audit WHERE seq = 4")});
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("changed 3 6")));
    }

    void entriesOfAnotherTrailOfThisHostDoNotFollow()
    {
        const TrailFolder folder;
        folder.add(3);
        QVERIFY(QFile::copy(folder.path(), folder.other("fork.db")));
        QVERIFY(QFile::copy(folder.head(), folder.other("fork.head")));
        folder.add(2);
        QVERIFY(QFile::copy(folder.path(), folder.other("first.db")));
        const auto head = bytesOf(folder.head());
        QVERIFY(QFile::remove(folder.path()));
        QVERIFY(QFile::rename(folder.other("fork.db"), folder.path()));
        overwrite(folder.head(), bytesOf(folder.other("fork.head")));
        folder.add(1); // another number 4
        folder.tamper({QStringLiteral("ATTACH '%1' AS first").arg(folder.other("first.db")),
                       QStringLiteral("INSERT INTO audit SELECT * FROM first.audit WHERE seq = 5")});
        overwrite(folder.head(), head);
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("unlinked 5 5")));
    }

    void aHeadThatWasChangedRemovedOrReplacedIsNamed()
    {
        const TrailFolder folder;
        folder.add(4);
        const auto original = bytesOf(folder.head());
        QVERIFY(original.size() > 150);
        for (qsizetype at = 0; at < original.size(); ++at) {
            auto bytes = original;
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            overwrite(folder.head(), bytes);
            QCOMPARE(folder.wounds(), QStringList(QStringLiteral("head-foreign 0 0")));
        }
        for (const auto &bytes : {original.left(60), original + '\n', QByteArray(), QByteArray(9000, 'x')}) {
            overwrite(folder.head(), bytes);
            QCOMPARE(folder.wounds(), QStringList(QStringLiteral("head-foreign 0 0")));
        }
        const TrailFolder other; // with a key of its own
        other.add(4);
        overwrite(folder.head(), bytesOf(other.head()));
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("head-foreign 0 0")));
        QVERIFY(QFile::remove(folder.head()));
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("head-missing 0 0")));
        overwrite(folder.head(), original);
        QCOMPARE(folder.wounds(), kWhole);
    }

    void aTrailOfAnotherKeyIsNotBelieved()
    {
        const TrailFolder folder;
        folder.add(3);
        const TrailFolder other;
        other.add(1);
        overwrite(folder.key(), bytesOf(other.key()));
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("other-key 1 3"), QStringLiteral("head-foreign 0 0")}));
        QVERIFY(QFile::remove(folder.key()));
        QCOMPARE(folder.wounds(), QStringList(QStringLiteral("other-key 1 3")));
        // A start makes a new key; what was before stays what it is.
        folder.add(2);
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("other-key 1 3"), QStringLiteral("said 4 4")}));
    }

    void whatAStartFindsStandsInTheTrailAndHidesNothing()
    {
        const TrailFolder folder;
        folder.add(5);
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq >= 4")});
        folder.add(1);
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("gap 4 5"), QStringLiteral("said 6 6")}));
        folder.add(1); // and says it once
        QCOMPARE(folder.wounds(), (QStringList{QStringLiteral("gap 4 5"), QStringLiteral("said 6 6")}));
        QCOMPARE(folder.verified()->last.sequence, 8U);
        QVERIFY(QFile::remove(folder.head()));
        folder.add(0);
        QCOMPARE(folder.wounds(),
                 (QStringList{QStringLiteral("gap 4 5"), QStringLiteral("said 6 6"), QStringLiteral("said 9 9")}));
    }

    void aCrashBetweenEntriesAndHeadIsNoWound()
    {
        const TrailFolder folder;
        folder.add(2);
        const auto before = bytesOf(folder.head());
        folder.add(3);
        overwrite(folder.head(), before);
        QCOMPARE(folder.wounds(), kWhole);
        QCOMPARE(folder.verified()->behind, 3U);
        folder.add(0);
        QCOMPARE(folder.verified()->behind, 0U);
        QCOMPARE(folder.verified()->entries, 5U);
    }

    void aHeadThatWasWrittenDownFindsATrailThatWasSetBack()
    {
        const TrailFolder folder;
        folder.add(2);
        const auto oldHead = bytesOf(folder.head());
        folder.add(3);
        const auto known = folder.verified()->last;
        QCOMPARE(folder.wounds(known), kWhole);
        folder.tamper({QStringLiteral("DELETE FROM audit WHERE seq > 2")});
        overwrite(folder.head(), oldHead); // with the old head nothing here tells
        QCOMPARE(folder.wounds(), kWhole);
        QCOMPARE(folder.wounds(known), QStringList(QStringLiteral("cut-off 5 5")));
        folder.add(4);
        QCOMPARE(folder.wounds(known), QStringList(QStringLiteral("changed 5 5")));
    }

    void anyEditAtRandomIsFound()
    {
        const TrailFolder folder;
        folder.add(12);
        const QStringList original =
            folder.tamper({QStringLiteral("CREATE TABLE kept AS SELECT * FROM audit"),
                           QStringLiteral("SELECT quote(seq) || hex(tag) FROM audit ORDER BY seq")});
        const auto state = QStringLiteral(
            "SELECT seq, at, previous, tag, hex(actor), hex(origin), hex(action), hex(object), hex(outcome),"
            " hex(reason), hex(was), hex(became), hex(session), hex(key_id), hex(found_by) FROM audit ORDER BY seq");
        const auto before = folder.tamper({state});
        std::mt19937 random(20261126);
        const auto pick = [&](int below) {
            return static_cast<int>(random() % static_cast<unsigned>(below));
        };
        for (int round = 0; round < 250; ++round) {
            QStringList edits;
            for (int i = pick(3); i >= 0; --i) {
                const auto seq = QString::number(1 + pick(12));
                const auto column = (kTexts + kBlobs).at(pick(13));
                switch (pick(5)) {
                case 0:
                    edits << QStringLiteral("DELETE FROM audit WHERE seq = %1").arg(seq);
                    break;
                case 1:
                    edits << QStringLiteral("UPDATE OR IGNORE audit SET %1 = (SELECT %1 FROM audit WHERE seq = %2)"
                                            " WHERE seq = %3")
                                 .arg(column, QString::number(1 + pick(12)), seq);
                    break;
                case 2:
                    edits << QStringLiteral("UPDATE OR IGNORE audit SET seq = %1 WHERE seq = %2")
                                 .arg(pick(20) - 3)
                                 .arg(seq);
                    break;
                case 3:
                    edits << QStringLiteral("UPDATE audit SET at = at + %1 WHERE seq = %2").arg(pick(3) - 1).arg(seq);
                    break;
                default:
                    edits << QStringLiteral("DELETE FROM audit WHERE seq > %1").arg(seq);
                }
            }
            edits << state;
            const bool changed = folder.tamper(edits) != before;
            const auto wounds = folder.wounds();
            QVERIFY2(wounds.isEmpty() != changed,
                     qPrintable(QString::number(round) + QStringLiteral(": ") + edits.join(QStringLiteral("; ")) +
                                QStringLiteral(" -> ") + wounds.join(QLatin1Char(','))));
            folder.tamper(
                {QStringLiteral("DELETE FROM audit"), QStringLiteral("INSERT INTO audit SELECT * FROM kept")});
        }
        QCOMPARE(folder.wounds(), kWhole);
        QCOMPARE(original.size(), 12);
    }

    void ourOwnStatementsCannotChangeOrRemoveEntries()
    {
        const TrailFolder folder;
        folder.add(2);
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("own"));
        database.setDatabaseName(folder.path());
        QVERIFY(database.open());
        QVERIFY(!QSqlQuery(database).exec(QStringLiteral("DELETE FROM audit")));
        QVERIFY(!QSqlQuery(database).exec(QStringLiteral("UPDATE audit SET reason = ''")));
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(QStringLiteral("own"));
        QCOMPARE(folder.wounds(), kWhole);
    }

    void anEntryThatCouldNotBeWrittenIsWrittenLaterWithoutAGap()
    {
        const TrailFolder folder;
        auto opened = open({.path = folder.file()});
        QVERIFY(opened);
        (*opened)->audit(auditEntry(1));
        QVERIFY(leftOpen(**opened));
        sql(folder.path(), {QStringLiteral("CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.seq = 3"
                                           " BEGIN SELECT RAISE(ABORT, 'no room'); END")});
        (*opened)->audit(auditEntry(2));
        (*opened)->audit(auditEntry(3));
        QVERIFY(!told([&](Callback<> done) { (*opened)->intendWork(intent("work_1"), std::move(done)); }));
        sql(folder.path(), {QStringLiteral("DROP TRIGGER full")});
        (*opened)->audit(auditEntry(4));
        QVERIFY(told([&](Callback<> done) { (*opened)->intendWork(intent("work_2"), std::move(done)); }));
        QCOMPARE(folder.wounds(), kWhole); // while it is open
        QCOMPARE(folder.verified()->entries, 4U);
        QCOMPARE(sql(folder.path(), {QStringLiteral("SELECT session FROM audit ORDER BY seq")}),
                 (QStringList{QStringLiteral("sesn_1"), QStringLiteral("sesn_2"), QStringLiteral("sesn_3"),
                              QStringLiteral("sesn_4")}));
    }

    /// The rows of a commit whose sync failed are there, and are told again.
    void anEntryWhoseCommitWasInDoubtIsThereOnce()
    {
        const TrailFolder folder;
        folder.add(2);
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("doubt"));
            database.setDatabaseName(folder.path());
            QVERIFY(database.open());
            {
                auto writer = ledger::AuditWriter::open(database, folder.file());
                QVERIFY(writer);
                QVERIFY((*writer)->append(auditEntry(3)));
                QVERIFY((*writer)->append(auditEntry(4)));
                (*writer)->rolledBack(); // says the caller, but without a transaction they are written
                QVERIFY(database.transaction());
                QVERIFY((*writer)->append(auditEntry(3)));
                QVERIFY(database.rollback());
                (*writer)->rolledBack();
                for (int i = 3; i <= 5; ++i)
                    QVERIFY((*writer)->append(auditEntry(i)));
                (*writer)->committed();
            }
            database = QSqlDatabase();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("doubt"));
        QCOMPARE(folder.wounds(), kWhole);
        QCOMPARE(folder.verified()->behind, 0U);
        QCOMPARE(sql(folder.path(), {QStringLiteral("SELECT session FROM audit ORDER BY seq")}).join(QLatin1Char(' ')),
                 QStringLiteral("sesn_1 sesn_2 sesn_3 sesn_4 sesn_5"));
    }

    void aKeyThatOthersMayReadOrThatIsDamagedIsRefused()
    {
        const TrailFolder folder;
        folder.add(1);
        struct stat facts {};
        QCOMPARE(::stat(folder.key().toUtf8().constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777U, 0600U);
        QCOMPARE(::chmod(folder.key().toUtf8().constData(), 0640), 0);
        const auto refused = open({.path = folder.file()});
        QVERIFY(!refused);
        QVERIFY(refused.error().code == ErrorCode::PermissionDenied);
        QVERIFY(!folder.verified());
        QCOMPARE(::chmod(folder.key().toUtf8().constData(), 0600), 0);
        const auto key = bytesOf(folder.key());
        for (const auto &bytes : {key.left(20), key + 'x', QByteArray(65, 'g'), QByteArray()}) {
            overwrite(folder.key(), bytes);
            const auto damaged = open({.path = folder.file()});
            QVERIFY(!damaged);
            QVERIFY(damaged.error().code == ErrorCode::InvalidState);
            QVERIFY(damaged.error().detail.find(key.left(8).toStdString()) == std::string::npos);
            QCOMPARE(bytesOf(folder.key()), bytes); // never replaced
        }
    }

    void aLedgerThatIsSetAsideTakesItsHeadAlong()
    {
        const TrailFolder folder;
        folder.add(3);
        overwrite(folder.path(), QByteArray(8192, 'x'));
        QVERIFY(!open({.path = folder.file()}));
        QVERIFY(open({.path = folder.file(), .setUnusableAside = true}));
        folder.add(1);
        QCOMPARE(folder.wounds(), kWhole); // a trail of its own
        QCOMPARE(folder.verified()->entries, 1U);
    }
};

QTEST_GUILESS_MAIN(LedgerAuditTest)

#include "tst_audit.moc"
