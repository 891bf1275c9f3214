// Disks that a power cut leaves: which of them a machine can be booted from, with what below, and which are put aside
// with a reason.
#include "core/qemu/orphan_finder.h"
#include "core/qemu/qemu_machine.h"
#include "core/qemu/stopped_disks.h"
#include "core/qemu/supervisor/process_stat.h"
#include "core/qemu/work_disk.h"
#include "tests/unit/qemu/store_rig.h"

#include <QTest>

#include <unistd.h>

using namespace store_tests;
namespace fs = std::filesystem;

namespace {

struct DiskRig : StoreRig {
    DiskRig()
    {
        for (const auto &folder : {folders.disks, folders.cache + "/disks", path("run"), path("image")})
            fs::create_directories(folder);
        writeFile(path("image/kernel"), std::string(0x202, 'x') + "HdrS");
        writeFile(path("image/initrd"), "initrd");
        writeFile(path("image/root"), "hsqs, a root");
        writeFile(blank(), "a blank disk");
    }
    std::string blank() const { return blankDiskFile(folders.cache, kSize); }
    std::string disk(const std::string &name) const { return folders.disks + "/" + name; }

    /// A booted machine's, beside its disk.
    MachineRecord record(const std::string &machine) const
    {
        return {.sandbox = {.id = domain::SandboxId(machine),
                            .name = "mine",
                            .kept = true,
                            .session = {},
                            .title = {},
                            .createdAt = WallTime(std::chrono::milliseconds(1'790'000'000'000)),
                            .shares = {},
                            .ladder = {},
                            .keptAliveUntil = {},
                            .forkOf = {},
                            .line = {},
                            .kernelRelease = "6.1",
                            .meter = {}},
                .machine = machine,
                .process = {7, 4711, 123456},
                .qemuVersion = "7.2.22",
                .size = {1, ByteCount::mib(256), kSize},
                .image = {path("image/kernel"), path("image/initrd"), path("image/root"), "key"},
                .base = {},
                .under = {},
                .blank = stampOf(blank()),
                .memory = {},
                .disk = machine + ".qcow2",
                .node = "work",
                .layers = {},
                .move = {}};
    }
    void leave(const MachineRecord &record)
    {
        writeFile(disk(record.disk), "what " + record.machine + " wrote");
        must(writeMachineRecord(disk(record.machine + ".json"), record));
    }
    FoundDisks look(const std::vector<MachineRecord> &living = {}) const { return findStoppedDisks(folders, living); }
    /// Empty: it is whole.
    std::string whyNot(const std::string &file) const
    {
        const auto found = look();
        const auto at = found.unusable.find(file);
        return at == found.unusable.end() ? std::string() : at->second.why;
    }

    static constexpr ByteCount kSize = ByteCount::gib(1);
    DiskFolders folders{path("disks"), frozenDir(), path("cache")};
};

bool has(const std::string &text, const char *words)
{
    return text.find(words) != std::string::npos;
}

} // namespace

