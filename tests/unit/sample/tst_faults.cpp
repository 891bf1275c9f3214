// What goes wrong in the sample when that is asked for: each row of sample::kFaults.
#include "tests/unit/sample/played_sample.h"

#include <QtTest>

using namespace glovebox;
using namespace glovebox::testing;
using domain::SandboxState;
using sample::Fault;

class SampleFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFaultHasAName()
    {
        for (const auto &row : sample::kFaults)
            QCOMPARE(sample::faultFrom(row.name), std::optional(row.fault));
        QVERIFY(!sample::faultFrom("no-such-fault"));
    }
    void theControlPlaneIsNotReachedAndComesBack()
    {
        PlayedSample play({.faults = {Fault::ControlPlaneDown}});
        const auto state = [&] {
            return play.world().environments.begin()->second.state;
        };
        QCOMPARE(state(), api::PollState::Disconnected);
        QVERIFY(play.world().environments.begin()->second.problem.has_value());
        QVERIFY(accepted(play.engine().pauseSandbox(play.idleOne()))); // what is local goes on
        QVERIFY(play.passUntil([&] { return state() == api::PollState::Polling; }));
        QVERIFY(play.passUntil([&] { return state() == api::PollState::Disconnected; }));
    }
    void anAnswerThatCannotBeSentSaysSo()
    {
        PlayedSample play({.faults = {Fault::ControlPlaneDown}});
        const domain::SessionId asks(sample::kSampleApprovalSession);
        domain::EventId call("none");
        for (const auto &[id, entry] : play.world().calls)
            if (entry.session == asks)
                call = id;
        QVERIFY(accepted(play.engine().answerApproval(asks, call, {.allow = true})));
        play.pass(2s);
        QCOMPARE(std::get<api::ToolCallView>(play.world().calls.at(call).what).answer, api::AnswerState::Failed);
    }
    void theKeyIsRefused()
    {
        PlayedSample play({.faults = {Fault::KeyRejected}});
        QCOMPARE(play.world().environments.begin()->second.state, api::PollState::KeyRejected);
        QVERIFY(denied(play.engine().pausePolling(play.world().environments.begin()->first)));
    }
    void theEngineFailsAndStartsAgain()
    {
        PlayedSample play({.faults = {Fault::EngineStopped}});
        QCOMPARE(play.world().host.phase, api::EnginePhase::Running);
        play.pass(11s);
        QCOMPARE(play.world().host.phase, api::EnginePhase::Failed);
        QVERIFY(play.world().host.problem.has_value());
        QVERIFY(denied(play.engine().createSandbox({})));
        QVERIFY(accepted(play.engine().start()));
        QVERIFY(play.passUntil([&] { return play.world().host.phase == api::EnginePhase::Running; }));
    }
    void aFullDiskTakesNothing()
    {
        PlayedSample play({.faults = {Fault::DiskFull}});
        QVERIFY(play.world().host.diskFree < play.world().host.diskReserved);
        QVERIFY(denied(play.engine().createSandbox({})));
        QVERIFY(denied(play.engine().act(api::TakeSnapshot{play.idleOne(), ""})));
        QVERIFY(denied(play.engine().act(api::HibernateSandbox{play.idleOne()})));
    }
    void withoutKvmAllIsEmulated()
    {
        PlayedSample play({.faults = {Fault::NoKvm}});
        QCOMPARE(play.world().host.acceleration, std::optional(domain::Acceleration::Emulated));
        QVERIFY(!play.world().host.accelerationReason.empty());
    }
    void aClockThatIsOffIsSaidOfTheSandbox()
    {
        PlayedSample play({.faults = {Fault::ClockSkew}});
        const auto made = play.engine().createSandbox({});
        const domain::SandboxId id(made.object.substr(8));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == SandboxState::Running; }));
        QVERIFY(!play.sandbox(id).checks.front().ok);
    }
    void moreComesThanAWindowTakes()
    {
        PlayedSample play({.faults = {Fault::EventLoss}});
        play.heard.clear();
        play.pass(10s);
        const auto lines = std::ranges::count_if(
            play.heard, [](const auto &change) { return std::holds_alternative<api::TranscriptEntry>(change); });
        QVERIFY(lines > 8192); // MailboxLimits::entries
    }
    void nothingIsRestored()
    {
        PlayedSample play({.faults = {Fault::RestoreFails}});
        const auto made = play.engine().act(api::RestoreAsNew{domain::SnapshotId(sample::kSampleSnapshot)});
        const domain::SandboxId id(made.object.substr(8));
        QVERIFY(play.passUntil([&] { return play.stateOf(id) == SandboxState::Failed; }));
        QVERIFY(play.sandbox(id).problem.has_value());
        QCOMPARE(play.operation(domain::OperationKind::Restore)->state, domain::OperationState::Failed);
        const domain::SandboxId asleep(sample::kSampleHibernatedSandbox);
        QVERIFY(accepted(play.engine().resumeSandbox(asleep)));
        QVERIFY(play.passUntil([&] { return play.sandbox(asleep).problem.has_value(); }));
        QCOMPARE(play.stateOf(asleep), SandboxState::Hibernated); // as it was
    }
    void buildsAndImportsFail()
    {
        PlayedSample play({.faults = {Fault::BuildFails}});
        QVERIFY(accepted(play.engine().act(api::BuildTemplate{sample::kSampleMadeTemplate})));
        QVERIFY(play.passUntil([&] {
            return play.world().defined.at(sample::kSampleMadeTemplate).state == api::DefinedTemplateState::Failed;
        }));
        const auto import =
            domain::ImageId(play.engine().act(api::ImportImage{"registry.example/a:1"}).object.substr(6));
        QVERIFY(play.passUntil([&] { return play.world().images.at(import).state == api::ImageState::Failed; }));
        QVERIFY(accepted(play.engine().act(api::RemoveImage{import})));
    }
    void whatHasJustChangedIsLeftAlone()
    {
        PlayedSample play({.faults = {Fault::Conflict}});
        const auto id = play.idleOne();
        const auto verdict = play.engine().destroySandbox(id);
        QVERIFY(denied(verdict));
        QCOMPARE(verdict.reason, std::string("It changed to Paused just now. Nothing was done."));
        QCOMPARE(play.stateOf(id), SandboxState::Paused);
        QVERIFY(accepted(play.engine().destroySandbox(id))); // who has seen it may
    }
};

QTEST_GUILESS_MAIN(SampleFaultsTest)
#include "tst_faults.moc"
