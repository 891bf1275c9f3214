// Role: an engine is killed two hundred times, at moments that a seed chooses, while sessions run; then it is left to
// finish, and the control plane's own record is read. GLOVEBOX_SEED picks the moments, GLOVEBOX_CRASH_KILLS how many.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/scenario/crash_run.h"
#include "tests/unit/ledger/open_ledger.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

using namespace scenario;

class CrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false")); }

    void everyCallIsAnsweredOnceHoweverOftenTheEngineIsKilled()
    {
        bool chosen = false;
        CrashPlan plan{.seed = 20261126};
        if (const auto seed = qEnvironmentVariable("GLOVEBOX_SEED").toULongLong(&chosen); chosen)
            plan.seed = seed;
        if (const int kills = qEnvironmentVariableIntValue("GLOVEBOX_CRASH_KILLS", &chosen); chosen)
            plan.kills = kills;
        qInfo("seed %llu: %d kills", static_cast<unsigned long long>(plan.seed), plan.kills);
        QElapsedTimer watch;
        watch.start();
        CrashRun run(plan);
        for (int i = 0; i < plan.kills; ++i)
            run.killOnce();
        qInfo("%.1f s of killing", static_cast<double>(watch.elapsed()) / 1000);
        const bool finished = run.finish(60'000);

        const auto found = run.reckon();
        for (const auto &[when, times] : found.killedAt)
            qInfo("  %4d killed at: %s", times, when.c_str());
        qInfo("%d sessions, %d calls: %d answered once, %d of them as of unknown effect; %d ran to their end; %.1f s",
              found.sessions, found.calls, found.answered, found.unknown, found.computed,
              static_cast<double>(watch.elapsed()) / 1000);
        qInfo("%d sandboxes in the books with %.1f s, %d of them measured; %d times one lived on", found.sandboxes,
              static_cast<double>(found.booked.count()) / 1000, found.measured, found.outlived);
        for (const auto &sentence : found.wrong)
            qWarning("%s", sentence.c_str());
        QVERIFY2(finished, run.whatIsLeft().c_str());
        QVERIFY(found.wrong.empty());
        QCOMPARE(found.answered, found.calls);
        QCOMPARE(found.calls, found.sessions * CrashRun::kCallsPerSession);
        QVERIFY(found.computed + found.unknown >= found.calls);
        QVERIFY(found.measured > 0 && found.outlived > plan.kills / 4);

        auto ledger = ledgertest::open({.path = run.ledgerFile()});
        QVERIFY(ledger);
        const auto open = ledgertest::leftOpen(**ledger);
        QVERIFY(open);
        for (const auto &work : open->work)
            qWarning("%s of %s is still open", work.work.value().c_str(), work.subject.c_str());
        for (const auto &call : open->calls)
            qWarning("%s of %s is still open%s", call.intent.call.value().c_str(), call.intent.session.value().c_str(),
                     call.result ? ", with its result" : "");
        QVERIFY(open->work.empty() && open->calls.empty());
    }
};

QTEST_GUILESS_MAIN(CrashTest)
#include "crash_main.moc"
