// Role: after a year of a busy host its history is found, exactly, and no question reads all of the large tables. How
// long each takes is printed and not judged: `./dev bench ledger` measures it.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/limits.h"
#include "core/ledger/questions.h"
#include "tests/unit/ledger/open_ledger.h"
#include "tests/unit/ledger/year.h"

#include <QElapsedTimer>
#include <QRegularExpression>

using namespace glovebox;
using namespace ledgertest;
using namespace std::chrono_literals;
using domain::UsageBy;

class LedgerYearTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath(QStringLiteral("ledger.db"));
    std::unique_ptr<ports::Ledger> m_ledger;
    const ledgeryear::Size m_size{.entries = 30'000};

    Result<domain::HistoryAnswer> asked(const domain::HistoryQuestion &question)
    {
        std::optional<Result<domain::HistoryAnswer>> answer;
        m_ledger->ask(question, [&](auto found) { answer = std::move(found); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 60'000))
            qFatal("a question is not answered");
        return *answer;
    }
    template <class T>
    T answerTo(const char *what, const domain::HistoryQuestion &question)
    {
        QElapsedTimer watch;
        watch.start();
        const auto answer = asked(question);
        qInfo("%-40s %6.1f ms", what, static_cast<double>(watch.nsecsElapsed()) / 1e6);
        if (!answer)
            qFatal("%s", describe(answer.error()).c_str());
        return std::get<T>(*answer);
    }
    domain::UsageSums ofTheYear(UsageBy by, int most = 100) const
    {
        return {ledgeryear::kFirstDay, ledgeryear::kFirstDay + std::chrono::days(ledgeryear::kDays - 1), by, most};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(open({.path = m_path.toStdString()}));
        QElapsedTimer watch;
        watch.start();
        const auto written = ledgeryear::write(m_path.toStdString(), m_size);
        QVERIFY2(written, written ? "" : written.error().detail.c_str());
        qInfo("a year was written in %lld ms, %lld MiB", static_cast<long long>(watch.elapsed()),
              static_cast<long long>(QFileInfo(m_path).size() >> 20));
        watch.restart();
        std::optional<Opened> opened; // it is read through once, which takes a while on a busy host
        const auto call =
            ledger::openLedger({.path = m_path.toStdString()}, [&](Opened result) { opened = std::move(result); });
        QTRY_VERIFY_WITH_TIMEOUT(opened, 60'000);
        QVERIFY(*opened);
        m_ledger = std::move(**opened);
        qInfo("opened in %lld ms", static_cast<long long>(watch.elapsed()));
    }

    void cleanupTestCase() { m_ledger.reset(); }

    void everyGroupingAddsUp()
    {
        const std::int64_t cost = std::int64_t{m_size.slices} * (m_size.slices - 1) / 2;
        const std::pair<UsageBy, std::size_t> groups[] = {{UsageBy::Day, 365},        {UsageBy::Session, 10'000},
                                                          {UsageBy::Environment, 5},  {UsageBy::Template, 3},
                                                          {UsageBy::Sandbox, 20'000}, {UsageBy::Agent, 7}};
        const char *names[] = {"a year by day",      "a year by session", "a year by environment",
                               "a year by template", "a year by sandbox", "a year by agent"};
        for (const auto &[by, count] : groups) {
            const auto table = answerTo<domain::UsageTable>(names[static_cast<std::size_t>(by)], ofTheYear(by, 1000));
            QCOMPARE(table.total.cost, cost);
            QCOMPARE(table.total.sandboxes, m_size.sandboxes);
            QCOMPARE(table.rows.size(), std::min<std::size_t>(count, 1000));
            QCOMPARE(table.more, count > 1000);
            if (by != UsageBy::Template && by != UsageBy::Sandbox)
                QCOMPARE(table.total.list->listCostCents, std::optional(std::int64_t{17} * m_size.sessions));
            if (table.more)
                continue;
            std::int64_t sum = 0;
            for (const auto &row : table.rows)
                sum += row.cost;
            QCOMPARE(sum, cost);
        }
    }

    void oneDayIsSummed()
    {
        auto today = ofTheYear(UsageBy::Session);
        today.from = today.to;
        const auto table = answerTo<domain::UsageTable>("today by session", today);
        QVERIFY(!table.rows.empty());
        QVERIFY(table.total.cost > 0);
    }

    void sessionsAreListedAndSearched()
    {
        const auto newest =
            answerTo<domain::PastSessionRows>("the newest 100 sessions", domain::PastSessions{.most = 100});
        QCOMPARE(newest.sessions.size(), 100U);
        QCOMPARE(newest.sessions[0].session, domain::SessionId("sesn_09999"));
        QCOMPARE(newest.sessions[0].calls, 100);
        QVERIFY(newest.sessions[0].cost > 0);
        QVERIFY(newest.more);
        const auto page =
            answerTo<domain::PastSessionRows>("the newest 1000 sessions", domain::PastSessions{.most = 1000});
        QCOMPARE(page.sessions.size(), 1000U);
        const auto oldest = answerTo<domain::PastSessionRows>(
            "a search for the oldest", domain::PastSessions{.text = "TICKET 00003", .most = 100});
        QCOMPARE(oldest.sessions.size(), 1U);
        QCOMPARE(oldest.sessions[0].session, domain::SessionId("sesn_00003"));
        const auto none = answerTo<domain::PastSessionRows>("a search for nothing",
                                                            domain::PastSessions{.text = "zebra", .most = 100});
        QVERIFY(none.sessions.empty() && !none.more);
        const auto often = answerTo<domain::PastSessionRows>("a search that finds all",
                                                             domain::PastSessions{.text = "backlog", .most = 100});
        QCOMPARE(often.sessions.size(), 100U);
        const auto environment = answerTo<domain::PastSessionRows>(
            "one environment's", domain::PastSessions{.environment = domain::EnvironmentId("env_3"), .most = 100});
        QCOMPARE(environment.sessions.size(), 100U);
    }

    void whatIsOpenAndWhatWasDoneIsFound()
    {
        QCOMPARE(answerTo<std::vector<domain::SandboxFacts>>("open sandboxes", domain::OpenSandboxes{}).size(), 20U);
        QCOMPARE(answerTo<std::vector<domain::Operation>>("the newest 200 operations", domain::NewestOperations{200})
                     .at(0)
                     .id,
                 domain::OperationId("op-29999"));
    }

    void theTrailIsSearchedForWordsOfAnyLength()
    {
        const auto ofText = [this](const char *what, const std::string &text) {
            return answerTo<domain::AuditRows>(what, domain::AuditPage{.text = text, .most = 100}).entries;
        };
        const auto indexed = [this] {
            return sql(m_path, {QStringLiteral("SELECT through FROM audit_indexed")}).value(0).toInt() > 29'500;
        };
        QCOMPARE(ofText("a word before the index is there", "needle").size(), 1U);
        QTRY_VERIFY_WITH_TIMEOUT(indexed(), 120'000);
        QCOMPARE(ofText("a word that is in the third entry", "needle").at(0).sequence, 3U);
        QCOMPARE(ofText("two characters that are there", " \xC2\xA7").at(0).sequence, 3U);
        QCOMPARE(ofText("one character that is there", "\xC2\xA7").at(0).sequence, 3U);
        QVERIFY(ofText("a word that is nowhere", "zebra").empty());
        QVERIFY(ofText("two characters that are nowhere", "q!").empty());
        QCOMPARE(ofText("a word that is everywhere", "Paused").size(), 100U);
        QCOMPARE(ofText("two characters that are everywhere", "ed").size(), 100U);
        const auto rare =
            answerTo<domain::AuditRows>("a rare action", domain::AuditPage{.action = "template.", .most = 100});
        QCOMPARE(rare.entries.size(), 30U);
        QCOMPARE(rare.entries.front().sequence, 30'000U);
    }

    void attemptsAreFoundByTimeAndRulesAreCounted()
    {
        const WallTime noon = ledgeryear::kFirstDay + std::chrono::days(100) + 12h;
        const auto page = [&](const char *what, domain::EgressPage question) {
            question.most = 1000;
            return answerTo<domain::EgressRows>(what, question);
        };
        const auto hour = page("an hour of attempts", {.from = noon, .until = noon + 1h});
        const auto hours = ledgeryear::kDays * 24;
        QVERIFY(std::abs(std::ssize(hour.decisions) - m_size.attempts / hours) <= 1);
        QVERIFY(hour.decisions.front().at < noon + 1h && hour.decisions.back().at >= noon);
        const auto denied = page("a denied one of a month",
                                 {.verdict = domain::EgressVerdict::Denied, .from = noon - 720h, .until = noon});
        QCOMPARE(denied.decisions.size(), 1000U);
        const auto word = page("a word in a week", {.text = "H59.EXAMPLE", .from = noon - 168h, .until = noon});
        QVERIFY(std::abs(std::ssize(word.decisions) - m_size.attempts * 168 / hours / 60) <= 1);
        QVERIFY(page("a time before all", {.until = ledgeryear::kFirstDay}).decisions.empty());
        const auto uses = answerTo<std::vector<domain::EgressRuleUse>>("rules of a year", domain::EgressRuleUses{});
        QCOMPARE(uses.size(), 48U); // of sixty those that no denied one has
        std::uint64_t times = 0;
        for (const auto &use : uses)
            times += use.times;
        QCOMPARE(times, std::uint64_t(m_size.attempts) * 4 / 5);
        const auto month = answerTo<std::vector<domain::EgressRuleUse>>(
            "rules of 30 days", domain::EgressRuleUses{ledgeryear::kFirstDay + std::chrono::days(335)});
        QCOMPARE(month.size(), 48U);
        QVERIFY(month.front().times < uses.front().times / 10);
    }

    void aStartAndASessionGoOnFromTheirSlices()
    {
        const auto open = answerTo<std::vector<domain::UsageSlice>>("slices of open sandboxes", domain::OpenSlices{});
        QCOMPARE(open.size(), 40U); // two each
        const auto list = answerTo<std::vector<domain::ListSlice>>(
            "a session's list slices", domain::ListSlicesOf{domain::SessionId("sesn_00042")});
        QCOMPARE(list.size(), 1U);
    }

    /// A fact that somebody waits for is committed while a year is being summed.
    void aCommitDoesNotWaitForASlowQuestion()
    {
        std::vector<int> order;
        m_ledger->ask(ofTheYear(UsageBy::Sandbox), [&](auto) { order.push_back(1); });
        m_ledger->ask(ofTheYear(UsageBy::Agent), [&](auto) { order.push_back(2); });
        m_ledger->ask(ofTheYear(UsageBy::Session), [&](auto) { order.push_back(3); });
        m_ledger->intendWork(intent("work_1"), [&](Result<> result) { order.push_back(result ? 0 : -1); });
        QTRY_COMPARE_WITH_TIMEOUT(order.size(), 4U, 60'000);
        QCOMPARE(order, (std::vector{0, 1, 2, 3}));
    }

    void noQuestionReadsAllOfALargeTable()
    {
        for (const auto &statement : ledger::Questions::statements()) {
            // A sum over what was asked for reads that; it finds its beginning and its end by the key.
            const auto bound = QString::fromStdString(statement).replace(QLatin1Char('?'), QLatin1Char('1'));
            const auto plan = sql(m_path, {QStringLiteral("EXPLAIN QUERY PLAN ") + bound});
            QVERIFY(!plan.isEmpty());
            const QRegularExpression scan(QStringLiteral(
                "SCAN "
                "(call|usage_slice|list_slice|sandbox|ended_sandbox|session|egress|egress_hour)\\b(?!.*sandbox_open)"));
            for (const auto &line : plan)
                QVERIFY2(!scan.match(line).hasMatch(), qPrintable(line + QStringLiteral(" in ") + bound));
        }
    }
};

QTEST_GUILESS_MAIN(LedgerYearTest)
#include "tst_year.moc"
