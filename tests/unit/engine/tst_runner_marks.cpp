// What a session's own runner leaves behind: the sandbox that it was in may hold its session's credential, and so may
// everything that comes of it. None of that ever reaches more than the runner could.
#include "core/images/template_file.h"
#include "tests/support/engine_rig.h"
#include "tests/support/fake_template_store.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::EngineRig;
using testsupport::FakeExec;
using Kind = api::Verdict::Kind;

namespace {

EngineRig::Options withRunner(testsupport::FakeTemplateStore &store)
{
    EngineRig::Options options;
    options.environment.runner.arguments = {"/opt/runner"};
    options.templates = &store;
    options.parseTemplate = images::parseTemplate;
    return options;
}

struct Rig : EngineRig {
    explicit Rig(testsupport::FakeTemplateStore &store) : EngineRig(withRunner(store))
    {
        hypervisor.canCloneAnswer = {};
        hypervisor.canSnapshotAnswer = {};
        hypervisor.store().keepsTemplates = true;
        guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            FakeExec answer;
            answer.goesOn = request.arguments.front() == "/opt/runner";
            return answer;
        };
    }
    /// The sandbox of a session whose runner runs in it.
    SandboxId served()
    {
        plane.addSession("sesn_1");
        queue.add("work_1", "sesn_1", WorkState::Active);
        start();
        pass(30s);
        return session("sesn_1").sandbox.value_or(SandboxId("none"));
    }
    /// A sandbox whose runner has ended.
    SandboxId left()
    {
        const auto sandbox = served();
        plane.endTurn("sesn_1");
        pass(1s);
        guests.endExec(sandbox.value(), ports::ExecEnd{0});
        pass(1s);
        return sandbox;
    }
    api::Verdict give(const SandboxId &sandbox)
    {
        return act(api::ChangeEgress{.sandbox = sandbox, .profile = "open"});
    }
    api::Verdict act(const api::SandboxAction &action) { return engine->act(action); }
    SnapshotId snapshotOf(const SandboxId &sandbox)
    {
        if (act(api::TakeSnapshot{sandbox, "after"}).kind != Kind::Accepted)
            qFatal("no snapshot is taken");
        pass(2s);
        return snapshots.begin()->first;
    }
    SandboxId other(const SandboxId &than)
    {
        for (const auto &[id, view] : sandboxes)
            if (id != than)
                return id;
        return SandboxId("none");
    }
};

bool speaksOfCredential(const api::Verdict &verdict)
{
    return verdict.kind == Kind::Denied && verdict.reason.find("credential") != std::string::npos;
}

} // namespace

class TestRunnerMarks : public QObject {
    Q_OBJECT

    testsupport::FakeTemplateStore m_store;

private Q_SLOTS:
    void init() { m_store = {}; }

    void aSandboxKeepsItsMarkOverTheProgramsDeath()
    {
        Rig rig(m_store);
        const auto sandbox = rig.served();
        QVERIFY(rig.sandboxes.at(sandbox).guestRunner && speaksOfCredential(rig.give(sandbox)));
        rig.crashAndFindAgain();
        rig.pass(10s);
        QVERIFY(rig.sandboxes.at(sandbox).guestRunner);
        QVERIFY(speaksOfCredential(rig.give(sandbox)));
        QCOMPARE(rig.egress.profileOf(sandbox.value()), std::string(kControlPlaneEgress));
    }

    void whatComesOfItsSnapshotIsMarkedAndReachesNoMore()
    {
        Rig rig(m_store);
        const auto sandbox = rig.left();
        const auto snapshot = rig.snapshotOf(sandbox);
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1}).kind == Kind::Accepted);
        rig.pass(10s);
        const auto copy = rig.other(sandbox);
        QVERIFY(rig.sandboxes.at(copy).guestRunner && speaksOfCredential(rig.give(copy)));
        QCOMPARE(rig.egress.profileOf(copy.value()), std::string(kControlPlaneEgress));
    }

    void aNewSandboxOfItsSnapshotIsNotGivenAnotherProfile()
    {
        Rig rig(m_store);
        const auto sandbox = rig.left();
        api::NewSandbox wanted{.name = "copy"};
        wanted.snapshot = rig.snapshotOf(sandbox);
        wanted.egress = "open";
        QVERIFY(speaksOfCredential(rig.engine->createSandbox(wanted)));
        wanted.egress.clear();
        QVERIFY(rig.engine->createSandbox(wanted).kind == Kind::Accepted);
        rig.pass(10s);
        const auto copy = rig.other(sandbox);
        QVERIFY(rig.sandboxes.at(copy).guestRunner);
        QCOMPARE(rig.egress.profileOf(copy.value()), std::string(kControlPlaneEgress));
    }

    void anotherSandboxThatIsPutBackToItsSnapshotLosesItsOwnProfile()
    {
        Rig rig(m_store);
        const auto sandbox = rig.left();
        const auto snapshot = rig.snapshotOf(sandbox);
        api::NewSandbox wanted{.name = "mine"};
        wanted.egress = "open";
        QVERIFY(rig.engine->createSandbox(wanted).kind == Kind::Accepted);
        rig.pass(10s);
        const auto mine = rig.other(sandbox);
        QCOMPARE(rig.egress.profileOf(mine.value()), std::string("open"));
        QVERIFY(rig.act(api::RestoreInPlace{mine, snapshot, false}).kind == Kind::Accepted);
        rig.pass(10s);
        QVERIFY(rig.sandboxes.at(mine).guestRunner && speaksOfCredential(rig.give(mine)));
        QCOMPARE(rig.egress.profileOf(mine.value()), std::string(kControlPlaneEgress));
    }

    void noTemplateIsMadeOfIt()
    {
        Rig rig(m_store);
        const auto snapshot = rig.snapshotOf(rig.left());
        const auto text = "name = \"own\"\n[from]\nsnapshot = \"" + snapshot.value() + "\"\n";
        QCOMPARE(rig.engine->act(api::TemplateAction(api::SaveTemplate{text, "/"})).kind, Kind::Accepted);
        QCOMPARE(rig.engine->act(api::TemplateAction(api::BuildTemplate{"own", false})).kind, Kind::Accepted);
        rig.pass(30s);
        const auto failed = std::ranges::find_if(rig.operations, [](const auto &each) {
            return each.second.object == "template/own" && each.second.state == OperationState::Failed;
        });
        QVERIFY(failed != rig.operations.end());
        QVERIFY(failed->second.problem->detail.find("credential") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestRunnerMarks)
#include "tst_runner_marks.moc"
