// Building a template that somebody defined: what runs, as whom and where, what is taken from earlier builds, what
// decides that it is done, and what is left when it is not.
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

std::string define(const std::string &rest, const std::string &name = "tools")
{
    return "name = \"" + name + "\"\nfrom = { image = \"base\" }\n" + rest;
}

std::string runs(const std::vector<std::string> &words)
{
    std::string text;
    for (const auto &word : words)
        text += "[[step]]\nrun = \"" + word + "\"\n"; // the first in line 3, the next in 5 …
    return define(text);
}

const std::vector<std::string> kFive{"one", "two", "three", "four", "five"};

using Words = std::vector<std::string>;

struct Rig : TemplateRig {
    const api::DefinedTemplateView &tools() { return views.at("tools"); }
    bool logHas(const std::string &text)
    {
        return std::ranges::any_of(tools().log, [&](const auto &line) { return line.text == text; });
    }
};

} // namespace

class TestTemplateBuilds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDefinitionBecomesAVersionThatSandboxesAreStartedFrom()
    {
        Rig rig;
        QVERIFY(rig.save(runs({"one"}) + "[idle]\npause = \"1m\"\n").kind == Kind::Accepted);
        QVERIFY(rig.tools().state == DefinedTemplateState::Draft);
        QVERIFY(!rig.library->current("tools"));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
        QCOMPARE(rig.tools().versions.size(), std::size_t{1});
        QVERIFY(rig.tools().versions[0].isCurrent);
        const auto current = rig.library->current("tools");
        QVERIFY(current && current->version == 1);
        QCOMPARE(current->ladder->pauseAfter, std::optional<std::chrono::milliseconds>(1min));
        const auto &facts = rig.hypervisor.store().snapshotsOnDisk.at(current->snapshot.value());
        QVERIFY(facts.origin.kind == SnapshotKind::Template);
        QVERIFY(facts.verifiedAt.has_value());
        QVERIFY(rig.hypervisor.machines.empty());
        QVERIFY(rig.logHas("Version 1 is ready"));
        QCOMPARE(rig.hypervisor.clones, 1);
    }

    void theFifthBuildStepRunsAloneWhenOnlyItChanged()
    {
        Rig rig;
        rig.save(runs(kFive));
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), kFive);
        rig.save(runs({"one", "two", "three", "four", "other"}));
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), Words{"other"});
        QCOMPARE(rig.tools().cachedSteps, (std::vector<int>{1, 2, 3, 4}));
        QCOMPARE(rig.tools().versions[0].stepsCached, 4);
        QCOMPARE(rig.obtained, 1); // what it is made from was not needed again
        QCOMPARE(rig.hypervisor.fromSnapshots, 1);
    }

    void aChangedFourthStepRunsWithTheFifth()
    {
        Rig rig;
        rig.save(runs(kFive));
        rig.buildAndWait("tools");
        rig.ran();
        rig.save(runs({"one", "two", "three", "other", "five"}));
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), (Words{"other", "five"}));
        QCOMPARE(rig.tools().versions.size(), std::size_t{2});
        QVERIFY(rig.tools().versions[0].isCurrent && !rig.tools().versions[1].isCurrent);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 5); // the old fourth and fifth are gone
    }

    void aFreshBuildTakesNothingFromAnEarlierOne()
    {
        Rig rig;
        rig.save(runs(kFive));
        rig.buildAndWait("tools");
        rig.ran();
        rig.buildAndWait("tools", true);
        QCOMPARE(rig.ran(), kFive);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 5);
    }

    void anotherImageMeansThatAllStepsRunAgain()
    {
        Rig rig;
        rig.save(runs({"one"}));
        rig.buildAndWait("tools");
        rig.ran();
        rig.known["base"] = "image-2";
        rig.library->refresh();
        QVERIFY(rig.tools().state == DefinedTemplateState::Outdated);
        QVERIFY(rig.tools().outdatedBecause.starts_with("Image base has changed"));
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), Words{"one"});
        QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
    }

    void aStepThatDoesNotLoadIsRunAgain()
    {
        Rig rig;
        rig.save(runs({"one", "two"}));
        rig.buildAndWait("tools");
        rig.ran();
        rig.hypervisor.store().openFaults = {{ErrorCode::ProtocolError, "damaged"}};
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), Words{"two"});
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 2);
    }

    void stepsRunAsTheirUserInTheirFolder()
    {
        Rig rig;
        rig.save(define("[[step]]\nrun = \"one\"\n"
                        "[[step]]\nenv = { A = \"1\" }\n"
                        "[[step]]\nuser = \"app\"\n"
                        "[[step]]\nworkdir = \"/srv/app\"\n"
                        "[[step]]\nenv = { A = \"2\" }\n"
                        "[[step]]\nrun = [\"prog\", \"two\"]\ntimeout = \"5s\"\n"));
        rig.buildAndWait("tools");
        const auto &all = rig.guests.executed;
        QCOMPARE(all.size(), std::size_t{2});
        const auto &one = all[0].second;
        QCOMPARE(one.arguments, (Words{"/bin/sh", "-c", "one"}));
        QCOMPARE(one.user, std::optional<std::string>(""));
        QCOMPARE(one.workdir, std::string("/"));
        QCOMPARE(one.environment.size(), std::size_t{1});
        const auto &two = all[1].second;
        QCOMPARE(two.arguments, (Words{"prog", "two"}));
        QCOMPARE(two.user, std::optional<std::string>("app"));
        QCOMPARE(two.workdir, std::string("/srv/app"));
        QVERIFY((two.environment.back() == std::pair<std::string, std::string>("A", "2")));
        QVERIFY(two.timeout == 5s);
        const auto current = rig.library->current("tools");
        QCOMPARE(current->image.setup->user, std::string("app"));
        QCOMPARE(current->image.setup->workdir, std::string("/srv/app"));
        QCOMPARE(current->image.setup->environment.size(), std::size_t{2});
        QVERIFY(rig.guests.disk(all[1].first).has("/srv/app"));
        // A build that begins behind these steps knows them all the same.
        rig.ran();
        auto text = rig.tools().text;
        rig.save(text + "[[step]]\nrun = \"three\"\n");
        rig.buildAndWait("tools");
        QCOMPARE(rig.guests.executed.size(), std::size_t{1});
        QCOMPARE(rig.guests.executed[0].second.user, std::optional<std::string>("app"));
        QCOMPARE(rig.guests.executed[0].second.environment.size(), std::size_t{2});
    }

    void copiedFilesArriveAndAChangedOneIsCopiedAgain()
    {
        Rig rig;
        rig.files.files = {{"/defs/site/a.txt", "A"}, {"/defs/site/bin/run", "#!/bin/sh"}, {"/etc/motd", "hi"}};
        rig.save(define("[[step]]\nrun = \"one\"\n"
                        "[[step]]\ncopy = \"site/\"\nto = \"/srv\"\n"
                        "[[step]]\ncopy = \"/etc/motd\"\nto = \"/etc/\"\n"
                        "[[step]]\nrun = \"two\"\n"));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
        auto &disk = rig.guests.disk(rig.guests.executed[0].first);
        QCOMPARE(disk.content("/srv/a.txt"), std::string("A"));
        QCOMPARE(disk.nodes.at("/srv/bin/run").mode, 0755U);
        QCOMPARE(disk.nodes.at("/srv/a.txt").mode, 0644U);
        QCOMPARE(disk.content("/etc/motd"), std::string("hi"));
        rig.ran();
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), Words{});
        rig.files.files["/defs/site/a.txt"] = "B";
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), Words{"two"});
        QCOMPARE(rig.tools().cachedSteps, std::vector<int>{1});
    }

    void aFileThatIsNotThereFailsWithItsLine()
    {
        Rig rig;
        rig.save(define("[[step]]\ncopy = \"gone\"\nto = \"/srv\"\n"));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Failed);
        QVERIFY(rig.tools().problem->code == ErrorCode::NotFound);
        QVERIFY(rig.tools().problem->detail.find("step 1 (line 3), copy gone to /srv") != std::string::npos);
        QCOMPARE(rig.hypervisor.started, 0);
    }

    void aFailedStepSaysWhichLineAndWhatItPrinted()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            if (request.arguments.back() != "two")
                return FakeExec{.output = "fine\n", .errors = {}};
            return FakeExec{.output = "compiling\nhalf a line", .errors = "no such header\n", .end = ports::ExecEnd{2}};
        };
        rig.save(runs({"one", "two", "three"}));
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), (Words{"one", "two"}));
        QVERIFY(rig.tools().state == DefinedTemplateState::Failed);
        const auto &why = rig.tools().problem->detail;
        QVERIFY2(why.starts_with("step 2 (line 5), run two: it ended with exit status 2; it printed last:"),
                 why.c_str());
        QVERIFY(why.find("no such header") != std::string::npos && why.find("half a line") != std::string::npos);
        QVERIFY(why.find("fine") == std::string::npos);
        QVERIFY(rig.operation("tools").state == OperationState::Failed);
        QVERIFY(rig.hypervisor.machines.empty());
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), 0);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 1);
        // Mended, only what had not been done is.
        rig.guests.answerExec = nullptr;
        rig.save(runs({"one", "2", "three"}));
        QVERIFY(rig.tools().state == DefinedTemplateState::Draft);
        rig.buildAndWait("tools");
        QCOMPARE(rig.ran(), (Words{"2", "three"}));
    }

    void theLogTellsWhoSaidWhatInWhichStep()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            return FakeExec{.output = "out of " + request.arguments.back() + "\n", .errors = "err\n"};
        };
        rig.save(runs({"one", "two"}));
        rig.buildAndWait("tools");
        const auto &log = rig.tools().log;
        const auto line = std::ranges::find(log, std::string("out of two"), &api::BuildLine::text);
        QVERIFY(line != log.end());
        QCOMPARE(line->step, 2);
        QVERIFY(line->stream == api::BuildLine::Stream::Output);
        QVERIFY(std::ranges::find(log, api::BuildLine::Stream::Error, &api::BuildLine::stream) != log.end());
        QVERIFY(rig.logHas("run two"));
        QVERIFY(rig.store.logs.at("tools").find(" 2 out out of two\n") != std::string::npos);
    }

    void aFloodOfOutputIsShownInPartAndKeptInTheFile()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            std::string all;
            for (int i = 0; i < 3000; ++i)
                all += "line " + std::to_string(i) + "\n";
            return FakeExec{.output = all + std::string(100'000, 'x') + "\x1b[2J\n", .errors = {}};
        };
        rig.save(runs({"one"}));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().log.size() <= limits::kBuildLinesShown);
        for (const auto &line : rig.tools().log) {
            QVERIFY(line.text.size() <= limits::kLogLineMax.value);
            QVERIFY(line.text.find('\x1b') == std::string::npos);
        }
        QVERIFY(rig.store.logs.at("tools").find("line 17\n") != std::string::npos);
    }

    void aStepThatHangsIsEndedByItsTimeout()
    {
        Rig rig;
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            return FakeExec{.output = {}, .errors = {}, .end = ports::ExecEnd{{}, 9, true}, .time = request.timeout};
        };
        rig.save(define("[[step]]\nrun = \"sleep\"\ntimeout = \"90s\"\n"));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().problem->detail.find("it did not end within 90 s; it printed nothing") !=
                std::string::npos);
    }

    void aTemplateOfTheBuiltInImageHasItsUserUnlessItSaysAnother()
    {
        Rig rig;
        rig.imageSetup.reset();
        rig.save(define("[[step]]\nrun = \"one\"\n"));
        rig.buildAndWait("tools");
        QCOMPARE(rig.guests.executed.at(0).second.user, std::optional<std::string>(""));
        QVERIFY(!rig.library->current("tools")->image.setup);
        rig.save(define("[[step]]\nrun = \"one\"\n[[step]]\nenv = { A = \"1\" }\n[[step]]\nrun = \"two\"\n"));
        rig.buildAndWait("tools"); // begins behind the first step
        QCOMPARE(rig.guests.executed.back().second.user, std::optional<std::string>(""));
        QCOMPARE(rig.library->current("tools")->image.setup->user, std::string("1000:1000"));
        QVERIFY(rig.library->current("tools")->image.setup->workdir.empty());
        rig.save(define("[[step]]\nuser = \"root\"\n"));
        rig.buildAndWait("tools");
        QCOMPARE(rig.library->current("tools")->image.setup->user, std::string());
    }

    void whatIsNotFoundWholeIsNoVersion()
    {
        Rig rig;
        rig.hypervisor.store().verifyFaults = {{ErrorCode::ProtocolError, "a checksum differs"}};
        rig.save(runs({"one"}));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Failed);
        QVERIFY(rig.tools().versions.empty());
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), 0);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 1);
    }

    void aVersionThatCannotBeWrittenDownIsNone()
    {
        Rig rig;
        rig.save(runs({"one"}));
        rig.store.fault = Error{ErrorCode::OutOfDisk, "full"};
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Failed);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), 0);
    }

    void aMachineThatEndsFailsTheBuild()
    {
        Rig rig;
        rig.guests.answerExec = [&](const std::string &socket, const ports::ExecRequest &) {
            rig.hypervisor.machines.at(socket)->die({ports::MachineExit::Kind::Killed, "out of memory"});
            return FakeExec{.output = {}, .errors = {}, .time = 10s};
        };
        rig.save(runs({"one"}));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().problem->code == ErrorCode::GuestExited);
        QVERIFY(rig.tools().problem->detail.find("step 1 (line 3), run one: its machine ended") != std::string::npos);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void aGuestThatIsLostFailsTheBuild()
    {
        Rig rig;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &) {
            return FakeExec{.output = {}, .errors = {}, .time = 1h};
        };
        rig.save(runs({"one"}));
        rig.build("tools");
        rig.clock.advance(1s);
        rig.guests.lose(rig.guests.executed.at(0).first, {ErrorCode::GuestUnresponsive, "silent"});
        rig.waitFor("tools");
        QVERIFY(rig.tools().problem->code == ErrorCode::GuestUnresponsive);
    }

    void withoutSnapshotsThereAreNoTemplates()
    {
        Rig rig;
        rig.hypervisor.canSnapshotAnswer = fail(ErrorCode::Unsupported, "an old kernel");
        rig.save(runs({"one"}));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().problem->code == ErrorCode::Unsupported);
        QVERIFY(rig.tools().problem->detail.find("an old kernel") != std::string::npos);
    }

    void aStepThatCannotBeKeptCostsTheNextBuildTimeAlone()
    {
        Rig rig;
        rig.hypervisor.snapshotFaults = {{ErrorCode::OutOfDisk, "full"}};
        rig.save(runs({"one", "two"}));
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
        QCOMPARE(rig.snapshotsOf(SnapshotKind::Step), 1);
    }

    /// At each moment at which anything happens.
    void cancellingLeavesNothingBehind()
    {
        for (int moment = 0; moment < 200; ++moment) {
            Rig rig;
            rig.obtainTime = rig.hypervisor.startTime = rig.guests.bootTime = 10ms;
            rig.hypervisor.snapshotTime = rig.hypervisor.store().verifyTime = 10ms;
            rig.files.files = {{"/defs/f", "x"}};
            rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
                return FakeExec{.output = "x\n", .errors = {}, .time = 10ms};
            };
            rig.save(define("[[step]]\nrun = \"one\"\n[[step]]\ncopy = \"f\"\nto = \"/f\"\n[[step]]\nworkdir = \"/w\"\n"
                            "[[step]]\nrun = \"two\"\n[start]\nrun = \"serve\"\n[ready]\nrun = \"ask\"\n"));
            rig.build("tools");
            for (int i = 0; i < moment; ++i)
                rig.clock.advanceToNext();
            if (rig.tools().state == DefinedTemplateState::Ready) {
                QVERIFY2(moment > 10, qPrintable(QString::number(moment)));
                return;
            }
            QVERIFY(rig.library->act(api::CancelTemplateBuild{"tools"}).kind == Kind::Accepted);
            rig.clock.advance(1s);
            QVERIFY(rig.hypervisor.machines.empty());
            QVERIFY(rig.tools().state == DefinedTemplateState::Draft);
            QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), 0);
            QCOMPARE(static_cast<std::size_t>(rig.snapshotsOf(SnapshotKind::Step)), rig.store.steps.size());
            QVERIFY(rig.clock.waiting() == 0);
            // What was completed is not done again.
            const auto kept = rig.store.steps.size();
            rig.buildAndWait("tools");
            QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
            QCOMPARE(rig.tools().cachedSteps.empty(), kept == 0);
        }
        QFAIL("it never ended");
    }

    /// Likewise, when the program dies.
    void aCrashLeavesNothingBehindEither()
    {
        for (int moment = 0; moment < 200; ++moment) {
            Rig rig;
            rig.hypervisor.snapshotTime = rig.hypervisor.store().verifyTime = 10ms;
            rig.save(runs({"one", "two"}));
            rig.build("tools");
            for (int i = 0; i < moment; ++i)
                rig.clock.advanceToNext();
            const bool isReady = rig.tools().state == DefinedTemplateState::Ready;
            rig.crashAndOpen();
            QVERIFY(rig.hypervisor.machines.empty());
            QCOMPARE(rig.snapshotsOf(SnapshotKind::Template), static_cast<int>(rig.tools().versions.size()));
            QCOMPARE(static_cast<std::size_t>(rig.snapshotsOf(SnapshotKind::Step)), rig.store.steps.size());
            if (isReady) {
                QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
                return;
            }
            const auto kept = rig.store.steps.size();
            rig.ran();
            rig.buildAndWait("tools");
            QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
            QCOMPARE(rig.ran().size(), 2 - kept);
        }
        QFAIL("it never ended");
    }
};

QTEST_GUILESS_MAIN(TestTemplateBuilds)
#include "tst_template_builds.moc"
