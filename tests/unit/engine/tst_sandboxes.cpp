// Capacity, queue, boot, probe: the host's side of the engine.
#include "tests/support/engine_rig.h"

#include <QTest>

#include <set>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::EnginePhase;
using api::SessionState;
using Accelerate = api::EngineSettings::Accelerate;
using testsupport::EngineRig;

namespace {
api::EngineSettings settings(int capacity, Accelerate accelerate = Accelerate::Emulated)
{
    auto s = EngineRig::defaultSettings();
    s.capacity = capacity;
    s.accelerate = accelerate;
    return s;
}
} // namespace

class TestSandboxes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFileToolsMayUseTheSessionsMemoryStoresAndAreToldWhichAreReadOnly()
    {
        EngineRig rig;
        rig.memoryStores.put("memstore_1", "/a.md", "a");
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").memoryStores = {{.store = MemoryStoreId("memstore_1"),
                                                     .name = "Rules",
                                                     .mountPath = "/mnt/memory/rules",
                                                     .readOnly = true}};
        std::vector<ports::ToolFolder> folders;
        rig.guests.tool = [&](const ports::ToolRequest &request) {
            folders = request.folders;
            return ToolResult{"ran"};
        };
        rig.start();
        rig.pass(1s);
        rig.plane.callTool("sesn_1", "write", {});
        rig.pass(5s);
        QCOMPARE(folders, (std::vector<ports::ToolFolder>{{"/mnt/memory/rules", true}}));
    }

    void atMostCapacitySandboxesRunAndTheRestWaitInOrder()
    {
        EngineRig rig(settings(2));
        for (int i = 1; i <= 4; ++i)
            rig.controlPlane->addSession("sesn_" + std::to_string(i));
        rig.start();
        rig.pass(10s);
        QCOMPARE(rig.hypervisor.mostAtOnce, 2);
        QCOMPARE(rig.host.slotsUsed, 2);
        QCOMPARE(rig.host.queued, 2);
        QCOMPARE(rig.session("sesn_3").state, SessionState::WaitingForSandbox);
        QCOMPARE(rig.session("sesn_3").reason, std::string("number 1 in the queue"));
        QCOMPARE(rig.session("sesn_4").reason, std::string("number 2 in the queue"));
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(62s);
        QCOMPARE(rig.session("sesn_3").state, SessionState::Running);
        QCOMPARE(rig.session("sesn_4").reason, std::string("number 1 in the queue"));
        QCOMPARE(rig.hypervisor.mostAtOnce, 2);
    }

    void aSessionWhoseTurnHasComeSaysThatItsSandboxStarts()
    {
        EngineRig rig(settings(1));
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->addSession("sesn_2");
        rig.start();
        rig.pass(10s);
        QCOMPARE(rig.session("sesn_2").reason, std::string("number 1 in the queue"));
        rig.guests.bootTime = 5s;
        rig.engine->destroySandbox(*rig.session("sesn_1").sandbox);
        rig.pass(1s);
        QCOMPARE(rig.session("sesn_2").reason, std::string("its sandbox is starting"));
    }

    void leasesOfWaitingSessionsAreKept()
    {
        EngineRig rig(settings(1));
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->addSession("sesn_2");
        rig.start();
        rig.pass(300s);
        QVERIFY(rig.controlPlane->count("heartbeat work_2") >= 10);
    }

    void aFullHouseTakesNoMoreWorkFromTheQueue()
    {
        auto s = settings(1);
        s.queue = 1;
        EngineRig rig(s);
        for (int i = 1; i <= 3; ++i)
            rig.controlPlane->addSession("sesn_" + std::to_string(i));
        rig.start();
        rig.pass(30s);
        QCOMPARE(rig.controlPlane->count("ack"), 2);
    }

    void everySandboxGetsEntropyOfItsOwn()
    {
        EngineRig rig(settings(3));
        for (int i = 1; i <= 3; ++i)
            rig.controlPlane->addSession("sesn_" + std::to_string(i));
        rig.start();
        rig.pass(10s);
        const std::set<std::string> distinct(rig.guests.identities.begin(), rig.guests.identities.end());
        QCOMPARE(distinct.size(), std::size_t{3});
        QCOMPARE(rig.guests.identities.front().size(), std::size_t{64});
    }

    void aGuestThatHangsAtBootIsTriedAgain()
    {
        EngineRig rig;
        rig.guests.silentBoots = 1;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(70s);
        QCOMPARE(rig.hypervisor.started, 2);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Running);
    }

    void aGuestThatNeverAnswersIsShownAsFailedWithItsConsole()
    {
        EngineRig rig;
        rig.guests.silentBoots = 2;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(130s);
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
        QVERIFY(rig.session("sesn_1").problem->detail.find("console of sbx-") != std::string::npos);
        QCOMPARE(rig.sandboxes.size(), std::size_t{1});
        QCOMPARE(rig.sandboxes.begin()->second.state, SandboxState::Failed);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.host.slotsUsed, 0);
    }

    void aMissingToolIsNotTriedAgain()
    {
        EngineRig rig;
        rig.hypervisor.startFaults = {{ErrorCode::HostToolMissing, "qemu-system-x86_64"}};
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        QCOMPARE(rig.hypervisor.started, 1);
        QCOMPARE(rig.session("sesn_1").problem->code, ErrorCode::HostToolMissing);
    }

    void destroyingASandboxAnswersItsRunningCallAndTheNextOneGetsANewSandbox()
    {
        EngineRig rig;
        rig.guests.toolTime = 100s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        const auto first = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "sleep"}});
        rig.pass(1s);
        QVERIFY(rig.engine->destroySandbox(rig.sandboxes.begin()->first).kind == api::Verdict::Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.textOf(first).find("the operator destroyed it") != std::string::npos);
        QVERIFY(rig.controlPlane->answers().front().result.isError);
        rig.guests.toolTime = 0ms;
        const auto second = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "ls"}});
        rig.pass(1s);
        QCOMPARE(rig.textOf(second), std::string("ran bash"));
        QCOMPARE(rig.hypervisor.started, 2);
        QVERIFY(rig.engine->destroySandbox(SandboxId("sbx-none")).kind == api::Verdict::Kind::Denied);
    }

    void kvmIsUsedWhenAGuestReallyBootsWithIt()
    {
        EngineRig rig(settings(1, Accelerate::Auto));
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.host.acceleration, Acceleration::Kvm);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void aKvmThatOpensButHangsFallsBackWithTheReasonAndIsRemembered()
    {
        EngineRig rig(settings(1, Accelerate::Auto));
        rig.guests.silentWithKvm = true;
        rig.start();
        QCOMPARE(rig.host.phase, EnginePhase::Preparing);
        rig.pass(17s);
        QCOMPARE(rig.host.phase, EnginePhase::Running);
        QCOMPARE(rig.host.acceleration, Acceleration::Emulated);
        QCOMPARE(rig.host.accelerationReason,
                 std::string("KVM opens, but a guest does not start with it (twice no answer within 8 s)"));
        QVERIFY(rig.hypervisor.remembered.has_value());
        rig.engine->drain();
        rig.pass(1s);
        const int started = rig.hypervisor.started;
        rig.start();
        rig.pass(1s);
        QCOMPARE(rig.host.phase, EnginePhase::Running);
        QCOMPARE(rig.hypervisor.started, started);
    }

    void demandedKvmThatDoesNotWorkFailsTheStart()
    {
        EngineRig rig(settings(1, Accelerate::Kvm));
        rig.hypervisor.mayWorkAnswer = fail(ErrorCode::AccelerationUnusable, "there is no /dev/kvm");
        rig.start();
        QCOMPARE(rig.host.phase, EnginePhase::Failed);
        QCOMPARE(rig.host.problem->detail, std::string("there is no /dev/kvm"));
    }

    void aBrokenImageFailsTheStartAndALaterStartMayWork()
    {
        EngineRig rig;
        rig.images.fault = Error{ErrorCode::ImageBroken, "root.sqfs is truncated"};
        rig.start();
        QCOMPARE(rig.host.phase, EnginePhase::Failed);
        QCOMPARE(rig.host.problem->code, ErrorCode::ImageBroken);
        rig.images.fault.reset();
        rig.start();
        QCOMPARE(rig.host.phase, EnginePhase::Running);
    }

    void usageIsMeasuredWhileASandboxRuns()
    {
        EngineRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(3s);
        const auto &sandbox = rig.sandboxes.begin()->second;
        QCOMPARE(sandbox.memory, ByteCount::mib(100));
        QVERIFY(sandbox.bootTime.has_value());
        QCOMPARE(sandbox.processId, 4242L);
        QCOMPARE(sandbox.kernelRelease, std::string("6.1.0"));
    }
};

QTEST_GUILESS_MAIN(TestSandboxes)
#include "tst_sandboxes.moc"
