// What a start finds and does not use: it is listed with its size and reason, nothing that is in use ever is, and it
// goes when somebody says so, alone.
#include "core/qemu/left_disks.h"
#include "core/qemu/orphan_finder.h"
#include "core/qemu/supervisor/process_stat.h"
#include "tests/unit/qemu/store_rig.h"

#include <QProcess>
#include <QTest>

using namespace store_tests;
using domain::OrphanKind;
namespace fs = std::filesystem;

class TestOrphans : public QObject {
    Q_OBJECT

    static std::vector<domain::Orphan> found(StoreRig &rig, OrphanFinder &finder)
    {
        return *rig.answer<std::vector<domain::Orphan>>([&](auto done) { return finder.find(std::move(done)); });
    }
    static Result<> remove(StoreRig &rig, OrphanFinder &finder, const std::string &id)
    {
        return rig.answer([&](auto done) { return finder.remove(id, std::move(done)); });
    }
    /// One template, two snapshots; closed.
    static void fill(StoreRig &rig)
    {
        const auto base = rig.stored("tpl-1");
        const auto one = rig.layer("snap-1");
        must(rig.snapshot("snap-1", base, {one}));
        must(rig.snapshot("snap-2", base, {one, rig.layer("snap-2")}));
        rig.close();
    }

private Q_SLOTS:
    void nothingThatIsUsedIsAnOrphan()
    {
        StoreRig rig;
        fill(rig);
        rig.open();
        OrphanFinder finder(*rig.store, rig.path("left"));
        QVERIFY(found(rig, finder).empty());
    }

    void aSnapshotThatCannotBeReadIsOneAndGoesAlone()
    {
        StoreRig rig;
        fill(rig);
        const auto folder = rig.frozenDir() + "/snapshots/snap-2";
        fs::resize_file(folder + "/memory", 3);
        rig.open();
        OrphanFinder finder(*rig.store, rig.path("left"));
        const auto orphans = found(rig, finder);
        QCOMPARE(orphans.size(), std::size_t(2)); // its layer is one, too: nobody knows what stands on that
        const auto snapshot =
            std::ranges::find(orphans, OrphanKind::Frozen, [](const auto &orphan) { return orphan.kind; });
        QVERIFY(snapshot != orphans.end());
        QCOMPARE(snapshot->where, folder);
        QVERIFY(snapshot->size.value > 0 && snapshot->at && !snapshot->why.empty());
        QVERIFY(remove(rig, finder, snapshot->id));
        QVERIFY(!fs::exists(folder));
        QCOMPARE(found(rig, finder).size(), std::size_t(1));
        QCOMPARE(rig.store->snapshots().size(), std::size_t(1));
        QVERIFY(fs::exists(rig.frozenDir() + "/layers/snap-1.qcow2"));
        QCOMPARE(remove(rig, finder, snapshot->id).error().code, ErrorCode::NotFound);
    }

    void theDiskOfAMachineThatIsGoneIsPutAsideAndNotRemoved()
    {
        StoreRig rig;
        rig.open();
        const auto disks = rig.path("disks");
        fs::create_directories(disks);
        auto dir = RuntimeDir::open(rig.path("run"));
        QVERIFY(dir);
        for (const char *name : {"sbx-1", "sbx-alive", "sbx-begun", "warm-1", "tpl-2", "probe"})
            writeFile(disks + "/" + name + ".qcow2", name);
        writeFile(disks + "/blank", "is no disk of a machine");
        must(putDisksAside(disks, disks + "/left", *dir, {"sbx-alive.qcow2"}, {"sbx-begun"}));
        QCOMPARE(namesIn(disks), (std::vector<std::string>{"blank", "left", "sbx-alive.qcow2"}));
        QCOMPARE(namesIn(disks + "/left"), (std::vector<std::string>{"sbx-1.qcow2", "warm-1.qcow2"}));

        // Another one of that name, a year later: both are there.
        writeFile(disks + "/sbx-1.qcow2", "again");
        must(putDisksAside(disks, disks + "/left", *dir, {"sbx-alive.qcow2"}, {}));
        QCOMPARE(namesIn(disks + "/left"), (std::vector<std::string>{"sbx-1-2.qcow2", "sbx-1.qcow2", "warm-1.qcow2"}));

        OrphanFinder finder(*rig.store, disks + "/left");
        const auto orphans = found(rig, finder);
        QCOMPARE(orphans.size(), std::size_t(3));
        for (const auto &orphan : orphans) {
            QVERIFY(orphan.kind == OrphanKind::MachineFiles);
            QVERIFY(remove(rig, finder, orphan.id));
        }
        QVERIFY(namesIn(disks + "/left").empty());
        QVERIFY(fs::exists(disks + "/sbx-alive.qcow2"));
    }

    void aMachineOfAnotherSupervisorIsEndedByItsOwnNumber()
    {
        StoreRig rig;
        auto dir = RuntimeDir::open(rig.path("run"));
        QVERIFY(dir);
        QProcess other;
        other.start(QStringLiteral("sleep"), {QStringLiteral("600")});
        QVERIFY(other.waitForStarted());
        supervisor::ChildInfo child;
        child.pid = other.processId();
        child.startTime = supervisor::readProcessStat(static_cast<pid_t>(child.pid))->startTime;
        child.name = "sbx-1";
        supervisor::SupervisorClient client(
            {.folder = rig.path("run"), .program = "/nowhere", .idle = {}}); // not asked
        auto stale = child;
        stale.startTime += 1;
        StrayKeeper keeper({.machines = {}, .elsewhere = {{child, "elsewhere"}, {stale, "gone"}}, .memories = {}},
                           client, *dir);
        const auto listed = keeper.list();
        QCOMPARE(listed.size(), std::size_t(1));
        QVERIFY(listed.front().kind == OrphanKind::Machine);
        QVERIFY(keeper.remove(listed.front().id));
        QVERIFY(other.waitForFinished());
        QCOMPARE(other.exitStatus(), QProcess::CrashExit);
        QVERIFY(keeper.list().empty());
        QVERIFY(!keeper.remove(listed.front().id));
    }

    void aLinkIsRemovedAndNotWhatItPointsTo()
    {
        StoreRig rig;
        rig.close();
        const auto precious = rig.path("precious");
        fs::create_directories(precious);
        writeFile(precious + "/file", "x");
        fs::create_symlink(precious, rig.frozenDir() + "/snapshots/link");
        rig.open();
        OrphanFinder finder(*rig.store, rig.path("left"));
        const auto orphans = found(rig, finder);
        QCOMPARE(orphans.size(), std::size_t(1));
        QVERIFY(remove(rig, finder, orphans.front().id));
        QVERIFY(fs::exists(precious + "/file"));
        QVERIFY(namesIn(rig.frozenDir() + "/snapshots").empty());
    }
};

QTEST_GUILESS_MAIN(TestOrphans)
#include "tst_qemu_orphans.moc"
