// The store of templates and snapshots: what is there after whatever happens to it.
#include "tests/unit/qemu/memory/small_disk.h"
#include "tests/unit/qemu/store_rig.h"

#include <QTest>

using namespace store_tests;
using domain::SnapshotId;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class TestFrozenStore : public QObject {
    Q_OBJECT

    static Result<> removeSnapshot(StoreRig &rig, const char *id)
    {
        return rig.answer([&](auto done) { return rig.store->removeSnapshot(SnapshotId(id), std::move(done)); });
    }
    static Result<> removeTemplate(StoreRig &rig, const char *id)
    {
        return rig.answer([&](auto done) { return rig.store->removeTemplate(id, std::move(done)); });
    }

    /// One template and two snapshots, the second on both layers; closed.
    static void fill(StoreRig &rig)
    {
        const auto base = rig.stored("tpl-1");
        const auto one = rig.layer("snap-1");
        must(rig.snapshot("snap-1", base, {one}));
        must(rig.snapshot("snap-2", base, {one, rig.layer("snap-2")}));
        QCOMPARE(rig.store->snapshots().size(), std::size_t{2});
        rig.close();
    }

    /// Paths of all files, in order.
    static Names filesBelow(const std::string &folder)
    {
        Names files;
        for (const auto &entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && entry.path().filename() != "lock")
                files.push_back(fs::relative(entry.path(), folder).string());
        std::ranges::sort(files);
        return files;
    }

private Q_SLOTS:
    void whatWasWrittenIsFoundAgain()
    {
        StoreRig rig;
        ports::TemplateFacts before;
        std::optional<ports::SnapshotFacts> written;
        {
            const auto base = rig.stored("tpl-1");
            before = rig.store->templates().front();
            written = must(rig.snapshot("snap-1", base, {rig.layer("snap-1")}))->facts();
        }
        const auto &snapshot = *written;
        rig.open();
        const auto templates = rig.store->templates();
        QCOMPARE(templates.size(), std::size_t{1});
        QCOMPARE(templates.front().id, std::string("tpl-1"));
        QVERIFY(templates.front().size == before.size);
        QCOMPARE(templates.front().image.key, before.image.key);
        QCOMPARE(templates.front().image.rootDisk, before.image.rootDisk);
        QCOMPARE(templates.front().disk, before.disk);
        const auto found = rig.store->snapshots();
        QCOMPARE(found.size(), std::size_t{1});
        auto origin = snapshot.origin;
        origin.name = found.front().origin.name; // what was no UTF-8 is replaced
        QVERIFY(found.front().origin == origin);
        QVERIFY(found.front().origin.name.starts_with("a \"name\"\n"));
        QCOMPARE(found.front().base, snapshot.base);
        QCOMPARE(found.front().memory, snapshot.memory);
        QCOMPARE(found.front().disk, snapshot.disk);
        QCOMPARE(found.front().diskShared, snapshot.diskShared);
        QCOMPARE(found.front().stopped.count(), 4700);

        const auto opened = must(rig.answer<std::shared_ptr<const ports::Snapshot>>(
            [&](auto done) { return rig.store->openSnapshot(SnapshotId("snap-1"), std::move(done)); }));
        const auto &inside = dynamic_cast<const QemuSnapshot &>(*opened);
        QVERIFY(memory_tests::holds(must(inside.openDelta()), childModel()));
        const auto again = memory_tests::makeTemplate();
        QCOMPARE(must(inside.base()->memory().contentHash()), must(again.contentHash()));
        QVERIFY(inside.base()->memory().isSealed());
        QCOMPARE(must(must(inside.readDevices()).read(ByteCount{7})), std::string("at work"));
        QCOMPARE(inside.disks().files().size(), std::size_t{3});
        for (const auto &file : inside.disks().files())
            QVERIFY2(fs::exists(file) && file.starts_with(rig.frozenDir()), file.c_str());
    }

    void ofTwoProgramsOneHasTheFolder()
    {
        StoreRig rig;
        const auto second = DiskStore::open(rig.frozenDir(), thisHost());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::FolderInUse);
        rig.close();
        QVERIFY(DiskStore::open(rig.frozenDir(), thisHost()));
    }

    void whoHasToPutDisksInOrderIsAloneWithTheFolderBefore()
    {
        StoreRig rig;
        QCOMPARE(DiskStore::lock(rig.frozenDir()).error().code, ErrorCode::FolderInUse);
        rig.close();
        auto lock = must(DiskStore::lock(rig.frozenDir()));
        QCOMPARE(DiskStore::open(rig.frozenDir(), thisHost()).error().code, ErrorCode::FolderInUse);
        QVERIFY(DiskStore::open(rig.frozenDir(), thisHost(), {}, std::move(lock)));
        QVERIFY(DiskStore::open(rig.frozenDir(), thisHost())); // and it went with the store
    }

    void aTemplateIsLoadedOnceForAllWhoAskAtOnce()
    {
        StoreRig rig;
        rig.stored("tpl-1");
        rig.open();
        std::vector<std::shared_ptr<const ports::Template>> got;
        const auto note = [&](Result<std::shared_ptr<const ports::Template>> result) {
            got.push_back(must(std::move(result)));
        };
        const auto first = rig.store->openTemplate("tpl-1", note);
        const auto second = rig.store->openTemplate("tpl-1", note);
        auto third = rig.store->openTemplate("tpl-1", note);
        third.cancel();
        rig.wait([&] { return got.size() >= 2; });
        QVERIFY(got[0] == got[1] && got.size() == 2);
        const auto missing = rig.answer<std::shared_ptr<const ports::Template>>(
            [&](auto done) { return rig.store->openTemplate("tpl-2", std::move(done)); });
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }

    /// Whatever is missing, short or cannot be read: only what is whole is listed, and nothing that was ever finished
    /// is removed. What has no manifest never was.
    void whatIsNotWholeIsNotListedAndIsLeftAsItIs()
    {
        StoreRig rig;
        fill(rig);
        Names files;
        for (const auto &entry : fs::recursive_directory_iterator(rig.frozenDir()))
            if (entry.is_regular_file())
                files.push_back(fs::relative(entry.path(), rig.frozenDir()).string());
        files.erase(std::ranges::find(files, "lock"));
        QCOMPARE(files.size(), std::size_t{6 + 2 * 3 + 2});
        for (const auto &file : files) {
            for (const int keep : {0, 1, 2}) { // none of it, a file of no length, half of it
                const auto copy = rig.path("copy");
                removeTree(copy);
                fs::copy(rig.frozenDir(), copy, fs::copy_options::recursive);
                const auto damaged = copy + "/" + file;
                keep == 0 ? (void)fs::remove(damaged)
                          : fs::resize_file(damaged, keep == 1 ? 0 : fs::file_size(damaged) / 2);
                const auto before = filesBelow(copy);
                rig.open(copy, thisHost());
                const bool base = file.starts_with("templates");
                const bool first = file.starts_with("snapshots/snap-1") || file.starts_with("layers/snap-1");
                const bool second = file.starts_with("snapshots/snap-2") || file.starts_with("layers/");
                const auto what = file + " " + std::to_string(keep);
                QCOMPARE(rig.store->templates().size(), std::size_t{base ? 0U : 1U});
                QCOMPARE(rig.store->snapshots().size(),
                         std::size_t((!base && !first ? 1 : 0) + (!base && !second ? 1 : 0)));
                const bool unfinished = keep == 0 && file.ends_with("manifest.json") && !base;
                auto expected = before;
                if (unfinished)
                    std::erase_if(expected, [&](const auto &each) {
                        return each.starts_with(fs::path(file).parent_path().string() + "/");
                    });
                // Of a snapshot that never was, the layer goes, too, when all else can be read.
                if (unfinished && file.starts_with("snapshots/snap-2"))
                    std::erase(expected, "layers/snap-2.qcow2");
                QVERIFY2(filesBelow(copy) == expected, what.c_str());
                QVERIFY2(unfinished || !rig.store->leftAside().empty(), what.c_str());
                rig.close();
            }
        }
    }

    void whatALaterVersionWroteIsThereForIt()
    {
        StoreRig rig;
        fill(rig);
        rig.close();
        const auto before = filesBelow(rig.frozenDir());
        for (const auto *manifest : {"/templates/tpl-1/manifest.json", "/snapshots/snap-2/manifest.json"}) {
            std::ifstream written(rig.frozenDir() + manifest);
            std::string text(std::istreambuf_iterator<char>(written), {});
            const auto at = text.find("\"format\":");
            QVERIFY(at != std::string::npos);
            text.replace(at, text.find_first_of(",}", at) - at, "\"format\":999");
            writeFile(rig.frozenDir() + manifest, text);
        }
        rig.open();
        QVERIFY(rig.store->templates().empty() && rig.store->snapshots().empty());
        QCOMPARE(filesBelow(rig.frozenDir()), before);
    }

    void whatNobodyFinishedGoesAtTheNextStartAndWhatIsNotOursStays()
    {
        StoreRig rig;
        rig.close();
        fs::create_directories(rig.frozenDir() + "/templates/tpl-half");
        writeFile(rig.frozenDir() + "/templates/tpl-half/memory.part", "half");
        fs::create_directories(rig.frozenDir() + "/snapshots/snap-half");
        writeFile(rig.frozenDir() + "/snapshots/snap-half/manifest.json.part", "{");
        writeFile(rig.frozenDir() + "/layers/snap-half.qcow2", "x");
        rig.open();
        for (const char *folder : {"/templates", "/snapshots", "/layers"})
            QCOMPARE(namesIn(rig.frozenDir() + folder), Names());
        QVERIFY(rig.store->leftAside().empty());
        rig.close();
        writeFile(rig.frozenDir() + "/snapshots/file", "x");
        fs::create_directories(rig.frozenDir() + "/layers/folder.qcow2/deep");
        fs::create_symlink("/etc/passwd", rig.frozenDir() + "/templates/link");
        rig.open();
        QCOMPARE(rig.store->leftAside().size(), std::size_t(3));
        QCOMPARE(namesIn(rig.frozenDir() + "/templates"), Names{"link"});
        QCOMPARE(namesIn(rig.frozenDir() + "/snapshots"), Names{"file"});
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), Names{"folder.qcow2"});
    }

    void whatAnotherHostSavedIsNotListed_data()
    {
        QTest::addColumn<int>("what");
        for (int i = 0; i < 6; ++i)
            QTest::addRow("%d", i) << i;
    }
    void whatAnotherHostSavedIsNotListed()
    {
        QFETCH(int, what);
        StoreRig rig;
        fill(rig);
        auto host = thisHost();
        if (what == 0)
            host.qemuVersion = "9.0";
        else if (what == 1)
            host.board = "q35";
        else if (what == 2)
            host.cpuModel = "Another";
        else if (what == 3)
            host.pageSize *= 4;
        else if (what == 4)
            host.tscKhz *= 2;
        else
            writeFile(rig.path("root.sqfs"), "hsqs2");
        rig.open(rig.frozenDir(), host);
        QVERIFY(rig.store->templates().empty() && rig.store->snapshots().empty());
        const auto opened = rig.answer<std::shared_ptr<const ports::Snapshot>>(
            [&](auto done) { return rig.store->openSnapshot(SnapshotId("snap-1"), std::move(done)); });
        QCOMPARE(opened.error().code, ErrorCode::NotFound);
        if (what == 5)
            return;
        rig.open(); // nothing of it was lost
        QCOMPARE(rig.store->snapshots().size(), std::size_t{2});
    }

    void aTemplateThatCannotBeUsedAnyMoreIsRemovedUnlessSnapshotsStandOnIt()
    {
        StoreRig rig;
        fill(rig);
        auto other = thisHost();
        other.qemuVersion = "9.0";
        rig.open(rig.frozenDir(), other);
        QCOMPARE(namesIn(rig.frozenDir() + "/templates"), Names{"tpl-1"});
        rig.open();
        QVERIFY(removeSnapshot(rig, "snap-1") && removeSnapshot(rig, "snap-2"));
        rig.open(rig.frozenDir(), other);
        QCOMPARE(namesIn(rig.frozenDir() + "/templates"), Names());
    }

    void aRateThatIsMeasuredALittleOffIsTheSame()
    {
        StoreRig rig;
        fill(rig);
        auto host = thisHost();
        host.tscKhz += host.tscKhz / 1000;
        rig.open(rig.frozenDir(), host);
        QCOMPARE(rig.store->snapshots().size(), std::size_t{2});
    }

    void aLayerStaysForAsLongAsASnapshotStandsOnIt()
    {
        StoreRig rig;
        fill(rig);
        rig.open();
        const auto layers = rig.frozenDir() + "/layers";
        const auto refused = removeTemplate(rig, "tpl-1");
        QCOMPARE(refused.error().code, ErrorCode::InvalidState);
        QVERIFY(refused.error().detail.ends_with("snap-1, snap-2"));
        QVERIFY(removeSnapshot(rig, "snap-1"));
        QCOMPARE(namesIn(layers), (Names{"snap-1.qcow2", "snap-2.qcow2"}));
        rig.open();
        QCOMPARE(namesIn(layers), (Names{"snap-1.qcow2", "snap-2.qcow2"}));
        QVERIFY(removeSnapshot(rig, "snap-2"));
        QCOMPARE(namesIn(layers), Names());
        QVERIFY(removeTemplate(rig, "tpl-1"));
        QVERIFY(removeTemplate(rig, "tpl-1"));
        QCOMPARE(namesIn(rig.frozenDir() + "/templates"), Names());
    }

    void aSnapshotMachineKeepsItsLayersWhenItsSnapshotIsRemoved()
    {
        StoreRig rig;
        const auto base = rig.stored("tpl-1");
        auto mine = rig.layer("snap-1"); // as a machine holds it
        must(rig.snapshot("snap-1", base, {mine}));
        QVERIFY(removeSnapshot(rig, "snap-1"));
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), Names{"snap-1.qcow2"});
        mine.reset();
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), Names());
    }

    void aTemplateThatIsHeldIsNotListedOnceRemovedAndGoesWithItsHolder()
    {
        StoreRig rig;
        auto base = rig.stored("tpl-1");
        QVERIFY(removeTemplate(rig, "tpl-1"));
        QVERIFY(rig.store->templates().empty());
        QVERIFY(fs::exists(base->disks().frozen));
        base.reset();
        QCOMPARE(namesIn(rig.frozenDir() + "/templates"), Names());
    }

    void aTemplateThatIsRemovedWhileItIsWrittenStaysRemoved()
    {
        StoreRig rig;
        auto base = rig.frozen("tpl-1");
        rig.store->add(base);
        QVERIFY(removeTemplate(rig, "tpl-1"));
        rig.stored("tpl-2"); // written behind it
        base.reset();
        rig.open();
        QCOMPARE(namesIn(rig.frozenDir() + "/templates"), Names{"tpl-2"});
    }

    void aSnapshotWaitsForItsTemplateToBeWritten()
    {
        StoreRig rig;
        const auto base = rig.frozen("tpl-1");
        rig.store->add(base);
        const auto made = rig.snapshot("snap-1", base, {rig.layer("snap-1")});
        QVERIFY(made && base->folder()->complete());
        rig.open();
        QCOMPARE(rig.store->snapshots().size(), std::size_t{1});
    }

    void aPassingSnapshotIsNowhereListed()
    {
        StoreRig rig;
        const auto base = rig.stored("tpl-1");
        auto made = must(rig.snapshot("snap-1", base, {rig.layer("snap-1")}, domain::SnapshotKind::Passing));
        QVERIFY(rig.store->snapshots().empty());
        QVERIFY(!fs::exists(rig.frozenDir() + "/snapshots/snap-1/manifest.json"));
        made.reset();
        QCOMPARE(namesIn(rig.frozenDir() + "/snapshots"), Names());
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), Names());
    }

    void aSnapshotThatNobodyWaitsForIsNotThere()
    {
        StoreRig rig;
        const auto base = rig.stored("tpl-1");
        auto call = rig.store->write(rig.taken("snap-1", base, {rig.layer("snap-1")}), nullptr, [](auto) {});
        call.cancel();
        QVERIFY(rig.snapshot("snap-2", base, {rig.layer("snap-2")})); // done in their order
        QCOMPARE(namesIn(rig.frozenDir() + "/snapshots"), Names{"snap-2"});
        QCOMPARE(namesIn(rig.frozenDir() + "/layers"), Names{"snap-2.qcow2"});
    }

    void spreadItIsTheSnapshotsMemoryAndDisk()
    {
        StoreRig rig;
        const auto base = rig.stored("tpl-1");
        const auto made =
            std::dynamic_pointer_cast<const QemuSnapshot>(must(rig.snapshot("snap-1", base, {rig.layer("snap-1")})));
        const auto spread = must(rig.answer<std::shared_ptr<const ports::Template>>(
            [&](auto done) { return rig.store->spread(made, std::move(done)); }));
        const auto &inside = dynamic_cast<const QemuTemplate &>(*spread);
        QCOMPARE(inside.root(), base);
        QVERIFY(inside.memory().isSealed());
        QCOMPARE(inside.disks().layers.size(), std::size_t{1});
        std::vector<std::byte> page(memory::pageSize());
        const auto model = childModel();
        for (const std::uint64_t number : {0U, 3U, 7U, 8U, 2049U, 2050U, 2059U, 2060U, 3000U}) {
            must(memory::readAt(inside.memory().fd(), page, number * page.size(), "reading"));
            QVERIFY2(std::memcmp(page.data(), model.at(number), page.size()) == 0, std::to_string(number).c_str());
        }
        QVERIFY(rig.store->templates().size() == 1); // in memory alone
    }

    void aFullDiskLeavesNothing()
    {
        StoreRig rig;
        rig.close();
        fs::create_directories(rig.path("small"));
        const auto ended = memory_tests::onSmallDisk(rig.path("small"), [&] {
            auto base = [&] { // no event loop here: the work alone
                rig.open(rig.path("small"), thisHost());
                return rig.frozen("tpl-1");
            }();
            const StopFlag stop;
            const auto written = writeTemplate({base, base->facts(), thisHost(), WallTime()}, stop);
            if (written || written.error().code != ErrorCode::OutOfDisk)
                return 1;
            if (fs::exists(base->folder()->file(kManifestFile)) || fs::exists(base->folder()->file(kMemoryFile)))
                return 2;
            base.reset();
            return namesIn(rig.path("small/templates")).empty() ? 0 : 3;
        });
        QVERIFY(WIFEXITED(ended));
        QCOMPARE(WEXITSTATUS(ended), 0);
    }

private:
    /// The template's memory with SomePages of the rig's snapshots in it.
    static memory_tests::Model childModel()
    {
        auto model = memory_tests::templateModel();
        model.write({3, 5}, 9);
        model.write({2050, 10}, 9);
        return model;
    }
};

QTEST_GUILESS_MAIN(TestFrozenStore)
#include "tst_qemu_frozen_store.moc"
