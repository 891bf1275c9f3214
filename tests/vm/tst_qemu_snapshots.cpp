// Snapshots of clones: with guests of a few instructions, so that every way to fail can be tried.
#include "core/qemu/memory/dirty_tracker.h"
#include "tests/vm/snapshot_fixture.h"

#include <QTimer>

#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::test;
using ports::AfterSnapshot;
using ports::Machine;
using MachinePtr = std::unique_ptr<Machine>;

namespace {

std::uint64_t spaceBelow(const std::string &folder)
{
    std::uint64_t used = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
        struct stat info {};
        if (::lstat(entry.path().c_str(), &info) == 0)
            used += static_cast<std::uint64_t>(info.st_blocks) * 512;
    }
    return used;
}

/// Of the event loop; a snapshot takes some hundred.
constexpr int kTurnsMax = 100'000;

} // namespace

class TestQemuSnapshots : public QObject {
    Q_OBJECT

    std::unique_ptr<VmFixture> m_vm;
    TemplatePtr m_base;

    ports::FrozenStore &store() { return m_vm->hypervisor->store(); }

    MachinePtr started(ports::MachineSpec spec) { return startedIn(*m_vm, std::move(spec)); }

    SnapshotPtr snapshotOf(Machine &machine, const char *id, AfterSnapshot after = AfterSnapshot::GoOn)
    {
        auto made = taken(machine, originOf(id), after);
        if (!made)
            qWarning("%s", describe(made.error()).c_str());
        return made ? *made : nullptr;
    }

