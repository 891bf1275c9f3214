// Role: every schema that was ever released still opens, with what is in it.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/limits.h"
#include "core/ledger/schema.h"
#include "tests/unit/ledger/open_ledger.h"

#include <QDir>

using namespace glovebox;
using namespace ledgertest;
using namespace std::chrono_literals;

namespace {

const WallTime kReleased = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 12h;

} // namespace

class LedgerSchemaTest : public QObject {
    Q_OBJECT

    template <class T>
    static T answerTo(ports::Ledger &ledger, const domain::HistoryQuestion &question)
    {
        std::optional<Result<domain::HistoryAnswer>> answer;
        ledger.ask(question, [&](auto found) { answer = std::move(found); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }) || !*answer)
            qFatal("a question of the past is not answered");
        return std::get<T>(**answer);
    }

    static void historyIsThere(ports::Ledger &ledger)
    {
        const auto open = answerTo<std::vector<domain::SandboxFacts>>(ledger, domain::OpenSandboxes{});
        QCOMPARE(open.size(), 1U);
        QCOMPARE(open[0].record.id, domain::SandboxId("sbx-open"));
        QCOMPARE(open[0].state, std::string("hibernated"));
        const auto operations = answerTo<std::vector<domain::Operation>>(ledger, domain::NewestOperations{10});
        QCOMPARE(operations.size(), 2U);
        QCOMPARE(operations[1].problem, std::optional(Error{ErrorCode::OutOfDisk, "no room"}));
        QCOMPARE(operations[1].log.size(), 2U);
        const auto day = std::chrono::floor<std::chrono::days>(kReleased);
        const auto sums =
            answerTo<domain::UsageTable>(ledger, domain::UsageSums{day, day, domain::UsageBy::Session, 10});
        QCOMPARE(sums.total.cost, std::int64_t{1300});
        QCOMPARE(sums.rows.at(0).label, std::string("A session"));
        QCOMPARE(sums.rows.at(0).list->listCostCents, std::optional(std::int64_t{17}));
    }

    static void attemptsAreThere(ports::Ledger &ledger, int version)
    {
        const auto rows = answerTo<domain::EgressRows>(ledger, domain::EgressPage{.from = kReleased}).decisions;
        QCOMPARE(rows.size(), version >= 11 ? 2U : 1U);
        QCOMPARE(rows.back().host, std::string("api.example.com"));
        using Names = std::vector<std::string>;
        QCOMPARE(rows.back().secrets, version >= 11 ? (Names{"api-token", "registry-token"}) : Names());
        QCOMPARE(rows.front().misused, version >= 11 ? Names{"api-token"} : Names());
        const auto uses = answerTo<std::vector<domain::EgressRuleUse>>(ledger, domain::EgressRuleUses{kReleased});
        QCOMPARE(uses.size(), version >= 11 ? 1U : 0U);
    }

    static QString foundByOf(const QString &path)
    {
        return sql(path, {QStringLiteral("SELECT found_by FROM session ORDER BY id")}).value(0);
    }

