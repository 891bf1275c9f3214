// Snapshots of a real guest at work: what runs in it and what it wrote goes on in every child. One template for all.
#include "tests/vm/guest_fixture.h"
#include "tests/vm/snapshot_fixture.h"

#include <QRegularExpression>

#include <algorithm>
#include <map>

using namespace glovebox;
using namespace glovebox::test;
using ports::AfterSnapshot;

namespace {

constexpr ByteCount kMemory = ByteCount::mib(256);

/// Counts in memory and in a file, ten times a second, until the end.
constexpr const char *kCounting = "(i=0; while :; do i=$((i+1)); echo $i >> counted; echo $i > /dev/shm/now; "
                                  "sleep 0.1; done) > /dev/null 2>&1 & echo $! > pid; echo started";
/// "on", when it counts on and has left out nothing.
constexpr const char *kCountsOn =
    "kill -0 $(cat pid) || echo dead; a=$(cat /dev/shm/now); sleep 0.5; b=$(cat /dev/shm/now); "
    "awk '$1 != NR {bad=1} END {print bad ? \"gaps\" : \"whole\"}' counted; [ $b -gt $a ] && echo on";
const auto kFine = QStringLiteral("whole\non");

/// The guest's kernel has complained about nothing.
bool content(const RunningGuest &guest)
{
    static const QRegularExpression complaint(QStringLiteral("i/o error|ext4.*error|corrupt|stall|BUG|Oops"),
                                              QRegularExpression::CaseInsensitiveOption);
    const auto console = QString::fromStdString(guest.machine->consoleTail());
    if (!complaint.match(console).hasMatch())
        return true;
    qWarning("%s", qPrintable(console));
    return false;
}

} // namespace

class TestGuestSnapshots : public QObject {
    Q_OBJECT

    GuestFixture m_guest; // its hypervisor, and the machine that becomes the template
    TemplatePtr m_base;

    VmFixture &vm() { return m_guest.vm(); }

    bool start(RunningGuest &guest, ports::MachineSpec spec)
    {
        const auto name = spec.sandbox.value();
        auto started = vm().start(std::move(spec));
        if (!started)
            qWarning("%s", describe(started.error()).c_str());
        return started && guest.greet(*std::move(started), name);
    }

