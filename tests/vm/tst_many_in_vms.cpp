// As many sandboxes as a small host is asked for: 50 alive at once on 2 cores and 24 GiB, emulated or not.
#include "tests/vm/pool_rig.h"

#include <set>

using namespace glovebox;
using namespace glovebox::test;
using domain::SandboxId;
using domain::SandboxState;

namespace {

constexpr int kMany = 50;

} // namespace

class TestManyInVms : public QObject {
    Q_OBJECT

    VmFixture m_vm;

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_vm.open()); }
    void cleanup() { QVERIFY(m_vm.clean()); }

    void fiftyLiveAtOnceAndEachIsItself()
    {
        Pool rig(m_vm, kMany);
        std::vector<SandboxId> ids;
        for (int i = 0; i < kMany; ++i)
            ids.push_back(rig.pool.create("box-" + std::to_string(i), smallSize()));
        for (const auto &id : ids)
            QVERIFY2(rig.is(id, SandboxState::Running), id.value().c_str());
        QCOMPARE(rig.pool.slotsUsed(), kMany);

        std::set<QString> randoms;
        for (const auto &id : ids) {
            const auto said =
                rig.bash(id, "hostname > me; sleep 1000 > /dev/null 2>&1 & "
                             "cat /proc/sys/kernel/random/uuid; echo $RANDOM$RANDOM$RANDOM; echo $HOSTNAME");
            const auto lines = said.split(QLatin1Char('\n'));
            QCOMPARE(lines.size(), 3);
            randoms.insert(lines[0]);
            randoms.insert(lines[1]); // the shell is a copy of the template's, its random state is not
            QCOMPARE(lines[2], QString::fromStdString(id.value()));
        }
        QCOMPARE(randoms.size(), 2 * ids.size());
        // All of them are there still, with what is theirs and their processes.
        ByteCount together;
        for (const auto &id : ids) {
            QCOMPARE(rig.bash(id, "cat me; pgrep -c sleep"),
                     QString::fromStdString(id.value()) + QStringLiteral("\n1"));
            QVERIFY(QTest::qWaitFor([&] { return rig.sandboxes.at(id).memory.has_value(); }, kPatienceMs));
            together.value += rig.sandboxes.at(id).memory->value;
        }
        qInfo("%d sandboxes of %llu MiB take %llu MiB together", kMany,
              static_cast<unsigned long long>(smallSize().memory.value >> 20),
              static_cast<unsigned long long>(together.value >> 20));
        QVERIFY(together < ByteCount{kMany * smallSize().memory.value}); // they share most of it

        for (const auto &id : ids)
            QVERIFY(rig.pool.destroy(id, {ErrorCode::Cancelled, "over"}));
        for (const auto &id : ids)
            QVERIFY(rig.is(id, SandboxState::Destroyed));
        rig.close();
    }
};

QTEST_GUILESS_MAIN(TestManyInVms)
#include "tst_many_in_vms.moc"
