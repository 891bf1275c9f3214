// Role: what people may rely on of any ledger: what was told is found again, and sums are exact.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/limits.h"
#include "tests/contract/ledger/subject.h"

#include <numeric>

using namespace glovebox;
using namespace ledgercontract;
using namespace std::chrono_literals;
using domain::UsageBy;

namespace {

constexpr domain::UsageDay kDay = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
constexpr WallTime kNoon{kDay + 12h};
constexpr UsageBy kGroupings[] = {UsageBy::Day,      UsageBy::Session, UsageBy::Environment,
                                  UsageBy::Template, UsageBy::Sandbox, UsageBy::Agent};

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

domain::Operation operation(const std::string &id)
{
    return {.id = domain::OperationId(id),
            .kind = domain::OperationKind::TakeSnapshot,
            .object = "sandbox/sbx-1",
            .name = "mine",
            .state = domain::OperationState::Running,
            .step = "Copying memory",
            .progress = 0.25,
            .beganAt = kNoon,
            .endedAt = std::nullopt,
            .result = "",
            .problem = std::nullopt,
            .canCancel = true,
            .log = {{kNoon, "begun"}, {kNoon + 1s, "paused the guest: → 12 MiB"}}};
}

domain::UsageSlice slice(int day, const std::string &sandbox, std::int64_t cost, const std::string &session = {})
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
    if (!session.empty()) {
        one.session = domain::SessionId(session);
        one.environment = domain::EnvironmentId("env_1");
    }
    return one;
}

domain::ListSlice listSlice(int day, const std::string &session, std::optional<std::int64_t> cents)
{
    return {.day = kDay + std::chrono::days(day),
            .session = domain::SessionId(session),
            .environment = domain::EnvironmentId("env_1"),
            .agentName = "coder",
            .usage = {10, 20, 30, 40, 1, 2, 5s, cents}};
}

ports::SessionFacts session(const std::string &id, WallTime lastSeen, const std::string &title = "A title")
{
    return {.session = domain::SessionId(id),
            .environment = domain::EnvironmentId("env_1"),
            .title = title,
            .agentName = "coder",
            .usage = std::nullopt,
            .lastSeen = lastSeen};
}

} // namespace

class HistoryContract : public QObject {
    Q_OBJECT

    std::unique_ptr<Subject> m_subject;

    ports::Ledger &ledger() { return m_subject->ledger(); }
    std::vector<domain::SandboxFacts> openSandboxes()
    {
        return answerTo<std::vector<domain::SandboxFacts>>(*m_subject, domain::OpenSandboxes{});
    }
    std::vector<domain::Operation> operations(int most = 100)
    {
        return answerTo<std::vector<domain::Operation>>(*m_subject, domain::NewestOperations{most});
    }
    domain::UsageTable sums(UsageBy by, int from = 0, int to = 10, int most = 100)
    {
        return answerTo<domain::UsageTable>(
            *m_subject, domain::UsageSums{kDay + std::chrono::days(from), kDay + std::chrono::days(to), by, most});
    }
    domain::PastSessionRows past(const domain::PastSessions &question)
    {
        return answerTo<domain::PastSessionRows>(*m_subject, question);
    }
    std::string idsOf(const domain::PastSessionRows &rows)
    {
        std::string ids;
        for (const auto &one : rows.sessions)
            ids += (ids.empty() ? "" : " ") + one.session.value();
        return ids;
    }

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

    void anEmptyLedgerHasNoHistory()
    {
        QVERIFY(openSandboxes().empty());
        QVERIFY(operations().empty());
        QVERIFY(past({.most = 10}).sessions.empty());
        for (const auto by : kGroupings) {
            const auto table = sums(by);
            QVERIFY(table.rows.empty() && !table.more);
            QCOMPARE(table.total, domain::UsageRow{});
        }
    }

