// Who may start: the figures as a table, and what a queue of sandboxes makes of them.
#include "core/engine/admission.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using engine::Admission;
using engine::Promised;
using engine::Shortage;
using Kind = api::Verdict::Kind;
using Rig = testsupport::SnapshotRig;
using testsupport::EngineRig;

namespace {

const MachineSize kHalf{1, ByteCount::mib(512), ByteCount::gib(8)};

/// Room for so many sandboxes of the usual size, on a host of 16 GiB that is empty otherwise.
api::EngineSettings roomFor(int sandboxes, int warm = 0)
{
    auto settings = EngineRig::defaultSettings();
    settings.capacity = 10;
    settings.warm = warm;
    const auto each = Admission::memoryFor(settings.size).value;
    settings.memoryReserve = ByteCount{ByteCount::gib(16).value - sandboxes * each};
    return settings;
}

struct RoomRig : EngineRig {
    explicit RoomRig(const api::EngineSettings &settings) : EngineRig(settings)
    {
        facts.available = ByteCount::gib(16);
    }
    SandboxId create(std::optional<MachineSize> size = std::nullopt)
    {
        const auto before = sandboxes;
        engine->createSandbox({"mine", size});
        pass(1s);
        for (const auto &[id, view] : sandboxes)
            if (!before.contains(id))
                return id;
        qFatal("no sandbox was made");
    }
    const api::SandboxView &view(const SandboxId &id) const { return sandboxes.at(id); }
};

} // namespace

