// Role: history that is too long, too much or absurd: cut, counted and given up before it costs anything that matters.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/base/limits.h"
#include "tests/unit/ledger/open_ledger.h"

using namespace glovebox;
using namespace ledgertest;
using namespace std::chrono_literals;

namespace {

constexpr domain::UsageDay kDay = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};

domain::Operation operation(const std::string &id)
{
    return {.id = domain::OperationId(id), .object = "sandbox/sbx-1", .beganAt = kDay};
}

} // namespace

class LedgerHistoryBoundsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    Opened openHere(ByteCount sizeMax = ByteCount::gib(8))
    {
        return open({.path = m_path.toStdString(), .sizeMax = sizeMax});
    }
    template <class T>
    T answerTo(ports::Ledger &ledger, const domain::HistoryQuestion &question)
    {
        std::optional<Result<domain::HistoryAnswer>> answer;
        ledger.ask(question, [&](auto found) { answer = std::move(found); });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }))
            qFatal("a question is not answered");
        if (!*answer)
            qFatal("%s", describe(answer->error()).c_str());
        return std::get<T>(**answer);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.db"));
    }

    void longTextsAreCutAndControlCharactersBecomeBlanks()
    {
        const auto opened = openHere();
        auto endless = operation("op-1");
        const std::string text = "line one\nline two\x1b[2J" + std::string(100'000, 'x');
        endless.object = endless.name = endless.step = endless.result = text;
        endless.problem = Error{ErrorCode::OutOfDisk, text};
        for (int i = 0; i < 5000; ++i)
            endless.log.push_back({kDay + std::chrono::seconds(i), text});
        (*opened)->note(endless);
        const auto kept = answerTo<std::vector<domain::Operation>>(**opened, domain::NewestOperations{10}).at(0);
        for (const auto &one : {kept.object, kept.name, kept.step, kept.result, kept.problem->detail}) {
            QVERIFY(one.starts_with("line one line two [2J"));
            QVERIFY(one.size() < 1100);
        }
        QCOMPARE(kept.log.size(), limits::kOperationSteps);
        QVERIFY(kept.log.back().at == WallTime(kDay + 4999s));
        QVERIFY(kept.log.back().text.size() < 350);
    }

    void anIdThatIsNoneIsRefusedAndHurtsNoOther()
    {
        const auto opened = openHere();
        auto &ledger = **opened;
        const std::string endless(5000, 'i');
        ledger.note(operation("op-1"));
        ledger.note(operation(""));
        ledger.note(operation(endless));
        ledger.note(operation("op\n2"));
        ledger.note(domain::SandboxFacts{.record = {.id = domain::SandboxId(endless)}});
        ledger.note(domain::SandboxFacts{.record = {.id = domain::SandboxId("sbx-1")}, .base = endless});
        ledger.note(domain::UsageSlice{.day = kDay, .sandbox = domain::SandboxId("")});
        ledger.note(domain::ListSlice{kDay, domain::SessionId("sesn_1"), domain::EnvironmentId(""), "", {}});
        ledger.note(operation("op-3"));
        const auto kept = answerTo<std::vector<domain::Operation>>(ledger, domain::NewestOperations{10});
        QCOMPARE(kept.size(), 2U);
        QVERIFY(answerTo<std::vector<domain::SandboxFacts>>(ledger, domain::OpenSandboxes{}).empty());
        const domain::UsageSums sums{kDay, kDay, domain::UsageBy::Session, 10};
        QVERIFY(answerTo<domain::UsageTable>(ledger, sums).rows.empty());
    }

    /// Whoever sends them: a sum that overflows would answer nothing for ever.
    void absurdFiguresStillHaveASum()
    {
        const auto opened = openHere();
        auto &ledger = **opened;
        constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
        constexpr auto kMostSigned = std::numeric_limits<std::int64_t>::max();
        const std::chrono::milliseconds span(kMostSigned);
        for (int i = 0; i < 2000; ++i) {
            const auto number = std::to_string(i);
            ledger.note(domain::UsageSlice{.day = kDay,
                                           .sandbox = domain::SandboxId("sbx-" + number),
                                           .used = {span, span, -span, span, {kMost}, {kMost}},
                                           .cost = kMostSigned});
            ledger.note(domain::ListSlice{kDay,
                                          domain::SessionId("sesn_" + number),
                                          domain::EnvironmentId("env_1"),
                                          "",
                                          {kMost, kMost, kMost, kMost, kMost, kMost, span, kMostSigned}});
        }
        const domain::UsageSums sums{kDay, kDay, domain::UsageBy::Environment, 10};
        const auto total = answerTo<domain::UsageTable>(ledger, sums).total;
        QVERIFY(total.cost > 0 && total.used.running > 0ms);
        QCOMPARE(total.used.hibernated, 0ms);
        QVERIFY(total.list && total.list->listCostCents.value_or(0) > 0);
    }

    /// More history than fits: what a start after a crash needs is written all the same.
    void onAFullDiskHistoryGivesWay()
    {
        {
            const auto opened = openHere(ByteCount::kib(400));
            auto &ledger = **opened;
            QVERIFY(told([&](Callback<> done) { ledger.intendWork(intent("work_1"), std::move(done)); }));
            QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
            for (int i = 0; i < 600; ++i) { // some 30 MiB
                auto chatty = operation("op-" + std::to_string(i));
                for (int step = 0; step < 200; ++step)
                    chatty.log.push_back({kDay, std::string(250, 's')});
                ledger.note(chatty);
            }
            ledger.stepWork(domain::WorkId("work_1"), ports::WorkStep::Stopped);
            QVERIFY(told([&](Callback<> done) { ledger.intendWork(intent("work_2"), std::move(done)); }));
            QVERIFY(told([&](Callback<> done) {
                ledger.keepResult(kSession, domain::EventId("sevt_1"), {"done"}, std::move(done));
            }));
            QCOMPARE(leftOpen(ledger)->work, std::vector{intent("work_2")});
            // A question of what was given up is not answered with half of it.
            std::optional<Result<domain::HistoryAnswer>> answer;
            ledger.ask(domain::NewestOperations{10}, [&](auto found) { answer = std::move(found); });
            QTRY_VERIFY(answer.has_value());
            QVERIFY(!*answer);
            QCOMPARE(answer->error().code, ErrorCode::OutOfDisk);
        }
        const auto again = openHere();
        const auto found = leftOpen(**again);
        QCOMPARE(found->work, std::vector{intent("work_2")});
        QCOMPARE(found->calls.at(0).result, std::optional(domain::ToolResult{"done"}));
    }

    void historyThatMetAFullDiskIsWrittenOnceThereIsRoomInItsOrder()
    {
        const auto opened = openHere(ByteCount::kib(376)); // of which an empty one has 208
        auto &ledger = **opened;
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
        QVERIFY(told([&](Callback<> done) {
            ledger.keepResult(kSession, domain::EventId("sevt_1"), {std::string(110'000, 'x')}, std::move(done));
        }));
        auto big = operation("op-1");
        for (int step = 0; step < 200; ++step)
            big.log.push_back({kDay, std::string(250, 's')});
        big.step = "first";
        ledger.note(big);
        auto other = big;
        other.id = domain::OperationId("op-2");
        ledger.note(other);
        QVERIFY(leftOpen(ledger)); // the disk is full by now
        big.step = "second";
        ledger.note(big);
        ledger.closeCall(kSession, domain::EventId("sevt_1")); // makes room
        QVERIFY(leftOpen(ledger));
        const auto kept = answerTo<std::vector<domain::Operation>>(ledger, domain::NewestOperations{10});
        QCOMPARE(kept.size(), 2U);
        QCOMPARE(kept.at(1).step, std::string("second"));
    }

    void tooManyQuestionsAreRefusedAndTheOthersAnswered()
    {
        const auto opened = openHere();
        int answered = 0;
        int refused = 0;
        for (int i = 0; i < 300; ++i)
            (*opened)->ask(domain::PastSessions{}, [&](auto found) { ++(found ? answered : refused); });
        QTRY_COMPARE(answered + refused, 300);
        QVERIFY(refused > 0);
        QVERIFY(answered >= 100);
        QVERIFY(answerTo<domain::PastSessionRows>(**opened, domain::PastSessions{}).sessions.empty());
    }
};

QTEST_GUILESS_MAIN(LedgerHistoryBoundsTest)
#include "tst_history_bounds.moc"
