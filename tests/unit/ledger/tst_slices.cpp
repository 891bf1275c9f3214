// Role: what a start goes on from: every slice of the sandboxes that are open, and those of one session's list usage.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/open_ledger.h"

using namespace glovebox;
using namespace glovebox::domain;
using namespace ledgertest;
using namespace std::chrono_literals;

namespace {

constexpr UsageDay kDay = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};

UsageSlice slice(int day, const std::string &sandbox, const std::string &prices)
{
    return {.day = kDay + std::chrono::days(day),
            .sandbox = SandboxId(sandbox),
            .session = SessionId("sesn_1"),
            .environment = EnvironmentId("env_1"),
            .base = "tpl-1",
            .size = {2, ByteCount::mib(512), ByteCount::gib(8)},
            .used = {1h, 2min, 3s, 4ms, ByteCount::mib(100), ByteCount::mib(7)},
            .pricesAsOf = prices,
            .cost = 100 + day};
}

ListSlice listSlice(int day, const std::string &session)
{
    return {.day = kDay + std::chrono::days(day),
            .session = SessionId(session),
            .environment = EnvironmentId("env_1"),
            .agentName = "coder",
            .usage = {10, 20, 30, 40, 1, 2, 5s, 7}};
}

SandboxFacts open(const std::string &id)
{
    return {.record = {.id = SandboxId(id)}, .state = "running"};
}

HistoryAnswer ask(ports::Ledger &ledger, const HistoryQuestion &question)
{
    std::optional<Result<HistoryAnswer>> answer;
    ledger.ask(question, [&](auto found) { answer = std::move(found); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }) || !*answer)
        qFatal("a question is not answered");
    return **answer;
}

} // namespace

class LedgerSlicesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStartIsGivenAllSlicesOfWhatIsOpen()
    {
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db")).toStdString();
        const std::vector kept{slice(0, "sbx-1", "2026-01-01"), slice(1, "sbx-1", "2026-01-01"),
                               slice(1, "sbx-1", "2026-11-01")};
        {
            auto ledger = *ledgertest::open({.path = path});
            ledger->note(open("sbx-1"));
            ledger->note(open("sbx-2"));
            for (const auto &one : kept)
                ledger->note(one);
            ledger->note(slice(0, "sbx-2", "2026-01-01"));
            ledger->keepEnded({.record = {.id = SandboxId("sbx-2")}});
        }
        auto ledger = *ledgertest::open({.path = path});
        QCOMPARE(std::get<std::vector<UsageSlice>>(ask(*ledger, OpenSlices{})), kept);
        ledger->keepEnded({.record = {.id = SandboxId("sbx-1")}});
        QVERIFY(std::get<std::vector<UsageSlice>>(ask(*ledger, OpenSlices{})).empty());
    }

    void aDayOfASandboxHasASliceForEachSessionThatUsedIt()
    {
        const QTemporaryDir folder;
        auto ledger = *ledgertest::open({.path = folder.filePath(QStringLiteral("ledger.db")).toStdString()});
        ledger->note(open("sbx-1"));
        auto theirs = slice(0, "sbx-1", "2026-01-01");
        theirs.session = SessionId("sesn_2");
        auto nobodys = theirs;
        nobodys.session.reset();
        nobodys.environment.reset();
        const std::vector all{nobodys, slice(0, "sbx-1", "2026-01-01"), theirs};
        for (const auto &one : all)
            ledger->note(one);
        QCOMPARE(std::get<std::vector<UsageSlice>>(ask(*ledger, OpenSlices{})), all);
        const auto sums = std::get<UsageTable>(ask(*ledger, UsageSums{kDay, kDay, UsageBy::Session, 10}));
        QCOMPARE(sums.rows.size(), std::size_t{3});
        QCOMPARE(sums.total.cost, 300);
        QCOMPARE(sums.total.sandboxes, 1);
    }

    void aSessionIsGivenItsOwnListSlices()
    {
        const QTemporaryDir folder;
        auto ledger = *ledgertest::open({.path = folder.filePath(QStringLiteral("ledger.db")).toStdString()});
        ledger->note(listSlice(0, "sesn_1"));
        ledger->note(listSlice(0, "sesn_2"));
        ledger->note(listSlice(1, "sesn_1"));
        QCOMPARE(std::get<std::vector<ListSlice>>(ask(*ledger, ListSlicesOf{SessionId("sesn_1")})),
                 (std::vector{listSlice(0, "sesn_1"), listSlice(1, "sesn_1")}));
        QVERIFY(std::get<std::vector<ListSlice>>(ask(*ledger, ListSlicesOf{SessionId("sesn_3")})).empty());
    }
};

QTEST_GUILESS_MAIN(LedgerSlicesTest)
#include "tst_slices.moc"
