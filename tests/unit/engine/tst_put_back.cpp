// A sandbox that is put back in place under a session, and one that sleeps under one: what becomes of the machine of
// before, and of memory stores.
#include "core/engine/memory_path.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;

namespace {

const std::string kRoot = "/mnt/memory/rules";
const MemoryStoreId kStore("memstore_1");

/// A session with a memory store that has one memory, its sandbox at work.
SandboxId withMemory(Rig &rig)
{
    rig.memoryStores.put(kStore.value(), "/a.md", "newer");
    rig.plane.addSession("sesn_1");
    rig.plane.session("sesn_1").memoryStores = {
        {.store = kStore, .name = "Rules", .mountPath = kRoot, .readOnly = false}};
    rig.call("sesn_1");
    rig.start();
    rig.pass(5s);
    return *rig.session("sesn_1").sandbox;
}

/// Machines that start from a snapshot have the folder of an earlier time.
void haveOlderFolders(Rig &rig)
{
    rig.guests.beforeGreeting = [&rig](const std::string &socket) {
        auto &disk = rig.guests.disk(socket);
        disk.put(kRoot + '/' + std::string(engine::kMemoryMarker), engine::memoryMarkerContent(kStore));
        disk.put(kRoot + "/a.md", "older");
    };
}

} // namespace

class TestPutBack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMachineOfBeforeMayDieWhileTheSnapshotComesUp()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.guests.bootTime = 5s;
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
        rig.pass(1s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(10s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QVERIFY(rig.ended.empty());
        QVERIFY(rig.hypervisor.stoppedOnes.empty()); // what that had written is given up
    }

    void whenBothDieItsDiskStays()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.guests.silentBoots = 1;
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
        rig.pass(1s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QCOMPARE(rig.host.slotsUsed, 0);
        rig.engine->resumeSandbox(id);
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.hypervisor.fromDisks, 1);
    }

    void whenBothDieItFailsAndGivesBackWhatItHad()
    {
        Rig rig;
        rig.hypervisor.disksAreWhole = false;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.guests.silentBoots = 1;
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
        rig.pass(1s);
        QCOMPARE(rig.host.memoryPromised, ByteCount::mib(2 * 608)); // both are there for now
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Failed);
        QVERIFY(rig.view(id).end->cause == EndCause::ProcessDied);
        QCOMPARE(rig.host.slotsUsed, 0);
        QCOMPARE(rig.host.memoryPromised, ByteCount{});
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.onDisk(), std::size_t{1}); // the snapshot stays
    }

    void theStoresVersionOfAMemoryCountsAfterwards()
    {
        Rig rig;
        const auto id = withMemory(rig);
        const auto snapshot = rig.snapshotOf(id);
        haveOlderFolders(rig);
        QVERIFY(rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false}).kind ==
                Kind::Accepted);
        rig.pass(2s);
        rig.call("sesn_1");
        rig.pass(30s);
        rig.call("sesn_1"); // another sync is due
        rig.pass(5s);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QCOMPARE(rig.memoryStores.content(kStore.value(), "/a.md"), std::optional<std::string>("newer"));
        QCOMPARE(rig.guests.disk(rig.hypervisor.machines.begin()->first).content(kRoot + "/a.md"),
                 std::string("newer"));
        QCOMPARE(rig.guests.ran.size(), std::size_t{3});
    }

    void soItDoesWhenTheSessionHadLeftItsFolderBehind()
    {
        Rig rig;
        const auto id = withMemory(rig);
        const auto snapshot = rig.snapshotOf(id);
        // Something cannot be stored at the end, so that the folder stays for when the session comes back.
        rig.guests.disk(id.value()).put(kRoot + "/b.md", "unsaved");
        rig.memoryStores.failNext("create", {ErrorCode::ServerError, "not now"}, 50);
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(3min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.guests.disk(id.value()).has(kRoot + "/b.md"));
        haveOlderFolders(rig);
        QVERIFY(rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false}).kind ==
                Kind::Accepted);
        rig.pass(2s);
        rig.controlPlane->enqueue("sesn_1");
        rig.call("sesn_1");
        rig.pass(30s);
        QCOMPARE(*rig.session("sesn_1").sandbox, id);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        QCOMPARE(rig.memoryStores.content(kStore.value(), "/a.md"), std::optional<std::string>("newer"));
    }

    void oneThatSleepsUnderItsSessionIsNotWokenForItsMemory()
    {
        Rig rig;
        const auto id = withMemory(rig);
        rig.act(api::HibernateSandbox{id});
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.pass(10min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(rig.session("sesn_1").state != api::SessionState::Failed);
        rig.call("sesn_1");
        rig.pass(5s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
    }

    void aSleepingOneIsPutBackWithoutWakingAndWhatItWasIsSafe()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id, "milestone");
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        const auto started = rig.hypervisor.started;
        QVERIFY(rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = true}).kind ==
                Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.hypervisor.started, started);
        QCOMPARE(rig.view(id).from, std::optional(snapshot));
        QCOMPARE(rig.onDisk(), std::size_t{3}); // the snapshot, what was before, and what it wakes from
        QCOMPARE(rig.snapshots.size(), std::size_t{2});
        QVERIFY(std::ranges::any_of(rig.snapshots, [](const auto &s) { return s.second.name == "before milestone"; }));
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.view(id).from, std::optional(snapshot));
        QCOMPARE(rig.onDisk(), std::size_t{2});
    }

    void aSleepingOneThatCannotBePutBackSleepsOnAsItWas_data()
    {
        QTest::addColumn<int>("faults");
        QTest::newRow("nothing can be kept of it") << 1;
        QTest::newRow("the snapshot cannot be taken over") << 2;
    }
    void aSleepingOneThatCannotBePutBackSleepsOnAsItWas()
    {
        QFETCH(int, faults);
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.hypervisor.store().keepFaults = {{ErrorCode::OutOfDisk, "no space"}};
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = faults == 1});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY2(rig.view(id).reason.find("no space") != std::string::npos, rig.view(id).reason.c_str());
        QCOMPARE(rig.onDisk(), std::size_t{2});
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void oneThatSleepsUnderItsSessionIsNotPutBack()
    {
        Rig rig;
        const auto id = withMemory(rig);
        const auto snapshot = rig.snapshotOf(id);
        rig.act(api::HibernateSandbox{id});
        rig.pass(2s);
        QVERIFY(rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false}).kind ==
                Kind::Denied);
    }

    void wakingASleepingOneWhileItIsPutBackKeepsWhatItWas()
    {
        Rig rig;
        rig.start();
        const auto id = rig.kept();
        const auto snapshot = rig.snapshotOf(id);
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.act(api::RestoreInPlace{.sandbox = id, .snapshot = snapshot, .safety = false});
        rig.engine->resumeSandbox(id); // before the store has answered
        rig.pass(3s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.hypervisor.machines.at(id.value())->spec().from->facts().origin.kind == SnapshotKind::Hibernated);
        QCOMPARE(rig.onDisk(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestPutBack)
#include "tst_put_back.moc"
