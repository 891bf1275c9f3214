// Role: sums of usage are exact, whatever they are grouped by: beside plain SQL, on facts that a seed picks.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/open_ledger.h"
#include "tests/unit/ledger/plain_sums.h"

#include <random>

using namespace glovebox;
using namespace glovebox::domain;
using namespace ledgertest;

namespace {

constexpr UsageDay kFirst = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
constexpr int kDays = 40;

class Facts {
public:
    explicit Facts(unsigned seed) : m_random(seed) {}

    int upTo(int most) { return std::uniform_int_distribution(0, most)(m_random); }
    std::string one(const char *prefix, int most) { return prefix + std::to_string(upTo(most)); }

    /// Sandboxes that change their session and environment, or have none; price tables that change within a day.
    UsageSlice slice()
    {
        UsageSlice slice{.day = kFirst + std::chrono::days(upTo(kDays - 1)), .sandbox = SandboxId(one("sbx-", 60))};
        if (upTo(4) > 0)
            slice.session = SessionId(one("sesn_", 30));
        if (upTo(4) > 0)
            slice.environment = EnvironmentId(one("env_", 3));
        slice.base = upTo(2) > 0 ? one("tpl-", 3) : "";
        slice.used = {std::chrono::milliseconds(upTo(1000)),
                      std::chrono::milliseconds(upTo(1000)),
                      std::chrono::milliseconds(upTo(1000)),
                      std::chrono::milliseconds(upTo(1000)),
                      ByteCount{static_cast<std::uint64_t>(upTo(1000))},
                      ByteCount{static_cast<std::uint64_t>(upTo(9))}};
        slice.pricesAsOf = one("2026-11-0", 1);
        slice.cost = upTo(3); // many are alike, so that the key decides
        return slice;
    }
    ListSlice listSlice()
    {
        ListSlice slice{.day = kFirst + std::chrono::days(upTo(kDays - 1)),
                        .session = SessionId(one("sesn_", 40)),
                        .environment = EnvironmentId(one("env_", 3)),
                        .agentName = one("agent ", 3),
                        .usage = {}};
        slice.usage.inputTokens = static_cast<std::uint64_t>(upTo(1000));
        slice.usage.active = std::chrono::milliseconds(upTo(1000));
        if (upTo(2) > 0)
            slice.usage.listCostCents = upTo(2);
        return slice;
    }

private:
    std::mt19937 m_random;
};

QString textOf(const UsageRow &row)
{
    const auto &used = row.used;
    QStringList columns{QString::fromStdString(row.key), QString::fromStdString(row.label)};
    for (const auto time : {used.running, used.paused, used.hibernated, used.cpuTime})
        columns += QString::number(time.count());
    for (const auto size : {used.memoryPeak, used.diskPeak})
        columns += QString::number(size.value);
    columns += QString::number(row.cost);
    columns += QString::fromStdString(row.pricesAsOf);
    columns += QString::number(row.sandboxes);
    if (!row.list)
        return columns.join(u'|') + QStringLiteral("|none");
    for (const auto count : {row.list->inputTokens, row.list->outputTokens, row.list->cacheReadTokens,
                             row.list->cacheWriteTokens, row.list->webSearches, row.list->webFetches})
        columns += QString::number(count);
    columns += QString::number(row.list->active.count());
    columns += row.list->listCostCents ? QString::number(*row.list->listCostCents) : QString();
    return columns.join(u'|');
}

/// The same of a row of plainSums().
QString textOf(const QString &plain)
{
    auto columns = plain.split(u'|');
    for (int i = 2; i < 9; ++i) // nothing is a sum of 0
        if (columns[i].isEmpty())
            columns[i] = u'0';
    const bool listed = !columns[12].isEmpty();
    const auto prices = columns[9] == columns[10] ? columns[10] : QStringLiteral("several");
    auto all = columns.mid(0, 9) + QStringList{prices, columns[11]};
    all += listed ? columns.mid(13) : QStringList{QStringLiteral("none")};
    return all.join(u'|');
}

} // namespace

class LedgerSumsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsAreThoseOfPlainSqlHoweverTheyAreGrouped_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void sumsAreThoseOfPlainSqlHoweverTheyAreGrouped()
    {
        QFETCH(unsigned, seed);
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        const auto opened = open({.path = path.toStdString()});
        QVERIFY(opened);
        auto &ledger = **opened;
        Facts facts(seed);
        for (int i = 0; i < 400; ++i) {
            ledger.note(facts.slice());
            if (i % 4 == 0)
                ledger.note(facts.listSlice());
        }
        for (int i = 0; i < 20; ++i)
            ledger.keepSession({.session = SessionId("sesn_" + std::to_string(i)),
                                .environment = EnvironmentId("env_1"),
                                .title = "Title " + std::to_string(i),
                                .agentName = facts.one("agent ", 3)});
        ledger.note(EnvironmentFacts{EnvironmentId("env_1"), "production", "", {}});
        ledger.keepEnded({.record = {.id = SandboxId("sbx-7"), .name = "seven"}});
        for (int round = 0; round < 12; ++round) {
            const int from = round == 0 ? -5 : facts.upTo(kDays);
            const int to = round == 0 ? kDays + 5 : from + facts.upTo(kDays) - 1; // also before `from`
            for (const auto by : {UsageBy::Day, UsageBy::Session, UsageBy::Environment, UsageBy::Template,
                                  UsageBy::Sandbox, UsageBy::Agent})
                compare(ledger, path, by, from, to, facts.upTo(20) + 1);
        }
    }

    /// Only somebody at the database gets there; what is said is no wrong sum.
    void whatCannotBeSummedIsAnError()
    {
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        const auto opened = open({.path = path.toStdString()});
        QVERIFY(opened);
        Facts facts(1);
        for (int i = 0; i < 9; ++i)
            (*opened)->note(facts.slice());
        QVERIFY(leftOpen(**opened));
        sql(path, {QStringLiteral("UPDATE usage_slice SET cost = 9223372036854775807")});
        std::optional<Result<HistoryAnswer>> answer;
        (*opened)->ask(UsageSums{kFirst, kFirst + std::chrono::days(kDays), UsageBy::Day, 10},
                       [&](auto found) { answer = std::move(found); });
        QTRY_VERIFY(answer);
        QVERIFY(!*answer && answer->error().detail.find("changed by hand") != std::string::npos);
    }

private:
    static void compare(ports::Ledger &ledger, const QString &path, UsageBy by, int from, int to, int most)
    {
        const UsageDay first = kFirst + std::chrono::days(from);
        const UsageDay last = kFirst + std::chrono::days(to);
        std::optional<Result<HistoryAnswer>> answer;
        ledger.ask(UsageSums{first, last, by, most}, [&](auto found) { answer = std::move(found); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }) || !*answer)
            qFatal("sums are not answered");
        const auto table = std::get<UsageTable>(**answer);
        const int days[] = {static_cast<int>(first.time_since_epoch().count()),
                            static_cast<int>(last.time_since_epoch().count())};
        const auto keys = plainKeysOf(by);
        const char *order = by == UsageBy::Day ? "key DESC" : "cost DESC, list_cost_cents DESC, key";
        const auto rows = sql(path, {QString::fromStdString(plainSums(keys, days[0], days[1], false, order))});
        const auto total = sql(path, {QString::fromStdString(plainSums(keys, days[0], days[1], true, "key"))});
        QCOMPARE(table.more, rows.size() > most);
        QCOMPARE(std::ssize(table.rows), std::min<qsizetype>(rows.size(), most));
        for (std::size_t i = 0; i < table.rows.size(); ++i)
            QCOMPARE(textOf(table.rows[i]), textOf(rows[static_cast<qsizetype>(i)]));
        // Of a total by day, session, environment and agent the sandboxes are counted once.
        QCOMPARE(textOf(table.total), textOf(total.value(0)));
    }
};

QTEST_GUILESS_MAIN(LedgerSumsTest)
#include "tst_sums.moc"
