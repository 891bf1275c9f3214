// What sandboxes used by day: pieces that add up to the meter and the cost, whatever the clock, the prices and the
// program did in between.
#include "core/engine/list_book.h"
#include "core/engine/usage_book.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/manual_clock.h"

#include <QRandomGenerator>
#include <QTest>

#include <tuple>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

const SandboxId kSandbox("sbx-1");
const MachineSize kSize{2, ByteCount::gib(1), ByteCount::gib(8)};
const PriceTable kDear{"2026-11-01", 100'000, 20'000, 5'000, 300'000};
const PriceTable kCheap{"2026-12-01", 50'000, 10'000, 2'500, 150'000};

struct Books {
    explicit Books(testsupport::ManualClock &clock, const PriceTable &prices = kDear) : book(clock, prices, keeper()) {}

    engine::UsageBook::Note keeper()
    {
        return [this](HistoryFact fact) {
            const auto slice = std::get<UsageSlice>(fact);
            slices.insert_or_assign({slice.day, slice.pricesAsOf, slice.session}, slice);
        };
    }
    void resume(const Books &before)
    {
        std::vector<UsageSlice> found;
        for (const auto &[key, slice] : before.slices)
            found.push_back(slice);
        slices = before.slices;
        book.resume(found);
    }
    SandboxMeter sum() const
    {
        SandboxMeter all;
        for (const auto &[key, slice] : slices) {
            all.running += slice.used.running;
            all.paused += slice.used.paused;
            all.hibernated += slice.used.hibernated;
            all.cpuTime += slice.used.cpuTime;
            all.memoryPeak = std::max(all.memoryPeak, slice.used.memoryPeak);
            all.diskPeak = std::max(all.diskPeak, slice.used.diskPeak);
        }
        return all;
    }
    std::int64_t cost() const
    {
        std::int64_t all = 0;
        for (const auto &[key, slice] : slices)
            all += slice.cost;
        return all;
    }

    std::map<std::tuple<UsageDay, std::string, std::optional<SessionId>>, UsageSlice> slices; // as a ledger keeps them
    engine::UsageBook book;
};

api::SandboxView viewOf(const SandboxMeter &meter, SandboxState state = SandboxState::Running)
{
    return {.id = kSandbox, .state = state, .size = kSize, .meter = meter};
}

WallTime at(int day, std::chrono::milliseconds time)
{
    return WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / day)) + time;
}

} // namespace

