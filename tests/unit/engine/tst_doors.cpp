// What a door chooses of a sandbox: its id, its labels, and that it ends by itself; over the end of this program, too.
#include "tests/unit/engine/access_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using testsupport::AccessRig;

namespace {

const SandboxId kChosen("iso-4f2a");

api::NewSandbox wanted(const SandboxId &id, Labels labels = {})
{
    api::NewSandbox out{.name = "mine", .size = std::nullopt};
    out.id = id;
    out.labels = std::move(labels);
    return out;
}

const IdleLadder kEnds{{}, {}, 5min, true};

} // namespace

class TestDoors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anIdIsChosenAndNeverUsedAgain()
    {
        AccessRig rig;
        rig.start();
        const auto verdict = rig.engine->createSandbox(wanted(kChosen));
        QCOMPARE(verdict.object, "sandbox/" + kChosen.value());
        rig.pass(2s);
        QVERIFY(rig.stateOf(kChosen) == SandboxState::Running);
        QVERIFY(rig.engine->createSandbox(wanted(kChosen)).kind == Kind::Denied);
        rig.engine->destroySandbox(kChosen);
        rig.pass(1min);
        QVERIFY(!rig.sandboxes.contains(kChosen));
        QVERIFY(rig.engine->createSandbox(wanted(kChosen)).kind == Kind::Denied);
        rig.crashAndStart(); // the ledger knows of it
        rig.pass(1s);
        QVERIFY(rig.engine->createSandbox(wanted(kChosen)).kind == Kind::Denied);
        for (const auto *bad :
             {"", "ab", "Abc", "1bc", "a/b", "a_b", "../../x", "a b", "abcdefghijabcdefghijabcdefghijabcdefghijab"})
            QVERIFY2(rig.engine->createSandbox(wanted(SandboxId(bad))).kind == Kind::Denied, bad);
        QVERIFY(rig.engine->createSandbox(wanted(SandboxId("abcdefghijabcdefghijabcdefghijabcdefghija"))).kind ==
                Kind::Accepted);
    }

    void copiesHaveTheIdsThatWereChosen()
    {
        AccessRig rig(6);
        const auto id = rig.begun();
        const std::vector<SandboxId> chosen{SandboxId("copy-one"), SandboxId("copy-two"), SandboxId("copy-three")};
        QVERIFY(rig.act(api::ForkSandbox{id, 2, chosen}).kind == Kind::Denied); // one each
        QVERIFY(rig.act(api::ForkSandbox{id, 2, {chosen[0], chosen[0]}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::ForkSandbox{id, 1, {id}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::ForkSandbox{id, 3, chosen}).kind == Kind::Accepted);
        // Nobody else gets them meanwhile.
        QVERIFY(rig.engine->createSandbox(wanted(chosen[1])).kind == Kind::Denied);
        rig.pass(5s);
        for (const auto &each : chosen)
            QVERIFY(rig.stateOf(each) == SandboxState::Running && rig.view(each).forkOf == id);
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1, {}, {chosen[0]}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1, {}, {SandboxId("restored")}}).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(rig.stateOf(SandboxId("restored")) == SandboxState::Running);
    }

    void whenItDoesNotComeToBeItsIdIsFreeAgain()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.hypervisor.snapshotFaults.push_back({ErrorCode::OutOfDisk, "full"});
        QVERIFY(rig.act(api::ForkSandbox{id, 1, {kChosen}}).kind == Kind::Accepted);
        rig.pass(5s);
        QVERIFY(!rig.sandboxes.contains(kChosen));
        QVERIFY(rig.engine->createSandbox(wanted(kChosen)).kind == Kind::Accepted);
    }

    void labelsAreShownChangedCopiedAndKept()
    {
        AccessRig rig(4);
        rig.start();
        const Labels labels{{"team", "billing"}, {"app.example/tier", "back end"}};
        rig.engine->createSandbox(wanted(kChosen, labels));
        rig.pass(2s);
        QVERIFY(rig.view(kChosen).labels == labels);
        QVERIFY(rig.act(api::SetLabels{kChosen, {{"bad name", "x"}}}).kind == Kind::Denied);
        QVERIFY(rig.act(api::SetLabels{kChosen, {{"name", "\xff"}}}).kind == Kind::Denied);
        QVERIFY(rig.engine->createSandbox(wanted(SandboxId("other"), {{"", "x"}})).kind == Kind::Denied);
        const Labels changed{{"team", "search"}};
        QVERIFY(rig.act(api::SetLabels{kChosen, changed}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::SetLabels{kChosen, changed}).kind == Kind::AlreadySo);
        QVERIFY(rig.act(api::SetLabels{SandboxId("sbx-none"), changed}).kind == Kind::Denied);
        rig.act(api::ForkSandbox{kChosen, 1, {SandboxId("copy")}});
        rig.pass(5s);
        QVERIFY(rig.view(SandboxId("copy")).labels == changed);
        const auto snapshot = rig.snapshotOf(kChosen);
        auto also = wanted(SandboxId("from-snapshot"), {{"own", "1"}});
        also.snapshot = snapshot;
        rig.engine->createSandbox(also);
        rig.pass(5s);
        QVERIFY((rig.view(SandboxId("from-snapshot")).labels == Labels{{"own", "1"}, {"team", "search"}}));
        rig.act(api::HibernateSandbox{SandboxId("copy")});
        rig.pass(2s);
        rig.crashAndFindAgain();
        rig.pass(2s);
        QVERIFY(rig.view(kChosen).labels == changed);
        QVERIFY(rig.view(SandboxId("copy")).labels == changed);
    }

    void aKeptOneEndsOnlyWhenWhoMadeItSaidSo()
    {
        AccessRig rig(3);
        rig.start();
        auto ends = wanted(kChosen);
        ends.ladder = kEnds;
        auto stays = wanted(SandboxId("stays"));
        stays.ladder = IdleLadder{{}, {}, 5min};
        rig.engine->createSandbox(ends);
        rig.engine->createSandbox(stays);
        rig.pass(2s);
        QVERIFY(rig.view(kChosen).nextStep == IdleStep::Destroy && rig.view(kChosen).kept);
        rig.pass(4min);
        rig.crashAndFindAgain();
        rig.pass(2s);
        QVERIFY(rig.view(kChosen).ladder == kEnds);
        rig.pass(6min);
        QVERIFY(rig.stateOf(kChosen) == SandboxState::Destroyed || !rig.sandboxes.contains(kChosen));
        rig.pass(24h);
        QVERIFY(rig.stateOf(SandboxId("stays")) == SandboxState::Running);
    }

    void asleepOnDiskItEndsAsWell()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.act(api::SetIdleLadder{id, {{}, 1min, 5min, true}});
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.pass(4min);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
    }

    void aLadderThatIsSetCountsFromThen()
    {
        AccessRig rig;
        const auto id = rig.begun();
        QVERIFY(rig.act(api::SetIdleLadder{id, kEnds}).kind == Kind::Accepted);
        rig.pass(4min);
        QVERIFY(rig.act(api::SetIdleLadder{id, kEnds}).kind == Kind::AlreadySo); // and yet
        QCOMPARE(rig.view(id).nextStepAt, std::optional(rig.clock.wallNow() + 5min));
        rig.pass(4min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(rig.act(api::SetIdleLadder{id, {{}, {}, 3min, true}}).kind == Kind::Accepted);
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
    }

    void noTemplateSaysThatOfAllItsSandboxes()
    {
        AccessRig rig;
        const auto id = rig.begun();
        QVERIFY(rig.view(id).base);
        QVERIFY(rig.act(api::SetTemplateLadder{*rig.view(id).base, kEnds}).kind == Kind::Denied);
    }
};

QTEST_GUILESS_MAIN(TestDoors)
#include "tst_doors.moc"
