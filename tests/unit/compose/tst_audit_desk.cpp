// The window's look at a real trail on disk: whole, tampered with, and not there.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/disk_audit_desk.h"
#include "tests/unit/ledger/audit_fixture.h"

#include <optional>

using namespace glovebox;
using namespace ledgertest;
using bridge::AuditDesk;

class AuditDeskTest : public QObject {
    Q_OBJECT

    static Result<AuditDesk::Verdict> verdictOn(const QString &folder)
    {
        compose::DiskAuditDesk desk(folder.toStdString());
        std::optional<Result<AuditDesk::Verdict>> answer;
        const Call look = desk.verify([&](Result<AuditDesk::Verdict> found) { answer = std::move(found); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
            return fail(ErrorCode::TimedOut, "no answer");
        return *std::move(answer);
    }

private Q_SLOTS:
    void aWholeTrailIsWholeAndItsHeadIsTheOneThatTheCommandPrints()
    {
        const TrailFolder folder;
        folder.add(6);
        const auto verdict = verdictOn(folder.folder());
        QVERIFY2(verdict, verdict ? "" : describe(verdict.error()).c_str());
        QVERIFY(verdict->whole());
        QCOMPARE(verdict->entries, std::uint64_t{6});
        QCOMPARE(verdict->head, ledger::headText(folder.verified()->last));
    }
    void whatSomebodyChangedIsNamed()
    {
        const TrailFolder folder;
        folder.add(6);
        folder.tamper({QStringLiteral("UPDATE audit SET reason = 'none' WHERE seq = 2"),
                       QStringLiteral("DELETE FROM audit WHERE seq = 4")});
        const auto verdict = verdictOn(folder.folder());
        QVERIFY2(verdict, verdict ? "" : describe(verdict.error()).c_str());
        QVERIFY(!verdict->whole());
        QCOMPARE(verdict->findings.size(), std::size_t{2});
        QVERIFY(verdict->findings[0].starts_with("entry 2: changed"));
        QVERIFY(verdict->findings[1].starts_with("entry 4: missing"));
    }
    void aFolderWithoutATrailIsAnError()
    {
        const QTemporaryDir folder;
        const auto verdict = verdictOn(folder.path());
        QVERIFY(!verdict);
        QCOMPARE(verdict.error().code, ErrorCode::NotFound);
    }
    void whoeverLetsGoIsNotAnswered()
    {
        const TrailFolder folder;
        folder.add(2);
        compose::DiskAuditDesk desk(folder.folder().toStdString());
        bool answered = false;
        Call look = desk.verify([&](Result<AuditDesk::Verdict>) { answered = true; });
        look.cancel();
        QVERIFY(verdictOn(folder.folder())); // as long as a look takes
        QVERIFY(!answered);
    }
};

QTEST_GUILESS_MAIN(AuditDeskTest)
#include "tst_audit_desk.moc"
