// Sandboxes, templates and snapshots in words. Tables, because a changed word should be a visible line of a review.
#include "app/format/ends.h"
#include "app/format/quantities.h"
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
    void aQueuedOneSaysItsPlaceAndWhatItWaitsFor();
    void anEndSaysWhyAndWhatWasUsed();
    void costsAndTimesOfOnesOwnAreNotRoundedAway();
    void whatIsPromisedIsOneSentence();
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
    QCOMPARE(shownLook(look(Stopped)), "Stopped|neutral|square");
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
             QStringLiteral("paused after 1 min, never hibernated, destroyed after 1 d"));
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

void MachinesTest::aQueuedOneSaysItsPlaceAndWhatItWaitsFor()
{
    api::SandboxView view{.id = domain::SandboxId("sbx-1")};
    view.queuePosition = 3;
    view.waitsFor = "memory: needs 2.1 GiB, 0.4 GiB is free";
    QCOMPARE(queuedInShort(view), QStringLiteral("no. 3, for memory"));
    QCOMPARE(queuedInFull(view),
             QStringLiteral("2 wait before it. It waits for memory: needs 2.1 GiB, 0.4 GiB is free."));
    view.queuePosition = 1;
    view.waitsFor.clear();
    QCOMPARE(queuedInShort(view), QStringLiteral("next, for a slot"));
    QCOMPARE(queuedInFull(view), QStringLiteral("It is next."));
    view.state = domain::SandboxState::Running;
    QCOMPARE(queuedInShort(view) + queuedInFull(view), QString());
}

void MachinesTest::anEndSaysWhyAndWhatWasUsed()
{
    api::SandboxEnd end{.cause = domain::EndCause::IdleTimer, .detail = "idle for 7 days"};
    QCOMPARE(endInFull(end), QStringLiteral("Idle for 7 days."));
    end.detail.clear();
    QCOMPARE(endInFull(end), QStringLiteral("Nobody used it, and its idle timer ran out."));
    end.meter = {.running = 12min, .paused = 3min, .cpuTime = 3200ms, .memoryPeak = ByteCount::mib(310)};
    QCOMPARE(usedInShort(end.meter, 400), QStringLiteral("ran 12 min, 3.20 s CPU, 310 MiB at most, $0.0004"));
    QCOMPARE(timesInFull(end.meter), QStringLiteral(u"12\u00a0min\u00a0running, 3\u00a0min\u00a0paused"));
    QCOMPARE(costInFull(12'300, "2026-11-01"), QStringLiteral("$0.0123 at the prices of 2026-11-01"));
    QSet<QString> all;
    for (const domain::EndCause cause : domain::kEndCauses)
        all += look(cause).word;
    QCOMPARE(all.size(), qsizetype(domain::kEndCauses.size())); // each has a word of its own
}

void MachinesTest::costsAndTimesOfOnesOwnAreNotRoundedAway()
{
    QCOMPARE(microDollars(0), QStringLiteral("$0"));
    QCOMPARE(microDollars(1), QStringLiteral("under $0.0001"));
    QCOMPARE(microDollars(999'949), QStringLiteral("$0.9999"));
    QCOMPARE(microDollars(4'310'000), QStringLiteral("$4.31"));
    QCOMPARE(exactly(90s), QStringLiteral("1 min 30 s"));
    QCOMPARE(exactly(36h), QStringLiteral("1 d 12 h"));
    QCOMPARE(exactly(1500ms), QStringLiteral("1 s 500 ms"));
}

void MachinesTest::whatIsPromisedIsOneSentence()
{
    api::HostView host;
    QCOMPARE(promised(host), QString());
    host.memoryPromised = ByteCount::gib(5);
    host.memoryForSandboxes = ByteCount::gib(29);
    host.vcpusPromised = 10;
    host.vcpusForSandboxes = 64;
    host.diskFree = ByteCount::gib(100);
    host.diskReserved = ByteCount::mib(512);
    QCOMPARE(promised(host),
             QStringLiteral("Sandboxes with a slot may come to need 5 / 29 GiB of the memory and 10 of 64 "
                            "vCPUs that this host has for them. 100 GiB of disk are free; nothing new "
                            "starts below 512 MiB."));
}

QTEST_GUILESS_MAIN(MachinesTest)
#include "machines_test.moc"