    void aSandboxIsOpenUntilItEndsAlsoForTheNextProgram()
    {
        auto nobodys = sandbox("sbx-2");
        nobodys.record.session.reset();
        nobodys.environment.reset();
        nobodys.base.clear();
        ledger().note(sandbox("sbx-1"));
        ledger().note(nobodys);
        QCOMPARE(openSandboxes(), (std::vector{sandbox("sbx-1"), nobodys}));
        m_subject->restart();
        QCOMPARE(openSandboxes(), (std::vector{sandbox("sbx-1"), nobodys}));
        auto later = sandbox("sbx-1");
        later.state = "ready";
        later.record.meter.running = 1h;
        ledger().note(later);
        QCOMPARE(openSandboxes(), (std::vector{later, nobodys}));
        ledger().keepEnded({.record = later.record});
        QCOMPARE(openSandboxes(), std::vector{nobodys});
        m_subject->restart();
        QCOMPARE(openSandboxes(), std::vector{nobodys});
    }

    void whatIsToldLateOfAnEndedSandboxDoesNotOpenItAgain()
    {
        ledger().note(sandbox("sbx-1"));
        for (const char *id : {"sbx-1", "sbx-2"}) {
            ledger().keepEnded({.record = sandbox(id).record});
            ledger().note(sandbox(id));
        }
        QVERIFY(openSandboxes().empty());
    }

    void anOperationIsFoundAsItWasToldLastInItsPlace()
    {
        auto failed = operation("op-1");
        ledger().note(failed);
        ledger().note(operation("op-2"));
        failed.state = domain::OperationState::Failed;
        failed.progress.reset();
        failed.endedAt = kNoon + 5s;
        failed.problem = Error{ErrorCode::OutOfDisk, "no room for 12 MiB"};
        failed.canCancel = false;
        failed.log.push_back({kNoon + 5s, ""});
        ledger().note(failed);
        QCOMPARE(operations(), (std::vector{operation("op-2"), failed}));
        m_subject->restart();
        QCOMPARE(operations(), (std::vector{operation("op-2"), failed}));
        QCOMPARE(operations(1), std::vector{operation("op-2")});
    }