class TestAdmission : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsMissingFirstIsTold()
    {
        Admission admission;
        admission.setRules({.capacity = 2,
                            .memoryReserve = ByteCount::gib(1),
                            .cpuOvercommit = 2.0,
                            .diskReserve = ByteCount::gib(1)});
        struct Row {
            const char *what;
            Promised promised;
            engine::HostRoom host;
            std::string text; // its beginning; empty: it may start
            bool endsWhenOneGoes = true;
        };
        const engine::HostRoom roomy{ByteCount::gib(8), ByteCount::gib(4), 2, ByteCount::gib(100)};
        const std::vector<Row> rows{
            {"nothing", {0, 0, {}}, roomy, ""},
            {"the last slot", {1, 1, ByteCount::gib(1)}, roomy, ""},
            {"no slot", {2, 2, ByteCount::gib(1)}, roomy, "a slot: 2 of 2 are taken"},
            {"memory is promised",
             {1, 1, ByteCount::mib(6800)},
             roomy,
             "memory: needs 0.6 GiB, 0.4 GiB of 7.0 GiB is not promised to others"},
            {"the host has none left",
             {1, 1, {}},
             {ByteCount::gib(8), ByteCount::mib(500), 2, ByteCount::gib(100)},
             "memory: the host has 0.5 GiB left, 1.0 GiB stay free"},
            {"the last processor", {1, 3, {}}, roomy, ""},
            {"processors", {1, 4, {}}, roomy, "processors: needs 1 vCPUs, 0 of 4 are free"},
            {"the disk is full",
             {1, 1, {}},
             {ByteCount::gib(8), ByteCount::gib(4), 2, ByteCount::mib(900)},
             "disk: 0.9 GiB is free, 1.0 GiB stay so",
             false},
            {"nobody tells", {1, 900, ByteCount::gib(900)}, {}, ""},
        };
        for (const auto &row : rows) {
            admission.look(row.host);
            const auto lacks = admission.lacks(kHalf, row.promised);
            QVERIFY2(lacks.has_value() == !row.text.empty(), row.what);
            if (!lacks)
                continue;
            QCOMPARE(lacks->text, row.text);
            QCOMPARE(lacks->endsWhenOneGoes(), row.endsWhenOneGoes);
        }
    }

    void whatCanNeverFitSaysWhy()
    {
        Admission admission;
        admission.setRules({.capacity = 2, .memoryReserve = ByteCount::gib(1), .cpuOvercommit = 1.0});
        QVERIFY(admission.whyNever({64, ByteCount::gib(900), ByteCount::gib(8)}).empty()); // nobody knows
        admission.look({ByteCount::gib(4), ByteCount::mib(10), 2, ByteCount{}});
        QVERIFY(admission.whyNever(kHalf).empty()); // not now is not never
        QCOMPARE(admission.whyNever({1, ByteCount::gib(3), ByteCount::gib(8)}),
                 std::string("it may come to need 3.1 GiB of memory, and this host has 3.0 GiB for sandboxes: 4.0 GiB "
                             "less a reserve of 1.0 GiB"));
        QCOMPARE(admission.whyNever({3, ByteCount::mib(512), ByteCount::gib(8)}),
                 std::string("it needs 3 vCPUs, and this host has 2 for sandboxes"));
    }

    void sparesAreWhatIsLeft()
    {
        Admission admission;
        admission.setRules({.capacity = 1, .memoryReserve = ByteCount::gib(1), .cpuOvercommit = 8.0});
        admission.look({ByteCount::gib(3), ByteCount::gib(2), 2, std::nullopt});
        QCOMPARE(admission.spares(kHalf, {}, 10), 3);
        QCOMPARE(admission.spares(kHalf, {}, 2), 2);
        QCOMPARE(admission.spares(kHalf, {1, 1, ByteCount::gib(1)}, 10), 1);
        QCOMPARE(admission.spares(kHalf, {9, 9, ByteCount::gib(9)}, 10), 0);
        admission.look({ByteCount::gib(3), ByteCount::mib(900), 2, std::nullopt});
        QCOMPARE(admission.spares(kHalf, {}, 10), 0); // the host needs it
    }

    void whatDoesNotFitInMemoryWaitsInOrderAndSaysForWhat()
    {
        RoomRig rig(roomFor(2));
        rig.start();
        const auto first = rig.create();
        const auto second = rig.create();
        const auto third = rig.create(MachineSize{1, ByteCount::gib(1), ByteCount::gib(8)});
        const auto fourth = rig.create();
        QVERIFY(rig.view(second).state == SandboxState::Running);
        QVERIFY(rig.view(third).state == SandboxState::Queued);
        QVERIFY2(rig.view(third).waitsFor.starts_with("memory: needs 1.1 GiB, 0.0 GiB of 1.2 GiB"),
                 rig.view(third).waitsFor.c_str());
        QCOMPARE(rig.view(fourth).waitsFor, std::string("its turn: 1 is before it"));
        QCOMPARE(rig.host.memoryPromised, ByteCount::mib(2 * 608));
        QCOMPARE(rig.host.memoryForSandboxes, ByteCount::mib(2 * 608));
        // It would fit, and does not overtake the one that needs more.
        rig.engine->destroySandbox(first);
        rig.pass(1s);
        QVERIFY(rig.view(third).state == SandboxState::Queued);
        QVERIFY(rig.view(fourth).state == SandboxState::Queued);
        rig.engine->destroySandbox(second);
        rig.pass(1s);
        QVERIFY(rig.view(third).state == SandboxState::Running);
        QVERIFY(rig.view(third).waitsFor.empty());
        QVERIFY2(rig.view(fourth).waitsFor.starts_with("memory: needs"), rig.view(fourth).waitsFor.c_str());
    }

    void processorsArePromisedUpToTheOvercommitment()
    {
        auto settings = EngineRig::defaultSettings();
        settings.capacity = 10;
        settings.warm = 0;
        settings.cpuOvercommit = 0.25; // of 8 processors
        RoomRig rig(settings);
        rig.start();
        rig.create();
        rig.create();
        const auto third = rig.create();
        QCOMPARE(rig.view(third).waitsFor, std::string("processors: needs 1 vCPUs, 0 of 2 are free"));
        QCOMPARE(rig.host.vcpusPromised, 2);
        QCOMPARE(rig.host.vcpusForSandboxes, 2);
    }

    void nothingStartsWhileTheHostHasLittleLeft_data()
    {
        QTest::addColumn<bool>("memory");
        QTest::newRow("memory") << true;
        QTest::newRow("disk") << false;
    }
    void nothingStartsWhileTheHostHasLittleLeft()
    {
        QFETCH(bool, memory);
        RoomRig rig(EngineRig::defaultSettings());
        rig.start();
        if (memory)
            rig.facts.available = ByteCount::mib(700);
        else
            rig.facts.diskFree = ByteCount::mib(100);
        rig.pass(6s);
        QCOMPARE(rig.host.diskFree, rig.facts.diskFree);
        const auto id = rig.create();
        rig.pass(1min);
        QVERIFY(rig.view(id).state == SandboxState::Queued);
        QVERIFY2(rig.view(id).waitsFor.starts_with(memory ? "memory: the host has 0.7 GiB" : "disk: 0.1 GiB is free"),
                 rig.view(id).waitsFor.c_str());
        rig.facts.available = ByteCount::gib(8);
        rig.facts.diskFree = ByteCount::gib(8);
        rig.pass(6s); // the host is looked at every few seconds
        QVERIFY(rig.view(id).state == SandboxState::Running);
    }

    void aSizeThatNeverFitsIsRefusedAtOnce()
    {
        RoomRig rig(roomFor(2));
        rig.start();
        const auto verdict = rig.engine->createSandbox({"big", MachineSize{1, ByteCount::gib(2), ByteCount::gib(8)}});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("2.1 GiB of memory, and this host has 1.2 GiB") != std::string::npos,
                 verdict.reason.c_str());
        QVERIFY(rig.sandboxes.empty());
    }

    void aSessionThatAsksForWhatNeverFitsFailsAndSaysWhy()
    {
        RoomRig rig(roomFor(2));
        rig.controlPlane->addSession("sesn_1");
        rig.plane.session("sesn_1").metadata = {{"glovebox.memory_mib", "2048"}};
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.session("sesn_1").state == api::SessionState::Failed);
        QVERIFY(rig.session("sesn_1").problem.has_value());
        QVERIFY2(rig.session("sesn_1").problem->detail.find("this host has 1.2 GiB") != std::string::npos,
                 rig.session("sesn_1").problem->detail.c_str());
        QVERIFY(rig.sandboxes.empty());
    }

    void idleOnesGiveWayToWhoWaitsForMemory()
    {
        auto settings = roomFor(1);
        settings.ladder = {};
        RoomRig rig(settings);
        rig.hypervisor.canCloneAnswer = {};
        rig.hypervisor.canSnapshotAnswer = {};
        rig.start();
        const auto idle = rig.create();
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->callTool("sesn_1", "bash", {{"command", "true"}});
        rig.pass(10s);
        QVERIFY(rig.view(idle).state == SandboxState::Hibernated);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QCOMPARE(rig.host.memoryPromised, ByteCount::mib(608));
    }

    void aFullDiskMakesNobodyGiveWay()
    {
        RoomRig rig(EngineRig::defaultSettings());
        rig.hypervisor.canCloneAnswer = {};
        rig.hypervisor.canSnapshotAnswer = {};
        rig.start();
        const auto idle = rig.create();
        rig.facts.diskFree = ByteCount::mib(1);
        rig.pass(6s);
        rig.create();
        rig.pass(10s);
        QVERIFY(rig.view(idle).state == SandboxState::Running);
    }

    void warmClonesAreTheFirstToGo()
    {
        RoomRig rig(roomFor(3, 2));
        rig.hypervisor.canCloneAnswer = {};
        rig.start();
        rig.pass(5s);
        const auto warm = [&] {
            return rig.templates.begin()->second.warm;
        };
        QCOMPARE(warm(), 2);
        const auto first = rig.create(); // takes one of them; another is made
        rig.pass(2s);
        QVERIFY(rig.view(first).warm);
        QCOMPARE(warm(), 2);
        rig.create();
        rig.pass(2s);
        QCOMPARE(warm(), 1);
        const auto third = rig.create();
        rig.pass(2s);
        QVERIFY(rig.view(third).state == SandboxState::Running);
        QVERIFY(rig.view(third).warm); // the last one was handed over, not thrown away
        QCOMPARE(warm(), 0);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{3});
        rig.engine->destroySandbox(first);
        rig.pass(70s);
        QCOMPARE(warm(), 1); // again
    }

    void anotherSizeThatStartsTakesTheirRoom()
    {
        RoomRig rig(roomFor(3, 2));
        rig.hypervisor.canCloneAnswer = {};
        rig.start();
        rig.pass(5s);
        const auto big = rig.create(MachineSize{1, ByteCount::mib(1300), ByteCount::gib(8)});
        rig.pass(5s);
        QVERIFY(rig.view(big).state == SandboxState::Running);
        for (const auto &[id, view] : rig.templates)
            QCOMPARE(view.warm, 0);
    }

    void sharesAreThoseThatWereAskedForAndAWarmCloneHasTheUsualOnes()
    {
        auto settings = roomFor(8, 1);
        settings.shares = {.cpuWeight = 50};
        RoomRig rig(settings);
        rig.hypervisor.canCloneAnswer = {};
        rig.start();
        rig.pass(5s);
        const auto usual = rig.create();
        QVERIFY(rig.view(usual).warm);
        QCOMPARE(rig.view(usual).shares.cpuWeight, 50);
        for (const auto &[socket, machine] : rig.hypervisor.machines)
            QCOMPARE(machine->spec().shares.cpuWeight, 50);
        const MachineShares own{.cpuWeight = 900, .diskRate = ByteCount::mib(5), .diskOperations = 100};
        QVERIFY(rig.engine->createSandbox({.name = "own", .shares = own}).kind == Kind::Accepted);
        rig.pass(2s);
        const auto found = std::ranges::find_if(rig.sandboxes, [](const auto &s) { return s.second.name == "own"; });
        QVERIFY(found != rig.sandboxes.end() && !found->second.warm);
        QCOMPARE(found->second.shares, own);
        QCOMPARE(rig.hypervisor.machines.at(found->first.value())->spec().shares, own);
        QVERIFY(rig.engine->createSandbox({.shares = MachineShares{.cpuWeight = 0}}).kind == Kind::Denied);
        QVERIFY(rig.engine->createSandbox({.shares = MachineShares{.diskRate = ByteCount{}}}).kind == Kind::Denied);
        QVERIFY(rig.engine->createSandbox({.shares = MachineShares{.diskOperations = 0}}).kind == Kind::Denied);
    }

    void aLadderOfItsOwnIsTakenAtItsMaking()
    {
        Rig rig(2, {60s, 5min, 10min});
        rig.start();
        QVERIFY(
            rig.engine->createSandbox({.name = "calm", .ladder = IdleLadder{1h, std::nullopt, std::nullopt}}).kind ==
            Kind::Accepted);
        QVERIFY(rig.engine->createSandbox({.ladder = IdleLadder{-1s, std::nullopt, std::nullopt}}).kind ==
                Kind::Denied);
        rig.pass(2s);
        QCOMPARE(rig.sandboxes.size(), std::size_t{1});
        QVERIFY((rig.sandboxes.begin()->second.ladder == IdleLadder{1h, std::nullopt, std::nullopt}));
    }
};

QTEST_GUILESS_MAIN(TestAdmission)
#include "tst_admission.moc"
