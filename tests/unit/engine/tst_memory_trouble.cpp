// Role: memory sync when stores, guests or earlier runs do not behave.
#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "tests/support/mounts_rig.h"

#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::MountsRig;
using Rig = testsupport::FilledMountsRig;

namespace {

constexpr const char *kMarkerPath = "/.anthropic-memory-store";

/// A store that answers whatever a test puts down.
class LyingStores final : public ports::MemoryStores {
public:
    explicit LyingStores(ports::Clock &clock) : m_clock(clock) {}

    std::vector<ports::Memory> memories;
    std::string next; // page
    int lists = 0;

    Call list(domain::MemoryStoreId, bool, std::string, SecretString, Callback<ports::MemoryPage> done) override
    {
        ++lists;
        return later(std::move(done), Result<ports::MemoryPage>(ports::MemoryPage{memories, next}));
    }
    Call retrieve(domain::MemoryStoreId, std::string, SecretString, Callback<ports::Memory> done) override
    {
        return later(std::move(done), Result<ports::Memory>(memories.front()));
    }
    Call create(domain::MemoryStoreId, std::string, std::string, SecretString, Callback<ports::Memory> done) override
    {
        return later(std::move(done), Result<ports::Memory>(ports::Memory{.id = "../x"}));
    }
    Call update(domain::MemoryStoreId, std::string, std::string, std::string, SecretString,
                Callback<ports::Memory> done) override
    {
        return later(std::move(done), Result<ports::Memory>(ports::Memory{.id = "../x"}));
    }
    Call remove(domain::MemoryStoreId, std::string, std::string, SecretString, Callback<> done) override
    {
        return later(std::move(done), Result<>());
    }

private:
    template <class T>
    Call later(Callback<T> done, Result<T> answer)
    {
        return m_clock.after(0ms, [done = std::move(done), answer = std::move(answer)] { done(answer); });
    }
    ports::Clock &m_clock;
};

ports::Memory memory(const std::string &path, const std::string &content)
{
    return {.id = "mem_1", .path = path, .sha256 = sha256Hex(content), .size = content.size(), .content = content};
}

} // namespace

class MemoryTroubleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anUploadWhoseAnswerWasLostIsNoConflict()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "first");
        rig.edit("/n.md", "first");
        rig.stores.loseNextWriteAnswer({ErrorCode::NetworkError, "cut"}); // of one of the two
        rig.sync();
        rig.stores.loseNextWriteAnswer({ErrorCode::TimedOut, "cut"});
        rig.edit("/a.md", "second");
        rig.edit("/n.md", "second");
        rig.sync();
        rig.edit("/a.md", "third");
        rig.edit("/n.md", "third");
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "third");
        QCOMPARE(rig.remote("/n.md"), "third");
        QCOMPARE(rig.local("/a.md"), "third");
        QCOMPARE(rig.noted("both sides") + rig.noted("the store's version"), 0);
    }

    void anUploadThatArrivesLateInTheTeardownIsNoConflict()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "first");
        rig.stores.failNext("update", {ErrorCode::TimedOut, "slow"});
        rig.sync();
        rig.edit("/a.md", "second");
        rig.disk.fault = [&rig, late = true](const std::string &work, const std::string &) mutable {
            if (work == "read" && std::exchange(late, false))
                rig.putRemote("/a.md", "first"); // after the store was listed
            return std::optional<Error>();
        };
        QVERIFY(rig.finish(false));
        QCOMPARE(rig.remote("/a.md"), "second");
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
    }

    void aLostAnswerIsSettledInTheTeardownToo()
    {
        for (const auto *path : {"/a.md", "/n.md"}) {
            Rig rig;
            QVERIFY(rig.mount());
            rig.edit(path, "first");
            rig.stores.loseNextWriteAnswer({ErrorCode::NetworkError, "cut"});
            rig.sync();
            rig.edit(path, "second");
            QVERIFY(rig.finish(false));
            QCOMPARE(rig.remote(path), "second");
        }
    }

    void aStoreThatIsAwayIsTriedAgain()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "1");
        const auto before = rig.mounts->memories()[0].syncedAt;
        for (const auto *operation : {"list", "update"}) {
            rig.stores.failNext(operation, {ErrorCode::ServerError, "503"});
            rig.sync();
            QCOMPARE(rig.remote("/a.md"), "a");
            QCOMPARE(rig.mounts->memories()[0].syncedAt, before);
        }
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "1");
        QVERIFY(rig.mounts->memories()[0].syncedAt > before);
    }

    void aGuestThatDoesNotAnswerIsTriedAgain()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "1");
        rig.disk.fault = [](const std::string &, const std::string &) {
            return std::optional(Error{ErrorCode::GuestUnresponsive, "busy"});
        };
        rig.sync();
        QCOMPARE(rig.writes(), 0);
        rig.disk.fault = nullptr;
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "1");
    }

    void aFileThatCannotBeWrittenIsTriedAgain()
    {
        Rig rig;
        bool full = true;
        rig.disk.fault = [&full](const std::string &work, const std::string &path) {
            return full && work == "write" && path.ends_with("/a.md")
                       ? std::optional(Error{ErrorCode::TooLarge, "full"})
                       : std::nullopt;
        };
        QVERIFY(rig.mount());
        QCOMPARE(rig.local("/notes/b.md"), "b");
        QCOMPARE(rig.noted("/a.md could not be written"), 1);
        rig.sync();
        full = false;
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "a");
        QCOMPARE(rig.remote("/a.md"), "a");
    }

    void aFolderOfAnEarlierRunIsSyncedFirst()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "before the end");
        rig.edit("/n.md", "new");
        rig.mounts.reset(); // the engine let go without a teardown
        rig.putRemote("/notes/b.md", "theirs");
        QVERIFY(rig.mount());
        QCOMPARE(rig.remote("/a.md"), "before the end");
        QCOMPARE(rig.remote("/n.md"), "new");
        QCOMPARE(rig.local("/notes/b.md"), "theirs");
        QCOMPARE(rig.noted("an earlier run left its folder behind"), 1);
        QVERIFY(rig.finish(true));
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
    }

    void anEarlierRunsFolderSurvivesAStoreThatIsAway()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "before the end");
        rig.mounts.reset();
        rig.stores.failNext("list", {ErrorCode::ServerError, "503"});
        QVERIFY(!rig.mount());
        QVERIFY(rig.finish(false));
        QCOMPARE(rig.local("/a.md"), "before the end");
        QVERIFY(rig.mount());
        QCOMPARE(rig.remote("/a.md"), "before the end");
    }

    void anEmptyFolderOfAnEarlierRunIsFilled()
    {
        Rig rig;
        rig.disk.nodes[MountsRig::kRoot] = {.kind = ports::GuestEntry::Kind::Folder, .mode = 0700};
        QVERIFY(!rig.mount(false));
        QVERIFY(rig.finish(false));
        QVERIFY(rig.mount());
        QCOMPARE(rig.local("/a.md"), "a");
        QVERIFY(rig.finish(true));
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
    }

    void withoutKnowledgeOfTheEarlierRunTheStoreWins()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "stale or new, nobody knows");
        rig.edit("/n.md", "new");
        rig.mounts.reset();
        rig.kept->clear(); // another process
        QVERIFY(rig.mount());
        QCOMPARE(rig.local("/a.md"), "a");
        QCOMPARE(rig.remote("/n.md"), "new");
        QCOMPARE(rig.stores.count("update") + rig.stores.count("remove"), 0);
        QCOMPARE(rig.noted("/a.md was changed on both sides"), 1);
    }

    void aStrangersSandboxIsNotTakenOver()
    {
        Rig rig;
        QVERIFY(rig.mount(false));
        rig.mounts.reset();
        const auto mounted = rig.mount(false);
        QVERIFY(!mounted);
        QVERIFY(mounted.error().detail.starts_with("something already exists"));
        QVERIFY(rig.finish(false));
        QCOMPARE(rig.local("/a.md"), "a");
    }

    void whatCouldNotBeStoredWaitsInTheSessionsOwnSandbox()
    {
        for (const bool own : {true, false}) {
            Rig rig;
            QVERIFY(rig.mount(own));
            rig.edit("/a.md", "edited");
            rig.stores.failNext("update", {ErrorCode::NetworkError, "down"}, 2);
            QVERIFY(rig.finish(true));
            QCOMPARE(rig.remote("/a.md"), "a");
            QCOMPARE(rig.local("/a.md"), own ? "edited" : "(none)");
            QVERIFY(rig.mount(own));
            QCOMPARE(rig.remote("/a.md"), own ? "edited" : "a");
            QCOMPARE(rig.local("/a.md"), own ? "edited" : "a");
        }
    }

    void aSecondItemMountsAsTheFirstDid()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "1");
        QVERIFY(rig.finish(true));
        rig.putRemote("/a.md", "2");
        QVERIFY(rig.mount());
        QCOMPARE(rig.local("/a.md"), "2");
        QVERIFY(rig.notes.empty());
    }

    void aStoreThatNamesNoFilesHereIsHarmless()
    {
        MountsRig rig;
        LyingStores lies(rig.clock);
        rig.memories = &lies;
        auto false_ = memory("/false.md", "x");
        false_.sha256 = sha256Hex("y");
        auto empty = memory("/empty.md", "x");
        empty.content.reset();
        lies.memories = {memory("/../../etc/cron.d/x", "x"),
                         memory("/.anthropic-memory-store", "x"),
                         memory("/.anthropic-memory-store/x", "x"),
                         memory("relative", "x"),
                         memory("/a\nb", "x"),
                         false_,
                         empty,
                         memory("/large", std::string(limits::kMemoryContentMax.value + 1, 'x')),
                         memory("/good.md", "good"),
                         memory("/good.md/below", "x")};
        QVERIFY(rig.mount());
        QCOMPARE(rig.local("/good.md"), "good");
        QCOMPARE(rig.local(kMarkerPath), "version 1\nmemstore_1");
        int files = 0;
        for (const auto &[path, node] : rig.disk.nodes)
            files += node.kind == ports::GuestEntry::Kind::File ? 1 : 0;
        QCOMPARE(files, 2);
        QCOMPARE(rig.mounts->memories()[0].files, 1);
    }

    void aListingThatCannotBeTrustedFailsTheMount()
    {
        MountsRig rig;
        LyingStores lies(rig.clock);
        rig.memories = &lies;
        auto bad = memory("/a.md", "x");
        bad.sha256 = "X";
        lies.memories = {bad};
        QVERIFY(!rig.mount());
        bad = memory("/a.md", "x");
        bad.id = "../../v1/sessions";
        lies.memories = {bad};
        rig.finish(false);
        QVERIFY(!rig.mount());
        rig.finish(false);
        lies.memories = {};
        lies.next = "for ever";
        QVERIFY(!rig.mount());
        QVERIFY(lies.lists <= 2 + static_cast<int>(limits::kMemoriesMax) + 1);
    }

    void warningsAreBounded()
    {
        Rig rig;
        QVERIFY(rig.mount());
        for (int i = 0; i < 1000; ++i)
            rig.disk.putOther(std::string(MountsRig::kRoot) + "/link" + std::to_string(i));
        rig.sync();
        rig.sync();
        QCOMPARE(rig.notes.size(), 200U);
    }

    void tooManyFilesStopTheSyncAndNothingElse()
    {
        Rig rig;
        QVERIFY(rig.mount());
        for (int i = 0; i < 10'001; ++i)
            rig.disk.nodes[std::string(MountsRig::kRoot) + "/f" + std::to_string(i)] = {.content = "x"};
        rig.sync();
        QCOMPARE(rig.writes(), 0);
        QCOMPARE(rig.noted("its folder could not be read"), 1);
    }
};

QTEST_GUILESS_MAIN(MemoryTroubleTest)
#include "tst_memory_trouble.moc"
