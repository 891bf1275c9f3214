// Role: memory sync under random edits and random trouble. Edits come from both sides, also in the middle of a sync;
// requests are slow, fail before or after they took effect, and go on after their caller gave up; files fail; items end
// cleanly, in a hurry, or without any teardown. When the trouble is over, both sides agree, and what only one side
// edited is as that side left it.
#include "tests/support/mounts_rig.h"

#include <QTest>

#include <list>
#include <random>

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::MountsRig;

namespace {

using Random = std::mt19937;

int below(Random &random, int n)
{
    return static_cast<int>(random() % static_cast<unsigned>(n));
}

/// The way to a store, and back. What was sent arrives even when nobody waits for the answer any more.
class SlowStores final : public ports::MemoryStores {
public:
    SlowStores(ports::MemoryStores &inner, ports::Clock &clock, Random &random)
        : m_inner(inner), m_clock(clock), m_random(random)
    {
    }

    bool trouble = false;
    int faults = 0;

    /// Three at a time, from where the last page ended, whatever has come and gone since.
    Call list(domain::MemoryStoreId store, bool full, std::string page, SecretString key,
              Callback<ports::MemoryPage> done) override
    {
        const auto ask = [=, this](const Callback<ports::MemoryPage> &answer) {
            return m_inner.list(store, full, {}, key, [page, answer](Result<ports::MemoryPage> all) {
                if (all) {
                    std::erase_if(all->memories, [&page](const auto &memory) { return memory.path <= page; });
                    all->nextPage = all->memories.size() > 3 ? all->memories[2].path : std::string();
                    all->memories.resize(std::min<std::size_t>(3, all->memories.size()));
                }
                answer(std::move(all));
            });
        };
        return send<ports::MemoryPage>(ask, std::move(done));
    }
    Call retrieve(domain::MemoryStoreId store, std::string memory, SecretString key,
                  Callback<ports::Memory> done) override
    {
        return send<ports::Memory>(
            [=, this](auto answer) { return m_inner.retrieve(store, memory, key, std::move(answer)); },
            std::move(done));
    }
    Call create(domain::MemoryStoreId store, std::string path, std::string content, SecretString key,
                Callback<ports::Memory> done) override
    {
        return send<ports::Memory>(
            [=, this](auto answer) { return m_inner.create(store, path, content, key, std::move(answer)); },
            std::move(done));
    }
    Call update(domain::MemoryStoreId store, std::string memory, std::string content, std::string expected,
                SecretString key, Callback<ports::Memory> done) override
    {
        return send<ports::Memory>(
            [=, this](auto answer) { return m_inner.update(store, memory, content, expected, key, std::move(answer)); },
            std::move(done));
    }
    Call remove(domain::MemoryStoreId store, std::string memory, std::string expected, SecretString key,
                Callback<> done) override
    {
        return send<void>(
            [=, this](auto answer) { return m_inner.remove(store, memory, expected, key, std::move(answer)); },
            std::move(done));
    }

private:
    template <class T>
    struct Request {
        Callback<T> done; // empty: nobody waits
        Call step;
    };

    std::chrono::milliseconds way() { return std::chrono::milliseconds(trouble ? below(m_random, 400) : 1); }
    bool lucky() { return !trouble || below(m_random, 12) != 0; }

    template <class T, class Ask>
    Call send(Ask ask, Callback<T> done)
    {
        auto request = std::make_shared<Request<T>>(Request<T>{std::move(done), {}});
        const bool arrives = lucky();
        const bool answered = lucky();
        faults += (arrives && answered) ? 0 : 1;
        request->step = m_clock.after(way(), [=, this] {
            if (!arrives)
                return tell<T>(request, fail(ErrorCode::NetworkError, "lost on the way"));
            request->step = ask([=, this](Result<T> result) {
                request->step = m_clock.after(way(), [=, this] {
                    tell<T>(request, answered ? result : fail(ErrorCode::TimedOut, "the answer was lost"));
                });
            });
        });
        m_requests.push_back(request);
        return Call([request] { request->done = nullptr; });
    }
    template <class T>
    void tell(const std::shared_ptr<Request<T>> &request, Result<T> result)
    {
        if (const auto done = std::exchange(request->done, nullptr))
            done(std::move(result));
    }

