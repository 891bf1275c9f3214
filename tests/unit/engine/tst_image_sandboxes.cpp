// Sandboxes of many images: which one each is made of, how its programs run, and what stays of that over sleep, forks
// and restarts.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::SessionState;
using Kind = api::Verdict::Kind;

namespace {

const GuestSetup kPythonSetup{{{"PATH", "/usr/local/bin:/usr/bin"}, {"LANG", "C.UTF-8"}}, "app", "/srv"};
const GuestSetup kNodeSetup{{{"NODE_VERSION", "22"}}, "", ""};

struct Rig : testsupport::SnapshotRig {
    explicit Rig(int capacity = 4) : SnapshotRig(capacity)
    {
        python = add("python:3.12", kPythonSetup);
        node = add("node:22", kNodeSetup);
    }

    ImageId add(const std::string &name, const GuestSetup &setup)
    {
        Image image{.id = ImageId("img-none")};
        image.config.environment = setup.environment;
        image.config.user = setup.user;
        image.config.workdir = setup.workdir;
        return library.put(name, image);
    }
    SandboxId made(const std::string &image, const std::string &name = "mine")
    {
        const auto before = sandboxes;
        engine->createSandbox({.name = name, .image = image});
        pass(2s);
        for (const auto &[id, each] : sandboxes)
            if (!before.contains(id))
                return id;
        qFatal("no sandbox was made");
    }
    const ports::MachineSpec &machine(const SandboxId &id) { return hypervisor.machines.at(id.value())->spec(); }
    /// That the newest guest of this name was told.
    std::optional<GuestSetup> toldTo(const SandboxId &id) const { return toldTo(id.value()); }
    std::optional<GuestSetup> toldTo(const std::string &name) const
    {
        for (std::size_t i = guests.hostnames.size(); i > 0; --i)
            if (guests.hostnames[i - 1] == name)
                return guests.setups[i - 1];
        return std::nullopt;
    }
    void forgetWhatWasTold()
    {
        guests.setups.clear();
        guests.hostnames.clear();
    }
    void session(const std::string &id, const std::map<std::string, std::string> &metadata)
    {
        plane.addSession(id);
        plane.session(id).metadata = metadata;
        call(id);
        pass(2s);
    }
    const api::SandboxView &sandboxOf(const std::string &id)
    {
        return sandboxes.at(*sessions.at(SessionId(id)).sandbox);
    }
    const api::TemplateView *templateOf(const std::string &image) const
    {
        for (const auto &[id, each] : templates)
            if (each.image == image)
                return &each;
        return nullptr;
    }

    ImageId python{"img-none"};
    ImageId node{"img-none"};
};

} // namespace

