#include "core/images/store_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace glovebox;
using namespace glovebox::images;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

Result<Part> publishPart(const StoreFolder &store, const std::string &key, const std::string &content)
{
    GB_TRY(temporary, store.makeTemporary());
    const auto folder = temporary + "/root";
    fs::create_directories(folder);
    GB_CHECK(writeFile(folder + "/root.sqfs", content));
    GB_TRY(part, sealPart(folder, {"root", key, "bookworm", {}}, StopFlag()));
    auto published = store.publish(part);
    StoreFolder::remove(temporary);
    return published;
}

void age(const std::string &folder)
{
    fs::last_write_time(folder, fs::file_time_type::clock::now() - 200h);
}

} // namespace

class StoreFolderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyOneBuildsAtATime()
    {
        QTemporaryDir scratch;
        const StoreFolder store(scratch.path().toStdString() + "/images");
        auto mine = store.tryLock();
        QVERIFY(mine);
        const auto second = StoreFolder(store.path()).tryLock();
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        mine->reset();
        QVERIFY(store.tryLock());
    }

    void aClaimIsOnesAloneAndLeavesNoFile()
    {
        QTemporaryDir scratch;
        const auto path = scratch.path().toStdString() + "/importing-1";
        for (int round = 0; round < 2; ++round) {
            auto mine = FileLock::tryClaim(path);
            QVERIFY(mine && fs::exists(path));
            QCOMPARE(FileLock::tryClaim(path).error().code, ErrorCode::Conflict);
            QVERIFY(fs::exists(path));
            mine->reset();
            QVERIFY(!fs::exists(path));
        }
    }

    void aPublishedPartIsWholeAndSound()
    {
        QTemporaryDir scratch;
        const StoreFolder store(scratch.path().toStdString());
        const auto part = publishPart(store, "k1", "content");
        QVERIFY(part);
        QCOMPARE(part->folder, store.partFolder("root", "k1"));
        QVERIFY(openPart(part->folder, "root", StopFlag()));
    }

    void aBrokenPartIsReplaced()
    {
        QTemporaryDir scratch;
        const StoreFolder store(scratch.path().toStdString());
        const auto part = publishPart(store, "k1", "content");
        QVERIFY(part && writeFile(part->path("root.sqfs"), "brok"));
        QVERIFY(publishPart(store, "k1", "content"));
        QVERIFY(openPart(part->folder, "root", StopFlag()));
        for (const auto &entry : fs::directory_iterator(store.path()))
            QVERIFY(!entry.path().filename().string().starts_with(kTemporaryPrefix));
    }

    void sweepingRemovesWhatACrashLeftEvenWriteProtectedFolders()
    {
        QTemporaryDir scratch;
        const StoreFolder store(scratch.path().toStdString());
        const auto temporary = store.makeTemporary();
        QVERIFY(temporary);
        fs::create_directories(*temporary + "/unpacked/deep");
        QVERIFY(writeFile(*temporary + "/unpacked/deep/file", "x"));
        fs::permissions(*temporary + "/unpacked/deep", fs::perms::owner_read | fs::perms::owner_exec);
        store.sweep(1h);
        QVERIFY(!fs::exists(*temporary));
    }

    void sweepingRemovesOnlyPartsThatAreOldAndNotInUse()
    {
        QTemporaryDir scratch;
        const StoreFolder store(scratch.path().toStdString());
        const auto fresh = publishPart(store, "fresh", "1");
        const auto old = publishPart(store, "old", "2");
        const auto held = publishPart(store, "held", "3");
        QVERIFY(fresh && old && held);
        auto lock = StoreFolder::hold(*held);
        QVERIFY(lock);
        age(old->folder);
        age(held->folder);
        fs::create_directories(store.path() + "/operators-own");
        age(store.path() + "/operators-own");
        store.sweep(168h);
        QVERIFY(fs::exists(fresh->folder));
        QVERIFY(!fs::exists(old->folder));
        QVERIFY(fs::exists(held->folder));
        QVERIFY(fs::exists(store.path() + "/operators-own"));
        lock->reset();
        store.sweep(168h);
        QVERIFY(!fs::exists(held->folder));
    }

    void usingAPartMakesItYoung()
    {
        QTemporaryDir scratch;
        const StoreFolder store(scratch.path().toStdString());
        const auto part = publishPart(store, "k1", "content");
        QVERIFY(part);
        age(part->folder);
        QVERIFY(StoreFolder::hold(*part));
        store.sweep(168h);
        QVERIFY(fs::exists(part->folder));
    }
};

QTEST_GUILESS_MAIN(StoreFolderTest)
#include "store_folder_test.moc"
