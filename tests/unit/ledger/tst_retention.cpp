// Role: what goes after its time, what stays, and what a clock that is wrong cannot do.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/open_ledger.h"

#include <QFileInfo>

using namespace glovebox;
using namespace ledgertest;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const WallTime kThen = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1} + 12h;
constexpr days kYear{365};

} // namespace

class LedgerRetentionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    ledger::LedgerOptions at(WallTime now) const { return {.path = m_path.toStdString(), .now = now}; }
    void openOn(std::initializer_list<WallTime> instants)
    {
        for (const auto now : instants) {
            const auto opened = open(at(now));
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        }
    }
    QString count(const char *table) const
    {
        return sql(m_path, {QStringLiteral("SELECT count(*) FROM ") + QLatin1String(table)}).value(0);
    }
    /// One of everything that has an end, ended at `then`, and one of each that is open.
    void tellEverything(ports::Ledger &ledger, WallTime then)
    {
        const auto session = domain::SessionId("sesn_1");
        const domain::EnvironmentId environment("env_1");
        const auto day = std::chrono::floor<days>(then);
        ledger.note(domain::EnvironmentFacts{environment, "production", "", then});
        for (const char *id : {"sbx-open", "sbx-over"})
            ledger.note(domain::SandboxFacts{
                .record = {.id = domain::SandboxId(id), .session = domain::SessionId(std::string("sesn_of_") + id)},
                .since = then});
        ledger.keepEnded({.record = {.id = domain::SandboxId("sbx-over")}, .at = then});
        for (const char *id : {"sesn_1", "sesn_of_sbx-open", "sesn_of_sbx-over"})
            ledger.keepSession({domain::SessionId(id), environment, "", "", {}, then});
        ledger.note(domain::FrozenFacts{domain::FrozenFacts::Kind::Snapshot, "snap-there", "", "", then, {}, {}});
        ledger.note(domain::FrozenFacts{domain::FrozenFacts::Kind::Snapshot, "snap-gone", "", "", then, {}, then});
        ledger.note(domain::OutputFacts{session, "a.txt", {}, then});
        domain::Operation operation{.id = domain::OperationId("op-open"), .beganAt = then};
        ledger.note(operation);
        operation.id = domain::OperationId("op-over");
        operation.endedAt = then;
        ledger.note(operation);
        ledger.note(domain::UsageSlice{.day = day, .sandbox = domain::SandboxId("sbx-over")});
        ledger.note(domain::ListSlice{day, session, environment, "", {}});
    }
    QString counts() const
    {
        QStringList all;
        for (const char *table : {"environment", "session", "sandbox", "ended_sandbox", "frozen", "output", "operation",
                                  "usage_slice", "list_slice"})
            all << count(table);
        return all.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.db"));
    }

    void historyIsKeptForAYearAndWhatIsOpenForEver()
    {
        {
            const auto opened = open(at(kThen));
            tellEverything(**opened, kThen);
        }
        QCOMPARE(counts(), QStringLiteral("1 3 2 1 2 1 2 1 1"));
        openOn({kThen + kYear - days(3), kThen + kYear - days(2), kThen + kYear - days(1), kThen + kYear});
        QCOMPARE(counts(), QStringLiteral("1 3 2 1 2 1 2 1 1"));
        openOn({kThen + kYear + days(1), kThen + kYear + days(2), kThen + kYear + days(3)});
        QCOMPARE(counts(), QStringLiteral("0 1 1 0 1 0 1 0 0"));
        QCOMPARE(sql(m_path, {QStringLiteral("SELECT (SELECT id FROM session), (SELECT id FROM sandbox),"
                                             " (SELECT id FROM frozen), (SELECT id FROM operation)")}),
                 QStringList(QStringLiteral("sesn_of_sbx-open|sbx-open|snap-there|op-open")));
    }

    void howLongIsTheOperatorsToSay()
    {
        {
            const auto opened = open(at(kThen));
            tellEverything(**opened, kThen);
        }
        for (int day = 29; day < 34; ++day) {
            auto options = at(kThen + days(day));
            options.keep = days(30);
            QVERIFY(open(options));
            QCOMPARE(count("usage_slice"), day < 33 ? QStringLiteral("1") : QStringLiteral("0"));
        }
    }

    void aClockThatJumpedForwardOnceRemovesNothing()
    {
        {
            const auto opened = open(at(kThen));
            tellEverything(**opened, kThen);
        }
        openOn({kThen + days(1), kThen + days(2)});
        const auto far = kThen + days(30'000);
        openOn({far, far + 1h, far + days(1)}); // over a midnight, too
        QCOMPARE(counts(), QStringLiteral("1 3 2 1 2 1 2 1 1"));
        openOn({kThen + days(3)}); // put right: those days were none
        openOn({far});             // and wrong again
        openOn({kThen + days(4), far + days(1), kThen + days(5), far + days(2), kThen + days(6)});
        QCOMPARE(counts(), QStringLiteral("1 3 2 1 2 1 2 1 1"));
    }

    void aClockThatJumpedBackRemovesNothing()
    {
        openOn({kThen, kThen + days(1), kThen + days(2)});
        {
            const auto opened = open(at(kThen + days(3)));
            tellEverything(**opened, kThen + days(3));
        }
        openOn({WallTime{}, WallTime{} + days(1), WallTime{} + days(2), kThen + days(4)});
        QCOMPARE(counts(), QStringLiteral("1 3 2 1 2 1 2 1 1"));
    }

    void oldRowsAlsoGoWhileItIsOpen()
    {
        const auto now = kThen + kYear + days(3);
        openOn({now - days(2), now - days(1), now});
        auto options = at(now);
        options.pruneEvery = 5ms;
        const auto opened = open(options);
        QVERIFY(opened);
        constexpr int kMany = 1300; // more than go at once
        for (int i = 0; i < kMany; ++i)
            (*opened)->note(domain::OutputFacts{kSession, std::to_string(i), {}, kThen - days(1)});
        (*opened)->note(domain::OutputFacts{kSession, "new", {}, now});
        (*opened)->note(domain::OutputFacts{kSession, "newer", {}, now});
        QTRY_COMPARE(count("output"), QStringLiteral("2"));
        // Which also says that the others had been there: they were told before the two.
    }

    void whatGoesGivesItsRoomBack()
    {
        qint64 full = 0;
        {
            const auto opened = open(at(kThen));
            for (int i = 0; i < 1000; ++i)
                (*opened)->keepEnded({.record = {.id = domain::SandboxId("sbx-" + std::to_string(i))},
                                      .at = kThen,
                                      .console = std::string(8000, 'c')});
            QVERIFY(ended(**opened, 1));
        }
        full = QFileInfo(m_path).size();
        QVERIFY(full > 8'000'000);
        openOn({kThen + kYear + days(1), kThen + kYear + days(2), kThen + kYear + days(3)});
        QCOMPARE(count("ended_sandbox"), QStringLiteral("0"));
        QVERIFY2(QFileInfo(m_path).size() < full / 10, qPrintable(QString::number(QFileInfo(m_path).size())));
    }

    void aLedgerOfBeforeIsPrunedAllTheSame()
    {
        sql(m_path, statementsOf(QStringLiteral(GLOVEBOX_FIXTURES "/v4.sql")));
        const WallTime released = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
        openOn({released + kYear + days(1), released + kYear + days(2)});
        QCOMPARE(count("ended_sandbox"), QStringLiteral("2"));
        openOn({released + kYear + days(3)});
        QCOMPARE(count("ended_sandbox"), QStringLiteral("0"));
        QCOMPARE(count("session"), QStringLiteral("0"));
        QCOMPARE(sql(m_path, {QStringLiteral("SELECT id FROM call ORDER BY ordinal")}),
                 (QStringList{QStringLiteral("sevt_running"), QStringLiteral("sevt_answered")}));
        // It was not made for giving room back; the room is used again.
        QCOMPARE(sql(m_path, {QStringLiteral("PRAGMA auto_vacuum")}), QStringList(QStringLiteral("0")));
    }
};

QTEST_GUILESS_MAIN(LedgerRetentionTest)
#include "tst_retention.moc"
