// Templates that somebody defined, as the operator meets them: versions, what is outdated, what may be deleted, the
// queue of builds, what a start finds again.
#include "tests/support/template_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::DefinedTemplateState;
using Kind = api::Verdict::Kind;
using testsupport::FakeExec;
using testsupport::TemplateRig;

namespace {

std::string definition(const std::string &name, const std::string &command,
                       const std::string &from = "image = \"base\"")
{
    return "name = \"" + name + "\"\nfrom = { " + from + " }\n[[step]]\nrun = \"" + command + "\"\n";
}

bool says(const api::Verdict &verdict, const std::string &text)
{
    return verdict.kind == Kind::Denied && verdict.reason.find(text) != std::string::npos;
}

} // namespace

class TestTemplateLibrary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDefinitionWithMistakesIsRefusedWithAllOfThem()
    {
        TemplateRig rig;
        const auto verdict = rig.save("name = \"a\"\nfrom = { image = \"b\" }\n[[step]]\nrunn = \"x\"\n");
        QVERIFY(says(verdict, "line 4: 'runn' is not known"));
        QVERIFY(says(verdict, "line 3: a step that does nothing"));
        QVERIFY(rig.views.empty() && rig.store.records.empty());
        const std::string copying = "name = \"a\"\nfrom = { image = \"b\" }\n[[step]]\ncopy = \"x\"\nto = \"/x\"\n";
        QVERIFY(says(rig.save(copying, ""), "line 3: copy: x is relative"));
        QVERIFY(rig.save(copying, "/defs").kind == Kind::Accepted);
        QVERIFY(rig.save(copying, "/defs").kind == Kind::AlreadySo);
    }

    void aDefinitionThatChangedShowsOutdated()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        rig.save("# a remark\n" + definition("a", "one"));
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Ready);
        rig.save(definition("a", "two"));
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Outdated);
        QCOMPARE(rig.views.at("a").outdatedBecause,
                 std::string("Its definition has changed since version 1 was built."));
        QVERIFY(rig.library->current("a")->version == 1); // it goes on being used
        rig.save(definition("a", "one"));
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Ready);
    }

    void whatWouldBeMadeFromItselfByWayOfOthersIsNotSaved()
    {
        TemplateRig rig;
        rig.save(definition("a", "one", "template = \"b\"")); // b may come later
        rig.save(definition("b", "two", "template = \"c\""));
        QVERIFY(says(rig.library->act(api::SaveTemplate{definition("c", "three", "template = \"a\""), "/srv"}),
                     "c would be made from a, which is made from b, which is made from c"));
        QVERIFY(!rig.views.contains("c"));
        rig.save(definition("c", "three"));
        rig.save(definition("a", "one", "template = \"c\"")); // not by way of b any more
        QVERIFY(rig.library->act(api::ForgetTemplate{"b"}).kind == Kind::Accepted);
    }

    void aTemplateOfATemplateBeginsWithItsCurrentVersionAndIsOutdatedWithIt()
    {
        TemplateRig rig;
        rig.save(definition("mother", "one"));
        rig.save(definition("child", "two", "template = \"mother\""));
        QVERIFY(says(rig.build("child"), "template mother, which has no version"));
        rig.buildAndWait("mother");
        rig.ran();
        rig.buildAndWait("child");
        QCOMPARE(rig.ran(), std::vector<std::string>{"two"});
        QVERIFY(rig.views.at("child").state == DefinedTemplateState::Ready);
        QVERIFY(says(rig.library->act(api::ForgetTemplate{"mother"}), "child is made from it"));
        rig.buildAndWait("mother", true);
        QVERIFY(rig.views.at("child").state == DefinedTemplateState::Outdated);
        QVERIFY(rig.views.at("child").outdatedBecause.starts_with("Template mother has another version"));
        QVERIFY(rig.library->act(api::UseTemplateVersion{"mother", 1}).kind == Kind::Accepted);
        QVERIFY(rig.views.at("child").state == DefinedTemplateState::Ready);
    }

    void aTemplateOfASnapshotBeginsWithIt()
    {
        TemplateRig rig;
        rig.save(definition("a", "one", "snapshot = \"snap-1\""));
        rig.buildAndWait("a");
        QVERIFY(rig.views.at("a").problem->code == ErrorCode::NotFound);
        ports::SnapshotFacts facts{.origin = {.id = SnapshotId("snap-1"),
                                              .sandbox = SandboxId("sbx-1"),
                                              .sandboxName = {},
                                              .session = {},
                                              .parent = {},
                                              .at = {},
                                              .record = {}},
                                   .base = "tpl-base",
                                   .size = {2, ByteCount::gib(1), ByteCount::gib(4)}};
        rig.hypervisor.store().snapshotsOnDisk.emplace("snap-1", facts);
        rig.buildAndWait("a");
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Ready);
        QCOMPARE(rig.library->current("a")->size.vcpus, 2);
        QCOMPARE(rig.obtained, 0);
    }

    void sandboxesKeepTheirVersion()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        const auto first = rig.library->current("a")->snapshot;
        rig.sandboxes["a/1"] = 2;
        rig.buildAndWait("a", true);
        QCOMPARE(rig.views.at("a").versions.size(), std::size_t{2});
        QCOMPARE(rig.views.at("a").versions[1].sandboxes, 2);
        QVERIFY(says(rig.library->act(api::DeleteTemplateVersion{"a", 1}), "2 sandboxes stand on it"));
        QVERIFY(says(rig.library->act(api::ForgetTemplate{"a"}), "2 sandboxes stand on version 1"));
        rig.sandboxes.clear();
        QVERIFY(rig.library->act(api::DeleteTemplateVersion{"a", 1}).kind == Kind::Accepted);
        rig.clock.advance(10ms);
        QVERIFY(!rig.hypervisor.store().snapshotsOnDisk.contains(first.value()));
        QCOMPARE(rig.views.at("a").versions.size(), std::size_t{1});
        QVERIFY(rig.library->current("a")->version == 2);
    }

    void deletingTheCurrentVersionMakesTheNewestOfTheOthersCurrent()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        rig.buildAndWait("a", true);
        QVERIFY(rig.library->act(api::DeleteTemplateVersion{"a", 2}).kind == Kind::Accepted);
        QVERIFY(rig.library->current("a")->version == 1);
        QVERIFY(rig.library->act(api::DeleteTemplateVersion{"a", 1}).kind == Kind::Accepted);
        QVERIFY(!rig.library->current("a"));
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Draft);
        rig.buildAndWait("a");
        QCOMPARE(rig.library->current("a")->version, 3); // no number is used twice
        QVERIFY(says(rig.library->act(api::DeleteTemplateVersion{"a", 2}), "no version 2"));
        QVERIFY(says(rig.library->act(api::UseTemplateVersion{"b", 2}), "no template b"));
    }

    void whatIsForgottenLeavesNothing()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        QVERIFY(rig.library->act(api::ForgetTemplate{"a"}).kind == Kind::Accepted);
        rig.clock.advance(10ms);
        QVERIFY(rig.views.empty() && rig.store.records.empty() && rig.store.steps.empty());
        QVERIFY(rig.hypervisor.store().snapshotsOnDisk.empty());
    }

    void oneIsBuiltAtATimeAndTheOthersWait()
    {
        TemplateRig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return FakeExec{.output = {}, .errors = {}, .time = 1min};
        };
        for (const auto *name : {"a", "b", "c"}) {
            rig.save(definition(name, name));
            QVERIFY(rig.build(name).kind == Kind::Accepted);
            QVERIFY(rig.build(name).kind == Kind::AlreadySo);
        }
        rig.clock.advance(10s);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QCOMPARE(rig.views.at("b").stepText, std::string("Waiting for its turn"));
        QVERIFY(rig.views.at("b").state == DefinedTemplateState::Building);
        QCOMPARE(rig.operation("b").step, std::string("Waiting for its turn"));
        QVERIFY(rig.operation("a").state == OperationState::Running);
        QVERIFY(rig.operation("a").step.starts_with("Step 1 of 1: run a"));
        QVERIFY(says(rig.library->act(api::ForgetTemplate{"b"}), "being built"));
        QVERIFY(rig.library->giveUp("template/b")->kind == Kind::Accepted);
        QVERIFY(!rig.library->giveUp("template/tpl-123456"));
        QVERIFY(rig.operation("b").state == OperationState::Cancelled);
        rig.waitFor("c");
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Ready);
        QVERIFY(rig.views.at("b").state == DefinedTemplateState::Draft);
        QVERIFY(rig.views.at("c").state == DefinedTemplateState::Ready);
        QCOMPARE(rig.hypervisor.mostAtOnce, 1);
        QVERIFY(rig.operation("a").state == OperationState::Done);
        QCOMPARE(rig.operation("a").result, std::string("version 1"));
    }

    void aDefinitionThatIsSavedUnderABuildIsOutdatedAfterIt()
    {
        TemplateRig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return FakeExec{.output = {}, .errors = {}, .time = 1min};
        };
        rig.save(definition("a", "one"));
        rig.build("a");
        rig.clock.advance(10s);
        rig.save(definition("a", "two"));
        rig.waitFor("a");
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Outdated);
        QCOMPARE(rig.ran(), std::vector<std::string>{"one"});
    }

    void templatesOfOneBeginningShareTheirSteps()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.save(definition("b", "one") + "[[step]]\nrun = \"two\"\n");
        rig.buildAndWait("a");
        rig.ran();
        rig.buildAndWait("b");
        QCOMPARE(rig.ran(), std::vector<std::string>{"two"});
        QVERIFY(rig.library->act(api::ForgetTemplate{"a"}).kind == Kind::Accepted);
        rig.clock.advance(10ms);
        QCOMPARE(rig.store.steps.size(), std::size_t{2}); // b's last build had both
    }

    void theLongestUnusedStepsGoWhenTheyTakeTooMuch()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        rig.save(definition("b", "two"));
        rig.buildAndWait("b");
        QCOMPARE(rig.store.steps.size(), std::size_t{2});
        for (auto &step : rig.store.steps)
            step.bytes = ByteCount::gib(15);
        const auto newest = rig.store.steps.back().key;
        rig.crashAndOpen();
        QCOMPARE(rig.store.steps.size(), std::size_t{1});
        QCOMPARE(rig.store.steps.front().key, newest);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 1);
    }

    void aStartFindsEverythingAgain()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        const auto before = rig.library->current("a");
        rig.crashAndOpen();
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Ready);
        QVERIFY(rig.library->current("a")->snapshot == before->snapshot);
        QVERIFY(rig.library->current("a")->image == before->image);
        rig.ran();
        rig.buildAndWait("a");
        QVERIFY(rig.ran().empty());
    }

    void aVersionWhoseFilesAreGoneIsNotStartedFrom()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        rig.hypervisor.store().snapshotsOnDisk.erase(rig.library->current("a")->snapshot.value());
        rig.crashAndOpen();
        QVERIFY(rig.views.at("a").state == DefinedTemplateState::Outdated);
        QVERIFY(rig.views.at("a").outdatedBecause.starts_with("The files of version 1 are gone"));
        QVERIFY(!rig.library->current("a"));
    }

    void whereARecordDoesNotReadNothingIsTakenForALeftover()
    {
        TemplateRig rig;
        rig.save(definition("a", "one"));
        rig.buildAndWait("a");
        rig.store.records.clear();
        rig.store.steps.clear();
        rig.store.unread = {"a/record.json"};
        rig.crashAndOpen();
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), 1);
        rig.store.unread.clear();
        rig.crashAndOpen();
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), 0);
    }

    void closingGivesUpWhatIsBuilt()
    {
        TemplateRig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return FakeExec{.output = {}, .errors = {}, .time = 1min};
        };
        rig.save(definition("a", "one"));
        rig.build("a");
        rig.clock.advance(10s);
        rig.library->close();
        QVERIFY(rig.hypervisor.machines.empty() && rig.views.empty());
        QVERIFY(rig.operation("a").state == OperationState::Cancelled);
        QVERIFY(says(rig.build("a"), "not running"));
    }
};

QTEST_GUILESS_MAIN(TestTemplateLibrary)
#include "tst_template_library.moc"
