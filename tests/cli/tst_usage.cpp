// Role: `gloveboxctl usage` and `history` as their users meet them: tables for people, the fields of existing clients
// for programs, and sums that are those of the Costs page.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/cli/program.h"
#include "tests/unit/ledger/open_ledger.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace glovebox;
using namespace glovebox::domain;
using namespace testcli;
using namespace std::chrono_literals;

namespace {

constexpr UsageDay kDay = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};

UsageSlice slice(int day, const std::string &sandbox, std::int64_t cost)
{
    return {.day = kDay + std::chrono::days(day),
            .sandbox = SandboxId(sandbox),
            .session = SessionId("sesn_" + sandbox),
            .environment = EnvironmentId("env_1"),
            .base = "tpl-1",
            .size = {2, ByteCount::mib(512), ByteCount::gib(8)},
            .used = {1h, 2min, 3s, 4567ms, ByteCount::mib(100), ByteCount::mib(7)},
            .pricesAsOf = "2026-11-01",
            .cost = cost};
}

/// A ledger as a program left it: two sandboxes that ended, one that is there.
class Place {
public:
    Place()
    {
        m_ledger = *ledgertest::open({.path = m_folder.filePath(QStringLiteral("ledger.db")).toStdString()});
        m_ledger->note(FrozenFacts{.kind = FrozenFacts::Kind::Template, .id = "tpl-1", .from = "image-key"});
        for (const auto *id : {"sbx-1", "sbx-2", "sbx-3"})
            m_ledger->note(SandboxFacts{.record = {.id = SandboxId(id)}, .state = "running", .base = "tpl-1"});
        m_ledger->note(Operation{.id = OperationId("op-1"),
                                 .kind = OperationKind::StartSandbox,
                                 .object = "sandbox/sbx-2",
                                 .state = OperationState::Done,
                                 .beganAt = WallTime(kDay),
                                 .endedAt = WallTime(kDay) + 1234ms});
        m_ledger->note(slice(0, "sbx-1", 7));
        m_ledger->note(slice(0, "sbx-2", 11'100));
        m_ledger->note(slice(1, "sbx-2", 13));
        m_ledger->note(slice(1, "sbx-3", 1'000'001));
        end("sbx-1", "first", 7);
        end("sbx-2", "second\x1b[31m", 11'113);
    }
    void end(const std::string &id, const std::string &name, std::int64_t cost)
    {
        m_ledger->keepEnded({.record = {.id = SandboxId(id),
                                        .name = name,
                                        .createdAt = WallTime(kDay),
                                        .meter = {1h, 2min, 3s, 4567ms, ByteCount::mib(100), ByteCount::mib(7)}},
                             .size = {2, ByteCount::mib(512), ByteCount::gib(8)},
                             .at = WallTime(kDay) + 36h,
                             .cost = cost});
        ledgertest::ended(*m_ledger); // all before it is written
    }
    Program run(QStringList words) const
    {
        words << QStringLiteral("--ledger") << m_folder.filePath(QStringLiteral("ledger.db"));
        return Program(words);
    }
    QByteArray outputOf(const QStringList &words) const
    {
        auto program = run(words);
        if (program.status() != 0)
            qFatal("%s", program.errors().constData());
        return program.output();
    }
    nlohmann::json json(const QStringList &words) const
    {
        return nlohmann::json::parse(outputOf(words).toStdString(), nullptr, false);
    }
    UsageTable costsPage(UsageBy by) const
    {
        std::optional<Result<HistoryAnswer>> answer;
        m_ledger->ask(UsageSums{kDay - std::chrono::days(5), kDay + std::chrono::days(5), by, 100},
                      [&](auto found) { answer = std::move(found); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }) || !*answer)
            qFatal("a question is not answered");
        return std::get<UsageTable>(**answer);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ports::Ledger> m_ledger; // a Glovebox is at work in the folder
};

bool isNear(const nlohmann::json &value, double expected)
{
    return value.is_number() && std::abs(value.get<double>() - expected) < 1e-9 * std::max(1.0, expected);
}

std::set<std::string> keysOf(const nlohmann::json &object)
{
    std::set<std::string> keys;
    for (const auto &[key, value] : object.items())
        keys.insert(key);
    return keys;
}

} // namespace

class CliUsageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theUsageObjectHasTheFieldsOfExistingClientsInTheirUnits()
    {
        const Place place;
        const auto usage = place.json({QStringLiteral("usage"), QStringLiteral("--json")});
        QCOMPARE(keysOf(usage), (std::set<std::string>{"active_sandboxes", "history_sandboxes", "active_cost_cents",
                                                       "history_cost_cents", "total_cost_cents", "cpu_seconds",
                                                       "mem_seconds", "as_of"}));
        QCOMPARE(usage.at("active_sandboxes").get<int>(), 1);
        QCOMPARE(usage.at("history_sandboxes").get<int>(), 2);
        QVERIFY(isNear(usage.at("active_cost_cents"), 100.0001));
        QVERIFY(isNear(usage.at("history_cost_cents"), 1.112)); // fractions of a cent
        QVERIFY(isNear(usage.at("cpu_seconds"), 4 * 4.567));
        QVERIFY(isNear(usage.at("mem_seconds"), 4 * 0.5 * 3720)); // GiB-seconds, running and paused
        QVERIFY(usage.at("as_of").get<std::string>().ends_with("Z"));
    }

    void theTotalsAreThoseOfTheCostsPage()
    {
        const Place place;
        const auto whole = place.json({QStringLiteral("usage"), QStringLiteral("--json")});
        for (const auto &[name, by] : std::map<QString, UsageBy>{{QStringLiteral("day"), UsageBy::Day},
                                                                 {QStringLiteral("session"), UsageBy::Session},
                                                                 {QStringLiteral("environment"), UsageBy::Environment},
                                                                 {QStringLiteral("template"), UsageBy::Template}}) {
            const auto page = place.costsPage(by);
            const auto table =
                place.json({QStringLiteral("usage"), QStringLiteral("--json"), QStringLiteral("--by"), name});
            QVERIFY(isNear(table.at("total").at("cost_cents"), static_cast<double>(page.total.cost) / 10'000));
            QVERIFY(isNear(whole.at("total_cost_cents"), static_cast<double>(page.total.cost) / 10'000));
            QVERIFY(isNear(whole.at("cpu_seconds"), static_cast<double>(page.total.used.cpuTime.count()) / 1000));
            QCOMPARE(table.at("rows").size(), page.rows.size());
            double sum = 0;
            for (std::size_t i = 0; i < page.rows.size(); ++i) {
                const auto &row = table.at("rows").at(i);
                QCOMPARE(row.at("key").get<std::string>(), page.rows[i].key);
                sum += row.at("cost_cents").get<double>();
            }
            QVERIFY(isNear(whole.at("total_cost_cents"), sum));
        }
    }

    void daysNarrowIt()
    {
        const Place place;
        const QStringList second{QStringLiteral("--since"), QStringLiteral("2026-11-21"), QStringLiteral("--until"),
                                 QStringLiteral("2026-11-21")};
        const auto usage = place.json(QStringList{QStringLiteral("usage"), QStringLiteral("--json")} + second);
        QVERIFY(isNear(usage.at("total_cost_cents"), 100.0014));
        QCOMPARE(place.run({QStringLiteral("usage"), QStringLiteral("--since"), QStringLiteral("yesterday")}).status(),
                 2);
        QCOMPARE(place
                     .run({QStringLiteral("usage"), QStringLiteral("--since"), QStringLiteral("2026-11-21"),
                           QStringLiteral("--until"), QStringLiteral("2026-11-20")})
                     .status(),
                 2);
    }

    void theTableIsForPeople()
    {
        const Place place;
        const auto output = place.outputOf({QStringLiteral("usage")});
        QVERIFY2(output.contains("2026-11-20") && output.contains("$0.0111") && output.contains("total") &&
                     output.contains("$1.0111") && output.contains("not reported"),
                 output.constData());
    }

    void aHistoryRecordHasTheFieldsOfExistingClients()
    {
        const Place place;
        const auto lines = place.outputOf({QStringLiteral("history"), QStringLiteral("--json")}).trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const auto newest = nlohmann::json::parse(lines.front().toStdString(), nullptr, false);
        QCOMPARE(keysOf(newest),
                 (std::set<std::string>{"id", "image", "vcpus", "mem_mib", "create_ms", "created_at", "destroyed_at",
                                        "uptime_ms", "cpu_ms", "mem_peak_bytes", "cost_cents"}));
        QCOMPARE(newest.at("id").get<std::string>(), std::string("sbx-2"));
        QCOMPARE(newest.at("image").get<std::string>(), std::string("image-key"));
        QCOMPARE(newest.at("mem_mib").get<int>(), 512);
        QCOMPARE(newest.at("create_ms").get<int>(), 1234);
        QCOMPARE(newest.at("created_at").get<std::string>(), std::string("2026-11-20T00:00:00.000Z"));
        QCOMPARE(newest.at("destroyed_at").get<std::string>(), std::string("2026-11-21T12:00:00.000Z"));
        QCOMPARE(newest.at("uptime_ms").get<int>(), 3'720'000);
        QCOMPARE(newest.at("cpu_ms").get<int>(), 4567);
        QVERIFY(isNear(newest.at("cost_cents"), 1.1113));
        const QStringList one{QStringLiteral("history"), QStringLiteral("--most"), QStringLiteral("1")};
        QCOMPARE(place.outputOf(one).count('\n'), 2); // below the titles
        const QStringList none{QStringLiteral("history"), QStringLiteral("--since"), QStringLiteral("2026-11-22")};
        QCOMPARE(place.outputOf(none).count('\n'), 1);
        const auto people = place.outputOf({QStringLiteral("history")});
        QVERIFY(people.contains("first (sbx-1)"));
        QVERIFY(!people.contains('\x1b')); // a name is no command to the terminal
    }

    void whereThereIsNoLedgerThatIsSaid()
    {
        const QTemporaryDir nothing;
        Program program({QStringLiteral("usage"), QStringLiteral("--data-dir"), nothing.path()});
        QCOMPARE(program.status(), 1);
        QVERIFY(program.errors().contains("there is no ledger"));
    }
};

QTEST_GUILESS_MAIN(CliUsageTest)

#include "tst_usage.moc"
