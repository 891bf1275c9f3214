// Role: what the engine may rely on of any ledger: the one in memory that its tests use, and the one on disk.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/limits.h"
#include "tests/contract/ledger/subject.h"

using namespace glovebox;
using namespace ledgercontract;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr WallTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 12h};

ports::WorkIntent intent(const std::string &work, WallTime at = kNoon)
{
    return {domain::WorkId(work), domain::EnvironmentId("env_1"), "sesn_of_" + work, at};
}

ports::CallIntent callIntent(const std::string &call, const std::string &sandbox = "sbx-1")
{
    return {.session = domain::SessionId("sesn_1"),
            .call = domain::EventId(call),
            .kind = domain::ToolKind::Agent,
            .tool = "bash",
            .sandbox = domain::SandboxId(sandbox),
            .at = kNoon};
}

const domain::SessionId kSession("sesn_1");

ports::EndedSandbox endedSandbox(const std::string &id)
{
    return {.record = {.id = domain::SandboxId(id),
                       .name = "mine é",
                       .kept = true,
                       .session = kSession,
                       .title = "A title",
                       .createdAt = kNoon,
                       .meter = {.running = 1min,
                                 .paused = 2s,
                                 .hibernated = 48h,
                                 .cpuTime = 1500ms,
                                 .memoryPeak = ByteCount::gib(3),
                                 .diskPeak = ByteCount::mib(7)}},
            .size = {2, ByteCount::gib(4), ByteCount::gib(8)},
            .cause = domain::EndCause::GuestPanic,
            .detail = "its kernel panicked: not syncing",
            .at = kNoon + 1h,
            .cost = 12'345,
            .pricesAsOf = "2026-11-26",
            .console = "line one\nline two \u2192",
            .monitor = "{\"event\": \"GUEST_PANICKED\"}"};
}

} // namespace

class LedgerContract : public QObject {
    Q_OBJECT

    std::unique_ptr<Subject> m_subject;

    ports::Ledger &ledger() { return m_subject->ledger(); }

    template <class Condition>
    bool waitFor(Condition condition)
    {
        return QTest::qWaitFor([&] {
            m_subject->turn();
            return condition();
        });
    }

