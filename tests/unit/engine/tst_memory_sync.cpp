// Role: a memory store in a sandbox, kept in step (reference 5.2 to 5.6): each rule as something that an agent, or the
// owner of the store, would notice.
#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "tests/support/mounts_rig.h"

#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::MountsRig;

namespace {

constexpr const char *kMarkerPath = "/.anthropic-memory-store";

/// Mounted with two files.
struct Rig : MountsRig {
    Rig()
    {
        putRemote("/a.md", "a");
        putRemote("/notes/b.md", "b");
    }
    int writes() const { return stores.count("create") + stores.count("update") + stores.count("remove"); }
};

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

class MemorySyncTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStoreIsThereBeforeTheFirstTool()
    {
        Rig rig;
        rig.putRemote("/c.md", "c");
        QVERIFY(rig.mount());
        QCOMPARE(rig.local("/a.md"), "a");
        QCOMPARE(rig.local("/notes/b.md"), "b");
        QCOMPARE(rig.local("/c.md"), "c"); // of the second page
        QCOMPARE(rig.local(kMarkerPath), "version 1\nmemstore_1");
        const auto mode = [&rig](const std::string &path) {
            return rig.disk.nodes.at(MountsRig::kRoot + path).mode;
        };
        QCOMPARE(mode(""), 0700U);
        QCOMPARE(mode("/a.md"), 0600U);
        QCOMPARE(mode(kMarkerPath), 0600U);
        QCOMPARE(rig.stores.credentials(), std::set<std::string>{"token"});
        QCOMPARE(rig.stores.count("list memstore_1 full"), 2);
        const auto views = rig.mounts->memories();
        QCOMPARE(views.size(), 1U);
        QCOMPARE(views[0].name, "User Preferences");
        QCOMPARE(views[0].files, 3);
        QVERIFY(views[0].syncedAt.has_value());
        QVERIFY(rig.notes.empty());
    }