class TestStoppedDisks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDiskWithItsRecordIsListedWithWhoseItIs()
    {
        DiskRig rig;
        rig.leave(rig.record("sbx-1"));
        auto found = rig.look();
        QCOMPARE(found.whole.size(), std::size_t(1));
        QVERIFY(found.unusable.empty() && found.strays.empty());
        rig.open();
        StoppedDisks disks(rig.folders, *rig.store, std::move(found.whole));
        const auto list = disks.list();
        QCOMPARE(list.size(), std::size_t(1));
        QCOMPARE(list.front().machine, std::string("sbx-1"));
        QCOMPARE(list.front().record.name, std::string("mine"));
        QVERIFY(list.front().disk.value > 0 && list.front().at > WallTime{});
        QVERIFY(disks.find("sbx-1") && !disks.find("sbx-2"));
        QCOMPARE(disks.find("sbx-1")->below.blank, rig.blank());
        QVERIFY(disks.remove("sbx-1"));
        QVERIFY(disks.list().empty());
        QVERIFY(namesIn(rig.folders.disks).empty());
    }

    void aCloneStandsOnItsTemplateAndItsLayers()
    {
        DiskRig rig;
        const auto base = rig.stored("tpl-1");
        const auto layer = rig.layer("snap-1");
        must(rig.snapshot("snap-1", base, {layer}));
        rig.close();
        auto record = rig.record("sbx-1");
        record.under = record.base = "tpl-1";
        record.layers = {{"snap-1", "sbx-1-old.qcow2", "work"}, {"snap-2", "sbx-1-own.qcow2", "work-1"}};
        record.blank = {};
        rig.leave(record);
        writeFile(rig.disk("sbx-1-own.qcow2"), "a layer that no snapshot on disk has");
        auto found = rig.look();
        QCOMPARE(found.whole.size(), std::size_t(1));
        rig.open();
        {
            StoppedDisks disks(rig.folders, *rig.store, std::move(found.whole));
            const auto &below = disks.find("sbx-1")->below;
            QCOMPARE(below.layers.size(), std::size_t(2));
            QCOMPARE(below.layers[0]->path(), rig.frozenDir() + "/layers/snap-1.qcow2");
            QCOMPARE(below.layers[1]->path(), rig.disk("sbx-1-own.qcow2"));
            QCOMPARE(below.frozen, rig.frozenDir() + "/templates/tpl-1/disk.qcow2");
            QCOMPARE(disks.list().front().diskBase, std::string("tpl-1"));
        }
        QVERIFY(fs::exists(rig.disk("sbx-1-own.qcow2"))); // the next start needs it
        QVERIFY(fs::exists(rig.disk("sbx-1.qcow2")));
    }

    void cutWithinASnapshotBothDisksCount()
    {
        DiskRig rig;
        auto record = rig.record("sbx-1");
        record.move = MachineRecord::Move{"sbx-1-snap-1.qcow2", "work-1", "snap-1"};
        rig.leave(record);
        auto found = rig.look();
        QCOMPARE(found.whole.size(), std::size_t(1));
        QCOMPARE(found.whole.front().disk, std::string("sbx-1.qcow2")); // the new one was not made
        writeFile(rig.disk("sbx-1-snap-1.qcow2"), "the new one");
        found = rig.look();
        const auto &whole = found.whole.front();
        QCOMPARE(whole.disk, std::string("sbx-1-snap-1.qcow2"));
        QCOMPARE(whole.layers.size(), std::size_t(1));
        QCOMPARE(whole.layers.front().file, std::string("sbx-1.qcow2"));
        QVERIFY(!whole.move && !whole.held);
    }

    void whatIsMissingIsSaid()
    {
        DiskRig rig;
        auto onTemplate = rig.record("sbx-template");
        onTemplate.under = "tpl-gone";
        rig.leave(onTemplate);
        auto onLayer = rig.record("sbx-layer");
        onLayer.layers = {{"snap-gone", "sbx-layer-0.qcow2", "work"}};
        rig.leave(onLayer);
        auto noImage = rig.record("sbx-image");
        noImage.image.rootDisk = rig.path("image/gone");
        rig.leave(noImage);
        rig.leave(rig.record("sbx-garbled"));
        writeFile(rig.disk("sbx-garbled.json"), "{");
        QVERIFY(rig.look().whole.empty());
        QVERIFY(has(rig.whyNot("sbx-template.qcow2"), "template that it stands on, tpl-gone, is gone"));
        QVERIFY(has(rig.whyNot("sbx-layer.qcow2"), "layer of it is gone: snap-gone"));
        QVERIFY(has(rig.whyNot("sbx-image.qcow2"), "image/gone"));
        QVERIFY(has(rig.whyNot("sbx-garbled.qcow2"), "cannot be read"));
    }

    void anotherBlankDiskIsAnotherFileSystem()
    {
        DiskRig rig;
        rig.leave(rig.record("sbx-1"));
        writeFile(rig.blank(), "a blank disk that was made anew");
        QVERIFY(has(rig.whyNot("sbx-1.qcow2"), "blank disk"));
    }

    void whatLivesIsNotListedAndOfTwoTheNewerIs()
    {
        DiskRig rig;
        const auto lives = rig.record("sbx-1");
        rig.leave(lives);
        QVERIFY(rig.look({lives}).whole.empty());
        QVERIFY(rig.look({lives}).unusable.empty());

        auto older = rig.record("sbx-1-a1b2"); // the machine before a restore in place
        older.sandbox.id = lives.sandbox.id;
        rig.leave(older);
        fs::last_write_time(rig.disk("sbx-1-a1b2.qcow2"), fs::file_time_type::clock::now() - std::chrono::hours(1));
        const auto found = rig.look();
        QCOMPARE(found.whole.size(), std::size_t(1));
        QCOMPARE(found.whole.front().machine, std::string("sbx-1"));
        QVERIFY(has(rig.whyNot("sbx-1-a1b2.qcow2"), "newer"));
        QVERIFY(has(rig.look({lives}).unusable.at("sbx-1-a1b2.qcow2").why, "lives"));
    }

    void aRecordWithoutADiskIsAStray()
    {
        DiskRig rig;
        rig.leave(rig.record("sbx-1"));
        fs::remove(rig.disk("sbx-1.qcow2"));
        const auto found = rig.look();
        QVERIFY(found.whole.empty() && found.unusable.empty());
        QCOMPARE(found.strays, std::vector<std::string>{rig.disk("sbx-1.json")});
    }

    void whatCannotBeBootedIsPutAsideWithItsReasonAndListed()
    {
        DiskRig rig;
        rig.open();
        auto dir = RuntimeDir::open(rig.path("run"));
        QVERIFY(dir);
        auto record = rig.record("sbx-1");
        record.under = "tpl-gone";
        rig.leave(record);
        rig.leave(rig.record("sbx-2"));
        const auto left = rig.folders.disks + "/left";
        const auto found = rig.look();
        must(
            putDisksAside(rig.folders.disks, left, *dir, disksOf(found.whole), {"sbx-1", "sbx-2"}, {}, found.unusable));
        QCOMPARE(namesIn(rig.folders.disks), (std::vector<std::string>{"left", "sbx-2.json", "sbx-2.qcow2"}));
        const auto listed = leftDisks(left);
        QCOMPARE(listed.size(), std::size_t(1));
        QVERIFY2(has(listed.front().why, "sbx-1 (mine)") && has(listed.front().why, "tpl-gone, is gone"),
                 listed.front().why.c_str());
        OrphanFinder finder(*rig.store, left);
        const auto orphans =
            *rig.answer<std::vector<domain::Orphan>>([&](auto done) { return finder.find(std::move(done)); });
        QCOMPARE(orphans.size(), std::size_t(1));
        must(rig.answer([&](auto done) { return finder.remove(orphans.front().id, std::move(done)); }));
        QVERIFY(namesIn(left).empty());
    }

    void aDiskWhoseProcessLivesIsInUseWhoeverLooksAfterIt()
    {
        DiskRig rig;
        auto lives = rig.record("sbx-1");
        lives.process.pid = ::getpid();
        lives.process.startTime = supervisor::readProcessStat(::getpid())->startTime;
        rig.leave(lives);
        auto another = rig.record("sbx-0"); // of the same sandbox, and looked at before it
        another.sandbox.id = lives.sandbox.id;
        rig.leave(another);
        const auto found = rig.look();
        QVERIFY(found.whole.empty() && found.strays.empty());
        QCOMPARE(found.alive.size(), std::size_t(1));
        QCOMPARE(found.alive.front().machine, std::string("sbx-1"));
        QVERIFY(!found.unusable.contains("sbx-1.qcow2"));
        QVERIFY(has(found.unusable.at("sbx-0.qcow2").why, "lives"));
        lives.process.startTime += 1; // its number is another process's by now
        rig.leave(lives);
        QVERIFY(rig.look().alive.empty());
        QCOMPARE(rig.look().whole.size(), std::size_t(1));
    }

    void oneThatEndedAfterTheStartIsStoppedFromThenOn()
    {
        DiskRig rig;
        StoppedDisks disks(rig.folders, *rig.store, {});
        auto record = rig.record("sbx-1");
        record.layers = {{"snap-2", "sbx-1-own.qcow2", "work-1"}};
        rig.leave(record);
        QVERIFY(!disks.add("sbx-1")); // its layer is not there
        writeFile(rig.disk("sbx-1-own.qcow2"), "a layer");
        QVERIFY(disks.add("sbx-1"));
        QCOMPARE(disks.list().size(), std::size_t(1));
        QCOMPARE(disks.find("sbx-1")->below.layers.size(), std::size_t(1));
        QVERIFY(!disks.add("sbx-2"));
        record.process.pid = ::getpid();
        record.process.startTime = supervisor::readProcessStat(::getpid())->startTime;
        record.machine = "sbx-3";
        record.disk = "sbx-3.qcow2";
        rig.leave(record);
        QVERIFY(!disks.add("sbx-3")); // it is not gone
    }

    void theFilesOfAMachineWhoseDiskIsLentStay()
    {
        DiskRig rig;
        rig.leave(rig.record("sbx-1"));
        writeFile(rig.disk("sbx-1-snap-1.qcow2"), "what it may have by now");
        writeFile(rig.path("run/sbx-1.json"), "a record");
        for (const bool isLent : {true, false}) {
            auto files = std::make_unique<MachineFiles>(rig.path("run/sbx-1"), rig.disk("sbx-1.qcow2"),
                                                        rig.path("run/sbx-1.json"));
            files->alsoRemove(rig.disk("sbx-1-snap-1.qcow2"));
            files->lendDisk(isLent);
            files.reset();
            QCOMPARE(namesIn(rig.folders.disks).size(), std::size_t(isLent ? 3 : 0));
            QVERIFY(!fs::exists(rig.path("run/sbx-1.json")));
        }
    }

    void aTemplateUnderADiskThatWasPutAsideStaysUntilThatIsGone()
    {
        DiskRig rig;
        rig.stored("tpl-1");
        rig.close();
        const auto folder = rig.frozenDir() + "/templates/tpl-1";
        const auto left = rig.folders.disks + "/left";
        fs::create_directories(left);
        auto record = rig.record("sbx-1");
        record.under = "tpl-1";
        writeFile(left + "/sbx-1.qcow2", "what it wrote");
        must(writeMachineRecord(left + "/sbx-1.json", record));
        QCOMPARE(leftDisks(left).front().under, std::optional<std::string>("tpl-1"));
        writeFile(left + "/sbx-2.qcow2", "whose nobody knows");
        QVERIFY(std::ranges::any_of(leftDisks(left), [](const auto &disk) { return !disk.under; }));
        for (const bool isKnown : {true, false}) {
            StoreNeeds needs;
            if (isKnown)
                needs.templatesOfOrphans = {"tpl-1"};
            needs.keepTemplates = !isKnown;
            rig.store = must(DiskStore::open(rig.frozenDir(), {}, needs)); // another host's QEMU
            QVERIFY(fs::exists(folder + "/disk.qcow2"));
            const auto removed =
                rig.answer([&](auto done) { return rig.store->removeTemplate("tpl-1", std::move(done)); });
            QCOMPARE(removed.error().code, ErrorCode::InvalidState);
            QVERIFY(fs::exists(folder + "/disk.qcow2"));
            rig.close();
        }
        rig.store = must(DiskStore::open(rig.frozenDir(), {}));
        QVERIFY(!fs::exists(folder));
    }

    void aTemplateUnderAStoppedDiskStaysAlthoughNothingElseNeedsIt()
    {
        DiskRig rig;
        rig.stored("tpl-1");
        rig.close();
        fs::remove(rig.frozenDir() + "/templates/tpl-1/manifest.json"); // its memory was being written
        auto store = DiskStore::open(rig.frozenDir(), {}, {.templates = {"tpl-1"}});
        QVERIFY(store);
        QVERIFY(fs::exists(rig.frozenDir() + "/templates/tpl-1/disk.qcow2"));
        store->reset();
        QVERIFY(DiskStore::open(rig.frozenDir(), {}));
        QVERIFY(!fs::exists(rig.frozenDir() + "/templates/tpl-1"));
    }
};

QTEST_GUILESS_MAIN(TestStoppedDisks)
#include "tst_qemu_stopped_disks.moc"