    void everyStateOfAnOperationIsKept()
    {
        for (const auto state : domain::kOperationStates) {
            auto one = operation("op-1");
            one.state = state;
            ledger().note(one);
            QCOMPARE(operations(), std::vector{one});
        }
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            auto one = operation("op-1");
            one.problem = Error{static_cast<ErrorCode>(code), "so it was"};
            ledger().note(one);
            QCOMPARE(operations(), std::vector{one});
        }
    }

    void ofALongLogTheEndIsKept()
    {
        auto chatty = operation("op-1");
        for (int i = 0; i < 1000; ++i)
            chatty.log.push_back({kNoon + std::chrono::seconds(i), std::to_string(i)});
        ledger().note(chatty);
        const auto kept = operations().at(0).log;
        QCOMPARE(kept.size(), limits::kOperationSteps);
        QCOMPARE(kept.back().text, std::string("999"));
    }

    void aQuestionOfThePastSeesWhatWasToldBeforeIt()
    {
        for (int i = 0; i < 50; ++i) {
            ledger().note(operation("op-" + std::to_string(i)));
            QCOMPARE(operations().size(), static_cast<std::size_t>(i + 1));
        }
    }

    void theLastSliceOfADayASandboxAndAPriceTableCounts()
    {
        ledger().note(slice(0, "sbx-1", 100));
        ledger().note(slice(0, "sbx-1", 150));
        auto dearer = slice(0, "sbx-1", 1000);
        dearer.pricesAsOf = "2026-11-20";
        ledger().note(dearer);
        const auto table = sums(UsageBy::Sandbox);
        QCOMPARE(table.rows.size(), 1U);
        QCOMPARE(table.rows[0].cost, std::int64_t{1150});
        QCOMPARE(table.rows[0].sandboxes, 1);
        QCOMPARE(table.rows[0].pricesAsOf, std::string("several"));
        QCOMPARE(table.rows[0].used.running, std::chrono::milliseconds(2h));
        QCOMPARE(table.rows[0].used.memoryPeak, ByteCount::mib(100)); // a peak is no sum
    }

    void theDearestComesFirstAndDaysTheNewestFirst()
    {
        ledger().keepSession(session("sesn_1", kNoon, "Fix the build"));
        ledger().note(domain::EnvironmentFacts{domain::EnvironmentId("env_1"), "production", "http://x", kNoon});
        ledger().note(domain::FrozenFacts{domain::FrozenFacts::Kind::Template, "tpl-1", "base", "key", kNoon, {}, {}});
        ledger().note(sandbox("sbx-2"));
        ledger().note(slice(0, "sbx-1", 500));
        ledger().note(slice(1, "sbx-2", 300, "sesn_1"));
        ledger().note(slice(2, "sbx-2", 400, "sesn_1"));
        ledger().note(slice(20, "sbx-2", 90'000, "sesn_1")); // not of these days
        const auto text = [this](UsageBy by) {
            std::string all;
            for (const auto &row : sums(by).rows)
                all += row.key + '=' + row.label + ':' + std::to_string(row.cost) + ' ';
            return all;
        };
        QCOMPARE(text(UsageBy::Day), std::string("2026-11-22=:400 2026-11-21=:300 2026-11-20=:500 "));
        QCOMPARE(text(UsageBy::Sandbox), std::string("sbx-2=mine é:700 sbx-1=:500 "));
        QCOMPARE(text(UsageBy::Session), std::string("sesn_1=Fix the build:700 =:500 "));
        QCOMPARE(text(UsageBy::Environment), std::string("env_1=production:700 =:500 "));
        QCOMPARE(text(UsageBy::Template), std::string("tpl-1=base:1200 "));
        QCOMPARE(text(UsageBy::Agent), std::string("coder=:700 =:500 "));
    }

    void sumsAreOfTheDaysAskedForBothIncluded()
    {
        for (int day = 0; day < 10; ++day)
            ledger().note(slice(day, "sbx-1", 1LL << day));
        QCOMPARE(sums(UsageBy::Day, 3, 5).total.cost, std::int64_t{8 + 16 + 32});
        QCOMPARE(sums(UsageBy::Day, 3, 3).total.cost, std::int64_t{8});
        QCOMPARE(sums(UsageBy::Day, 5, 3).rows.size(), 0U);
    }

    void theTotalIsTheSumHoweverItIsGroupedAndPaged()
    {
        for (int i = 0; i < 200; ++i) {
            const auto id = std::to_string(i % 23);
            ledger().note(slice(i % 7, "sbx-" + id, 1'000'003LL * i, i % 5 == 0 ? "" : "sesn_" + id));
            ledger().note(listSlice(i % 7, "sesn_" + id, i % 3 == 0 ? std::nullopt : std::optional(i)));
        }
        const auto whole = sums(UsageBy::Sandbox).total;
        for (const auto by : kGroupings) {
            const auto table = sums(by);
            std::int64_t cost = 0;
            std::int64_t cents = 0;
            std::uint64_t tokens = 0;
            domain::SandboxMeter used;
            for (const auto &row : table.rows) {
                cost += row.cost;
                used.running += row.used.running;
                cents += row.list ? row.list->listCostCents.value_or(0) : 0;
                tokens += row.list ? row.list->inputTokens : 0;
            }
            QCOMPARE(cost, table.total.cost);
            QCOMPARE(table.total.cost, whole.cost);
            QCOMPARE(used.running, table.total.used.running);
            QCOMPARE(table.total.sandboxes, 23);
            QCOMPARE(cents, table.total.list ? table.total.list->listCostCents.value_or(-1) : 0);
            QCOMPARE(tokens, table.total.list ? table.total.list->inputTokens : 0U);
            const auto page = sums(by, 0, 10, 1);
            QCOMPARE(page.total, table.total);
            QCOMPARE(page.more, table.rows.size() > 1);
            QCOMPARE(page.rows.at(0), table.rows.at(0));
        }
    }

    void listUsageStandsBesideAndIsNobodysWhereItCannotBeToldApart()
    {
        ledger().note(slice(0, "sbx-1", 500, "sesn_1"));
        ledger().note(listSlice(0, "sesn_1", 17));
        ledger().note(listSlice(0, "sesn_1", 20)); // the last one counts
        ledger().note(listSlice(1, "sesn_1", std::nullopt));
        ledger().note(listSlice(1, "sesn_2", std::nullopt));
        const auto table = sums(UsageBy::Session);
        QCOMPARE(table.rows.size(), 2U);
        QCOMPARE(table.rows[0].key, std::string("sesn_1"));
        QCOMPARE(table.rows[0].cost, std::int64_t{500});
        QCOMPARE(table.rows[0].list, (std::optional(domain::ModelUsage{20, 40, 60, 80, 2, 4, 10s, 20})));
        QCOMPARE(table.rows[1].cost, std::int64_t{0});
        QCOMPARE(table.rows[1].list, (std::optional(domain::ModelUsage{10, 20, 30, 40, 1, 2, 5s, std::nullopt})));
        for (const auto by : {UsageBy::Template, UsageBy::Sandbox}) {
            const auto local = sums(by);
            QCOMPARE(local.rows.size(), 1U);
            QVERIFY(!local.rows[0].list && !local.total.list);
            QCOMPARE(local.total.cost, std::int64_t{500});
        }
    }

    void aStartGoesOnFromEverySliceOfTheSandboxesThatDidNotEnd()
    {
        const auto slices = [this] {
            auto found = answerTo<std::vector<domain::UsageSlice>>(*m_subject, domain::OpenSlices{});
            std::ranges::sort(found, {},
                              [](const auto &one) { return std::tuple(one.day, one.sandbox.value(), one.pricesAsOf); });
            return found;
        };
        QVERIFY(slices().empty());
        auto dearer = slice(1, "sbx-1", 7, "sesn_1");
        dearer.pricesAsOf = "2026-11-21";
        const std::vector told{slice(0, "sbx-1", 5), slice(1, "sbx-1", 6, "sesn_1"), dearer, slice(1, "sbx-2", 8)};
        for (const auto &one : told)
            ledger().note(one);
        QVERIFY(slices().empty()); // of sandboxes that nobody told of
        ledger().note(sandbox("sbx-1"));
        ledger().note(sandbox("sbx-2"));
        QCOMPARE(slices(), told);
        m_subject->restart();
        QCOMPARE(slices(), told);
        ledger().keepEnded({.record = sandbox("sbx-1").record});
        QCOMPARE(slices(), std::vector{told.back()});
    }

    void aSessionGoesOnFromEverySliceOfItsListUsage()
    {
        const auto slices = [this](const char *id) {
            auto found =
                answerTo<std::vector<domain::ListSlice>>(*m_subject, domain::ListSlicesOf{domain::SessionId(id)});
            std::ranges::sort(found, {}, &domain::ListSlice::day);
            return found;
        };
        const std::vector told{listSlice(0, "sesn_1", 17), listSlice(4, "sesn_1", std::nullopt)};
        ledger().note(told[1]);
        ledger().note(listSlice(0, "sesn_1", 12));
        ledger().note(told[0]);
        ledger().note(listSlice(0, "sesn_2", 1));
        QCOMPARE(slices("sesn_1"), told);
        QVERIFY(slices("sesn_3").empty());
    }

    void pastSessionsAreFoundByIdTitleAndAgentInAnyCase()
    {
        ledger().keepSession(session("sesn_1", kNoon, "Fix the BUILD"));
        ledger().keepSession(session("sesn_2", kNoon + 1s, "Größe der Äpfel"));
        auto other = session("sesn_3", kNoon + 2s, "100% _ done");
        other.environment = domain::EnvironmentId("env_2");
        other.agentName = "Reviewer";
        other.usage = domain::ModelUsage{1, 2, 3, 4, 5, 6, 7s, 42};
        ledger().keepSession(other);
        const auto found = [this](const std::string &text) {
            return idsOf(past({.text = text, .most = 10}));
        };
        QCOMPARE(found(""), std::string("sesn_3 sesn_2 sesn_1"));
        QCOMPARE(found("build"), std::string("sesn_1"));
        QCOMPARE(found("ÄPFEL"), std::string("sesn_2"));
        QCOMPARE(found("%"), std::string("sesn_3")); // not a pattern
        QCOMPARE(found("_ d"), std::string("sesn_3"));
        QCOMPARE(found("REVIEW"), std::string("sesn_3"));
        QCOMPARE(found("SESN_2"), std::string("sesn_2"));
        QCOMPARE(found("'; DROP TABLE session; --"), std::string());
        QCOMPARE(idsOf(past({.environment = domain::EnvironmentId("env_1"), .most = 10})),
                 std::string("sesn_2 sesn_1"));
        m_subject->restart();
        const auto row = past({.text = "reviewer", .most = 10}).sessions.at(0);
        QCOMPARE(row, (domain::PastSession{other.session, other.environment, other.title, other.agentName, other.usage,
                                           other.lastSeen, 0, 0}));
    }

    void aPastSessionHasItsCallsAndItsLocalCost()
    {
        ledger().keepSession(session("sesn_1", kNoon));
        ledger().note(slice(0, "sbx-1", 500, "sesn_1"));
        ledger().note(slice(1, "sbx-2", 70, "sesn_1"));
        ledger().note(slice(1, "sbx-3", 9000));
        for (const char *call : {"sevt_1", "sevt_2", "sevt_3"})
            ledger().intendCall({domain::SessionId("sesn_1"), domain::EventId(call), domain::ToolKind::Agent, "bash",
                                 domain::SandboxId("sbx-1"), kNoon},
                                nullptr);
        ledger().closeCall(domain::SessionId("sesn_1"), domain::EventId("sevt_1"));
        const auto row = past({.most = 10}).sessions.at(0);
        QCOMPARE(row.cost, std::int64_t{570});
        QCOMPARE(row.calls, 3);
    }

    void pagingThroughPastSessionsMeetsEachOnceAlsoThoseOfOneInstant()
    {
        for (int i = 0; i < 30; ++i)
            ledger().keepSession(session("sesn_" + std::to_string(i), kNoon + std::chrono::seconds(i / 4)));
        std::vector<std::string> met;
        domain::PastSessions question{.most = 6};
        bool more = true;
        for (int page = 0; more; ++page) {
            QVERIFY(page < 30);
            const auto found = past(question);
            QVERIFY(!found.sessions.empty() && found.sessions.size() <= 6);
            for (const auto &one : found.sessions)
                met.push_back(one.session.value());
            question.before = found.sessions.back().lastSeen;
            more = found.more;
        }
        QCOMPARE(met.size(), 30U);
        QCOMPARE(met.front(), std::string("sesn_29"));
        std::ranges::sort(met);
        QVERIFY(std::ranges::adjacent_find(met) == met.end());
    }

    void aPageHasABoundThatNobodyCanAskAbove()
    {
        for (int i = 0; i < limits::kHistoryPageMax + 5; ++i)
            ledger().note(operation("op-" + std::to_string(i)));
        QCOMPARE(operations(1'000'000).size(), static_cast<std::size_t>(limits::kHistoryPageMax));
        QCOMPARE(operations(0).size(), static_cast<std::size_t>(limits::kHistoryPageMax)); // nothing said: a page
    }

    void outputsAndFrozenThingsMayBeToldAgain()
    {
        const domain::OutputFacts output{domain::SessionId("sesn_1"), "a/b.txt", ByteCount::mib(1), kNoon};
        ledger().note(output);
        ledger().note(output);
        domain::FrozenFacts frozen{domain::FrozenFacts::Kind::Template, "tpl-1", "first", "key", kNoon, {}, {}};
        ledger().note(frozen);
        frozen.name = "second";
        frozen.goneAt = kNoon + 1h;
        ledger().note(frozen);
        ledger().note(slice(0, "sbx-1", 5));
        QCOMPARE(sums(UsageBy::Template).rows.at(0).label, std::string("second"));
    }

    void noQuestionIsAnsweredAfterItIsGone()
    {
        int answers = 0;
        for (int i = 0; i < 20; ++i)
            ledger().ask(domain::PastSessions{}, [&](auto) { ++answers; });
        m_subject->restart();
        QVERIFY(past({}).sessions.empty());
        QCOMPARE(answers, 0);
    }

    void anAnswerOfThePastMayLetGoOfTheLedger()
    {
        int answers = 0;
        ledger().ask(domain::PastSessions{}, [&](auto) {
            ++answers;
            m_subject->restart();
        });
        QVERIFY(QTest::qWaitFor([&] {
            m_subject->turn();
            return answers == 1;
        }));
        QVERIFY(past({}).sessions.empty());
    }
};

QTEST_GUILESS_MAIN(HistoryContract)
#include "contract_history.moc"
