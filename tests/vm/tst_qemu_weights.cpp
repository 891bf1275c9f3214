// What a machine may take of the host's processors beside others.
#include "tests/vm/vm_fixture.h"

#include <sched.h>

using namespace glovebox;
using namespace glovebox::test;

namespace {

constexpr auto kMeasured = std::chrono::milliseconds(1500);

/// Computes for ever.
QByteArray burning()
{
    return QByteArray("\xeb\xfe", 2); // jmp to itself
}

/// All its threads on the first processor that this process may use.
bool pin(long pid)
{
    ::cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return false;
    int first = 0;
    while (first < CPU_SETSIZE && !CPU_ISSET(static_cast<std::size_t>(first), &allowed))
        ++first;
    ::cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(first), &one);
    bool pinned = true;
    for (const auto &task : qemu::entriesOf("/proc/" + std::to_string(pid) + "/task"))
        pinned = ::sched_setaffinity(std::stoi(task.substr(task.rfind('/') + 1)), sizeof one, &one) == 0 && pinned;
    return pinned;
}

} // namespace

class TestQemuWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMachineOfLessWeightGetsLessOfAScarceProcessor()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        auto ordinary = vm.spec("sbx-heavy", burning());
        auto lesser = vm.spec("sbx-light", burning());
        lesser.shares.cpuWeight = 10;
        const auto heavy = vm.start(std::move(ordinary));
        const auto light = vm.start(std::move(lesser));
        QVERIFY(heavy && light);
        QVERIFY(pin((*heavy)->processId()) && pin((*light)->processId()));
        const auto before = std::pair((*heavy)->usage()->cpuTime, (*light)->usage()->cpuTime);
        QVERIFY(QTest::qWaitFor([&] { return (*heavy)->usage()->cpuTime - before.first >= kMeasured; }, kPatienceMs));
        const auto most = (*heavy)->usage()->cpuTime - before.first;
        const auto least = (*light)->usage()->cpuTime - before.second;
        qInfo("weight 100: %lld ms, weight 10: %lld ms", static_cast<long long>(most.count()),
              static_cast<long long>(least.count()));
        QVERIFY(most > 2 * least);
    }

    void aWeightThatCannotBeIsRefused()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        for (const int weight : {0, -1, 10'001}) {
            auto spec = vm.spec("sbx-wrong", burning());
            spec.shares.cpuWeight = weight;
            const auto machine = vm.start(std::move(spec));
            QVERIFY(!machine);
            QCOMPARE(machine.error().code, ErrorCode::InvalidArgument);
        }
        QVERIFY(vm.clean());
    }
};

QTEST_GUILESS_MAIN(TestQemuWeights)
#include "tst_qemu_weights.moc"
