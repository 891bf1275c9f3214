// Sandboxes, templates and snapshots in words. Tables, because a changed word should be a visible line of a review.
#include "app/format/sandboxes.h"
#include "app/format/snapshots.h"
#include "app/format/states.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::format;
using namespace std::chrono_literals;

namespace {

QByteArray shownLook(const StateLook &state)
{
    return (state.word + QLatin1Char('|') + word(state.tone) + QLatin1Char('|') + symbol(state.shape)).toUtf8();
}

} // namespace

class MachinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sandboxStates();
    void templateStates();
    void snapshotStates();
    void theIdleLadderInWords();
    void diskIsToldByWhatHoldsIt();
    void whatASandboxCameFromInWords();
};

void MachinesTest::sandboxStates()
{
    using enum domain::SandboxState;
    QCOMPARE(shownLook(look(Queued)), "Queued|progress|clock");
    QCOMPARE(shownLook(look(Creating)), "Creating|progress|arc");
    QCOMPARE(shownLook(look(Running)), "Running|live|disc");
    QCOMPARE(shownLook(look(Paused)), "Paused|parked|bars");
    QCOMPARE(shownLook(look(Restoring)), "Restoring|progress|arc-back");
    QCOMPARE(shownLook(look(Hibernating)), "Hibernating|progress|arc-crescent");
    QCOMPARE(shownLook(look(Hibernated)), "Hibernated|parked|crescent");
    QCOMPARE(shownLook(look(Resuming)), "Resuming|progress|arc-play");
    QCOMPARE(shownLook(look(Failed)), "Failed|failed|octagon-cross");
    QCOMPARE(shownLook(look(Destroying)), "Destroying|progress|arc-slash");
    QCOMPARE(shownLook(look(Destroyed)), "Destroyed|neutral|circle-slash");
    api::SandboxView busy{.id = domain::SandboxId("sbx-1")};
    busy.state = Running;
    busy.busyWith = "bash";
    QCOMPARE(shownLook(look(busy)), "Running · busy|live|disc-in-ring");
    QCOMPARE(shownLook(look(SandboxRequest::Pause)), "Pausing…|progress|arc-bars");
    QCOMPARE(shownLook(look(SandboxRequest::Resume)), "Resuming…|progress|arc-play");
    QCOMPARE(shownLook(look(SandboxRequest::Hibernate)), "Hibernating…|progress|arc-crescent");
    QCOMPARE(shownLook(look(SandboxRequest::Destroy)), "Destroying…|progress|arc-slash");
}

void MachinesTest::templateStates()
{
    api::TemplateView base{.id = domain::TemplateId("tpl-1")};
    const auto in = [&](domain::TemplateState state, const char *step = "") {
        base.state = state;
        base.step = step;
        return shownLook(look(base));
    };
    QCOMPARE(in(domain::TemplateState::Building, "Waiting"), "Building|progress|arc");
    QCOMPARE(buildStep(base), QStringLiteral("waits for its turn"));
    QCOMPARE(in(domain::TemplateState::Building, "Booting"), "Building 1/2|progress|arc");
    QCOMPARE(buildStep(base), QStringLiteral("boots a machine"));
    QCOMPARE(in(domain::TemplateState::Building, "Freezing"), "Building 2/2|progress|arc");
    QCOMPARE(buildStep(base), QStringLiteral("freezes memory and disk"));
    QCOMPARE(in(domain::TemplateState::Ready, "Freezing"), "Ready|live|check-circle");
    QCOMPARE(buildStep(base), QString());
    QCOMPARE(in(domain::TemplateState::Failed), "Failed|failed|octagon-cross");
    QCOMPARE(in(domain::TemplateState::Gone), "Given up|neutral|circle-slash");
    QCOMPARE(warmClones(base), QString());
    base.warmMax = 2;
    QCOMPARE(warmClones(base), QStringLiteral("0 of 2"));
}

