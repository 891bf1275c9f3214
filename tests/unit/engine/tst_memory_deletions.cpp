// Role: what is missing, here or in the store, and what follows from it (reference 5.4, 5.5): a deletion, a wipe, a
// folder that is not ours any more, or nothing at all.
#include "tests/support/mounts_rig.h"

#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::MountsRig;
using Rig = testsupport::FilledMountsRig;

namespace {

constexpr const char *kMarkerPath = "/.anthropic-memory-store";

/// Somebody deletes a memory between two pages of a listing.
class MovingStores final : public ports::MemoryStores {
public:
    explicit MovingStores(testsupport::FakeMemoryStores &inner) : m_inner(inner) {}

    std::string dropAfterFirstPage;

    Call list(domain::MemoryStoreId store, bool full, std::string page, SecretString key,
              Callback<ports::MemoryPage> done) override
    {
        const auto id = store.value();
        return m_inner.list(std::move(store), full, std::move(page), std::move(key),
                            [this, id, done = std::move(done)](Result<ports::MemoryPage> answer) {
                                if (const auto path = std::exchange(dropAfterFirstPage, {}); !path.empty())
                                    m_inner.drop(id, path);
                                done(std::move(answer));
                            });
    }
    Call retrieve(domain::MemoryStoreId store, std::string memory, SecretString key,
                  Callback<ports::Memory> done) override
    {
        return m_inner.retrieve(std::move(store), std::move(memory), std::move(key), std::move(done));
    }
    Call create(domain::MemoryStoreId store, std::string path, std::string content, SecretString key,
                Callback<ports::Memory> done) override
    {
        return m_inner.create(std::move(store), std::move(path), std::move(content), std::move(key), std::move(done));
    }
    Call update(domain::MemoryStoreId store, std::string memory, std::string content, std::string expected,
                SecretString key, Callback<ports::Memory> done) override
    {
        return m_inner.update(std::move(store), std::move(memory), std::move(content), std::move(expected),
                              std::move(key), std::move(done));
    }
    Call remove(domain::MemoryStoreId store, std::string memory, std::string expected, SecretString key,
                Callback<> done) override
    {
        return m_inner.remove(std::move(store), std::move(memory), std::move(expected), std::move(key),
                              std::move(done));
    }

private:
    testsupport::FakeMemoryStores &m_inner;
};

} // namespace

class MemoryDeletionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDeletedFileThatTheStoreChangedComesBack()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.putRemote("/a.md", "theirs");
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "theirs");
        QCOMPARE(rig.noted("/a.md was deleted in the sandbox and changed in the store"), 1);
    }

    void aDeletionReachesTheStoreAfterThirtySeconds()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.sync();
        rig.sync(29s);
        QCOMPARE(rig.remote("/a.md"), "a");
        rig.sync(15s);
        QCOMPARE(rig.remote("/a.md"), "(none)");
        QCOMPARE(rig.remote("/notes/b.md"), "b");
        rig.edit("/a.md", "a"); // and a new one of that name is new
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "a");
        QCOMPARE(rig.local("/a.md"), "a");
    }

    void aFileThatComesBackInTimeIsNotDeleted()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.sync();
        rig.edit("/a.md", "a");
        rig.sync();
        rig.erase("/a.md"); // the thirty seconds begin again
        rig.sync();
        rig.sync();
        QCOMPARE(rig.stores.count("remove"), 0);
    }

    void aCleanEndDoesNotWaitToDelete()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        QVERIFY(rig.finish(true));
        QCOMPARE(rig.remote("/a.md"), "(none)");
    }

    void deletionsMayBeOnlyLoggedOrSwitchedOff()
    {
        for (const auto mode : {api::MemoryDeletions::LogOnly, api::MemoryDeletions::Disabled}) {
            Rig rig;
            rig.settings.memoryDeletions = mode;
            QVERIFY(rig.mount());
            rig.erase("/a.md");
            rig.sync();
            rig.sync(31s);
            rig.sync(31s);
            QVERIFY(rig.finish(true));
            QCOMPARE(rig.remote("/a.md"), "a");
            QCOMPARE(rig.stores.count("remove"), 0);
            QCOMPARE(rig.noted("deletions are only logged"), mode == api::MemoryDeletions::LogOnly ? 1 : 0);
        }
    }

    void oneSyncDeletesNoMoreThanItsShare()
    {
        Rig rig;
        for (int i = 0; i < 20; ++i)
            rig.putRemote("/n" + std::to_string(i), "x");
        QVERIFY(rig.mount());
        for (int i = 0; i < 20; ++i)
            rig.erase("/n" + std::to_string(i));
        rig.sync();
        rig.sync(30s);
        QCOMPARE(rig.stores.count("remove"), 8);
        rig.sync(30s);
        QCOMPARE(rig.stores.count("remove"), 16);
        QVERIFY(rig.finish(true));
        QCOMPARE(rig.stores.count("remove"), 20);
    }

    void aDeletionIsLookedAtOnceMoreBeforeItIsSent()
    {
        for (const bool markerGoes : {false, true}) {
            Rig rig;
            QVERIFY(rig.mount());
            rig.erase("/a.md");
            rig.sync();
            rig.clock.advance(30s);
            int lists = 0;
            rig.disk.fault = [&](const std::string &work, const std::string &) {
                if (work == "list" && ++lists == 2) {
                    if (markerGoes)
                        rig.erase(kMarkerPath);
                    else
                        rig.edit("/a.md", "back");
                }
                return std::optional<Error>();
            };
            rig.mounts->afterTool();
            rig.clock.runDue();
            QCOMPARE(lists, 2);
            QCOMPARE(rig.stores.count("remove"), 0);
        }
    }

    void aFileThatIsEditedWhileItsDeletionArrivesIsKept()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.stores.drop(MountsRig::kStore, "/a.md");
        rig.disk.fault = [&rig](const std::string &work, const std::string &path) {
            if (work == "read" && path.ends_with("/a.md"))
                rig.edit("/a.md", "edited just now");
            return std::optional<Error>();
        };
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "edited just now");
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "edited just now");
    }

    void aDeletionThatCrossesAnEditKeepsTheEdit()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.sync();
        rig.clock.advance(30s);
        int lists = 0;
        rig.disk.fault = [&](const std::string &work, const std::string &) {
            if (work == "list" && ++lists == 2)
                rig.putRemote("/a.md", "theirs");
            return std::optional<Error>();
        };
        rig.mounts->afterTool();
        rig.clock.runDue();
        QCOMPARE(rig.stores.count("remove"), 1);
        QCOMPARE(rig.remote("/a.md"), "theirs");
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "theirs");
    }

    void aWipeIsNeverAMassDeletion()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.erase("/notes");
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "a");
        QCOMPARE(rig.local("/notes/b.md"), "b");
        QCOMPARE(rig.noted("vanished at once"), 1);
        rig.erase("/a.md");
        rig.erase("/notes");
        QVERIFY(rig.finish(true));
        QCOMPARE(rig.remote("/a.md"), "a");
        QCOMPARE(rig.stores.count("remove"), 0);
    }

    void theOnlyFileMayBeDeleted()
    {
        MountsRig rig;
        rig.putRemote("/a.md", "a");
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        QVERIFY(rig.finish(true));
        QCOMPARE(rig.remote("/a.md"), "(none)");
    }

    void aFolderThatVanishedIsFetchedAgain()
    {
        for (const bool alsoTheFolder : {true, false}) {
            Rig rig;
            QVERIFY(rig.mount());
            rig.disk.erase(MountsRig::kRoot);
            if (!alsoTheFolder)
                rig.disk.nodes[MountsRig::kRoot] = {.kind = ports::GuestEntry::Kind::Folder, .mode = 0755};
            rig.sync();
            QCOMPARE(rig.local("/a.md"), "a");
            QCOMPARE(rig.local(kMarkerPath), "version 1\nmemstore_1");
            QCOMPARE(rig.writes(), 0);
            rig.edit("/a.md", "on");
            rig.sync();
            QCOMPARE(rig.remote("/a.md"), "on");
        }
    }

    void withoutItsMarkerAFolderIsLeftAlone()
    {
        for (const auto *marker : {"", "version 1\nmemstore_2"}) {
            Rig rig;
            QVERIFY(rig.mount());
            rig.erase(kMarkerPath);
            if (*marker != '\0')
                rig.edit(kMarkerPath, marker);
            rig.edit("/a.md", "mine");
            rig.putRemote("/notes/b.md", "theirs");
            rig.sync();
            rig.sync();
            QVERIFY(rig.finish(true));
            QCOMPARE(rig.local("/a.md"), "mine");
            QCOMPARE(rig.local("/notes/b.md"), "b");
            QCOMPARE(rig.remote("/a.md"), "a");
            QCOMPARE(rig.writes(), 0);
            QCOMPARE(rig.noted("its marker is missing or changed"), 1);
        }
    }

    void aFileBehindALinkIsNotDeleted()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/notes");
        rig.disk.putOther(std::string(MountsRig::kRoot) + "/notes"); // moved away, and linked
        rig.erase("/a.md");
        rig.disk.putOther(std::string(MountsRig::kRoot) + "/a.md");
        rig.sync();
        rig.sync(31s);
        QVERIFY(rig.finish(true));
        QCOMPARE(rig.remote("/notes/b.md"), "b");
        QCOMPARE(rig.remote("/a.md"), "a");
        QCOMPARE(rig.writes(), 0);
    }

    void aDeletionWhoseAnswerWasLostDoesNotTakeTheNextFile()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.sync();
        rig.stores.loseNextWriteAnswer({ErrorCode::NetworkError, "cut"});
        rig.sync(30s);
        QCOMPARE(rig.remote("/a.md"), "(none)");
        rig.edit("/a.md", "a"); // made anew, and like before
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "a");
        QCOMPARE(rig.remote("/a.md"), "a");
    }

    void aListingThatBreaksInTheMiddleDeletesNothing()
    {
        Rig rig;
        for (int i = 0; i < 10; ++i)
            rig.putRemote("/n" + std::to_string(i), "x");
        QVERIFY(rig.mount());
        int lists = rig.stores.count("list");
        rig.clock.advance(15s);
        rig.mounts->afterTool();
        while (rig.stores.count("list") < lists + 3 && rig.clock.advanceToNext()) {
        }
        rig.stores.failNext("list", {ErrorCode::NetworkError, "cut"});
        rig.clock.runDue();
        for (int i = 0; i < 10; ++i)
            QCOMPARE(rig.local("/n" + std::to_string(i)), "x");
        QCOMPARE(rig.local("/a.md"), "a");
    }

    void aMemoryThatAListingSkippedIsNotTakenForDeleted()
    {
        // The fake's pages count from the start: a memory that goes while they are read moves the others up, and one of
        // them falls between two pages.
        Rig rig;
        MovingStores moving(rig.stores);
        rig.memories = &moving;
        for (int i = 0; i < 6; ++i)
            rig.putRemote("/n" + std::to_string(i), "x");
        QVERIFY(rig.mount());
        moving.dropAfterFirstPage = "/a.md";
        rig.disk.log.clear();
        rig.sync();
        QVERIFY(rig.stores.paths(MountsRig::kStore).size() == 7);
        for (int i = 0; i < 6; ++i)
            QCOMPARE(rig.local("/n" + std::to_string(i)), "x");
        QCOMPARE(rig.logged("remove"), 0); // "/a.md" was on the first page
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "(none)");
    }
};

QTEST_GUILESS_MAIN(MemoryDeletionsTest)
#include "tst_memory_deletions.moc"
