// Clones that are kept warm of templates that somebody defined: which, how many, who gets them, and what becomes of
// them when there is a new version.
#include "tests/support/template_pool_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::TemplatePoolRig;
using Kind = api::Verdict::Kind;

namespace {

std::string definition(const std::string &name, const std::string &command, int warm)
{
    return "name = \"" + name + "\"\nwarm = " + std::to_string(warm) +
           "\nfrom = { image = \"base\" }\n[[step]]\nrun = \"" + command + "\"\n";
}

/// As the engine joins the two.
struct Rig : TemplatePoolRig {
    Rig() : TemplatePoolRig({.size = {}, .capacity = 4, .buildTemplates = false}, ByteCount::gib(8))
    {
        warmOf = [this](const SnapshotId &version) {
            return pool.warm().ready(version);
        };
        library->onChanged([this] {
            std::vector<engine::WarmWish> wishes;
            for (const auto &[name, current] : library->allCurrent())
                if (current.warm > 0)
                    wishes.push_back({current.snapshot, current.size, current.warm});
            pool.warm().setWishes(std::move(wishes));
        });
        pool.warm().onShown([this] { library->refresh(); });
        openPool();
    }
    ~Rig() { pool.warm().onShown(nullptr); }

    SnapshotId buildOf(const std::string &name, const std::string &command, int warm)
    {
        save(definition(name, command, warm));
        buildAndWait(name);
        clock.advance(1s);
        return library->current(name)->snapshot;
    }
    SandboxId start(const std::string &name)
    {
        const auto current = *library->current(name);
        return pool.create("mine", current.size, {},
                           {.image = {}, .askedBy = {}, .base = name + ", version 1", .version = current.snapshot});
    }
    int ready(const SnapshotId &version) { return pool.warm().ready(version); }
};

} // namespace