    /// Tells with `tell`, which gets the callback, and waits for the answer.
    Result<> told(const std::function<void(Callback<>)> &tell)
    {
        std::optional<Result<>> answer;
        tell([&](Result<> result) { answer = std::move(result); });
        if (!waitFor([&] { return answer.has_value(); }))
            return fail(ErrorCode::TimedOut, "no answer");
        return *answer;
    }
    Result<> intend(ports::WorkIntent what)
    {
        return told([&](Callback<> done) { ledger().intendWork(what, std::move(done)); });
    }
    Result<> intend(ports::CallIntent what)
    {
        return told([&](Callback<> done) { ledger().intendCall(what, std::move(done)); });
    }
    Result<> keep(const std::string &call, domain::ToolResult result)
    {
        return told([&](Callback<> done) {
            ledger().keepResult(kSession, domain::EventId(call), std::move(result), std::move(done));
        });
    }
    std::vector<ports::EndedSandbox> ended(int most = 100)
    {
        std::optional<Result<std::vector<ports::EndedSandbox>>> answer;
        ledger().ended(most, [&](auto found) { answer = std::move(found); });
        if (!waitFor([&] { return answer.has_value(); }) || !*answer)
            qFatal("no answer to what has ended");
        return **answer;
    }
    ports::LeftOpen leftOpen()
    {
        std::optional<Result<ports::LeftOpen>> answer;
        ledger().leftOpen([&](Result<ports::LeftOpen> found) { answer = std::move(found); });
        if (!waitFor([&] { return answer.has_value(); }) || !*answer)
            qFatal("no answer to what was left open");
        return **answer;
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

    void anEmptyLedgerHasNothingOpen()
    {
        const auto found = leftOpen();
        QVERIFY(found.work.empty());
        QVERIFY(found.calls.empty());
    }

    void anAnswerNeverComesFromInsideTheCall()
    {
        int answers = 0;
        ledger().intendWork(intent("work_1"), [&](Result<>) { ++answers; });
        ledger().leftOpen([&](Result<ports::LeftOpen>) { ++answers; });
        QCOMPARE(answers, 0);
        QVERIFY(waitFor([&] { return answers == 2; }));
    }

    void answersComeInTheOrderOfTelling()
    {
        std::vector<int> order;
        const auto note = [&](int number) {
            return [&order, number](Result<> result) {
                if (result)
                    order.push_back(number);
            };
        };
        for (int i = 0; i < 300; i += 3) {
            const auto id = std::to_string(i);
            ledger().intendWork(intent("work_" + id), note(i));
            ledger().intendCall(callIntent("sevt_" + id), note(i + 1));
            ledger().keepResult(kSession, domain::EventId("sevt_" + id), {"text"}, note(i + 2));
            ledger().stepWork(domain::WorkId("work_" + id), ports::WorkStep::Acknowledged);
        }
        QVERIFY(waitFor([&] { return order.size() == 300; }));
        QVERIFY(std::ranges::is_sorted(order));
    }

    void aQuestionSeesWhatWasToldBeforeIt()
    {
        ledger().intendWork(intent("work_1"), nullptr);
        ledger().intendWork(intent("work_2"), nullptr);
        ledger().stepWork(domain::WorkId("work_1"), ports::WorkStep::Stopped);
        const auto found = leftOpen();
        QCOMPARE(found.work, std::vector{intent("work_2")});
    }

    void whatWasOpenIsThereAfterARestartInItsOrder()
    {
        auto custom = callIntent("sevt_b", "");
        custom.kind = domain::ToolKind::Custom;
        QVERIFY(intend(intent("work_b")));
        QVERIFY(intend(intent("work_a", kNoon + 1ms)));
        ledger().stepWork(domain::WorkId("work_b"), ports::WorkStep::Acknowledged);
        QVERIFY(intend(custom));
        QVERIFY(intend(callIntent("sevt_a")));
        QVERIFY(keep("sevt_a", {"result é \u2192", true, true}));
        m_subject->restart();
        const auto found = leftOpen();
        QCOMPARE(found.work, (std::vector{intent("work_b"), intent("work_a", kNoon + 1ms)}));
        QCOMPARE(found.calls, (std::vector{ports::OpenCall{custom, std::nullopt},
                                           ports::OpenCall{callIntent("sevt_a"),
                                                           domain::ToolResult{"result é \u2192", true, true}}}));
    }

    void whatKindAnItemIsOfIsKept()
    {
        std::vector<ports::WorkIntent> told;
        for (const auto kind : {domain::WorkKind::Session, domain::WorkKind::Healthcheck, domain::WorkKind::Unknown}) {
            told.push_back(intent("work_" + std::to_string(static_cast<int>(kind))));
            told.back().kind = kind;
            QVERIFY(intend(told.back()));
        }
        m_subject->restart();
        QCOMPARE(leftOpen().work, told);
        // Claimed anew, it is what it is now.
        told[1].kind = domain::WorkKind::Session;
        told[1].at = kNoon + 90s;
        QVERIFY(intend(told[1]));
        QCOMPARE(leftOpen().work, told);
    }

    void anEndedHoldIsClosedHoweverItEnded()
    {
        using ports::WorkStep;
        for (const auto step : {WorkStep::Dropped, WorkStep::GivenBack, WorkStep::Stopped, WorkStep::Lost}) {
            QVERIFY(intend(intent("work_1", kNoon + std::chrono::milliseconds(static_cast<int>(step)))));
            QCOMPARE(leftOpen().work.size(), 1U);
            ledger().stepWork(domain::WorkId("work_1"), WorkStep::Acknowledged);
            ledger().stepWork(domain::WorkId("work_1"), step);
            ledger().stepWork(domain::WorkId("work_1"), WorkStep::Acknowledged); // late: changes nothing
            QVERIFY(leftOpen().work.empty());
        }
    }

    void aHeartbeatsEchoIsFoundWithItsItemUntilThatIsClaimedAnew()
    {
        QVERIFY(intend(intent("work_1")));
        ledger().beatWork(domain::WorkId("work_1"), "echo-1");
        ledger().beatWork(domain::WorkId("work_1"), "echo-2");
        ledger().beatWork(domain::WorkId("work_nobody"), "echo-3");
        auto found = leftOpen();
        QCOMPARE(found.work.size(), std::size_t(1));
        QCOMPARE(found.work.front().lastHeartbeat, std::string("echo-2"));
        QVERIFY(intend(intent("work_1", kNoon + 90s)));
        QVERIFY(leftOpen().work.front().lastHeartbeat.empty());
    }

    void theSameIntentAgainDoesNotReopenAnItem()
    {
        QVERIFY(intend(intent("work_1")));
        ledger().stepWork(domain::WorkId("work_1"), ports::WorkStep::Stopped);
        QVERIFY(intend(intent("work_1")));
        QVERIFY(leftOpen().work.empty());
    }

    void anItemThatIsClaimedAnewIsOpenAgain()
    {
        QVERIFY(intend(intent("work_1")));
        ledger().stepWork(domain::WorkId("work_1"), ports::WorkStep::GivenBack);
        QVERIFY(intend(intent("work_1", kNoon + 90s)));
        QCOMPARE(leftOpen().work, std::vector{intent("work_1", kNoon + 90s)});
    }

    void theFirstResultStays()
    {
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(keep("sevt_1", {"first"}));
        QVERIFY(keep("sevt_1", {"second"}));
        QVERIFY(intend(callIntent("sevt_1", "sbx-2")));
        const auto found = leftOpen();
        QCOMPARE(found.calls, (std::vector{ports::OpenCall{callIntent("sevt_1"), domain::ToolResult{"first"}}}));
    }

    void aCallThatHasNoResultMayBeMovedToAnotherSandbox()
    {
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(intend(callIntent("sevt_1", "sbx-2")));
        QCOMPARE(leftOpen().calls, (std::vector{ports::OpenCall{callIntent("sevt_1", "sbx-2"), std::nullopt}}));
    }

    void anEmptyResultIsAResult()
    {
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(keep("sevt_1", {""}));
        m_subject->restart();
        QCOMPARE(leftOpen().calls, (std::vector{ports::OpenCall{callIntent("sevt_1"), domain::ToolResult{}}}));
    }

    void aResultIsKeptByteForByte()
    {
        auto text = "nul \0 and quotes ' \" ; DROP TABLE call; --\r\n"s;
        text += std::string(3'000'000, 'x');
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(keep("sevt_1", {text}));
        m_subject->restart();
        const auto found = leftOpen();
        QVERIFY(found.calls.at(0).result.has_value());
        QVERIFY(found.calls.at(0).result->text == text);
    }

    void aClosedCallIsOverForGood()
    {
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(keep("sevt_1", {"text"}));
        ledger().closeCall(kSession, domain::EventId("sevt_1"));
        ledger().closeCall(kSession, domain::EventId("sevt_1"));
        QVERIFY(keep("sevt_1", {"late"}));
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(leftOpen().calls.empty());
    }

    void callsOfTwoSessionsWithOneIdAreTwo()
    {
        auto other = callIntent("sevt_1");
        other.session = domain::SessionId("sesn_2");
        QVERIFY(intend(callIntent("sevt_1")));
        QVERIFY(intend(other));
        ledger().closeCall(kSession, domain::EventId("sevt_1"));
        QCOMPARE(leftOpen().calls, (std::vector{ports::OpenCall{other, std::nullopt}}));
    }

    void aResultWithoutAnIntentIsRefusedAndHurtsNoOther()
    {
        std::optional<Result<>> before;
        std::optional<Result<>> after;
        ledger().intendWork(intent("work_1"), [&](Result<> result) { before = std::move(result); });
        const auto refused = keep("sevt_unknown", {"text"});
        ledger().intendWork(intent("work_2"), [&](Result<> result) { after = std::move(result); });
        QVERIFY(waitFor([&] { return after.has_value(); }));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidState);
        QVERIFY(before && *before && *after);
        QCOMPARE(leftOpen().work.size(), 2U);
    }