    static SnapshotPtr snapshotOf(RunningGuest &guest, const char *id, AfterSnapshot after = AfterSnapshot::GoOn)
    {
        guest.bash("sync");
        auto made = taken(*guest.machine, originOf(id), after);
        if (!made)
            qWarning("%s", describe(made.error()).c_str());
        else
            qInfo("%s: stopped %lld us, memory %llu KiB, disk %llu KiB", id,
                  static_cast<long long>((*made)->facts().stopped.count()),
                  static_cast<unsigned long long>((*made)->facts().memory.value >> 10),
                  static_cast<unsigned long long>((*made)->facts().disk.value >> 10));
        return made ? *made : nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto spec = guestSpec("tpl-guest", kMemory);
        spec.freezable = true;
        QVERIFY(m_guest.boot(std::move(spec)));
        QCOMPARE(m_guest.bash("echo before > kept; sync; cat kept"), QStringLiteral("before"));
        m_guest.link.reset();
        auto frozen = vm().freeze(std::move(m_guest.machine));
        QVERIFY2(frozen, frozen ? "" : describe(frozen.error()).c_str());
        m_base = *frozen;
    }

    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(vm().clean(), kPatienceMs);
        auto &store = vm().hypervisor->store();
        for (const auto &each : store.snapshots())
            QVERIFY(
                VmFixture::answered([&](auto done) { return store.removeSnapshot(each.origin.id, std::move(done)); }));
        QCOMPARE(storedIn(vm(), "snapshots"), QStringList());
        QCOMPARE(storedIn(vm(), "layers"), QStringList());
    }

    void whatRunsInAGuestGoesOnInThreeGenerations()
    {
        auto guest = std::make_unique<RunningGuest>();
        QVERIFY(start(*guest, cloneSpec("sbx-first", m_base)));
        QCOMPARE(guest->bash(kCounting), QStringLiteral("started"));
        for (const char *generation : {"one", "two", "three"}) {
            guest->bash("sleep 0.5; head -c 5M /dev/urandom > /dev/shm/" + std::string(generation));
            const auto snapshot = snapshotOf(*guest, (std::string("snap-") + generation).c_str());
            QVERIFY(snapshot);
            QCOMPARE(guest->bash(kCountsOn), kFine); // the parent
            guest->link.reset();
            guest.reset(); // its children do not need it
            guest = std::make_unique<RunningGuest>();
            QVERIFY(start(*guest, restoreSpec((std::string("sbx-") + generation).c_str(), snapshot)));
            QCOMPARE(guest->bash(kCountsOn), kFine);
            QVERIFY(content(*guest));
            QCOMPARE(guest->bash("cat kept; hostname; wc -c < /dev/shm/" + std::string(generation)),
                     QStringLiteral("before\nsbx-%1\n5242880").arg(QString::fromLatin1(generation)));
        }
        guest->link.reset();
    }

    void aTreeOfForksGoesItsOwnWays()
    {
        RunningGuest parent;
        QVERIFY(start(parent, cloneSpec("sbx-root", m_base)));
        QCOMPARE(parent.bash(kCounting), QStringLiteral("started"));
        QCOMPARE(parent.bash("echo root > mine; head -c 30M /dev/urandom > bulk; sha1sum bulk > sum; sha1sum -c sum"),
                 QStringLiteral("bulk: OK"));
        const auto snapshot = snapshotOf(parent, "snap-root");
        QVERIFY(snapshot);
        const auto spread = spreadOf(vm(), snapshot);
        QVERIFY2(spread, spread ? "" : describe(spread.error()).c_str());
        std::array<RunningGuest, 3> children;
        QVERIFY(start(children[0], cloneSpec("sbx-child-0", *spread)));
        QVERIFY(start(children[1], cloneSpec("sbx-child-1", *spread)));
        QVERIFY(start(children[2], restoreSpec("sbx-child-2", snapshot)));
        for (std::size_t i = 0; i < children.size(); ++i)
            QCOMPARE(children[i].bash("cat mine; sha1sum -c sum; echo child-" + std::to_string(i) +
                                      " | tee mine > /dev/shm/mine; sync"),
                     QStringLiteral("root\nbulk: OK"));
        QCOMPARE(parent.bash("cat mine; test -e /dev/shm/mine || echo none"), QStringLiteral("root\nnone"));

        // A fork of a fork: of one that shares its memory, and of one that was given a delta.
        for (const std::size_t of : {std::size_t{0}, std::size_t{2}}) {
            const auto id = "snap-child-" + std::to_string(of);
            const auto second = snapshotOf(children[of], id.c_str());
            QVERIFY(second);
            RunningGuest grandchild;
            QVERIFY(start(grandchild, restoreSpec(("sbx-grand-" + std::to_string(of)).c_str(), second)));
            QCOMPARE(grandchild.bash("cat mine /dev/shm/mine; sha1sum -c sum"),
                     QStringLiteral("child-%1\nchild-%1\nbulk: OK").arg(of));
            QCOMPARE(grandchild.bash(kCountsOn), kFine);
            grandchild.link.reset();
        }
        for (std::size_t i = 0; i < children.size(); ++i) {
            QCOMPARE(children[i].bash("cat mine"), QStringLiteral("child-%1").arg(i));
            QCOMPARE(children[i].bash(kCountsOn), kFine);
            QVERIFY(content(children[i]));
            children[i].link.reset();
        }
        QCOMPARE(parent.bash(kCountsOn), kFine);
        parent.link.reset();
    }

    void forksArePutRightAndShareNoRandomNumbers()
    {
        RunningGuest parent;
        QVERIFY(start(parent, cloneSpec("sbx-random", m_base)));
        QCOMPARE(parent.bash("echo $RANDOM > /dev/null; echo warm"), QStringLiteral("warm"));
        const auto snapshot = snapshotOf(parent, "snap-random");
        QVERIFY(snapshot);
        const auto numbers = QStringLiteral("head -c 16 /dev/urandom | od -An -tx1; cat /proc/sys/kernel/random/uuid; "
                                            "bash -c 'echo $RANDOM $RANDOM $RANDOM'; cat /etc/machine-id");
        QStringList seen = parent.bash(numbers.toStdString()).split(QLatin1Char('\n'));
        QCOMPARE(seen.size(), 4);
        for (const char *name : {"sbx-fork-0", "sbx-fork-1"}) {
            RunningGuest fork;
            QVERIFY(start(fork, restoreSpec(name, snapshot)));
            QCOMPARE(fork.greeting.checks.size(), std::size_t{4});
            for (const auto &check : fork.greeting.checks)
                QVERIFY2(check.ok, check.detail.c_str());
            seen += fork.bash(numbers.toStdString()).split(QLatin1Char('\n'));
            QCOMPARE(fork.bash("hostname"), QString::fromLatin1(name));
            fork.link.reset();
        }
        QCOMPARE(seen.size(), 12);
        QCOMPARE(seen.removeDuplicates(), 0);
        parent.link.reset();
    }

    /// More in a row than a disk may have layers: they are merged while the guest runs, and nothing is lost.
    void eightySnapshotsInARowLeaveOneRightDisk()
    {
        auto &store = vm().hypervisor->store();
        const auto remove = [&](const std::string &id) {
            return VmFixture::answered(
                [&](auto done) { return store.removeSnapshot(domain::SnapshotId(id), std::move(done)); });
        };
        RunningGuest guest;
        QVERIFY(start(guest, cloneSpec("sbx-row", m_base)));
        QCOMPARE(guest.bash(kCounting), QStringLiteral("started"));
        SnapshotPtr last;
        for (int i = 0; i < 80; ++i) {
            const auto number = std::to_string(i);
            QCOMPARE(guest.bash("head -c 50000 /dev/urandom > f" + number + "; sha1sum f" + number + " >> sums; echo " +
                                number + " > newest; sync; cat newest"),
                     QString::fromStdString(number));
            auto made = taken(*guest.machine, originOf(("snap-" + number).c_str()));
            QVERIFY2(made, made ? "" : (number + ": " + describe(made.error())).c_str());
            last = *std::move(made);
            if (i > 1)
                QVERIFY(remove("snap-" + std::to_string(i - 2)));
        }
        const auto sound = "sha1sum --quiet -c sums && wc -l < sums && cat newest kept";
        QCOMPARE(guest.bash(sound), QStringLiteral("80\n79\nbefore"));
        QCOMPARE(guest.bash(kCountsOn), kFine);
        QVERIFY(content(guest));
        const auto layers = storedIn(vm(), "layers").size();
        qInfo("%d layers are left", static_cast<int>(layers));
        QVERIFY(layers > 1 && layers < 40);
        const auto proof = valueOf<ports::SnapshotProof>(
            [&](auto done) { return store.verify(last->facts().origin.id, nullptr, std::move(done)); });
        QVERIFY2(proof, proof ? "" : describe(proof.error()).c_str());
        QVERIFY(proof->byContent);
        RunningGuest child;
        QVERIFY(start(child, restoreSpec("sbx-child", last)));
        QCOMPARE(child.bash(sound), QStringLiteral("80\n79\nbefore"));
        QVERIFY(content(child));
        child.link.reset();
        guest.link.reset();
    }

    /// One state packed, as those on disk are, and one plain, as a fork's is; the times are for whoever reads the log.
    void whatWasPackedWakesWithTheSameMemory()
    {
        RunningGuest guest;
        QVERIFY(start(guest, cloneSpec("sbx-text", m_base)));
        const auto sum = guest.bash("seq 1 9000000 | head -c 50M > /dev/shm/text; sha1sum < /dev/shm/text");
        QVERIFY2(sum.endsWith(QStringLiteral("-")), qPrintable(sum));
        const auto packed = snapshotOf(guest, "snap-packed");
        const auto plain = taken(*guest.machine, originOf("snap-plain", domain::SnapshotKind::Passing));
        QVERIFY(packed && plain);
        QVERIFY(packed->facts().memory.value < (*plain)->facts().memory.value / 2);
        guest.link.reset();
        guest.machine.reset();
        std::map<SnapshotPtr, std::vector<double>> up;
        std::map<SnapshotPtr, std::vector<double>> greeted;
        for (int round = 0; round < 9; ++round)
            for (const auto &from : {packed, *plain}) {
                const auto began = std::chrono::steady_clock::now();
                const auto passed = [&began] {
                    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
                };
                auto machine = valueOf<std::unique_ptr<ports::Machine>>(
                    [&](auto done) { return vm().hypervisor->start(restoreSpec("sbx-again", from), std::move(done)); });
                QVERIFY2(machine, machine ? "" : describe(machine.error()).c_str());
                up[from].push_back(passed());
                RunningGuest again;
                QVERIFY(again.greet(*std::move(machine), "sbx-again"));
                greeted[from].push_back(passed());
                if (round == 0)
                    QCOMPARE(again.bash("sha1sum < /dev/shm/text"), sum);
                again.link.reset();
            }
        const auto median = [](std::vector<double> &times) {
            std::ranges::sort(times);
            return times.at(times.size() / 2);
        };
        qInfo("until the machine is up: packed %.0f ms, plain %.0f ms; until its guest has answered: %.0f and %.0f ms",
              median(up[packed]), median(up[*plain]), median(greeted[packed]), median(greeted[*plain]));
    }

    void aGuestSleepsThroughTheEndOfTheProgram()
    {
        {
            RunningGuest guest;
            QVERIFY(start(guest, cloneSpec("sbx-sleeper", m_base)));
            QCOMPARE(guest.bash(kCounting), QStringLiteral("started"));
            QCOMPARE(guest.bash("sleep 1; echo deep > dream; echo deep > /dev/shm/dream"), QString());
            guest.link.reset();
            auto slept = taken(*guest.machine, originOf("snap-sleep", domain::SnapshotKind::Hibernated),
                               AfterSnapshot::StandStill);
            QVERIFY2(slept, slept ? "" : describe(slept.error()).c_str());
        }
        m_base.reset();
        vm().hypervisor.reset();
        QVERIFY(vm().open());
        auto &store = vm().hypervisor->store();
        QCOMPARE(store.snapshots().size(), std::size_t{1});
        QCOMPARE(store.snapshots().front().origin.kind, domain::SnapshotKind::Hibernated);
        const auto slept = valueOf<SnapshotPtr>(
            [&](auto done) { return store.openSnapshot(domain::SnapshotId("snap-sleep"), std::move(done)); });
        QVERIFY2(slept, slept ? "" : describe(slept.error()).c_str());
        RunningGuest guest;
        QVERIFY(start(guest, restoreSpec("sbx-sleeper", *slept)));
        QCOMPARE(guest.bash("cat dream /dev/shm/dream"), QStringLiteral("deep\ndeep"));
        QCOMPARE(guest.bash(kCountsOn), kFine);
        guest.link.reset();
    }
};

QTEST_GUILESS_MAIN(TestGuestSnapshots)
#include "tst_guest_snapshots.moc"
