// Whether the trail is whole, as the window tells it.
#include "app/models/audit_verifier.h"
#include "tests/support/fake_audit_desk.h"

#include <QSignalSpy>
#include <QtTest>

using namespace glovebox;
using namespace std::chrono_literals;
using bridge::AuditDesk;
using models::AuditVerifier;
using models::Ticker;

class AuditVerifierTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholeTrailIsSaidSoWithItsHead()
    {
        Bench bench;
        QVERIFY(!bench.verifier.known() && bench.verifier.text().isEmpty() && bench.verifier.head().isEmpty());
        bench.verifier.verify();
        QVERIFY(bench.verifier.running() && !bench.verifier.known());
        QVERIFY(bench.desk.found(AuditDesk::Verdict{.entries = 1'204, .head = "1204:sha256:ab", .findings = {}}));
        QVERIFY(!bench.verifier.running() && bench.verifier.whole());
        QCOMPARE(bench.verifier.text(),
                 QStringLiteral("The trail is whole, as of 14:02:11: 1,204 entries, none changed, none missing."));
        QCOMPARE(bench.verifier.head(), QStringLiteral("1204:sha256:ab"));
        QCOMPARE(bench.verifier.findings()->count(), 0);
    }
    void entriesThatAreNewerThanTheHeadAreNamed()
    {
        Bench bench;
        bench.verifier.verify();
        QVERIFY(bench.desk.found(AuditDesk::Verdict{.entries = 9, .head = "9:sha256:ab", .behind = 2, .findings = {}}));
        QVERIFY(bench.verifier.whole());
        QVERIFY(bench.verifier.text().contains(QStringLiteral("The newest 2 are not in its head yet")));
    }
    void whatIsWrongIsListedAndMadeSafeToShow()
    {
        Bench bench;
        bench.verifier.verify();
        QVERIFY(bench.desk.found(AuditDesk::Verdict{
            .entries = 40, .findings = {"entry 7: changed", "entry 9: \x1b[31mred"}, .moreFindings = 3}));
        QVERIFY(bench.verifier.known() && !bench.verifier.whole());
        QVERIFY(bench.verifier.text().startsWith(QStringLiteral("The trail is not whole, as of 14:02:11: 40 entries")));
        QCOMPARE(bench.verifier.findings()->count(), 3);
        QCOMPARE(line(bench, 0), QStringLiteral("entry 7: changed"));
        QVERIFY(!line(bench, 1).contains(QChar(0x1b)));
        QCOMPARE(line(bench, 2), QStringLiteral("and 3 more"));
    }
    void oneThatCannotBeLookedAtSaysWhy()
    {
        Bench bench;
        bench.verifier.verify();
        QVERIFY(bench.desk.found(fail(ErrorCode::NotFound, "there is no ledger in /nowhere")));
        QVERIFY(bench.verifier.known() && !bench.verifier.whole());
        QVERIFY(bench.verifier.text().startsWith(QStringLiteral("The trail could not be verified. ")));
        QVERIFY(bench.verifier.text().contains(QStringLiteral("there is no ledger in /nowhere")));
    }
    void anotherLookForgetsTheOneBeforeAndACancelledOneAnswersNothing()
    {
        Bench bench;
        bench.verifier.verify();
        QVERIFY(bench.desk.found(AuditDesk::Verdict{.entries = 1, .findings = {"entry 1: changed"}}));
        bench.verifier.verify();
        QVERIFY(!bench.verifier.known());
        QCOMPARE(bench.verifier.findings()->count(), 0);
        QVERIFY(bench.desk.found(AuditDesk::Verdict{.entries = 1, .findings = {}}));
        QVERIFY(bench.verifier.whole());
        bench.verifier.verify();
        bench.verifier.cancel();
        QVERIFY(!bench.verifier.running());
        QVERIFY(!bench.desk.found(AuditDesk::Verdict{}));
        QVERIFY(!bench.verifier.known());
    }

private:
    struct Bench {
        Bench() { verifier.setDesk(&desk); }

        testing::AskedDesk desk;
        Ticker ticker{[] { return WallTime(1'763'128'931s); }, QTimeZone::utc()};
        AuditVerifier verifier{&ticker};
    };

    static QString line(Bench &bench, int row)
    {
        const auto *lines = bench.verifier.findings();
        return lines->data(lines->index(row), models::TextLines::TextRole).toString();
    }
};

QTEST_GUILESS_MAIN(AuditVerifierTest)
#include "audit_verifier_test.moc"