class TestImageSandboxes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSessionThatAsksForAnImageRunsInIt()
    {
        Rig rig;
        rig.start();
        rig.session("sesn_1", {{"isorun.image", "python:3.12"}});
        rig.session("sesn_2", {{"glovebox.image", "default"}});
        rig.session("sesn_3", {{"glovebox.image", rig.node.value()}});
        QCOMPARE(rig.guests.ran.size(), std::size_t{3});
        QCOMPARE(rig.sandboxOf("sesn_1").image, std::string("python:3.12"));
        QCOMPARE(rig.machine(rig.sandboxOf("sesn_1").id).image.id, std::optional(rig.python));
        QCOMPARE(rig.toldTo(rig.sandboxOf("sesn_1").id), std::optional(kPythonSetup));
        QCOMPARE(rig.sandboxOf("sesn_2").image, std::string("default"));
        QVERIFY(!rig.toldTo(rig.sandboxOf("sesn_2").id)); // as ever
        QCOMPARE(rig.sandboxOf("sesn_3").image, std::string("node:22"));
    }

    void anImageThatIsNotHereIsNamedInTheError()
    {
        Rig rig;
        rig.start();
        rig.session("sesn_1", {{"isorun.image", "ruby:3"}});
        const auto &view = rig.sessions.at(SessionId("sesn_1"));
        QVERIFY(view.state == SessionState::Failed);
        for (const char *part : {"isorun.image = 'ruby:3'", "default", "python:3.12", "node:22"})
            QVERIFY2(view.problem->detail.find(part) != std::string::npos, view.problem->detail.c_str());
        QCOMPARE(rig.plane.count("stop work_1"), 1); // a mistake, which stays one wherever it is tried
        const auto verdict = rig.engine->createSandbox({.name = "x", .image = "ruby:3"});
        QVERIFY(verdict.kind == Kind::Denied && verdict.reason.find("python:3.12") != std::string::npos);
    }

    void whileItsImageIsOpenedASandboxSaysSo()
    {
        Rig rig;
        rig.library.hold("open");
        rig.start();
        const auto id = rig.made("python:3.12");
        QVERIFY(rig.stateOf(id) == SandboxState::Creating);
        QCOMPARE(rig.view(id).operation, std::string("Opening the image python:3.12"));
        QVERIFY(rig.hypervisor.machines.empty());
        const auto stays = rig.engine->act(api::RemoveImage{rig.python});
        QVERIFY2(stays.reason.find(id.value()) != std::string::npos, stays.reason.c_str());
        rig.engine->destroySandbox(id);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Destroyed);
    }

    void anImageThatDoesNotOpenFailsTheSandboxWithItsReason()
    {
        Rig rig;
        rig.library.damage[rig.python] = "its root is shorter than it was";
        rig.start();
        const auto id = rig.made("python:3.12");
        QVERIFY(rig.stateOf(id) == SandboxState::Failed);
        QVERIFY(rig.view(id).problem->code == ErrorCode::ImageBroken);
        QVERIFY(rig.view(id).problem->detail.find("shorter") != std::string::npos);
    }

    void clonesOfTwoImagesComeFromTwoTemplates()
    {
        Rig rig;
        rig.start();
        const auto one = rig.made("python:3.12");
        const auto other = rig.made("node:22");
        const auto again = rig.made("python:3.12");
        QCOMPARE(rig.hypervisor.frozen, 2);
        QCOMPARE(rig.hypervisor.clones, 3);
        QCOMPARE(rig.view(one).base, rig.view(again).base);
        QVERIFY(rig.view(one).base != rig.view(other).base);
        QVERIFY(rig.templateOf("python:3.12") && rig.templateOf("node:22"));
        QCOMPARE(rig.templateOf("python:3.12")->clones, 2);
        QCOMPARE(rig.toldTo(rig.view(one).base->value()), std::optional(kPythonSetup)); // its build, too
        QCOMPARE(rig.toldTo(other), std::optional(kNodeSetup));
    }

    void anImageWithoutAShellIsClonedAllTheSame()
    {
        Rig rig;
        rig.guests.warmUpAnswer = ToolResult{"/bin/bash: no such file", true};
        rig.start();
        const auto id = rig.made("python:3.12");
        QVERIFY(rig.view(id).base);
        QVERIFY(rig.templateOf("python:3.12")->log.find("No shell to warm up") != std::string::npos);
        const auto builtIn = rig.made("default"); // ours has one, or something is wrong with it
        QVERIFY(!rig.view(builtIn).base);
    }

    void warmClonesAreOfTheBuiltInImage()
    {
        auto settings = testsupport::SnapshotRig::settings(4, {});
        settings.warm = 1;
        testsupport::EngineRig rig(settings);
        rig.hypervisor.canCloneAnswer = {};
        rig.library.put("python:3.12", Image{.id = ImageId("img-none")});
        rig.start();
        rig.pass(5s);
        rig.engine->createSandbox({.name = "p", .image = "python:3.12"});
        rig.pass(5s);
        QVERIFY(!rig.sandboxes.begin()->second.warm);
        rig.engine->createSandbox({.name = "d"});
        rig.pass(5s);
        const auto warm =
            std::ranges::find_if(rig.sandboxes, [](const auto &entry) { return entry.second.name == "d"; });
        QVERIFY(warm->second.warm);
    }

    void theSetupIsToldAgainAfterWaking()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.forgetWhatWasTold();
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QCOMPARE(rig.toldTo(id), std::optional(kPythonSetup));
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.crashAndStart(); // the next program, too
        QCOMPARE(rig.view(id).image, std::string("python:3.12"));
        rig.forgetWhatWasTold();
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.toldTo(id), std::optional(kPythonSetup));
        QCOMPARE(rig.machine(id).image.id, std::optional(rig.python));
    }

    void anAdoptedSandboxKeepsItsImage()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.forgetWhatWasTold();
        rig.crashAndFindAgain();
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.view(id).image, std::string("python:3.12"));
        QCOMPARE(rig.toldTo(id), std::optional(kPythonSetup));
    }

    void aStoppedSandboxIsBootedFromItsImage()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.losePowerAndStart();
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        rig.forgetWhatWasTold();
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(rig.machine(id).image.id, std::optional(rig.python));
        QCOMPARE(rig.toldTo(id), std::optional(kPythonSetup));
    }

    void forksAndRestoredSandboxesRunAsTheirOrigin()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        const auto snapshot = rig.snapshotOf(id, "before");
        rig.act(api::ForkSandbox{id, 1});
        rig.pass(2s);
        rig.engine->destroySandbox(id);
        rig.pass(1min);
        rig.crashAndStart();
        rig.act(api::RestoreAsNew{snapshot, 1, "again"});
        rig.pass(2s);
        const auto again =
            std::ranges::find_if(rig.sandboxes, [](const auto &entry) { return entry.second.name == "again"; });
        QVERIFY(again != rig.sandboxes.end());
        QCOMPARE(again->second.image, std::string("python:3.12"));
        QCOMPARE(rig.toldTo(again->first), std::optional(kPythonSetup));
    }

    void whatGoesBackToAnotherImagesSnapshotRunsAsThat()
    {
        Rig rig;
        rig.start();
        const auto python = rig.made("python:3.12");
        const auto snapshot = rig.snapshotOf(python);
        const auto node = rig.made("node:22");
        rig.act(api::RestoreInPlace{node, snapshot, false});
        rig.pass(2s);
        QVERIFY(rig.stateOf(node) == SandboxState::Running);
        QCOMPARE(rig.view(node).image, std::string("python:3.12"));
        QCOMPARE(rig.toldTo(node), std::optional(kPythonSetup));
        // Asleep, likewise.
        const auto other = rig.made("node:22", "other");
        rig.act(api::HibernateSandbox{other});
        rig.pass(1s);
        rig.act(api::RestoreInPlace{other, snapshot, false});
        rig.pass(1s);
        QCOMPARE(rig.view(other).image, std::string("python:3.12"));
        rig.engine->resumeSandbox(other);
        rig.pass(2s);
        QCOMPARE(rig.toldTo(other), std::optional(kPythonSetup));
    }

    void anImageThatASleepingSandboxNeedsIsNotRemoved()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QCOMPARE(rig.imageViews.at(rig.python.value()).sandboxes, 1);
        QCOMPARE(rig.imageViews.at(rig.python.value()).templates, 1);
        rig.crashAndStart();
        rig.pass(1s);
        QVERIFY(rig.library.count("open " + rig.python.value()) > 0); // locked before anything could be removed
        const auto verdict = rig.engine->act(api::RemoveImage{rig.python});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find(id.value()) != std::string::npos, verdict.reason.c_str());
        QVERIFY2(verdict.reason.find("template tpl-") != std::string::npos, verdict.reason.c_str());
        rig.engine->destroySandbox(id);
        rig.pass(1min);
        rig.act(api::DeleteTemplate{rig.hypervisor.store().templatesOnDisk.empty()
                                        ? TemplateId("none")
                                        : TemplateId(rig.hypervisor.store().templatesOnDisk.begin()->first)});
        rig.pass(1s);
        QVERIFY(rig.engine->act(api::RemoveImage{rig.node}).kind == Kind::Accepted);
    }

    void aSnapshotKeepsItsImageAndIsNamed()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        const auto snapshot = rig.snapshotOf(id, "clean");
        rig.engine->destroySandbox(id);
        rig.pass(1min);
        QCOMPARE(rig.imageViews.at(rig.python.value()).snapshots, 1);
        QCOMPARE(rig.imageViews.at(rig.python.value()).sandboxes, 0);
        const auto verdict = rig.engine->act(api::RemoveImage{rig.python});
        QVERIFY2(verdict.reason.find("clean (" + snapshot.value() + ")") != std::string::npos, verdict.reason.c_str());
    }

    void nothingIsCollectedBeforeWhatIsOnDiskHasItsImageOpen()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.library.hold("open");
        rig.crashAndStart();
        QVERIFY(rig.engine->act(api::CollectImages{}).kind == Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(rig.library.count("collect"), 0);
    }

    void aTemplateOfAnImageIsLoadedByTheNextProgramAndGoesWithItsImage()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.engine->destroySandbox(id);
        rig.pass(1min);
        rig.crashAndStart();
        rig.made("python:3.12");
        QCOMPARE(rig.hypervisor.frozen, 1); // loaded, not built
        for (const auto &[each, view] : std::map(rig.sandboxes))
            rig.engine->destroySandbox(each);
        rig.pass(1min);
        std::erase_if(rig.library.images, [&](const auto &image) { return image.id == rig.python; });
        rig.crashAndStart();
        rig.pass(10s);
        QVERIFY(rig.hypervisor.store().templatesOnDisk.empty());
    }

    void anImageThatIsGoneLeavesItsSandboxAsleepAndSaysSo()
    {
        Rig rig;
        rig.start();
        const auto id = rig.made("python:3.12");
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        std::erase_if(rig.library.images, [&](const auto &image) { return image.id == rig.python; });
        rig.crashAndStart();
        rig.engine->resumeSandbox(id);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY2(rig.view(id).problem->detail.find(rig.python.value()) != std::string::npos,
                 rig.view(id).problem->detail.c_str());
    }

    void anImagesOwnProgramRunsWhenThatIsAskedFor()
    {
        Rig rig;
        Image image{.id = ImageId("img-none")};
        image.config.entrypoint = {"/bin/server", "--port"};
        image.config.command = {"80 80"};
        rig.library.put("server", image);
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return testsupport::FakeExec{"listening\n", {}, ports::ExecEnd{3}, 1min};
        };
        rig.start();
        rig.made("server"); // nobody asked
        QVERIFY(rig.guests.executed.empty());
        rig.engine->createSandbox({.name = "web", .image = "server", .startImageCommand = true});
        rig.pass(2s);
        QCOMPARE(rig.guests.executed.size(), std::size_t{1});
        const auto sandbox = rig.guests.executed.front().first;
        QCOMPARE(rig.guests.executed.front().second.arguments,
                 (std::vector<std::string>{"/bin/server", "--port", "80 80"}));
        QVERIFY(rig.engine->pauseSandbox(SandboxId(sandbox)).kind == Kind::Accepted); // it keeps nobody awake
        rig.pass(2min);
        const auto &log = rig.sandboxLogs[sandbox];
        QVERIFY2(log.find("starting /bin/server") != std::string::npos, log.c_str());
        QVERIFY2(log.find("listening") != std::string::npos && log.find("ended with status 3") != std::string::npos,
                 log.c_str());
    }

    void anEnvironmentTooLargeToBeKeptIsRefused()
    {
        Rig rig;
        rig.add("huge", {{{"X", std::string(kSetupBytesMax, 'x')}}, "", ""});
        rig.start();
        const auto id = rig.made("huge");
        QVERIFY(rig.stateOf(id) == SandboxState::Failed);
        QVERIFY(rig.view(id).problem->code == ErrorCode::TooLarge);
    }
};

QTEST_GUILESS_MAIN(TestImageSandboxes)
#include "tst_image_sandboxes.moc"