class TestWarmTemplates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asManyAsTheDefinitionSaysStandReady()
    {
        Rig rig;
        const auto version = rig.buildOf("tools", "true", 2);
        QCOMPARE(rig.ready(version), 2);
        QCOMPARE(rig.hypervisor.spreads, 1); // for both
        QCOMPARE(rig.views.at("tools").warm, 2);
        QCOMPARE(rig.views.at("tools").warmMax, 2);
        QVERIFY(rig.shown.empty()); // nobody's sandboxes
    }

    void aSandboxTakesOneAtOnceAndAnotherIsMade()
    {
        Rig rig;
        const auto version = rig.buildOf("tools", "true", 1);
        rig.guests.bootTime = 1h; // of whoever has to be started
        const auto id = rig.start("tools");
        rig.clock.advance(0ms);
        const auto &view = rig.shown.at(id);
        QVERIFY(view.state == SandboxState::Running);
        QVERIFY(view.warm);
        QCOMPARE(view.madeFrom, std::string("tools, version 1"));
        const auto told = std::ranges::find(rig.guests.hostnames, id.value());
        QVERIFY(told != rig.guests.hostnames.end());
        QVERIFY(rig.guests.setups.at(static_cast<std::size_t>(told - rig.guests.hostnames.begin())).has_value());
        QCOMPARE(rig.ready(version), 0);
        rig.guests.bootTime = 0ms;
        rig.clock.advance(2h);
        QCOMPARE(rig.ready(version), 1);
        QCOMPARE(rig.hypervisor.spreads, 1);
    }

    void theirShellsBeginAsTheTemplatesProgramsDo()
    {
        Rig rig;
        rig.buildOf("tools", "true", 1);
        const auto warm = std::ranges::find_if(rig.guests.hostnames,
                                               [](const std::string &name) { return name.starts_with("warm-"); });
        QVERIFY(warm != rig.guests.hostnames.end());
        const auto &setup = rig.guests.setups.at(static_cast<std::size_t>(warm - rig.guests.hostnames.begin()));
        QVERIFY(setup && setup->environment == rig.imageSetup->environment);
    }

    void aNewVersionTakesThePlaceOfTheOld()
    {
        Rig rig;
        const auto first = rig.buildOf("tools", "one", 2);
        QCOMPARE(rig.ready(first), 2);
        const auto templates = rig.hypervisor.templates;
        const auto second = rig.buildOf("tools", "two", 1);
        QVERIFY(first != second);
        QCOMPARE(rig.ready(first), 0);
        QCOMPARE(rig.ready(second), 1);
        QCOMPARE(rig.hypervisor.templates, templates); // the old one's memory is given back
        QVERIFY(rig.library->act(api::UseTemplateVersion{"tools", 1}).kind == Kind::Accepted);
        rig.clock.advance(1s);
        QCOMPARE(rig.ready(second), 0);
        QCOMPARE(rig.ready(first), 2);
    }

    void theyAreKeptWithinWhatTheHostHas()
    {
        Rig rig;
        const auto size = engine::Admission::memoryFor(MachineSize{});
        const auto room = rig.pool.admission().memoryForAll();
        QVERIFY(room.has_value());
        const int fit = static_cast<int>(room->value / size.value);
        const auto version = rig.buildOf("tools", "true", 64);
        QVERIFY(fit < 64);
        QCOMPARE(rig.ready(version), fit);
        QCOMPARE(rig.views.at("tools").warmMax, 64);
        // One that is asked for takes one of them over; the others stay.
        const auto id = rig.start("tools");
        rig.clock.advance(1s);
        QVERIFY(rig.shown.at(id).warm);
        QCOMPARE(rig.ready(version), fit - 1);
    }

    void severalTemplatesHaveEachTheirOwn()
    {
        Rig rig;
        const auto a = rig.buildOf("a", "one", 1);
        const auto b = rig.buildOf("b", "two", 2);
        QCOMPARE(rig.ready(a), 1);
        QCOMPARE(rig.ready(b), 2);
        const auto id = rig.start("b");
        rig.clock.advance(1s);
        QVERIFY(rig.shown.at(id).warm);
        QCOMPARE(rig.ready(a), 1);
        QCOMPARE(rig.ready(b), 2);
    }

    void whatCannotBeSpreadIsTriedAgainAndSandboxesStartWithout()
    {
        Rig rig;
        rig.hypervisor.spreadFault = Error{ErrorCode::OutOfMemory, "no memory"};
        const auto version = rig.buildOf("tools", "true", 1);
        QCOMPARE(rig.ready(version), 0);
        const auto id = rig.start("tools");
        rig.clock.advance(1s);
        QVERIFY(rig.shown.at(id).state == SandboxState::Running);
        QVERIFY(!rig.shown.at(id).warm);
        rig.hypervisor.spreadFault.reset();
        rig.clock.advance(2min);
        QCOMPARE(rig.ready(version), 1);
    }

    void withAVersionThatGoesItsClonesGo()
    {
        Rig rig;
        const auto version = rig.buildOf("tools", "true", 2);
        QVERIFY(rig.library->act(api::DeleteTemplateVersion{"tools", 1}).kind == Kind::Accepted);
        rig.clock.advance(1s);
        QCOMPARE(rig.ready(version), 0);
        QVERIFY(rig.hypervisor.machines.empty());
        QVERIFY(!rig.hypervisor.store().snapshotsOnDisk.contains(version.value()));
        QCOMPARE(rig.views.at("tools").warmMax, 0);
        const auto next = rig.buildOf("tools", "two", 1);
        QCOMPARE(rig.ready(next), 1);
        QVERIFY(rig.library->act(api::ForgetTemplate{"tools"}).kind == Kind::Accepted);
        rig.clock.advance(1s);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void withThePoolTheyEnd()
    {
        Rig rig;
        rig.buildOf("tools", "true", 2);
        bool closed = false;
        rig.pool.closeAll([&](const auto &) { closed = true; });
        rig.clock.advance(1min);
        QVERIFY(closed);
        QVERIFY(rig.hypervisor.machines.empty());
    }
};

QTEST_GUILESS_MAIN(TestWarmTemplates)
#include "tst_warm_templates.moc"
