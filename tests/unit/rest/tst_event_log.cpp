// The log of events: numbers that a client can rely on, a bound, and a word about what is gone.
#include "core/rest/event_log.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::rest;
using nlohmann::json;

namespace {

const WallTime kBegan{std::chrono::milliseconds(1'795'000'000'000)};
constexpr std::uint64_t kBefore = 1'795'000'000'000'000;

EventDraft draft(std::string kind, std::string object = "sandbox/sbx-1")
{
    return {std::move(kind), std::move(object), "sesn_1", "sbx-1"};
}

void fill(EventLog &log, int count)
{
    for (int i = 0; i < count; ++i)
        log.add(draft("sandbox.state"), kBegan);
}

} // namespace

class EventLogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersRiseByOneAndFitAJavaScriptNumber()
    {
        EventLog log(kBegan);
        QCOMPARE(log.newest(), kBefore);
        QVERIFY(!log.next(0));
        fill(log, 3);
        QCOMPARE(log.next(0)->seq, kBefore + 1);
        QCOMPARE(log.next(kBefore + 1)->seq, kBefore + 2);
        QCOMPARE(log.next(kBefore + 2)->seq, kBefore + 3);
        QVERIFY(!log.next(kBefore + 3));
        QVERIFY(!log.gap(kBefore) && !log.gap(kBefore + 3) && !log.gap(0));
        QVERIFY(log.newest() < (std::uint64_t{1} << 53));
    }

    void anEventIsOneLineWithAllThatIsAskedBy()
    {
        EventLog log(kBegan);
        auto one = draft("sandbox.state");
        one.facts = {{"state", "running"}, {"reason", "two\nlines \xff"}};
        log.add(std::move(one), kBegan);
        const auto &text = log.next(0)->text;
        QVERIFY(text.find('\n') == text.npos);
        const auto event = json::parse(text);
        QVERIFY(event["seq"] == kBefore + 1 && event["kind"] == "sandbox.state" && event["object"] == "sandbox/sbx-1");
        QVERIFY(event["session"] == "sesn_1" && event["sandbox"] == "sbx-1" && event["state"] == "running");
        QVERIFY(event["epoch"] == log.epoch() && event["at"].get<std::string>().starts_with("2026-"));
    }

    void theOldestGoAndThatIsTold()
    {
        EventLog log(kBegan, 10);
        fill(log, 25);
        QCOMPARE(log.next(0)->seq, kBefore + 16);
        QCOMPARE(log.next(kBefore + 3)->seq, kBefore + 16);
        const auto gap = log.gap(kBefore + 3);
        QVERIFY(gap && gap->seq == kBefore + 15);
        const auto told = json::parse(gap->text);
        QVERIFY(told["kind"] == "gap" && told["from"] == kBefore + 4 && told["to"] == kBefore + 15);
        QVERIFY(!told.contains("restarted"));
        QVERIFY(!log.gap(kBefore + 15));
        QCOMPARE(log.next(gap->seq)->seq, kBefore + 16);
    }

    void theBytesAreBoundedToo()
    {
        EventLog log(kBegan, 1000, ByteCount{4000});
        auto large = draft("sandbox.state");
        large.facts["reason"] = std::string(1000, 'x');
        for (int i = 0; i < 10; ++i)
            log.add(large, kBegan);
        int kept = 0;
        for (auto at = std::uint64_t{0}; const auto *event = log.next(at); at = event->seq)
            ++kept;
        QVERIFY(kept >= 2 && kept <= 4);
    }

    void anotherRunOfTheProgramIsTold()
    {
        EventLog before(kBegan);
        fill(before, 5000);
        EventLog log(kBegan + std::chrono::seconds(60));
        QVERIFY(log.epoch() != before.epoch());
        QVERIFY(log.newest() > before.newest()); // no number comes twice
        fill(log, 2);
        const auto gap = log.gap(before.newest());
        QVERIFY(gap && json::parse(gap->text)["restarted"] == true);
        QCOMPARE(log.next(gap->seq)->seq, gap->seq + 1);
        // Somebody has set the clock back: the client's number is of the future.
        const auto ahead = log.gap(log.newest() + 10);
        QVERIFY(ahead && json::parse(ahead->text)["restarted"] == true);
        QCOMPARE(log.next(ahead->seq)->seq, gap->seq + 1);
    }

    void filtersTakeWhatTheyName()
    {
        EventLog log(kBegan);
        log.add(draft("sandbox.state"), kBegan);
        const auto &event = *log.next(0);
        const auto takes = [&](EventFilter filter) {
            return filter.takes(event);
        };
        QVERIFY(takes({}));
        QVERIFY(takes({.kinds = {"sandbox"}}) && takes({.kinds = {"call", "sandbox.state"}}));
        QVERIFY(!takes({.kinds = {"sand"}}) && !takes({.kinds = {"sandbox.state.x"}}) && !takes({.kinds = {"call"}}));
        QVERIFY(takes({.objects = {"sandbox/sbx-1"}, .sessions = {"sesn_1"}, .sandboxes = {"sbx-2", "sbx-1"}}));
        QVERIFY(!takes({.sandboxes = {"sbx-2"}}) && !takes({.sessions = {"sesn_2"}}) &&
                !takes({.objects = {"sandbox"}}));
    }
};

QTEST_APPLESS_MAIN(EventLogTest)
#include "tst_event_log.moc"
