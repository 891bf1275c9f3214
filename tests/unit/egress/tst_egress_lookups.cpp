// Lookups for many guests: how many are under way, whose turn it is, and what becomes of those that nobody waits for.
#include <QTest>

#include "core/egress/lookups.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

using namespace glovebox;
using namespace glovebox::egress;

namespace {

using Found = Result<std::vector<std::string>>;

/// A resolver that answers when the test says so, and never where its caller has let go.
struct Host {
    std::vector<std::string> asked;
    std::map<std::string, Callback<std::vector<std::string>>> open;

    Resolve resolve()
    {
        return [this](const std::string &name, Callback<std::vector<std::string>> done) {
            asked.push_back(name);
            open[name] = std::move(done);
            return Call([this, name] { open.erase(name); });
        };
    }
    void answer(const std::string &name)
    {
        auto done = std::move(open.extract(name).mapped());
        done(std::vector<std::string>{"192.0.2.1"});
    }
};

struct Asker {
    Resolve resolve;
    std::map<std::string, Call> calls{};
    std::vector<std::string> answered{};

    void ask(const std::string &name)
    {
        calls[name] = resolve(name, [this, name](const Found &found) {
            if (found)
                answered.push_back(name);
        });
    }
    void askMany(const std::string &prefix, int count)
    {
        for (int i = 0; i < count; ++i)
            ask(prefix + std::to_string(i));
    }
};

std::vector<std::string> namesOf(const std::string &prefix, int from, int to)
{
    std::vector<std::string> out;
    for (int i = from; i < to; ++i)
        out.push_back(prefix + std::to_string(i));
    return out;
}

} // namespace

