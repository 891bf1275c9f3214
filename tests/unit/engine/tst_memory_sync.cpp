// Role: a memory store in a sandbox, kept in step (reference 5.2 to 5.6): each rule as something that an agent, or
// the owner of the store, would notice.
#include "core/base/limits.h"
#include "tests/support/mounts_rig.h"

#include <QTest>

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::MountsRig;
using Rig = testsupport::FilledMountsRig;

namespace {

constexpr const char *kMarkerPath = "/.anthropic-memory-store";

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
};

QTEST_GUILESS_MAIN(MemorySyncTest)
#include "tst_memory_sync.moc"
