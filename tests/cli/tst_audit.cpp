// Role: `gloveboxctl audit` as an operator meets it: verify says with its status whether the trail is whole, list and
// export show it.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/cli/program.h"
#include "tests/unit/ledger/audit_fixture.h"

#include <QCryptographicHash>
#include <QDir>

using namespace testcli;
using namespace ledgertest;

class CliAuditTest : public QObject {
    Q_OBJECT

    static QStringList audit(const TrailFolder &folder, QStringList words)
    {
        words.prepend(QStringLiteral("audit"));
        words << QStringLiteral("--data-dir") << folder.folder();
        return words;
    }

private Q_SLOTS:
    void verifySaysWhetherTheTrailIsWholeAndWhatIsWrong()
    {
        const TrailFolder folder;
        folder.add(6);
        Program whole(audit(folder, {QStringLiteral("verify")}));
        QCOMPARE(whole.status(), 0);
        QVERIFY(whole.output().contains("The audit trail is whole: 6 entries."));
        const auto head = whole.output().mid(whole.output().indexOf("6:sha256:"), 73);

        folder.tamper({QStringLiteral("UPDATE audit SET reason = 'none' WHERE seq = 2"),
                       QStringLiteral("DELETE FROM audit WHERE seq IN (4, 6)")});
        Program wounded(audit(folder, {QStringLiteral("verify")}));
        QCOMPARE(wounded.status(), 1);
        QVERIFY2(wounded.output().contains("entry 2: changed") && wounded.output().contains("entry 4: missing") &&
                     wounded.output().contains("entry 6: missing, the trail was cut off") &&
                     wounded.output().contains("NOT whole"),
                 wounded.output().constData());
        Program machine(audit(folder, {QStringLiteral("verify"), QStringLiteral("--json")}));
        QCOMPARE(machine.status(), 1);
        QVERIFY(machine.output().contains(R"("whole":false)"));

        Program expected(
            audit(folder, {QStringLiteral("verify"), QStringLiteral("--expect"), QString::fromLatin1(head)}));
        QCOMPARE(expected.status(), 1);
        QVERIFY(expected.output().contains("it was there once"));
        Program nonsense(audit(folder, {QStringLiteral("verify"), QStringLiteral("--expect"), QStringLiteral("6:x")}));
        QCOMPARE(nonsense.status(), 2);
    }

    void whereThereIsNoTrailThatIsSaid()
    {
        const QTemporaryDir nothing;
        Program program(
            {QStringLiteral("audit"), QStringLiteral("verify"), QStringLiteral("--data-dir"), nothing.path()});
        QCOMPARE(program.status(), 1);
        QVERIFY(program.errors().contains("there is no ledger"));
        QVERIFY(QDir(nothing.path()).isEmpty()); // and nothing is made
    }

    void listShowsTheNewestThatWereAskedFor()
    {
        const TrailFolder folder;
        folder.add(12);
        Program newest(audit(folder, {QStringLiteral("list"), QStringLiteral("--most"), QStringLiteral("2")}));
        QCOMPARE(newest.status(), 0);
        QCOMPARE(newest.output().count('\n'), 2);
        QVERIFY(newest.output().startsWith("11  2026-11-20T12:00:00.134Z  engine (panel)  sandbox.paused"));
        Program some(audit(folder, {QStringLiteral("list"), QStringLiteral("--action"), QStringLiteral("approval."),
                                    QStringLiteral("--object"), QStringLiteral("sandbox/sbx-1"),
                                    QStringLiteral("--since"), QStringLiteral("2026-11-20T12:00:00.130Z")}));
        QCOMPARE(some.status(), 0);
        QCOMPARE(some.output().count('\n'), 1);
        QVERIFY(some.output().startsWith("9  "));
        Program found(audit(folder, {QStringLiteral("list"), QStringLiteral("--text"), QStringLiteral("SESN_11")}));
        QCOMPARE(found.status(), 0);
        QCOMPARE(found.output().count('\n'), 1);
        Program whose(audit(folder, {QStringLiteral("list"), QStringLiteral("--object"), QStringLiteral("sbx-1")}));
        QCOMPARE(whose.status(), 0);
        QVERIFY2(whose.errors().contains("sandbox/sbx-1"), whose.errors());
        Program when(audit(folder, {QStringLiteral("list"), QStringLiteral("--since"), QStringLiteral("yesterday")}));
        QCOMPARE(when.status(), 2);
    }

    void anExportHasItsChecksumBesideIt()
    {
        const TrailFolder folder;
        folder.add(5);
        for (const auto *format : {"jsonl", "csv", "isorun"}) {
            const auto file = folder.other("trail");
            QStringList arguments{QStringLiteral("export"), QStringLiteral("--format"), QString::fromLatin1(format),
                                  QStringLiteral("--output"), file};
            if (QByteArray(format) == "isorun")
                arguments << QStringLiteral("--sandbox") << QStringLiteral("sbx-1");
            if (QFile::exists(file)) { // of the format before
                const auto before = bytesOf(file);
                Program unasked(audit(folder, arguments));
                QCOMPARE(unasked.status(), 2);
                QVERIFY2(unasked.errors().contains("--force"), unasked.errors());
                QCOMPARE(bytesOf(file), before);
                arguments << QStringLiteral("--force");
            }
            Program program(audit(folder, arguments));
            QCOMPARE(program.status(), 0);
            const auto bytes = bytesOf(file);
            QCOMPARE(bytes.count('\n'), QByteArray(format) == "csv" ? 6 : QByteArray(format) == "jsonl" ? 5 : 2);
            QCOMPARE(bytesOf(file + QStringLiteral(".sha256")),
                     QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex() + "  trail\n");
            QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
        Program nowhere(audit(folder, {QStringLiteral("export"), QStringLiteral("--output"),
                                       folder.other("none") + QStringLiteral("/trail")}));
        QCOMPARE(nowhere.status(), 2);
        Program whose(audit(folder, {QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("isorun"),
                                     QStringLiteral("--output"), folder.other("trail")}));
        QCOMPARE(whose.status(), 2);
    }

    void anExportIsNeverWrittenAmongOurOwnFiles()
    {
        const TrailFolder folder;
        folder.add(3);
        const auto ledger = folder.path();
        const auto before = bytesOf(ledger);
        Program over(
            audit(folder, {QStringLiteral("export"), QStringLiteral("--force"), QStringLiteral("--output"), ledger}));
        QCOMPARE(over.status(), 2);
        QVERIFY2(over.errors().contains("own files"), over.errors());
        QCOMPARE(bytesOf(ledger), before);
    }
};

QTEST_GUILESS_MAIN(CliAuditTest)

#include "tst_audit.moc"