class TestUsageBook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void timeThatPassedOverMidnightIsCutThere()
    {
        testsupport::ManualClock clock;
        Books books(clock);
        clock.setWall(at(20, 23h + 59min + 40s));
        books.book.saw(viewOf({.running = 10s, .cpuTime = 4s}), std::nullopt);
        clock.setWall(at(21, 20s));
        books.book.saw(viewOf({.running = 50s, .cpuTime = 8s}), std::nullopt);
        books.book.tellAll();
        QCOMPARE(books.slices.size(), 2U);
        QCOMPARE(books.slices.begin()->second.used.running, 30s);
        QCOMPARE(books.slices.rbegin()->second.used.running, 20s);
        QCOMPARE(books.slices.rbegin()->second.used.cpuTime, 2s); // its share
        QCOMPARE(books.sum(), (SandboxMeter{.running = 50s, .cpuTime = 8s}));
    }

    void daysThatItSleptThroughAreDaysOfTheirOwn()
    {
        testsupport::ManualClock clock;
        Books books(clock);
        clock.setWall(at(20, 22h));
        books.book.saw(viewOf({.running = 1h, .diskPeak = ByteCount::gib(1)}), std::nullopt);
        clock.setWall(at(23, 3h));
        books.book.saw(
            viewOf({.running = 1h, .hibernated = 53h, .diskPeak = ByteCount::gib(1)}, SandboxState::Hibernated),
            std::nullopt);
        books.book.tellAll();
        std::vector<std::chrono::milliseconds> slept;
        for (const auto &[key, slice] : books.slices)
            slept.push_back(slice.used.hibernated);
        QCOMPARE(slept, (std::vector<std::chrono::milliseconds>{2h, 24h, 24h, 3h}));
        QCOMPARE(books.sum().hibernated, 53h);
    }

    void whatWasUsedAtOtherPricesKeepsThem()
    {
        testsupport::ManualClock clock;
        clock.setWall(at(20, 12h));
        Books before(clock, kDear);
        const SandboxMeter early{.running = 1h, .diskPeak = ByteCount::gib(2)};
        before.book.saw(viewOf(early), std::nullopt);
        const auto paid = before.book.cost(kSandbox);
        QCOMPARE(paid, costOf(early, kSize, kDear));

        Books after(clock, kCheap);
        after.resume(before);
        QCOMPARE(after.book.costSoFar(kSandbox, early, kSize, std::nullopt), paid); // nothing new: nothing changes
        const SandboxMeter later{.running = 3h, .diskPeak = ByteCount::gib(2)};
        const auto more = costOf({.running = 2h, .diskPeak = ByteCount::gib(2)}, kSize, kCheap);
        QCOMPARE(after.book.costSoFar(kSandbox, later, kSize, std::nullopt), paid + more);
        after.book.tellAll();
        QCOMPARE(after.slices.size(), 2U);
        QCOMPARE(after.cost(), paid + more);

        Books again(clock, kCheap); // the same day, the same prices once more: the slice goes on
        again.resume(after);
        again.book.saw(viewOf({.running = 4h, .diskPeak = ByteCount::gib(2)}), std::nullopt);
        QCOMPARE(again.slices.size(), 2U);
        QCOMPARE(again.sum().running, 4h);
    }

    void whatASessionUsedOfASharedSandboxStaysItsOwn()
    {
        testsupport::ManualClock clock;
        clock.setWall(at(20, 8h));
        Books before(clock);
        const std::optional<SessionId> first(SessionId("sesn_1"));
        const std::optional<SessionId> second(SessionId("sesn_2"));
        const auto use = [&](Books &books, const std::optional<SessionId> &whose, std::chrono::hours running) {
            auto view = viewOf({.running = running});
            view.session = whose;
            books.book.costSoFar(view.id, view.meter, view.size, whose); // a view says what it has cost
            books.book.saw(view, whose ? std::optional(EnvironmentId("env_1")) : std::nullopt);
        };
        const auto used = [&](const Books &books, const std::optional<SessionId> &whose) {
            std::chrono::milliseconds all{0};
            for (const auto &[key, slice] : books.slices)
                if (slice.session == whose)
                    all += slice.used.running;
            return all;
        };
        use(before, std::nullopt, 0h);
        use(before, first, 1h);        // it was nobody's until now
        use(before, std::nullopt, 4h); // the first one is done
        use(before, second, 5h);
        use(before, first, 7h); // comes back on the same day
        use(before, first, 8h);
        before.book.tellAll();
        QCOMPARE(used(before, first), 4h);
        QCOMPARE(used(before, second), 2h);
        QCOMPARE(used(before, std::nullopt), 2h);

        Books after(clock); // a kill while it was the first one's
        after.resume(before);
        use(after, first, 10h);
        use(after, second, 11h);
        use(after, second, 12h);
        after.book.tellAll();
        QCOMPARE(used(after, first), 7h);
        QCOMPARE(used(after, second), 3h);
        QCOMPARE(after.sum().running, 12h);
        QCOMPARE(after.book.booked(kSandbox)->running, 12h);
        for (const auto &[key, slice] : after.slices)
            QCOMPARE(slice.environment.has_value(), slice.session.has_value());
    }

    void aMeterThatIsOlderThanTheBooksTakesNothingBack()
    {
        testsupport::ManualClock clock;
        Books before(clock);
        before.book.saw(viewOf({.running = 90s, .cpuTime = 30s}), std::nullopt);
        Books after(clock);
        after.resume(before);
        const auto meter = after.book.atLeastBooked(kSandbox, {.running = 60s, .cpuTime = 35s});
        QCOMPARE(meter.running, 90s);
        QCOMPARE(meter.cpuTime, 35s);
        const auto cost = after.book.cost(kSandbox);
        QCOMPARE(after.book.costSoFar(kSandbox, {.running = 60s}, kSize, std::nullopt), cost);
    }

    void aClockThatGoesBackBooksOnTheSameDay()
    {
        testsupport::ManualClock clock;
        Books books(clock);
        clock.setWall(at(21, 1h));
        books.book.saw(viewOf({.running = 10s}), std::nullopt);
        clock.setWall(at(19, 1h));
        books.book.saw(viewOf({.running = 30s}), std::nullopt);
        books.book.tellAll();
        QCOMPARE(books.slices.size(), 1U);
        QCOMPARE(books.sum().running, 30s);
    }

    void theLedgerIsToldEachTenSecondsAndAtEachChange()
    {
        testsupport::ManualClock clock;
        int told = 0;
        engine::UsageBook book(clock, kDear, [&](const HistoryFact &) { ++told; });
        for (int second = 1; second <= 180; ++second) {
            clock.advance(1s);
            book.saw(viewOf({.running = std::chrono::seconds(second)}), std::nullopt);
        }
        QCOMPARE(told, 18); // at its first state, and after each ten seconds
        for (int second = 0; second < 120; ++second) {
            book.saw(viewOf({.running = 181s, .paused = std::chrono::seconds(second)}, SandboxState::Paused),
                     std::nullopt);
            clock.advance(1s);
        }
        QCOMPARE(told, 20); // and after each minute while it stands still
    }

    /// Random days of states, midnights, restarts and price changes: the pieces are the meter, and the cost never
    /// falls.
    void thePiecesAddUp_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 60; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void thePiecesAddUp()
    {
        QFETCH(unsigned, seed);
        QRandomGenerator chance(seed);
        testsupport::ManualClock clock;
        clock.setWall(at(1, 20h));
        auto books = std::make_unique<Books>(clock);
        SandboxMeter meter;
        SandboxMeter booked;
        std::int64_t cost = 0;
        books->book.saw(viewOf(meter, SandboxState::Creating), std::nullopt);
        for (int step = 0; step < 300; ++step) {
            const std::chrono::milliseconds time(chance.bounded(1, chance.bounded(20) == 0 ? 200'000'000 : 600'000));
            clock.setWall(clock.wallNow() + time);
            const auto state = std::array{SandboxState::Running, SandboxState::Paused, SandboxState::Hibernated}.at(
                static_cast<std::size_t>(chance.bounded(3)));
            (state == SandboxState::Running  ? meter.running
             : state == SandboxState::Paused ? meter.paused
                                             : meter.hibernated) += time;
            if (state == SandboxState::Running) {
                meter.cpuTime += time / 3;
                meter.diskPeak.value += chance.bounded(1'000'000U);
                meter.memoryPeak = std::max(meter.memoryPeak, ByteCount{chance.bounded(1U << 30)});
            }
            books->book.saw(viewOf(meter, state), std::nullopt);
            QVERIFY(books->book.cost(kSandbox) >= cost);
            cost = books->book.cost(kSandbox);
            if (chance.bounded(10) == 0) { // the program is killed: what was not told is not known
                auto next = std::make_unique<Books>(clock, chance.bounded(2) == 0 ? kDear : kCheap);
                next->resume(*books);
                books = std::move(next);
                booked = books->sum();
                cost = books->book.cost(kSandbox);
                QCOMPARE(cost, books->cost());
                meter = books->book.atLeastBooked(kSandbox, booked);
            }
        }
        books->book.tellAll();
        QCOMPARE(books->sum(), meter);
        QCOMPARE(books->cost(), books->book.cost(kSandbox));
        for (const auto &[key, slice] : books->slices)
            QVERIFY(slice.used.running + slice.used.paused + slice.used.hibernated <= 24h);
    }

    // ---- The control plane's own figures

    void listUsageIsWhatItGrewByAndARestartCountsNothingTwice()
    {
        testsupport::ManualClock clock;
        clock.setWall(at(20, 12h));
        testsupport::FakeLedger ledger(clock);
        const auto told = [&](engine::ListBook &book, std::uint64_t tokens, std::int64_t cents) {
            api::SessionView view{
                .id = SessionId("sesn_1"), .environment = EnvironmentId("env_1"), .agentName = "coder"};
            view.usage = ModelUsage{.inputTokens = tokens, .listCostCents = cents};
            book.saw(view);
            clock.advance(5s); // it is not told with each call
        };
        const auto &list = ledger.durable().history.list;
        {
            engine::ListBook book(clock, ledger);
            told(book, 100, 5);
            told(book, 250, 9);
        }
        QCOMPARE(list.size(), 1U);
        QCOMPARE(list.front().usage.inputTokens, 250U);
        engine::ListBook book(clock, ledger); // another program
        told(book, 250, 9);
        told(book, 300, 11);
        QCOMPARE(list.size(), 1U);
        QCOMPARE(list.front().usage.inputTokens, 300U);
        clock.setWall(at(21, 1h));
        told(book, 300, 11); // nothing new on the new day
        QCOMPARE(list.size(), 1U);
        told(book, 340, 14);
        QCOMPARE(list.size(), 2U);
        QCOMPARE(list.back().usage.inputTokens, 40U);
        QCOMPARE(list.back().usage.listCostCents, std::optional<std::int64_t>(3));
    }

    void theFiguresOfABusySessionAreBookedEveryFiveSecondsAndAtItsEnd()
    {
        testsupport::ManualClock clock;
        clock.setWall(at(20, 12h));
        testsupport::FakeLedger ledger(clock);
        const auto &list = ledger.durable().history.list;
        engine::ListBook book(clock, ledger);
        const auto saw = [&](const char *session, std::uint64_t tokens) {
            api::SessionView view{.id = SessionId(session), .environment = EnvironmentId("env_1")};
            view.usage = ModelUsage{.inputTokens = tokens};
            book.saw(view);
            clock.runDue();
        };
        const auto booked = [&] {
            std::vector<std::uint64_t> tokens;
            for (const auto &slice : list)
                tokens.push_back(slice.usage.inputTokens);
            return tokens;
        };
        using Tokens = std::vector<std::uint64_t>;
        saw("sesn_1", 100);
        QCOMPARE(booked(), Tokens{100}); // at once
        saw("sesn_1", 200);
        clock.advance(4s);
        saw("sesn_1", 300);
        QCOMPARE(booked(), Tokens{100});
        clock.advance(1s);
        QCOMPARE(booked(), Tokens{300});
        saw("sesn_1", 400);
        book.forget(SessionId("sesn_1"));
        clock.runDue();
        QCOMPARE(booked(), Tokens{400});
        saw("sesn_2", 10);
        saw("sesn_2", 20);
        book.tellAll();
        clock.runDue();
        QCOMPARE(booked(), (Tokens{400, 20}));
    }

    void whatASessionUsedThatGoesAtOnceIsBookedWhenTheLedgerAnswers()
    {
        testsupport::ManualClock clock;
        clock.setWall(at(20, 12h));
        testsupport::FakeLedger ledger(clock);
        const auto &list = ledger.durable().history.list;
        engine::ListBook book(clock, ledger);
        api::SessionView view{.id = SessionId("sesn_1"), .environment = EnvironmentId("env_1")};
        const auto saw = [&](std::uint64_t tokens) {
            view.usage = ModelUsage{.inputTokens = tokens};
            book.saw(view);
        };
        ledger.hold(true);
        saw(100);
        saw(150);
        book.forget(view.id);
        QVERIFY(list.empty());
        ledger.hold(false);
        clock.runDue();
        QCOMPARE(list.size(), 1U);
        QCOMPARE(list.front().usage.inputTokens, 150U);
        ledger.hold(true);
        saw(200); // it comes back, goes and is there again before the ledger answers
        book.forget(view.id);
        saw(230);
        ledger.hold(false);
        clock.runDue();
        QCOMPARE(list.size(), 1U);
        QCOMPARE(list.front().usage.inputTokens, 230U);
    }

    void figuresThatCannotBeLookedUpAreNotBooked()
    {
        testsupport::ManualClock clock;
        testsupport::FakeLedger ledger(clock);
        engine::ListBook book(clock, ledger);
        api::SessionView view{.id = SessionId("sesn_1"), .environment = EnvironmentId("env_1")};
        view.usage = ModelUsage{.inputTokens = 100};
        ledger.failAll(Error{ErrorCode::OutOfDisk, "full"});
        book.saw(view);
        clock.runDue();
        ledger.failAll(std::nullopt);
        QVERIFY(ledger.durable().history.list.empty());
        book.saw(view);
        clock.runDue();
        QCOMPARE(ledger.durable().history.list.size(), 1U);
    }
};

QTEST_GUILESS_MAIN(TestUsageBook)
#include "tst_usage_book.moc"