    void syncsComeAfterToolsAndNotTooOften()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "1");
        rig.sync(14s);
        QCOMPARE(rig.remote("/a.md"), "a");
        rig.sync(1s);
        QCOMPARE(rig.remote("/a.md"), "1");
        rig.edit("/a.md", "2");
        rig.clock.advance(10min); // no tool ends
        QCOMPARE(rig.remote("/a.md"), "1");
        rig.settings.memorySync = 1ms; // five seconds are the least
        rig.sync(0s);
        QCOMPARE(rig.remote("/a.md"), "2");
        rig.edit("/a.md", "3");
        rig.sync(4s);
        QCOMPARE(rig.remote("/a.md"), "2");
        rig.sync(1s);
        QCOMPARE(rig.remote("/a.md"), "3");
    }

    void noTwoSyncsOfOneStoreAtATime()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.stores.hold("list");
        rig.sync();
        rig.sync();
        rig.sync();
        QCOMPARE(rig.stores.count("list memstore_1 basic"), 1);
    }

    void anUnchangedStoreCostsOneListing()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.disk.log.clear();
        rig.sync();
        QCOMPARE(rig.stores.count("list memstore_1 basic"), 1);
        QCOMPARE(rig.stores.count("retrieve"), 0);
        QCOMPARE(rig.writes(), 0);
        QCOMPARE(rig.disk.log, std::vector<std::string>{"list /mnt/memory/prefs"});
    }

    void editsOfTheSandboxReachTheStore()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "edited");
        rig.edit("/new/deep.md", "new");
        rig.edit("/empty.md", "");
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "edited");
        QCOMPARE(rig.remote("/new/deep.md"), "new");
        QCOMPARE(rig.remote("/empty.md"), "");
        QCOMPARE(rig.remote(kMarkerPath), "(none)");
        QVERIFY(rig.notes.empty());
        rig.sync();
        QCOMPARE(rig.writes(), 3);
    }

    void editsOfOthersReachTheSandbox()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.putRemote("/a.md", "theirs");
        rig.putRemote("/their/new.md", "new");
        rig.stores.drop(MountsRig::kStore, "/notes/b.md");
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "theirs");
        QCOMPARE(rig.local("/their/new.md"), "new");
        QCOMPARE(rig.local("/notes/b.md"), "(none)");
        QCOMPARE(rig.writes(), 0);
        QVERIFY(rig.notes.empty());
    }

    void inAConflictTheStoreWinsAndSomebodyIsTold()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "mine");
        rig.putRemote("/a.md", "theirs");
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "theirs");
        QCOMPARE(rig.remote("/a.md"), "theirs");
        QCOMPARE(rig.noted("/a.md was changed on both sides"), 1);
        QVERIFY(rig.mounts->memories()[0].problem.find("/a.md") != std::string::npos);
    }

    void theSameEditOnBothSidesIsNoConflict()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "alike");
        rig.putRemote("/a.md", "alike");
        rig.sync();
        QVERIFY(rig.notes.empty());
        QCOMPARE(rig.stores.count("retrieve") + rig.writes(), 0);
        rig.edit("/a.md", "on"); // it is agreed now
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "on");
    }

    void aFileThatTheStoreDeletedAndTheSandboxEditedIsMadeAgain()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "mine");
        rig.stores.drop(MountsRig::kStore, "/a.md");
        rig.sync();
        QCOMPARE(rig.remote("/a.md"), "mine");
        QCOMPARE(rig.local("/a.md"), "mine");
    }

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

    void anEndThatIsNotCleanOnlyUploads()
    {
        Rig rig;
        rig.putRemote("/c.md", "c");
        QVERIFY(rig.mount());
        rig.erase("/a.md");
        rig.edit("/c.md", "edited");
        rig.edit("/n.md", "new");
        rig.putRemote("/notes/b.md", "theirs");
        QVERIFY(rig.finish(false));
        QCOMPARE(rig.remote("/a.md"), "a");
        QCOMPARE(rig.remote("/c.md"), "edited");
        QCOMPARE(rig.remote("/n.md"), "new");
        QCOMPARE(rig.remote("/notes/b.md"), "theirs");
        QCOMPARE(rig.stores.count("list memstore_1 basic") + rig.stores.count("retrieve"), 0);
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
    }

    void aFlushLeavesConflictsToTheStore()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/a.md", "mine");
        rig.putRemote("/a.md", "theirs");
        rig.edit("/n.md", "mine");
        rig.putRemote("/n.md", "theirs");
        QVERIFY(rig.finish(false));
        QCOMPARE(rig.remote("/a.md"), "theirs");
        QCOMPARE(rig.remote("/n.md"), "theirs");
        QCOMPARE(rig.noted("/a.md"), 1);
        QCOMPARE(rig.noted("/n.md"), 1);
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
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

    void aReadOnlyStoreIsNeverWritten()
    {
        Rig rig;
        rig.session.memoryStores[0].readOnly = true;
        rig.stores.makeReadOnly(MountsRig::kStore);
        QVERIFY(rig.mount());
        rig.edit("/a.md", "mine");
        rig.edit("/new.md", "mine");
        rig.erase("/notes/b.md");
        rig.sync();
        rig.sync(31s);
        QCOMPARE(rig.local("/a.md"), "mine"); // it may have it
        rig.putRemote("/a.md", "theirs");
        rig.putRemote("/notes/b.md", "theirs");
        rig.sync();
        QCOMPARE(rig.local("/a.md"), "theirs");
        QCOMPARE(rig.local("/notes/b.md"), "theirs");
        QVERIFY(rig.finish(true));
        QCOMPARE(rig.writes(), 0);
        QCOMPARE(rig.noted("/a.md was changed in the sandbox; the store is read-only"), 1);
        QVERIFY(!rig.disk.has(MountsRig::kRoot));
    }

    void whatTheStoreRefusesIsNotOfferedAgainUntilItChanges()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/bad.md", "no");
        rig.stores.failNext("create", {ErrorCode::InvalidArgument, "400"});
        rig.sync();
        rig.sync();
        QVERIFY(!rig.mounts->memories()[0].problem.empty());
        QCOMPARE(rig.stores.count("create"), 1);
        QCOMPARE(rig.noted("/bad.md was not taken"), 1);
        rig.edit("/bad.md", "better");
        rig.sync();
        QCOMPARE(rig.remote("/bad.md"), "better");
    }

    void filesThatCannotBeMemoriesStayWhereTheyAre()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/binary", std::string("\xFF\xFE\x00x", 4));
        rig.edit("/large", std::string(limits::kMemoryContentMax.value + 1, 'x'));
        rig.edit("/just", std::string(limits::kMemoryContentMax.value, 'x'));
        rig.edit("/re\xCC\x81sume", "decomposed");
        rig.disk.putOther(std::string(MountsRig::kRoot) + "/link");
        rig.sync();
        rig.sync();
        QCOMPARE(rig.stores.paths(MountsRig::kStore), (std::vector<std::string>{"/a.md", "/just", "/notes/b.md"}));
        QCOMPARE(rig.noted("/binary is not UTF-8"), 1);
        QCOMPARE(rig.noted("/large is larger"), 1);
        QCOMPARE(rig.noted("/link is not a plain file"), 1);
        QCOMPARE(rig.noted("has a name that no memory may have"), 1);
        rig.edit("/binary", "text now");
        rig.sync();
        QCOMPARE(rig.remote("/binary"), "text now");
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

    void aFileMayBecomeAFolderAndBack()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.erase("/a.md"); // in the sandbox
        rig.edit("/a.md/x", "x");
        rig.stores.drop(MountsRig::kStore, "/notes/b.md"); // in the store
        rig.putRemote("/notes", "n");
        rig.sync();
        QCOMPARE(rig.local("/notes"), "n");
        rig.sync(30s);
        QCOMPARE(rig.remote("/a.md"), "(none)");
        QCOMPARE(rig.remote("/a.md/x"), "x");
    }

    void aFolderWithTheAgentsFilesDoesNotMakeWay()
    {
        Rig rig;
        QVERIFY(rig.mount());
        rig.edit("/notes/mine.md", "mine");
        rig.session.memoryStores[0].readOnly = false;
        rig.stores.failNext("create", {ErrorCode::ServerError, "503"}, 9);
        rig.stores.drop(MountsRig::kStore, "/notes/b.md");
        rig.putRemote("/notes", "n");
        rig.sync();
        QCOMPARE(rig.local("/notes/mine.md"), "mine");
        QCOMPARE(rig.noted("/notes could not be written"), 1);
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

QTEST_GUILESS_MAIN(MemorySyncTest)
#include "tst_memory_sync.moc"