    ports::MemoryStores &m_inner;
    ports::Clock &m_clock;
    Random &m_random;
    std::list<std::shared_ptr<void>> m_requests;
};

class Story {
public:
    explicit Story(unsigned seed) : m_random(seed), m_slow(m_rig.stores, m_rig.clock, m_random)
    {
        m_rig.memories = &m_slow;
        m_rig.disk.delay = 1ms;
        m_rig.stores.pageSize = 1000; // see SlowStores
        m_rig.settings.memorySync = 5s;
        m_rig.putRemote("/anchor.md", "stays"); // all files gone at once is another story
        for (const auto &path : kPaths)
            if (below(m_random, 2) == 0)
                m_rig.putRemote(path, m_expected[path] = value());
        m_rig.disk.fault = [this](const std::string &work, const std::string &) {
            return diskTrouble(work);
        };
    }

    /// What went wrong; empty: nothing.
    std::string run()
    {
        mountUntilItWorks();
        for (int step = 0; step < 120 && m_wrong.empty(); ++step)
            act();
        m_slow.trouble = false;
        m_diskTrouble = false;
        m_midway = false;
        for (int i = 0; i < 8 && m_wrong.empty(); ++i) {
            m_rig.clock.advance(31s);
            m_rig.mounts->afterTool();
            m_rig.clock.advance(2s);
        }
        check();
        return m_wrong;
    }

    int faults() const { return m_slow.faults; }
    int items() const { return m_items; }
    int edits() const { return m_edits; }

private:
    static inline const std::vector<std::string> kPaths{"/l0",   "/d/l1", "/d/e/l2", "/r0",
                                                        "/d/r1", "/f/r2", "/b0",     "/d/b1"};
    static char sideOf(const std::string &path) { return path[path.rfind('/') + 1]; }

    /// Often one that was there before.
    std::string value() { return "v" + std::to_string(below(m_random, below(m_random, 2) == 0 ? 3 : 1'000'000)); }

    void edit()
    {
        const auto &path = kPaths[static_cast<std::size_t>(below(m_random, static_cast<int>(kPaths.size())))];
        const bool here = sideOf(path) == 'l' || (sideOf(path) == 'b' && below(m_random, 2) == 0);
        const bool away = below(m_random, 4) == 0;
        ++m_edits;
        if (here && !m_toolsRun)
            return;
        const auto now = away ? std::string("(none)") : value();
        m_expected[path] = now;
        if (here)
            away ? m_rig.erase(path) : m_rig.edit(path, now);
        else
            away ? m_rig.stores.drop(MountsRig::kStore, path) : m_rig.putRemote(path, now);
    }

    std::optional<Error> diskTrouble(const std::string &work)
    {
        if (m_midway && below(m_random, 6) == 0)
            edit();
        // A file that cannot be written while the store is mounted is one that the agent does not know of: what it
        // writes there is a conflict.
        if (!m_diskTrouble || below(m_random, 40) != 0 || (work == "write" && !m_toolsRun))
            return std::nullopt;
        return Error{work == "list" ? ErrorCode::GuestUnresponsive : ErrorCode::TooLarge, "trouble"};
    }

