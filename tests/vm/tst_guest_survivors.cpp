// A real guest at work whose program is killed: what runs in it goes on, and the next program has it with all that can
// be done with it.
#include "tests/vm/guest_fixture.h"
#include "tests/vm/survivor_fixture.h"

#include <QTextStream>

using namespace glovebox;
using namespace glovebox::test;
using ports::AfterSnapshot;

namespace {

constexpr const char *kWorks = "--works-in-a-guest-in";

/// Counts in memory and in a file, ten times a second, until the end.
constexpr const char *kCounting = "(i=0; while :; do i=$((i+1)); echo $i >> counted; echo $i > /dev/shm/now; "
                                  "sleep 0.1; done) > /dev/null 2>&1 & echo $! > pid; echo started";
/// How far it has come; "gaps" when it has left one out, or told one twice, and "dead" when it counts no more.
constexpr const char *kCounted = "kill -0 $(cat pid) || echo dead; "
                                 "awk '$1 != NR {bad=1} END {print bad ? \"gaps\" : NR}' counted";

int work(const char *folder)
{
    VmFixture vm(folder);
    auto spec = guestSpec("tpl-guest", ByteCount::mib(256));
    spec.freezable = true;
    RunningGuest guest;
    auto mother = vm.open() ? vm.start(spec) : fail(ErrorCode::Internal);
    if (!mother || !guest.greet(*std::move(mother), "tpl-guest"))
        return 1;
    guest.link.reset();
    auto base = vm.freeze(std::move(guest.machine));
    if (!base || !QTest::qWaitFor([&] { return !vm.hypervisor->store().templates().empty(); }, kPatienceMs))
        return 1;
    auto clone = vm.start(cloneSpec("sbx-live", *base));
    if (!clone || !guest.greet(*std::move(clone), "sbx-live") || guest.bash(kCounting) != QStringLiteral("started"))
        return 1;
    guest.machine->remember(recordOf("sbx-live"));
    // A snapshot before, so that its disk has layers and another node than at first.
    guest.bash("sync");
    if (!taken(*guest.machine, originOf("snap-before")))
        return 1;
    QTextStream(stdout) << guest.bash(kCounted) << Qt::endl;
    return QCoreApplication::exec();
}

} // namespace

class TestGuestSurvivors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatRunsInAGuestGoesOnWhenItsProgramIsKilled()
    {
        VmFixture vm;
        Owner owner(kWorks, vm);
        const int before = owner.line().toInt();
        QVERIFY(before > 0);
        QVERIFY(owner.kill());
        QVERIFY(vm.open());
        auto found = survivorsOf(vm);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(!found.front().paused);
        RunningGuest guest;
        QVERIFY(guest.greet(std::move(found.front().machine), "sbx-live"));
        const auto counted = [&guest] {
            return guest.bash(kCounted).toInt(); // 0 when it is not a number
        };
        int last = counted();
        QVERIFY2(last > before, qPrintable(guest.bash(kCounted)));
        const auto goesOn = [&] {
            guest.bash("sleep 0.5");
            const int now = counted();
            const bool on = now > last;
            last = now;
            return on;
        };
        QVERIFY(goesOn());

        QVERIFY(VmFixture::answerOf(&ports::Machine::pause, *guest.machine));
        QVERIFY(VmFixture::answerOf(&ports::Machine::resume, *guest.machine));
        QVERIFY(goesOn());

        guest.bash("sync");
        const auto snapshot = taken(*guest.machine, originOf("snap-after"));
        QVERIFY2(snapshot, snapshot ? "" : describe(snapshot.error()).c_str());
        qInfo("%s: stopped %lld us", (*snapshot)->facts().method.c_str(),
              static_cast<long long>((*snapshot)->facts().stopped.count()));
        QVERIFY(goesOn());

        guest.bash("sync");
        const auto slept =
            taken(*guest.machine, originOf("snap-sleep", domain::SnapshotKind::Hibernated), AfterSnapshot::StandStill);
        QVERIFY2(slept, slept ? "" : describe(slept.error()).c_str());
        guest.link.reset();
        guest.machine.reset();
        QVERIFY(vm.clean());
        auto woken = vm.start(restoreSpec("sbx-woken", *slept));
        QVERIFY2(woken, woken ? "" : describe(woken.error()).c_str());
        QVERIFY(guest.greet(*std::move(woken), "sbx-woken"));
        QVERIFY(goesOn());
        guest.link.reset();
        guest.machine.reset();
        QVERIFY(vm.clean());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == kWorks)
        return work(argv[2]);
    TestGuestSurvivors test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_guest_survivors.moc"
