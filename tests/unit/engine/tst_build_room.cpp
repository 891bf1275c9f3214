// A template's build starts its machine when the host has room for it beside the sandboxes, and what that machine takes
// is promised to nobody else.
#include "tests/support/template_pool_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::DefinedTemplateState;
using testsupport::FakeExec;
using testsupport::TemplatePoolRig;

namespace {

constexpr ByteCount kReserve = ByteCount::gib(1);

struct Rig : TemplatePoolRig {
    /// `clones`: its sandboxes are some, so that they can be written down.
    explicit Rig(ByteCount available = ByteCount::gib(8), bool clones = false)
        : TemplatePoolRig({.size = {}, .capacity = 4, .buildTemplates = clones, .memoryReserve = kReserve}, available)
    {
        room = [this](const MachineSize &size) {
            return pool.takeRoom(size);
        };
        openPool();
    }

    /// Its one step goes on until the test ends.
    void buildForEver(const std::string &memory)
    {
        guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            FakeExec answer;
            answer.goesOn = true;
            return answer;
        };
        save("name = \"tools\"\nfrom = { image = \"base\" }\n[machine]\nvcpus = 1\nmemory = \"" + memory +
             "\"\ndisk = \"1GiB\"\n[[step]]\nrun = \"wait\"\n");
        build("tools");
        clock.advance(1s);
    }
    SandboxId sandbox(ByteCount memory)
    {
        const auto id = pool.create("mine", {1, memory, ByteCount::gib(1)});
        clock.advance(1s);
        return id;
    }
    /// The engine has it look at its host every few seconds.
    void pass()
    {
        for (int second = 0; second < 20; ++second) {
            pool.lookAtHost();
            clock.advance(1s);
        }
    }
    SandboxState stateOf(const SandboxId &id) { return shown.at(id).state; }
    long waited(const std::string &forWhat)
    {
        return std::ranges::count_if(views.at("tools").log,
                                     [&](const auto &line) { return line.text.starts_with("Waiting for " + forWhat); });
    }
};

} // namespace

class TestBuildRoom : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBuildWaitsUntilTheHostHasMemory()
    {
        Rig rig(ByteCount::mib(512));
        rig.buildForEver("512MiB");
        rig.pass();
        QVERIFY(rig.hypervisor.machines.empty());
        QVERIFY(rig.views.at("tools").state == DefinedTemplateState::Building);
        QCOMPARE(rig.waited("memory: the host has 0.5 GiB left"), 1L);
        rig.facts.available = ByteCount::gib(8);
        rig.pass();
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
    }

    void oneThatWaitsCanBeCancelled()
    {
        Rig rig(ByteCount::mib(512));
        rig.buildForEver("512MiB");
        rig.library->act(api::CancelTemplateBuild{"tools"});
        rig.facts.available = ByteCount::gib(8);
        rig.pass();
        QVERIFY(rig.hypervisor.machines.empty());
        QVERIFY(rig.views.at("tools").state == DefinedTemplateState::Draft);
    }

    void whatItsMachineTakesIsNotPromisedToSandboxes()
    {
        Rig rig;
        rig.buildForEver("8GiB");
        const auto id = rig.sandbox(ByteCount::gib(8));
        QVERIFY(rig.stateOf(id) == SandboxState::Queued);
        QVERIFY(rig.shown.at(id).waitsFor.starts_with("memory: needs"));
        rig.library->act(api::CancelTemplateBuild{"tools"});
        rig.pass();
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void itTakesNoSlotOfTheirs()
    {
        Rig rig;
        rig.buildForEver("512MiB");
        for (int i = 0; i < 4; ++i)
            QVERIFY(rig.stateOf(rig.sandbox(ByteCount::mib(512))) == SandboxState::Running);
        QVERIFY(rig.stateOf(rig.sandbox(ByteCount::mib(512))) == SandboxState::Queued);
    }

    void itDoesNotOvertakeASandboxThatWaitsForMemory()
    {
        Rig rig;
        rig.sandbox(ByteCount::gib(10));
        const auto second = rig.sandbox(ByteCount::gib(10));
        QVERIFY(rig.stateOf(second) == SandboxState::Queued);
        rig.buildForEver("512MiB");
        rig.pass();
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1});
        QCOMPARE(rig.waited("its turn: sandboxes wait for the same"), 1L);
        rig.pool.destroy(second, {ErrorCode::Cancelled, "the operator ended it"});
        rig.pass();
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{2});
    }

    void sandboxesThatNobodyUsesMakeRoomForIt()
    {
        Rig rig(ByteCount::gib(8), true);
        const auto id = rig.sandbox(ByteCount::gib(10));
        rig.pass();
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.buildForEver("8GiB");
        rig.pass();
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QCOMPARE(rig.hypervisor.machines.size(), std::size_t{1}); // the build's
    }

    void oneThatNeverFitsFailsAndSaysWhy()
    {
        Rig rig;
        rig.buildForEver("100GiB");
        const auto &tools = rig.views.at("tools");
        QVERIFY(tools.state == DefinedTemplateState::Failed);
        QVERIFY2(tools.problem &&
                     tools.problem->detail.find("this host has 15.0 GiB for sandboxes") != std::string::npos,
                 tools.problem ? tools.problem->detail.c_str() : "no problem");
    }
};

QTEST_GUILESS_MAIN(TestBuildRoom)
#include "tst_build_room.moc"