    void act()
    {
        switch (below(m_random, 12)) {
        case 0:
            m_slow.trouble = below(m_random, 3) != 0;
            m_diskTrouble = below(m_random, 3) == 0;
            m_midway = below(m_random, 2) == 0;
            break;
        case 1:
            if (below(m_random, 3) == 0)
                nextItem();
            break;
        case 2:
        case 3:
        case 4:
        case 5:
            m_rig.clock.advance(std::chrono::milliseconds(below(m_random, 12'000)));
            m_rig.mounts->afterTool();
            break;
        default:
            edit();
            m_rig.clock.advance(std::chrono::milliseconds(below(m_random, 300)));
        }
    }

    void nextItem()
    {
        m_toolsRun = false;
        ++m_items;
        if (below(m_random, 3) == 0) {
            m_rig.mounts.reset(); // as if the engine had let go
        } else {
            if (!m_rig.finish(below(m_random, 2) == 0, 5min))
                m_wrong = "a teardown did not end";
            if (!m_rig.disk.has(MountsRig::kRoot))
                foldersGone();
        }
        mountUntilItWorks();
    }

    /// Deletions need a sync; all else was stored before the folder went.
    void foldersGone()
    {
        for (const auto &path : kPaths) {
            if (sideOf(path) != 'l')
                continue;
            auto &expected = m_expected[path];
            if (expected.empty() || expected == "(none)")
                expected = m_rig.remote(path);
            else if (m_rig.remote(path) != expected)
                m_wrong = path + ": the folder went before its content was stored";
        }
    }

    void mountUntilItWorks()
    {
        for (int i = 0; i < 20; ++i) {
            m_rig.newItem();
            std::optional<bool> mounted;
            m_rig.mounts->mount(m_rig.files, true,
                                [&mounted](const Result<> &result) { mounted = result.has_value(); });
            m_rig.clock.advance(1min);
            if (mounted.value_or(false)) {
                m_toolsRun = true;
                return;
            }
            if (!m_rig.finish(false, 5min))
                m_wrong = "a teardown did not end";
            m_rig.mounts.reset();
            if (i == 10) {
                m_slow.trouble = false;
                m_diskTrouble = false;
            }
        }
        m_wrong = "cannot be mounted";
    }

    void check()
    {
        for (const auto &path : kPaths) {
            const auto expected = m_expected[path].empty() ? std::string("(none)") : m_expected[path];
            const auto local = m_rig.local(path);
            const auto remote = m_rig.remote(path);
            if (local != remote)
                m_wrong += path + ": " + local + " here and " + remote + " there; ";
            else if (sideOf(path) != 'b' && local != expected)
                m_wrong += path + ": " + local + " instead of " + expected + "; ";
        }
    }

    Random m_random;
    MountsRig m_rig;
    SlowStores m_slow;
    std::map<std::string, std::string> m_expected; // the newest edit; empty: never there
    bool m_toolsRun = false;
    bool m_diskTrouble = false;
    bool m_midway = false;
    int m_items = 0;
    int m_edits = 0;
    std::string m_wrong;
};

} // namespace

class MemoryPropertyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothSidesAgreeInTheEndAndNoOneSidedEditIsLost()
    {
        const unsigned seeds = qEnvironmentVariableIsSet("SEEDS") ? qEnvironmentVariable("SEEDS").toUInt() : 400;
        const unsigned first = qEnvironmentVariable("SEED").toUInt();
        int faults = 0;
        int items = 0;
        int edits = 0;
        QStringList wrong;
        for (unsigned seed = first; seed < first + seeds; ++seed) {
            Story story(seed);
            if (const auto result = story.run(); !result.empty())
                wrong << QStringLiteral("seed %1: %2").arg(seed).arg(QString::fromStdString(result));
            faults += story.faults();
            items += story.items();
            edits += story.edits();
        }
        qInfo("seeds %u to %u: %d edits, %d failed requests, %d items", first, first + seeds - 1, edits, faults, items);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n')).left(2000)));
        QVERIFY(faults > static_cast<int>(seeds) && items > static_cast<int>(seeds)); // there was trouble at all
    }
};

QTEST_GUILESS_MAIN(MemoryPropertyTest)
#include "tst_memory_property.moc"