class TestEgressLookups : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLineHasFewUnderWayAndTheRestInItsOrder()
    {
        Host host;
        Lookups lookups(host.resolve(), {.ofLine = 3, .own = 1, .shared = 10});
        Asker a{lookups.ofNewLine()};
        a.askMany("a", 5);
        QCOMPARE(host.asked, namesOf("a", 0, 3));
        host.answer("a1");
        QCOMPARE(host.asked, namesOf("a", 0, 4));
        host.answer("a0");
        host.answer("a3");
        QCOMPARE(host.asked, namesOf("a", 0, 5));
        QCOMPARE(a.answered, (std::vector<std::string>{"a1", "a0", "a3"}));
    }

    void aHundredNamesThatNeverAnswerHoldUpNoOtherLine()
    {
        Host host;
        Lookups lookups(host.resolve());
        Asker a{lookups.ofNewLine()};
        a.askMany("a", 100);
        QCOMPARE(host.asked.size(), std::size_t{8});
        Asker b{lookups.ofNewLine()};
        b.ask("b");
        QCOMPARE(host.asked.back(), std::string("b"));
        host.answer("b");
        QCOMPARE(b.answered, std::vector<std::string>{"b"});
    }

    /// However many lines do the same together, and whoever came first.
    void manySuchLinesDoNotEither()
    {
        Host host;
        const Lookups::Bounds bounds;
        Lookups lookups(host.resolve(), bounds);
        Asker early{lookups.ofNewLine()};
        std::vector<std::unique_ptr<Asker>> bad;
        for (int i = 0; i < 300; ++i) {
            bad.push_back(std::make_unique<Asker>(Asker{lookups.ofNewLine()}));
            bad.back()->askMany(std::to_string(i) + "-", 20);
        }
        QCOMPARE(host.asked.size(), 300 * bounds.own + bounds.shared);
        Asker late{lookups.ofNewLine()};
        for (auto *good : {&early, &late}) {
            const std::string name = good == &early ? "early" : "late";
            good->askMany(name, 20);
            for (int i = 0; i < 20; ++i) { // each as soon as one of its own has returned
                QVERIFY(host.open.contains(name + std::to_string(i)));
                host.answer(name + std::to_string(i));
            }
            QCOMPARE(good->answered, namesOf(name, 0, 20));
        }
        // Those that never return are still where they were.
        QCOMPARE(host.open.size(), 300 * bounds.own + bounds.shared);
    }

    void whatIsSharedGoesToLinesInTurns()
    {
        Host host;
        Lookups lookups(host.resolve(), {.ofLine = 8, .own = 0, .shared = 2});
        Asker a{lookups.ofNewLine()};
        Asker b{lookups.ofNewLine()};
        Asker c{lookups.ofNewLine()};
        a.askMany("a", 4);
        b.askMany("b", 2);
        c.askMany("c", 2);
        for (std::size_t i = 0; i < 6; ++i)
            host.answer(host.asked[i]);
        QCOMPARE(host.asked, (std::vector<std::string>{"a0", "a1", "a2", "b0", "c0", "a3", "b1", "c1"}));
    }

    /// What a line has beyond its own is given back first.
    void whatIsSharedIsFreeAgainWhenItReturns()
    {
        Host host;
        Lookups lookups(host.resolve(), {.ofLine = 4, .own = 1, .shared = 2});
        Asker a{lookups.ofNewLine()};
        Asker b{lookups.ofNewLine()};
        a.askMany("a", 3);
        b.askMany("b", 3);
        QCOMPARE(host.asked, (std::vector<std::string>{"a0", "a1", "a2", "b0"}));
        host.answer("a0"); // whichever of its three: two are left, one of them of the shared
        QCOMPARE(host.asked.back(), std::string("b1"));
        host.answer("a1");
        QCOMPARE(host.asked.back(), std::string("b2"));
        host.answer("b0");
        host.answer("b1");
        host.answer("b2");
        host.answer("a2");
        a.askMany("c", 5); // all is there again
        QCOMPARE(host.open.size(), std::size_t{3});
    }

    void whatNobodyWaitsForCountsUntilItReturns()
    {
        Host host;
        Lookups lookups(host.resolve(), {.ofLine = 2, .own = 1, .shared = 5});
        Asker a{lookups.ofNewLine()};
        a.askMany("a", 5);
        a.calls.at("a0").cancel(); // under way
        a.calls.at("a2").cancel(); // not yet
        QCOMPARE(host.asked, namesOf("a", 0, 2));
        host.answer("a0");
        QCOMPARE(host.asked, (std::vector<std::string>{"a0", "a1", "a3"}));
        QVERIFY(a.answered.empty());
        // A line that has gone leaves nothing in the queue, and holds up nobody.
        a.calls.clear();
        host.answer("a1");
        host.answer("a3");
        QCOMPARE(host.asked.size(), std::size_t{3});
        Asker b{lookups.ofNewLine()};
        b.ask("b");
        host.answer("b");
        QCOMPARE(b.answered, std::vector<std::string>{"b"});
    }

    void theirEndLetsGoOfAll()
    {
        Host host;
        auto lookups = std::make_unique<Lookups>(host.resolve());
        Asker a{lookups->ofNewLine()};
        a.askMany("a", 20);
        lookups.reset();
        QVERIFY(host.open.empty());
        a.ask("late");
        QCOMPARE(host.asked.size(), std::size_t{8});
        a.calls.clear();
        QVERIFY(a.answered.empty());
    }

    void threadsWaitAndTheLoopDoesNot()
    {
        std::mutex mutex;
        std::condition_variable turned;
        bool go = false;
        std::atomic<int> ended = 0;
        const auto loop = std::this_thread::get_id();
        const auto resolve = onThreads([&](const std::string &name) -> Found {
            if (name == "slow") {
                std::unique_lock lock(mutex);
                turned.wait(lock, [&] { return go; });
            }
            ++ended;
            return name == "none" ? Found(fail(ErrorCode::NotFound)) : Found(std::vector<std::string>{"192.0.2.1"});
        });
        std::vector<std::string> heard;
        const auto hear = [&](const std::string &name) {
            return [&, name](const Found &found) {
                QVERIFY(std::this_thread::get_id() == loop);
                heard.push_back(name + (found ? "" : " not"));
            };
        };
        auto slow = resolve("slow", hear("slow"));
        auto gone = resolve("slow", hear("gone"));
        auto quick = resolve("quick", hear("quick"));
        QVERIFY(heard.empty()); // never from inside
        QTRY_COMPARE(heard, std::vector<std::string>{"quick"});
        auto none = resolve("none", hear("none"));
        QTRY_COMPARE(heard.size(), std::size_t{2});
        QCOMPARE(heard.back(), std::string("none not"));
        gone.cancel();
        {
            const std::lock_guard lock(mutex);
            go = true;
        }
        turned.notify_all();
        QTRY_COMPARE(heard.size(), std::size_t{3});
        QCOMPARE(heard.back(), std::string("slow"));
        QTRY_COMPARE(ended.load(), 4); // the one that was let go of, too; the test's variables end after it
        quick.cancel();                // an answered one: nothing
    }

    void theHostsResolverSaysWhatIsNone()
    {
        bool answered = false;
        const auto call = systemResolver()("no..name", [&](const Found &found) {
            answered = true;
            QVERIFY(!found && found.error().code == ErrorCode::NotFound);
        });
        QTRY_VERIFY_WITH_TIMEOUT(answered, 60'000);
    }
};

QTEST_GUILESS_MAIN(TestEgressLookups)
#include "tst_egress_lookups.moc"
