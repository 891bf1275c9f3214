// Role: the reference's table (5.4), a test per row, and everything around it that is pure.
#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/engine/memory_path.h"
#include "core/engine/memory_plan.h"

#include <QTest>

using namespace glovebox;
using engine::MemoryAction;

namespace {

using Hash = std::optional<std::string>;

const domain::MemoryStoreId kStore{"memstore_1"};

ports::GuestEntry file(const std::string &path, const std::string &content)
{
    return {.path = path,
            .kind = ports::GuestEntry::Kind::File,
            .size = ByteCount{content.size()},
            .sha256 = sha256Hex(content)};
}

ports::GuestEntry other(const std::string &path)
{
    return {.path = path, .kind = ports::GuestEntry::Kind::Other};
}

const char *word(MemoryAction action)
{
    static constexpr const char *kWords[] = {"Nothing", "Adopt",  "Forget", "Pull",        "PullOverEdit", "Restore",
                                             "Update",  "Create", "Delete", "RemoveLocal", "KeepUnsynced"};
    return kWords[static_cast<int>(action)];
}

} // namespace

class MemoryPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowOfTheTable_data()
    {
        QTest::addColumn<QByteArray>("baseline"); // "-": not there
        QTest::addColumn<QByteArray>("local");    // "?": there, but no memory can be made of it
        QTest::addColumn<QByteArray>("remote");
        QTest::addColumn<QByteArray>("writable");
        QTest::addColumn<QByteArray>("readOnly");
        const auto row = [](const char *name, const char *baseline, const char *local, const char *remote,
                            const char *writable, const char *readOnly) {
            QTest::newRow(name) << QByteArray(baseline) << QByteArray(local) << QByteArray(remote)
                                << QByteArray(writable) << QByteArray(readOnly);
        };
        row("same, same", "b", "b", "b", "Nothing", "Nothing");
        row("same, changed", "b", "b", "r", "Pull", "Pull");
        row("changed, same", "b", "l", "b", "Update", "KeepUnsynced");
        row("new file, absent", "-", "l", "-", "Create", "KeepUnsynced");
        row("changed, changed differently", "b", "l", "r", "PullOverEdit", "PullOverEdit");
        row("changed, changed alike", "b", "x", "x", "Adopt", "Adopt");
        row("deleted, same", "b", "-", "b", "Delete", "KeepUnsynced");
        row("deleted, changed", "b", "-", "r", "Restore", "Restore");
        row("same, deleted", "b", "b", "-", "RemoveLocal", "RemoveLocal");
        row("changed, deleted", "b", "l", "-", "Create", "KeepUnsynced");
        // What the table leaves to the reader.
        row("deleted, deleted", "b", "-", "-", "Forget", "Forget");
        row("absent, new", "-", "-", "r", "Pull", "Pull");
        row("new on both sides, alike", "-", "x", "x", "Adopt", "Adopt");
        row("new on both sides, different", "-", "l", "r", "PullOverEdit", "PullOverEdit");
        row("nowhere", "-", "-", "-", "Nothing", "Nothing");
        row("unreadable, same", "b", "?", "b", "KeepUnsynced", "KeepUnsynced");
        row("unreadable, absent", "-", "?", "-", "KeepUnsynced", "KeepUnsynced");
        row("unreadable, deleted", "b", "?", "-", "KeepUnsynced", "KeepUnsynced");
        row("unreadable, changed", "b", "?", "r", "PullOverEdit", "PullOverEdit");
    }

    void everyRowOfTheTable()
    {
        QFETCH(const QByteArray, baseline);
        QFETCH(const QByteArray, local);
        QFETCH(const QByteArray, remote);
        QFETCH(const QByteArray, writable);
        QFETCH(const QByteArray, readOnly);
        const auto hash = [](const QByteArray &text) {
            return text == "-" ? Hash() : Hash(text == "?" ? std::string() : text.toStdString());
        };
        QCOMPARE(word(engine::memoryAction(hash(baseline), hash(local), hash(remote), false)), writable.constData());
        QCOMPARE(word(engine::memoryAction(hash(baseline), hash(local), hash(remote), true)), readOnly.constData());
    }

    void oneSyncDeletesAFewFilesAtMost()
    {
        QCOMPARE(engine::memoryDeletionsMax(0), 8U);
        QCOMPARE(engine::memoryDeletionsMax(32), 8U);
        QCOMPARE(engine::memoryDeletionsMax(100), 25U);
        QCOMPARE(engine::memoryDeletionsMax(2000), 50U);
    }

    void aFolderIsReadAsTheGuestTellsIt()
    {
        const auto scan = engine::readMemoryScan({file(".anthropic-memory-store", "version 1\nmemstore_1"),
                                                  file("a.md", "a"),
                                                  other("link"),
                                                  file("notes/b.md", "b"),
                                                  {.path = "notes", .kind = ports::GuestEntry::Kind::Folder}},
                                                 kStore);
        QVERIFY(scan.markerIsOurs);
        QVERIFY(scan.hasFiles);
        QCOMPARE(scan.files.size(), 3U);
        QCOMPARE(scan.hashOf("/a.md").value(), sha256Hex("a"));
        QCOMPARE(scan.hashOf("/notes/b.md").value(), sha256Hex("b"));
        QVERIFY(!scan.hashOf("/c.md"));
        QCOMPARE(scan.hashOf("/link").value(), "");
        // A file behind a link cannot be seen, which is not the same as gone.
        QCOMPARE(scan.hashOf("/link/deep/x.md").value(), "");
        QVERIFY(!scan.hashOf("/a.md/x.md"));
        QCOMPARE(scan.problems.size(), 1U);
    }

    void onlyTheStoresOwnMarkerCounts()
    {
        using engine::readMemoryScan;
        const auto ours = [](std::vector<ports::GuestEntry> entries) {
            return readMemoryScan(entries, kStore).markerIsOurs;
        };
        const std::string name(engine::kMemoryMarker);
        QVERIFY(ours({file(name, "version 1\nmemstore_1")}));
        QVERIFY(!ours({file(name, "version 1\nmemstore_1\n")}));
        QVERIFY(!ours({file(name, "version 1\nmemstore_2")}));
        QVERIFY(!ours({file(name, "")}));
        QVERIFY(!ours({other(name)}));
        QVERIFY(!ours({file("x/" + name, "version 1\nmemstore_1")}));
        QVERIFY(!ours({}));
        QVERIFY(readMemoryScan({}, kStore).empty);
        QVERIFY(!readMemoryScan({file(name, "version 1\nmemstore_1")}, kStore).hasFiles);
    }

    void filesThatNoMemoryCanBeAreTold()
    {
        auto large = file("large", "x");
        large.size = ByteCount{limits::kMemoryContentMax.value + 1};
        auto lies = file("lies", "x");
        lies.sha256 = "not a hash";
        auto unread = file("unread", "x");
        unread.sha256.clear();
        const auto scan =
            engine::readMemoryScan({large, lies, unread, file("bad\nname", "x"), file("a/../b", "x")}, kStore);
        for (const auto *path : {"/large", "/lies", "/unread"})
            QCOMPARE(scan.hashOf(path).value(), "");
        QCOMPARE(scan.files.size(), 3U);
        QCOMPARE(scan.problems.size(), 5U);
        for (const auto &problem : scan.problems)
            QVERIFY2(problem.find('\n') == std::string::npos, problem.c_str());
    }

    void whatAMemoryMayBeCalled()
    {
        std::string deep;
        for (int i = 0; i < 20; ++i)
            deep += "/a";
        for (const auto &good : {std::string("/a"), std::string("/a b/c.md"), std::string("/r\xC3\xA9sum\xC3\xA9"),
                                 deep, std::string("/x/.anthropic-memory-store")})
            QVERIFY2(engine::isMemoryPath(good), good.c_str());
        for (const auto &bad :
             {std::string(""), std::string("/"), std::string("a"), std::string("//a"), std::string("/a/"),
              std::string("/a//b"), std::string("/./a"), std::string("/../a"), std::string("/a/.."),
              std::string("/a\nb"), std::string("/a\0b", 4), std::string("/\xFF"), deep + "/a",
              std::string("/re\xCC\x81sume"), // decomposed
              std::string("/a\xE2\x80\x8F"),  // a right-to-left mark
              std::string("/a\xC2\x85"),      // a control character of two bytes
              '/' + std::string(256, 'a'), std::string("/.anthropic-memory-store"),
              std::string("/.anthropic-memory-store/x")})
            QVERIFY2(!engine::isMemoryPath(bad), bad.c_str());
        std::string longPath;
        while (longPath.size() < 1024)
            longPath += '/' + std::string(127, 'a');
        QCOMPARE(longPath.size(), 1024U);
        QVERIFY(engine::isMemoryPath(longPath));
        QVERIFY(!engine::isMemoryPath(longPath + 'a'));
    }

    void whereAStoreGoes()
    {
        const auto root = [](const char *name, const char *path) {
            const auto result = engine::memoryRoot({.store = kStore, .name = name, .mountPath = path});
            return result ? *result : std::string(name_(result.error()));
        };
        QCOMPARE(root("X", "/mnt/memory/user-preferences"), "/mnt/memory/user-preferences");
        QCOMPARE(root("X", "/mnt/memory/x/"), "/mnt/memory/x");
        QCOMPARE(root("Notes", ""), "/mnt/session/memory/Notes");
        QCOMPARE(root("a/b", ""), "/mnt/session/memory/memstore_1");
        QCOMPARE(root("..", ""), "/mnt/session/memory/memstore_1");
        for (const auto *bad :
             {"mnt/memory", "/mnt/../etc", "/mnt//x", "/mnt/./x", "/", "//", "/mnt/a\nb", "/mnt/\xFF"})
            QCOMPARE(root("X", bad), "InvalidArgument");
        QVERIFY(engine::foldersOverlap("/a/b", "/a"));
        QVERIFY(engine::foldersOverlap("/a", "/a/b"));
        QVERIFY(engine::foldersOverlap("/a", "/a"));
        QVERIFY(!engine::foldersOverlap("/a", "/ab"));
    }

private:
    static const char *name_(const Error &error) { return glovebox::name(error.code); }
};

QTEST_GUILESS_MAIN(MemoryPlanTest)
#include "tst_memory_plan.moc"
