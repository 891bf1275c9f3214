// Templates, clones, warm clones, and sandboxes that stand still: what they change for sessions and for the operator.
#include "core/base/limits.h"
#include "tests/support/engine_rig.h"

#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::SessionState;
using Kind = api::Verdict::Kind;
using testsupport::EngineRig;

namespace {

api::EngineSettings settings(int capacity, int warm)
{
    auto s = EngineRig::defaultSettings();
    s.capacity = capacity;
    s.warm = warm;
    s.ladder.pauseAfter = 60s;
    return s;
}

struct Rig : EngineRig {
    explicit Rig(int capacity = 2, int warm = 1) : EngineRig(settings(capacity, warm))
    {
        hypervisor.canCloneAnswer = {};
    }

    const api::SandboxView &sandboxOf(const std::string &id) { return sandboxes.at(*session(id).sandbox); }
    void call(const std::string &session) { controlPlane->callTool(session, "bash", {{"command", "true"}}); }
    const api::TemplateView &onlyTemplate() { return templates.begin()->second; }
    int paused() const
    {
        return static_cast<int>(
            std::ranges::count_if(hypervisor.machines, [](const auto &entry) { return entry.second->isPaused(); }));
    }
};

} // namespace

class TestTemplates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstStartBuildsATemplateAndWarmsAClone()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        QCOMPARE(rig.templates.size(), std::size_t{1});
        QVERIFY(rig.onlyTemplate().state == TemplateState::Ready);
        QCOMPARE(rig.onlyTemplate().warm, 1);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QCOMPARE(rig.paused(), 1);
        QCOMPARE(rig.host.slotsUsed, 0);
    }

    void aSessionTakesTheWarmCloneAndAnotherIsMade()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(2s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(rig.sandboxOf("sesn_1").warm);
        QCOMPARE(rig.sandboxOf("sesn_1").base, std::optional(rig.onlyTemplate().id));
        QCOMPARE(rig.onlyTemplate().clones, 1);
        rig.pass(2s);
        QCOMPARE(rig.onlyTemplate().warm, 1);
        QCOMPARE(rig.hypervisor.frozen, 1);
    }

    void aTemplateAndItsWarmCloneHaveAShellReady()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        auto &prepared = rig.guests.prepared;
        QCOMPARE(prepared.size(), std::size_t{2});
        QVERIFY(prepared[0].starts_with("tpl-") && prepared[0].ends_with(": warm-up"));
        QVERIFY(prepared[1].starts_with("warm-") && prepared[1].ends_with(": warm-up"));
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(2s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
    }

    void aCloneThatDoesNotWarmUpIsNotKeptAndSessionsDoNotWaitForIt()
    {
        Rig rig;
        rig.guests.warmUpFault = Error{ErrorCode::GuestUnresponsive, "hangs"};
        rig.guests.warmUpFaultIn = "warm-";
        rig.start();
        rig.pass(5s);
        QCOMPARE(rig.onlyTemplate().warm, 0);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{0});
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.pass(2s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(!rig.sandboxOf("sesn_1").warm && rig.sandboxOf("sesn_1").base);
        rig.guests.warmUpFault.reset();
        rig.pass(2min); // tried again, not in a hurry
        QCOMPARE(rig.onlyTemplate().warm, 1);
    }

    void everyCloneGetsAnIdentityOfItsOwn()
    {
        Rig rig(4, 2);
        for (int i = 1; i <= 4; ++i)
            rig.controlPlane->addSession("sesn_" + std::to_string(i));
        rig.start();
        rig.pass(20s);
        QCOMPARE(rig.host.slotsUsed, 4);
        auto entropy = rig.guests.identities; // the template's own, and one for each
        QVERIFY(entropy.size() >= 5);
        std::ranges::sort(entropy);
        QVERIFY(std::ranges::adjacent_find(entropy) == entropy.end());
    }

    void sessionsWaitForTheTemplateInsteadOfBootingBesideIt()
    {
        Rig rig(2, 0);
        rig.guests.bootTime = 5s;
        rig.controlPlane->addSession("sesn_1");
        rig.controlPlane->addSession("sesn_2");
        rig.start();
        rig.pass(4s);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1}); // the template's
        QVERIFY(rig.onlyTemplate().state == TemplateState::Building);
        QCOMPARE(rig.onlyTemplate().step, std::string("Booting"));
        rig.pass(12s);
        QCOMPARE(rig.host.slotsUsed, 2);
        QCOMPARE(rig.hypervisor.clones, 2);
        QCOMPARE(rig.onlyTemplate().clones, 2);
    }

    void withoutATemplateSandboxesBootAndTheOperatorSeesWhy()
    {
        Rig rig;
        rig.hypervisor.freezeFault = Error{ErrorCode::HostToolFailed, "no such command"};
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(10s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(!rig.sandboxOf("sesn_1").base);
        QVERIFY(rig.onlyTemplate().state == TemplateState::Failed);
        QCOMPARE(rig.onlyTemplate().problem->detail, std::string("no such command"));
        QCOMPARE(rig.hypervisor.clones, 0);
    }

    void aFailedBuildIsTriedAgainLaterAndNotInAHurry()
    {
        Rig rig(2, 0);
        rig.hypervisor.freezeFault = Error{ErrorCode::HostToolFailed, "a passing trouble"};
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        rig.hypervisor.freezeFault.reset();
        rig.controlPlane->addSession("sesn_2");
        rig.pass(10s);
        QVERIFY(!rig.sandboxOf("sesn_2").base);
        rig.engine->destroySandbox(rig.sandboxOf("sesn_2").id);
        rig.pass(11min);
        rig.call("sesn_2");
        rig.pass(10s);
        QVERIFY(rig.sandboxOf("sesn_2").base);
        QVERIFY(rig.onlyTemplate().state == TemplateState::Ready);
        QVERIFY(!rig.onlyTemplate().problem);
    }

    void aCloneThatDoesNotComeUpCostsASessionNothingButTime()
    {
        Rig rig(2, 0);
        rig.start();
        rig.controlPlane->addSession("sesn_1");
        rig.pass(5s);
        QCOMPARE(rig.hypervisor.clones, 1);
        rig.hypervisor.startFaults.push_back({ErrorCode::HostToolFailed, "the state cannot be loaded"});
        rig.controlPlane->addSession("sesn_2");
        rig.call("sesn_2");
        rig.pass(10s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(!rig.sandboxOf("sesn_2").base);
        QVERIFY(rig.onlyTemplate().state == TemplateState::Failed);
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Running); // stands on what it has
        QCOMPARE(rig.hypervisor.templates, 1);
    }

    void aWarmCloneThatDiesIsNotHandedOut()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        rig.hypervisor.machines.begin()->second->die({ports::MachineExit::Kind::Killed, "by somebody"});
        rig.pass(1s);
        QCOMPARE(rig.onlyTemplate().warm, 0);
        rig.controlPlane->addSession("sesn_1");
        rig.pass(5s);
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Running);
        QVERIFY(!rig.sandboxOf("sesn_1").warm);
        rig.pass(61s);
        QCOMPARE(rig.onlyTemplate().warm, 1);
    }

    void nothingIsLeftWhenTheEngineStops()
    {
        Rig rig(2, 2);
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        QVERIFY(rig.hypervisor.machines.size() == 3);
        rig.engine->stopNow();
        rig.pass(10s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{0});
        QCOMPARE(rig.hypervisor.templates, 0);
        QCOMPARE(rig.templates.size(), std::size_t{0});
        QVERIFY(rig.engine->start().kind == Kind::Accepted);
        rig.pass(10s);
        QVERIFY(rig.onlyTemplate().state == TemplateState::Ready);
    }

    void stoppingWhileATemplateIsBuiltLeavesNothingEither()
    {
        Rig rig;
        rig.guests.bootTime = 5s;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(2s);
        rig.engine->stopNow();
        rig.pass(20s);
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{0});
        QCOMPARE(rig.hypervisor.templates, 0);
    }

    void aPausedSandboxIsWokenByTheNextCall()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        const auto id = rig.sandboxOf("sesn_1").id;
        QVERIFY(rig.engine->pauseSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Paused);
        QVERIFY(rig.engine->pauseSandbox(id).kind == Kind::AlreadySo);
        rig.pass(10min); // not missed
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Paused);
        rig.call("sesn_1");
        rig.pass(2s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{1});
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Running);
    }

    void theOperatorPausesAndResumes()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        const auto id = rig.sandboxOf("sesn_1").id;
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::AlreadySo);
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.engine->resumeSandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Running);
        QVERIFY(rig.engine->pauseSandbox(SandboxId("sbx-none")).kind == Kind::Denied);
    }

    void aSandboxThatWorksIsNotPaused()
    {
        Rig rig;
        rig.guests.toolTime = 30s;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(10s);
        const auto verdict = rig.engine->pauseSandbox(rig.sandboxOf("sesn_1").id);
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("A tool runs in it") == 0, verdict.reason.c_str());
        rig.pass(30s);
        QVERIFY(rig.engine->pauseSandbox(rig.sandboxOf("sesn_1").id).kind == Kind::Accepted);
    }

    void aSandboxThatNoSessionHoldsStandsStillUntilItComesBack()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.call("sesn_1");
        rig.start();
        rig.pass(10s);
        const auto id = rig.sandboxOf("sesn_1").id;
        rig.controlPlane->endTurn("sesn_1");
        rig.pass(70s); // the idle clock: the item is released
        QVERIFY(rig.session("sesn_1").state == SessionState::Ended);
        QVERIFY(rig.sandboxes.at(id).state == SandboxState::Running);
        rig.pass(60s);
        QVERIFY(rig.sandboxes.at(id).state == SandboxState::Paused);
        rig.controlPlane->enqueue("sesn_1");
        rig.call("sesn_1");
        rig.pass(3s);
        QCOMPARE(rig.guests.ran.size(), std::size_t{2});
        QCOMPARE(rig.sandboxOf("sesn_1").id, id);
        QVERIFY(rig.sandboxOf("sesn_1").state == SandboxState::Running);
    }

    void itsLogSaysWhatItsBuildDid()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        const auto &log = rig.onlyTemplate().log;
        std::size_t at = 0;
        for (const char *step :
             {"Begun at ", "Booting", "Greeted: agent 1, Linux 6.1.0", "Clock: put right", "Warming up", "Freezing",
              "Ready", "The guest's console ends with:\nconsole of tpl-"}) {
            at = log.find(step, at);
            QVERIFY2(at != std::string::npos, (std::string(step) + " is not in its place in:\n" + log).c_str());
        }
        QVERIFY(log.size() <= limits::kEvidenceMax.value);
    }

    void theLogOfABuildThatFailedStays()
    {
        Rig rig;
        rig.hypervisor.freezeFault = Error{ErrorCode::HostToolFailed, "QEMU would not"};
        rig.start();
        rig.pass(5s);
        QVERIFY(rig.onlyTemplate().state == TemplateState::Failed);
        const auto &log = rig.onlyTemplate().log;
        QVERIFY2(log.find("QEMU would not") != std::string::npos, log.c_str());
        QVERIFY2(log.find("console of tpl-") != std::string::npos, log.c_str());
    }

    void logAndLadderAreThereInTheNextProgram()
    {
        Rig rig;
        rig.hypervisor.store().keepsTemplates = true;
        rig.start();
        rig.pass(5s);
        const auto base = rig.onlyTemplate().id;
        const auto log = rig.onlyTemplate().log;
        const IdleLadder ladder{.pauseAfter = 5s, .hibernateAfter = std::nullopt, .destroyAfter = 3h};
        QVERIFY(rig.engine->act(api::SetTemplateLadder{base, ladder}).kind == Kind::Accepted);
        QVERIFY(rig.onlyTemplate().ladder == ladder);
        rig.pass(1s);
        rig.crashAndStart();
        rig.pass(5s);
        QCOMPARE(rig.onlyTemplate().id, base);
        QCOMPARE(rig.onlyTemplate().log, log);
        QVERIFY(rig.onlyTemplate().ladder == ladder);
        QVERIFY(rig.engine->act(api::RebuildTemplate{base}).kind == Kind::Accepted); // what takes its place has it, too
        rig.pass(5s);
        QVERIFY(rig.onlyTemplate().id != base && rig.onlyTemplate().ladder == ladder);
        QVERIFY(rig.hypervisor.store().templatesOnDisk.at(rig.onlyTemplate().id.value()).notes.ladder == ladder);
        QVERIFY(rig.engine->act(api::SetTemplateLadder{rig.onlyTemplate().id, std::nullopt}).kind == Kind::Accepted);
        QVERIFY(!rig.onlyTemplate().ladder);
    }

    void theFirstSandboxOfTheNextProgramHasItsTemplatesLadder()
    {
        Rig rig(2, 0); // nobody has loaded the template before
        rig.hypervisor.store().keepsTemplates = true;
        rig.start();
        QVERIFY(rig.engine->createSandbox({}).kind == Kind::Accepted);
        rig.pass(5s);
        const IdleLadder ladder{.pauseAfter = 5s, .hibernateAfter = std::nullopt, .destroyAfter = 3h};
        QVERIFY(rig.engine->act(api::SetTemplateLadder{rig.onlyTemplate().id, ladder}).kind == Kind::Accepted);
        rig.pass(1s);
        rig.crashAndStart();
        rig.controlPlane->addSession("sesn_1");
        rig.pass(5s);
        QVERIFY(rig.sandboxOf("sesn_1").ladder == ladder);
    }

    void aLadderThatCannotBeIsDenied()
    {
        Rig rig;
        rig.start();
        rig.pass(5s);
        const auto base = rig.onlyTemplate().id;
        QVERIFY(rig.engine->act(api::SetTemplateLadder{TemplateId("tpl-none"), {}}).kind == Kind::Denied);
        QVERIFY(rig.engine->act(api::SetTemplateLadder{base, IdleLadder{0s, {}, {}}}).kind == Kind::Denied);
        QVERIFY(rig.engine->act(api::SetTemplateLadder{base, IdleLadder{{}, {}, 24h * 366}}).kind == Kind::Denied);
        QVERIFY(rig.engine->act(api::SetTemplateLadder{base, {}}).kind == Kind::AlreadySo);
    }

    void aPausedSandboxCanBeDestroyed()
    {
        Rig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.start();
        rig.pass(10s);
        const auto id = rig.sandboxOf("sesn_1").id;
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.engine->destroySandbox(id).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.sandboxes.at(id).state == SandboxState::Destroyed);
    }

    void whatAWarmCloneTookBeforeItWasHandedOutIsNobodys()
    {
        Rig rig;
        rig.start();
        rig.pass(10s);
        rig.engine->createSandbox({"mine", std::nullopt});
        rig.pass(2s);
        QCOMPARE(rig.sandboxes.size(), std::size_t{1});
        QVERIFY(rig.sandboxes.begin()->second.state == SandboxState::Running);
        QCOMPARE(rig.sandboxes.begin()->second.meter.cpuTime, 0ms);
    }
};

QTEST_GUILESS_MAIN(TestTemplates)
#include "tst_templates.moc"