    bool reopen()
    {
        m_base.reset();
        m_vm->hypervisor.reset();
        return m_vm->open();
    }

private Q_SLOTS:
    void init()
    {
        m_vm = std::make_unique<VmFixture>();
        QVERIFY(m_vm->open());
        const auto able = m_vm->hypervisor->canSnapshot();
        QVERIFY2(able, able ? "" : describe(able.error()).c_str());
        m_base = frozenIn(*m_vm, counting());
        QVERIFY(m_base);
    }
    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_vm->clean(),
                                 kPatienceMs); // a write that was let go of may hold a layer a moment longer
        m_base.reset();
        m_vm.reset();
    }

    void aRunningCloneIsSnapshotAndItsChildrenGoOnFromThere()
    {
        auto parent = started(cloneSpec("sbx-parent", m_base));
        QVERIFY(parent);
        QVERIFY(goesOn(*parent));
        const auto snapshot = snapshotOf(*parent, "snap-one");
        QVERIFY(snapshot);
        QVERIFY(goesOn(*parent)); // it never ended
        const auto &facts = snapshot->facts();
        QCOMPARE(facts.base, std::string("tpl-mother"));
        QVERIFY(facts.stopped > std::chrono::microseconds(0) && facts.stopped < std::chrono::seconds(10));
        QVERIFY(facts.memory > ByteCount::kib(8) && facts.memory < ByteCount::mib(8));
        const bool watched = !stopsAndCopies() && qemu::memory::probeDirtyTracking();
        QCOMPARE(facts.method, std::string(watched ? "write tracking" : "stop and copy"));
        qInfo("stopped %lld us, memory %llu KiB", static_cast<long long>(facts.stopped.count()),
              static_cast<unsigned long long>(facts.memory.value >> 10));

        const auto child = started(restoreSpec("sbx-child", snapshot));
        QVERIFY(child);
        QVERIFY(goesOn(*child));
        parent.reset(); // no child needs its parent
        QVERIFY(goesOn(*child));
        const auto second = started(restoreSpec("sbx-second", snapshot));
        QVERIFY(second);
        QVERIFY(goesOn(*second));
    }

    void threeGenerationsStandOnOneTemplate()
    {
        MachinePtr machine = started(cloneSpec("sbx-first", m_base));
        SnapshotPtr snapshot;
        for (const char *id : {"one", "two", "three"}) {
            QVERIFY(machine && goesOn(*machine));
            snapshot = snapshotOf(*machine, (std::string("snap-") + id).c_str());
            QVERIFY(snapshot);
            QCOMPARE(snapshot->facts().base, std::string("tpl-mother"));
            machine = started(restoreSpec((std::string("sbx-") + id).c_str(), snapshot));
        }
        QVERIFY(machine && goesOn(*machine));
        QCOMPARE(store().snapshots().size(), std::size_t{3});
    }

    /// As `du` counts; folders and manifests of snapshots are left out.
    void whatIsShownAddsUpWithTheDisk()
    {
        MachinePtr machine = started(cloneSpec("sbx-first", m_base));
        QVERIFY(machine && goesOn(*machine));
        QVERIFY(snapshotOf(*machine, "snap-one"));
        QVERIFY(goesOn(*machine));
        const auto two = snapshotOf(*machine, "snap-two");
        QVERIFY(two);
        MachinePtr child = started(restoreSpec("sbx-child", two));
        QVERIFY(child && goesOn(*child));
        QVERIFY(snapshotOf(*child, "snap-three"));
        QVERIFY(QTest::qWaitFor([&] { return store().templates().size() == 1; }, 20'000));
        QVERIFY(QTest::qWaitFor([&] { return store().templates().front().stored.value > 0; }, 20'000));
        std::uint64_t shown = store().templates().front().stored.value;
        for (const auto &facts : store().snapshots())
            shown += facts.memory.value + facts.disk.value;
        const auto used = spaceBelow(m_vm->path("run/frozen"));
        qInfo("%llu KiB are shown, %llu KiB are used", static_cast<unsigned long long>(shown >> 10),
              static_cast<unsigned long long>(used >> 10));
        constexpr std::uint64_t folders = 64 << 10; // and manifests, and what is rounded up
        QVERIFY(shown <= used && used - shown <= folders);
    }

    void oneMachineIsSnapshotManyTimes()
    {
        const auto machine = started(cloneSpec("sbx-many", m_base));
        QVERIFY(machine);
        for (int i = 0; i < 5; ++i) {
            const auto snapshot = snapshotOf(*machine, ("snap-" + std::to_string(i)).c_str());
            QVERIFY(snapshot && goesOn(*machine));
            const auto child = started(restoreSpec("sbx-child", snapshot));
            QVERIFY(child && goesOn(*child));
        }
    }

    void aPausedGuestStaysPausedAndAStoppedOneStandsStill()
    {
        const auto machine = started(cloneSpec("sbx-still", m_base));
        QVERIFY(machine && goesOn(*machine));
        QVERIFY(VmFixture::answerOf(&Machine::pause, *machine));
        turnTheLoop(20);
        const auto still = machine->consoleTail();
        const auto paused = snapshotOf(*machine, "snap-paused");
        QVERIFY(paused);
        QCOMPARE(paused->facts().stopped.count(), 0);
        turnTheLoop(50);
        QCOMPARE(machine->consoleTail(), still);
        QVERIFY(VmFixture::answerOf(&Machine::resume, *machine));
        QVERIFY(goesOn(*machine));

        QVERIFY(snapshotOf(*machine, "snap-last", AfterSnapshot::StandStill));
        turnTheLoop(20);
        const auto end = machine->consoleTail();
        turnTheLoop(50);
        QCOMPARE(machine->consoleTail(), end);
        QVERIFY(VmFixture::answerOf(&Machine::resume, *machine));
        QVERIFY(goesOn(*machine));

        auto spec = restoreSpec("sbx-waits", paused);
        spec.paused = true;
        const auto waiting = started(std::move(spec));
        QVERIFY(waiting);
        turnTheLoop(20);
        QVERIFY(waiting->consoleTail().empty());
        QVERIFY(VmFixture::answerOf(&Machine::resume, *waiting));
        QVERIFY(goesOn(*waiting));
    }

    void manyChildrenShareOneMemory()
    {
        const auto parent = started(cloneSpec("sbx-parent", m_base));
        QVERIFY(parent && goesOn(*parent));
        const auto snapshot = snapshotOf(*parent, "snap-tree");
        QVERIFY(snapshot);
        const auto spread = spreadOf(*m_vm, snapshot);
        QVERIFY2(spread, spread ? "" : describe(spread.error()).c_str());
        std::vector<MachinePtr> children;
        for (const char *name : {"sbx-a", "sbx-b", "sbx-c"}) {
            children.push_back(started(cloneSpec(name, *spread)));
            QVERIFY(children.back() && goesOn(*children.back()));
        }
        // What such a child changed and what it only has from the snapshot are in its own snapshot.
        const auto again = snapshotOf(*children.front(), "snap-again");
        QVERIFY(again);
        QCOMPARE(again->facts().base, std::string("tpl-mother"));
        QVERIFY(again->facts().memory >= snapshot->facts().memory);
        const auto grandchild = started(restoreSpec("sbx-d", again));
        QVERIFY(grandchild && goesOn(*grandchild));
    }

    void allOfItIsFoundAgainByTheNextRun()
    {
        {
            const auto parent = started(cloneSpec("sbx-parent", m_base));
            QVERIFY(parent && goesOn(*parent) && snapshotOf(*parent, "snap-kept"));
        }
        QVERIFY(reopen());
        const auto templates = store().templates();
        const auto snapshots = store().snapshots();
        QCOMPARE(templates.size(), std::size_t{1});
        QCOMPARE(snapshots.size(), std::size_t{1});
        QCOMPARE(snapshots.front().origin, originOf("snap-kept"));
        const auto base = valueOf<TemplatePtr>(
            [&](auto done) { return store().openTemplate(templates.front().id, std::move(done)); });
        QVERIFY2(base, base ? "" : describe(base.error()).c_str());
        const auto snapshot = valueOf<SnapshotPtr>(
            [&](auto done) { return store().openSnapshot(snapshots.front().origin.id, std::move(done)); });
        QVERIFY2(snapshot, snapshot ? "" : describe(snapshot.error()).c_str());
        const auto clone = started(cloneSpec("sbx-clone", *base));
        const auto child = started(restoreSpec("sbx-child", *snapshot));
        QVERIFY(clone && goesOn(*clone));
        QVERIFY(child && goesOn(*child));
        const auto next = snapshotOf(*child, "snap-next");
        QVERIFY(next);
        const auto grandchild = started(restoreSpec("sbx-grandchild", next));
        QVERIFY(grandchild && goesOn(*grandchild));
    }

    void aSnapshotsFilesGoWhenNothingStandsOnThem()
    {
        const auto parent = started(cloneSpec("sbx-parent", m_base));
        QVERIFY(parent);
        QVERIFY(snapshotOf(*parent, "snap-one"));
        QVERIFY(snapshotOf(*parent, "snap-two"));
        QCOMPARE(storedIn(*m_vm, "layers"),
                 (QStringList{QStringLiteral("snap-one.qcow2"), QStringLiteral("snap-two.qcow2")}));
        const auto remove = [&](const char *id) {
            return VmFixture::answered(
                [&](auto done) { return store().removeSnapshot(domain::SnapshotId(id), std::move(done)); });
        };
        const auto refused =
            VmFixture::answered([&](auto done) { return store().removeTemplate("tpl-mother", std::move(done)); });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidState);
        QVERIFY(refused.error().detail.find("snap-one, snap-two") != std::string::npos);
        QVERIFY(remove("snap-one"));
        QCOMPARE(storedIn(*m_vm, "snapshots"), QStringList{QStringLiteral("snap-two")});
        QCOMPARE(storedIn(*m_vm, "layers").size(), 2); // the second stands on the first's layer
        QVERIFY(remove("snap-two"));
        QVERIFY(remove("snap-two"));                   // there is none any more, which is what was asked for
        QCOMPARE(storedIn(*m_vm, "layers").size(), 2); // and the machine on both
        QVERIFY(goesOn(*parent));
        const auto again = snapshotOf(*parent, "snap-three");
        QVERIFY(again);
        QVERIFY(remove("snap-three"));
        const_cast<MachinePtr &>(parent).reset();
        QVERIFY(const_cast<SnapshotPtr &>(again).use_count() == 1);
        const_cast<SnapshotPtr &>(again).reset();
        QCOMPARE(storedIn(*m_vm, "layers"), QStringList());
        QVERIFY(VmFixture::answered([&](auto done) { return store().removeTemplate("tpl-mother", std::move(done)); }));
        m_base.reset();
        QCOMPARE(storedIn(*m_vm, "templates"), QStringList());
    }

    void aPassingSnapshotGoesWithWhoHoldsIt()
    {
        MachinePtr parent = started(cloneSpec("sbx-parent", m_base));
        QVERIFY(parent && goesOn(*parent));
        auto passing = taken(*parent, originOf("snap-passing", domain::SnapshotKind::Passing));
        QVERIFY2(passing, passing ? "" : describe(passing.error()).c_str());
        QVERIFY(store().snapshots().empty());
        MachinePtr child = started(restoreSpec("sbx-child", *passing));
        QVERIFY(child && goesOn(*child));
        passing->reset();
        parent.reset();
        QVERIFY(goesOn(*child));
        QCOMPARE(storedIn(*m_vm, "layers").size(), 1);
        child.reset();
        QCOMPARE(storedIn(*m_vm, "layers"), QStringList());
        QCOMPARE(storedIn(*m_vm, "snapshots"), QStringList());
    }

    void lettingGoOfASnapshotLeavesTheGuestAsItWasAndNothingOnDisk()
    {
        auto machine = started(cloneSpec("sbx-part", m_base));
        QVERIFY(machine);
        QTRY_COMPARE_WITH_TIMEOUT(store().templates().size(), std::size_t{1}, kPatienceMs); // no longer being written
        int complete = 0;
        // Each stops it at another step, the last ones not at all.
        for (int turns = 0; turns < 60 || (complete == 0 && turns < kTurnsMax); turns += 1 + turns / 5) {
            const auto id = "snap-" + std::to_string(turns);
            std::optional<Result<SnapshotPtr>> answer;
            auto call = machine->snapshot(originOf(id.c_str()), AfterSnapshot::StandStill,
                                          {.progress = nullptr, .done = [&](auto result) {
                                               answer = result;
                                           }});
            turnTheLoop(turns);
            call.cancel();
            if (answer && *answer) {
                ++complete;
                QVERIFY(VmFixture::answerOf(&Machine::resume, *machine));
            }
            QVERIFY2(!answer || *answer, id.c_str()); // that the one before is still being undone does not hinder it
            QVERIFY2(goesOn(*machine), id.c_str());
            QCOMPARE(store().snapshots().size(), static_cast<std::size_t>(complete));
            QTRY_COMPARE_WITH_TIMEOUT(storedIn(*m_vm, "snapshots").size(), complete, kPatienceMs);
        }
        QVERIFY(complete > 0);
        QVERIFY(snapshotOf(*machine, "snap-last")); // it is able to be once more
        machine.reset();
        QVERIFY(m_vm->clean());
        // Those that are there stand on what others made that were let go of, and are still there at the next start.
        QVERIFY(reopen());
        QCOMPARE(store().snapshots().size(), static_cast<std::size_t>(complete) + 1);
    }

    void aGuestThatDiesMeanwhileLeavesNothing()
    {
        for (int turns = 0; turns < 30; turns += 1 + turns / 3) {
            MachinePtr machine = started(cloneSpec("sbx-dies", m_base));
            QVERIFY(machine);
            std::optional<Result<SnapshotPtr>> answer;
            auto call = machine->snapshot(originOf("snap-dies"), AfterSnapshot::GoOn,
                                          {.progress = nullptr, .done = [&](auto result) {
                                               answer = result;
                                           }});
            turnTheLoop(turns);
            ::kill(static_cast<pid_t>(machine->processId()), SIGKILL);
            QTRY_VERIFY_WITH_TIMEOUT(answer, kPatienceMs);
            if (*answer) { // it had all of it by then
                QVERIFY(VmFixture::answered([&](auto done) {
                    return store().removeSnapshot(domain::SnapshotId("snap-dies"), std::move(done));
                }));
                answer.reset();
            } else {
                QCOMPARE((*answer).error().code, ErrorCode::GuestExited);
            }
            machine.reset();
            answer.reset();
            QCOMPARE(storedIn(*m_vm, "snapshots"), QStringList());
            QCOMPARE(storedIn(*m_vm, "layers"), QStringList());
            QTRY_VERIFY_WITH_TIMEOUT(m_vm->clean(), kPatienceMs);
        }
    }

    void aMachineThatIsEndedMeanwhileLeavesNothing()
    {
        for (int turns = 0; turns < 30; turns += 1 + turns / 3) {
            MachinePtr machine = started(cloneSpec("sbx-ended", m_base));
            QVERIFY(machine);
            auto call =
                machine->snapshot(originOf("snap-ended"), AfterSnapshot::GoOn, {.progress = nullptr, .done = [](auto) {
                                                                                }});
            turnTheLoop(turns);
            machine.reset();
            if (store().snapshots().empty()) {
                QTRY_COMPARE_WITH_TIMEOUT(storedIn(*m_vm, "snapshots"), QStringList(), kPatienceMs);
                QTRY_COMPARE_WITH_TIMEOUT(storedIn(*m_vm, "layers"), QStringList(), kPatienceMs);
            } else {
                QVERIFY(VmFixture::answered([&](auto done) {
                    return store().removeSnapshot(domain::SnapshotId("snap-ended"), std::move(done));
                }));
            }
            QTRY_VERIFY_WITH_TIMEOUT(m_vm->clean(), kPatienceMs);
        }
    }

    void whatCannotBeSnapshotSaysSo()
    {
        const auto booted = m_vm->running("sbx-booted", idling());
        QVERIFY(booted);
        const auto unsupported = taken(*booted, originOf("snap-no"));
        QVERIFY(!unsupported);
        QCOMPARE(unsupported.error().code, ErrorCode::Unsupported);

        const auto clone = started(cloneSpec("sbx-clone", m_base));
        QVERIFY(clone);
        auto first = std::make_shared<std::optional<Result<SnapshotPtr>>>();
        const auto call = clone->snapshot(originOf("snap-first"), AfterSnapshot::GoOn,
                                          {.progress = nullptr, .done = [first](auto result) {
                                               *first = result;
                                           }});
        const auto second = taken(*clone, originOf("snap-second"));
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::InvalidState);
        QTRY_VERIFY_WITH_TIMEOUT(*first, kPatienceMs);
        QVERIFY(**first);
        const auto again = taken(*clone, originOf("snap-first")); // the name is taken
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::InvalidState);
        const auto unsafe = taken(*clone, originOf("../x"));
        QVERIFY(!unsafe);
        QCOMPARE(unsafe.error().code, ErrorCode::InvalidArgument);
        QVERIFY(goesOn(*clone));
    }

    void withoutRoomOnTheDiskTheGuestGoesOnAndNothingIsThere()
    {
        const auto machine = started(cloneSpec("sbx-full", m_base));
        QVERIFY(machine);
        auto &disk = dynamic_cast<qemu::DiskStore &>(store());
        disk.setFreeMin(ByteCount::gib(1U << 30));
        const auto refused = taken(*machine, originOf("snap-full"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfDisk);
        QVERIFY(goesOn(*machine));
        QCOMPARE(storedIn(*m_vm, "snapshots"), QStringList());
        QCOMPARE(qemu::entriesOf(m_vm->path("run/disks")).size(), std::size_t{1}); // its own
        disk.setFreeMin(ByteCount::mib(1));

        // The same when it is noticed as late as can be.
        const auto folder = m_vm->path("run/frozen/snapshots");
        QVERIFY(QFile::rename(QString::fromStdString(folder), QString::fromStdString(folder + "-away")));
        const auto failed = taken(*machine, originOf("snap-late"), AfterSnapshot::StandStill);
        QVERIFY(QFile::rename(QString::fromStdString(folder + "-away"), QString::fromStdString(folder)));
        QVERIFY(!failed);
        QVERIFY(goesOn(*machine)); // also who was to stand still
        QVERIFY(store().snapshots().empty());
        const auto snapshot = snapshotOf(*machine, "snap-again");
        QVERIFY(snapshot);
        const auto child = started(restoreSpec("sbx-child", snapshot));
        QVERIFY(child && goesOn(*child));
    }

    void aPauseMeanwhileWaitsAndIsDone()
    {
        const auto machine = started(cloneSpec("sbx-pause", m_base));
        QVERIFY(machine);
        for (int turns = 0; turns < 30; turns += 1 + turns / 4) {
            QVERIFY(goesOn(*machine));
            std::optional<Result<SnapshotPtr>> answer;
            const auto call = machine->snapshot(originOf(("snap-" + std::to_string(turns)).c_str()),
                                                AfterSnapshot::GoOn, {.progress = nullptr, .done = [&](auto result) {
                                                                          answer = result;
                                                                      }});
            turnTheLoop(turns);
            QVERIFY(VmFixture::answerOf(&Machine::pause, *machine));
            QTRY_VERIFY_WITH_TIMEOUT(answer, kPatienceMs);
            QVERIFY2(*answer, *answer ? "" : describe(answer->error()).c_str());
            turnTheLoop(20);
            const auto still = machine->consoleTail();
            turnTheLoop(20);
            QCOMPARE(machine->consoleTail(), still);
            QVERIFY(VmFixture::answerOf(&Machine::resume, *machine));
        }
    }

    void aSnapshotIsRefusedForAnotherMachine()
    {
        const auto parent = started(cloneSpec("sbx-parent", m_base));
        QVERIFY(parent);
        const auto snapshot = snapshotOf(*parent, "snap-one");
        QVERIFY(snapshot);
        auto spec = restoreSpec("sbx-other", snapshot);
        spec.size.memory = ByteCount::mib(256);
        const auto other = m_vm->start(std::move(spec));
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::InvalidArgument);
        auto both = restoreSpec("sbx-other", snapshot);
        both.base = m_base;
        QVERIFY(!m_vm->start(std::move(both)));
    }
};

QTEST_GUILESS_MAIN(TestQemuSnapshots)
#include "tst_qemu_snapshots.moc"