    void stepsOfUnknownItemsAndCallsChangeNothing()
    {
        ledger().stepWork(domain::WorkId("work_unknown"), ports::WorkStep::Acknowledged);
        ledger().closeCall(kSession, domain::EventId("sevt_unknown"));
        const auto found = leftOpen();
        QVERIFY(found.work.empty() && found.calls.empty());
    }

    void howASandboxEndedIsThereAfterARestart()
    {
        QVERIFY(ended().empty());
        auto nobodys = endedSandbox("sbx-2");
        nobodys.record.session.reset();
        nobodys.record.kept = false;
        ledger().keepEnded(endedSandbox("sbx-1"));
        ledger().keepEnded(nobodys);
        QCOMPARE(ended(), (std::vector{nobodys, endedSandbox("sbx-1")}));
        m_subject->restart();
        QCOMPARE(ended(), (std::vector{nobodys, endedSandbox("sbx-1")}));
        QCOMPARE(ended(1), std::vector{nobodys});
    }

    void everyCauseOfAnEndIsKept()
    {
        for (const auto cause : domain::kEndCauses) {
            auto one = endedSandbox("sbx-1");
            one.cause = cause;
            ledger().keepEnded(one);
            QCOMPARE(ended(), std::vector{one});
        }
    }

    void theLastOneToldOfAnEndedSandboxCounts()
    {
        ledger().keepEnded(endedSandbox("sbx-1"));
        ledger().keepEnded(endedSandbox("sbx-2"));
        auto again = endedSandbox("sbx-1");
        again.detail = "destroyed at last";
        ledger().keepEnded(again);
        QCOMPARE(ended(), (std::vector{again, endedSandbox("sbx-2")}));
    }

    void ofLongEvidenceTheEndIsKept()
    {
        auto verbose = endedSandbox("sbx-1");
        verbose.console = std::string(1'000'000, 'a') + "the end";
        ledger().keepEnded(verbose);
        const auto kept = ended().at(0).console;
        QVERIFY(kept.ends_with("athe end"));
        QVERIFY(kept.size() <= limits::kEvidenceMax.value + 8); // and what says that it was cut
    }

    void nothingIsAnsweredAfterItIsGone()
    {
        int answers = 0;
        ledger().intendWork(intent("work_1"), [&](Result<>) { ++answers; });
        m_subject->restart();
        ledger().leftOpen([&](Result<ports::LeftOpen>) { answers += 10; });
        QVERIFY(waitFor([&] { return answers >= 10; }));
        QCOMPARE(answers, 10);
    }

    void anAnswerMayLetGoOfTheLedger()
    {
        int answers = 0;
        ledger().intendWork(intent("work_1"), [&](Result<>) {
            ++answers;
            m_subject->restart();
        });
        QVERIFY(waitFor([&] { return answers == 1; }));
        QCOMPARE(leftOpen().work.size(), 1U);
    }
};

QTEST_GUILESS_MAIN(LedgerContract)
#include "contract_ledger.moc"
