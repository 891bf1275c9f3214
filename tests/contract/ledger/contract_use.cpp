// Role: what other programs may ask any ledger for: what is told of one sandbox, which ended, what all of them used.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/contract/ledger/subject.h"

using namespace glovebox;
using namespace ledgercontract;
using namespace std::chrono_literals;

namespace {

constexpr domain::UsageDay kDay = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
constexpr WallTime kNoon{kDay + 12h};

domain::SandboxFacts sandbox(const std::string &id)
{
    return {.record = {.id = domain::SandboxId(id),
                       .name = "mine é",
                       .kept = true,
                       .session = domain::SessionId("sesn_1"),
                       .title = "A title",
                       .createdAt = kNoon,
                       .meter = {1min, 2s, 48h, 1500ms, ByteCount::gib(3), ByteCount::mib(7)}},
            .size = {2, ByteCount::gib(4), ByteCount::gib(8)},
            .state = "hibernated",
            .base = "tpl-1",
            .environment = domain::EnvironmentId("env_1"),
            .since = kNoon + 1h};
}

domain::Operation started(const std::string &sandbox, std::chrono::milliseconds took)
{
    return {.id = domain::OperationId("op-" + sandbox),
            .kind = domain::OperationKind::StartSandbox,
            .object = "sandbox/" + sandbox,
            .name = "mine",
            .state = domain::OperationState::Done,
            .step = "",
            .progress = std::nullopt,
            .beganAt = kNoon,
            .endedAt = kNoon + took,
            .result = "",
            .problem = std::nullopt,
            .canCancel = true,
            .log = {}};
}

domain::UsageSlice slice(int day, const std::string &sandbox, std::int64_t cost)
{
    domain::UsageSlice one{.day = kDay + std::chrono::days(day),
                           .sandbox = domain::SandboxId(sandbox),
                           .session = std::nullopt,
                           .environment = std::nullopt,
                           .base = "tpl-1",
                           .size = {1, ByteCount::mib(512), ByteCount::gib(8)},
                           .used = {1h, 2min, 3s, 4ms, ByteCount::mib(100), ByteCount::mib(7)},
                           .pricesAsOf = "2026-11-01",
                           .cost = cost};
    return one;
}

} // namespace

class UseContract : public QObject {
    Q_OBJECT

    std::unique_ptr<Subject> m_subject;

    ports::Ledger &ledger() { return m_subject->ledger(); }

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("in memory") << false;
        QTest::newRow("on disk") << true;
    }

    void init()
    {
        QFETCH_GLOBAL(bool, real);
        m_subject = subject(real);
    }

    void cleanup() { m_subject.reset(); }

    void theTrailOfOneSandboxIsInOrderAPageAtATime()
    {
        for (int i = 0; i < 5; ++i)
            for (const auto *object : {"sandbox/sbx-1", "sandbox/sbx-12", "engine"})
                ledger().audit({.at = kNoon + i * 1s,
                                .origin = "panel",
                                .action = "sandbox.paused",
                                .object = object,
                                .after = std::to_string(i)});
        const auto page = [this](std::uint64_t after) {
            return answerTo<domain::SandboxTrailRows>(*m_subject,
                                                      domain::SandboxTrail{domain::SandboxId("sbx-1"), after, 3});
        };
        const auto first = page(0);
        QCOMPARE(first.entries.size(), std::size_t{3});
        QVERIFY(first.more);
        QCOMPARE(first.entries[0].after + first.entries[1].after + first.entries[2].after, std::string("012"));
        const auto rest = page(first.entries.back().sequence);
        QCOMPARE(rest.entries.size(), std::size_t{2});
        QVERIFY(!rest.more);
        QCOMPARE(rest.entries[1].after, std::string("4"));
        QVERIFY(page(rest.entries.back().sequence).entries.empty());
    }

    void sandboxesThatEndedAreFoundByTimeAndByName()
    {
        for (int i = 0; i < 4; ++i) {
            const auto id = "sbx-" + std::to_string(i);
            ledger().note(sandbox(id));
            ports::EndedSandbox ended{.record = sandbox(id).record,
                                      .size = sandbox(id).size,
                                      .cause = domain::EndCause::IdleTimer,
                                      .detail = "idle for 5 min",
                                      .at = kNoon + i * 1h,
                                      .cost = 1000 + i,
                                      .pricesAsOf = "2026-11-01"};
            ledger().keepEnded(ended);
        }
        domain::FrozenFacts frozen{domain::FrozenFacts::Kind::Template, "tpl-1", "first", "key", kNoon, {}, {}};
        ledger().note(frozen);
        ledger().note(started("sbx-2", 1500ms));
        const auto ids = [](const domain::EndedRuns &runs) {
            std::string out;
            for (const auto &run : runs.runs)
                out += run.id.value().back();
            return out + (runs.more ? "+" : "");
        };
        const auto ask = [this](domain::EndedIn question) {
            return answerTo<domain::EndedRuns>(*m_subject, question);
        };
        QCOMPARE(ids(ask({})), std::string("3210"));
        QCOMPARE(ids(ask({.from = kNoon + 1h, .until = kNoon + 3h})), std::string("21"));
        const auto page = ask({.most = 3});
        QCOMPARE(ids(page), std::string("321+"));
        QCOMPARE(ids(ask({.before = page.next, .most = 3})), std::string("0"));
        const auto one = ask({.sandbox = domain::SandboxId("sbx-2")});
        QCOMPARE(ids(one), std::string("2"));
        const auto &run = one.runs.at(0);
        QVERIFY(run.cost == 1002 && run.uptime == 1min + 2s && run.cpuTime == 1500ms);
        QCOMPARE(run.memoryPeak, ByteCount::gib(3));
        QCOMPARE(run.image, std::string("key"));
        QVERIFY(run.createTime == 1500ms && run.createdAt == kNoon && run.endedAt == kNoon + 2h);
        QVERIFY(!ask({.sandbox = domain::SandboxId("sbx-1")}).runs.at(0).createTime);
        QVERIFY(ask({.sandbox = domain::SandboxId("sbx-9")}).runs.empty());
    }

    void whatWasUsedBetweenTwoInstantsIsThatOfTheirDays()
    {
        for (const auto *id : {"sbx-1", "sbx-2"})
            ledger().note(sandbox(id));
        ledger().keepEnded({.record = sandbox("sbx-2").record, .size = sandbox("sbx-2").size, .at = kNoon + 24h});
        ledger().note(slice(0, "sbx-1", 1));
        ledger().note(slice(0, "sbx-2", 20));
        ledger().note(slice(1, "sbx-2", 300));
        const auto in = [this](WallTime from, WallTime until) {
            return answerTo<domain::UseTotals>(*m_subject, domain::UseIn{from, until});
        };
        const auto all = in(kNoon - 48h, kNoon + 48h);
        QVERIFY(all.active == 1 && all.ended == 1 && all.activeCost == 1 && all.endedCost == 320);
        QCOMPARE(all.cpuTime, 12ms);
        QCOMPARE(all.memoryGibSeconds, 3 * 0.5 * 3720);
        const auto first = in(kNoon, WallTime(kDay + std::chrono::days(1)));
        QVERIFY(first.activeCost == 1 && first.endedCost == 20);
        const auto second = in(kNoon + 24h, kNoon + 25h);
        QVERIFY(second.activeCost == 0 && second.endedCost == 300);
        QCOMPARE(in(kNoon - 72h, kNoon - 48h), domain::UseTotals{});
    }
};

QTEST_GUILESS_MAIN(UseContract)
#include "contract_use.moc"