void MachinesTest::snapshotStates()
{
    api::SnapshotView view{
        .id = domain::SnapshotId("snap-1"), .sandbox = domain::SandboxId("sbx-1"), .base = domain::TemplateId("tpl-1")};
    const auto in = [&](domain::SnapshotState state) {
        view.state = state;
        return shownLook(look(view));
    };
    using enum domain::SnapshotState;
    QCOMPARE(in(Taking), "Creating|progress|arc");
    QCOMPARE(snapshotStep(view), QStringLiteral("begins"));
    view.progress = 0.42;
    QCOMPARE(in(Taking), "Creating 42%|progress|arc");
    QCOMPARE(in(Ready), "Ready|neutral|diamond");
    QCOMPARE(in(Failed), "Failed|failed|octagon-cross");
    QCOMPARE(in(Deleting), "Deleting|progress|arc-slash");
    QCOMPARE(in(Gone), "Deleted|neutral|circle-slash");
    QCOMPARE(stoodStill(view), QString());
    view.stopped = 6050us;
    QCOMPARE(stoodStill(view), QStringLiteral("6.0 ms"));
    view.method = "stop and copy";
    QCOMPARE(stoodStill(view), QStringLiteral("6.0 ms, by stop and copy"));
    QCOMPARE(snapshotTitle(view), QStringLiteral("snap-1"));
    view.name = "tests green\nand more";
    QCOMPARE(snapshotTitle(view), QStringLiteral("tests green"));
}

void MachinesTest::theIdleLadderInWords()
{
    api::SandboxView view{.id = domain::SandboxId("sbx-1")};
    view.state = domain::SandboxState::Running;
    const WallTime now{std::chrono::milliseconds{1'000'000}};
    QCOMPARE(whatItDoes(view, now), QString());
    view.nextStep = domain::IdleStep::Hibernate;
    view.nextStepAt = now + 40s;
    QCOMPARE(whatItDoes(view, now), QStringLiteral("hibernates in 40 s"));
    QCOMPARE(nextOfLadder(view, now + 50s), QStringLiteral("hibernates in 0 s")); // late, never negative
    view.nextStep = domain::IdleStep::Destroy;
    QCOMPARE(nextOfLadder(view, now), QStringLiteral("is destroyed in 40 s"));
    QCOMPARE(ladderInWords({1min, {}, 24h}, false),
             QStringLiteral("paused after 1 min, never hibernated, destroyed after 1 d 0 h"));
    QVERIFY(ladderInWords({1min, {}, 24h}, true).endsWith(QStringLiteral("never destroyed"))); // kept
    view.operation = "Taking a snapshot";
    QCOMPARE(operationBadge(view), QStringLiteral("snapshotting"));
    view.progress = 0.42;
    QCOMPARE(operationBadge(view), QStringLiteral("snapshotting 42%"));
}

void MachinesTest::diskIsToldByWhatHoldsIt()
{
    api::HostView host;
    QCOMPARE(diskTotals(host), QString());
    host.diskSnapshots = ByteCount::mib(694);
    host.diskHibernated = ByteCount::mib(183);
    QCOMPARE(diskTotals(host), QStringLiteral("877 MiB on disk: snapshots 694 MiB, hibernated 183 MiB"));
}

void MachinesTest::whatASandboxCameFromInWords()
{
    api::SandboxView view{.id = domain::SandboxId("sbx-1")};
    QCOMPARE(originInFull(view), QString());
    view.bootTime = 2500ms;
    QCOMPARE(originInFull(view), QStringLiteral("Booted from the image, not cloned"));
    view.base = domain::TemplateId("tpl-4f2a91");
    QCOMPARE(originInFull(view), QStringLiteral("Clone of tpl-4f2a91"));
    view.warm = true;
    QCOMPARE(originInFull(view), QStringLiteral("Warm clone of tpl-4f2a91"));
    QCOMPARE(size({.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)}),
             QStringLiteral("2 vCPU · 512 MiB · 8 GiB disk"));
}

QTEST_GUILESS_MAIN(MachinesTest)
#include "machines_test.moc"