private Q_SLOTS:
    void versionsAreCountedWithoutGaps()
    {
        int expected = 0;
        for (const auto &migration : ledger::migrations()) {
            QCOMPARE(migration.version, ++expected);
            QVERIFY(!migration.statements.empty());
        }
        QCOMPARE(ledger::currentVersion(), expected);
    }

    void thereIsAnExampleOfEveryVersion()
    {
        const QDir folder(QStringLiteral(GLOVEBOX_FIXTURES));
        for (int version = 1; version <= ledger::currentVersion(); ++version)
            QVERIFY2(folder.exists(QStringLiteral("v%1.sql").arg(version)), qPrintable(QString::number(version)));
    }

    void everyReleasedSchemaOpensWithItsRows_data()
    {
        QTest::addColumn<int>("version");
        for (int version = 1; version <= ledger::currentVersion(); ++version)
            QTest::addRow("version %d", version) << version;
    }

    void everyReleasedSchemaOpensWithItsRows()
    {
        QFETCH(int, version);
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        sql(path, statementsOf(QStringLiteral(GLOVEBOX_FIXTURES "/v%1.sql").arg(version)));

        auto opened = open({.path = path.toStdString(), .now = kReleased + 1h});
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        const auto found = leftOpen(**opened);
        QVERIFY(found);
        const domain::EnvironmentId environment("env_1");
        std::vector<ports::WorkIntent> work{
            {domain::WorkId("work_open"), environment, "sesn_1", kReleased, domain::WorkKind::Session}};
        if (version >= 2) { // which knows kinds
            work.push_back(
                {domain::WorkId("work_check"), environment, "hc_1", kReleased, domain::WorkKind::Healthcheck});
            work.push_back({domain::WorkId("work_strange"), environment, "x", kReleased, domain::WorkKind::Unknown});
        }
        if (version >= 7) // which knows the newest heartbeat
            work.front().lastHeartbeat = "2026-11-20T12:00:30.000Z";
        QCOMPARE(found->work, work);
        const ports::OpenCall running{{.session = domain::SessionId("sesn_1"),
                                       .call = domain::EventId("sevt_running"),
                                       .kind = domain::ToolKind::Agent,
                                       .tool = "bash",
                                       .sandbox = domain::SandboxId("sbx-1"),
                                       .at = kReleased + 1s},
                                      std::nullopt};
        const ports::OpenCall answered{{.session = domain::SessionId("sesn_1"),
                                        .call = domain::EventId("sevt_answered"),
                                        .kind = domain::ToolKind::Custom,
                                        .tool = "deploy",
                                        .sandbox = domain::SandboxId(""),
                                        .at = kReleased + 2s},
                                       domain::ToolResult{"done"}};
        QCOMPARE(found->calls, (std::vector{running, answered}));

        const auto history = ended(**opened);
        QVERIFY(history);
        QCOMPARE(history->size(), version >= 3 ? 2U : 0U);
        if (version >= 3) {
            const auto &newest = history->front();
            QCOMPARE(newest.record.id, domain::SandboxId("sbx-panicked"));
            QVERIFY(newest.cause == domain::EndCause::GuestPanic);
            QCOMPARE(newest.console, std::string("panic"));
            QCOMPARE(history->back().cost, std::int64_t{12});
        }

        if (version >= 5)
            historyIsThere(**opened);
        if (version >= 10)
            attemptsAreThere(**opened, version);

        // It also takes new facts, and the old history is still there.
        const ports::EndedSandbox gone{.record = {.id = domain::SandboxId("sbx-new")}};
        (*opened)->keepEnded(gone);
        QVERIFY(told([&](Callback<> done) { (*opened)->intendWork(intent("work_new"), std::move(done)); }));
        QCOMPARE(ended(**opened)->front().record.id, gone.record.id);
        opened->reset();
        QCOMPARE(sql(path, {QStringLiteral("PRAGMA user_version")}),
                 QStringList(QString::number(ledger::currentVersion())));
        QCOMPARE(sql(path, {QStringLiteral("SELECT id, list_cost_cents FROM session ORDER BY id")}),
                 (QStringList{QStringLiteral("sesn_1|17"), QStringLiteral("sesn_2|")}));
        QCOMPARE(foundByOf(path), QStringLiteral("sesn_1\na session\ncoder"));
    }

    void anOldEndIsForgottenAfterAYearAndAYoungerOneIsNot()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        sql(path, statementsOf(QStringLiteral(GLOVEBOX_FIXTURES "/v3.sql")));
        // The two ended 63 and 64 s after the release.
        // A date counts when three days have agreed on it, and from their first one on.
        const auto when = kReleased + limits::kEndedKept;
        const auto midnight = std::chrono::floor<std::chrono::days>(when);
        sql(path, {QStringLiteral("UPDATE ended_sandbox SET at = at - %1")
                       .arg((kReleased - std::chrono::floor<std::chrono::days>(kReleased) + 63'500ms).count())});
        for (int day = 0; day < 2; ++day)
            QVERIFY(open({.path = path.toStdString(), .now = midnight + std::chrono::days(day)}));
        const auto opened = open({.path = path.toStdString(), .now = midnight + std::chrono::days(2)});
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        const auto history = ended(**opened);
        QVERIFY(history);
        QCOMPARE(history->size(), 1U);
        QCOMPARE(history->front().record.id, domain::SandboxId("sbx-panicked"));
    }

    void anEndWordThatNobodyKnowsIsAnError()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        sql(path, statementsOf(QStringLiteral(GLOVEBOX_FIXTURES "/v3.sql")));
        sql(path, {QStringLiteral("UPDATE ended_sandbox SET cause = 'boredom'")});
        const auto opened = open({.path = path.toStdString(), .now = kReleased + 1h});
        QVERIFY(opened);
        QVERIFY(!ended(**opened));
        QVERIFY(told([&](Callback<> done) { (*opened)->intendWork(intent("work_new"), std::move(done)); }));
    }

    void aNewLedgerHasTheSameTablesAsAMigratedOne()
    {
        QTemporaryDir folder;
        const auto fresh = folder.filePath(QStringLiteral("fresh.db"));
        const auto old = folder.filePath(QStringLiteral("old.db"));
        sql(old, statementsOf(QStringLiteral(GLOVEBOX_FIXTURES "/v1.sql")));
        QVERIFY(open({.path = fresh.toStdString()}));
        QVERIFY(open({.path = old.toStdString()}));
        const QStringList tables{QStringLiteral("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")};
        QCOMPARE(sql(fresh, tables), sql(old, tables));
    }

    void openingTwiceMigratesOnce()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        for (int round = 0; round < 2; ++round) {
            const auto opened = open({.path = path.toStdString()});
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(LedgerSchemaTest)
#include "tst_schema.moc"
